//! `undercovered-asset`

use std::collections::HashSet;

use crate::facts::Facts;
use crate::finding::Findings;
use crate::model::asset::Asset;
use crate::model::config::Severity;
use crate::model::methodology::Methodology;
use crate::rules::{Check, Family, Rule, Stability};
use crate::score::is_ordered;

pub(in crate::rules) const RULE: Rule = Rule {
    name: "undercovered-asset",
    family: Family::Controls,
    severity: Severity::Warning,
    dated: false,
    fix: None,
    since: "0.1.0",
    status: Stability::Stable,
    summary: "an asset of the highest criticality that no open risk names",
    why: "Criticality is the worst that the loss of an asset's confidentiality, integrity or availability could \
          do. Where that is the top of the scale and no risk names the asset, it has been forgotten: nothing \
          valuable is without risk.",
    bad: &[
        "--- assets.toml\n[[asset]]\nid = \"payroll\"  # undercovered-asset\nname = \"Payroll\"\nowner = \"it-manager\"\n\
         confidentiality = \"low\"\nintegrity = \"high\"\n",
    ],
    good: &[
        "assets = [\"customer-database\", \"payroll\"]\n\
         --- assets.toml\n[[asset]]\nid = \"payroll\"\nname = \"Payroll\"\nowner = \"it-manager\"\nintegrity = \"high\"\n",
        "--- assets.toml\n[[asset]]\nid = \"payroll\"\nname = \"Payroll\"\nowner = \"it-manager\"\nintegrity = \"medium\"\n",
    ],
    check: Check::Register(check),
};

fn check(facts: &Facts<'_>, out: &mut Findings) {
    let register = facts.register;
    let Some(methodology) = register.methodology.as_ref().filter(|m| is_usable(m)) else { return };
    let Some(top) = methodology.impact.last() else { return };
    let is_critical = |asset: &&Asset| asset.protection().any(|need| need.value == top.id.value);
    if !register.assets.iter().any(|asset| is_critical(&asset)) || may_name_more(facts) {
        return;
    }
    let named: HashSet<&str> =
        register.open().flat_map(|risk| &risk.assets).map(|asset| asset.as_str()).collect();
    for asset in register.assets.iter().filter(is_critical).filter(|asset| !named.contains(asset.id.as_str()))
    {
        let message = format!("no open risk names {}, whose criticality is {}", asset.name(), top.name());
        let finding = RULE.at(asset.id.span, message).label("no open risk names it");
        let finding = finding.thing(&asset.id).field("asset");
        out.add(finding.help(format!(
            "write a risk whose `assets` name `{}`, or lower what its loss would do",
            asset.id.value
        )));
    }
}

/// The top of a scale is known where all of it could be read.
fn is_usable(methodology: &Methodology) -> bool {
    is_ordered(&methodology.impact) && !methodology.is_faulty("impact")
}

/// Whether what could not be read may name an asset.
fn may_name_more(facts: &Facts<'_>) -> bool {
    facts.register.holes().risks || facts.register.open().any(|risk| risk.is_faulty("assets"))
}
