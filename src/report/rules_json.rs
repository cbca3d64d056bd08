//! `rules --format json` and `explain --format json`: the table of rules.

use serde::Serialize;

use crate::finding::FixClass;
use crate::model::config::Severity;
use crate::model::word::Word;
use crate::rules::Rule;

/// The document.
#[derive(Debug, Serialize)]
pub struct Document<'a> {
    version: u32,
    rules: Vec<RuleShape<'a>>,
}

#[derive(Debug, Serialize)]
struct RuleShape<'a> {
    name: &'a str,
    family: &'static str,
    severity: &'static str,
    default: &'static str,
    dated: bool,
    fix: Option<&'static str>,
    since: Option<&'static str>,
    status: &'static str,
    summary: &'a str,
    why: &'a str,
    bad: &'static [&'static str],
    good: &'static [&'static str],
}

/// The document of some rules, with what each weighs in the register.
pub fn document<'a>(
    rules: impl Iterator<Item = Rule<'a>>,
    severity: &dyn Fn(&Rule<'_>) -> Severity,
) -> Document<'a> {
    let shape = |rule: Rule<'a>| RuleShape {
        name: rule.name,
        family: rule.family.word(),
        severity: severity(&rule).word(),
        default: rule.severity.word(),
        dated: rule.dated,
        fix: rule.fix.map(|class| match class {
            FixClass::Safe => "safe",
            FixClass::Unsafe => "unsafe",
        }),
        since: Some(rule.since).filter(|since| !since.is_empty()),
        status: rule.status.word(),
        summary: rule.summary,
        why: rule.why,
        bad: rule.bad,
        good: rule.good,
    };
    Document { version: 1, rules: rules.map(shape).collect() }
}
