//! What would be written into a file, as a unified diff: for people who
//! decide, and for `patch` and `git apply` where it is not a terminal.

use similar::{ChangeTag, TextDiff};

use super::style::Style;
use crate::text;

/// The lines around a change that are shown with it.
const CONTEXT: usize = 3;

/// A file's change as a unified diff; empty where nothing changes.
///
/// On a terminal, hidden characters are shown by their numbers; elsewhere each
/// line is as it would be in the file.
#[must_use]
pub fn unified(path: &str, before: Option<&str>, after: Option<&str>, style: Style) -> String {
    let diff = TextDiff::from_lines(before.unwrap_or_default(), after.unwrap_or_default());
    let mut out = String::new();
    let shown = |line: &str| if style.terminal { text::visible(line).into_owned() } else { line.to_owned() };
    let side = |prefix: &str, side: Option<&str>| match side {
        Some(_) => format!("{prefix}/{}", shown(path)),
        None => "/dev/null".to_owned(),
    };
    for hunk in diff.unified_diff().context_radius(CONTEXT).iter_hunks() {
        if out.is_empty() {
            out.push_str(&style.bold(&format!("--- {}", side("a", before))));
            out.push('\n');
            out.push_str(&style.bold(&format!("+++ {}", side("b", after))));
            out.push('\n');
        }
        out.push_str(&style.paint("36", &hunk.header().to_string()));
        out.push('\n');
        for change in hunk.iter_changes() {
            let (sign, colour) = match change.tag() {
                ChangeTag::Delete => ('-', Some("31")),
                ChangeTag::Insert => ('+', Some("32")),
                ChangeTag::Equal => (' ', None),
            };
            let line = change.value().trim_end_matches('\n');
            // Within a hunk a carriage return is part of the line.
            let line = if style.terminal { line.trim_end_matches('\r') } else { line };
            let line = format!("{sign}{}", shown(line));
            out.push_str(&colour.map_or(line.clone(), |colour| style.paint(colour, &line)));
            out.push('\n');
            if change.missing_newline() {
                out.push_str("\\ No newline at end of file\n");
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_stands_with_the_lines_around_it() {
        let before = "1\n2\n3\n4\n5\n6\n7\n8\n9\n";
        let text =
            unified("risks/R1.toml", Some(before), Some(&before.replace("5\n", "five\n")), Style::plain(80));
        assert_eq!(
            text,
            "--- a/risks/R1.toml\n+++ b/risks/R1.toml\n@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+five\n 6\n 7\n 8\n"
        );
        assert_eq!(unified("a", Some("x"), Some("x"), Style::plain(80)), "");
    }

    #[test]
    fn new_files_and_unended_lines_are_said() {
        assert_eq!(
            unified("a", None, Some("x"), Style::plain(80)),
            "--- /dev/null\n+++ b/a\n@@ -0,0 +1 @@\n+x\n\\ No newline at end of file\n"
        );
        let text = unified("a", Some("x\r\n"), Some("y\r\n"), Style::plain(80));
        assert!(text.contains("-x\r\n+y\r\n"), "{text:?}");
    }

    #[test]
    fn a_terminal_gets_nothing_hidden() {
        let style = Style { terminal: true, colour: true, ..Style::plain(80) };
        let text = unified("a", Some(""), Some("\u{1b}[2J\u{202e}\r\n"), style);
        assert!(text.contains("+U+001B[2JU+202E\u{1b}[0m"), "{text:?}");
    }
}
