//! The files that an import writes, held against what would be read of them.

use std::io::{self, Write};

use crate::change::{Diff, authority};
use crate::cli::args::{Args, ImportOptions};
use crate::cli::context::{Context, note, stopped};
use crate::cli::failure::Failure;
use crate::cli::init::failure;
use crate::cli::rewrite::Rewrite;
use crate::cli::{Exit, Interrupt, Outcome, terminal};
use crate::edit::imported;
use crate::edit::layout::laid_out_as;
use crate::edit::write::{Change, all_files};
use crate::facts::Facts;
use crate::import::plan::{NewThing, NewThings, Plan, Planned, State};
use crate::model::register::Register;
use crate::parse::{self, LARGE_FILE, SMALL_FILE};
use crate::report::diff::{Subject, human};
use crate::report::import as report;
use crate::source::layered::Layered;
use crate::source::tree::{Tree, Trouble as ReadTrouble, WorkTree};
use crate::text::counted;

/// Writes what is to be written.
pub(super) fn write(
    args: &Args,
    options: &ImportOptions,
    context: &Context,
    doing: &str,
    plan: &Plan,
    method: Option<String>,
) -> Outcome {
    let register = &context.loaded.register;
    let tree = WorkTree::new(context.root.clone());
    let is_wanted = |row: &&Planned| match &row.state {
        State::New => true,
        State::Same => false,
        State::Different(_) => options.update,
    };
    let rows: Vec<&Planned> = plan.sound().filter(is_wanted).collect();
    let left = plan.sound().filter(|row| matches!(row.state, State::Different(_))).count();
    if left > 0 && !options.update {
        note(
            args,
            &format!(
                "{} differ from the register and are left as they are; --dry-run shows how, --update brings what the sheet says",
                counted(left, "row")
            ),
        )?;
    }
    let kept = rows.iter().filter(|row| !row.notes.is_empty()).count();
    if kept > 0 {
        note(
            args,
            &format!(
                "{} hold something that is kept as it stands or lacks something; --dry-run tells which and why",
                counted(kept, "row")
            ),
        )?;
    }
    let things = plan.new_things(rows.iter().copied());
    let mut changes = catalogues(doing, register, &tree, &things)?;
    let paths = &register.config.paths;
    if let Some(text) = method {
        changes.push(Change { path: paths.methodology.clone(), before: None, after: text });
    }
    let mut updated = 0;
    let folders = Folders::new(&paths.risks, rows.iter().filter(|row| row.state == State::New).count());
    for (place, row) in rows.iter().enumerate() {
        match &row.state {
            State::Different(differences) => {
                let Some(risk) = register.risk(&row.id) else { continue };
                let path = register.sources.path(risk.file).to_owned();
                let before = text_of(doing, &tree, &path, SMALL_FILE)?.unwrap_or_default();
                let mut all: Vec<_> =
                    differences.iter().map(|one| (one.key.clone(), one.after.clone())).collect();
                for key in ["source.file", "source.row", "source.key"] {
                    if let Some(value) = row.record.get(key) {
                        all.push((key.to_owned(), Some(value.clone())));
                    }
                }
                let after = imported::changed(&before, &all).map_err(|why| {
                    Failure::new(doing, format!("{path} cannot be changed: {why}"))
                        .help("`plimsoll check` says more")
                })?;
                let after = laid_out_as(Some(&before), after);
                changes.push(Change { path, before: Some(before), after });
                updated += 1;
            }
            _ => {
                let path = format!("{}/{}.toml", folders.of(place), row.id);
                changes.push(Change { path, before: None, after: imported::risk(&row.record) });
            }
        }
    }
    if changes.is_empty() {
        writeln!(io::stdout(), "nothing to import: {}", report::counts(plan))?;
        return Ok(Exit::Clean);
    }
    if updated > 0 && !options.allow_dirty {
        Rewrite { doing, changes: &changes, gone: None }.refuse_dirty(args, context)?;
    }
    let layered =
        Layered::new(&tree, changes.iter().map(|change| (change.path.as_str(), change.after.as_str())));
    // New risks name nothing but each other and what the catalogues get.
    let wants = |_: &str| updated > 0;
    let head = parse::load_some(&layered, &wants).map_err(|stop| stopped(args, &stop))?;
    let read_again = if updated > 0 { &rows[..] } else { &[] };
    hold(doing, &head.register, read_again, &things)?;
    if updated > 0 {
        tell(args, context, &head.register)?;
    }
    all_files(&context.root, &changes).map_err(|trouble| failure(doing, trouble))?;
    if args.verbose {
        for change in &changes {
            note(args, &format!("wrote {}", change.path))?;
        }
    }
    let mut text = match (rows.len() - updated, updated) {
        (0, updated) => format!("updated {}\n", counted(updated, "risk")),
        (new, 0) => format!("imported {}\n", counted(new, "risk")),
        (new, updated) => format!("imported {}, updated {updated}\n", counted(new, "risk")),
    };
    for line in report::things(&things) {
        text.push_str(&format!("new {line}\n"));
    }
    io::stdout().write_all(terminal::output(args).finish(text).as_bytes())?;
    Ok(Exit::Clean)
}

/// The folders that new risks go into: many are told apart by hundreds, since
/// a folder of thousands is slow for Git.
struct Folders<'f> {
    risks: &'f str,
    by_hundreds: bool,
}

impl<'f> Folders<'f> {
    /// The most new risks that share a folder.
    const MOST: usize = 500;

    fn new(risks: &'f str, count: usize) -> Self {
        Self { risks, by_hundreds: count > Self::MOST }
    }

    fn of(&self, place: usize) -> String {
        if self.by_hundreds {
            format!("{}/{:03}", self.risks, place / 100 + 1)
        } else {
            self.risks.to_owned()
        }
    }
}

/// The catalogues with what is new in them.
fn catalogues(
    doing: &str,
    register: &Register,
    tree: &WorkTree,
    things: &NewThings,
) -> Result<Vec<Change>, Interrupt> {
    let paths = &register.config.paths;
    let all: [(&str, &str, &[NewThing]); 4] = [
        ("person", &paths.people, &things.people),
        ("asset", &paths.assets, &things.assets),
        ("threat", &paths.threats, &things.threats),
        ("control", &paths.controls, &things.controls),
    ];
    let mut changes = Vec::new();
    for (table, path, new) in all {
        if new.is_empty() {
            continue;
        }
        let before = text_of(doing, tree, path, LARGE_FILE)?;
        let after = imported::catalogue(before.as_deref(), table, new);
        let after = laid_out_as(before.as_deref(), after);
        changes.push(Change { path: path.to_owned(), before, after });
    }
    Ok(changes)
}

fn text_of(doing: &str, tree: &WorkTree, path: &str, limit: u64) -> Result<Option<String>, Interrupt> {
    match tree.read(path, limit) {
        Ok(bytes) => match String::from_utf8(bytes) {
            Ok(text) => Ok(Some(text)),
            Err(_) => Err(Failure::new(doing, format!("{path} is not UTF-8"))
                .help("`plimsoll check` says more")
                .into()),
        },
        Err(ReadTrouble::Missing) => Ok(None),
        Err(trouble) => {
            let cause = format!("{path} cannot be read: {trouble:?}");
            Err(Failure::new(doing, cause).help("`plimsoll check` says more").into())
        }
    }
}

/// Holds what would be read against what is meant to be written, so that no
/// file is written that cannot be read.
fn hold(doing: &str, head: &Register, rows: &[&Planned], things: &NewThings) -> Result<(), Failure> {
    let paths = &head.config.paths;
    let refused = |path: &str| {
        Failure::new(doing, format!("{path} cannot be added to: what is added would not be read"))
            .help("`plimsoll check` says what is wrong with the file; write its entries as [[tables]], and run again")
    };
    if let Some(person) = things.people.iter().find(|thing| head.person(&thing.id).is_none()) {
        return Err(refused(&format!("{} ({})", paths.people, person.id)));
    }
    if things.assets.iter().any(|thing| head.asset(&thing.id).is_none()) {
        return Err(refused(&paths.assets));
    }
    if things.threats.iter().any(|thing| head.threat(&thing.id).is_none()) {
        return Err(refused(&paths.threats));
    }
    if things.controls.iter().any(|thing| head.control(&thing.id).is_none()) {
        return Err(refused(&paths.controls));
    }
    if let Some(row) = rows.iter().find(|row| head.risk(&row.id).is_none_or(|risk| risk.unread)) {
        return Err(refused(&format!("{}/{}.toml", paths.risks, row.id)));
    }
    Ok(())
}

/// Files that would be changed and that no commit holds as they are.
/// What the update means, as `diff` tells it.
fn tell(args: &Args, context: &Context, head: &Register) -> Result<(), Interrupt> {
    let base = &context.loaded.register;
    let (before, after) = (Facts::new(base, context.today), Facts::new(head, context.today));
    let authority = authority::loosened(&before, &after, false);
    let diff = Diff::between(Some(&before), &after, authority);
    let subject = Subject {
        diff: &diff,
        head,
        base: Some(base),
        today: context.today,
        base_commit: None,
        head_commit: None,
        new: Vec::new(),
        fixed: Vec::new(),
    };
    human::write(&subject, terminal::output(args), &mut io::stdout().lock())?;
    writeln!(io::stdout())?;
    Ok(())
}
