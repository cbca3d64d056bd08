//! The options of `plimsoll codeowners`.

use std::path::PathBuf;

/// Write the register's part of a CODEOWNERS file.
///
/// Who has to review a change of which file, from people, roles and the owners
/// of risks: so the forge asks those whom the register names. Lines of others in
/// the file stay; a catch-all for the register comes first.
///
/// A risk below the line is its owner's; one above the line is for those who may
/// approve or accept its level; method, people and configuration are for those
/// who approve the methodology.
#[derive(Debug, clap::Args)]
#[command(after_long_help = "\
Examples:
  plimsoll codeowners                    writes .github/CODEOWNERS or what is there
  plimsoll codeowners --check            for CI: ends with 1 if it would change
  plimsoll codeowners --output -         to standard output")]
pub(in crate::cli) struct CodeownersOptions {
    /// Write nothing; end with 1 if the file is not up to date, and show how.
    #[arg(long)]
    pub(in crate::cli) check: bool,

    /// The file, relative to the working directory; `-` for standard output.
    #[arg(short, long, value_name = "FILE")]
    pub(in crate::cli) output: Option<PathBuf>,
}
