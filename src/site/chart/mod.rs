//! Charts: SVG made at build time in the widths that are used, each with a text
//! alternative and its numbers beside it as a table.

pub mod ages;
mod bar;
pub mod course;
pub mod effectiveness;
pub mod indicator;
pub mod levels;
pub mod on_time;
pub mod response;
pub mod strip;
pub(super) mod svg;

use serde::Serialize;

use super::paging::weight;

/// A chart with its words and numbers.
#[derive(Debug, Clone, Serialize)]
pub struct Chart {
    /// What it shows, as a finding.
    pub title: String,
    /// What, unit, period and number.
    pub subtitle: String,
    /// The drawings, widest first; a style sheet shows one.
    pub drawings: Vec<String>,
    /// The heads of the table's columns.
    pub heads: Vec<String>,
    /// Its rows; the first cell is the row's head.
    pub rows: Vec<Vec<String>>,
}

impl Chart {
    /// Its bytes in a page, more or less.
    #[must_use]
    pub fn weight(&self) -> usize {
        let drawings: usize = self.drawings.iter().map(String::len).sum();
        let cells: usize = self.rows.iter().flatten().map(|cell| 20 + weight(cell)).sum();
        700 + drawings + cells + weight(&self.title) + 3 * weight(&self.subtitle)
    }
}
