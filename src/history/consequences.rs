//! What a change did to decisions that stood: told beside the change.

use std::collections::HashMap;

use super::change::{Change, Kind};
use super::value::Value;

/// Fields that a decision was taken on: what a seal covers.
const DECIDED_ON: [&str; 9] = [
    "likelihood",
    "impact",
    "inherent",
    "treatment.option",
    "treatment.plan",
    "treatment.action",
    "treatment.residual",
    "controls",
    "assets",
];

/// What stood about a risk before a change.
#[derive(Debug, Default)]
struct Standing {
    accepted_by: Option<String>,
    approved_by: Option<String>,
    moves: usize,
}

/// Follows the changes of risks from the oldest on.
#[derive(Debug, Default)]
pub struct Consequences {
    risks: HashMap<String, Standing>,
}

/// What a commit did to a decision or a deadline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Consequence {
    /// The acceptance by that person no longer holds for what was decided on.
    AcceptanceVoided(String),
    /// The approval by that person likewise.
    ApprovalVoided(String),
    /// The deadline moved later for the so-manieth time, from the second on.
    MovedAgain(usize),
}

impl Consequences {
    /// What a commit's changes did, by risk; commits are given oldest first.
    pub fn of(&mut self, changes: &[Change]) -> Vec<(String, Consequence)> {
        let mut out = Vec::new();
        let mut at = 0;
        while at < changes.len() {
            let first = &changes[at];
            let count = changes[at..].iter().take_while(|change| change.risk == first.risk).count();
            let group = &changes[at..at + count];
            at += count;
            let Some(risk) = &first.risk else { continue };
            let standing = self.risks.entry(risk.clone()).or_default();
            out.extend(standing.after(group).into_iter().map(|consequence| (risk.clone(), consequence)));
        }
        out
    }
}

impl Standing {
    fn after(&mut self, changes: &[Change]) -> Vec<Consequence> {
        let mut out = Vec::new();
        if let Some(added) = changes.iter().find(|change| change.kind == Kind::Added) {
            let said = |path: &[&str]| added.after.as_ref().and_then(|whole| text_at(whole, path));
            self.accepted_by = said(&["acceptance", "by"]);
            self.approved_by = said(&["treatment", "approval", "by"]);
            self.moves = 0;
            return out;
        }
        let touches = |field: &str| changes.iter().any(|change| change.is_of(field));
        let decided_on = changes.iter().any(|change| match change.kind {
            Kind::Rescored => true,
            _ => DECIDED_ON.iter().any(|field| change.is_of(field)) && !is_progress(change),
        });
        for (field, by, voided) in [
            ("acceptance", &mut self.accepted_by, Consequence::AcceptanceVoided as fn(String) -> Consequence),
            ("treatment.approval", &mut self.approved_by, Consequence::ApprovalVoided),
        ] {
            if touches(field) {
                let name = format!("{field}.by");
                let now = changes.iter().find(|change| change.field.as_deref() == Some(name.as_str()));
                if let Some(now) = now {
                    *by = now.after.as_ref().and_then(Value::as_text).map(str::to_owned);
                }
            } else if decided_on && let Some(by) = by.take() {
                out.push(voided(by));
            }
        }
        let is_later = |change: &&Change| {
            let days = change
                .before
                .as_ref()
                .and_then(Value::as_day)
                .zip(change.after.as_ref().and_then(Value::as_day));
            change.field.as_deref() == Some("treatment.due") && days.is_some_and(|(from, to)| to > from)
        };
        if changes.iter().any(|change| is_later(&change)) {
            self.moves += 1;
            if self.moves > 1 {
                out.push(Consequence::MovedAgain(self.moves));
            }
        }
        out
    }
}

/// Whether a change of an action is no change of what was decided.
fn is_progress(change: &Change) -> bool {
    const PROGRESS: [&str; 5] = [".due", ".done", ".ticket", ".evidence", ".owner"];
    let field = change.field.as_deref().unwrap_or_default();
    field.starts_with("treatment.action") && PROGRESS.iter().any(|end| field.ends_with(end))
}

/// The text at a path of a whole file.
fn text_at(value: &Value, path: &[&str]) -> Option<String> {
    let mut at = value;
    for key in path {
        let Value::Table(entries) = at else { return None };
        at = &entries.iter().find(|(name, _)| name == key)?.1;
    }
    at.as_text().map(str::to_owned)
}
