//! `copied-rationale`

use super::shared_runs::{RUN, Sharing, shared_runs};
use crate::facts::Facts;
use crate::finding::Findings;
use crate::model::config::Severity;
use crate::model::risk::Risk;
use crate::rules::{Check, Family, Rule, Stability};
use crate::source::At;

/// From how many risks on the same words are a copy.
const COPIES: usize = 3;

pub(in crate::rules) const RULE: Rule = Rule {
    name: "copied-rationale",
    family: Family::Assessment,
    severity: Severity::Warning,
    dated: false,
    fix: None,
    since: "0.1.0",
    status: Stability::Stable,
    summary: "three risks or more share 80 characters of their rationale",
    why: "A rationale says why this likelihood and this impact. The same long passage in three risks says \
          nothing about any of them: it was copied to fill the field. What is true of many risks belongs \
          into the methodology or into a control's description.",
    bad: &[
        "rationale = \"The likelihood and the impact were estimated by the team in a workshop, based on its experience.\"  # copied-rationale\n\
         === risks/R002.toml\nid = \"R002\"\ntitle = \"Flood of the server room\"\nowner = \"it-manager\"\nlikelihood = \"low\"\nimpact = \"low\"\n\
         rationale = \"Rare. The likelihood and the impact were estimated by the team in a workshop, based on its experience. See minutes.\"  # copied-rationale\n\
         status = \"open\"\n\
         === risks/R003.toml\nid = \"R003\"\ntitle = \"Fire in the archive\"\nowner = \"it-manager\"\nlikelihood = \"low\"\nimpact = \"low\"\n\
         rationale = \"\"\"  # copied-rationale\nThe likelihood and the impact were estimated by the\nteam in a workshop, based on its experience.\n\"\"\"\n\
         status = \"open\"\n",
    ],
    good: &[
        "rationale = \"The likelihood and the impact were estimated by the team in a workshop, based on its experience.\"\n\
         === risks/R002.toml\nid = \"R002\"\ntitle = \"Flood of the server room\"\nowner = \"it-manager\"\nlikelihood = \"low\"\nimpact = \"low\"\n\
         rationale = \"The likelihood and the impact were estimated by the team in a workshop, based on its experience.\"\n\
         status = \"open\"\n",
        "rationale = \"Estimated in a workshop.\"\n\
         === risks/R002.toml\nid = \"R002\"\ntitle = \"Flood of the server room\"\nowner = \"it-manager\"\nlikelihood = \"low\"\nimpact = \"low\"\n\
         rationale = \"Estimated in a workshop.\"\nstatus = \"open\"\n\
         === risks/R003.toml\nid = \"R003\"\ntitle = \"Fire in the archive\"\nowner = \"it-manager\"\nlikelihood = \"low\"\nimpact = \"low\"\n\
         rationale = \"Estimated in a workshop.\"\nstatus = \"open\"\n",
    ],
    check: Check::Register(check),
};

fn check(facts: &Facts<'_>, out: &mut Findings) {
    let long = |risk: &'_ &Risk| risk.rationale.as_ref().is_some_and(|text| text.len() >= RUN);
    let risks: Vec<&Risk> = facts.register.open().filter(long).collect();
    let texts: Vec<&str> = risks.iter().map(|risk| risk.rationale.as_ref().map_or("", |text| text)).collect();
    for (place, sharing) in shared_runs(&texts, COPIES) {
        if let Some(rationale) = &risks[place].rationale {
            report(&risks, place, rationale, &sharing, out);
        }
    }
}

fn report(risks: &[&Risk], place: usize, rationale: &At<String>, sharing: &Sharing, out: &mut Findings) {
    let id = risks[place].id();
    let others = || sharing.others(place).map(|other| risks[other]);
    let named: Vec<&str> = others().map(Risk::id).collect();
    let names = match (named.split_last(), sharing.count - 1 - named.len()) {
        (Some((last, rest)), 0) => format!("{} and {last}", rest.join(", ")),
        (_, more) => format!("{} and {more} more", named.join(", ")),
    };
    let finding = RULE
        .at(rationale.span, format!("the rationale of {id} shares {RUN} characters or more with {names}"));
    let mut finding = finding.label(format!("the same words as in {names}")).risk(id).field("rationale");
    if let Some(other) = others().find_map(|other| other.rationale.as_ref()) {
        finding = finding.related(other.span, "the same words here");
    }
    out.add(finding.help("write what speaks for this likelihood and this impact of this very risk"));
}
