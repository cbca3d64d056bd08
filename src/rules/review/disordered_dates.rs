//! `disordered-dates`

use crate::facts::Facts;
use crate::finding::Findings;
use crate::model::config::Severity;
use crate::model::day::Day;
use crate::model::risk::Risk;
use crate::rules::{Check, Family, Rule, Stability};
use crate::source::At;

pub(in crate::rules) const RULE: Rule = Rule {
    name: "disordered-dates",
    family: Family::Review,
    severity: Severity::Error,
    dated: false,
    fix: None,
    since: "0.1.0",
    status: Stability::Stable,
    summary: "two dates of a risk cannot both be right",
    why: "Dates tell a story: found, assessed; decided, then done; a deadline moves to a later day. Where the order is turned around, one of the two is a slip of the pen.",
    bad: &[
        "identified = 2025-04-01\nassessed = 2025-03-10  # disordered-dates\n",
        "[treatment]\noption = \"mitigate\"\nplan = \"Encrypt the disks\"\nowner = \"security-lead\"\ndue = 2025-07-31\n[[treatment.action]]\ntitle = \"Buy the licences\"\nowner = \"it-manager\"\ndue = 2025-08-31  # disordered-dates\n",
    ],
    good: &["identified = 2025-03-10\nassessed = 2025-03-10\n"],
    check: Check::Register(check),
};

fn check(facts: &Facts<'_>, out: &mut Findings) {
    for risk in facts.register.open() {
        pairs(risk, out);
    }
}

fn pairs(risk: &Risk, out: &mut Findings) {
    let id = risk.id();
    let treatment = risk.treatment.as_ref();
    let mut ordered = |first: Option<&At<Day>>,
                       first_name: &str,
                       second: Option<&At<Day>>,
                       second_name: &str,
                       field: &str,
                       other: &str,
                       strict: bool| {
        let (Some(first), Some(second)) = (first, second) else { return };
        if first.value < second.value || (first.value == second.value && !strict) {
            return;
        }
        let message = format!(
            "{second_name} {} is {} {first_name} {}",
            second.value,
            if strict && first.value == second.value { "the same day as" } else { "before" },
            first.value
        );
        let finding = RULE.at(second.span, message).label("too early").risk(id).field(field).other(other);
        out.add(
            finding
                .related(first.span, format!("{first_name} {}", first.value))
                .help("one of the two is wrong; correct it"),
        );
    };
    ordered(
        risk.identified.as_ref(),
        "identified",
        risk.assessed.as_ref(),
        "assessed",
        "assessed",
        "",
        false,
    );
    if let Some(acceptance) = &risk.acceptance {
        ordered(
            acceptance.on.as_ref(),
            "accepted",
            acceptance.until.as_ref(),
            "until",
            "acceptance.until",
            "",
            false,
        );
    }
    let Some(treatment) = treatment else { return };
    let approved = treatment.approval.as_ref().and_then(|approval| approval.on.as_ref());
    ordered(approved, "approved", treatment.done.as_ref(), "done", "treatment.done", "", false);
    for entry in &treatment.postponed {
        let other = entry.from.as_ref().map_or(String::new(), |from| from.value.to_string());
        ordered(
            entry.from.as_ref(),
            "moved from",
            entry.to.as_ref(),
            "to",
            "treatment.postponed.to",
            &other,
            true,
        );
    }
    for action in &treatment.actions {
        let (Some(due), Some(deadline)) = (&action.due, &treatment.due) else { continue };
        if due.value > deadline.value {
            let message =
                format!("the action is due on {}, after the plan's deadline {}", due.value, deadline.value);
            let finding =
                RULE.at(due.span, message).label("after the deadline").risk(id).field("treatment.action.due");
            let finding = finding
                .other(action.title())
                .related(deadline.span, format!("the plan is due on {}", deadline.value));
            out.add(finding.help("bring the action forward, or move the plan's deadline with a reason"));
        }
    }
}
