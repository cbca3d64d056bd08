//! Values of a register rewritten where they stand, over all its files.

use std::collections::BTreeMap;

use super::splice::{Splice, spliced};
use super::write::Change;
use crate::model::register::Register;
use crate::source::{FileId, Span};

/// Values that get others.
#[derive(Debug)]
pub struct Rewritten<'r> {
    register: &'r Register,
    splices: BTreeMap<FileId, Vec<Splice>>,
}

impl<'r> Rewritten<'r> {
    /// None yet.
    #[must_use]
    pub fn new(register: &'r Register) -> Self {
        Self { register, splices: BTreeMap::new() }
    }

    /// Another text for the one at a place.
    pub fn value(&mut self, span: Span, text: &str) {
        let splice = Splice::new(span.range(), super::quoted(text));
        self.splices.entry(span.file).or_default().push(splice);
    }

    /// The files that change, by path.
    #[must_use]
    pub fn changes(&self) -> Vec<Change> {
        let mut changes: Vec<Change> = self
            .splices
            .iter()
            .filter_map(|(file, splices)| {
                let file = self.register.sources.file(*file);
                // Values do not overlap.
                let after = spliced(&file.text, splices)?;
                Some(Change { path: file.path.to_string(), before: Some(file.text.to_string()), after })
            })
            .collect();
        changes.sort_by(|a, b| a.path.cmp(&b.path));
        changes
    }
}
