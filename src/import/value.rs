//! A risk as keys and values: what a row says, and what a file says, so that
//! the two can be compared and written.

use std::collections::BTreeMap;

use super::field;
use crate::model::day::Day;

/// A value of a risk file.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// Text.
    Text(String),
    /// A list of texts.
    Texts(Vec<String>),
    /// A day.
    Day(Day),
    /// A number that is written with its decimals where it has some.
    Number(f64),
    /// A whole number.
    Whole(u64),
    /// A table of texts, as an impact by dimension.
    Table(Vec<(String, String)>),
    /// An array of tables, as the actions of a treatment.
    Entries(Vec<Vec<(String, Value)>>),
}

impl Value {
    /// The text, where it is one.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The texts, where it is a list.
    #[must_use]
    pub fn texts(&self) -> &[String] {
        match self {
            Self::Texts(texts) => texts,
            _ => &[],
        }
    }

    /// As a person reads it.
    #[must_use]
    pub fn words(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Texts(texts) => texts.join("; "),
            Self::Day(day) => day.to_string(),
            Self::Number(number) => number.to_string(),
            Self::Whole(number) => number.to_string(),
            Self::Table(pairs) => {
                pairs.iter().map(|(key, value)| format!("{key}: {value}")).collect::<Vec<_>>().join("; ")
            }
            Self::Entries(all) => {
                let entry = |entry: &Vec<(String, Value)>| {
                    entry
                        .iter()
                        .map(|(key, value)| format!("{key}: {}", value.words()))
                        .collect::<Vec<_>>()
                        .join(", ")
                };
                all.iter().map(entry).collect::<Vec<_>>().join("; ")
            }
        }
    }
}

/// The values of a risk by dotted key.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Record(BTreeMap<String, Value>);

impl Record {
    /// Sets a key; an empty text or list says nothing.
    pub fn set(&mut self, key: &str, value: Value) {
        let is_nothing = match &value {
            Value::Text(text) => text.trim().is_empty(),
            Value::Texts(texts) => texts.is_empty(),
            Value::Table(pairs) => pairs.is_empty(),
            Value::Entries(all) => all.is_empty(),
            Value::Day(_) | Value::Number(_) | Value::Whole(_) => false,
        };
        if !is_nothing {
            self.0.insert(key.to_owned(), value);
        }
    }

    /// Sets a text.
    pub fn set_text(&mut self, key: &str, text: &str) {
        self.set(key, Value::Text(text.to_owned()));
    }

    /// Takes a key away.
    pub fn remove(&mut self, key: &str) -> Option<Value> {
        self.0.remove(key)
    }

    /// The value of a key.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Value> {
        self.0.get(key)
    }

    /// The text of a key.
    #[must_use]
    pub fn text(&self, key: &str) -> Option<&str> {
        self.get(key).and_then(Value::text)
    }

    /// Whether a key, or one below it, is set.
    #[must_use]
    pub fn has_within(&self, table: &str) -> bool {
        self.0.keys().any(|key| within(key, table))
    }

    /// The keys and values, in the order in which a file has them.
    #[must_use]
    pub fn ordered(&self) -> Vec<(&str, &Value)> {
        let mut all: Vec<(&str, &Value)> = self.0.iter().map(|(key, value)| (key.as_str(), value)).collect();
        all.sort_by_key(|(key, _)| field::order(key));
        all
    }
}

/// Whether a dotted key is another or lies below it.
#[must_use]
pub fn within(key: &str, table: &str) -> bool {
    key.strip_prefix(table).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}
