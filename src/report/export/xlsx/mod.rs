//! `export xlsx`: the register as a workbook, a sheet for each thing that
//! people look up. Days are days and numbers are numbers; text is text,
//! whatever it begins with. The same export gives the same bytes.
//!
//! The only place that names `rust_xlsxwriter`, and with `import` that which names
//! `zip`.

mod changes;
mod controls;
mod indicators;
mod matrices;
mod methodology;
mod register;
mod rows;
mod sheet;
mod table;
mod treatment;

use std::collections::HashMap;
use std::error::Error;
use std::io::{self, Cursor, Write};

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook};
use zip::{ZipArchive, ZipWriter};

use super::Export;
use crate::colour::{Colour, ramp};
use sheet::Look;
use table::Table;

/// Writes the workbook.
///
/// # Errors
/// What the writer says, or the library: a sheet that is larger than the format
/// allows.
pub fn write(export: &Export<'_>, out: &mut dyn Write) -> Result<(), String> {
    book(export, out).map_err(|error| error.to_string())
}

fn book(export: &Export<'_>, out: &mut dyn Write) -> Result<(), Box<dyn Error>> {
    let mut book = Workbook::new();
    let config = &export.facts.register.config;
    let day = export.facts.today;
    // Excel's calendar begins with 1900.
    let year = u16::try_from(day.year()).unwrap_or(1900).max(1900);
    let made = ExcelDateTime::from_ymd(year, day.month().unsigned_abs(), day.day().unsigned_abs())?;
    let owner = config.organisation.as_ref().unwrap_or(&config.title);
    book.set_properties(
        &DocProperties::new()
            .set_title(sheet::property(&config.title))
            .set_author(sheet::property(owner))
            .set_comment(sheet::property(&format!(
                "Made by Plimsoll {}, judged on {day}",
                env!("CARGO_PKG_VERSION")
            )))
            .set_creation_datetime(&made),
    );
    let sheets = [
        Sheet::Table(register::table(export)),
        Sheet::Table(treatment::table(export)),
        Sheet::Table(controls::table(export)),
        Sheet::Table(indicators::table(export)),
        Sheet::Methodology(export),
        Sheet::Table(changes::table(export)),
    ];
    pack(book, &sheets, &Look::new(&colours(export)), out)
}

/// A sheet of the workbook.
enum Sheet<'e> {
    Methodology(&'e Export<'e>),
    Table(Table<'e>),
}

/// Writes the workbook with its sheets. The library packs it, then the rows of the
/// tables are put in.
fn pack(
    mut book: Workbook,
    sheets: &[Sheet<'_>],
    look: &Look,
    out: &mut dyn Write,
) -> Result<(), Box<dyn Error>> {
    // A fifth larger, and packed in a fraction of the time.
    const LEVEL: u8 = 1;
    book.set_zip_compression_level(LEVEL);
    let mut tables = HashMap::new();
    for (number, sheet) in (1..).zip(sheets) {
        match sheet {
            Sheet::Methodology(export) => methodology::write(export, look, book.add_worksheet())?,
            Sheet::Table(table) => {
                table.frame(book.add_worksheet(), look)?;
                tables.insert(format!("xl/worksheets/sheet{number}.xml"), table);
            }
        }
    }
    let mut parts = ZipArchive::new(Cursor::new(book.save_to_buffer()?))?;
    let mut out = ZipWriter::new_stream(out);
    for at in 0..parts.len() {
        let mut part = parts.by_index(at)?;
        let name = part.name()?.into_owned();
        let Some(table) = tables.get(&name) else {
            out.raw_copy_file(part)?;
            continue;
        };
        out.start_file(name, part.options().compression_level(Some(LEVEL.into())))?;
        table.write(&io::read_to_string(&mut part)?, &mut out)?;
    }
    out.finish()?;
    Ok(())
}

/// The colours of the levels, lowest first.
fn colours(export: &Export<'_>) -> Vec<Colour> {
    let levels =
        export.facts.register.methodology.as_ref().map_or(&[][..], |methodology| &methodology.levels);
    let levels: Vec<(bool, Option<Colour>)> = levels
        .iter()
        .map(|level| {
            let acceptable = level.acceptable.as_ref().is_some_and(|acceptable| acceptable.value);
            (acceptable, level.colour.as_ref().and_then(|colour| Colour::parse(colour)))
        })
        .collect();
    ramp(&levels)
}

#[cfg(test)]
mod tests {
    use super::super::tests::with;
    use super::*;

    fn workbook(export: &Export<'_>) -> Vec<u8> {
        let mut out = Vec::new();
        write(export, &mut out).expect("a workbook");
        out
    }

    #[test]
    fn the_same_export_gives_the_same_bytes() {
        let once = with(&[], workbook);
        let again = with(&[], workbook);
        assert_eq!(once, again);
        assert_eq!(&once[..4], b"PK\x03\x04");
    }

    #[test]
    fn odd_registers_make_a_workbook_too() {
        use crate::filter::Report;
        use crate::publish::Shown;
        use crate::report::export::Asked;
        for files in [
            &[("plimsoll.toml", "[register]\ntitle = \"T\"\n")][..],
            &[
                ("plimsoll.toml", "[register]\ntitle = \"T\"\n"),
                (
                    "schema/methodology.toml",
                    "[[level]]\nid = \"x\"\n[[likelihood]]\nid = \"y\"\n[matrix]\ny = [\"z\", 1]\n",
                ),
                (
                    "risks/R001.toml",
                    "id = \"R001\"\nidentified = 0001-01-01\n[treatment]\ncost = nan\ndue = 9999-12-31\n",
                ),
            ],
        ] {
            let register = crate::parse::load_texts(files).register;
            for day in
                [jiff::civil::date(1, 1, 1), jiff::civil::date(2025, 6, 1), jiff::civil::date(9999, 12, 31)]
            {
                let facts = crate::facts::Facts::new(&register, day);
                let shown = Shown::new(&facts, None);
                let report = Report::default();
                let asked = Asked { places: (0..register.risks.len()).collect(), ..Asked::default() };
                workbook(&Export::new(&facts, &shown, &report, asked));
            }
        }
    }
}
