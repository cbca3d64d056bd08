//! Where a key or a table that is not there yet belongs in a risk's file: in
//! the order of [`shape`], behind what is there, below its comments.

use toml::Spanned;
use toml::de::{DeString, DeTable, DeValue};

use super::splice::{Splice, line_end, line_ending, line_start};
use crate::parse::shape::{self, Shape};

type Key<'t> = Spanned<DeString<'t>>;
type Value<'t> = Spanned<DeValue<'t>>;

/// How something is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Written {
    /// Behind an equals sign; inline tables and arrays too.
    Value,
    /// A table or an array of tables with a header of its own; the file itself.
    Header,
    /// A table that is there because a dotted key names it.
    Dotted,
    /// A table that is there because the header of another names it.
    Implied,
}

impl Written {
    pub(super) fn of(text: &str, key: &Key<'_>, value: &Value<'_>) -> Self {
        if value.span().start >= key.span().end {
            Self::Value
        } else if value.span().start < key.span().start {
            Self::Header
        } else if text[line_start(text, key.span().start)..].trim_start().starts_with('[') {
            Self::Implied
        } else {
            Self::Dotted
        }
    }
}

/// The key and the value at a path.
pub(super) fn find<'a, 't>(table: &'a DeTable<'t>, path: &[&str]) -> Option<(&'a Key<'t>, &'a Value<'t>)> {
    let (first, rest) = path.split_first()?;
    let (key, value) = table.iter().find(|(key, _)| key.get_ref() == first)?;
    if rest.is_empty() { Some((key, value)) } else { find(value.get_ref().as_table()?, rest) }
}

/// A key, with its value as TOML, put where it belongs; none where something
/// else than a table is in its way.
pub(super) fn key(text: &str, root: &DeTable<'_>, path: &[&str], value: &str) -> Option<Splice> {
    let around = Around::of(text, root, path)?;
    let (last, tables) = path.split_last()?;
    let newline = line_ending(text);
    let line = |at: usize, beside: usize, key: &str| {
        let indent = indent(text, beside);
        Splice::at(at, format!("{indent}{key} = {value}{newline}"))
    };
    Some(match around.written {
        Written::Value => around.within(text, &format!("{} = {value}", path[around.depth..].join("."))),
        Written::Dotted => {
            let key = path[around.header_depth..].join(".");
            line(line_end(text, end_of(around.table)), around.start, &key)
        }
        Written::Header if path.len() == around.depth + 1 => {
            let (at, beside) = around.line_for(text, last);
            line(at, beside, last)
        }
        Written::Header | Written::Implied => {
            let table = format!("[{}]{newline}{last} = {value}{newline}", tables.join("."));
            set_apart(text, around.table_for(text, path), &table)
        }
    })
}

/// A table with its header put where it belongs; none where the table around
/// it has no header, so that it cannot have one.
pub(super) fn table(text: &str, root: &DeTable<'_>, path: &[&str], table: &str) -> Option<Splice> {
    let around = Around::of(text, root, path)?;
    let may = matches!(around.written, Written::Header | Written::Implied);
    may.then(|| set_apart(text, around.table_for(text, path), table))
}

/// A table set behind another of the same array.
pub(super) fn behind(text: &str, last: &Value<'_>, table: &str) -> Splice {
    set_apart(text, below_comments(text, end_of_value(last)), table)
}

/// The lines of a table with a header, the comments right above it and one of
/// the empty lines around it, taken away.
pub(super) fn block(text: &str, table: &Value<'_>) -> Splice {
    let (mut start, mut end) =
        (above_comments(text, table.span().start), line_end(text, end_of_value(table)));
    let is_blank = |line: &str| line.trim().is_empty();
    let next = line_end(text, end);
    if end < text.len() && is_blank(&text[end..next]) {
        end = next;
    } else if end == text.len() && start > line_start(text, 0) {
        let before = line_start(text, start - 1);
        if is_blank(&text[before..start]) {
            start = before;
        }
    }
    Splice::new(start..end, "")
}

/// The white space that a line begins with.
pub(super) fn indent(text: &str, place: usize) -> &str {
    let line = &text[line_start(text, place)..];
    &line[..line.len() - line.trim_start_matches([' ', '\t']).len()]
}

/// The innermost table that is there on the way to a key.
struct Around<'a, 't> {
    table: &'a DeTable<'t>,
    written: Written,
    /// The first and the last byte of its header, its braces or its name.
    start: usize,
    end: usize,
    /// How many parts of the path lead to it.
    depth: usize,
    /// How many lead to the innermost one with a header.
    header_depth: usize,
    shape: Shape,
}

impl<'a, 't> Around<'a, 't> {
    fn of(text: &str, root: &'a DeTable<'t>, path: &[&str]) -> Option<Self> {
        let top = line_start(text, 0);
        let mut around = Self {
            table: root,
            written: Written::Header,
            start: top,
            end: top,
            depth: 0,
            header_depth: 0,
            shape: shape::RISK,
        };
        for part in &path[..path.len().checked_sub(1)?] {
            let Some((key, value)) = find(around.table, &[part]) else { break };
            around.table = value.get_ref().as_table()?;
            // Whatever an inline table holds is within its braces.
            if around.written != Written::Value || around.depth == 0 {
                around.written = Written::of(text, key, value);
                (around.start, around.end) = (value.span().start, value.span().end);
            }
            around.depth += 1;
            if matches!(around.written, Written::Header | Written::Implied) {
                around.header_depth = around.depth;
            }
            around.shape = shape_of(&path[..around.depth]);
        }
        Some(around)
    }

    /// The position of a key in the order of the table's keys.
    fn rank(&self, name: &str) -> usize {
        let keys = self.shape.keys;
        keys.iter().position(|key| key.name == name).unwrap_or(keys.len())
    }

    /// The entries that stand under the table's own header: rank, first byte,
    /// one past the last.
    fn body(&self, text: &str) -> Vec<(usize, usize, usize)> {
        let own = self
            .table
            .iter()
            .filter(|(key, value)| matches!(Written::of(text, key, value), Written::Value | Written::Dotted));
        own.map(|(key, value)| (self.rank(key.get_ref()), key.span().start, end_of_value(value))).collect()
    }

    /// Where the line of a new key goes, and a place on the line whose indent
    /// it takes.
    fn line_for(&self, text: &str, name: &str) -> (usize, usize) {
        let body = self.body(text);
        let rank = self.rank(name);
        let before = body.iter().filter(|entry| entry.0 <= rank).max_by_key(|entry| entry.2);
        match (before, body.iter().map(|entry| entry.1).min()) {
            (Some((_, start, end)), _) => (line_end(text, *end), *start),
            (None, first) if self.depth > 0 => (line_end(text, self.end), first.unwrap_or(self.start)),
            (None, Some(first)) => (line_start(text, first), first),
            (None, None) => (text.len(), text.len()),
        }
    }

    /// Where a new table with a header goes.
    fn table_for(&self, text: &str, path: &[&str]) -> usize {
        let next = path.get(self.depth).copied().unwrap_or_default();
        let own = path.len() == self.depth + 1 && self.written == Written::Implied;
        let rank = if own { 0 } else { self.rank(next) };
        let tables = self.table.iter().filter(|(key, value)| {
            matches!(Written::of(text, key, value), Written::Header | Written::Implied)
        });
        let (before, behind): (Vec<_>, Vec<_>) =
            tables.partition(|(key, _)| !own && self.rank(key.get_ref()) <= rank);
        let before = before.iter().map(|(_, value)| end_of_value(value));
        if let Some(end) = before.max() {
            return below_comments(text, end);
        }
        let first = behind.iter().map(|(_, value)| value.span().start).min();
        let body = self.body(text).iter().map(|entry| entry.2).max();
        match (self.written, body, first) {
            (Written::Implied, _, Some(first)) => above_comments(text, first),
            (_, Some(end), _) => below_comments(text, end),
            (_, None, _) if self.depth > 0 => below_comments(text, self.end),
            (_, None, Some(first)) => above_comments(text, first),
            (_, None, None) => text.len(),
        }
    }

    /// An entry more within the braces of an inline table.
    fn within(&self, text: &str, entry: &str) -> Splice {
        // A dotted key within braces names a table that has none of its own.
        let braces = text[self.start..].starts_with('{').then_some(self.start);
        match (self.table.is_empty(), braces) {
            (true, Some(open)) => Splice::new(open..self.end, format!("{{ {entry} }}")),
            _ => Splice::at(end_of(self.table), format!(", {entry}")),
        }
    }
}

/// One past the last byte of what a table holds.
fn end_of(table: &DeTable<'_>) -> usize {
    table.iter().map(|(_, value)| end_of_value(value)).max().unwrap_or(0)
}

fn end_of_value(value: &Value<'_>) -> usize {
    let inner = match value.get_ref() {
        DeValue::Table(table) => end_of(table),
        DeValue::Array(all) => all.iter().map(end_of_value).max().unwrap_or(0),
        _ => 0,
    };
    inner.max(value.span().end)
}

/// The start of the line behind a place and behind the comments right below
/// it, unless what follows them is what they are about.
fn below_comments(text: &str, place: usize) -> usize {
    let below = line_end(text, place);
    let mut at = below;
    while text[at..].trim_start_matches([' ', '\t']).starts_with('#') {
        at = line_end(text, at);
    }
    let next = text[at..line_end(text, at)].trim();
    if next.is_empty() { at } else { below }
}

/// The start of the line of a place, or of the comments right above it.
fn above_comments(text: &str, place: usize) -> usize {
    let mut at = line_start(text, place);
    while at > line_start(text, 0) {
        let above = line_start(text, at - 1);
        if !text[above..at].trim_start().starts_with('#') {
            break;
        }
        at = above;
    }
    at
}

/// A table with an empty line before and behind it.
fn set_apart(text: &str, at: usize, table: &str) -> Splice {
    let newline = line_ending(text);
    let is_blank = |line: &str| line.trim_matches(['\u{feff}', ' ', '\t', '\r', '\n']).is_empty();
    let before = if at == 0 || is_blank(&text[line_start(text, at - 1)..at]) { "" } else { newline };
    let behind = if is_blank(&text[at..line_end(text, at)]) { "" } else { newline };
    Splice::at(at, format!("{before}{table}{behind}"))
}

/// The keys of a table of a risk.
fn shape_of(path: &[&str]) -> Shape {
    const OWN: Shape = Shape { what: "the table", keys: &[] };
    path.iter().try_fold(shape::RISK, |outer, key| outer.within(key)).unwrap_or(OWN)
}
