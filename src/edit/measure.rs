//! A measurement more at the end of a series: the file keeps its line ends and
//! everything that stands in it.

use crate::model::day::Day;
use crate::parse::MEASUREMENT_COLUMNS;
use crate::report::csv::cell;

/// A line to be added.
#[derive(Debug, Clone, PartialEq)]
pub struct Line<'l> {
    /// The day.
    pub date: Day,
    /// The value, as it is to be written.
    pub value: &'l str,
    /// Of how many things.
    pub n: Option<u64>,
    /// A remark.
    pub note: Option<&'l str>,
}

/// The text of a series with a line more; a file that is new or empty gets the
/// header.
#[must_use]
pub fn appended(text: &str, line: &Line<'_>) -> String {
    let ending = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let mut out = if text.trim_start_matches('\u{feff}').trim().is_empty() {
        format!("{}{ending}", MEASUREMENT_COLUMNS.join(","))
    } else {
        text.to_owned()
    };
    if !out.ends_with('\n') {
        out.push_str(ending);
    }
    let n = line.n.map_or(String::new(), |n| n.to_string());
    let note = line.note.map_or(String::new(), cell);
    let cells = [line.date.to_string(), line.value.to_owned(), n, note];
    let count = cells.iter().rposition(|cell| !cell.is_empty()).map_or(0, |last| last + 1);
    out.push_str(&cells[..count].join(","));
    out.push_str(ending);
    out
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_line_is_added_and_the_rest_stays() {
        let line = Line { date: date(2025, 6, 1), value: "12.5", n: None, note: None };
        assert_eq!(appended("", &line), "date,value,n,note\n2025-06-01,12.5\n");
        assert_eq!(
            appended("date,value\r\n2025-05-31,3", &line),
            "date,value\r\n2025-05-31,3\r\n2025-06-01,12.5\r\n"
        );
        let noted = Line { note: Some("=1+1, \"or\" not"), ..line };
        assert!(appended("date,value\n", &noted).ends_with("2025-06-01,12.5,,\"'=1+1, \"\"or\"\" not\"\n"));
    }
}
