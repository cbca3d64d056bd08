//! `plimsoll completions`

use std::io::{self, Write};

use clap::CommandFactory;

use super::args::{Args, CompletionsOptions};
use super::{Exit, Outcome};

pub(super) fn run(options: &CompletionsOptions) -> Outcome {
    let mut script = Vec::new();
    clap_complete::generate(options.shell, &mut Args::command(), "plimsoll", &mut script);
    io::stdout().write_all(&script)?;
    Ok(Exit::Clean)
}
