//! The command line: every command, option and help text; a file a command.

mod build;
mod check;
mod codeowners;
mod completions;
mod diff;
mod due;
mod explain;
mod export;
mod filters;
mod fmt;
mod import;
mod init;
mod list;
mod log;
mod man;
mod measure;
mod metrics;
mod new;
mod reassign;
mod renumber;
mod rewrite;
mod rules;
#[cfg(feature = "serve")]
mod serve;
mod show;
mod templates;

use std::path::PathBuf;

use clap::builder::styling::{AnsiColor, Styles};
use clap::{Parser, Subcommand, ValueEnum};

use super::decide::args::{AcceptOptions, ApproveOptions, CloseOptions, PostponeOptions, ReviewOptions};
use crate::model::day::Day;

pub(super) use build::BuildOptions;
pub(super) use check::{CheckFormat, CheckOptions};
pub(super) use codeowners::CodeownersOptions;
pub(super) use completions::CompletionsOptions;
pub(super) use diff::{DiffFormat, DiffOptions};
pub(super) use due::{DueBy, DueFormat, DueOptions};
pub(super) use explain::ExplainOptions;
pub(super) use export::{ExportFormat, ExportOptions};
pub(super) use filters::Filters;
pub(super) use fmt::FmtOptions;
pub(super) use import::ImportOptions;
pub(super) use init::{DEFAULT_TITLE, Forge, InitOptions, Preset};
pub(super) use list::{ListFormat, ListOptions};
pub(super) use log::LogOptions;
pub(super) use man::ManOptions;
pub(super) use measure::MeasureOptions;
pub(super) use metrics::{By, MetricsFormat, MetricsOptions};
pub(super) use new::NewOptions;
pub(super) use reassign::ReassignOptions;
pub(super) use renumber::RenumberOptions;
pub(super) use rules::RulesOptions;
#[cfg(feature = "serve")]
pub(super) use serve::ServeOptions;
pub(super) use show::{ShowOptions, TextFormat};
pub(super) use templates::TemplatesOptions;

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
