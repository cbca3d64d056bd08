//! Where a finding of an own rule is shown: at what its expression names
//! first, of what the risk has.

use crate::expression;
use crate::model::risk::Risk;
use crate::source::{At, Span};

/// The place in the file of a risk.
pub(super) fn of(risk: &Risk, condition: &str) -> Span {
    expression::words(condition).find_map(|key| of_key(risk, key)).unwrap_or(risk.id.span)
}

fn of_key(risk: &Risk, key: &str) -> Option<Span> {
    fn of<T>(value: Option<&At<T>>) -> Option<Span> {
        value.map(|value| value.span)
    }
    match key {
        "title" => of(risk.title.as_ref()),
        "description" => of(risk.description.as_ref()),
        "category" => of(risk.category.as_ref()),
        "tags" => of(risk.tags.first()),
        "owner" => of(risk.owner.as_ref()),
        "unit" => of(risk.unit.as_ref()),
        "assets" => of(risk.assets.first()),
        "threats" => of(risk.threats.first()),
        "controls" => of(risk.controls.first()),
        "identified" => written(risk, key, of(risk.identified.as_ref())),
        "assessed" => written(risk, key, of(risk.assessed.as_ref())),
        "assessed_by" => written(risk, key, of(risk.assessed_by.as_ref())),
        "confidence" => of(risk.confidence.as_ref()),
        "rationale" => of(risk.rationale.as_ref()),
        "status" => of(risk.status.as_ref()),
        "likelihood" | "impact" | "level" | "score" | "above_line" => risk.current.span(),
        "inherent" => risk.inherent.as_ref().map(|table| table.span),
        "residual" => risk.residual().map(|table| table.span),
        "treatment" => risk.treatment.as_ref().map(|table| table.span),
        "acceptance" => risk.acceptance.as_ref().map(|table| table.span),
        "review" => risk.review.as_ref().map(|table| table.span),
        "closed" => risk.closed.as_ref().map(|table| table.span),
        "custom" => of(risk.custom.first().map(|(key, _)| key)),
        _ => None,
    }
}

/// What history gave stands in no file.
fn written(risk: &Risk, key: &str, span: Option<Span>) -> Option<Span> {
    span.filter(|_| !risk.from_history.contains(&key))
}
