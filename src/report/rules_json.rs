//! `rules --format json` and `explain --format json`: the table of rules.

use serde::Serialize;

use crate::finding::FixClass;
use crate::model::config::Severity;
use crate::model::word::Word;
use crate::rules::Rule;

/// The document.
#[derive(Debug, Serialize)]
pub struct Document {
    version: u32,
    rules: Vec<RuleShape>,
}

#[derive(Debug, Serialize)]
struct RuleShape {
    name: &'static str,
    family: &'static str,
    severity: &'static str,
    default: &'static str,
    dated: bool,
    fix: Option<&'static str>,
    since: &'static str,
    status: &'static str,
    summary: &'static str,
    why: &'static str,
    bad: &'static [&'static str],
    good: &'static [&'static str],
}

/// The document of some rules, with what each weighs in the register.
pub fn document(
    rules: impl Iterator<Item = &'static Rule>,
    severity: &dyn Fn(&Rule) -> Severity,
) -> Document {
    let shape = |rule: &'static Rule| RuleShape {
        name: rule.name,
        family: rule.family.word(),
        severity: severity(rule).word(),
        default: rule.severity.word(),
        dated: rule.dated,
        fix: rule.fix.map(|class| match class {
            FixClass::Safe => "safe",
            FixClass::Unsafe => "unsafe",
        }),
        since: rule.since,
        status: rule.status.word(),
        summary: rule.summary,
        why: rule.why,
        bad: rule.bad,
        good: rule.good,
    };
    Document { version: 1, rules: rules.map(shape).collect() }
}
