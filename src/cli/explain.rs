//! `plimsoll explain`

use std::io::{self, Write};

use super::args::{Args, ExplainOptions, TextFormat};
use super::check::{did_you_mean, write_json};
use super::failure::Failure;
use super::rules::severities;
use super::{Exit, Outcome, terminal};
use crate::report::rules_json;
use crate::rules::{self, page};

pub(super) fn run(args: &Args, options: &ExplainOptions) -> Outcome {
    let rule = rules::find(&options.rule).ok_or_else(|| {
        let failure = Failure::new("cannot explain the rule", format!("there is no rule `{}`", options.rule));
        failure.help(did_you_mean(&options.rule).unwrap_or_else(|| "`plimsoll rules` lists them".to_owned()))
    })?;
    let style = terminal::output(args);
    let mut out = io::BufWriter::new(io::stdout().lock());
    if options.format == TextFormat::Json {
        write_json(&rules_json::document([rule].into_iter(), &severities(args)?), style, &mut out)?;
    } else {
        for line in page::markdown(rule).lines() {
            let line = if line.starts_with('#') { style.bold(line) } else { line.to_owned() };
            writeln!(out, "{line}")?;
        }
    }
    out.flush()?;
    Ok(Exit::Clean)
}
