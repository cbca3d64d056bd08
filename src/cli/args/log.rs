//! The options of `plimsoll log`.

use super::parse_day;
use super::show::TextFormat;
use crate::model::day::Day;

/// Tell the history: every change of every field, who, when, in which commit.
///
/// A risk is followed by its id, whatever its file is called and wherever it
/// lies; a merge is told only where it changes something itself. Authors are
/// named by .mailmap and people.toml as they were before the commit.
#[derive(Debug, clap::Args)]
#[command(after_long_help = "\
Examples:
  plimsoll log                              the whole register, newest first
  plimsoll log R001                         one risk, across renames and moves
  plimsoll log R001 --field likelihood      who changed it, and when
  plimsoll log --since 2025-01-01 --author ana
  plimsoll log --format json")]
pub(in crate::cli) struct LogOptions {
    /// The risk's id, also one that it had before or of one that is gone.
    #[arg(value_name = "ID")]
    pub(in crate::cli) id: Option<String>,

    /// Only commits of this day (UTC, by the committer) or later.
    #[arg(long, value_name = "DATE", value_parser = parse_day)]
    pub(in crate::cli) since: Option<Day>,

    /// Only commits of this day or earlier.
    #[arg(long, value_name = "DATE", value_parser = parse_day)]
    pub(in crate::cli) until: Option<Day>,

    /// Only commits of authors with this in their name, address or id.
    #[arg(long, value_name = "TEXT")]
    pub(in crate::cli) author: Option<String>,

    /// Only changes of this field or of parts of it: `treatment.due`, `treatment`.
    #[arg(long, value_name = "FIELD")]
    pub(in crate::cli) field: Option<String>,

    /// How the history is written.
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    pub(in crate::cli) format: TextFormat,

    /// Tell the history of this revision or day instead of what is checked out.
    #[arg(long, value_name = "REV|DATE")]
    pub(in crate::cli) at: Option<String>,
}
