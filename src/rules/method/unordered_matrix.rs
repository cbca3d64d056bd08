//! `unordered-matrix`

use super::METHODOLOGY;
use super::unordered_scale::line;
use crate::facts::Facts;
use crate::finding::Findings;
use crate::model::config::Severity;
use crate::model::methodology::{GridRow, Methodology};
use crate::rules::{Check, Family, Rule, Stability};
use crate::score::is_ordered;
use crate::source::At;

pub(in crate::rules) const RULE: Rule = Rule {
    name: "unordered-matrix",
    family: Family::Method,
    severity: Severity::Error,
    dated: false,
    fix: None,
    since: "0.1.0",
    status: Stability::Stable,
    summary: "a higher likelihood or impact lowers the level",
    why: "In such a matrix a risk gets better by getting worse. Mostly two cells were exchanged, or a row was \
          written from the wrong end: the lowest impact comes first. Risks are judged by it as it is written.",
    bad: &[
        "+++ schema/methodology.toml\n[matrix]\nhigh = [\"moderate\", \"high\", \"critical\"]\nmedium = [\"low\", \"moderate\", \"high\"]\nlow = [\"low\", \"moderate\", \"low\"]  # unordered-matrix\n",
        "+++ schema/methodology.toml\n[matrix]\nhigh = [\"low\", \"high\", \"critical\"]  # unordered-matrix\nmedium = [\"moderate\", \"moderate\", \"high\"]\nlow = [\"low\", \"low\", \"moderate\"]\n",
    ],
    good: &[
        "+++ schema/methodology.toml\n[matrix]\nhigh = [\"high\", \"high\", \"critical\"]\nmedium = [\"low\", \"moderate\", \"high\"]\nlow = [\"low\", \"low\", \"moderate\"]\n",
    ],
    check: Check::Register(check),
};

/// A cell with the place of its level in the order.
type Cell<'a> = (&'a At<String>, usize);

fn check(facts: &Facts<'_>, out: &mut Findings) {
    let Some(methodology) = &facts.register.methodology else { return };
    // What is not written lowest first is said to be so, and cells follow it.
    let is_ordered = is_ordered(&methodology.likelihood) && is_ordered(&methodology.impact);
    if methodology.matrix.formula.is_some() || !is_ordered || line(&methodology.levels).is_some() {
        return;
    }
    let row = |id: &str| methodology.matrix.rows.iter().find(|row| row.likelihood.value == id);
    let mut below: Option<&GridRow> = None;
    for here in methodology.likelihood.iter().filter_map(|point| row(&point.id)) {
        for (place, impact) in methodology.impact.iter().enumerate() {
            let Some(cell) = cell(methodology, here, place) else { continue };
            let left = place.checked_sub(1).and_then(|left| self::cell(methodology, here, left));
            let under = below.and_then(|row| self::cell(methodology, row, place));
            let lowered = |(_, rank): &Cell<'_>| *rank > cell.1;
            let (neighbour, what) = match (left.filter(lowered), under.filter(lowered)) {
                (Some(left), _) => (left, "impact"),
                (None, Some(under)) => (under, "likelihood"),
                (None, None) => continue,
            };
            let (likelihood, level) = (&here.likelihood.value, &cell.0.value);
            let message = format!(
                "likelihood `{likelihood}` with impact `{}` is `{level}`, and with a lower {what} `{}`",
                impact.id.value, neighbour.0.value
            );
            let finding = RULE.at(cell.0.span, message).label(format!("below `{}`", neighbour.0.value));
            let finding = finding.related(neighbour.0.span, format!("a lower {what}, and a higher level"));
            let finding = finding.thing(METHODOLOGY).field(format!("matrix.{likelihood}"));
            out.add(
                finding.other(&impact.id.value).help(
                    "write rows with the lowest impact first, and exchange what is the wrong way round",
                ),
            );
        }
        below = Some(here);
    }
}

fn cell<'a>(methodology: &Methodology, row: &'a GridRow, place: usize) -> Option<Cell<'a>> {
    let level = row.cells.get(place)?.as_ref()?;
    Some((level, methodology.level_rank(level)?))
}
