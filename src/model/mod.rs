//! What a register holds, as plain data: no file, no rule, no arithmetic but
//! that of days.
//!
//! Every value keeps the place it was written at ([`At`](crate::source::At)).

pub mod annex_a;
pub mod asset;
pub mod config;
pub mod control;
pub mod day;
pub mod id;
pub mod incident;
pub mod indicator;
pub mod measurement;
pub mod methodology;
pub mod person;
pub mod register;
pub mod risk;
pub mod risks;
pub mod threat;
pub mod waiver;
pub mod word;
