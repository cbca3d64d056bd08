//! The sheet "Register": the eleven columns, then every field.

use rust_xlsxwriter::{Worksheet, XlsxError};

use super::sheet::{Column, Look, Table};
use crate::report::columns;
use crate::report::export::Export;
use crate::report::export::fields::{Cell, Fields};

/// The widths of the eleven columns, in characters.
const WIDTHS: [f64; 11] = [9.0, 44.0, 20.0, 12.0, 12.0, 13.0, 32.0, 44.0, 20.0, 12.0, 13.0];
/// Where the level and the due date stand among them.
const LEVEL: u16 = 5;
const DUE: usize = 9;

pub(super) fn write(export: &Export<'_>, look: &Look, sheet: &mut Worksheet) -> Result<(), XlsxError> {
    let fields = Fields::new(export);
    let headings = fields.headings();
    let eleven: Vec<Column<'_>> =
        columns::HEADINGS.iter().zip(WIDTHS).map(|(heading, width)| Column { heading, width }).collect();
    let every: Vec<Column<'_>> =
        headings.iter().map(|heading| Column { heading, width: width(heading) }).collect();
    let mut table = Table::with_plain(sheet, look, "Register", &eleven, &every, 2)?;
    for seen in &export.risks {
        let eleven = columns::cells(export.facts, &seen.risk, &seen.judged);
        let mut cells: Vec<Cell> = eleven.into_iter().map(Cell::text).collect();
        cells[DUE] = seen.judged.plan.deadline.map_or(Cell::Empty, Cell::Day);
        cells.extend(fields.cells(export, seen));
        table.row(&cells, &[(LEVEL, seen.judged.level())])?;
    }
    table.finish()
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
