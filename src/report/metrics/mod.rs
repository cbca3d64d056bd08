//! The figures of a register: for people, as JSON and as a table for
//! spreadsheets.

pub mod csv;
pub mod human;
pub mod json;
