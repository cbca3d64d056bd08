//! Asking a person on a terminal: questions on standard error, answers from
//! standard input.

use std::io::{self, BufRead, Write};

use super::Interrupt;
use super::failure::Failure;
use crate::text::one_line;

/// What is asked for, by what command; what to do if nobody answers.
pub(super) struct Asking<'a> {
    /// What the command does, for its failures.
    pub(super) doing: &'a str,
    /// How to say it without being asked.
    pub(super) otherwise: &'a str,
}

impl Asking<'_> {
    /// Asks, and gives the answer on one line.
    pub(super) fn ask(&self, question: &str) -> Result<String, Interrupt> {
        put(&format!("{question} "))?;
        Ok(one_line(&self.read()?))
    }

    /// Asks until the answer is not empty.
    pub(super) fn insist(&self, question: &str) -> Result<String, Interrupt> {
        loop {
            let answer = self.ask(question)?;
            if !answer.is_empty() {
                return Ok(answer);
            }
        }
    }

    /// Asks for yes or no; anything else is no.
    pub(super) fn agree(&self, question: &str) -> Result<bool, Interrupt> {
        let answer = self.ask(&format!("{question} [y/N]"))?;
        Ok(matches!(answer.to_lowercase().as_str(), "y" | "yes"))
    }

    /// Asks for what nobody else should see. `None` where a terminal cannot
    /// keep it from being shown.
    pub(super) fn secret(&self, question: &str) -> Result<Option<String>, Interrupt> {
        // Before the question: who answers at once is not shown either.
        let Some(silence) = Silence::begin() else { return Ok(None) };
        put(&format!("{question} "))?;
        let answer = self.read();
        drop(silence);
        put("\n")?;
        Ok(Some(answer?.trim_end_matches(['\r', '\n']).to_owned()))
    }

    fn read(&self) -> Result<String, Interrupt> {
        let mut answer = String::new();
        if io::stdin().lock().read_line(&mut answer)? == 0 {
            return Err(Failure::new(self.doing, "the questions were not answered")
                .help(self.otherwise)
                .into());
        }
        Ok(answer)
    }
}

fn put(text: &str) -> io::Result<()> {
    let mut screen = io::stderr();
    write!(screen, "{text}")?;
    screen.flush()
}

/// A terminal that does not show what is typed, until this goes.
#[cfg(unix)]
struct Silence(rustix::termios::Termios);

#[cfg(unix)]
impl Silence {
    fn begin() -> Option<Self> {
        use rustix::termios::{LocalModes, OptionalActions, tcgetattr, tcsetattr};
        let before = tcgetattr(io::stdin()).ok()?;
        let mut silent = before.clone();
        silent.local_modes.remove(LocalModes::ECHO);
        tcsetattr(io::stdin(), OptionalActions::Flush, &silent).ok()?;
        Some(Self(before))
    }
}

#[cfg(unix)]
impl Drop for Silence {
    fn drop(&mut self) {
        // A terminal that is gone shows nothing any more.
        let _ = rustix::termios::tcsetattr(io::stdin(), rustix::termios::OptionalActions::Flush, &self.0);
    }
}

#[cfg(not(unix))]
struct Silence;

#[cfg(not(unix))]
impl Silence {
    fn begin() -> Option<Self> {
        None
    }
}
