//! What a register was, and what changed when, by whom.

pub mod change;
mod compare;
pub mod fields;
pub mod graph;
pub mod value;
pub mod watch;
