//! The sheet "Controls and applicability": what is in force or planned and why
//! it applies, then what of Annex A does not apply and why.

use rust_xlsxwriter::{Worksheet, XlsxError};

use super::sheet::{Column, Look, Table};
use crate::due::next_test;
use crate::model::control::{Control, Excluded};
use crate::model::word::Word;
use crate::report::export::Export;
use crate::report::export::fields::Cell;
use crate::schedule::DayState;
use crate::source::At;

const COLUMNS: [Column<'static>; 14] = [
    Column { heading: "Annex A", width: 14.0 },
    Column { heading: "Control", width: 32.0 },
    Column { heading: "ID", width: 24.0 },
    Column { heading: "Applies", width: 9.0 },
    Column { heading: "Reasons", width: 18.0 },
    Column { heading: "Justification", width: 50.0 },
    Column { heading: "State", width: 13.0 },
    Column { heading: "Owner", width: 20.0 },
    Column { heading: "Risks that count on it", width: 12.0 },
    Column { heading: "Which", width: 28.0 },
    Column { heading: "Last test", width: 12.0 },
    Column { heading: "Result", width: 10.0 },
    Column { heading: "Next test", width: 12.0 },
    Column { heading: "Test state", width: 11.0 },
];

pub(super) fn write(export: &Export<'_>, look: &Look, sheet: &mut Worksheet) -> Result<(), XlsxError> {
    let mut table = Table::new(sheet, look, "Controls and applicability", &COLUMNS, 2)?;
    for control in &export.controls {
        table.row(&row(export, control), &[])?;
    }
    // What does not apply is of no risk.
    for excluded in export.facts.register.excluded.iter().filter(|_| export.is_whole()) {
        table.row(&left_out(excluded), &[])?;
    }
    table.finish()
}

fn row<'e>(export: &Export<'e>, control: &'e Control) -> Vec<Cell<'e>> {
    let register = export.facts.register;
    let today = export.facts.today;
    let references: Vec<&str> = control.annex_a.iter().map(|reference| reference.as_str()).collect();
    let reasons: Vec<&str> = control.reasons.iter().map(|reason| reason.value.word()).collect();
    let last = control.last_test(today);
    let (next, state) = next_test(control, today);
    let state = match (next, state) {
        (None, DayState::Late) => Cell::text("never tested"),
        (_, DayState::None) => Cell::Empty,
        (_, state) => Cell::text(state.word().replace('-', " ")),
    };
    vec![
        Cell::text(references.join("; ")),
        Cell::text(control.name()),
        Cell::text(control.id.as_str()),
        Cell::text("yes"),
        Cell::text(reasons.join("; ")),
        text(control.justification.as_ref()),
        control.state.as_ref().map_or(Cell::Empty, |state| Cell::text(state.value.word())),
        control.owner.as_ref().map_or(Cell::Empty, |owner| Cell::text(register.person_name(owner))),
        Cell::count(export.counted_on(control)),
        Cell::text(export.risks_on(control).join("; ")),
        last.and_then(|test| test.on.as_ref()).map_or(Cell::Empty, |on| Cell::Day(on.value)),
        last.and_then(|test| test.result.as_ref()).map_or(Cell::Empty, |r| Cell::text(r.value.word())),
        next.map_or(Cell::Empty, Cell::Day),
        state,
    ]
}

fn left_out(excluded: &Excluded) -> Vec<Cell<'_>> {
    vec![
        text(excluded.annex_a.as_ref()),
        Cell::Empty,
        Cell::Empty,
        Cell::text("no"),
        Cell::Empty,
        text(excluded.justification.as_ref()),
    ]
}

fn text(written: Option<&At<String>>) -> Cell<'_> {
    written.map_or(Cell::Empty, |text| Cell::text(text.value.as_str()))
}
