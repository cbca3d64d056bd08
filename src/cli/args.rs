//! The command line: every command, option and help text.

use std::path::PathBuf;

use clap::builder::styling::{AnsiColor, Styles};
use clap::{Parser, Subcommand, ValueEnum};

use super::decide::args::{AcceptOptions, ApproveOptions, CloseOptions, PostponeOptions, ReviewOptions};
use crate::edit::reassign::Share;
use crate::model::day::Day;

const STYLES: Styles = Styles::styled()
    .header(AnsiColor::Yellow.on_default().bold())
    .usage(AnsiColor::Yellow.on_default().bold())
    .literal(AnsiColor::Cyan.on_default().bold())
    .placeholder(AnsiColor::Cyan.on_default());

/// Risk-as-code: a linter and static site generator for risk registers in Git.
///
/// Each information-security risk is a TOML file. Plimsoll checks the files
/// against the organisation's own methodology, computes levels and deadlines,
/// and renders the register as a static site.
///
/// A register is a folder with a plimsoll.toml; every command finds it by
/// walking up from the working directory.
#[derive(Debug, Parser)]
#[command(name = "plimsoll", version, styles = STYLES, max_term_width = 90, after_help = "Begin with `plimsoll init`, then `plimsoll check` and `plimsoll build`.")]
pub(super) struct Args {
    #[command(subcommand)]
    pub(super) command: Command,

    /// Start looking for the register in this folder.
    #[arg(short = 'C', global = true, value_name = "DIR")]
    pub(super) start: Option<PathBuf>,

    /// Judge everything on this day, not on the current one (UTC).
    ///
    /// Without it, SOURCE_DATE_EPOCH counts if it is set.
    #[arg(long, global = true, value_name = "DATE", value_parser = parse_day)]
    pub(super) today: Option<Day>,

    /// When to use colour.
    ///
    /// `auto` asks NO_COLOR, FORCE_COLOR, CLICOLOR_FORCE and the terminal.
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub(super) color: When,

    /// Print results only, no notes and no summary.
    #[arg(short, long, global = true)]
    pub(super) quiet: bool,

    /// Say more about what is done.
    #[arg(short, long, global = true, conflicts_with = "quiet")]
    pub(super) verbose: bool,

    /// Never show progress.
    #[arg(long, global = true)]
    pub(super) no_progress: bool,

    /// Never send long output through a pager.
    ///
    /// On a terminal, $PLIMSOLL_PAGER, $PAGER or `less` shows it otherwise.
    #[arg(long, global = true)]
    pub(super) no_pager: bool,

    /// Read everything from the commits, and store nothing for the next run.
    #[arg(long, global = true)]
    pub(super) no_cache: bool,
}

pub(super) fn parse_day(text: &str) -> Result<Day, String> {
    text.parse().map_err(|_| "write a day as 2025-04-30".to_owned())
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum When {
    Auto,
    Always,
    Never,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    Init(InitOptions),
    New(NewOptions),
    Renumber(RenumberOptions),
    Reassign(ReassignOptions),
    Codeowners(CodeownersOptions),
    Check(CheckOptions),
    Fmt(FmtOptions),
    List(ListOptions),
    Show(ShowOptions),
    Log(LogOptions),
    Diff(DiffOptions),
    Due(DueOptions),
    Metrics(MetricsOptions),
    Measure(MeasureOptions),
    Accept(AcceptOptions),
    Approve(ApproveOptions),
    Review(ReviewOptions),
    Postpone(PostponeOptions),
    Close(CloseOptions),
    Build(BuildOptions),
    #[cfg(feature = "serve")]
    Serve(ServeOptions),
    Templates(TemplatesOptions),
    Export(ExportOptions),
    Import(ImportOptions),
    Rules(RulesOptions),
    Explain(ExplainOptions),
    Completions(CompletionsOptions),
    Man(ManOptions),
}

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
pub(super) struct InitOptions {
    /// The folder; made if it does not exist.
    #[arg(value_name = "DIR", default_value = ".")]
    pub(super) directory: PathBuf,

    /// The methodology to begin with.
    #[arg(long, value_name = "P", default_value = "three-by-three")]
    pub(super) preset: Preset,

    /// What the register is called.
    #[arg(long, value_name = "TITLE", default_value = DEFAULT_TITLE)]
    pub(super) title: String,

    /// Add pipelines of this forge: checks and a comment on every change, the
    /// site, reminders.
    ///
    /// They lie at the top of the repository. Where DIR holds a register
    /// already, they alone are added.
    #[arg(long, value_name = "FORGE")]
    pub(super) ci: Option<Forge>,

    /// Write a populated register with two years of Git history; DIR must be
    /// empty or not exist.
    #[arg(long, conflicts_with_all = ["preset", "title", "ci"])]
    pub(super) example: bool,
}

/// What a register is called that nobody named.
pub(super) const DEFAULT_TITLE: &str = "Risk register";

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Forge {
    /// Workflows in .github/workflows/.
    Github,
    /// .gitlab-ci.yml, and what it includes in .gitlab/.
    Gitlab,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Preset {
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

/// Write a new risk from the template.
///
/// The id is one more than the highest that any risk has or ever had: in the
/// working tree, in its history, and in those of all local and remote-tracking
/// branches; gaps are never filled. On a terminal, what is missing is asked for
/// and the file is opened
/// in $EDITOR.
#[derive(Debug, clap::Args)]
#[command(after_long_help = "\
Examples:
  plimsoll new \"Supplier outage stops order intake\" --owner it-manager
  plimsoll new \"Flood\" --owner facilities --likelihood low --impact high")]
pub(super) struct NewOptions {
    /// What the risk is called.
    #[arg(value_name = "TITLE")]
    pub(super) title: Option<String>,

    /// The risk's owner, an id of people.toml.
    #[arg(long, value_name = "PERSON")]
    pub(super) owner: Option<String>,

    /// The current likelihood, an id of the methodology.
    #[arg(long, value_name = "ID", requires = "impact")]
    pub(super) likelihood: Option<String>,

    /// The current impact, an id of the methodology.
    #[arg(long, value_name = "ID", requires = "likelihood")]
    pub(super) impact: Option<String>,

    /// A grouping; the file goes into a folder of that name.
    #[arg(long, value_name = "NAME")]
    pub(super) category: Option<String>,

    /// Do not open the file in $EDITOR.
    #[arg(long)]
    pub(super) no_edit: bool,
}

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
pub(super) struct RenumberOptions {
    /// The risk's id, or its file.
    #[arg(value_name = "OLD-OR-PATH")]
    pub(super) old: String,

    /// Its new id; without it, the next free one.
    #[arg(value_name = "NEW")]
    pub(super) new: Option<String>,

    #[command(flatten)]
    pub(super) rewrite: RewriteOptions,
}

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
pub(super) struct ReassignOptions {
    /// Who hands over, an id.
    #[arg(value_name = "OLD")]
    pub(super) old: String,

    /// Who takes over, an id of people.toml.
    #[arg(value_name = "NEW")]
    pub(super) new: String,

    /// Only risks and assets, only plans and actions, or only controls and
    /// indicators.
    #[arg(long, value_name = "WHAT")]
    pub(super) only: Option<OnlyShare>,

    #[command(flatten)]
    pub(super) rewrite: RewriteOptions,
}

/// How many files are changed at once.
#[derive(Debug, Clone, Copy, clap::Args)]
pub(super) struct RewriteOptions {
    /// Show what would be written, and write nothing.
    #[arg(long)]
    pub(super) dry_run: bool,

    /// Change files that have uncommitted changes, too.
    #[arg(long)]
    pub(super) allow_dirty: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum OnlyShare {
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

/// Write the register's part of a CODEOWNERS file.
///
/// Who has to review a change of which file, from people, roles and the owners
/// of risks: so the forge asks those whom the register names. Lines of others in
/// the file stay; a catch-all for the register comes first.
///
/// A risk below the line is its owner's; one above the line is for those who may
/// approve or accept its level; method, people and configuration are for those
/// who approve the methodology.
#[derive(Debug, clap::Args)]
#[command(after_long_help = "\
Examples:
  plimsoll codeowners                    writes .github/CODEOWNERS or what is there
  plimsoll codeowners --check            for CI: ends with 1 if it would change
  plimsoll codeowners --output -         to standard output")]
pub(super) struct CodeownersOptions {
    /// Write nothing; end with 1 if the file is not up to date, and show how.
    #[arg(long)]
    pub(super) check: bool,

    /// The file, relative to the working directory; `-` for standard output.
    #[arg(short, long, value_name = "FILE")]
    pub(super) output: Option<PathBuf>,
}

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
pub(super) struct CheckOptions {
    /// Report only what lies in these files and folders.
    #[arg(value_name = "PATH")]
    pub(super) paths: Vec<PathBuf>,

    /// How the findings are written.
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    pub(super) format: CheckFormat,

    /// Write the findings to a file as well, in a format of its own; may be
    /// given several times.
    ///
    /// Without FORMAT the file takes that of --format, and the terminal shows
    /// the findings for people. The file is there in full or not at all, and
    /// never replaces a file of the register. $GITHUB_STEP_SUMMARY is added to,
    /// and its markdown may be longer (1 MiB) than a comment (65,536 characters).
    #[arg(short, long, value_name = "[FORMAT=]FILE", value_parser = parse_output)]
    pub(super) output: Vec<CheckOutput>,

    /// Mend what is meant beyond doubt: a name or another spelling where an id
    /// belongs, a misspelt key, a date in quotes.
    ///
    /// What was written must equal, but for case, spaces, hyphens and
    /// punctuation, exactly one id or name. Comments and layout stay. A file is
    /// left as it is where its fix would bring another finding about how the
    /// register is written, or void a decision; it is named then.
    #[arg(long, conflicts_with = "at")]
    pub(super) fix: bool,

    /// Mend what could change what is meant, too: take out a waiver that
    /// silences nothing, rename a file after its id, give the younger of two
    /// risks with one id another. Brings --fix with it.
    #[arg(long, conflicts_with = "at")]
    pub(super) unsafe_fixes: bool,

    /// Write nothing: show what --fix (or --unsafe-fixes, or --add-waivers)
    /// would write, and end with 1 if that is anything.
    #[arg(long, conflicts_with = "at")]
    pub(super) diff: bool,

    /// Write a waiver for everything that is found and can be waived: for a
    /// register that is taken over with old sins.
    ///
    /// On the risk that a finding is about, else in waivers.toml. --by must be
    /// somebody who may; --no-waivers shows what is waived.
    #[arg(long, requires = "reason", requires = "until", requires = "by",
          conflicts_with_all = ["at", "fix", "unsafe_fixes", "no_waivers"])]
    pub(super) add_waivers: bool,

    /// Why, for --add-waivers.
    #[arg(long, value_name = "TEXT", requires = "add_waivers")]
    pub(super) reason: Option<String>,

    /// The last day on which the waivers hold.
    #[arg(long, value_name = "DATE", requires = "add_waivers", value_parser = parse_day)]
    pub(super) until: Option<Day>,

    /// Who grants the waivers, an id of people.toml.
    #[arg(long, value_name = "PERSON", requires = "add_waivers")]
    pub(super) by: Option<String>,

    /// Read this file of the register from standard input, as an editor has it
    /// before it is saved, and report what is found there.
    #[arg(long, value_name = "FILE",
          conflicts_with_all = ["at", "fix", "unsafe_fixes", "diff", "add_waivers"])]
    pub(super) stdin_filename: Option<PathBuf>,

    /// Only these rules or families; `dated` for what time alone brings.
    #[arg(long, value_name = "RULE-OR-FAMILY", value_delimiter = ',')]
    pub(super) select: Vec<String>,

    /// Not these rules or families.
    #[arg(long, value_name = "RULE-OR-FAMILY", value_delimiter = ',')]
    pub(super) ignore: Vec<String>,

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
    pub(super) new_since: Option<Option<String>>,

    /// Report what waivers silence, too.
    #[arg(long)]
    pub(super) no_waivers: bool,

    /// Show what waivers silence beside the findings, marked as waived.
    ///
    /// It weighs nothing. JSON always has it; `github` and `gitlab` have no
    /// place for it.
    #[arg(long, conflicts_with = "no_waivers")]
    pub(super) show_waived: bool,

    /// End with 1 on warnings as well.
    #[arg(long, value_name = "WHAT")]
    pub(super) deny: Option<Deny>,

    /// End with 0 whatever is found.
    #[arg(long)]
    pub(super) exit_zero: bool,

    /// Count the findings by rule instead of showing them: for human, short and
    /// markdown; JSON always has the counts. Files of --output hold all findings.
    #[arg(long)]
    pub(super) statistics: bool,

    /// Read the register as this revision or day had it, straight from Git.
    ///
    /// A day means the newest first-parent commit that is not after it. It is
    /// judged by the methodology of that commit, on that commit's day unless
    /// --today names another.
    #[arg(long, value_name = "REV|DATE")]
    pub(super) at: Option<String>,
}

impl CheckOptions {
    /// Whether files of the register are written, or would be.
    pub(super) fn writes(&self) -> bool {
        self.fix || self.unsafe_fixes || self.diff || self.add_waivers
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum CheckFormat {
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
pub(super) struct CheckOutput {
    /// Its format, if it has one of its own.
    pub(super) format: Option<CheckFormat>,
    /// The file.
    pub(super) file: PathBuf,
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
pub(super) enum Deny {
    /// Warnings count as errors.
    Warnings,
}

/// Lay the files of the register out in one way.
///
/// Keys stand in the order of their table, catalogues by id, spacing and quotes
/// follow one rule, and TOML 1.1 is written as 1.0. Comments go with the line
/// below them; nothing is deleted and no value changes. A file that does not
/// parse is left alone and named, the others are laid out all the same.
///
/// Ends with 0, with 1 if a file could not be laid out or, under --check and
/// --diff, if one would change, with 2 if nothing could be written.
#[derive(Debug, clap::Args)]
#[command(after_long_help = "\
Examples:
  plimsoll fmt                     every file of the register
  plimsoll fmt risks/supply        only what lies there
  plimsoll fmt --check             which files would change, for CI
  plimsoll fmt --diff              what would change
  plimsoll fmt - < R001.toml       from standard input to standard output")]
pub(super) struct FmtOptions {
    /// Only these files and folders; `-` for standard input.
    #[arg(value_name = "PATH")]
    pub(super) paths: Vec<PathBuf>,

    /// Write nothing: name the files that would change, and end with 1 if there
    /// are any.
    #[arg(long, conflicts_with = "diff")]
    pub(super) check: bool,

    /// Write nothing: show what would change, and end with 1 if something would.
    #[arg(long)]
    pub(super) diff: bool,

    /// With `-`, the file that the text is of; without it, the kind of the file
    /// is told by its keys.
    #[arg(long, value_name = "FILE")]
    pub(super) stdin_filename: Option<PathBuf>,
}

/// List the risks: worst level first, then what is overdue, then by due date.
///
/// Filters are combined: a risk must pass all of them. Of several values of
/// one filter, any will do. On a terminal the heat map of the open ones stands
/// under the table.
#[derive(Debug, clap::Args)]
#[command(after_long_help = "\
Examples:
  plimsoll list --above-line
  plimsoll list --owner it-manager --overdue
  plimsoll list --due-within 30d --format csv
  plimsoll list --where 'days(assessed, today) > 365 && \"cloud\" in tags'")]
pub(super) struct ListOptions {
    #[command(flatten)]
    pub(super) filters: Filters,

    /// How the risks are written.
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    pub(super) format: ListFormat,

    /// Read the register as this revision or day had it, straight from Git.
    ///
    /// A day means the newest first-parent commit that is not after it. It is
    /// judged by the methodology of that commit, on that commit's day unless
    /// --today names another.
    #[arg(long, value_name = "REV|DATE")]
    pub(super) at: Option<String>,
}

/// Which risks are listed.
#[derive(Debug, Clone, Default, clap::Args)]
#[command(next_help_heading = "Filters")]
pub(super) struct Filters {
    /// Risks owned by this person.
    #[arg(long, value_name = "PERSON", value_delimiter = ',')]
    pub(super) owner: Vec<String>,

    /// Risks at this level.
    #[arg(long, value_name = "LEVEL", value_delimiter = ',')]
    pub(super) level: Vec<String>,

    /// Risks of this status.
    #[arg(long, value_name = "STATUS", value_delimiter = ',')]
    pub(super) status: Vec<String>,

    /// Open risks above the acceptance line.
    #[arg(long)]
    pub(super) above_line: bool,

    /// Risks whose treatment, action or review is late.
    #[arg(long)]
    pub(super) overdue: bool,

    /// Risks with something due within this time, late ones included: 30d, 2w, 3m.
    #[arg(long, value_name = "TIME")]
    pub(super) due_within: Option<String>,

    /// Risks that put this asset at stake.
    #[arg(long, value_name = "ASSET", value_delimiter = ',')]
    pub(super) asset: Vec<String>,

    /// Risks that count on this control or plan it.
    #[arg(long, value_name = "CONTROL", value_delimiter = ',')]
    pub(super) control: Vec<String>,

    /// Risks with this tag.
    #[arg(long, value_name = "TAG", value_delimiter = ',')]
    pub(super) tag: Vec<String>,

    /// Risks without likelihood and impact.
    #[arg(long)]
    pub(super) unassessed: bool,

    /// Risks that meet this condition: level == "high" && treatment.due < today.
    ///
    /// In CEL, over the keys that --format json prints of a risk; own rules
    /// (`[[rule]]` in plimsoll.toml) are written in the same language. What is
    /// absent meets no condition but `== null`. `today`, `days(from, to)` and
    /// ranks (levels[level] >= levels.high) are there beside them.
    #[arg(long = "where", value_name = "EXPR")]
    pub(super) condition: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum ListFormat {
    /// For people; the columns that fit.
    Table,
    /// A document for programs.
    Json,
    /// The eleven columns for a spreadsheet.
    Csv,
}

/// Show one risk: its assessment, treatment, decisions, dates and findings.
#[derive(Debug, clap::Args)]
#[command(after_long_help = "\
Examples:
  plimsoll show R001
  plimsoll show R001 --format json")]
pub(super) struct ShowOptions {
    /// The risk's id.
    #[arg(value_name = "ID")]
    pub(super) id: String,

    /// How the risk is written.
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    pub(super) format: TextFormat,

    /// Read the register as this revision or day had it, straight from Git.
    ///
    /// A day means the newest first-parent commit that is not after it. It is
    /// judged by the methodology of that commit, on that commit's day unless
    /// --today names another.
    #[arg(long, value_name = "REV|DATE")]
    pub(super) at: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum TextFormat {
    /// For people.
    Human,
    /// A document for programs.
    Json,
}

/// Tell the history: every change of every field, who, when, in which commit.
///
/// A risk is followed by its id, whatever its file is called and wherever it
/// lies; a merge is told only where it changes something itself. Authors are
/// named by .mailmap and people.toml as they were before the commit.
#[derive(Debug, clap::Args)]
#[command(after_long_help = "\
Examples:
  plimsoll log                              the whole register, newest first
  plimsoll log R001                         one risk, across renames and moves
  plimsoll log R001 --field likelihood      who changed it, and when
  plimsoll log --since 2025-01-01 --author ana
  plimsoll log --format json")]
pub(super) struct LogOptions {
    /// The risk's id, also one that it had before or of one that is gone.
    #[arg(value_name = "ID")]
    pub(super) id: Option<String>,

    /// Only commits of this day (UTC, by the committer) or later.
    #[arg(long, value_name = "DATE", value_parser = parse_day)]
    pub(super) since: Option<Day>,

    /// Only commits of this day or earlier.
    #[arg(long, value_name = "DATE", value_parser = parse_day)]
    pub(super) until: Option<Day>,

    /// Only commits of authors with this in their name, address or id.
    #[arg(long, value_name = "TEXT")]
    pub(super) author: Option<String>,

    /// Only changes of this field or of parts of it: `treatment.due`, `treatment`.
    #[arg(long, value_name = "FIELD")]
    pub(super) field: Option<String>,

    /// How the history is written.
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    pub(super) format: TextFormat,

    /// Tell the history of this revision or day instead of what is checked out.
    #[arg(long, value_name = "REV|DATE")]
    pub(super) at: Option<String>,
}

/// Tell what a change means: levels, dates and decisions before and after.
///
/// BASE is compared with HEAD as given; BASE alone, where the working tree left
/// it. Without BASE it is what the CI names, else where the working tree left
/// the default branch. Both are judged on the same day, each by its own
/// methodology. Reformatting, reordering and comments are no change.
#[derive(Debug, clap::Args)]
#[command(after_long_help = "\
Examples:
  plimsoll diff                              what this branch and its files change
  plimsoll diff v1.0 HEAD                    between two revisions
  plimsoll diff 2025-01-01                   since a day
  plimsoll diff --format markdown            for the pull request's comment
  plimsoll diff --exit-code                  ends with 1 if anything changed")]
pub(super) struct DiffOptions {
    /// What to compare with: a revision or a day.
    #[arg(value_name = "BASE")]
    pub(super) base: Option<String>,

    /// What to compare; without it the working tree.
    #[arg(value_name = "HEAD")]
    pub(super) head: Option<String>,

    /// How the change is told.
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    pub(super) format: DiffFormat,

    /// End with 1 if anything changed in meaning.
    #[arg(long)]
    pub(super) exit_code: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum DiffFormat {
    /// For people, in a terminal.
    Human,
    /// For a comment on a pull request; it ends in a hidden mark.
    Markdown,
    /// A document for programs.
    Json,
}

/// Compute the figures: register, follow-up, indicators, incidents, controls.
///
/// Nothing of them is stored: they are computed from the files and, where there
/// is one, from Git's history, so that they are known for every past month
/// (--at). What cannot be known is said to be unknown, and is never zero.
#[derive(Debug, clap::Args)]
#[command(after_long_help = "\
Examples:
  plimsoll metrics                          the last twelve months
  plimsoll metrics --since 2025-01-01 --by quarter
  plimsoll metrics --at 2025-06-30          as they were then
  plimsoll metrics --format csv             for a spreadsheet")]
pub(super) struct MetricsOptions {
    /// Figures of a period begin after this day; default: twelve months ago.
    #[arg(long, value_name = "DATE", value_parser = parse_day)]
    pub(super) since: Option<Day>,

    /// How far the columns of levels over time lie apart.
    #[arg(long, value_name = "TIME", default_value = "month")]
    pub(super) by: By,

    /// How they are written.
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    pub(super) format: MetricsFormat,

    /// Compute those of this revision or day, straight from Git.
    #[arg(long, value_name = "REV|DATE")]
    pub(super) at: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum By {
    /// The end of each month.
    Month,
    /// The end of each quarter.
    Quarter,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum MetricsFormat {
    /// For people.
    Human,
    /// For programs.
    Json,
    /// For spreadsheets.
    Csv,
}

/// Add a measurement of an indicator.
///
/// It becomes the last line of the indicator's file in `measurements/`. A past
/// value is corrected in the file itself, with a note that says why.
#[derive(Debug, clap::Args)]
#[command(after_long_help = "\
Examples:
  plimsoll measure phishing-attempts 42
  plimsoll measure patched-in-time 93.5 --n 210 --date 2025-05-31
  plimsoll measure phishing-attempts 120 --note \"a wave before the holidays\"")]
pub(super) struct MeasureOptions {
    /// The indicator's id or name.
    #[arg(value_name = "ID")]
    pub(super) id: String,

    /// The value: digits, with a point for decimals.
    #[arg(value_name = "VALUE", allow_hyphen_values = true)]
    pub(super) value: String,

    /// The day that it is of; default: today.
    #[arg(long, value_name = "DATE", value_parser = parse_day)]
    pub(super) date: Option<Day>,

    /// Of how many things.
    #[arg(long, value_name = "N")]
    pub(super) n: Option<u64>,

    /// A remark.
    #[arg(long, value_name = "TEXT")]
    pub(super) note: Option<String>,
}

/// Tell who has to do what by when: steps, plans, reviews, decisions,
/// measurements, tests.
///
/// What is late is told whatever its day, and so is what waits for a decision
/// and has no day. What any one of several people may decide stands with each
/// of them. The filters are those of `list`; of controls and indicators they
/// leave what matters to a risk that passes.
///
/// Where the forge is known, each line leads to its file there: as a link in
/// Markdown and in terminals that can, as addresses in JSON.
#[derive(Debug, clap::Args)]
#[command(after_long_help = "\
Examples:
  plimsoll due                              late, or due within 30 days
  plimsoll due --within 3m --by day         the next quarter, by day
  plimsoll due --person it-manager          what is mine
  plimsoll due --above-line                 about risks above the line only
  plimsoll due --format markdown            for a ticket or a mail
  plimsoll due --format json                for a job that makes tickets of it")]
pub(super) struct DueOptions {
    /// Until how long from now: 30d, 2w, 3m, 1y.
    #[arg(long, value_name = "TIME", default_value = "30d")]
    pub(super) within: String,

    /// What stands together; documents for programs are by owner.
    #[arg(long, value_name = "WHAT", default_value = "owner")]
    pub(super) by: DueBy,

    /// Only what this person has to do.
    #[arg(long, value_name = "PERSON")]
    pub(super) person: Option<String>,

    #[command(flatten)]
    pub(super) filters: Filters,

    /// How it is written.
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    pub(super) format: DueFormat,

    /// Read the register as this revision or day had it, straight from Git.
    ///
    /// A day means the newest first-parent commit that is not after it. It is
    /// judged by the methodology of that commit, on that commit's day unless
    /// --today names another.
    #[arg(long, value_name = "REV|DATE")]
    pub(super) at: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum DueBy {
    /// Who does it.
    Owner,
    /// When it is due.
    Day,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum DueFormat {
    /// For people, in a terminal.
    Human,
    /// For a ticket or a mail.
    Markdown,
    /// A document for programs.
    Json,
}

/// Build the static site.
///
/// The new site is written beside the old one and takes its place at the end:
/// a build that fails leaves the old site as it was. A folder that Plimsoll
/// did not write is never replaced.
///
/// Ends with 1 if the register has errors that time alone did not bring; the
/// site is written all the same and says so on every page.
#[derive(Debug, clap::Args)]
#[command(after_long_help = "\
Examples:
  plimsoll build                      into site/
  plimsoll build --out public/risk
  plimsoll build --audience board     what that audience may see")]
pub(super) struct BuildOptions {
    /// The folder that the site is written to; default: site/ in the register.
    #[arg(long, value_name = "DIR")]
    pub(super) out: Option<PathBuf>,

    /// Let the management review look back to this day; default: the day of the
    /// last review ([site] last_review), else twelve months.
    #[arg(long, value_name = "DATE", value_parser = parse_day)]
    pub(super) review_since: Option<Day>,

    /// Show of each risk what this `[[site.audience]]` may see of it.
    #[arg(long, value_name = "AUDIENCE")]
    pub(super) audience: Option<String>,

    /// Read the register as this revision or day had it, straight from Git.
    ///
    /// A day means the newest first-parent commit that is not after it. It is
    /// judged by the methodology of that commit, on that commit's day unless
    /// --today names another.
    #[arg(long, value_name = "REV|DATE")]
    pub(super) at: Option<String>,
}

/// Serve the site on this machine while the register is edited.
///
/// The site is built into a temporary folder, and built again when a file of
/// the register changes or a commit is made; open pages then show the new
/// state where they stand, with what `check` finds in a corner. While a file
/// cannot be read, the last good site stays and says why.
///
/// Only this machine is answered, unless --allow-remote says otherwise. Ctrl-C
/// ends it. Ends with 2 if the port is taken.
#[cfg(feature = "serve")]
#[derive(Debug, clap::Args)]
#[command(after_long_help = "\
Examples:
  plimsoll serve --open               and show it in the browser
  plimsoll serve --port 0             on any free port, which is printed
  plimsoll serve --audience board     what that audience will see
  plimsoll serve --host 0.0.0.0 --allow-remote")]
pub(super) struct ServeOptions {
    /// The port; 0 takes any free one.
    #[arg(long, value_name = "N", default_value_t = 4270)]
    pub(super) port: u16,

    /// Open the site in the browser.
    #[arg(long)]
    pub(super) open: bool,

    /// The address of the interface.
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1")]
    pub(super) host: std::net::IpAddr,

    /// Let other machines read the register: for a --host that they reach.
    #[arg(long)]
    pub(super) allow_remote: bool,

    /// Show of each risk what this `[[site.audience]]` may see of it.
    #[arg(long, value_name = "AUDIENCE")]
    pub(super) audience: Option<String>,
}

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
pub(super) struct TemplatesOptions {
    /// Templates; without any, all of them.
    #[arg(value_name = "NAME")]
    pub(super) names: Vec<String>,

    /// Write them into this folder, each with a mark of what it was made from;
    /// nothing that exists is overwritten.
    #[arg(long, value_name = "DIR")]
    pub(super) write: Option<PathBuf>,
}

/// Export the register: for spreadsheets, calendars, feed readers, warehouses.
///
/// What `publish` keeps back is left out: a hidden risk in full, of one in
/// outline all but id, title, owner, level and dates. The filters are those of
/// `list`; of the history and the controls they leave what is of the risks that
/// pass. In a calendar, --owner keeps what that person has to do, about risks
/// of others too.
#[derive(Debug, clap::Args)]
#[command(after_long_help = "\
Examples:
  plimsoll export xlsx --output register.xlsx
  plimsoll export csv --above-line > above.csv
  plimsoll export ics --owner it-manager --output mine.ics
  plimsoll export atom --output changes.atom
  plimsoll export ndjson --at 2025-12-31 > risk-2025.ndjson
  plimsoll export svg --chart heat-map --output heat-map.svg
  plimsoll export json --audience board")]
pub(super) struct ExportOptions {
    /// What is written.
    #[arg(value_name = "FORMAT")]
    pub(super) format: ExportFormat,

    /// The file that it is written to; it is there in full or not at all, and
    /// never replaces a file of the register.
    #[arg(short, long, value_name = "FILE")]
    pub(super) output: Option<PathBuf>,

    /// The chart that `svg` draws: heat-map, heat-map-inherent,
    /// heat-map-residual, levels, ages, treatments, controls, incidents,
    /// indicator:ID, risk:ID or history:ID.
    #[arg(long, value_name = "NAME")]
    pub(super) chart: Option<String>,

    #[command(flatten)]
    pub(super) filters: Filters,

    /// Export of each risk what this `[[site.audience]]` may see of it.
    #[arg(long, value_name = "AUDIENCE")]
    pub(super) audience: Option<String>,

    /// Read the register as this revision or day had it, straight from Git.
    ///
    /// A day means the newest first-parent commit that is not after it. It is
    /// judged by the methodology of that commit, on that commit's day unless
    /// --today names another.
    #[arg(long, value_name = "REV|DATE")]
    pub(super) at: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum ExportFormat {
    /// The eleven columns, then every field.
    Csv,
    /// The document of `list --format json`.
    Json,
    /// A line per risk, change and control.
    Ndjson,
    /// A workbook: register, treatment plan, controls, methodology, changes.
    Xlsx,
    /// A calendar: open steps, plans, reviews, ends of acceptances.
    Ics,
    /// A feed of the changes.
    Atom,
    /// A chart of the site as a picture; --chart names it.
    Svg,
}

/// Import a spreadsheet: a CSV file or an XLSX workbook becomes risk files.
///
/// The row of headings is found and columns are known by their usual names.
/// Likelihoods, impacts and levels are read against the methodology, as words,
/// numbers or "4 - Likely"; people, assets and controls that no file has are
/// made, once each. What no key stands for goes into `description`.
///
/// Nothing is guessed: what could be read in two ways is a doubt, and while a
/// row is in doubt nothing is written. Run twice, it changes nothing; rows are
/// known again by their id or by the `source` of their risk.
///
/// Ends with 0 if the register has what the sheet has, with 1 if rows are in
/// doubt, with 2 if the file or the mapping cannot be read.
#[derive(Debug, clap::Args)]
#[command(after_long_help = "\
Examples:
  plimsoll import register.xlsx --dry-run          what would come, and what is in doubt
  plimsoll import register.csv --date-format %d/%m/%Y
  plimsoll import register.xlsx --mapping register.mapping.toml
  plimsoll import register.xlsx --skip-doubtful    all rows that nothing is asked about
  plimsoll import register.xlsx --update           bring what was changed in the sheet

A mapping:
  sheet = \"Register\"
  header_row = 3
  date_format = \"%d/%m/%Y\"

  [columns]                       # a key of a risk = the heading
  title = \"Risk\"
  treatment.due = \"target_date\"

  [values.treatment.option]       # what a cell says = the id
  \"Reduce\" = \"mitigate\"

  [defaults]                      # in every row that says nothing itself
  owner = \"it-manager\"")]
pub(super) struct ImportOptions {
    /// The spreadsheet.
    #[arg(value_name = "FILE")]
    pub(super) file: PathBuf,

    /// Read it as this file says: only the columns that it names.
    #[arg(long, value_name = "FILE")]
    pub(super) mapping: Option<PathBuf>,

    /// Write what the columns were taken for to a new file.
    #[arg(long, value_name = "FILE", conflicts_with = "mapping")]
    pub(super) save_mapping: Option<PathBuf>,

    /// The sheet of a workbook; default: the one that looks like a register.
    #[arg(long, value_name = "NAME")]
    pub(super) sheet: Option<String>,

    /// What separates the cells of a text table; default: told by the headings.
    #[arg(long, value_name = "CHARACTER")]
    pub(super) delimiter: Option<char>,

    /// How days are written where they could be read in two ways: %d/%m/%Y.
    #[arg(long, value_name = "FORMAT")]
    pub(super) date_format: Option<String>,

    /// Show what would come, row by row, and write nothing.
    #[arg(long)]
    pub(super) dry_run: bool,

    /// Leave out the rows that are in doubt, and write the others.
    #[arg(long)]
    pub(super) skip_doubtful: bool,

    /// Let the sheet count where it differs from the register.
    #[arg(long)]
    pub(super) update: bool,

    /// With --update, change files that have uncommitted changes.
    #[arg(long, requires = "update")]
    pub(super) allow_dirty: bool,

    /// Where there is no methodology yet, write one that follows from the cells.
    #[arg(long)]
    pub(super) infer_methodology: bool,
}

/// List all rules.
#[derive(Debug, clap::Args)]
pub(super) struct RulesOptions {
    /// How the rules are written.
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    pub(super) format: TextFormat,
}

/// Explain a rule: what it finds, why it matters, a bad and a good example.
#[derive(Debug, clap::Args)]
#[command(after_long_help = "Example:\n  plimsoll explain overdue-treatment")]
pub(super) struct ExplainOptions {
    /// The rule's name; `plimsoll rules` lists them.
    #[arg(value_name = "RULE")]
    pub(super) rule: String,

    /// How the page is written.
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    pub(super) format: TextFormat,
}

/// Print the completions for a shell.
#[derive(Debug, clap::Args)]
#[command(after_long_help = "\
Examples:
  plimsoll completions bash > ~/.local/share/bash-completion/completions/plimsoll
  plimsoll completions zsh > ~/.zfunc/_plimsoll
  plimsoll completions fish > ~/.config/fish/completions/plimsoll.fish")]
pub(super) struct CompletionsOptions {
    /// The shell.
    #[arg(value_name = "SHELL")]
    pub(super) shell: clap_complete::Shell,
}

/// Print the manual page, or write one a command into a folder.
#[derive(Debug, clap::Args)]
#[command(after_long_help = "Examples:\n  plimsoll man | man -l -\n  plimsoll man ~/.local/share/man/man1")]
pub(super) struct ManOptions {
    /// The folder that the pages are written to.
    #[arg(value_name = "DIR")]
    pub(super) directory: Option<PathBuf>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn help_names_every_chart() {
        let mut command = Args::command();
        let export = command.find_subcommand_mut("export").expect("the command");
        let help = export.render_long_help().to_string();
        let help = help.split_whitespace().collect::<Vec<_>>().join(" ");
        for name in crate::site::picture::NAMES.split(", ") {
            assert!(help.contains(name), "{name}");
        }
    }

    #[test]
    fn the_command_line_is_sound() {
        Args::command().debug_assert();
    }
}
