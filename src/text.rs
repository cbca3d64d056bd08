//! What of a register's text must never reach a reader raw.
//!
//! Control characters move a terminal's cursor and colours; bidirectional
//! controls make a line read otherwise than it is written ("Trojan Source",
//! CVE-2021-42574). Both are shown as what they are: `U+202E`.

use std::borrow::Cow;

/// Whether a character is one of the bidirectional controls.
#[must_use]
pub fn is_bidi_control(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}' | '\u{061c}')
}

/// Whether a character must be shown by its number. Line breaks and tabs are
/// left to the caller.
#[must_use]
pub fn is_hidden(c: char) -> bool {
    (c.is_control() && !matches!(c, '\n' | '\t' | '\r'))
        || is_bidi_control(c)
        || matches!(c, '\u{feff}' | '\u{2028}' | '\u{2029}')
}

/// Whether a text is of printable ASCII, line breaks and tabs alone, so that no
/// second look is needed: most are.
#[must_use]
pub fn is_plain(text: &str) -> bool {
    all_bytes(text, is_plain_byte)
}

/// Whether a byte is printable ASCII, a line break or a tab.
#[must_use]
#[inline]
pub fn is_plain_byte(byte: u8) -> bool {
    matches!(byte, b' '..=b'~' | b'\n' | b'\t')
}

/// Whether all bytes of a text are of a kind. Sixteen bytes at once, which takes
/// a tenth of the time that one after the other does.
#[must_use]
#[inline]
pub fn all_bytes(text: &str, kind: impl Fn(u8) -> bool) -> bool {
    text.as_bytes().chunks(16).all(|some| some.iter().fold(true, |all, byte| all & kind(*byte)))
}

/// Whether a text has a character of a kind to which nothing plain belongs.
#[must_use]
pub fn has(text: &str, kind: fn(char) -> bool) -> bool {
    !is_plain(text) && text.contains(kind)
}

/// A character's number: `U+202E`.
#[must_use]
pub fn number(c: char) -> String {
    format!("U+{:04X}", u32::from(c))
}

/// A text with what is hidden in it made visible.
#[must_use]
pub fn visible(text: &str) -> Cow<'_, str> {
    if !has(text, is_hidden) {
        return Cow::Borrowed(text);
    }
    let piece = |c: char| if is_hidden(c) { number(c) } else { c.to_string() };
    Cow::Owned(text.chars().map(piece).collect())
}

/// A text on one line, with what is hidden in it made visible.
#[must_use]
pub fn one_line(text: &str) -> String {
    visible(text).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A text of at most so many characters; a cut is marked.
#[must_use]
pub fn shortened(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let kept: String = text.chars().take(most.saturating_sub(1)).collect();
    format!("{}…", kept.trim_end())
}

/// "1 risk", "24 risks".
#[must_use]
pub fn counted(count: usize, noun: &str) -> String {
    if count == 1 { format!("1 {noun}") } else { format!("{count} {noun}s") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hidden_characters_become_their_numbers() {
        assert_eq!(visible("a\u{202e}b\u{1b}[31m"), "aU+202EbU+001B[31m");
        assert_eq!(visible("plain äöü — 漢字\n"), "plain äöü — 漢字\n");
        assert_eq!(one_line(" a\n\tb \u{9b} "), "a b U+009B");
        for code in 0..=u8::MAX {
            let c = char::from(code);
            assert_eq!(has(c.encode_utf8(&mut [0; 4]), is_hidden), is_hidden(c), "{code:02x}");
        }
    }

    #[test]
    fn a_cut_is_marked() {
        assert_eq!(shortened("weak passwords", 8), "weak pa…");
        assert_eq!(shortened("weak", 4), "weak");
    }
}
