//! `circular-relation`

use std::collections::HashMap;

use super::circles::{Circle, Edge, circles};
use crate::facts::Facts;
use crate::finding::{Finding, Findings};
use crate::model::config::Severity;
use crate::model::methodology::Methodology;
use crate::model::register::Register;
use crate::model::risk::Risk;
use crate::rules::{Check, Family, Rule, Stability};
use crate::source::At;

pub(in crate::rules) const RULE: Rule = Rule {
    name: "circular-relation",
    family: Family::Identity,
    severity: Severity::Error,
    dated: false,
    fix: None,
    since: "0.1.0",
    status: Stability::Stable,
    summary: "a relation leads back to where it began",
    why: "A risk cannot replace the one that replaces it, and of two risks that are each merged into the other \
          none is left. Roles that each stand above the other give everybody in the circle the authority of all.",
    bad: &[
        "supersedes = [\"R001\"]  # circular-relation\n",
        "supersedes = [\"R002\"]\n=== risks/R002.toml\nid = \"R002\"\ntitle = \"Flood\"\nowner = \"it-manager\"\nstatus = \"open\"\nlikelihood = \"low\"\nimpact = \"low\"\nassessed = 2025-03-10\nsupersedes = [\"R001\"]  # circular-relation\n",
        "status = \"closed\"\n[closed]\non = 2025-05-01\nby = \"it-manager\"\nreason = \"One risk now.\"\nmerged_into = \"R002\"\n=== risks/R002.toml\nid = \"R002\"\ntitle = \"Flood\"\nowner = \"it-manager\"\nstatus = \"closed\"\n[closed]\non = 2025-05-01\nby = \"it-manager\"\nreason = \"One risk now.\"\nmerged_into = \"R001\"  # circular-relation\n",
        "--- schema/methodology.toml\n[[role]]\nid = \"auditor\"\nname = \"Internal auditor\"\nabove = \"deputy\"\n[[role]]\nid = \"deputy\"\nname = \"Deputy auditor\"\nabove = \"auditor\"  # circular-relation\n",
    ],
    good: &[
        "supersedes = [\"R002\"]\nrelated = [\"R002\"]\n=== risks/R002.toml\nid = \"R002\"\ntitle = \"Flood\"\nowner = \"it-manager\"\nrelated = [\"R001\"]\nstatus = \"closed\"\n[closed]\non = 2025-05-01\nby = \"it-manager\"\nreason = \"One risk now.\"\nmerged_into = \"R001\"\n",
    ],
    check: Check::Register(check),
};

type Edges<'a> = Vec<Vec<Edge<&'a At<String>>>>;

fn check(facts: &Facts<'_>, out: &mut Findings) {
    let register = facts.register;
    risks(register, "supersedes", "supersedes", |risk| risk.supersedes.iter().collect(), out);
    risks(register, "is merged into", "closed.merged_into", merged_into, out);
    if let Some(methodology) = &register.methodology {
        roles(methodology, out);
    }
}

fn risks<'a>(
    register: &'a Register,
    verb: &str,
    field: &str,
    referred: impl Fn(&'a Risk) -> Vec<&'a At<String>>,
    out: &mut Findings,
) {
    let edge = |id: &'a At<String>| Some(Edge { to: register.place_of(id)?, reference: id });
    let edges: Edges<'_> =
        register.risks.iter().map(|risk| referred(risk).into_iter().filter_map(edge).collect()).collect();
    for circle in circles(&edges) {
        let name = |place: usize| register.risks[place].id();
        let finding = finding(&circle, verb, name).risk(name(circle.from)).field(field);
        out.add(finding.help("take out the reference that is not true"));
    }
}

fn roles<'a>(methodology: &'a Methodology, out: &mut Findings) {
    let mut places: HashMap<&str, usize> = HashMap::new();
    for (place, role) in methodology.roles.iter().enumerate() {
        places.entry(&role.id).or_insert(place);
    }
    let edge = |id: &'a At<String>| Some(Edge { to: *places.get(id.as_str())?, reference: id });
    let edges: Edges<'_> = methodology
        .roles
        .iter()
        .map(|role| role.above.as_ref().and_then(edge).into_iter().collect())
        .collect();
    for circle in circles(&edges) {
        let name = |place: usize| methodology.roles[place].id.as_str();
        let finding = finding(&circle, "stands above", name).thing(name(circle.from)).field("role.above");
        out.add(finding.help("take out one `above`, so that one role stands at the top"));
    }
}

fn merged_into(risk: &Risk) -> Vec<&At<String>> {
    risk.closed.iter().filter_map(|closed| closed.merged_into.as_ref()).collect()
}

fn finding<'n>(circle: &Circle<&At<String>>, verb: &str, name: impl Fn(usize) -> &'n str) -> Finding {
    let mut message = format!("{} {verb} itself", name(circle.from));
    for (number, place) in circle.by_way_of.iter().enumerate() {
        message.push_str(if number == 0 { ", by way of " } else { ", " });
        message.push_str(name(*place));
    }
    if circle.more > 0 {
        message.push_str(&format!(" and {} more", circle.more));
    }
    let finding = RULE.at(circle.closing.span, message).label("this leads back").other(&circle.closing.value);
    match circle.by_way_of.first() {
        Some(first) => {
            finding.related(circle.onward.span, format!("{} {verb} {}", name(*first), circle.onward.value))
        }
        None => finding,
    }
}
