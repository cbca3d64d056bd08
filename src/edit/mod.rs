//! Files that Plimsoll writes into a register: their text, and how they come
//! to be all there or not at all.

pub mod document;
pub mod example;
pub mod imported;
pub mod layout;
pub mod measure;
pub mod new_risk;
pub mod pipeline;
mod place;
pub mod splice;
pub mod starter;
pub mod write;
