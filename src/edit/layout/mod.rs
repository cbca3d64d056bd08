//! The one layout of a file: the order of its keys and tables, the white space
//! between them, TOML 1.0. Comments stay, and no value changes.
//!
//! `lines` reads the parser's tokens, `sections` tells which comment
//! belongs to what, `order` moves, `write` writes. What comes out is read
//! again and compared with what went in before anybody gets it.
//! `docs/fmt.md` shows the layout to those who use it.

mod lines;
mod meaning;
mod order;
mod sections;
#[cfg(test)]
mod tests;
mod value;
mod write;

use toml::de::DeTable;

pub(super) use meaning::says;

use super::splice::line_ending;
use crate::parse::shape::Shape;

/// A layout that is another the second time is laid out again so often.
const ROUNDS: usize = 4;

const BYTE_ORDER_MARK: &str = "\u{feff}";

/// Why a file is left as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LayoutTrouble {
    /// TOML refuses it: what it says, and the byte where.
    Unreadable(String, usize),
    /// Laid out it would say something else, or lack a comment.
    Changed,
    /// Its layout would be another each time.
    Unsettled,
}

impl std::fmt::Display for LayoutTrouble {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Unreadable(why, _) => write!(f, "it cannot be read: {why}"),
            Self::Changed => write!(f, "laid out, it would say something else; write it more plainly"),
            Self::Unsettled => write!(f, "its layout does not come to rest; write it more plainly"),
        }
    }
}

/// A file's text in the one layout. The shape is that of the top of the file;
/// without one, no key is moved.
///
/// # Errors
/// A file that TOML refuses, or whose layout would not keep what it says.
pub fn laid_out(text: &str, top: Option<Shape>) -> Result<String, LayoutTrouble> {
    let before = parsed(text)?;
    let mut last = once(text, top);
    for _ in 0..ROUNDS {
        let next = once(&last, top);
        if next == last {
            let after = DeTable::parse(&last).map_err(|_| LayoutTrouble::Changed)?;
            let is_same = meaning::of(before.get_ref(), top) == meaning::of(after.get_ref(), top)
                && lines::comments(text) == lines::comments(&last);
            return if is_same { Ok(last) } else { Err(LayoutTrouble::Changed) };
        }
        last = next;
    }
    Err(LayoutTrouble::Unsettled)
}

/// A file that was changed: laid out, if it was before.
#[must_use]
pub fn laid_out_as(before: Option<&str>, after: String) -> String {
    let is_laid_out = |text: &str| laid_out(text, shape_of(text)).is_ok_and(|laid_out| laid_out == text);
    if before.is_none_or(is_laid_out) { laid_out(&after, shape_of(&after)).unwrap_or(after) } else { after }
}

/// The shape that the keys at the top of a text speak for.
#[must_use]
pub fn shape_of(text: &str) -> Option<Shape> {
    let (root, _) = DeTable::parse_recoverable(text);
    let keys: Vec<&str> = root.get_ref().iter().map(|(key, _)| key.get_ref().as_ref()).collect();
    Shape::of_file(keys.into_iter())
}

fn parsed(text: &str) -> Result<toml::Spanned<DeTable<'_>>, LayoutTrouble> {
    DeTable::parse(text).map_err(|error| {
        let place = error.span().map_or(0, |span| span.start);
        LayoutTrouble::Unreadable(error.message().to_owned(), place)
    })
}

fn once(text: &str, top: Option<Shape>) -> String {
    let mut file = sections::gather(lines::lines(text), top);
    file.sections.iter_mut().for_each(order::rows);
    order::sections(&mut file.sections, top);
    file.set_end_apart();
    let laid_out = write::file(&file, line_ending(text));
    if text.starts_with(BYTE_ORDER_MARK) { format!("{BYTE_ORDER_MARK}{laid_out}") } else { laid_out }
}
