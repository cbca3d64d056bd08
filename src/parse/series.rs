//! Measurements: `date,value,n,note`, a line each, the oldest first. Everything
//! that is wrong is found at its cell.

use std::borrow::Cow;
use std::ops::Range;

use crate::finding::Finding;
use crate::model::day::Day;
use crate::model::measurement::{Measurement, Series};
use crate::source::{FileId, Span, stem};

/// The columns; the last two may be left out.
pub const COLUMNS: [&str; 4] = ["date", "value", "n", "note"];

/// So many faults of one file are found; the rest is counted.
const MOST: usize = 200;

/// A cell: its text and where it stands.
struct Cell<'t> {
    text: Cow<'t, str>,
    place: Range<usize>,
}

/// The series in a file, and what is wrong with it.
pub(super) fn read(file: FileId, path: &str, text: &str) -> (Series, Vec<Finding>) {
    let mut reader = Reader { file, name: stem(path), findings: Vec::new(), left_out: 0, values: Vec::new() };
    let mut lines = records(text);
    match lines.next() {
        Some(head) if reader.is_head(&head) => {}
        Some(head) => {
            let place = head.first().map_or(0..0, |cell| cell.place.clone());
            let finding = reader.finding(place, "the first line is no header".to_owned(), "no header");
            reader.add(finding.help("begin the file with the line date,value,n,note"));
            reader.row(&head);
        }
        None => {
            let finding = reader.finding(0..0, "the file is empty".to_owned(), "no header");
            reader.add(finding.help("begin the file with the line date,value,n,note"));
        }
    }
    for record in lines {
        reader.row(&record);
    }
    if reader.left_out > 0 {
        let message = format!("{} more lines of this file are malformed", reader.left_out);
        let finding = reader.finding(0..0, message, "see above");
        reader.findings.push(finding.other("rest"));
    }
    let Reader { findings, mut values, .. } = reader;
    // A line that stands too early or too late still is of its day.
    values.sort_by_key(|measured| measured.date);
    values.dedup_by_key(|measured| measured.date);
    (Series { file, indicator: stem(path).to_owned(), values }, findings)
}

struct Reader<'r> {
    file: FileId,
    name: &'r str,
    findings: Vec<Finding>,
    left_out: usize,
    values: Vec<Measurement>,
}

impl Reader<'_> {
    fn finding(&self, place: Range<usize>, message: String, label: &str) -> Finding {
        let span = Span::new(self.file, place);
        Finding::new("malformed-measurement", span, message).label(label).thing(self.name)
    }

    fn add(&mut self, finding: Finding) {
        if self.findings.len() < MOST {
            self.findings.push(finding);
        } else {
            self.left_out += 1;
        }
    }

    fn is_head(&self, head: &[Cell<'_>]) -> bool {
        let named = head.iter().zip(COLUMNS).all(|(cell, name)| cell.text.trim().eq_ignore_ascii_case(name));
        named && (2..=COLUMNS.len()).contains(&head.len())
    }

    fn row(&mut self, cells: &[Cell<'_>]) {
        // An empty line is no line.
        if cells.len() == 1 && cells[0].text.trim().is_empty() {
            return;
        }
        let whole =
            cells.first().map_or(0, |cell| cell.place.start)..cells.last().map_or(0, |cell| cell.place.end);
        if !(2..=COLUMNS.len()).contains(&cells.len()) {
            let message = format!("a line has {} cells and not 2 to 4", cells.len());
            let finding = self.finding(whole, message, "date,value,n,note belong here");
            let text = cells.first().map_or("", |cell| cell.text.trim()).to_owned();
            self.add(finding.field("line").other(text).help("quote a note that has commas in it"));
            return;
        }
        let (date, value) = (&cells[0], &cells[1]);
        let day = date.text.trim().parse::<Day>().ok().filter(|_| date.text.trim().len() == 10);
        let Some(day) = day else {
            let message = format!("`{}` is no date", shown(&date.text));
            let finding = self.finding(date.place.clone(), message, "a day belongs here");
            self.add(finding.field("date").other(date.text.trim()).help("write it as 2025-03-31"));
            return;
        };
        let Some(number) = number(&value.text) else {
            let message = format!("`{}` is no number", shown(&value.text));
            let finding = self.finding(value.place.clone(), message, "a number belongs here");
            let help = "write digits with a point for decimals, and no unit: 12.5";
            self.add(finding.field("value").other(day.to_string()).help(help));
            return;
        };
        let n = cells.get(2).filter(|cell| !cell.text.trim().is_empty());
        let count = n.map(|cell| (cell, cell.text.trim().parse::<u64>().ok()));
        if let Some((cell, None)) = count {
            let message = format!("n is `{}`, not a whole number", shown(&cell.text));
            let finding = self.finding(cell.place.clone(), message, "a count belongs here");
            self.add(
                finding
                    .field("n")
                    .other(day.to_string())
                    .help("write how many things were measured, or nothing"),
            );
        }
        let date_span = Span::new(self.file, date.place.clone());
        if let Some(before) = self.values.iter().rev().take(64).find(|known| known.date == day) {
            let first = before.date_span;
            let finding = self.finding(date.place.clone(), format!("{day} is there twice"), "the second");
            let finding = finding.related(first, "the first").field("date").other(format!("{day} twice"));
            self.add(finding.help("keep one of the two lines"));
            return;
        }
        if let Some(last) = self.values.last().filter(|last| last.date > day) {
            let message = format!("{day} stands after {}", last.date);
            let last = last.date_span;
            let finding = self.finding(date.place.clone(), message, "too late in the file");
            let finding = finding.related(last, "a later day").field("date").other(format!("{day} order"));
            self.add(finding.help("put the lines in the order of their days, the oldest first"));
        }
        let note = cells.get(3).map(|cell| cell.text.trim()).filter(|note| !note.is_empty());
        self.values.push(Measurement {
            date: day,
            value: number,
            n: count.and_then(|(_, count)| count),
            note: note.map(Box::from),
            span: Span::new(self.file, value.place.clone()),
            date_span,
        });
    }
}

/// A number as it is written: digits, a point, an exponent.
#[must_use]
pub fn number(text: &str) -> Option<f64> {
    let text = text.trim();
    let plain = text.bytes().all(|byte| byte.is_ascii_digit() || b"+-.eE".contains(&byte));
    text.parse::<f64>().ok().filter(|number| plain && number.is_finite())
}

fn shown(text: &str) -> String {
    text.trim().chars().take(40).collect()
}

/// The records of a text in the grammar of RFC 4180, with LF or CRLF.
fn records(text: &str) -> impl Iterator<Item = Vec<Cell<'_>>> {
    let mut at = if text.starts_with('\u{feff}') { 3 } else { 0 };
    std::iter::from_fn(move || {
        if at >= text.len() {
            return None;
        }
        let mut cells = Vec::with_capacity(COLUMNS.len());
        loop {
            let (cell, end) = cell(text, at);
            cells.push(cell);
            match text.as_bytes().get(end) {
                Some(b',') => at = end + 1,
                Some(b'\r') if text.as_bytes().get(end + 1) == Some(&b'\n') => {
                    at = end + 2;
                    return Some(cells);
                }
                _ => {
                    at = end + 1;
                    return Some(cells);
                }
            }
        }
    })
}

/// The cell at a place, and where it ends.
fn cell(text: &str, at: usize) -> (Cell<'_>, usize) {
    let rest = &text[at..];
    if let Some(quoted) = rest.strip_prefix('"') {
        let mut from = 0;
        while let Some(quote) = quoted[from..].find('"') {
            let end = from + quote;
            if quoted[end + 1..].starts_with('"') {
                from = end + 2;
                continue;
            }
            // What stands behind the closing quote belongs to no cell.
            let place = at..at + end + 2;
            let after = &text[place.end..];
            let next = after.find([',', '\n', '\r']).unwrap_or(after.len());
            let inner = &quoted[..end];
            let inner = if inner.contains('"') {
                Cow::Owned(inner.replace("\"\"", "\""))
            } else {
                Cow::Borrowed(inner)
            };
            return (Cell { text: inner, place: place.clone() }, place.end + next);
        }
    }
    let end = rest.find([',', '\n']).unwrap_or(rest.len());
    let end = if rest[..end].ends_with('\r') { end - 1 } else { end };
    (Cell { text: Cow::Borrowed(&rest[..end]), place: at..at + end }, at + end)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;

    fn read_text(text: &str) -> (Series, Vec<(String, String)>) {
        let (series, findings) = read(FileId(0), "measurements/mails.csv", text);
        let place = |finding: &Finding| text.get(finding.span.start as usize..finding.span.end as usize);
        let told = findings.iter().map(|f| (place(f).unwrap_or("?").to_owned(), f.message.clone())).collect();
        (series, told)
    }

    #[test]
    fn a_sound_file_is_read_whatever_its_line_ends_and_quotes() {
        let text = "\u{feff}date,value,n,note\r\n2025-01-31,12.5,40,\"two, \"\"or\"\"\nthree\"\r\n\r\n2025-02-28,-3\r\n2025-03-31,1e3,,\n";
        let (series, findings) = read_text(text);
        assert_eq!(findings, []);
        assert_eq!(series.indicator, "mails");
        let told: Vec<_> = series.values.iter().map(|m| (m.date, m.value, m.n, m.note.as_deref())).collect();
        assert_eq!(
            told,
            [
                (date(2025, 1, 31), 12.5, Some(40), Some("two, \"or\"\nthree")),
                (date(2025, 2, 28), -3.0, None, None),
                (date(2025, 3, 31), 1000.0, None, None),
            ]
        );
    }

    #[test]
    fn what_is_wrong_is_found_at_its_cell_and_the_rest_counts() {
        let text = "date,value\n2025-01-31,many\n31.1.2025,2\n2025-03-31,3\n2025-03-31,4\n2025-02-28,5,x\n2025-04-30\n2025-05-31,NaN\n2025-06-30,1,2,a,b\n";
        let (series, findings) = read_text(text);
        let told: Vec<(&str, &str)> = findings.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
        assert_eq!(
            told,
            [
                ("many", "`many` is no number"),
                ("31.1.2025", "`31.1.2025` is no date"),
                ("2025-03-31", "2025-03-31 is there twice"),
                ("x", "n is `x`, not a whole number"),
                ("2025-02-28", "2025-02-28 stands after 2025-03-31"),
                ("2025-04-30", "a line has 1 cells and not 2 to 4"),
                ("NaN", "`NaN` is no number"),
                ("2025-06-30,1,2,a,b", "a line has 5 cells and not 2 to 4"),
            ]
        );
        let values: Vec<f64> = series.values.iter().map(|measured| measured.value).collect();
        assert_eq!(values, [5.0, 3.0], "in the order of their days");
    }

    #[test]
    fn a_missing_header_is_said_and_its_line_counts() {
        let (series, findings) = read_text("2025-01-31,1\n2025-02-28,2\n");
        assert_eq!(findings.len(), 1);
        assert_eq!((findings[0].0.as_str(), series.values.len()), ("2025-01-31", 2));
        assert_eq!(read_text("").1[0].1, "the file is empty");
    }

    proptest! {
        #[test]
        fn any_text_is_read_to_its_end(text in "(?s)[,\"\r\n0-9a-z\u{feff}é.-]{0,80}") {
            let (series, _) = read(FileId(0), "a.csv", &text);
            prop_assert!(series.values.windows(2).all(|pair| pair[0].date < pair[1].date));
        }
    }
}
