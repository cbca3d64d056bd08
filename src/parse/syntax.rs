//! TOML text to tables: every syntax error of a file, in words that say what
//! to write instead, and the tables as far as they could be read.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::finding::Finding;
use crate::source::{FileId, Span};

/// How many syntax errors of one file are shown; the rest is counted.
const SHOWN: usize = 20;

/// A file as far as TOML could read it.
#[derive(Debug)]
pub(super) struct Document<'i> {
    /// The tables.
    pub(super) root: Spanned<DeTable<'i>>,
    /// Places that a syntax error touches.
    pub(super) broken: Vec<Range<usize>>,
    /// An error may have hidden keys: none is said to be missing.
    pub(super) torn: bool,
}

/// Reads a text.
pub(super) fn parse<'i>(file: FileId, text: &'i str, out: &mut Vec<Finding>) -> Document<'i> {
    let (root, mut errors) = DeTable::parse_recoverable(text);
    // Of two keys that are missing, the second is no doubled key.
    errors.retain(|error| {
        error.message() != "duplicate key" || error.span().is_some_and(|span| !span.is_empty())
    });
    errors.sort_by_key(|error| error.span().map_or(0, |span| span.start));
    // What stands below a header that is not sound belongs to no table.
    let lost: Vec<Range<usize>> =
        errors.iter().filter_map(|error| below_header(text, error.span()?.start)).collect();
    errors.retain(|error| {
        let inside =
            |span: Range<usize>| lost.iter().any(|lost| lost.start < span.start && span.start < lost.end);
        error.message() != "duplicate key" || !error.span().is_some_and(inside)
    });
    let mut document = Document { root, broken: lost, torn: false };
    let total = errors.len();
    for (count, error) in errors.iter().enumerate() {
        let span = error.span().unwrap_or(0..0);
        document.torn |= tears(text, document.root.get_ref(), &span, error.message());
        if count < SHOWN {
            out.push(describe(file, text, error.message(), &span));
        }
        document.broken.push(span);
    }
    if total > SHOWN {
        let last = document.broken.last().cloned().unwrap_or(0..0);
        let message = format!("{} more syntax errors in this file are not shown", total - SHOWN);
        let finding = Finding::new("toml-syntax", Span::new(file, last), message);
        out.push(finding.help("mend the first ones; most of the others follow from them"));
    }
    if total == 0 {
        newer_syntax(file, text, document.root.get_ref(), out);
    }
    document
}

/// From a header with an error in it to the next header.
fn below_header(text: &str, error: usize) -> Option<Range<usize>> {
    let error = error.min(text.len());
    let line = text[..error].rfind('\n').map_or(0, |at| at + 1);
    if !text[line..].trim_start().starts_with('[') {
        return None;
    }
    let end = text[error..].find("\n[").map_or(text.len(), |at| error + at);
    Some(line..end)
}

/// Whether an error may have swallowed keys: it is no matter of one value on
/// one line, nor of a key that is there twice.
fn tears(text: &str, root: &DeTable<'_>, error: &Range<usize>, message: &str) -> bool {
    let line_start = text[..error.start.min(text.len())].rfind('\n').map_or(0, |at| at + 1);
    if text[line_start..].trim_start().starts_with('[') {
        return true;
    }
    if message == "duplicate key" {
        return false;
    }
    !touches_short_value(text, root, error)
}

fn touches_short_value(text: &str, table: &DeTable<'_>, error: &Range<usize>) -> bool {
    table.iter().any(|(_, value)| match value.get_ref() {
        DeValue::Table(inner) => touches_short_value(text, inner, error),
        DeValue::Array(list) if list.iter().any(|item| matches!(item.get_ref(), DeValue::Table(_))) => {
            list.iter().any(|item| match item.get_ref() {
                DeValue::Table(inner) => touches_short_value(text, inner, error),
                _ => false,
            })
        }
        _ => {
            let span = value.span();
            let one_line = !text[span.clone()].contains('\n');
            one_line && error.start <= span.end && span.start <= error.end
        }
    })
}

/// Our own words for the usual faults, the parser's for the others.
fn describe(file: FileId, text: &str, message: &str, span: &Range<usize>) -> Finding {
    let word = text.get(span.clone()).unwrap_or_default();
    let at = Span::new(file, visible_range(text, span));
    let new = |message: String| Finding::new("toml-syntax", at, message);
    if message == "duplicate key" {
        let finding = new(format!("`{word}` is given twice")).label("second");
        let finding = match first_of(text, span, word) {
            Some(first) => finding.related(Span::new(file, first), "first"),
            None => finding,
        };
        return finding.help("keep one of the two").other(word);
    }
    if message.starts_with("string values must be quoted")
        || (message.starts_with("invalid float") && !is_number(word))
    {
        return if word.trim().is_empty() {
            new("a value is missing".to_owned())
                .label("after the `=`")
                .help("write a value, or take the line out")
        } else if word.contains(char::is_whitespace) && text[..span.start].trim_end().ends_with(['[', ',']) {
            new(format!("`{word}` is no value"))
                .help("put commas between the values of a list, and text in quotes")
        } else {
            new(format!("`{word}` needs quotes"))
                .label("text without quotes")
                .help(format!("write \"{word}\""))
                .other(word)
        };
    }
    if message.starts_with("invalid basic string") || message.starts_with("invalid literal string") {
        return new("a quote is not closed".to_owned())
            .label("the text ends here")
            .help("close the quote at the end of the text");
    }
    if let Some(reason) = message.strip_prefix("invalid date, ") {
        return new(format!("`{word}` is no date: {reason}"))
            .label("no such day")
            .help("write a day that exists, as 2025-04-30")
            .other(word);
    }
    if message.starts_with("missing escaped value") || message.starts_with("invalid escape") {
        return new("a backslash begins no known escape".to_owned())
            .help("write \\\\ for a backslash, or put the text in single quotes");
    }
    if message.starts_with("unquoted keys cannot be empty") {
        return new("a key is missing".to_owned())
            .label("before this")
            .help("write `key = value`, or # before a remark");
    }
    if message.starts_with("cannot recurse further") {
        return new("nested too deeply".to_owned()).label("no deeper than this").help("take the nesting out");
    }
    if message.starts_with("missing comma") {
        let finding = new("a comma is missing".to_owned()).label("before this");
        return finding
            .help("put commas between the values of a list, and between the keys of an inline table");
    }
    if message.starts_with("key with no value") {
        return new("a key without a value".to_owned())
            .label("no `=` after it")
            .help("write `key = value`, or # before a remark");
    }
    if message.starts_with("unclosed table") {
        return new("a table header is not closed".to_owned())
            .label("a `]` is missing")
            .help("close the header, as in [treatment]");
    }
    if message.starts_with("unclosed array") {
        return new("a list is not closed".to_owned())
            .label("a `]` is missing")
            .help("close the list with `]`");
    }
    if message.starts_with("unclosed inline table") {
        return new("an inline table is not closed".to_owned())
            .label("a `}` is missing")
            .help("close it with `}`");
    }
    if message.starts_with("unexpected key or value") {
        return new("something follows the value".to_owned())
            .label("this does not belong here")
            .help("begin a new line after the value");
    }
    new(message.to_owned()).help("see toml.io for how TOML is written")
}

fn is_number(word: &str) -> bool {
    word.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b'_' | b'+' | b'-' | b'e' | b'E'))
}

/// An empty range gets the character before or after it, so that there is
/// something to underline.
fn visible_range(text: &str, span: &Range<usize>) -> Range<usize> {
    if span.start < span.end || text.is_empty() {
        return span.clone();
    }
    let here = text[span.start.min(text.len())..].chars().next().filter(|c| *c != '\n' && *c != '\r');
    match (here, text[..span.start.min(text.len())].chars().next_back()) {
        (Some(next), _) => span.start..span.start + next.len_utf8(),
        (None, Some(before)) if before != '\n' => span.start - before.len_utf8()..span.start,
        _ => span.clone(),
    }
}

/// The first line before `second` that begins with the same key or header.
fn first_of(text: &str, second: &Range<usize>, key: &str) -> Option<Range<usize>> {
    let mut start = 0;
    for line in text[..second.start].split_inclusive('\n') {
        let indent = line.len() - line.trim_start_matches([' ', '\t', '[']).len();
        let rest = &line[indent..];
        if rest.strip_prefix(key).is_some_and(|after| after.trim_start().starts_with(['=', ']', '.'])) {
            return Some(start + indent..start + indent + key.len());
        }
        start += line.len();
    }
    None
}

/// What TOML 1.1 allows and editors of TOML 1.0 paint red.
fn newer_syntax(file: FileId, text: &str, root: &DeTable<'_>, out: &mut Vec<Finding>) {
    if !text.contains('{') && !text.contains("\\e") && !text.contains("\\x") && !text.contains(':') {
        return;
    }
    let mut found = Vec::new();
    newer_in_table(text, root, &mut found);
    found.sort_by_key(|(range, _)| range.start);
    out.extend(found.into_iter().map(|(range, what)| {
        Finding::new("toml-1.1-syntax", Span::new(file, range), what)
            .label("TOML 1.1")
            .help("write it as TOML 1.0, which every editor reads")
    }));
}

fn newer_in_table(text: &str, table: &DeTable<'_>, found: &mut Vec<(Range<usize>, &'static str)>) {
    for (_, value) in table.iter() {
        newer_in_value(text, value, found);
    }
}

fn newer_in_value(text: &str, value: &Spanned<DeValue<'_>>, found: &mut Vec<(Range<usize>, &'static str)>) {
    let span = value.span();
    let written = text.get(span.clone()).unwrap_or_default();
    match value.get_ref() {
        DeValue::String(_) if written.starts_with('"') => {
            if let Some(at) = newer_escape(written) {
                found.push((span.start + at..span.start + at + 2, "an escape of TOML 1.1"));
            }
        }
        DeValue::Datetime(datetime) if datetime.time.is_some_and(|time| time.second.is_none()) => {
            found.push((span, "a time without seconds"));
        }
        DeValue::Array(list) => list.iter().for_each(|item| newer_in_value(text, item, found)),
        DeValue::Table(inner) => {
            if written.starts_with('{') && is_newer_inline_table(written) {
                found.push((
                    span.start..span.start + 1,
                    "an inline table over several lines or with a last comma",
                ));
            }
            newer_in_table(text, inner, found);
        }
        _ => {}
    }
}

fn newer_escape(written: &str) -> Option<usize> {
    let mut bytes = written.bytes().enumerate();
    while let Some((at, byte)) = bytes.next() {
        if byte == b'\\' {
            let (_, escaped) = bytes.next()?;
            if matches!(escaped, b'e' | b'x') {
                return Some(at);
            }
        }
    }
    None
}

/// Whether a line break or a last comma stands directly inside an inline
/// table; the text begins with its brace.
fn is_newer_inline_table(written: &str) -> bool {
    let mut open: Vec<char> = Vec::new();
    let mut last = ' ';
    let mut rest = written;
    while let Some(c) = rest.chars().next() {
        if c == '"' || c == '\'' {
            rest = after_string(rest, c);
            last = c;
            continue;
        }
        rest = &rest[c.len_utf8()..];
        match c {
            '#' => rest = rest.find('\n').map_or("", |end| &rest[end..]),
            '{' | '[' => open.push(c),
            '}' if last == ',' => return true,
            '}' | ']' => {
                open.pop();
            }
            '\n' if open.last() == Some(&'{') => return true,
            _ => {}
        }
        if !c.is_whitespace() {
            last = c;
        }
    }
    false
}

/// What follows the string that a text begins with.
fn after_string(text: &str, quote: char) -> &str {
    let triple = [quote; 3].iter().collect::<String>();
    let mark = if text.starts_with(&triple) { triple } else { quote.to_string() };
    let mut at = mark.len();
    while at < text.len() {
        if text[at..].starts_with(&mark) {
            return &text[at + mark.len()..];
        }
        let step = text[at..].chars().next().map_or(1, char::len_utf8);
        let escaped = quote == '"' && text.as_bytes()[at] == b'\\';
        at += step + if escaped { text[at + step..].chars().next().map_or(0, char::len_utf8) } else { 0 };
    }
    ""
}
