//! One function per grammar that our output is read by.

use std::borrow::Cow;
use std::io;

/// JSON in which no hidden character stands raw, and, where GitHub Actions
/// reads along, no workflow command.
///
/// `serde_json` escapes control characters below U+0020 only; U+007F to U+009F
/// and the bidirectional controls are escaped here. They can stand only inside
/// strings, so a replacement in the whole document is sound.
#[must_use]
pub fn json(document: &str, actions: bool) -> Cow<'_, str> {
    let mut text = Cow::Borrowed(document);
    if crate::text::has(document, crate::text::is_hidden) {
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

/// The same of a document that nobody else needs: most hide nothing, and stay
/// what they are.
#[must_use]
pub fn whole_json(document: String, actions: bool) -> String {
    if let Cow::Owned(text) = json(&document, actions) {
        return text;
    }
    document
}

/// [`json`] of a document that is written piece by piece: each piece is whole
/// characters, as `serde_json` writes them. They are short and many, and are
/// gathered before they are looked at; the last ones are when it is flushed.
pub struct JsonWriter<W> {
    gathered: Vec<u8>,
    out: W,
}

impl<W: io::Write> JsonWriter<W> {
    /// How many bytes are looked at at once.
    const ROOM: usize = 1 << 16;

    /// In front of a writer.
    pub fn new(out: W) -> Self {
        Self { gathered: Vec::with_capacity(Self::ROOM), out }
    }

    fn hand_on(&mut self) -> io::Result<()> {
        let text = std::str::from_utf8(&self.gathered).map_err(io::Error::other)?;
        self.out.write_all(json(text, false).as_bytes())?;
        self.gathered.clear();
        Ok(())
    }
}

impl<W: io::Write> io::Write for JsonWriter<W> {
    fn write(&mut self, piece: &[u8]) -> io::Result<usize> {
        if self.gathered.len() + piece.len() > Self::ROOM {
            self.hand_on()?;
        }
        self.gathered.extend_from_slice(piece);
        Ok(piece.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.hand_on()?;
        self.out.flush()
    }
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

/// Text that markdown shows as it is written: nothing in it mentions anybody,
/// refers or links to anything, closes an issue, becomes a formula or breaks a
/// table, on GitHub or on GitLab.
///
/// A backslash keeps what markdown itself reads. What forges look for once the
/// page is drawn (mentions, references, addresses) is parted by a zero-width
/// space.
#[must_use]
pub fn markdown(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    let line = crate::text::one_line(text);
    let mut rest = line.chars();
    while let Some(c) = rest.next() {
        let before_word = rest.clone().next().is_some_and(|next| next.is_alphanumeric() || next == '"');
        match c {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            // Two of them on a line would hold a formula.
            '$' => out.push_str("<span>$</span>"),
            '|' | '*' | '_' | '`' | '[' | ']' | '\\' | '~' | '!' => {
                out.push('\\');
                out.push(c);
            }
            c => out.push(c),
        }
        if matches!(c, '@' | '#') || (before_word && matches!(c, '!' | '~' | '%' | '&' | '^')) {
            out.push_str(APART);
        }
    }
    let parted = out.replace("://", &format!(":{APART}//"));
    let parted = part_words(&parted, "gh-", 2);
    part_words(&parted, "www.", 3)
}

/// A zero-width space, as markdown writes it.
const APART: &str = "&#8203;";

/// A text in which each of these words, however it is spelt, is parted after
/// so many bytes. The words are ASCII.
fn part_words(text: &str, word: &str, after: usize) -> String {
    let lower = text.to_ascii_lowercase();
    let mut out = String::with_capacity(text.len());
    let mut done = 0;
    for (place, _) in lower.match_indices(word) {
        out.push_str(&text[done..place + after]);
        out.push_str(APART);
        done = place + after;
    }
    out.push_str(&text[done..]);
    out
}

/// The message of a workflow command, in which no other one begins.
#[must_use]
pub fn workflow_data(text: &str) -> String {
    without_commands(text).replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// A property of a workflow command.
#[must_use]
pub fn workflow_property(text: &str) -> String {
    workflow_data(text).replace(':', "%3A").replace(',', "%2C")
}

/// Text of XML 1.0, within an element or a quoted attribute: what XML forbids
/// and what is hidden stands there by its number, and a workflow command in the
/// middle of a line is none.
#[must_use]
pub fn xml(text: &str) -> String {
    let text = crate::text::visible(text);
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\u{fffe}' | '\u{ffff}' => out.push_str(&crate::text::number(c)),
            c => out.push(c),
        }
    }
    out.replace("##[", "##&#91;")
}

/// The message of a SARIF result, in which only our own links lead somewhere.
#[must_use]
pub fn sarif_message(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for c in crate::text::one_line(text).chars() {
        if matches!(c, '\\' | '[' | ']') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write as _;

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
            assert_eq!(whole_json(document.clone(), true), escaped);
            assert_eq!(whole_json(document.clone(), false), json(&document, false));
        }
    }

    #[test]
    fn json_in_pieces_is_the_same() {
        let long = ["\u{feff}<plain>", "é"].concat().repeat(20_000);
        for text in ["", "##[add-mask]x", "\u{2066}\u{7f}", &long] {
            let mut written = Vec::new();
            let mut pieces = JsonWriter::new(&mut written);
            serde_json::to_writer(&mut pieces, &[text, "é"]).expect("memory");
            pieces.flush().expect("memory");
            let document = serde_json::to_string(&[text, "é"]).expect("a list");
            assert_eq!(String::from_utf8(written).expect("UTF-8"), json(&document, false));
        }
    }

    #[test]
    fn markdown_mentions_nobody_and_links_nowhere() {
        let text = markdown(
            "@ana closes #1 and GH-2, gH-3: <img> [a](https://x) WWW.y !4 ~bug %v1 &5 $x$ | `c`\nd\u{202e}",
        );
        let alive = [
            "@ana", "#1", "GH-2", "gH-3", "<img>", "https://", "WWW.y", "!4", "~bug", "%v1", "&5", "amp;5",
            "$x", "[a]", "\n", "\u{202e}",
        ];
        for raw in alive {
            assert!(!text.contains(raw), "{raw} in {text}");
        }
        assert!(text.contains("\\|") && text.contains("\\`c\\`"), "{text}");
    }

    #[test]
    fn no_line_is_a_workflow_command() {
        let text = without_commands("  ::error::x\na ::b ##[group]c\n::set-output\n");
        assert!(!text.contains("##["));
        assert!(text.lines().all(|line| !line.trim_start().starts_with("::")), "{text}");
    }

    #[test]
    fn workflow_commands_hold_their_values() {
        assert_eq!(workflow_data("100%0A\r\n:,"), "100%250A%0D%0A:,");
        assert_eq!(workflow_data("a ##[error]b"), "a ##\u{200b}[error]b");
        assert_eq!(workflow_property("a:b,c%2C"), "a%3Ab%2Cc%252C");
    }

    #[test]
    fn xml_and_sarif_keep_text_text() {
        assert_eq!(xml("<a b=\"&\">]]>\u{1}\u{ffff}"), "&lt;a b=&quot;&amp;&quot;&gt;]]&gt;U+0001U+FFFF");
        assert_eq!(xml("##[error]x"), "##&#91;error]x");
        assert_eq!(sarif_message("[a](1)\n\\"), "\\[a\\](1) \\\\");
    }
}
