//! `unknown-asset`

use super::catalogue::Catalogue;
use crate::facts::Facts;
use crate::finding::{Findings, FixClass};
use crate::mention::{About, Mention};
use crate::model::config::Severity;
use crate::rules::{Check, Family, Rule, Stability};
use crate::suggest::Known;

pub(in crate::rules) const RULE: Rule = Rule {
    name: "unknown-asset",
    family: Family::References,
    severity: Severity::Error,
    dated: false,
    fix: Some(FixClass::Safe),
    since: "0.1.0",
    status: Stability::Stable,
    summary: "a risk names an asset that the inventory does not have",
    why: "What is at stake decides how bad a loss is. An asset that is not in the inventory has no owner and no \
          need for protection, and its page does not show the risk.",
    bad: &["assets = [\"customer-database\", \"web-shop\"]  # unknown-asset\n"],
    good: &["assets = [\"customer-database\"]\n"],
    check: Check::Register(check),
};

fn check(facts: &Facts<'_>, out: &mut Findings) {
    let register = facts.register;
    if register.holes().assets {
        return;
    }
    let mut catalogue = Catalogue::new(&RULE, "asset", &register.config.paths.assets, "[[asset]]");
    let known = || register.assets.iter().map(|asset| Known { id: &asset.id.value, name: asset.name() });
    for risk in &register.risks {
        for id in risk.assets.iter().filter(|id| register.asset(id).is_none()) {
            let mention = Mention::new(About::Risk(risk.id()), "assets", id);
            out.add(catalogue.unknown(&mention, known));
        }
    }
}
