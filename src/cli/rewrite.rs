//! What commands share that change many files of a register at once: files
//! with uncommitted changes are refused, and what would be written is shown or
//! written.

use std::io::{self, Write};

use super::args::Args;
use super::context::{Context, git_failure, note};
use super::failure::Failure;
use super::init::failure;
use super::{Interrupt, terminal};
use crate::edit::write::{Change, Gone, all_files_without};
use crate::report::patch;

/// What is to become of the files of a register.
pub(super) struct Rewrite<'a> {
    /// What is done, for failures: "cannot renumber R001".
    pub(super) doing: &'a str,
    /// The new and the changed files.
    pub(super) changes: &'a [Change],
    /// The file that lies under another name then.
    pub(super) gone: Option<&'a Gone>,
}

impl Rewrite<'_> {
    /// Refuses where a file that is to be changed has changes that are not
    /// committed: nobody could tell the two apart then.
    pub(super) fn refuse_dirty(&self, args: &Args, context: &Context) -> Result<(), Interrupt> {
        let Some(repo) = context.located(args)?.repo else { return Ok(()) };
        let dirty = repo.uncommitted().map_err(|trouble| git_failure(self.doing, &trouble))?;
        let changed = self.changes.iter().filter(|change| change.before.is_some()).map(|change| &change.path);
        let all = changed.chain(self.gone.map(|gone| &gone.path));
        let touched: Vec<&str> = all.filter(|path| dirty.contains(*path)).map(String::as_str).collect();
        let Some(first) = touched.first() else { return Ok(()) };
        let cause = match touched.len() {
            1 => format!("{first} has uncommitted changes"),
            more => format!("{first} and {} more files have uncommitted changes", more - 1),
        };
        Err(Failure::new(self.doing, cause)
            .help("commit them first, so that they can be told from this change; or add --allow-dirty")
            .into())
    }

    /// Shows what would be written, as a diff.
    pub(super) fn show(&self, args: &Args) -> Result<(), Interrupt> {
        let style = terminal::output(args);
        let mut text = String::new();
        for change in self.changes {
            let moved = self.gone.filter(|_| change.before.is_none());
            let before = change.before.as_deref().or(moved.map(|gone| gone.before.as_str()));
            if let Some(gone) = moved {
                text.push_str(&style.bold(&format!("rename {} => {}", gone.path, change.path)));
                text.push('\n');
            }
            text.push_str(&patch::unified(&change.path, before, Some(&change.after), style));
        }
        io::stdout().write_all(style.finish(text).as_bytes())?;
        Ok(())
    }

    /// Writes all of it, or nothing.
    pub(super) fn write(&self, args: &Args, context: &Context) -> Result<(), Interrupt> {
        let gone: Vec<Gone> = self.gone.into_iter().cloned().collect();
        all_files_without(&context.root, self.changes, &gone)
            .map_err(|trouble| failure(self.doing, trouble))?;
        if args.verbose {
            for change in self.changes {
                note(args, &format!("wrote {}", change.path))?;
            }
        }
        Ok(())
    }
}
