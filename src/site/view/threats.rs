//! The threats: what may act on the assets, and where it does.

use serde::Serialize;

use super::catalogue::RiskGroup;
use super::register::PagerItem;
use super::{LevelBadge, Run};

/// A page of the threats.
#[derive(Debug, Clone, Serialize)]
pub struct ThreatsPage {
    /// The answer in words.
    pub sentence: Vec<Run>,
    /// Said of risks that are kept back.
    pub kept_back: Option<String>,
    /// Said where there is no threat: what would fill the page.
    pub empty: Option<Vec<Run>>,
    /// How many, and in which order.
    pub caption: String,
    /// The threats, unused ones last.
    pub rows: Vec<ThreatRow>,
    /// Other pages.
    pub pager: Vec<PagerItem>,
    /// "Threats 501–1,000 of 10,000".
    pub range: Option<String>,
}

/// A threat.
#[derive(Debug, Clone, Serialize)]
pub struct ThreatRow {
    /// Its place in the page.
    pub anchor: String,
    /// Its name.
    pub name: String,
    /// Its id.
    pub id: String,
    /// Where it comes from.
    pub origin: Option<String>,
    /// The highest level of the risks that name it.
    pub highest: Option<LevelBadge>,
    /// The open risks that name it, by level.
    pub risks: Vec<RiskGroup>,
    /// What is said where none does.
    pub unnamed: &'static str,
}
