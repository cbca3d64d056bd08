//! What a sheet says twice: a level or score that was typed against the one
//! that is computed, and a column against another.

use super::texts::one_breath;
use super::{Got, Reader, Reading, Refused, rating, short};
use crate::import::field::Target;
use crate::import::header::Column;
use crate::import::scale::parted;
use crate::import::sheet::{Cell, Row};
use crate::import::value::{Record, Value};
use crate::import::words;
use crate::model::id::folded;
use crate::model::word::Word;

impl Reader<'_> {
    /// A level or score that was typed against the computed one, and a cell
    /// that says a thing twice against what it says.
    pub(super) fn hold_against(
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
}
