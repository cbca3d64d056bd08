//! The options of `plimsoll list`.

use clap::ValueEnum;

use super::filters::Filters;

/// List the risks: worst level first, then what is overdue, then by due date.
///
/// Filters are combined: a risk must pass all of them. Of several values of
/// one filter, any will do. On a terminal the heat map of the open ones stands
/// under the table.
#[derive(Debug, clap::Args)]
#[command(after_long_help = "\
Examples:
  plimsoll list --above-line
  plimsoll list --owner it-manager --overdue
  plimsoll list --due-within 30d --format csv
  plimsoll list --where 'days(assessed, today) > 365 && \"cloud\" in tags'")]
pub(in crate::cli) struct ListOptions {
    #[command(flatten)]
    pub(in crate::cli) filters: Filters,

    /// How the risks are written.
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    pub(in crate::cli) format: ListFormat,

    /// Read the register as this revision or day had it, straight from Git.
    ///
    /// A day means the newest first-parent commit that is not after it. It is
    /// judged by the methodology of that commit, on that commit's day unless
    /// --today names another.
    #[arg(long, value_name = "REV|DATE")]
    pub(in crate::cli) at: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum ListFormat {
    /// For people; the columns that fit.
    Table,
    /// A document for programs.
    Json,
    /// The eleven columns for a spreadsheet.
    Csv,
}
