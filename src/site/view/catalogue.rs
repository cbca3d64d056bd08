//! What the pages of the inventories share.

use serde::Serialize;

use super::{LevelBadge, Link};

/// Risks of one level that name a thing.
#[derive(Debug, Clone, Serialize)]
pub struct RiskGroup {
    /// The level.
    pub level: Option<LevelBadge>,
    /// What is said where there is none.
    pub no_level: &'static str,
    /// How many.
    pub count: String,
    /// The same as a number.
    #[serde(skip)]
    pub n: usize,
    /// How many more than are named, with where they are.
    pub more: Option<Link>,
    /// They, the first of them where they are many.
    pub risks: Vec<Link>,
}
