//! Which of many texts have a long run of characters in common.
//!
//! Exact and in linear time. Of every run one gram of [`GRAM`] bytes is chosen
//! by its hash alone ("winnowing", Schleimer, Wilkerson and Aiken, 2003), so
//! that texts with a run in common have a chosen gram in common, at the same
//! place within the run. Only what stands around such grams is then compared,
//! character by character.

use std::borrow::Cow;
use std::collections::HashMap;

use rayon::prelude::*;

/// From how many characters on a common run counts; white space is folded.
pub(super) const RUN: usize = 80;
/// How many bytes are hashed. A longer gram leaves less to compare, a shorter
/// one fewer grams to choose.
const GRAM: usize = 48;
/// How many grams a run has at least; a character is a byte or more.
const GRAMS: usize = RUN - GRAM + 1;
/// How many of those who share a run are kept by name.
const NAMED: usize = 4;

/// Who shares a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Sharing {
    /// The first of them.
    pub(super) first: Vec<usize>,
    /// How many they are.
    pub(super) count: usize,
}

impl Sharing {
    /// The first three but for one.
    pub(super) fn others(&self, place: usize) -> impl Iterator<Item = usize> {
        self.first.iter().copied().filter(move |other| *other != place).take(NAMED - 1)
    }
}

/// A chosen gram of a text.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Gram {
    hash: u64,
    text: u32,
    start: u32,
}

/// The texts that have a run in common with so many others that they are
/// `at_least` together, each with those who share the first such run found.
pub(super) fn shared_runs(texts: &[&str], at_least: usize) -> Vec<(usize, Sharing)> {
    let texts: Vec<Cow<'_, str>> = texts.par_iter().map(|text| white_folded(text)).collect();
    let numbered = texts.par_iter().enumerate();
    let mut grams: Vec<Gram> =
        numbered.flat_map_iter(|(number, text)| chosen_grams(number, text.as_bytes())).collect();
    grams.par_sort_unstable();
    let found = vec![None; texts.len()];
    let mut search = Search { texts, at_least, found, sharings: Vec::new() };
    for alike in grams.chunk_by(|a, b| a.hash == b.hash).filter(|alike| alike.len() >= at_least) {
        search.compare(alike);
    }
    let Search { found, sharings, .. } = search;
    let numbered = found.into_iter().enumerate();
    numbered.filter_map(|(place, found)| Some((place, sharings[found?].clone()))).collect()
}

struct Search<'t> {
    texts: Vec<Cow<'t, str>>,
    at_least: usize,
    /// The sharing found for each text.
    found: Vec<Option<usize>>,
    sharings: Vec<Sharing>,
}

impl Search<'_> {
    /// Compares the runs around grams of one hash.
    fn compare(&mut self, alike: &[Gram]) {
        for before in 0..GRAMS {
            if alike.iter().all(|gram| self.found[gram.text as usize].is_some()) {
                return;
            }
            for texts in self.equal_runs(alike, before) {
                self.settle(texts);
            }
        }
    }

    /// The texts of equal runs that begin so many bytes before the gram.
    fn equal_runs(&self, alike: &[Gram], before: usize) -> Vec<Vec<usize>> {
        let mut equal: HashMap<&str, Vec<usize>> = HashMap::new();
        for gram in alike {
            let start = (gram.start as usize).checked_sub(before);
            let text = &self.texts[gram.text as usize];
            if let Some(run) = start.and_then(|start| first_run(text.get(start..)?)) {
                let texts = equal.entry(run).or_default();
                // Grams are in order of their texts.
                if texts.last() != Some(&(gram.text as usize)) {
                    texts.push(gram.text as usize);
                }
            }
        }
        let mut shared: Vec<Vec<usize>> =
            equal.into_values().filter(|texts| texts.len() >= self.at_least).collect();
        // The map has no order of its own.
        shared.sort_unstable();
        shared
    }

    fn settle(&mut self, texts: Vec<usize>) {
        let number = self.sharings.len();
        let mut is_new = false;
        for text in &texts {
            let found = &mut self.found[*text];
            is_new |= found.is_none();
            found.get_or_insert(number);
        }
        if is_new {
            let count = texts.len();
            let first = texts.into_iter().take(NAMED).collect();
            self.sharings.push(Sharing { first, count });
        }
    }
}

/// As many characters as make a run, if the text has them.
fn first_run(text: &str) -> Option<&str> {
    match text.char_indices().nth(RUN) {
        Some((end, _)) => Some(&text[..end]),
        None => (text.chars().count() == RUN).then_some(text),
    }
}

/// A text with its white space folded to single spaces.
fn white_folded(text: &str) -> Cow<'_, str> {
    let is_folded = |text: &str| {
        let mut after_space = true;
        let sound = text.chars().all(|c| {
            let sound = !c.is_whitespace() || (c == ' ' && !after_space);
            after_space = c == ' ';
            sound
        });
        sound && !after_space
    };
    match text.trim() {
        text if is_folded(text) => Cow::Borrowed(text),
        text => Cow::Owned(text.split_whitespace().collect::<Vec<_>>().join(" ")),
    }
}

/// Of every run the last of the grams with the lowest hash.
fn chosen_grams(number: usize, text: &[u8]) -> Vec<Gram> {
    // Texts are far fewer and far shorter than 2³².
    let narrow = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    let hashes = gram_hashes(text);
    let mut chosen: Vec<Gram> = Vec::new();
    let mut lowest: Option<usize> = None;
    for run in 0..(hashes.len() + 1).saturating_sub(GRAMS) {
        let last = run + GRAMS - 1;
        let now = match lowest.filter(|lowest| *lowest >= run) {
            Some(kept) if hashes[kept] < hashes[last] => kept,
            Some(_) => last,
            None => (run..=last).rev().min_by_key(|place| hashes[*place]).unwrap_or(last),
        };
        if lowest != Some(now) {
            chosen.push(Gram { hash: hashes[now], text: narrow(number), start: narrow(now) });
            lowest = Some(now);
        }
    }
    chosen
}

/// A hash of every gram: a polynomial that rolls, then mixed so that the
/// lowest is as good as chosen by lot.
fn gram_hashes(text: &[u8]) -> Vec<u64> {
    const BASE: u64 = 0x9e37_79b9_7f4a_7c15;
    let Some(rest) = text.get(GRAM..) else { return Vec::new() };
    let add = |hash: u64, byte: u8| hash.wrapping_mul(BASE).wrapping_add(u64::from(byte) + 1);
    let leading = BASE.wrapping_pow(GRAM as u32);
    let mut hash = text[..GRAM].iter().fold(0, |hash, byte| add(hash, *byte));
    let mut hashes = Vec::with_capacity(rest.len() + 1);
    hashes.push(mixed(hash));
    for (gone, come) in text.iter().zip(rest) {
        hash = add(hash, *come).wrapping_sub((u64::from(*gone) + 1).wrapping_mul(leading));
        hashes.push(mixed(hash));
    }
    hashes
}

fn mixed(hash: u64) -> u64 {
    let hash = (hash ^ (hash >> 32)).wrapping_mul(0xd6e8_feb8_6659_fd93);
    hash ^ (hash >> 32)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Words that differ from text to text.
    fn filler(seed: usize, words: usize) -> String {
        (0..words).map(|n| format!("w{}x{n} ", seed * 7919 + n * 31)).collect()
    }

    fn places(texts: &[String]) -> Vec<usize> {
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        shared_runs(&texts, 3).into_iter().map(|(place, _)| place).collect()
    }

    /// What the search has to find, said slowly.
    fn by_brute_force(texts: &[String]) -> Vec<usize> {
        let folded: Vec<Vec<char>> = texts.iter().map(|text| white_folded(text).chars().collect()).collect();
        let holds = |text: &[char], run: &[char]| text.windows(RUN).any(|window| window == run);
        let is_copy = |text: &&Vec<char>| {
            text.windows(RUN).any(|run| folded.iter().filter(|other| holds(other, run)).count() >= 3)
        };
        (0..texts.len()).filter(|place| is_copy(&&folded[*place])).collect()
    }

    #[test]
    fn eighty_characters_are_enough_and_seventy_nine_are_not() {
        let run: String = filler(1, 40).chars().take(RUN).collect();
        let around =
            |run: &str| (2..5).map(|n| format!("{}{run}{}", filler(n, 9), filler(n + 9, 5))).collect();
        let (all, less): (Vec<String>, Vec<String>) = (around(&run), around(&run[1..]));
        // What stands before and after begins alike in none of them.
        let apart = |texts: Vec<String>| -> Vec<String> {
            texts
                .iter()
                .enumerate()
                .map(|(n, text)| text.replace(&run[1..], &format!("{n}{}{n}", &run[1..])))
                .collect()
        };
        assert_eq!(places(&all), [0, 1, 2]);
        assert_eq!(places(&apart(less)), [] as [usize; 0]);
    }

    #[test]
    fn white_space_is_folded_and_case_is_not() {
        let text = filler(1, 20);
        let broken = text.replace(' ', "\n  ");
        assert_eq!(places(&[text.clone(), broken.clone(), text.clone()]), [0, 1, 2]);
        assert_eq!(places(&[text.clone(), broken, text.to_uppercase()]), [] as [usize; 0]);
    }

    #[test]
    fn characters_are_counted_and_not_bytes() {
        let less = "ä".repeat(RUN - 1);
        assert_eq!(places(&[less.clone(), less.clone(), less.clone()]), [] as [usize; 0]);
        let ends = [("x", "y"), ("ö€", "ü"), ("", "ß")];
        assert_eq!(places(&ends.map(|(start, end)| format!("{start}ä{less}{end}"))), [0, 1, 2]);
    }

    #[test]
    fn white_space_at_the_ends_is_none() {
        assert_eq!(white_folded(" a  b\u{a0}c\n"), "a b c");
        assert!(matches!(white_folded("\na b c "), Cow::Borrowed("a b c")));
        assert_eq!(white_folded(" \n"), "");
    }

    #[test]
    fn a_text_that_shares_with_two_others_is_found_whoever_else_they_share_with() {
        let (one, two) = (filler(1, 30), filler(2, 30));
        let texts = [one.clone(), one.clone(), format!("{one}{two}"), two.clone(), two.clone()];
        assert_eq!(places(&texts), [0, 1, 2, 3, 4]);
    }

    #[test]
    fn the_first_three_others_are_named_and_all_are_counted() {
        let text = filler(1, 30);
        let found = shared_runs(&[text.as_str(); 6], 3);
        assert_eq!(found.len(), 6);
        assert_eq!(found[1].1.others(1).collect::<Vec<_>>(), [0, 2, 3]);
        assert_eq!(found[5].1.others(5).collect::<Vec<_>>(), [0, 1, 2]);
        assert_eq!(found[5].1.count, 6);
    }

    proptest! {
        /// Few letters and many repeats, so that runs are shared at odd places.
        #[test]
        fn it_finds_what_a_slow_search_finds(
            parts in prop::collection::vec("[abä€]{25,50}", 4),
            orders in prop::collection::vec(prop::collection::vec(0usize..4, 1..6), 3..7),
        ) {
            let text = |order: &Vec<usize>| order.iter().map(|part| parts[*part].as_str()).collect::<String>();
            let texts: Vec<String> = orders.iter().map(text).collect();
            prop_assert_eq!(places(&texts), by_brute_force(&texts));
        }
    }

    /// Quadratic work would take minutes here.
    #[test]
    fn ten_thousand_texts_are_searched_in_linear_time() {
        let equal: Vec<String> = vec![filler(1, 40); 10_000];
        let templated: Vec<String> =
            (0..10_000).map(|n| format!("Risk {n}: {} ({n})", filler(1, 40))).collect();
        let nearly: Vec<String> = (0..10_000).map(|n| format!("{n} {} {n}", &filler(1, 40)[..70])).collect();
        let repeated = [100_000, 90_000, 80_000].map(|length| "a".repeat(length)).to_vec();
        for (texts, found) in [(equal, 10_000), (templated, 10_000), (nearly, 0), (repeated, 3)] {
            assert_eq!(places(&texts).len(), found);
        }
    }
}
