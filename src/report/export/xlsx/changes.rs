//! The sheet "Changes": a row per change, newest first.

use super::table::{Column, Row, Table};
use crate::report::export::Export;
use crate::report::export::fields::Cell;
use crate::told::{Line, Told, ToldThing};

const COLUMNS: [(&str, f64); 8] = [
    ("Day", 12.0),
    ("Risk", 10.0),
    ("What changed", 70.0),
    ("Author", 22.0),
    ("Committed by", 22.0),
    ("Signature", 24.0),
    ("Commit", 14.0),
    ("File", 40.0),
];

pub(super) fn table<'e>(export: &'e Export<'e>) -> Table<'e> {
    let mut lines = Vec::new();
    let note = match &export.history {
        None => Some("No Git history up to the judged day: who changed what, and when, is not known."),
        Some(_) => export.cut.as_deref(),
    };
    let told = export.history.iter().flatten();
    for (told, thing) in told.flat_map(|told| told.things.iter().map(move |thing| (told, thing))) {
        lines.extend(thing.lines.iter().map(|line| (told, thing, line)));
    }
    let notes = usize::from(note.is_some());
    Table {
        name: "Changes",
        columns: Column::of(&COLUMNS),
        stay: 0,
        rows: notes + lines.len(),
        row: Box::new(move |at| match note.filter(|_| at == 0) {
            Some(words) => Row::Note(words),
            None => {
                let (told, thing, line) = lines[at - notes];
                Row::Cells(cells(told, thing, line), Vec::new())
            }
        }),
        full: "The sheet is full: older changes are not in it; `plimsoll log` tells them.",
    }
}

fn cells<'e>(told: &'e Told, thing: &'e ToldThing, line: &'e Line) -> Vec<Cell<'e>> {
    vec![
        Cell::Day(told.day),
        Cell::text(thing.risk.as_deref().unwrap_or_default()),
        Cell::text(line.text.as_str()),
        Cell::text(told.author.as_str()),
        Cell::text(told.committer.as_deref().unwrap_or_default()),
        Cell::text(told.signature.as_str()),
        Cell::text(told.commit.get(..12).unwrap_or(&told.commit)),
        Cell::text(thing.file.as_str()),
    ]
}
