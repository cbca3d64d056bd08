//! A fixed hash that recognises a finding in another revision.
//!
//! It is made of the rule, the id of the thing, the field, and what tells two
//! such findings apart; of no level, path, line, message, date or day count,
//! so that it survives moves, edits elsewhere and new releases.

use sha2::{Digest, Sha256};

use super::Finding;

/// The version of the scheme; another scheme gets another word.
const SCHEME: &str = "plimsoll/v1";

/// The fingerprint of a finding: `plimsoll/v1:` and 64 hex digits.
#[must_use]
pub fn fingerprint(finding: &Finding) -> String {
    let mut hash = Sha256::new();
    for part in [&*finding.rule, &finding.thing, &finding.field, &finding.other] {
        // The length keeps ("ab", "c") and ("a", "bc") apart.
        hash.update((part.len() as u64).to_le_bytes());
        hash.update(part.as_bytes());
    }
    format!("{SCHEME}:{}", hex(&hash.finalize()))
}

/// Bytes as lower-case hexadecimal digits.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{FileId, Span};

    fn sample() -> Finding {
        Finding::new("unknown-person", Span::start_of(FileId(0)), "no such person")
            .risk("R001")
            .field("owner")
            .other("it-manger")
    }

    #[test]
    fn place_and_words_do_not_count() {
        let mut moved = sample();
        moved.span = Span::new(FileId(7), 40..50);
        moved.message = "nobody of that id".to_owned();
        moved.level = Some("high".to_owned());
        assert_eq!(fingerprint(&moved), fingerprint(&sample()));
    }

    #[test]
    fn rule_thing_field_and_other_count() {
        let mut seen = vec![fingerprint(&sample())];
        seen.push(fingerprint(&sample().risk("R002")));
        seen.push(fingerprint(&sample().field("treatment.owner")));
        seen.push(fingerprint(&sample().other("ciso")));
        let mut shifted = sample();
        shifted.thing = "R001o".to_owned();
        shifted.field = "wner".to_owned();
        seen.push(fingerprint(&shifted));
        seen.sort();
        seen.dedup();
        assert_eq!(seen.len(), 5);
        assert!(seen[0].starts_with("plimsoll/v1:") && seen[0].len() == 12 + 64);
    }
}
