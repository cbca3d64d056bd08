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

/// What stands about a risk.
#[derive(Debug, Default)]
struct Standing {
    acceptance: Decided,
    approval: Decided,
    reviewed_by: Option<String>,
    moves: usize,
}

/// A decision as its file has it.
#[derive(Debug, Default)]
struct Decided {
    by: Option<String>,
    /// It is for what the file says.
    holds: bool,
}

/// Follows the changes of risks from the oldest on.
#[derive(Debug, Default)]
pub struct Consequences {
    risks: HashMap<String, Standing>,
}

/// What a commit did to a risk's decisions and deadline, and what stands after
/// it: its own changes need not name who decided.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Aftermath {
    /// The acceptance no longer holds for what was decided on.
    pub acceptance_is_void: bool,
    /// The approval likewise.
    pub approval_is_void: bool,
    /// How often the deadline has moved later by now.
    pub moves: usize,
    /// By whom the acceptance is.
    pub accepted_by: Option<String>,
    /// By whom the approval is.
    pub approved_by: Option<String>,
    /// By whom the last review is.
    pub reviewed_by: Option<String>,
}

impl Consequences {
    /// What a commit's changes did, by risk; commits are given oldest first.
    pub fn of(&mut self, changes: &[Change]) -> Vec<(String, Aftermath)> {
        let mut out = Vec::new();
        for group in changes.chunk_by(|a, b| a.risk == b.risk) {
            let Some(risk) = &group[0].risk else { continue };
            // A new id takes what stood under the old one along.
            let former = group.iter().filter(|change| change.field.as_deref() == Some("id"));
            let former = former.filter_map(|change| change.before.as_ref()?.as_text()).next();
            if let Some(standing) = former.and_then(|former| self.risks.remove(former)) {
                self.risks.insert(risk.clone(), standing);
            }
            let aftermath = self.risks.entry(risk.clone()).or_default().after(group);
            out.push((risk.clone(), aftermath));
        }
        out
    }
}

impl Standing {
    fn after(&mut self, changes: &[Change]) -> Aftermath {
        let mut aftermath = Aftermath::default();
        if let Some(added) = changes.iter().find(|change| matches!(change.kind, Kind::Added | Kind::Known)) {
            let said = |path: &[&str]| added.after.as_ref().and_then(|whole| text_at(whole, path));
            let decided = |by: Option<String>| Decided { holds: by.is_some(), by };
            *self = Self {
                acceptance: decided(said(&["acceptance", "by"])),
                approval: decided(said(&["treatment", "approval", "by"])),
                reviewed_by: said(&["review", "by"]),
                moves: 0,
            };
        } else {
            let decided_on = changes.iter().any(|change| match change.kind {
                Kind::Rescored => true,
                _ => DECIDED_ON.iter().any(|field| change.is_of(field)) && !is_progress(change),
            });
            aftermath.acceptance_is_void = self.acceptance.after(changes, "acceptance", decided_on);
            aftermath.approval_is_void = self.approval.after(changes, "treatment.approval", decided_on);
            if let Some(by) = said_now(changes, "review.by") {
                self.reviewed_by = by;
            }
            let is_later = |change: &Change| {
                let days = change
                    .before
                    .as_ref()
                    .and_then(Value::as_day)
                    .zip(change.after.as_ref().and_then(Value::as_day));
                change.field.as_deref() == Some("treatment.due") && days.is_some_and(|(from, to)| to > from)
            };
            self.moves += usize::from(changes.iter().any(is_later));
        }
        aftermath.moves = self.moves;
        aftermath.accepted_by.clone_from(&self.acceptance.by);
        aftermath.approved_by.clone_from(&self.approval.by);
        aftermath.reviewed_by.clone_from(&self.reviewed_by);
        aftermath
    }
}

impl Decided {
    /// Whether changes made the decision void that is told under a key.
    fn after(&mut self, changes: &[Change], key: &str, decided_on: bool) -> bool {
        if changes.iter().any(|change| change.is_of(key)) {
            if let Some(by) = said_now(changes, &format!("{key}.by")) {
                self.by = by;
            }
            self.holds = self.by.is_some();
            return false;
        }
        decided_on && std::mem::take(&mut self.holds)
    }
}

/// What changes make of a text, where they change it.
fn said_now(changes: &[Change], field: &str) -> Option<Option<String>> {
    let change = changes.iter().find(|change| change.field.as_deref() == Some(field))?;
    Some(change.after.as_ref().and_then(Value::as_text).map(str::to_owned))
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
