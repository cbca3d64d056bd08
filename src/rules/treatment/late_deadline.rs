//! `late-deadline`

use crate::facts::Facts;
use crate::finding::Findings;
use crate::model::config::Severity;
use crate::model::day::{Day, days_between, days_in_words};
use crate::model::risk::Risk;
use crate::rules::{Check, Family, Rule, Stability};
use crate::schedule;
use crate::source::{At, Span};

pub(in crate::rules) const RULE: Rule = Rule {
    name: "late-deadline",
    family: Family::Treatment,
    severity: Severity::Warning,
    dated: false,
    fix: None,
    since: "0.1.0",
    status: Stability::Stable,
    summary: "a plan's deadline is beyond what its level allows",
    why: "`treat_within` says how long the organisation is ready to live with a level. It runs from the \
          commit that brought the risk to that level; without complete history from the day on which the risk \
          was assessed, or else identified. A plan that ends later needs a faster first step, \
          or somebody who accepts the risk for the time between.",
    bad: &[
        "likelihood = \"high\"\n[treatment]\noption = \"mitigate\"\nplan = \"Encrypt the disks\"\nowner = \"security-lead\"\n\
         due = 2025-09-11  # late-deadline\n[treatment.approval]\nby = \"security-lead\"\non = 2025-03-12\nseal = \"p1:…\"\n",
        "likelihood = \"high\"\n[treatment]\noption = \"mitigate\"\nowner = \"security-lead\"\n\
         [treatment.approval]\nby = \"security-lead\"\non = 2025-03-12\nseal = \"p1:…\"\n\
         [[treatment.action]]\ntitle = \"Count the laptops\"\nowner = \"it-manager\"\ndue = 2025-06-30\n\
         [[treatment.action]]\ntitle = \"Encrypt the disks\"\nowner = \"it-manager\"\ndue = 2025-10-31  # late-deadline\n",
    ],
    good: &[
        "likelihood = \"high\"\n[treatment]\noption = \"mitigate\"\nplan = \"Encrypt the disks\"\nowner = \"security-lead\"\n\
             due = 2025-09-10\nagreed = 2025-03-12\n\
             [treatment.approval]\nby = \"security-lead\"\non = 2025-03-12\nseal = \"p1:…\"\n",
    ],
    check: Check::Register(check),
};

fn check(facts: &Facts<'_>, out: &mut Findings) {
    for (risk, judged) in facts.open().filter(|(_, judged)| !judged.plan.done) {
        let Some(level) = facts.current_level(judged) else { continue };
        let Some(by) = schedule::treat_by(Some(level), judged.level_since) else { continue };
        let Some(deadline) = schedule::deadline(risk).filter(|deadline| *deadline > by) else { continue };
        let Some(within) = &level.treat_within else { continue };
        // Another day may stand in what could not be read.
        if ["assessed", "treatment.due"].iter().any(|key| risk.is_faulty(key)) {
            continue;
        }
        let Some((field, span)) = written(risk, deadline) else { continue };
        let message = format!(
            "{} is due on {deadline}, and {} asks for treatment within {}, by {by}{}",
            risk.id(),
            level.name(),
            within.value,
            reached(facts, risk)
        );
        let days = days_in_words(days_between(by, deadline));
        let finding = RULE.at(span, message).label(format!("{days} after {by}"));
        let finding = finding.risk(risk.id()).field(field).level(facts.level_id(judged));
        let finding =
            finding.related(within.span, format!("{} is treated within {}", level.name(), within.value));
        let finding = match (facts.past_of(risk).and_then(|past| past.level.as_ref()), began(risk)) {
            // History says when the level came: no line of a file does.
            (Some(_), _) | (None, None) => finding,
            (None, Some(since)) => finding.related(since, "counted from here"),
        };
        out.add(finding.help("bring the deadline forward, or have the risk accepted for the time between"));
    }
}

/// Since when the risk is at its level, by history.
fn reached(facts: &Facts<'_>, risk: &Risk) -> String {
    let level = facts.past_of(risk).and_then(|past| past.level.as_ref());
    level.map_or(String::new(), |(_, when)| {
        format!(" (at that level since {}, commit {})", when.day, when.short())
    })
}

/// Where the day is written that the time for treatment is counted from.
fn began(risk: &Risk) -> Option<Span> {
    risk.assessed.as_ref().or(risk.identified.as_ref()).map(|day| day.span)
}

/// Where the deadline is written.
fn written(risk: &Risk, deadline: Day) -> Option<(&'static str, Span)> {
    let treatment = risk.treatment.as_ref()?;
    let last = |due: &&At<Day>| due.value == deadline;
    match &treatment.due {
        Some(due) => Some(("treatment.due", due.span)),
        None => {
            let due = treatment.actions.iter().filter_map(|action| action.due.as_ref()).find(last)?;
            Some(("treatment.action.due", due.span))
        }
    }
}
