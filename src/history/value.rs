//! A value as a file wrote it, free of how it was written: quotes, order of
//! keys, number formats and line endings are no part of it.

use serde::{Serialize, Serializer, ser::SerializeMap};
use toml::de::{DeInteger, DeValue};

/// A value of a TOML file.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// Text.
    Text(String),
    /// A whole number.
    Integer(i64),
    /// Any other number, as written.
    Number(f64),
    /// True or false.
    Bool(bool),
    /// A day or a time, in the form of RFC 3339.
    Date(String),
    /// A list.
    List(Vec<Value>),
    /// A table, its keys sorted.
    Table(Vec<(String, Value)>),
}

impl Value {
    /// The value that TOML read.
    pub(super) fn of(value: &DeValue<'_>) -> Self {
        match value {
            DeValue::String(text) => Self::text(text),
            DeValue::Integer(number) => Self::number(number),
            DeValue::Float(number) => {
                let written = number.as_str().replace('_', "");
                Self::Number(written.parse().unwrap_or(f64::NAN))
            }
            DeValue::Boolean(is) => Self::Bool(*is),
            DeValue::Datetime(date) => Self::Date(date.to_string()),
            DeValue::Array(list) => Self::List(list.iter().map(|item| Self::of(item.get_ref())).collect()),
            DeValue::Table(table) => {
                let mut entries: Vec<(String, Self)> = table
                    .iter()
                    .map(|(key, value)| (key.get_ref().to_string(), Self::of(value.get_ref())))
                    .collect();
                entries.sort_by(|a, b| a.0.cmp(&b.0));
                Self::Table(entries)
            }
        }
    }

    /// Line endings and white space at the end are layout.
    fn text(text: &str) -> Self {
        let text = text.trim_end();
        Self::Text(if text.contains('\r') { text.replace("\r\n", "\n") } else { text.to_owned() })
    }

    fn number(number: &DeInteger<'_>) -> Self {
        i64::from_str_radix(&number.as_str().replace('_', ""), number.radix())
            .map_or_else(|_| Self::Text(number.as_str().to_owned()), Self::Integer)
    }

    /// The text, if it is one.
    #[must_use]
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The day, if it is one.
    #[must_use]
    pub fn as_day(&self) -> Option<crate::model::day::Day> {
        match self {
            Self::Date(date) if date.len() == 10 => date.parse().ok(),
            _ => None,
        }
    }

    /// The texts of a list of them.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        let list = match self {
            Self::List(list) => &list[..],
            _ => &[],
        };
        list.iter().filter_map(Self::as_text)
    }

    /// The values in a table by their dotted names, `name` before them; any
    /// other value by that name alone.
    #[must_use]
    pub fn leaves(&self, name: &str) -> Vec<(String, Self)> {
        let Self::Table(entries) = self else { return vec![(name.to_owned(), self.clone())] };
        let below = |(key, value): &(String, Self)| {
            let name = if name.is_empty() { key.clone() } else { format!("{name}.{key}") };
            value.leaves(&name)
        };
        entries.iter().flat_map(below).collect()
    }

    /// Whether two values mean the same: the order of a list of texts is
    /// layout, that of numbers and of tables is not.
    #[must_use]
    pub fn means(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::List(a), Self::List(b)) if a.len() == b.len() => {
                let sorted = |list: &[Self]| -> Option<Vec<String>> {
                    let mut texts: Vec<String> =
                        list.iter().map(|item| item.as_text().map(str::to_owned)).collect::<Option<_>>()?;
                    texts.sort_unstable();
                    Some(texts)
                };
                a == b || sorted(a).is_some_and(|a| Some(a) == sorted(b))
            }
            (Self::Number(a), Self::Number(b)) => a.to_bits() == b.to_bits() || a == b,
            #[allow(clippy::cast_precision_loss, reason = "2 and 2.0 mean the same")]
            (Self::Integer(whole), Self::Number(number)) | (Self::Number(number), Self::Integer(whole)) => {
                *whole as f64 == *number
            }
            _ => self == other,
        }
    }
}

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Text(text) | Self::Date(text) => out.serialize_str(text),
            Self::Integer(number) => out.serialize_i64(*number),
            Self::Number(number) => out.serialize_f64(*number),
            Self::Bool(is) => out.serialize_bool(*is),
            Self::List(list) => out.collect_seq(list),
            Self::Table(entries) => {
                let mut map = out.serialize_map(Some(entries.len()))?;
                for (key, value) in entries {
                    map.serialize_entry(key, value)?;
                }
                map.end()
            }
        }
    }
}
