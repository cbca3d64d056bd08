//! `mass-review`

use crate::facts::Facts;
use crate::finding::Findings;
use crate::model::config::Severity;
use crate::rules::{Check, Family, Rule, Stability};
use std::collections::BTreeMap;

pub(in crate::rules) const RULE: Rule = Rule {
    name: "mass-review",
    family: Family::Review,
    severity: Severity::Info,
    dated: false,
    fix: None,
    since: "0.1.0",
    status: Stability::Stable,
    summary: "one commit re-dated ten reviews or more and did nothing else",
    why: "Ten risks looked at in one go without a note, and not a word changed: that is a date that was pushed, not a review. A note of what was looked at tells the two apart.",
    bad: &[
        "=== risks/R002.toml\nid = \"R002\"\ntitle = \"Risk number 2\"\nowner = \"it-manager\"\nstatus = \"open\"\nlikelihood = \"low\"\nimpact = \"low\"\nassessed = 2025-01-10\n[review]\non = 2025-05-20  # mass-review\n=== risks/R003.toml\nid = \"R003\"\ntitle = \"Risk number 3\"\nowner = \"it-manager\"\nstatus = \"open\"\nlikelihood = \"low\"\nimpact = \"low\"\nassessed = 2025-01-10\n[review]\non = 2025-05-20\n=== risks/R004.toml\nid = \"R004\"\ntitle = \"Risk number 4\"\nowner = \"it-manager\"\nstatus = \"open\"\nlikelihood = \"low\"\nimpact = \"low\"\nassessed = 2025-01-10\n[review]\non = 2025-05-20\n=== risks/R005.toml\nid = \"R005\"\ntitle = \"Risk number 5\"\nowner = \"it-manager\"\nstatus = \"open\"\nlikelihood = \"low\"\nimpact = \"low\"\nassessed = 2025-01-10\n[review]\non = 2025-05-20\n=== risks/R006.toml\nid = \"R006\"\ntitle = \"Risk number 6\"\nowner = \"it-manager\"\nstatus = \"open\"\nlikelihood = \"low\"\nimpact = \"low\"\nassessed = 2025-01-10\n[review]\non = 2025-05-20\n=== risks/R007.toml\nid = \"R007\"\ntitle = \"Risk number 7\"\nowner = \"it-manager\"\nstatus = \"open\"\nlikelihood = \"low\"\nimpact = \"low\"\nassessed = 2025-01-10\n[review]\non = 2025-05-20\n=== risks/R008.toml\nid = \"R008\"\ntitle = \"Risk number 8\"\nowner = \"it-manager\"\nstatus = \"open\"\nlikelihood = \"low\"\nimpact = \"low\"\nassessed = 2025-01-10\n[review]\non = 2025-05-20\n=== risks/R009.toml\nid = \"R009\"\ntitle = \"Risk number 9\"\nowner = \"it-manager\"\nstatus = \"open\"\nlikelihood = \"low\"\nimpact = \"low\"\nassessed = 2025-01-10\n[review]\non = 2025-05-20\n=== risks/R010.toml\nid = \"R010\"\ntitle = \"Risk number 10\"\nowner = \"it-manager\"\nstatus = \"open\"\nlikelihood = \"low\"\nimpact = \"low\"\nassessed = 2025-01-10\n[review]\non = 2025-05-20\n=== risks/R011.toml\nid = \"R011\"\ntitle = \"Risk number 11\"\nowner = \"it-manager\"\nstatus = \"open\"\nlikelihood = \"low\"\nimpact = \"low\"\nassessed = 2025-01-10\n[review]\non = 2025-05-20\n>>> 2025-03-01\n=== risks/R002.toml\nid = \"R002\"\ntitle = \"Risk number 2\"\nowner = \"it-manager\"\nstatus = \"open\"\nlikelihood = \"low\"\nimpact = \"low\"\nassessed = 2025-01-10\n[review]\non = 2025-02-20\n=== risks/R003.toml\nid = \"R003\"\ntitle = \"Risk number 3\"\nowner = \"it-manager\"\nstatus = \"open\"\nlikelihood = \"low\"\nimpact = \"low\"\nassessed = 2025-01-10\n[review]\non = 2025-02-20\n=== risks/R004.toml\nid = \"R004\"\ntitle = \"Risk number 4\"\nowner = \"it-manager\"\nstatus = \"open\"\nlikelihood = \"low\"\nimpact = \"low\"\nassessed = 2025-01-10\n[review]\non = 2025-02-20\n=== risks/R005.toml\nid = \"R005\"\ntitle = \"Risk number 5\"\nowner = \"it-manager\"\nstatus = \"open\"\nlikelihood = \"low\"\nimpact = \"low\"\nassessed = 2025-01-10\n[review]\non = 2025-02-20\n=== risks/R006.toml\nid = \"R006\"\ntitle = \"Risk number 6\"\nowner = \"it-manager\"\nstatus = \"open\"\nlikelihood = \"low\"\nimpact = \"low\"\nassessed = 2025-01-10\n[review]\non = 2025-02-20\n=== risks/R007.toml\nid = \"R007\"\ntitle = \"Risk number 7\"\nowner = \"it-manager\"\nstatus = \"open\"\nlikelihood = \"low\"\nimpact = \"low\"\nassessed = 2025-01-10\n[review]\non = 2025-02-20\n=== risks/R008.toml\nid = \"R008\"\ntitle = \"Risk number 8\"\nowner = \"it-manager\"\nstatus = \"open\"\nlikelihood = \"low\"\nimpact = \"low\"\nassessed = 2025-01-10\n[review]\non = 2025-02-20\n=== risks/R009.toml\nid = \"R009\"\ntitle = \"Risk number 9\"\nowner = \"it-manager\"\nstatus = \"open\"\nlikelihood = \"low\"\nimpact = \"low\"\nassessed = 2025-01-10\n[review]\non = 2025-02-20\n=== risks/R010.toml\nid = \"R010\"\ntitle = \"Risk number 10\"\nowner = \"it-manager\"\nstatus = \"open\"\nlikelihood = \"low\"\nimpact = \"low\"\nassessed = 2025-01-10\n[review]\non = 2025-02-20\n=== risks/R011.toml\nid = \"R011\"\ntitle = \"Risk number 11\"\nowner = \"it-manager\"\nstatus = \"open\"\nlikelihood = \"low\"\nimpact = \"low\"\nassessed = 2025-01-10\n[review]\non = 2025-02-20\n",
    ],
    good: &[
        "=== risks/R002.toml\nid = \"R002\"\ntitle = \"Risk number 2\"\nowner = \"it-manager\"\nstatus = \"open\"\nlikelihood = \"low\"\nimpact = \"low\"\nassessed = 2025-01-10\n[review]\non = 2025-05-20\nnote = \"Nothing new since the last audit.\"\n=== risks/R003.toml\nid = \"R003\"\ntitle = \"Risk number 3\"\nowner = \"it-manager\"\nstatus = \"open\"\nlikelihood = \"low\"\nimpact = \"low\"\nassessed = 2025-01-10\n[review]\non = 2025-05-20\n=== risks/R004.toml\nid = \"R004\"\ntitle = \"Risk number 4\"\nowner = \"it-manager\"\nstatus = \"open\"\nlikelihood = \"low\"\nimpact = \"low\"\nassessed = 2025-01-10\n[review]\non = 2025-05-20\n=== risks/R005.toml\nid = \"R005\"\ntitle = \"Risk number 5\"\nowner = \"it-manager\"\nstatus = \"open\"\nlikelihood = \"low\"\nimpact = \"low\"\nassessed = 2025-01-10\n[review]\non = 2025-05-20\n=== risks/R006.toml\nid = \"R006\"\ntitle = \"Risk number 6\"\nowner = \"it-manager\"\nstatus = \"open\"\nlikelihood = \"low\"\nimpact = \"low\"\nassessed = 2025-01-10\n[review]\non = 2025-05-20\n=== risks/R007.toml\nid = \"R007\"\ntitle = \"Risk number 7\"\nowner = \"it-manager\"\nstatus = \"open\"\nlikelihood = \"low\"\nimpact = \"low\"\nassessed = 2025-01-10\n[review]\non = 2025-05-20\n=== risks/R008.toml\nid = \"R008\"\ntitle = \"Risk number 8\"\nowner = \"it-manager\"\nstatus = \"open\"\nlikelihood = \"low\"\nimpact = \"low\"\nassessed = 2025-01-10\n[review]\non = 2025-05-20\n=== risks/R009.toml\nid = \"R009\"\ntitle = \"Risk number 9\"\nowner = \"it-manager\"\nstatus = \"open\"\nlikelihood = \"low\"\nimpact = \"low\"\nassessed = 2025-01-10\n[review]\non = 2025-05-20\n=== risks/R010.toml\nid = \"R010\"\ntitle = \"Risk number 10\"\nowner = \"it-manager\"\nstatus = \"open\"\nlikelihood = \"low\"\nimpact = \"low\"\nassessed = 2025-01-10\n[review]\non = 2025-05-20\n=== risks/R011.toml\nid = \"R011\"\ntitle = \"Risk number 11\"\nowner = \"it-manager\"\nstatus = \"open\"\nlikelihood = \"low\"\nimpact = \"low\"\nassessed = 2025-01-10\n[review]\non = 2025-05-20\n>>> 2025-03-01\n=== risks/R002.toml\nid = \"R002\"\ntitle = \"Risk number 2\"\nowner = \"it-manager\"\nstatus = \"open\"\nlikelihood = \"low\"\nimpact = \"low\"\nassessed = 2025-01-10\n[review]\non = 2025-02-20\n=== risks/R003.toml\nid = \"R003\"\ntitle = \"Risk number 3\"\nowner = \"it-manager\"\nstatus = \"open\"\nlikelihood = \"low\"\nimpact = \"low\"\nassessed = 2025-01-10\n[review]\non = 2025-02-20\n=== risks/R004.toml\nid = \"R004\"\ntitle = \"Risk number 4\"\nowner = \"it-manager\"\nstatus = \"open\"\nlikelihood = \"low\"\nimpact = \"low\"\nassessed = 2025-01-10\n[review]\non = 2025-02-20\n=== risks/R005.toml\nid = \"R005\"\ntitle = \"Risk number 5\"\nowner = \"it-manager\"\nstatus = \"open\"\nlikelihood = \"low\"\nimpact = \"low\"\nassessed = 2025-01-10\n[review]\non = 2025-02-20\n=== risks/R006.toml\nid = \"R006\"\ntitle = \"Risk number 6\"\nowner = \"it-manager\"\nstatus = \"open\"\nlikelihood = \"low\"\nimpact = \"low\"\nassessed = 2025-01-10\n[review]\non = 2025-02-20\n=== risks/R007.toml\nid = \"R007\"\ntitle = \"Risk number 7\"\nowner = \"it-manager\"\nstatus = \"open\"\nlikelihood = \"low\"\nimpact = \"low\"\nassessed = 2025-01-10\n[review]\non = 2025-02-20\n=== risks/R008.toml\nid = \"R008\"\ntitle = \"Risk number 8\"\nowner = \"it-manager\"\nstatus = \"open\"\nlikelihood = \"low\"\nimpact = \"low\"\nassessed = 2025-01-10\n[review]\non = 2025-02-20\n=== risks/R009.toml\nid = \"R009\"\ntitle = \"Risk number 9\"\nowner = \"it-manager\"\nstatus = \"open\"\nlikelihood = \"low\"\nimpact = \"low\"\nassessed = 2025-01-10\n[review]\non = 2025-02-20\n=== risks/R010.toml\nid = \"R010\"\ntitle = \"Risk number 10\"\nowner = \"it-manager\"\nstatus = \"open\"\nlikelihood = \"low\"\nimpact = \"low\"\nassessed = 2025-01-10\n[review]\non = 2025-02-20\n=== risks/R011.toml\nid = \"R011\"\ntitle = \"Risk number 11\"\nowner = \"it-manager\"\nstatus = \"open\"\nlikelihood = \"low\"\nimpact = \"low\"\nassessed = 2025-01-10\n[review]\non = 2025-02-20\n",
    ],
    check: Check::Register(check),
};

fn check(facts: &Facts<'_>, out: &mut Findings) {
    let mut commits: BTreeMap<&str, Vec<_>> = BTreeMap::new();
    for risk in facts.register.open() {
        let Some(past) = facts.past_of(risk) else { continue };
        let (Some((when, count)), Some(review)) = (&past.mass_review, &risk.review) else { continue };
        // A note that was written since, or another day, makes it a review.
        let stands = review.note.is_none() && review.on.as_ref().map(|on| on.value) == past.reviewed;
        if stands && let Some(on) = &review.on {
            commits.entry(&when.commit).or_default().push((risk, on, when, *count));
        }
    }
    // One finding a commit: at the first of its risks.
    for reviews in commits.values() {
        let Some((risk, on, when, count)) = reviews.first() else { continue };
        let message = format!("{count} reviews were re-dated in one commit that changed nothing else");
        let label = format!("commit {} of {}", when.short(), when.day);
        let finding = RULE.at(on.span, message).label(label).risk(risk.id()).field("review.on");
        out.add(
            finding
                .other(when.commit.as_str())
                .help("say in `note` what was looked at, or review them one by one"),
        );
    }
}
