//! `unassessed-risk`

use crate::facts::Facts;
use crate::finding::Findings;
use crate::model::config::Severity;
use crate::model::methodology::Point;
use crate::rules::{Check, Family, Rule, Stability};
use crate::suggest::one_of;

pub(in crate::rules) const RULE: Rule = Rule {
    name: "unassessed-risk",
    family: Family::Assessment,
    severity: Severity::Warning,
    dated: false,
    fix: None,
    since: "0.1.0",
    status: Stability::Stable,
    summary: "an open risk has neither likelihood nor impact",
    why: "A risk that nobody has assessed has no level: it is neither below the line nor above it, and no \
          deadline holds for it. Not knowing is where every risk begins; it should not stay there.",
    bad: &["=== risks/R002.toml\nid = \"R002\"  # unassessed-risk\ntitle = \"Flood of the server room\"\n\
            owner = \"it-manager\"\nstatus = \"open\"\n"],
    good: &[
        "likelihood = \"low\"\nimpact = \"high\"\n",
        "=== risks/R002.toml\nid = \"R002\"\ntitle = \"Flood of the server room\"\nowner = \"it-manager\"\n\
         status = \"closed\"\n[closed]\non = 2025-05-02\nby = \"it-manager\"\nreason = \"The room was given up.\"\n",
    ],
    check: Check::Register(check),
};

fn check(facts: &Facts<'_>, out: &mut Findings) {
    for risk in facts.register.open().filter(|risk| risk.current.is_empty()) {
        if risk.is_faulty("likelihood") || risk.is_faulty("impact") {
            continue;
        }
        let message = format!("{} is not assessed: it has neither `likelihood` nor `impact`", risk.id());
        let finding = RULE.at(risk.id.span, message).label("not assessed");
        out.add(finding.risk(risk.id()).field("likelihood").help(help(facts)));
    }
}

/// Which words can be written.
fn help(facts: &Facts<'_>) -> String {
    let Some(methodology) = &facts.register.methodology else {
        return "write `likelihood` and `impact`".to_owned();
    };
    let words = |points: &[Point]| match points {
        [] => String::new(),
        _ => format!(" ({})", one_of(points.iter().map(|point| point.id.as_str()))),
    };
    let (likelihood, impact) = (words(&methodology.likelihood), words(&methodology.impact));
    format!("write `likelihood`{likelihood} and `impact`{impact}, and why under `rationale`")
}
