//! A text with stretches of it replaced: everything between them stays, byte
//! for byte.

use std::ops::Range;

/// A stretch of a text and what is to stand there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Splice {
    /// The bytes that go; an empty range only adds.
    pub range: Range<usize>,
    /// What comes in their place.
    pub text: String,
}

impl Splice {
    /// A stretch that becomes another text.
    #[must_use]
    pub fn new(range: Range<usize>, text: impl Into<String>) -> Self {
        Self { range, text: text.into() }
    }

    /// A text that is added at a place.
    #[must_use]
    pub fn at(place: usize, text: impl Into<String>) -> Self {
        Self { range: place..place, text: text.into() }
    }
}

/// The text with all stretches replaced; none where two of them overlap or one
/// does not lie in the text. The same replacement twice counts once.
#[must_use]
pub fn spliced(text: &str, splices: &[Splice]) -> Option<String> {
    let mut ordered: Vec<&Splice> = splices.iter().collect();
    ordered.sort_by_key(|splice| (splice.range.start, splice.range.end));
    ordered.dedup();
    let mut out = String::with_capacity(text.len());
    let mut from = 0;
    for splice in ordered {
        if splice.range.start < from {
            return None;
        }
        out.push_str(text.get(from..splice.range.start)?);
        out.push_str(&splice.text);
        from = splice.range.end;
    }
    out.push_str(text.get(from..)?);
    Some(out)
}

/// The line ending that a file uses: that of its first line.
#[must_use]
pub fn line_ending(text: &str) -> &'static str {
    match text.find('\n') {
        Some(at) if text[..at].ends_with('\r') => "\r\n",
        _ => "\n",
    }
}

/// The byte behind the line that a place is on, its line ending included.
#[must_use]
pub fn line_end(text: &str, place: usize) -> usize {
    text[place..].find('\n').map_or(text.len(), |at| place + at + 1)
}

/// The first byte of the line that a place is on; a byte order mark is before
/// the first.
#[must_use]
pub fn line_start(text: &str, place: usize) -> usize {
    match text[..place].rfind('\n') {
        Some(at) => at + 1,
        None if text.starts_with('\u{feff}') => '\u{feff}'.len_utf8().min(place),
        None => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_between_stays() {
        let text = "a = 1\r\nb = 2\r\n";
        let splices = [Splice::new(11..12, "20"), Splice::at(0, "# new\r\n"), Splice::new(11..12, "20")];
        assert_eq!(spliced(text, &splices).as_deref(), Some("# new\r\na = 1\r\nb = 20\r\n"));
    }

    #[test]
    fn what_overlaps_or_lies_outside_is_refused() {
        assert_eq!(spliced("abc", &[Splice::new(0..2, ""), Splice::new(1..3, "")]), None);
        assert_eq!(spliced("abc", &[Splice::new(2..4, "")]), None);
        assert_eq!(spliced("ä", &[Splice::at(1, "x")]), None);
    }

    #[test]
    fn lines_are_found_by_their_endings() {
        assert_eq!(
            (line_ending("a\r\nb\n"), line_ending("a\nb\r\n"), line_ending("a")),
            ("\r\n", "\n", "\n")
        );
        let text = "\u{feff}a\r\nbc";
        assert_eq!((line_start(text, 4), line_end(text, 4)), (3, 6));
        assert_eq!((line_start(text, 7), line_end(text, 7)), (6, 8));
    }
}
