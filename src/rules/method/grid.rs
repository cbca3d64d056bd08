//! What a grid lacks: rows, cells.

use super::incomplete_matrix::{RULE, about};
use crate::finding::Findings;
use crate::model::methodology::{GridRow, Methodology, Point};
use crate::source::Span;
use crate::suggest::{Guess, Known, guess};

/// Every likelihood without a row, and every row of a wrong length.
pub(super) fn check(methodology: &Methodology, header: Span, out: &mut Findings) {
    if !methodology.has_lost("likelihood") {
        for point in rowless(methodology) {
            let id = &point.id.value;
            let finding = RULE.at(header, format!("the matrix has no row for the likelihood `{id}`"));
            let finding = about(finding.label(format!("`{id}` is missing")), &format!("matrix.{id}"), "");
            out.add(finding.help(format!("add a line `{id} = [ … ]` with a level per impact, lowest first")));
        }
    }
    if !methodology.has_lost("impact") && !methodology.impact.is_empty() {
        for row in &methodology.matrix.rows {
            length(row, methodology.impact.len(), out);
        }
    }
}

/// The likelihoods that no row is for. One whose row is misspelt has a row.
fn rowless(methodology: &Methodology) -> Vec<&Point> {
    let rows = &methodology.matrix.rows;
    let mut rowless: Vec<&Point> = methodology.likelihood.iter().collect();
    rowless.retain(|point| {
        let id = point.id.as_str();
        !rows.iter().any(|row| row.likelihood.value == id) && !methodology.is_faulty(&format!("matrix.{id}"))
    });
    for row in rows.iter().filter(|row| methodology.likelihood_rank(&row.likelihood).is_none()) {
        let known = rowless.iter().map(|point| Known { id: &point.id.value, name: point.name() });
        if let Some(Guess::Same(meant) | Guess::Near(meant)) = guess(&row.likelihood, known) {
            rowless.retain(|point| point.id.value != meant.id);
        }
    }
    rowless
}

fn length(row: &GridRow, wanted: usize, out: &mut Findings) {
    let (id, cells) = (&row.likelihood.value, row.cells.len());
    if cells == wanted {
        return;
    }
    let surplus = row.cells.get(wanted).and_then(|cell| cell.as_ref()).map(|cell| cell.span);
    let span = surplus.unwrap_or(row.likelihood.span);
    let counted = if cells == 1 { "1 cell".to_owned() } else { format!("{cells} cells") };
    let message = format!("the row `{id}` of the matrix has {counted}, and there are {wanted} impacts");
    let label = match wanted.checked_sub(cells) {
        Some(1) => "1 cell is missing".to_owned(),
        Some(missing) => format!("{missing} cells are missing"),
        None => "no impact is left for this".to_owned(),
    };
    let finding = about(RULE.at(span, message).label(label), &format!("matrix.{id}"), "length");
    out.add(finding.help("write a level for each impact, lowest impact first"));
}
