//! `future-date`

use crate::facts::Facts;
use crate::finding::Findings;
use crate::model::config::Severity;
use crate::model::day::{Day, days_between};
use crate::model::incident::day_of;
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
        "=== incidents/I0001.toml\nid = \"I0001\"\ntitle = \"Theft\"\ndetected = 2025-06-03T00:00:00Z  # future-date\nrisks = [\"R001\"]\n",
        "assessed = 2025-06-03  # future-date\n",
        "[treatment]\noption = \"mitigate\"\nplan = \"Encrypt the disks\"\nowner = \"security-lead\"\n\
         due = 2025-08-31\ndone = 2025-07-01  # future-date\n",
        "[treatment]\noption = \"mitigate\"\nowner = \"security-lead\"\ndue = 2025-08-31\n\
         [[treatment.action]]\ntitle = \"Encrypt the disks\"\nowner = \"it-manager\"\ndone = 2026-05-20  # future-date\n",
        "[review]\non = 2026-05-20  # future-date\n",
        "--- controls.toml\n[[control]]\nid = \"door-locks\"\nname = \"Door locks\"\nowner = \"office-manager\"\n\
         state = \"implemented\"\n[[control.test]]\non = 2052-02-10  # future-date\nresult = \"passed\"\n",
    ],
    good: &[
        "=== incidents/I0001.toml\nid = \"I0001\"\ntitle = \"Theft\"\ndetected = 2025-06-02T23:59:59Z\nrisks = [\"R001\"]\n",
        "assessed = 2025-06-02\n",
        "[treatment]\noption = \"mitigate\"\nplan = \"Encrypt the disks\"\nowner = \"security-lead\"\n\
         due = 2026-08-31\n",
    ],
    check: Check::Register(check),
};

/// How many days ahead is too far.
const AHEAD: i64 = 2;

fn check(facts: &Facts<'_>, out: &mut Findings) {
    let ahead = |day: &At<Day>| Some(days_between(facts.today, day.value)).filter(|days| *days >= AHEAD);
    let report = |day: &At<Day>, days: i64, what: String| {
        let message = format!("{what} {} lies {days} days after today, {}", day.value, facts.today);
        RULE.at(day.span, message).label("in the future").help("write the day on which it happened")
    };
    for risk in facts.register.open() {
        past_days(risk, &mut |day, field, title| {
            if let Some(days) = ahead(day) {
                let of =
                    if title.is_empty() { risk.id().to_owned() } else { format!("{}, `{title}`", risk.id()) };
                let finding = report(day, days, format!("`{field}` of {of},"));
                out.add(finding.risk(risk.id()).field(field).other(title));
            }
        });
    }
    for control in &facts.register.controls {
        for (number, on) in (1..).zip(control.tests.iter().map(|test| test.on.as_ref())) {
            if let Some((on, days)) = on.and_then(|on| Some((on, ahead(on)?))) {
                let finding = report(on, days, format!("the test of {} on", control.name()));
                let finding = finding.thing(&control.id.value).field("control.test.on");
                out.add(finding.other(format!("test {number}")));
            }
        }
    }
    monitoring(facts, out);
}

/// Measurements and incidents of days that are still to come.
fn monitoring(facts: &Facts<'_>, out: &mut Findings) {
    let ahead = |day: Day| Some(days_between(facts.today, day)).filter(|days| *days >= AHEAD);
    for series in &facts.register.series {
        for measured in series.values.iter().rev().take_while(|measured| ahead(measured.date).is_some()) {
            let days = ahead(measured.date).unwrap_or_default();
            let message = format!(
                "{} is measured on {}, {days} days after today, {}",
                series.indicator, measured.date, facts.today
            );
            let finding = RULE.at(measured.date_span, message).label("in the future");
            let finding =
                finding.thing(&series.indicator).field("measurement").other(measured.date.to_string());
            out.add(finding.help("write the day on which it was measured"));
        }
    }
    for incident in &facts.register.incidents {
        for (field, time) in incident.steps() {
            let Some(time) = time else { continue };
            let Some(days) = ahead(day_of(time.value)) else { continue };
            let message =
                format!("`{field}` of {} lies {days} days after today, {}", incident.id.value, facts.today);
            let finding = RULE.at(time.span, message).label("in the future").thing(&incident.id).field(field);
            out.add(finding.help("write the time at which it happened"));
        }
    }
}

/// Every day of a risk that lies in the past by its meaning, with its key and,
/// of an action, the title.
fn past_days(risk: &Risk, see: &mut dyn FnMut(&At<Day>, &'static str, &str)) {
    let treatment = risk.treatment.as_ref();
    let approval = treatment.and_then(|treatment| treatment.approval.as_ref());
    let days = [
        ("identified", risk.identified.as_ref()),
        ("assessed", risk.assessed.as_ref()),
        ("treatment.done", treatment.and_then(|treatment| treatment.done.as_ref())),
        ("treatment.agreed", treatment.and_then(|treatment| treatment.agreed.as_ref())),
        ("treatment.approval.on", approval.and_then(|approval| approval.on.as_ref())),
        ("acceptance.on", risk.acceptance.as_ref().and_then(|acceptance| acceptance.on.as_ref())),
        ("review.on", risk.review.as_ref().and_then(|review| review.on.as_ref())),
        ("closed.on", risk.closed.as_ref().and_then(|closed| closed.on.as_ref())),
    ];
    for (field, day) in days {
        if let Some(day) = day {
            see(day, field, "");
        }
    }
    for action in risk.actions() {
        if let Some(done) = &action.done {
            see(done, "treatment.action.done", action.title());
        }
    }
}
