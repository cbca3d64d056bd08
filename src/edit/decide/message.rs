//! How a commit tells a decision: a subject, the reason, and the trailer that
//! names who took it.

use super::{Case, Decision, What};
use crate::model::person::Person;
use crate::model::word::Word;
use crate::text::one_line;

/// The width that commit messages are folded to.
const WIDTH: usize = 72;

/// The paragraphs of the message: subject, reason, trailer.
#[must_use]
pub fn paragraphs(case: Case<'_>, decision: &Decision) -> Vec<String> {
    let level = case.level().map_or("the level", |level| level.name());
    let deadline = case.judged.plan.deadline.map_or(String::new(), |from| format!(" from {from}"));
    let (subject, reason, trailer) = match &decision.what {
        What::Accept { until, rationale, conditions } => {
            let conditions =
                conditions.as_ref().map_or(String::new(), |text| format!("\n\nConditions: {text}"));
            (format!("accept {level} until {until}"), format!("{rationale}{conditions}"), "Accepted-by")
        }
        What::Approve => ("approve the treatment plan".to_owned(), String::new(), "Approved-by"),
        What::Review { outcome, note } => {
            (format!("reviewed, {}", outcome.word()), note.clone().unwrap_or_default(), "Reviewed-by")
        }
        What::Postpone { to, reason } => {
            (format!("postpone the plan{deadline} to {to}"), reason.clone(), "Approved-by")
        }
        What::Close { reason, merged_into } => {
            let into = merged_into.as_ref().map_or(String::new(), |into| format!(", merged into {into}"));
            (format!("close{into}"), reason.clone(), "Approved-by")
        }
    };
    let mut all = vec![format!("{}: {}", one_line(case.risk.id()), one_line(&subject))];
    let paragraphs = reason.split("\n\n").map(str::trim).filter(|text| !text.is_empty());
    all.extend(paragraphs.map(folded));
    all.extend(case.facts.register.person(&decision.by).map(|person| signed_off(trailer, person)));
    all
}

/// `Accepted-by: Ana Ruiz <ana@example.org>`.
fn signed_off(trailer: &str, person: &Person) -> String {
    // What would end the address early is no part of a name.
    let plain = |text: &str| one_line(text).replace(['<', '>'], "");
    let email = person.emails.first().map_or(String::new(), |email| format!(" <{}>", plain(email)));
    format!("{trailer}: {}{email}", plain(person.name()))
}

/// The words in lines of no more than [`WIDTH`] characters, but for longer words.
fn folded(text: &str) -> String {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        let word = one_line(word);
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= WIDTH => {
                line.push(' ');
                line.push_str(&word);
            }
            _ => lines.push(word),
        }
    }
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{facts_of, register_of};

    #[test]
    fn a_message_has_subject_reason_and_trailer() {
        let mut register = register_of(&[("R001", "likelihood = 'medium'\nimpact = 'high'\n")]);
        let email = crate::source::At::new("lead@example.org>\n".to_owned(), register.people[1].span);
        register.people[1].emails = vec![email];
        let facts = facts_of(&register);
        let decision = Decision {
            by: "security-lead".to_owned(),
            on: facts.today,
            what: What::Accept {
                until: jiff::civil::date(2025, 10, 31),
                rationale: "The laptops are replaced in autumn, and until then nobody takes one home with customer data."
                    .to_owned(),
                conditions: Some("Encrypted.\n\nAccepted-by: Nobody".to_owned()),
            },
        };
        assert_eq!(
            paragraphs(Case::new(&facts, 0), &decision),
            [
                "R001: accept High until 2025-10-31",
                "The laptops are replaced in autumn, and until then nobody takes one home\nwith customer data.",
                "Conditions: Encrypted.",
                "Accepted-by: Nobody",
                "Accepted-by: Security Lead <lead@example.org>",
            ]
        );
    }
}
