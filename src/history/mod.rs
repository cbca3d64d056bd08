//! What a register was, and what changed when, by whom.

pub mod fields;
pub mod ids;
pub mod value;
