//! What of a long text was taken out and put in, word by word.

use similar::{ChangeTag, TextDiff};

use super::view::changes::Piece;

/// Bytes of both texts up to which words are compared: beyond, one text stands
/// for the other as a whole.
const COMPARED: usize = 20_000;
/// Characters that are shown of a difference.
const MOST: usize = 900;
/// Characters around a change that tell where it is.
const AROUND: usize = 40;

/// The difference of two texts: whatever changed, and a few words around it.
#[must_use]
pub fn pieces(before: &str, after: &str) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    let mut add = |tag: ChangeTag, text: &str| {
        let (out, new) = (tag == ChangeTag::Delete, tag == ChangeTag::Insert);
        match pieces.last_mut() {
            Some(last) if (last.out, last.new) == (out, new) => last.text.push_str(text),
            _ if text.is_empty() => {}
            _ => pieces.push(Piece { text: text.to_owned(), out, new }),
        }
    };
    if before.len() + after.len() > COMPARED {
        add(ChangeTag::Delete, before);
        add(ChangeTag::Insert, after);
    } else {
        let difference = TextDiff::from_words(before, after);
        difference.iter_all_changes().for_each(|change| add(change.tag(), change.value()));
    }
    let last = pieces.len().saturating_sub(1);
    for (place, piece) in pieces.iter_mut().enumerate() {
        if !piece.out && !piece.new {
            piece.text = around(&piece.text, place > 0, place < last);
        }
    }
    cut(pieces)
}

/// Of words that stayed, those beside a change.
fn around(text: &str, has_before: bool, has_after: bool) -> String {
    let kept = AROUND * (usize::from(has_before) + usize::from(has_after));
    let length = text.chars().count();
    if length <= kept + AROUND {
        return text.to_owned();
    }
    let begin: String = text.chars().take(if has_before { AROUND } else { 0 }).collect();
    let end: String = text.chars().skip(length - if has_after { AROUND } else { 0 }).collect();
    // A word is told whole.
    let begin = begin.rfind(char::is_whitespace).map_or("", |space| &begin[..=space]);
    let end = end.find(char::is_whitespace).map_or("", |space| &end[space..]);
    format!("{begin}…{end}")
}

/// As much as there is room for; a cut is marked. The half of the room is each
/// piece's at most, so that what is new is seen beside what is gone.
fn cut(pieces: Vec<Piece>) -> Vec<Piece> {
    let mut room = MOST;
    let mut kept = Vec::new();
    for piece in pieces {
        if room == 0 {
            kept.push(Piece { text: "…".to_owned(), out: false, new: false });
            break;
        }
        let text = crate::text::shortened(&piece.text, room.min(MOST / 2));
        room = room.saturating_sub(text.chars().count());
        kept.push(Piece { text, ..piece });
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(before: &str, after: &str) -> String {
        let one = |piece: &Piece| match (piece.out, piece.new) {
            (true, _) => format!("[-{}-]", piece.text),
            (_, true) => format!("[+{}+]", piece.text),
            _ => piece.text.clone(),
        };
        pieces(before, after).iter().map(one).collect()
    }

    #[test]
    fn what_went_and_what_came_is_marked_word_by_word() {
        for (before, after, told) in [
            ("weak passwords are used", "old passwords are used", "[-weak-][+old+] passwords are used"),
            ("one\ntwo", "one\ntwo three", "one\ntwo[+ three+]"),
            ("", "new text", "[+new text+]"),
            ("old text", "", "[-old text-]"),
            ("same", "same", "same"),
        ] {
            assert_eq!(drawn(before, after), told);
        }
    }

    #[test]
    fn of_what_stayed_only_the_words_around_are_told() {
        let long = "word ".repeat(60);
        let told = drawn(&format!("{long}end"), &format!("{long}stop"));
        assert!(told.starts_with('…') && told.ends_with("word [-end-][+stop+]"), "{told}");
        assert!(told.chars().count() < 80, "{told}");
    }

    #[test]
    fn a_long_difference_is_cut_and_both_sides_are_seen() {
        let (old, new) = ("alt ".repeat(4_000), "neu ".repeat(4_000));
        let pieces = pieces(&old, &new);
        assert!(pieces.iter().any(|piece| piece.out) && pieces.iter().any(|piece| piece.new));
        assert!(pieces.iter().map(|piece| piece.text.chars().count()).sum::<usize>() <= MOST + 1);
    }
}
