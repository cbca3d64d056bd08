//! A file of the register that is read from standard input.

use std::io::{self, Read};
use std::path::{Path, PathBuf};

use super::Interrupt;
use super::args::{Args, CheckOptions};
use super::context::Context;
use super::failure::Failure;
use crate::parse::LARGE_FILE;

/// The register, and the paths that are reported: all of it, or one file as
/// standard input has it.
pub(super) fn opened(args: &Args, options: &CheckOptions) -> Result<(Context, Vec<PathBuf>), Interrupt> {
    const DOING: &str = "cannot check standard input";
    let is_stdin = |path: &PathBuf| path == Path::new("-");
    let Some(file) = &options.stdin_filename else {
        if options.paths.iter().any(is_stdin) {
            let failure = Failure::new(DOING, "it is not said which file of the register that is");
            return Err(failure.help("plimsoll check --stdin-filename FILE -").into());
        }
        return Ok((Context::open(args, options.at.as_deref())?, options.paths.clone()));
    };
    if !options.paths.iter().all(is_stdin) {
        return Err(Failure::new(DOING, "--stdin-filename names the one file that is checked")
            .help("leave the other paths out")
            .into());
    }
    let text = standard_input(DOING)?;
    let (context, _) = Context::open_with(args, file, &text)?;
    Ok((context, vec![file.clone()]))
}

/// The text on standard input.
pub(super) fn standard_input(doing: &str) -> Result<String, Failure> {
    let mut bytes = Vec::new();
    let limit = LARGE_FILE + 1;
    io::stdin()
        .take(limit)
        .read_to_end(&mut bytes)
        .map_err(|error| Failure::new(doing, format!("standard input cannot be read: {error}")))?;
    if bytes.len() as u64 == limit {
        return Err(
            Failure::new(doing, "standard input has more than 32 MiB").help("a file of a register has less")
        );
    }
    String::from_utf8(bytes)
        .map_err(|_| Failure::new(doing, "standard input is not UTF-8").help("write the text as UTF-8"))
}
