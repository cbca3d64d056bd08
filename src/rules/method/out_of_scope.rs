//! `out-of-scope`

use crate::facts::Facts;
use crate::finding::{Finding, Findings};
use crate::model::config::Severity;
use crate::model::methodology::Methodology;
use crate::rules::{Check, Family, Rule, Stability};
use crate::source::At;

pub(in crate::rules) const RULE: Rule = Rule {
    name: "out-of-scope",
    family: Family::Method,
    severity: Severity::Warning,
    dated: false,
    fix: None,
    since: "0.1.0",
    status: Stability::Stable,
    summary: "an open risk or an asset belongs to a unit that is not in the scope",
    why: "The scope says what the certificate speaks for. A risk outside it is managed by other rules, or the \
          scope has grown and does not say so.",
    bad: &[
        "unit = \"canteen\"  # out-of-scope\n",
        "--- assets.toml\n[[asset]]\nid = \"till\"\nname = \"Canteen till\"\nowner = \"office-manager\"\nunit = \"canteen\"  # out-of-scope\n",
    ],
    good: &[
        "unit = \"platform\"\n",
        "unit = \"canteen\"\nstatus = \"closed\"\n[closed]\non = 2025-05-01\nby = \"it-manager\"\nreason = \"The canteen has left the scope.\"\n",
    ],
    check: Check::Register(check),
};

fn check(facts: &Facts<'_>, out: &mut Findings) {
    let Some(methodology) = &facts.register.methodology else { return };
    for risk in facts.register.open() {
        if let Some(finding) = risk.unit.as_ref().and_then(|unit| outside(methodology, risk.id(), unit)) {
            let help = "name a unit that is in the scope, close the risk, or take the unit in";
            out.add(finding.risk(risk.id()).field("unit").help(help));
        }
    }
    for asset in &facts.register.assets {
        let finding = asset.unit.as_ref().and_then(|unit| outside(methodology, asset.name(), unit));
        if let Some(finding) = finding {
            let help = "name a unit that is in the scope, take the asset out, or take the unit in";
            out.add(finding.thing(&asset.id).field("asset.unit").help(help));
        }
    }
}

fn outside(methodology: &Methodology, what: &str, unit: &At<String>) -> Option<Finding> {
    let known = methodology.unit(unit).filter(|unit| !unit.is_included())?;
    let message = format!("{what} belongs to {}, which is not in the scope", known.name());
    let finding = RULE.at(unit.span, message).label("not in the scope").other(&unit.value);
    let span = known.included.as_ref().map_or(known.id.span, |included| included.span);
    Some(finding.related(span, format!("{} is left out here", known.name())))
}
