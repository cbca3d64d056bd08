//! `reused-id`

use crate::facts::Facts;
use crate::finding::Findings;
use crate::model::config::Severity;
use crate::rules::{Check, Family, Rule, Stability};

pub(in crate::rules) const RULE: Rule = Rule {
    name: "reused-id",
    family: Family::Identity,
    severity: Severity::Error,
    dated: false,
    fix: None,
    since: "0.1.0",
    status: Stability::Stable,
    summary: "the id of a risk that is gone was given to another",
    why: "Ids are how decisions, reports and minutes name a risk. Where an id comes back with another title, everything that was ever said about the old risk seems to be said about the new one. The id that a renumbered risk had (`formerly`) is its own still.",
    bad: &[
        "id = \"R001\"  # reused-id\ntitle = \"Flood of the store\"\n>>> 2025-03-01\n>>> 2025-04-01\nGONE\n",
        "id = \"R001\"  # reused-id\ntitle = \"Flood of the store\"\n=== risks/R002.toml\nid = \"R002\"\nformerly = [\"R001\"]\ntitle = \"Laptop is lost\"\nowner = \"it-manager\"\nstatus = \"open\"\nlikelihood = \"low\"\nimpact = \"low\"\n>>> 2025-03-01\ntitle = \"Laptop is lost\"\n>>> 2025-04-01\nGONE\n=== risks/R002.toml\nid = \"R002\"\nformerly = [\"R001\"]\ntitle = \"Laptop is lost\"\nowner = \"it-manager\"\nstatus = \"open\"\nlikelihood = \"low\"\nimpact = \"low\"\n",
    ],
    good: &[
        "# Brought back as it was, it is restored.\nid = \"R001\"\n>>> 2025-03-01\n>>> 2025-04-01\nGONE\n",
    ],
    check: Check::Register(check),
};

fn check(facts: &Facts<'_>, out: &mut Findings) {
    let Some(past) = facts.past.filter(|past| past.is_complete) else { return };
    for risk in &facts.register.risks {
        let Some(gone) = past.reused.get(risk.id()) else { continue };
        let message = format!("{} was another risk: \"{}\"", risk.id(), gone.title.trim());
        let finding =
            RULE.at(risk.id.span, message).label(format!("taken again in commit {}", gone.when.short()));
        out.add(
            finding
                .risk(risk.id())
                .field("id")
                .help("give this risk an id that never was; gaps are not filled"),
        );
    }
}
