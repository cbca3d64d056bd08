//! Where a risk stands, in a sentence or three.

use super::Subject;
use crate::decision::DecisionState;
use crate::facts::Doubt;
use crate::model::control::Control;
use crate::model::day::days_in_words;
use crate::report::names::{self, Late, Side};
use crate::text::one_line;

/// "Critical, above the line. Treatment is 32 days late. Not accepted."
pub(super) fn of(subject: Subject<'_>) -> String {
    let mut parts = vec![level(subject)];
    if subject.risk.is_open() {
        parts.extend(late(subject));
        parts.extend(accepted(subject));
        parts.extend(escalated(subject));
        parts.extend(doubtful(subject));
    }
    format!("{}.", parts.join(". "))
}

fn level(subject: Subject<'_>) -> String {
    let Subject { facts, risk, judged, .. } = subject;
    let level = names::level(facts, risk, judged);
    if !risk.is_open() {
        return format!(
            "Closed; it was {}",
            if facts.current_level(judged).is_some() { level } else { format!("last {level}") }
        );
    }
    match (facts.current_level(judged), Side::of(judged.stages.current)) {
        (Some(_), Side::Above) => format!("{level}, above the line"),
        (Some(_), Side::Below) => format!("{level}, below the line"),
        (Some(_), Side::Unknown) => format!("{level}; the methodology draws no line"),
        (None, _) if risk.is_unassessed() => "Not assessed".to_owned(),
        (None, _) => "Not judged: there is no level for its assessment".to_owned(),
    }
}

fn late(subject: Subject<'_>) -> Vec<String> {
    let late = Late::of(subject.risk, subject.judged, subject.facts.today);
    let says =
        |what: &str, days: Option<i64>| days.map(|days| format!("{what} is {} late", days_in_words(days)));
    [says("Treatment", late.treatment), says("An action", late.action), says("Review", late.review)]
        .into_iter()
        .flatten()
        .collect()
}

fn accepted(subject: Subject<'_>) -> Option<String> {
    let above = subject.judged.is_above();
    let Some(decision) = subject.judged.acceptance else { return above.then(|| "Not accepted".to_owned()) };
    let until = subject.risk.acceptance.as_ref().and_then(|acceptance| acceptance.until.as_ref());
    let until = until.map_or(String::new(), |until| format!(" until {}", until.value));
    let text = match decision.state {
        // Below the line nothing has to be accepted.
        _ if !above => return None,
        DecisionState::Valid => format!("Accepted{until}"),
        DecisionState::Unproven => format!("Accepted{until}, unproven"),
        DecisionState::Expired => "The acceptance is over".to_owned(),
        DecisionState::Void => "The acceptance is void".to_owned(),
        DecisionState::Unauthorised => "The acceptance was given by somebody who may not".to_owned(),
    };
    Some(text)
}

/// Why the level rests on less than it says.
fn doubtful(subject: Subject<'_>) -> Option<String> {
    let doubts = subject.facts.doubts(subject.risk);
    let words =
        |(control, doubt): &(&Control, Doubt)| format!("{} {}", one_line(control.name()), doubt.words());
    let words: Vec<String> = doubts.iter().map(words).collect();
    (!words.is_empty()).then(|| format!("The level is doubtful: {}", words.join("; ")))
}

fn escalated(subject: Subject<'_>) -> Option<String> {
    let level = subject.facts.current_level(subject.judged).filter(|_| subject.judged.escalated)?;
    let to = level.escalate_to.as_ref()?;
    Some(format!("Escalated to {}", names::role_or_person(subject.facts, to)))
}
