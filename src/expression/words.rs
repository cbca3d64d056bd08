//! An expression cut into words, without reading it as one.

/// The words outside of quotes and remarks.
pub(super) fn bare(text: &str) -> impl Iterator<Item = &str> {
    pieces(text)
        .filter_map(|piece| match piece {
            Piece::Plain(plain) => Some(plain),
            Piece::Quoted(_) => None,
        })
        .flat_map(|plain| plain.split(|c: char| !c.is_alphanumeric() && c != '_'))
        .filter(|word| !word.is_empty())
}

/// A part of an expression.
pub(super) enum Piece<'t> {
    /// Not in quotes.
    Plain(&'t str),
    /// In quotes, or a remark.
    Quoted(&'t str),
}

/// The parts of an expression, in their order.
pub(super) fn pieces(text: &str) -> impl Iterator<Item = Piece<'_>> {
    let mut rest = text;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let at = rest.find(['"', '\'']).unwrap_or(rest.len()).min(rest.find("//").unwrap_or(rest.len()));
        let length = if at > 0 { at } else { quoted(rest) };
        let (piece, after) = rest.split_at(length);
        rest = after;
        Some(if at > 0 { Piece::Plain(piece) } else { Piece::Quoted(piece) })
    })
}

/// How long the quoted text or remark is that a text begins with.
fn quoted(text: &str) -> usize {
    if text.starts_with("//") {
        return text.find('\n').unwrap_or(text.len());
    }
    let quote = &text[..1];
    let triple = quote.repeat(3);
    let quote = if text.starts_with(&triple) { triple.as_str() } else { quote };
    let mut at = quote.len();
    while at < text.len() {
        let rest = &text[at..];
        if rest.starts_with(quote) {
            return at + quote.len();
        }
        let mut characters = rest.chars();
        let first = characters.next().map_or(0, char::len_utf8);
        let escaped = if rest.starts_with('\\') { characters.next().map_or(0, char::len_utf8) } else { 0 };
        at += first + escaped;
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_and_remarks_hold_no_words() {
        let words = |text| bare(text).collect::<Vec<_>>().join(" ");
        assert_eq!(words("level == \"today\" && due_x < a.b // today"), "level due_x a b");
        assert_eq!(words("'it\\'s today' + '''x ' today''' + late"), "late");
        assert_eq!(words("'unclosed today"), "");
        assert_eq!(words("\"\""), "");
        assert_eq!(words("'\\"), "");
    }
}
