//! `misnamed-file`

use crate::facts::Facts;
use crate::finding::{Finding, Findings, FixClass, Mend};
use crate::model::config::Severity;
use crate::model::register::Register;
use crate::rules::{Check, Family, Rule, Stability};
use crate::source::{Span, file_name, stem};

pub(in crate::rules) const RULE: Rule = Rule {
    name: "misnamed-file",
    family: Family::Identity,
    severity: Severity::Warning,
    dated: false,
    fix: Some(FixClass::Unsafe),
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
        let path = register.sources.path(risk.file);
        // A malformed id is a finding of its own: no file is to be called so.
        if stem(path) != risk.id() && register.config.id_pattern.matches(risk.id()) {
            out.add(misnamed(register, (risk.id(), risk.id.span), path).risk(risk.id()));
        }
    }
    for incident in register.incidents.iter().filter(|incident| incident.id_is_written) {
        let path = register.sources.path(incident.file);
        if stem(path) != incident.id.value && register.config.incident_pattern.matches(&incident.id) {
            out.add(misnamed(register, (&incident.id, incident.id.span), path).thing(&incident.id));
        }
    }
}

fn misnamed(register: &Register, (id, span): (&str, Span), path: &str) -> Finding {
    let finding = RULE.at(span, format!("{id} stands in a file that is called {path}"));
    let finding = finding.label(format!("its file is called {id}.toml")).field("id");
    let finding =
        finding.help(format!("rename the file to {id}.toml, or write the id that it is called after"));
    let wanted = format!("{}{id}.toml", &path[..path.len() - file_name(path).len()]);
    // Where another file has that name, a person has to choose.
    if register.sources.find(&wanted).is_some() { finding } else { finding.unsafe_fix(Mend::Rename(wanted)) }
}
