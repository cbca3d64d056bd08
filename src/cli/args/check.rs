//! The options of `plimsoll check`.

use std::path::PathBuf;

use clap::ValueEnum;

use super::parse_day;
use crate::model::day::Day;

/// Check the register.
///
/// All errors of all files come out of one run. With PATHs the whole register
/// is read all the same, and only what lies in them is reported.
///
/// Ends with 0 if there is nothing to object to, with 1 if there are errors,
/// with 2 if the check could not be done.
#[derive(Debug, clap::Args)]
#[command(after_long_help = "\
Examples:
  plimsoll check                            the whole register
  plimsoll check risks/supply               only what lies there
  plimsoll check --new-since                only what this branch brings
  plimsoll check --ignore dated             only what is wrong every day
  plimsoll check --select decisions         only approvals and acceptances
  plimsoll check --format short --deny warnings
  plimsoll check --diff                     what --fix would write
  plimsoll check --fix                      names to ids, quoted dates, misspelt case
  plimsoll check --stdin-filename risks/R001.toml - < draft.toml
  plimsoll check --add-waivers --reason \"Taken over\" --until 2026-06-30 --by ciso
  plimsoll check --format github --output markdown=$GITHUB_STEP_SUMMARY
  plimsoll check --output sarif=plimsoll.sarif --output junit=plimsoll.xml")]
pub(in crate::cli) struct CheckOptions {
    /// Report only what lies in these files and folders.
    #[arg(value_name = "PATH")]
    pub(in crate::cli) paths: Vec<PathBuf>,

    /// How the findings are written.
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    pub(in crate::cli) format: CheckFormat,

    /// Write the findings to a file as well, in a format of its own; may be
    /// given several times.
    ///
    /// Without FORMAT the file takes that of --format, and the terminal shows
    /// the findings for people. The file is there in full or not at all, and
    /// never replaces a file of the register. $GITHUB_STEP_SUMMARY is added to,
    /// and its markdown may be longer (1 MiB) than a comment (65,536 characters).
    #[arg(short, long, value_name = "[FORMAT=]FILE", value_parser = parse_output)]
    pub(in crate::cli) output: Vec<CheckOutput>,

    /// Mend what is meant beyond doubt: a name or another spelling where an id
    /// belongs, a misspelt key, a date in quotes.
    ///
    /// What was written must equal, but for case, spaces, hyphens and
    /// punctuation, exactly one id or name. Comments and layout stay. A file is
    /// left as it is where its fix would bring another finding about how the
    /// register is written, or void a decision; it is named then.
    #[arg(long, conflicts_with = "at")]
    pub(in crate::cli) fix: bool,

    /// Mend what could change what is meant, too: take out a waiver that
    /// silences nothing, rename a file after its id, give the younger of two
    /// risks with one id another. Brings --fix with it.
    #[arg(long, conflicts_with = "at")]
    pub(in crate::cli) unsafe_fixes: bool,

    /// Write nothing: show what --fix (or --unsafe-fixes, or --add-waivers)
    /// would write, and end with 1 if that is anything.
    #[arg(long, conflicts_with = "at")]
    pub(in crate::cli) diff: bool,

    /// Write a waiver for everything that is found and can be waived: for a
    /// register that is taken over with old sins.
    ///
    /// On the risk that a finding is about, else in waivers.toml. --by must be
    /// somebody who may; --no-waivers shows what is waived.
    #[arg(long, requires = "reason", requires = "until", requires = "by",
          conflicts_with_all = ["at", "fix", "unsafe_fixes", "no_waivers"])]
    pub(in crate::cli) add_waivers: bool,

    /// Why, for --add-waivers.
    #[arg(long, value_name = "TEXT", requires = "add_waivers")]
    pub(in crate::cli) reason: Option<String>,

    /// The last day on which the waivers hold.
    #[arg(long, value_name = "DATE", requires = "add_waivers", value_parser = parse_day)]
    pub(in crate::cli) until: Option<Day>,

    /// Who grants the waivers, an id of people.toml.
    #[arg(long, value_name = "PERSON", requires = "add_waivers")]
    pub(in crate::cli) by: Option<String>,

    /// Read this file of the register from standard input, as an editor has it
    /// before it is saved, and report what is found there.
    #[arg(long, value_name = "FILE",
          conflicts_with_all = ["at", "fix", "unsafe_fixes", "diff", "add_waivers"])]
    pub(in crate::cli) stdin_filename: Option<PathBuf>,

    /// Only these rules or families; `dated` for what time alone brings.
    #[arg(long, value_name = "RULE-OR-FAMILY", value_delimiter = ',')]
    pub(in crate::cli) select: Vec<String>,

    /// Not these rules or families.
    #[arg(long, value_name = "RULE-OR-FAMILY", value_delimiter = ',')]
    pub(in crate::cli) ignore: Vec<String>,

    /// Report only what this change brings, not what REV has as well.
    ///
    /// The register is held against the merge-base of REV and HEAD. Both are
    /// judged on the same day, each by its own methodology and people; a
    /// finding is known again wherever its file went. Of both severities the
    /// stricter counts, and a waiver where both sides have it. What the change
    /// does by an authority that it gives itself is `self-granted-authority`.
    ///
    /// Without REV the base is what the CI names (GITHUB_BASE_REF,
    /// CI_MERGE_REQUEST_DIFF_BASE_SHA), the first parent of the CI's merge
    /// commit, or the merge-base with the default branch.
    #[arg(long, value_name = "REV", num_args = 0..=1)]
    pub(in crate::cli) new_since: Option<Option<String>>,

    /// Report what waivers silence, too.
    #[arg(long)]
    pub(in crate::cli) no_waivers: bool,

    /// Show what waivers silence beside the findings, marked as waived.
    ///
    /// It weighs nothing. JSON always has it; `github` and `gitlab` have no
    /// place for it.
    #[arg(long, conflicts_with = "no_waivers")]
    pub(in crate::cli) show_waived: bool,

    /// End with 1 on warnings as well.
    #[arg(long, value_name = "WHAT")]
    pub(in crate::cli) deny: Option<Deny>,

    /// End with 0 whatever is found.
    #[arg(long)]
    pub(in crate::cli) exit_zero: bool,

    /// Count the findings by rule instead of showing them: for human, short and
    /// markdown; JSON always has the counts. Files of --output hold all findings.
    #[arg(long)]
    pub(in crate::cli) statistics: bool,

    /// Read the register as this revision or day had it, straight from Git.
    ///
    /// A day means the newest first-parent commit that is not after it. It is
    /// judged by the methodology of that commit, on that commit's day unless
    /// --today names another.
    #[arg(long, value_name = "REV|DATE")]
    pub(in crate::cli) at: Option<String>,
}

impl CheckOptions {
    /// Whether files of the register are written, or would be.
    pub(in crate::cli) fn writes(&self) -> bool {
        self.fix || self.unsafe_fixes || self.diff || self.add_waivers
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum CheckFormat {
    /// The line, the word, what to write instead.
    Human,
    /// `path:line:column: severity rule: message`.
    Short,
    /// A document for programs.
    Json,
    /// SARIF 2.1.0, for code scanning.
    Sarif,
    /// Annotations of a GitHub workflow.
    Github,
    /// The code quality report of GitLab.
    Gitlab,
    /// A test report.
    Junit,
    /// For the summary of a step or a comment.
    Markdown,
}

/// A file that findings are written to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::cli) struct CheckOutput {
    /// Its format, if it has one of its own.
    pub(in crate::cli) format: Option<CheckFormat>,
    /// The file.
    pub(in crate::cli) file: PathBuf,
}

fn parse_output(text: &str) -> Result<CheckOutput, String> {
    let (format, file) = match text.split_once('=') {
        Some((word, file)) if word.bytes().all(|byte| byte.is_ascii_alphanumeric()) => {
            let format = CheckFormat::from_str(word, false).map_err(|_| {
                format!("there is no format `{word}`; write ./{text} for a file of that name")
            })?;
            (Some(format), file)
        }
        _ => (None, text),
    };
    if file.is_empty() || file == "-" {
        return Err("name a file; --format says how standard output is written".to_owned());
    }
    Ok(CheckOutput { format, file: PathBuf::from(file) })
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum Deny {
    /// Warnings count as errors.
    Warnings,
}
