//! Changes as bytes and back: how the cache keeps them, and how a walk over
//! many commits keeps its memory small.
//!
//! Numbers are varints, texts have their length before them. Reading gives
//! `None` wherever the bytes do not fit.

use super::change::{Change, Kind, Levels};
use super::value::Value;
use crate::model::word::Word;

/// Writes bytes.
#[derive(Debug, Default)]
pub(super) struct Writer(pub(super) Vec<u8>);

impl Writer {
    pub(super) fn number(&mut self, mut number: u64) {
        while number >= 0x80 {
            // The low seven bits, with the mark that more follow.
            self.0.push((number & 0x7f) as u8 | 0x80);
            number >>= 7;
        }
        self.0.push(number as u8);
    }

    pub(super) fn signed(&mut self, number: i64) {
        // The sign goes to the lowest bit, so that small numbers stay short.
        self.number(((number << 1) ^ (number >> 63)) as u64);
    }

    pub(super) fn bytes(&mut self, bytes: &[u8]) {
        self.number(bytes.len() as u64);
        self.0.extend_from_slice(bytes);
    }

    pub(super) fn text(&mut self, text: &str) {
        self.bytes(text.as_bytes());
    }

    pub(super) fn optional(&mut self, text: Option<&str>) {
        match text {
            None => self.number(0),
            Some(text) => {
                self.number(text.len() as u64 + 1);
                self.0.extend_from_slice(text.as_bytes());
            }
        }
    }

    fn value(&mut self, value: &Value) {
        match value {
            Value::Text(text) => {
                self.0.push(1);
                self.text(text);
            }
            Value::Integer(number) => {
                self.0.push(2);
                self.signed(*number);
            }
            Value::Number(number) => {
                self.0.push(3);
                self.0.extend_from_slice(&number.to_le_bytes());
            }
            Value::Bool(is) => self.0.extend_from_slice(&[4, u8::from(*is)]),
            Value::Date(date) => {
                self.0.push(5);
                self.text(date);
            }
            Value::List(list) => {
                self.0.push(6);
                self.number(list.len() as u64);
                list.iter().for_each(|item| self.value(item));
            }
            Value::Table(entries) => {
                self.0.push(7);
                self.number(entries.len() as u64);
                for (key, value) in entries {
                    self.text(key);
                    self.value(value);
                }
            }
        }
    }

    fn optional_value(&mut self, value: Option<&Value>) {
        match value {
            None => self.0.push(0),
            Some(value) => self.value(value),
        }
    }

    pub(super) fn change(&mut self, change: &Change) {
        let kind = Kind::WORDS.iter().position(|(_, kind)| *kind == change.kind).unwrap_or(0);
        self.number(kind as u64);
        self.optional(change.risk.as_deref());
        self.text(&change.file);
        self.optional(change.field.as_deref());
        self.optional_value(change.before.as_ref());
        self.optional_value(change.after.as_ref());
        self.optional(change.cause.as_deref());
        self.optional(change.level.before.as_deref());
        self.optional(change.level.after.as_deref());
    }

    pub(super) fn changes(&mut self, changes: &[Change]) {
        self.number(changes.len() as u64);
        changes.iter().for_each(|change| self.change(change));
    }
}

/// Reads bytes.
#[derive(Debug, Clone)]
pub(super) struct Reader<'b>(pub(super) &'b [u8]);

impl<'b> Reader<'b> {
    pub(super) fn take(&mut self, count: usize) -> Option<&'b [u8]> {
        let (taken, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        Some(taken)
    }

    pub(super) fn byte(&mut self) -> Option<u8> {
        Some(self.take(1)?[0])
    }

    pub(super) fn number(&mut self) -> Option<u64> {
        let mut number = 0u64;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            number |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Some(number);
            }
        }
        None
    }

    /// A count of things of which each takes a byte at least: a damaged one
    /// must not ask for more memory than the file has bytes.
    pub(super) fn count(&mut self) -> Option<usize> {
        let count = usize::try_from(self.number()?).ok()?;
        (count <= self.0.len()).then_some(count)
    }

    pub(super) fn signed(&mut self) -> Option<i64> {
        let number = self.number()?;
        Some((number >> 1) as i64 ^ -((number & 1) as i64))
    }

    pub(super) fn bytes(&mut self) -> Option<&'b [u8]> {
        let count = self.count()?;
        self.take(count)
    }

    pub(super) fn text(&mut self) -> Option<&'b str> {
        std::str::from_utf8(self.bytes()?).ok()
    }

    pub(super) fn optional(&mut self) -> Option<Option<&'b str>> {
        match self.number()? {
            0 => Some(None),
            more => {
                let bytes = self.take(usize::try_from(more - 1).ok()?)?;
                std::str::from_utf8(bytes).ok().map(Some)
            }
        }
    }

    fn optional_value(&mut self) -> Option<Option<Value>> {
        Some(Some(match self.byte()? {
            0 => return Some(None),
            1 => Value::Text(self.text()?.to_owned()),
            2 => Value::Integer(self.signed()?),
            3 => Value::Number(f64::from_le_bytes(self.take(8)?.try_into().ok()?)),
            4 => Value::Bool(self.byte()? != 0),
            5 => Value::Date(self.text()?.to_owned()),
            6 => {
                let count = self.count()?;
                Value::List((0..count).map(|_| self.value()).collect::<Option<_>>()?)
            }
            7 => {
                let count = self.count()?;
                let entry = |_| Some((self.text()?.to_owned(), self.value()?));
                Value::Table((0..count).map(entry).collect::<Option<_>>()?)
            }
            _ => return None,
        }))
    }

    fn value(&mut self) -> Option<Value> {
        self.optional_value()?
    }

    pub(super) fn change(&mut self) -> Option<Change> {
        let owned = |text: Option<&str>| text.map(str::to_owned);
        let (_, kind) = *Kind::WORDS.get(usize::try_from(self.number()?).ok()?)?;
        Some(Change {
            kind,
            risk: owned(self.optional()?),
            file: self.text()?.to_owned(),
            field: owned(self.optional()?),
            before: self.optional_value()?,
            after: self.optional_value()?,
            cause: owned(self.optional()?),
            level: Levels { before: owned(self.optional()?), after: owned(self.optional()?) },
        })
    }

    pub(super) fn changes(&mut self) -> Option<Vec<Change>> {
        let count = self.count()?;
        (0..count).map(|_| self.change()).collect()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn value() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            ".*".prop_map(Value::Text),
            any::<i64>().prop_map(Value::Integer),
            (-1e9..1e9f64).prop_map(Value::Number),
            any::<bool>().prop_map(Value::Bool),
            Just(Value::Date("2025-01-31".to_owned())),
        ];
        leaf.prop_recursive(3, 12, 4, |inner| {
            prop_oneof![
                proptest::collection::vec(inner.clone(), 0..4).prop_map(Value::List),
                proptest::collection::vec((".*", inner), 0..4).prop_map(Value::Table),
            ]
        })
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_again(
            before in proptest::option::of(value()),
            after in proptest::option::of(value()),
            field in proptest::option::of(".*"),
            level in proptest::option::of("[a-z]*"),
        ) {
            let mut change = Change::of(field.as_deref(), "risks/R001.toml", Kind::Changed);
            (change.before, change.after, change.field) = (before, after, field);
            change.level.after = level;
            let mut out = Writer::default();
            out.changes(&[change.clone(), change.clone()]);
            let mut read = Reader(&out.0);
            prop_assert_eq!(read.changes(), Some(vec![change.clone(), change]));
            prop_assert!(read.0.is_empty());
        }

        #[test]
        fn whatever_the_bytes_are_reading_ends(bytes: Vec<u8>) {
            let _ = Reader(&bytes).changes();
        }
    }
}
