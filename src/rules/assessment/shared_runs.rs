//! Which of many texts have a long run of characters in common.
//!
//! Exact and in linear time. Of every run of [`RUN`] characters one gram of
//! [`GRAM`] is chosen by its hash alone ("winnowing", Schleimer, Wilkerson and
//! Aiken, 2003), so that texts with a run in common have a chosen gram in
//! common, at the same place within the run. Only what stands around such
//! grams is then compared, character by character.

use std::collections::HashMap;

use rayon::prelude::*;

/// From how many characters on a common run counts; white space is folded.
pub(super) const RUN: usize = 80;
/// How many characters are hashed. A longer gram leaves less to compare, a
/// shorter one fewer grams to choose.
const GRAM: usize = 60;
/// How many grams a run has.
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
    let mut holders: Vec<Vec<usize>> = Vec::new();
    let mut unique: Vec<&str> = Vec::new();
    let mut places: HashMap<&str, usize> = HashMap::new();
    for (place, text) in texts.iter().enumerate() {
        let number = *places.entry(text).or_insert_with(|| {
            unique.push(text);
            holders.push(Vec::new());
            unique.len() - 1
        });
        holders[number].push(place);
    }
    let folded: Vec<Vec<char>> = unique.par_iter().map(|text| white_folded(text)).collect();
    let numbered = folded.par_iter().enumerate();
    let mut grams: Vec<Gram> = numbered.flat_map_iter(|(number, text)| chosen_grams(number, text)).collect();
    grams.par_sort_unstable();
    let mut search =
        Search { folded, holders, at_least, found: vec![None; unique.len()], sharings: Vec::new() };
    for alike in grams.chunk_by(|a, b| a.hash == b.hash) {
        search.compare(alike);
    }
    search.into_list()
}

struct Search {
    folded: Vec<Vec<char>>,
    /// Where each text stands.
    holders: Vec<Vec<usize>>,
    at_least: usize,
    /// The sharing found for each text.
    found: Vec<Option<usize>>,
    sharings: Vec<Sharing>,
}

impl Search {
    /// Compares the runs around grams of one hash.
    fn compare(&mut self, alike: &[Gram]) {
        for before in 0..GRAMS {
            let is_settled = alike.iter().all(|gram| self.found[gram.text as usize].is_some());
            if is_settled || self.holders_of(texts_of(alike)) < self.at_least {
                return;
            }
            for texts in self.equal_runs(alike, before) {
                self.settle(&texts);
            }
        }
    }

    /// The texts of equal runs that begin so many characters before the gram.
    fn equal_runs(&self, alike: &[Gram], before: usize) -> Vec<Vec<usize>> {
        let mut equal: HashMap<&[char], Vec<usize>> = HashMap::new();
        for gram in alike {
            let run = (gram.start as usize)
                .checked_sub(before)
                .and_then(|start| self.folded[gram.text as usize].get(start..start + RUN));
            if let Some(run) = run {
                let texts = equal.entry(run).or_default();
                // Grams are in order of their texts.
                if texts.last() != Some(&(gram.text as usize)) {
                    texts.push(gram.text as usize);
                }
            }
        }
        let mut shared: Vec<Vec<usize>> = equal
            .into_values()
            .filter(|texts| self.holders_of(texts.iter().copied()) >= self.at_least)
            .collect();
        // The map has no order of its own.
        shared.sort_unstable();
        shared
    }

    fn holders_of(&self, texts: impl Iterator<Item = usize>) -> usize {
        texts.map(|text| self.holders[text].len()).sum()
    }

    fn settle(&mut self, texts: &[usize]) {
        if texts.iter().all(|text| self.found[*text].is_some()) {
            return;
        }
        let mut first: Vec<usize> = texts.iter().flat_map(|text| &self.holders[*text]).copied().collect();
        let count = first.len();
        first.sort_unstable();
        first.truncate(NAMED);
        self.sharings.push(Sharing { first, count });
        let number = self.sharings.len() - 1;
        for text in texts {
            self.found[*text].get_or_insert(number);
        }
    }

    fn into_list(self) -> Vec<(usize, Sharing)> {
        let sharing = |number: usize| self.sharings[number].clone();
        let each = self.found.iter().zip(&self.holders);
        let found = each.filter_map(|(found, holders)| Some((sharing((*found)?), holders)));
        let mut list: Vec<(usize, Sharing)> = found
            .flat_map(|(sharing, holders)| holders.iter().map(move |place| (*place, sharing.clone())))
            .collect();
        list.sort_unstable_by_key(|(place, _)| *place);
        list
    }
}

/// The texts of grams that are in order of their texts, each once.
fn texts_of(grams: &[Gram]) -> impl Iterator<Item = usize> {
    grams.chunk_by(|a, b| a.text == b.text).map(|same| same[0].text as usize)
}

/// The characters of a text, white space folded to single spaces.
fn white_folded(text: &str) -> Vec<char> {
    let mut folded = Vec::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !folded.is_empty() {
            folded.push(' ');
        }
        folded.extend(word.chars());
    }
    folded
}

/// Of every run the last of the grams with the lowest hash.
fn chosen_grams(number: usize, text: &[char]) -> Vec<Gram> {
    // Texts are far fewer and far shorter than 2³².
    let narrow = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    let hashes = gram_hashes(text);
    let mut chosen: Vec<Gram> = Vec::new();
    let mut lowest: Option<usize> = None;
    for run in 0..(hashes.len() + 1).saturating_sub(GRAMS) {
        let last = run + GRAMS - 1;
        let kept = lowest.filter(|lowest| *lowest >= run);
        let now = match kept {
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
fn gram_hashes(text: &[char]) -> Vec<u64> {
    const BASE: u64 = 0x9e37_79b9_7f4a_7c15;
    let Some(rest) = text.get(GRAM..) else { return Vec::new() };
    let add = |hash: u64, c: char| hash.wrapping_mul(BASE).wrapping_add(u64::from(c) + 1);
    let leading = BASE.wrapping_pow(GRAM as u32);
    let mut hash = text[..GRAM].iter().fold(0, |hash, c| add(hash, *c));
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
        let folded: Vec<Vec<char>> = texts.iter().map(|text| white_folded(text)).collect();
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
        let run = "ä".repeat(79);
        assert_eq!(places(&[run.clone(), run.clone(), run]), [] as [usize; 0]);
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
            parts in prop::collection::vec("[ab]{35,50}", 4),
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
