//! The options of `plimsoll export`.

use std::path::PathBuf;

use clap::ValueEnum;

use super::filters::Filters;

/// Export the register: for spreadsheets, calendars, feed readers, warehouses.
///
/// What `publish` keeps back is left out: a hidden risk in full, of one in
/// outline all but id, title, owner, level and dates. The filters are those of
/// `list`; of the history and the controls they leave what is of the risks that
/// pass. In a calendar, --owner keeps what that person has to do, about risks
/// of others too.
#[derive(Debug, clap::Args)]
#[command(after_long_help = "\
Examples:
  plimsoll export xlsx --output register.xlsx
  plimsoll export csv --above-line > above.csv
  plimsoll export ics --owner it-manager --output mine.ics
  plimsoll export atom --output changes.atom
  plimsoll export ndjson --at 2025-12-31 > risk-2025.ndjson
  plimsoll export svg --chart heat-map --output heat-map.svg
  plimsoll export json --audience board")]
pub(in crate::cli) struct ExportOptions {
    /// What is written.
    #[arg(value_name = "FORMAT")]
    pub(in crate::cli) format: ExportFormat,

    /// The file that it is written to; it is there in full or not at all, and
    /// never replaces a file of the register.
    #[arg(short, long, value_name = "FILE")]
    pub(in crate::cli) output: Option<PathBuf>,

    /// The chart that `svg` draws: heat-map, heat-map-inherent,
    /// heat-map-residual, levels, ages, treatments, controls, incidents,
    /// indicator:ID, risk:ID or history:ID.
    #[arg(long, value_name = "NAME")]
    pub(in crate::cli) chart: Option<String>,

    #[command(flatten)]
    pub(in crate::cli) filters: Filters,

    /// Export of each risk what this `[[site.audience]]` may see of it.
    #[arg(long, value_name = "AUDIENCE")]
    pub(in crate::cli) audience: Option<String>,

    /// Read the register as this revision or day had it, straight from Git.
    ///
    /// A day means the newest first-parent commit that is not after it. It is
    /// judged by the methodology of that commit, on that commit's day unless
    /// --today names another.
    #[arg(long, value_name = "REV|DATE")]
    pub(in crate::cli) at: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum ExportFormat {
    /// The eleven columns, then every field.
    Csv,
    /// The document of `list --format json`.
    Json,
    /// A line per risk, change and control.
    Ndjson,
    /// A workbook: register, treatment plan, controls, methodology, changes.
    Xlsx,
    /// A calendar: open steps, plans, reviews, ends of acceptances.
    Ics,
    /// A feed of the changes.
    Atom,
    /// A chart of the site as a picture; --chart names it.
    Svg,
}
