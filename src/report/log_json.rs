//! `log --format json`, and the changes beside a risk in `show`.

use serde::Serialize;

use crate::git::object::Ident;
use crate::history::History;
use crate::history::change::{Change, Kind};
use crate::history::details::{Actor, Details};
use crate::history::value::Value;
use crate::model::word::Word;

/// The document.
#[derive(Debug, Serialize)]
pub struct Document {
    version: u32,
    tool: ToolHead,
    commit: String,
    complete: bool,
    history_begins: Option<String>,
    changes: Vec<ChangeShape>,
}

#[derive(Debug, Serialize)]
struct ToolHead {
    name: &'static str,
    version: &'static str,
}

/// One change.
#[derive(Debug, Clone, Serialize)]
pub struct ChangeShape {
    risk: Option<String>,
    file: String,
    kind: &'static str,
    field: Option<String>,
    before: Option<Value>,
    after: Option<Value>,
    cause: Option<String>,
    level: LevelShape,
    commit: String,
    author: PersonShape,
    committer: PersonShape,
    authored: String,
    committed: String,
    merge: Option<String>,
    signature: SignatureShape,
    trailers: Vec<TrailerShape>,
    subject: Option<String>,
}

#[derive(Debug, Clone, Serialize)]
struct LevelShape {
    before: Option<String>,
    after: Option<String>,
}

#[derive(Debug, Clone, Serialize)]
struct PersonShape {
    name: String,
    email: String,
    person: Option<String>,
}

#[derive(Debug, Clone, Serialize)]
struct SignatureShape {
    state: &'static str,
    person: Option<String>,
}

#[derive(Debug, Clone, Serialize)]
struct TrailerShape {
    key: String,
    value: String,
}

/// The document of the history of `commit`; its changes follow.
#[must_use]
pub fn head(commit: String, history: &History) -> Document {
    Document {
        version: 1,
        tool: ToolHead { name: "plimsoll", version: env!("CARGO_PKG_VERSION") },
        commit,
        complete: history.is_complete(),
        history_begins: history.begins().map(|day| day.to_string()),
        changes: Vec::new(),
    }
}

impl ChangeShape {
    /// The change without what its commit says of itself, which may name what
    /// is kept back.
    #[must_use]
    pub fn without_words(self) -> Self {
        Self { subject: None, trailers: Vec::new(), ..self }
    }
}

/// The shapes of a commit's changes.
#[must_use]
pub fn shapes(history: &History, place: usize, details: &Details, changes: &[Change]) -> Vec<ChangeShape> {
    let merge = history.graph.nodes[place].merge.map(|merge| history.graph.nodes[merge].id.to_string());
    changes.iter().map(|change| shape(change, details, merge.clone())).collect()
}

fn shape(change: &Change, details: &Details, merge: Option<String>) -> ChangeShape {
    // What a file said as a whole is for our own use.
    let tells = matches!(change.kind, Kind::Changed | Kind::Moved | Kind::Rescored);
    let value = |value: &Option<Value>| value.clone().filter(|_| tells);
    let trailers = details.commit.trailers().into_iter();
    ChangeShape {
        risk: change.risk.clone(),
        file: change.file.clone(),
        kind: change.kind.word(),
        field: change.field.clone(),
        before: value(&change.before),
        after: value(&change.after),
        cause: change.cause.clone(),
        level: LevelShape { before: change.level.before.clone(), after: change.level.after.clone() },
        commit: details.commit.id.to_string(),
        author: person(&details.author),
        committer: person(&details.committer),
        authored: time(&details.author.ident),
        committed: time(&details.committer.ident),
        merge,
        signature: SignatureShape { state: details.signature.word(), person: details.signer.clone() },
        trailers: trailers.map(|(key, value)| TrailerShape { key, value }).collect(),
        subject: Some(details.commit.subject().to_owned()),
    }
}

fn person(actor: &Actor) -> PersonShape {
    PersonShape {
        name: actor.ident.name.clone(),
        email: actor.ident.email.clone(),
        person: actor.person.clone(),
    }
}

fn time(ident: &Ident) -> String {
    ident.time().to_string()
}
