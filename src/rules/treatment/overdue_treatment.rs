//! `overdue-treatment`

use super::about_action;
use crate::facts::{Facts, RiskFacts};
use crate::finding::{Finding, Findings};
use crate::model::config::Severity;
use crate::model::day::{Day, days_in_words};
use crate::model::risk::Risk;
use crate::rules::{Check, Family, Rule, Stability};
use crate::schedule::{DayState, days_late};

pub(in crate::rules) const RULE: Rule = Rule {
    name: "overdue-treatment",
    family: Family::Treatment,
    severity: Severity::Error,
    dated: true,
    fix: None,
    since: "0.1.0",
    status: Stability::Stable,
    summary: "a treatment or one of its actions is past its due date",
    why: "Until a plan is done the risk is as high as before, and those who approved it believe otherwise. \
          A date that has passed is either work to be recorded as done, or a decision to be taken: who agreed \
          that it takes longer, and why.",
    bad: &[
        "[treatment]\noption = \"mitigate\"\nplan = \"Encrypt the disks\"\nowner = \"security-lead\"\n\
         due = 2025-04-30  # overdue-treatment\n",
        "[treatment]\noption = \"mitigate\"\nowner = \"security-lead\"\ndue = 2025-05-30  # overdue-treatment\n\
         [[treatment.action]]\ntitle = \"Count the laptops\"\nowner = \"it-manager\"\ndue = 2025-04-30  # overdue-treatment\n\
         [[treatment.action]]\ntitle = \"Encrypt the disks\"\nowner = \"it-manager\"\n",
        "[treatment]\noption = \"mitigate\"\nowner = \"security-lead\"\n\
         [[treatment.action]]\ntitle = \"Count the laptops\"\nowner = \"it-manager\"\ndue = 2025-04-30  # overdue-treatment\n\
         [[treatment.action]]\ntitle = \"Encrypt the disks\"\nowner = \"it-manager\"\ndue = 2025-08-31\n",
    ],
    good: &[
        "[treatment]\noption = \"mitigate\"\nplan = \"Encrypt the disks\"\nowner = \"security-lead\"\ndue = 2025-06-01\n",
        "assessed = 2025-05-31\n[treatment]\noption = \"mitigate\"\nowner = \"security-lead\"\ndue = 2025-04-30\n\
         [[treatment.action]]\ntitle = \"Encrypt the disks\"\nowner = \"it-manager\"\ndue = 2025-04-30\ndone = 2025-05-20\n",
        "assessed = 2025-05-31\n[treatment]\noption = \"mitigate\"\nowner = \"security-lead\"\ndue = 2025-04-30\ndone = 2025-04-28\n",
    ],
    check: Check::Register(check),
};

fn check(facts: &Facts<'_>, out: &mut Findings) {
    for (risk, judged) in facts.open() {
        let is_late = |state: &DayState| *state == DayState::Late;
        let actions_late = judged.actions.iter().any(is_late);
        if actions_late && !risk.is_faulty("treatment.action.done") {
            actions(facts, risk, judged, out);
        }
        // Where the last action's day is the deadline, the action has said it.
        let is_written = risk.treatment.as_ref().is_some_and(|treatment| treatment.due.is_some());
        if is_late(&judged.plan.state) && (is_written || !actions_late) {
            whole_plan(facts, risk, out);
        }
    }
}

fn actions(facts: &Facts<'_>, risk: &Risk, judged: &RiskFacts, out: &mut Findings) {
    let late = risk.actions().iter().zip(&judged.actions).filter(|(_, state)| **state == DayState::Late);
    for (action, due) in late.filter_map(|(action, _)| Some((action, action.due.as_ref()?))) {
        let finding = about_action(&RULE, risk, action, due.span, &was_due(facts, due.value));
        let help = "write `done` where it is finished, or move its `due`, within the plan's deadline";
        out.add(late_by(facts, due.value, finding.field("treatment.action.due").help(help)));
    }
}

fn whole_plan(facts: &Facts<'_>, risk: &Risk, out: &mut Findings) {
    let Some(treatment) = risk.treatment.as_ref().filter(|_| !is_unreadable(risk)) else { return };
    let last =
        || treatment.actions.iter().filter_map(|action| action.due.as_ref()).max_by_key(|due| due.value);
    let Some(due) = treatment.due.as_ref().or_else(last) else { return };
    let finding = RULE.at(due.span, format!("the treatment of {} {}", risk.id(), was_due(facts, due.value)));
    let help = format!(
        "write `done` when it is finished, or move the date with a reason:\nplimsoll postpone {} --to DATE --reason TEXT",
        risk.id()
    );
    out.add(late_by(facts, due.value, finding.risk(risk.id()).field("treatment.due").help(help)));
}

/// Whether the day may be written on which it was done, or is due, and could
/// not be read.
fn is_unreadable(risk: &Risk) -> bool {
    ["treatment.due", "treatment.done", "treatment.action.done"].iter().any(|key| risk.is_faulty(key))
}

fn was_due(facts: &Facts<'_>, due: Day) -> String {
    format!("was due on {due} and is overdue by {}", days_in_words(days_late(due, facts.today)))
}

fn late_by(facts: &Facts<'_>, due: Day, finding: Finding) -> Finding {
    let days = days_in_words(days_late(due, facts.today));
    finding.label(format!("{days} before today, {}", facts.today))
}
