//! The sheet "Indicators": what is watched with its last value, then every value.

use rust_xlsxwriter::{Worksheet, XlsxError};

use super::sheet::{Column, Look, Table};
use crate::model::indicator::Indicator;
use crate::model::word::Word;
use crate::report::export::Export;
use crate::report::export::fields::Cell;
use crate::source::At;

const COLUMNS: [Column<'static>; 16] = [
    Column { heading: "Indicator", width: 32.0 },
    Column { heading: "ID", width: 24.0 },
    Column { heading: "Kind", width: 7.0 },
    Column { heading: "Date", width: 12.0 },
    Column { heading: "Value", width: 10.0 },
    Column { heading: "Unit", width: 16.0 },
    Column { heading: "n", width: 8.0 },
    Column { heading: "State", width: 13.0 },
    Column { heading: "Stale", width: 7.0 },
    Column { heading: "Better", width: 8.0 },
    Column { heading: "Target", width: 9.0 },
    Column { heading: "Warns at", width: 9.0 },
    Column { heading: "Breached at", width: 11.0 },
    Column { heading: "Owner", width: 20.0 },
    Column { heading: "Risks", width: 20.0 },
    Column { heading: "Note", width: 40.0 },
];

pub(super) fn write(export: &Export<'_>, look: &Look, sheet: &mut Worksheet) -> Result<(), XlsxError> {
    let mut table = Table::new(sheet, look, "Indicators", &COLUMNS, 2)?;
    let facts = export.facts;
    for (indicator, standing) in &export.indicators {
        let values = facts.register.series(&indicator.id).map_or(&[][..], |series| series.until(facts.today));
        // The newest first, with the state that it gives; past ones are values alone.
        for (place, measured) in values.iter().rev().enumerate() {
            let mut row = head(export, indicator);
            row[3] = Cell::Day(measured.date);
            row[4] = Cell::Number(measured.value);
            row[6] =
                measured.n.map_or(Cell::Empty, |n| Cell::count(usize::try_from(n).unwrap_or(usize::MAX)));
            if place == 0 {
                row[7] = Cell::text(standing.status.word());
                row[8] = Cell::text(if standing.stale { "yes" } else { "no" });
            }
            row[15] = export.told_text(measured.note.as_deref()).map_or(Cell::Empty, Cell::text);
            table.row(&row, &[])?;
        }
        if values.is_empty() {
            let mut row = head(export, indicator);
            row[7] = Cell::text(standing.status.word());
            table.row(&row, &[])?;
        }
    }
    table.finish()
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
