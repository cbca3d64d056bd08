//! `log` for people: by commit, newest first, in words.

use std::io::{self, Write};

use super::change_words::Words;
use super::layout::{width, wrapped};
use super::style::Style;
use crate::history::change::Change;
use crate::history::consequences::Aftermath;
use crate::history::details::Details;
use crate::history::graph::Node;
use crate::signature::SignatureState;
use crate::text::one_line;
use crate::told::Line;

/// The trailer of somebody who looked at a change and does not answer for it.
const REVIEWED: &str = "Reviewed-by";

/// A commit with what is told of it.
pub struct Told {
    /// The commit and its people.
    pub details: Details,
    /// The merge that brought it to the first-parent line.
    pub merge: Option<Node>,
    /// Its changes, in order.
    pub changes: Vec<Change>,
    /// What followed for a risk, by its id.
    pub aftermaths: Vec<(String, Aftermath)>,
    /// Its place in the history.
    pub place: usize,
}

impl Told {
    /// The changes by what they are of, a risk or another file, with what is
    /// said of them. Commits are told from the newest to the oldest.
    #[must_use]
    pub fn by_thing<'t>(&'t self, words: &mut Words<'_>) -> Vec<(Vec<&'t Change>, Vec<Line>)> {
        words.go_back_to(self.place);
        let same = |a: &Change, b: &Change| a.risk == b.risk && (a.risk.is_some() || a.file == b.file);
        let told = |changes: &'t [Change]| {
            let risk = changes[0].risk.as_ref();
            let after = self.aftermaths.iter().find(|(id, _)| Some(id) == risk).map(|(_, after)| after);
            let changes: Vec<&Change> = changes.iter().collect();
            let lines = words.lines(&changes, after);
            (changes, lines)
        };
        self.changes.chunk_by(same).map(told).collect()
    }

    /// Who else than the author approves of it, as the message says.
    #[must_use]
    pub fn approvers(&self) -> Vec<&str> {
        self.named(|saying| saying != REVIEWED)
    }

    /// Who else than the author has reviewed it, as the message says, and does
    /// not approve of it besides.
    #[must_use]
    pub fn reviewers(&self) -> Vec<&str> {
        let approvers = self.approvers();
        let mut reviewers = self.named(|saying| saying == REVIEWED);
        reviewers.retain(|id| !approvers.contains(id));
        reviewers
    }

    fn named(&self, is_meant: impl Fn(&str) -> bool) -> Vec<&str> {
        let author = self.details.author.person.as_ref();
        let named = self.details.named.iter().filter(|(saying, by)| is_meant(saying) && Some(by) != author);
        let mut ids: Vec<&str> = named.map(|(_, id)| id.as_str()).collect();
        ids.sort_unstable();
        ids.dedup();
        ids
    }
}

/// Writes one commit, in lines that fit the terminal.
///
/// # Errors
/// Whatever the output says.
pub fn write(words: &mut Words<'_>, told: &Told, style: Style, out: &mut dyn Write) -> io::Result<()> {
    let details = &told.details;
    let day = details.committer.ident.day();
    let mut rest = signature_words(details, |id| words.person(id));
    if let Some(merge) = &told.merge {
        let on = if merge.day() == day { String::new() } else { format!(" on {}", merge.day()) };
        rest.push_str(&format!(", merged by {}{on}", merge.id.short()));
    }
    if details.has_another_committer() {
        rest.push_str(&format!(", committed by {}", one_line(details.committer.name())));
    }
    let authored = details.author.ident.day();
    if authored != day {
        rest.push_str(&format!(", dated {authored} by its author"));
    }
    for (how, who) in [("approved", told.approvers()), ("reviewed", told.reviewers())] {
        let who: Vec<String> = who.into_iter().map(|id| words.person(id)).collect();
        if !who.is_empty() {
            rest.push_str(&format!(", {how} by {}", who.join(" and ")));
        }
    }
    let (day, author, commit) = (day.to_string(), one_line(details.author.name()), details.commit.id.short());
    let is_long = width(&format!("{day}  {author}  {commit}  {rest}")) > style.width;
    let rest = match is_long {
        true => {
            let room = style.width.saturating_sub(4).max(30);
            wrapped(&rest, room).iter().map(|part| format!("\n    {part}")).collect()
        }
        false => format!("  {rest}"),
    };
    let head = format!("{}  {author}  {}{rest}", style.bold(&day), style.paint("33", &commit));
    let mut text = format!("{head}\n    {}\n", style.dim(&one_line(details.commit.subject())));
    for (changes, lines) in told.by_thing(words) {
        let name = one_line(changes[0].risk.as_deref().unwrap_or(&changes[0].file));
        let column = 6 + width(&name);
        // A long path has a line of its own.
        let (column, own_line) = if column > 24 { (8, true) } else { (column, false) };
        for (place, line) in lines.iter().enumerate() {
            let line = if style.unicode { line.text.clone() } else { line.text.replace('→', "->") };
            for (row, part) in wrapped(&line, style.width.saturating_sub(column).max(30)).iter().enumerate() {
                let begin = match (place + row, own_line) {
                    (0, true) => format!("    {}\n{}", style.bold(&name), " ".repeat(column)),
                    (0, false) => format!("    {}  ", style.bold(&name)),
                    // What belongs to the line above is set in.
                    _ if row > 0 => " ".repeat(column + 2),
                    _ => " ".repeat(column),
                };
                text.push_str(&format!("{begin}{part}\n"));
            }
        }
    }
    out.write_all(style.finish(text).as_bytes())
}

/// The signature's state in words; `name` says who an id is.
#[must_use]
pub fn signature_words(details: &Details, name: impl Fn(&str) -> String) -> String {
    let by = details.signer.as_ref().map_or(String::new(), |by| format!(" ({})", name(by)));
    match details.signature {
        SignatureState::Verified => format!("signature verified{by}"),
        SignatureState::Mismatch => "signature does not match".to_owned(),
        SignatureState::UnknownKey => "signed, key not known".to_owned(),
        SignatureState::Forge => "signed in the forge\u{2019}s name".to_owned(),
        SignatureState::Unchecked => "signed, not checked".to_owned(),
        SignatureState::Unsigned => "not signed".to_owned(),
    }
}
