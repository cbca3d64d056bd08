//! Texts that are compared without case, and things that share one.

use std::collections::HashMap;
use std::hash::{Hash, Hasher};

/// A text that equals another where they differ in case only. It needs no
/// copy of the text: a register has thousands of ids, and all are compared.
#[derive(Debug, Clone, Copy)]
pub(super) struct Caseless<'a>(pub(super) &'a str);

impl Caseless<'_> {
    fn chars(&self) -> impl Iterator<Item = char> {
        self.0.chars().flat_map(char::to_lowercase)
    }
}

impl PartialEq for Caseless<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.chars().eq(other.chars())
    }
}

impl Eq for Caseless<'_> {}

impl Hash for Caseless<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.chars().for_each(|c| c.hash(state));
    }
}

/// Two things under one key.
pub(super) struct Double<T> {
    /// The one that has it first.
    pub(super) first: T,
    /// The one that has it again.
    pub(super) again: T,
    /// The how many-th this is: 2 for the second.
    pub(super) number: usize,
}

impl<T> Double<T> {
    /// What tells this double from a third and a fourth of the same key.
    pub(super) fn apart(&self, first: &str) -> String {
        if self.number == 2 { first.to_owned() } else { format!("{first} ({})", self.number) }
    }
}

/// Every thing whose key another before it has.
pub(super) fn doubles<K: Hash + Eq, T: Copy>(things: impl Iterator<Item = (K, T)>) -> Vec<Double<T>> {
    let mut seen: HashMap<K, (T, usize)> = HashMap::with_capacity(things.size_hint().0);
    let mut doubles = Vec::new();
    for (key, thing) in things {
        let (first, number) = seen.entry(key).or_insert((thing, 0));
        *number += 1;
        if *number > 1 {
            doubles.push(Double { first: *first, again: thing, number: *number });
        }
    }
    doubles
}
