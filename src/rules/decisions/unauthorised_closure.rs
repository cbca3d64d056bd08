//! `unauthorised-closure`

use crate::decision::{self, Kind};
use crate::facts::Facts;
use crate::finding::Findings;
use crate::model::config::Severity;
use crate::model::risk::Status;
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
    for (risk, judged) in
        facts.each().filter(|(risk, judged)| risk.status() == Status::Closed && judged.is_above())
    {
        let (Some(methodology), Some(level)) = (&facts.register.methodology, facts.current_level(judged))
        else {
            continue;
        };
        let Some(by) = risk.closed.as_ref().and_then(|closed| closed.by.as_ref()) else { continue };
        let (Some(person), Some(role)) =
            (facts.register.person(by), decision::reserved(level, Kind::Acceptance))
        else {
            continue;
        };
        if decision::may(methodology, person, role, Some(risk)) {
            continue;
        }
        let message =
            format!("{} may not close {}, whose level is {}", person.name(), risk.id(), level.name());
        let finding = RULE.at(by.span, message).label("as far as known, not allowed to").risk(risk.id());
        let finding =
            finding.field("closed.by").level(Some(&level.id)).related(role.span, "reserved to this role");
        out.add(finding.help(format!("{} may", decision::who_may(facts.register, role, Some(risk)))));
    }
}
