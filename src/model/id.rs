//! Ids: their order, their shape, and the patterns that risk ids follow.

use std::cmp::Ordering;
use std::fmt;

/// The characters that a `?` of an id pattern stands for: no 0, 1, I, O.
pub const RANDOM_CHARACTERS: &str = "23456789ABCDEFGHJKLMNPQRSTVWXYZ";

/// The id of a risk. Ordered by prefix, number, text: R9 before R10.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct RiskId(pub String);

impl RiskId {
    /// The id as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for RiskId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Ord for RiskId {
    fn cmp(&self, other: &Self) -> Ordering {
        natural_order(&self.0, &other.0)
    }
}

impl PartialOrd for RiskId {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// Compares ids by prefix, number, text.
#[must_use]
pub fn natural_order(a: &str, b: &str) -> Ordering {
    fn parts(id: &str) -> (&str, u128, &str) {
        let digits = id.find(|c: char| c.is_ascii_digit()).unwrap_or(id.len());
        let (prefix, rest) = id.split_at(digits);
        let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
        // Thirty-eight digits fit; what is longer sorts last among its like.
        let number = rest[..end].parse().unwrap_or(if end == 0 { 0 } else { u128::MAX });
        (prefix, number, &rest[end..])
    }
    parts(a).cmp(&parts(b)).then_with(|| a.cmp(b))
}

/// Whether the text is a lower-case kebab id: `it-manager`.
#[must_use]
pub fn is_kebab(id: &str) -> bool {
    !id.is_empty()
        && id.split('-').all(|part| {
            !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
        })
}

/// A text without case, spaces, hyphens and punctuation: what two writings of
/// one name have in common.
#[must_use]
pub fn folded(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// The kebab id of a name: "IT Manager" gives `it-manager`.
#[must_use]
pub fn kebab(name: &str) -> String {
    let mut id = String::new();
    for part in name.split(|c: char| !c.is_ascii_alphanumeric()).filter(|part| !part.is_empty()) {
        if !id.is_empty() {
            id.push('-');
        }
        id.extend(part.chars().map(|c| c.to_ascii_lowercase()));
    }
    id
}

/// A pattern such as `R###`: letters stand for themselves, a run of `#` for at
/// least that many digits, a run of `?` for as many random characters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdPattern {
    text: String,
    prefix: String,
    digits: usize,
    random: usize,
    suffix: String,
}

impl IdPattern {
    /// Reads a pattern; exactly one run of `#` or of `?`, and otherwise only
    /// letters, digits, `-`, `_` and `.`, since a file is named after the id.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let start = text.find(['#', '?'])?;
        let mark = text[start..].chars().next()?;
        let run = text[start..].chars().take_while(|c| *c == mark).count();
        let (prefix, suffix) = (&text[..start], &text[start + run..]);
        let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
        let sound = prefix.chars().all(plain) && suffix.chars().all(plain);
        // A digit just before the run would make R1## and R11# read alike.
        let clear = !prefix.ends_with(|c: char| c.is_ascii_digit())
            && !suffix.starts_with(|c: char| c.is_ascii_digit())
            && !prefix.starts_with('.');
        (sound && clear && run <= 32).then(|| Self {
            text: text.to_owned(),
            prefix: prefix.to_owned(),
            digits: if mark == '#' { run } else { 0 },
            random: if mark == '?' { run } else { 0 },
            suffix: suffix.to_owned(),
        })
    }

    /// The pattern as written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    fn middle<'a>(&self, id: &'a str) -> Option<&'a str> {
        id.strip_prefix(self.prefix.as_str())?.strip_suffix(self.suffix.as_str())
    }

    /// Whether an id follows the pattern.
    #[must_use]
    pub fn matches(&self, id: &str) -> bool {
        let Some(middle) = self.middle(id) else { return false };
        if self.random > 0 {
            return middle.len() == self.random && middle.chars().all(|c| RANDOM_CHARACTERS.contains(c));
        }
        // R0012 under R### would be a second writing of R012.
        let padded = middle.len() > self.digits && middle.starts_with('0');
        middle.len() >= self.digits && !padded && middle.bytes().all(|b| b.is_ascii_digit())
    }

    /// Whether ids are drawn at random instead of counted.
    #[must_use]
    pub fn is_random(&self) -> bool {
        self.random > 0
    }

    /// The number of an id that follows the pattern.
    #[must_use]
    pub fn number(&self, id: &str) -> Option<u64> {
        if self.is_random() { None } else { self.middle(id)?.parse().ok() }
    }

    /// The id of a number, padded to the pattern's width.
    #[must_use]
    pub fn numbered(&self, number: u64) -> String {
        format!("{}{number:0width$}{}", self.prefix, self.suffix, width = self.digits)
    }

    /// The id whose random part is drawn from these bytes, one each.
    #[must_use]
    pub fn drawn(&self, bytes: impl Iterator<Item = u8>) -> String {
        let alphabet = RANDOM_CHARACTERS.as_bytes();
        // Bytes above the last whole round would favour the first characters.
        let even = 256 / alphabet.len() * alphabet.len();
        let bytes = bytes.map(usize::from).filter(|byte| *byte < even);
        let middle: String =
            bytes.take(self.random).map(|byte| char::from(alphabet[byte % alphabet.len()])).collect();
        format!("{}{middle}{}", self.prefix, self.suffix)
    }

    /// An id that follows the pattern, to show what is meant.
    #[must_use]
    pub fn example(&self) -> String {
        if self.is_random() {
            self.drawn([5u8, 17, 9, 26, 2, 11].into_iter().cycle())
        } else {
            self.numbered(1)
        }
    }
}

impl Default for IdPattern {
    fn default() -> Self {
        Self::parse("R###").expect("R### is a pattern")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_sort_by_prefix_number_text() {
        let mut ids = ["R10", "R9", "A2", "R9b", "R9a", "R010"].map(|id| RiskId(id.to_owned()));
        ids.sort();
        let ids: Vec<&str> = ids.iter().map(RiskId::as_str).collect();
        assert_eq!(ids, ["A2", "R9", "R9a", "R9b", "R010", "R10"]);
    }

    #[test]
    fn hashes_are_at_least_that_many_digits() {
        let pattern = IdPattern::parse("R###").expect("a pattern");
        for good in ["R001", "R999", "R1000"] {
            assert!(pattern.matches(good), "{good}");
        }
        for bad in ["R01", "R0001", "r001", "R00a", "XR001", "R001 ", "R"] {
            assert!(!pattern.matches(bad), "{bad}");
        }
        assert_eq!(pattern.number("R042"), Some(42));
        assert_eq!(pattern.numbered(1000), "R1000");
    }

    #[test]
    fn question_marks_are_random_characters() {
        let pattern = IdPattern::parse("R-?????").expect("a pattern");
        assert!(pattern.matches("R-2ABZ9"));
        assert!(!pattern.matches("R-2AB10"), "0 and 1 are not drawn");
        assert!(pattern.matches(&pattern.example()));
        let mut drawn = std::collections::BTreeMap::new();
        let one = IdPattern::parse("?").expect("a pattern");
        let mut bytes = (0..=255u8).cycle();
        for _ in 0..31 * 8 {
            *drawn.entry(one.drawn(&mut bytes)).or_insert(0) += 1;
        }
        assert!(drawn.len() == 31 && drawn.values().all(|count| *count == 8), "each as often: {drawn:?}");
    }

    #[test]
    fn patterns_without_a_run_or_with_odd_characters_are_refused() {
        for bad in ["", "R", "R/##", "R1##", "R##2", "../##", "R#?"] {
            assert_eq!(IdPattern::parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn names_fold_and_turn_into_ids() {
        assert_eq!(folded("In Progress"), folded("in-progress"));
        assert_eq!(kebab("Head of R&D, North"), "head-of-r-d-north");
        assert!(is_kebab("it-manager2"));
        for bad in ["", "It", "a--b", "-a", "a_b", "ä"] {
            assert!(!is_kebab(bad), "{bad}");
        }
    }
}
