//! A risk of the register as keys and values.

use super::value::{Record, Value};
use crate::model::day::Day;
use crate::model::risk::{CustomValue, Impact, Publication, Rating, Risk};
use crate::model::word::Word;
use crate::source::At;

/// What a risk says.
#[must_use]
pub fn record(risk: &Risk) -> Record {
    let mut record = Record::default();
    let own = &mut record;
    if risk.id_is_written {
        own.set_text("id", risk.id());
    }
    text(own, "title", &risk.title);
    texts(own, "formerly", &risk.formerly);
    texts(own, "related", &risk.related);
    texts(own, "supersedes", &risk.supersedes);
    text(own, "description", &risk.description);
    text(own, "category", &risk.category);
    texts(own, "tags", &risk.tags);
    text(own, "owner", &risk.owner);
    text(own, "unit", &risk.unit);
    texts(own, "assets", &risk.assets);
    texts(own, "threats", &risk.threats);
    texts(own, "vulnerabilities", &risk.vulnerabilities);
    own.set("affects", Value::Texts(risk.affects.iter().map(|one| one.value.word().to_owned()).collect()));
    day(own, "identified", &risk.identified);
    rating(own, "", &risk.current);
    text(own, "rationale", &risk.rationale);
    word(own, "confidence", &risk.confidence);
    day(own, "assessed", &risk.assessed);
    text(own, "assessed_by", &risk.assessed_by);
    texts(own, "controls", &risk.controls);
    word(own, "status", &risk.status);
    match &risk.publish {
        None => {}
        Some(Publication::Plain(publish)) => own.set_text("publish", publish.value.word()),
        Some(Publication::ByAudience(all, _)) => {
            let pair = |(id, publish): &(At<String>, At<crate::model::risk::Publish>)| {
                (id.value.clone(), publish.value.word().to_owned())
            };
            own.set("publish", Value::Table(all.iter().map(pair).collect()));
        }
    }
    if let Some(table) = &risk.inherent {
        rating(own, "inherent.", &table.rating);
    }
    treatment(own, risk);
    decisions(own, risk);
    entries(own, "references", &risk.references, |entry, one| {
        entry.text("title", &one.title);
        entry.text("url", &one.url);
        entry.text("sha256", &one.sha256);
    });
    entries(own, "waiver", &risk.waivers, |entry, one| {
        entry.text("rule", &one.rule);
        entry.text("reason", &one.reason);
        entry.day("until", &one.until);
        entry.text("by", &one.by);
    });
    for (key, value) in &risk.custom {
        let key = format!("custom.{}", key.value);
        match &value.value {
            CustomValue::Text(text) => own.set_text(&key, text),
            CustomValue::Date(day) => own.set(&key, Value::Day(*day)),
            CustomValue::Number(number) => own.set(&key, Value::Number(*number)),
        }
    }
    if let Some(source) = &risk.source {
        text(own, "source.file", &source.file);
        if let Some(row) = &source.row {
            own.set("source.row", Value::Whole(row.value));
        }
        text(own, "source.key", &source.key);
    }
    record
}

fn treatment(own: &mut Record, risk: &Risk) {
    let Some(treatment) = &risk.treatment else { return };
    word(own, "treatment.option", &treatment.option);
    text(own, "treatment.plan", &treatment.plan);
    text(own, "treatment.owner", &treatment.owner);
    day(own, "treatment.due", &treatment.due);
    day(own, "treatment.done", &treatment.done);
    if let Some(cost) = &treatment.cost {
        own.set("treatment.cost", Value::Number(cost.value));
    }
    day(own, "treatment.agreed", &treatment.agreed);
    entries(own, "treatment.action", &treatment.actions, |entry, one| {
        entry.text("title", &one.title);
        entry.text("owner", &one.owner);
        entry.day("due", &one.due);
        entry.day("done", &one.done);
        entry.text("control", &one.control);
        entry.text("ticket", &one.ticket);
        entry.text("evidence", &one.evidence);
    });
    if let Some(table) = &treatment.residual {
        rating(own, "treatment.residual.", &table.rating);
    }
    entries(own, "treatment.postponed", &treatment.postponed, |entry, one| {
        entry.day("from", &one.from);
        entry.day("to", &one.to);
        entry.text("reason", &one.reason);
        entry.text("by", &one.by);
    });
    if let Some(approval) = &treatment.approval {
        text(own, "treatment.approval.by", &approval.by);
        day(own, "treatment.approval.on", &approval.on);
        text(own, "treatment.approval.seal", &approval.seal);
        text(own, "treatment.approval.signature", &approval.signature);
    }
}

fn decisions(own: &mut Record, risk: &Risk) {
    if let Some(acceptance) = &risk.acceptance {
        text(own, "acceptance.by", &acceptance.by);
        day(own, "acceptance.on", &acceptance.on);
        day(own, "acceptance.until", &acceptance.until);
        text(own, "acceptance.level", &acceptance.level);
        text(own, "acceptance.rationale", &acceptance.rationale);
        text(own, "acceptance.conditions", &acceptance.conditions);
        text(own, "acceptance.seal", &acceptance.seal);
        text(own, "acceptance.signature", &acceptance.signature);
    }
    if let Some(review) = &risk.review {
        day(own, "review.on", &review.on);
        text(own, "review.by", &review.by);
        word(own, "review.outcome", &review.outcome);
        text(own, "review.note", &review.note);
        if let Some(every) = &review.every {
            own.set_text("review.every", &every.value.to_string());
        }
    }
    if let Some(closed) = &risk.closed {
        day(own, "closed.on", &closed.on);
        text(own, "closed.by", &closed.by);
        text(own, "closed.reason", &closed.reason);
        text(own, "closed.merged_into", &closed.merged_into);
    }
}

fn text(record: &mut Record, key: &str, written: &Option<At<String>>) {
    if let Some(text) = written {
        record.set_text(key, text);
    }
}

fn texts(record: &mut Record, key: &str, written: &[At<String>]) {
    record.set(key, Value::Texts(written.iter().map(|text| text.value.clone()).collect()));
}

fn day(record: &mut Record, key: &str, written: &Option<At<Day>>) {
    if let Some(day) = written {
        record.set(key, Value::Day(day.value));
    }
}

fn word<W: Word>(record: &mut Record, key: &str, written: &Option<At<W>>) {
    if let Some(written) = written {
        record.set_text(key, written.value.word());
    }
}

fn rating(record: &mut Record, prefix: &str, rating: &Rating) {
    text(record, &format!("{prefix}likelihood"), &rating.likelihood);
    let key = format!("{prefix}impact");
    match &rating.impact {
        None => {}
        Some(Impact::Point(id)) => record.set_text(&key, id),
        Some(Impact::ByDimension(points, _)) => {
            let pairs = points.iter().map(|(dimension, id)| (dimension.value.clone(), id.value.clone()));
            record.set(&key, Value::Table(pairs.collect()));
        }
    }
}

/// A table of an array, as far as it is filled.
#[derive(Default)]
struct Entry(Vec<(String, Value)>);

impl Entry {
    fn text(&mut self, key: &str, written: &Option<At<String>>) {
        self.0.extend(written.as_ref().map(|text| (key.to_owned(), Value::Text(text.value.clone()))));
    }

    fn day(&mut self, key: &str, written: &Option<At<Day>>) {
        self.0.extend(written.as_ref().map(|day| (key.to_owned(), Value::Day(day.value))));
    }
}

fn entries<T>(record: &mut Record, key: &str, all: &[T], fill: impl Fn(&mut Entry, &T)) {
    let entry = |one: &T| {
        let mut entry = Entry::default();
        fill(&mut entry, one);
        entry.0
    };
    record.set(key, Value::Entries(all.iter().map(entry).collect()));
}
