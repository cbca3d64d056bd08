//! People, assets, threats, controls and waivers: files of many entries.

use super::cursor::{Cursor, Sheet};
use super::shape;
use crate::finding::Finding;
use crate::model::asset::Asset;
use crate::model::control::{Control, ControlTest, Excluded};
use crate::model::indicator::Indicator;
use crate::model::person::Person;
use crate::model::threat::Threat;
use crate::model::waiver::Waiver;

/// The entries of a file, and whether one of them had no id to be kept by.
pub(super) struct Entries<T> {
    pub(super) list: Vec<T>,
    pub(super) lost: bool,
}

fn entries<'a, 't, T>(
    sheet: &Sheet<'_>,
    cursors: Vec<Cursor<'a, 't>>,
    read: impl Fn(&Cursor<'a, 't>) -> Option<T>,
) -> Entries<T> {
    let count = cursors.len();
    let read_one = |cursor: &Cursor<'a, 't>| {
        let name = sheet.thing.borrow().clone();
        if let Some(id) = cursor.peek_text("id") {
            *sheet.thing.borrow_mut() = id;
        }
        let entry = read(cursor);
        *sheet.thing.borrow_mut() = name;
        entry
    };
    let list: Vec<T> = cursors.iter().filter_map(read_one).collect();
    Entries { lost: sheet.torn || list.len() < count, list }
}

/// `[[person]]`.
pub(super) fn people(sheet: &Sheet<'_>, top: &Cursor<'_, '_>) -> Entries<Person> {
    entries(sheet, top.tables("person", shape::PERSON), |cursor| {
        let faults = |key: &str| sheet.faults.borrow().iter().filter(|fault| *fault == key).count();
        let before = faults("person.roles");
        let roles = cursor.texts("roles");
        let before_keys = faults("person.keys");
        let keys = cursor.texts("keys");
        Some(Person {
            span: cursor.span(),
            name: cursor.text("name"),
            emails: cursor.texts("emails"),
            // A misspelt key is a fault of the file before any person is read.
            roles_are_faulty: faults("person.roles") > before || (before > 0 && !cursor.has("roles")),
            roles,
            handle: cursor.text("handle"),
            keys_are_faulty: faults("person.keys") > before_keys || (before_keys > 0 && !cursor.has("keys")),
            keys,
            active: cursor.flag("active"),
            id: cursor.text("id")?,
        })
    })
}

/// `[[asset]]`.
pub(super) fn assets(sheet: &Sheet<'_>, top: &Cursor<'_, '_>) -> Entries<Asset> {
    entries(sheet, top.tables("asset", shape::ASSET), |cursor| {
        Some(Asset {
            span: cursor.span(),
            name: cursor.text("name"),
            kind: cursor.word("kind"),
            owner: cursor.text("owner"),
            unit: cursor.text("unit"),
            confidentiality: cursor.text("confidentiality"),
            integrity: cursor.text("integrity"),
            availability: cursor.text("availability"),
            id: cursor.text("id")?,
        })
    })
}

/// `[[threat]]`.
pub(super) fn threats(sheet: &Sheet<'_>, top: &Cursor<'_, '_>) -> Entries<Threat> {
    entries(sheet, top.tables("threat", shape::THREAT), |cursor| {
        Some(Threat {
            span: cursor.span(),
            name: cursor.text("name"),
            origin: cursor.word("origin"),
            id: cursor.text("id")?,
        })
    })
}

/// `[[control]]`.
pub(super) fn controls(sheet: &Sheet<'_>, top: &Cursor<'_, '_>) -> Entries<Control> {
    entries(sheet, top.tables("control", shape::CONTROL), |cursor| {
        let test = |test: &Cursor<'_, '_>| ControlTest {
            span: test.span(),
            on: test.day("on"),
            result: test.word("result"),
            by: test.text("by"),
            evidence: test.text("evidence"),
        };
        Some(Control {
            span: cursor.span(),
            name: cursor.text("name"),
            owner: cursor.text("owner"),
            state: cursor.word("state"),
            annex_a: cursor.texts("annex_a"),
            reasons: cursor.words("reasons"),
            justification: cursor.text("justification"),
            test_every: cursor.period("test_every"),
            tests: cursor.tables("test", shape::TEST).iter().map(test).collect(),
            id: cursor.text("id")?,
        })
    })
}

/// `[[excluded]]`.
pub(super) fn excluded(top: &Cursor<'_, '_>) -> Vec<Excluded> {
    let read = |cursor: &Cursor<'_, '_>| Excluded {
        span: cursor.span(),
        annex_a: cursor.text("annex_a"),
        justification: cursor.text("justification"),
    };
    top.tables("excluded", shape::EXCLUDED).iter().map(read).collect()
}

/// `[[indicator]]`.
pub(super) fn indicators(sheet: &Sheet<'_>, top: &Cursor<'_, '_>) -> Entries<Indicator> {
    entries(sheet, top.tables("indicator", shape::INDICATOR), |cursor| {
        Some(Indicator {
            span: cursor.span(),
            name: cursor.text("name"),
            kind: cursor.word("kind"),
            question: cursor.text("question"),
            unit: cursor.text("unit"),
            better: cursor.word("better"),
            target: cursor.number("target"),
            warn: cursor.number("warn"),
            breach: cursor.number("breach"),
            every: cursor.period("every"),
            grace: cursor.period("grace"),
            owner: cursor.text("owner"),
            risks: cursor.texts("risks"),
            controls: cursor.texts("controls"),
            id: cursor.text("id")?,
        })
    })
}

/// `[[waiver]]` of `waivers.toml`, each for a risk or a path.
pub(super) fn waivers(top: &Cursor<'_, '_>) -> Vec<Waiver> {
    let read = |cursor: &Cursor<'_, '_>| {
        if !cursor.has("risk") && !cursor.has("path") {
            let finding =
                Finding::new("missing-key", cursor.span(), "a waiver names neither a `risk` nor a `path`");
            let finding = finding.label("`risk` is missing").field("waiver.risk");
            cursor.add(finding.help("add a line `risk = …`, or `path = …` for a file that is no risk"));
        }
        Waiver { risk: cursor.text("risk"), path: cursor.text("path"), ..waiver(cursor) }
    };
    top.tables("waiver", shape::WAIVER_ENTRY).iter().map(read).collect()
}

/// What every waiver has, wherever it stands.
pub(super) fn waiver(cursor: &Cursor<'_, '_>) -> Waiver {
    Waiver {
        span: cursor.span(),
        rule: cursor.text("rule"),
        reason: cursor.text("reason"),
        until: cursor.day("until"),
        by: cursor.text("by"),
        risk: None,
        path: None,
    }
}
