//! The command lines of decisions.

use std::path::PathBuf;

use clap::ValueEnum;

use crate::cli::args::parse_day;
use crate::model::day::Day;
use crate::model::risk::Outcome;

/// What all decisions share.
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct Common {
    /// The risk, by its id or one that it had before.
    #[arg(value_name = "ID")]
    pub(in crate::cli) id: String,

    /// Who decides, by id or name.
    #[arg(long, value_name = "PERSON")]
    pub(in crate::cli) by: Option<String>,

    /// The day of the decision; the day that everything is judged on if not given.
    #[arg(long, value_name = "DATE", value_parser = parse_day)]
    pub(in crate::cli) on: Option<Day>,

    /// Show what would be written, as a diff, and write nothing.
    #[arg(long)]
    pub(in crate::cli) dry_run: bool,

    /// Write without asking.
    #[arg(short, long)]
    pub(in crate::cli) yes: bool,

    /// Commit the file, and it alone, by your own `git commit`.
    ///
    /// Your hooks run and your signing is used. What else is staged stays
    /// staged.
    #[arg(long, conflicts_with = "dry_run")]
    pub(in crate::cli) commit: bool,
}

/// How a decision is signed.
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct Signing {
    /// Sign the seal with the decider's SSH key.
    ///
    /// Without --key: `user.signingKey` of your Git configuration where
    /// `gpg.format` is `ssh`, else a key that the SSH agent holds, else
    /// ~/.ssh/id_ed25519. people.toml must list it for the decider.
    #[arg(long)]
    pub(in crate::cli) sign: bool,

    /// The key to sign with: the file of the private key, or of the public one
    /// if the agent holds it.
    #[arg(long, value_name = "FILE", requires = "sign")]
    pub(in crate::cli) key: Option<PathBuf>,
}

/// Accept the current level of a risk above the line, until a day.
///
/// Writes [acceptance], sealed over what was decided on, and nothing else.
/// Refused where the level is reserved to a role that the person does not hold,
/// where it runs longer than the level allows, and where the person assessed
/// the risk; who may is said.
///
/// On a terminal, what is missing is asked for, and the change is shown before
/// it is written.
#[derive(Debug, clap::Args)]
#[command(after_long_help = "\
Examples:
  plimsoll accept R042                          asks for the rest
  plimsoll accept R042 --by ciso --until 2025-09-30 \\
    --rationale \"The quarter's figures depend on the account\"
  plimsoll accept R042 --by ciso --until 2025-09-30 --rationale \"…\" --sign --commit

Exit codes: 0 written, 1 refused, 2 it could not be done.")]
pub(in crate::cli) struct AcceptOptions {
    #[command(flatten)]
    pub(in crate::cli) common: Common,

    /// The last day on which it holds.
    #[arg(long, value_name = "DATE", value_parser = parse_day)]
    pub(in crate::cli) until: Option<Day>,

    /// Why the risk is carried (markdown).
    #[arg(long, value_name = "TEXT")]
    pub(in crate::cli) rationale: Option<String>,

    /// On which conditions (markdown).
    #[arg(long, value_name = "TEXT")]
    pub(in crate::cli) conditions: Option<String>,

    #[command(flatten)]
    pub(in crate::cli) signing: Signing,
}

/// Approve the treatment plan of a risk above the line.
///
/// Writes [treatment.approval], sealed over the plan, and nothing else. Refused
/// where the level is reserved to a role that the person does not hold; who may
/// is said.
#[derive(Debug, clap::Args)]
#[command(after_long_help = "\
Examples:
  plimsoll approve R007 --by ciso
  plimsoll approve R007 --by ciso --sign --key ~/.ssh/id_ed25519
  plimsoll approve R007 --by ciso --dry-run

Exit codes: 0 written, 1 refused, 2 it could not be done.")]
pub(in crate::cli) struct ApproveOptions {
    #[command(flatten)]
    pub(in crate::cli) common: Common,

    #[command(flatten)]
    pub(in crate::cli) signing: Signing,
}

/// Record that somebody looked at a risk again.
///
/// Writes [review] and nothing else; `every` stays. If the review changed the
/// assessment, edit likelihood and impact too.
#[derive(Debug, clap::Args)]
#[command(after_long_help = "\
Examples:
  plimsoll review R007 --by it-manager --outcome unchanged
  plimsoll review R007 --by it-manager --outcome changed --note \"Two incidents since March\"

Exit codes: 0 written, 1 refused, 2 it could not be done.")]
pub(in crate::cli) struct ReviewOptions {
    #[command(flatten)]
    pub(in crate::cli) common: Common,

    /// Whether the assessment stands.
    #[arg(long, value_name = "OUTCOME")]
    pub(in crate::cli) outcome: Option<Found>,

    /// A remark.
    #[arg(long, value_name = "TEXT")]
    pub(in crate::cli) note: Option<String>,
}

/// What a review found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum Found {
    /// The assessment stands.
    Unchanged,
    /// The assessment was changed.
    Changed,
}

impl Found {
    pub(super) fn outcome(self) -> Outcome {
        match self {
            Self::Unchanged => Outcome::Unchanged,
            Self::Changed => Outcome::Changed,
        }
    }
}

/// Move the deadline of a treatment plan later, with the reason.
///
/// Writes an entry of [[treatment.postponed]] and `treatment.due`, which then
/// is the plan's deadline. Refuses a date that is not later.
#[derive(Debug, clap::Args)]
#[command(after_long_help = "\
Examples:
  plimsoll postpone R001 --to 2025-09-30 --reason \"Supplier is late\" --by it-manager
  plimsoll postpone R001 --to 2025-09-30 --reason \"Supplier is late\" --by it-manager --commit

Exit codes: 0 written, 1 refused, 2 it could not be done.")]
pub(in crate::cli) struct PostponeOptions {
    #[command(flatten)]
    pub(in crate::cli) common: Common,

    /// The new deadline.
    #[arg(long, value_name = "DATE", value_parser = parse_day)]
    pub(in crate::cli) to: Option<Day>,

    /// Why it moves.
    #[arg(long, value_name = "TEXT")]
    pub(in crate::cli) reason: Option<String>,
}

/// Close a risk that no longer exists; its file stays.
///
/// Writes [closed] and `status`, and nothing else. Above the line, closing
/// needs whoever may accept the level.
#[derive(Debug, clap::Args)]
#[command(after_long_help = "\
Examples:
  plimsoll close R019 --by ciso --reason \"The laptops were taken out of use\"
  plimsoll close R019 --by ciso --reason \"Covered there\" --merged-into R007

Exit codes: 0 written, 1 refused, 2 it could not be done.")]
pub(in crate::cli) struct CloseOptions {
    #[command(flatten)]
    pub(in crate::cli) common: Common,

    /// Why it is no more.
    #[arg(long, value_name = "TEXT")]
    pub(in crate::cli) reason: Option<String>,

    /// The risk that took it in.
    #[arg(long, value_name = "ID")]
    pub(in crate::cli) merged_into: Option<String>,
}
