//! A waiver: one rule silenced, for a reason, until a day.

use super::day::Day;
use crate::source::{At, Span};

/// An exception to a rule, on a risk or in `waivers.toml`.
#[derive(Debug, Clone, PartialEq)]
pub struct Waiver {
    /// The header.
    pub span: Span,
    /// The rule that is silenced.
    pub rule: Option<At<String>>,
    /// Why.
    pub reason: Option<At<String>>,
    /// The last day on which it holds.
    pub until: Option<At<Day>>,
    /// Who granted it.
    pub by: Option<At<String>>,
    /// In `waivers.toml`: the risk that it is for.
    pub risk: Option<At<String>>,
    /// In `waivers.toml`: the file that it is for.
    pub path: Option<At<String>>,
}
