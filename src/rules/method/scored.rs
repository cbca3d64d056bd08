//! What a formula lacks: scores, and levels for all of them.

use super::incomplete_matrix::{RULE, about};
use crate::finding::Findings;
use crate::model::methodology::{Combine, Formula, Methodology, Point};
use crate::score::is_ordered;
use crate::source::At;

/// Steps without a score, levels without a first score, and scores below the
/// lowest level.
pub(super) fn check(methodology: &Methodology, formula: &At<Formula>, out: &mut Findings) {
    scale(methodology, "likelihood", &methodology.likelihood, formula, out);
    scale(methodology, "impact", &methodology.impact, formula, out);
    let levels: Vec<&At<String>> =
        methodology.levels.iter().filter(|level| level.from.is_none()).map(|level| &level.id).collect();
    if !methodology.is_faulty("level.from") {
        lacking("level", "from", &levels, methodology.levels.len(), formula, out);
    }
    below(methodology, formula, out);
}

fn scale(methodology: &Methodology, key: &str, points: &[Point], formula: &At<Formula>, out: &mut Findings) {
    let bare: Vec<&At<String>> =
        points.iter().filter(|point| point.score.is_none()).map(|point| &point.id).collect();
    if !methodology.is_faulty(&format!("{key}.score")) {
        lacking(key, "score", &bare, points.len(), formula, out);
    }
}

/// One finding for all that lack the same.
fn lacking(
    key: &str,
    lacks: &str,
    bare: &[&At<String>],
    all: usize,
    formula: &At<Formula>,
    out: &mut Findings,
) {
    let Some(first) = bare.first() else { return };
    // Where none has one, the formula is what does not fit.
    let span = if bare.len() == all { formula.span } else { first.span };
    let ids: Vec<&str> = bare.iter().map(|id| id.as_str()).collect();
    let (count, ids) = (bare.len(), ids.join(", "));
    let message =
        format!("the matrix is a formula, and {count} of {all} in [[{key}]] have no `{lacks}`: {ids}");
    let finding = RULE.at(span, message).label(format!("`{lacks}` is missing"));
    let finding = about(finding, &format!("{key}.{lacks}"), "");
    out.add(match lacks {
        "from" => finding.help("write at each level the lowest score that belongs to it, as `from = 5`"),
        _ => finding.help("write a whole number at each step, rising from the lowest, as `score = 1`"),
    });
}

/// The lowest score that can occur must lie in the lowest level.
fn below(methodology: &Methodology, formula: &At<Formula>, out: &mut Findings) {
    let is_whole =
        ["likelihood", "impact", "level", "dimension"].iter().all(|list| !methodology.has_lost(list));
    // What stands first is the lowest only where all is there and in order.
    if !is_whole || !is_ordered(&methodology.likelihood) || !is_ordered(&methodology.impact) {
        return;
    }
    let first = |points: &[Point]| points.first().and_then(|point| point.score.as_ref()).map(|s| s.value);
    let lowest_from = methodology.levels.first().and_then(|level| Some((level, level.from.as_ref()?)));
    let (Some(likelihood), Some(impact), Some((level, from))) =
        (first(&methodology.likelihood), first(&methodology.impact), lowest_from)
    else {
        return;
    };
    let kinds = u64::try_from(methodology.dimensions.len()).unwrap_or(u64::MAX);
    let sums = methodology.combine() == Combine::Sum && kinds > 0;
    let impact = if sums { impact.saturating_mul(kinds) } else { impact };
    let lowest = match formula.value {
        Formula::Product => likelihood.saturating_mul(impact),
        Formula::Sum => likelihood.saturating_add(impact),
    };
    if lowest < from.value {
        let message = format!(
            "the lowest score is {lowest}, and the lowest level, {}, begins at {}",
            level.name(),
            from.value
        );
        let finding = RULE.at(from.span, message).label("lower scores have no level");
        out.add(about(finding, "level.from", "lowest").help(format!("write from = {lowest}")));
    }
}
