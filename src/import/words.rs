//! The words of spreadsheets for what a risk file says in fixed words.

use crate::model::id::folded;
use crate::model::risk::{Confidence, Outcome, Property, Publish, Status, TreatmentOption};
use crate::model::word::Word;

/// Which of a risk's ratings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Stage {
    /// Before any control.
    Inherent,
    /// With the controls that exist.
    Current,
    /// Once the treatment is done.
    Residual,
}

/// Words that tell a stage.
const STAGES: &[(&str, Stage)] = &[
    ("before controls", Stage::Inherent),
    ("without controls", Stage::Inherent),
    ("pre mitigation", Stage::Inherent),
    ("inherent", Stage::Inherent),
    ("untreated", Stage::Inherent),
    ("gross", Stage::Inherent),
    ("raw", Stage::Inherent),
    ("initial", Stage::Inherent),
    ("with existing controls", Stage::Current),
    ("current", Stage::Current),
    ("net", Stage::Current),
    ("after treatment", Stage::Residual),
    ("post treatment", Stage::Residual),
    ("post mitigation", Stage::Residual),
    ("after mitigation", Stage::Residual),
    ("residual", Stage::Residual),
    ("target", Stage::Residual),
    ("planned", Stage::Residual),
];

impl Stage {
    /// The stage that a heading names, and the heading without it.
    #[must_use]
    pub fn within(heading: &str) -> (Option<Self>, String) {
        let words: String = heading
            .chars()
            .map(|c| if c.is_alphanumeric() { c.to_lowercase().next().unwrap_or(c) } else { ' ' })
            .collect();
        let words = format!(" {} ", words.split_whitespace().collect::<Vec<_>>().join(" "));
        for (name, stage) in STAGES {
            let name = format!(" {name} ");
            if words.contains(&name) {
                return (Some(*stage), words.replacen(&name, " ", 1).trim().to_owned());
            }
        }
        (None, heading.to_owned())
    }

    /// The key of its likelihood or impact.
    #[must_use]
    pub fn key(self, part: &str) -> String {
        match self {
            Self::Inherent => format!("inherent.{part}"),
            Self::Current => part.to_owned(),
            Self::Residual => format!("treatment.residual.{part}"),
        }
    }

    /// As a word.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Inherent => "inherent",
            Self::Current => "current",
            Self::Residual => "residual",
        }
    }
}

/// What a cell that says nothing may hold.
#[must_use]
pub fn is_nothing(text: &str) -> bool {
    let text = text.trim();
    matches!(text, "" | "-" | "–" | "—" | "--" | "/" | ".")
        || matches!(
            text.to_lowercase().as_str(),
            "n/a" | "n.a." | "na" | "none" | "nil" | "not applicable" | "null"
        )
}

/// A word of an enumeration, by its own words and those given.
fn read<W: Word>(text: &str, others: &[(&str, W)]) -> Option<W> {
    let plain = folded(text);
    let own = W::WORDS.iter().find(|(word, _)| folded(word) == plain).map(|(_, value)| *value);
    own.or_else(|| others.iter().find(|(word, _)| *word == plain).map(|(_, value)| *value))
}

/// A status.
#[must_use]
pub fn status(text: &str) -> Option<Status> {
    read(
        text,
        &[
            ("new", Status::Open),
            ("active", Status::Open),
            ("identified", Status::Open),
            ("notstarted", Status::Open),
            ("todo", Status::Open),
            ("pending", Status::Open),
            ("ongoing", Status::InProgress),
            ("underway", Status::InProgress),
            ("started", Status::InProgress),
            ("wip", Status::InProgress),
            ("workinprogress", Status::InProgress),
            ("mitigating", Status::InProgress),
            ("intreatment", Status::InProgress),
            ("undertreatment", Status::InProgress),
            ("beingtreated", Status::InProgress),
            ("mitigated", Status::Treated),
            ("completed", Status::Treated),
            ("complete", Status::Treated),
            ("done", Status::Treated),
            ("implemented", Status::Treated),
            ("tolerated", Status::Accepted),
            ("retained", Status::Accepted),
            ("riskaccepted", Status::Accepted),
            ("retired", Status::Closed),
        ],
    )
}

/// The option of a treatment.
#[must_use]
pub fn option(text: &str) -> Option<TreatmentOption> {
    use TreatmentOption::{Accept, Avoid, Mitigate, Transfer};
    read(
        text,
        &[
            ("mitigation", Mitigate),
            ("mitigated", Mitigate),
            ("reduce", Mitigate),
            ("reduction", Mitigate),
            ("modify", Mitigate),
            ("treat", Mitigate),
            ("control", Mitigate),
            ("acceptance", Accept),
            ("accepted", Accept),
            ("retain", Accept),
            ("tolerate", Accept),
            ("avoidance", Avoid),
            ("eliminate", Avoid),
            ("terminate", Avoid),
            ("share", Transfer),
            ("insure", Transfer),
            ("transference", Transfer),
            ("transferred", Transfer),
        ],
    )
}

/// A confidence.
#[must_use]
pub fn confidence(text: &str) -> Option<Confidence> {
    read(text, &[("moderate", Confidence::Medium), ("med", Confidence::Medium)])
}

/// The outcome of a review.
#[must_use]
pub fn outcome(text: &str) -> Option<Outcome> {
    read(text, &[("nochange", Outcome::Unchanged), ("updated", Outcome::Changed)])
}

/// How much is published.
#[must_use]
pub fn publish(text: &str) -> Option<Publish> {
    read(text, &[])
}

/// Properties: by their names, by their first letters ("CIA", "C/I").
#[must_use]
pub fn properties(text: &str) -> Option<Vec<Property>> {
    let letter = |c: char| match c.to_ascii_lowercase() {
        'c' => Some(Property::Confidentiality),
        'i' => Some(Property::Integrity),
        'a' => Some(Property::Availability),
        _ => None,
    };
    let mut found = Vec::new();
    for part in text.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty() && *part != "and") {
        match read::<Property>(part, &[]) {
            Some(property) => found.push(property),
            None if part.len() <= 3 => found.extend(part.chars().map(letter).collect::<Option<Vec<_>>>()?),
            None => return None,
        }
    }
    found.sort_unstable();
    found.dedup();
    (!found.is_empty()).then_some(found)
}

/// Yes or no.
#[must_use]
pub fn flag(text: &str) -> Option<bool> {
    match folded(text).as_str() {
        "yes" | "y" | "x" | "true" => Some(true),
        "no" | "n" | "false" => Some(false),
        _ => (text.trim() == "✓" || text.trim() == "✔").then_some(true),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn usual_words_are_read_and_others_are_not() {
        assert_eq!(status("In Progress"), Some(Status::InProgress));
        assert_eq!(status(" WIP "), Some(Status::InProgress));
        assert_eq!(status("Resolved"), None, "it may be treated or closed");
        assert_eq!(option("Reduce"), Some(TreatmentOption::Mitigate));
        assert_eq!(option("Tolerate"), Some(TreatmentOption::Accept));
        assert_eq!(option("Wait"), None);
        assert!(is_nothing(" N/A ") && !is_nothing("TBD"));
    }

    #[test]
    fn properties_are_read_by_name_and_by_letter() {
        use Property::{Availability, Confidentiality, Integrity};
        assert_eq!(properties("CIA"), Some(vec![Confidentiality, Integrity, Availability]));
        assert_eq!(properties("C/A"), Some(vec![Confidentiality, Availability]));
        assert_eq!(properties("Integrity and availability"), Some(vec![Integrity, Availability]));
        assert_eq!(properties("Reputation"), None);
    }
}
