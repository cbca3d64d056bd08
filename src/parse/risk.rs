//! A risk file to a [`Risk`].

use toml::Spanned;
use toml::de::DeValue;

use super::catalogue;
use super::cursor::{Cursor, Sheet};
use super::shape::{self, Shape};
use crate::finding::Finding;
use crate::model::config::{CustomField, CustomType};
use crate::model::id::RiskId;
use crate::model::risk::{
    Acceptance, Action, Approval, Closed, CustomValue, Impact, ImportSource, Postponement, Publication,
    Publish, Rating, RatingTable, Reference, Review, Risk, Status, Treatment,
};
use crate::source::{At, Span};
use crate::suggest::Known;

/// A table of keys that are not ours to list.
const OPEN: Shape = Shape { what: "the table", keys: &[] };

/// The lists of a risk that may be given and hold nothing.
const LISTS: [&str; 8] =
    ["formerly", "related", "supersedes", "tags", "assets", "threats", "vulnerabilities", "controls"];

/// Reads a risk. `stem` is the file's name without its ending.
pub(super) fn read(sheet: &Sheet<'_>, top: &Cursor<'_, '_>, stem: &str, own: &[CustomField]) -> Risk {
    let written = top.text("id");
    let id_is_written = written.is_some();
    let id = written.map_or_else(
        || At::new(RiskId(stem.to_owned()), top.span()),
        |id| At::new(RiskId(id.value), id.span),
    );
    let status = top.word::<Status>("status");
    let closed = top.table("closed", shape::CLOSED).as_ref().map(closed);
    if status.as_ref().is_some_and(|status| status.value == Status::Closed) {
        require_closing(top, closed.as_ref());
    }
    let current = rating(top);
    one_alone(top, &current);
    let mut risk = Risk {
        file: sheet.file,
        id,
        id_is_written,
        title: top.text("title"),
        formerly: top.texts("formerly"),
        related: top.texts("related"),
        supersedes: top.texts("supersedes"),
        description: top.text("description"),
        category: top.text("category"),
        tags: top.texts("tags"),
        owner: top.text("owner"),
        unit: top.text("unit"),
        assets: top.texts("assets"),
        threats: top.texts("threats"),
        vulnerabilities: top.texts("vulnerabilities"),
        affects: top.words("affects"),
        identified: top.day("identified"),
        current,
        rationale: top.text("rationale"),
        confidence: top.word("confidence"),
        assessed: top.day("assessed"),
        assessed_by: top.text("assessed_by"),
        inherent: rating_table(top, "inherent"),
        controls: top.texts("controls"),
        treatment: top.table("treatment", shape::TREATMENT).as_ref().map(treatment),
        acceptance: top.table("acceptance", shape::ACCEPTANCE).as_ref().map(acceptance),
        review: top.table("review", shape::REVIEW).as_ref().map(review),
        status,
        closed,
        publish: publication(top),
        references: top.tables("references", shape::REFERENCE).iter().map(reference).collect(),
        waivers: top.tables("waiver", shape::WAIVER).iter().map(catalogue::waiver).collect(),
        custom: custom(top, own),
        source: top.table("source", shape::SOURCE).as_ref().map(import_source),
        without: LISTS.into_iter().filter(|key| top.is_empty_list(key)).collect(),
        from_history: Vec::new(),
        dead_links: Vec::new(),
        faulty: Vec::new(),
        unread: sheet.torn,
    };
    risk.faulty.clone_from(&sheet.faults.borrow());
    risk
}

fn missing(cursor: &Cursor<'_, '_>, key: &str, what: &str) {
    cursor.fault(key);
    let finding = Finding::new("missing-key", cursor.span(), format!("{what} has no `{key}`"));
    let finding = finding.label(format!("`{key}` is missing")).field(key);
    cursor.add(finding.help(format!("add a line `{key} = …`")));
}

/// Both or neither: neither is unassessed, one alone is a mistake.
fn one_alone(top: &Cursor<'_, '_>, rating: &Rating) {
    let lacks = match (top.has("likelihood"), top.has("impact")) {
        (true, false) => "impact",
        (false, true) => "likelihood",
        _ => return,
    };
    if top.may_lack() {
        top.fault(lacks);
        let span = rating.span().unwrap_or(top.span());
        let finding = Finding::new("missing-key", span, format!("the assessment has no `{lacks}`"));
        let finding = finding.label(format!("`{lacks}` is missing beside it")).field(lacks);
        top.add(finding.help("give likelihood and impact, or neither where the risk is not assessed yet"));
    }
}

fn require_closing(top: &Cursor<'_, '_>, closed: Option<&Closed>) {
    let Some(closed) = closed else {
        if top.may_lack() && !top.has("closed") {
            top.fault("closed");
            let finding = Finding::new("missing-key", top.span(), "a closed risk has no [closed]");
            let finding = finding.label("[closed] is missing").field("closed");
            top.add(finding.help("add a table [closed] with `on`, `by` and `reason`"));
        }
        return;
    };
    let Some(table) = top.table_quietly("closed") else { return };
    for (key, there) in
        [("on", closed.on.is_some()), ("by", closed.by.is_some()), ("reason", closed.reason.is_some())]
    {
        if !there && !table.has(key) && table.may_lack() {
            missing(&table, key, "a closed risk");
        }
    }
}

/// A likelihood and an impact of one table.
fn rating(cursor: &Cursor<'_, '_>) -> Rating {
    let impact = if cursor.is_table("impact") {
        cursor.table("impact", OPEN).map(|table| {
            let entries = table.entries().into_iter();
            let points =
                entries.filter_map(|(key, value)| Some((key.clone(), table.entry_text(&key, value)?)));
            Impact::ByDimension(points.collect(), table.span())
        })
    } else {
        cursor.text("impact").map(Impact::Point)
    };
    Rating { likelihood: cursor.text("likelihood"), impact }
}

fn rating_table(cursor: &Cursor<'_, '_>, key: &str) -> Option<RatingTable> {
    let table = cursor.table(key, shape::RATING)?;
    let rating = rating(&table);
    one_alone(&table, &rating);
    Some(RatingTable { span: table.span(), rating })
}

fn treatment(cursor: &Cursor<'_, '_>) -> Treatment {
    Treatment {
        span: cursor.span(),
        option: cursor.word("option"),
        plan: cursor.text("plan"),
        owner: cursor.text("owner"),
        due: cursor.day("due"),
        done: cursor.day("done"),
        cost: cursor.number("cost"),
        agreed: cursor.day("agreed"),
        actions: cursor.tables("action", shape::ACTION).iter().map(action).collect(),
        residual: rating_table(cursor, "residual"),
        postponed: cursor.tables("postponed", shape::POSTPONED).iter().map(postponement).collect(),
        approval: cursor.table("approval", shape::APPROVAL).as_ref().map(approval),
    }
}

fn action(cursor: &Cursor<'_, '_>) -> Action {
    Action {
        span: cursor.span(),
        title: cursor.text("title"),
        owner: cursor.text("owner"),
        due: cursor.day("due"),
        done: cursor.day("done"),
        control: cursor.text("control"),
        ticket: cursor.text("ticket"),
        evidence: cursor.text("evidence"),
    }
}

fn postponement(cursor: &Cursor<'_, '_>) -> Postponement {
    Postponement {
        span: cursor.span(),
        from: cursor.day("from"),
        to: cursor.day("to"),
        reason: cursor.text("reason"),
        by: cursor.text("by"),
    }
}

fn approval(cursor: &Cursor<'_, '_>) -> Approval {
    Approval {
        span: cursor.span(),
        by: cursor.text("by"),
        on: cursor.day("on"),
        seal: cursor.text("seal"),
        signature: cursor.text("signature"),
    }
}

fn acceptance(cursor: &Cursor<'_, '_>) -> Acceptance {
    Acceptance {
        span: cursor.span(),
        by: cursor.text("by"),
        on: cursor.day("on"),
        until: cursor.day("until"),
        level: cursor.text("level"),
        rationale: cursor.text("rationale"),
        conditions: cursor.text("conditions"),
        seal: cursor.text("seal"),
        signature: cursor.text("signature"),
    }
}

fn review(cursor: &Cursor<'_, '_>) -> Review {
    Review {
        span: cursor.span(),
        on: cursor.day("on"),
        by: cursor.text("by"),
        outcome: cursor.word("outcome"),
        note: cursor.text("note"),
        every: cursor.period("every"),
    }
}

fn closed(cursor: &Cursor<'_, '_>) -> Closed {
    Closed {
        span: cursor.span(),
        on: cursor.day("on"),
        by: cursor.text("by"),
        reason: cursor.text("reason"),
        merged_into: cursor.text("merged_into"),
    }
}

fn reference(cursor: &Cursor<'_, '_>) -> Reference {
    if !cursor.has("title") && !cursor.has("url") && cursor.may_lack() {
        let finding = Finding::new("missing-key", cursor.span(), "a reference has neither `title` nor `url`");
        let finding = finding.label("`title` is missing").field("references.title");
        cursor.add(finding.help("give a `title`, a `url`, or both"));
    }
    Reference {
        span: cursor.span(),
        title: cursor.text("title"),
        url: cursor.text("url"),
        sha256: cursor.text("sha256"),
    }
}

fn import_source(cursor: &Cursor<'_, '_>) -> ImportSource {
    ImportSource {
        span: cursor.span(),
        file: cursor.text("file"),
        row: cursor.whole("row"),
        key: cursor.text("key"),
    }
}

fn publication(top: &Cursor<'_, '_>) -> Option<Publication> {
    if !top.is_table("publish") {
        return top.word::<Publish>("publish").map(Publication::Plain);
    }
    let table = top.table("publish", OPEN)?;
    let entry = |(key, value): (At<String>, &Spanned<DeValue<'_>>)| {
        let text = table.entry_text(&key, value)?;
        let publish = table.word_of::<Publish>(&key.value, text)?;
        Some((key, publish))
    };
    let entries = table.entries().into_iter().filter_map(entry).collect();
    Some(Publication::ByAudience(entries, table.span()))
}

fn custom(top: &Cursor<'_, '_>, own: &[CustomField]) -> Vec<(At<String>, At<CustomValue>)> {
    let table = top.table("custom", OPEN);
    let entries = table.as_ref().map(Cursor::entries).unwrap_or_default();
    for field in own.iter().filter(|field| field.required) {
        let there = table.as_ref().is_some_and(|table| table.has(&field.key.value));
        let is_open = top.peek_text("status").as_deref() != Some("closed");
        if !there && is_open && top.may_lack() {
            let span = table.as_ref().map_or_else(|| top.span(), Cursor::span);
            let key = &field.key.value;
            let finding =
                Finding::new("missing-key", span, format!("a risk has no `custom.{key}` ({})", field.name()));
            let finding = finding.label(format!("`{key}` is missing")).field(format!("custom.{key}"));
            top.add(
                finding
                    .help(format!("add `{key} = …` under [custom]"))
                    .related(field.span, "declared as required here"),
            );
        }
    }
    let Some(table) = table else { return Vec::new() };
    let read = |(key, value): (At<String>, &Spanned<DeValue<'_>>)| {
        let Some(field) = own.iter().find(|field| field.key.value == key.value) else {
            let known = own.iter().map(|field| Known { id: &field.key.value, name: field.name() });
            table.refuse_key(&key, known, "declare it by [[custom]] in plimsoll.toml, or take it out");
            return None;
        };
        let value = custom_value(&table, field, &key, value)?;
        Some((key, value))
    };
    entries.into_iter().filter_map(read).collect()
}

fn custom_value(
    table: &Cursor<'_, '_>,
    field: &CustomField,
    key: &At<String>,
    value: &Spanned<DeValue<'_>>,
) -> Option<At<CustomValue>> {
    let kind = field.kind.as_ref().map_or(CustomType::Text, |kind| kind.value);
    let at = |value: CustomValue, span: Span| At::new(value, span);
    match kind {
        CustomType::Text | CustomType::Markdown | CustomType::Url => {
            table.entry_text(key, value).map(|text| at(CustomValue::Text(text.value), text.span))
        }
        CustomType::Date => {
            table.day_of(&key.value, value).map(|day| at(CustomValue::Date(day.value), day.span))
        }
        CustomType::Number => table
            .number_of(&key.value, value)
            .map(|number| at(CustomValue::Number(number.value), number.span)),
        CustomType::Choice => {
            let text = table.entry_text(key, value)?;
            if field.choices.iter().any(|choice| choice.value == text.value) {
                return Some(at(CustomValue::Text(text.value), text.span));
            }
            table.fault(&key.value);
            let choices = || field.choices.iter().map(|choice| choice.value.as_str());
            let finding =
                crate::finding::wording::unknown_value(&text, field.name(), choices().map(Known::word));
            let help = finding.help.is_none().then(|| format!("write {}", crate::suggest::one_of(choices())));
            table.add(
                finding
                    .help_if(help)
                    .field(format!("custom.{}", key.value))
                    .related(field.span, "declared here"),
            );
            None
        }
    }
}
