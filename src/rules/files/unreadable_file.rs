//! `unreadable-file`

use crate::model::config::Severity;
use crate::rules::{Check, Family, Rule, Stability};

pub(in crate::rules) const RULE: Rule = Rule {
    name: "unreadable-file",
    family: Family::Files,
    severity: Severity::Error,
    dated: false,
    fix: None,
    since: "0.1.0",
    status: Stability::Stable,
    summary: "a file cannot be read",
    why: "A risk that cannot be read is not judged, and must not vanish silently. Files are UTF-8 and of a \
          sensible size; symbolic links are not followed, so that no path leaves the register.",
    bad: &["=== risks/R002.toml (UTF-16)\nid = \"R002\"  # unreadable-file\n"],
    good: &[
        "=== risks/R002.toml\nid = \"R002\"\ntitle = \"Flood\"\nowner = \"it-manager\"\nstatus = \"open\"\nlikelihood = \"low\"\nimpact = \"low\"\nassessed = 2025-03-10\n",
    ],
    check: Check::Reading,
};
