//! Lists, numbers, durations and tables in the text of a cell.

use std::collections::HashSet;

use serde_json::Value as Json;

use super::{Refused, refused, short};
use crate::import::field::Entry;
use crate::import::value::Value;
use crate::import::{names, words};
use crate::model::day::Period;
use crate::model::id::{folded, is_kebab};
use crate::model::word::Word;
use crate::suggest::{self, Known};
use crate::text::one_line;

/// On one line.
pub(super) fn one_breath(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

pub(super) fn sound(id: &str) -> Result<(), Refused> {
    if is_kebab(id) {
        return Ok(());
    }
    let like = names::identifier(id);
    refused(
        format!("`{}` is no id", one_line(id)),
        if like.is_empty() {
            "write it in lower case, as it-manager".to_owned()
        } else {
            format!("write `{like}`")
        },
    )
}

/// A list in a cell: a line or a part each; by commas where there is nothing
/// else and the parts are short.
pub(super) fn items(text: &str) -> Vec<String> {
    let bare = |part: &str| {
        let part = part.trim().trim_start_matches(['-', '•', '*', '·', '–']).trim();
        let (number, rest) = part.split_once(['.', ')']).unwrap_or(("", part));
        let is_numbered = !number.is_empty()
            && number.len() <= 2
            && number.bytes().all(|b| b.is_ascii_digit())
            && rest.starts_with(' ');
        if is_numbered { rest.trim().to_owned() } else { part.to_owned() }
    };
    let parts: Vec<String> = text.split([';', '\n']).map(bare).filter(|part| !part.is_empty()).collect();
    if let [one] = &parts[..]
        && one.contains(',')
        && !one.ends_with('.')
        && one.split(',').all(|part| part.split_whitespace().count() <= 5)
    {
        return one.split(',').map(bare).filter(|part| !part.is_empty()).collect();
    }
    parts
}

/// A list of texts in a cell.
pub(super) fn list(text: &str) -> Vec<String> {
    let mut seen = HashSet::new();
    items(text).into_iter().filter(|item| !words::is_nothing(item) && seen.insert(item.clone())).collect()
}

/// A list as an export writes it.
pub(super) fn exported_list(text: &str) -> Vec<String> {
    if text.trim_start().starts_with('[')
        && let Ok(all) = serde_json::from_str::<Vec<String>>(text)
    {
        return all;
    }
    text.split("; ").filter(|part| !part.is_empty()).map(str::to_owned).collect()
}

/// Tables as an export writes them.
pub(super) fn entries(entry: Entry, text: &str) -> Result<Vec<Vec<(String, Value)>>, Refused> {
    let bad = || {
        (format!("`{}` is not what an export writes", short(text)), "write a JSON list of tables".to_owned())
    };
    let Ok(Json::Array(all)) = serde_json::from_str(text) else { return Err(bad()) };
    let shape = entry.shape();
    let mut out = Vec::new();
    for one in all {
        let Json::Object(keys) = one else { return Err(bad()) };
        let mut pairs = Vec::new();
        for key in shape.keys {
            let Some(value) = keys.get(key.name) else { continue };
            let Some(text) = value.as_str() else { return Err(bad()) };
            let is_day = matches!(key.name, "due" | "done" | "from" | "to" | "until");
            let value = match text.parse() {
                Ok(day) if is_day => Value::Day(day),
                _ if is_day => return Err(bad()),
                _ => Value::Text(text.to_owned()),
            };
            pairs.push((key.name.to_owned(), value));
        }
        if pairs.len() != keys.len() {
            return Err(bad());
        }
        out.push(pairs);
    }
    Ok(out)
}

/// A number, with or without a currency and marks between thousands.
pub(super) fn number(text: &str) -> Result<f64, Refused> {
    let plain: String = text
        .trim_matches(|c: char| !c.is_ascii_digit() && c != '-' && c != '.')
        .chars()
        .filter(|c| !matches!(c, ' ' | '\'' | '_' | '\u{a0}' | '’'))
        .collect();
    // 1,234 and 1,234,567.5 are thousands; 1,5 and 1.234,5 could be either.
    let groups: Vec<&str> = plain.split('.').next().unwrap_or_default().split(',').collect();
    let is_grouped = groups.len() > 1
        && groups[1..].iter().all(|group| group.len() == 3)
        && plain.matches('.').count() <= 1
        && !plain.rsplit('.').next().is_some_and(|last| last.contains(',') && plain.contains('.'));
    let plain = if is_grouped { plain.replace(',', "") } else { plain };
    match plain.parse::<f64>() {
        Ok(number) if number.is_finite() => Ok(number),
        _ => refused(
            format!("`{}` is no number", short(text)),
            "write digits with a point for decimals, as 12500.50",
        ),
    }
}

pub(super) fn whole(text: &str) -> Result<u64, Refused> {
    text.parse().or_else(|_| refused(format!("`{}` is no whole number", short(text)), "write digits"))
}

pub(super) fn word<W: Word>(
    text: &str,
    key: &str,
    read: impl Fn(&str) -> Option<W>,
) -> Result<Value, Refused> {
    if let Some(value) = read(text) {
        return Ok(Value::Text(value.word().to_owned()));
    }
    let known = W::WORDS.iter().map(|(word, _)| Known::word(word));
    let guess = suggest::guess(text, known).map(|guess| format!("{} ", guess.question()));
    let all = suggest::one_of(W::WORDS.iter().map(|(word, _)| *word));
    refused(
        format!("`{}` is no {}", short(text), key.rsplit('.').next().unwrap_or(key)),
        format!(
            "{}write {all}, or say what it stands for by [values.\"{key}\"] in a mapping",
            guess.unwrap_or_default()
        ),
    )
}

pub(super) fn period(text: &str) -> Option<Period> {
    if let Some(period) = Period::parse(text) {
        return Some(period);
    }
    let plain = match folded(text).as_str() {
        "monthly" => "1 month",
        "quarterly" => "3 months",
        "halfyearly" | "semiannually" | "semiannual" | "biannually" => "6 months",
        "annually" | "annual" | "yearly" => "12 months",
        "weekly" => "1 week",
        _ => return None,
    };
    Period::parse(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_told_by_lines_semicolons_bullets_and_short_parts() {
        assert_eq!(items("a; b\n- c\n2. d"), ["a", "b", "c", "d"]);
        assert_eq!(items("Firewall, mail filter"), ["Firewall", "mail filter"]);
        assert_eq!(
            items("Logs are read, and what is odd in them is looked into."),
            ["Logs are read, and what is odd in them is looked into."]
        );
        assert_eq!(list("a; n/a; a"), ["a"]);
        assert_eq!(exported_list("[\"a; b\",\"c\"]"), ["a; b", "c"]);
        assert_eq!(exported_list("a; b, c"), ["a", "b, c"]);
    }

    #[test]
    fn numbers_are_read_and_what_could_be_two_is_none() {
        for (text, want) in [
            ("12500.50", 12500.5),
            ("€ 1,250", 1250.0),
            ("1,250,000.5 EUR", 1_250_000.5),
            ("-3", -3.0),
            ("1 250", 1250.0),
        ] {
            assert_eq!(number(text), Ok(want), "{text}");
        }
        for text in ["1.250,50", "12,5", "much", "", "1.2.3"] {
            assert!(number(text).is_err(), "{text}");
        }
    }

    #[test]
    fn durations_are_read_by_their_words() {
        let words = |text: &str| period(text).map(|period| period.to_string());
        assert_eq!(words("Quarterly").as_deref(), Some("3 months"));
        assert_eq!(words("6 months").as_deref(), Some("6 months"));
        assert_eq!(words("often"), None);
    }

    #[test]
    fn tables_of_an_export_keep_their_keys_and_days() {
        let read = entries(Entry::Action, "[{\"title\":\"Buy\",\"due\":\"2025-05-10\"}]").expect("a table");
        let day = Value::Day(jiff::civil::date(2025, 5, 10));
        assert_eq!(
            read,
            [vec![("title".to_owned(), Value::Text("Buy".to_owned())), ("due".to_owned(), day)]]
        );
        for bad in ["x", "[1]", "[{\"titel\":\"x\"}]", "[{\"due\":\"soon\"}]"] {
            assert!(entries(Entry::Action, bad).is_err(), "{bad}");
        }
    }
}
