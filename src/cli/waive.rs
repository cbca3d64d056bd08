//! `plimsoll check --add-waivers`

use std::io::{self, Write};

use super::args::CheckOptions;
use super::context::Context;
use super::failure::Failure;
use super::init::failure;
use super::mend::{Wants, Written, judged, show};
use super::{Exit, Interrupt, terminal};
use crate::edit::waive::{Grant, Waiving, waiving};
use crate::edit::write::all_files;
use crate::facts::Facts;
use crate::filter;
use crate::model::day::Day;
use crate::past::Past;
use crate::query;
use crate::source::layered::Layered;
use crate::source::tree::WorkTree;
use crate::suggest::Known;
use crate::text::{counted, visible};

const DOING: &str = "cannot add the waivers";

pub(super) fn run(
    wants: Wants<'_>,
    options: &CheckOptions,
    context: &Context,
    past: Option<&Past>,
) -> Result<Written, Interrupt> {
    let register = &context.loaded.register;
    // The arguments ask for all three.
    let by = options.by.as_deref().unwrap_or_default();
    let reason = options.reason.as_deref().unwrap_or_default().trim();
    let until = options.until.unwrap_or(context.today);
    if reason.is_empty() {
        return Err(Failure::new(DOING, "--reason is empty").help("say why the findings are waived").into());
    }
    if until < context.today {
        return refuse(wants, &past_day(until, context.today));
    }
    let known: Vec<Known<'_>> =
        register.people.iter().map(|person| Known { id: &person.id.value, name: person.name() }).collect();
    let id = query::resolve(by, "person", &known)
        .map_err(|refusal| Failure::new(DOING, refusal.cause).help(refusal.help))?;
    let Some(by) = register.person(&id) else {
        return Err(Failure::new(DOING, format!("there is no person `{id}`")).into());
    };
    let facts = Facts::with_past(register, context.today, past);
    let mut report = filter::report(&facts, context.loaded.findings.clone(), wants.selection);
    report.findings.retain(|judged| wants.has(&judged.finding));
    let done = waiving(&facts, &report.findings, Grant { by, reason, until });
    if !done.refusals.is_empty() {
        let mut text = format!("plimsoll: {DOING}\n");
        for (who, things) in &done.refusals {
            let things: Vec<&str> = things.iter().map(String::as_str).collect();
            text.push_str(&format!("  {} may not waive on {}: {who} may\n", by.name(), listed(&things)));
        }
        text.push_str(
            "  help: have them granted by somebody who may, or name the rest by PATH or --select\n",
        );
        return refuse(wants, &text);
    }
    check_again(wants, context, past, &done)?;
    if options.diff {
        show(wants.args, &done.changes, &[])?;
    } else {
        all_files(&context.root, &done.changes).map_err(|trouble| failure(DOING, trouble))?;
    }
    Ok(Written { is_nothing: done.changes.is_empty(), words: words(&done) })
}

/// A refusal ends with 1: nothing is wrong with the command, but it may not.
fn refuse(wants: Wants<'_>, text: &str) -> Result<Written, Interrupt> {
    let text = terminal::errors(wants.args).finish(visible(text).into_owned());
    io::stderr().write_all(text.as_bytes())?;
    Err(Interrupt::Said(Exit::Findings))
}

fn past_day(until: Day, today: Day) -> String {
    format!(
        "plimsoll: {DOING}\n  {until} is before today, {today}: they would have ended already\n  help: name a later day by --until\n"
    )
}

/// At most five of them.
fn listed(things: &[&str]) -> String {
    let shown = things[..things.len().min(5)].join(", ");
    if things.len() > 5 { format!("{shown} and {} more", things.len() - 5) } else { shown }
}

/// What was to be waived must be, and nothing else be found.
fn check_again(
    wants: Wants<'_>,
    context: &Context,
    past: Option<&Past>,
    done: &Waiving,
) -> Result<(), Interrupt> {
    let tree = WorkTree::new(context.root.clone());
    let texts = done.changes.iter().map(|change| (change.path.as_str(), change.after.as_str()));
    let judge = |tree: &dyn crate::source::tree::Tree| {
        judged(tree, context.today, past, wants)
            .map(|judgement| judgement.reported.len())
            .map_err(|stop| super::context::stopped(wants.args, &stop))
    };
    let (before, after) = (judge(&tree)?, judge(&Layered::new(&tree, texts))?);
    if before == after + done.findings {
        return Ok(());
    }
    let cause = format!("{before} findings would become {after}, not {}", before - done.findings);
    Err(Failure::new(DOING, cause)
        .help("nothing was written; waive fewer at once by PATH or --select")
        .into())
}

fn words(done: &Waiving) -> String {
    let mut text = String::new();
    if done.count > 0 {
        text.push_str(&format!(
            "{} waived by {}\n",
            counted(done.findings, "finding"),
            counted(done.count, "new waiver")
        ));
    }
    for (why, count) in &done.remains {
        text.push_str(&format!("{} left: {why}\n", counted(*count, "finding")));
    }
    text
}
