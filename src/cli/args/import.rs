//! The options of `plimsoll import`.

use std::path::PathBuf;

/// Import a spreadsheet: a CSV file or an XLSX workbook becomes risk files.
///
/// The row of headings is found and columns are known by their usual names.
/// Likelihoods, impacts and levels are read against the methodology, as words,
/// numbers or "4 - Likely"; people, assets and controls that no file has are
/// made, once each. What no key stands for goes into `description`.
///
/// Nothing is guessed: what could be read in two ways is a doubt, and while a
/// row is in doubt nothing is written. Run twice, it changes nothing; rows are
/// known again by their id or by the `source` of their risk.
///
/// Ends with 0 if the register has what the sheet has, with 1 if rows are in
/// doubt, with 2 if the file or the mapping cannot be read.
#[derive(Debug, clap::Args)]
#[command(after_long_help = "\
Examples:
  plimsoll import register.xlsx --dry-run          what would come, and what is in doubt
  plimsoll import register.csv --date-format %d/%m/%Y
  plimsoll import register.xlsx --mapping register.mapping.toml
  plimsoll import register.xlsx --skip-doubtful    all rows that nothing is asked about
  plimsoll import register.xlsx --update           bring what was changed in the sheet

A mapping:
  sheet = \"Register\"
  header_row = 3
  date_format = \"%d/%m/%Y\"

  [columns]                       # a key of a risk = the heading
  title = \"Risk\"
  treatment.due = \"target_date\"

  [values.treatment.option]       # what a cell says = the id
  \"Reduce\" = \"mitigate\"

  [defaults]                      # in every row that says nothing itself
  owner = \"it-manager\"")]
pub(in crate::cli) struct ImportOptions {
    /// The spreadsheet.
    #[arg(value_name = "FILE")]
    pub(in crate::cli) file: PathBuf,

    /// Read it as this file says: only the columns that it names.
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) mapping: Option<PathBuf>,

    /// Write what the columns were taken for to a new file.
    #[arg(long, value_name = "FILE", conflicts_with = "mapping")]
    pub(in crate::cli) save_mapping: Option<PathBuf>,

    /// The sheet of a workbook; default: the one that looks like a register.
    #[arg(long, value_name = "NAME")]
    pub(in crate::cli) sheet: Option<String>,

    /// What separates the cells of a text table; default: told by the headings.
    #[arg(long, value_name = "CHARACTER")]
    pub(in crate::cli) delimiter: Option<char>,

    /// How days are written where they could be read in two ways: %d/%m/%Y.
    #[arg(long, value_name = "FORMAT")]
    pub(in crate::cli) date_format: Option<String>,

    /// Show what would come, row by row, and write nothing.
    #[arg(long)]
    pub(in crate::cli) dry_run: bool,

    /// Leave out the rows that are in doubt, and write the others.
    #[arg(long)]
    pub(in crate::cli) skip_doubtful: bool,

    /// Let the sheet count where it differs from the register.
    #[arg(long)]
    pub(in crate::cli) update: bool,

    /// With --update, change files that have uncommitted changes.
    #[arg(long, requires = "update")]
    pub(in crate::cli) allow_dirty: bool,

    /// Where there is no methodology yet, write one that follows from the cells.
    #[arg(long)]
    pub(in crate::cli) infer_methodology: bool,
}
