//! `outdated-methodology`

use super::METHODOLOGY;
use crate::facts::Facts;
use crate::finding::Findings;
use crate::model::config::Severity;
use crate::model::day::days_in_words;
use crate::rules::{Check, Family, Rule, Stability};
use crate::schedule::days_late;

pub(in crate::rules) const RULE: Rule = Rule {
    name: "outdated-methodology",
    family: Family::Method,
    severity: Severity::Warning,
    dated: true,
    fix: None,
    since: "0.1.0",
    status: Stability::Stable,
    summary: "the methodology is past its own review date",
    why: "What a loss costs and how much of it the organisation can carry changes from year to year. A method \
          that nobody has looked at since judges every risk by an old measure.",
    bad: &["+++ schema/methodology.toml\napproved_on = 2024-05-31  # outdated-methodology\n"],
    good: &["+++ schema/methodology.toml\napproved_on = 2024-06-01\n"],
    check: Check::Register(check),
};

fn check(facts: &Facts<'_>, out: &mut Findings) {
    let Some(methodology) = &facts.register.methodology else { return };
    let (Some(approved), Some(every)) = (&methodology.approved_on, &methodology.review_every) else { return };
    let (due, today) = (every.value.after(approved.value), facts.today);
    if due >= today {
        return;
    }
    let late = days_in_words(days_late(due, today));
    let message = format!("the methodology was due for review on {due} and is overdue by {late}");
    let finding = RULE
        .at(approved.span, message)
        .label(format!("approved here, reviewed every {}", every.value.cadence()));
    let finding = finding.related(every.span, "how often it is to be reviewed");
    let finding = finding.thing(METHODOLOGY).field("approved_on");
    out.add(finding.help("review it, have it approved, and write that day as `approved_on`"));
}
