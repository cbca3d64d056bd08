//! `plimsoll init`

use super::args::{Args, InitOptions};
use super::{Exit, Outcome};

pub(super) fn run(_args: &Args, _options: &InitOptions) -> Outcome {
    Ok(Exit::Failed)
}
