//! `plimsoll build`

use super::args::{Args, BuildOptions};
use super::{Exit, Outcome};

pub(super) fn run(_args: &Args, _options: &BuildOptions) -> Outcome {
    Ok(Exit::Failed)
}
