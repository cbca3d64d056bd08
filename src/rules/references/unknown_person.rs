//! `unknown-person`

use super::catalogue::Catalogue;
use crate::facts::Facts;
use crate::finding::{Findings, FixClass};
use crate::mention::people;
use crate::model::config::Severity;
use crate::rules::{Check, Family, Rule, Stability};
use crate::suggest::Known;

pub(in crate::rules) const RULE: Rule = Rule {
    name: "unknown-person",
    family: Family::References,
    severity: Severity::Error,
    dated: false,
    fix: Some(FixClass::Safe),
    since: "0.1.0",
    status: Stability::Stable,
    summary: "somebody is named who is not among the people",
    why: "A risk that is owned by a misspelt name is owned by nobody, and a decision of somebody unknown is \
          nobody's. Whoever owns, acts, decides, tests or reviews stands in people.toml, under one id.",
    bad: &[
        "owner = \"it-manger\"  # unknown-person\n",
        "[treatment]\noption = \"mitigate\"\nowner = \"IT Manager\"  # unknown-person\ndue = 2025-12-31\n[[treatment.action]]\ntitle = \"Encrypt the disks\"\nowner = \"helpdesk\"  # unknown-person\n",
        "[review]\non = 2025-05-05\nby = \"auditor\"  # unknown-person\n",
        "--- assets.toml\n[[asset]]\nid = \"web-shop\"\nname = \"Web shop\"\nowner = \"sales\"  # unknown-person\n",
        "--- schema/methodology.toml\n[[level]]\nid = \"extreme\"  # unreachable-level\nname = \"Extreme\"\nacceptable = false\naccept_by = \"board\"\ntreat_within = \"7 days\"\nescalate_to = \"shareholders\"  # unknown-person\n",
    ],
    good: &[
        "owner = \"it-manager\"\n[treatment]\noption = \"mitigate\"\nowner = \"security-lead\"\ndue = 2025-12-31\n",
    ],
    check: Check::Register(check),
};

fn check(facts: &Facts<'_>, out: &mut Findings) {
    let register = facts.register;
    if register.holes().people {
        return;
    }
    let mut catalogue = Catalogue::new(&RULE, "person", &register.config.paths.people, "[[person]]");
    let known = || register.people.iter().map(|person| Known { id: &person.id.value, name: person.name() });
    people::each(facts, |mention, _| {
        if register.person(mention.id).is_none() {
            out.add(catalogue.unknown(&mention, known));
        }
    });
}
