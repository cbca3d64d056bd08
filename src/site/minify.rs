//! Style sheet and script made small: what is written for people is read by
//! browsers without its comments and its space.

mod script;
mod style;

pub use script::script;
pub use style::style;
