//! Whole runs of the program, and tests over the library as a whole: one test
//! binary, a module per command or subject.

mod build;
mod harness;
mod house;
mod presets;
mod sample;
mod seals;
