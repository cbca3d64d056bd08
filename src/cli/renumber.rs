//! `plimsoll renumber`

use std::collections::HashSet;
use std::io::{self, Write};

use super::args::{Args, RenumberOptions};
use super::context::{Context, note, stopped};
use super::failure::Failure;
use super::rewrite::Rewrite;
use super::{Exit, Interrupt, Outcome, new};
use crate::edit::new_risk;
use crate::edit::renumber::{Renumbering, renumbering};
use crate::model::register::Register;
use crate::model::risk::Risk;
use crate::parse;
use crate::query;
use crate::source::layered::Layered;
use crate::source::tree::WorkTree;
use crate::text::{counted, one_line};

pub(super) fn run(args: &Args, options: &RenumberOptions) -> Outcome {
    let doing = format!("cannot renumber {}", one_line(&options.old));
    let context = Context::open(args, None)?;
    let register = &context.loaded.register;
    let risk = risk(&context, &options.old, &doing)?;
    let elsewhere: HashSet<String> = new::elsewhere(args, &context)?.into_iter().collect();
    let new = match &options.new {
        Some(new) => chosen(register, risk, new, &elsewhere, &doing)?,
        None => new::next_id(register, elsewhere)?,
    };
    let done = renumbering(register, risk, &new).map_err(|(path, why)| {
        Failure::new(&doing, format!("{path}: {why}")).help("`plimsoll check` says more about the file")
    })?;
    let rewrite = Rewrite { doing: &doing, changes: &done.changes, gone: done.gone.as_ref() };
    if !options.rewrite.allow_dirty {
        rewrite.refuse_dirty(args, &context)?;
    }
    let after = read_again(args, &context, &done)?;
    if after.risk(&new).is_none() {
        return Err(Failure::new(&doing, "what would be written could not be read again").into());
    }
    if options.rewrite.dry_run {
        rewrite.show(args)?;
    } else {
        rewrite.write(args, &context)?;
        told(register, risk, &new, &done)?;
    }
    leftovers(args, &after, risk.id())?;
    Ok(Exit::Clean)
}

/// The risk of an id or of a file.
fn risk<'r>(context: &'r Context, old: &str, doing: &str) -> Result<&'r Risk, Failure> {
    let register = &context.loaded.register;
    let full = super::context::normal(&context.start.join(old));
    let path_of = |risk: &Risk| register.sources.path(risk.file);
    if let Some(risk) = register.risks.iter().find(|risk| context.root.join(path_of(risk)) == full) {
        return Ok(risk);
    }
    let known = query::risks(register);
    let id = query::resolve(old, "risk", &known)
        .map_err(|refusal| Failure::new(doing, refusal.cause).help(refusal.help))?;
    let all: Vec<&Risk> = register.risks.iter().filter(|risk| risk.id() == id).collect();
    match &all[..] {
        [one] => Ok(one),
        many => {
            let paths: Vec<&str> = many.iter().map(|risk| path_of(risk)).collect();
            Err(Failure::new(
                doing,
                format!("{} have that id: {}", counted(many.len(), "file"), paths.join(", ")),
            )
            .help("name the file that gets another: plimsoll renumber FILE"))
        }
    }
}

/// An id that somebody chose: it follows the pattern, and nothing else is or
/// was called so.
fn chosen(
    register: &Register,
    risk: &Risk,
    new: &str,
    elsewhere: &HashSet<String>,
    doing: &str,
) -> Result<String, Failure> {
    let pattern = &register.config.id_pattern;
    if !pattern.matches(new) {
        let cause = format!("`{}` does not follow the pattern `{}`", one_line(new), pattern.as_str());
        return Err(Failure::new(doing, cause).help(format!("write an id as {}", pattern.example())));
    }
    if new == risk.id() {
        return Err(
            Failure::new(doing, "that is its id already").help("name another one, or none for the next")
        );
    }
    let is_own = risk.formerly.iter().any(|id| id.value == new);
    let own = new_risk::taken(register).into_iter();
    let mut taken = own.chain(elsewhere.iter().map(String::as_str));
    if !is_own && taken.any(|id| id.eq_ignore_ascii_case(new)) {
        return Err(Failure::new(doing, format!("{new} is or was the id of another risk"))
            .help("an id is never used again; leave it out for the next free one"));
    }
    Ok(new.to_owned())
}

/// The register as it would be.
fn read_again(args: &Args, context: &Context, done: &Renumbering) -> Result<Register, Interrupt> {
    let tree = WorkTree::new(context.root.clone());
    let changes = done.changes.iter().map(|change| (change.path.as_str(), change.after.as_str()));
    let layered = Layered::new(&tree, changes).without(done.gone.iter().map(|gone| gone.path.as_str()));
    let loaded = parse::load(&layered).map_err(|stop| stopped(args, &stop))?;
    Ok(loaded.register)
}

fn told(register: &Register, risk: &Risk, new: &str, done: &Renumbering) -> Result<(), Interrupt> {
    let old = risk.id();
    let mut text = format!("{old} is {new} now");
    if let Some(gone) = &done.gone {
        let path =
            done.changes.iter().find(|change| change.before.is_none()).map_or("", |change| &change.path);
        text.push_str(&format!(": {} => {path}", gone.path));
    } else {
        text.push_str(&format!(", in {}", register.sources.path(risk.file)));
    }
    if done.references > 0 {
        let files = done.changes.iter().filter(|change| change.before.is_some()).count();
        text.push_str(&format!(
            "; {} in {} rewritten",
            counted(done.references, "reference"),
            counted(files.max(1), "file")
        ));
    }
    writeln!(io::stdout(), "{text}")?;
    Ok(())
}

/// Texts and comments that still say the old id: people wrote them, people
/// change them.
fn leftovers(args: &Args, after: &Register, old: &str) -> Result<(), Interrupt> {
    let is_word = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || matches!(c, '-' | '_'));
    let mut places = Vec::new();
    for (_, file) in after.sources.iter() {
        for (number, line) in file.text.lines().enumerate() {
            let says = line.match_indices(old).any(|(at, _)| {
                !is_word(line[..at].chars().next_back()) && !is_word(line[at + old.len()..].chars().next())
            });
            if says && !line.trim_start().starts_with("formerly") {
                places.push(format!("{}:{}", file.path, number + 1));
            }
        }
    }
    match places.len() {
        0 => Ok(()),
        1..=5 => note(args, &format!("{old} is still written in {}", places.join(", "))),
        more => note(
            args,
            &format!("{old} is still written in {} and {} more places", places[..5].join(", "), more - 5),
        ),
    }
}
