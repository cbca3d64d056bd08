//! Findings that more than one place words.

use super::{Finding, FixClass};
use crate::model::id::folded;
use crate::source::At;
use crate::suggest::{self, Guess, Known};

/// A word that is none of the known ones, with the one that was meant.
pub fn unknown_value<'k>(text: &At<String>, what: &str, known: impl Iterator<Item = Known<'k>>) -> Finding {
    let shown: String = text.value.chars().take(80).collect();
    let finding =
        Finding::new("unknown-value", text.span, format!("`{shown}` is no {}", what.replace('_', " ")));
    let finding = finding.label("not a known value").other(folded(&text.value));
    match suggest::guess(&text.value, known) {
        Some(guess @ Guess::Same(known)) => {
            finding.help(guess.question()).fix(FixClass::Safe, format!("\"{}\"", known.id))
        }
        Some(guess @ Guess::Near(_)) => finding.help(guess.question()),
        None => finding,
    }
}
