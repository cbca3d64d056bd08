//! `unauthorised-closure`

use super::authority::{judged_person, refused};
use crate::decision::{self, Kind};
use crate::facts::Facts;
use crate::finding::Findings;
use crate::model::config::Severity;
use crate::rules::{Check, Family, Rule, Stability};

pub(in crate::rules) const RULE: Rule = Rule {
    name: "unauthorised-closure",
    family: Family::Decisions,
    severity: Severity::Error,
    dated: false,
    fix: None,
    since: "0.1.0",
    status: Stability::Stable,
    summary: "a risk above the line was closed by somebody who may not accept its level",
    why: "Closing takes a risk out of every list and figure. Above the line that is as much as accepting it for \
          ever, and takes the same authority.",
    bad: &[
        "likelihood = \"medium\"\nimpact = \"high\"\nstatus = \"closed\"\n[closed]\non = 2025-05-20\nby = \"it-manager\"  # unauthorised-closure\nreason = \"Laptops were taken out of use.\"\n",
    ],
    good: &[
        "likelihood = \"medium\"\nimpact = \"high\"\nstatus = \"closed\"\n[closed]\non = 2025-05-20\nby = \"security-lead\"\nreason = \"Laptops were taken out of use.\"\n",
        "status = \"closed\"\n[closed]\non = 2025-05-20\nby = \"it-manager\"\nreason = \"Laptops were taken out of use.\"\n",
    ],
    check: Check::Register(check),
};

fn check(facts: &Facts<'_>, out: &mut Findings) {
    let Some(methodology) = &facts.register.methodology else { return };
    for (risk, judged) in facts.each().filter(|(risk, judged)| !risk.is_open() && judged.is_above()) {
        let Some(level) = facts.current_level(judged) else { continue };
        let Some(role) = decision::reserved(level, Kind::Acceptance) else { continue };
        let by = risk.closed.as_ref().and_then(|closed| closed.by.as_ref());
        let Some((by, person)) = by.zip(judged_person(facts, by)) else { continue };
        if decision::may(methodology, person, role, Some(risk)) {
            continue;
        }
        let what = format!("close {}, whose level is {}", risk.id(), level.name());
        let finding = refused(&RULE, facts, by, (person, role), Some(risk), (false, &what));
        out.add(finding.risk(risk.id()).field("closed.by").level(Some(&level.id)));
    }
}
