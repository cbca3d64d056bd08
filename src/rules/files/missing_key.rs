//! `missing-key`

use crate::facts::Facts;
use crate::finding::Findings;
use crate::model::config::Severity;
use crate::model::methodology::{Combine, Dimension, Methodology};
use crate::model::risk::{Impact, Rating, Risk};
use crate::rules::{Check, Family, Rule, Stability};
use crate::suggest::{Known, guess};

pub(in crate::rules) const RULE: Rule = Rule {
    name: "missing-key",
    family: Family::Files,
    severity: Severity::Error,
    dated: false,
    fix: None,
    since: "0.1.0",
    status: Stability::Stable,
    summary: "a table lacks a key that it needs",
    why: "A risk without an owner is nobody's, and an acceptance without an end never ends. Likelihood and \
          impact go together: one alone is no assessment. Where impact dimensions are summed, each is given.",
    bad: &[
        "title = \"\"  # missing-key\n",
        "[acceptance]  # missing-key\nby = \"it-manager\"\non = 2025-05-01\nuntil = 2025-11-01\nlevel = \"moderate\"\n",
        "impact = {}  # missing-key\n--- schema/methodology.toml\n[[dimension]]\nid = \"financial\"\nname = \"Financial\"\n",
    ],
    good: &["title = \"Flood of the server room\"\n"],
    check: Check::Register(check),
};

/// What needs the methodology to be seen; the rest is found while reading.
fn check(facts: &Facts<'_>, out: &mut Findings) {
    let Some(methodology) = &facts.register.methodology else { return };
    if methodology.dimensions.is_empty() {
        return;
    }
    for risk in facts.register.open() {
        dimensions(methodology, risk, &risk.current, "impact", out);
        if let Some(table) = &risk.inherent {
            dimensions(methodology, risk, &table.rating, "inherent.impact", out);
        }
        if let Some(table) = risk.residual() {
            dimensions(methodology, risk, &table.rating, "treatment.residual.impact", out);
        }
    }
}

/// Of dimensions that are summed each is given, of others at least one.
fn dimensions(methodology: &Methodology, risk: &Risk, rating: &Rating, field: &str, out: &mut Findings) {
    let Some(impact) = rating.impact.as_ref().filter(|_| !risk.is_faulty(field)) else { return };
    let is_empty = matches!(impact, Impact::ByDimension(points, _) if points.is_empty());
    if methodology.combine() == Combine::Sum {
        for dimension in
            methodology.dimensions.iter().filter(|dimension| !is_given(methodology, impact, dimension))
        {
            let id = &dimension.id.value;
            let message = format!("`{field}` has no `{id}`, and the methodology sums all dimensions");
            let finding = RULE.at(impact.span(), message).label(format!("`{id}` is missing"));
            let finding = finding.risk(risk.id()).field(format!("{field}.{id}"));
            out.add(finding.help(format!("write {field} = {{ {id} = \"…\", … }}")));
        }
    } else if is_empty {
        let finding = RULE.at(impact.span(), format!("`{field}` names no dimension"));
        let finding = finding.label("nothing is written here").risk(risk.id()).field(field);
        let id = &methodology.dimensions[0].id.value;
        out.add(finding.help(format!("write those that apply, as {field} = {{ {id} = \"…\" }}")));
    }
}

/// A dimension that is misspelt is given: that word is a finding already.
fn is_given(methodology: &Methodology, impact: &Impact, dimension: &Dimension) -> bool {
    if impact.dimensions().any(|word| word.value == dimension.id.value) {
        return true;
    }
    let is_known = |word: &str| methodology.dimensions.iter().any(|known| known.id.value == word);
    let this = || std::iter::once(Known { id: &dimension.id.value, name: dimension.name() });
    impact.dimensions().any(|word| !is_known(word) && guess(word, this()).is_some())
}
