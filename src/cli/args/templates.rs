//! The options of `plimsoll templates`.

use std::path::PathBuf;

/// List the built-in page templates and what each may print.
///
/// A file of the folder templates/ ([paths] templates) takes the place of the
/// built-in template of its name, and may extend that as `builtin/NAME`. Of each
/// such file it is said whether the built-in one has changed since it was made.
/// Named templates are told in full: every variable and what is in it.
#[derive(Debug, clap::Args)]
#[command(after_long_help = "\
Examples:
  plimsoll templates                               all of them, and yours
  plimsoll templates risk.html                     what a risk's page may print
  plimsoll templates risk.html --write templates   begin your own from it")]
pub(in crate::cli) struct TemplatesOptions {
    /// Templates; without any, all of them.
    #[arg(value_name = "NAME")]
    pub(in crate::cli) names: Vec<String>,

    /// Write them into this folder, each with a mark of what it was made from;
    /// nothing that exists is overwritten.
    #[arg(long, value_name = "DIR")]
    pub(in crate::cli) write: Option<PathBuf>,
}
