//! `plimsoll rules`

use std::io::{self, Write};

use super::args::{Args, RulesOptions, TextFormat};
use super::check::write_json;
use super::context::Context;
use super::{Exit, Interrupt, Outcome, terminal};
use crate::filter;
use crate::model::config::Severity;
use crate::model::word::Word;
use crate::report::rules_json;
use crate::rules::{RULES, Rule};

pub(super) fn run(args: &Args, options: &RulesOptions) -> Outcome {
    let style = terminal::output(args);
    let severity = severities(args)?;
    let mut out = io::BufWriter::new(io::stdout().lock());
    if options.format == TextFormat::Json {
        write_json(&rules_json::document(RULES.iter().copied(), &severity), style, &mut out)?;
        out.flush()?;
        return Ok(Exit::Clean);
    }
    let name_width = RULES.iter().map(|rule| rule.name.len()).max().unwrap_or(0);
    let mut family = None;
    for rule in RULES.iter() {
        if family != Some(rule.family) {
            let gap = if family.is_some() { "\n" } else { "" };
            writeln!(out, "{gap}{}", style.bold(rule.family.word()))?;
            family = Some(rule.family);
        }
        let here = severity(rule);
        let word = format!("{}{}", style.severity(here), " ".repeat(7 - here.word().len()));
        let dated = if rule.dated { "dated" } else { "" };
        let line = format!("  {:name_width$}  {word}  {dated:5}", rule.name);
        writeln!(out, "{}", line.trim_end())?;
    }
    writeln!(out, "\n{} rules; `plimsoll explain RULE` shows one with examples", RULES.len())?;
    out.flush()?;
    Ok(Exit::Clean)
}

/// What a rule weighs.
pub(super) type Weights = Box<dyn Fn(&Rule) -> Severity>;

/// What each rule weighs: in this register, or by default outside of one.
pub(super) fn severities(args: &Args) -> Result<Weights, Interrupt> {
    match Context::open(args, None) {
        Ok(context) => {
            let written = filter::severities(&context.loaded.register.config);
            Ok(Box::new(move |rule| written.get(rule.name).copied().unwrap_or(rule.severity)))
        }
        // Outside of a register the defaults are what there is to show.
        Err(Interrupt::Failure(_)) if args.start.is_none() => Ok(Box::new(|rule| rule.severity)),
        Err(interrupt) => Err(interrupt),
    }
}
