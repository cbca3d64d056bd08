//! From the judged register to what templates show: one builder per page.

pub mod assets;
pub mod catalogue;
pub mod changes;
pub mod controls;
pub mod data;
pub mod decisions;
pub mod findings;
pub mod methodology;
pub mod overview;
pub mod register;
pub mod risk;
pub mod shell;
pub mod soa;
pub mod threats;
