//! What a decision says: given as options, or asked for on a terminal.

use std::cell::{Cell, RefCell};

use super::args::Found;
use crate::cli::Interrupt;
use crate::cli::ask::Asking;
use crate::cli::failure::Failure;
use crate::cli::terminal;
use crate::edit::decide::{Case, Kind, refuse};
use crate::model::day::Day;
use crate::model::risk::Outcome;
use crate::query;
use crate::suggest::Known;

/// What is decided on, and whether somebody can be asked.
pub(super) struct Asker<'a> {
    pub(super) case: Case<'a>,
    /// The day of the decision.
    pub(super) on: Day,
    kind: Kind,
    doing: &'a str,
    asks: bool,
    /// Somebody was asked for something that has to be said.
    has_asked: Cell<bool>,
    /// The options that are missing where nobody can be asked.
    missing: RefCell<Vec<&'static str>>,
}

impl<'a> Asker<'a> {
    pub(super) fn new(case: Case<'a>, on: Day, kind: Kind, doing: &'a str) -> Self {
        let asks = terminal::is_interactive();
        Self { case, on, kind, doing, asks, has_asked: Cell::default(), missing: RefCell::default() }
    }

    fn asking(&self) -> Asking<'_> {
        Asking { doing: self.doing, otherwise: "give what is asked for as options; --help names them" }
    }

    /// Fails where something is missing and nobody could be asked.
    pub(super) fn finish(&self) -> Result<(), Interrupt> {
        let missing = self.missing.borrow();
        if missing.is_empty() {
            return Ok(());
        }
        let verb = if missing.len() == 1 { "is" } else { "are" };
        Err(Failure::new(self.doing, format!("{} {verb} missing", missing.join(", ")))
            .help(format!("plimsoll {} --help", self.kind.verb()))
            .into())
    }

    fn insist(&self, question: &str) -> Result<String, Interrupt> {
        self.has_asked.set(true);
        self.asking().insist(question)
    }

    pub(super) fn agree(&self, question: &str) -> Result<bool, Interrupt> {
        self.asking().agree(question)
    }

    fn lacks<T>(&self, option: &'static str, placeholder: T) -> Result<T, Interrupt> {
        self.missing.borrow_mut().push(option);
        Ok(placeholder)
    }

    /// Who decides: an id, or the word as it is, which is refused later.
    pub(super) fn person(&self, given: Option<&str>) -> Result<String, Interrupt> {
        let register = self.case.facts.register;
        let word = match given {
            Some(word) => word.to_owned(),
            None if self.asks => {
                let who =
                    refuse::who(self.case, self.kind).map_or(String::new(), |who| format!(" ({who} may)"));
                self.insist(&format!("Who decides?{who}"))?
            }
            None => return self.lacks("--by", String::new()),
        };
        let known: Vec<Known<'_>> =
            register.people.iter().map(|person| Known { id: &person.id, name: person.name() }).collect();
        Ok(query::resolve(&word, "person", &known).unwrap_or(word))
    }

    /// The id that a risk has now, of one that it has or had.
    pub(super) fn present(&self, id: &str) -> String {
        self.case.facts.register.referred(id).map_or(id, |risk| risk.id()).to_owned()
    }

    pub(super) fn day(
        &self,
        given: Option<Day>,
        option: &'static str,
        question: &str,
    ) -> Result<Day, Interrupt> {
        match given {
            Some(day) => Ok(day),
            None if self.asks => loop {
                if let Ok(day) = self.insist(question)?.parse() {
                    return Ok(day);
                }
            },
            None => self.lacks(option, self.on),
        }
    }

    pub(super) fn text(
        &self,
        given: Option<&str>,
        option: &'static str,
        question: &str,
    ) -> Result<String, Interrupt> {
        match given.map(str::trim) {
            Some("") => Err(Failure::new(self.doing, format!("{option} says nothing"))
                .help("say it in a sentence: whoever reads the risk next year has nothing else")
                .into()),
            Some(text) => Ok(text.to_owned()),
            None if self.asks => self.insist(question),
            None => self.lacks(option, String::new()),
        }
    }

    /// What may be left out; asked for only of a person who is asked anyway.
    pub(super) fn may_say(&self, given: Option<&str>, question: &str) -> Result<Option<String>, Interrupt> {
        let text = match given {
            Some(text) => text.trim().to_owned(),
            None if self.has_asked.get() => self.asking().ask(question)?,
            None => String::new(),
        };
        Ok(Some(text).filter(|text| !text.is_empty()))
    }

    pub(super) fn outcome(&self, given: Option<Found>) -> Result<Outcome, Interrupt> {
        match given {
            Some(found) => Ok(found.outcome()),
            None if self.asks => loop {
                match self.insist("Does the assessment stand? (unchanged, changed)")?.as_str() {
                    "unchanged" => return Ok(Outcome::Unchanged),
                    "changed" => return Ok(Outcome::Changed),
                    _ => {}
                }
            },
            None => self.lacks("--outcome", Outcome::Unchanged),
        }
    }
}
