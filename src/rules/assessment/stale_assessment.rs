//! `stale-assessment`

use crate::facts::Facts;
use crate::finding::Findings;
use crate::model::config::Severity;
use crate::model::day::{Day, days_between, days_in_words};
use crate::model::risk::Risk;
use crate::rules::{Check, Family, Rule, Stability};

pub(in crate::rules) const RULE: Rule = Rule {
    name: "stale-assessment",
    family: Family::Assessment,
    severity: Severity::Warning,
    dated: false,
    fix: None,
    since: "0.1.0",
    status: Stability::Stable,
    summary: "the treatment is done and the risk was not assessed again",
    why: "Treatment is meant to change likelihood or impact. As long as nobody looked again, the register shows a level from before it, and what was spent on the treatment has no visible result.",
    bad: &[
        "assessed = 2025-03-10  # stale-assessment\n[treatment]\noption = \"mitigate\"\nplan = \"Encrypt the disks\"\nowner = \"security-lead\"\ndue = 2025-08-31\ndone = 2025-04-30\n",
    ],
    good: &[
        "assessed = 2025-05-02\n[treatment]\noption = \"mitigate\"\nplan = \"Encrypt the disks\"\nowner = \"security-lead\"\ndue = 2025-08-31\ndone = 2025-04-30\n",
    ],
    check: Check::Register(check),
};

fn check(facts: &Facts<'_>, out: &mut Findings) {
    for (risk, _) in facts.open().filter(|(_, judged)| judged.plan.done) {
        let Some((assessed, done)) = risk.assessed.as_ref().zip(done_on(risk, facts.today)) else { continue };
        // A review that found nothing changed looked at the assessment too.
        let reviewed = risk.review.as_ref().and_then(|review| review.on.as_ref());
        if assessed.value >= done || reviewed.is_some_and(|on| on.value >= done) || risk.is_faulty("assessed")
        {
            continue;
        }
        let days = days_in_words(days_between(assessed.value, done));
        let message = format!(
            "{} was last assessed on {}, and its treatment was done on {done}",
            risk.id(),
            assessed.value
        );
        let finding = RULE.at(assessed.span, message).label(format!("{days} before"));
        out.add(
            finding
                .risk(risk.id())
                .field("assessed")
                .help("assess likelihood and impact as they are now, and write the day in `assessed`"),
        );
    }
}

/// The day on which the plan was finished.
fn done_on(risk: &Risk, today: Day) -> Option<Day> {
    let treatment = risk.treatment.as_ref()?;
    let last =
        treatment.actions.iter().filter_map(|action| action.done.as_ref()).map(|done| done.value).max();
    treatment.done.as_ref().map(|done| done.value).or(last).filter(|done| *done <= today)
}
