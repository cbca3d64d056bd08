//! How fields and values are called.

use super::Words;
use crate::history::value::Value;
use crate::model::methodology::Methodology;
use crate::model::risk::Status;
use crate::model::word::Word;
use crate::number::money;
use crate::text::{one_line, shortened};

/// Texts of which only that they changed is told, however short.
const PROSE: [&str; 7] = [
    "description",
    "rationale",
    "treatment.plan",
    "acceptance.rationale",
    "acceptance.conditions",
    "review.note",
    "closed.reason",
];

/// What nobody wants to read as a line of its own.
const SILENT: [&str; 4] =
    ["acceptance.seal", "acceptance.signature", "treatment.approval.seal", "treatment.approval.signature"];

/// Fields that are not called as they are written.
const LABELS: [(&str, &str); 49] = [
    ("id", "id"),
    ("assessed", "date of assessment"),
    ("assessed_by", "assessor"),
    ("identified", "date of identification"),
    ("affects", "affected property"),
    ("formerly", "former id"),
    ("related", "related risk"),
    ("supersedes", "superseded risk"),
    ("vulnerabilities", "vulnerability"),
    ("publish", "publication"),
    ("inherent.likelihood", "inherent likelihood"),
    ("inherent.impact", "inherent impact"),
    ("treatment.option", "treatment option"),
    ("treatment.plan", "treatment plan"),
    ("treatment.owner", "action owner"),
    ("treatment.due", "due date"),
    ("treatment.done", "day of completion"),
    ("treatment.cost", "cost of treatment"),
    ("treatment.agreed", "day of the risk owner’s agreement"),
    ("treatment.residual.likelihood", "planned likelihood"),
    ("treatment.residual.impact", "planned impact"),
    ("treatment.approval.by", "approver"),
    ("treatment.approval.on", "day of approval"),
    ("acceptance.by", "accepter"),
    ("acceptance.on", "day of acceptance"),
    ("acceptance.until", "end of acceptance"),
    ("acceptance.level", "accepted level"),
    ("acceptance.rationale", "reason of acceptance"),
    ("acceptance.conditions", "conditions of acceptance"),
    ("review.on", "day of review"),
    ("review.by", "reviewer"),
    ("review.outcome", "outcome of review"),
    ("review.note", "review note"),
    ("review.every", "review interval"),
    ("closed.on", "day of closing"),
    ("closed.by", "closed by"),
    ("closed.reason", "reason of closing"),
    ("closed.merged_into", "merged into"),
    ("annex_a", "Annex A reference"),
    ("approved_by", "approver"),
    ("approved_on", "day of approval"),
    ("review_every", "review interval"),
    ("test_every", "test interval"),
    ("accept_by", "accepting role"),
    ("accept_for", "longest acceptance"),
    ("approve_by", "approving role"),
    ("treat_within", "time for treatment"),
    ("escalate_to", "escalation"),
    ("from", "lowest score"),
];

/// Whether a text is told of by its difference, however short it is.
pub(super) fn is_prose(field: &str) -> bool {
    PROSE.contains(&field)
}

/// Whether a change of a field is not told.
pub(super) fn is_silent(field: &str) -> bool {
    SILENT.contains(&field)
}

/// A sentence's beginning.
pub(super) fn title(text: &str) -> String {
    let mut rest = text.chars();
    rest.next().map_or_else(String::new, |first| first.to_uppercase().chain(rest).collect())
}

/// One of what a list holds: "control" of `controls`.
pub(super) fn singular(label: &str) -> String {
    match label.strip_suffix("ies") {
        Some(stem) => format!("{stem}y"),
        None => label.strip_suffix('s').unwrap_or(label).to_owned(),
    }
}

impl Words<'_> {
    /// A field as a reader knows it: "due date".
    pub(super) fn label(&self, field: &str) -> String {
        if let Some((_, label)) = LABELS.iter().find(|(known, _)| *known == field) {
            return (*label).to_owned();
        }
        if let Some(key) = field.strip_prefix("custom.") {
            let own = self.register.config.custom.iter().find(|own| own.key.value == key);
            return one_line(own.map_or(key, |own| own.name()));
        }
        if let Some(rule) = field.strip_prefix("rules.") {
            return format!("severity of {}", one_line(rule));
        }
        if let Some(likelihood) = field.strip_prefix("matrix.") {
            return format!("matrix row {}", self.point("likelihood", likelihood));
        }
        let of = |(of, dimension): (&str, &str)| {
            (!dimension.is_empty() && LABELS.iter().any(|(known, _)| *known == of) || of == "impact")
                .then(|| format!("{} on {}", self.label(of), self.dimension(dimension)))
        };
        let dimension = field.rsplit_once('.').filter(|(of, _)| of.ends_with("impact"));
        if let Some(label) = dimension.and_then(of) {
            return label;
        }
        one_line(&field.replace(['.', '_'], " "))
    }

    /// A value by its name, on one line and not too long.
    pub(super) fn value(&self, field: &str, value: &Value) -> String {
        let name = |value: &Value| match value.as_text() {
            Some(text) => self.name(field, text),
            None if field == "treatment.cost" => self.cost(value),
            None => plain(value),
        };
        let text = match value {
            Value::List(list) if !list.is_empty() => list.iter().map(name).collect::<Vec<_>>().join(", "),
            value => name(value),
        };
        let quoted = matches!(last(field), "title" | "name") && !text.is_empty();
        let text = shortened(&text, super::LONGEST);
        if quoted { format!("“{text}”") } else { text }
    }

    #[allow(clippy::cast_precision_loss, reason = "a cost is far below 2⁵³")]
    fn cost(&self, value: &Value) -> String {
        match value {
            Value::Integer(cost) => one_line(&money(&self.register.config, *cost as f64)),
            Value::Number(cost) => one_line(&money(&self.register.config, *cost)),
            value => plain(value),
        }
    }

    /// What an id or a fixed word means.
    pub(super) fn name(&self, field: &str, text: &str) -> String {
        let key = last(field);
        if field.starts_with("matrix.") || key == "level" {
            return self.level(text);
        }
        if field.ends_with("likelihood") {
            return self.point("likelihood", text);
        }
        // An impact by dimensions has a name below it.
        if key == "impact" || field.rsplit_once('.').is_some_and(|(of, _)| of.ends_with("impact")) {
            return self.point("impact", text);
        }
        let register = self.register;
        match key {
            "owner" | "by" | "assessed_by" => self.person(text),
            "approved_by" | "accept_by" | "approve_by" | "escalate_to" | "roles" | "above" => self.role(text),
            "status" => {
                Status::from_word(text).map_or_else(|| one_line(text), |status| status.name().to_owned())
            }
            "controls" | "control" => self.known("control", text, register.control_name(text)),
            "assets" => self.known("asset", text, register.asset(text).map_or(text, |asset| asset.name())),
            "threats" => {
                self.known("threat", text, register.threat(text).map_or(text, |threat| threat.name()))
            }
            "unit" => {
                let unit = self.methodology().and_then(|methodology| methodology.unit(text));
                self.known("scope.unit", text, unit.map_or(text, |unit| unit.name()))
            }
            _ => one_line(text),
        }
    }

    /// A person by name.
    #[must_use]
    pub fn person(&self, id: &str) -> String {
        self.known("person", id, self.register.person_name(id))
    }

    pub(super) fn level(&self, id: &str) -> String {
        let level = self.methodology().and_then(|methodology| methodology.level(id));
        self.known("level", id, level.map_or(id, |level| level.name()))
    }

    fn role(&self, id: &str) -> String {
        match self.methodology().and_then(|methodology| methodology.role(id)) {
            Some(role) => self.known("role", id, role.name()),
            None if self.names.get("role", id).is_some() => self.known("role", id, id),
            None => self.person(id),
        }
    }

    fn point(&self, scale: &str, id: &str) -> String {
        let points = self.methodology().map_or(&[][..], |methodology| {
            if scale == "impact" { &methodology.impact } else { &methodology.likelihood }
        });
        let point = points.iter().find(|point| point.id.value == id);
        self.known(scale, id, point.map_or(id, |point| point.name()))
    }

    pub(super) fn dimension(&self, id: &str) -> String {
        let dimensions = self.methodology().map_or(&[][..], |methodology| &methodology.dimensions);
        let dimension = dimensions.iter().find(|dimension| dimension.id.value == id);
        self.known("dimension", id, dimension.map_or(id, |dimension| dimension.name()))
    }

    /// The name of that day, else today's.
    pub(super) fn known(&self, list: &str, id: &str, today: &str) -> String {
        one_line(self.names.get(list, id).unwrap_or(today))
    }

    /// "raised" or "lowered", by today's order; "changed" where that does not
    /// know both.
    pub(super) fn way(
        &self,
        from: &str,
        to: &str,
        rank: impl Fn(&Methodology, &str) -> Option<usize>,
    ) -> &'static str {
        let rank = |id: &str| self.methodology().and_then(|methodology| rank(methodology, id));
        match rank(from).zip(rank(to)) {
            Some((from, to)) if from < to => "raised",
            Some((from, to)) if from > to => "lowered",
            _ => "changed",
        }
    }

    fn methodology(&self) -> Option<&Methodology> {
        self.register.methodology.as_ref()
    }
}

/// The key at the end of a dotted name.
pub(super) fn last(field: &str) -> &str {
    field.rsplit_once('.').map_or(field, |(_, key)| key)
}

/// A value on one line.
pub(super) fn plain(value: &Value) -> String {
    match value {
        Value::Text(text) | Value::Date(text) => one_line(text),
        Value::Integer(number) => number.to_string(),
        Value::Number(number) => number.to_string(),
        Value::Bool(is) => if *is { "yes" } else { "no" }.to_owned(),
        Value::List(list) if list.is_empty() => "nothing".to_owned(),
        Value::List(list) => list.iter().map(plain).collect::<Vec<_>>().join(", "),
        Value::Table(entries) => entries
            .iter()
            .map(|(key, value)| format!("{} {}", one_line(key), plain(value)))
            .collect::<Vec<_>>()
            .join(", "),
    }
}
