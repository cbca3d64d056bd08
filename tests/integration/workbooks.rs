//! Workbooks as the library reads them, sound and damaged.

use std::io::{Cursor, Read, Write};

use proptest::prelude::*;
use rust_xlsxwriter::{Formula, Workbook};

use plimsoll::import::sheet::{Cell, Merged};
use plimsoll::import::workbook::read;

fn book() -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.merge_range(0, 0, 0, 2, "Banner", &rust_xlsxwriter::Format::new()).expect("merged");
    for (column, text) in ["Risk", "Owner"].iter().enumerate() {
        sheet.write_string(1, u16::try_from(column).expect("few"), *text).expect("a cell");
    }
    sheet.write_number(2, 0, 1.5).expect("a cell");
    sheet.write_boolean(2, 1, true).expect("a cell");
    sheet.write_formula(3, 0, Formula::new("=A3+1").set_result("2.5")).expect("a cell");
    sheet.write_formula(3, 1, Formula::new("=IF(A3=1,1,\"\")").set_result("")).expect("a cell");
    book.save_to_buffer().expect("a workbook")
}

fn parts(bytes: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).expect("a packed file");
    (0..archive.len())
        .map(|place| {
            let mut part = archive.by_index(place).expect("a part");
            let mut bytes = Vec::new();
            part.read_to_end(&mut bytes).expect("read");
            (part.name().expect("a name").to_string(), bytes)
        })
        .collect()
}

fn packed(parts: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        writer.start_file(name.as_str(), zip::write::SimpleFileOptions::default()).expect("a part");
        writer.write_all(bytes).expect("written");
    }
    writer.finish().expect("a packed file").into_inner()
}

#[test]
fn cells_keep_their_types_and_formulas_their_results() {
    let sheet = read(&book()).expect("a workbook").sheets.remove(0);
    let rows: Vec<(u32, Vec<Cell>)> = sheet.rows.iter().map(|row| (row.number, row.cells.clone())).collect();
    assert_eq!(rows[2], (3, vec![Cell::Number(1.5), Cell::Flag(true)]));
    assert_eq!(rows[3].1[0].plain(), "2.5");
    assert_eq!(sheet.merged, [Merged { rows: (1, 1), columns: (0, 2) }]);
    // A formula that was never computed.
    let mut parts = parts(&book());
    for (name, bytes) in &mut parts {
        if name.ends_with("sheet1.xml") {
            *bytes = String::from_utf8_lossy(bytes).replace("<v>2.5</v>", "").into_bytes();
        }
    }
    let sheet = read(&packed(&parts)).expect("a workbook").sheets.remove(0);
    assert!(
        matches!(&sheet.rows[3].cells[0], Cell::Faulty(why) if why.contains("not saved")),
        "{:?}",
        sheet.rows[3]
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// Whatever stands in the parts, there is an answer.
    #[test]
    fn no_damage_makes_it_panic(place in any::<prop::sample::Index>(), at in any::<prop::sample::Index>(), with in "[<>/\"0-9a-zA-Z&;= -]{0,6}", cut in 0usize..12) {
        let mut parts = parts(&book());
        let (_, bytes) = &mut parts[place.index(12) % 9];
        if !bytes.is_empty() {
            let from = at.index(bytes.len());
            let to = (from + cut).min(bytes.len());
            bytes.splice(from..to, with.into_bytes());
        }
        let _ = read(&packed(&parts));
    }

    #[test]
    fn no_bytes_make_it_panic(cut in any::<prop::sample::Index>(), flip in any::<prop::sample::Index>(), to: u8) {
        let mut bytes = book();
        let place = flip.index(bytes.len());
        bytes[place] = to;
        let _ = read(&bytes);
        bytes.truncate(cut.index(bytes.len()));
        let _ = read(&bytes);
    }
}
