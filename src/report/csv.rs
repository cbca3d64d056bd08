//! Comma-separated values for spreadsheets (RFC 4180, with LF line ends).
//!
//! A spreadsheet runs a cell that looks like a formula, so such a cell begins
//! with an apostrophe, which makes it text (OWASP, "CSV Injection"). What hides
//! in a text is shown by its number, as everywhere.

use std::borrow::Cow;
use std::io::{self, Write};

use super::columns;
use crate::facts::{Facts, RiskFacts};
use crate::model::risk::Risk;
use crate::text::{all_bytes, visible};

/// Writes the eleven columns of some risks, in their order.
///
/// # Errors
/// What the writer says.
pub fn write(facts: &Facts<'_>, risks: &[(&Risk, &RiskFacts)], out: &mut dyn Write) -> io::Result<()> {
    out.write_all(row(&columns::HEADINGS).as_bytes())?;
    for (risk, judged) in risks {
        out.write_all(row(&columns::cells(facts, risk, judged)).as_bytes())?;
    }
    Ok(())
}

/// A row with its line end.
#[must_use]
pub fn row<S: AsRef<str>>(cells: &[S]) -> String {
    let mut row = String::with_capacity(cells.iter().map(|text| text.as_ref().len() + 3).sum());
    for (at, text) in cells.iter().enumerate() {
        if at > 0 {
            row.push(',');
        }
        push(&mut row, text.as_ref());
    }
    row.push('\n');
    row
}

/// A cell, quoted where it must be.
#[must_use]
pub fn cell(text: &str) -> String {
    let mut cell = String::new();
    push(&mut cell, text);
    cell
}

fn push(row: &mut String, text: &str) {
    // Most cells are plain words, or nothing.
    let is_plain =
        |byte: u8| byte.is_ascii_alphanumeric() | matches!(byte, b' ' | b'-' | b'.' | b'_' | b':' | b';');
    if all_bytes(text, is_plain) && !text.starts_with([' ', '-']) && !text.ends_with(' ') {
        row.push_str(text);
        return;
    }
    let text = if text.contains('\r') {
        Cow::Owned(text.replace("\r\n", "\n").replace('\r', "\n"))
    } else {
        Cow::Borrowed(text)
    };
    let text = visible(&text);
    let mark = if runs(&text) { "'" } else { "" };
    let edge = |c: char| c == ' ' || c == '\t';
    let has_edge = mark.is_empty() && text.starts_with(edge) || text.ends_with(edge);
    if has_edge || !all_bytes(&text, |byte| !matches!(byte, b'"' | b',' | b'\n')) {
        row.push('"');
        row.push_str(mark);
        for (at, piece) in text.split('"').enumerate() {
            row.push_str(if at > 0 { "\"\"" } else { "" });
            row.push_str(piece);
        }
        row.push('"');
    } else {
        row.push_str(mark);
        row.push_str(&text);
    }
}

/// Whether a spreadsheet may take a text for a formula: as it stands or once
/// white space before it is trimmed. The full-width signs are formulas too
/// where the locale is East Asian.
fn runs(text: &str) -> bool {
    let first = text.trim_start().chars().next();
    let runs = first.is_some_and(|c| matches!(c, '=' | '+' | '-' | '@' | '＝' | '＋' | '－' | '＠'));
    runs || text.starts_with(['\t', '\n'])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{facts_of, register_of};
    use proptest::prelude::*;

    #[test]
    fn formulas_are_neutralised() {
        assert_eq!(cell("=HYPERLINK(\"http://x\")"), "\"'=HYPERLINK(\"\"http://x\"\")\"");
        for text in ["+1", "-1", "@SUM(A1)", "=1+1", "＝1"] {
            assert_eq!(cell(text), format!("'{text}"));
        }
        assert_eq!(cell("\t=1"), "'\t=1");
        assert_eq!(cell(" =1"), "' =1");
        assert_eq!(cell("\r=1"), "\"'\n=1\"");
        assert_eq!(cell("a-1"), "a-1");
        assert_eq!(cell(""), "");
    }

    #[test]
    fn commas_quotes_and_line_breaks_are_quoted() {
        assert_eq!(cell("a, b"), "\"a, b\"");
        assert_eq!(cell("say \"no\""), "\"say \"\"no\"\"\"");
        assert_eq!(cell("a\r\nb"), "\"a\nb\"");
        assert_eq!(cell(" a"), "\" a\"");
    }

    #[test]
    fn hidden_characters_are_shown() {
        assert_eq!(cell("a\u{202e}b\u{1b}[31m\0"), "aU+202EbU+001B[31mU+0000");
    }

    #[test]
    fn the_eleven_columns_hold_names() {
        let risk = "title = 'Phishing, again'\nlikelihood = 'medium'\nimpact = 'high'\ncontrols = ['password-policy', 'awareness-training']\nstatus = 'in-progress'\n[treatment]\noption = 'mitigate'\nplan = 'Filter mail'\nowner = 'security-lead'\ndue = 2025-05-15\n";
        let register = register_of(&[("R001", risk), ("R002", "")]);
        let facts = facts_of(&register);
        let mut out = Vec::new();
        write(&facts, &facts.each().collect::<Vec<_>>(), &mut out).expect("memory");
        assert_eq!(
            String::from_utf8(out).expect("UTF-8"),
            "Risk ID,Risk Description,Asset Owner,Likelihood,Impact,Risk Level,Existing Controls,Recommended Treatment,Action Owner,Due Date,Status\n\
             R001,\"Phishing, again\",IT Manager,Medium,High,High,Password policy; Awareness training,Filter mail,Security Lead,2025-05-15,In Progress\n\
             R002,A risk,IT Manager,,,not assessed,,,,,Open\n"
        );
    }

    /// The cells of one record, read as RFC 4180 says.
    fn read(record: &str) -> Vec<String> {
        let mut cells = vec![String::new()];
        let mut quoted = false;
        let mut rest = record.strip_suffix('\n').expect("a line end").chars().peekable();
        while let Some(c) = rest.next() {
            let cell = cells.last_mut().expect("a cell");
            match c {
                '"' if quoted && rest.peek() == Some(&'"') => cell.extend(rest.next()),
                '"' => quoted = !quoted,
                ',' if !quoted => cells.push(String::new()),
                c => cell.push(c),
            }
        }
        assert!(!quoted);
        cells
    }

    proptest! {
        #[test]
        fn any_text_stays_one_inert_cell(texts in prop::collection::vec(any::<String>(), 1..5)) {
            let read = read(&row(&texts));
            prop_assert_eq!(read.len(), texts.len());
            for (cell, text) in read.iter().zip(&texts) {
                prop_assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']));
                prop_assert!(!cell.contains(crate::text::is_hidden));
                prop_assert!(cell.ends_with(visible(&text.replace("\r\n", "\n").replace('\r', "\n")).as_ref()));
            }
        }
    }
}
