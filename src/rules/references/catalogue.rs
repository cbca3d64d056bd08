//! How it is said that an id is in none of the catalogues.

use std::collections::HashMap;

use crate::finding::{Finding, FixClass};
use crate::mention::Mention;
use crate::rules::Rule;
use crate::suggest::{self, Guess, Known};

/// So many different unknown ids get a guess. Each is compared with every
/// known one, and a catalogue that is missing altogether must not take
/// minutes to say so.
const GUESSES: usize = 200;

/// As much of an unknown id is shown.
const SHOWN: usize = 80;

/// A list of things that are referred to by their ids.
pub(super) struct Catalogue<'a> {
    /// The rule that finds what is not in it.
    pub(super) rule: &'static Rule,
    /// What one of them is called.
    pub(super) noun: &'static str,
    /// The file that lists them.
    pub(super) home: &'a str,
    /// What to do where nothing like it is known.
    pub(super) help: String,
    guesses: HashMap<&'a str, Option<Guess<'a>>>,
}

impl<'a> Catalogue<'a> {
    /// The things called `noun` that are listed in `home`, each as a `table`.
    pub(super) fn new(rule: &'static Rule, noun: &'static str, home: &'a str, table: &str) -> Self {
        let help = format!("name one that {home} lists, or add a {table} there");
        Self { rule, noun, home, help, guesses: HashMap::new() }
    }

    /// A mention of what is not among the known things.
    pub(super) fn unknown<I>(&mut self, mention: &Mention<'a>, known: impl FnOnce() -> I) -> Finding
    where
        I: Iterator<Item = Known<'a>>,
    {
        let id = mention.id.as_str();
        let is_full = self.guesses.len() >= GUESSES;
        let guess = match self.guesses.get(id) {
            Some(guess) => *guess,
            None if is_full => None,
            None => *self.guesses.entry(id).or_insert_with(|| suggest::guess(id, known())),
        };
        let shown: String = id.chars().take(SHOWN).collect();
        let finding = self.rule.at(mention.id.span, format!("there is no {} `{shown}`", self.noun));
        let finding = finding.label(format!("not in {}", self.home)).help(&self.help);
        let finding = mention.place(finding).help_if(guess.map(|guess| guess.question()));
        match guess {
            Some(Guess::Same(known)) => finding.fix(FixClass::Safe, format!("\"{}\"", known.id)),
            _ => finding,
        }
    }
}
