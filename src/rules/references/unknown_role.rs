//! `unknown-role`

use super::catalogue::Catalogue;
use crate::facts::Facts;
use crate::finding::{Findings, FixClass};
use crate::mention::{About, Mention};
use crate::model::config::Severity;
use crate::model::methodology::{Level, Methodology};
use crate::rules::{Check, Family, Rule, Stability};
use crate::source::At;
use crate::suggest::Known;

pub(in crate::rules) const RULE: Rule = Rule {
    name: "unknown-role",
    family: Family::References,
    severity: Severity::Error,
    dated: false,
    fix: Some(FixClass::Safe),
    since: "0.1.0",
    status: Stability::Stable,
    summary: "a role is named that the methodology does not have",
    why: "Roles say who may accept and approve what. A role that is not declared gives nobody any authority: \
          who holds it may decide nothing, and what is reserved to it nobody may decide. `owner`, in \
          `accept_by` and `approve_by`, is the risk's own owner and needs no declaration.",
    bad: &[
        "--- people.toml\n[[person]]\nid = \"auditor\"\nname = \"Internal auditor\"\nroles = [\"audit\"]  # unknown-role\n",
        "--- schema/methodology.toml\n[[role]]\nid = \"deputy\"\nname = \"Deputy\"\nabove = \"head-of-department\"  # unknown-role\n",
        "--- schema/methodology.toml\n[waivers]\nby = \"CISO\"  # unknown-role\n",
    ],
    good: &[
        "--- people.toml\n[[person]]\nid = \"auditor\"\nname = \"Internal auditor\"\nroles = [\"ciso\"]\n",
    ],
    check: Check::Register(check),
};

fn check(facts: &Facts<'_>, out: &mut Findings) {
    let register = facts.register;
    let Some(methodology) = &register.methodology else { return };
    if methodology.has_lost("role") {
        return;
    }
    let mut catalogue = Catalogue::new(&RULE, "role", &register.config.paths.methodology, "[[role]]");
    let known = || methodology.roles.iter().map(|role| Known { id: &role.id.value, name: role.name() });
    let held = register.people.iter().flat_map(|person| {
        person.roles.iter().map(|role| Mention::new(About::Thing(&person.id), "person.roles", role))
    });
    for mention in held.chain(in_methodology(methodology)) {
        if methodology.role(mention.id).is_none() {
            out.add(catalogue.unknown(&mention, known));
        }
    }
}

/// Where the methodology names its own roles.
fn in_methodology(methodology: &Methodology) -> impl Iterator<Item = Mention<'_>> {
    let levels = methodology.levels.iter().flat_map(reserved);
    let above = methodology
        .roles
        .iter()
        .filter_map(|role| Some(Mention::new(About::Thing(&role.id), "role.above", role.above.as_ref()?)));
    let waivers = methodology.waivers_by.iter();
    levels.chain(above).chain(waivers.map(|by| Mention::new(About::Thing("methodology"), "waivers.by", by)))
}

fn reserved(level: &Level) -> impl Iterator<Item = Mention<'_>> {
    let by = [("level.accept_by", &level.accept_by), ("level.approve_by", &level.approve_by)];
    let declared = |role: &&At<String>| role.value != "owner";
    by.into_iter().filter_map(move |(field, role)| {
        role.as_ref().filter(declared).map(|role| Mention::new(About::Thing(&level.id), field, role))
    })
}
