//! An asset: what is at stake.

use super::word::words;
use crate::source::{At, Span};

words! {
    /// What sort of thing an asset is.
    AssetKind {
        /// Information.
        Data = "data",
        /// Hardware and software.
        System = "system",
        /// A business process.
        Process = "process",
        /// Staff and their knowledge.
        People = "people",
        /// Buildings and rooms.
        Facility = "facility",
        /// An outside provider.
        Supplier = "supplier",
    }
}

/// An entry of the inventory. Confidentiality, integrity and availability are
/// points of the impact scale; criticality is the highest of them.
#[derive(Debug, Clone, PartialEq)]
pub struct Asset {
    /// The header.
    pub span: Span,
    /// The id.
    pub id: At<String>,
    /// The name.
    pub name: Option<At<String>>,
    /// What sort of thing it is.
    pub kind: Option<At<AssetKind>>,
    /// Who answers for it.
    pub owner: Option<At<String>>,
    /// The part of the scope that it belongs to.
    pub unit: Option<At<String>>,
    /// What the loss of its confidentiality would cost.
    pub confidentiality: Option<At<String>>,
    /// What the loss of its integrity would cost.
    pub integrity: Option<At<String>>,
    /// What the loss of its availability would cost.
    pub availability: Option<At<String>>,
}

impl Asset {
    /// The name, else the id.
    #[must_use]
    pub fn name(&self) -> &str {
        self.name.as_ref().unwrap_or(&self.id)
    }

    /// The three needs for protection that are given.
    pub fn protection(&self) -> impl Iterator<Item = &At<String>> {
        [&self.confidentiality, &self.integrity, &self.availability].into_iter().flatten()
    }
}
