//! What a build is told beside the register: where to, for whom, from which
//! commit, and what the register adds of its own.

use std::collections::BTreeSet;
use std::path::PathBuf;

use super::templates::UserTemplate;
use crate::model::day::Day;
use crate::told::Told;

/// What a build needs beside the judged register.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// The register's folder.
    pub root: PathBuf,
    /// The folder of the site.
    pub out: PathBuf,
    /// The audience that the site is for; none is everybody.
    pub audience: Option<String>,
    /// The commit that the register was read at.
    pub commit: Option<Commit>,
    /// The way from the repository's root to the register's: "" or "risk/".
    pub prefix: String,
    /// The address that the repository is fetched from.
    pub remote: Option<String>,
    /// Ids that risks have or had that are no longer here; a new risk takes
    /// none of them.
    pub former_ids: BTreeSet<String>,
    /// Templates of the register's own.
    pub templates: Vec<UserTemplate>,
    /// The organisation's picture.
    pub logo: Option<OwnFile>,
    /// A style sheet after the built-in ones.
    pub extra_css: Option<OwnFile>,
    /// The history, newest first; `None` without one.
    pub history: Option<Vec<Told>>,
    /// Why the history is not complete, if it is not.
    pub cut: Option<String>,
    /// The ids of the risks that waited for a decision about a month before, on
    /// the day of [`month_before`](crate::trend::month_before); `None` where that
    /// is not known.
    pub waited: Option<Vec<String>>,
    /// The management review looks back to this day.
    pub review_since: Option<Day>,
}

/// The commit that a register was read at.
#[derive(Debug, Clone)]
pub struct Commit {
    /// The whole id.
    pub id: String,
    /// The day of the committer's date, in UTC.
    pub day: Day,
    /// The committer's time, in seconds since 1970.
    pub seconds: i64,
    /// The register's files differ from it.
    pub dirty: bool,
}

impl Commit {
    /// The id's first seven digits.
    #[must_use]
    pub fn short(&self) -> &str {
        self.id.get(..7).unwrap_or(&self.id)
    }
}

/// A file of the register that the site takes over.
#[derive(Debug, Clone)]
pub struct OwnFile {
    /// Its name without the ending.
    pub stem: String,
    /// The ending, lower case.
    pub extension: String,
    /// What it holds.
    pub bytes: Vec<u8>,
}
