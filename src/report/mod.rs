//! Findings and registers in the forms that people and programs read: a file
//! per format.

mod board;
pub mod by_rule;
pub mod change_words;
pub mod check_json;
pub mod check_markdown;
pub mod columns;
pub mod csv;
pub mod diff;
pub mod due;
pub mod escape;
pub mod export;
pub mod github;
pub mod gitlab;
pub mod heat_map;
pub mod human;
pub mod import;
pub mod junit;
pub mod layout;
pub mod log;
pub mod log_json;
pub mod metrics;
pub mod names;
pub mod patch;
pub mod places;
pub mod risk_json;
pub mod risk_page;
pub mod rules_json;
#[cfg(test)]
mod samples;
pub mod sarif;
pub mod short;
pub mod streamed;
pub mod style;
pub mod summary;
pub mod table;
pub mod waived;
