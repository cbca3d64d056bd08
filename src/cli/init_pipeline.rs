//! `plimsoll init --ci`: where the pipeline's files lie.

use std::path::{Path, PathBuf};

use super::Interrupt;
use super::args::{self, Args, InitOptions};
use super::context::{git_failure, normal, note, start};
use crate::edit::pipeline::{self, Forge, GITLAB_ENTRY};
use crate::git::Repo;

/// A pipeline that is to be written.
pub(super) struct Pipeline {
    /// The top of the repository, or the register's folder without one.
    pub(super) top: PathBuf,
    /// The register's folder below the top; empty for the top itself.
    inside: String,
    /// The way from the working directory up to the top, if it lies below.
    up: Option<PathBuf>,
    /// The files, by path from the top.
    pub(super) files: Vec<(String, String)>,
    /// What has to be written into a file that exists by hand.
    left: Option<String>,
}

impl Pipeline {
    /// The pipeline of a register in this folder, which need not exist yet.
    pub(super) fn new(
        args: &Args,
        forge: args::Forge,
        folder: &Path,
        doing: &str,
    ) -> Result<Self, Interrupt> {
        let there = folder.ancestors().find(|folder| folder.is_dir()).unwrap_or(folder);
        let repository = Repo::discover(there).map_err(|trouble| git_failure(doing, &trouble))?;
        let top = repository.as_ref().and_then(|repository| Some((repository, repository.folder("")?)));
        let (top, inside, up) = match top {
            Some((repository, top)) => {
                let rest = folder.strip_prefix(there).unwrap_or(Path::new(""));
                let inside = Path::new(repository.prefix()).join(rest);
                let inside = inside.to_string_lossy().replace(std::path::MAIN_SEPARATOR, "/");
                let up = way_up(&normal(&start(args)?), &top);
                (top, inside.trim_end_matches('/').to_owned(), up)
            }
            None => (folder.to_path_buf(), String::new(), None),
        };
        let forge = match forge {
            args::Forge::Github => Forge::Github,
            args::Forge::Gitlab => Forge::Gitlab,
        };
        let mut files = pipeline::files(forge, &inside);
        // A project's own pipeline is left as it is.
        let mut left = None;
        if forge == Forge::Gitlab && top.join(GITLAB_ENTRY).symlink_metadata().is_ok() {
            files.retain(|(path, _)| path != GITLAB_ENTRY);
            left = Some(pipeline::gitlab_includes(&inside));
        }
        Ok(Self { top, inside, up, files, left })
    }

    /// A path of the register, from the top.
    pub(super) fn below_top(&self, path: &str) -> String {
        if self.inside.is_empty() { path.to_owned() } else { format!("{}/{path}", self.inside) }
    }

    /// A file of the pipeline, as seen from where the command was given.
    pub(super) fn shown(&self, options: &InitOptions, path: &str) -> PathBuf {
        match &self.up {
            _ if self.inside.is_empty() => options.directory.join(path),
            Some(up) => up.join(path),
            None => self.top.join(path),
        }
    }

    /// Says what is left to do by hand.
    pub(super) fn say_what_is_left(&self, args: &Args) -> Result<(), Interrupt> {
        if let Some(lines) = &self.left {
            note(args, &format!("{GITLAB_ENTRY} is there and was left as it is; write into it:\n\n{lines}"))?;
        }
        Ok(())
    }
}

/// The way from a folder up to one above it.
fn way_up(from: &Path, top: &Path) -> Option<PathBuf> {
    let below = from.canonicalize().ok()?.strip_prefix(top.canonicalize().ok()?).ok()?.components().count();
    Some(std::iter::repeat_n("..", below).collect())
}
