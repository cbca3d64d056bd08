//! A concordance: all words of the risks' texts, each once, with where it stands.
//!
//! A search for a part of a word looks through some ten thousand words, and reads
//! the places of those that have it: no text is looked through.

use std::collections::hash_map::Entry;

use foldhash::HashMap;

use crate::text::is_plain;

/// Words in small letters, as far as those are ASCII, each with its places. The
/// script of the site folds them further.
#[derive(Debug, Default)]
pub(super) struct Concordance(HashMap<Box<str>, Places>);

/// Where a word stands: rising places, told by the gap from each to the next.
#[derive(Debug)]
struct Places {
    first: usize,
    last: usize,
    /// From the second on.
    gaps: String,
}

impl Concordance {
    /// Adds the words of a text at a place, which is the last one or lies behind.
    pub(super) fn add(&mut self, place: usize, text: &str) {
        let small = text.to_ascii_lowercase();
        if is_plain(&small) {
            small.split_ascii_whitespace().for_each(|word| self.add_word(place, word));
        } else {
            small.split_whitespace().for_each(|word| self.add_word(place, word));
        }
    }

    fn add_word(&mut self, place: usize, word: &str) {
        if let Some(known) = self.0.get_mut(word) {
            known.go_on(place);
        } else {
            self.0.insert(word.into(), Places { first: place, last: place, gaps: String::new() });
        }
    }

    /// With what stands at places behind all of these.
    pub(super) fn followed_by(mut self, later: Self) -> Self {
        if self.0.is_empty() {
            return later;
        }
        for (word, places) in later.0 {
            match self.0.entry(word) {
                Entry::Vacant(entry) => {
                    entry.insert(places);
                }
                Entry::Occupied(mut entry) => {
                    let known = entry.get_mut();
                    known.go_on(places.first);
                    known.gaps.push_str(&places.gaps);
                    known.last = places.last;
                }
            }
        }
        self
    }

    /// The words, sorted, and as many lists of places, both with a space between.
    pub(super) fn written(self) -> (String, String) {
        let mut all: Vec<_> = self.0.into_iter().collect();
        all.sort_unstable_by(|(one, _), (other, _)| one.cmp(other));
        let (mut words, mut lists) = (String::new(), String::new());
        for (word, places) in all {
            if !words.is_empty() {
                words.push(' ');
                lists.push(' ');
            }
            words.push_str(&word);
            write_gap(&mut lists, places.first + 1);
            lists.push_str(&places.gaps);
        }
        (words, lists)
    }
}

impl Places {
    fn go_on(&mut self, place: usize) {
        if place > self.last {
            write_gap(&mut self.gaps, place - self.last);
            self.last = place;
        }
    }
}

/// A gap, at least 1, as spreadsheets count their columns: A to Z, then AA. Its
/// last letter is small, so that gaps stand side by side, and nothing is escaped.
fn write_gap(out: &mut String, gap: usize) {
    push_letters(out, (gap - 1) / LETTERS.len());
    out.push(char::from(LETTERS[(gap - 1) % LETTERS.len()].to_ascii_lowercase()));
}

fn push_letters(out: &mut String, number: usize) {
    if number > 0 {
        push_letters(out, (number - 1) / LETTERS.len());
        out.push(char::from(LETTERS[(number - 1) % LETTERS.len()]));
    }
}

const LETTERS: &[u8; 26] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ";

#[cfg(test)]
mod tests {
    use super::*;

    fn of(texts: &[(usize, &str)]) -> Concordance {
        let mut all = Concordance::default();
        for (place, text) in texts {
            all.add(*place, text);
        }
        all
    }

    #[test]
    fn a_word_stands_once_with_the_gaps_between_its_places() {
        let (words, lists) = of(&[(0, "Mail, mail\nand  MAIL"), (1, "mail"), (28, "and mail É")]).written();
        assert_eq!(words, "and mail mail, É");
        assert_eq!(lists, "aAb aaAa a Ac");
        assert_eq!(Concordance::default().written(), (String::new(), String::new()));
    }

    #[test]
    fn gaps_count_like_columns_and_only_their_last_letter_is_small() {
        for (gap, written) in [
            (1, "a"),
            (26, "z"),
            (27, "Aa"),
            (52, "Az"),
            (53, "Ba"),
            (702, "Zz"),
            (703, "AAa"),
            (18_278, "ZZz"),
        ] {
            let mut out = String::new();
            write_gap(&mut out, gap);
            assert_eq!(out, written, "{gap}");
        }
    }

    #[test]
    fn parts_that_are_joined_say_what_the_whole_says() {
        let texts: Vec<(usize, String)> =
            (0..200).map(|place| (place, format!("all t{} t{}", place % 7, place * place % 31))).collect();
        let texts: Vec<(usize, &str)> = texts.iter().map(|(place, text)| (*place, text.as_str())).collect();
        let whole = of(&texts).written();
        for parts in [[0, 0], [1, 199], [50, 51], [60, 140], [200, 200]] {
            let [one, two, three] =
                [0..parts[0], parts[0]..parts[1], parts[1]..200].map(|part| of(&texts[part]));
            assert_eq!(one.followed_by(two).followed_by(three).written(), whole, "{parts:?}");
            let [one, two, three] =
                [0..parts[0], parts[0]..parts[1], parts[1]..200].map(|part| of(&texts[part]));
            assert_eq!(one.followed_by(two.followed_by(three)).written(), whole, "{parts:?}");
        }
    }
}
