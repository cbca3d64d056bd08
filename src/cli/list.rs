//! `plimsoll list`

use super::args::{Args, ListOptions};
use super::{Exit, Outcome};

pub(super) fn run(_args: &Args, _options: &ListOptions) -> Outcome {
    Ok(Exit::Failed)
}
