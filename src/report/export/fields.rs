//! Everything that a risk says and what is computed about it, a column each:
//! what its file says by the dotted keys of the file, ids as ids, so that a
//! table can be read back; then what is computed.
//!
//! A list of texts is joined by "; ", or is a JSON list where that would be
//! ambiguous. Entries of arrays of tables are JSON.

use std::borrow::Cow;
use std::collections::BTreeSet;

use serde_json::Value;

use super::Export;
use crate::facts::{Facts, RiskFacts};
use crate::model::day::Day;
use crate::model::risk::{CustomValue, Impact, Publication, Rating, Risk};
use crate::model::word::Word;
use crate::publish::Seen;
use crate::score::Stage;
use crate::shape::FindingCounts;
use crate::source::At;
use crate::text::all_bytes;

/// A cell with its type.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell<'a> {
    /// Absent.
    Empty,
    /// Text, as written.
    Text(Cow<'a, str>),
    /// A day.
    Day(Day),
    /// A number.
    Number(f64),
    /// Yes or no.
    Flag(bool),
}

impl<'a> Cell<'a> {
    /// The cell of a text; empty is absent.
    #[must_use]
    pub fn text(text: impl Into<Cow<'a, str>>) -> Self {
        let text = text.into();
        if text.is_empty() { Self::Empty } else { Self::Text(text) }
    }

    /// The cell of a count.
    #[must_use]
    #[allow(clippy::cast_precision_loss, reason = "counts are far below 2^53")]
    pub fn count(count: usize) -> Self {
        Self::Number(count as f64)
    }

    /// As a table of text writes it.
    #[must_use]
    pub fn plain(self) -> Cow<'a, str> {
        match self {
            Self::Empty => Cow::Borrowed(""),
            Self::Text(text) => text,
            Self::Day(day) => day.to_string().into(),
            Self::Number(number) => number.to_string().into(),
            Self::Flag(is) => is.to_string().into(),
        }
    }
}

/// What a column is made from.
struct Row<'r> {
    facts: &'r Facts<'r>,
    risk: &'r Risk,
    judged: &'r RiskFacts,
    counts: Option<FindingCounts>,
}

/// A column: its heading, and its cell of a risk.
type Column = (&'static str, for<'r> fn(&Row<'r>) -> Cell<'r>);

/// What files say.
const WRITTEN: &[Column] = &[
    ("id", |row| Cell::text(row.risk.id())),
    ("title", |row| text(&row.risk.title)),
    ("formerly", |row| list(&row.risk.formerly)),
    ("related", |row| list(&row.risk.related)),
    ("supersedes", |row| list(&row.risk.supersedes)),
    ("description", |row| text(&row.risk.description)),
    ("category", |row| text(&row.risk.category)),
    ("tags", |row| list(&row.risk.tags)),
    ("owner", |row| text(&row.risk.owner)),
    ("unit", |row| text(&row.risk.unit)),
    ("assets", |row| list(&row.risk.assets)),
    ("threats", |row| list(&row.risk.threats)),
    ("vulnerabilities", |row| list(&row.risk.vulnerabilities)),
    ("affects", |row| {
        Cell::text(row.risk.affects.iter().map(|p| p.value.word()).collect::<Vec<_>>().join("; "))
    }),
    ("identified", |row| day(&row.risk.identified)),
    ("likelihood", |row| text(&row.risk.current.likelihood)),
    ("impact", |row| impact(&row.risk.current)),
    ("rationale", |row| text(&row.risk.rationale)),
    ("confidence", |row| word(&row.risk.confidence)),
    ("assessed", |row| day(&row.risk.assessed)),
    ("assessed_by", |row| text(&row.risk.assessed_by)),
    ("inherent.likelihood", |row| of(&row.risk.inherent, |table| text(&table.rating.likelihood))),
    ("inherent.impact", |row| of(&row.risk.inherent, |table| impact(&table.rating))),
    ("controls", |row| list(&row.risk.controls)),
    ("treatment.option", |row| of(&row.risk.treatment, |t| word(&t.option))),
    ("treatment.plan", |row| of(&row.risk.treatment, |t| text(&t.plan))),
    ("treatment.owner", |row| of(&row.risk.treatment, |t| text(&t.owner))),
    ("treatment.due", |row| of(&row.risk.treatment, |t| day(&t.due))),
    ("treatment.done", |row| of(&row.risk.treatment, |t| day(&t.done))),
    ("treatment.cost", |row| {
        of(&row.risk.treatment, |t| t.cost.as_ref().map_or(Cell::Empty, |c| Cell::Number(c.value)))
    }),
    ("treatment.agreed", |row| of(&row.risk.treatment, |t| day(&t.agreed))),
    ("treatment.action", actions),
    ("treatment.residual.likelihood", |row| {
        row.risk.residual().map_or(Cell::Empty, |t| text(&t.rating.likelihood))
    }),
    ("treatment.residual.impact", |row| row.risk.residual().map_or(Cell::Empty, |t| impact(&t.rating))),
    ("treatment.postponed", postponed),
    ("treatment.approval.by", |row| approval(row, |a| text(&a.by))),
    ("treatment.approval.on", |row| approval(row, |a| day(&a.on))),
    ("treatment.approval.seal", |row| approval(row, |a| text(&a.seal))),
    ("treatment.approval.signature", |row| approval(row, |a| text(&a.signature))),
    ("acceptance.by", |row| of(&row.risk.acceptance, |a| text(&a.by))),
    ("acceptance.on", |row| of(&row.risk.acceptance, |a| day(&a.on))),
    ("acceptance.until", |row| of(&row.risk.acceptance, |a| day(&a.until))),
    ("acceptance.level", |row| of(&row.risk.acceptance, |a| text(&a.level))),
    ("acceptance.rationale", |row| of(&row.risk.acceptance, |a| text(&a.rationale))),
    ("acceptance.conditions", |row| of(&row.risk.acceptance, |a| text(&a.conditions))),
    ("acceptance.seal", |row| of(&row.risk.acceptance, |a| text(&a.seal))),
    ("acceptance.signature", |row| of(&row.risk.acceptance, |a| text(&a.signature))),
    ("review.on", |row| of(&row.risk.review, |r| day(&r.on))),
    ("review.by", |row| of(&row.risk.review, |r| text(&r.by))),
    ("review.outcome", |row| of(&row.risk.review, |r| word(&r.outcome))),
    ("review.note", |row| of(&row.risk.review, |r| text(&r.note))),
    ("review.every", |row| {
        of(&row.risk.review, |r| r.every.as_ref().map_or(Cell::Empty, |e| Cell::text(e.value.to_string())))
    }),
    ("status", |row| Cell::text(row.risk.status().word())),
    ("closed.on", |row| of(&row.risk.closed, |c| day(&c.on))),
    ("closed.by", |row| of(&row.risk.closed, |c| text(&c.by))),
    ("closed.reason", |row| of(&row.risk.closed, |c| text(&c.reason))),
    ("closed.merged_into", |row| of(&row.risk.closed, |c| text(&c.merged_into))),
    ("publish", publication),
    ("references", references),
    ("waiver", waivers),
    ("source.file", |row| of(&row.risk.source, |s| text(&s.file))),
    ("source.row", |row| of(&row.risk.source, |s| s.row.as_ref().map_or(Cell::Empty, |n| whole(n.value)))),
    ("source.key", |row| of(&row.risk.source, |s| text(&s.key))),
];

/// What is computed.
const COMPUTED: &[Column] = &[
    ("score", |row| score(row.judged.stages.current)),
    ("level", |row| level(row, row.judged.stages.current)),
    ("above_line", |row| row.judged.stages.current.and_then(|s| s.above).map_or(Cell::Empty, Cell::Flag)),
    ("doubtful", |row| row.counts.map_or(Cell::Empty, |_| Cell::Flag(row.judged.doubtful))),
    ("inherent.score", |row| score(row.judged.stages.inherent)),
    ("inherent.level", |row| level(row, row.judged.stages.inherent)),
    ("treatment.residual.score", |row| score(row.judged.stages.residual)),
    ("treatment.residual.level", |row| level(row, row.judged.stages.residual)),
    ("treatment.state", |row| of(&row.risk.treatment, |_| Cell::text(row.judged.plan.state.word()))),
    ("treatment.approval.state", |row| {
        row.judged.approval.map_or(Cell::Empty, |d| Cell::text(d.state.word()))
    }),
    ("acceptance.state", |row| row.judged.acceptance.map_or(Cell::Empty, |d| Cell::text(d.state.word()))),
    ("review.next", |row| row.judged.review.next.map_or(Cell::Empty, Cell::Day)),
    ("review.state", |row| {
        row.judged.review.next.map_or(Cell::Empty, |_| Cell::text(row.judged.review.state.word()))
    }),
    ("overdue", |row| Cell::Flag(row.judged.is_overdue())),
    ("escalate_to", |row| {
        let level = row.facts.current_level(row.judged).filter(|_| row.judged.escalated);
        level.map_or(Cell::Empty, |level| text(&level.escalate_to))
    }),
    ("findings.errors", |row| row.counts.map_or(Cell::Empty, |counts| Cell::count(counts.errors))),
    ("findings.warnings", |row| row.counts.map_or(Cell::Empty, |counts| Cell::count(counts.warnings))),
    ("findings.infos", |row| row.counts.map_or(Cell::Empty, |counts| Cell::count(counts.infos))),
    // The folders of a file may say what an outline does not.
    ("path", |row| match row.counts {
        Some(_) => Cell::text(row.facts.register.sources.path(row.risk.file)),
        None => Cell::Empty,
    }),
];

/// The columns of a register.
#[derive(Debug)]
pub struct Fields {
    custom: Vec<String>,
}

impl Fields {
    /// The columns for some risks: the organisation's own fields are those that
    /// it declares, and any other that a risk has.
    #[must_use]
    pub fn new(export: &Export<'_>) -> Self {
        let declared = &export.facts.register.config.custom;
        let mut custom: Vec<String> = Vec::new();
        for field in declared {
            if !custom.contains(&field.key.value) {
                custom.push(field.key.value.clone());
            }
        }
        let used = export.risks.iter().flat_map(|seen| &seen.risk.custom);
        let others: BTreeSet<&str> = used.map(|(key, _)| key.as_str()).collect();
        let others: Vec<String> = others
            .into_iter()
            .filter(|key| !custom.iter().any(|own| own == key))
            .map(str::to_owned)
            .collect();
        custom.extend(others);
        Self { custom }
    }

    /// Their headings.
    #[must_use]
    pub fn headings(&self) -> Vec<String> {
        let written = WRITTEN.iter().map(|(heading, _)| (*heading).to_owned());
        let custom = self.custom.iter().map(|key| format!("custom.{key}"));
        let computed = COMPUTED.iter().map(|(heading, _)| (*heading).to_owned());
        written.chain(custom).chain(computed).collect()
    }

    /// The cells of a risk.
    #[must_use]
    pub fn cells<'s>(&self, export: &'s Export<'_>, seen: &'s Seen<'_>) -> Vec<Cell<'s>> {
        let row =
            Row { facts: export.facts, risk: &seen.risk, judged: &seen.judged, counts: export.counts(seen) };
        let custom = self.custom.iter().map(|key| own(&seen.risk, key));
        let cells = |columns: &'static [Column]| columns.iter().map(|(_, cell)| cell(&row));
        cells(WRITTEN).chain(custom).chain(cells(COMPUTED)).collect()
    }
}

fn of<'r, T>(table: &'r Option<T>, cell: impl FnOnce(&'r T) -> Cell<'r>) -> Cell<'r> {
    table.as_ref().map_or(Cell::Empty, cell)
}

fn approval<'r>(row: &Row<'r>, cell: impl FnOnce(&'r crate::model::risk::Approval) -> Cell<'r>) -> Cell<'r> {
    row.risk.treatment.as_ref().and_then(|t| t.approval.as_ref()).map_or(Cell::Empty, cell)
}

fn text(written: &Option<At<String>>) -> Cell<'_> {
    of(written, |text| Cell::text(text.value.as_str()))
}

fn day(written: &Option<At<Day>>) -> Cell<'_> {
    of(written, |day| Cell::Day(day.value))
}

fn word<W: Word>(written: &Option<At<W>>) -> Cell<'_> {
    of(written, |written| Cell::text(written.value.word()))
}

#[allow(clippy::cast_precision_loss, reason = "scores and row numbers are far below 2^53")]
fn whole(number: u64) -> Cell<'static> {
    Cell::Number(number as f64)
}

fn score(stage: Option<Stage>) -> Cell<'static> {
    stage.and_then(|stage| stage.score).map_or(Cell::Empty, whole)
}

fn level<'r>(row: &Row<'r>, stage: Option<Stage>) -> Cell<'r> {
    row.facts.level_of(stage).map_or(Cell::Empty, |level| Cell::text(level.id.as_str()))
}

/// Texts joined by "; ", or as a JSON list where one of them would be taken for
/// several or for such a list.
fn list(items: &[At<String>]) -> Cell<'_> {
    let is_plain = |item: &At<String>| {
        let text = item.as_str();
        all_bytes(text, |byte| !matches!(byte, b';' | b'\n'))
            && !text.starts_with('[')
            && text.trim().len() == text.len()
            && !text.is_empty()
    };
    if !items.iter().all(is_plain) {
        let texts: Vec<&str> = items.iter().map(|item| item.as_str()).collect();
        return Cell::text(Value::from(texts).to_string());
    }
    let mut joined = String::with_capacity(items.iter().map(|item| item.len() + 2).sum());
    for (at, item) in items.iter().enumerate() {
        joined.extend([if at > 0 { "; " } else { "" }, item.as_str()]);
    }
    Cell::text(joined)
}

/// A point, or `dimension:point` of each.
fn impact(rating: &Rating) -> Cell<'_> {
    match &rating.impact {
        None => Cell::Empty,
        Some(Impact::Point(id)) => Cell::text(id.as_str()),
        Some(Impact::ByDimension(points, _)) => {
            let points = points.iter().map(|(dimension, id)| format!("{}:{}", dimension.value, id.value));
            Cell::text(points.collect::<Vec<_>>().join("; "))
        }
    }
}

fn publication<'r>(row: &Row<'r>) -> Cell<'r> {
    match &row.risk.publish {
        None => Cell::Empty,
        Some(Publication::Plain(publish)) => Cell::text(publish.value.word()),
        Some(Publication::ByAudience(entries, _)) => {
            let entries =
                entries.iter().map(|(id, publish)| format!("{}:{}", id.value, publish.value.word()));
            Cell::text(entries.collect::<Vec<_>>().join("; "))
        }
    }
}

/// A table as JSON, without its braces: the keys that it has, in the order of
/// the file's.
#[derive(Default)]
struct Entry(String);

impl Entry {
    fn add(mut self, key: &str, value: Option<&str>) -> Self {
        if let Some(value) = value {
            let comma = if self.0.is_empty() { "" } else { "," };
            self.0.extend([comma, "\"", key, "\":"]);
            if all_bytes(value, |byte| matches!(byte, b' '..=b'~') & !matches!(byte, b'"' | b'\\')) {
                self.0.extend(["\"", value, "\""]);
            } else {
                self.0.push_str(&serde_json::to_string(value).expect("a text"));
            }
        }
        self
    }

    fn text(self, key: &str, written: &Option<At<String>>) -> Self {
        self.add(key, written.as_ref().map(|text| text.as_str()))
    }

    fn day(self, key: &str, written: &Option<At<Day>>) -> Self {
        self.add(key, written.as_ref().map(|day| day.value.to_string()).as_deref())
    }
}

fn entries<T>(all: &[T], entry: impl Fn(&T) -> Entry) -> Cell<'static> {
    if all.is_empty() {
        return Cell::Empty;
    }
    let entries: Vec<String> = all.iter().map(|one| entry(one).0).collect();
    Cell::text(format!("[{{{}}}]", entries.join("},{")))
}

fn actions<'r>(row: &Row<'r>) -> Cell<'r> {
    entries(row.risk.actions(), |action| {
        let entry = Entry::default().text("title", &action.title).text("owner", &action.owner);
        let entry = entry.day("due", &action.due).day("done", &action.done).text("control", &action.control);
        entry.text("ticket", &action.ticket).text("evidence", &action.evidence)
    })
}

fn postponed<'r>(row: &Row<'r>) -> Cell<'r> {
    let all = row.risk.treatment.as_ref().map_or(&[][..], |treatment| &treatment.postponed);
    entries(all, |one| {
        let entry = Entry::default().day("from", &one.from).day("to", &one.to);
        entry.text("reason", &one.reason).text("by", &one.by)
    })
}

fn references<'r>(row: &Row<'r>) -> Cell<'r> {
    entries(&row.risk.references, |one| {
        Entry::default().text("title", &one.title).text("url", &one.url).text("sha256", &one.sha256)
    })
}

fn waivers<'r>(row: &Row<'r>) -> Cell<'r> {
    entries(&row.risk.waivers, |one| {
        let entry = Entry::default().text("rule", &one.rule).text("reason", &one.reason);
        entry.day("until", &one.until).text("by", &one.by)
    })
}

fn own<'r>(risk: &'r Risk, key: &str) -> Cell<'r> {
    let value = risk.custom.iter().find(|(known, _)| known.value == key);
    match value.map(|(_, value)| &value.value) {
        None => Cell::Empty,
        Some(CustomValue::Text(text)) => Cell::text(text.as_str()),
        Some(CustomValue::Date(day)) => Cell::Day(*day),
        Some(CustomValue::Number(number)) => Cell::Number(*number),
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::with;
    use super::*;

    fn cells(place: usize) -> Vec<(String, String)> {
        with(&[], |export| {
            let fields = Fields::new(export);
            let cells = fields.cells(export, &export.risks[place]);
            assert_eq!(cells.len(), fields.headings().len());
            let plain = cells.into_iter().map(Cell::plain);
            fields
                .headings()
                .into_iter()
                .zip(plain)
                .filter(|(_, cell)| !cell.is_empty())
                .map(|(heading, cell)| (heading, cell.into_owned()))
                .collect()
        })
    }

    fn cell(place: usize, heading: &str) -> String {
        let found = cells(place).into_iter().find(|(known, _)| known == heading);
        found.map_or(String::new(), |(_, cell)| cell)
    }

    #[test]
    fn headings_are_unique() {
        let headings = with(&[], |export| Fields::new(export).headings());
        let unique: BTreeSet<&String> = headings.iter().collect();
        assert_eq!(unique.len(), headings.len());
    }

    #[test]
    fn what_a_file_says_stands_by_its_keys() {
        assert_eq!(cell(0, "title"), "=cmd|calc \\u202e");
        assert_eq!(cell(0, "controls"), "password-policy; awareness-training");
        assert_eq!(cell(0, "tags"), "[\"a; b\",\"c\"]", "one tag is not taken for two");
        assert_eq!(cell(0, "treatment.cost"), "1250.5");
        assert_eq!(
            cell(0, "treatment.action"),
            "[{\"title\":\"Buy; it\",\"owner\":\"it-manager\",\"due\":\"2025-05-10\"}]"
        );
        assert_eq!(cell(0, "related"), "", "it names a hidden risk");
        assert_eq!((cell(0, "level"), cell(0, "above_line")), ("high".to_owned(), "true".to_owned()));
    }

    #[test]
    fn an_outline_fills_few_columns() {
        let headings: Vec<String> = cells(1).into_iter().map(|(heading, _)| heading).collect();
        assert_eq!(
            headings,
            [
                "id",
                "title",
                "owner",
                "assessed",
                "treatment.due",
                "status",
                "publish",
                "level",
                "above_line",
                "treatment.state",
                "review.next",
                "review.state",
                "overdue"
            ]
        );
    }

    #[test]
    fn what_is_not_known_is_empty() {
        for heading in ["level", "above_line", "score", "review.next"] {
            assert_eq!(cell(2, heading), "", "{heading}");
        }
        assert_eq!(cell(2, "findings.errors"), "0", "none were found");
    }
}
