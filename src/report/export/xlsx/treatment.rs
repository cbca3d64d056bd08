//! The sheet "Treatment plan": a row per plan and a row per step, in register
//! order.

use super::table::{Column, Row, Table};
use crate::model::risk::{Action, Treatment};
use crate::model::word::Word;
use crate::publish::Seen;
use crate::report::export::Export;
use crate::report::export::fields::Cell;
use crate::report::names;
use crate::schedule::DayState;
use crate::source::At;

const COLUMNS: [(&str, f64); 17] = [
    ("Risk ID", 9.0),
    ("Risk", 40.0),
    ("Level", 13.0),
    ("Planned level", 13.0),
    ("Option", 11.0),
    ("Kind", 8.0),
    ("What", 50.0),
    ("Owner", 20.0),
    ("Due", 12.0),
    ("Done", 12.0),
    ("State", 11.0),
    ("Control", 24.0),
    ("Cost", 12.0),
    ("Approved by", 20.0),
    ("Approved on", 12.0),
    ("Ticket", 24.0),
    ("Evidence", 32.0),
];
const LEVEL: usize = 2;
const PLANNED: usize = 3;

pub(super) fn table<'e>(export: &'e Export<'e>) -> Table<'e> {
    let mut rows = Vec::new();
    for seen in &export.risks {
        let Some(treatment) = &seen.risk.treatment else { continue };
        rows.push((seen, treatment, None));
        let steps = treatment.actions.iter().zip(&seen.judged.actions);
        rows.extend(steps.map(|step| (seen, treatment, Some(step))));
    }
    Table {
        name: "Treatment plan",
        columns: Column::of(&COLUMNS),
        stay: 2,
        rows: rows.len(),
        row: Box::new(move |at| {
            let (seen, treatment, one) = rows[at];
            let rank = seen.judged.level().filter(|_| seen.risk.is_open());
            let planned = seen.judged.stages.residual.and_then(|stage| stage.level);
            let cells = match one {
                None => plan(export, seen, treatment),
                Some((action, state)) => step(export, seen, action, *state),
            };
            Row::Cells(cells, vec![(LEVEL, rank), (PLANNED, planned)])
        }),
        full: "The sheet is full: not all steps are in it.",
    }
}

/// What a plan and its steps share.
fn head<'e>(export: &'e Export<'_>, seen: &'e Seen<'_>, kind: &'static str) -> Vec<Cell<'e>> {
    let planned = export.facts.level_of(seen.judged.stages.residual);
    let option = seen.risk.option().map_or(Cell::Empty, |option| Cell::text(option.word()));
    vec![
        Cell::text(seen.risk.id()),
        Cell::text(seen.risk.title()),
        Cell::text(names::level(export.facts, &seen.risk, &seen.judged)),
        planned.map_or(Cell::Empty, |level| Cell::text(level.name())),
        option,
        Cell::text(kind),
    ]
}

fn plan<'e>(export: &'e Export<'_>, seen: &'e Seen<'_>, treatment: &'e Treatment) -> Vec<Cell<'e>> {
    let approval = treatment.approval.as_ref();
    let mut cells = head(export, seen, "plan");
    cells.extend([
        text(treatment.plan.as_ref()),
        person(export, treatment.owner.as_ref()),
        seen.judged.plan.deadline.map_or(Cell::Empty, Cell::Day),
        treatment.done.as_ref().map_or(Cell::Empty, |done| Cell::Day(done.value)),
        state(seen.judged.plan.state),
        Cell::Empty,
        treatment.cost.as_ref().map_or(Cell::Empty, |cost| Cell::Number(cost.value)),
        person(export, approval.and_then(|approval| approval.by.as_ref())),
        approval.and_then(|approval| approval.on.as_ref()).map_or(Cell::Empty, |on| Cell::Day(on.value)),
    ]);
    cells
}

fn step<'e>(export: &'e Export<'_>, seen: &'e Seen<'_>, action: &'e Action, at: DayState) -> Vec<Cell<'e>> {
    let register = export.facts.register;
    let control = action.control.as_ref().map_or(Cell::Empty, |id| Cell::text(register.control_name(id)));
    let mut cells = head(export, seen, "step");
    cells.extend([
        text(action.title.as_ref()),
        person(export, action.owner.as_ref()),
        action.due.as_ref().map_or(Cell::Empty, |due| Cell::Day(due.value)),
        action.done.as_ref().map_or(Cell::Empty, |done| Cell::Day(done.value)),
        state(at),
        control,
        Cell::Empty,
        Cell::Empty,
        Cell::Empty,
        text(action.ticket.as_ref()),
        text(action.evidence.as_ref()),
    ]);
    cells
}

fn text(written: Option<&At<String>>) -> Cell<'_> {
    written.map_or(Cell::Empty, |text| Cell::text(text.value.as_str()))
}

fn person<'e>(export: &'e Export<'_>, id: Option<&'e At<String>>) -> Cell<'e> {
    id.map_or(Cell::Empty, |id| Cell::text(export.facts.register.person_name(id)))
}

fn state(state: DayState) -> Cell<'static> {
    if state == DayState::None { Cell::Empty } else { Cell::text(state.word().replace('-', " ")) }
}
