//! The page of an address that a risk had.

use serde::Serialize;

/// An address that a risk had under a former id.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Moved {
    /// The id that the risk had.
    pub before: String,
    /// The id that it has.
    pub now: String,
    /// Its present page, from there.
    pub href: String,
}
