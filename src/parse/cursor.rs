//! Reading one table: typed getters that record a finding and go on.
//!
//! A [`Cursor`] stands on a table with its [`Shape`]. What a getter cannot use
//! becomes a finding and a *fault*: the dotted key is remembered, so that
//! nothing later complains that the value is missing. A value that a syntax
//! error touches is a fault without a second finding.

use std::cell::RefCell;
use std::ops::Range;

use jiff::Timestamp;
use toml::Spanned;
use toml::de::{DeString, DeTable, DeValue};

use super::shape::Shape;
use crate::finding::wording::unknown_value;
use crate::finding::{Finding, FixClass};
use crate::model::day::{Day, Period};
use crate::model::id::{folded, is_kebab};
use crate::model::word::Word;
use crate::source::{At, FileId, Span};
use crate::suggest::{self, Guess, Known};

/// What all cursors of one file share.
#[derive(Debug)]
pub(super) struct Sheet<'a> {
    pub(super) file: FileId,
    pub(super) text: &'a str,
    /// Places that a syntax error touches.
    pub(super) broken: &'a [Range<usize>],
    /// Keys may have been swallowed: none is said to be missing.
    pub(super) torn: bool,
    pub(super) findings: RefCell<Vec<Finding>>,
    pub(super) faults: RefCell<Vec<String>>,
    /// The risk that the file is about, once its id is known.
    pub(super) risk: RefCell<Option<String>>,
    /// What findings are about where it is not a risk.
    pub(super) thing: RefCell<String>,
}

impl Sheet<'_> {
    pub(super) fn add(&self, finding: Finding) {
        let finding = match &*self.risk.borrow() {
            Some(risk) => finding.risk(risk),
            None if finding.thing.is_empty() => finding.thing(&self.thing.borrow()),
            None => finding,
        };
        self.findings.borrow_mut().push(finding);
    }

    fn is_broken(&self, span: &Range<usize>) -> bool {
        self.broken.iter().any(|error| error.start <= span.end && span.start <= error.end)
    }
}

/// A table that is being read.
#[derive(Debug)]
pub(super) struct Cursor<'a, 't> {
    sheet: &'a Sheet<'a>,
    table: &'a DeTable<'t>,
    span: Range<usize>,
    shape: Shape,
    /// The dotted key of the table, with a dot at the end; empty at the top.
    prefix: String,
}

type Entry<'a, 't> = (Range<usize>, &'a Spanned<DeValue<'t>>);

impl<'a, 't> Cursor<'a, 't> {
    /// The top of a file. Reports what the shape does not know.
    pub(super) fn top(sheet: &'a Sheet<'a>, table: &'a DeTable<'t>, shape: Shape) -> Self {
        let cursor = Self { sheet, table, span: 0..0, shape, prefix: String::new() };
        cursor.check_keys(shape);
        cursor
    }

    /// The place of the table: its header, or its first key where it has none.
    pub(super) fn span(&self) -> Span {
        Span::new(self.sheet.file, self.home())
    }

    /// Where a thing that is missing is shown: at the `id`, else the header,
    /// else the first line that says anything.
    fn home(&self) -> Range<usize> {
        let id = self.table.iter().find(|(key, _)| key.get_ref() == "id");
        if let Some((_, value)) = id.filter(|_| self.span == (0..0) || self.prefix.is_empty()) {
            return value.span();
        }
        if self.span != (0..0) {
            return self.span.clone();
        }
        let text = self.sheet.text;
        let start = text.len() - text.trim_start_matches(['\u{feff}', '\n', '\r', ' ', '\t']).len();
        let end = text[start..].find(['\n', '\r']).map_or(text.len(), |at| start + at);
        start..end
    }

    fn key(&self, name: &str) -> String {
        format!("{}{name}", self.prefix)
    }

    fn at(&self, range: Range<usize>) -> Span {
        Span::new(self.sheet.file, range)
    }

    /// Marks a dotted key as unusable.
    pub(super) fn fault(&self, name: &str) {
        self.sheet.faults.borrow_mut().push(self.key(name));
    }

    pub(super) fn add(&self, finding: Finding) {
        self.sheet.add(finding);
    }

    fn check_keys(&self, shape: Shape) {
        let mut misspelt = Vec::new();
        for (key, value) in self.table.iter() {
            if shape.key(key.get_ref()).is_some() || self.sheet.is_broken(&key.span()) {
                continue;
            }
            if self.sheet.is_broken(&value.span()) && self.sheet.torn {
                continue;
            }
            misspelt.extend(self.unknown_key(key, value, shape));
        }
        // What the misspelt key was to say is not missing too.
        misspelt.iter().for_each(|name| self.fault(name));
        for key in shape.keys.iter().filter(|key| key.required) {
            let name = key.name;
            let there = self.table.iter().any(|(k, _)| k.get_ref() == name);
            if there || self.sheet.torn {
                continue;
            }
            self.fault(name);
            if !misspelt.contains(&name) {
                let finding =
                    Finding::new("missing-key", self.span(), format!("{} has no `{name}`", shape.what));
                let finding = finding.label(format!("`{name}` is missing")).field(self.key(name));
                self.add(finding.help(format!("add a line `{name} = …`")));
            }
        }
    }

    /// Reports a key that the table does not know; gives the one it most
    /// likely stands for.
    fn unknown_key(
        &self,
        key: &Spanned<DeString<'_>>,
        value: &Spanned<DeValue<'_>>,
        shape: Shape,
    ) -> Option<&'static str> {
        let name = key.get_ref().as_ref();
        let unused = shape.keys.iter().filter(|key| !self.table.iter().any(|(k, _)| k.get_ref() == key.name));
        let guess = suggest::guess(name, unused.map(|key| Known::word(key.name)));
        let shown: String = name.chars().take(60).collect();
        let message = format!("{} has no key `{shown}`", shape.what);
        let finding = Finding::new("unknown-key", self.at(key.span()), message);
        let finding = finding.label("not a key of this table").field(self.key(name));
        let finding = match guess {
            // A table's key may stand in several headers.
            Some(Guess::Same(known)) if !holds_tables(value.get_ref()) => {
                finding.fix(FixClass::Safe, known.id)
            }
            _ => finding,
        };
        let help = match guess {
            Some(Guess::Same(known) | Guess::Near(known)) => format!("did you mean `{}`?", known.id),
            None => "take it out; the organisation's own fields are declared by [[custom]] in plimsoll.toml and written under [custom]".to_owned(),
        };
        self.add(finding.help(help));
        guess.map(|guess| {
            let (Guess::Same(known) | Guess::Near(known)) = guess;
            known.id
        })
    }

    /// The value of a key, unless a syntax error touches it.
    fn entry(&self, name: &str) -> Option<Entry<'a, 't>> {
        debug_assert!(self.shape.key(name).is_some() || self.shape.keys.is_empty(), "{name} is in no shape");
        let (key, value) = self.table.iter().find(|(key, _)| key.get_ref() == name)?;
        // A table's own place is its header; an error inside it is its keys' matter.
        let whole = matches!(value.get_ref(), DeValue::Table(_));
        if !whole && self.sheet.is_broken(&value.span()) {
            self.fault(name);
            return None;
        }
        Some((key.span(), value))
    }

    fn wrong_type(&self, name: &str, value: &Spanned<DeValue<'_>>, wanted: &str, help: Option<String>) {
        self.fault(name);
        if self.sheet.is_broken(&value.span()) {
            return;
        }
        let found = kind(value.get_ref());
        let finding =
            Finding::new("wrong-type", self.at(value.span()), format!("`{name}` is {found}, not {wanted}"));
        self.add(finding.label(format!("{wanted} belongs here")).help_if(help).field(self.key(name)));
    }

    /// The text of a key if it is text, without a finding where it is not.
    pub(super) fn peek_text(&self, name: &str) -> Option<String> {
        match self.table.iter().find(|(key, _)| key.get_ref() == name)?.1.get_ref() {
            DeValue::String(text) => Some(text.to_string()),
            _ => None,
        }
    }

    /// Text, as it stands.
    pub(super) fn text(&self, name: &str) -> Option<At<String>> {
        let (_, value) = self.entry(name)?;
        self.text_of(name, value)
    }

    fn text_of(&self, name: &str, value: &Spanned<DeValue<'_>>) -> Option<At<String>> {
        let DeValue::String(text) = value.get_ref() else {
            let plain = !matches!(value.get_ref(), DeValue::Array(_) | DeValue::Table(_));
            let help = plain.then(|| format!("write \"{}\"", &self.sheet.text[value.span()]));
            self.wrong_type(name, value, "text", help);
            return None;
        };
        let required = self.shape.key(name).is_some_and(|key| key.required);
        if required && text.trim().is_empty() {
            self.fault(name);
            let finding = Finding::new("missing-key", self.at(value.span()), format!("`{name}` is empty"));
            self.add(
                finding
                    .label("nothing is written here")
                    .help(format!("write the {name}"))
                    .field(self.key(name)),
            );
            return None;
        }
        Some(At::new(text.clone().into_owned(), self.at(value.span())))
    }

    /// A list of text.
    pub(super) fn texts(&self, name: &str) -> Vec<At<String>> {
        let items = self.items(name, "a list of text");
        items.iter().filter_map(|item| self.text_of(name, item)).collect()
    }

    /// The entries of a list that no syntax error touches.
    pub(super) fn items(&self, name: &str, wanted: &str) -> Vec<&'a Spanned<DeValue<'t>>> {
        let Some((_, value)) = self.entry(name) else { return Vec::new() };
        let DeValue::Array(list) = value.get_ref() else {
            let help = matches!(value.get_ref(), DeValue::String(_))
                .then(|| format!("write [{}]", &self.sheet.text[value.span()]));
            self.wrong_type(name, value, wanted, help);
            return Vec::new();
        };
        list.iter().collect()
    }

    /// A day.
    pub(super) fn day(&self, name: &str) -> Option<At<Day>> {
        let (_, value) = self.entry(name)?;
        self.day_of(name, value)
    }

    pub(super) fn day_of(&self, name: &str, value: &Spanned<DeValue<'_>>) -> Option<At<Day>> {
        let span = self.at(value.span());
        match value.get_ref() {
            DeValue::Datetime(datetime) => {
                if let Some(date) = datetime.date.filter(|_| datetime.time.is_none()) {
                    let day = i16::try_from(date.year).ok().and_then(|year| {
                        let (month, day) = (i8::try_from(date.month).ok()?, i8::try_from(date.day).ok()?);
                        Day::new(year, month, day).ok()
                    });
                    if let Some(day) = day {
                        return Some(At::new(day, span));
                    }
                }
                let help = datetime.date.map(|date| format!("write {date}"));
                self.wrong_type(name, value, "a date without a time", help);
                None
            }
            DeValue::String(text) => {
                self.fault(name);
                let finding = Finding::new("wrong-type", span, format!("`{name}` is text, not a date"));
                let finding = finding.label("a date belongs here").field(self.key(name));
                self.add(match text.trim().parse::<Day>() {
                    Ok(day) => finding
                        .help(format!("take the quotes away: {name} = {day}"))
                        .fix(FixClass::Safe, day.to_string()),
                    Err(_) => finding.help(format!("write a date without quotes, as {name} = 2025-04-30")),
                });
                None
            }
            _ => {
                self.wrong_type(name, value, "a date", Some(format!("write {name} = 2025-04-30")));
                None
            }
        }
    }

    /// A time: a day and a time of day with their distance from UTC.
    pub(super) fn time(&self, name: &str) -> Option<At<Timestamp>> {
        let (_, value) = self.entry(name)?;
        let help = format!("write {name} = 2025-03-03T09:00:00Z, or +01:00 in the place of Z");
        let DeValue::Datetime(datetime) = value.get_ref() else {
            self.wrong_type(name, value, "a time with its distance from UTC", Some(help));
            return None;
        };
        let whole = datetime.date.is_some() && datetime.time.is_some() && datetime.offset.is_some();
        match datetime.to_string().parse::<Timestamp>() {
            Ok(time) if whole => Some(At::new(time, self.at(value.span()))),
            _ => {
                self.wrong_type(name, value, "a time with its distance from UTC", Some(help));
                None
            }
        }
    }

    /// True or false.
    pub(super) fn flag(&self, name: &str) -> Option<At<bool>> {
        let (_, value) = self.entry(name)?;
        if let DeValue::Boolean(flag) = value.get_ref() {
            return Some(At::new(*flag, self.at(value.span())));
        }
        self.wrong_type(name, value, "true or false", Some("write true or false, without quotes".to_owned()));
        None
    }

    /// A number, whole or not, at least 0.
    pub(super) fn number(&self, name: &str) -> Option<At<f64>> {
        let (_, value) = self.entry(name)?;
        self.number_of(name, value)
    }

    pub(super) fn number_of(&self, name: &str, value: &Spanned<DeValue<'_>>) -> Option<At<f64>> {
        let number = match value.get_ref() {
            DeValue::Integer(integer) => {
                i64::from_str_radix(integer.as_str(), integer.radix()).ok().map(|n| n as f64)
            }
            DeValue::Float(float) => float.as_str().parse::<f64>().ok().filter(|n| n.is_finite()),
            _ => {
                self.wrong_type(name, value, "a number", None);
                return None;
            }
        };
        if number.is_none() {
            self.wrong_type(name, value, "a number that can be counted with", None);
        }
        number.map(|number| At::new(number, self.at(value.span())))
    }

    /// A whole number from 0.
    pub(super) fn whole(&self, name: &str) -> Option<At<u64>> {
        let (_, value) = self.entry(name)?;
        if let DeValue::Integer(integer) = value.get_ref()
            && let Ok(number) = u64::from_str_radix(integer.as_str(), integer.radix())
            && u32::try_from(number).is_ok()
        {
            return Some(At::new(number, self.at(value.span())));
        }
        self.wrong_type(name, value, "a whole number from 0", None);
        None
    }

    /// Two numbers, the first not above the second.
    pub(super) fn range(&self, name: &str) -> Option<At<(f64, f64)>> {
        let (_, value) = self.entry(name)?;
        let help = Some(format!("write {name} = [from, to]"));
        let DeValue::Array(list) = value.get_ref() else {
            self.wrong_type(name, value, "a list of two numbers", help);
            return None;
        };
        let numbers: Vec<f64> =
            list.iter().filter_map(|item| self.number_of(name, item)).map(|n| n.value).collect();
        match numbers[..] {
            [from, to] if from <= to && list.len() == 2 => Some(At::new((from, to), self.at(value.span()))),
            _ if numbers.len() < list.len() => None,
            _ => {
                self.wrong_type(name, value, "two numbers, the lower first", help);
                None
            }
        }
    }

    /// A duration.
    pub(super) fn period(&self, name: &str) -> Option<At<Period>> {
        let text = self.text(name)?;
        let period = Period::parse(&text);
        if period.is_none() {
            self.fault(name);
            let finding =
                Finding::new("unknown-value", text.span, format!("`{}` is no duration", text.value));
            let finding = finding.label("a duration belongs here").field(self.key(name)).other(&text.value);
            self.add(finding.help("write a number and days, weeks, months or years, as \"30 days\""));
        }
        period.map(|period| At::new(period, text.span))
    }

    /// One of fixed words.
    pub(super) fn word<W: Word>(&self, name: &str) -> Option<At<W>> {
        let text = self.text(name)?;
        self.word_of(name, text)
    }

    /// A list of fixed words.
    pub(super) fn words<W: Word>(&self, name: &str) -> Vec<At<W>> {
        self.texts(name).into_iter().filter_map(|text| self.word_of(name, text)).collect()
    }

    pub(super) fn word_of<W: Word>(&self, name: &str, text: At<String>) -> Option<At<W>> {
        if let Some(value) = W::from_word(&text) {
            return Some(At::new(value, text.span));
        }
        self.fault(name);
        let known = W::WORDS.iter().map(|(word, _)| *word);
        let finding = unknown_value(&text, name, known.clone().map(Known::word));
        let finding = match iso_27005(name, &text) {
            Some(word) => finding.help(format!("did you mean `{word}`? ISO 27005 calls it so")),
            None if finding.help.is_none() => finding.help(format!("write {}", suggest::one_of(known))),
            None => finding,
        };
        self.add(finding.field(self.key(name)));
        None
    }

    /// A table inside this one.
    pub(super) fn table(&self, name: &str, shape: Shape) -> Option<Cursor<'a, 't>> {
        let (key, value) = self.entry(name)?;
        let DeValue::Table(table) = value.get_ref() else {
            let help = format!("write a table [{}{name}]", self.prefix);
            self.wrong_type(name, value, "a table", Some(help));
            return None;
        };
        Some(self.inside(name, key, value, table, shape))
    }

    fn inside(
        &self,
        name: &str,
        key: Range<usize>,
        value: &Spanned<DeValue<'t>>,
        table: &'a DeTable<'t>,
        shape: Shape,
    ) -> Cursor<'a, 't> {
        // Of a dotted key the table's own place is the key.
        let span = if value.span().is_empty() { key } else { value.span() };
        let span = self.first_line(span);
        let cursor =
            Cursor { sheet: self.sheet, table, span, shape, prefix: format!("{}{name}.", self.prefix) };
        if !shape.keys.is_empty() {
            cursor.check_keys(shape);
        }
        cursor
    }

    /// An inline table over several lines is shown by its first.
    fn first_line(&self, span: Range<usize>) -> Range<usize> {
        let text = self.sheet.text.get(span.clone()).unwrap_or_default();
        let line = text.split(['\n', '\r']).next().unwrap_or_default();
        span.start..span.start + line.len().max(1).min(text.len())
    }

    /// An array of tables inside this one.
    pub(super) fn tables(&self, name: &str, shape: Shape) -> Vec<Cursor<'a, 't>> {
        let Some((key, value)) = self.entry_or_tables(name) else { return Vec::new() };
        let help = Some(format!("write each as [[{}{name}]]", self.prefix));
        let DeValue::Array(list) = value.get_ref() else {
            self.wrong_type(name, value, "an array of tables", help);
            return Vec::new();
        };
        let each = list.iter().filter_map(|item| match item.get_ref() {
            DeValue::Table(table) => Some(self.inside(name, key.clone(), item, table, shape)),
            _ if self.sheet.is_broken(&item.span()) => {
                self.fault(name);
                None
            }
            _ => {
                self.wrong_type(name, item, "a table", help.clone());
                None
            }
        });
        each.collect()
    }

    /// As `entry`, but an error inside one of several tables leaves the others.
    fn entry_or_tables(&self, name: &str) -> Option<Entry<'a, 't>> {
        let (key, value) = self.table.iter().find(|(key, _)| key.get_ref() == name)?;
        match value.get_ref() {
            DeValue::Array(list) if list.iter().any(|item| matches!(item.get_ref(), DeValue::Table(_))) => {
                Some((key.span(), value))
            }
            _ => self.entry(name),
        }
    }

    /// Whether the key is there at all, usable or not.
    pub(super) fn has(&self, name: &str) -> bool {
        self.table.iter().any(|(key, _)| key.get_ref() == name)
    }

    /// Whether a key is given as a list that holds nothing.
    pub(super) fn is_empty_list(&self, name: &str) -> bool {
        let given = self.table.iter().find(|(key, _)| key.get_ref() == name);
        given.is_some_and(|(_, value)| matches!(value.get_ref(), DeValue::Array(list) if list.is_empty()))
    }

    /// Whether it may be said that a key is missing.
    pub(super) fn may_lack(&self) -> bool {
        !self.sheet.torn
    }

    /// A table that was read before: its keys are not checked again.
    pub(super) fn table_quietly(&self, name: &str) -> Option<Cursor<'a, 't>> {
        self.table(name, Shape { what: self.shape.what, keys: &[] })
    }

    /// Whether the value is a table.
    pub(super) fn is_table(&self, name: &str) -> bool {
        self.table
            .iter()
            .any(|(key, value)| key.get_ref() == name && matches!(value.get_ref(), DeValue::Table(_)))
    }

    /// All keys and values, in the order written, but for those that a syntax
    /// error touches.
    pub(super) fn entries(&self) -> Vec<(At<String>, &'a Spanned<DeValue<'t>>)> {
        let sound = self.table.iter().filter(|(key, value)| {
            !self.sheet.is_broken(&key.span()) && !self.sheet.is_broken(&value.span())
        });
        sound.map(|(key, value)| (At::new(key.get_ref().to_string(), self.at(key.span())), value)).collect()
    }

    /// The text of an entry from [`entries`](Self::entries).
    pub(super) fn entry_text(&self, key: &At<String>, value: &Spanned<DeValue<'_>>) -> Option<At<String>> {
        self.text_of(&key.value, value)
    }

    /// Reports a key that its table does not know, where the known ones are
    /// not a fixed list.
    pub(super) fn refuse_key<'k>(
        &self,
        key: &At<String>,
        known: impl Iterator<Item = Known<'k>>,
        help: &str,
    ) {
        let finding = Finding::new("unknown-key", key.span, format!("`{}` is not declared", key.value));
        let finding = finding.label("not a key of this table").field(self.key(&key.value)).help(help);
        let guess = suggest::guess(&key.value, known);
        let finding = finding.help_if(guess.as_ref().map(Guess::question));
        self.add(match guess {
            Some(Guess::Same(known)) if is_kebab(known.id) => finding.fix(FixClass::Safe, known.id),
            _ => finding,
        });
    }
}

fn holds_tables(value: &DeValue<'_>) -> bool {
    match value {
        DeValue::Table(_) => true,
        DeValue::Array(all) => all.iter().any(|item| matches!(item.get_ref(), DeValue::Table(_))),
        _ => false,
    }
}

/// The words of ISO 27005 for the treatment options.
fn iso_27005(key: &str, word: &str) -> Option<&'static str> {
    if key != "option" {
        return None;
    }
    match folded(word).as_str() {
        "modify" | "modification" | "reduce" => Some("mitigate"),
        "retain" | "retention" => Some("accept"),
        "avoidance" => Some("avoid"),
        "share" | "sharing" => Some("transfer"),
        _ => None,
    }
}

/// What a value is, with its article.
pub(super) fn kind(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "text",
        DeValue::Integer(_) | DeValue::Float(_) => "a number",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(datetime) if datetime.date.is_some() && datetime.time.is_none() => "a date",
        DeValue::Datetime(_) => "a time",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}
