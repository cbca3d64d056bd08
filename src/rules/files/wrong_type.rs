//! `wrong-type`

use crate::model::config::Severity;
use crate::rules::{Check, Family, Rule, Stability};

pub(in crate::rules) const RULE: Rule = Rule {
    name: "wrong-type",
    family: Family::Files,
    severity: Severity::Error,
    dated: false,
    fix: Some(crate::finding::FixClass::Safe),
    since: "0.1.0",
    status: Stability::Stable,
    summary: "a value is of another type than its key asks for",
    why: "A date in quotes is text: it sorts as text, and nothing is ever due on it.",
    bad: &["identified = \"2025-03-03\"  # wrong-type\n", "tags = \"gdpr\"  # wrong-type\n"],
    good: &["identified = 2025-03-03\ntags = [\"gdpr\"]\n"],
    check: Check::Reading,
};
