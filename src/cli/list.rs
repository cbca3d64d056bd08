//! `plimsoll list`

use std::io::{self, Write};

use super::args::{Args, Filters, ListFormat, ListOptions};
use super::check::write_json;
use super::context::{Context, note};
use super::failure::Failure;
use super::{Exit, Interrupt, Outcome, terminal};
use crate::facts::{Facts, RiskFacts};
use crate::filter::{self, Selection};
use crate::model::risk::Risk;
use crate::order::register_order;
use crate::query::{Query, Refusal, Wanted};
use crate::report::risk_json::{self, Head};
use crate::report::{csv, escape, heat_map, summary, table};

pub(super) fn run(args: &Args, options: &ListOptions) -> Outcome {
    let mut context = Context::open(args, options.at.as_deref())?;
    let past = context.look_back(args)?;
    let read = std::mem::take(&mut context.loaded.findings);
    let facts = Facts::with_past(&context.loaded.register, context.today, past.as_ref());
    let query = Query::read(&wanted(&options.filters), &facts, &read).map_err(refused)?;
    let risks: Vec<(&Risk, &RiskFacts)> = register_order(&facts)
        .into_iter()
        .map(|place| (&facts.register.risks[place], &facts.risks[place]))
        .filter(|(risk, judged)| query.covers(risk, judged))
        .collect();
    let style = terminal::output(args);
    let mut out = io::BufWriter::new(io::stdout().lock());
    match options.format {
        ListFormat::Table if risks.is_empty() => {}
        ListFormat::Table => {
            table::write(&facts, &risks, style, &mut out)?;
            if style.terminal {
                heat_map::write(&facts, &risks, style, &mut out)?;
            }
        }
        ListFormat::Csv => {
            let mut text = Vec::new();
            csv::write(&facts, &risks, &mut text)?;
            let text = String::from_utf8_lossy(&text);
            let text = if style.actions { escape::without_commands(&text) } else { text.into_owned() };
            out.write_all(text.as_bytes())?;
        }
        ListFormat::Json => {
            let repository = context.repository(args)?;
            let head = Head::new(&facts, repository.commit.as_ref());
            let report = filter::report(&facts, read, &Selection::default());
            write_json(&risk_json::document(head, &facts, &risks, &report), style, &mut out)?;
        }
    }
    out.flush()?;
    for text in &query.notes {
        note(args, text)?;
    }
    closing(args, options, &facts, &risks)
}

/// What is said beside the list: where the risks stand, or why there are none.
fn closing(args: &Args, options: &ListOptions, facts: &Facts<'_>, risks: &[(&Risk, &RiskFacts)]) -> Outcome {
    let total = facts.register.risks.len();
    if total == 0 {
        note(args, "the register is empty; `plimsoll new` writes the first risk")?;
    } else if risks.is_empty() {
        let of = if total == 1 {
            "the only risk does not pass".to_owned()
        } else {
            format!("none of the {total} risks passes")
        };
        note(args, &format!("nothing to list: {of} the filters"))?;
    } else if options.format == ListFormat::Table && !args.quiet {
        let style = terminal::errors(args);
        let line = format!("\n{}\n", style.bold(&summary::line(facts, risks)));
        io::stderr().write_all(style.finish(line).as_bytes())?;
    }
    Ok(Exit::Clean)
}

/// What the options ask for.
pub(super) fn wanted(filters: &Filters) -> Wanted {
    let filters = filters.clone();
    Wanted {
        owner: filters.owner,
        level: filters.level,
        status: filters.status,
        above_line: filters.above_line,
        overdue: filters.overdue,
        due_within: filters.due_within,
        asset: filters.asset,
        control: filters.control,
        tag: filters.tag,
        unassessed: filters.unassessed,
        condition: filters.condition,
    }
}

fn refused(refusal: Refusal) -> Interrupt {
    Failure::new("cannot filter the risks", refusal.cause).help(refusal.help).into()
}
