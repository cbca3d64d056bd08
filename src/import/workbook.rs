//! Workbooks: every sheet of an XLSX file, cell by cell.
//!
//! The only place that names `calamine`, and with `export xlsx` that which names
//! `zip`. Before anything reads the file, it is unpacked to nowhere and counted,
//! so that a small file that holds an immense one is refused. Formulas are not
//! run: their saved results are read. Macros and links to other files are left
//! aside, and that is said.

use std::io::{Cursor, Read, Seek};

use calamine::{CellErrorType, DataRef, Reader, Xlsx, XlsxCellReader};

use super::sheet::{Book, Cell, MOST_CELLS, Merged, Row, Sheet};
use crate::model::day::Day;

/// The most that a workbook may hold once it is unpacked, in bytes.
const MOST_UNPACKED: u64 = 256 << 20;
/// The most files that may be packed in one.
const MOST_PARTS: usize = 10_000;
/// The most columns that are read, as many as the format allows.
const MOST_COLUMNS: u32 = 16_384;

/// Whether these are the bytes of a packed file.
#[must_use]
pub fn is_packed(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06")
}

/// Why these bytes are a file of another program, if they are.
#[must_use]
pub fn foreign(bytes: &[u8]) -> Option<&'static str> {
    const COMPOUND: &[u8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";
    let has = |word: &str| {
        let wide: Vec<u8> = word.encode_utf16().flat_map(u16::to_le_bytes).collect();
        bytes.windows(wide.len()).any(|window| window == wide)
    };
    if bytes.starts_with(COMPOUND) {
        return Some(if has("EncryptedPackage") {
            "it is locked with a password"
        } else {
            "it is a workbook of the old format (.xls)"
        });
    }
    let start: String = bytes.iter().take(64).map(|byte| char::from(byte.to_ascii_lowercase())).collect();
    let start = start.trim_start_matches(['\u{ef}', '\u{bb}', '\u{bf}', ' ', '\n', '\r', '\t']);
    match start {
        start if start.starts_with("%pdf") => Some("it is a PDF"),
        start if start.starts_with("<!doctype html") || start.starts_with("<html") => {
            Some("it is a web page")
        }
        start if start.starts_with("<?xml") => Some("it is an XML file"),
        start if start.starts_with("{\\rtf") => Some("it is a text document (RTF)"),
        _ => None,
    }
}

/// Reads a workbook.
///
/// # Errors
/// What keeps it from being read, in words.
pub fn read(bytes: &[u8]) -> Result<Book, String> {
    let notes = weigh(bytes)?;
    let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(|error| said(&error))?;
    let names = workbook.sheet_names();
    let counts_from_1904 = workbook.has_1904_epoch();
    let mut sheets = Vec::new();
    let mut kept = 0usize;
    for name in names {
        let mut sheet = Sheet { name: Some(name.clone()), counts_from_1904, ..Sheet::default() };
        // A sheet of charts has no cells.
        if let Ok(reader) = workbook.worksheet_cells_reader(&name) {
            sheet.rows = rows(reader, &mut kept).map_err(|why| format!("sheet {name}: {why}"))?;
        }
        if let Ok(all) = workbook.merge_cells_by_sheet_name(&name) {
            sheet.merged = all
                .iter()
                .map(|area| Merged {
                    rows: (area.start.0.saturating_add(1), area.end.0.saturating_add(1)),
                    columns: (area.start.1 as usize, area.end.1 as usize),
                })
                .collect();
        }
        spread(&mut sheet);
        sheets.push(sheet);
    }
    Ok(Book { sheets, notes })
}

/// Gives each row of cells that are merged downwards what they show.
fn spread(sheet: &mut Sheet) {
    for area in
        sheet.merged.iter().filter(|area| area.columns.0 == area.columns.1 && area.rows.0 < area.rows.1)
    {
        let column = area.columns.0;
        let first = sheet.rows.partition_point(|row| row.number < area.rows.0);
        let end = sheet.rows.partition_point(|row| row.number <= area.rows.1);
        let shown = sheet.rows.get(first).filter(|row| row.number == area.rows.0);
        let Some(shown) = shown.map(|row| row.cell(column).clone()).filter(|cell| !cell.is_empty()) else {
            continue;
        };
        for row in sheet.rows.iter_mut().take(end).skip(first + 1) {
            if row.cells.len() <= column {
                row.cells.resize(column + 1, Cell::Empty);
            }
            if row.cells[column].is_empty() {
                row.cells[column] = shown.clone();
            }
        }
    }
}

/// Unpacks everything to nowhere, and says what will be left aside.
fn weigh(bytes: &[u8]) -> Result<Vec<String>, String> {
    let mut archive =
        zip::ZipArchive::new(Cursor::new(bytes)).map_err(|error| format!("it is damaged: {error}"))?;
    if archive.len() > MOST_PARTS {
        return Err(format!("it holds more than {MOST_PARTS} files"));
    }
    let mut names = Vec::new();
    let mut left = MOST_UNPACKED;
    for place in 0..archive.len() {
        let part = archive.by_index_raw(place).map_err(|error| format!("it is damaged: {error}"))?;
        names.push(part.name().map(|name| name.to_string()).unwrap_or_default());
    }
    let has = |what: &str| names.iter().any(|name| name.to_lowercase().contains(what));
    if has("xl/workbook.bin") {
        return Err("it is a binary workbook (.xlsb)".to_owned());
    }
    if !has("xl/workbook.xml") {
        let what = if has("content.xml") { "it is an OpenDocument file" } else { "it is no workbook" };
        return Err(what.to_owned());
    }
    for (place, name) in names.iter().enumerate() {
        let part = archive.by_index(place).map_err(|error| format!("it is damaged: {error}"))?;
        let mut part = part.take(left + 1);
        let size = std::io::copy(&mut part, &mut std::io::sink())
            .map_err(|error| format!("{name} in it is damaged: {error}"))?;
        left = left
            .checked_sub(size)
            .ok_or_else(|| format!("it holds more than {} MiB once it is unpacked", MOST_UNPACKED >> 20))?;
    }
    let mut notes = Vec::new();
    if has("vbaproject") {
        notes.push("its macros are neither read nor run".to_owned());
    }
    if has("externallinks/") {
        notes.push(
            "its links to other workbooks are not followed; the values saved in it are read".to_owned(),
        );
    }
    Ok(notes)
}

fn said(error: &calamine::XlsxError) -> String {
    match error {
        calamine::XlsxError::Password => "it is locked with a password".to_owned(),
        other => format!("it is damaged: {other}"),
    }
}

fn rows<S: Read + Seek>(mut reader: XlsxCellReader<'_, S>, kept: &mut usize) -> Result<Vec<Row>, String> {
    let mut rows: Vec<Row> = Vec::new();
    while let Some(record) = reader.next_cell_with_formula_metadata().map_err(|error| said(&error))? {
        let (row, column) = record.pos;
        let is_unsaved = matches!(record.value, DataRef::Empty) && record.formula.is_some();
        let cell = match value(&record.value) {
            // An empty text is a result; nothing at all is none.
            Cell::Empty if is_unsaved => {
                Cell::Faulty("a formula whose result is not saved in the file".to_owned())
            }
            cell => cell,
        };
        if cell.is_empty() || column >= MOST_COLUMNS {
            continue;
        }
        *kept += 1;
        if *kept > MOST_CELLS {
            return Err(format!("there are more than {MOST_CELLS} cells"));
        }
        let number = row.saturating_add(1);
        if rows.last().is_none_or(|last| last.number != number) {
            rows.push(Row { number, cells: Vec::new() });
        }
        let cells = &mut rows.last_mut().expect("just pushed").cells;
        let column = column as usize;
        if cells.len() <= column {
            *kept += column - cells.len();
            cells.resize(column + 1, Cell::Empty);
        }
        cells[column] = cell;
    }
    // A file may write its rows in any order.
    rows.sort_by_key(|row| row.number);
    Ok(rows)
}

fn value(data: &DataRef<'_>) -> Cell {
    match data {
        DataRef::Empty => Cell::Empty,
        DataRef::String(text) => Cell::of(text.clone()),
        DataRef::SharedString(text) => Cell::of((*text).to_owned()),
        DataRef::Int(number) => number_cell(number.to_string()),
        DataRef::Float(number) => Cell::Number(*number),
        DataRef::Bool(flag) => Cell::Flag(*flag),
        DataRef::DateTime(time) => {
            let (year, month, day, ..) = time.to_ymd_hms_milli();
            let day = i16::try_from(year)
                .ok()
                .and_then(|year| Day::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok());
            // A time of day alone lies before the calendar's first day.
            match day.filter(|_| time.is_datetime() && time.as_f64() >= 1.0) {
                Some(day) => Cell::Day(day),
                None => Cell::Number(time.as_f64()),
            }
        }
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => {
            let day = text.get(..10).and_then(|day| day.parse::<Day>().ok());
            day.map_or_else(|| Cell::of(text.clone()), Cell::Day)
        }
        DataRef::Error(error) => Cell::Faulty(format!("the error {}", error_name(error))),
    }
}

fn number_cell(text: String) -> Cell {
    text.parse().map_or(Cell::Text(text), Cell::Number)
}

fn error_name(error: &CellErrorType) -> String {
    error.to_string()
}
