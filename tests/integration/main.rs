//! Whole runs of the program, and tests over the library as a whole: one test
//! binary, a module per command or subject.

mod at;
mod authority;
mod bad_input;
mod bases;
mod build;
mod changes;
mod check;
#[cfg(unix)]
mod decide;
mod diff;
mod documents;
mod due;
mod editing;
mod example;
mod exit_codes;
mod export;
mod fix;
mod fmt;
mod formats;
mod git;
mod harness;
mod history_rules;
mod house;
mod identity;
mod ids;
mod import;
mod inventories;
mod known;
mod list;
mod log;
mod metrics;
mod monitoring;
mod new;
mod new_since;
mod oracle;
mod own_rules;
mod pages;
mod pipeline;
mod plans;
mod presets;
mod properties;
mod repositories;
mod review;
mod sample;
mod schemas;
mod seals;
mod search;
mod serve;
mod show;
#[cfg(unix)]
mod signing;
mod story;
#[cfg(unix)]
mod terminal;
mod theming;
mod waivers;
mod weights;
mod workbooks;
