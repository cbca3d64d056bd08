//! A sheet with a header that stays and a filter on each column.

use std::borrow::Cow;

use rust_xlsxwriter::{
    Color, ExcelDateTime, Format, FormatAlign, FormatBorder, IntoExcelData, Worksheet, XlsxError,
};

use crate::colour::Colour;
use crate::model::day::Day;
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

    /// The look of a cell by what it holds; none where that is nothing.
    pub(super) fn of(&self, cell: &Cell<'_>) -> Option<&Format> {
        Kind::of(cell).map(|kind| self.kind(kind))
    }

    fn kind(&self, kind: Kind) -> &Format {
        match kind {
            Kind::Text => &self.text,
            Kind::Day => &self.day,
            Kind::Number => &self.number,
        }
    }
}

/// What a cell holds, as far as that shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Text,
    Day,
    Number,
}

impl Kind {
    fn of(cell: &Cell<'_>) -> Option<Self> {
        match cell {
            Cell::Empty => None,
            Cell::Day(day) if date(*day).is_some() => Some(Self::Day),
            Cell::Number(number) if number.is_finite() => Some(Self::Number),
            Cell::Text(_) | Cell::Flag(_) | Cell::Day(_) | Cell::Number(_) => Some(Self::Text),
        }
    }
}

/// A day in Excel's calendar, which begins with 1900.
fn date(day: Day) -> Option<ExcelDateTime> {
    let year = u16::try_from(day.year()).ok().filter(|year| *year >= 1900)?;
    ExcelDateTime::from_ymd(year, day.month().unsigned_abs(), day.day().unsigned_abs()).ok()
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
    /// What the first cell of each column holds.
    kinds: Vec<Option<Kind>>,
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
            if usize::from(at) < columns.len() {
                sheet.set_column_format(at, &look.text)?;
            }
            sheet.set_column_width(at, column.width)?;
            sheet.write_string_with_format(0, at, cut(column.heading), &look.head)?;
        }
        sheet.set_freeze_panes(1, stay)?;
        Ok(Self { sheet, look, kinds: vec![None; columns.len() + plain.len()], next: 1 })
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
            let look = match ranks.iter().find(|(column, _)| *column == at) {
                Some((_, rank)) => Some(self.look.level(*rank)),
                None => self.own_look(at, cell)?,
            };
            write(self.sheet, (self.next, at), cell, look)?;
        }
        self.next += 1;
        Ok(())
    }

    /// The look of a cell, where it has another one than its column, whose look is
    /// that of its first cell: a workbook looks each look of a cell up.
    fn own_look(&mut self, at: u16, cell: &Cell<'_>) -> Result<Option<&'w Format>, XlsxError> {
        let (Some(kind), Some(first)) = (Kind::of(cell), self.kinds.get_mut(usize::from(at))) else {
            return Ok(None);
        };
        if first.is_none() && kind != Kind::Text {
            self.sheet.set_column_format(at, self.look.kind(kind))?;
        }
        let first = *first.get_or_insert(kind);
        Ok((first != kind).then(|| self.look.kind(kind)))
    }

    /// A row of words across the table.
    pub(super) fn note(&mut self, words: &str) -> Result<(), XlsxError> {
        if let Some(first) = self.kinds.first_mut() {
            first.get_or_insert(Kind::Text);
        }
        self.sheet.write_string_with_format(self.next, 0, cut(words), &Format::new())?;
        self.next += 1;
        Ok(())
    }

    /// Puts the filter upon what was written.
    pub(super) fn finish(self) -> Result<(), XlsxError> {
        if let Some(last) = self.kinds.len().checked_sub(1) {
            let last = u16::try_from(last).unwrap_or(u16::MAX);
            self.sheet.autofilter(0, 0, self.next.saturating_sub(1), last)?;
        }
        Ok(())
    }
}

/// Writes a cell in its type; without a look it has that of its column.
pub(super) fn write(
    sheet: &mut Worksheet,
    (row, column): (u32, u16),
    cell: &Cell<'_>,
    look: Option<&Format>,
) -> Result<(), XlsxError> {
    let place = (row, column);
    match cell {
        Cell::Empty => {
            if let Some(look) = look {
                sheet.write_blank(row, column, look)?;
            }
            Ok(())
        }
        Cell::Text(text) => put(sheet, place, cut(text), look),
        Cell::Day(day) => match date(*day) {
            Some(date) => put(sheet, place, &date, look),
            None => put(sheet, place, day.to_string(), look),
        },
        Cell::Number(number) if number.is_finite() => put(sheet, place, *number, look),
        Cell::Number(number) => put(sheet, place, number.to_string(), look),
        Cell::Flag(is) => put(sheet, place, *is, look),
    }
}

fn put(
    sheet: &mut Worksheet,
    (row, column): (u32, u16),
    what: impl IntoExcelData,
    look: Option<&Format>,
) -> Result<(), XlsxError> {
    match look {
        Some(look) => sheet.write_with_format(row, column, what, look)?,
        None => sheet.write(row, column, what)?,
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

    /// The XML of the sheet that a table makes.
    fn sheet(rows: &[&[Cell<'_>]]) -> String {
        let mut book = rust_xlsxwriter::Workbook::new();
        let look = Look::new(&[]);
        let columns = [Column { heading: "A", width: 9.0 }, Column { heading: "B", width: 9.0 }];
        let mut table = Table::new(book.add_worksheet(), &look, "T", &columns, 0).expect("a table");
        for row in rows {
            table.row(row, &[]).expect("a row");
        }
        table.finish().expect("a table");
        // A file stands packed behind its name; before that stands how much is between.
        let packed = book.save_to_buffer().expect("a workbook");
        let name = b"xl/worksheets/sheet1.xml";
        let at = packed.windows(name.len()).position(|bytes| bytes == name).expect("a sheet");
        let between = usize::from(u16::from_le_bytes([packed[at - 2], packed[at - 1]]));
        let sheet = flate2::read::DeflateDecoder::new(&packed[at + name.len() + between..]);
        std::io::read_to_string(sheet).expect("XML")
    }

    #[test]
    fn a_column_looks_like_its_first_cell_and_other_cells_like_themselves() {
        let day = || Cell::Day(jiff::civil::date(2025, 6, 1));
        let xml = sheet(&[
            &[Cell::text("a"), day()],
            &[day(), Cell::Empty],
            &[Cell::Number(1.0), Cell::Day(jiff::civil::date(1, 1, 1))],
            &[Cell::text("b"), day()],
        ]);
        let look = |place: &str| {
            let (_, rest) = xml.split_once(place).unwrap_or_else(|| panic!("{place}"));
            let (_, look) = rest.split_once('"').expect("a quote");
            look.split('"').nth(1).expect("a look").to_owned()
        };
        let of = |cell: &str| look(&format!("<c r=\"{cell}"));
        let column = |number: u8| look(&format!("<col min=\"{number}\" max=\"{number}\" width=\"9.7109375"));
        let (text, day, number) = (column(1), column(2), of("A4"));
        assert!(text != day && text != number && day != number);
        assert_eq!(["A2", "A5", "B4"].map(of), [text.as_str(); 3]);
        assert_eq!(["B2", "A3", "B5"].map(of), [day.as_str(); 3]);
    }

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
