//! `plimsoll due`

use std::io::{self, Write};

use super::args::{Args, DueBy, DueFormat, DueOptions};
use super::check::write_json;
use super::context::{Context, note};
use super::failure::Failure;
use super::{Exit, Outcome, terminal};
use crate::due::{self, Item};
use crate::facts::Facts;
use crate::query::{self, Refusal, span};
use crate::report::due::{Subject, human, json, markdown};
use crate::report::escape;
use crate::report::risk_json::Head;
use crate::site::forge::Forge;

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
    let mut items: Vec<Item> = due::all(&facts);
    items.retain(|item| item.is_due_by(until));
    items.retain(|item| only.as_ref().is_none_or(|only| item.people.contains(only)));
    let prefix = Some(&repository.prefix).filter(|prefix| !prefix.is_empty());
    let forge =
        Forge::new(&register.config.git, &prefix.map_or(String::new(), |prefix| format!("{prefix}/")));
    let edit = |path: &str| forge.edit(path);
    let subject =
        Subject { register, today: facts.today, until, items: &items, only: only.as_deref(), edit: &edit };
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
    if register.risks.is_empty() {
        note(args, "the register is empty; `plimsoll new` writes the first risk")?;
    } else if items.is_empty() {
        note(args, &format!("nothing is due by {until}"))?;
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
