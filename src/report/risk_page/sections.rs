//! Every field of a risk, in groups.

use super::parts::Page;
use super::{Subject, decisions};
use crate::model::config::CustomField;
use crate::model::control::{Control, ControlState};
use crate::model::day::Day;
use crate::model::id::natural_order;
use crate::model::risk::{Action, CustomValue, Publication, Rating, Reference};
use crate::model::word::Word;
use crate::number::money;
use crate::report::names::{self, Side};
use crate::rules::page::capitalised;
use crate::schedule::DayState;
use crate::score::Stage;
use crate::source::At;
use crate::text::counted;

type Section = fn(Subject<'_>, &mut Page);

/// The groups, in their order.
pub(super) const ALL: [Section; 10] = [
    description,
    identity,
    assessment,
    controls,
    treatment,
    decisions::section,
    review,
    relations,
    own,
    findings,
];

fn texts(written: &[At<String>]) -> String {
    written.iter().map(|text| text.as_str()).collect::<Vec<_>>().join(", ")
}

fn text(written: &Option<At<String>>) -> &str {
    written.as_ref().map_or("", |text| text)
}

fn day(written: &Option<At<Day>>) -> Option<String> {
    written.as_ref().map(|day| day.value.to_string())
}

fn person<'a>(subject: Subject<'a>, id: &'a Option<At<String>>) -> Option<&'a str> {
    id.as_ref().map(|id| subject.facts.register.person_name(id))
}

/// The parts that are there, with commas.
fn joined(parts: impl IntoIterator<Item = Option<String>>) -> String {
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

fn description(subject: Subject<'_>, page: &mut Page) {
    if let Some(text) = &subject.risk.description {
        page.markdown("Description", text);
    }
}

fn identity(subject: Subject<'_>, page: &mut Page) {
    let risk = subject.risk;
    let register = subject.facts.register;
    page.field("Owner", person(subject, &risk.owner).unwrap_or_default());
    let unit = risk.unit.as_ref().map(|id| {
        let unit = register.methodology.as_ref().and_then(|methodology| methodology.unit(id));
        unit.map_or(id.as_str(), |unit| unit.name())
    });
    page.field("Unit", unit.unwrap_or_default());
    page.field("Category", text(&risk.category));
    page.field("Tags", texts(&risk.tags));
    let assets = risk.assets.iter().map(|id| register.asset(id).map_or(id.as_str(), |asset| asset.name()));
    page.field("Assets", assets.collect::<Vec<_>>().join(", "));
    let threats =
        risk.threats.iter().map(|id| register.threat(id).map_or(id.as_str(), |threat| threat.name()));
    page.field("Threats", threats.collect::<Vec<_>>().join(", "));
    page.fields("Exploits", risk.vulnerabilities.iter().map(|text| text.as_str()));
    let affects: Vec<&str> = risk.affects.iter().map(|property| property.value.word()).collect();
    page.field("Affects", affects.join(", "));
    page.field("Identified", day(&risk.identified).unwrap_or_default());
}

fn assessment(subject: Subject<'_>, page: &mut Page) {
    let Subject { risk, judged, .. } = subject;
    let stages = judged.stages;
    page.field("Now", rated(subject, &risk.current, stages.current));
    if let Some(table) = &risk.inherent {
        page.field("Inherent", rated(subject, &table.rating, stages.inherent));
    }
    if let Some(table) = risk.residual() {
        page.field("Planned", rated(subject, &table.rating, stages.residual));
    }
    let by = person(subject, &risk.assessed_by).map(|name| format!("by {name}"));
    let confidence =
        risk.confidence.as_ref().map(|confidence| format!("confidence {}", confidence.value.word()));
    page.field("Assessed", joined([day(&risk.assessed), by, confidence]));
    if let Some(text) = &risk.rationale {
        page.markdown("Rationale", text);
    }
}

/// "likelihood High, impact High: Critical, above the line".
fn rated(subject: Subject<'_>, rating: &Rating, stage: Option<Stage>) -> String {
    if rating.is_empty() {
        return if subject.risk.is_unassessed() {
            "not assessed".to_owned()
        } else {
            "not readable".to_owned()
        };
    }
    let (likelihood, impact) = names::rating(subject.facts, rating, stage);
    let dimensions = rating.impact.as_ref().and_then(|impact| names::dimensions(subject.facts, impact));
    let spelt = dimensions.filter(|dimensions| Some(dimensions) != impact.as_ref());
    let impact = match (impact, spelt) {
        (Some(impact), Some(spelt)) => Some(format!("{impact} ({spelt})")),
        (impact, _) => impact,
    };
    let score = stage.and_then(|stage| stage.score).map(|score| format!("score {score}"));
    let part = |name: &str, value: Option<String>| value.map(|value| format!("{name} {value}"));
    let parts = joined([part("likelihood", likelihood), part("impact", impact), score]);
    let level = subject.facts.level_of(stage).map_or("not judged", |level| level.name());
    let side = match Side::of(stage) {
        Side::Above => ", above the line",
        Side::Below => ", below the line",
        Side::Unknown => "",
    };
    format!("{parts}: {level}{side}")
}

fn controls(subject: Subject<'_>, page: &mut Page) {
    let register = subject.facts.register;
    let today = subject.facts.today;
    let line = |id: &At<String>| match register.control(id) {
        Some(control) => control_line(control, today),
        None => id.value.clone(),
    };
    page.fields("Controls", subject.risk.controls.iter().map(line));
}

/// "Password policy (passed 2025-02-10)".
fn control_line(control: &Control, today: Day) -> String {
    let state = control.state.as_ref().map(|state| state.value);
    let state =
        state.filter(|state| *state != ControlState::Implemented).map(|state| state.word().to_owned());
    let test = control
        .last_test(today)
        .and_then(|test| Some(format!("{} {}", test.result.as_ref()?.value.word(), test.on.as_ref()?.value)));
    let test = test.or_else(|| control.test_every.is_some().then(|| "never tested".to_owned()));
    let remarks = joined([state, test]);
    if remarks.is_empty() { control.name().to_owned() } else { format!("{} ({remarks})", control.name()) }
}

fn treatment(subject: Subject<'_>, page: &mut Page) {
    let Subject { risk, judged, facts, .. } = subject;
    let Some(treatment) = &risk.treatment else { return };
    let option = treatment.option.as_ref().map_or("", |option| option.value.word());
    let plan = text(&treatment.plan);
    page.field(
        "Treatment",
        format!("{option}{}{plan}", if plan.is_empty() || option.is_empty() { "" } else { ": " }),
    );
    let due = judged.plan.deadline.map(|due| format!("due {due}{}", remark(judged.plan.state)));
    let done =
        treatment.actions.iter().zip(&judged.actions).filter(|(_, state)| **state == DayState::Done).count();
    let actions = treatment.actions.len();
    let actions = (actions > 0).then(|| format!("{done} of {} done", counted(actions, "action")));
    let owner = person(subject, &treatment.owner).map(str::to_owned);
    page.field("", joined([owner, due, day(&treatment.done).map(|done| format!("done {done}")), actions]));
    let cost = treatment.cost.as_ref();
    let cost = cost.map(|cost| format!("costs {}", money(&facts.register.config, cost.value)));
    let agreed = day(&treatment.agreed).map(|agreed| format!("owner agreed on {agreed}"));
    page.field("", joined([cost, agreed]));
    let lines = treatment.actions.iter().zip(&judged.actions);
    page.fields("Actions", lines.map(|(action, state)| action_line(subject, action, *state)));
    let moves = treatment.postponed.iter().map(|entry| {
        let by = person(subject, &entry.by).map_or(String::new(), |by| format!(", by {by}"));
        let day = |day: &Option<At<Day>>| self::day(day).unwrap_or_else(|| "?".to_owned());
        format!("{} to {}: {}{by}", day(&entry.from), day(&entry.to), text(&entry.reason))
    });
    page.fields("Postponed", moves);
}

fn remark(state: DayState) -> &'static str {
    match state {
        DayState::Late => " (late)",
        DayState::DueSoon => " (soon)",
        DayState::None | DayState::OnTime | DayState::Done => "",
    }
}

fn action_line(subject: Subject<'_>, action: &Action, state: DayState) -> String {
    let sign = match state {
        DayState::Done => "[x]",
        DayState::Late => "[!]",
        DayState::None | DayState::OnTime | DayState::DueSoon => "[ ]",
    };
    let control =
        action.control.as_ref().map(|id| format!("control {}", subject.facts.register.control_name(id)));
    let when = match (&action.done, &action.due) {
        (Some(done), _) => Some(format!("done {}", done.value)),
        (None, Some(due)) => Some(format!("due {}{}", due.value, remark(state))),
        (None, None) => None,
    };
    let evidence = |name: &str, value: &Option<At<String>>| {
        value.as_ref().map(|value| format!("{name} {}", value.value))
    };
    let owner = person(subject, &action.owner).map(str::to_owned);
    let parts =
        [owner, when, control, evidence("ticket", &action.ticket), evidence("evidence", &action.evidence)];
    let parts = joined(parts);
    let separator = if parts.is_empty() { "" } else { ": " };
    format!("{sign} {}{separator}{parts}", action.title())
}

fn review(subject: Subject<'_>, page: &mut Page) {
    let Subject { risk, judged, .. } = subject;
    let last = risk.review.as_ref();
    let on = last.and_then(|review| day(&review.on)).map(|on| format!("last {on}"));
    let by = last.and_then(|review| person(subject, &review.by)).map(|by| format!("by {by}"));
    let outcome =
        last.and_then(|review| review.outcome.as_ref()).map(|outcome| outcome.value.word().to_owned());
    let next = judged.review.next.map(|next| format!("next {next}{}", remark(judged.review.state)));
    let every = judged.review.every.filter(|_| risk.is_open()).map(|every| format!("every {every}"));
    page.field("Review", joined([on, by, outcome, next, every]));
    if let Some(note) = last.and_then(|review| review.note.as_ref()) {
        page.markdown("  note", note);
    }
    if let Some(closed) = &risk.closed {
        let by = person(subject, &closed.by).map(|by| format!("by {by}"));
        let merged = closed.merged_into.as_ref().map(|id| format!("merged into {}", id.value));
        page.field("Closed", joined([day(&closed.on), by, merged]));
        if let Some(reason) = &closed.reason {
            page.markdown("  because", reason);
        }
    }
}

fn relations(subject: Subject<'_>, page: &mut Page) {
    let risk = subject.risk;
    let register = subject.facts.register;
    let named = |id: &str| match register.risk(id) {
        Some(other) => format!("{id} {}", other.title()),
        None => id.to_owned(),
    };
    let others = |names: &dyn Fn(&crate::model::risk::Risk) -> bool| -> Vec<String> {
        let others = register.risks.iter().filter(|other| !std::ptr::eq(*other, risk) && names(other));
        others.map(|other| other.id().to_owned()).collect()
    };
    let has = |list: &[At<String>]| list.iter().any(|id| id.value == risk.id());
    let mut related: Vec<String> = risk.related.iter().map(|id| id.value.clone()).collect();
    related.extend(others(&|other| has(&other.related)));
    related.sort_by(|a, b| natural_order(a, b));
    related.dedup();
    page.fields("Related", related.iter().map(|id| named(id)));
    page.fields("Supersedes", risk.supersedes.iter().map(|id| named(id)));
    page.fields("Replaced by", others(&|other| has(&other.supersedes)).iter().map(|id| named(id)));
    let merged = others(&|other| {
        let into = other.closed.as_ref().and_then(|closed| closed.merged_into.as_ref());
        into.is_some_and(|into| into.value == risk.id())
    });
    page.fields("Merged in", merged.iter().map(|id| named(id)));
    page.field("Formerly", texts(&risk.formerly));
    page.fields("References", risk.references.iter().map(reference));
}

fn reference(reference: &Reference) -> String {
    let digest = reference.sha256.as_ref().map(|digest| format!("sha256 {}", digest.value));
    let title = reference.title.as_ref().map(|title| title.value.clone());
    joined([title, reference.url.as_ref().map(|url| url.value.clone()), digest])
}

fn own(subject: Subject<'_>, page: &mut Page) {
    let risk = subject.risk;
    let fields = &subject.facts.register.config.custom;
    for (key, value) in &risk.custom {
        let name =
            fields.iter().find(|field| field.key.value == key.value).map_or(key.as_str(), CustomField::name);
        let value = match &value.value {
            CustomValue::Text(value) => value.clone(),
            CustomValue::Date(day) => day.to_string(),
            CustomValue::Number(number) => number.to_string(),
        };
        page.named_field(name, &value);
    }
    match &risk.publish {
        None => {}
        Some(Publication::Plain(publish)) => page.field("Published", publish.value.word()),
        Some(Publication::ByAudience(entries, _)) => {
            let entry = |(audience, publish): &(At<String>, At<crate::model::risk::Publish>)| {
                format!("{} {}", audience.value, publish.value.word())
            };
            page.field("Published", entries.iter().map(entry).collect::<Vec<_>>().join(", "));
        }
    }
    if let Some(source) = &risk.source {
        let row = source.row.as_ref().map(|row| format!("row {}", row.value));
        let key = source.key.as_ref().map(|key| format!("key {}", key.value));
        page.field("Source", joined([source.file.as_ref().map(|file| file.value.clone()), row, key]));
    }
    page.field("File", subject.facts.register.sources.path(risk.file));
}

fn findings(subject: Subject<'_>, page: &mut Page) {
    let Subject { risk, facts, report, .. } = subject;
    let listed = facts.register.waivers.iter();
    let listed = listed.filter(|waiver| waiver.risk.as_ref().is_some_and(|id| id.value == risk.id()));
    let waivers = risk.waivers.iter().chain(listed).map(|waiver| {
        let until = day(&waiver.until).map(|until| format!("until {until}"));
        let over = waiver
            .until
            .as_ref()
            .is_some_and(|until| until.value < facts.today)
            .then(|| "expired".to_owned());
        let by = person(subject, &waiver.by).map(|by| format!("by {by}"));
        let reason = waiver.reason.as_ref().map(|reason| reason.value.clone());
        format!("{}: {}", text(&waiver.rule), joined([until, over, by, reason]))
    });
    page.fields("Waived", waivers);
    let sources = &facts.register.sources;
    let own = report.findings.iter().filter(|judged| judged.finding.risk.as_deref() == Some(risk.id()));
    let line = |judged: &crate::filter::Judged| {
        let finding = &judged.finding;
        let at = sources.position(finding.span);
        let place = format!("{}:{}:{}", sources.path(finding.span.file), at.line, at.column);
        let severity = capitalised(judged.severity.word());
        format!("{severity}: {} [{}] at {place}", finding.message, finding.rule)
    };
    page.fields("Findings", own.map(line));
}
