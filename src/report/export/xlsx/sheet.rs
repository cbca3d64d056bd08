//! A sheet with a header that stays and a filter on each column.

use std::borrow::Cow;

use rust_xlsxwriter::{Color, ExcelDateTime, Format, FormatAlign, FormatBorder, Worksheet, XlsxError};

use crate::colour::Colour;
use crate::report::export::fields::Cell;
use crate::text::{is_plain, visible};

/// What a cell may hold (Excel), in UTF-16 units; some is kept for the mark of
/// a cut.
const LONGEST: usize = 32_767;
const KEPT: usize = 60;
/// Rows of a sheet (Excel).
pub(super) const ROWS: u32 = 1_048_576;

/// The looks of cells.
pub(super) struct Look {
    pub(super) head: Format,
    pub(super) title: Format,
    pub(super) text: Format,
    day: Format,
    number: Format,
    levels: Vec<Format>,
}

impl Look {
    /// With the colours of the levels, lowest first.
    pub(super) fn new(levels: &[Colour]) -> Self {
        let base = || Format::new().set_align(FormatAlign::Top);
        let level = |colour: &Colour| {
            Format::new()
                .set_align(FormatAlign::Top)
                .set_background_color(rgb(*colour))
                .set_font_color(rgb(colour.ink()))
                .set_border(FormatBorder::Thin)
                .set_border_color(Color::RGB(0x0063_727F))
                .set_text_wrap()
        };
        Self {
            head: base()
                .set_bold()
                .set_text_wrap()
                .set_background_color(Color::RGB(0x00F4_F7F9))
                .set_border_bottom(FormatBorder::Medium),
            title: Format::new().set_bold().set_font_size(14),
            text: base().set_text_wrap(),
            day: base().set_num_format("yyyy-mm-dd").set_align(FormatAlign::Left),
            number: base().set_num_format("#,##0.##########"),
            levels: levels.iter().map(level).collect(),
        }
    }

    /// The look of a level, by its place in the order.
    pub(super) fn level(&self, rank: Option<usize>) -> &Format {
        rank.and_then(|rank| self.levels.get(rank)).unwrap_or(&self.text)
    }
}

fn rgb(colour: Colour) -> Color {
    Color::RGB(u32::from_be_bytes([0, colour.red, colour.green, colour.blue]))
}

/// A column of a table.
pub(super) struct Column<'c> {
    pub(super) heading: &'c str,
    /// In characters.
    pub(super) width: f64,
}

/// A table that is written row by row.
pub(super) struct Table<'w> {
    sheet: &'w mut Worksheet,
    look: &'w Look,
    columns: u16,
    next: u32,
}

impl<'w> Table<'w> {
    /// A table at the top of a sheet; the header and the first columns stay
    /// where they are.
    pub(super) fn new(
        sheet: &'w mut Worksheet,
        look: &'w Look,
        name: &str,
        columns: &[Column<'_>],
        stay: u16,
    ) -> Result<Self, XlsxError> {
        Self::with_plain(sheet, look, name, columns, &[], stay)
    }

    /// With columns for programs after those for people.
    pub(super) fn with_plain(
        sheet: &'w mut Worksheet,
        look: &'w Look,
        name: &str,
        columns: &[Column<'_>],
        plain: &[Column<'_>],
        stay: u16,
    ) -> Result<Self, XlsxError> {
        sheet.set_name(name)?;
        sheet.set_landscape().set_print_fit_to_pages(1, 0).set_repeat_rows(0, 0)?;
        for (at, column) in (0u16..).zip(columns.iter().chain(plain)) {
            // The look of text is the column's: each cell would look it up.
            if usize::from(at) < columns.len() {
                sheet.set_column_format(at, &look.text)?;
            }
            sheet.set_column_width(at, column.width)?;
            sheet.write_string_with_format(0, at, cut(column.heading), &look.head)?;
        }
        sheet.set_freeze_panes(1, stay)?;
        let columns = u16::try_from(columns.len() + plain.len()).unwrap_or(u16::MAX);
        Ok(Self { sheet, look, columns, next: 1 })
    }

    /// Whether one more row has room, and one for what is left out.
    pub(super) fn has_room(&self) -> bool {
        self.next < ROWS - 1
    }

    /// A row; `ranks` are cells in the colour of a level, by column and place.
    pub(super) fn row(
        &mut self,
        cells: &[Cell<'_>],
        ranks: &[(u16, Option<usize>)],
    ) -> Result<(), XlsxError> {
        for (at, cell) in (0u16..).zip(cells) {
            let rank = ranks.iter().find(|(column, _)| *column == at).map(|(_, rank)| *rank);
            match (cell, rank) {
                (Cell::Text(text), None) => {
                    self.sheet.write_string(self.next, at, cut(text))?;
                }
                (Cell::Flag(is), None) => {
                    self.sheet.write_boolean(self.next, at, *is)?;
                }
                _ => {
                    let format = rank.map(|rank| self.look.level(rank));
                    write(self.sheet, (self.next, at), cell, self.look, format)?;
                }
            }
        }
        self.next += 1;
        Ok(())
    }

    /// A row of words across the table.
    pub(super) fn note(&mut self, words: &str) -> Result<(), XlsxError> {
        let plain = Format::new();
        self.sheet.write_string_with_format(self.next, 0, cut(words), &plain)?;
        self.next += 1;
        Ok(())
    }

    /// Puts the filter upon what was written.
    pub(super) fn finish(self) -> Result<(), XlsxError> {
        if self.columns > 0 {
            self.sheet.autofilter(0, 0, self.next.saturating_sub(1), self.columns - 1)?;
        }
        Ok(())
    }
}

/// Writes a cell in its type.
pub(super) fn write(
    sheet: &mut Worksheet,
    (row, column): (u32, u16),
    cell: &Cell<'_>,
    look: &Look,
    format: Option<&Format>,
) -> Result<(), XlsxError> {
    match cell {
        Cell::Empty => match format {
            Some(format) => sheet.write_blank(row, column, format)?,
            None => sheet,
        },
        Cell::Text(text) => {
            sheet.write_string_with_format(row, column, cut(text), format.unwrap_or(&look.text))?
        }
        // Excel's calendar begins with 1900; an earlier day is text.
        Cell::Day(day) => match u16::try_from(day.year()).ok().filter(|year| *year >= 1900) {
            Some(year) => {
                let date =
                    ExcelDateTime::from_ymd(year, day.month().unsigned_abs(), day.day().unsigned_abs())?;
                sheet.write_datetime_with_format(row, column, &date, &look.day)?
            }
            None => sheet.write_string_with_format(row, column, day.to_string(), &look.text)?,
        },
        Cell::Number(number) if number.is_finite() => {
            sheet.write_number_with_format(row, column, *number, &look.number)?
        }
        Cell::Number(number) => {
            sheet.write_string_with_format(row, column, number.to_string(), &look.text)?
        }
        Cell::Flag(is) => sheet.write_boolean_with_format(row, column, *is, &look.text)?,
    };
    Ok(())
}

/// A text that fits a cell, with nothing hidden in it; a cut says so.
pub(super) fn cut(text: &str) -> Cow<'_, str> {
    if text.len() <= LONGEST && is_plain(text) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(cut_short(text))
}

fn cut_short(text: &str) -> String {
    let text = visible(text).replace("\r\n", "\n").replace(['\r', '\u{fffe}', '\u{ffff}'], "\u{fffd}");
    let total = text.encode_utf16().count();
    if total <= LONGEST {
        return text;
    }
    let mut room = LONGEST - KEPT;
    let mut kept = String::new();
    for c in text.chars() {
        if c.len_utf16() > room {
            break;
        }
        room -= c.len_utf16();
        kept.push(c);
    }
    format!("{kept}… [cut: {} characters in all]", text.chars().count())
}

/// A text for the properties of a document, where 255 characters are enough.
pub(super) fn property(text: &str) -> String {
    crate::text::shortened(&crate::text::one_line(&cut(text)), 255)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_that_is_too_long_is_cut_and_says_so() {
        assert_eq!(cut("=1+1\r\nb\u{202e}"), "=1+1\nbU+202E");
        let whole = "a".repeat(LONGEST);
        assert_eq!(cut(&whole), whole);
        let faces = "😀".repeat(20_000);
        let long = cut(&faces);
        assert!(long.encode_utf16().count() <= LONGEST);
        assert!(long.ends_with("… [cut: 20000 characters in all]"), "{}", &long[long.len() - 40..]);
    }
}
