//! The builder of the statement of applicability: every control of Annex A, by
//! theme.

use super::controls;
use super::inventory::{ROOT, kept_back, links, told, words};
use crate::applicability::{Applicability, Entry, Statement};
use crate::model::annex_a::{self, THEMES, Theme};
use crate::model::risk::Publish;
use crate::model::word::Word;
use crate::site::catalogue::NAMED;
use crate::site::paging::{page_name, weight};
use crate::site::scene::Scene;
use crate::site::text::{count, list, number};
use crate::site::view::soa::{Justification, SoaPage, SoaRow, ThemeRows};
use crate::site::view::{Link, Run, Sentence};

/// The statement with the risks that are published in full.
#[must_use]
pub fn statement<'a>(scene: &Scene<'a>) -> Statement<'a> {
    Statement::new(scene.facts, |place, _| scene.shown[place] == Publish::Full)
}

/// `soa/index.html` and the pages after it.
#[must_use]
pub fn pages(scene: &Scene<'_>, statement: &Statement<'_>) -> Vec<SoaPage> {
    if !statement.is_begun() {
        return vec![SoaPage {
            sentence: words("The register states nothing about the controls of ISO/IEC 27001:2022 Annex A."),
            kept_back: None,
            empty: Some(words(
                "Name the references in the `annex_a` of each `[[control]]` in `controls.toml`, with `reasons` and a \
                 `justification`, and write an `[[excluded]]` with `annex_a` and `justification` for each that does \
                 not apply. `unstated-control = \"warning\"` under `[rules]` in `plimsoll.toml` then finds what is \
                 missing.",
            )),
            themes: Vec::new(),
            unstated: Vec::new(),
            pager: Vec::new(),
            range: None,
        }];
    }
    let unstated = |entry: &Entry<'_>| Link {
        text: entry.annex.reference.to_owned(),
        href: annex_a::place_meant(entry.annex.reference).map(|place| place_in(scene, place)),
    };
    let page = |(at, chunk): (usize, &[Entry<'_>])| SoaPage {
        sentence: sentence(statement),
        kept_back: kept_back(scene),
        empty: None,
        themes: THEMES.iter().filter_map(|theme| rows(scene, statement, chunk, theme)).collect(),
        unstated: if at == 0 {
            statement.of(Applicability::Unstated).map(unstated).collect()
        } else {
            Vec::new()
        },
        pager: scene.statement_pages.pager(at, "Controls", page_name),
        range: scene.statement_pages.range(at, "Controls"),
    };
    scene.statement_pages.chunks(&statement.entries).into_iter().enumerate().map(page).collect()
}

/// Where a control of Annex A stands, from a page of the statement.
fn place_in(scene: &Scene<'_>, place: usize) -> String {
    format!("{}#{}", page_name(scene.statement_pages.of(place)), annex_a::CONTROLS[place].reference)
}

/// The same from the site's root.
#[must_use]
pub fn href(scene: &Scene<'_>, place: usize) -> String {
    format!("soa/{}", place_in(scene, place))
}

/// The bytes of an entry's row, more or less.
#[must_use]
pub fn heavy(entry: &Entry<'_>) -> usize {
    let controls = entry.controls.iter().map(|control| 100 + weight(control.name()) + weight(&control.id));
    let texts = entry.controls.iter().filter_map(|control| control.justification.as_ref());
    let excluded = entry.excluded.iter().filter_map(|excluded| excluded.justification.as_ref());
    let words: usize = texts.chain(excluded).map(|text| 40 + weight(text)).sum();
    let risks = entry.counting.len().min(NAMED) + entry.planning.len().min(NAMED);
    440 + controls.sum::<usize>() + words + 75 * risks + entry.annex.title.len()
}

fn sentence(statement: &Statement<'_>) -> Vec<Run> {
    let mut words = Sentence::default();
    let n = |applicability| statement.of(applicability).count();
    let applied = n(Applicability::Applied);
    words.say("Of the 93 controls of ISO/IEC 27001:2022 Annex A, ").stress(number(applied));
    words.say(if applied == 1 { " applies, " } else { " apply, " });
    let excluded = n(Applicability::Excluded);
    words.stress(number(excluded)).say(if excluded == 1 { " is excluded" } else { " are excluded" });
    match n(Applicability::Unstated) {
        0 => words.say(", and none is left unstated."),
        unstated => words.say(", and ").stress(number(unstated)).say(if unstated == 1 {
            " is not stated."
        } else {
            " are not stated."
        }),
    };
    match n(Applicability::Contradicted) {
        0 => {}
        1 => {
            words.say(" ").stress("1").say(" is excluded and carried out at the same time.");
        }
        n => {
            words.say(" ").stress(number(n)).say(" are excluded and carried out at the same time.");
        }
    }
    words.runs()
}

fn rows(
    scene: &Scene<'_>,
    statement: &Statement<'_>,
    chunk: &[Entry<'_>],
    theme: &'static Theme,
) -> Option<ThemeRows> {
    let own: Vec<&Entry<'_>> = chunk.iter().filter(|entry| entry.annex.theme() == theme).collect();
    if own.is_empty() {
        return None;
    }
    let entries: Vec<&Entry<'_>> =
        statement.entries.iter().filter(|entry| entry.annex.theme() == theme).collect();
    let n = |wanted| entries.iter().filter(|entry| entry.applicability() == wanted).count();
    let applied = n(Applicability::Applied);
    let applies = if applied == 1 { "applies" } else { "apply" };
    let mut parts = vec![format!("{} of {} {applies}", number(applied), theme.size)];
    for (wanted, one, many) in [
        (Applicability::Excluded, "is excluded", "are excluded"),
        (Applicability::Contradicted, "is both", "are both"),
        (Applicability::Unstated, "is not stated", "are not stated"),
    ] {
        match n(wanted) {
            0 => {}
            n => parts.push(count(n, one, many)),
        }
    }
    Some(ThemeRows {
        id: match theme.reference {
            "A.5" => "organisation",
            "A.6" => "people",
            "A.7" => "premises",
            _ => "technology",
        },
        name: theme.name,
        caption: format!("{}: {}", theme.reference, list(&parts)),
        rows: own.into_iter().map(|entry| row(scene, entry)).collect(),
    })
}

fn row(scene: &Scene<'_>, entry: &Entry<'_>) -> SoaRow {
    let applicability = entry.applicability();
    let reasons: Vec<&str> = entry.reasons().into_iter().map(Word::word).collect();
    SoaRow {
        reference: entry.annex.reference,
        title: entry.annex.title,
        applies: applicability.word(),
        is_bad: applicability == Applicability::Contradicted,
        is_unstated: applicability == Applicability::Unstated,
        reasons: reasons.join(", "),
        justifications: justifications(scene, entry),
        state: entry.state().map(Word::word),
        state_note: (entry.controls.len() > 1 && entry.state().is_some())
            .then(|| format!("the weakest of {}", entry.controls.len())),
        doubts: entry
            .doubts(scene.facts)
            .into_iter()
            .map(|(control, doubt)| {
                let mut words = Sentence::default();
                words.name(control.name()).dated(&format!(" {}", doubt.words()));
                words.runs()
            })
            .collect(),
        controls: entry.controls.iter().map(|control| controls::link(scene, &control.id, ROOT)).collect(),
        counting: links(scene, &entry.counting),
        planning: links(scene, &entry.planning),
    }
}

/// Why, in the register's words: those of the exclusion, then those of the
/// controls.
fn justifications(scene: &Scene<'_>, entry: &Entry<'_>) -> Vec<Justification> {
    let excluded = entry.excluded.iter().filter_map(|excluded| excluded.justification.as_ref());
    let several = entry.controls.len() > 1;
    let applied = entry.controls.iter().filter_map(|control| {
        let text = control.justification.as_ref()?;
        Some(Justification { of: several.then(|| control.name().to_owned()), text: told(scene, text) })
    });
    excluded.map(|text| Justification { of: None, text: told(scene, text) }).chain(applied).collect()
}

/// Heads of the table for other programs.
const HEADS: [&str; 9] =
    ["Reference", "Title", "Theme", "Applicable", "Reasons", "Justification", "State", "Controls", "Risks"];

/// `soa/soa.csv`: the same as a table for a spreadsheet.
#[must_use]
pub fn csv(scene: &Scene<'_>, statement: &Statement<'_>) -> String {
    let mut out = crate::report::csv::row(&HEADS);
    for entry in &statement.entries {
        let row = row(scene, entry);
        let justifications: Vec<String> = row
            .justifications
            .iter()
            .map(|reason| match &reason.of {
                Some(of) => format!("{of}: {}", reason.text),
                None => reason.text.clone(),
            })
            .collect();
        let names = |links: &[Link]| links.iter().map(|link| link.text.clone()).collect::<Vec<_>>();
        let ids =
            |places: &[usize]| places.iter().map(|place| scene.risk(*place).0.id().to_owned()).collect();
        let mut risks: Vec<String> = ids(&entry.counting);
        risks.extend(ids(&entry.planning).into_iter().map(|id| format!("{id} (planned)")));
        out.push_str(&crate::report::csv::row(&[
            row.reference,
            row.title,
            entry.annex.theme().name,
            row.applies,
            &row.reasons.replace(", ", "; "),
            &justifications.join("; "),
            row.state.unwrap_or_default(),
            &names(&row.controls).join("; "),
            &risks.join("; "),
        ]));
    }
    out
}
