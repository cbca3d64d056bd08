//! The options of `plimsoll fmt`.

use std::path::PathBuf;

/// Lay the files of the register out in one way.
///
/// Keys stand in the order of their table, catalogues by id, spacing and quotes
/// follow one rule, and TOML 1.1 is written as 1.0. Comments go with the line
/// below them; nothing is deleted and no value changes. A file that does not
/// parse is left alone and named, the others are laid out all the same.
///
/// Ends with 0, with 1 if a file could not be laid out or, under --check and
/// --diff, if one would change, with 2 if nothing could be written.
#[derive(Debug, clap::Args)]
#[command(after_long_help = "\
Examples:
  plimsoll fmt                     every file of the register
  plimsoll fmt risks/supply        only what lies there
  plimsoll fmt --check             which files would change, for CI
  plimsoll fmt --diff              what would change
  plimsoll fmt - < R001.toml       from standard input to standard output")]
pub(in crate::cli) struct FmtOptions {
    /// Only these files and folders; `-` for standard input.
    #[arg(value_name = "PATH")]
    pub(in crate::cli) paths: Vec<PathBuf>,

    /// Write nothing: name the files that would change, and end with 1 if there
    /// are any.
    #[arg(long, conflicts_with = "diff")]
    pub(in crate::cli) check: bool,

    /// Write nothing: show what would change, and end with 1 if something would.
    #[arg(long)]
    pub(in crate::cli) diff: bool,

    /// With `-`, the file that the text is of; without it, the kind of the file
    /// is told by its keys.
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) stdin_filename: Option<PathBuf>,
}
