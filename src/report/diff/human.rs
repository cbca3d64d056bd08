//! `diff` in the terminal.

use std::io::{self, Write};

use super::{Subject, headline, loosenings, need, rests, weight};
use crate::change::EffectKind;
use crate::change::risks::{RiskChange, RiskChangeKind};
use crate::report::change_words::Words;
use crate::report::style::Style;
use crate::text::{counted, one_line};

/// Writes what a change means.
///
/// # Errors
/// Whatever the output says.
pub fn write(subject: &Subject<'_>, style: Style, out: &mut dyn Write) -> io::Result<()> {
    let diff = subject.diff;
    let words = Words::of_today(subject.head);
    let mut text = format!("{}\n", style.bold(&headline(subject)));
    let mut section = |title: &str, lines: Vec<String>| {
        if !lines.is_empty() {
            text.push_str(&format!("\n{}\n", style.bold(title)));
            lines.iter().for_each(|line| text.push_str(&format!("  {line}\n")));
        }
    };
    let loosened = loosenings(diff).into_iter().map(|loose| {
        let rests = rests(loose).map_or(String::new(), |rests| format!("; {rests}"));
        format!("{}: {}{rests}", one_line(&loose.path), loose.text)
    });
    section("Loosened in this change", loosened.collect());
    section("Needed", diff.needs.iter().map(|wanted| need(subject.head, wanted)).collect());
    let mut risks: Vec<&RiskChange> = diff.risks.iter().collect();
    risks.sort_by_key(|risk| weight(risk));
    section("Risks", risks.into_iter().flat_map(|change| risk(&words, change, style)).collect());
    let rescored = diff.methodology.rescored.iter().map(|(id, level)| {
        let name = |level: &Option<String>| level.clone().unwrap_or("unassessed".to_owned());
        format!(
            "{}  level {} → {}, because the methodology changed",
            one_line(id),
            name(&level.before),
            name(&level.after)
        )
    });
    section("Rescored", rescored.collect());
    let others = diff.others.iter().flat_map(|other| {
        let affects = if other.affects.is_empty() {
            String::new()
        } else {
            format!(" (concerns {})", counted(other.affects.len(), "risk"))
        };
        let mut lines = vec![format!("{}{affects}", one_line(&other.path))];
        lines.extend(words.fields(&other.changes).into_iter().map(|line| format!("    {line}")));
        lines.extend(other.effects.iter().map(|(risk, effect)| {
            let risk = risk.as_ref().map_or(String::new(), |risk| format!("{}: ", one_line(risk)));
            format!("    {risk}{}", effect.text)
        }));
        lines
    });
    section("Other files", others.collect());
    let finding = |judged: &&crate::filter::Judged| {
        format!("{}  {}", style.severity(judged.severity), one_line(&judged.finding.message))
    };
    section("New findings", subject.new.iter().map(finding).collect());
    section("Mended", subject.fixed.iter().map(finding).collect());
    if diff.has_meaning() && !diff.reformatted.is_empty() {
        section("No change in meaning", diff.reformatted.iter().map(|path| one_line(path)).collect());
    }
    if !style.unicode {
        text = text.replace('→', "->").replace(['“', '”'], "\"");
    }
    out.write_all(style.finish(text).as_bytes())
}

fn risk(words: &Words<'_>, change: &RiskChange, style: Style) -> Vec<String> {
    let what = match change.kind {
        RiskChangeKind::Added => " (added)",
        RiskChangeKind::Removed => " (removed)",
        RiskChangeKind::Moved => " (file moved)",
        RiskChangeKind::Changed => "",
    };
    let doubt = if change.doubtful.after { ", level doubtful" } else { "" };
    let id = style.bold(&one_line(&change.id));
    let mut lines = vec![format!("{id}  {}{what}{doubt}", one_line(&change.title))];
    lines.extend(change.effects.iter().map(|effect| format!("    {}", effect.text)));
    // What an effect tells is not told twice.
    let told = |field: &str| match field {
        "likelihood" | "impact" => change.has(EffectKind::Assessed),
        "owner" => change.has(EffectKind::OwnerChanged),
        "treatment.due" => change.has(EffectKind::Postponed) || change.has(EffectKind::BroughtForward),
        "controls" => change.has(EffectKind::ControlAdded) || change.has(EffectKind::ControlRemoved),
        _ => false,
    };
    let rest: Vec<_> = change.changes.iter().filter(|change| !told(&change.field)).cloned().collect();
    lines.extend(words.fields(&rest).into_iter().map(|line| format!("    {}", style.dim(&line))));
    lines
}
