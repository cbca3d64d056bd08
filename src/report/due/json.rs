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
    name: Option<&'a str>,
    handle: Option<&'a str>,
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
    history: Option<String>,
}

/// What a person is called on the forge.
fn handle<'a>(subject: &Subject<'a>, id: Option<&str>) -> Option<&'a str> {
    subject.register.person(id?)?.handle.as_ref().map(|handle| handle.as_str())
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
            edit: subject.forge.edit(path),
            history: subject.forge.history(path),
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
                name: person.id.map(|id| subject.register.person_name(id)),
                handle: handle(subject, person.id),
                items: person.items.into_iter().map(shape).collect(),
            })
            .collect(),
    }
}
