//! A sheet as it was read: rows of typed cells, with the numbers that a
//! spreadsheet shows beside them. Empty rows are left out.

use crate::model::day::Day;

/// The most cells that are kept of a sheet.
pub const MOST_CELLS: usize = 4_000_000;

/// What stands in a cell.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// Nothing.
    Empty,
    /// Text, as written.
    Text(String),
    /// A number.
    Number(f64),
    /// A day that the file says is one.
    Day(Day),
    /// Yes or no.
    Flag(bool),
    /// What cannot be read, and why.
    Faulty(String),
}

impl Cell {
    /// The cell of a text; one of white space only is empty.
    #[must_use]
    pub fn of(text: String) -> Self {
        if text.trim().is_empty() { Self::Empty } else { Self::Text(text) }
    }

    /// Whether nothing stands in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        matches!(self, Self::Empty)
    }

    /// As text, with line ends of one kind.
    #[must_use]
    pub fn plain(&self) -> String {
        match self {
            Self::Empty | Self::Faulty(_) => String::new(),
            Self::Text(text) => text.replace("\r\n", "\n").replace('\r', "\n"),
            Self::Number(number) => number.to_string(),
            Self::Day(day) => day.to_string(),
            Self::Flag(true) => "yes".to_owned(),
            Self::Flag(false) => "no".to_owned(),
        }
    }

    /// As text without white space around it.
    #[must_use]
    pub fn trimmed(&self) -> String {
        self.plain().trim().to_owned()
    }
}

/// A row that has something in it.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// Its number, from 1.
    pub number: u32,
    /// Its cells, up to the last that has something in it.
    pub cells: Vec<Cell>,
}

impl Row {
    /// The cell of a column, from 0.
    #[must_use]
    pub fn cell(&self, column: usize) -> &Cell {
        self.cells.get(column).unwrap_or(&Cell::Empty)
    }

    /// The places and texts of the cells that hold text.
    pub fn texts(&self) -> impl Iterator<Item = (usize, &str)> {
        self.cells.iter().enumerate().filter_map(|(place, cell)| match cell {
            Cell::Text(text) => Some((place, text.as_str())),
            _ => None,
        })
    }
}

/// Cells that are shown as one, by the first and last row (from 1) and column
/// (from 0).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Merged {
    /// The rows.
    pub rows: (u32, u32),
    /// The columns.
    pub columns: (usize, usize),
}

/// A sheet.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Sheet {
    /// Its name; none for a CSV file.
    pub name: Option<String>,
    /// Its rows, in order.
    pub rows: Vec<Row>,
    /// Cells that are shown as one.
    pub merged: Vec<Merged>,
    /// Days that are written as numbers are counted from 1904, not from 1900.
    pub counts_from_1904: bool,
}

/// A file's sheets, and what was left aside while it was read.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Book {
    /// The sheets, in order.
    pub sheets: Vec<Sheet>,
    /// What is worth knowing: an encoding, macros that were not read.
    pub notes: Vec<String>,
}

/// A column as spreadsheets name it: A, B, … AA.
#[must_use]
pub fn letters(column: usize) -> String {
    let mut letters = Vec::new();
    let mut rest = column + 1;
    while rest > 0 {
        rest -= 1;
        letters.push(b'A' + u8::try_from(rest % 26).unwrap_or(0));
        rest /= 26;
    }
    letters.reverse();
    String::from_utf8(letters).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_named_as_spreadsheets_name_them() {
        let named: Vec<String> = [0, 25, 26, 51, 52, 701, 702].into_iter().map(letters).collect();
        assert_eq!(named, ["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA"]);
    }

    #[test]
    fn whole_numbers_have_no_decimals() {
        assert_eq!(Cell::Number(4.0).plain(), "4");
        assert_eq!(Cell::Number(1250.5).plain(), "1250.5");
        assert_eq!(Cell::of(" \t ".to_owned()), Cell::Empty);
    }
}
