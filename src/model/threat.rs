//! A threat: what may act on an asset.

use super::word::words;
use crate::source::{At, Span};

words! {
    /// Where a threat comes from.
    Origin {
        /// From outside the organisation.
        External = "external",
        /// From inside it, on purpose.
        Internal = "internal",
        /// From a mistake.
        HumanError = "human-error",
        /// From nature.
        Natural = "natural",
    }
}

/// An entry of the threat catalogue.
#[derive(Debug, Clone, PartialEq)]
pub struct Threat {
    /// The header.
    pub span: Span,
    /// The id.
    pub id: At<String>,
    /// The name.
    pub name: Option<At<String>>,
    /// Where it comes from.
    pub origin: Option<At<Origin>>,
}

impl Threat {
    /// The name, else the id.
    #[must_use]
    pub fn name(&self) -> &str {
        self.name.as_ref().unwrap_or(&self.id)
    }
}
