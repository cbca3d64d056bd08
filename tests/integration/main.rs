//! Whole runs of the program, and tests over the library as a whole: one test
//! binary, a module per command or subject.

mod at;
mod bad_input;
mod build;
mod changes;
mod check;
mod diff;
mod documents;
mod due;
mod editing;
mod example;
mod exit_codes;
mod export;
mod git;
mod harness;
mod history_rules;
mod house;
mod import;
mod inventories;
mod list;
mod log;
mod metrics;
mod monitoring;
mod new;
mod oracle;
mod plans;
mod presets;
mod properties;
mod repositories;
mod sample;
mod schemas;
mod seals;
mod serve;
mod show;
mod story;
#[cfg(unix)]
mod terminal;
mod theming;
mod workbooks;
