//! Values as they are written: every string, number and comment by its own
//! text, the white space between them by one rule.

use std::borrow::Cow;

use toml_parser::decoder::Encoding;

/// A value.
#[derive(Debug, Clone)]
pub(super) enum Value<'t> {
    /// A string, a number, a date, true or false.
    Scalar(Cow<'t, str>),
    /// A list.
    List(List<'t>),
    /// An inline table.
    Table(Vec<Pair<'t>>),
}

/// A list. Whether it stands on one line or on several is its author's choice.
#[derive(Debug, Clone, Default)]
pub(super) struct List<'t> {
    /// Its entries.
    pub(super) items: Vec<Item<'t>>,
    /// Comments behind the last.
    pub(super) rest: Vec<Above<'t>>,
    /// An entry a line.
    pub(super) is_spread: bool,
}

/// An entry of a list.
#[derive(Debug, Clone)]
pub(super) struct Item<'t> {
    /// What stands on the lines above it.
    pub(super) above: Vec<Above<'t>>,
    /// The entry.
    pub(super) value: Value<'t>,
    /// The comment on its line.
    pub(super) remark: Option<&'t str>,
}

/// A line of a list that holds no entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Above<'t> {
    /// An empty one.
    Blank,
    /// A comment.
    Comment(&'t str),
}

/// A key of an inline table, as it is written, with its value.
#[derive(Debug, Clone)]
pub(super) struct Pair<'t> {
    /// The key.
    pub(super) key: String,
    /// The value.
    pub(super) value: Value<'t>,
}

/// A scalar in TOML 1.0: what only 1.1 knows is written as 1.0 does.
pub(super) fn scalar(written: &str, encoding: Option<Encoding>) -> Cow<'_, str> {
    match encoding {
        Some(Encoding::LiteralString) => double_quoted(written),
        Some(Encoding::BasicString | Encoding::MlBasicString) => older_escapes(written),
        Some(Encoding::MlLiteralString) => Cow::Borrowed(written),
        None => with_seconds(written),
    }
}

/// `'text'` as `"text"`, where that needs no escape.
fn double_quoted(written: &str) -> Cow<'_, str> {
    let text = written.strip_prefix('\'').and_then(|text| text.strip_suffix('\'')).unwrap_or(written);
    if text.contains(['"', '\\']) { Cow::Borrowed(written) } else { Cow::Owned(format!("\"{text}\"")) }
}

/// `\e` and `\x41` as `\u001b` and `\u0041`.
fn older_escapes(written: &str) -> Cow<'_, str> {
    if !written.contains("\\e") && !written.contains("\\x") {
        return Cow::Borrowed(written);
    }
    let mut out = String::with_capacity(written.len());
    let mut rest = written;
    while let Some(at) = rest.find('\\') {
        let (before, escape) = rest.split_at(at);
        out.push_str(before);
        let length = 1 + escape[1..].chars().next().map_or(0, char::len_utf8);
        match &escape[..length] {
            "\\e" => out.push_str("\\u001b"),
            "\\x" => out.push_str("\\u00"),
            other => out.push_str(other),
        }
        rest = &escape[length..];
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// `09:30` as `09:30:00`.
fn with_seconds(written: &str) -> Cow<'_, str> {
    let Some(colon) = written.find(':') else { return Cow::Borrowed(written) };
    let end = (colon + 3).min(written.len());
    match (written.get(..end), written.get(end..)) {
        (Some(time), Some(rest)) if !rest.starts_with(':') => Cow::Owned(format!("{time}:00{rest}")),
        _ => Cow::Borrowed(written),
    }
}

/// How values are written below a line.
#[derive(Debug, Clone, Copy)]
pub(super) struct Hand<'a> {
    /// The white space that the line begins with.
    pub(super) indent: usize,
    /// How lines end.
    pub(super) newline: &'a str,
}

impl Hand<'_> {
    /// Writes a value.
    pub(super) fn value(self, value: &Value<'_>, out: &mut String) {
        match value {
            Value::Scalar(text) => out.push_str(text),
            Value::Table(pairs) if pairs.is_empty() => out.push_str("{}"),
            Value::Table(pairs) => {
                for (place, pair) in pairs.iter().enumerate() {
                    out.push_str(if place == 0 { "{ " } else { ", " });
                    out.push_str(&pair.key);
                    out.push_str(" = ");
                    self.value(&pair.value, out);
                }
                out.push_str(" }");
            }
            Value::List(list) if list.items.is_empty() && list.rest.is_empty() => out.push_str("[]"),
            Value::List(list) if list.is_spread => self.spread(list, out),
            Value::List(list) => {
                out.push('[');
                for (place, item) in list.items.iter().enumerate() {
                    out.push_str(if place == 0 { "" } else { ", " });
                    self.value(&item.value, out);
                }
                out.push(']');
            }
        }
    }

    fn spread(self, list: &List<'_>, out: &mut String) {
        let inner = Self { indent: self.indent + 2, ..self };
        out.push('[');
        for item in &list.items {
            inner.above(&item.above, out);
            inner.line(out);
            inner.value(&item.value, out);
            out.push(',');
            if let Some(remark) = item.remark {
                out.push(' ');
                out.push_str(remark);
            }
        }
        inner.above(&list.rest, out);
        self.line(out);
        out.push(']');
    }

    fn above(self, lines: &[Above<'_>], out: &mut String) {
        for line in lines {
            match line {
                Above::Blank => out.push_str(self.newline),
                Above::Comment(comment) => {
                    self.line(out);
                    out.push_str(comment);
                }
            }
        }
    }

    fn line(self, out: &mut String) {
        out.push_str(self.newline);
        out.extend(std::iter::repeat_n(' ', self.indent));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scalars_are_written_as_toml_1_0() {
        let basic = Some(Encoding::BasicString);
        assert_eq!(scalar(r#""\e[0m \\e \x41""#, basic), r#""\u001b[0m \\e \u0041""#);
        assert_eq!(scalar("'plain'", Some(Encoding::LiteralString)), "\"plain\"");
        assert_eq!(scalar(r"'C:\new'", Some(Encoding::LiteralString)), r"'C:\new'");
        assert_eq!(scalar("2025-01-01 09:30Z", None), "2025-01-01 09:30:00Z");
        assert_eq!(scalar("09:30:01.5", None), "09:30:01.5");
        assert_eq!(scalar("0x_FF", None), "0x_FF");
    }
}
