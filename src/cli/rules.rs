//! `plimsoll rules`

use std::io::{self, Write};

use super::args::{Args, RulesOptions, TextFormat};
use super::check::write_json;
use super::context::Context;
use super::{Exit, Interrupt, Outcome, terminal};
use crate::filter;
use crate::model::config::{Config, Severity};
use crate::model::word::Word;
use crate::report::rules_json;
use crate::rules::{Rule, Rules};

pub(super) fn run(args: &Args, options: &RulesOptions) -> Outcome {
    let style = terminal::output(args);
    let here = Here::find(args)?;
    let rules = here.rules();
    let severity = here.severities();
    let mut out = io::BufWriter::new(io::stdout().lock());
    if options.format == TextFormat::Json {
        write_json(&rules_json::document(rules.iter(), &severity), style, &mut out)?;
        out.flush()?;
        return Ok(Exit::Clean);
    }
    let name_width = rules.iter().map(|rule| rule.name.chars().count()).max().unwrap_or(0);
    let mut family = None;
    for rule in rules.iter() {
        if family != Some(rule.family) {
            let gap = if family.is_some() { "\n" } else { "" };
            writeln!(out, "{gap}{}", style.bold(rule.family.word()))?;
            family = Some(rule.family);
        }
        let here = severity(&rule);
        let word = format!("{}{}", style.severity(here), " ".repeat(7 - here.word().len()));
        let dated = if rule.dated { "dated" } else { "" };
        let line = format!("  {:name_width$}  {word}  {dated:5}", rule.name);
        writeln!(out, "{}", line.trim_end())?;
    }
    writeln!(out, "\n{} rules; `plimsoll explain RULE` shows one with examples", rules.iter().count())?;
    out.flush()?;
    Ok(Exit::Clean)
}

/// What a rule weighs.
pub(super) type Weights<'a> = Box<dyn Fn(&Rule<'_>) -> Severity + 'a>;

/// The register that rules are asked about, or none outside of one.
pub(super) struct Here(Option<Context>);

impl Here {
    pub(super) fn find(args: &Args) -> Result<Self, Interrupt> {
        match Context::open(args, None) {
            Ok(context) => Ok(Self(Some(context))),
            // Outside of a register the defaults are what there is to show.
            Err(Interrupt::Failure(_)) if args.start.is_none() => Ok(Self(None)),
            Err(interrupt) => Err(interrupt),
        }
    }

    fn config(&self) -> Option<&Config> {
        self.0.as_ref().map(|context| &context.loaded.register.config)
    }

    /// The rules here, the register's own among them.
    pub(super) fn rules(&self) -> Rules<'_> {
        self.config().map(Rules::of).unwrap_or_default()
    }

    /// What each rule weighs: in this register, or by default outside of one.
    pub(super) fn severities(&self) -> Weights<'_> {
        let written = self.config().map(filter::severities).unwrap_or_default();
        Box::new(move |rule| written.get(rule.name).copied().unwrap_or(rule.severity))
    }
}
