//! Workbooks as the library reads them, sound and damaged.

use std::io::{Cursor, Read, Write};

use proptest::prelude::*;
use rust_xlsxwriter::{Formula, Workbook};

use plimsoll::import::sheet::{Cell, Merged};
use plimsoll::import::workbook::read;

use crate::harness::Registry;
use crate::log::risk;

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

#[test]
fn the_methodology_has_a_matrix_of_open_risks_for_each_stage() {
    let assessed = "[inherent]\nlikelihood = \"high\"\nimpact = \"medium\"\n\
                    [treatment]\noption = \"mitigate\"\n[treatment.residual]\nlikelihood = \"low\"\nimpact = \"medium\"\n";
    let register = Registry::base()
        .file("risks/R001.toml", risk("R001", assessed))
        .file("risks/R002.toml", risk("R002", ""))
        .file("risks/R003.toml", "id = \"R003\"\ntitle = \"T\"\nstatus = \"open\"\n")
        .file("risks/R004.toml", risk("R004", "").replace("\"open\"", "\"closed\""));
    assert!(register.run(&["export", "xlsx", "--output", "book.xlsx"]).code < 2);
    let book = read(&std::fs::read(register.path("book.xlsx")).expect("a file")).expect("a workbook");
    let sheet =
        book.sheets.iter().find(|sheet| sheet.name.as_deref() == Some("Methodology")).expect("the sheet");
    // Said of it, the head, and rows from high to low; the columns from low to high.
    let below = |title: &str| {
        let start = sheet.rows.iter().position(|row| row.cell(0).plain() == title).expect("a title");
        let row = |row: &plimsoll::import::sheet::Row| (0..4).map(|at| row.cell(at).plain()).collect();
        (sheet.rows[start + 1].cell(0).plain(), sheet.rows[start + 3..start + 6].iter().map(row).collect())
    };
    let of = |counts: [[&str; 3]; 3]| -> Vec<Vec<String>> {
        let names = ["High", "Medium", "Low"];
        let row = |at: usize| [&names[at..=at], &counts[at][..]].concat();
        (0..3).map(|at| row(at).into_iter().map(str::to_owned).collect()).collect()
    };
    let none = ["0", "0", "0"];
    for (title, said, counts) in [
        ("Inherent risk", "1 of 3; 2 without", of([["0", "1", "0"], none, none])),
        ("Current risk", "2 of 3; 1 without", of([none, ["0", "2", "0"], none])),
        ("Residual risk, once the treatment is done", "1 of 3; 2 without", of([none, none, ["0", "1", "0"]])),
    ] {
        let (words, rows): (String, Vec<Vec<String>>) = below(title);
        assert!(words.contains(said), "{title}: {words}");
        assert_eq!(rows, counts, "{title}");
    }
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
