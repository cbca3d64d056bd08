//! `unknown-value`

use crate::facts::Facts;
use crate::finding::wording::unknown_value;
use crate::finding::{Findings, FixClass};
use crate::model::config::Severity;
use crate::model::methodology::{Methodology, Point};
use crate::model::risk::{Impact, Rating};
use crate::rules::{Check, Family, Rule, Stability};
use crate::source::At;
use crate::suggest::{Known, one_of};

pub(in crate::rules) const RULE: Rule = Rule {
    name: "unknown-value",
    family: Family::Files,
    severity: Severity::Error,
    dated: false,
    fix: Some(FixClass::Safe),
    since: "0.1.0",
    status: Stability::Stable,
    summary: "a word is none of those that the key allows",
    why: "Scales, levels, states and options are fixed words, written as ids. A word that the methodology \
          does not know has no level, and a risk without a level is lost between the lines.",
    bad: &["likelihood = \"hgih\"  # unknown-value\n", "status = \"In Progress\"  # unknown-value\n"],
    good: &["likelihood = \"low\"\nstatus = \"in-progress\"\n"],
    check: Check::Register(check),
};

fn check(facts: &Facts<'_>, out: &mut Findings) {
    let Some(methodology) = &facts.register.methodology else { return };
    for risk in facts.register.open() {
        let id = risk.id();
        rating(methodology, &risk.current, "", id, out);
        if let Some(table) = &risk.inherent {
            rating(methodology, &table.rating, "inherent.", id, out);
        }
        if let Some(table) = risk.residual() {
            rating(methodology, &table.rating, "treatment.residual.", id, out);
        }
        let accepted = risk.acceptance.as_ref().and_then(|acceptance| acceptance.level.as_ref());
        if let Some(level) = accepted.filter(|level| methodology.level_rank(level).is_none()) {
            report(level, "level", "acceptance.level".to_owned(), level_names(methodology), id, out);
        }
    }
    for asset in &facts.register.assets {
        for need in asset.protection().filter(|need| methodology.impact_rank(need).is_none()) {
            report(need, "impact", format!("asset.{}", need.value), names(&methodology.impact), "", out);
        }
    }
    in_methodology(methodology, out);
}

/// The methodology names its own levels in the matrix and the appetite.
fn in_methodology(methodology: &Methodology, out: &mut Findings) {
    let cells = methodology.matrix.rows.iter().flat_map(|row| row.cells.iter().flatten());
    let appetites = methodology.appetite.iter().filter_map(|appetite| appetite.level.as_ref());
    for level in cells.chain(appetites).filter(|level| methodology.level_rank(level).is_none()) {
        report(level, "level", "level".to_owned(), level_names(methodology), "", out);
    }
    for row in
        methodology.matrix.rows.iter().filter(|row| methodology.likelihood_rank(&row.likelihood).is_none())
    {
        report(&row.likelihood, "likelihood", "matrix".to_owned(), names(&methodology.likelihood), "", out);
    }
}

fn rating(methodology: &Methodology, rating: &Rating, prefix: &str, risk: &str, out: &mut Findings) {
    if let Some(likelihood) =
        rating.likelihood.as_ref().filter(|id| methodology.likelihood_rank(id).is_none())
    {
        report(
            likelihood,
            "likelihood",
            format!("{prefix}likelihood"),
            names(&methodology.likelihood),
            risk,
            out,
        );
    }
    let points: Vec<&At<String>> = match &rating.impact {
        None => Vec::new(),
        Some(Impact::Point(id)) => vec![id],
        Some(Impact::ByDimension(points, _)) => points.iter().map(|(_, id)| id).collect(),
    };
    for impact in points.into_iter().filter(|id| methodology.impact_rank(id).is_none()) {
        report(impact, "impact", format!("{prefix}impact"), names(&methodology.impact), risk, out);
    }
}

fn names(points: &[Point]) -> Vec<Known<'_>> {
    points.iter().map(|point| Known { id: &point.id.value, name: point.name() }).collect()
}

fn level_names(methodology: &Methodology) -> Vec<Known<'_>> {
    methodology.levels.iter().map(|level| Known { id: &level.id.value, name: level.name() }).collect()
}

fn report(
    word: &At<String>,
    what: &str,
    field: String,
    known: Vec<Known<'_>>,
    risk: &str,
    out: &mut Findings,
) {
    // A scale that could not be read is a finding of its own.
    if known.is_empty() {
        return;
    }
    let choices = known.iter().map(|known| known.id).collect::<Vec<_>>();
    let finding = unknown_value(word, what, known.into_iter()).field(field);
    let help = finding.help.is_none().then(|| format!("write {}", one_of(choices)));
    let finding = finding.help_if(help);
    out.add(if risk.is_empty() { finding } else { finding.risk(risk) });
}
