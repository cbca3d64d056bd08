//! One risk for people: where it stands in a sentence, the matrix, and every
//! field that it has.

mod decisions;
mod matrix;
mod parts;
mod plain;
mod sections;
mod sentence;

use std::io::{self, Write};

use super::layout::width;
use super::style::Style;
use crate::facts::{Facts, RiskFacts};
use crate::filter::Report;
use crate::model::risk::Risk;
use crate::text::one_line;
use parts::Page;

/// Lines longer than this are tiresome to read.
const MOST: usize = 100;

/// A risk with all that is known about it.
#[derive(Clone, Copy)]
struct Subject<'a> {
    facts: &'a Facts<'a>,
    risk: &'a Risk,
    judged: &'a RiskFacts,
    report: &'a Report<'a>,
}

/// Writes the page of the risk at a place of the register.
///
/// # Errors
/// What the writer says.
pub fn write<'a>(
    facts: &'a Facts<'a>,
    place: usize,
    report: &'a Report<'a>,
    style: Style,
    out: &mut dyn Write,
) -> io::Result<()> {
    let subject = Subject { facts, risk: &facts.register.risks[place], judged: &facts.risks[place], report };
    let style = Style { width: style.width.min(MOST), ..style };
    let mut page = Page::new(style);
    heading(subject, &mut page);
    page.paragraph(&sentence::of(subject), 0);
    if let Some(matrix) = matrix::drawn(subject, style) {
        page.gap();
        page.push_raw(&matrix);
        if let Some(way) = matrix::way(subject, style).filter(|_| style.terminal) {
            page.gap();
            page.paragraph(&way, 0);
        }
    }
    for section in sections::ALL {
        page.gap();
        section(subject, &mut page);
    }
    out.write_all(style.finish(page.finish()).as_bytes())
}

/// The id and the title, with the status at the right if there is room.
fn heading(subject: Subject<'_>, page: &mut Page) {
    let style = page.style;
    let (id, title) = (one_line(subject.risk.id()), one_line(subject.risk.title()));
    let status = subject.risk.status().name();
    let used = width(&id) + 2 + width(&title);
    if used + 2 + status.len() <= style.width {
        let gap = " ".repeat(style.width - used - status.len());
        page.push_raw(&format!("{}{gap}{status}\n", style.bold(&format!("{id}  {title}"))));
    } else {
        page.bold(&format!("{id}  {title}"), width(&id) + 2);
        page.paragraph(status, 0);
    }
}

#[cfg(test)]
mod tests;
