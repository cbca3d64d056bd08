//! The options of `plimsoll due`.

use clap::ValueEnum;

use super::filters::Filters;

/// Tell who has to do what by when: steps, plans, reviews, decisions,
/// measurements, tests.
///
/// What is late is told whatever its day, and so is what waits for a decision
/// and has no day. What any one of several people may decide stands with each
/// of them. The filters are those of `list`; of controls and indicators they
/// leave what matters to a risk that passes.
///
/// Where the forge is known, each line leads to its file there: as a link in
/// Markdown and in terminals that can, as addresses in JSON.
#[derive(Debug, clap::Args)]
#[command(after_long_help = "\
Examples:
  plimsoll due                              late, or due within 30 days
  plimsoll due --within 3m --by day         the next quarter, by day
  plimsoll due --person it-manager          what is mine
  plimsoll due --above-line                 about risks above the line only
  plimsoll due --format markdown            for a ticket or a mail
  plimsoll due --format json                for a job that makes tickets of it")]
pub(in crate::cli) struct DueOptions {
    /// Until how long from now: 30d, 2w, 3m, 1y.
    #[arg(long, value_name = "TIME", default_value = "30d")]
    pub(in crate::cli) within: String,

    /// What stands together; documents for programs are by owner.
    #[arg(long, value_name = "WHAT", default_value = "owner")]
    pub(in crate::cli) by: DueBy,

    /// Only what this person has to do.
    #[arg(long, value_name = "PERSON")]
    pub(in crate::cli) person: Option<String>,

    #[command(flatten)]
    pub(in crate::cli) filters: Filters,

    /// How it is written.
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    pub(in crate::cli) format: DueFormat,

    /// Read the register as this revision or day had it, straight from Git.
    ///
    /// A day means the newest first-parent commit that is not after it. It is
    /// judged by the methodology of that commit, on that commit's day unless
    /// --today names another.
    #[arg(long, value_name = "REV|DATE")]
    pub(in crate::cli) at: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum DueBy {
    /// Who does it.
    Owner,
    /// When it is due.
    Day,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum DueFormat {
    /// For people, in a terminal.
    Human,
    /// For a ticket or a mail.
    Markdown,
    /// A document for programs.
    Json,
}
