//! `plimsoll new`

use super::args::{Args, NewOptions};
use super::{Exit, Outcome};

pub(super) fn run(_args: &Args, _options: &NewOptions) -> Outcome {
    Ok(Exit::Failed)
}
