//! The risks of a register, by path.

use std::ops::Index;

use rayon::prelude::*;

use super::risk::Risk;

/// The risks of a register, by path. Each stands where it was read: a risk is
/// some kilobytes, and all of them are not moved to stand side by side.
#[derive(Debug, Clone, Default)]
#[allow(clippy::vec_box, reason = "that is what this is for")]
pub struct Risks(Vec<Box<Risk>>);

impl Risks {
    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// One after the other.
    pub fn iter(&self) -> Iter<'_> {
        self.0.iter().map(|risk| risk)
    }

    /// One after the other, to change them.
    pub fn iter_mut(&mut self) -> impl Iterator<Item = &mut Risk> {
        self.0.iter_mut().map(|risk| &mut **risk)
    }

    /// In many threads.
    #[must_use]
    pub fn par_iter(&self) -> impl IndexedParallelIterator<Item = &Risk> {
        self.0.par_iter().map(|risk| &**risk)
    }
}

/// The risks, one after the other.
pub type Iter<'r> = std::iter::Map<std::slice::Iter<'r, Box<Risk>>, fn(&'r Box<Risk>) -> &'r Risk>;

impl Index<usize> for Risks {
    type Output = Risk;

    fn index(&self, place: usize) -> &Risk {
        &self.0[place]
    }
}

impl<'r> IntoIterator for &'r Risks {
    type Item = &'r Risk;
    type IntoIter = Iter<'r>;

    fn into_iter(self) -> Iter<'r> {
        self.iter()
    }
}

impl Extend<Box<Risk>> for Risks {
    fn extend<I: IntoIterator<Item = Box<Risk>>>(&mut self, risks: I) {
        self.0.extend(risks);
    }
}
