//! Byte offsets to lines and columns, once for all formats.

use std::ops::Range;

use super::Position;

/// The byte offset at which each line of a text begins.
#[derive(Debug, Clone)]
pub struct Lines {
    starts: Vec<u32>,
}

impl Lines {
    /// The index of a text. A line ends with LF; the CR of a CRLF belongs to
    /// the line it ends.
    #[must_use]
    pub fn new(text: &str) -> Self {
        let after_breaks = text.bytes().zip(1u32..).filter(|(byte, _)| *byte == b'\n');
        let starts = std::iter::once(0).chain(after_breaks.map(|(_, next)| next)).collect();
        Self { starts }
    }

    /// Lines and columns of a byte range, both from 1; a byte order mark has
    /// no width. Offsets beyond the text or inside a character are moved to
    /// the next sound place before them.
    #[must_use]
    pub fn position(&self, text: &str, range: Range<usize>) -> Position {
        let start = floor(text, range.start);
        let end = floor(text, range.end).max(start);
        let (line, column) = self.place(text, start);
        let (end_line, end_column) = self.place(text, end);
        Position { line, column, end_line, end_column }
    }

    /// The byte range of a line (from 1) without its line break.
    #[must_use]
    pub fn range(&self, text: &str, line: u32) -> Range<usize> {
        let index = (line.max(1) - 1) as usize;
        let start = self.starts.get(index).map_or(text.len(), |s| *s as usize);
        let end = self.starts.get(index + 1).map_or(text.len(), |s| *s as usize);
        start..start + text[start..end].trim_end_matches(['\n', '\r']).len()
    }

    /// How many lines there are; an empty text has one.
    #[must_use]
    pub fn count(&self) -> u32 {
        u32::try_from(self.starts.len()).unwrap_or(u32::MAX)
    }

    fn place(&self, text: &str, offset: usize) -> (u32, u32) {
        let index = self.starts.partition_point(|start| *start as usize <= offset) - 1;
        let before = &text[self.starts[index] as usize..offset];
        let before = before.strip_prefix('\u{feff}').unwrap_or(before);
        let narrow = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        (narrow(index + 1), narrow(before.chars().count() + 1))
    }
}

fn floor(text: &str, offset: usize) -> usize {
    let mut offset = offset.min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    offset
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str, range: Range<usize>) -> (u32, u32, u32, u32) {
        let p = Lines::new(text).position(text, range);
        (p.line, p.column, p.end_line, p.end_column)
    }

    #[test]
    fn columns_count_characters_not_bytes() {
        assert_eq!(at("a = \"äö\"\nb", 4..10), (1, 5, 1, 9));
    }

    #[test]
    fn a_byte_order_mark_has_no_width() {
        assert_eq!(at("\u{feff}id = 1", 3..5), (1, 1, 1, 3));
    }

    #[test]
    fn offsets_beyond_the_text_are_its_end() {
        assert_eq!(at("ab\ncd", 90..95), (2, 3, 2, 3));
        assert_eq!(at("", 0..0), (1, 1, 1, 1));
    }

    #[test]
    fn a_line_ends_before_its_crlf() {
        let text = "one\r\ntwo";
        assert_eq!(Lines::new(text).range(text, 1), 0..3);
        assert_eq!(Lines::new(text).range(text, 2), 5..8);
    }
}
