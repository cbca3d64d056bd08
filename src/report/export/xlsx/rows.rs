//! The rows of a table as the XML of a sheet holds them.
//!
//! The library makes all of a workbook but these. It keeps each cell in a tree
//! and looks each look up in a map, and a register of 10,000 risks has more than
//! half a million cells: that took a sixth of the time of a whole build.
//!
//! Source: ECMA-376 part 1, 18.3.1.73 (`row`), 18.3.1.4 (`c`), 18.18.11 (the
//! types of cells), 22.9.2.19 (`_x000D_`).

use std::fmt::Write as _;

use rust_xlsxwriter::utility::column_number_to_name;

use super::sheet::Value;
use super::table::Row;
use crate::text::all_bytes;

/// The looks of cells as attributes, by what they hold: ` s="3"`.
pub(super) struct Styles {
    text: String,
    day: String,
    number: String,
    levels: Vec<String>,
}

impl Styles {
    /// From a row with a cell of each, in the order of [`Look::of_cells`].
    ///
    /// [`Look::of_cells`]: super::sheet::Look::of_cells
    pub(super) fn read(specimens: &str) -> Option<Self> {
        let number = |cell: &str| {
            let (_, rest) = cell.split_once(" s=\"")?;
            Some(format!(" s=\"{}\"", rest.split_once('"')?.0))
        };
        let mut all = specimens.split("<c ").skip(1).map(number);
        Some(Self {
            text: all.next()??,
            day: all.next()??,
            number: all.next()??,
            levels: all.collect::<Option<_>>()?,
        })
    }
}

/// Writes rows, one after the other.
pub(super) struct RowWriter {
    /// The names of the columns, and whether their texts have no look.
    columns: Vec<(String, bool)>,
    styles: Styles,
    xml: String,
}

impl RowWriter {
    /// For columns, of which each says whether its texts have no look.
    pub(super) fn new(columns: impl Iterator<Item = bool>, styles: Styles) -> Self {
        let columns = (0..).map(column_number_to_name).zip(columns).collect();
        Self { columns, styles, xml: String::new() }
    }

    /// The cells of so many rows, from the first: `A1:CK10001`.
    pub(super) fn size(&self, rows: usize) -> String {
        let last = self.columns.last().map_or("A", |(name, _)| name);
        format!("A1:{last}{rows}")
    }

    /// A row, by its number from 1.
    pub(super) fn row(&mut self, number: usize, row: &Row<'_>) -> &str {
        let Self { columns, styles, xml } = self;
        xml.clear();
        let number = number.to_string();
        xml.extend(["<row r=\"", &number, "\">"]);
        match row {
            Row::Note(words) => cell(xml, ["A", &number], "", &Value::text(words)),
            Row::Cells(cells, ranks) => {
                for (at, (held, (name, is_plain))) in cells.iter().zip(columns).enumerate() {
                    let held = Value::of(held);
                    let ranked = ranks.iter().find(|(column, _)| *column == at);
                    let level = ranked.and_then(|(_, rank)| styles.levels.get((*rank)?));
                    let style = match (level, &held) {
                        (None, Value::Empty) => continue,
                        (Some(level), _) => level,
                        (None, Value::Day(_)) => &styles.day,
                        (None, Value::Number(_)) => &styles.number,
                        (None, Value::Text(_) | Value::Flag(_)) if *is_plain => "",
                        (None, Value::Text(_) | Value::Flag(_)) => &styles.text,
                    };
                    cell(xml, [name, &number], style, &held);
                }
            }
        }
        xml.push_str("</row>");
        xml
    }
}

/// A cell: its place, its look, what it holds.
fn cell(xml: &mut String, [column, row]: [&str; 2], style: &str, held: &Value<'_>) {
    xml.extend(["<c r=\"", column, row, "\"", style]);
    match held {
        Value::Empty => xml.push_str("/>"),
        Value::Day(number) | Value::Number(number) => {
            write!(xml, "><v>{number}</v></c>").expect("a text takes every character");
        }
        Value::Flag(is) => xml.extend([" t=\"b\"><v>", if *is { "1" } else { "0" }, "</v></c>"]),
        Value::Text(text) => {
            const WHITE: [char; 3] = ['\t', '\n', ' '];
            let is_kept = text.starts_with(WHITE) || text.ends_with(WHITE);
            let kept = if is_kept { " xml:space=\"preserve\"" } else { "" };
            xml.extend([" t=\"inlineStr\"><is><t", kept, ">"]);
            escape(xml, text);
            xml.push_str("</t></is></c>");
        }
    }
}

/// A text between tags. What looks like the number of a character (`_x000D_`)
/// would be read as that character.
fn escape(xml: &mut String, text: &str) {
    if all_bytes(text, |byte| !matches!(byte, b'&' | b'<' | b'>' | b'_')) {
        return xml.push_str(text);
    }
    let mut from = 0;
    for (at, byte) in text.bytes().enumerate() {
        let escaped = match byte {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            b'_' if text.as_bytes().get(at..at + 7).is_some_and(is_number) => "_x005F_",
            _ => continue,
        };
        xml.extend([&text[from..at], escaped]);
        from = at + 1;
    }
    xml.push_str(&text[from..]);
}

/// Whether seven bytes are the number of a character.
fn is_number(seven: &[u8]) -> bool {
    matches!(seven, [b'_', b'x', digits @ .., b'_'] if digits.iter().all(u8::is_ascii_hexdigit))
}
