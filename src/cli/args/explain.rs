//! The options of `plimsoll explain`.

use super::show::TextFormat;

/// Explain a rule: what it finds, why it matters, a bad and a good example.
#[derive(Debug, clap::Args)]
#[command(after_long_help = "Example:\n  plimsoll explain overdue-treatment")]
pub(in crate::cli) struct ExplainOptions {
    /// The rule's name; `plimsoll rules` lists them.
    #[arg(value_name = "RULE")]
    pub(in crate::cli) rule: String,

    /// How the page is written.
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    pub(in crate::cli) format: TextFormat,
}
