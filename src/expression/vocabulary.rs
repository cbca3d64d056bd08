//! What expressions may name: the keys of a risk as its JSON Schema has them,
//! the words of the register's methodology, its own fields, and the day.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::{Value, json};

use super::kind::{Kind, Table, Words};
use crate::facts::Facts;
use crate::model::config::{CustomField, CustomType};
use crate::model::register::Register;

/// The shape of a risk, as it is promised to everybody who reads it.
const SCHEMA: &str = include_str!("../../schema/output/list.json");

/// What the expressions about a register may name.
#[derive(Debug)]
pub struct Vocabulary {
    names: Table,
    constants: Value,
}

impl Vocabulary {
    /// The vocabulary of rules: how many findings a risk has is not known
    /// while they are looked for.
    #[must_use]
    pub fn of_rules(facts: &Facts<'_>) -> Self {
        Self::new(facts, false)
    }

    /// The vocabulary of filters, with the findings.
    #[must_use]
    pub fn of_filters(facts: &Facts<'_>) -> Self {
        Self::new(facts, true)
    }

    fn new(facts: &Facts<'_>, has_findings: bool) -> Self {
        let schema: Value = serde_json::from_str(SCHEMA).unwrap_or_default();
        let scales = Scales::new(facts.register);
        let reader = Reader { schema: &schema, scales: &scales, register: facts.register };
        let mut keys = reader.table(&schema["$defs"]["risk"], "risk").keys;
        if !has_findings {
            keys.remove("findings");
        }
        let risk = Kind::Table(Arc::new(Table { what: "risk".to_owned(), keys: keys.clone() }));
        keys.insert("risk".to_owned(), risk);
        keys.insert("today".to_owned(), Kind::Day);
        let mut constants = json!({ "today": facts.today.to_string() });
        for (name, words) in scales.all() {
            let ranks = words.ids.iter().map(|id| (id.clone(), Kind::Number)).collect();
            keys.insert(name.to_owned(), Kind::Table(Arc::new(Table { what: name.to_owned(), keys: ranks })));
            let ranks = words.ids.iter().zip(1u64..);
            constants[name] = ranks.map(|(id, rank)| (id.clone(), Value::from(rank))).collect();
        }
        Self { names: Table { what: String::new(), keys }, constants }
    }

    /// What can be named by itself.
    pub(super) fn names(&self) -> &Table {
        &self.names
    }

    /// The day and the ranks.
    pub(super) fn constants(&self) -> &Value {
        &self.constants
    }

    /// What a dotted name stands for.
    pub(super) fn kind_at(&self, path: &str) -> Option<&Kind> {
        let mut table = &self.names;
        let mut kind = None;
        for part in path.split('.') {
            let found = table.keys.get(part)?;
            if let Kind::Table(inner) = found {
                table = inner;
            }
            kind = Some(found);
        }
        kind
    }
}

/// The ordered words of the methodology, lowest first.
struct Scales {
    likelihood: Arc<Words>,
    impact: Arc<Words>,
    level: Arc<Words>,
}

impl Scales {
    fn new(register: &Register) -> Self {
        let methodology = register.methodology.as_ref();
        let words = |what: &str, ranks: &'static str, ids: Vec<String>| {
            Arc::new(Words { what: what.to_owned(), ids, ranks: Some(ranks) })
        };
        let of = |ids: Option<Vec<String>>| ids.unwrap_or_default();
        Self {
            likelihood: words(
                "a likelihood",
                "likelihoods",
                of(methodology.map(|m| m.likelihood.iter().map(|point| point.id.value.clone()).collect())),
            ),
            impact: words(
                "an impact",
                "impacts",
                of(methodology.map(|m| m.impact.iter().map(|point| point.id.value.clone()).collect())),
            ),
            level: words(
                "a level",
                "levels",
                of(methodology.map(|m| m.levels.iter().map(|level| level.id.value.clone()).collect())),
            ),
        }
    }

    fn all(&self) -> [(&'static str, &Words); 3] {
        [("likelihoods", &*self.likelihood), ("impacts", &*self.impact), ("levels", &*self.level)]
    }

    /// The words that a key of this name holds.
    fn of_key(&self, key: &str) -> Option<Kind> {
        let words = match key {
            "likelihood" => &self.likelihood,
            "impact" => &self.impact,
            "level" => &self.level,
            _ => return None,
        };
        Some(Kind::Word(Arc::clone(words)))
    }
}

/// Reads the schema.
struct Reader<'s> {
    schema: &'s Value,
    scales: &'s Scales,
    register: &'s Register,
}

impl Reader<'_> {
    fn table(&self, node: &Value, what: &str) -> Table {
        let properties = node["properties"].as_object().into_iter().flatten();
        let keys = properties.map(|(key, node)| (key.clone(), self.kind(node, key)));
        Table { what: what.to_owned(), keys: keys.collect() }
    }

    fn kind(&self, node: &Value, key: &str) -> Kind {
        match key {
            "custom" => return self.own_fields(),
            "impact_by" => return self.dimensions(),
            _ => {}
        }
        if let Some(reference) = node["$ref"].as_str() {
            let name = reference.rsplit('/').next().unwrap_or_default();
            return if name == "date" { Kind::Day } else { self.kind(&self.schema["$defs"][name], key) };
        }
        if let Some(choices) = node["anyOf"].as_array() {
            let mut some = choices.iter().filter(|choice| choice["type"] != "null");
            return match (some.next(), some.next()) {
                (Some(only), None) => self.kind(only, key),
                _ => Kind::Any,
            };
        }
        if let Some(words) = node["enum"].as_array() {
            let ids = words.iter().filter_map(|word| word.as_str().map(str::to_owned)).collect();
            return Kind::Word(Arc::new(Words { what: format!("a word of `{key}`"), ids, ranks: None }));
        }
        let names = |name: &str| {
            node["type"] == name || node["type"].as_array().is_some_and(|list| list.iter().any(|t| t == name))
        };
        match () {
            () if names("string") => self.scales.of_key(key).unwrap_or(Kind::Text),
            () if names("integer") || names("number") => Kind::Number,
            () if names("boolean") => Kind::Truth,
            () if names("array") => Kind::List(Arc::new(self.kind(&node["items"], key))),
            () if names("object") => Kind::Table(Arc::new(self.table(node, key))),
            () => Kind::Any,
        }
    }

    /// `[custom]`, as `[[custom]]` declares it.
    fn own_fields(&self) -> Kind {
        let kind = |field: &CustomField| match field.kind.as_ref().map(|kind| kind.value) {
            Some(CustomType::Date) => Kind::Day,
            Some(CustomType::Number) => Kind::Number,
            Some(CustomType::Choice) => Kind::Word(Arc::new(Words {
                what: format!("a choice of `{}`", field.key.value),
                ids: field.choices.iter().map(|choice| choice.value.clone()).collect(),
                ranks: None,
            })),
            Some(CustomType::Text | CustomType::Markdown | CustomType::Url) => Kind::Text,
            None => Kind::Any,
        };
        let declared = &self.register.config.custom;
        let keys = declared.iter().map(|field| (field.key.value.clone(), kind(field))).collect();
        Kind::Table(Arc::new(Table { what: "custom".to_owned(), keys }))
    }

    /// An impact in each dimension.
    fn dimensions(&self) -> Kind {
        let methodology = self.register.methodology.as_ref();
        let dimensions = methodology.map_or(&[][..], |methodology| &methodology.dimensions);
        let impact = || Kind::Word(Arc::clone(&self.scales.impact));
        let keys: BTreeMap<_, _> =
            dimensions.iter().map(|dimension| (dimension.id.value.clone(), impact())).collect();
        Kind::Table(Arc::new(Table { what: "impact_by".to_owned(), keys }))
    }
}
