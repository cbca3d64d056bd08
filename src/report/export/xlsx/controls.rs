//! The sheet "Controls and applicability": what is in force or planned and why
//! it applies, then what of Annex A does not apply and why.

use super::table::{Column, Row, Table};
use crate::due::next_test;
use crate::model::control::{Control, Excluded};
use crate::model::word::Word;
use crate::report::export::Export;
use crate::report::export::fields::Cell;
use crate::schedule::DayState;
use crate::source::At;

const COLUMNS: [(&str, f64); 14] = [
    ("Annex A", 14.0),
    ("Control", 32.0),
    ("ID", 24.0),
    ("Applies", 9.0),
    ("Reasons", 18.0),
    ("Justification", 50.0),
    ("State", 13.0),
    ("Owner", 20.0),
    ("Risks that count on it", 12.0),
    ("Which", 28.0),
    ("Last test", 12.0),
    ("Result", 10.0),
    ("Next test", 12.0),
    ("Test state", 11.0),
];

pub(super) fn table<'e>(export: &'e Export<'e>) -> Table<'e> {
    // What does not apply is of no risk.
    let excluded = if export.is_whole() { &export.facts.register.excluded[..] } else { &[] };
    let controls = &export.controls;
    Table {
        name: "Controls and applicability",
        columns: Column::of(&COLUMNS),
        stay: 2,
        rows: controls.len() + excluded.len(),
        row: Box::new(move |at| {
            let cells = match controls.get(at) {
                Some(control) => row(export, control),
                None => left_out(&excluded[at - controls.len()]),
            };
            Row::Cells(cells, Vec::new())
        }),
        full: "The sheet is full: not all controls are in it.",
    }
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
