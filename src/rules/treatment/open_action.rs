//! `open-action`

use super::{about_action, active_treatment};
use crate::facts::Facts;
use crate::finding::Findings;
use crate::model::config::Severity;
use crate::model::risk::{Risk, Status};
use crate::rules::{Check, Family, Rule, Stability};

pub(in crate::rules) const RULE: Rule = Rule {
    name: "open-action",
    family: Family::Treatment,
    severity: Severity::Error,
    dated: false,
    fix: None,
    since: "0.1.0",
    status: Stability::Stable,
    summary: "a closed or treated risk with something that is not done",
    why: "`treated` says that the plan is finished, and `closed` that the risk is gone. A step that nobody \
          recorded as done contradicts both: either the work was forgotten, or the record of it.",
    bad: &[
        "status = \"treated\"\n[treatment]\noption = \"mitigate\"\nowner = \"security-lead\"\ndue = 2025-08-31\n\
         [[treatment.action]]\ntitle = \"Count the laptops\"\nowner = \"it-manager\"\ndone = 2025-05-20\n\
         [[treatment.action]]  # open-action\ntitle = \"Encrypt the disks\"\nowner = \"it-manager\"\n",
        "status = \"treated\"\n[treatment]  # open-action\noption = \"mitigate\"\nplan = \"Encrypt the disks\"\n\
         owner = \"security-lead\"\ndue = 2025-08-31\n",
        "status = \"closed\"\n[closed]\non = 2025-05-20\nby = \"it-manager\"\nreason = \"There are no laptops any more.\"\n\
         [treatment]\noption = \"mitigate\"\nowner = \"security-lead\"\ndue = 2025-08-31\n\
         [[treatment.action]]  # open-action\ntitle = \"Encrypt the disks\"\nowner = \"it-manager\"\n",
    ],
    good: &[
        "assessed = 2025-05-31\nstatus = \"treated\"\n[treatment]\noption = \"mitigate\"\nplan = \"Encrypt the disks\"\nowner = \"security-lead\"\n\
         due = 2025-08-31\ndone = 2025-05-20\n",
        "assessed = 2025-05-31\nstatus = \"treated\"\n[treatment]\noption = \"mitigate\"\nowner = \"security-lead\"\ndue = 2025-08-31\n\
         [[treatment.action]]\ntitle = \"Encrypt the disks\"\nowner = \"it-manager\"\ndone = 2025-05-20\n",
        "status = \"closed\"\n[closed]\non = 2025-05-20\nby = \"it-manager\"\nreason = \"There are no laptops any more.\"\n\
         [treatment]\noption = \"accept\"\n",
    ],
    check: Check::Register(check),
};

fn check(facts: &Facts<'_>, out: &mut Findings) {
    for risk in &facts.register.risks {
        let ended = match risk.status() {
            Status::Treated => "is treated",
            Status::Closed => "is closed",
            _ => continue,
        };
        if risk.actions().is_empty() {
            whole_plan(risk, ended, out);
        } else {
            actions(risk, ended, out);
        }
    }
}

fn actions(risk: &Risk, ended: &str, out: &mut Findings) {
    for action in risk.actions().iter().filter(|action| action.done.is_none()) {
        if risk.is_faulty("treatment.action.done") {
            return;
        }
        let what = format!("is not done, and the risk {ended}");
        let finding = about_action(&RULE, risk, action, action.span, &what).label("`done` is missing");
        out.add(finding.field("treatment.action.done").help(help(risk)));
    }
}

fn whole_plan(risk: &Risk, ended: &str, out: &mut Findings) {
    let Some(treatment) = active_treatment(risk).filter(|treatment| treatment.done.is_none()) else { return };
    if ["treatment.done", "treatment.action"].iter().any(|key| risk.is_faulty(key)) {
        return;
    }
    let message = format!("the treatment of {} is not done, and the risk {ended}", risk.id());
    let finding = RULE.at(treatment.span, message).label("`done` is missing");
    out.add(finding.risk(risk.id()).field("treatment.done").help(help(risk)));
}

/// What a risk that took this one in should carry on stands better there.
fn help(risk: &Risk) -> String {
    let taken_in = risk.closed.as_ref().and_then(|closed| closed.merged_into.as_ref());
    match (risk.status(), taken_in) {
        (Status::Closed, Some(other)) => {
            format!("write `done`: the day on which it was finished, or move it to {}", other.value)
        }
        (Status::Closed, None) => {
            "write `done`: the day on which it was finished, or take out what is not to be done any more"
                .to_owned()
        }
        _ => {
            "write `done`: the day on which it was finished, or set `status` back to `in-progress`".to_owned()
        }
    }
}
