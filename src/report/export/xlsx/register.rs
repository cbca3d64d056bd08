//! The sheet "Register": the eleven columns, then every field.

use super::table::{Column, Row, Table};
use crate::report::columns;
use crate::report::export::Export;
use crate::report::export::fields::{Cell, Fields};

/// The widths of the eleven columns, in characters.
const WIDTHS: [f64; 11] = [9.0, 44.0, 20.0, 12.0, 12.0, 13.0, 32.0, 44.0, 20.0, 12.0, 13.0];
/// Where the level and the due date stand among them.
const LEVEL: usize = 5;
const DUE: usize = 9;

pub(super) fn table<'e>(export: &'e Export<'e>) -> Table<'e> {
    let fields = Fields::new(export);
    let eleven: Vec<(&str, f64)> = columns::HEADINGS.into_iter().zip(WIDTHS).collect();
    let every = fields.headings().into_iter().map(|heading| {
        let width = width(&heading);
        Column::plain(heading, width)
    });
    Table {
        name: "Register",
        columns: Column::of(&eleven).into_iter().chain(every).collect(),
        stay: 2,
        rows: export.risks.len(),
        row: Box::new(move |at| {
            let seen = &export.risks[at];
            let eleven = columns::cells(export.facts, &seen.risk, &seen.judged);
            let mut cells: Vec<Cell> = eleven.into_iter().map(Cell::text).collect();
            cells[DUE] = seen.judged.plan.deadline.map_or(Cell::Empty, Cell::Day);
            cells.extend(fields.cells(export, seen));
            Row::Cells(cells, vec![(LEVEL, seen.judged.level())])
        }),
        full: "The sheet is full: not all risks are in it.",
    }
}

/// Prose is wide, the rest as wide as its heading.
#[allow(clippy::cast_precision_loss, reason = "headings are short")]
fn width(heading: &str) -> f64 {
    const WIDE: [&str; 9] = [
        "title",
        "description",
        "rationale",
        "treatment.plan",
        "treatment.action",
        "acceptance.rationale",
        "acceptance.conditions",
        "closed.reason",
        "path",
    ];
    if WIDE.contains(&heading) { 40.0 } else { (heading.chars().count() as f64 + 3.0).clamp(11.0, 40.0) }
}
