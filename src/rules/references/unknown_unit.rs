//! `unknown-unit`

use super::catalogue::Catalogue;
use crate::facts::Facts;
use crate::finding::{Findings, FixClass};
use crate::mention::{About, Mention};
use crate::model::config::Severity;
use crate::rules::{Check, Family, Rule, Stability};
use crate::suggest::Known;

pub(in crate::rules) const RULE: Rule = Rule {
    name: "unknown-unit",
    family: Family::References,
    severity: Severity::Error,
    dated: false,
    fix: Some(FixClass::Safe),
    since: "0.1.0",
    status: Stability::Stable,
    summary: "a risk or an asset names a unit that the scope does not have",
    why: "Units are the parts of the scope, and the scope is what the certificate speaks for. A unit that is not \
          declared is neither in nor out.",
    bad: &[
        "unit = \"Platform\"  # unknown-unit\n",
        "--- assets.toml\n[[asset]]\nid = \"web-shop\"\nname = \"Web shop\"\nowner = \"it-manager\"\nunit = \"sales\"  # unknown-unit\n",
    ],
    good: &["unit = \"platform\"\n"],
    check: Check::Register(check),
};

fn check(facts: &Facts<'_>, out: &mut Findings) {
    let register = facts.register;
    let Some(methodology) = &register.methodology else { return };
    if methodology.has_lost("scope") || methodology.has_lost("scope.unit") {
        return;
    }
    let home = &register.config.paths.methodology;
    let mut catalogue = Catalogue::new(&RULE, "unit of the scope", home, "[[scope.unit]]");
    let known = || methodology.scope.units.iter().map(|unit| Known { id: &unit.id.value, name: unit.name() });
    let risks = register.risks.iter();
    let risks =
        risks.filter_map(|risk| Some(Mention::new(About::Risk(risk.id()), "unit", risk.unit.as_ref()?)));
    let assets = register.assets.iter();
    let assets = assets
        .filter_map(|asset| Some(Mention::new(About::Thing(&asset.id), "asset.unit", asset.unit.as_ref()?)));
    for mention in risks.chain(assets).filter(|mention| methodology.unit(mention.id).is_none()) {
        out.add(catalogue.unknown(&mention, known));
    }
}
