//! `missing-key`

use crate::facts::Facts;
use crate::finding::Findings;
use crate::model::config::Severity;
use crate::model::methodology::{Combine, Methodology};
use crate::model::risk::{Impact, Rating, Risk};
use crate::rules::{Check, Family, Rule, Stability};

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
    ],
    good: &["title = \"Flood of the server room\"\n"],
    check: Check::Register(check),
};

/// What needs the methodology to be seen; the rest is found while reading.
fn check(facts: &Facts<'_>, out: &mut Findings) {
    let Some(methodology) = &facts.register.methodology else { return };
    if methodology.combine() != Combine::Sum || methodology.dimensions.is_empty() {
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

fn dimensions(methodology: &Methodology, risk: &Risk, rating: &Rating, field: &str, out: &mut Findings) {
    let Some(impact) = rating.impact.as_ref().filter(|_| !risk.is_faulty(field)) else { return };
    let given = |id: &str| match impact {
        Impact::Point(_) => false,
        Impact::ByDimension(points, _) => points.iter().any(|(dimension, _)| dimension.value == id),
    };
    for dimension in methodology.dimensions.iter().filter(|dimension| !given(&dimension.id)) {
        let id = &dimension.id.value;
        let message = format!("`{field}` has no `{id}`, and the methodology sums all dimensions");
        let finding = RULE.at(impact.span(), message).label(format!("`{id}` is missing"));
        let finding = finding.risk(risk.id()).field(format!("{field}.{id}"));
        out.add(finding.help(format!("write {field} = {{ {id} = \"…\", … }}")));
    }
}
