//! `expired-acceptance`

use super::authority::who;
use crate::decision::Kind;
use crate::facts::Facts;
use crate::finding::Findings;
use crate::model::config::Severity;
use crate::model::day::{days_between, days_in_words};
use crate::rules::{Check, Family, Rule, Stability};

pub(in crate::rules) const RULE: Rule = Rule {
    name: "expired-acceptance",
    family: Family::Decisions,
    severity: Severity::Error,
    dated: true,
    fix: None,
    since: "0.1.0",
    status: Stability::Stable,
    summary: "an acceptance has ended and the risk is still above the line",
    why: "An acceptance holds until its last day, to the end of it. After that the risk is carried by nobody: it is treated, or accepted anew.",
    bad: &[
        "likelihood = \"medium\"\nimpact = \"high\"\nassessed = 2025-05-01\n[treatment]\noption = \"accept\"\n[acceptance]\nby = \"security-lead\"\non = 2025-01-10\nuntil = 2025-05-20  # expired-acceptance\nlevel = \"high\"\nrationale = \"The laptops are replaced in autumn.\"\nseal = \"p1:…\"\n",
    ],
    good: &[
        "likelihood = \"medium\"\nimpact = \"high\"\nassessed = 2025-05-01\n[treatment]\noption = \"accept\"\n[acceptance]\nby = \"security-lead\"\non = 2025-05-10\nuntil = 2025-06-01\nlevel = \"high\"\nrationale = \"The laptops are replaced in autumn.\"\nseal = \"p1:…\"\n",
    ],
    check: Check::Register(check),
};

fn check(facts: &Facts<'_>, out: &mut Findings) {
    for (risk, judged) in facts.open().filter(|(_, judged)| judged.is_above()) {
        if !judged.acceptance.is_some_and(|decision| decision.expired) {
            continue;
        }
        let until = risk.acceptance.as_ref().and_then(|acceptance| acceptance.until.as_ref());
        let Some((until, level)) = until.zip(facts.current_level(judged)) else { continue };
        let days = days_in_words(days_between(until.value, facts.today));
        let message = format!(
            "the acceptance of {} ended on {}, and it is still {}",
            risk.id(),
            until.value,
            level.name()
        );
        let finding = RULE.at(until.span, message).label(format!("{days} before today, {}", facts.today));
        let finding = finding.risk(risk.id()).field("acceptance.until").level(Some(&level.id));
        let who = who(facts, risk, level, Kind::Acceptance);
        out.add(
            finding.help(format!(
                "treat the risk, or have it accepted anew: plimsoll accept {}{who}",
                risk.id()
            )),
        );
    }
}
