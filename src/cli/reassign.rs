//! `plimsoll reassign`

use std::io::{self, Write};

use super::args::{Args, ReassignOptions};
use super::context::{Context, note};
use super::failure::Failure;
use super::rewrite::Rewrite;
use super::{Exit, Outcome};
use crate::edit::reassign::{Handover, Share, handover};
use crate::facts::Facts;
use crate::mention::people;
use crate::model::register::Register;
use crate::query;
use crate::text::{counted, one_line};

pub(super) fn run(args: &Args, options: &ReassignOptions) -> Outcome {
    let doing = format!("cannot hand over what is {}'s", one_line(&options.old));
    let context = Context::open(args, None)?;
    let register = &context.loaded.register;
    let facts = Facts::new(register, context.today);
    let old = leaver(&facts, &options.old, &doing)?;
    let new = successor(register, &old, &options.new, &doing)?;
    let done = handover(&facts, &old, &new, options.only.map(Into::into));
    if done.changes.is_empty() {
        writeln!(io::stdout(), "nothing of {old} is left to hand over")?;
    } else {
        let rewrite = Rewrite { doing: &doing, changes: &done.changes, gone: None };
        if !options.rewrite.allow_dirty {
            rewrite.refuse_dirty(args, &context)?;
        }
        if options.rewrite.dry_run {
            rewrite.show(args)?;
        } else {
            rewrite.write(args, &context)?;
            writeln!(io::stdout(), "{}", told(&done, &old, &new))?;
        }
    }
    if done.escalations > 0 {
        let levels = counted(done.escalations, "level");
        note(
            args,
            &format!(
                "{} names {old} for {levels}: that is for whoever approves the methodology",
                register.config.paths.methodology
            ),
        )?;
    }
    Ok(Exit::Clean)
}

/// Who hands over: somebody of people.toml, or an id that files still name.
fn leaver(facts: &Facts<'_>, old: &str, doing: &str) -> Result<String, Failure> {
    let mut is_named = false;
    people::each(facts, |mention, _| is_named |= mention.id.value == old);
    if is_named {
        return Ok(old.to_owned());
    }
    query::resolve(old, "person", &query::people(facts.register))
        .map_err(|refusal| Failure::new(doing, refusal.cause).help(refusal.help))
}

/// Who takes over: somebody who is here, and somebody else.
fn successor(register: &Register, old: &str, new: &str, doing: &str) -> Result<String, Failure> {
    let id = query::resolve(new, "person", &query::people(register))
        .map_err(|refusal| Failure::new(doing, refusal.cause).help(refusal.help))?;
    if id == old {
        return Err(Failure::new(doing, format!("it is {id}'s already")).help("name somebody else"));
    }
    match register.person(&id) {
        Some(person) if !person.is_active() => {
            Err(Failure::new(doing, format!("{} has left too", person.name()))
                .help("name somebody who is here"))
        }
        _ => Ok(id),
    }
}

fn told(done: &Handover, old: &str, new: &str) -> String {
    let things: Vec<String> = done
        .counts
        .iter()
        .map(|(share, count)| match share {
            Share::Owner => counted(*count, "ownership"),
            Share::Actions => counted(*count, "treatment task"),
            Share::Controls => counted(*count, "control or indicator"),
        })
        .collect();
    format!("{} of {old} went to {new}, in {}", things.join(", "), counted(done.changes.len(), "file"))
}
