//! What the cells of a workbook hold, and how they look.

use std::borrow::Cow;

use rust_xlsxwriter::{Color, ExcelDateTime, Format, FormatAlign, FormatBorder, Worksheet, XlsxError};

use crate::colour::Colour;
use crate::model::day::Day;
use crate::report::export::fields::Cell;
use crate::text::{is_plain, visible};

/// What a cell may hold (Excel), in UTF-16 units; some is kept for the mark of
/// a cut.
const LONGEST: usize = 32_767;
const KEPT: usize = 60;

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

    /// Writes a cell with the look of what it holds.
    pub(super) fn write(
        &self,
        sheet: &mut Worksheet,
        place: (u32, u16),
        cell: &Cell<'_>,
    ) -> Result<(), XlsxError> {
        let held = Value::of(cell);
        match self.of(&held) {
            Some(look) => write(sheet, place, held, look),
            None => Ok(()),
        }
    }

    /// The look of what a cell holds; none where that is nothing.
    pub(super) fn of(&self, held: &Value<'_>) -> Option<&Format> {
        match held {
            Value::Empty => None,
            Value::Text(_) | Value::Flag(_) => Some(&self.text),
            Value::Day(_) => Some(&self.day),
            Value::Number(_) => Some(&self.number),
        }
    }

    /// Writes a cell with the look of a level.
    pub(super) fn write_ranked(
        &self,
        sheet: &mut Worksheet,
        place: (u32, u16),
        cell: &Cell<'_>,
        rank: Option<usize>,
    ) -> Result<(), XlsxError> {
        write(sheet, place, Value::of(cell), self.level(rank))
    }

    /// The looks of texts, days and numbers, then of each level.
    pub(super) fn of_cells(&self) -> impl Iterator<Item = &Format> {
        [&self.text, &self.day, &self.number].into_iter().chain(&self.levels)
    }
}

/// What a cell of a workbook holds.
#[derive(Debug)]
pub(super) enum Value<'c> {
    Empty,
    Text(Cow<'c, str>),
    /// A day in Excel's calendar, which begins with 1900.
    Day(f64),
    Number(f64),
    Flag(bool),
}

impl<'c> Value<'c> {
    pub(super) fn of(cell: &'c Cell<'_>) -> Self {
        match cell {
            Cell::Empty => Self::Empty,
            Cell::Text(text) => Self::text(text),
            Cell::Day(day) => date(*day)
                .map_or_else(|| Self::Text(day.to_string().into()), |date| Self::Day(date.to_excel())),
            Cell::Number(number) if number.is_finite() => Self::Number(*number),
            Cell::Number(number) => Self::Text(number.to_string().into()),
            Cell::Flag(is) => Self::Flag(*is),
        }
    }

    pub(super) fn text(text: &'c str) -> Self {
        Self::Text(cut(text))
    }
}

/// A day in Excel's calendar; `None` where it is before that.
fn date(day: Day) -> Option<ExcelDateTime> {
    let year = u16::try_from(day.year()).ok().filter(|year| *year >= 1900)?;
    ExcelDateTime::from_ymd(year, day.month().unsigned_abs(), day.day().unsigned_abs()).ok()
}

fn rgb(colour: Colour) -> Color {
    Color::RGB(u32::from_be_bytes([0, colour.red, colour.green, colour.blue]))
}

/// Writes a cell in its type, with a look.
fn write(
    sheet: &mut Worksheet,
    (row, column): (u32, u16),
    held: Value<'_>,
    look: &Format,
) -> Result<(), XlsxError> {
    match held {
        Value::Empty => sheet.write_blank(row, column, look)?,
        Value::Text(text) => sheet.write_string_with_format(row, column, text, look)?,
        Value::Day(number) | Value::Number(number) => {
            sheet.write_number_with_format(row, column, number, look)?
        }
        Value::Flag(is) => sheet.write_boolean_with_format(row, column, is, look)?,
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
