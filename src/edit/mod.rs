//! Files that Plimsoll writes into a register: their text, and how they come
//! to be all there or not at all.

pub mod decide;
pub mod document;
pub mod example;
pub mod imported;
pub mod kept;
pub mod layout;
pub mod measure;
pub mod mend;
pub mod new_risk;
pub mod pipeline;
mod place;
pub mod reassign;
pub mod renumber;
pub mod rewritten;
pub mod splice;
pub mod starter;
pub mod waive;
pub mod write;

/// Text as a TOML string.
#[must_use]
pub fn quoted(text: &str) -> String {
    toml_edit::Value::from(text).to_string()
}
