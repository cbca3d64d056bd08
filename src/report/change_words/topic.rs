//! What a change is about.

use crate::history::change::{Change, Kind};
use crate::model::config::Paths;
use crate::told::Topic;

/// What a change of a risk or of another file is about.
pub(super) fn of(paths: &Paths, change: &Change) -> Topic {
    match change.kind {
        Kind::Added | Kind::Removed if change.risk.is_none() => return of_file(paths, &change.file),
        Kind::Added | Kind::Removed | Kind::Moved => return Topic::Created,
        Kind::Unreadable | Kind::Readable => return Topic::Unread,
        Kind::Known => return Topic::Cut,
        Kind::Rescored => return Topic::Level,
        Kind::Changed => {}
    }
    if change.risk.is_none() {
        return of_file(paths, &change.file);
    }
    let is = |fields: &[&str]| fields.iter().any(|field| change.is_of(field));
    let field = change.field.as_deref().unwrap_or_default();
    let is_due = field.ends_with("].due") || is(&["treatment.due", "treatment.postponed"]);
    if is_due {
        Topic::DueDate
    } else if is(&["acceptance", "treatment.approval", "waiver"]) {
        Topic::Decision
    } else if is(&["likelihood", "impact", "inherent", "treatment.residual", "confidence"])
        || is(&["assessed", "assessed_by"])
    {
        Topic::Level
    } else if is(&["title", "description", "rationale", "treatment.plan"]) {
        Topic::Text
    } else if is(&["owner", "treatment.owner"]) {
        Topic::Owner
    } else if is(&["treatment"]) {
        Topic::Treatment
    } else if is(&["review"]) {
        Topic::Review
    } else if is(&["status", "closed"]) {
        Topic::Status
    } else if is(&["controls"]) {
        Topic::Controls
    } else {
        Topic::Context
    }
}

fn of_file(paths: &Paths, file: &str) -> Topic {
    let within =
        |path: &str| file.strip_prefix(path).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    match file {
        _ if within(&paths.methodology) => Topic::Methodology,
        _ if within(&paths.people) => Topic::People,
        _ if within(&paths.controls) => Topic::Controls,
        _ if within(&paths.waivers) => Topic::Decision,
        _ if [&paths.indicators, &paths.measurements, &paths.incidents]
            .into_iter()
            .any(|path| within(path)) =>
        {
            Topic::Monitoring
        }
        _ => Topic::Context,
    }
}
