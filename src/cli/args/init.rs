//! The options of `plimsoll init`.

use std::path::PathBuf;

use clap::ValueEnum;

/// Start a register: plimsoll.toml, a methodology, people and a first risk.
///
/// Nothing that exists is overwritten.
///
/// With --example, a register of a made-up company is written instead, as a Git
/// repository with two years of history: branches, merges, postponements,
/// decisions, a change of methodology. It is the same every time.
#[derive(Debug, clap::Args)]
#[command(after_long_help = "\
Examples:
  plimsoll init                       here, three by three
  plimsoll init risk --preset nhs     in a folder, with the NHS matrix
  plimsoll init risk --ci github      with workflows that check every change
  plimsoll init --ci gitlab           pipelines for the register that is here
  plimsoll init demo --example        a populated one, to look around")]
pub(in crate::cli) struct InitOptions {
    /// The folder; made if it does not exist.
    #[arg(value_name = "DIR", default_value = ".")]
    pub(in crate::cli) directory: PathBuf,

    /// The methodology to begin with.
    #[arg(long, value_name = "P", default_value = "three-by-three")]
    pub(in crate::cli) preset: Preset,

    /// What the register is called.
    #[arg(long, value_name = "TITLE", default_value = DEFAULT_TITLE)]
    pub(in crate::cli) title: String,

    /// Add pipelines of this forge: checks and a comment on every change, the
    /// site, reminders.
    ///
    /// They lie at the top of the repository. Where DIR holds a register
    /// already, they alone are added.
    #[arg(long, value_name = "FORGE")]
    pub(in crate::cli) ci: Option<Forge>,

    /// Write a populated register with two years of Git history; DIR must be
    /// empty or not exist.
    #[arg(long, conflicts_with_all = ["preset", "title", "ci"])]
    pub(in crate::cli) example: bool,
}

/// What a register is called that nobody named.
pub(in crate::cli) const DEFAULT_TITLE: &str = "Risk register";

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum Forge {
    /// Workflows in .github/workflows/.
    Github,
    /// .gitlab-ci.yml, and what it includes in .gitlab/.
    Gitlab,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum Preset {
    /// Three likelihoods by three impacts, four levels.
    ThreeByThree,
    /// Five by five, the product of the scores in bands.
    FiveByFive,
    /// NIST SP 800-30 Rev. 1, table I-2.
    #[value(name = "nist-800-30")]
    Nist80030,
    /// The NHS risk matrix (National Patient Safety Agency, 2008).
    Nhs,
    /// OWASP Risk Rating Methodology.
    Owasp,
}
