//! A row to a risk's keys and values, with what could not be read of it.

mod against;
mod cells;
mod complete;
mod texts;

use std::collections::BTreeMap;

use crate::import::date::Dates;
use crate::import::doubt::{Doubt, Place};
use crate::import::field::{self, Kind, Target};
use crate::import::header::{Column, Header, Use};
use crate::import::mapping::{Mapping, Trouble};
use crate::import::names::Names;
use crate::import::scale::Steps;
use crate::import::sheet::{Cell, Row, Sheet};
use crate::import::value::{Record, Value};
use crate::import::words::Stage;
use crate::model::config::CustomField;
use crate::model::methodology::Methodology;
use crate::model::register::Register;
use crate::model::risk::{Impact, Rating};
use crate::report::columns::HEADINGS;
use crate::score::{self, Scale};
use crate::source::{At, FileId, Span};
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

/// Whether a methodology can judge: it has scales and levels.
#[must_use]
pub fn is_usable(methodology: &Methodology) -> bool {
    !methodology.likelihood.is_empty()
        && !methodology.impact.is_empty()
        && !methodology.levels.is_empty()
        && score::is_ordered(&methodology.likelihood)
}
