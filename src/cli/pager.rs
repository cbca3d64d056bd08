//! Long output on a terminal goes through the user's pager, as Git's does:
//! the one that the user's environment names, never one of a repository's.

use std::env;
use std::io::{self, IsTerminal, Write};
use std::process::{Child, Command, Stdio};

use super::args::Args;

/// Standard output, or a pager before it.
pub(super) enum Pager {
    /// No terminal, or no pager.
    Direct(io::BufWriter<io::Stdout>),
    /// A pager that runs.
    Child(Child),
}

impl Pager {
    /// Starts the pager if somebody reads along.
    pub(super) fn start(args: &Args) -> Self {
        let direct = || Self::Direct(io::BufWriter::new(io::stdout()));
        if args.no_pager || !io::stdout().is_terminal() {
            return direct();
        }
        let named = ["PLIMSOLL_PAGER", "PAGER"].into_iter().find_map(|name| env::var(name).ok());
        let pager = named.unwrap_or_else(|| "less".to_owned());
        let mut words = pager.split_whitespace();
        let Some(program) = words.next().filter(|program| *program != "cat") else { return direct() };
        let mut command = Command::new(program);
        command.args(words).stdin(Stdio::piped());
        if env::var_os("LESS").is_none() {
            // Quit where one screen is enough, keep colours, leave the screen as it is.
            command.env("LESS", "FRX");
        }
        command.spawn().map_or_else(|_| direct(), Self::Child)
    }

    /// Waits until it has been read.
    pub(super) fn finish(self) -> io::Result<()> {
        match self {
            Self::Direct(mut out) => out.flush(),
            Self::Child(mut child) => {
                drop(child.stdin.take());
                child.wait().map(|_| ())
            }
        }
    }
}

impl Write for Pager {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Direct(out) => out.write(bytes),
            Self::Child(child) => match &mut child.stdin {
                Some(stdin) => stdin.write(bytes),
                None => Err(io::ErrorKind::BrokenPipe.into()),
            },
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Direct(out) => out.flush(),
            Self::Child(child) => child.stdin.as_mut().map_or(Ok(()), Write::flush),
        }
    }
}
