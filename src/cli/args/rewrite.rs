//! The options of what changes many files at once.

/// How many files are changed at once.
#[derive(Debug, Clone, Copy, clap::Args)]
pub(in crate::cli) struct RewriteOptions {
    /// Show what would be written, and write nothing.
    #[arg(long)]
    pub(in crate::cli) dry_run: bool,

    /// Change files that have uncommitted changes, too.
    #[arg(long)]
    pub(in crate::cli) allow_dirty: bool,
}
