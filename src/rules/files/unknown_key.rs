//! `unknown-key`

use crate::finding::FixClass;
use crate::model::config::Severity;
use crate::rules::{Check, Family, Rule, Stability};

pub(in crate::rules) const RULE: Rule = Rule {
    name: "unknown-key",
    family: Family::Files,
    severity: Severity::Error,
    dated: false,
    fix: Some(FixClass::Safe),
    since: "0.1.0",
    status: Stability::Stable,
    summary: "a table has a key that it does not know",
    why: "A misspelt key is a value that nobody reads: the due date that is written as `deu` never comes. \
          The organisation's own fields are declared by `[[custom]]` in plimsoll.toml and written under `[custom]`.",
    bad: &[
        "unti = \"platform\"  # unknown-key\n",
        "[custom]\nlegal-base = \"law\"  # unknown-key\n",
        "[treatment]\noption = \"mitigate\"\nplan = \"Encrypt the disks\"\nonwer = \"security-lead\"  # unknown-key\ndue = 2025-09-30\n",
    ],
    good: &["unit = \"platform\"\n\n[custom]\nlegal-basis = \"law\"\n"],
    check: Check::Reading,
};
