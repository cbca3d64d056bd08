//! What comes into a list of things, goes out of it, or changes within it: an
//! action, a test of a control, a waiver, a level.

use super::field::is_list;
use super::vocabulary::{last, plain, singular, title};
use super::{Group, Said, Told, Words};
use crate::history::value::Value;
use crate::text::{one_line, shortened};

/// `control[firewall].test[2026-11-20].result`, taken apart.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Entry<'f> {
    /// The entry that it stands in: a list and an id.
    outer: Option<(&'f str, &'f str)>,
    /// The list: `test`; of a list within a table its whole name.
    list: &'f str,
    /// What tells it apart: a title, an id, a day.
    id: &'f str,
    /// The field within it; empty of the entry as a whole.
    rest: &'f str,
}

impl<'f> Entry<'f> {
    /// The entry that a field is of or within.
    pub(super) fn of(field: &'f str) -> Option<Self> {
        let (list, rest) = field.split_once('[')?;
        // A title may hold a bracket of its own; the id of a thing that has
        // entries holds none.
        let within = rest.split_once("].").filter(|(_, inner)| {
            inner.split_once('[').is_some_and(|(list, _)| list.bytes().all(|byte| byte.is_ascii_lowercase()))
        });
        if let Some((id, inner)) = within
            && let Some(inner) = Self::of(inner)
        {
            return Some(Self { outer: Some((list, id)), ..inner });
        }
        let end = rest.rfind(']')?;
        let (id, rest) = (&rest[..end], rest[end + 1..].trim_start_matches('.'));
        Some(Self { outer: None, list, id, rest })
    }

    /// What it is called: "action “Buy it”", "control “Firewall”, test of
    /// 2026-11-20".
    fn thing(&self, words: &Words<'_>) -> String {
        let own = thing(words, self.list, self.id);
        match self.outer {
            Some((list, id)) => format!("{}, {own}", thing(words, list, id)),
            None => own,
        }
    }
}

fn thing(words: &Words<'_>, list: &str, id: &str) -> String {
    let noun = last(list);
    let id_line = one_line(id);
    match noun {
        "waiver" => format!("waiver for {id_line}"),
        "test" | "measurement" => format!("{noun} of {id_line}"),
        "postponed" => format!("postponement from {id_line}"),
        "appetite" => format!(
            "appetite for {}",
            id_line.split(' ').map(|id| words.level(id)).collect::<Vec<_>>().join(" ")
        ),
        "excluded" => format!("exclusion of {id_line}"),
        "rule" => format!("own rule “{id_line}”"),
        "custom" => format!("own field “{id_line}”"),
        _ => format!("{noun} “{}”", words.entry_name(list, id)),
    }
}

impl Words<'_> {
    /// The name of an entry of a list, of that day where it is known.
    fn entry_name(&self, list: &str, id: &str) -> String {
        let (register, field) = (self.register, last(list));
        match field {
            "level" => self.level(id),
            "person" => self.person(id),
            "control" => self.known(list, id, register.control_name(id)),
            "asset" => self.name("assets", id),
            "threat" => self.name("threats", id),
            "role" => self.name("roles", id),
            "likelihood" | "impact" | "unit" => self.name(field, id),
            "dimension" => self.dimension(id),
            "indicator" => self.known(list, id, register.indicator(id).map_or(id, |known| known.name())),
            _ => one_line(id),
        }
    }
}

impl Group<'_> {
    /// The sentence about an entry or a field within one.
    pub(super) fn entry(&self, said: &Said<'_>, entry: &Entry<'_>) -> Option<Told> {
        let words = self.words;
        let thing = entry.thing(words);
        let noun = last(entry.list);
        if entry.rest.is_empty() {
            let text = match (said.before, said.after) {
                (None, Some(whole)) if noun == "test" => tested(words, entry, whole),
                (None, Some(whole)) => format!("{} added{}", title(&thing), details(words, noun, whole)),
                _ => format!("{} removed", title(&thing)),
            };
            return Some((text, None));
        }
        let text = match (noun, entry.rest, said.before, said.after) {
            ("action", "done", None, Some(on)) => format!("{} done on {}", title(&thing), plain(on)),
            ("action", "done", Some(_), None) => format!("{} no longer done", title(&thing)),
            ("action", "owner", None, Some(_)) => {
                format!("{} given to {}", title(&thing), words.value("owner", said.after?))
            }
            ("person", "active", _, Some(Value::Bool(false))) => format!("{} has left", title(&thing)),
            ("person", "active", Some(Value::Bool(false)), _) => format!("{} is back", title(&thing)),
            _ => {
                let name = match (noun, entry.rest) {
                    ("waiver", "until") => "end".to_owned(),
                    ("action", "due") => "due date".to_owned(),
                    (_, rest) if is_list(said) => singular(&words.label(rest)),
                    (_, rest) => words.label(rest),
                };
                return self.field(said, &format!("{} of {thing}", title(&name)), entry.rest);
            }
        };
        Some((text, None))
    }
}

/// "Control “Firewall” tested on 2026-11-20: passed".
fn tested(words: &Words<'_>, entry: &Entry<'_>, whole: &Value) -> String {
    let of = entry.outer.map_or_else(|| "control".to_owned(), |(list, id)| thing(words, list, id));
    let by = text_in(whole, "by").map_or_else(String::new, |by| format!(" by {}", words.person(by)));
    let result =
        text_in(whole, "result").map_or_else(String::new, |result| format!(": {}", one_line(result)));
    format!("{} tested on {}{by}{result}", title(&of), one_line(entry.id))
}

/// What is told of a new entry beside its name.
fn details(words: &Words<'_>, noun: &str, whole: &Value) -> String {
    let part = |key: &str, word: &str| {
        let value = value_in(whole, key)?;
        Some(format!("{word} {}", shortened(&words.value(key, value), super::LONGEST)))
    };
    let parts = match noun {
        "action" => match part("done", "done on") {
            Some(done) => vec![Some(done)],
            None => vec![part("due", "due")],
        },
        "waiver" => vec![part("until", "until"), part("by", "by"), part("reason", "reason:")],
        "postponed" => vec![part("to", "to"), part("reason", "reason:")],
        "measurement" => vec![part("value", "value")],
        _ => Vec::new(),
    };
    parts.into_iter().flatten().map(|part| format!(", {part}")).collect()
}

/// A value of an entry.
pub(super) fn value_in<'v>(entry: &'v Value, key: &str) -> Option<&'v Value> {
    let Value::Table(entries) = entry else { return None };
    entries.iter().find(|(known, _)| known == key).map(|(_, value)| value)
}

/// A text of an entry.
pub(super) fn text_in<'v>(entry: &'v Value, key: &str) -> Option<&'v str> {
    value_in(entry, key)?.as_text()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_is_known_with_what_it_stands_in() {
        let whole = |outer, list, id, rest| Some(Entry { outer, list, id, rest });
        for (field, entry) in [
            ("treatment.action[Buy it].due", whole(None, "treatment.action", "Buy it", "due")),
            ("treatment.action[Buy it [now]]", whole(None, "treatment.action", "Buy it [now]", "")),
            ("control[firewall].state", whole(None, "control", "firewall", "state")),
            (
                "control[firewall].test[2026-11-20]",
                whole(Some(("control", "firewall")), "test", "2026-11-20", ""),
            ),
            (
                "control[firewall].test[2026-11-20].result",
                whole(Some(("control", "firewall")), "test", "2026-11-20", "result"),
            ),
        ] {
            assert_eq!(Entry::of(field), entry, "{field}");
        }
        assert_eq!(Entry::of("treatment.due"), None);
    }
}
