//! The assets: what is at stake, by criticality.

use serde::Serialize;

use super::catalogue::RiskGroup;
use super::register::PagerItem;
use super::{LevelBadge, Link, Run};

/// A page of the assets.
#[derive(Debug, Clone, Serialize)]
pub struct AssetsPage {
    /// The answer in words.
    pub sentence: Vec<Run>,
    /// Said of risks that are kept back.
    pub kept_back: Option<String>,
    /// Said where there is no asset: what would fill the page.
    pub empty: Option<Vec<Run>>,
    /// How many, and in which order.
    pub caption: String,
    /// Assets by criticality, highest first.
    pub groups: Vec<AssetGroup>,
    /// Other pages.
    pub pager: Vec<PagerItem>,
    /// "Assets 501–1,000 of 10,000".
    pub range: Option<String>,
}

/// The assets of one criticality.
#[derive(Debug, Clone, Serialize)]
pub struct AssetGroup {
    /// "High".
    pub name: String,
    /// "5 assets".
    pub note: String,
    /// The assets.
    pub rows: Vec<AssetRow>,
}

/// An asset.
#[derive(Debug, Clone, Serialize)]
pub struct AssetRow {
    /// Its place in the page.
    pub anchor: String,
    /// Its name.
    pub name: String,
    /// Its id.
    pub id: String,
    /// What sort of thing it is.
    pub kind: Option<&'static str>,
    /// Who answers for it.
    pub owner: Option<Link>,
    /// The part of the scope that it belongs to.
    pub unit: Option<String>,
    /// What the loss of its confidentiality, integrity and availability would do.
    pub needs: [Option<String>; 3],
    /// The highest level of the risks that name it.
    pub highest: Option<LevelBadge>,
    /// The open risks that name it, by level.
    pub risks: Vec<RiskGroup>,
    /// What is said where none does.
    pub unnamed: &'static str,
    /// It is critical, and none does.
    pub is_forgotten: bool,
}
