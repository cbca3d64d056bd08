//! `plimsoll metrics`

use std::io::{self, Write};

use jiff::ToSpan;

use super::args::{Args, By, MetricsFormat, MetricsOptions};
use super::check::write_json;
use super::context::{Context, note};
use super::failure::Failure;
use super::{Exit, Outcome, terminal};
use crate::facts::Facts;
use crate::metrics::Metrics;
use crate::model::day::Day;
use crate::report::escape;
use crate::report::metrics::{csv, human, json};
use crate::report::risk_json::Head;

pub(super) fn run(args: &Args, options: &MetricsOptions) -> Outcome {
    let mut context = Context::open(args, options.at.as_deref())?;
    let past = context.look_back(args)?;
    let facts = Facts::with_past(&context.loaded.register, context.today, past.as_ref());
    let today = facts.today;
    let since = match options.since {
        Some(since) if since >= today => {
            let cause = format!("--since {since} is not before {today}, the day that is judged");
            let failure = Failure::new("cannot compute figures of no time", cause);
            return Err(failure.help("name an earlier day, or a later one by --today").into());
        }
        Some(since) => since,
        None => today.checked_sub(12.months()).unwrap_or(Day::MIN),
    };
    let mut metrics = Metrics::of(&facts, since, &|_| true, &|_| true);
    if options.by == By::Quarter {
        metrics.levels.retain(|column| column.date == today || column.date.month() % 3 == 0);
    }
    let style = terminal::output(args);
    let mut out = io::BufWriter::new(io::stdout().lock());
    match options.format {
        MetricsFormat::Human => human::write(&facts, &metrics, style, &mut out)?,
        MetricsFormat::Csv => {
            let text = csv::table(&metrics, &today.to_string());
            let text = if style.actions { escape::without_commands(&text) } else { text };
            out.write_all(text.as_bytes())?;
        }
        MetricsFormat::Json => {
            let repository = context.repository(args)?;
            let head = Head::new(&facts, repository.commit.as_ref());
            write_json(&json::document(head, &metrics), style, &mut out)?;
        }
    }
    out.flush()?;
    if context.loaded.register.risks.is_empty() {
        note(args, "the register is empty; `plimsoll new` writes the first risk")?;
    }
    Ok(Exit::Clean)
}
