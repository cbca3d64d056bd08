//! A file of the register as named fields, read leniently: whatever TOML can
//! read has fields, known to this version or not. And what lies between two
//! such states, as a list of [`FieldChange`].
//!
//! A field is named by its dotted key (`treatment.due`). Entries of arrays of
//! tables are named by what tells them apart
//! (`treatment.action[Buy the filter].due`), so that their order and places are
//! no part of the meaning; an entry that comes or goes is one change. A list of
//! values or of inline tables is one field. The order of the steps of a scale
//! and of the levels does mean something and is a field of its own (`level`).

use toml::de::{DeTable, DeValue};

use super::value::Value;
use crate::model::measurement::Measurement;

/// Arrays of tables whose entries are things of their own, with the keys that
/// tell them apart.
const ENTRIES: [(&str, &[&str]); 22] = [
    ("action", &["title"]),
    ("postponed", &["from"]),
    ("waiver", &["rule", "risk", "path"]),
    ("person", &["id"]),
    ("asset", &["id"]),
    ("threat", &["id"]),
    ("control", &["id"]),
    ("test", &["on"]),
    ("excluded", &["annex_a"]),
    ("indicator", &["id"]),
    ("likelihood", &["id"]),
    ("impact", &["id"]),
    ("dimension", &["id"]),
    ("level", &["id"]),
    ("role", &["id"]),
    ("unit", &["id"]),
    ("appetite", &["level", "category"]),
    ("audience", &["id"]),
    ("custom", &["key"]),
    ("rule", &["name"]),
    ("measurement", &["date"]),
    ("incident", &["id"]),
];

/// Lists of entries whose order means something.
const ORDERED: [&str; 3] = ["likelihood", "impact", "level"];

/// The fields of a file or of a part of it, sorted by name.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Fields(Vec<(String, Node)>);

#[derive(Debug, Clone, PartialEq)]
enum Node {
    /// A field.
    Value(Value),
    /// A table: its fields are named with dots.
    Table(Fields),
    /// An entry of an array of tables: it comes and goes as a whole.
    Entry(Fields),
    /// The order of the entries of that name.
    Order(Vec<String>),
}

/// One field that has another value than before.
#[derive(Debug, Clone, PartialEq)]
pub struct FieldChange {
    /// The dotted key, or the name of an entry that came or went.
    pub field: String,
    /// What it was; `None` where it was absent.
    pub before: Option<Value>,
    /// What it is; `None` where it is absent.
    pub after: Option<Value>,
}

impl Fields {
    /// The fields of a file; `None` where TOML refuses the file.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let table = DeTable::parse(text).ok()?;
        Some(Self::of(table.get_ref()))
    }

    /// The fields of a series of measurements: an entry a day, as far as its
    /// lines can be read.
    #[must_use]
    pub fn of_series(text: &str) -> Self {
        let entry = |measured: &Measurement| {
            let mut fields = Vec::with_capacity(3);
            if let Some(n) = measured.n {
                fields.push((
                    "n".to_owned(),
                    Node::Value(Value::Integer(i64::try_from(n).unwrap_or(i64::MAX))),
                ));
            }
            if let Some(note) = &measured.note {
                fields.push(("note".to_owned(), Node::Value(Value::Text(note.to_string()))));
            }
            fields.push(("value".to_owned(), Node::Value(Value::Number(measured.value))));
            (format!("measurement[{}]", measured.date), Node::Entry(Self(fields)))
        };
        // In the order of their days, and so of their names.
        Self(crate::parse::series_of(text).iter().map(entry).collect())
    }

    fn of(table: &DeTable<'_>) -> Self {
        let mut fields = Vec::with_capacity(table.len());
        for (key, value) in table.iter() {
            let key = key.get_ref().as_ref();
            match value.get_ref() {
                DeValue::Table(inner) => fields.push((bare(key), Node::Table(Self::of(inner)))),
                DeValue::Array(list) => match entries(key, list) {
                    Some(mut entries) => fields.append(&mut entries),
                    None => fields.push((bare(key), Node::Value(Value::of(value.get_ref())))),
                },
                value => fields.push((bare(key), Node::Value(Value::of(value)))),
            }
        }
        fields.sort_by(|a, b| a.0.cmp(&b.0));
        Self(fields)
    }

    /// The value of a dotted key.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Value> {
        let (first, rest) = key.split_once('.').map_or((key, None), |(first, rest)| (first, Some(rest)));
        let place = self.0.binary_search_by(|(name, _)| name.as_str().cmp(first)).ok()?;
        match (&self.0[place].1, rest) {
            (Node::Value(value), None) => Some(value),
            (Node::Table(inner) | Node::Entry(inner), Some(rest)) => inner.get(rest),
            _ => None,
        }
    }

    /// The text of a dotted key.
    #[must_use]
    pub fn text(&self, key: &str) -> Option<&str> {
        self.get(key)?.as_text()
    }

    /// The fields of a table or entry of that name.
    #[must_use]
    pub fn table(&self, name: &str) -> Option<&Self> {
        let place = self.0.binary_search_by(|(known, _)| known.as_str().cmp(name)).ok()?;
        match &self.0[place].1 {
            Node::Table(inner) | Node::Entry(inner) => Some(inner),
            _ => None,
        }
    }

    /// The entries of an array of tables, with what tells each apart.
    pub fn entries<'f>(&'f self, list: &'f str) -> impl Iterator<Item = (&'f str, &'f Self)> {
        self.0.iter().filter_map(move |(name, node)| match node {
            Node::Entry(inner) => {
                let inside = name.strip_prefix(list)?.strip_prefix('[')?.strip_suffix(']')?;
                Some((inside, inner))
            }
            _ => None,
        })
    }

    /// The fields that are no tables, by name.
    pub fn values(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.0.iter().filter_map(|(name, node)| match node {
            Node::Value(value) => Some((name.as_str(), value)),
            _ => None,
        })
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What changed from these fields to others, by name.
    #[must_use]
    pub fn changes_to(&self, after: &Self) -> Vec<FieldChange> {
        let mut changes = Vec::new();
        compare("", self, after, &mut changes);
        changes
    }

    /// As one value: a table whose keys are the names, entries beside the
    /// tables that hold them.
    #[must_use]
    pub fn to_value(&self) -> Value {
        let entries = self.0.iter().filter_map(|(name, node)| match node {
            Node::Value(value) => Some((name.clone(), value.clone())),
            Node::Table(inner) | Node::Entry(inner) => Some((name.clone(), inner.to_value())),
            Node::Order(_) => None,
        });
        Value::Table(entries.collect())
    }
}

/// The entries of a list of tables that are things of their own; `None` for
/// every other list, which is one field.
fn entries(key: &str, list: &[toml::Spanned<DeValue<'_>>]) -> Option<Vec<(String, Node)>> {
    let (_, keys) = ENTRIES.iter().find(|(name, _)| *name == key)?;
    let tables: Option<Vec<&DeTable<'_>>> = list
        .iter()
        .map(|item| match item.get_ref() {
            DeValue::Table(table) => Some(table),
            _ => None,
        })
        .collect();
    let tables = tables.filter(|tables| !tables.is_empty())?;
    let mut seen: std::collections::HashMap<String, usize> = std::collections::HashMap::new();
    let mut order = Vec::new();
    let mut entries = Vec::with_capacity(tables.len() + 1);
    for table in tables {
        let apart = apart(table, keys);
        let count = seen.entry(apart.clone()).or_insert(0);
        *count += 1;
        let apart = match (*count, apart.is_empty()) {
            (count, true) => format!("#{count}"),
            (1, false) => apart,
            (count, false) => format!("{apart} #{count}"),
        };
        entries.push((format!("{key}[{apart}]"), Node::Entry(Fields::of(table))));
        order.push(apart);
    }
    if ORDERED.contains(&key) {
        entries.push((key.to_owned(), Node::Order(order)));
    }
    Some(entries)
}

/// What tells an entry apart, on one line.
fn apart(table: &DeTable<'_>, keys: &[&str]) -> String {
    let value = |wanted: &&str| {
        let (_, value) = table.iter().find(|(key, _)| key.get_ref().as_ref() == *wanted)?;
        match value.get_ref() {
            DeValue::String(text) => Some(text.split_whitespace().collect::<Vec<_>>().join(" ")),
            DeValue::Datetime(date) => Some(date.to_string()),
            _ => None,
        }
    };
    keys.iter().filter_map(value).collect::<Vec<_>>().join(" ")
}

/// A key as it is written in a dotted name.
fn bare(key: &str) -> String {
    let is_bare = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
    if !key.is_empty() && key.chars().all(is_bare) { key.to_owned() } else { format!("{key:?}") }
}

fn compare(path: &str, before: &Fields, after: &Fields, out: &mut Vec<FieldChange>) {
    let (mut old, mut new) = (before.0.iter().peekable(), after.0.iter().peekable());
    loop {
        let order = match (old.peek(), new.peek()) {
            (None, None) => return,
            (Some(_), None) => std::cmp::Ordering::Less,
            (None, Some(_)) => std::cmp::Ordering::Greater,
            (Some(a), Some(b)) => a.0.cmp(&b.0),
        };
        let a = if order.is_le() { old.next() } else { None };
        let b = if order.is_ge() { new.next() } else { None };
        let Some((name, _)) = a.or(b) else { return };
        let field = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
        compare_nodes(field, a.map(|(_, node)| node), b.map(|(_, node)| node), out);
    }
}

fn compare_nodes(field: String, before: Option<&Node>, after: Option<&Node>, out: &mut Vec<FieldChange>) {
    let empty = Fields::default();
    match (before, after) {
        (Some(Node::Order(a)), Some(Node::Order(b))) => {
            let common = |list: &[String], other: &[String]| -> Vec<String> {
                list.iter().filter(|id| other.contains(id)).cloned().collect()
            };
            if common(a, b) != common(b, a) {
                let list = |ids: &[String]| Value::List(ids.iter().cloned().map(Value::Text).collect());
                out.push(FieldChange { field, before: Some(list(a)), after: Some(list(b)) });
            }
        }
        (Some(Node::Order(_)), None) | (None, Some(Node::Order(_)) | None) => {}
        (Some(Node::Table(a)), Some(Node::Table(b))) | (Some(Node::Entry(a)), Some(Node::Entry(b))) => {
            compare(&field, a, b, out);
        }
        (Some(Node::Table(a)), None) => compare(&field, a, &empty, out),
        (None, Some(Node::Table(b))) => compare(&field, &empty, b, out),
        (before, after) => {
            let (before, after) = (before.map(plain), after.map(plain));
            // The cells of a matrix and the steps of a scale stand in an order.
            let ordered = field.starts_with("matrix.");
            let same = before
                .as_ref()
                .zip(after.as_ref())
                .is_some_and(|(a, b)| if ordered { a == b } else { a.means(b) });
            if !same {
                out.push(FieldChange { field, before, after });
            }
        }
    }
}

fn plain(node: &Node) -> Value {
    match node {
        Node::Value(value) => value.clone(),
        Node::Table(fields) | Node::Entry(fields) => fields.to_value(),
        Node::Order(ids) => Value::List(ids.iter().cloned().map(Value::Text).collect()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn changes(before: &str, after: &str) -> Vec<(String, String, String)> {
        let read = |text: &str| Fields::parse(text).expect("TOML");
        let json = |value: &Option<Value>| {
            value.as_ref().map_or("-".to_owned(), |v| serde_json::to_string(v).expect("JSON"))
        };
        read(before)
            .changes_to(&read(after))
            .iter()
            .map(|change| (change.field.clone(), json(&change.before), json(&change.after)))
            .collect()
    }

    fn one(before: &str, after: &str) -> (String, String, String) {
        let mut all = changes(before, after);
        assert_eq!(all.len(), 1, "{all:?}");
        all.remove(0)
    }

    fn told(field: &str, before: &str, after: &str) -> (String, String, String) {
        (field.to_owned(), before.to_owned(), after.to_owned())
    }

    #[test]
    fn a_field_is_named_by_its_dotted_key() {
        assert_eq!(
            one("[treatment]\ndue = 2025-03-31", "treatment.due = 2025-04-30"),
            told("treatment.due", "\"2025-03-31\"", "\"2025-04-30\"")
        );
        assert_eq!(one("a = 1", ""), told("a", "1", "-"));
        assert_eq!(one("", "custom.\"a b\" = 1"), told("custom.\"a b\"", "-", "1"));
    }

    #[test]
    fn layout_order_and_comments_are_no_change() {
        let before = "# one\nid = 'R1'\ntags = ['b', 'a']\ntext = '''a\r\nb\n'''\nn = 1_000\n\
            [[treatment.action]]\ntitle = 'A'\ndone = 2025-01-01\n[[treatment.action]]\ntitle = 'B'\n";
        let after = "text = \"a\\nb\"\nn = 1000\ntags = [\"a\", \"b\",]\nid = \"R1\" # two\n\
            treatment = { action = [{ title = 'B' }, { done = 2025-01-01, title = 'A' }] }\n";
        assert_eq!(changes(before, after), []);
    }

    #[test]
    fn entries_are_told_apart_by_what_names_them() {
        let before = "[[treatment.action]]\ntitle = 'Buy  the\tfilter'\ndue = 2025-01-01\n";
        assert_eq!(
            one(before, &before.replace("2025-01-01", "2025-02-01")),
            told("treatment.action[Buy the filter].due", "\"2025-01-01\"", "\"2025-02-01\"")
        );
        let more = format!("{before}[[treatment.action]]\ntitle = 'B'\nowner = 'x'\n");
        assert_eq!(one(before, &more), told("treatment.action[B]", "-", "{\"owner\":\"x\",\"title\":\"B\"}"));
        assert_eq!(one(&more, before).2, "-");
        let twice = format!("{before}{before}");
        assert_eq!(one(before, &twice).0, "treatment.action[Buy the filter #2]");
    }

    #[test]
    fn a_list_of_tables_that_are_no_things_is_one_field() {
        let before = "references = [{ title = 'a' }]";
        assert_eq!(one(before, "references = [{ title = 'a' }, { title = 'b' }]").0, "references");
    }

    #[test]
    fn an_impact_that_becomes_a_table_is_one_change() {
        assert_eq!(
            one("impact = 'high'", "impact = { availability = 'high' }"),
            told("impact", "\"high\"", "{\"availability\":\"high\"}")
        );
        assert_eq!(one("impact.a = 'low'", "impact = { a = 'high' }").0, "impact.a");
    }

    #[test]
    fn the_order_of_a_scale_and_of_a_matrix_row_means_something() {
        let level = |id: &str| format!("[[level]]\nid = '{id}'\n");
        let before = level("low") + &level("high");
        assert_eq!(
            one(&before, &(level("high") + &level("low"))),
            told("level", "[\"low\",\"high\"]", "[\"high\",\"low\"]")
        );
        assert_eq!(one(&before, &(level("low") + &level("mid") + &level("high"))).0, "level[mid]");
        assert_eq!(one("matrix.high = ['low', 'high']", "matrix.high = ['high', 'low']").0, "matrix.high");
    }

    #[test]
    fn what_toml_refuses_has_no_fields() {
        assert!(Fields::parse("id = R001").is_none() && Fields::parse("a = 1\na = 2").is_none());
    }

    #[test]
    fn fields_are_found_by_name() {
        let fields = Fields::parse(
            "[treatment]\ndue = 2025-01-01\n[[treatment.action]]\ntitle = 'A'\ndue = 2025-02-01",
        )
        .expect("TOML");
        assert_eq!(fields.get("treatment.due").and_then(Value::as_day), Some(jiff::civil::date(2025, 1, 1)));
        let treatment = fields.table("treatment").expect("a table");
        let actions: Vec<&str> = treatment.entries("action").map(|(title, _)| title).collect();
        assert_eq!(actions, ["A"]);
    }
}
