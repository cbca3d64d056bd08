//! One function per grammar that our output is read by.

/// JSON in which no hidden character stands raw, and, where GitHub Actions
/// reads along, no workflow command.
///
/// `serde_json` escapes control characters below U+0020 only; U+007F to U+009F
/// and the bidirectional controls are escaped here. They can stand only inside
/// strings, so a replacement in the whole document is sound.
#[must_use]
pub fn json(document: &str, actions: bool) -> String {
    let mut text = String::with_capacity(document.len());
    for c in document.chars() {
        if crate::text::is_hidden(c) {
            // All hidden characters lie in the basic plane.
            text.push_str(&format!("\\u{:04x}", u32::from(c)));
        } else {
            text.push(c);
        }
    }
    if actions { text.replace("##[", "\\u0023#[") } else { text }
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
