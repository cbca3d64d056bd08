//! What an import writes: the text of a risk, things added to the end of a
//! catalogue, and keys changed in a file whose remarks and order stay.

use std::collections::BTreeMap;

use toml_edit::{Array, ArrayOfTables, DocumentMut, InlineTable, Item, Table, TableLike};

use super::quoted;
use crate::import::plan::NewThing;
use crate::import::value::{Record, Value};
use crate::model::day::Day;

/// The text of a risk's file, TOML 1.0, its keys in canonical order.
#[must_use]
pub fn risk(record: &Record) -> String {
    let mut top = String::new();
    // Tables in the order of their first key.
    let mut tables: Vec<(String, String)> = Vec::new();
    let mut inline: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for (key, value) in record.ordered() {
        if let Value::Entries(all) = value
            && key != "references"
        {
            for entry in all {
                let lines: String =
                    entry.iter().map(|(key, value)| format!("{} = {}\n", bare(key), plain(value))).collect();
                tables.push((format!("[[{key}]]"), lines));
            }
            continue;
        }
        let (table, own) = key.rsplit_once('.').unwrap_or(("", key));
        let line = format!("{} = {}", bare(own), plain(value));
        match table {
            "" => top.push_str(&format!("{line}\n")),
            "source" => inline.entry(table).or_default().push(line),
            table => {
                let header = format!("[{table}]");
                match tables.iter_mut().find(|(known, _)| *known == header) {
                    Some((_, lines)) => lines.push_str(&format!("{line}\n")),
                    None => tables.push((header, format!("{line}\n"))),
                }
            }
        }
    }
    for (table, lines) in inline {
        top.push_str(&format!("{table} = {{ {} }}\n", lines.join(", ")));
    }
    // A table must not stand between the entries of an array of its own.
    tables.sort_by_key(|(header, _)| place(header));
    for (header, lines) in tables {
        top.push_str(&format!("\n{header}\n{lines}"));
    }
    top
}

/// Where a table stands.
fn place(header: &str) -> usize {
    const ORDER: [&str; 10] = [
        "[custom]",
        "[inherent]",
        "[treatment]",
        "[[treatment.action]]",
        "[treatment.residual]",
        "[[treatment.postponed]]",
        "[treatment.approval]",
        "[acceptance]",
        "[review]",
        "[closed]",
    ];
    ORDER.iter().position(|known| *known == header).unwrap_or(ORDER.len())
}

/// A catalogue with tables more at its end: `[[person]]`, `[[asset]]`,
/// `[[threat]]` or `[[control]]`.
#[must_use]
pub fn catalogue(before: Option<&str>, table: &str, things: &[NewThing]) -> String {
    let mut text = before.unwrap_or_default().to_owned();
    if !text.is_empty() && !text.ends_with('\n') {
        text.push('\n');
    }
    for thing in things {
        if !text.is_empty() {
            text.push('\n');
        }
        text.push_str(&format!("[[{table}]]\nid = {}\nname = {}\n", quoted(&thing.id), quoted(&thing.name)));
        if !thing.owner.is_empty() && matches!(table, "asset" | "control") {
            text.push_str(&format!("owner = {}\n", quoted(&thing.owner)));
        }
        if table == "control" {
            text.push_str("state = \"implemented\"\nreasons = [\"risk\"]\n");
        }
    }
    if before.is_some_and(|before| before.contains("\r\n")) {
        text.replace("\r\n", "\n").replace('\n', "\r\n")
    } else {
        text
    }
}

/// A risk's file with keys set or taken away; everything else stays as it is.
///
/// # Errors
/// A file that TOML refuses.
pub fn changed(text: &str, changes: &[(String, Option<Value>)]) -> Result<String, String> {
    let mut document: DocumentMut =
        text.parse().map_err(|error: toml_edit::TomlError| error.message().to_owned())?;
    for (key, value) in changes {
        let path: Vec<&str> = match key.split_once('.') {
            // A custom key may hold dots of its own.
            Some(("custom", own)) => vec!["custom", own],
            _ => key.split('.').collect(),
        };
        set(document.as_table_mut(), &path, value.as_ref());
    }
    Ok(document.to_string())
}

fn set(table: &mut dyn TableLike, path: &[&str], value: Option<&Value>) {
    let Some((first, rest)) = path.split_first() else { return };
    if rest.is_empty() {
        match value {
            None => {
                table.remove(first);
            }
            Some(value) => put(table, first, item(first, value)),
        }
        return;
    }
    if table.get(first).is_none_or(|item| item.as_table_like().is_none()) {
        if value.is_none() {
            return;
        }
        let new = if table.get(first).is_none() && *first != "source" {
            let mut new = Table::new();
            // A table that holds tables only needs no header.
            new.set_implicit(rest.len() > 1);
            Item::Table(new)
        } else {
            toml_edit::value(InlineTable::new())
        };
        table.insert(first, new);
    }
    let Some(inner) = table.get_mut(first).and_then(Item::as_table_like_mut) else { return };
    set(inner, rest, value);
    if inner.is_empty() {
        table.remove(first);
    }
}

/// Puts a value in the place of another, with the remark behind that.
fn put(table: &mut dyn TableLike, key: &str, mut item: Item) {
    if let (Some(old), Some(new)) = (table.get(key).and_then(Item::as_value), item.as_value_mut()) {
        *new.decor_mut() = old.decor().clone();
        if let Some(place) = table.get_mut(key) {
            *place = item;
        }
        return;
    }
    table.insert(key, item);
}

fn item(key: &str, value: &Value) -> Item {
    match value {
        Value::Entries(all) if key != "references" => {
            let mut tables = ArrayOfTables::new();
            for entry in all {
                let mut table = Table::new();
                for (key, value) in entry {
                    table.insert(key, toml_edit::value(written(value)));
                }
                tables.push(table);
            }
            Item::ArrayOfTables(tables)
        }
        value => toml_edit::value(written(value)),
    }
}

fn written(value: &Value) -> toml_edit::Value {
    match value {
        Value::Text(text) => text.as_str().into(),
        Value::Texts(texts) => texts.iter().map(String::as_str).collect::<Array>().into(),
        Value::Day(day) => of_day(*day).into(),
        Value::Number(number) => of_number(*number),
        Value::Whole(number) => i64::try_from(*number).unwrap_or(i64::MAX).into(),
        Value::Table(pairs) => {
            let pairs =
                pairs.iter().map(|(key, value)| (key.as_str(), toml_edit::Value::from(value.as_str())));
            pairs.collect::<InlineTable>().into()
        }
        Value::Entries(all) => {
            let entry = |entry: &Vec<(String, Value)>| -> toml_edit::Value {
                let pairs = entry.iter().map(|(key, value)| (key.as_str(), written(value)));
                pairs.collect::<InlineTable>().into()
            };
            all.iter().map(entry).collect::<Array>().into()
        }
    }
}

fn plain(value: &Value) -> String {
    match value {
        Value::Text(text) => quoted(text),
        Value::Day(day) => day.to_string(),
        other => written(other).to_string().trim().to_owned(),
    }
}

fn of_day(day: Day) -> toml_edit::Datetime {
    toml_edit::Datetime {
        date: Some(toml_edit::Date {
            year: day.year().unsigned_abs(),
            month: day.month().unsigned_abs(),
            day: day.day().unsigned_abs(),
        }),
        time: None,
        offset: None,
    }
}

/// A number without decimals is written without them.
fn of_number(number: f64) -> toml_edit::Value {
    if number.fract() == 0.0 && number.abs() < 1e15 {
        #[allow(clippy::cast_possible_truncation, reason = "the range is checked")]
        let whole = number as i64;
        whole.into()
    } else {
        number.into()
    }
}

fn bare(key: &str) -> String {
    let is_bare = !key.is_empty() && key.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'));
    if is_bare { key.to_owned() } else { quoted(key) }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::import::stored;
    use crate::parse;
    use crate::source::tree::MemoryTree;

    fn read(text: &str) -> Record {
        let mut tree = MemoryTree::default();
        tree.insert(
            "plimsoll.toml",
            "[register]\ntitle = \"T\"\n[[custom]]\nkey = \"a-b\"\ntype = \"text\"\n",
        );
        tree.insert("risks/R001.toml", text);
        let loaded = parse::load(&tree).expect("sound");
        let about: Vec<_> = loaded.findings.iter().filter(|finding| finding.risk.is_some()).collect();
        assert!(about.is_empty(), "{about:#?}\n{text}");
        stored::record(&loaded.register.risks[0])
    }

    fn full() -> Record {
        let day = Value::Day(jiff::civil::date(2025, 4, 30));
        let text = |text: &str| Value::Text(text.to_owned());
        let mut record = Record::default();
        for (key, value) in [
            ("id", text("R001")),
            ("title", text("Weak \"passwords\"")),
            ("description", text("Cause.\n\nOwner: =1+1\n")),
            ("owner", text("it-manager")),
            ("status", text("in-progress")),
            ("tags", Value::Texts(vec!["a".to_owned(), "b; c".to_owned()])),
            ("likelihood", text("high")),
            ("impact", Value::Table(vec![("money".to_owned(), "high".to_owned())])),
            ("references", Value::Entries(vec![vec![("title".to_owned(), text("T-1"))]])),
            ("source.file", text("a.csv")),
            ("source.row", Value::Whole(7)),
            ("custom.a-b", text("x")),
            ("inherent.likelihood", text("high")),
            ("inherent.impact", text("high")),
            ("treatment.option", text("mitigate")),
            ("treatment.due", day.clone()),
            ("treatment.cost", Value::Number(1250.5)),
            (
                "treatment.action",
                Value::Entries(vec![vec![
                    ("title".to_owned(), text("Buy")),
                    ("due".to_owned(), day.clone()),
                ]]),
            ),
            ("treatment.residual.likelihood", text("low")),
            ("treatment.residual.impact", text("low")),
            ("treatment.approval.by", text("ciso")),
            ("treatment.approval.on", day.clone()),
            ("review.on", day),
        ] {
            record.set(key, value);
        }
        record
    }

    #[test]
    fn a_record_is_read_back_as_it_was() {
        let text = risk(&full());
        assert_eq!(read(&text), full(), "{text}");
    }

    #[test]
    fn changes_keep_remarks_and_order() {
        let before = "# top\nid = \"R001\"\ntitle = \"A\" # why\nowner = \"x\"\nstatus = \"open\"\n\n[treatment]\n# note\noption = \"mitigate\"\nplan = \"Old\"\n";
        let changes = [
            ("title".to_owned(), Some(Value::Text("B".to_owned()))),
            ("tags".to_owned(), Some(Value::Texts(vec!["t".to_owned()]))),
            ("treatment.plan".to_owned(), None),
            ("treatment.due".to_owned(), Some(Value::Day(jiff::civil::date(2026, 1, 2)))),
            ("inherent.likelihood".to_owned(), Some(Value::Text("low".to_owned()))),
            ("inherent.impact".to_owned(), Some(Value::Text("low".to_owned()))),
            ("treatment.residual.likelihood".to_owned(), None),
        ];
        let after = changed(before, &changes).expect("sound");
        assert!(after.starts_with("# top\nid = \"R001\"\ntitle = \"B\" # why\n"), "{after}");
        assert!(after.contains("# note\noption = \"mitigate\"\ndue = 2026-01-02\n"), "{after}");
        assert!(after.contains("[inherent]\nlikelihood = \"low\"\nimpact = \"low\"\n"), "{after}");
        assert!(!after.contains("plan") && !after.contains("residual"), "{after}");
        assert!(changed("a = [", &changes).is_err());
    }

    #[test]
    fn catalogues_grow_at_their_end() {
        let thing = NewThing { id: "ana".to_owned(), name: "Ana \"A\"".to_owned(), owner: "bo".to_owned() };
        let control = catalogue(Some("# remark"), "control", std::slice::from_ref(&thing));
        assert!(control.starts_with("# remark\n\n[[control]]\nid = \"ana\"\n"), "{control}");
        assert!(control.contains("owner = \"bo\"\nstate = \"implemented\"\n"), "{control}");
        assert!(!catalogue(None, "person", &[thing]).contains("owner"));
    }

    proptest! {
        #[test]
        fn any_text_is_read_back(text in "[\\PC\n]{1,60}") {
            prop_assume!(!text.trim().is_empty());
            let mut record = full();
            record.set_text("description", &text);
            record.set_text("title", &text);
            prop_assert_eq!(read(&risk(&record)), record);
        }
    }
}
