//! That an edit changed what it was to change, and nothing else.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::layout::says;

/// Whether two texts say the same but for the values and keys that begin at
/// these places of the first.
#[must_use]
pub fn differ_only_at(before: &str, after: &str, places: &[Range<usize>]) -> bool {
    match (DeTable::parse(before), DeTable::parse(after)) {
        (Ok(before), Ok(after)) => Places(places).table(before.get_ref(), after.get_ref()),
        _ => false,
    }
}

struct Places<'a>(&'a [Range<usize>]);

impl Places<'_> {
    fn has(&self, span: &Range<usize>) -> bool {
        self.0.iter().any(|place| place.start == span.start)
    }

    fn table(&self, before: &DeTable<'_>, after: &DeTable<'_>) -> bool {
        before.len() == after.len()
            && before.iter().zip(after.iter()).all(|((key, value), (new_key, new_value))| {
                (key.get_ref() == new_key.get_ref() || self.has(&key.span())) && self.value(value, new_value)
            })
    }

    fn value(&self, before: &Spanned<DeValue<'_>>, after: &Spanned<DeValue<'_>>) -> bool {
        match (before.get_ref(), after.get_ref()) {
            (DeValue::Table(before), DeValue::Table(after)) => self.table(before, after),
            (DeValue::Array(before), DeValue::Array(after)) => {
                before.len() == after.len()
                    && before.iter().zip(after.iter()).all(|(before, after)| self.value(before, after))
            }
            (old, new) => self.has(&before.span()) || says(old) == says(new),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_not_to_change_did_not() {
        let before = "a = 'x'\n[[b]]\nc = [1, 'y']\n";
        let place = |what: &str| {
            let at = before.find(what).expect("there");
            at..at + what.len()
        };
        assert!(differ_only_at(before, "a = 'z'\n[[b]]\nc = [1, 'y']\n", &[place("'x'")]));
        assert!(differ_only_at(before, "d = 'x' # new\n[[b]]\nc = [1, 'y']\n", &[place("a")]));
        assert!(!differ_only_at(before, "a = 'z'\n[[b]]\nc = [1, 'w']\n", &[place("'x'")]));
        assert!(!differ_only_at(before, "a = 'z'\n[[b]]\nc = [1]\n", &[place("'x'")]));
        assert!(!differ_only_at(before, "a = \n", &[place("'x'")]));
    }
}
