//! A change in words for people who never saw a TOML file: "likelihood: medium
//! → high (level: moderate → high)", "due date moved 45 days later".

use crate::history::change::{Change, Kind};
use crate::history::fields::FieldChange;
use crate::history::value::Value;
use crate::model::day::{days_between, days_in_words};
use crate::model::register::Register;
use crate::text::{one_line, shortened};

/// How long a value is shown, in characters.
const LONGEST: usize = 60;

/// Texts of which only that they changed is told.
const PROSE: [&str; 7] = [
    "description",
    "rationale",
    "treatment.plan",
    "acceptance.rationale",
    "acceptance.conditions",
    "review.note",
    "closed.reason",
];

/// What nobody wants to read as a line of its own.
const SILENT: [&str; 6] = [
    "acceptance.seal",
    "acceptance.signature",
    "treatment.approval.seal",
    "treatment.approval.signature",
    "review.by",
    "closed.by",
];

/// The words for what one commit changed of one thing, a sentence each, in
/// the order of the changes. Ids are told by the names that the register has
/// for them now.
#[must_use]
pub fn sentences(register: &Register, changes: &[&Change]) -> Vec<String> {
    let mut out = Vec::new();
    let value_after = |field: &str| {
        changes.iter().find(|change| change.field.as_deref() == Some(field)).and_then(|c| c.after.as_ref())
    };
    let rated = |change: &&&Change| change.kind == Kind::Changed && is_rating(change);
    let last_rated = changes.iter().rev().find(rated);
    for change in changes {
        let mut told = match change.kind {
            Kind::Added => added(register, change),
            Kind::Removed => removed(change),
            Kind::Moved => format!("file moved from {} to {}", shown(&change.before), shown(&change.after)),
            Kind::Unreadable => "the file could not be read at this commit".to_owned(),
            Kind::Rescored => rescored(register, change),
            Kind::Changed => match field_words(register, change, &value_after) {
                Some(words) => words,
                None => continue,
            },
        };
        if last_rated.is_some_and(|last| std::ptr::eq(*last, *change))
            && change.level.before != change.level.after
        {
            told.push_str(&format!(" (level: {})", level_words(register, change)));
        }
        out.push(told);
    }
    out
}

/// The words for fields that differ, without what commit did it.
#[must_use]
pub fn fields(changes: &[FieldChange]) -> Vec<String> {
    let is_silent = |change: &&FieldChange| SILENT.contains(&change.field.as_str());
    changes.iter().filter(|change| !is_silent(change)).map(field).collect()
}

fn field(change: &FieldChange) -> String {
    let FieldChange { field, before, after } = change;
    if PROSE.contains(&field.as_str()) {
        let what = match (before, after) {
            (None, _) => "written",
            (_, None) => "taken out",
            _ => "changed",
        };
        return format!("{} {what}", name_of(field));
    }
    match entry(field) {
        Some((thing, "")) if before.is_none() => {
            format!("{thing} added{}", reason(after))
        }
        Some((thing, "")) => format!("{thing} taken out"),
        Some((thing, rest)) => format!("{thing}: {}", pair(rest, before, after)),
        None => pair(&name_of(field), before, after),
    }
}

fn is_rating(change: &Change) -> bool {
    change.is_of("likelihood") || change.is_of("impact")
}

fn added(register: &Register, change: &Change) -> String {
    if change.risk.is_none() {
        return "file added".to_owned();
    }
    let said = |key: &str| match &change.after {
        Some(Value::Table(entries)) => {
            entries.iter().find(|(name, _)| name == key).and_then(|(_, v)| v.as_text())
        }
        _ => None,
    };
    let title = said("title").map_or(String::new(), |title| format!(": {}", one_line(title)));
    let level = change
        .level
        .after
        .as_deref()
        .map_or(String::new(), |level| format!(" (level: {})", level_name(register, level)));
    format!("risk added{title}{level}")
}

fn removed(change: &Change) -> String {
    if change.risk.is_some() { "risk removed".to_owned() } else { "file removed".to_owned() }
}

fn rescored(register: &Register, change: &Change) -> String {
    let cause = change.cause.as_deref().unwrap_or("the methodology");
    format!("level: {}, because {} changed", level_words(register, change), one_line(cause))
}

/// "Moderate → High, crossed the line upwards".
fn level_words(register: &Register, change: &Change) -> String {
    let name = |level: &Option<String>| {
        level.as_deref().map_or("unassessed".to_owned(), |level| level_name(register, level))
    };
    let above = |level: &Option<String>| {
        let level = register.methodology.as_ref()?.level(level.as_deref()?)?;
        level.acceptable.as_ref().map(|acceptable| !acceptable.value)
    };
    let crossed = match (above(&change.level.before), above(&change.level.after)) {
        (Some(false), Some(true)) => ", crossed the line upwards",
        (Some(true), Some(false)) => ", crossed the line downwards",
        _ => "",
    };
    format!("{} → {}{crossed}", name(&change.level.before), name(&change.level.after))
}

fn level_name(register: &Register, id: &str) -> String {
    let level = register.methodology.as_ref().and_then(|methodology| methodology.level(id));
    one_line(level.map_or(id, |level| level.name()))
}

fn field_words<'c>(
    register: &Register,
    change: &Change,
    value_after: &dyn Fn(&str) -> Option<&'c Value>,
) -> Option<String> {
    let field = change.field.as_deref()?;
    if SILENT.contains(&field) {
        return None;
    }
    let (before, after) = (&change.before, &change.after);
    let person = |value: &Option<Value>| {
        value.as_ref().and_then(Value::as_text).map(|id| one_line(register.person_name(id)))
    };
    let by = |field: &str| {
        let by = value_after(field).and_then(Value::as_text);
        by.map_or(String::new(), |by| format!(" by {}", one_line(register.person_name(by))))
    };
    if PROSE.contains(&field) {
        let name = name_of(field);
        return Some(match (before, after) {
            (None, _) => format!("{name} written"),
            (_, None) => format!("{name} taken out"),
            _ => format!("{name} changed"),
        });
    }
    Some(match (field, before, after) {
        ("treatment.due", Some(from), Some(to)) => match from.as_day().zip(to.as_day()) {
            Some((from, to)) => {
                let days = days_between(from, to);
                let way = if days > 0 { "later" } else { "earlier" };
                format!("due date moved {} {way}, {from} → {to}", days_in_words(days.abs()))
            }
            None => pair("due date", before, after),
        },
        ("acceptance.by", None, Some(_)) => {
            let until =
                value_after("acceptance.until").map_or(String::new(), |u| format!(" until {}", plain(u)));
            let level = value_after("acceptance.level").and_then(Value::as_text);
            let level = level.map_or(String::new(), |level| format!(" at {}", level_name(register, level)));
            format!("accepted by {}{level}{until}", person(after).unwrap_or_default())
        }
        ("acceptance.by", Some(_), None) => {
            format!("acceptance by {} taken back", person(before).unwrap_or_default())
        }
        ("acceptance.on" | "acceptance.until" | "acceptance.level", None, Some(_))
            if value_after("acceptance.by").is_some() =>
        {
            return None;
        }
        ("acceptance.on" | "acceptance.until" | "acceptance.level", Some(_), None) => return None,
        ("treatment.approval.by", None, Some(_)) => {
            format!("plan approved by {}", person(after).unwrap_or_default())
        }
        ("treatment.approval.by", Some(_), None) => {
            format!("approval by {} taken back", person(before).unwrap_or_default())
        }
        ("treatment.approval.on", None, Some(_)) if value_after("treatment.approval.by").is_some() => {
            return None;
        }
        ("treatment.approval.on", Some(_), None) => return None,
        ("review.on", _, Some(on)) => format!("reviewed on {}{}", plain(on), by("review.by")),
        ("closed.on", None, Some(on)) => format!("closed on {}{}", plain(on), by("closed.by")),
        ("controls" | "assets" | "threats" | "tags", _, _) => sets(register, field, before, after),
        _ if is_person(field) => {
            let name = |value: &Option<Value>| person(value).unwrap_or_else(|| "nobody".to_owned());
            format!("{}: {} → {}", name_of(field), name(before), name(after))
        }
        _ => match entry(field) {
            Some((thing, "")) => match (before, after) {
                (None, _) => format!("{thing} added{}", reason(after)),
                _ => format!("{thing} taken out"),
            },
            Some((thing, rest)) => format!("{thing}: {}", pair(rest, before, after)),
            None => pair(&name_of(field), before, after),
        },
    })
}

/// The reason that a postponement gives.
fn reason(entry: &Option<Value>) -> String {
    let Some(Value::Table(entries)) = entry else { return String::new() };
    let reason = entries.iter().find(|(key, _)| key == "reason").and_then(|(_, value)| value.as_text());
    reason.map_or(String::new(), |reason| format!(", reason: {}", shortened(&one_line(reason), LONGEST)))
}

/// `treatment.action[Buy it].due` as "action “Buy it”" and "due",
/// `control[firewall].test[2026-11-20]` as "control “firewall”, test
/// “2026-11-20”" and "".
fn entry(field: &str) -> Option<(String, &str)> {
    let (head, rest) = field.split_once('[')?;
    let thing = head.rsplit('.').next().unwrap_or(head);
    // A title may hold a bracket of its own; the id of a thing that has
    // entries holds none.
    let within = rest.split_once("].").filter(|(_, inner)| {
        inner.split_once('[').is_some_and(|(list, _)| list.bytes().all(|byte| byte.is_ascii_lowercase()))
    });
    if let Some((id, inner)) = within
        && let Some((inner, rest)) = entry(inner)
    {
        return Some((format!("{thing} “{}”, {inner}", one_line(id)), rest));
    }
    let end = rest.rfind(']')?;
    let title = one_line(&rest[..end]);
    Some((format!("{thing} “{title}”"), rest[end + 1..].trim_start_matches('.')))
}

fn is_person(field: &str) -> bool {
    matches!(field, "owner" | "treatment.owner" | "assessed_by")
}

/// A field as a reader knows it.
fn name_of(field: &str) -> String {
    match field {
        "treatment.due" => "due date".to_owned(),
        "treatment.owner" => "action owner".to_owned(),
        "treatment.done" => "treatment done".to_owned(),
        "treatment.plan" => "treatment plan".to_owned(),
        "treatment.option" => "treatment option".to_owned(),
        "assessed_by" => "assessed by".to_owned(),
        "treatment.residual.likelihood" => "residual likelihood".to_owned(),
        "treatment.residual.impact" => "residual impact".to_owned(),
        "inherent.likelihood" => "inherent likelihood".to_owned(),
        "inherent.impact" => "inherent impact".to_owned(),
        _ => one_line(&field.replace(['.', '_'], " ")),
    }
}

fn pair(name: &str, before: &Option<Value>, after: &Option<Value>) -> String {
    match (before, after) {
        (None, after) => format!("{name} set to {}", shown(after)),
        (before, None) => format!("{name} taken out, it was {}", shown(before)),
        (before, after) => format!("{name}: {} → {}", shown(before), shown(after)),
    }
}

/// What came into a list and what went out of it.
fn sets(register: &Register, field: &str, before: &Option<Value>, after: &Option<Value>) -> String {
    let texts = |value: &Option<Value>| -> Vec<String> {
        value.as_ref().map_or_else(Vec::new, |list| list.texts().map(str::to_owned).collect())
    };
    let (before, after) = (texts(before), texts(after));
    let name = |id: &String| match field {
        "controls" => one_line(register.control_name(id)),
        _ => one_line(id),
    };
    let only = |list: &[String], other: &[String]| -> Vec<String> {
        list.iter().filter(|id| !other.contains(id)).map(name).collect()
    };
    let (come, gone) = (only(&after, &before), only(&before, &after));
    let part = |ids: Vec<String>, word: &str| {
        (!ids.is_empty()).then(|| format!("{} {word}: {}", field, ids.join(", ")))
    };
    let parts: Vec<String> = [part(come, "added"), part(gone, "taken out")].into_iter().flatten().collect();
    parts.join("; ")
}

fn shown(value: &Option<Value>) -> String {
    value.as_ref().map_or("nothing".to_owned(), |value| shortened(&plain(value), LONGEST))
}

/// A value on one line.
fn plain(value: &Value) -> String {
    match value {
        Value::Text(text) | Value::Date(text) => one_line(text),
        Value::Integer(number) => number.to_string(),
        Value::Number(number) => number.to_string(),
        Value::Bool(is) => if *is { "yes" } else { "no" }.to_owned(),
        Value::List(list) if list.is_empty() => "nothing".to_owned(),
        Value::List(list) => list.iter().map(plain).collect::<Vec<_>>().join(", "),
        Value::Table(entries) => entries
            .iter()
            .map(|(key, value)| format!("{} {}", one_line(key), plain(value)))
            .collect::<Vec<_>>()
            .join(", "),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_is_named_with_what_it_stands_in() {
        for (field, thing, rest) in [
            ("treatment.action[Buy it].due", "action “Buy it”", "due"),
            ("treatment.action[Buy it [now]]", "action “Buy it [now]”", ""),
            ("control[firewall].state", "control “firewall”", "state"),
            ("control[firewall].test[2026-11-20]", "control “firewall”, test “2026-11-20”", ""),
            ("control[firewall].test[2026-11-20].result", "control “firewall”, test “2026-11-20”", "result"),
        ] {
            assert_eq!(entry(field), Some((thing.to_owned(), rest)), "{field}");
        }
        assert_eq!(entry("treatment.due"), None);
    }
}
