//! What a file says, however it is laid out.

use toml::de::{DeTable, DeValue};

use super::order::catalogue_key;
use crate::parse::shape::Shape;

/// A text that two files share only if they say the same: keys in order, the
/// entries of a catalogue in any, numbers and strings by their values.
pub(super) fn of(table: &DeTable<'_>, top: Option<Shape>) -> String {
    let mut out = String::new();
    write_table(table, top.and_then(catalogue_key), &mut out);
    out
}

/// The same of a value.
pub(in crate::edit) fn says(value: &DeValue<'_>) -> String {
    let mut out = String::new();
    write_value(value, &mut out);
    out
}

fn write_table(table: &DeTable<'_>, catalogue: Option<&str>, out: &mut String) {
    let mut pairs: Vec<_> = table.iter().map(|(key, value)| (key.get_ref(), value.get_ref())).collect();
    pairs.sort_by_key(|(key, _)| *key);
    out.push('{');
    for (key, value) in pairs {
        out.push_str(&format!("{key:?}="));
        match value {
            DeValue::Array(all) if catalogue == Some(key.as_ref()) => {
                let mut all: Vec<String> = all.iter().map(|value| says(value.get_ref())).collect();
                all.sort_unstable();
                out.push_str(&format!("[{}]", all.concat()));
            }
            value => write_value(value, out),
        }
    }
    out.push('}');
}

fn write_value(value: &DeValue<'_>, out: &mut String) {
    match value {
        DeValue::String(text) => out.push_str(&format!("{text:?}")),
        DeValue::Integer(number) => out.push_str(&format!("i{}:{}", number.radix(), number.as_str())),
        DeValue::Float(number) => out.push_str(&format!("f{}", number.as_str())),
        DeValue::Boolean(flag) => out.push_str(&flag.to_string()),
        DeValue::Datetime(datetime) => {
            let mut datetime = *datetime;
            if let Some(time) = &mut datetime.time {
                time.second.get_or_insert(0);
            }
            out.push_str(&datetime.to_string());
        }
        DeValue::Array(all) => {
            out.push('[');
            all.iter().for_each(|value| write_value(value.get_ref(), out));
            out.push(']');
        }
        DeValue::Table(table) => write_table(table, None, out),
    }
    out.push(';');
}
