//! `plimsoll due`

use std::collections::HashSet;
use std::io::{self, Write};

use super::args::{Args, DueBy, DueFormat, DueOptions};
use super::check::write_json;
use super::context::{Context, note};
use super::failure::Failure;
use super::{Exit, Outcome, list, terminal};
use crate::due::{self, Item};
use crate::facts::Facts;
use crate::query::{self, Query, Refusal, span};
use crate::report::due::{Subject, human, json, markdown};
use crate::report::escape;
use crate::report::risk_json::Head;

const DOING: &str = "cannot tell what is due";

pub(super) fn run(args: &Args, options: &DueOptions) -> Outcome {
    let mut context = Context::open(args, options.at.as_deref())?;
    let past = context.look_back(args)?;
    let repository = context.repository(args)?;
    let register = &context.loaded.register;
    let facts = Facts::with_past(register, context.today, past.as_ref());
    let until = span::end(&options.within, facts.today).map_err(refused)?;
    let only = options.person.as_deref();
    let only = only.map(|word| query::resolve(word, "person", &query::people(register)));
    let only = only.transpose().map_err(refused)?;
    let query =
        Query::read(&list::wanted(&options.filters), &facts, &context.loaded.findings).map_err(refused)?;
    let covered: HashSet<&str> =
        facts.each().filter(|(risk, judged)| query.covers(risk, judged)).map(|(risk, _)| risk.id()).collect();
    let mut items: Vec<Item> = due::all(&facts);
    items.retain(|item| item.is_due_by(until));
    if !query.is_empty() {
        items.retain(|item| item.risks.iter().any(|id| covered.contains(id.as_str())));
    }
    items.retain(|item| only.as_ref().is_none_or(|only| item.people.contains(only)));
    let forge = repository.forge(&register.config.git);
    let subject =
        Subject { register, today: facts.today, until, items: &items, only: only.as_deref(), forge: &forge };
    let (groups, names) = match options.by {
        DueBy::Owner => (subject.by_owner(), false),
        DueBy::Day => (subject.by_day(), true),
    };
    let style = terminal::output(args);
    let mut out = io::BufWriter::new(io::stdout().lock());
    match options.format {
        DueFormat::Human => human::write(&subject, &groups, names, style, &mut out)?,
        DueFormat::Markdown => {
            let text = markdown::page(&subject, &groups, names);
            let text = if style.actions { escape::without_commands(&text) } else { text };
            out.write_all(text.as_bytes())?;
        }
        DueFormat::Json => {
            let head = Head::new(&facts, repository.commit.as_ref());
            write_json(&json::document(head, &subject), style, &mut out)?;
        }
    }
    out.flush()?;
    for text in &query.notes {
        note(args, text)?;
    }
    if register.risks.is_empty() {
        note(args, "the register is empty; `plimsoll new` writes the first risk")?;
    } else if items.is_empty() {
        let passes = if query.is_empty() { "" } else { " that passes the filters" };
        note(args, &format!("nothing{passes} is due by {until}"))?;
    } else if options.format == DueFormat::Human && !args.quiet {
        let style = terminal::errors(args);
        let line = format!("\n{}\n", style.bold(&format!("{} by {until}", subject.headline())));
        io::stderr().write_all(style.finish(line).as_bytes())?;
    }
    Ok(Exit::Clean)
}

fn refused(refusal: Refusal) -> Failure {
    Failure::new(DOING, refusal.cause).help(refusal.help)
}
