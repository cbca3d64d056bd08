//! The options of `plimsoll reassign`.

use clap::ValueEnum;

use super::rewrite::RewriteOptions;
use crate::edit::reassign::Share;

/// Hand over what is still to be done or answered for by somebody who leaves.
///
/// Risks and assets owned, plans and actions that are not done, controls and
/// indicators. What the person assessed, decided or did stays theirs.
#[derive(Debug, clap::Args)]
#[command(after_long_help = "\
Examples:
  plimsoll reassign former-it-manager it-manager
  plimsoll reassign former-it-manager security-lead --only actions
  plimsoll reassign former-it-manager it-manager --dry-run")]
pub(in crate::cli) struct ReassignOptions {
    /// Who hands over, an id.
    #[arg(value_name = "OLD")]
    pub(in crate::cli) old: String,

    /// Who takes over, an id of people.toml.
    #[arg(value_name = "NEW")]
    pub(in crate::cli) new: String,

    /// Only risks and assets, only plans and actions, or only controls and
    /// indicators.
    #[arg(long, value_name = "WHAT")]
    pub(in crate::cli) only: Option<OnlyShare>,

    #[command(flatten)]
    pub(in crate::cli) rewrite: RewriteOptions,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum OnlyShare {
    /// Risks and assets.
    Owner,
    /// Treatment plans and their actions.
    Actions,
    /// Controls and indicators.
    Controls,
}

impl From<OnlyShare> for Share {
    fn from(only: OnlyShare) -> Self {
        match only {
            OnlyShare::Owner => Self::Owner,
            OnlyShare::Actions => Self::Actions,
            OnlyShare::Controls => Self::Controls,
        }
    }
}
