//! `plimsoll measure`

use std::io::{self, Write};

use super::args::{Args, MeasureOptions};
use super::context::Context;
use super::failure::Failure;
use super::{Exit, Interrupt, Outcome, terminal};
use crate::edit::measure::{Line, appended};
use crate::edit::write::replace;
use crate::facts::Facts;
use crate::indicator::{self, Status};
use crate::model::day::{Day, days_between};
use crate::model::id::is_kebab;
use crate::model::indicator::Indicator;
use crate::model::word::Word;
use crate::parse::{LARGE_FILE, number};
use crate::query;
use crate::source::tree::{Tree, Trouble, WorkTree};
use crate::suggest::Known;
use crate::text::one_line;

const DOING: &str = "cannot add the measurement";

pub(super) fn run(args: &Args, options: &MeasureOptions) -> Outcome {
    let context = Context::open(args, None)?;
    let register = &context.loaded.register;
    let known: Vec<Known<'_>> = register
        .indicators
        .iter()
        .map(|indicator| Known { id: &indicator.id.value, name: indicator.name() })
        .collect();
    if known.is_empty() {
        return Err(Failure::new(DOING, "the register has no indicator")
            .help(format!("add an [[indicator]] to {}", register.config.paths.indicators))
            .into());
    }
    let id = query::resolve(&options.id, "indicator", &known);
    let id = id.map_err(|refusal| Failure::new(DOING, refusal.cause).help(refusal.help))?;
    let Some(value) = number(&options.value) else {
        let cause = format!("`{}` is no number", one_line(&options.value));
        return Err(Failure::new(DOING, cause)
            .help("write digits with a point for decimals, as 12.5")
            .into());
    };
    let date = options.date.unwrap_or(context.today);
    let facts = Facts::new(register, context.today);
    refuse_day(&facts, &id, date)?;
    if !is_kebab(&id) {
        let cause = format!("the id `{}` cannot be the name of a file", one_line(&id));
        return Err(Failure::new(DOING, cause).help("`plimsoll check` says how ids are written").into());
    }
    let path = format!("{}/{id}.csv", register.config.paths.measurements);
    let tree = WorkTree::new(context.root.clone());
    let before = match tree.read(&path, LARGE_FILE) {
        Ok(bytes) => {
            Some(String::from_utf8(bytes).map_err(|_| Failure::new(DOING, format!("{path} is not UTF-8")))?)
        }
        Err(Trouble::Missing) => None,
        Err(trouble) => {
            let cause = format!("{path} cannot be read: {trouble:?}");
            return Err(Failure::new(DOING, cause).help("`plimsoll check` says more").into());
        }
    };
    let line = Line { date, value: options.value.trim(), n: options.n, note: options.note.as_deref() };
    let after = appended(before.as_deref().unwrap_or_default(), &line);
    replace(&context.root.join(&path), before.as_deref(), &after)
        .map_err(|error| Failure::new(DOING, format!("{path}: {error}")))?;
    writeln!(io::stdout(), "{path}")?;
    if let Some(indicator) = register.indicator(&id).filter(|_| !args.quiet) {
        told(args, indicator, value)?;
    }
    Ok(Exit::Clean)
}

/// A day that cannot be measured, or that is no later than the last.
fn refuse_day(facts: &Facts<'_>, id: &str, date: Day) -> Result<(), Failure> {
    let ahead = days_between(facts.today, date);
    if ahead > 1 {
        let cause = format!("{date} lies {ahead} days after today, {}", facts.today);
        return Err(Failure::new(DOING, cause).help("name the day on which it was measured by --date"));
    }
    let Some(last) = facts.register.series(id).and_then(|series| series.values.last()) else { return Ok(()) };
    if date > last.date {
        return Ok(());
    }
    let cause = format!("{id} was last measured on {}, which is not before {date}", last.date);
    Err(Failure::new(DOING, cause)
        .help("name a later day by --date; a past value is corrected in the file, with a note that says why"))
}

/// What the value says.
fn told(args: &Args, indicator: &Indicator, value: f64) -> Result<(), Interrupt> {
    let style = terminal::errors(args);
    let status = indicator::status(indicator, value);
    let code = match status {
        Status::Breached => "1;31",
        Status::Warning => "1;33",
        _ => "1;32",
    };
    let text = format!("{}: {}\n", one_line(indicator.name()), style.paint(code, status.word()));
    io::stderr().write_all(style.finish(text).as_bytes())?;
    Ok(())
}
