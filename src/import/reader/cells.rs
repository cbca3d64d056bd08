//! A cell to a value: by the mapping, as our own export writes it, or as people
//! do.

use super::texts::{entries, exported_list, items, list, number, one_breath, period, sound, whole, word};
use super::{Got, LONGEST_NAME, Outcome, Reader, Refused, refused, short};
use crate::import::field::{self, Kind, Target};
use crate::import::names::{self, Named, Names};
use crate::import::scale::Steps;
use crate::import::sheet::Cell;
use crate::import::value::Value;
use crate::import::words::{self, Stage};
use crate::model::config::CustomType;
use crate::model::id::folded;
use crate::model::word::Word;
use crate::suggest;
use crate::text::one_line;

impl Reader<'_> {
    /// What a cell of a key's column says.
    pub(super) fn value(&mut self, key: &str, cell: &Cell, exact: bool) -> Outcome {
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
    pub(super) fn named(&mut self, key: &str, ids: &[String], text: &str) -> Result<Value, Refused> {
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

    pub(super) fn step(&self, steps: &Steps, cell: &Cell, key: &str) -> Result<String, Refused> {
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
    pub(super) fn dimension(
        &self,
        stage: Stage,
        dimension: &str,
        cell: &Cell,
    ) -> Result<Option<Value>, Refused> {
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

    pub(super) fn own_field(&self, own: &str, cell: &Cell, exact: bool) -> Outcome {
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

    pub(super) fn default(&mut self, default: &crate::import::mapping::Default) -> Result<Value, Refused> {
        let key = default.key.as_str();
        let texts: Vec<String> = default.values.iter().map(Cell::trimmed).collect();
        if let [Cell::Day(day)] = default.values[..]
            && matches!(field::of(key).map(|field| field.kind), Some(Kind::Day(_)))
        {
            return Ok(Value::Day(day));
        }
        self.named(key, &texts, "")
    }
}
