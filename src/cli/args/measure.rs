//! The options of `plimsoll measure`.

use super::parse_day;
use crate::model::day::Day;

/// Add a measurement of an indicator.
///
/// It becomes the last line of the indicator's file in `measurements/`. A past
/// value is corrected in the file itself, with a note that says why.
#[derive(Debug, clap::Args)]
#[command(after_long_help = "\
Examples:
  plimsoll measure phishing-attempts 42
  plimsoll measure patched-in-time 93.5 --n 210 --date 2025-05-31
  plimsoll measure phishing-attempts 120 --note \"a wave before the holidays\"")]
pub(in crate::cli) struct MeasureOptions {
    /// The indicator's id or name.
    #[arg(value_name = "ID")]
    pub(in crate::cli) id: String,

    /// The value: digits, with a point for decimals.
    #[arg(value_name = "VALUE", allow_hyphen_values = true)]
    pub(in crate::cli) value: String,

    /// The day that it is of; default: today.
    #[arg(long, value_name = "DATE", value_parser = parse_day)]
    pub(in crate::cli) date: Option<Day>,

    /// Of how many things.
    #[arg(long, value_name = "N")]
    pub(in crate::cli) n: Option<u64>,

    /// A remark.
    #[arg(long, value_name = "TEXT")]
    pub(in crate::cli) note: Option<String>,
}
