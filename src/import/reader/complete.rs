//! What a risk needs beside what its row says: defaults, what goes without
//! saying, and what is missing.

use super::{Reader, Reading};
use crate::import::doubt::Doubt;
use crate::import::field::{self, Target};
use crate::import::header::Use;
use crate::import::sheet::Row;
use crate::import::value::Value;
use crate::import::words::{self, Stage};
use crate::model::word::Word;

impl Reader<'_> {
    /// What the mapping says of every row that says nothing itself.
    pub(super) fn fill(&mut self, row: &Row, reading: &mut Reading) {
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
    pub(super) fn complete(&self, row: &Row, reading: &mut Reading, kept: &mut Vec<(String, String)>) {
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
                .filter(|(key, _)| crate::import::value::within(key, table))
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
}
