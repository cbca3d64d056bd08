//! The options of `plimsoll diff`.

use clap::ValueEnum;

/// Tell what a change means: levels, dates and decisions before and after.
///
/// BASE is compared with HEAD as given; BASE alone, where the working tree left
/// it. Without BASE it is what the CI names, else where the working tree left
/// the default branch. Both are judged on the same day, each by its own
/// methodology. Reformatting, reordering and comments are no change.
#[derive(Debug, clap::Args)]
#[command(after_long_help = "\
Examples:
  plimsoll diff                              what this branch and its files change
  plimsoll diff v1.0 HEAD                    between two revisions
  plimsoll diff 2025-01-01                   since a day
  plimsoll diff --format markdown            for the pull request's comment
  plimsoll diff --exit-code                  ends with 1 if anything changed")]
pub(in crate::cli) struct DiffOptions {
    /// What to compare with: a revision or a day.
    #[arg(value_name = "BASE")]
    pub(in crate::cli) base: Option<String>,

    /// What to compare; without it the working tree.
    #[arg(value_name = "HEAD")]
    pub(in crate::cli) head: Option<String>,

    /// How the change is told.
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    pub(in crate::cli) format: DiffFormat,

    /// End with 1 if anything changed in meaning.
    #[arg(long)]
    pub(in crate::cli) exit_code: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum DiffFormat {
    /// For people, in a terminal.
    Human,
    /// For a comment on a pull request; it ends in a hidden mark.
    Markdown,
    /// A document for programs.
    Json,
}
