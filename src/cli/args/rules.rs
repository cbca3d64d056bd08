//! The options of `plimsoll rules`.

use super::show::TextFormat;

/// List all rules.
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct RulesOptions {
    /// How the rules are written.
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    pub(in crate::cli) format: TextFormat,
}
