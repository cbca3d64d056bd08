//! A file as one commit had it: its id and fields, or that TOML refuses it.

use std::collections::BTreeMap;
use std::sync::Arc;

use toml::de::{DeTable, DeValue};

use super::compare::Form;
use super::fields::Fields;
use super::value::Value;
use crate::model::risk::{Impact, Rating};
use crate::parse::SMALL_FILE;
use crate::source::{At, FileId, Span, stem};

/// A file's content.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Version {
    /// What it says.
    Read(Arc<Fields>),
    /// TOML refuses it; with the id that it seems to have.
    Unreadable(Option<String>),
}

impl Version {
    /// The content of these bytes.
    pub(super) fn of(bytes: &[u8], form: Form) -> Self {
        if form == Form::Link || bytes.len() as u64 > SMALL_FILE * 32 {
            return Self::Unreadable(None);
        }
        let Ok(text) = std::str::from_utf8(bytes) else { return Self::Unreadable(None) };
        let fields = match form {
            Form::Series => Some(Fields::of_series(text)),
            _ => Fields::parse(text),
        };
        match fields {
            Some(fields) => Self::Read(Arc::new(fields)),
            None => Self::Unreadable(likely_id(text)),
        }
    }
}

/// The id in a file that TOML refuses, if that much can be read.
fn likely_id(text: &str) -> Option<String> {
    if text.len() as u64 > SMALL_FILE {
        return None;
    }
    let (root, _) = DeTable::parse_recoverable(text);
    let (_, id) = root.get_ref().iter().find(|(key, _)| key.get_ref() == "id")?;
    match id.get_ref() {
        DeValue::String(id) => Some(id.to_string()),
        _ => None,
    }
}

/// The id that a risk's file gives, else its name without the ending.
pub(super) fn id_of<'v>(fields: &'v Fields, path: &'v str) -> &'v str {
    fields.text("id").unwrap_or_else(|| stem(path))
}

/// The current rating that a risk's file gives.
pub(super) fn rating_of(fields: &Fields) -> Rating {
    let at = |text: &str| At::new(text.to_owned(), Span::start_of(FileId(0)));
    let dimensions = || {
        let table = fields.table("impact")?;
        let points =
            table.values().filter_map(|(dimension, value)| Some((at(dimension), at(value.as_text()?))));
        Some(Impact::ByDimension(points.collect(), Span::start_of(FileId(0))))
    };
    Rating {
        likelihood: fields.text("likelihood").map(at),
        impact: fields.text("impact").map(|id| Impact::Point(at(id))).or_else(dimensions),
    }
}

/// The same of values by their dotted names.
pub(super) fn rating_of_values(values: &BTreeMap<String, Value>) -> Rating {
    let at = |text: &str| At::new(text.to_owned(), Span::start_of(FileId(0)));
    let points: Vec<_> = values
        .iter()
        .filter_map(|(name, value)| Some((at(name.strip_prefix("impact.")?), at(value.as_text()?))))
        .collect();
    let point = values.get("impact").and_then(Value::as_text).map(|id| Impact::Point(at(id)));
    let dimensions = (!points.is_empty()).then(|| Impact::ByDimension(points, Span::start_of(FileId(0))));
    Rating {
        likelihood: values.get("likelihood").and_then(Value::as_text).map(at),
        impact: point.or(dimensions),
    }
}

/// Everything that a file says, as one value.
pub(super) fn whole(fields: &Fields) -> Value {
    fields.to_value()
}
