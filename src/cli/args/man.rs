//! The options of `plimsoll man`.

use std::path::PathBuf;

/// Print the manual page, or write one a command into a folder.
#[derive(Debug, clap::Args)]
#[command(after_long_help = "Examples:\n  plimsoll man | man -l -\n  plimsoll man ~/.local/share/man/man1")]
pub(in crate::cli) struct ManOptions {
    /// The folder that the pages are written to.
    #[arg(value_name = "DIR")]
    pub(in crate::cli) directory: Option<PathBuf>,
}
