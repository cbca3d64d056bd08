//! The sheet of a spreadsheet that is a register, and its headings.

use std::collections::HashSet;

use super::mapping_failure;
use crate::cli::Interrupt;
use crate::cli::args::ImportOptions;
use crate::cli::failure::Failure;
use crate::import::header::{self, Header};
use crate::import::mapping::Mapping;
use crate::import::sheet::{Book, Sheet};
use crate::model::register::Register;
use crate::suggest::{self, Known};
use crate::text::one_line;

/// The sheet that is a register, and its headings.
pub(super) fn choose<'b>(
    options: &ImportOptions,
    doing: &str,
    book: &'b Book,
    mapping: Option<&Mapping>,
    register: &Register,
) -> Result<(&'b Sheet, Header), Interrupt> {
    let named = options.sheet.as_deref().or_else(|| mapping.and_then(|mapping| mapping.sheet.as_deref()));
    let names: Vec<&str> = book.sheets.iter().filter_map(|sheet| sheet.name.as_deref()).collect();
    let listed = suggest::one_of(names.iter().copied());
    let sheets: Vec<&Sheet> = match named {
        // A table of text has one sheet, which has no name.
        Some(named) if !names.is_empty() => {
            let exact = |sheet: &&Sheet| sheet.name.as_deref() == Some(named);
            let like = |sheet: &&Sheet| {
                sheet.name.as_deref().is_some_and(|name| name.trim().eq_ignore_ascii_case(named.trim()))
            };
            let found = book.sheets.iter().find(exact).or_else(|| book.sheets.iter().find(like));
            let Some(sheet) = found else {
                let guess = suggest::guess(named, names.iter().map(|name| Known::word(name)));
                let help = guess.map_or_else(|| format!("it has {listed}"), |guess| guess.question());
                return Err(Failure::new(doing, format!("it has no sheet `{}`", one_line(named)))
                    .help(help)
                    .into());
            };
            vec![sheet]
        }
        _ => book.sheets.iter().collect(),
    };
    if sheets.iter().all(|sheet| sheet.rows.is_empty()) {
        return Err(Failure::new(doing, "it is empty")
            .help("name a file with a row of headings and a row per risk")
            .into());
    }
    let row = mapping.and_then(|mapping| mapping.header_row);
    let wanted = mapping.map(Mapping::headings).unwrap_or_default();
    let with_groups = mapping.is_some_and(|mapping| {
        mapping.columns.iter().any(|named| named.headings.iter().any(|heading| heading.contains(" / ")))
    });
    let find = |sheet: &'b Sheet| {
        let row = row.or_else(|| mapped_row(sheet, &wanted));
        let found = header::find(sheet, row, with_groups);
        // A mapping none of whose headings is there is told so, by those that are.
        let first = sheet.rows.first().filter(|_| mapping.is_some() && row.is_none());
        let found = found.or_else(|| header::find(sheet, Some(first?.number), with_groups));
        found.map(|(score, header)| (score, sheet, header))
    };
    let mut found: Vec<(usize, &Sheet, Header)> = sheets.iter().filter_map(|sheet| find(sheet)).collect();
    found.sort_by_key(|(score, ..)| std::cmp::Reverse(*score));
    if let [(one, first, _), (other, second, _), ..] = &found[..]
        && one == other
    {
        let both = suggest::one_of([first, second].iter().filter_map(|sheet| sheet.name.as_deref()));
        return Err(Failure::new(doing, format!("{both} look like registers both"))
            .help("say which by --sheet, and import one after the other")
            .into());
    }
    let Some((_, sheet, mut header)) = found.into_iter().next() else {
        let cause = match row {
            Some(row) => format!("row {row} is empty, and the mapping says that the headings stand there"),
            None => "no row of headings is found in its first rows".to_owned(),
        };
        return Err(Failure::new(doing, cause)
            .help("name the columns by --mapping: header_row = 3, [columns] title = \"…\"")
            .into());
    };
    match mapping {
        Some(mapping) => {
            header.add_unnamed(sheet);
            mapping.apply(&mut header).map_err(|trouble| mapping_failure(options, trouble))?;
        }
        None => {
            header.settle(sheet, &register.config.custom);
            header.add_unnamed(sheet);
        }
    }
    if header.column_of("title").is_none()
        && !mapping.is_some_and(|mapping| mapping.defaults.iter().any(|d| d.key == "title"))
    {
        let headings: Vec<String> =
            header.columns.iter().take(12).map(|column| format!("`{}`", one_line(&column.heading))).collect();
        let cause =
            format!("no column says what the risks are; row {} has {}", header.row, headings.join(", "));
        return Err(Failure::new(doing, cause).help("name it in a mapping: [columns] title = \"…\"").into());
    }
    Ok((sheet, header))
}

/// The row in which most of a mapping's headings stand.
fn mapped_row(sheet: &Sheet, wanted: &[String]) -> Option<u32> {
    let score = |row: &&crate::import::sheet::Row| {
        let texts: HashSet<String> = row.texts().map(|(_, text)| crate::model::id::folded(text)).collect();
        wanted.iter().filter(|heading| texts.contains(*heading)).count()
    };
    let mut best: Option<(usize, u32)> = None;
    for row in sheet.rows.iter().take(header::LOOKED_AT) {
        let count = score(&row);
        if count > 0 && best.is_none_or(|(most, _)| count > most) {
            best = Some((count, row.number));
        }
    }
    best.map(|(_, row)| row)
}
