//! `doubled-control`

use crate::facts::{Facts, RiskFacts};
use crate::finding::Findings;
use crate::model::config::Severity;
use crate::model::risk::Risk;
use crate::rules::{Check, Family, Rule, Stability};
use crate::schedule::DayState;

pub(in crate::rules) const RULE: Rule = Rule {
    name: "doubled-control",
    family: Family::Controls,
    severity: Severity::Error,
    dated: false,
    fix: None,
    since: "0.1.0",
    status: Stability::Stable,
    summary: "a control is existing and planned on one risk",
    why: "A control that the current level counts on cannot lower the level once more when the plan is done. \
          Once an action is done its control may stand in `controls`: then it is planned no longer.",
    bad: &["controls = [\"password-policy\"]\n\
            [treatment]\noption = \"mitigate\"\nowner = \"security-lead\"\ndue = 2025-08-31\n\
            [[treatment.action]]\ntitle = \"Write a password policy\"\nowner = \"security-lead\"\n\
            control = \"password-policy\"  # doubled-control\n"],
    good: &[
        "controls = [\"awareness-training\"]\n\
         [treatment]\noption = \"mitigate\"\nowner = \"security-lead\"\ndue = 2025-08-31\n\
         [[treatment.action]]\ntitle = \"Write a password policy\"\nowner = \"security-lead\"\ncontrol = \"password-policy\"\n",
        "controls = [\"password-policy\"]\n\
         [treatment]\noption = \"mitigate\"\nowner = \"security-lead\"\ndue = 2025-08-31\n\
         [[treatment.action]]\ntitle = \"Write a password policy\"\nowner = \"security-lead\"\ncontrol = \"password-policy\"\ndone = 2025-05-20\n\
         [[treatment.action]]\ntitle = \"Check the passwords in use\"\nowner = \"security-lead\"\n",
    ],
    check: Check::Register(check),
};

fn check(facts: &Facts<'_>, out: &mut Findings) {
    for (risk, judged) in facts.open() {
        if !judged.plan.done && !risk.controls.is_empty() && !risk.is_faulty("treatment.action.done") {
            each_doubled(facts, risk, judged, out);
        }
    }
}

fn each_doubled(facts: &Facts<'_>, risk: &Risk, judged: &RiskFacts, out: &mut Findings) {
    let undone = risk.actions().iter().zip(&judged.actions).filter(|(_, state)| **state != DayState::Done);
    for (action, control) in undone.filter_map(|(action, _)| Some((action, action.control.as_ref()?))) {
        let Some(existing) = risk.controls.iter().find(|existing| existing.value == control.value) else {
            continue;
        };
        let name = facts.register.control_name(control);
        let message = format!("{} counts on {name} and plans it too, by `{}`", risk.id(), action.title());
        let finding =
            RULE.at(control.span, message).label("planned here").related(existing.span, "counted on here");
        let finding = finding.risk(risk.id()).field("treatment.action.control").other(&control.value);
        out.add(finding.help(
            "write `done` where the action is finished; else take the control \
             out of `controls` and assess the risk without it",
        ));
    }
}
