//! What standard output and standard error can show: asked of the arguments,
//! the environment and the terminal, once for all commands.

use std::env;
use std::io::{self, IsTerminal};

use super::args::{Args, When};
use crate::report::style::Style;

/// The width of what is not written to a terminal.
const PLAIN_WIDTH: usize = 80;

/// The style of standard output.
pub(super) fn output(args: &Args) -> Style {
    let terminal = io::stdout().is_terminal();
    let size = terminal_size::terminal_size_of(io::stdout()).map(|(width, _)| usize::from(width.0));
    style(args, terminal, size)
}

/// The style of standard error.
pub(super) fn errors(args: &Args) -> Style {
    let terminal = io::stderr().is_terminal();
    let size = terminal_size::terminal_size_of(io::stderr()).map(|(width, _)| usize::from(width.0));
    style(args, terminal, size)
}

/// Whether somebody sits there who can be asked.
pub(super) fn is_interactive() -> bool {
    io::stdin().is_terminal() && io::stderr().is_terminal()
}

fn style(args: &Args, terminal: bool, size: Option<usize>) -> Style {
    Style {
        colour: colour(args.color, terminal),
        unicode: unicode(terminal),
        width: width(size),
        terminal: terminal && env::var_os("TERM").is_none_or(|term| term != "dumb"),
        actions: env::var_os("GITHUB_ACTIONS").is_some_and(|value| value == "true"),
    }
}

/// The option counts before NO_COLOR, that before FORCE_COLOR and
/// CLICOLOR_FORCE, and those before the terminal (bixense.com/clicolors).
fn colour(when: When, terminal: bool) -> bool {
    let set = |name: &str| env::var_os(name).is_some_and(|value| !value.is_empty());
    let forced = |name: &str| env::var_os(name).is_some_and(|value| !value.is_empty() && value != "0");
    match when {
        When::Always => true,
        When::Never => false,
        When::Auto if set("NO_COLOR") => false,
        When::Auto if forced("FORCE_COLOR") || forced("CLICOLOR_FORCE") => true,
        When::Auto => terminal && env::var_os("TERM").is_none_or(|term| term != "dumb"),
    }
}

/// A terminal whose locale is not UTF-8 gets ASCII; a file or a pipe gets
/// UTF-8 unless the locale says otherwise in so many words.
fn unicode(terminal: bool) -> bool {
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().filter_map(|name| env::var(name).ok());
    match locale.into_iter().find(|value| !value.is_empty()) {
        Some(locale) => {
            let locale = locale.to_lowercase();
            locale.contains("utf-8")
                || locale.contains("utf8")
                || (!terminal && locale != "c" && locale != "posix")
        }
        None => !terminal || cfg!(not(unix)),
    }
}

fn width(size: Option<usize>) -> usize {
    let columns = env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
    columns.or(size).unwrap_or(PLAIN_WIDTH).clamp(20, 400)
}
