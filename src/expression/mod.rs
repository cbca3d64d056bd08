//! Expressions about a risk: what `[[rule]]` of plimsoll.toml and `--where`
//! say, in CEL, the Common Expression Language.
//!
//! An expression is compiled once, against the [`Vocabulary`] of a register:
//! what it names must exist, and what it compares must be comparable. It is
//! then judged on one [`Subject`] after the other. What is absent matches
//! nothing: where the language sees an error, the risk does not match. Every
//! step is bounded: see `bounds` and `budget`.

mod bounds;
mod budget;
mod check;
mod functions;
mod kind;
mod prepare;
mod subject;
mod syntax;
mod vocabulary;
mod words;

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::{Arc, LazyLock};

use cel::common::types::CelBool;
use cel::{Context, Env, IdedExpr, Value};
use regex::Regex;

pub use subject::Subject;
pub use vocabulary::Vocabulary;

/// The language, with the functions of ours.
static LANGUAGE: LazyLock<Arc<Env>> = LazyLock::new(|| Arc::new(functions::language()));

/// Why a text cannot be used as an expression.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The bytes of the text that are at fault; at least one, if there is one.
    pub range: Range<usize>,
    /// What is wrong, in a sentence without a full stop.
    pub message: String,
    /// What to write instead.
    pub help: Option<String>,
}

impl Fault {
    fn new(range: Range<usize>, message: impl Into<String>) -> Self {
        Self { range, message: message.into(), help: None }
    }

    fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

/// Judging an expression on a risk took more work than is allowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TooMuch;

/// A condition that a risk meets or does not.
#[derive(Debug)]
pub struct Expression {
    tree: IdedExpr,
    patterns: Arc<[Regex]>,
    names: BTreeSet<String>,
}

impl Expression {
    /// Reads a condition about the risks of a register.
    ///
    /// # Errors
    /// A text that is no expression, names what there is not, compares what
    /// cannot be compared, or is neither true nor false.
    pub fn compile(text: &str, vocabulary: &Vocabulary) -> Result<Self, Fault> {
        bounds::text(text)?;
        // The parser descends far for every bracket.
        bounds::with_room(|| {
            let (mut tree, places) = syntax::parse(&LANGUAGE, text)?;
            let checked = check::check(&tree, &places, text, vocabulary)?;
            prepare::prepare(&mut tree, &checked.patterns);
            bounds::depth(&tree, text)?;
            Ok(Self { tree, patterns: checked.patterns.into(), names: checked.names })
        })
        .unwrap_or_else(|| Err(Fault::new(0..text.len(), "there is no memory left to read it")))
    }

    /// Whether it names this: the first part of `treatment.due` is `treatment`.
    #[must_use]
    pub fn names(&self, name: &str) -> bool {
        self.names.contains(name)
    }

    /// Whether a risk meets it.
    ///
    /// # Errors
    /// It took more work than is allowed.
    pub fn matches(&self, subject: &Subject<'_>) -> Result<bool, TooMuch> {
        budget::fill(subject.weight());
        let mut context = Context::with_env(Arc::clone(&LANGUAGE));
        context.set_variable_resolver(subject);
        if !self.patterns.is_empty() {
            let patterns = Arc::clone(&self.patterns);
            let search = move |text: Arc<String>, number: i64| functions::search(&patterns, &text, number);
            // Nothing else of the language has that name.
            let _ = context.add_function(functions::SEARCH, search);
        }
        let result = Value::resolve_val(&self.tree, &context);
        if budget::is_spent() {
            return Err(TooMuch);
        }
        Ok(result.is_ok_and(|value| value.downcast_ref::<CelBool>().is_some_and(|truth| *truth.inner())))
    }
}

/// The words of an expression that are not in quotes, without compiling it:
/// enough to tell what it is about.
pub fn words(text: &str) -> impl Iterator<Item = &str> {
    words::bare(text)
}

/// Whether an expression has one of these words.
#[must_use]
pub fn mentions(text: &str, wanted: &[&str]) -> bool {
    words(text).any(|word| wanted.contains(&word))
}

#[cfg(test)]
mod tests;
