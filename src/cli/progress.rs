//! A word on standard error while something takes long: after half a second,
//! on a terminal only, and gone when it is done.

use std::io::{self, IsTerminal};
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::thread::JoinHandle;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::args::{Args, When};

/// How long work may take before anything is shown.
const PATIENCE: Duration = Duration::from_millis(500);
/// How often the sign of life changes.
const TICK: Duration = Duration::from_millis(120);

/// Work in progress, until it is dropped.
pub(super) struct Progress {
    running: Option<(Sender<()>, JoinHandle<()>)>,
}

impl Progress {
    /// Begins to wait; says what is being done if it takes long.
    pub(super) fn start(args: &Args, doing: &str) -> Self {
        let wanted = !args.no_progress && !args.quiet && args.color != When::Never;
        if !wanted || !io::stderr().is_terminal() {
            return Self { running: None };
        }
        let (done, waiting) = mpsc::channel::<()>();
        let doing = doing.to_owned();
        let thread = std::thread::spawn(move || {
            if waiting.recv_timeout(PATIENCE) != Err(RecvTimeoutError::Timeout) {
                return;
            }
            let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr())
                .with_style(ProgressStyle::default_spinner())
                .with_message(doing);
            bar.enable_steady_tick(TICK);
            // Nothing is ever sent: the channel closes when the work is done.
            let _ = waiting.recv();
            bar.finish_and_clear();
        });
        Self { running: Some((done, thread)) }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some((done, thread)) = self.running.take() {
            drop(done);
            // A thread that draws has nothing to tell.
            let _ = thread.join();
        }
    }
}
