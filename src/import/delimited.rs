//! Text tables: which encoding, which delimiter, which cells.
//!
//! Rows are counted as spreadsheets count them: a line break within quotes
//! begins no row, an empty line is one.

use encoding_rs::{Encoding, UTF_16BE, UTF_16LE, WINDOWS_1252};

use super::header;
use super::sheet::{Book, Cell, MOST_CELLS, Row, Sheet};

/// The delimiters that are tried, the usual ones first.
const DELIMITERS: [char; 7] = [',', ';', '\t', '|', '^', '~', ':'];
/// How much of the text is looked at to tell the delimiter, in bytes.
const SAMPLE: usize = 64 * 1024;

/// Reads a text table.
///
/// # Errors
/// What keeps it from being one, in words.
pub fn read(bytes: &[u8], delimiter: Option<char>) -> Result<Book, String> {
    let (text, encoding) = decode(bytes)?;
    let mut notes = Vec::new();
    if encoding != "UTF-8" {
        notes.push(format!("read as {encoding}"));
    }
    let (named, body) = named_delimiter(&text);
    let delimiter = delimiter.or(named).unwrap_or_else(|| likely(body));
    let first = if body.len() == text.len() { 1 } else { 2 };
    let rows = rows(body, delimiter, first)?;
    if ![',', ';', '\t'].contains(&delimiter) {
        notes.push(format!("cells are taken to be separated by `{delimiter}`; --delimiter names another"));
    }
    Ok(Book { sheets: vec![Sheet { rows, ..Sheet::default() }], notes })
}

/// The text, and the encoding that it was in.
fn decode(bytes: &[u8]) -> Result<(String, &'static str), String> {
    let whole = |encoding: &'static Encoding, bytes: &[u8], name: &'static str| {
        let (text, had_errors) = encoding.decode_without_bom_handling(bytes);
        if had_errors {
            return Err(format!("the text says that it is {name}, and is not"));
        }
        Ok((text.into_owned(), name))
    };
    match bytes {
        [0xff, 0xfe, rest @ ..] => return whole(UTF_16LE, rest, "UTF-16"),
        [0xfe, 0xff, rest @ ..] => return whole(UTF_16BE, rest, "UTF-16"),
        _ => {}
    }
    let body = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let sample = &body[..body.len().min(4096) & !1];
    let zeros = |odd: usize| sample.iter().skip(odd).step_by(2).filter(|byte| **byte == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    if odd * 4 > sample.len() && even * 16 < sample.len() {
        return whole(UTF_16LE, body, "UTF-16");
    }
    if even * 4 > sample.len() && odd * 16 < sample.len() {
        return whole(UTF_16BE, body, "UTF-16");
    }
    if body.contains(&0) {
        return Err("it is no text, and no workbook that can be read".to_owned());
    }
    match std::str::from_utf8(body) {
        Ok(text) => Ok((text.to_owned(), "UTF-8")),
        Err(_) => whole(WINDOWS_1252, body, "Windows-1252"),
    }
}

/// `sep=;` in the first line, as spreadsheets write it, and what follows.
fn named_delimiter(text: &str) -> (Option<char>, &str) {
    let (line, rest) = text.split_once('\n').unwrap_or((text, ""));
    let line = line.trim_end_matches('\r').trim_matches('"');
    let mut named = line.strip_prefix("sep=").or_else(|| line.strip_prefix("SEP=")).unwrap_or("").chars();
    match (named.next(), named.next()) {
        (Some(delimiter), None) => (Some(delimiter), rest),
        _ => (None, text),
    }
}

/// The delimiter by which most headings are known, else by which most rows have
/// one width.
fn likely(text: &str) -> char {
    let mut end = text.len().min(SAMPLE);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let sample = &text[..end];
    let score = |delimiter: char| {
        let rows = split(sample, delimiter, 1, usize::MAX).0;
        let known = rows.iter().take(header::LOOKED_AT).map(header::score).max().unwrap_or(0);
        let mut widths: Vec<usize> = rows.iter().map(|row| row.cells.len()).filter(|w| *w > 1).collect();
        widths.sort_unstable();
        let most = widths.chunk_by(|a, b| a == b).map(<[usize]>::len).max().unwrap_or(0);
        (known, most)
    };
    // Of equals the first.
    let mut best = (DELIMITERS[0], score(DELIMITERS[0]));
    for delimiter in &DELIMITERS[1..] {
        let own = score(*delimiter);
        if own > best.1 {
            best = (*delimiter, own);
        }
    }
    best.0
}

fn rows(text: &str, delimiter: char, first: u32) -> Result<Vec<Row>, String> {
    let (rows, trouble) = split(text, delimiter, first, MOST_CELLS);
    trouble.map_or(Ok(rows), Err)
}

/// The rows of a text, and what is wrong with it.
fn split(text: &str, delimiter: char, first: u32, most: usize) -> (Vec<Row>, Option<String>) {
    let mut rows = Vec::new();
    let mut number = first;
    let mut cells: Vec<Cell> = Vec::new();
    let mut cell = String::new();
    let mut kept = 0usize;
    // Where the cell that is being read opened its quotes.
    let mut quoted: Option<u32> = None;
    let mut fresh = true;
    let mut letters = text.chars().peekable();
    let end_row = |cells: &mut Vec<Cell>, number: u32, rows: &mut Vec<Row>, kept: &mut usize| {
        while cells.last().is_some_and(Cell::is_empty) {
            cells.pop();
        }
        if !cells.is_empty() {
            *kept += cells.len();
            rows.push(Row { number, cells: std::mem::take(cells) });
        }
    };
    while let Some(letter) = letters.next() {
        if kept > most {
            return (rows, Some(format!("it has more than {most} cells")));
        }
        if quoted.is_some() {
            match letter {
                '"' if letters.peek() == Some(&'"') => {
                    letters.next();
                    cell.push('"');
                }
                '"' => quoted = None,
                letter => cell.push(letter),
            }
            continue;
        }
        match letter {
            '"' if fresh => {
                quoted = Some(number);
                fresh = false;
            }
            letter if letter == delimiter => {
                cells.push(Cell::of(std::mem::take(&mut cell)));
                fresh = true;
            }
            '\n' | '\r' => {
                if letter == '\r' && letters.peek() == Some(&'\n') {
                    letters.next();
                }
                cells.push(Cell::of(std::mem::take(&mut cell)));
                end_row(&mut cells, number, &mut rows, &mut kept);
                number = number.saturating_add(1);
                fresh = true;
            }
            letter => {
                cell.push(letter);
                fresh = false;
            }
        }
    }
    cells.push(Cell::of(cell));
    end_row(&mut cells, number, &mut rows, &mut kept);
    let trouble =
        quoted.map(|row| format!("row {row}: a cell opens with a quotation mark that nothing closes"));
    (rows, trouble)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn texts(bytes: &[u8]) -> Vec<Vec<String>> {
        let book = read(bytes, None).expect("a table");
        book.sheets[0].rows.iter().map(|row| row.cells.iter().map(Cell::plain).collect()).collect()
    }

    #[test]
    fn encodings_are_told_by_their_bytes() {
        let text = "Risk ID,Owner\nR1,Zoë\n";
        let utf16 = |order: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(order).collect::<Vec<u8>>();
        let want = [["Risk ID", "Owner"], ["R1", "Zoë"]];
        for bytes in [
            text.as_bytes().to_vec(),
            [b"\xef\xbb\xbf", text.as_bytes()].concat(),
            [vec![0xff, 0xfe], utf16(u16::to_le_bytes)].concat(),
            [vec![0xfe, 0xff], utf16(u16::to_be_bytes)].concat(),
            utf16(u16::to_le_bytes),
            utf16(u16::to_be_bytes),
            b"Risk ID,Owner\nR1,Zo\xeb\n".to_vec(),
        ] {
            assert_eq!(texts(&bytes), want);
        }
        assert!(read(&[0xff, 0xfe, 0x00, 0xd8, 0x41, 0x00], None).is_err(), "half a character");
        assert!(read(b"a\0\0\0b", None).is_err());
    }

    #[test]
    fn delimiters_are_told_by_the_headings() {
        for delimiter in [",", ";", "\t", "|", "^", "~"] {
            let text =
                format!("Risk ID{delimiter}Title{delimiter}Owner\n1{delimiter}\"a, b; c\"{delimiter}X\n");
            assert_eq!(texts(text.as_bytes())[1], ["1", "a, b; c", "X"], "{delimiter}");
        }
        assert_eq!(texts(b"sep=!\nRisk ID!Title\n1!a,b\n")[1], ["1", "a,b"]);
    }

    #[test]
    fn rows_are_counted_as_a_spreadsheet_does() {
        let book = read(b"a,\"b\nb\"\r\n\r\n,,\nc,d\n\n", None).expect("a table");
        let rows: Vec<(u32, usize)> = book.sheets[0].rows.iter().map(|r| (r.number, r.cells.len())).collect();
        assert_eq!(rows, [(1, 2), (4, 2)]);
        let named = read(b"sep=;\na;b\n", None).expect("a table");
        assert_eq!(named.sheets[0].rows[0].number, 2);
    }

    #[test]
    fn quotes_within_a_cell_are_its_own_and_open_ones_are_said() {
        assert_eq!(texts(b"a,5\" pipe\n\"x \"\"y\"\"\",z\n"), [["a", "5\" pipe"], ["x \"y\"", "z"]]);
        let trouble = read(b"a,b\nc,\"d\ne,f\n", None).expect_err("an open quote");
        assert!(trouble.starts_with("row 2:"), "{trouble}");
    }

    proptest! {
        #[test]
        fn what_our_tables_write_is_read(cells in prop::collection::vec("[ -~\u{e4}\n]{0,12}", 1..6)) {
            prop_assume!(cells.iter().all(|cell| !cell.trim_start().starts_with(['=', '+', '-', '@']) && !cell.starts_with('\n')));
            let mut line = vec!["x".to_owned()];
            line.extend(cells);
            line.push("y".to_owned());
            let text = crate::report::csv::row(&line);
            let rows = rows(&text, ',', 1).expect("a table");
            let read: Vec<String> = rows[0].cells.iter().map(Cell::plain).collect();
            let want: Vec<String> = line.iter().map(|cell| if cell.trim().is_empty() { String::new() } else { cell.clone() }).collect();
            prop_assert_eq!(read, want);
        }

        #[test]
        fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let _ = read(&bytes, None);
        }
    }
}
