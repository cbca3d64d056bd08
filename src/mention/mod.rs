//! The places that name something by its id: where references are checked,
//! rewritten and handed over.

pub mod people;
pub mod risks;

use crate::finding::Finding;
use crate::source::At;

/// What a mention stands in.
#[derive(Debug, Clone, Copy)]
pub enum About<'a> {
    /// The risk of this id.
    Risk(&'a str),
    /// The thing of this id, which is no risk.
    Thing(&'a str),
}

/// An id where it is referred to.
#[derive(Debug, Clone, Copy)]
pub struct Mention<'a> {
    /// The id as written.
    pub id: &'a At<String>,
    /// What it stands in.
    pub about: About<'a>,
    /// The dotted key.
    pub field: &'static str,
    /// What tells this place from others of the same key: an action's title.
    pub part: &'a str,
}

impl<'a> Mention<'a> {
    /// A mention at a key that stands only once.
    #[must_use]
    pub fn new(about: About<'a>, field: &'static str, id: &'a At<String>) -> Self {
        Self { id, about, field, part: "" }
    }

    /// With what tells it from others of the same key.
    #[must_use]
    pub fn part(mut self, part: &'a str) -> Self {
        self.part = part;
        self
    }

    /// A finding that is about this place.
    #[must_use]
    pub fn place(&self, finding: Finding) -> Finding {
        let finding = match self.about {
            About::Risk(id) => finding.risk(id),
            About::Thing(id) => finding.thing(id),
        };
        let id = self.id.as_str();
        let other = if self.part.is_empty() { id.to_owned() } else { format!("{id} {}", self.part) };
        finding.field(self.field).other(other)
    }
}
