//! The commands: arguments in, an exit code out.
//!
//! One file a command: it loads, calls what does the work, and reports. Clock
//! and environment are read here and nowhere else.

mod args;
mod ask;
mod base;
mod build;
mod check;
mod codeowners;
mod completions;
mod context;
mod decide;
mod diff;
mod due;
mod explain;
mod export;
mod failure;
mod findings;
mod fmt;
mod import;
mod init;
mod init_pipeline;
mod list;
mod log;
mod man;
mod measure;
mod mend;
mod metrics;
mod month_before;
mod new;
mod output;
mod pager;
mod progress;
mod random;
mod reassign;
mod renumber;
mod revision;
mod rewrite;
mod rules;
#[cfg(feature = "serve")]
mod serve;
#[cfg(test)]
mod shipped;
mod show;
mod side;
mod stdin;
mod templates;
mod terminal;
mod waive;

use std::ffi::OsString;
use std::io::{self, Write};

use clap::Parser;

use args::{Args, Command};
use failure::Failure;

/// How a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// There is nothing to object to.
    Clean,
    /// There is.
    Findings,
    /// The command could not do its work.
    Failed,
}

impl Exit {
    /// The process's exit code: 0, 1 or 2.
    #[must_use]
    pub fn code(self) -> u8 {
        match self {
            Self::Clean => 0,
            Self::Findings => 1,
            Self::Failed => 2,
        }
    }
}

/// What keeps a command from going on.
#[derive(Debug)]
enum Interrupt {
    /// An error that was not expected in the data.
    Failure(Failure),
    /// Whoever read our output has gone: a normal end.
    ClosedPipe,
    /// All that is to be said has been said.
    Said(Exit),
}

impl From<Failure> for Interrupt {
    fn from(failure: Failure) -> Self {
        Self::Failure(failure)
    }
}

impl From<io::Error> for Interrupt {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::BrokenPipe => Self::ClosedPipe,
            _ => Self::Failure(Failure::new("cannot write the output", error.to_string())),
        }
    }
}

type Outcome = Result<Exit, Interrupt>;

/// Runs the program with its arguments, the first being its name.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> Exit {
    let args = match Args::try_parse_from(arguments) {
        Ok(args) => args,
        Err(error) => {
            // clap knows what goes to which stream; a closed one is no matter.
            let _ = error.print();
            return if error.use_stderr() { Exit::Failed } else { Exit::Clean };
        }
    };
    let outcome = dispatch(&args);
    match outcome {
        Ok(exit) | Err(Interrupt::Said(exit)) => exit,
        Err(Interrupt::ClosedPipe) => Exit::Clean,
        Err(Interrupt::Failure(failure)) => {
            say(&args, &failure);
            Exit::Failed
        }
    }
}

/// Tells what could not be done.
fn say(args: &Args, failure: &Failure) {
    let text = terminal::errors(args).finish(crate::text::visible(&failure.to_string()).into_owned());
    let _ = io::stderr().write_all(text.as_bytes());
}

fn dispatch(args: &Args) -> Outcome {
    match &args.command {
        Command::Init(options) => init::run(args, options),
        Command::New(options) => new::run(args, options),
        Command::Renumber(options) => renumber::run(args, options),
        Command::Reassign(options) => reassign::run(args, options),
        Command::Codeowners(options) => codeowners::run(args, options),
        Command::Check(options) => check::run(args, options),
        Command::Fmt(options) => fmt::run(args, options),
        Command::List(options) => list::run(args, options),
        Command::Show(options) => show::run(args, options),
        Command::Diff(options) => diff::run(args, options),
        Command::Due(options) => due::run(args, options),
        Command::Metrics(options) => metrics::run(args, options),
        Command::Measure(options) => measure::run(args, options),
        Command::Log(options) => log::run(args, options),
        Command::Accept(options) => decide::accept(args, options),
        Command::Approve(options) => decide::approve(args, options),
        Command::Review(options) => decide::review(args, options),
        Command::Postpone(options) => decide::postpone(args, options),
        Command::Close(options) => decide::close(args, options),
        Command::Build(options) => build::run(args, options),
        #[cfg(feature = "serve")]
        Command::Serve(options) => serve::run(args, options),
        Command::Templates(options) => templates::run(args, options),
        Command::Export(options) => export::run(args, options),
        Command::Import(options) => import::run(args, options),
        Command::Rules(options) => rules::run(args, options),
        Command::Explain(options) => explain::run(args, options),
        Command::Completions(options) => completions::run(options),
        Command::Man(options) => man::run(options),
    }
}
