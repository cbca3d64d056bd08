//! The options of `plimsoll renumber`.

use super::rewrite::RewriteOptions;

/// Give a risk another id.
///
/// Its file is renamed, every reference to it is rewritten, and the old id is
/// kept in `formerly`, so that look-ups, the log, seals and old addresses of the
/// site follow. Comments and layout stay.
///
/// Where two risks have one id, name the file of the one that gets another:
/// references go on meaning the other.
#[derive(Debug, clap::Args)]
#[command(after_long_help = "\
Examples:
  plimsoll renumber R012                        the next free id
  plimsoll renumber R012 R040 --dry-run         what would be written
  plimsoll renumber risks/supply/R012.toml      where two have the id R012")]
pub(in crate::cli) struct RenumberOptions {
    /// The risk's id, or its file.
    #[arg(value_name = "OLD-OR-PATH")]
    pub(in crate::cli) old: String,

    /// Its new id; without it, the next free one.
    #[arg(value_name = "NEW")]
    pub(in crate::cli) new: Option<String>,

    #[command(flatten)]
    pub(in crate::cli) rewrite: RewriteOptions,
}
