//! The options of `plimsoll build`.

use std::path::PathBuf;

use super::parse_day;
use crate::model::day::Day;

/// Build the static site.
///
/// The new site is written beside the old one and takes its place at the end:
/// a build that fails leaves the old site as it was. A folder that Plimsoll
/// did not write is never replaced.
///
/// Ends with 1 if the register has errors that time alone did not bring; the
/// site is written all the same and says so on every page.
#[derive(Debug, clap::Args)]
#[command(after_long_help = "\
Examples:
  plimsoll build                      into site/
  plimsoll build --out public/risk
  plimsoll build --audience board     what that audience may see")]
pub(in crate::cli) struct BuildOptions {
    /// The folder that the site is written to; default: site/ in the register.
    #[arg(long, value_name = "DIR")]
    pub(in crate::cli) out: Option<PathBuf>,

    /// Let the management review look back to this day; default: the day of the
    /// last review ([site] last_review), else twelve months.
    #[arg(long, value_name = "DATE", value_parser = parse_day)]
    pub(in crate::cli) review_since: Option<Day>,

    /// Show of each risk what this `[[site.audience]]` may see of it.
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
