//! A populated register with two years of history: a ferry company that is
//! made up, its people, its risks, and everything that happened to them.
//!
//! The story is data, a chapter a year (`y2024`, `y2025`, `y2026`), told
//! in the words of `story`; `tell` turns it into commits. The same bytes
//! come out every time.

mod people;
mod stage;
mod story;
mod tell;
mod y2024;
mod y2025;
mod y2026;

pub use stage::{Example, ExampleTrouble, write};

use story::Step;

/// The day that the example is best looked at on: soon after its last commit.
pub const TODAY: &str = "2026-06-01";

/// The whole story, oldest first.
fn story() -> impl Iterator<Item = &'static Step> {
    y2024::CHAPTER.iter().chain(y2025::CHAPTER).chain(y2026::CHAPTER)
}
