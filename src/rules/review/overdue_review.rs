//! `overdue-review`

use crate::facts::Facts;
use crate::finding::Findings;
use crate::model::config::Severity;
use crate::model::day::{days_between, days_in_words};
use crate::rules::{Check, Family, Rule, Stability};
use crate::schedule::{self, DayState};

pub(in crate::rules) const RULE: Rule = Rule {
    name: "overdue-review",
    family: Family::Review,
    severity: Severity::Warning,
    dated: true,
    fix: None,
    since: "0.1.0",
    status: Stability::Stable,
    summary: "an open risk is past its review date",
    why: "A level that nobody has looked at since last year is a guess. The level says how often to look; the risk may ask for more.",
    bad: &[
        "identified = 2024-01-10\nassessed = 2024-01-15  # overdue-review\n",
        "assessed = 2024-01-15\nidentified = 2024-01-10\n[review]\non = 2024-05-31  # overdue-review\n",
        "[review]\non = 2025-02-28  # overdue-review\nby = \"it-manager\"\nevery = \"3 months\"\n",
    ],
    good: &[
        "[review]\non = 2024-06-01\n",
        "[review]\non = 2024-06-01\nevery = \"2 years\"\n",
        "assessed = 2023-01-15\nidentified = 2023-01-10\nstatus = \"closed\"\n[closed]\non = 2024-05-20\n\
         by = \"it-manager\"\nreason = \"There are no laptops any more.\"\n",
    ],
    check: Check::Register(check),
};

fn check(facts: &Facts<'_>, out: &mut Findings) {
    for (risk, judged) in facts
        .open()
        .filter(|(_, judged)| judged.review.state == DayState::Late && judged.review.breach.is_none())
    {
        let (Some(next), Some(every)) = (judged.review.next, judged.review.every) else { continue };
        let Some(last) = schedule::last_review(risk) else { continue };
        let days = days_in_words(days_between(next, facts.today));
        let message = format!("the review of {} was due on {next} and is overdue by {days}", risk.id());
        let finding = RULE.at(last.span, message).label(format!("{every} after this is {next}"));
        let finding = finding.risk(risk.id()).field("review").level(facts.level_id(judged));
        let finding =
            finding.help(format!("look at the risk again, and say so: plimsoll review {}", risk.id()));
        let own = risk.review.as_ref().and_then(|review| review.every.as_ref());
        let level = facts.current_level(judged).and_then(|level| level.review_every.as_ref());
        out.add(match [own, level].into_iter().flatten().find(|period| period.value == every) {
            Some(period) => {
                finding.related(period.span, format!("is to be reviewed every {}", every.cadence()))
            }
            None => finding,
        });
    }
}
