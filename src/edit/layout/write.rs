//! Tables as text: the one layout.

use std::collections::BTreeSet;

use super::lines::{Entry, Remark};
use super::order::arrays;
use super::sections::{File, Heading, Lead, Row, RowKind, Section};
use super::value::{Hand, Value};
use crate::parse::shape::MATRIX;

/// The text of a file.
pub(super) fn file(file: &File<'_>, newline: &str) -> String {
    let mut page = Page { out: String::new(), newline, arrays: arrays(&file.sections) };
    for section in &file.sections {
        page.section(section);
    }
    for heading in &file.end {
        page.heading(heading, 0);
    }
    page.out
}

struct Page<'a> {
    out: String,
    newline: &'a str,
    arrays: BTreeSet<Vec<String>>,
}

impl Page<'_> {
    fn section(&mut self, section: &Section<'_>) {
        let indent = self.indent(section.path());
        if let Some(header) = &section.header {
            for heading in &section.lead.headings {
                self.heading(heading, indent);
            }
            self.blank();
            self.comments(&section.lead.comments, indent);
            let (open, close) = if header.is_element { ("[[", "]]") } else { ("[", "]") };
            self.line(indent, &format!("{open}{}{close}{}", header.key.written, remark(header.remark)));
        }
        let width = grid_width(section);
        for (place, row) in section.rows.iter().enumerate() {
            self.lead(&row.lead, place == 0, indent);
            self.row(row, indent, width);
        }
        self.comments(&section.tail, indent);
    }

    fn lead(&mut self, lead: &Lead<'_>, is_first: bool, indent: usize) {
        for (place, heading) in lead.headings.iter().enumerate() {
            if is_first && place == 0 {
                self.comments(&heading.comments, indent);
            } else {
                self.heading(heading, indent);
            }
        }
        let is_below_heading = !lead.headings.is_empty();
        if is_below_heading || (lead.is_apart && !is_first) {
            self.blank();
        }
        self.comments(&lead.comments, indent);
    }

    fn row(&mut self, row: &Row<'_>, indent: usize, width: usize) {
        match &row.kind {
            RowKind::Commented(_, comment) => self.line(indent, comment),
            RowKind::Entry(Entry { key, value, remark: behind, .. }) => {
                let width = if matches!(value, Value::List(_)) { width } else { 0 };
                let mut text = format!("{:width$} = ", key.written);
                Hand { indent, newline: self.newline }.value(value, &mut text);
                text.push_str(&remark(*behind));
                self.line(indent, &text);
            }
        }
    }

    fn heading(&mut self, heading: &Heading<'_>, indent: usize) {
        if heading.is_apart {
            self.blank();
        }
        self.comments(&heading.comments, indent);
    }

    fn comments(&mut self, comments: &[&str], indent: usize) {
        for comment in comments {
            self.line(indent, comment);
        }
    }

    fn line(&mut self, indent: usize, text: &str) {
        self.out.extend(std::iter::repeat_n(' ', indent));
        self.out.push_str(text);
        self.out.push_str(self.newline);
    }

    /// An empty line, unless the file begins here.
    fn blank(&mut self) {
        if !self.out.is_empty() {
            self.out.push_str(self.newline);
        }
    }

    /// What belongs to one of several tables stands two columns further in.
    fn indent(&self, path: &[String]) -> usize {
        let outer = (1..path.len()).filter(|depth| self.arrays.contains(&path[..*depth]));
        2 * outer.count()
    }
}

/// How wide the names of a matrix's rows are, so that its cells stand below
/// each other; 0 for any other table.
fn grid_width(section: &Section<'_>) -> usize {
    if section.shape.is_none_or(|shape| shape.what != MATRIX.what) {
        return 0;
    }
    let rows = section.rows.iter().filter_map(|row| match &row.kind {
        RowKind::Entry(entry) if matches!(entry.value, Value::List(_)) => Some(&entry.key.written),
        _ => None,
    });
    rows.map(|name| name.chars().count()).max().unwrap_or(0)
}

/// A comment behind something. The space before it is its author's, who may
/// have lined up several.
fn remark(remark: Option<Remark<'_>>) -> String {
    let Some(Remark { gap, text }) = remark else { return String::new() };
    let gap = if gap.is_empty() || gap.contains('\t') { " " } else { gap };
    format!("{gap}{text}")
}
