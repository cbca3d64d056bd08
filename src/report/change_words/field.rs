//! A field's sentence: what it was, what it is.

use super::vocabulary::{last, singular};
use super::{Group, Said, Told, ordinal, shift};
use crate::history::value::Value;
use crate::text::one_line;

impl Group<'_> {
    /// The sentence about a field, by what it is called and by the name that
    /// says what its values mean.
    pub(super) fn field(&self, said: &Said<'_>, name: &str, field: &str) -> Option<Told> {
        let words = self.words;
        if let Some(prose) = said.prose() {
            let what = match (said.before, said.after) {
                (None, _) => "written",
                (_, None) => "removed",
                _ => "changed",
            };
            return Some((format!("{name} {what}"), Some(prose)));
        }
        let value = |value: &Value| words.value(field, value);
        let text = match (said.before, said.after) {
            _ if is_list(said) => return self.list(said, name, field).map(|text| (text, None)),
            (Some(from), Some(to)) if is_order(from, to) => format!("{name} changed"),
            (Some(from), Some(to)) => {
                let (was, is) = (value(from), value(to));
                match said.days() {
                    Some((from, to)) if is_deadline(field) => {
                        let days = shift(from, to);
                        let count = self.move_count(said);
                        format!("{name} moved from {was} to {is} ({count}{days}){}", self.reason(said))
                    }
                    _ => {
                        let ids = from.as_text().zip(to.as_text());
                        let way = ids.map_or("changed", |(from, to)| self.way(field, from, to));
                        format!("{name} {way} from {was} to {is}")
                    }
                }
            }
            (None, Some(to)) => format!("{name} set to {}", value(to)),
            (Some(from), None) => format!("{name} removed, it was {}", value(from)),
            (None, None) => return None,
        };
        Some((text, None))
    }

    fn way(&self, field: &str, from: &str, to: &str) -> &'static str {
        if field.ends_with("likelihood") {
            return self.words.way(from, to, |method, id| method.likelihood_rank(id));
        }
        if last(field) == "impact" || field.contains("impact.") {
            return self.words.way(from, to, |method, id| method.impact_rank(id));
        }
        "changed"
    }

    /// What came into a list and what went out of it.
    fn list(&self, said: &Said<'_>, name: &str, field: &str) -> Option<String> {
        let texts = |value: Option<&Value>| -> Vec<String> {
            value.map_or_else(Vec::new, |list| list.texts().map(str::to_owned).collect())
        };
        let (before, after) = (texts(said.before), texts(said.after));
        let only = |list: &[String], other: &[String]| -> Vec<String> {
            let missing = list.iter().filter(|id| !other.contains(id));
            missing.map(|id| self.words.name(field, id)).collect()
        };
        let (come, gone) = (only(&after, &before), only(&before, &after));
        let one = singular(name);
        let part = |ids: &[String], what: &str| match ids {
            [] => None,
            ids => Some(format!("{one} {what}: {}", ids.join(", "))),
        };
        let parts: Vec<String> =
            [part(&come, "added"), part(&gone, "removed")].into_iter().flatten().collect();
        match parts.is_empty() {
            // Twice the same, or no more than an empty list.
            true => Some(format!("{name} changed")),
            false => Some(parts.join("; ").replacen(&format!("; {one}"), &format!("; {}", lower(&one)), 1)),
        }
    }

    /// "2nd move, ": of the deadline of a plan, as far as the history counts.
    fn move_count(&self, said: &Said<'_>) -> String {
        let later = said.days().is_some_and(|(from, to)| to > from);
        match self.aftermath.filter(|_| later && said.field == "treatment.due") {
            Some(after) if after.moves > 0 => format!("{} move, ", ordinal(after.moves)),
            _ => String::new(),
        }
    }

    /// The reason that a postponement gives for a deadline that moves.
    fn reason(&self, said: &Said<'_>) -> String {
        let entry = self.postponement(said);
        let reason = entry.and_then(|entry| super::entry::text_in(entry.after?, "reason"));
        reason.map_or_else(String::new, |reason| format!(", reason: {}", one_line(reason)))
    }

    /// The entry that tells of the same move of the deadline.
    pub(super) fn postponement(&self, due: &Said<'_>) -> Option<&Said<'_>> {
        let (from, to) = due.days().filter(|_| due.field == "treatment.due")?;
        self.said.iter().find(|said| {
            let day = |key: &str| super::entry::value_in(said.after?, key)?.as_day();
            said.field.starts_with("treatment.postponed[")
                && said.before.is_none()
                && (day("from"), day("to")) == (Some(from), Some(to))
        })
    }
}

/// Whether a field is a list of ids or words, which come and go one by one.
pub(super) fn is_list(said: &Said<'_>) -> bool {
    let of_texts = |value: &Value| matches!(value, Value::List(list) if list.iter().all(|item| item.as_text().is_some()));
    let is_ordered =
        said.field.starts_with("matrix.") || ["level", "likelihood", "impact"].contains(&said.field);
    !is_ordered && [said.before, said.after].into_iter().flatten().all(of_texts)
}

/// Whether no more than the order of a scale is told, or tables that have no
/// names: neither fits a line.
fn is_order(from: &Value, to: &Value) -> bool {
    let nameless = |value: &Value| matches!(value, Value::List(list) if list.iter().any(|item| matches!(item, Value::Table(_))));
    nameless(from) || nameless(to)
}

/// Whether a day is one that is moved, and not one that is corrected.
fn is_deadline(field: &str) -> bool {
    matches!(last(field), "due" | "until")
}

fn lower(text: &str) -> String {
    let mut rest = text.chars();
    rest.next().map_or_else(String::new, |first| first.to_lowercase().chain(rest).collect())
}
