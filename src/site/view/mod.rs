//! What templates see: one struct per template, with ready strings and numbers
//! in the order in which they are shown. Lists, never maps.

pub mod assets;
pub mod catalogue;
pub mod changes;
pub mod controls;
pub mod data;
pub mod findings;
pub mod heat_map;
pub mod listing;
pub mod methodology;
pub mod moved;
pub mod overview;
pub mod page;
pub mod register;
pub mod risk;
pub mod soa;
pub mod threats;

use std::ops::Not;

use serde::Serialize;

use crate::model::day::{Day, split_at_day};

/// A piece of a sentence.
#[derive(Debug, Clone, Default, Serialize, PartialEq, Eq)]
pub struct Run {
    /// The words.
    pub text: String,
    /// Bold, and never broken at the end of a line.
    #[serde(skip_serializing_if = "Not::not")]
    pub strong: bool,
    /// Written by somebody: set apart in its own direction.
    #[serde(skip_serializing_if = "Not::not")]
    pub user: bool,
    /// A day, which never breaks at the end of a line.
    #[serde(skip_serializing_if = "Not::not")]
    pub day: bool,
    /// A key, a value or a command, as it is written in a file.
    #[serde(skip_serializing_if = "Not::not")]
    pub code: bool,
    /// Where the words lead, from the page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub href: Option<String>,
}

/// Collects the pieces of a sentence.
#[derive(Debug, Clone, Default)]
pub struct Sentence {
    runs: Vec<Run>,
}

impl Sentence {
    /// Plain words.
    pub fn say(&mut self, text: impl Into<String>) -> &mut Self {
        self.push(text, false, false)
    }

    /// Words that carry the message: figures.
    pub fn stress(&mut self, text: impl Into<String>) -> &mut Self {
        self.push(text, true, false)
    }

    /// A name that somebody wrote.
    pub fn name(&mut self, text: impl Into<String>) -> &mut Self {
        self.push(text, false, true)
    }

    /// A name that somebody wrote and that carries the message.
    pub fn stress_name(&mut self, text: impl Into<String>) -> &mut Self {
        self.push(text, true, true)
    }

    /// A name that leads somewhere, if it does.
    pub fn link(&mut self, link: Link) -> &mut Self {
        let Link { text, href } = link;
        self.runs.push(Run { text, href, user: true, ..Run::default() });
        self
    }

    /// A day.
    pub fn day(&mut self, day: Day) -> &mut Self {
        self.runs.push(Run { text: day.to_string(), day: true, ..Run::default() });
        self
    }

    /// Plain words in which days stand.
    pub fn dated(&mut self, text: &str) -> &mut Self {
        let mut rest = text;
        while let Some((before, day, after)) = split_at_day(rest) {
            self.say(before).day(day);
            rest = after;
        }
        self.say(rest)
    }

    /// Words of a rule, in which backticks stand around what is written in files.
    pub fn prose(&mut self, text: &str) -> &mut Self {
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('`') {
            let Some((code, after)) = after.split_once('`') else { break };
            self.dated(before);
            self.runs.push(Run { text: code.to_owned(), code: true, ..Run::default() });
            rest = after;
        }
        self.dated(rest)
    }

    fn push(&mut self, text: impl Into<String>, strong: bool, user: bool) -> &mut Self {
        let text = text.into();
        match self.runs.last_mut() {
            Some(last) if last.strong == strong && !last.user && !last.day && !last.code && !user => {
                last.text.push_str(&text)
            }
            _ if text.is_empty() => {}
            _ => self.runs.push(Run { text, strong, user, ..Run::default() }),
        }
        self
    }

    /// The pieces.
    #[must_use]
    pub fn runs(self) -> Vec<Run> {
        self.runs
    }
}

/// A level, as a badge shows it.
#[derive(Debug, Clone, Serialize, PartialEq, Eq)]
pub struct LevelBadge {
    /// Its name.
    pub name: String,
    /// The class of its colour.
    pub class: String,
    /// It is above the line.
    pub above: bool,
    /// Its place among the levels, the lowest first, from 1; 0 where it is none.
    pub rank: usize,
}

/// A day by which something is to happen.
#[derive(Debug, Clone, Serialize, PartialEq, Eq)]
pub struct Due {
    /// The day.
    pub date: String,
    /// "overdue by 32 days", "due in 19 days", where there is something to say.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub words: Option<String>,
    /// It has passed.
    #[serde(skip_serializing_if = "Not::not")]
    pub late: bool,
}

/// Words that lead somewhere, if they do.
#[derive(Debug, Clone, Serialize, PartialEq, Eq)]
pub struct Link {
    /// The words.
    pub text: String,
    /// Where they lead, from the page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub href: Option<String>,
}

impl Link {
    /// What is said where there is nobody and nothing to lead to.
    #[must_use]
    pub fn absent(words: &str) -> Self {
        Self { text: words.to_owned(), href: None }
    }
}

/// A label and its value.
#[derive(Debug, Clone, Serialize, PartialEq, Eq)]
pub struct Fact {
    /// What it is.
    pub label: String,
    /// What it says.
    pub value: String,
    /// Where that leads, from the page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub href: Option<String>,
    /// A remark beside it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// The value is a day.
    #[serde(skip_serializing_if = "Not::not")]
    pub is_date: bool,
    /// The remark says that it is late.
    #[serde(skip_serializing_if = "Not::not")]
    pub is_late: bool,
}

impl Fact {
    /// A fact in words.
    #[must_use]
    pub fn words(label: &str, value: impl Into<String>) -> Self {
        Self {
            label: label.to_owned(),
            value: value.into(),
            href: None,
            note: None,
            is_date: false,
            is_late: false,
        }
    }

    /// A fact that is a name, which leads somewhere, if it does.
    #[must_use]
    pub fn link(label: &str, link: Link) -> Self {
        Self { href: link.href, ..Self::words(label, link.text) }
    }

    /// A fact that is a day.
    #[must_use]
    pub fn day(label: &str, day: crate::model::day::Day) -> Self {
        Self { is_date: true, ..Self::words(label, day.to_string()) }
    }

    /// With the remark that it is late.
    #[must_use]
    pub fn late(mut self, words: impl Into<String>) -> Self {
        self.is_late = true;
        self.note(words)
    }

    /// With a remark.
    #[must_use]
    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.note = Some(note.into());
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_in_the_words_of_a_rule_are_whole_and_code_stays_as_it_is() {
        let mut words = Sentence::default();
        words.prose("R001 was due on 2025-05-01, `from = 2025-04-01`, 31 days before 2025-06-01.");
        let told: Vec<(String, bool, bool)> =
            words.runs().into_iter().map(|run| (run.text, run.day, run.code)).collect();
        let told: Vec<(&str, bool, bool)> =
            told.iter().map(|(text, day, code)| (text.as_str(), *day, *code)).collect();
        assert_eq!(
            told,
            [
                ("R001 was due on ", false, false),
                ("2025-05-01", true, false),
                (", ", false, false),
                ("from = 2025-04-01", false, true),
                (", 31 days before ", false, false),
                ("2025-06-01", true, false),
                (".", false, false),
            ]
        );
    }
}
