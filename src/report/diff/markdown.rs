//! `diff` as the comment on a pull request: what needs a decision first, the
//! rest folded, and never longer than a forge takes.

use super::{Subject, headline, loosenings, need, rests, weight};
use crate::change::EffectKind;
use crate::change::authority::Loosening;
use crate::change::risks::{RiskChange, RiskChangeKind};
use crate::report::change_words::Words;
use crate::report::escape::markdown as safe;
use crate::text::{counted, one_line};

/// What a comment may hold (GitHub), in characters; some is kept for the end.
const MOST: usize = 65_536;
const KEPT: usize = 1_500;

/// The comment. `path` is the register's folder in its repository.
#[must_use]
pub fn comment(subject: &Subject<'_>, path: &str) -> String {
    let diff = subject.diff;
    let in_words = Words::of_today(subject.head);
    let mut page = Page { text: String::new(), left_out: Vec::new() };
    page.always(&format!("**Risk change: {}** · judged on {}\n", safe(&headline(subject)), subject.today));
    if diff.has_meaning() {
        let line = |loose: &Loosening| {
            let rests = rests(loose).map_or(String::new(), |rests| format!("; **{}**", safe(&rests)));
            format!("- {}: {}{rests}", safe(&loose.path), safe(&loose.text))
        };
        let loosened: Vec<String> = loosenings(diff).into_iter().map(line).collect();
        if loosened.is_empty() {
            page.always("\n**Loosened in this change:** nothing.\n");
        } else {
            page.list("\n**Loosened in this change:**\n\n", &loosened, "loosenings", "");
        }
        let needs: Vec<String> =
            diff.needs.iter().map(|wanted| format!("- {}", safe(&need(subject.head, wanted)))).collect();
        page.list("\n**Needs:**\n\n", &needs, "decisions that are needed", "");
    }
    let mut risks: Vec<&RiskChange> = diff.risks.iter().collect();
    risks.sort_by_key(|risk| weight(risk));
    let (weighty, rest): (Vec<&RiskChange>, Vec<&RiskChange>) =
        risks.into_iter().partition(|risk| weight(risk) <= 5 || risk.kind == RiskChangeKind::Added);
    let mut rows: Vec<String> = weighty.iter().map(|risk| row(subject, risk)).collect();
    rows.extend(diff.methodology.rescored.iter().map(|(id, level)| {
        let name = |level: &Option<String>| level_name(subject, level);
        format!("| {} | {} | **{}** | methodology |", safe(id), name(&level.before), name(&level.after))
    }));
    page.list("\n| risk | was | is | why |\n|---|---|---|---|\n", &rows, "risks", "");
    let lines: Vec<String> = rest
        .iter()
        .map(|risk| format!("- {} {}: {}", safe(&risk.id), safe(&risk.title), safe(&words(subject, risk))))
        .collect();
    page.folded(&counted(lines.len(), "other risk"), &lines, "risks");
    let others: Vec<String> = diff
        .others
        .iter()
        .map(|other| {
            let effects: Vec<&str> = other.effects.iter().map(|(_, effect)| effect.text.as_str()).collect();
            let what = if effects.is_empty() {
                in_words.fields(&other.changes).join("; ")
            } else {
                effects.join("; ")
            };
            format!("- {}: {}", safe(&other.path), safe(&what))
        })
        .collect();
    page.folded(&counted(others.len(), "other file"), &others, "files");
    let finding = |judged: &&crate::filter::Judged| {
        format!("- `{}` {}", judged.finding.rule, safe(&judged.finding.message))
    };
    let new: Vec<String> = subject.new.iter().map(finding).collect();
    page.folded(&counted(new.len(), "new finding"), &new, "new findings");
    let fixed: Vec<String> = subject.fixed.iter().map(finding).collect();
    page.folded(&format!("{} mended", counted(fixed.len(), "finding")), &fixed, "mended findings");
    if diff.has_meaning() {
        let files: Vec<String> = diff.reformatted.iter().map(|path| format!("- {}", safe(path))).collect();
        let title = format!("{} reformatted without a change in meaning", counted(files.len(), "file"));
        page.folded(&title, &files, "reformatted files");
    }
    page.end(path)
}

/// The last line of every comment about the register in this folder, by which
/// it is found again.
#[must_use]
pub fn mark(path: &str) -> String {
    let path = if path.is_empty() { "." } else { path };
    // Nothing that could end the marker early.
    let path: String = one_line(path).replace("--", "-\u{2010}").replace(['<', '>'], "");
    format!("<!-- plimsoll:diff v1 {path} -->")
}

/// A comment as it grows.
struct Page {
    text: String,
    left_out: Vec<String>,
}

impl Page {
    fn always(&mut self, text: &str) {
        self.text.push_str(text);
    }

    fn has_room(&self, text: &str) -> bool {
        self.text.chars().count() + text.chars().count() + KEPT <= MOST
    }

    /// As many lines as there is room for; the others are counted.
    fn list(&mut self, head: &str, lines: &[String], what: &str, tail: &str) {
        if lines.is_empty() {
            return;
        }
        let mut part = head.to_owned();
        let mut room = MOST.saturating_sub(KEPT + self.text.chars().count() + part.chars().count());
        let mut shown = 0;
        for line in lines {
            let cost = line.chars().count() + 1;
            if cost > room {
                break;
            }
            room -= cost;
            part.push_str(line);
            part.push('\n');
            shown += 1;
        }
        if shown < lines.len() {
            self.left_out.push(format!("{} of {} {what}", lines.len() - shown, lines.len()));
        }
        if shown > 0 {
            self.text.push_str(&part);
            self.text.push_str(tail);
        }
    }

    fn folded(&mut self, title: &str, lines: &[String], what: &str) {
        let head = format!("\n<details><summary>{title}</summary>\n\n");
        if !lines.is_empty() && !self.has_room(&head) {
            self.left_out.push(format!("{} {what}", lines.len()));
            return;
        }
        self.list(&head, lines, what, "\n</details>\n");
    }

    fn end(mut self, path: &str) -> String {
        if !self.left_out.is_empty() {
            let left = self.left_out.join(", ");
            self.text.push_str(&format!(
                "\nLeft out here, too long for a comment: {left}. `plimsoll diff` shows all.\n"
            ));
        }
        self.text.push_str(&format!("\n{}\n", mark(path)));
        self.text
    }
}

fn row(subject: &Subject<'_>, risk: &RiskChange) -> String {
    let side = |level: &Option<String>, absent: &str| {
        if level.is_none() { absent.to_owned() } else { level_name(subject, level) }
    };
    let (was, mut is) = match risk.kind {
        RiskChangeKind::Added => ("new".to_owned(), side(&risk.level.after, "unassessed")),
        RiskChangeKind::Removed => (side(&risk.level.before, "unassessed"), "removed".to_owned()),
        _ => (side(&risk.level.before, "unassessed"), side(&risk.level.after, "unassessed")),
    };
    if risk.doubtful.after {
        is.push_str(", doubtful");
    }
    if risk.above_line.after == Some(true) {
        is = format!("**{is} ▲ above the line**");
    }
    format!("| {} {} | {was} | {is} | {} |", safe(&risk.id), safe(&risk.title), safe(&words(subject, risk)))
}

fn words(subject: &Subject<'_>, risk: &RiskChange) -> String {
    let quiet = |kind: EffectKind| matches!(kind, EffectKind::CrossedUp | EffectKind::CrossedDown);
    let effects: Vec<String> =
        risk.effects.iter().filter(|effect| !quiet(effect.kind)).map(|effect| effect.text.clone()).collect();
    if !effects.is_empty() {
        return effects.join("; ");
    }
    match risk.kind {
        RiskChangeKind::Moved => format!("file moved to {}", risk.file),
        _ => Words::of_today(subject.head).fields(&risk.changes).join("; "),
    }
}

fn level_name(subject: &Subject<'_>, level: &Option<String>) -> String {
    let Some(id) = level else { return "unassessed".to_owned() };
    let find = |register: &crate::model::register::Register| {
        register
            .methodology
            .as_ref()
            .and_then(|methodology| methodology.level(id))
            .map(|level| level.name().to_owned())
    };
    safe(&find(subject.head).or_else(|| subject.base.and_then(find)).unwrap_or_else(|| id.clone()))
}
