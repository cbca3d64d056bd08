//! What a change means in the other files, and what follows from it for risks.

use std::collections::BTreeSet;

use super::{Effect, EffectKind, field_changes};
use crate::facts::Facts;
use crate::history::fields::FieldChange;
use crate::model::control::ControlState;
use crate::model::register::Register;
use crate::text::{counted, one_line};

/// A file that is no risk's, and says something else.
#[derive(Debug, Clone, PartialEq)]
pub struct OtherChange {
    /// Its path.
    pub path: String,
    /// Its fields; nothing where it came, went or cannot be read.
    pub changes: Vec<FieldChange>,
    /// The risks that it concerns, by id.
    pub affects: Vec<String>,
    /// What it does, where that is about one risk with its id.
    pub effects: Vec<(Option<String>, Effect)>,
}

/// The other files that differ between two registers.
pub(super) fn compare(base: &Facts<'_>, head: &Facts<'_>) -> Vec<OtherChange> {
    let paths: BTreeSet<&str> = others(base.register).chain(others(head.register)).collect();
    let mut out = Vec::new();
    for path in paths {
        let text = |register: &'_ Register| {
            register.sources.find(path).map(|file| register.sources.file(file).text.clone())
        };
        let changes = match (text(base.register), text(head.register)) {
            (Some(before), Some(after)) if before == after => continue,
            (Some(before), Some(after)) => match field_changes(&before, &after) {
                Some(changes) if changes.is_empty() => continue,
                changes => changes.unwrap_or_default(),
            },
            (None, None) => continue,
            _ => Vec::new(),
        };
        let (affects, effects) = follow(base, head, &changes);
        out.push(OtherChange { path: path.to_owned(), changes, affects, effects });
    }
    out
}

/// Every file that is no risk's.
fn others(register: &Register) -> impl Iterator<Item = &str> {
    let risks: BTreeSet<u32> = register.risks.iter().map(|risk| risk.file.0).collect();
    let files = register.sources.iter().filter(move |(id, _)| !risks.contains(&id.0));
    files.map(|(_, file)| file.path.as_str())
}

/// What the changes of a file do to risks.
fn follow(
    base: &Facts<'_>,
    head: &Facts<'_>,
    changes: &[FieldChange],
) -> (Vec<String>, Vec<(Option<String>, Effect)>) {
    let mut affects: BTreeSet<String> = BTreeSet::new();
    let mut effects = Vec::new();
    let things: BTreeSet<(&str, &str)> = changes.iter().filter_map(|change| thing(&change.field)).collect();
    for (list, id) in things {
        let open = || head.register.open();
        let ids: Vec<String> = match list {
            "control" => open()
                .filter(|risk| risk.controls.iter().any(|c| c.value == id))
                .map(|risk| risk.id().to_owned())
                .collect(),
            "asset" => open()
                .filter(|risk| risk.assets.iter().any(|a| a.value == id))
                .map(|risk| risk.id().to_owned())
                .collect(),
            "threat" => open()
                .filter(|risk| risk.threats.iter().any(|t| t.value == id))
                .map(|risk| risk.id().to_owned())
                .collect(),
            "person" => open()
                .filter(|risk| {
                    let own = risk.owner.as_ref().is_some_and(|owner| owner.value == id);
                    let acts =
                        risk.treatment.as_ref().and_then(|t| t.owner.as_ref()).is_some_and(|o| o.value == id);
                    own || acts
                })
                .map(|risk| risk.id().to_owned())
                .collect(),
            "level" => head
                .open()
                .filter(|(_, judged)| head.level_id(judged) == Some(id))
                .map(|(risk, _)| risk.id().to_owned())
                .collect(),
            _ => Vec::new(),
        };
        let mut add = |kind, text: String| effects.push((None, Effect { kind, text }));
        match list {
            "control" => {
                let state = |facts: &Facts<'_>| {
                    facts
                        .register
                        .control(id)
                        .and_then(|control| control.state.as_ref())
                        .map(|state| state.value)
                };
                let counts = |word: &str| {
                    format!(
                        "control {} is {word}: {} on it",
                        one_line(head.register.control_name(id)),
                        count(ids.len())
                    )
                };
                match (state(base), state(head)) {
                    (
                        Some(ControlState::Implemented | ControlState::Degraded),
                        Some(ControlState::Retired),
                    ) => {
                        add(EffectKind::ControlRemoved, counts("retired"));
                    }
                    (Some(ControlState::Implemented), Some(ControlState::Degraded)) => {
                        add(EffectKind::ControlRemoved, counts("degraded"));
                    }
                    (Some(_), None) => add(EffectKind::ControlRemoved, counts("gone")),
                    (Some(before), Some(ControlState::Implemented))
                        if before != ControlState::Implemented =>
                    {
                        add(EffectKind::ControlAdded, counts("in force"));
                    }
                    _ => {}
                }
            }
            "person" => {
                let is_here =
                    |facts: &Facts<'_>| facts.register.person(id).is_some_and(|person| person.is_active());
                if is_here(base) && !is_here(head) {
                    let owned = open()
                        .filter(|risk| risk.owner.as_ref().is_some_and(|owner| owner.value == id))
                        .count();
                    let name = one_line(base.register.person_name(id));
                    add(
                        EffectKind::OwnerChanged,
                        format!("{name} leaves and owns {}", counted(owned, "risk")),
                    );
                }
            }
            _ => {}
        }
        affects.extend(ids);
    }
    let mut rescored = Vec::new();
    if changes.iter().any(|change| is_method(&change.field)) {
        for (risk, now) in head.open() {
            let Some(place) = base.register.risk_place(risk.id()) else { continue };
            let then = &base.risks[place];
            let same = base.register.risks[place].current.likelihood.as_ref().map(|l| &l.value)
                == risk.current.likelihood.as_ref().map(|l| &l.value);
            let (before, after) = (base.level_id(then), head.level_id(now));
            if same && before != after {
                let name = |facts: &Facts<'_>, judged| {
                    facts
                        .current_level(judged)
                        .map_or("unassessed".to_owned(), |level| one_line(level.name()))
                };
                let kind = if then.level() < now.level() { EffectKind::Raised } else { EffectKind::Lowered };
                let text = format!("level {} → {}", name(base, then), name(head, now));
                affects.insert(risk.id().to_owned());
                rescored.push((Some(risk.id().to_owned()), Effect { kind, text }));
            }
            let late =
                |judged: &crate::facts::RiskFacts| judged.review.state == crate::schedule::DayState::Late;
            if late(now) && !late(then) {
                affects.insert(risk.id().to_owned());
                let text = "its review is late now".to_owned();
                rescored
                    .push((Some(risk.id().to_owned()), Effect { kind: EffectKind::BroughtForward, text }));
            }
        }
    }
    effects.extend(rescored);
    let mut affects: Vec<String> = affects.into_iter().collect();
    affects.sort_by(|a, b| crate::model::id::natural_order(a, b));
    (affects, effects)
}

fn count(risks: usize) -> String {
    if risks == 1 { "1 risk counts".to_owned() } else { format!("{risks} risks count") }
}

/// `control[gate].state` as ("control", "gate").
fn thing(field: &str) -> Option<(&str, &str)> {
    let (list, rest) = field.split_once('[')?;
    Some((list, rest.split_once(']')?.0))
}

fn is_method(field: &str) -> bool {
    ["matrix", "level", "likelihood", "impact", "dimension"]
        .iter()
        .any(|part| crate::history::change::within(field, part))
}
