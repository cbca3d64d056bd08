//! The sheet "Changes": a row per change, newest first.

use rust_xlsxwriter::{Worksheet, XlsxError};

use super::sheet::{Column, Look, Table};
use crate::report::export::Export;
use crate::report::export::fields::Cell;

const COLUMNS: [Column<'static>; 8] = [
    Column { heading: "Day", width: 12.0 },
    Column { heading: "Risk", width: 10.0 },
    Column { heading: "What changed", width: 70.0 },
    Column { heading: "Author", width: 22.0 },
    Column { heading: "Committed by", width: 22.0 },
    Column { heading: "Signature", width: 24.0 },
    Column { heading: "Commit", width: 14.0 },
    Column { heading: "File", width: 40.0 },
];

pub(super) fn write(export: &Export<'_>, look: &Look, sheet: &mut Worksheet) -> Result<(), XlsxError> {
    let mut table = Table::new(sheet, look, "Changes", &COLUMNS, 0)?;
    let Some(history) = &export.history else {
        table.note("No Git history up to the judged day: who changed what, and when, is not known.")?;
        return table.finish();
    };
    if let Some(cut) = &export.cut {
        table.note(cut)?;
    }
    for told in history {
        for thing in &told.things {
            for line in &thing.lines {
                if !table.has_room() {
                    table
                        .note("The sheet is full: older changes are not in it; `plimsoll log` tells them.")?;
                    return table.finish();
                }
                let cells = [
                    Cell::Day(told.day),
                    Cell::text(thing.risk.as_deref().unwrap_or_default()),
                    Cell::text(line.text.as_str()),
                    Cell::text(told.author.as_str()),
                    Cell::text(told.committer.as_deref().unwrap_or_default()),
                    Cell::text(told.signature.as_str()),
                    Cell::text(told.commit.get(..12).unwrap_or(&told.commit)),
                    Cell::text(thing.file.as_str()),
                ];
                table.row(&cells, &[])?;
            }
        }
    }
    table.finish()
}
