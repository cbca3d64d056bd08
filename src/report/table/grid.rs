//! Columns and rows, drawn into a width.

use crate::report::layout::{padded, width, wrapped};
use crate::report::style::Style;

/// What stands between two columns.
const GAP: usize = 2;
/// A column of fixed width is no wider than this, whatever stands in it.
const FIXED_MOST: usize = 24;
/// A column that can be wrapped gets at least this.
const FLEXIBLE_LEAST: usize = 8;

/// A column.
#[derive(Debug, Clone)]
pub(super) struct Column {
    heading: &'static str,
    /// What the second line of a cell is.
    second: Option<&'static str>,
    /// Its texts are wrapped where there is no room.
    flexible: bool,
    most: usize,
}

impl Column {
    /// As wide as what stands in it, within reason.
    pub(super) fn fixed(heading: &'static str) -> Self {
        Self { heading, second: None, flexible: false, most: FIXED_MOST }
    }

    /// As wide as there is room.
    pub(super) fn flexible(heading: &'static str) -> Self {
        Self { heading, second: None, flexible: true, most: usize::MAX }
    }

    /// With a second heading below the first.
    pub(super) fn over(self, second: &'static str) -> Self {
        Self { second: Some(second), ..self }
    }

    pub(super) fn at_most(self, most: usize) -> Self {
        Self { most, ..self }
    }

    fn least(&self) -> usize {
        width(self.heading).max(self.second.map_or(0, width))
    }

    fn headings(&self) -> Cell {
        let second = self.second.map_or_else(Cell::default, |second| Cell::painted(second, "1"));
        Cell::painted(self.heading, "1").and(second)
    }
}

/// A cell: paragraphs, each with its colour.
#[derive(Debug, Clone, Default)]
pub(super) struct Cell {
    paragraphs: Vec<Paragraph>,
}

#[derive(Debug, Clone)]
struct Paragraph {
    text: String,
    colour: Option<&'static str>,
    indent: usize,
}

impl Cell {
    pub(super) fn plain(text: &str) -> Self {
        Self::of(text, None)
    }

    pub(super) fn painted(text: &str, colour: &'static str) -> Self {
        Self::of(text, Some(colour))
    }

    fn of(text: &str, colour: Option<&'static str>) -> Self {
        let paragraph = Paragraph { text: text.to_owned(), colour, indent: 0 };
        Self { paragraphs: if text.is_empty() { Vec::new() } else { vec![paragraph] } }
    }

    /// This cell and another one below it.
    pub(super) fn and(mut self, below: Self) -> Self {
        self.paragraphs.extend(below.paragraphs);
        self
    }

    pub(super) fn indented(mut self, by: usize) -> Self {
        self.paragraphs.iter_mut().for_each(|paragraph| paragraph.indent += by);
        self
    }

    /// This cell without indents.
    pub(super) fn flush(mut self) -> Self {
        self.paragraphs.iter_mut().for_each(|paragraph| paragraph.indent = 0);
        self
    }

    fn width(&self) -> usize {
        self.paragraphs.iter().map(|paragraph| paragraph.indent + width(&paragraph.text)).max().unwrap_or(0)
    }

    /// The lines in a width, each padded to it.
    pub(super) fn lines(&self, room: usize, style: Style) -> Vec<String> {
        let mut lines = Vec::new();
        for paragraph in &self.paragraphs {
            for line in wrapped(&paragraph.text, room.saturating_sub(paragraph.indent)) {
                let indent = " ".repeat(paragraph.indent);
                let spaces = room.saturating_sub(paragraph.indent + width(&line));
                lines.push(format!(
                    "{indent}{}{}",
                    paint(&line, paragraph.colour, style),
                    " ".repeat(spaces)
                ));
            }
        }
        lines
    }
}

fn paint(text: &str, colour: Option<&'static str>, style: Style) -> String {
    colour.map_or_else(|| text.to_owned(), |colour| style.paint(colour, text))
}

/// A table.
#[derive(Debug)]
pub(super) struct Grid {
    pub(super) columns: Vec<Column>,
    pub(super) rows: Vec<Vec<Cell>>,
    /// The row after which the acceptance line is drawn.
    pub(super) line_after: Option<usize>,
}

impl Grid {
    /// How wide a column becomes in a width, and how wide it would like to be.
    pub(super) fn room_for(&self, column: usize, room: usize) -> (usize, usize) {
        (self.widths(room)[column], self.natural()[column])
    }

    /// Whether all columns find room in a width.
    pub(super) fn fits(&self, room: usize) -> bool {
        self.across(&self.widths(room)) <= room
    }

    fn across(&self, widths: &[usize]) -> usize {
        widths.iter().sum::<usize>() + GAP * widths.len().saturating_sub(1)
    }

    fn natural(&self) -> Vec<usize> {
        let widest = |at: usize| self.rows.iter().map(|row| row[at].width()).max().unwrap_or(0);
        let natural = |(at, column): (usize, &Column)| widest(at).min(column.most).max(column.least());
        self.columns.iter().enumerate().map(natural).collect()
    }

    /// Every column's width. Headings and fixed columns have theirs; what is
    /// left is shared among the flexible ones, and who needs less than a fair
    /// share leaves the rest to others.
    fn widths(&self, room: usize) -> Vec<usize> {
        let natural = self.natural();
        if self.across(&natural) <= room {
            return natural;
        }
        let least = |column: &Column| column.least().max(FLEXIBLE_LEAST);
        let mut widths: Vec<usize> = natural
            .iter()
            .zip(&self.columns)
            .map(|(natural, column)| if column.flexible { least(column).min(*natural) } else { *natural })
            .collect();
        let mut left = room.saturating_sub(self.across(&widths));
        let mut open: Vec<usize> = (0..widths.len()).filter(|at| self.columns[*at].flexible).collect();
        while left > 0 && !open.is_empty() {
            open.retain(|at| widths[*at] < natural[*at]);
            // The narrowest grows first, so that shares come out equal.
            let Some(narrowest) = open.iter().copied().min_by_key(|at| widths[*at]) else { break };
            widths[narrowest] += 1;
            left -= 1;
        }
        widths
    }

    pub(super) fn draw(&self, style: Style) -> String {
        let widths = self.widths(style.width);
        let total = self.across(&widths);
        let mut text = String::new();
        let headings: Vec<Cell> = self.columns.iter().map(Column::headings).collect();
        push_row(&mut text, &headings, &widths, style);
        for (at, row) in self.rows.iter().enumerate() {
            push_row(&mut text, row, &widths, style);
            if self.line_after == Some(at) {
                text.push_str(&ruled(total, style));
                text.push('\n');
            }
        }
        text
    }
}

fn push_row(text: &mut String, row: &[Cell], widths: &[usize], style: Style) {
    let last = row.iter().rposition(|cell| !cell.paragraphs.is_empty()).unwrap_or(0);
    let columns: Vec<Vec<String>> =
        row.iter().zip(widths).map(|(cell, room)| cell.lines(*room, style)).collect();
    let height = columns.iter().map(Vec::len).max().unwrap_or(0);
    for number in 0..height {
        let mut line = String::new();
        for (at, (lines, room)) in columns.iter().zip(widths).enumerate().take(last + 1) {
            if at > 0 {
                line.push_str(&" ".repeat(GAP));
            }
            match lines.get(number) {
                Some(cell) => line.push_str(cell),
                None => line.push_str(&padded("", *room)),
            }
        }
        text.push_str(line.trim_end());
        text.push('\n');
    }
}

/// The acceptance line across a width.
pub(super) fn ruled(across: usize, style: Style) -> String {
    const WORDS: &str = " acceptance line ";
    let dash = if style.unicode { "─" } else { "-" };
    let left = across.saturating_sub(WORDS.len()) / 2;
    let right = across.saturating_sub(WORDS.len() + left);
    style.bold(&format!("{}{WORDS}{}", dash.repeat(left), dash.repeat(right)))
}
