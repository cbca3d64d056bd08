//! From the judged register to what templates show: one builder per page.

pub mod assets;
pub mod changes;
pub mod controls;
pub mod data;
pub mod decisions;
pub mod findings;
pub mod incidents;
pub mod inventory;
mod late;
pub mod lately;
pub mod maps;
pub mod methodology;
pub mod metrics;
pub mod monitoring;
mod opening;
pub mod overview;
pub mod people;
pub mod register;
pub mod report;
pub mod risk;
pub mod shell;
pub mod soa;
pub mod threats;
pub mod treatment;
