//! `unaccepted-risk`

use super::authority::who;
use crate::decision::Kind;
use crate::facts::Facts;
use crate::finding::Findings;
use crate::model::config::Severity;
use crate::model::risk::{Status, TreatmentOption};
use crate::rules::{Check, Family, Rule, Stability};

pub(in crate::rules) const RULE: Rule = Rule {
    name: "unaccepted-risk",
    family: Family::Decisions,
    severity: Severity::Error,
    dated: false,
    fix: None,
    since: "0.1.0",
    status: Stability::Stable,
    summary: "a risk above the line is carried without an acceptance",
    why: "Above the line nothing is carried by default: a risk that is accepted, or treated and still there, needs somebody who may accept its level and says until when.",
    bad: &[
        "likelihood = \"medium\"\nimpact = \"high\"\nassessed = 2025-05-01\n[treatment]\noption = \"accept\"  # unaccepted-risk\n",
        "id = \"R001\"  # untreated-risk\nlikelihood = \"medium\"\nimpact = \"high\"\nassessed = 2025-05-01\nstatus = \"accepted\"  # unaccepted-risk\n",
        "likelihood = \"medium\"\nimpact = \"high\"\nassessed = 2025-05-31\nstatus = \"treated\"  # unaccepted-risk\n[treatment]\noption = \"mitigate\"\nplan = \"Encrypt the disks\"\nowner = \"security-lead\"\ndue = 2025-05-31\ndone = 2025-05-20\nagreed = 2025-05-02\n",
    ],
    good: &[
        "likelihood = \"medium\"\nimpact = \"high\"\nassessed = 2025-05-01\n\n[treatment]\noption = \"accept\"\n\n[acceptance]\nby = \"security-lead\"\non = 2025-05-10\nuntil = 2025-10-31\nlevel = \"high\"\nrationale = \"The laptops are replaced in autumn.\"\nseal = \"p1:…\"\n",
        "likelihood = \"medium\"\nimpact = \"high\"\nassessed = 2025-05-31\nstatus = \"treated\"\n[treatment]\noption = \"mitigate\"\nplan = \"Encrypt the disks\"\nowner = \"security-lead\"\ndue = 2025-05-31\ndone = 2025-05-20\nagreed = 2025-05-02\n[acceptance]\nby = \"security-lead\"\non = 2025-05-21\nuntil = 2025-10-31\nlevel = \"high\"\nrationale = \"The laptops are replaced in autumn.\"\nseal = \"p1:…\"\n",
        "likelihood = \"medium\"\nimpact = \"medium\"\nassessed = 2025-05-01\nstatus = \"accepted\"\n",
    ],
    check: Check::Register(check),
};

fn check(facts: &Facts<'_>, out: &mut Findings) {
    for (risk, judged) in facts.open().filter(|(_, judged)| judged.is_above()) {
        if risk.acceptance.is_some() || risk.is_faulty("acceptance") {
            continue;
        }
        let option = risk.treatment.as_ref().and_then(|t| t.option.as_ref());
        let option = option.filter(|option| option.value == TreatmentOption::Accept);
        let status = risk.status.as_ref().filter(|s| matches!(s.value, Status::Accepted | Status::Treated));
        let (span, why) = match (option, status) {
            (Some(option), _) => (option.span, "is to be accepted"),
            (None, Some(status)) if status.value == Status::Accepted => (status.span, "counts as accepted"),
            (None, Some(status)) => (status.span, "is treated and still above the line"),
            (None, None) => continue,
        };
        let Some(level) = facts.current_level(judged) else { continue };
        let message = format!("{} is {} and {why}, and there is no acceptance", risk.id(), level.name());
        let finding = RULE.at(span, message).label("no [acceptance]").risk(risk.id());
        let finding = finding.field("acceptance").level(Some(&level.id));
        out.add(finding.help(format!(
            "have it accepted: plimsoll accept {}{}",
            risk.id(),
            who(facts, risk, level, Kind::Acceptance)
        )));
    }
}
