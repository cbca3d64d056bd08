//! Plimsoll: risk-as-code.
//!
//! Each information-security risk is a TOML file in a Git repository. This
//! library reads such a register, judges it by the organisation's own
//! methodology, says what is wrong with it, and renders it as a static site.
//!
//! ```text
//! files ──> source ──> parse ──> Register ──> rules ──> findings ──> filter ──> report
//!                                   │
//!                                   └──> score, schedule, decision ──> site ──> HTML
//! ```
//!
//! ```text
//! commits ──> git ──> history (same parse) ──> past ──> facts
//! register × register ──> change
//! ```
//!
//! Dependencies run in that direction and never back. `source`, `model` and
//! `git` know no neighbour; `score`, `schedule` and `decision` know `model`
//! only and are the one place where levels, lateness and validity are
//! computed; nobody but `cli` reads the clock or the environment.

pub mod source;

pub mod git;

pub mod history;

pub mod metrics;

pub mod model;

pub mod score;

pub mod signature;

pub mod rules;

pub mod report;

pub mod schedule;

pub mod decision;

pub mod applicability;

pub mod change;

pub mod codeowners;

pub mod due;

pub mod edit;

pub mod expression;

pub mod facts;

pub mod import;

pub mod need;

pub mod number;

pub mod order;

pub mod publish;

pub mod told;

pub mod colour;

pub mod query;

pub mod filter;

pub mod forge;

pub mod finding;

pub mod statistics;

pub mod mention;

pub mod suggest;

pub mod indicator;

pub mod parse;

pub mod past;

pub mod postponed;

#[cfg(feature = "serve")]
pub mod serve;

pub mod shape;

pub mod site;

pub mod text;

pub mod trend;

pub mod cli;

#[cfg(test)]
mod testing;
