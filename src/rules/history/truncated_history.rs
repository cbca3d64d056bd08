//! `truncated-history`

use crate::facts::Facts;
use crate::finding::Findings;
use crate::model::config::Severity;
use crate::rules::{Check, Family, Rule, Stability};
use crate::source::Span;

pub(in crate::rules) const RULE: Rule = Rule {
    name: "truncated-history",
    family: Family::History,
    severity: Severity::Info,
    dated: false,
    fix: None,
    since: "0.1.0",
    status: Stability::Stable,
    summary: "the history is cut, and what rests on it cannot be judged",
    why: "In a shallow or partial clone old commits or their files are missing. Nothing is guessed then: postponements, deleted risks, decisions without a seal and since when a level stands are not judged, and everything that rests on them says so. In CI, fetch the whole history.",
    bad: &["=== plimsoll.toml\n[register]  # truncated-history\ntitle = \"Examples\"\n>>> cut\n"],
    good: &["title = \"Laptops are stolen\"\n>>> 2025-03-01\ntitle = \"Laptops are stolen\"\n"],
    check: Check::Register(check),
};

fn check(facts: &Facts<'_>, out: &mut Findings) {
    let Some(past) = facts.past.filter(|past| !past.is_complete) else { return };
    let (what, help) = match past.begins {
        Some(begins) => (
            format!("history begins on {begins}: this is a shallow clone, and what rests on history is not judged"),
            "fetch the whole history: `git fetch --unshallow`, in CI a depth of 0",
        ),
        None => (
            "files of old commits are missing: this is a partial clone, and what rests on history is not judged".to_owned(),
            "fetch what was left out: `git fetch --refetch --no-filter`",
        ),
    };
    let span = Span::start_of(facts.register.config.file);
    out.add(RULE.at(span, what).thing("history").help(help));
}
