//! `plimsoll explain`

use std::io::{self, Write};

use super::args::{Args, ExplainOptions, TextFormat};
use super::check::write_json;
use super::failure::Failure;
use super::rules::Here;
use super::{Exit, Outcome, terminal};
use crate::report::rules_json;
use crate::rules::page;
use crate::text::visible;

pub(super) fn run(args: &Args, options: &ExplainOptions) -> Outcome {
    let here = Here::find(args)?;
    let rules = here.rules();
    let rule = rules.find(&options.rule).ok_or_else(|| {
        let failure = Failure::new("cannot explain the rule", format!("there is no rule `{}`", options.rule));
        failure.help(
            rules.did_you_mean(&options.rule).unwrap_or_else(|| "`plimsoll rules` lists them".to_owned()),
        )
    })?;
    let style = terminal::output(args);
    let mut out = io::BufWriter::new(io::stdout().lock());
    if options.format == TextFormat::Json {
        write_json(&rules_json::document([rule].into_iter(), &here.severities()), style, &mut out)?;
    } else {
        // The words of an own rule are the register's.
        let page = page::markdown(&rule);
        let bold = |line| if str::starts_with(line, '#') { style.bold(line) } else { line.to_owned() };
        let lines: Vec<String> = visible(&page).lines().map(bold).collect();
        out.write_all(style.finish(lines.join("\n") + "\n").as_bytes())?;
    }
    out.flush()?;
    Ok(Exit::Clean)
}
