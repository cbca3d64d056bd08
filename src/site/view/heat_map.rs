//! Likelihood by impact, as a table.

use serde::Serialize;

/// A heat map, or the matrix of the methodology.
#[derive(Debug, Clone, Serialize)]
pub struct HeatMap {
    /// What it shows and of how many.
    pub caption: String,
    /// "large", "small" or "names".
    pub kind: &'static str,
    /// Impact, low to high.
    pub columns: Vec<HeatColumn>,
    /// Likelihood, highest first.
    pub rows: Vec<HeatRow>,
    /// The level's name stands in the cell.
    pub named: bool,
    /// The names of its columns stand upright, since they have no room side by side.
    pub upright: bool,
}

/// A column's head.
#[derive(Debug, Clone, Serialize)]
pub struct HeatColumn {
    /// The impact.
    pub name: String,
    /// The line rises on its left side and ends here in the disc.
    pub mark: bool,
    /// The words "acceptance line" stand left of the disc.
    pub mark_end: bool,
}

/// A row.
#[derive(Debug, Clone, Serialize)]
pub struct HeatRow {
    /// The likelihood.
    pub name: String,
    /// The line begins at its lower left corner and ends there in the disc.
    pub mark: bool,
    /// The cells.
    pub cells: Vec<HeatCell>,
}

/// A cell.
#[derive(Debug, Clone, Serialize)]
pub struct HeatCell {
    /// The level's class and the sides at which the line runs.
    pub class: String,
    /// How many risks.
    pub count: usize,
    /// The same, as shown.
    pub shown: String,
    /// The level's name.
    pub name: String,
    /// "likelihood High, impact High, level Critical, above the line".
    pub words: String,
    /// "level Critical, above the line", where the heads say the rest.
    pub judged: String,
    /// Where these risks are listed.
    pub href: Option<String>,
}
