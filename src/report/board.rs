//! The matrix in the terminal, with something in its cells and the acceptance
//! line drawn through: likelihood from the bottom to the top, impact from left
//! to right.

use std::collections::HashMap;

use super::layout::{padded, width};
use super::style::Style;
use crate::model::methodology::Combine;
use crate::score::{Scale, Stage};
use crate::text::{one_line, shortened};

/// The least that a column's heading is shortened to.
const HEADING_LEAST: usize = 4;

/// A place in the matrix: row from the top, column from the left.
pub(super) type Place = (usize, usize);

/// What stands in a cell.
#[derive(Debug, Clone, Default)]
pub(super) struct Cell {
    /// The text.
    pub(super) text: String,
    /// Its ANSI style, if it has one.
    pub(super) paint: Option<&'static str>,
}

/// Whether headings may be cut where there is no room.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Headings {
    /// They stand as they are.
    Whole,
    /// They may be shortened.
    Short,
}

/// The matrix of a methodology.
pub(super) struct Board {
    columns: Vec<String>,
    /// The sums that are columns, where dimensions are summed.
    sums: Option<Vec<u64>>,
    rows: Vec<String>,
    /// By row from the top and column from the left: above the line or not.
    above: Vec<Vec<Option<bool>>>,
}

impl Board {
    /// The matrix. With summed dimensions its columns are the sums that occur
    /// in `stages`.
    pub(super) fn new(scale: &Scale<'_>, stages: impl Iterator<Item = Stage>) -> Self {
        let methodology = scale.methodology();
        let is_summed = methodology.combine() == Combine::Sum && !methodology.dimensions.is_empty();
        let sums = is_summed.then(|| {
            let mut sums: Vec<u64> = stages.filter_map(|stage| stage.impact_score).collect();
            sums.sort_unstable();
            sums.dedup();
            sums
        });
        let columns: Vec<String> = match &sums {
            Some(sums) => sums.iter().map(u64::to_string).collect(),
            None => methodology.impact.iter().map(|point| one_line(point.name())).collect(),
        };
        let level = |likelihood: usize, column: usize| match &sums {
            Some(sums) => scale.summed_cell(likelihood, sums[column]),
            None => scale.cell(likelihood, column),
        };
        let likelihoods = || (0..methodology.likelihood.len()).rev();
        let row = |likelihood| {
            (0..columns.len()).map(|column| scale.above(level(likelihood, column)?)).collect::<Vec<_>>()
        };
        let above = likelihoods().map(row).collect();
        let rows = likelihoods().map(|rank| one_line(methodology.likelihood[rank].name())).collect();
        Self { columns, sums, rows, above }
    }

    /// Where a stage lies, if it has a place.
    pub(super) fn place(&self, stage: Stage) -> Option<Place> {
        let row = self.rows.len().checked_sub(1 + stage.likelihood?)?;
        let column = match &self.sums {
            Some(sums) => sums.binary_search(&stage.impact_score?).ok()?,
            None => stage.impact.filter(|impact| *impact < self.columns.len())?,
        };
        Some((row, column))
    }

    /// Whether a place is above the line; `None` where the matrix has no level.
    pub(super) fn is_above(&self, (row, column): Place) -> Option<bool> {
        self.above[row][column]
    }

    /// What the line is, where the matrix has one.
    pub(super) fn line(&self, style: Style) -> Option<String> {
        let sides: Vec<bool> = self.above.iter().flatten().filter_map(|above| *above).collect();
        let has_line = sides.contains(&true) && sides.contains(&false);
        has_line.then(|| format!("{} acceptance line", if style.unicode { "━━" } else { "--" }))
    }

    /// The drawing, where there is room for it.
    pub(super) fn draw(
        &self,
        cells: &HashMap<Place, Cell>,
        headings: Headings,
        legend: &[String],
        style: Style,
    ) -> Option<String> {
        let label = self.rows.iter().map(|row| width(row)).max().unwrap_or(0).max(2);
        let mut wide = cells.values().map(|cell| width(&cell.text)).max().unwrap_or(1);
        let named = self.columns.iter().map(|name| width(name)).max().unwrap_or(0);
        // Two spaces, a row's name, a gap, and after each column its edge.
        let fixed = 2 + label + 2 + self.columns.len() * 2 + " impact".len();
        let room = style.width.checked_sub(fixed)? / self.columns.len().max(1);
        wide = match headings {
            Headings::Short => wide.max(named.min(room)),
            Headings::Whole => wide.max(named),
        };
        if wide > room || (headings == Headings::Short && wide < HEADING_LEAST.min(named)) {
            return None;
        }
        let mut text = String::new();
        let mut line = |content: String| {
            text.push_str(content.trim_end());
            text.push('\n');
        };
        // Without the sign of a cut, which would be wider in ASCII.
        let short = |name: &str| match style.unicode {
            true => shortened(name, wide),
            false => name.chars().take(wide).collect(),
        };
        let names: Vec<String> = self.columns.iter().map(|name| padded(&short(name), wide)).collect();
        line(format!("  {}  {}  impact", " ".repeat(label), names.join("  ")));
        for at in 0..self.rows.len() {
            if at > 0 && self.has_edge_above(at) {
                line(format!("  {}  {}", " ".repeat(label), self.edge_above(at, wide, style)));
            }
            line(format!("  {}  {}", padded(&self.rows[at], label), self.row(at, wide, cells, style)));
        }
        line("  likelihood".to_owned());
        let across = legend.join("   ");
        if width(&across) + 2 <= style.width {
            line(format!("  {across}"));
        } else {
            legend.iter().for_each(|part| line(format!("  {part}")));
        }
        Some(text)
    }

    fn row(&self, row: usize, wide: usize, cells: &HashMap<Place, Cell>, style: Style) -> String {
        let mut text = String::new();
        for column in 0..self.columns.len() {
            if column > 0 {
                let edge = self.differs((row, column - 1), (row, column));
                text.push_str(if !edge {
                    "  "
                } else if style.unicode {
                    "┃ "
                } else {
                    "| "
                });
            }
            let nothing = if style.unicode { "·" } else { "." };
            let (shown, paint) =
                cells.get(&(row, column)).map_or((nothing, None), |cell| (cell.text.as_str(), cell.paint));
            let spaces = " ".repeat(wide.saturating_sub(width(shown)));
            text.push_str(&paint.map_or_else(|| shown.to_owned(), |code| style.paint(code, shown)));
            text.push_str(&spaces);
        }
        text
    }

    fn differs(&self, a: Place, b: Place) -> bool {
        matches!((self.is_above(a), self.is_above(b)), (Some(a), Some(b)) if a != b)
    }

    fn has_edge_above(&self, row: usize) -> bool {
        (0..self.columns.len()).any(|column| self.differs((row - 1, column), (row, column)))
    }

    /// The line between a row and the one above it.
    fn edge_above(&self, row: usize, wide: usize, style: Style) -> String {
        let dash = if style.unicode { "━" } else { "-" };
        let flat = |column: usize| self.differs((row - 1, column), (row, column));
        let mut text = String::new();
        for column in 0..self.columns.len() {
            if column > 0 {
                let up = self.differs((row - 1, column - 1), (row - 1, column));
                let down = self.differs((row, column - 1), (row, column));
                text.push_str(corner(up, down, flat(column - 1), flat(column), style.unicode));
                text.push_str(if flat(column) { dash } else { " " });
            }
            text.push_str(&(if flat(column) { dash } else { " " }).repeat(wide));
        }
        text
    }
}

fn corner(up: bool, down: bool, left: bool, right: bool, unicode: bool) -> &'static str {
    if !unicode {
        return match (up || down, left || right) {
            (false, false) => " ",
            (true, false) => "|",
            (false, true) => "-",
            (true, true) => "+",
        };
    }
    match (up, down, left, right) {
        (false, false, false, false) => " ",
        (false, false, ..) => "━",
        (_, _, false, false) => "┃",
        (true, false, true, false) => "┛",
        (true, false, false, true) => "┗",
        (false, true, true, false) => "┓",
        (false, true, false, true) => "┏",
        (true, false, true, true) => "┻",
        (false, true, true, true) => "┳",
        (true, true, true, false) => "┫",
        (true, true, false, true) => "┣",
        (true, true, true, true) => "╋",
    }
}
