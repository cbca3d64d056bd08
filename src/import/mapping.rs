//! A mapping: which column holds what, written by a person or saved by an
//! earlier import.
//!
//! ```toml
//! sheet = "Register"
//! header_row = 3
//! date_format = "%d/%m/%Y"
//!
//! [columns]
//! title = "Risk"
//! treatment.due = "target_date"
//!
//! [values.treatment.option]
//! "Reduce" = "mitigate"
//!
//! [defaults]
//! owner = "it-manager"
//! ```

use std::collections::HashMap;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::date;
use super::field::{self, FIELDS};
use super::header::{Column, Header, Use};
use super::sheet::Cell;
use crate::model::config::CustomField;
use crate::model::id::folded;
use crate::suggest::{self, Known};
use crate::text::one_line;

/// The keys at the top.
const TOP: [&str; 6] = ["sheet", "header_row", "date_format", "columns", "values", "defaults"];

/// What is wrong with a mapping.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trouble {
    /// The line, from 1.
    pub line: usize,
    /// What is the matter.
    pub text: String,
    /// What to do.
    pub help: String,
}

/// Columns that a mapping names for a key.
#[derive(Debug, Clone, PartialEq)]
pub struct Named {
    /// The key.
    pub key: String,
    /// The headings.
    pub headings: Vec<String>,
    /// The line.
    pub line: usize,
}

/// What a key is in every row that says nothing of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Default {
    /// The key.
    pub key: String,
    /// One value, or several where it is a list.
    pub values: Vec<Cell>,
    /// It was written as a list.
    pub is_list: bool,
    /// The line.
    pub line: usize,
}

/// What a cell's text stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Meaning {
    /// The text, as the mapping has it.
    pub text: String,
    /// What it stands for; nothing, where that is what it says.
    pub ids: Vec<String>,
    /// The line.
    pub line: usize,
}

/// A mapping.
#[derive(Debug, Clone, std::default::Default, PartialEq)]
pub struct Mapping {
    /// The sheet.
    pub sheet: Option<String>,
    /// The row of the headings, from 1.
    pub header_row: Option<u32>,
    /// How days are written.
    pub date_format: Option<String>,
    /// Which column holds what.
    pub columns: Vec<Named>,
    /// What cells mean, by key.
    pub values: HashMap<String, Vec<Meaning>>,
    /// What is so in every row.
    pub defaults: Vec<Default>,
}

struct Reader<'t> {
    text: &'t str,
}

impl Reader<'_> {
    fn line(&self, at: usize) -> usize {
        self.text.bytes().take(at).filter(|byte| *byte == b'\n').count() + 1
    }

    fn trouble<T>(&self, at: usize, text: impl Into<String>, help: impl Into<String>) -> Result<T, Trouble> {
        Err(Trouble { line: self.line(at), text: text.into(), help: help.into() })
    }

    fn text(&self, value: &Spanned<DeValue<'_>>, what: &str) -> Result<String, Trouble> {
        match value.get_ref() {
            DeValue::String(text) => Ok(text.to_string()),
            _ => {
                self.trouble(value.span().start, format!("{what} is no text"), "write it in quotation marks")
            }
        }
    }
}

/// A value below a table, with the keys that lead to it.
struct Leaf<'l, 'i> {
    path: Vec<String>,
    value: &'l Spanned<DeValue<'i>>,
    at: usize,
}

fn leaves<'l, 'i>(table: &'l DeTable<'i>, path: &[String], out: &mut Vec<Leaf<'l, 'i>>) {
    for (key, value) in table {
        let mut path = path.to_vec();
        path.push(key.get_ref().to_string());
        match value.get_ref() {
            DeValue::Table(inner) if !inner.is_empty() => leaves(inner, &path, out),
            _ => out.push(Leaf { path, value, at: key.span().start }),
        }
    }
}

impl Mapping {
    /// Reads a mapping.
    ///
    /// # Errors
    /// The first thing that is wrong with it.
    pub fn read(text: &str, custom: &[CustomField]) -> Result<Self, Trouble> {
        let reader = Reader { text };
        let document = DeTable::parse(text).map_err(|error| Trouble {
            line: reader.line(error.span().map_or(0, |span| span.start)),
            text: error.message().to_owned(),
            help: "a mapping is written in TOML; `plimsoll import --help` shows one".to_owned(),
        })?;
        let mut mapping = Self::default();
        for (key, value) in document.get_ref() {
            let at = value.span().start;
            match key.get_ref().as_ref() {
                "sheet" => mapping.sheet = Some(reader.text(value, "sheet")?),
                "header_row" => mapping.header_row = Some(header_row(&reader, value)?),
                "date_format" => {
                    let format = reader.text(value, "date_format")?;
                    if !date::is_format(&format) {
                        return reader.trouble(
                            at,
                            format!("`{format}` names no day"),
                            "write it as \"%d/%m/%Y\"",
                        );
                    }
                    mapping.date_format = Some(format);
                }
                section @ ("columns" | "values" | "defaults") => {
                    let DeValue::Table(table) = value.get_ref() else {
                        return reader.trouble(
                            at,
                            format!("{section} is no table"),
                            format!("write [{section}]"),
                        );
                    };
                    let mut all = Vec::new();
                    leaves(table, &[], &mut all);
                    for leaf in &all {
                        match section {
                            "columns" => mapping.add_column(&reader, leaf, custom)?,
                            "values" => mapping.add_value(&reader, leaf, custom)?,
                            _ => mapping.add_default(&reader, leaf, custom)?,
                        }
                    }
                }
                other => {
                    let known = TOP.iter().map(|word| Known::word(word));
                    let help = suggest::guess(other, known).map(|guess| guess.question());
                    let all = suggest::one_of(TOP);
                    return reader.trouble(
                        key.span().start,
                        format!("a mapping has no `{}`", one_line(other)),
                        help.unwrap_or_else(|| format!("it has {all}")),
                    );
                }
            }
        }
        mapping.columns.sort_by_key(|named| named.line);
        mapping.defaults.sort_by_key(|default| default.line);
        Ok(mapping)
    }

    fn add_column(
        &mut self,
        reader: &Reader<'_>,
        leaf: &Leaf<'_, '_>,
        custom: &[CustomField],
    ) -> Result<(), Trouble> {
        let key = leaf.path.join(".");
        known_key(reader, leaf.at, &key, custom)?;
        let headings = match leaf.value.get_ref() {
            DeValue::Array(all) => {
                all.iter().map(|one| reader.text(one, &key)).collect::<Result<Vec<_>, _>>()?
            }
            _ => vec![reader.text(leaf.value, &key)?],
        };
        let may_be_several = field::of(&key).is_some_and(|field| {
            matches!(field.kind, field::Kind::Prose | field::Kind::Line | field::Kind::Texts)
        });
        if headings.is_empty() || (headings.len() > 1 && !may_be_several) {
            return reader.trouble(leaf.at, format!("`{key}` has not one column"), "name one heading");
        }
        self.columns.push(Named { key, headings, line: reader.line(leaf.at) });
        Ok(())
    }

    fn add_value(
        &mut self,
        reader: &Reader<'_>,
        leaf: &Leaf<'_, '_>,
        custom: &[CustomField],
    ) -> Result<(), Trouble> {
        let Some((text, path)) = leaf.path.split_last().filter(|(_, path)| !path.is_empty()) else {
            return reader.trouble(leaf.at, "[values] holds a table per key", "write [values.likelihood]");
        };
        let key = path.join(".");
        known_key(reader, leaf.at, &key, custom)?;
        let ids = match leaf.value.get_ref() {
            DeValue::Array(all) => {
                all.iter().map(|one| reader.text(one, text)).collect::<Result<Vec<_>, _>>()?
            }
            DeValue::Datetime(day) => vec![day.to_string()],
            DeValue::String(id) if id.is_empty() => Vec::new(),
            _ => vec![reader.text(leaf.value, text)?],
        };
        let line = reader.line(leaf.at);
        self.values.entry(key).or_default().push(Meaning { text: text.clone(), ids, line });
        Ok(())
    }

    fn add_default(
        &mut self,
        reader: &Reader<'_>,
        leaf: &Leaf<'_, '_>,
        custom: &[CustomField],
    ) -> Result<(), Trouble> {
        let key = leaf.path.join(".");
        known_key(reader, leaf.at, &key, custom)?;
        let one = |value: &Spanned<DeValue<'_>>| match value.get_ref() {
            DeValue::String(text) => Ok(Cell::of(text.to_string())),
            DeValue::Integer(_) | DeValue::Float(_) => {
                Ok(Cell::of(reader.text.get(value.span()).unwrap_or_default().replace('_', "")))
            }
            DeValue::Boolean(flag) => Ok(Cell::Flag(*flag)),
            DeValue::Datetime(day) => match day.to_string().get(..10).and_then(|day| day.parse().ok()) {
                Some(day) => Ok(Cell::Day(day)),
                None => reader.trouble(leaf.at, format!("`{key}` is no day"), "write it as 2026-04-30"),
            },
            _ => reader.trouble(
                leaf.at,
                format!("`{key}` is no value"),
                "write a text, a number, a day or a list of texts",
            ),
        };
        let (values, is_list) = match leaf.value.get_ref() {
            DeValue::Array(all) => (all.iter().map(one).collect::<Result<Vec<_>, _>>()?, true),
            _ => (vec![one(leaf.value)?], false),
        };
        self.defaults.push(Default { key, values, is_list, line: reader.line(leaf.at) });
        Ok(())
    }

    /// What a text means for a key, if the mapping says so.
    #[must_use]
    pub fn meaning(&self, key: &str, text: &str) -> Option<&[String]> {
        let all = self.values.get(key)?;
        let same = |meaning: &&Meaning| meaning.text.trim() == text.trim();
        let like = |meaning: &&Meaning| folded(&meaning.text) == folded(text) && !folded(text).is_empty();
        let found = all.iter().find(same).or_else(|| all.iter().find(like))?;
        Some(&found.ids)
    }

    /// Gives the columns of a header their uses: those that are named are read,
    /// all others are kept as they stand.
    ///
    /// # Errors
    /// A heading that no column has, or two.
    pub fn apply(&self, header: &mut Header) -> Result<(), Trouble> {
        for column in &mut header.columns {
            column.usage = Use::Kept;
        }
        header.is_own = false;
        for named in &self.columns {
            for heading in &named.headings {
                let place = self.place(header, named, heading)?;
                let Some(target) = field::target(&named.key) else { continue };
                let column = &mut header.columns[place];
                if let Use::Read(other, _) = &column.usage {
                    return Err(Trouble {
                        line: named.line,
                        text: format!(
                            "the column `{}` is named for `{}` already",
                            one_line(heading),
                            other.key()
                        ),
                        help: "a column holds one thing".to_owned(),
                    });
                }
                column.usage = Use::Read(target, false);
            }
        }
        Ok(())
    }

    fn place(&self, header: &Header, named: &Named, heading: &str) -> Result<usize, Trouble> {
        let all = || header.columns.iter().enumerate();
        let last = |column: &Column| column.heading.rsplit(" / ").next().unwrap_or_default().to_owned();
        let ways: [&dyn Fn(&Column) -> bool; 4] = [
            &|column| column.heading == one_line(heading),
            &|column| last(column) == one_line(heading),
            &|column| folded(&column.heading) == folded(heading),
            &|column| folded(&last(column)) == folded(heading),
        ];
        for is_it in ways {
            let found: Vec<(usize, &Column)> = all().filter(|(_, column)| is_it(column)).collect();
            match found[..] {
                [] => {}
                [(place, _)] => return Ok(place),
                [(_, one), (_, other), ..] => {
                    let letters = |column: &Column| super::sheet::letters(column.place);
                    return Err(Trouble {
                        line: named.line,
                        text: format!(
                            "two columns are called `{}`: {} and {}",
                            one_line(heading),
                            letters(one),
                            letters(other)
                        ),
                        help: "give one of them another heading, or write it with its group: \"Residual / Impact\"".to_owned(),
                    });
                }
            }
        }
        let known = header.columns.iter().map(|column| Known::word(&column.heading));
        let guess = suggest::guess(heading, known).map(|guess| guess.question());
        let some: Vec<String> =
            header.columns.iter().take(12).map(|column| format!("`{}`", column.heading)).collect();
        Err(Trouble {
            line: named.line,
            text: format!("row {} has no heading `{}`", header.row, one_line(heading)),
            help: guess.unwrap_or_else(|| format!("its headings are {}", some.join(", "))),
        })
    }

    /// The headings that it names, without their groups.
    #[must_use]
    pub fn headings(&self) -> Vec<String> {
        let all = self.columns.iter().flat_map(|named| &named.headings);
        all.map(|heading| folded(heading.rsplit(" / ").next().unwrap_or(heading))).collect()
    }
}

fn header_row(reader: &Reader<'_>, value: &Spanned<DeValue<'_>>) -> Result<u32, Trouble> {
    let written = reader.text.get(value.span()).unwrap_or_default().replace('_', "");
    match written.parse() {
        Ok(row) if row > 0 => Ok(row),
        _ => reader.trouble(value.span().start, "header_row is no row", "write its number, counted from 1"),
    }
}

fn known_key(reader: &Reader<'_>, at: usize, key: &str, custom: &[CustomField]) -> Result<(), Trouble> {
    let is_own = key.strip_prefix("custom.").map(|own| custom.iter().any(|field| field.key.value == own));
    if is_own == Some(false) {
        return reader.trouble(
            at,
            format!("`{key}` is not declared"),
            "declare it by [[custom]] in plimsoll.toml",
        );
    }
    if field::target(key).is_some() {
        return Ok(());
    }
    let guess = suggest::guess(key, FIELDS.iter().map(|field| Known::word(field.key)));
    let help =
        guess.map_or_else(|| "name a key of a risk, as `treatment.due`".to_owned(), |guess| guess.question());
    reader.trouble(at, format!("`{}` is no key of a risk", one_line(key)), help)
}

/// A mapping as it is saved: what a header was taken for.
#[must_use]
pub fn written(
    sheet: Option<&str>,
    date_format: Option<&str>,
    header: &Header,
    quoted: impl Fn(&str) -> String,
) -> String {
    let mut text = String::from(
        "# How `plimsoll import` reads this spreadsheet. Columns that are not named here go into `description`.\n\n",
    );
    if let Some(sheet) = sheet {
        text.push_str(&format!("sheet = {}\n", quoted(sheet)));
    }
    text.push_str(&format!("header_row = {}\n", header.row));
    if let Some(format) = date_format {
        text.push_str(&format!("date_format = {}\n", quoted(format)));
    }
    text.push_str("\n[columns]\n");
    for column in &header.columns {
        if let Use::Read(target, _) = &column.usage {
            text.push_str(&format!("{} = {}\n", target.key(), quoted(&column.heading)));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Mapping {
        Mapping::read(text, &[]).unwrap_or_else(|trouble| panic!("{trouble:?}"))
    }

    #[test]
    fn keys_may_be_dotted_quoted_or_tables() {
        let ways = [
            "[columns]\ntitle = 'Risk'\ntreatment.due = 'target_date'\n[values.treatment.option]\n'Reduce' = 'mitigate'\n",
            "[columns]\ntitle = 'Risk'\n\"treatment.due\" = 'target_date'\n[values.\"treatment.option\"]\nReduce = 'mitigate'\n",
            "[columns]\ntitle = 'Risk'\n[columns.treatment]\ndue = 'target_date'\n[values]\ntreatment.option.Reduce = 'mitigate'\n",
        ];
        for text in ways {
            let mapping = read(text);
            let mut keys: Vec<(&str, &str)> = mapping
                .columns
                .iter()
                .map(|named| (named.key.as_str(), named.headings[0].as_str()))
                .collect();
            keys.sort_unstable();
            assert_eq!(keys, [("title", "Risk"), ("treatment.due", "target_date")], "{text}");
            assert_eq!(
                mapping.meaning("treatment.option", "reduce "),
                Some(&["mitigate".to_owned()][..]),
                "{text}"
            );
        }
    }

    #[test]
    fn defaults_keep_their_types() {
        let mapping = read(
            "[defaults]\nowner = 'it-manager'\nreview.on = 2025-01-02\ntreatment.cost = 1_000.5\ntags = ['a', 'b']\n",
        );
        let of = |key: &str| mapping.defaults.iter().find(|default| default.key == key).expect("a default");
        assert_eq!(of("review.on").values, [Cell::Day(jiff::civil::date(2025, 1, 2))]);
        assert_eq!(of("treatment.cost").values, [Cell::Text("1000.5".to_owned())]);
        assert!(of("tags").is_list);
    }

    #[test]
    fn what_is_wrong_is_told_with_its_line() {
        for (text, line, what) in [
            ("sheet = 'x'\nheaderrow = 1\n", 2, "a mapping has no `headerrow`"),
            ("[columns]\ntreatment.dew = 'x'\n", 2, "`treatment.dew` is no key of a risk"),
            ("[columns]\ntitle = 3\n", 2, "title is no text"),
            ("header_row = 0\n", 1, "header_row is no row"),
            ("date_format = '%H'\n", 1, "`%H` names no day"),
            ("[columns]\ncustom.colour = 'x'\n", 2, "`custom.colour` is not declared"),
            ("[columns\n", 1, ""),
            ("[values]\nlikelihood = 'x'\n", 2, "[values] holds a table per key"),
        ] {
            let trouble = Mapping::read(text, &[]).expect_err(text);
            assert_eq!(trouble.line, line, "{text}: {trouble:?}");
            assert!(trouble.text.contains(what), "{text}: {trouble:?}");
        }
    }
}
