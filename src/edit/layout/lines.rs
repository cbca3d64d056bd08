//! A file as its lines: headers, keys with their values, comments, empty ones.
//!
//! Made of the parser's own tokens, so that nothing between them is lost. The
//! text is one that the parser accepts.

use toml_parser::Source;
use toml_parser::parser::{Event, EventKind, parse_document};

use super::value::{Above, Item, List, Pair, Value, scalar};

/// A line, or the lines of one value.
#[derive(Debug)]
pub(super) enum Line<'t> {
    /// An empty one; several count as one.
    Blank,
    /// A comment on a line of its own.
    Comment(&'t str),
    /// The header of a table.
    Header(Header<'t>),
    /// A key and its value.
    Entry(Entry<'t>),
}

/// A key as it is written, and its parts as they are meant.
#[derive(Debug, Clone, Default)]
pub(super) struct Key {
    /// As it is written, without white space.
    pub(super) written: String,
    /// Its parts.
    pub(super) path: Vec<String>,
}

/// The header of a table.
#[derive(Debug)]
pub(super) struct Header<'t> {
    /// The table's key.
    pub(super) key: Key,
    /// It is one of several: `[[…]]`.
    pub(super) is_element: bool,
    /// The comment on its line.
    pub(super) remark: Option<Remark<'t>>,
}

/// A key and its value.
#[derive(Debug)]
pub(super) struct Entry<'t> {
    /// The key.
    pub(super) key: Key,
    /// The value.
    pub(super) value: Value<'t>,
    /// Comments within an inline table, where TOML 1.0 has no place for them.
    pub(super) loose: Vec<&'t str>,
    /// The comment on its last line.
    pub(super) remark: Option<Remark<'t>>,
}

/// The comment on the line of something, with the white space before it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Remark<'t> {
    /// The white space.
    pub(super) gap: &'t str,
    /// The comment.
    pub(super) text: &'t str,
}

/// The lines of a text.
pub(super) fn lines(text: &str) -> Vec<Line<'_>> {
    let source = Source::new(text);
    let tokens = source.lex().into_vec();
    let mut events: Vec<Event> = Vec::with_capacity(tokens.len());
    parse_document(&tokens, &mut events, &mut ());
    Reader { source, events, at: 0 }.lines()
}

/// The comments of a text, sorted.
pub(super) fn comments(text: &str) -> Vec<&str> {
    let source = Source::new(text);
    let tokens = source.lex().into_vec();
    let mut events: Vec<Event> = Vec::with_capacity(tokens.len());
    parse_document(&tokens, &mut events, &mut ());
    let comments = events.iter().filter(|event| event.kind() == EventKind::Comment);
    let mut comments: Vec<&str> =
        comments.filter_map(|event| source.get(event)).map(|raw| raw.as_str().trim_end()).collect();
    comments.sort_unstable();
    comments
}

struct Reader<'t> {
    source: Source<'t>,
    events: Vec<Event>,
    at: usize,
}

impl<'t> Reader<'t> {
    fn lines(mut self) -> Vec<Line<'t>> {
        let mut lines: Vec<Line<'t>> = Vec::new();
        // Whether something stands on the present line already.
        let mut is_taken = false;
        let mut gap = "";
        while let Some(event) = self.next() {
            match event.kind() {
                EventKind::Newline => {
                    if !is_taken && !matches!(lines.last(), Some(Line::Blank)) {
                        lines.push(Line::Blank);
                    }
                    is_taken = false;
                    gap = "";
                    continue;
                }
                EventKind::Whitespace => {
                    gap = self.text(event);
                    continue;
                }
                EventKind::Comment => {
                    let text = self.comment(event);
                    match lines.last_mut() {
                        Some(Line::Header(header)) if is_taken => header.remark = Some(Remark { gap, text }),
                        Some(Line::Entry(entry)) if is_taken => entry.remark = Some(Remark { gap, text }),
                        _ => lines.push(Line::Comment(text)),
                    }
                }
                EventKind::StdTableOpen | EventKind::ArrayTableOpen => {
                    let is_element = event.kind() == EventKind::ArrayTableOpen;
                    let key = self.key();
                    lines.push(Line::Header(Header { key, is_element, remark: None }));
                }
                EventKind::SimpleKey => {
                    self.at -= 1;
                    let key = self.key();
                    let mut loose = Vec::new();
                    let value = self.value(&mut loose);
                    lines.push(Line::Entry(Entry { key, value, loose, remark: None }));
                }
                _ => {}
            }
            is_taken = true;
            gap = "";
        }
        lines
    }

    fn next(&mut self) -> Option<Event> {
        let event = self.events.get(self.at).copied();
        self.at += 1;
        event
    }

    fn text(&self, event: Event) -> &'t str {
        self.source.get(event.span()).map_or("", |raw| raw.as_str())
    }

    fn comment(&self, event: Event) -> &'t str {
        self.text(event).trim_end()
    }

    /// A key, to the sign or the bracket behind it.
    fn key(&mut self) -> Key {
        let mut key = Key::default();
        while let Some(event) = self.next() {
            match event.kind() {
                EventKind::SimpleKey => {
                    key.written.push_str(self.text(event));
                    let mut part = std::borrow::Cow::Borrowed("");
                    if let Some(raw) = self.source.get(event) {
                        raw.decode_key(&mut part, &mut ());
                    }
                    key.path.push(part.into_owned());
                }
                EventKind::KeySep => key.written.push('.'),
                EventKind::Whitespace => {}
                _ => break,
            }
        }
        key
    }

    fn value(&mut self, loose: &mut Vec<&'t str>) -> Value<'t> {
        while let Some(event) = self.next() {
            match event.kind() {
                EventKind::ArrayOpen => return Value::List(self.list(loose)),
                EventKind::InlineTableOpen => return Value::Table(self.table(loose)),
                EventKind::Scalar => return Value::Scalar(scalar(self.text(event), event.encoding())),
                _ => {}
            }
        }
        Value::Scalar("".into())
    }

    fn list(&mut self, loose: &mut Vec<&'t str>) -> List<'t> {
        let mut list = List::default();
        let mut above: Vec<Above<'t>> = Vec::new();
        // Line ends since the last thing on a line.
        let mut ends = 0;
        while let Some(event) = self.next() {
            match event.kind() {
                EventKind::Newline => {
                    list.is_spread = true;
                    ends += 1;
                    let is_first = above.is_empty() && list.items.is_empty();
                    if ends == 2 && !is_first {
                        above.push(Above::Blank);
                    }
                    continue;
                }
                EventKind::Comment => {
                    list.is_spread = true;
                    let comment = self.comment(event);
                    match list.items.last_mut() {
                        Some(item) if ends == 0 && above.is_empty() && item.remark.is_none() => {
                            item.remark = Some(comment);
                        }
                        _ => above.push(Above::Comment(comment)),
                    }
                }
                EventKind::ArrayOpen | EventKind::InlineTableOpen | EventKind::Scalar => {
                    self.at -= 1;
                    let mut within = Vec::new();
                    let value = self.value(&mut within);
                    above.extend(within.into_iter().map(Above::Comment));
                    list.items.push(Item { above: std::mem::take(&mut above), value, remark: None });
                }
                EventKind::ArrayClose => break,
                _ => continue,
            }
            ends = 0;
        }
        while above.last() == Some(&Above::Blank) {
            above.pop();
        }
        list.rest = above;
        if !list.is_spread {
            // On one line nothing has a place for comments.
            for line in list.items.iter_mut().flat_map(|item| item.above.drain(..)) {
                if let Above::Comment(comment) = line {
                    loose.push(comment);
                }
            }
        }
        list
    }

    fn table(&mut self, loose: &mut Vec<&'t str>) -> Vec<Pair<'t>> {
        let mut pairs = Vec::new();
        while let Some(event) = self.next() {
            match event.kind() {
                EventKind::InlineTableClose => break,
                EventKind::Comment => loose.push(self.comment(event)),
                EventKind::SimpleKey => {
                    self.at -= 1;
                    let key = self.key().written;
                    pairs.push(Pair { key, value: self.value(loose) });
                }
                _ => {}
            }
        }
        pairs
    }
}
