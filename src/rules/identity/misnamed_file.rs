//! `misnamed-file`

use crate::facts::Facts;
use crate::finding::Findings;
use crate::model::config::Severity;
use crate::rules::{Check, Family, Rule, Stability};
use crate::source::stem;

pub(in crate::rules) const RULE: Rule = Rule {
    name: "misnamed-file",
    family: Family::Identity,
    severity: Severity::Warning,
    dated: false,
    fix: None,
    since: "0.1.0",
    status: Stability::Stable,
    summary: "a risk's file is not called after its id",
    why: "Whoever looks for R007 opens R007.toml. A file of another name is overlooked, and two branches may \
          each write a risk of one id without Git noticing.",
    bad: &[
        "=== incidents/theft.toml\nid = \"I0001\"  # misnamed-file\ntitle = \"Theft\"\ndetected = 2025-03-03T09:00:00Z\nrisks = [\"R001\"]\n",
        "=== risks/laptop.toml\nid = \"R002\"  # misnamed-file\ntitle = \"Flood\"\nowner = \"it-manager\"\nstatus = \"open\"\nlikelihood = \"low\"\nimpact = \"low\"\nassessed = 2025-03-10\n",
        "=== risks/r002.toml\nid = \"R002\"  # misnamed-file\ntitle = \"Flood\"\nowner = \"it-manager\"\nstatus = \"open\"\nlikelihood = \"low\"\nimpact = \"low\"\nassessed = 2025-03-10\n",
    ],
    good: &[
        "=== risks/building/R002.toml\nid = \"R002\"\ntitle = \"Flood\"\nowner = \"it-manager\"\nstatus = \"open\"\nlikelihood = \"low\"\nimpact = \"low\"\nassessed = 2025-03-10\n",
    ],
    check: Check::Register(check),
};

fn check(facts: &Facts<'_>, out: &mut Findings) {
    let register = facts.register;
    for risk in register.risks.iter().filter(|risk| risk.id_is_written) {
        let (id, path) = (risk.id(), register.sources.path(risk.file));
        // A malformed id is a finding of its own: no file is to be called so.
        if stem(path) == id || !register.config.id_pattern.matches(id) {
            continue;
        }
        let finding = RULE.at(risk.id.span, format!("{id} stands in a file that is called {path}"));
        let finding = finding.label(format!("its file is called {id}.toml")).risk(id).field("id");
        out.add(
            finding.help(format!("rename the file to {id}.toml, or write the id that it is called after")),
        );
    }
    for incident in register.incidents.iter().filter(|incident| incident.id_is_written) {
        let (id, path) = (incident.id.as_str(), register.sources.path(incident.file));
        if stem(path) == id || !register.config.incident_pattern.matches(id) {
            continue;
        }
        let finding = RULE.at(incident.id.span, format!("{id} stands in a file that is called {path}"));
        let finding = finding.label(format!("its file is called {id}.toml")).thing(id).field("id");
        out.add(
            finding.help(format!("rename the file to {id}.toml, or write the id that it is called after")),
        );
    }
}
