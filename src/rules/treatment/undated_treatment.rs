//! `undated-treatment`

use super::{about_action, active_treatment};
use crate::facts::{Facts, RiskFacts};
use crate::finding::Findings;
use crate::model::config::Severity;
use crate::model::risk::{Risk, Status, Treatment};
use crate::rules::{Check, Family, Rule, Stability};
use crate::schedule::DayState;

pub(in crate::rules) const RULE: Rule = Rule {
    name: "undated-treatment",
    family: Family::Treatment,
    severity: Severity::Error,
    dated: false,
    fix: None,
    since: "0.1.0",
    status: Stability::Stable,
    summary: "a treatment has neither a due date nor one on each action",
    why: "A plan without a date is never late and never done. Either the plan has a deadline, or each of its \
          actions has one, and the last of them is the plan's.",
    bad: &[
        "[treatment]  # undated-treatment\noption = \"mitigate\"\nplan = \"Encrypt the disks\"\nowner = \"security-lead\"\n",
        "[treatment]\noption = \"mitigate\"\nowner = \"security-lead\"\n\
         [[treatment.action]]\ntitle = \"Count the laptops\"\nowner = \"it-manager\"\ndue = 2025-06-30\n\
         [[treatment.action]]  # undated-treatment\ntitle = \"Encrypt the disks\"\nowner = \"it-manager\"\n",
    ],
    good: &[
        "[treatment]\noption = \"mitigate\"\nowner = \"security-lead\"\ndue = 2025-08-31\n\
         [[treatment.action]]\ntitle = \"Encrypt the disks\"\nowner = \"it-manager\"\n",
        "[treatment]\noption = \"mitigate\"\nowner = \"security-lead\"\n\
         [[treatment.action]]\ntitle = \"Count the laptops\"\nowner = \"it-manager\"\ndone = 2025-05-20\n\
         [[treatment.action]]\ntitle = \"Encrypt the disks\"\nowner = \"it-manager\"\ndue = 2025-08-31\n",
        "[treatment]\noption = \"accept\"\n",
    ],
    check: Check::Register(check),
};

fn check(facts: &Facts<'_>, out: &mut Findings) {
    for (risk, judged) in facts.open().filter(|(_, judged)| !judged.plan.done) {
        let Some(treatment) = active_treatment(risk).filter(|treatment| treatment.due.is_none()) else {
            continue;
        };
        // Of a treated risk `open-action` asks for the day on which it was done.
        let is_asked_more = risk.status() == Status::Treated;
        if is_asked_more || risk.is_faulty("treatment.due") || risk.is_faulty("treatment.action.due") {
            continue;
        }
        if treatment.actions.iter().any(|action| action.due.is_some()) {
            actions(risk, judged, out);
        } else {
            whole_plan(risk, treatment, out);
        }
    }
}

fn whole_plan(risk: &Risk, treatment: &Treatment, out: &mut Findings) {
    let finding = RULE.at(treatment.span, format!("the treatment of {} has no due date", risk.id()));
    let finding = finding.label("`due` is missing").risk(risk.id()).field("treatment.due");
    let each = if treatment.actions.is_empty() { "" } else { ", here or on each action" };
    out.add(finding.help(format!("write `due`: the day by which it is done{each}")));
}

fn actions(risk: &Risk, judged: &RiskFacts, out: &mut Findings) {
    let undone = risk.actions().iter().zip(&judged.actions).filter(|(_, state)| **state != DayState::Done);
    for (action, _) in undone.filter(|(action, _)| action.due.is_none()) {
        let what = "has no due date, and the plan has none either";
        let finding = about_action(&RULE, risk, action, action.span, what);
        let finding = finding.label("`due` is missing").field("treatment.action.due");
        out.add(finding.help("write `due` here, or once for the plan under [treatment]"));
    }
}
