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
