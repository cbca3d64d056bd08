//! A rule's page: the same text for `explain`, the site and machine formats.

use super::{Check, Rule};
use crate::model::word::Word;

/// A rule's page in markdown.
#[must_use]
pub fn markdown(rule: &Rule) -> String {
    let dated = if rule.dated { ", dated: the passing of time alone can make it true" } else { "" };
    let severity = rule.severity.word();
    let mut page = format!(
        "# {}\n\n{}.\n\nFamily {}, {severity} by default{dated}. {} since {}.\n\n## Why\n\n{}\n",
        rule.name,
        capitalised(rule.summary),
        rule.family.word(),
        capitalised(rule.status.word()),
        rule.since,
        rule.why,
    );
    for (heading, examples) in [("Bad", rule.bad), ("Good", rule.good)] {
        page.push_str(&format!("\n## {heading}\n"));
        for example in examples {
            page.push_str(&format!("\n```toml\n{}\n```\n", example.trim_end()));
        }
    }
    let found = match rule.check {
        Check::Reading => "It is found while the files are read.",
        Check::Register(_) => "It is found by judging the register as a whole.",
        Check::Change => "It is found where a change is held against its base: `check --new-since`, `diff`.",
        Check::Waivers(_) => "It is found once all other rules have been judged.",
    };
    page.push_str(&format!("\n## Settings\n\n{found} In plimsoll.toml:\n\n```toml\n[rules]\n{} = \"{severity}\"  # error, warning, info or off\n```\n", rule.name));
    if !rule.is_waivable() {
        page.push_str("\nIt cannot be waived.\n");
    }
    page
}

/// A sentence's beginning.
#[must_use]
pub fn capitalised(text: &str) -> String {
    let mut characters = text.chars();
    characters.next().map_or(String::new(), |first| first.to_uppercase().chain(characters).collect())
}
