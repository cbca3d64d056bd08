//! A JSON document with one long list at its end, written as it comes: nobody
//! need hold a history of many years twice.

use std::io::{self, Write};

use serde::Serialize;

use super::escape;
use super::style::Style;

/// The closing of a document whose last key is an empty list.
const EMPTY: &str = "[]\n}";

/// A document that is being written.
pub struct Written {
    head: String,
    style: Style,
    any: bool,
}

impl Written {
    /// A document whose last key holds an empty list, which is filled by
    /// [`write`](Self::write).
    ///
    /// # Panics
    /// If the last key holds something else.
    #[must_use]
    pub fn new(document: impl Serialize, style: Style) -> Self {
        let head = serde_json::to_string_pretty(&document).expect("a shape of texts and numbers");
        let head = head.strip_suffix(EMPTY).expect("the last key is an empty list").to_owned();
        Self { head, style, any: false }
    }

    /// Entries of the list, as they stand in the document.
    ///
    /// # Panics
    /// Never for shapes of texts and numbers.
    #[must_use]
    pub fn part<T: Serialize>(&self, entries: &[T]) -> String {
        #[derive(Serialize)]
        struct Indented<'e, T> {
            list: &'e [T],
        }
        if entries.is_empty() {
            return String::new();
        }
        let text = serde_json::to_string_pretty(&Indented { list: entries }).expect("texts and numbers");
        let inner = text.strip_prefix("{\n  \"list\": [\n").and_then(|text| text.strip_suffix("\n  ]\n}"));
        escape::json(inner.expect("a list that is not empty"), self.style.actions).into_owned()
    }

    /// Writes entries.
    ///
    /// # Errors
    /// Whatever the output says.
    pub fn write(&mut self, part: &str, out: &mut dyn Write) -> io::Result<()> {
        if part.is_empty() {
            return Ok(());
        }
        if self.any {
            out.write_all(b",\n")?;
        } else {
            self.begin(out)?;
            out.write_all(b"[\n")?;
        }
        self.any = true;
        out.write_all(part.as_bytes())
    }

    fn begin(&self, out: &mut dyn Write) -> io::Result<()> {
        out.write_all(escape::json(&self.head, self.style.actions).as_bytes())
    }

    /// Writes the end.
    ///
    /// # Errors
    /// Whatever the output says.
    pub fn finish(self, out: &mut dyn Write) -> io::Result<()> {
        if self.any {
            return out.write_all(b"\n  ]\n}\n");
        }
        self.begin(out)?;
        out.write_all(EMPTY.as_bytes())?;
        out.write_all(b"\n")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Serialize)]
    struct Document {
        version: u32,
        list: Vec<(u32, String)>,
    }

    #[test]
    fn what_is_written_in_parts_is_the_document() {
        let all: Vec<(u32, String)> = (0..5).map(|number| (number, format!("“{number}” \u{202e}"))).collect();
        for count in 0..=all.len() {
            let head = Document { version: 1, list: Vec::new() };
            let mut out = Vec::new();
            let mut written = Written::new(head, Style::plain(80));
            for part in all[..count].chunks(2) {
                written.write(&written.part(part), &mut out).expect("written");
            }
            written.finish(&mut out).expect("written");
            let whole = Document { version: 1, list: all[..count].to_vec() };
            let whole = serde_json::to_string_pretty(&whole).expect("JSON") + "\n";
            assert_eq!(String::from_utf8(out).expect("text"), escape::json(&whole, false), "{count} entries");
        }
    }
}
