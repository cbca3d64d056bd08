//! The sheet "Indicators": what is watched with its last value, then every value.

use super::table::{Column, Row, Table};
use crate::indicator::Standing;
use crate::model::indicator::Indicator;
use crate::model::measurement::Measurement;
use crate::model::word::Word;
use crate::report::export::Export;
use crate::report::export::fields::Cell;
use crate::source::At;

const COLUMNS: [(&str, f64); 16] = [
    ("Indicator", 32.0),
    ("ID", 24.0),
    ("Kind", 7.0),
    ("Date", 12.0),
    ("Value", 10.0),
    ("Unit", 16.0),
    ("n", 8.0),
    ("State", 13.0),
    ("Stale", 7.0),
    ("Better", 8.0),
    ("Target", 9.0),
    ("Warns at", 9.0),
    ("Breached at", 11.0),
    ("Owner", 20.0),
    ("Risks", 20.0),
    ("Note", 40.0),
];

pub(super) fn table<'e>(export: &'e Export<'e>) -> Table<'e> {
    let facts = export.facts;
    let mut rows = Vec::new();
    for (indicator, standing) in &export.indicators {
        let values = facts.register.series(&indicator.id).map_or(&[][..], |series| series.until(facts.today));
        // The newest first, with the state that it gives; past ones are values alone.
        let first = (*indicator, values.last(), Some(*standing));
        let past = values.iter().rev().skip(1).map(|measured| (*indicator, Some(measured), None));
        rows.extend(std::iter::once(first).chain(past));
    }
    Table {
        name: "Indicators",
        columns: Column::of(&COLUMNS),
        stay: 2,
        rows: rows.len(),
        row: Box::new(move |at| {
            let (indicator, measured, standing) = rows[at];
            Row::Cells(cells(export, indicator, measured, standing), Vec::new())
        }),
        full: "The sheet is full: not all values are in it.",
    }
}

/// A value, and for the newest what it means; an indicator without values has
/// one row.
fn cells<'e>(
    export: &Export<'e>,
    indicator: &'e Indicator,
    measured: Option<&'e Measurement>,
    standing: Option<&Standing<'_>>,
) -> Vec<Cell<'e>> {
    let mut row = head(export, indicator);
    if let Some(measured) = measured {
        row[3] = Cell::Day(measured.date);
        row[4] = Cell::Number(measured.value);
        row[6] = measured.n.map_or(Cell::Empty, |n| Cell::count(usize::try_from(n).unwrap_or(usize::MAX)));
        row[15] = export.told_text(measured.note.as_deref()).map_or(Cell::Empty, Cell::text);
    }
    if let Some(standing) = standing {
        row[7] = Cell::text(standing.status.word());
        if measured.is_some() {
            row[8] = Cell::text(if standing.stale { "yes" } else { "no" });
        }
    }
    row
}

/// What is the same in every row of an indicator.
fn head<'e>(export: &Export<'e>, indicator: &'e Indicator) -> Vec<Cell<'e>> {
    let register = export.facts.register;
    let number =
        |limit: &Option<At<f64>>| limit.as_ref().map_or(Cell::Empty, |limit| Cell::Number(limit.value));
    let mut row = vec![Cell::Empty; COLUMNS.len()];
    row[0] = Cell::text(indicator.name());
    row[1] = Cell::text(indicator.id.as_str());
    row[2] = indicator.kind.as_ref().map_or(Cell::Empty, |kind| Cell::text(kind.value.word()));
    row[5] = indicator.unit.as_ref().map_or(Cell::Empty, |unit| Cell::text(unit.as_str()));
    row[9] = indicator.better.as_ref().map_or(Cell::Empty, |better| Cell::text(better.value.word()));
    row[10] = number(&indicator.target);
    row[11] = number(&indicator.warn);
    row[12] = number(&indicator.breach);
    row[13] = indicator.owner.as_ref().map_or(Cell::Empty, |owner| Cell::text(register.person_name(owner)));
    row[14] = Cell::text(export.told_ids(&indicator.risks).join("; "));
    row
}
