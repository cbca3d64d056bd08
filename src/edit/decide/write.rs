//! What a decision writes: its own table, key by key, and nothing else.

use super::{Case, Decision, What};
use crate::decision::Kind as Sealed;
use crate::edit::document::{Document, EditTrouble, quoted};
use crate::edit::splice::line_ending;
use crate::model::word::Word;

/// The table of a decision that is sealed.
fn table(kind: Sealed) -> &'static [&'static str] {
    match kind {
        Sealed::Acceptance => &["acceptance"],
        Sealed::Approval => &["treatment", "approval"],
    }
}

/// Which kind of seal a decision has, if it is one that is sealed.
#[must_use]
pub fn seals(what: &What) -> Option<Sealed> {
    match what {
        What::Accept { .. } => Some(Sealed::Acceptance),
        What::Approve => Some(Sealed::Approval),
        What::Review { .. } | What::Postpone { .. } | What::Close { .. } => None,
    }
}

/// The risk's file with the decision in it, not sealed yet: seal and signature
/// of the one before are gone.
///
/// # Errors
/// A file that is written so that there is no place for it.
pub fn written(text: &str, case: Case<'_>, decision: &Decision) -> Result<Document, EditTrouble> {
    let mut file = Document::new(text)?;
    let (by, on) = (quoted(&decision.by), decision.on.to_string());
    match &decision.what {
        What::Accept { until, rationale, conditions } => {
            file.remove(&["acceptance", "seal"])?;
            file.remove(&["acceptance", "signature"])?;
            file.set(&["acceptance", "by"], &by)?;
            file.set(&["acceptance", "on"], &on)?;
            file.set(&["acceptance", "until"], &until.to_string())?;
            let level = case.level().map_or("", |level| &level.id);
            file.set(&["acceptance", "level"], &quoted(level))?;
            file.set(&["acceptance", "rationale"], &quoted(rationale))?;
            set_or_remove(&mut file, &["acceptance", "conditions"], conditions.as_deref())?;
        }
        What::Approve => {
            file.remove(&["treatment", "approval", "seal"])?;
            file.remove(&["treatment", "approval", "signature"])?;
            file.set(&["treatment", "approval", "by"], &by)?;
            file.set(&["treatment", "approval", "on"], &on)?;
        }
        What::Review { outcome, note } => {
            file.set(&["review", "on"], &on)?;
            file.set(&["review", "by"], &by)?;
            file.set(&["review", "outcome"], &quoted(outcome.word()))?;
            set_or_remove(&mut file, &["review", "note"], note.as_deref())?;
        }
        What::Postpone { to, reason } => {
            let from = case.judged.plan.deadline.map_or(String::new(), |from| from.to_string());
            let entry = [("from", from), ("to", to.to_string()), ("reason", quoted(reason)), ("by", by)];
            file.push(&["treatment", "postponed"], &entry)?;
            file.set(&["treatment", "due"], &to.to_string())?;
        }
        What::Close { reason, merged_into } => {
            file.set(&["status"], &quoted("closed"))?;
            file.set(&["closed", "on"], &on)?;
            file.set(&["closed", "by"], &by)?;
            file.set(&["closed", "reason"], &quoted(reason))?;
            set_or_remove(&mut file, &["closed", "merged_into"], merged_into.as_deref())?;
        }
    }
    Ok(file)
}

/// Adds the seal.
///
/// # Errors
/// A file that is written so that there is no place for it.
pub fn seal(file: &mut Document, kind: Sealed, seal: &str) -> Result<(), EditTrouble> {
    file.set(&[table(kind), &["seal"]].concat(), &quoted(seal))
}

/// Adds the signature, in the lines of its armour.
///
/// # Errors
/// A file that is written so that there is no place for it.
pub fn sign(file: &mut Document, kind: Sealed, armour: &str) -> Result<(), EditTrouble> {
    let ending = line_ending(file.text());
    let lines: Vec<&str> = armour.trim().lines().collect();
    let text = format!("\"\"\"{ending}{}{ending}\"\"\"", lines.join(ending));
    file.set(&[table(kind), &["signature"]].concat(), &text)
}

fn set_or_remove(file: &mut Document, path: &[&str], value: Option<&str>) -> Result<(), EditTrouble> {
    match value {
        Some(value) => file.set(path, &quoted(value)),
        None => file.remove(path),
    }
}
