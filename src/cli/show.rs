//! `plimsoll show`

use super::args::{Args, ShowOptions};
use super::{Exit, Outcome};

pub(super) fn run(_args: &Args, _options: &ShowOptions) -> Outcome {
    Ok(Exit::Failed)
}
