//! The names that ids had on an earlier day. From the newest commit back,
//! whatever a commit renamed has its old name again before it, and what it took
//! away has a name there that today's register no longer tells.

use std::collections::HashMap;

use super::History;
use super::change::{Change, Kind};
use super::value::Value;

/// Names that differ from today's, by the entries' own names in their files:
/// `level[critical]`.
#[derive(Debug, Default)]
pub struct Names {
    /// The commits that changed a name, newest first.
    renames: Vec<(usize, Vec<Change>)>,
    /// How many of them lie after the commit that is told of.
    passed: usize,
    former: HashMap<String, String>,
}

impl Names {
    /// The names before the oldest commit that one has gone back to; so far
    /// today's.
    #[must_use]
    pub fn of(history: &History) -> Self {
        Self { renames: history.renames(), ..Self::default() }
    }

    /// Goes back to the commit at a place of the history. What that commit took
    /// away is still known by name.
    pub fn go_back_to(&mut self, place: usize) {
        while let Some((at, changes)) = self.renames.get(self.passed).filter(|(at, _)| *at <= place) {
            let is_before = *at < place;
            for change in changes {
                let Some(field) = &change.field else { continue };
                match (field.strip_suffix(".name"), &change.before) {
                    (Some(entry), before) if is_before => {
                        let id = entry.rsplit_once('[').map_or(entry, |(_, id)| id.trim_end_matches(']'));
                        let name = before.as_ref().and_then(Value::as_text).unwrap_or(id);
                        self.former.insert(entry.to_owned(), name.to_owned());
                    }
                    (None, Some(whole)) => {
                        self.former.extend(name_in(whole).map(|name| (field.clone(), name.to_owned())));
                    }
                    // Before it came, the id was nobody's.
                    (None, None) if is_before => {
                        self.former.remove(field);
                    }
                    _ => {}
                }
            }
            if !is_before {
                return;
            }
            self.passed += 1;
        }
    }

    /// The name that an entry of a list had, where it is not today's.
    #[must_use]
    pub fn get(&self, list: &str, id: &str) -> Option<&str> {
        if self.former.is_empty() {
            return None;
        }
        self.former.get(&format!("{list}[{id}]")).map(String::as_str)
    }
}

/// Whether a change gives, takes or changes the name of an entry of a list:
/// those of a risk have none.
#[must_use]
pub(super) fn is_of_name(change: &Change) -> bool {
    let Some(field) = change.field.as_deref().filter(|_| change.risk.is_none()) else { return false };
    change.kind == Kind::Changed
        && match field.strip_suffix(".name") {
            Some(entry) => entry.ends_with(']'),
            None => [&change.before, &change.after].into_iter().flatten().any(|v| name_in(v).is_some()),
        }
}

fn name_in(entry: &Value) -> Option<&str> {
    let Value::Table(entries) = entry else { return None };
    entries.iter().find(|(key, _)| key == "name").and_then(|(_, name)| name.as_text())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn change(field: &str, before: Option<Value>, after: Option<Value>) -> Change {
        let change = Change::of(None, "schema/methodology.toml", Kind::Changed);
        Change { field: Some(field.to_owned()), before, after, ..change }
    }

    #[test]
    fn a_name_is_that_of_the_day() {
        let text = |text: &str| Some(Value::Text(text.to_owned()));
        let named = |name: &str| Some(Value::Table(vec![("name".to_owned(), Value::Text(name.to_owned()))]));
        let renames = vec![
            (2, vec![change("level[high].name", text("Serious"), text("High"))]),
            (5, vec![change("control[old]", named("Old lock"), None)]),
            (7, vec![change("level[high].name", None, text("Serious"))]),
            (9, vec![change("control[old]", None, named("Old lock"))]),
        ];
        assert!(renames.iter().flat_map(|(_, changes)| changes).all(is_of_name));
        let mut names = Names { renames, ..Names::default() };
        let mut told = Vec::new();
        for place in [0, 2, 4, 5, 7, 8, 9, 12] {
            names.go_back_to(place);
            let name = |list: &str, id: &str| names.get(list, id).unwrap_or("-").to_owned();
            told.push((place, name("level", "high"), name("control", "old")));
        }
        let at = |place, level: &str, control: &str| (place, level.to_owned(), control.to_owned());
        assert_eq!(
            told,
            [
                at(0, "-", "-"),
                at(2, "-", "-"),
                at(4, "Serious", "-"),
                at(5, "Serious", "Old lock"),
                at(7, "Serious", "Old lock"),
                at(8, "high", "Old lock"),
                at(9, "high", "Old lock"),
                at(12, "high", "-"),
            ]
        );
    }

    #[test]
    fn no_name_is_changed_by_a_title_or_another_key() {
        let text = |text: &str| Some(Value::Text(text.to_owned()));
        for field in ["name", "level[high].colour", "waiver[late]"] {
            assert!(!is_of_name(&change(field, text("a"), text("b"))), "{field}");
        }
        let of_risk = Change { risk: Some("R001".to_owned()), ..change("a[b].name", text("a"), text("b")) };
        assert!(!is_of_name(&of_risk));
    }
}
