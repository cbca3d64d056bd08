//! A row to a risk's keys and values, with what could not be read of it.

use std::collections::{BTreeMap, HashSet};

use serde_json::Value as Json;

use super::date::Dates;
use super::doubt::{Doubt, Place};
use super::field::{self, Entry, Kind, Target};
use super::header::{Column, Header, Use};
use super::mapping::{Mapping, Trouble};
use super::names::{self, Named, Names};
use super::scale::{Steps, parted};
use super::sheet::{Cell, Row, Sheet};
use super::value::{Record, Value};
use super::words::{self, Stage};
use crate::model::config::{CustomField, CustomType};
use crate::model::day::Period;
use crate::model::id::{folded, is_kebab};
use crate::model::methodology::Methodology;
use crate::model::register::Register;
use crate::model::risk::{Impact, Rating};
use crate::model::word::Word;
use crate::report::columns::HEADINGS;
use crate::score::{self, Scale};
use crate::source::{At, FileId, Span};
use crate::suggest::{self, Known};
use crate::text::{one_line, shortened};

/// A list item longer than this is prose, not a name.
const LONGEST_NAME: usize = 100;

/// What a row says.
#[derive(Debug, Clone, PartialEq)]
pub struct Reading {
    /// Its number.
    pub row: u32,
    /// What its id cell says, as it stands.
    pub key: Option<String>,
    /// What it says.
    pub record: Record,
    /// What could be read in two ways, or in none.
    pub doubts: Vec<Doubt>,
    /// What was kept as it stands, and why.
    pub notes: Vec<Doubt>,
}

/// Everything that rows are read with.
pub struct Reader<'r> {
    sheet: &'r Sheet,
    /// The headings.
    pub header: Header,
    mapping: Option<&'r Mapping>,
    methodology: Option<&'r Methodology>,
    scale: Option<Scale<'r>>,
    likelihoods: Steps,
    impacts: Steps,
    levels: Steps,
    dates: Dates,
    custom: &'r [CustomField],
    units: Vec<(String, String)>,
    /// Apostrophes before formulas are the export's.
    strips: bool,
    /// People.
    pub people: Names,
    /// Assets.
    pub assets: Names,
    /// Threats.
    pub threats: Names,
    /// Controls.
    pub controls: Names,
}

/// A cell that could not be read: why, and what to do.
type Refused = (String, String);

/// What a cell gave.
enum Got {
    Value(Value),
    Nothing,
    /// It stays as it stands, in the description, and why.
    Kept(String),
}

type Outcome = Result<Got, Refused>;

fn refused<T>(text: impl Into<String>, help: impl Into<String>) -> Result<T, Refused> {
    Err((text.into(), help.into()))
}

fn short(text: &str) -> String {
    shortened(&one_line(text), 60)
}

impl<'r> Reader<'r> {
    /// A reader of a sheet for a register. `methodology` is the register's, or
    /// one that was inferred.
    #[must_use]
    pub fn new(
        register: &'r Register,
        methodology: Option<&'r Methodology>,
        sheet: &'r Sheet,
        header: Header,
        mapping: Option<&'r Mapping>,
        date_format: Option<String>,
    ) -> Self {
        let people = register.people.iter().map(|person| {
            let others = person
                .emails
                .iter()
                .map(|email| email.as_str())
                .chain(person.handle.as_ref().map(|h| h.as_str()));
            (person.id.as_str(), person.name(), others.collect())
        });
        let assets = register.assets.iter().map(|asset| (asset.id.as_str(), asset.name(), Vec::new()));
        let threats = register.threats.iter().map(|threat| (threat.id.as_str(), threat.name(), Vec::new()));
        let controls =
            register.controls.iter().map(|control| (control.id.as_str(), control.name(), Vec::new()));
        let points =
            |noun, points: Option<&Vec<_>>| Steps::of_points(noun, points.map_or(&[][..], |points| points));
        let units = methodology.map_or(&[][..], |methodology| &methodology.scope.units);
        Self {
            sheet,
            mapping,
            methodology,
            scale: methodology.map(Scale::new),
            likelihoods: points("likelihood", methodology.map(|m| &m.likelihood)),
            impacts: points("impact", methodology.map(|m| &m.impact)),
            levels: Steps::of_levels(methodology.map_or(&[][..], |m| &m.levels)),
            dates: Dates { format: date_format, from_1904: sheet.counts_from_1904 },
            custom: &register.config.custom,
            units: units.iter().map(|unit| (unit.id.value.clone(), unit.name().to_owned())).collect(),
            strips: sheet.name.is_none() && (header.is_own || is_listed(&header)),
            header,
            people: Names::new("person", people),
            assets: Names::new("asset", assets),
            threats: Names::new("threat", threats),
            controls: Names::new("control", controls),
        }
    }

    /// Holds the values and defaults of the mapping against the register.
    ///
    /// # Errors
    /// The first that cannot be.
    pub fn check_mapping(&mut self) -> Result<(), Trouble> {
        let Some(mapping) = self.mapping else { return Ok(()) };
        let mut keys: Vec<&String> = mapping.values.keys().collect();
        keys.sort_unstable();
        for key in keys {
            for meaning in &mapping.values[key] {
                if meaning.ids.is_empty() {
                    continue;
                }
                self.named(key, &meaning.ids, &meaning.text).map_err(|(text, help)| Trouble {
                    line: meaning.line,
                    text,
                    help,
                })?;
            }
        }
        for default in &mapping.defaults {
            self.default(default).map_err(|(text, help)| Trouble { line: default.line, text, help })?;
        }
        Ok(())
    }

    /// The keys that the sheet speaks of, for comparing it with what the
    /// register says.
    #[must_use]
    pub fn spoken(&self) -> Vec<String> {
        let mut keys: Vec<String> = Vec::new();
        for column in &self.header.columns {
            let key = match &column.usage {
                Use::Read(Target::Key(key), _) if key != "id" => key.clone(),
                Use::Read(Target::Dimension(stage, _), _) => stage.key("impact"),
                Use::Kept => "description".to_owned(),
                // A level that the methodology does not know is kept as text.
                _ => continue,
            };
            if !keys.contains(&key) {
                keys.push(key);
            }
        }
        keys
    }

    /// Whether the row says once more what the headings say.
    #[must_use]
    pub fn repeats_headings(&self, row: &Row) -> bool {
        let named = self.header.columns.iter().filter(|column| !matches!(column.usage, Use::Kept));
        let mut same = 0;
        for column in named {
            let cell = row.cell(column.place).trimmed();
            let heading = column.heading.rsplit(" / ").next().unwrap_or_default();
            if cell.is_empty() || one_line(&cell) != heading {
                return false;
            }
            same += 1;
        }
        same > 1
    }

    /// Reads a row.
    pub fn read(&mut self, row: &Row) -> Reading {
        let mut reading = Reading {
            row: row.number,
            key: None,
            record: Record::default(),
            doubts: Vec::new(),
            notes: Vec::new(),
        };
        let columns = self.header.columns.clone();
        let mut kept: Vec<(String, String)> = Vec::new();
        let mut prose: BTreeMap<String, Vec<String>> = BTreeMap::new();
        let mut dimensions: BTreeMap<&'static str, Vec<(String, String)>> = BTreeMap::new();
        let mut checks: Vec<(Column, Target, Cell)> = Vec::new();
        for column in &columns {
            let cell = self.cell(row, column.place);
            if cell.is_empty() {
                continue;
            }
            if let Cell::Faulty(why) = &cell {
                if column.usage != Use::Computed {
                    let text = format!("the cell holds {why}");
                    let doubt = self.doubt(
                        row,
                        Some(column),
                        text,
                        "write its value into the cell, and save the file",
                    );
                    reading.doubts.push(doubt);
                }
                continue;
            }
            match &column.usage {
                Use::Computed => {}
                Use::Kept => kept.push((column.heading.clone(), cell.trimmed())),
                Use::Twin(target, _) => checks.push((column.clone(), target.clone(), cell)),
                Use::Read(target @ (Target::Level(_) | Target::Score(_)), _) => {
                    checks.push((column.clone(), target.clone(), cell));
                }
                Use::Read(Target::Dimension(stage, dimension), _) => {
                    match self.dimension(*stage, dimension, &cell) {
                        Ok(Some(Value::Text(id))) => {
                            dimensions.entry(stage.word()).or_default().push((dimension.clone(), id));
                        }
                        Ok(Some(_)) => {
                            let mut affects =
                                reading.record.get("affects").map_or(&[][..], Value::texts).to_vec();
                            affects.push(dimension.clone());
                            reading.record.set("affects", Value::Texts(affects));
                        }
                        Ok(None) => {}
                        Err((text, help)) => reading.doubts.push(self.doubt(row, Some(column), text, help)),
                    }
                }
                Use::Read(Target::Key(key), _) if key == "id" => reading.key = Some(cell.trimmed()),
                Use::Read(Target::Key(key), exact) => match self.value(key, &cell, *exact) {
                    Ok(Got::Value(Value::Text(text))) if self.is_prose(key) => {
                        prose.entry(key.clone()).or_default().push(text);
                    }
                    Ok(Got::Value(value)) => reading.record.set(key, value),
                    Ok(Got::Nothing) => {}
                    Ok(Got::Kept(why)) => {
                        kept.push((column.heading.clone(), cell.trimmed()));
                        let help = "it is kept in the description".to_owned();
                        let doubt = self.doubt(row, Some(column), why, help);
                        reading.notes.push(doubt);
                    }
                    Err((text, help)) => reading.doubts.push(self.doubt(row, Some(column), text, help)),
                },
            }
        }
        for (key, texts) in prose {
            let joint = if key == "title" { " " } else { "\n\n" };
            reading.record.set_text(&key, &texts.join(joint));
        }
        for (stage, pairs) in dimensions {
            let stage = [Stage::Inherent, Stage::Residual].into_iter().find(|one| one.word() == stage);
            let key = stage.unwrap_or(Stage::Current).key("impact");
            reading.record.set(&key, Value::Table(pairs));
        }
        self.fill(row, &mut reading);
        self.complete(row, &mut reading, &mut kept);
        for (column, target, cell) in checks {
            self.hold_against(row, &mut reading, &column, &target, &cell, &mut kept);
        }
        describe(&mut reading.record, &kept);
        reading
    }

    fn cell(&self, row: &Row, place: usize) -> Cell {
        let cell = row.cell(place);
        match cell {
            Cell::Text(text) if self.strips => match text.strip_prefix('\'') {
                Some(rest) if is_formula(rest) => Cell::Text(rest.to_owned()),
                _ => cell.clone(),
            },
            _ => cell.clone(),
        }
    }

    fn is_prose(&self, key: &str) -> bool {
        field::of(key).is_some_and(|field| matches!(field.kind, Kind::Prose | Kind::Line))
    }

    fn doubt(
        &self,
        row: &Row,
        column: Option<&Column>,
        text: impl Into<String>,
        help: impl Into<String>,
    ) -> Doubt {
        let place = Place {
            sheet: self.sheet.name.clone(),
            row: Some(row.number),
            column: column.map(|column| (column.place, column.heading.clone())),
        };
        Doubt { place, text: text.into(), help: help.into() }
    }

    /// What a cell of a key's column says.
    fn value(&mut self, key: &str, cell: &Cell, exact: bool) -> Outcome {
        let text = cell.trimmed();
        if let Some(ids) = self.mapping.and_then(|mapping| mapping.meaning(key, &text)) {
            let ids = ids.to_vec();
            return if ids.is_empty() {
                Ok(Got::Nothing)
            } else {
                self.named(key, &ids, &text).map(Got::Value)
            };
        }
        if let Some(own) = key.strip_prefix("custom.") {
            return self.own_field(own, cell, exact);
        }
        let Some(field) = field::of(key) else { return Ok(Got::Kept(format!("`{key}` is no key"))) };
        let is_free = matches!(field.kind, Kind::Line | Kind::Prose | Kind::Texts);
        if words::is_nothing(&text) && key != "title" && !(exact && is_free) {
            return Ok(Got::Nothing);
        }
        if exact {
            return self.exact(field.kind, cell).map(Got::Value);
        }
        let value = match field.kind {
            Kind::Id | Kind::Risk => Value::Text(text),
            Kind::Line if key == "unit" => Value::Text(self.unit(&text)?),
            Kind::Line => Value::Text(one_breath(&text)),
            Kind::Prose => Value::Text(text),
            Kind::Texts | Kind::Risks => Value::Texts(list(&text)),
            Kind::Person => Value::Text(self.person(&text, key)?),
            Kind::Assets | Kind::Threats | Kind::Controls => return self.things(field.kind, key, &text),
            Kind::Control => Value::Text(self.controls.find_or_make(&text)),
            Kind::Likelihood => Value::Text(self.step(&self.likelihoods, cell, key)?),
            Kind::Impact => Value::Text(self.step(&self.impacts, cell, key)?),
            Kind::Level => Value::Text(self.step(&self.levels, cell, key)?),
            Kind::Day(is_end) => {
                Value::Day(self.dates.read(cell, is_end).map_err(|undated| (undated.text, undated.help))?)
            }
            Kind::Number => Value::Number(number(&text)?),
            Kind::Whole => Value::Whole(whole(&text)?),
            Kind::Status => word(&text, key, words::status)?,
            Kind::Option => word(&text, key, words::option)?,
            Kind::Confidence => word(&text, key, words::confidence)?,
            Kind::Outcome => word(&text, key, words::outcome)?,
            Kind::Publish => word(&text, key, words::publish)?,
            Kind::Properties => match words::properties(&text) {
                Some(all) => Value::Texts(all.into_iter().map(|one| one.word().to_owned()).collect()),
                None => return Ok(Got::Kept(format!("`{}` names no property of information", short(&text)))),
            },
            Kind::Period => match period(&text) {
                Some(period) => Value::Text(period.to_string()),
                None => {
                    return refused(
                        format!("`{}` is no duration", short(&text)),
                        "write it as `6 months`, or map it by [values.\"review.every\"]",
                    );
                }
            },
            Kind::Entries(entry) => Value::Entries(entries(entry, &text)?),
        };
        Ok(Got::Value(value))
    }

    /// As our own export writes it: ids as ids.
    fn exact(&mut self, kind: Kind, cell: &Cell) -> Result<Value, Refused> {
        let plain = cell.plain();
        let text = plain.trim().to_owned();
        Ok(match kind {
            Kind::Line | Kind::Prose | Kind::Id | Kind::Risk => Value::Text(plain),
            Kind::Texts | Kind::Risks => Value::Texts(exported_list(&plain)),
            Kind::Person => Value::Text(self.people.exported(&text)),
            Kind::Control => Value::Text(self.controls.exported(&text)),
            Kind::Assets => {
                Value::Texts(exported_list(&plain).iter().map(|one| self.assets.exported(one)).collect())
            }
            Kind::Threats => {
                Value::Texts(exported_list(&plain).iter().map(|one| self.threats.exported(one)).collect())
            }
            Kind::Controls => {
                Value::Texts(exported_list(&plain).iter().map(|one| self.controls.exported(one)).collect())
            }
            Kind::Likelihood => Value::Text(self.step(&self.likelihoods, cell, "likelihood")?),
            Kind::Impact if text.contains(':') => Value::Table(self.pairs(&text)?),
            Kind::Impact => Value::Text(self.step(&self.impacts, cell, "impact")?),
            Kind::Level => Value::Text(text),
            Kind::Day(is_end) => {
                Value::Day(self.dates.read(cell, is_end).map_err(|undated| (undated.text, undated.help))?)
            }
            Kind::Number => Value::Number(number(&text)?),
            Kind::Whole => Value::Whole(whole(&text)?),
            Kind::Status => word(&text, "status", words::status)?,
            Kind::Option => word(&text, "treatment.option", words::option)?,
            Kind::Confidence => word(&text, "confidence", words::confidence)?,
            Kind::Outcome => word(&text, "review.outcome", words::outcome)?,
            Kind::Publish if text.contains(':') => {
                let pair = |part: &str| {
                    let (audience, what) = part.split_once(':')?;
                    let what = words::publish(what)?;
                    Some((audience.trim().to_owned(), what.word().to_owned()))
                };
                match text.split(';').map(pair).collect::<Option<Vec<_>>>() {
                    Some(pairs) => Value::Table(pairs),
                    None => {
                        return refused(
                            format!("`{}` does not say what is published", short(&text)),
                            "write it as `board:outline`",
                        );
                    }
                }
            }
            Kind::Publish => word(&text, "publish", words::publish)?,
            Kind::Properties => Value::Texts(exported_list(&plain)),
            Kind::Period => Value::Text(text),
            Kind::Entries(entry) => Value::Entries(entries(entry, &text)?),
        })
    }

    fn pairs(&self, text: &str) -> Result<Vec<(String, String)>, Refused> {
        let mut pairs = Vec::new();
        for part in text.split(';') {
            let Some((dimension, point)) = part.split_once(':') else {
                return refused(
                    format!("`{}` names no impact by dimension", short(text)),
                    "write it as `financial:high; health:low`",
                );
            };
            let id = self.step(&self.impacts, &Cell::Text(point.trim().to_owned()), "impact")?;
            pairs.push((dimension.trim().to_owned(), id));
        }
        Ok(pairs)
    }

    /// What a mapping names for a key by ids.
    fn named(&mut self, key: &str, ids: &[String], text: &str) -> Result<Value, Refused> {
        let one = || match ids {
            [only] => Ok(only.clone()),
            _ => refused(format!("`{key}` is one thing"), "name one id"),
        };
        if let Some(own) = key.strip_prefix("custom.") {
            let cell = Cell::Text(one()?);
            return match self.own_field(own, &cell, false)? {
                Got::Value(value) => Ok(value),
                _ => refused(format!("`{}` cannot be `{key}`", short(&one()?)), "write a value of its type"),
            };
        }
        let kind = match (field::of(key), field::target(key)) {
            (Some(field), _) => field.kind,
            (None, Some(Target::Dimension(..))) => Kind::Impact,
            (None, Some(Target::Level(_))) => Kind::Level,
            _ => return refused(format!("`{key}` has no values to be named"), "take it out"),
        };
        let by = if text.is_empty() { Named::ByDefault } else { Named::ByValue };
        let known = |steps: &Steps, id: &str| match steps.place(id) {
            Some(_) => Ok(Value::Text(id.to_owned())),
            None => refused(
                format!("`{}` is no {key} of the methodology", one_line(id)),
                format!("it knows {}", steps.choices()),
            ),
        };
        let name = |id: &str, count: usize| {
            if count == 1
                && folded(text) != folded(id)
                && !text.is_empty()
                && text.chars().count() <= LONGEST_NAME
            {
                text.to_owned()
            } else {
                names::name_of(id)
            }
        };
        match kind {
            Kind::Person => {
                let id = one()?;
                sound(&id)?;
                Ok(Value::Text(self.people.make_named(&id, &name(&id, 1), by)))
            }
            Kind::Control => {
                let id = one()?;
                sound(&id)?;
                Ok(Value::Text(self.controls.make_named(&id, &name(&id, 1), by)))
            }
            Kind::Assets | Kind::Threats | Kind::Controls => {
                let mut all = Vec::new();
                for id in ids {
                    sound(id)?;
                    let name = name(id, ids.len());
                    all.push(self.things_mut(kind).make_named(id, &name, by));
                }
                Ok(Value::Texts(all))
            }
            Kind::Likelihood => known(&self.likelihoods, &one()?),
            Kind::Impact => known(&self.impacts, &one()?),
            Kind::Level => known(&self.levels, &one()?),
            Kind::Texts | Kind::Risks => Ok(Value::Texts(ids.to_vec())),
            Kind::Properties => {
                let all: Option<Vec<_>> = ids.iter().map(|id| words::properties(id)).collect();
                match all {
                    Some(all) => {
                        Ok(Value::Texts(all.into_iter().flatten().map(|one| one.word().to_owned()).collect()))
                    }
                    None => refused(
                        format!("`{}` is no property", short(&ids.join(", "))),
                        "write confidentiality, integrity or availability",
                    ),
                }
            }
            Kind::Entries(_) => refused(format!("`{key}` cannot be mapped by its values"), "take it out"),
            _ => self.exact(kind, &Cell::Text(one()?)),
        }
    }

    fn things_mut(&mut self, kind: Kind) -> &mut Names {
        match kind {
            Kind::Assets => &mut self.assets,
            Kind::Threats => &mut self.threats,
            _ => &mut self.controls,
        }
    }

    fn step(&self, steps: &Steps, cell: &Cell, key: &str) -> Result<String, Refused> {
        if steps.is_empty() {
            return refused(
                "there is no methodology to read it by",
                "write schema/methodology.toml, or let one be inferred by --infer-methodology",
            );
        }
        match steps.read(cell) {
            Ok(place) => Ok(steps.id(place).to_owned()),
            Err(unread) => refused(
                unread.text,
                format!("{}; [values.\"{key}\"] in a mapping says what a word stands for", unread.help),
            ),
        }
    }

    fn unit(&self, text: &str) -> Result<String, Refused> {
        let plain = folded(text);
        let found = self.units.iter().find(|(id, name)| folded(id) == plain || folded(name) == plain);
        match found {
            Some((id, _)) => Ok(id.clone()),
            None => refused(
                format!("`{}` is no unit of the scope", short(text)),
                "add a [[scope.unit]] to the methodology, or map it by [values.unit]",
            ),
        }
    }

    fn person(&mut self, text: &str, key: &str) -> Result<String, Refused> {
        if let Some(id) = self.people.find(text) {
            return Ok(id.to_owned());
        }
        let parts = names::several(text);
        if parts.len() > 1 {
            return refused(
                format!("`{}` names {} people, and one answers", short(text), parts.len()),
                format!("write one of them, or say who is meant by [values.\"{key}\"] in a mapping"),
            );
        }
        if text.chars().count() > LONGEST_NAME {
            return refused(
                "it is too long to be a person's name",
                format!("write a name, or map it by [values.\"{key}\"]"),
            );
        }
        let guess =
            matches!(folded(text).as_str(), "" | "tbd" | "tbc" | "tba" | "unknown" | "unassigned" | "vacant");
        if guess {
            return refused(
                format!("`{}` is nobody", short(text)),
                format!("write a name, or say who is meant by [values.\"{key}\"] in a mapping"),
            );
        }
        Ok(self.people.find_or_make(text))
    }

    fn things(&mut self, kind: Kind, key: &str, text: &str) -> Outcome {
        let is_known = |own: &Self, text: &str| match kind {
            Kind::Assets => own.assets.find(text).is_some(),
            Kind::Threats => own.threats.find(text).is_some(),
            _ => own.controls.find(text).is_some(),
        };
        let items = if is_known(self, text) { vec![text.to_owned()] } else { items(text) };
        let is_long = |item: &&String| {
            item.chars().count() > LONGEST_NAME
                || (item.ends_with('.') && item.split_whitespace().count() > 8)
        };
        let unmapped = |own: &Self, item: &String| {
            own.mapping.is_none_or(|mapping| mapping.meaning(key, item).is_none())
        };
        if items.iter().filter(|item| unmapped(self, item)).any(|item| is_long(&item)) {
            return Ok(Got::Kept("it reads as prose, not as names".to_owned()));
        }
        let mut ids: Vec<String> = Vec::new();
        for item in items {
            if words::is_nothing(&item) {
                continue;
            }
            let mapped = self.mapping.and_then(|mapping| mapping.meaning(key, &item)).map(<[String]>::to_vec);
            let found = match mapped {
                Some(named) if named.is_empty() => Vec::new(),
                Some(named) => self.named(key, &named, &item)?.texts().to_vec(),
                None => vec![self.things_mut(kind).find_or_make(&item)],
            };
            for id in found {
                if !ids.contains(&id) {
                    ids.push(id);
                }
            }
        }
        Ok(if ids.is_empty() { Got::Nothing } else { Got::Value(Value::Texts(ids)) })
    }

    /// The impact on a dimension; a mark says that the property is affected.
    fn dimension(&self, stage: Stage, dimension: &str, cell: &Cell) -> Result<Option<Value>, Refused> {
        let text = cell.trimmed();
        let key = Target::Dimension(stage, dimension.to_owned()).key();
        if let Some(ids) = self.mapping.and_then(|mapping| mapping.meaning(&key, &text)) {
            return Ok(ids.first().map(|id| Value::Text(id.clone())));
        }
        if words::is_nothing(&text) {
            return Ok(None);
        }
        if stage == Stage::Current
            && let Some(is) = words::flag(&text)
        {
            return Ok(is.then(|| Value::Texts(Vec::new())));
        }
        let knows = self.methodology.is_some_and(|methodology| {
            methodology.dimensions.iter().any(|known| known.id.value == dimension)
        });
        if !knows {
            return refused(
                format!("the methodology has no impact dimension `{}`", one_line(dimension)),
                format!(
                    "add a [[dimension]] with `id = \"{}\"` to the methodology, or use a mapping that does not name the column",
                    one_line(dimension)
                ),
            );
        }
        self.step(&self.impacts, cell, &key).map(|id| Some(Value::Text(id)))
    }

    fn own_field(&self, own: &str, cell: &Cell, exact: bool) -> Outcome {
        let text = if exact { cell.plain() } else { cell.trimmed() };
        let field = self.custom.iter().find(|field| field.key.value == own);
        let Some(field) = field else {
            return Ok(Got::Kept(format!("`custom.{own}` is not declared by [[custom]] in plimsoll.toml")));
        };
        Ok(Got::Value(match field.kind.as_ref().map_or(CustomType::Text, |kind| kind.value) {
            CustomType::Text | CustomType::Markdown | CustomType::Url => Value::Text(text),
            CustomType::Date => {
                Value::Day(self.dates.read(cell, false).map_err(|undated| (undated.text, undated.help))?)
            }
            CustomType::Number => Value::Number(number(text.trim())?),
            CustomType::Choice => {
                let found = field.choices.iter().find(|choice| folded(choice) == folded(&text));
                match found {
                    Some(choice) => Value::Text(choice.value.clone()),
                    None => {
                        let all = suggest::one_of(field.choices.iter().map(|choice| choice.value.as_str()));
                        return refused(
                            format!("`{}` is no {}", short(&text), field.name()),
                            format!("write {all}"),
                        );
                    }
                }
            }
        }))
    }

    fn default(&mut self, default: &super::mapping::Default) -> Result<Value, Refused> {
        let key = default.key.as_str();
        let texts: Vec<String> = default.values.iter().map(Cell::trimmed).collect();
        if let [Cell::Day(day)] = default.values[..]
            && matches!(field::of(key).map(|field| field.kind), Some(Kind::Day(_)))
        {
            return Ok(Value::Day(day));
        }
        self.named(key, &texts, "")
    }

    /// What the mapping says of every row that says nothing itself.
    fn fill(&mut self, row: &Row, reading: &mut Reading) {
        let Some(mapping) = self.mapping else { return };
        for default in &mapping.defaults {
            if reading.record.get(&default.key).is_some() {
                continue;
            }
            match self.default(default) {
                Ok(value) => match field::target(&default.key) {
                    Some(Target::Dimension(stage, dimension)) => {
                        let key = stage.key("impact");
                        let mut pairs = match reading.record.get(&key) {
                            Some(Value::Table(pairs)) => pairs.clone(),
                            _ => Vec::new(),
                        };
                        if let Value::Text(id) = value
                            && pairs.iter().all(|(known, _)| *known != dimension)
                        {
                            pairs.push((dimension, id));
                        }
                        reading.record.set(&key, Value::Table(pairs));
                    }
                    _ => reading.record.set(&default.key, value),
                },
                Err((text, help)) => reading.doubts.push(self.doubt(row, None, text, help)),
            }
        }
    }

    /// What a risk needs, and what goes without saying.
    fn complete(&self, row: &Row, reading: &mut Reading, kept: &mut Vec<(String, String)>) {
        let is_own = self.header.is_own;
        let record = &mut reading.record;
        let mut missing: Vec<(String, String)> = Vec::new();
        let mut ask = |text: &str, help: &str| missing.push((text.to_owned(), help.to_owned()));
        if record.get("title").is_none() {
            ask("the row has no title", "write one, or take the row out of the sheet");
        }
        if record.get("owner").is_none() && !reading.doubts.iter().any(|doubt| self.is_of(doubt, "owner")) {
            ask(
                "the risk has no owner",
                "write who answers for it, or name somebody for all by [defaults] in a mapping: owner = \"it-manager\"",
            );
        }
        let has_status = record.get("status").is_some();
        if !has_status && !reading.doubts.iter().any(|doubt| self.is_of(doubt, "status")) {
            record.set_text("status", "open");
        }
        for stage in [Stage::Inherent, Stage::Current, Stage::Residual] {
            let (likelihood, impact) = (stage.key("likelihood"), stage.key("impact"));
            let is_doubted = [&likelihood, &impact]
                .iter()
                .any(|key| reading.doubts.iter().any(|doubt| self.is_of(doubt, key)));
            let lacks = match (record.get(&likelihood).is_some(), record.get(&impact).is_some()) {
                (true, false) => "impact",
                (false, true) => "likelihood",
                _ => continue,
            };
            if !is_doubted {
                ask(
                    &format!("the {} rating has no {lacks}", stage.word()),
                    "give both, or neither where it is not rated yet",
                );
            }
        }
        if record.has_within("treatment") && record.get("treatment.option").is_none() && !is_own {
            let accepted = record.text("status") == Some("accepted");
            let plan = record.text("treatment.plan").and_then(words::option);
            let option = plan.map_or(if accepted { "accept" } else { "mitigate" }, Word::word);
            record.set_text("treatment.option", option);
        }
        if record.text("status") == Some("closed") && !is_own {
            let lacks: Vec<&str> = ["closed.on", "closed.by", "closed.reason"]
                .into_iter()
                .filter(|key| record.get(key).is_none())
                .collect();
            if !lacks.is_empty() {
                ask(
                    &format!(
                        "the risk is closed, and nothing says {}",
                        lacks
                            .iter()
                            .map(|key| match *key {
                                "closed.on" => "when",
                                "closed.by" => "by whom",
                                _ => "why",
                            })
                            .collect::<Vec<_>>()
                            .join(", ")
                    ),
                    "add columns for it, or name what is so for all by [defaults] in a mapping: closed.by = \"it-manager\"",
                );
            }
        } else if record.text("status") != Some("closed") && record.has_within("closed") && !is_own {
            ask(
                "the risk has a closing and is not closed",
                "set its status to Closed, or take the closing out",
            );
        }
        for (text, help) in missing {
            reading.doubts.push(self.doubt(row, None, text, help));
        }
        if !is_own {
            self.put_aside(row, reading, kept);
        }
    }

    /// Tables that a risk needs whole: what there is of them is kept as it
    /// stands.
    fn put_aside(&self, row: &Row, reading: &mut Reading, kept: &mut Vec<(String, String)>) {
        const WHOLE: [(&str, &[&str]); 3] = [
            ("treatment.approval", &["by", "on"]),
            ("acceptance", &["by", "on", "until", "level", "rationale"]),
            ("review", &["on"]),
        ];
        for (table, needs) in WHOLE {
            let lacks: Vec<&str> = needs
                .iter()
                .copied()
                .filter(|key| reading.record.get(&format!("{table}.{key}")).is_none())
                .collect();
            if !reading.record.has_within(table) || lacks.is_empty() {
                continue;
            }
            let all: Vec<(String, String)> = reading
                .record
                .ordered()
                .into_iter()
                .filter(|(key, _)| super::value::within(key, table))
                .map(|(key, value)| (key.to_owned(), value.words()))
                .collect();
            for (key, words) in all {
                reading.record.remove(&key);
                let column = self.header.column_of(&key);
                let heading = column.map_or(key.clone(), |column| column.heading.clone());
                kept.push((heading, words));
                let text = format!("[{table}] needs {} too", lacks.join(", "));
                let doubt = self.doubt(row, column, text, "it is kept in the description");
                reading.notes.push(doubt);
            }
        }
    }

    /// Whether a doubt is about the column of a key.
    fn is_of(&self, doubt: &Doubt, key: &str) -> bool {
        let Some((place, _)) = &doubt.place.column else { return false };
        self.header.columns.iter().any(|column| {
            column.place == *place
                && match &column.usage {
                    Use::Read(Target::Key(own), _) => own == key,
                    Use::Read(Target::Dimension(stage, _), _) => stage.key("impact") == key,
                    _ => false,
                }
        })
    }

    /// A level or score that was typed against the computed one, and a cell
    /// that says a thing twice against what it says.
    fn hold_against(
        &mut self,
        row: &Row,
        reading: &mut Reading,
        column: &Column,
        target: &Target,
        cell: &Cell,
        kept: &mut Vec<(String, String)>,
    ) {
        let text = cell.trimmed();
        let stage = match target {
            Target::Level(stage) | Target::Score(stage) => *stage,
            _ => {
                if let Some((text, help)) = self.differs(reading, target, cell) {
                    reading.doubts.push(self.doubt(row, Some(column), text, help));
                }
                return;
            }
        };
        let is_unrated =
            matches!(folded(&text).as_str(), "notassessed" | "unassessed" | "notrated" | "unrated");
        if self.header.is_own || words::is_nothing(&text) || is_unrated {
            return;
        }
        let judged = self.scale.as_ref().and_then(|scale| scale.judge(&rating(&reading.record, stage)));
        let level = judged.and_then(|judged| judged.level);
        let by_word = self.typed_level(target, &text);
        let (by_number, _) = parted(&text);
        let score = judged.and_then(|judged| judged.score);
        if level.is_none() && score.is_none()
            || (by_word.is_none() && (by_number.is_none() || score.is_none()))
        {
            kept.push((column.heading.clone(), text.clone()));
            let why = if level.is_none() {
                "there is no rating to compute it from"
            } else {
                "the methodology does not know it"
            };
            let doubt = self.doubt(
                row,
                Some(column),
                format!("`{}` is held against nothing: {why}", short(&text)),
                "it is kept in the description",
            );
            reading.notes.push(doubt);
            return;
        }
        let name = |place: usize| {
            self.methodology.and_then(|m| m.levels.get(place)).map_or("", |level| level.name())
        };
        let help = "correct the sheet: the level is computed from likelihood and impact by the methodology, and never typed";
        if let (Some(typed), Some(level)) = (by_word, level)
            && typed != level
        {
            let text = format!("it says {}, and likelihood and impact make {}", name(typed), name(level));
            reading.doubts.push(self.doubt(row, Some(column), text, help));
            return;
        }
        let (Some(number), Some(score)) = (by_number, score) else { return };
        #[allow(clippy::cast_precision_loss, reason = "scores are far below 2^53")]
        let is_same = (number - score as f64).abs() < 0.5;
        if !is_same {
            let text = format!("it says {number}, and likelihood and impact make {score}");
            reading.doubts.push(self.doubt(row, Some(column), text, help));
        }
    }

    fn typed_level(&self, target: &Target, text: &str) -> Option<usize> {
        if let Some(ids) = self.mapping.and_then(|mapping| mapping.meaning(&target.key(), text)) {
            return ids.first().and_then(|id| self.levels.place(id));
        }
        // A bare number in a column of levels is a score.
        let (number, word) = parted(text);
        let word = if number.is_some() { word } else { text.to_owned() };
        if word.is_empty() {
            return None;
        }
        self.levels.read(&Cell::Text(word)).ok()
    }

    /// What is wrong with a cell that says once more what another says.
    fn differs(&mut self, reading: &mut Reading, target: &Target, cell: &Cell) -> Option<Refused> {
        let Target::Key(key) = target else { return None };
        let text = cell.trimmed();
        let help = "make the two agree, or take one of the columns out";
        if !self.header.is_own {
            if words::is_nothing(&text) {
                return None;
            }
            let said = if key == "id" {
                reading.key.clone().map(Value::Text)
            } else {
                reading.record.get(key).cloned()
            };
            let Some(said) = said else {
                return match self.value(key, cell, false) {
                    Ok(Got::Value(value)) => {
                        reading.record.set(key, value);
                        None
                    }
                    Ok(_) => None,
                    Err(refused) => Some(refused),
                };
            };
            let again = match self.value(key, cell, false) {
                Ok(Got::Value(value)) => value,
                Ok(_) => return None,
                Err(refused) => return Some(refused),
            };
            return (again != said).then(|| {
                (
                    format!(
                        "another column of the same heading says `{}`, and this one `{}`",
                        short(&said.words()),
                        short(&text)
                    ),
                    help.to_owned(),
                )
            });
        }
        let record = &reading.record;
        if key == "controls" {
            self.call_controls(record, &text);
            return None;
        }
        let said = match key.as_str() {
            "id" => reading.key.clone()?,
            key => record.text(key)?.to_owned(),
        };
        let agrees = match key.as_str() {
            "id" | "title" | "treatment.plan" => one_breath(&text) == one_breath(&said),
            "owner" | "treatment.owner" => {
                self.people.call(&said, &text);
                self.people.name(&said).is_some_and(|name| folded(name) == folded(&text))
                    || folded(&said) == folded(&text)
            }
            "status" => words::status(&text).is_some_and(|status| status.word() == said),
            "likelihood" => self.likelihoods.read(cell).is_ok_and(|place| self.likelihoods.id(place) == said),
            "impact" => self.impacts.read(cell).is_ok_and(|place| self.impacts.id(place) == said),
            _ => true,
        };
        (!agrees).then(|| {
            let text = format!("it says `{}`, and the column `{key}` says `{}`", short(&text), short(&said));
            (text, "change both: the first eleven columns show by name what the others hold".to_owned())
        })
    }

    /// Calls new controls of an export by their names, which stand in the same
    /// order as their ids.
    fn call_controls(&mut self, record: &Record, text: &str) {
        let ids = record.get("controls").map_or(&[][..], Value::texts);
        let names: Vec<&str> = text.split("; ").collect();
        if ids.len() == names.len() {
            for (id, name) in ids.iter().zip(names) {
                self.controls.call(id, name);
            }
        }
    }

    /// The level of a record, by its place.
    #[must_use]
    pub fn level(&self, record: &Record) -> Option<(usize, String)> {
        let stage = self.scale.as_ref()?.judge(&rating(record, Stage::Current))?;
        let place = stage.level?;
        Some((place, self.methodology?.levels.get(place)?.name().to_owned()))
    }

    /// Questions about the sheet as a whole.
    #[must_use]
    pub fn questions(&self) -> Vec<Doubt> {
        let has = |key: &str| self.header.column_of(key);
        let mut all = Vec::new();
        let place = |column: &Column| Place {
            sheet: self.sheet.name.clone(),
            row: Some(self.header.row),
            column: Some((column.place, column.heading.clone())),
        };
        let current = has("likelihood").is_some() || has("impact").is_some();
        let has_dimensions = self
            .header
            .columns
            .iter()
            .any(|column| matches!(column.usage, Use::Read(Target::Dimension(Stage::Current, _), _)));
        let ambiguous = has("treatment.residual.likelihood").filter(|_| {
            self.mapping.is_none()
                && !self.header.is_own
                && !current
                && !has_dimensions
                && has("inherent.likelihood").is_some()
        });
        if let Some(column) = ambiguous {
            all.push(Doubt {
                place: place(column),
                text: "the sheet rates risks before controls and once more, and does not say whether the second counts the controls that exist or those that are planned".to_owned(),
                help: "say so in a mapping: `likelihood` and `impact` for the rating with today's controls, `treatment.residual.likelihood` and `treatment.residual.impact` for what is expected".to_owned(),
            });
        }
        all
    }
}

/// A record's rating, ready to be judged.
fn rating(record: &Record, stage: Stage) -> Rating {
    let at = |text: &str| At::new(text.to_owned(), Span::start_of(FileId(0)));
    let impact = record.get(&stage.key("impact")).and_then(|value| match value {
        Value::Text(id) => Some(Impact::Point(at(id))),
        Value::Table(pairs) => Some(Impact::ByDimension(
            pairs.iter().map(|(dimension, id)| (at(dimension), at(id))).collect(),
            Span::start_of(FileId(0)),
        )),
        _ => None,
    });
    Rating { likelihood: record.text(&stage.key("likelihood")).map(at), impact }
}

/// Adds what no key stands for to the description.
fn describe(record: &mut Record, kept: &[(String, String)]) {
    if kept.is_empty() {
        return;
    }
    let own = record.text("description").map(|text| text.trim_end().to_owned());
    let rest = kept.iter().map(|(heading, text)| format!("{heading}: {text}"));
    let text = own.into_iter().chain(rest).collect::<Vec<_>>().join("\n\n");
    record.set_text("description", &text);
}

/// Whether the headings are those of `list --format csv`.
fn is_listed(header: &Header) -> bool {
    header.columns.iter().map(|column| column.heading.as_str()).eq(HEADINGS)
}

/// Whether an export puts an apostrophe before a text.
fn is_formula(text: &str) -> bool {
    let first = text.trim_start().chars().next();
    first.is_some_and(|c| matches!(c, '=' | '+' | '-' | '@' | '＝' | '＋' | '－' | '＠'))
        || text.starts_with(['\t', '\n'])
}

/// On one line.
fn one_breath(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn sound(id: &str) -> Result<(), Refused> {
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
fn items(text: &str) -> Vec<String> {
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
fn list(text: &str) -> Vec<String> {
    let mut seen = HashSet::new();
    items(text).into_iter().filter(|item| !words::is_nothing(item) && seen.insert(item.clone())).collect()
}

/// A list as an export writes it.
fn exported_list(text: &str) -> Vec<String> {
    if text.trim_start().starts_with('[')
        && let Ok(all) = serde_json::from_str::<Vec<String>>(text)
    {
        return all;
    }
    text.split("; ").filter(|part| !part.is_empty()).map(str::to_owned).collect()
}

/// Tables as an export writes them.
fn entries(entry: Entry, text: &str) -> Result<Vec<Vec<(String, Value)>>, Refused> {
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
fn number(text: &str) -> Result<f64, Refused> {
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

fn whole(text: &str) -> Result<u64, Refused> {
    text.parse().or_else(|_| refused(format!("`{}` is no whole number", short(text)), "write digits"))
}

fn word<W: Word>(text: &str, key: &str, read: impl Fn(&str) -> Option<W>) -> Result<Value, Refused> {
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

fn period(text: &str) -> Option<Period> {
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

/// Whether a methodology can judge: it has scales and levels.
#[must_use]
pub fn is_usable(methodology: &Methodology) -> bool {
    !methodology.likelihood.is_empty()
        && !methodology.impact.is_empty()
        && !methodology.levels.is_empty()
        && score::is_ordered(&methodology.likelihood)
}
