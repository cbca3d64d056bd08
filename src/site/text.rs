//! Text at the border to HTML: what would hide or run is made visible.
//!
//! Everything that a template prints goes through [`escape`]; what Rust code
//! writes into markup itself goes through [`html`].

use std::borrow::Cow;
use std::io::{self, Write};

pub use crate::number::grouped as number;
use crate::text::{all_bytes, is_plain_byte};

/// Whether a character is never printed raw: it would move, hide or reorder
/// the text around it.
#[must_use]
pub fn is_hidden(c: char) -> bool {
    c == '\r' || crate::text::is_hidden(c)
}

/// The text with hidden characters as words: `U+202E`.
#[must_use]
pub fn visible(text: &str) -> Cow<'_, str> {
    if !crate::text::has(text, is_hidden) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        if c == '\r' && rest.peek() == Some(&'\n') {
            continue;
        }
        if is_hidden(c) {
            out.push_str(&crate::text::number(c));
        } else {
            out.push(c);
        }
    }
    Cow::Owned(out)
}

/// Text for an element or a quoted attribute.
#[must_use]
pub fn html(text: &str) -> String {
    let mut out = Vec::with_capacity(text.len() + 8);
    escape(text, &mut out).expect("a vector takes every byte");
    String::from_utf8(out).expect("escaping splits no character")
}

/// What templates escape with: the five characters of HTML, and hidden
/// characters as words.
///
/// # Errors
/// Whatever the writer answers.
pub fn escape(text: &str, out: &mut dyn Write) -> io::Result<()> {
    let is_markup = |byte| matches!(byte, b'&' | b'<' | b'>' | b'"' | b'\'');
    // Almost every text is written as it stands.
    if all_bytes(text, |byte| is_plain_byte(byte) & !is_markup(byte)) {
        return out.write_all(text.as_bytes());
    }
    let text = visible(text);
    let bytes = text.as_bytes();
    let mut from = 0;
    for (at, byte) in bytes.iter().enumerate() {
        let entity: &[u8] = match byte {
            b'&' => b"&amp;",
            b'<' => b"&lt;",
            b'>' => b"&gt;",
            b'"' => b"&quot;",
            b'\'' => b"&#39;",
            _ => continue,
        };
        out.write_all(&bytes[from..at])?;
        out.write_all(entity)?;
        from = at + 1;
    }
    out.write_all(&bytes[from..])
}

/// "once", "twice", "3 times".
#[must_use]
pub fn times(n: usize) -> String {
    match n {
        1 => "once".to_owned(),
        2 => "twice".to_owned(),
        n => format!("{} times", number(n)),
    }
}

/// "no risks", "1 risk", "1,234 risks".
#[must_use]
pub fn count(n: usize, one: &str, many: &str) -> String {
    match n {
        0 => format!("no {many}"),
        1 => format!("1 {one}"),
        _ => format!("{} {many}", number(n)),
    }
}

/// A list in a sentence: "a", "a and b", "a, b and c".
#[must_use]
pub fn list<S: AsRef<str>>(items: &[S]) -> String {
    match items {
        [] => String::new(),
        [one] => one.as_ref().to_owned(),
        [most @ .., last] => {
            let most: Vec<&str> = most.iter().map(AsRef::as_ref).collect();
            format!("{} and {}", most.join(", "), last.as_ref())
        }
    }
}

/// The text with its first letter upper case.
#[must_use]
pub fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hidden_characters_become_words() {
        assert_eq!(visible("a\u{202e}b\u{1b}[1m"), "aU+202EbU+001B[1m");
        assert_eq!(visible("a\r\nb\tc\rd"), "a\nb\tcU+000Dd");
        for c in ['\u{061c}', '\u{200e}', '\u{200f}', '\u{202a}', '\u{2066}', '\u{2069}', '\u{0}', '\u{85}'] {
            assert!(!visible(&format!("x{c}y")).contains(c), "{:04x}", u32::from(c));
        }
        assert_eq!(visible("שלום, naïve €"), "שלום, naïve €");
    }

    #[test]
    fn markup_is_text() {
        assert_eq!(html("<b title=\"a\">&'\u{202e}"), "&lt;b title=&quot;a&quot;&gt;&amp;&#39;U+202E");
    }

    #[test]
    fn counts_read_as_english() {
        assert_eq!(count(0, "risk", "risks"), "no risks");
        assert_eq!(count(1, "risk", "risks"), "1 risk");
        assert_eq!(count(1_234_567, "risk", "risks"), "1,234,567 risks");
        assert_eq!(list(&["a", "b", "c"]), "a, b and c");
    }
}
