//! `export csv`: the eleven columns, then every field.

use std::borrow::Cow;
use std::io::{self, Write};

use super::Export;
use super::fields::{Cell, Fields};
use crate::report::columns;
use crate::report::csv::row;

/// Writes the table.
///
/// # Errors
/// What the writer says.
pub fn write(export: &Export<'_>, out: &mut dyn Write) -> io::Result<()> {
    let fields = Fields::new(export);
    let mut headings: Vec<String> = columns::HEADINGS.map(str::to_owned).to_vec();
    headings.extend(fields.headings());
    out.write_all(row(&headings).as_bytes())?;
    for seen in &export.risks {
        let eleven = columns::cells(export.facts, &seen.risk, &seen.judged).map(Cow::Owned);
        let every = fields.cells(export, seen).into_iter().map(Cell::plain);
        let cells: Vec<Cow<'_, str>> = eleven.into_iter().chain(every).collect();
        out.write_all(row(&cells).as_bytes())?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::tests::with;
    use super::*;

    #[test]
    fn the_eleven_columns_stand_first_and_hold_names() {
        let text = with(&[], |export| {
            let mut out = Vec::new();
            write(export, &mut out).expect("memory");
            String::from_utf8(out).expect("UTF-8")
        });
        let mut lines = text.lines();
        let head = lines.next().expect("headings");
        assert!(head.starts_with(&format!("{},id,title,", columns::HEADINGS.join(","))), "{head}");
        let first = lines.next().expect("a risk");
        assert!(
            first.starts_with("R001,'=cmd|calc \\u202e,IT Manager,High,Medium,High,Password policy; "),
            "{first}"
        );
        assert!(first.contains(",2025-05-15,In Progress,R001,"), "{first}");
        let outline = lines.next().expect("an outline");
        assert!(
            outline.starts_with("R002,Board deal,IT Manager,,,High,,,,2025-07-01,Open,R002,Board deal,"),
            "{outline}"
        );
        assert!(!text.contains("SECRET") && !text.contains("Takeover"), "{text}");
    }
}
