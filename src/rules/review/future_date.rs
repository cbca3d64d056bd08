//! `future-date`

use crate::facts::Facts;
use crate::finding::Findings;
use crate::model::config::Severity;
use crate::model::day::{Day, days_between};
use crate::model::risk::Risk;
use crate::rules::{Check, Family, Rule, Stability};
use crate::source::At;

pub(in crate::rules) const RULE: Rule = Rule {
    name: "future-date",
    family: Family::Review,
    severity: Severity::Error,
    dated: false,
    fix: None,
    since: "0.1.0",
    status: Stability::Stable,
    summary: "something is said to have happened in the future",
    why: "What is done, decided, found or tested lies in the past. A day of grace allows for other time zones.",
    bad: &[
        "assessed = 2025-06-03  # future-date\n",
        "[treatment]\noption = \"mitigate\"\nplan = \"Encrypt the disks\"\nowner = \"security-lead\"\ndue = 2025-08-31\ndone = 2025-07-01  # future-date\n",
    ],
    good: &["assessed = 2025-06-02\n"],
    check: Check::Register(check),
};

/// How many days ahead is too far.
const AHEAD: i64 = 2;

fn check(facts: &Facts<'_>, out: &mut Findings) {
    let too_far = |day: &At<Day>| days_between(facts.today, day.value) >= AHEAD;
    for risk in facts.register.open() {
        past_days(risk, &mut |day, field, other| {
            if too_far(day) {
                let message = format!("{} is after today, {}", day.value, facts.today);
                let finding = RULE.at(day.span, message).label("in the future").risk(risk.id());
                out.add(finding.field(field).other(other).help("write the day on which it happened"));
            }
        });
    }
    for control in &facts.register.controls {
        for day in control.tests.iter().filter_map(|test| test.on.as_ref()).filter(|day| too_far(day)) {
            let message = format!(
                "the test of `{}` on {} is after today, {}",
                control.id.value, day.value, facts.today
            );
            let finding = RULE.at(day.span, message).label("in the future").thing(&control.id.value);
            out.add(finding.field("control.test.on").help("write the day on which it was tested"));
        }
    }
}

/// Every day of a risk that lies in the past by its meaning.
fn past_days(risk: &Risk, see: &mut dyn FnMut(&At<Day>, &'static str, &str)) {
    let mut one = |day: Option<&At<Day>>, field: &'static str| {
        if let Some(day) = day {
            see(day, field, "");
        }
    };
    let treatment = risk.treatment.as_ref();
    one(risk.identified.as_ref(), "identified");
    one(risk.assessed.as_ref(), "assessed");
    one(risk.review.as_ref().and_then(|review| review.on.as_ref()), "review.on");
    one(risk.acceptance.as_ref().and_then(|acceptance| acceptance.on.as_ref()), "acceptance.on");
    one(treatment.and_then(|treatment| treatment.done.as_ref()), "treatment.done");
    one(treatment.and_then(|treatment| treatment.agreed.as_ref()), "treatment.agreed");
    let approval = treatment.and_then(|treatment| treatment.approval.as_ref());
    one(approval.and_then(|approval| approval.on.as_ref()), "treatment.approval.on");
    for action in risk.actions() {
        if let Some(done) = &action.done {
            see(done, "treatment.action.done", action.title());
        }
    }
}
