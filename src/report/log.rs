//! `log` for people: by commit, newest first, in words.

use std::io::{self, Write};

use super::change_words::sentences;
use super::style::Style;
use crate::git::object::ObjectId;
use crate::history::change::Change;
use crate::history::details::Details;
use crate::model::register::Register;
use crate::signature::SignatureState;
use crate::text::one_line;

/// A commit with what is told of it.
pub struct Told {
    /// The commit and its people.
    pub details: Details,
    /// The merge that brought it to the first-parent line.
    pub merge: Option<ObjectId>,
    /// Its changes, in order.
    pub changes: Vec<Change>,
    /// What followed for a risk: its id and a sentence.
    pub consequences: Vec<(String, String)>,
}

impl Told {
    /// The changes by what they are of: a risk, or another file.
    #[must_use]
    pub fn by_thing(&self) -> Vec<(Option<&str>, &str, Vec<&Change>)> {
        let mut things = Vec::new();
        let mut at = 0;
        while at < self.changes.len() {
            let first = &self.changes[at];
            let same = |change: &&Change| match &first.risk {
                Some(_) => change.risk == first.risk,
                None => change.risk.is_none() && change.file == first.file,
            };
            let group: Vec<&Change> = self.changes[at..].iter().take_while(same).collect();
            at += group.len();
            things.push((first.risk.as_deref(), first.file.as_str(), group));
        }
        things
    }
}

/// Writes one commit.
///
/// # Errors
/// Whatever the output says.
pub fn write(register: &Register, told: &Told, style: Style, out: &mut dyn Write) -> io::Result<()> {
    let details = &told.details;
    let arrow = |text: String| {
        if style.unicode { text } else { text.replace('→', "->").replace(['“', '”'], "\"") }
    };
    let day = details.committer.ident.day();
    let mut rest = signature_words(details);
    if let Some(merge) = told.merge {
        rest.push_str(&format!(", merged by {}", merge.short()));
    }
    if details.has_another_committer() {
        rest.push_str(&format!(", committed by {}", one_line(details.committer.name())));
    }
    let authored = details.author.ident.day();
    if authored != day {
        rest.push_str(&format!(", dated {authored} by its author"));
    }
    let head = format!(
        "{}  {}  {}  {}",
        style.bold(&day.to_string()),
        one_line(details.author.name()),
        style.paint("33", &details.commit.id.short()),
        rest
    );
    let mut text = format!("{head}\n    {}\n", style.dim(&one_line(details.commit.subject())));
    for (risk, file, group) in told.by_thing() {
        let name = one_line(risk.unwrap_or(file));
        let consequences = told.consequences.iter().filter(|(id, _)| Some(id.as_str()) == risk);
        let lines =
            sentences(register, &group).into_iter().chain(consequences.map(|(_, words)| words.clone()));
        for (place, line) in lines.enumerate() {
            let indent = " ".repeat(name.chars().count());
            let name = if place == 0 { style.bold(&name) } else { indent };
            text.push_str(&format!("    {name}  {}\n", arrow(line)));
        }
    }
    out.write_all(style.finish(text).as_bytes())
}

/// The signature's state in words.
#[must_use]
pub fn signature_words(details: &Details) -> String {
    let by = details.signer.as_ref().map_or(String::new(), |by| format!(" ({})", one_line(by)));
    match details.signature {
        SignatureState::Verified => format!("signature verified{by}"),
        SignatureState::Mismatch => "signature does not match".to_owned(),
        SignatureState::UnknownKey => "signed with an unknown key".to_owned(),
        SignatureState::Forge => "signed by the forge".to_owned(),
        SignatureState::Unchecked => "signed, not checked".to_owned(),
        SignatureState::Unsigned => "unsigned".to_owned(),
    }
}
