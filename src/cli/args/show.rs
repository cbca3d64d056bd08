//! The options of `plimsoll show`.

use clap::ValueEnum;

/// Show one risk: its assessment, treatment, decisions, dates and findings.
#[derive(Debug, clap::Args)]
#[command(after_long_help = "\
Examples:
  plimsoll show R001
  plimsoll show R001 --format json")]
pub(in crate::cli) struct ShowOptions {
    /// The risk's id.
    #[arg(value_name = "ID")]
    pub(in crate::cli) id: String,

    /// How the risk is written.
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    pub(in crate::cli) format: TextFormat,

    /// Read the register as this revision or day had it, straight from Git.
    ///
    /// A day means the newest first-parent commit that is not after it. It is
    /// judged by the methodology of that commit, on that commit's day unless
    /// --today names another.
    #[arg(long, value_name = "REV|DATE")]
    pub(in crate::cli) at: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum TextFormat {
    /// For people.
    Human,
    /// A document for programs.
    Json,
}
