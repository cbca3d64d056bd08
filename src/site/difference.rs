//! What of a long text was taken out and put in, word by word.

use similar::{ChangeTag, TextDiff};

use super::view::changes::Piece;

/// Bytes of both texts up to which words are compared: beyond, one text stands
/// for the other as a whole.
const COMPARED: usize = 20_000;
/// The share of the words that stayed, from which on words are compared.
const ALIKE: f32 = 0.5;
/// Characters that are shown of a difference.
const MOST: usize = 900;
/// Characters around a change that tell where it is.
const AROUND: usize = 40;

/// The difference of two texts: whatever changed, and a few words around it. A
/// text that says little of what it said is told whole, as is what stands
/// between two changes without a word.
#[must_use]
pub fn pieces(before: &str, after: &str) -> Vec<Piece> {
    let mut pieces = Pieces::default();
    let difference = (before.len() + after.len() <= COMPARED).then(|| TextDiff::from_words(before, after));
    match difference.filter(|difference| difference.ratio() >= ALIKE) {
        Some(difference) => {
            for change in difference.iter_all_changes() {
                pieces.add(change.tag(), change.value());
            }
        }
        None => {
            pieces.add(ChangeTag::Delete, before);
            pieces.add(ChangeTag::Insert, after);
        }
    }
    let mut pieces = pieces.all();
    let last = pieces.len().saturating_sub(1);
    for (place, piece) in pieces.iter_mut().enumerate() {
        if !piece.out && !piece.new {
            piece.text = around(&piece.text, place > 0, place < last);
        }
    }
    cut(pieces)
}

/// Pieces as they come: what is gone and what is new in its place, together.
#[derive(Default)]
struct Pieces {
    done: Vec<Piece>,
    out: String,
    new: String,
    /// What stayed since.
    same: String,
}

impl Pieces {
    fn add(&mut self, tag: ChangeTag, text: &str) {
        if tag == ChangeTag::Equal {
            self.same.push_str(text);
            return;
        }
        let same = std::mem::take(&mut self.same);
        if same.trim().is_empty() && !(self.out.is_empty() && self.new.is_empty()) {
            self.out.push_str(&same);
            self.new.push_str(&same);
        } else {
            self.end();
            self.push(same, false, false);
        }
        if tag == ChangeTag::Delete { self.out.push_str(text) } else { self.new.push_str(text) }
    }

    fn end(&mut self) {
        let (out, new) = (std::mem::take(&mut self.out), std::mem::take(&mut self.new));
        self.push(out, true, false);
        self.push(new, false, true);
    }

    fn push(&mut self, text: String, out: bool, new: bool) {
        if !text.is_empty() {
            self.done.push(Piece { text, out, new });
        }
    }

    fn all(mut self) -> Vec<Piece> {
        self.end();
        let same = std::mem::take(&mut self.same);
        self.push(same, false, false);
        self.done
    }
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
            ("a b c d e f", "a x y d e f", "a [-b c-][+x y+] d e f"),
            ("no word of it", "is that again", "[-no word of it-][+is that again+]"),
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
