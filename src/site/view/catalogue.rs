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
    /// They.
    pub risks: Vec<Link>,
}
