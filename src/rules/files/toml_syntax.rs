//! `toml-syntax`

use crate::model::config::Severity;
use crate::rules::{Check, Family, Rule, Stability};

pub(in crate::rules) const RULE: Rule = Rule {
    name: "toml-syntax",
    family: Family::Files,
    severity: Severity::Error,
    dated: false,
    fix: None,
    since: "0.1.0",
    status: Stability::Stable,
    summary: "a file is not written as TOML",
    why: "What cannot be read cannot be judged. Dates that do not exist and keys that are given twice \
          belong here too: nobody can say which of two values was meant. The rest of the file still counts.",
    bad: &[
        "owner = it-manager  # toml-syntax\n",
        "identified = 2025-02-30  # toml-syntax\n",
        "title = \"Flood\"\ntitle = \"Fire\"  # toml-syntax\n",
    ],
    good: &["owner = \"it-manager\"\nidentified = 2025-02-28\n"],
    check: Check::Reading,
};
