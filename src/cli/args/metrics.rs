//! The options of `plimsoll metrics`.

use clap::ValueEnum;

use super::parse_day;
use crate::model::day::Day;

/// Compute the figures: register, follow-up, indicators, incidents, controls.
///
/// Nothing of them is stored: they are computed from the files and, where there
/// is one, from Git's history, so that they are known for every past month
/// (--at). What cannot be known is said to be unknown, and is never zero.
#[derive(Debug, clap::Args)]
#[command(after_long_help = "\
Examples:
  plimsoll metrics                          the last twelve months
  plimsoll metrics --since 2025-01-01 --by quarter
  plimsoll metrics --at 2025-06-30          as they were then
  plimsoll metrics --format csv             for a spreadsheet")]
pub(in crate::cli) struct MetricsOptions {
    /// Figures of a period begin after this day; default: twelve months ago.
    #[arg(long, value_name = "DATE", value_parser = parse_day)]
    pub(in crate::cli) since: Option<Day>,

    /// How far the columns of levels over time lie apart.
    #[arg(long, value_name = "TIME", default_value = "month")]
    pub(in crate::cli) by: By,

    /// How they are written.
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    pub(in crate::cli) format: MetricsFormat,

    /// Compute those of this revision or day, straight from Git.
    #[arg(long, value_name = "REV|DATE")]
    pub(in crate::cli) at: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum By {
    /// The end of each month.
    Month,
    /// The end of each quarter.
    Quarter,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum MetricsFormat {
    /// For people.
    Human,
    /// For programs.
    Json,
    /// For spreadsheets.
    Csv,
}
