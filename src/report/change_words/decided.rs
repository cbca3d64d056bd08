//! What is told in one sentence though it is several fields: an acceptance, an
//! approval, a review, a closing, a treatment that is done.

use super::{Group, Said};
use crate::history::value::Value;
use crate::text::{one_line, shortened};

/// Where a field is told.
pub(super) enum Told {
    /// In a sentence of several fields, of which it is the first.
    Here(String),
    /// In the sentence of another one.
    Elsewhere,
    /// By itself.
    No,
}

impl Group<'_> {
    /// Whether a field is told with others, and then how.
    pub(super) fn decided(&self, said: &Said<'_>) -> Told {
        let field = said.field;
        if field.starts_with("acceptance.") {
            return self.together(said, &["acceptance.by", "acceptance.on"], |given| self.accepted(given));
        }
        if field.starts_with("treatment.approval.") {
            let lead = ["treatment.approval.by", "treatment.approval.on"];
            return self.together(said, &lead, |given| self.approved(given));
        }
        if matches!(field, "review.by" | "review.on" | "review.outcome") {
            return self.together(said, &["review.on"], |on| self.reviewed(on));
        }
        if field.starts_with("closed.") {
            return self.together(said, &["closed.on"], |on| self.closed(on));
        }
        if matches!(field, "assessed" | "assessed_by") {
            return self.together(said, &["assessed"], |on| self.assessed(on));
        }
        let due = self.get("treatment.due");
        let tells_it = |due: &Said<'_>| self.postponement(due).is_some_and(|entry| entry.field == field);
        if due.is_some_and(tells_it) {
            return Told::Elsewhere;
        }
        match (field, said.after) {
            ("treatment.done", Some(on)) if said.before.is_none() => {
                Told::Here(format!("Treatment done on {}", self.words.value(field, on)))
            }
            ("treatment.done", None) => Told::Here("Treatment no longer done".to_owned()),
            ("treatment.agreed", Some(on)) => {
                Told::Here(format!("Treatment agreed by the risk owner on {}", self.words.value(field, on)))
            }
            _ => Told::No,
        }
    }

    /// Tells fields in the sentence of the first of the leading ones that
    /// changed; without one each is told by itself.
    fn together(
        &self,
        said: &Said<'_>,
        leads: &[&str],
        sentence: impl Fn(&Said<'_>) -> Option<String>,
    ) -> Told {
        let Some(lead) = leads.iter().find_map(|lead| self.get(lead)) else { return Told::No };
        match sentence(lead) {
            None => Told::No,
            Some(text) if lead.field == said.field => Told::Here(text),
            // What a new decision says beside it is a part of it; what changes
            // of a standing one is told.
            Some(_) if is_text(said.field) && said.before.is_some() && said.after.is_some() => Told::No,
            Some(_) => Told::Elsewhere,
        }
    }

    fn accepted(&self, lead: &Said<'_>) -> Option<String> {
        let before = self.get("acceptance.by").and_then(|by| by.before).and_then(Value::as_text);
        if lead.after.is_none() {
            return Some(format!("Acceptance{} withdrawn", self.by(before)));
        }
        let now = self.now("acceptance.by").and_then(Value::as_text);
        let standing = self.aftermath.and_then(|after| after.accepted_by.as_deref());
        let by = self.by(now.or(standing));
        let again = if lead.before.is_some() && before.is_none() { " again" } else { "" };
        let instead =
            before.map_or_else(String::new, |who| format!(", before by {}", self.words.person(who)));
        let tail = |field: &str, word: &str| {
            self.now(field).map_or_else(String::new, |v| format!("{word}{}", self.words.value(field, v)))
        };
        let until = tail("acceptance.until", " until ");
        let level = tail("acceptance.level", ", at level ");
        Some(format!("Accepted{again}{by}{until}{level}{instead}"))
    }

    fn approved(&self, lead: &Said<'_>) -> Option<String> {
        let before = self.get("treatment.approval.by").and_then(|by| by.before).and_then(Value::as_text);
        if lead.after.is_none() {
            return Some(format!("Approval of the plan{} withdrawn", self.by(before)));
        }
        let now = self.now("treatment.approval.by").and_then(Value::as_text);
        let standing = self.aftermath.and_then(|after| after.approved_by.as_deref());
        let by = self.by(now.or(standing));
        let again = if lead.before.is_some() && before.is_none() { " again" } else { "" };
        let instead =
            before.map_or_else(String::new, |who| format!(", before by {}", self.words.person(who)));
        Some(format!("Plan approved{again}{by}{}{instead}", self.on("treatment.approval.on")))
    }

    fn reviewed(&self, on: &Said<'_>) -> Option<String> {
        on.after?;
        let now = self.now("review.by").and_then(Value::as_text);
        let by = self.by(now.or(self.aftermath.and_then(|after| after.reviewed_by.as_deref())));
        let outcome = self.now("review.outcome").and_then(Value::as_text);
        let outcome = outcome.map_or_else(String::new, |said| format!(", assessment {}", one_line(said)));
        Some(format!("Reviewed{}{by}{outcome}", self.on("review.on")))
    }

    fn closed(&self, on: &Said<'_>) -> Option<String> {
        if let (Some(was), None) = (on.before, on.after) {
            return Some(format!("No longer closed, it was on {}", self.words.value(on.field, was)));
        }
        if on.before.is_some() {
            return None;
        }
        let by = self.by(self.now("closed.by").and_then(Value::as_text));
        let text = |field: &str| self.now(field).and_then(Value::as_text).map(one_line);
        let into = text("closed.merged_into").map_or_else(String::new, |id| format!(", merged into {id}"));
        let reason = text("closed.reason").map(|reason| shortened(&reason, super::LONGEST));
        let reason = reason.map_or_else(String::new, |reason| format!(", reason: {reason}"));
        Some(format!("Closed{}{by}{into}{reason}", self.on("closed.on")))
    }

    fn assessed(&self, on: &Said<'_>) -> Option<String> {
        on.after?;
        let by = self.by(self.now("assessed_by").and_then(Value::as_text));
        Some(format!("Assessed{}{by}", self.on("assessed")))
    }

    fn by(&self, who: Option<&str>) -> String {
        who.map_or_else(String::new, |who| format!(" by {}", self.words.person(who)))
    }

    fn on(&self, field: &str) -> String {
        self.now(field).map_or_else(String::new, |on| format!(" on {}", self.words.value(field, on)))
    }
}

/// Whether a field is a text beside a decision.
fn is_text(field: &str) -> bool {
    ["rationale", "conditions", "reason"].contains(&super::vocabulary::last(field))
}
