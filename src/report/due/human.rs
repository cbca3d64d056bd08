//! `due` in the terminal.

use std::io::{self, Write};

use super::{Group, Subject, words};
use crate::report::layout::{padded, width, wrapped};
use crate::report::style::Style;
use crate::schedule::DayState;
use crate::text::one_line;

/// A day, and the gap after it.
const DAY: usize = 12;
/// "in 30 days", "132 days late", and the gap after it.
const WHEN: usize = 15;
/// What is left for words at least.
const LEAST: usize = 16;

/// Writes the groups; `names` says who does each thing.
///
/// # Errors
/// Whatever the output says.
pub fn write(
    subject: &Subject<'_>,
    groups: &[Group<'_>],
    names: bool,
    style: Style,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut text = String::new();
    for (place, group) in groups.iter().enumerate() {
        if place > 0 {
            text.push('\n');
        }
        text.push_str(&format!("{}\n", style.bold(&group.heading)));
        let risk = |risk: Option<&String>| risk.map_or_else(|| "-".to_owned(), |id| one_line(id));
        let widest = group.items.iter().map(|item| width(&risk(item.risk.as_ref()))).max().unwrap_or(1) + 2;
        let indent = 2 + DAY + WHEN + widest;
        for item in &group.items {
            let mut told = words(item);
            if names {
                told.push_str(&format!(" ({})", subject.people(item)));
            }
            let due = item.due.map_or_else(|| "-".to_owned(), |due| due.to_string());
            let when = padded(&subject.when(item), WHEN);
            let when = match item.state {
                DayState::Late => style.paint("1;31", &when),
                _ => when,
            };
            let path = subject.register.sources.path(item.file);
            let id = risk(item.risk.as_ref());
            let gap = " ".repeat(widest - width(&id));
            let id = style.link(subject.forge.edit(path).as_deref(), &id);
            let head = format!("  {}{when}{id}{gap}", padded(&due, DAY));
            // Where the words would have no room beside, they stand below.
            let (first, indent) =
                if indent + LEAST <= style.width { (head, indent) } else { (format!("{head}\n    "), 4) };
            let lines = wrapped(&told, style.width.saturating_sub(indent));
            let gap = format!("\n{}", " ".repeat(indent));
            text.push_str(&format!("{first}{}\n", lines.join(&gap)));
        }
    }
    out.write_all(style.finish(text).as_bytes())
}

#[cfg(test)]
mod tests {
    use super::super::tests::told;
    use super::*;

    fn shown(columns: usize, by_day: bool) -> String {
        told("2025-06-30", |subject| {
            let mut out = Vec::new();
            let groups = if by_day { subject.by_day() } else { subject.by_owner() };
            write(subject, &groups, by_day, Style::plain(columns), &mut out).expect("memory");
            String::from_utf8(out).expect("UTF-8")
        })
    }

    #[test]
    fn eighty_columns_show_who_has_to_do_what() {
        insta::assert_snapshot!(shown(80, false));
    }

    #[test]
    fn by_day_each_line_says_whose_it_is() {
        insta::assert_snapshot!(shown(80, true));
    }

    #[test]
    fn on_a_terminal_the_id_leads_to_the_file() {
        let text = told("2025-06-30", |subject| {
            let mut out = Vec::new();
            let style = Style { terminal: true, colour: true, ..Style::plain(80) };
            write(subject, &subject.by_owner(), false, style, &mut out).expect("memory");
            String::from_utf8(out).expect("UTF-8")
        });
        let link = "\u{1b}]8;;https://forge.example/edit/risks/R001.toml\u{1b}\\R001\u{1b}]8;;\u{1b}\\  ";
        assert!(text.contains(link), "{text:?}");
        assert!(!shown(80, false).contains('\u{1b}'));
    }

    #[test]
    fn no_line_is_wider_than_the_terminal() {
        for columns in [40, 60, 80, 120] {
            for line in shown(columns, true).lines() {
                assert!(width(line) <= columns, "{columns}: {line}");
            }
        }
    }
}
