//! `toml-1.1-syntax`

use crate::model::config::Severity;
use crate::rules::{Check, Family, Rule, Stability};

pub(in crate::rules) const RULE: Rule = Rule {
    name: "toml-1.1-syntax",
    family: Family::Files,
    severity: Severity::Warning,
    dated: false,
    fix: None,
    since: "0.1.0",
    status: Stability::Stable,
    summary: "a file uses what only TOML 1.1 allows",
    why: "Plimsoll reads it, but editors and other programs still read TOML 1.0 and refuse the file.",
    bad: &["references = [{  # toml-1.1-syntax\n  title = \"Audit 2025\",\n}]\n"],
    good: &["references = [{ title = \"Audit 2025\" }]\n"],
    check: Check::Reading,
};
