//! `due --format json`.

use serde::Serialize;

use super::Subject;
use crate::due::{Item, by_person};
use crate::model::word::Word;
use crate::report::risk_json::Head;

/// The document.
#[derive(Debug, Serialize)]
pub struct Document<'a> {
    #[serde(flatten)]
    head: Head<'a>,
    until: String,
    people: Vec<PersonShape<'a>>,
}

#[derive(Debug, Serialize)]
struct PersonShape<'a> {
    person: Option<&'a str>,
    items: Vec<ItemShape<'a>>,
}

#[derive(Debug, Serialize)]
struct ItemShape<'a> {
    risk: Option<&'a str>,
    what: &'static str,
    title: &'a str,
    due: Option<String>,
    state: &'static str,
    path: &'a str,
    edit: Option<String>,
}

/// The document of what is due, by who does it.
#[must_use]
pub fn document<'a>(head: Head<'a>, subject: &Subject<'a>) -> Document<'a> {
    let shape = |item: &'a Item| {
        let path = subject.register.sources.path(item.file);
        ItemShape {
            risk: item.risk.as_deref(),
            what: item.what.word(),
            title: &item.title,
            due: item.due.map(|due| due.to_string()),
            state: item.state.word(),
            path,
            edit: (subject.edit)(path),
        }
    };
    let people = by_person(subject.items).into_iter();
    let people = people.filter(|person| subject.only.is_none() || person.id == subject.only);
    Document {
        head,
        until: subject.until.to_string(),
        people: people
            .map(|person| PersonShape {
                person: person.id,
                items: person.items.into_iter().map(shape).collect(),
            })
            .collect(),
    }
}
