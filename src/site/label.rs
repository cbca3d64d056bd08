//! Names in a drawing, where no line breaks by itself: lines of whole words,
//! measured by letters of 12 px as the common fonts have them.

use std::fmt::Write as _;

use super::chart::svg::one;
use super::path::Board;
use super::text::html;

/// From one line to the next.
const LEADING: f64 = 14.0;
/// As high as an upright name is at most.
const UPRIGHT: f64 = 96.0;
/// As many lines as a name has.
const LINES: usize = 4;

/// How wide a text is, more or less.
pub(super) fn width(text: &str) -> f64 {
    text.chars().map(letter).sum()
}

fn letter(c: char) -> f64 {
    match c {
        'i' | 'j' | 'l' | 'I' | '.' | ',' | ':' | ';' | '\'' | '|' | '!' => 4.0,
        'f' | 't' | 'r' | ' ' | '-' | '(' | ')' => 5.0,
        'm' | 'w' | 'M' | 'W' | '@' | '%' => 12.0,
        c if c.is_uppercase() => 9.0,
        c if c < '\u{2e80}' => 7.6,
        _ => 12.0,
    }
}

/// The width of the longest word.
pub(super) fn longest_word(text: &str) -> f64 {
    text.split_whitespace().map(width).fold(0.0, f64::max)
}

/// A name in lines that fit. Only a word that is wider than `room` breaks, and
/// what has no place in `most` lines is left to the table beside the drawing.
fn lines(text: &str, room: f64, most: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split_whitespace() {
        let mut before = " ";
        for piece in pieces(word, room) {
            let last = lines.last_mut().expect("there is always a line");
            if last.is_empty() {
                last.push_str(&piece);
            } else if !before.is_empty() && width(last) + width(before) + width(&piece) <= room {
                last.push_str(before);
                last.push_str(&piece);
            } else {
                lines.push(piece);
            }
            before = "";
        }
    }
    if lines.len() > most {
        lines.truncate(most);
        let last = lines.last_mut().expect("a name has a line at least");
        while !last.is_empty() && width(last) + letter('…') > room {
            last.pop();
        }
        last.push('…');
    }
    lines
}

/// A word, in as many pieces as it needs.
fn pieces(word: &str, room: f64) -> Vec<String> {
    let mut pieces = vec![String::new()];
    for c in word.chars() {
        let last = pieces.last_mut().expect("there is always a piece");
        if last.is_empty() || width(last) + letter(c) <= room {
            last.push(c);
        } else {
            pieces.push(c.to_string());
        }
    }
    pieces
}

/// The names beside the grid, in lines.
pub(super) struct Names {
    pub(super) columns: Vec<Vec<String>>,
    pub(super) rows: Vec<Vec<String>>,
    /// A column's name stands upright, since it has a word without room.
    pub(super) is_upright: bool,
}

impl Names {
    pub(super) fn new(board: &Board, left: f64, across: f64) -> Self {
        let is_upright = board.columns.iter().any(|name| longest_word(name) > across);
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a few lines")]
        let (room, most) = if is_upright {
            (UPRIGHT, ((across / LEADING) as usize).clamp(1, LINES))
        } else {
            (across, LINES)
        };
        Self {
            columns: board.columns.iter().map(|name| lines(name, room, most)).collect(),
            rows: board.rows.iter().map(|name| lines(name, left, LINES)).collect(),
            is_upright,
        }
    }

    pub(super) fn head_height(&self) -> f64 {
        let names = self.columns.iter();
        if self.is_upright {
            names.flatten().map(|line| width(line)).fold(0.0, f64::max)
        } else {
            names.map(|name| 2.0 * middle(name)).fold(0.0, f64::max) + LEADING
        }
    }

    pub(super) fn row_height(&self) -> f64 {
        self.rows.iter().map(|name| 2.0 * middle(name)).fold(0.0, f64::max) + LEADING + 4.0
    }
}

/// From the middle of a name's lines to the first.
#[allow(clippy::cast_precision_loss, reason = "a name has few lines")]
pub(super) fn middle(name: &[String]) -> f64 {
    (name.len() - 1) as f64 * LEADING / 2.0
}

/// A name in its lines, of which `from` begins the first.
pub(super) fn label(attributes: &str, from: (f64, f64), name: &[String]) -> String {
    let x = one(from.0);
    let mut out = format!("<text{attributes} x=\"{x}\" y=\"{}\">", one(from.1));
    for (number, line) in name.iter().enumerate() {
        let _ = match number {
            0 => write!(out, "{}", html(line)),
            _ => write!(out, " <tspan x=\"{x}\" dy=\"{}\">{}</tspan>", one(LEADING), html(line)),
        };
    }
    out.push_str("</text>");
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_break_between_words() {
        assert_eq!(lines("Almost certain", 60.0, 4), ["Almost", "certain"]);
        assert_eq!(lines("Almost certain", 120.0, 4), ["Almost certain"]);
        assert_eq!(lines("Very high indeed", 70.0, 4), ["Very high", "indeed"]);
        assert_eq!(lines("", 70.0, 4), [""]);
    }

    #[test]
    fn only_a_word_without_room_breaks_and_only_what_never_ends_is_cut() {
        assert_eq!(lines("so Insignificant", 50.0, 4), ["so", "Insignif", "icant"]);
        let endless = lines(&"x".repeat(300), 50.0, 3);
        assert!(endless.len() == 3 && endless[2].ends_with('…'), "{endless:?}");
        assert!(endless.iter().all(|line| width(line) <= 50.0), "{endless:?}");
    }

    #[test]
    fn the_longest_word_is_the_widest() {
        assert!((longest_word("illicit mmm") - width("mmm")).abs() < 0.01);
        assert!(longest_word("").abs() < 0.01);
    }
}
