//! One function per grammar that our output is read by.

use std::borrow::Cow;

/// JSON in which no hidden character stands raw, and, where GitHub Actions
/// reads along, no workflow command.
///
/// `serde_json` escapes control characters below U+0020 only; U+007F to U+009F
/// and the bidirectional controls are escaped here. They can stand only inside
/// strings, so a replacement in the whole document is sound.
#[must_use]
pub fn json(document: &str, actions: bool) -> Cow<'_, str> {
    let mut text = Cow::Borrowed(document);
    if text.contains(crate::text::is_hidden) {
        let mut escaped = String::with_capacity(document.len() + 16);
        let mut rest = document;
        while let Some(place) = rest.find(crate::text::is_hidden) {
            let (before, from) = rest.split_at(place);
            let mut chars = from.chars();
            escaped.push_str(before);
            // All hidden characters lie in the basic plane.
            chars.next().into_iter().for_each(|c| escaped.push_str(&format!("\\u{:04x}", u32::from(c))));
            rest = chars.as_str();
        }
        escaped.push_str(rest);
        text = Cow::Owned(escaped);
    }
    if actions && text.contains("##[") { Cow::Owned(text.replace("##[", "\\u0023#[")) } else { text }
}

/// A text in which GitHub's runner finds no command: `##[` anywhere in a line,
/// `::` at its start (actions/runner, `ActionCommand.cs`). A zero-width space
/// stands between the marks.
#[must_use]
pub fn without_commands(text: &str) -> String {
    let broken = text.replace("##[", "##\u{200b}[");
    let line = |line: &str| {
        let indent = line.len() - line.trim_start().len();
        match line[indent..].strip_prefix("::") {
            Some(rest) => format!("{}:\u{200b}:{rest}", &line[..indent]),
            None => line.to_owned(),
        }
    };
    broken.split_inclusive('\n').map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_hides_nothing() {
        let document = serde_json::to_string("a\u{202e}\u{9b}\u{1b}").expect("a string");
        assert_eq!(json(&document, false), "\"a\\u202e\\u009b\\u001b\"");
    }

    #[test]
    fn json_stays_what_it_was() {
        for text in ["##[add-mask]x", "::stop", "\u{2066}\u{feff}\u{7f}", "plain"] {
            let document = serde_json::to_string(text).expect("a string");
            let escaped = json(&document, true);
            assert!(!escaped.contains("##["), "{escaped}");
            assert_eq!(serde_json::from_str::<String>(&escaped).expect("JSON"), text);
        }
    }

    #[test]
    fn no_line_is_a_workflow_command() {
        let text = without_commands("  ::error::x\na ::b ##[group]c\n::set-output\n");
        assert!(!text.contains("##["));
        assert!(text.lines().all(|line| !line.trim_start().starts_with("::")), "{text}");
    }
}
