//! A table that fills a sheet: a header that stays, a filter on each column,
//! and any number of rows.

use std::borrow::Cow;
use std::io::{self, Write};

use rust_xlsxwriter::{Format, Worksheet, XlsxError};

use super::rows::{RowWriter, Styles};
use super::sheet::{Look, Value, cut};
use crate::report::export::fields::Cell;

/// Rows of a sheet (Excel), with the header.
const ROWS: usize = 1_048_576;
/// From how many rows a column's look is learnt.
const SEEN: usize = 64;

/// A column of a table.
pub(super) struct Column {
    heading: Cow<'static, str>,
    /// In characters.
    width: f64,
    /// For programs: its texts have no look.
    plain: bool,
}

impl Column {
    /// Columns for people, each by its heading and width.
    pub(super) fn of(columns: &[(&'static str, f64)]) -> Vec<Self> {
        let column = |(heading, width): &(&'static str, f64)| Self {
            heading: Cow::Borrowed(heading),
            width: *width,
            plain: false,
        };
        columns.iter().map(column).collect()
    }

    /// A column for programs.
    pub(super) fn plain(heading: String, width: f64) -> Self {
        Self { heading: heading.into(), width, plain: true }
    }
}

/// A row of a table.
pub(super) enum Row<'t> {
    /// Its cells, and which of them have the colour of a level, by column and
    /// rank.
    Cells(Vec<Cell<'t>>, Vec<(usize, Option<usize>)>),
    /// Words across the table.
    Note(&'t str),
}

/// A table whose rows are made while they are written: together they are as
/// large as the register.
pub(super) struct Table<'t> {
    pub(super) name: &'static str,
    pub(super) columns: Vec<Column>,
    /// How many of the first columns stay where they are.
    pub(super) stay: u16,
    pub(super) rows: usize,
    /// The row at a place, from 0.
    pub(super) row: Box<dyn Fn(usize) -> Row<'t> + 't>,
    /// What the last row says where a sheet does not take them all.
    pub(super) full: &'static str,
}

impl Table<'_> {
    /// Makes all of the sheet but its rows. In their place stands one with a
    /// cell of each look, from which [`Table::write`] learns their numbers.
    pub(super) fn frame(&self, sheet: &mut Worksheet, look: &Look) -> Result<(), XlsxError> {
        sheet.set_name(self.name)?;
        sheet.set_landscape().set_print_fit_to_pages(1, 0).set_repeat_rows(0, 0)?;
        let looks = self.looks(look);
        for ((at, column), look_of_it) in (0u16..).zip(&self.columns).zip(looks) {
            if let Some(look) = look_of_it {
                sheet.set_column_format(at, look)?;
            }
            sheet.set_column_width(at, column.width)?;
            sheet.write_string_with_format(0, at, cut(&column.heading), &look.head)?;
        }
        for (at, look) in (0u16..).zip(look.of_cells()) {
            sheet.write_blank(1, at, look)?;
        }
        sheet.set_freeze_panes(1, self.stay)?;
        let last = |count: usize| count.saturating_sub(1);
        let (row, column) = (last(self.height()), last(self.columns.len()));
        sheet.autofilter(
            0,
            0,
            u32::try_from(row).unwrap_or(u32::MAX),
            u16::try_from(column).unwrap_or(u16::MAX),
        )?;
        Ok(())
    }

    /// The looks of the columns, which empty cells have: that of what the first
    /// rows hold.
    fn looks<'l>(&self, look: &'l Look) -> Vec<Option<&'l Format>> {
        let mut looks = vec![None; self.columns.len()];
        for at in 0..self.rows.min(SEEN) {
            let Row::Cells(cells, _) = (self.row)(at) else { continue };
            for (known, cell) in looks.iter_mut().zip(&cells) {
                *known = known.or_else(|| look.of(&Value::of(cell)));
            }
        }
        let own = |(known, column): (Option<&'l Format>, &Column)| match known {
            Some(known) if !std::ptr::eq(known, &look.text) => Some(known),
            _ => (!column.plain).then_some(&look.text),
        };
        looks.into_iter().zip(&self.columns).map(own).collect()
    }

    /// Rows of the sheet, with the header.
    fn height(&self) -> usize {
        ROWS.min(1 + self.rows)
    }

    /// Writes the sheet: what [`Table::frame`] made of it, with the rows in
    /// their place.
    ///
    /// # Errors
    /// What the writer says, or that the frame is none.
    pub(super) fn write(&self, frame: &str, out: &mut impl Write) -> io::Result<()> {
        let no_frame = || io::Error::other("the sheet has no place for rows");
        let (head, rest) = frame.split_once("</row>").ok_or_else(no_frame)?;
        let (specimens, rest) = rest.split_once("</row>").ok_or_else(no_frame)?;
        let (before, size) = head.split_once("<dimension ref=\"").ok_or_else(no_frame)?;
        let (_, head) = size.split_once('"').ok_or_else(no_frame)?;

        let is_plain = self.columns.iter().map(|column| column.plain);
        let mut rows = RowWriter::new(is_plain, Styles::read(specimens).ok_or_else(no_frame)?);
        write!(out, "{before}<dimension ref=\"{}\"{head}</row>", rows.size(self.height()))?;
        let whole = if self.rows < ROWS { self.rows } else { ROWS - 2 };
        for at in 0..whole {
            out.write_all(rows.row(2 + at, &(self.row)(at)).as_bytes())?;
        }
        if whole < self.rows {
            out.write_all(rows.row(2 + whole, &Row::Note(self.full)).as_bytes())?;
        }
        out.write_all(rest.as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use rust_xlsxwriter::Workbook;

    use super::super::{Sheet, pack};
    use super::*;
    use crate::colour::Colour;

    /// The XML of the sheet that a table makes of two columns, the second for
    /// programs; the first cell of a row has the colour of a level if it says so.
    fn sheet(rows: usize, row: impl Fn(usize) -> Row<'static> + 'static) -> String {
        let mut columns = Column::of(&[("A", 9.0)]);
        columns.push(Column::plain("B".to_owned(), 9.0));
        let table = Table { name: "T", columns, stay: 0, rows, row: Box::new(row), full: "It is full." };
        let look = Look::new(&[Colour { red: 1, green: 2, blue: 3 }]);
        let mut packed = Vec::new();
        pack(Workbook::new(), &[Sheet::Table(table)], &look, &mut packed).expect("a workbook");
        let mut files = zip::ZipArchive::new(io::Cursor::new(packed)).expect("an archive");
        let file = files.by_name("xl/worksheets/sheet1.xml").expect("a sheet");
        io::read_to_string(file).expect("XML")
    }

    /// The rows from the second, and what stands before them.
    fn rows(xml: &str) -> (&str, &str) {
        let (before, rest) = xml.split_once("</row>").expect("a header");
        (before, rest.split_once("</sheetData>").expect("an end").0)
    }

    /// The number of a cell's look.
    fn look_of(rows: &str, cell: &str) -> Option<String> {
        let (_, rest) =
            rows.split_once(&format!("<c r=\"{cell}\"")).unwrap_or_else(|| panic!("{cell}: {rows}"));
        let rest = rest.strip_prefix(" s=\"")?;
        Some(rest.split('"').next().expect("a number").to_owned())
    }

    #[test]
    fn cells_look_like_what_they_hold_and_levels_like_themselves() {
        let day = || Cell::Day(jiff::civil::date(2025, 6, 1));
        let xml = sheet(4, move |at| match at {
            0 => Row::Cells(vec![Cell::text("a"), day()], vec![(0, None)]),
            1 => Row::Cells(vec![day(), Cell::text("b")], vec![]),
            2 => Row::Cells(vec![Cell::Number(1.5), Cell::Flag(true)], vec![(0, Some(0))]),
            _ => Row::Cells(vec![Cell::Empty, Cell::Day(jiff::civil::date(1, 1, 1))], vec![(0, Some(0))]),
        });
        let (before, rows) = rows(&xml);
        assert!(before.contains("<dimension ref=\"A1:B5\"/>"), "{before}");
        assert!(xml.contains("<autoFilter ref=\"A1:B5\"/>"), "{xml}");
        let column = |number: u8| {
            let (_, rest) = before.split_once(&format!("<col min=\"{number}\"")).expect("a column");
            let (rest, _) = rest.split_once("/>").expect("an end");
            Some(rest.split_once(" style=\"")?.1.split('"').next()?.to_owned())
        };
        let text = column(1).expect("the look of texts");
        assert_eq!(column(2), look_of(rows, "B2"), "an empty cell among days is one for a day");
        let look = |cell: &str| look_of(rows, cell);
        assert_eq!(look("A2").as_deref(), Some(&*text));
        assert_eq!([look("B3"), look("B4"), look("B5")], [None, None, None]);
        assert_eq!(look("A3"), look("B2"));
        assert_eq!(look("A4"), look("A5"), "in the colour of a level, if it holds nothing too");
        assert!(look("A4") != look("A2") && look("A4") != look("A3") && look("A3") != look("A2"), "{rows}");
        assert!(rows.contains("<v>45809</v>") && rows.contains("<v>1.5</v>"), "{rows}");
        assert!(rows.contains("t=\"b\"><v>1</v>") && rows.contains("<t>0001-01-01</t>"), "{rows}");
    }

    #[test]
    fn texts_stay_what_they_are() {
        let xml = sheet(2, |at| match at {
            0 => Row::Cells(vec![Cell::text("a<b>&\"c\" ]]>"), Cell::text(" é\r\n\u{202e}")], vec![]),
            _ => Row::Cells(vec![Cell::text("__x000D_ _x00_ _x12G4_"), Cell::text("=1+1")], vec![]),
        });
        let (_, rows) = rows(&xml);
        assert!(rows.contains("<t>a&lt;b&gt;&amp;\"c\" ]]&gt;</t>"), "{rows}");
        assert!(rows.contains("<t xml:space=\"preserve\"> é\nU+202E</t>"), "{rows}");
        assert!(rows.contains("<t>__x005F_x000D_ _x00_ _x12G4_</t>"), "{rows}");
        assert!(rows.contains("<c r=\"B3\" t=\"inlineStr\"><is><t>=1+1</t></is></c>"), "{rows}");
    }

    #[test]
    fn a_table_without_rows_is_its_header() {
        let xml = sheet(0, |_| unreachable!("no row"));
        let (before, rows) = rows(&xml);
        assert!(before.contains("<dimension ref=\"A1:B1\"/>") && rows.is_empty(), "{xml}");
    }

    #[test]
    fn a_sheet_that_is_full_says_so_in_its_last_row() {
        let xml = sheet(ROWS, |_| Row::Cells(Vec::new(), Vec::new()));
        let (before, rows) = rows(&xml);
        assert!(before.contains("<dimension ref=\"A1:B1048576\"/>"), "{before}");
        let last =
            "<row r=\"1048576\"><c r=\"A1048576\" t=\"inlineStr\"><is><t>It is full.</t></is></c></row>";
        assert!(rows.ends_with(last), "{}", &rows[rows.len() - 200..]);
        assert_eq!(rows.matches("<row ").count(), ROWS - 1);
        let most = sheet(ROWS - 1, |_| Row::Cells(Vec::new(), Vec::new()));
        assert!(!most.contains("It is full.") && most.contains("<row r=\"1048576\"></row>"));
    }
}
