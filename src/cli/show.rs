//! `plimsoll show`

use std::io::{self, Write};

use super::args::{Args, ShowOptions, TextFormat};
use super::check::write_json;
use super::context::{Context, broken, note};
use super::failure::Failure;
use super::log;
use super::{Exit, Interrupt, Outcome, terminal};
use crate::facts::Facts;
use crate::filter::{self, Selection};
use crate::history::History;
use crate::history::change::Change;
use crate::history::names::Names;
use crate::model::register::Register;
use crate::query;
use crate::report::change_words::Words;
use crate::report::log as report_log;
use crate::report::log_json::shapes;
use crate::report::risk_json::{self, Head};
use crate::report::risk_page;
use crate::report::style::Style;
use crate::suggest;
use crate::text::{counted, one_line};

/// How many commits of its history are shown with a risk.
const SHOWN: usize = 5;

pub(super) fn run(args: &Args, options: &ShowOptions) -> Outcome {
    let mut context = Context::open(args, options.at.as_deref())?;
    let past = context.look_back(args)?;
    let read = std::mem::take(&mut context.loaded.findings);
    let register = &context.loaded.register;
    let place = find(args, register, &options.id, "cannot show the risk")?;
    let facts = Facts::with_past(register, context.today, past.as_ref());
    let report = filter::report(&facts, read, &Selection::default());
    let history = context.history(args)?;
    let style = terminal::output(args);
    let mut out = io::BufWriter::new(io::stdout().lock());
    match options.format {
        TextFormat::Human => {
            risk_page::write(&facts, place, &report, style, &mut out)?;
            if let Some((history, _)) = &history {
                let list = log::of_risk(history, register, register.risks[place].id())?;
                timeline(history, register, list, style, &mut out)?;
                out.flush()?;
                log::incomplete(args, history)?;
            }
        }
        TextFormat::Json => {
            let repository = context.repository(args)?;
            let head = Head::new(&facts, repository.commit.as_ref());
            let risks = [(&register.risks[place], &facts.risks[place])];
            let mut changes = Vec::new();
            if let Some((history, _)) = &history {
                let list = log::of_risk(history, register, register.risks[place].id())?;
                let places: Vec<usize> = list.iter().map(|(place, _)| *place).collect();
                let details = history.details(&places).map_err(broken)?;
                for ((place, own), details) in list.iter().zip(&details) {
                    changes.extend(shapes(history, *place, details, own));
                }
            }
            let document = risk_json::document(head, &facts, &risks, &report).with_changes(changes);
            write_json(&document, style, &mut out)?;
        }
    }
    out.flush()?;
    Ok(Exit::Clean)
}

/// The last commits that changed the risk.
fn timeline(
    history: &History,
    register: &Register,
    list: Vec<(usize, Vec<Change>)>,
    style: Style,
    out: &mut dyn Write,
) -> Result<(), Interrupt> {
    let total = list.len();
    if total == 0 {
        return Ok(());
    }
    writeln!(out, "\n{}", style.bold("History"))?;
    let told: Vec<_> = log::told(history, list).into_iter().take(SHOWN).collect();
    let places: Vec<usize> = told.iter().map(|told| told.place).collect();
    let mut words = Words::of_each_day(register, Names::of(history));
    for (told, details) in told.into_iter().zip(history.details(&places).map_err(broken)?) {
        report_log::write(&mut words, &told.with(details), style, out)?;
    }
    if total > SHOWN {
        writeln!(out, "{} more; `plimsoll log ID` tells all of it", counted(total - SHOWN, "older commit"))?;
    }
    Ok(())
}

/// The place of the risk that an id means: its own id in any case, else one
/// that it had before.
pub(super) fn find(args: &Args, register: &Register, id: &str, doing: &str) -> Result<usize, Interrupt> {
    let same = |other: &str| other.to_lowercase() == id.to_lowercase();
    let risks = &register.risks;
    let place = register.risk_place(id).or_else(|| risks.iter().position(|risk| same(risk.id())));
    if let Some(place) = place {
        let found = risks[place].id();
        let twins = risks.iter().filter(|risk| risk.id() == found).count() - 1;
        if twins > 0 {
            let path = one_line(register.sources.path(risks[place].file));
            note(args, &format!("{} is taken more than once; this is {path}", one_line(found)))?;
        }
        return Ok(place);
    }
    let former = risks.iter().position(|risk| risk.formerly.iter().any(|former| same(former)));
    if let Some(place) = former {
        note(args, &format!("{} is now {}", one_line(id), one_line(risks[place].id())))?;
        return Ok(place);
    }
    Err(unknown(register, id, doing).into())
}

fn unknown(register: &Register, id: &str, doing: &str) -> Failure {
    let help = match suggest::guess(id, query::risks(register).into_iter()) {
        Some(guess) => one_line(&guess.question()),
        None if register.risks.is_empty() => {
            "the register is empty; `plimsoll new` writes the first risk".to_owned()
        }
        None => "`plimsoll list` lists the risks".to_owned(),
    };
    Failure::new(doing, format!("there is no risk `{}`", one_line(id))).help(help)
}
