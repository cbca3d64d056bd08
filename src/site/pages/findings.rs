//! The findings' builder: what is wrong every day and what time alone brought
//! about, never in one list.

use std::collections::BTreeMap;

use crate::filter::Judged;
use crate::model::config::Severity;
use crate::model::risk::{Publish, Risk};
use crate::model::waiver::Waiver;
use crate::model::word::Word;
use crate::rules::Rules;
use crate::site::paging::{Pages, ROOM, page_name, weight};
use crate::site::scene::Scene;
use crate::site::text::{capital, count, number};
use crate::site::view::findings::{FindingRow, FindingsPage, Place, RuleGroup, WaiverRow};
use crate::site::view::listing::{Cell, Row, Table};
use crate::site::view::{Link, Run, Sentence};
use crate::source::Span;

/// The pages of the findings, in order.
#[must_use]
pub fn pages(scene: &Scene<'_>) -> Vec<FindingsPage> {
    let (all, pages) = ordered(scene);
    let mut totals: BTreeMap<&str, usize> = BTreeMap::new();
    for judged in &all {
        *totals.entry(&judged.finding.rule).or_default() += 1;
    }
    let chunks = pages.chunks(&all);
    let several = chunks.len() > 1;
    let page = |(at, chunk): (usize, &&[&Judged])| FindingsPage {
        sentence: sentence(scene),
        wrong: groups(scene, chunk, false, &totals),
        wrong_none: if several { "None on this page." } else { "Nothing is wrong in the files." },
        late: groups(scene, chunk, true, &totals),
        late_none: if several { "None on this page." } else { "Nothing became late." },
        waivers: (at == 0).then(|| waivers(scene)),
        pager: pages.pager(at, "Findings", page_name),
        range: pages.range(at, "Findings"),
    };
    chunks.iter().enumerate().map(page).collect()
}

/// The findings in the order of the pages, and where these begin.
fn ordered<'a>(scene: &Scene<'a>) -> (Vec<&'a Judged>, Pages) {
    let mut all: Vec<&Judged> = scene.findings.clone();
    // Stable: within a rule the report's order stays.
    all.sort_by_key(|judged| (judged.dated, std::cmp::Reverse(judged.severity), &judged.finding.rule));
    let pages = Pages::new(all.iter().map(|judged| heavy(judged)), ROOM);
    (all, pages)
}

/// Where the pages begin to tell of each rule that objects, from the site's root.
#[must_use]
pub fn anchors(scene: &Scene<'_>) -> BTreeMap<String, String> {
    let (all, pages) = ordered(scene);
    let mut anchors = BTreeMap::new();
    for (at, judged) in all.iter().enumerate() {
        let rule = &*judged.finding.rule;
        if !anchors.contains_key(rule) {
            anchors.insert(rule.to_owned(), format!("findings/{}#{rule}", page_name(pages.of(at))));
        }
    }
    anchors
}

/// Where the pages begin to tell of what became late, from the site's root.
#[must_use]
pub(super) fn late(scene: &Scene<'_>) -> Option<String> {
    let (all, pages) = ordered(scene);
    let first = all.iter().position(|judged| judged.dated)?;
    Some(format!("findings/{}#late", page_name(pages.of(first))))
}

/// How many findings each rule has, in a table for what is wrong in the files
/// and one for what became late, as far as there are some.
#[must_use]
pub(super) fn by_rule(scene: &Scene<'_>) -> Vec<Table> {
    let rules = Rules::of(&scene.facts.register.config);
    let table = |(dated, caption): (bool, &str)| {
        let own = scene.findings.iter().filter(|judged| judged.dated == dated);
        let mut counts: BTreeMap<(std::cmp::Reverse<Severity>, &str), usize> = BTreeMap::new();
        for judged in own {
            *counts.entry((std::cmp::Reverse(judged.severity), &judged.finding.rule)).or_default() += 1;
        }
        let row = |((severity, name), count): (&(std::cmp::Reverse<Severity>, &str), &usize)| Row {
            id: None,
            cells: vec![
                Cell::text(*name),
                Cell::text(rules.find(name).map_or_else(String::new, |rule| rule.summary.replace('`', ""))),
                Cell::text(severity.0.word()),
                Cell::number(*count),
            ],
        };
        (!counts.is_empty()).then(|| Table {
            caption: caption.to_owned(),
            heads: vec!["Rule", "What it looks for", "Severity", "Findings"],
            rows: counts.iter().map(row).collect(),
        })
    };
    [(false, "Wrong in the files"), (true, "Became late")].into_iter().filter_map(table).collect()
}

/// The bytes of a finding in the page, more or less.
fn heavy(judged: &Judged) -> usize {
    let finding = &judged.finding;
    let related: usize = finding.related.iter().map(|label| 200 + weight(&label.message)).sum();
    520 + weight(&finding.message) + finding.help.as_deref().map_or(0, weight) + related
}

/// How many there are of each kind.
pub(super) fn sentence(scene: &Scene<'_>) -> Vec<Run> {
    let mut words = Sentence::default();
    let late = scene.findings.iter().filter(|judged| judged.dated).count();
    let wrong = scene.findings.len() - late;
    let errors =
        scene.findings.iter().filter(|judged| !judged.dated && judged.severity == Severity::Error).count();
    match (wrong, late) {
        (0, 0) => words.say("No rule objects to anything."),
        (0, _) => words.say("Nothing is wrong in the files"),
        (wrong, _) => {
            words.stress(capital(&count(wrong, "finding", "findings")));
            words.say(if wrong == 1 { " is about the files" } else { " are about the files" });
            match errors {
                0 if wrong == 1 => words.say(", and is no error"),
                0 => words.say(", none of them an error"),
                1 if wrong == 1 => words.say(", ").stress("an error"),
                errors => words.say(", ").stress(format!(
                    "{} of them {}",
                    number(errors),
                    if errors == 1 { "an error" } else { "errors" }
                )),
            }
        }
    };
    if wrong + late > 0 {
        words.say("; ");
        if late == 0 {
            words.say("nothing became late.");
        } else {
            words
                .stress(if late == 1 { "1 thing".to_owned() } else { format!("{} things", number(late)) })
                .say(" became late.");
        }
    }
    words.runs()
}

fn groups(
    scene: &Scene<'_>,
    chunk: &[&Judged],
    dated: bool,
    totals: &BTreeMap<&str, usize>,
) -> Vec<RuleGroup> {
    let rules = Rules::of(&scene.facts.register.config);
    let mut groups: Vec<RuleGroup> = Vec::new();
    for judged in chunk.iter().filter(|judged| judged.dated == dated) {
        let name: &str = &judged.finding.rule;
        if groups.last().is_none_or(|group| group.rule != name) {
            let rule = rules.find(name);
            groups.push(RuleGroup {
                rule: name.to_owned(),
                summary: rule.map_or_else(Vec::new, |rule| sentence_of(rule.summary)),
                why: rule.map_or_else(Vec::new, |rule| prose(rule.why)),
                severity: judged.severity.word(),
                count: number(totals.get(name).copied().unwrap_or(0)),
                rows: Vec::new(),
            });
        }
        if let Some(group) = groups.last_mut() {
            group.rows.push(row(scene, judged, "../", true));
        }
    }
    groups
}

/// A finding on a page that is `root` away from the site's root.
#[must_use]
pub fn row(scene: &Scene<'_>, judged: &Judged, root: &str, with_risk: bool) -> FindingRow {
    let finding = &judged.finding;
    let risk = finding.risk.as_deref().filter(|_| with_risk);
    FindingRow {
        rule: Link {
            text: finding.rule.to_string(),
            href: scene.anchor_of(&finding.rule).map(|anchor| format!("{root}{anchor}")),
        },
        severity: judged.severity.word(),
        message: sentence_of(&finding.message),
        help: finding.help.as_deref().filter(|help| scene.shown.may_tell(help)).map(sentence_of),
        risk: risk.map(|id| Link {
            text: id.to_owned(),
            href: scene.page_of(id).map(|page| format!("{root}{page}")),
        }),
        place: place(scene, finding.span),
        related: finding
            .related
            .iter()
            .filter(|label| scene.shown.may_tell(&label.message))
            .map(|label| Place { place: place(scene, label.span), message: prose(&label.message) })
            .collect(),
    }
}

/// The words of a rule, with what is written in files set apart.
fn prose(text: &str) -> Vec<Run> {
    let mut words = Sentence::default();
    words.prose(text);
    words.runs()
}

fn sentence_of(text: &str) -> Vec<Run> {
    // The name of a file is written as the file is.
    let is_name = text.split(' ').next().is_some_and(|word| word.contains(['.', '/', '_']));
    let text = if is_name { text.to_owned() } else { capital(text) };
    prose(&format!("{}.", text.trim_end_matches('.')))
}

fn place(scene: &Scene<'_>, span: Span) -> Link {
    let sources = &scene.facts.register.sources;
    let (path, line) = (sources.path(span.file), sources.position(span).line);
    Link { text: format!("{path}:{line}"), href: scene.forge.file(path).map(|url| format!("{url}#L{line}")) }
}

/// The waivers that are published.
pub(super) fn waivers(scene: &Scene<'_>) -> Vec<WaiverRow> {
    let register = scene.facts.register;
    let own =
        (0..register.risks.len()).filter(|place| scene.shown[*place] == Publish::Full).flat_map(|place| {
            register.risks[place].waivers.iter().map(move |waiver| (waiver, Some(&register.risks[place])))
        });
    let listed =
        register.waivers.iter().map(|waiver| (waiver, waiver.risk.as_ref().and_then(|id| register.risk(id))));
    let shown = |risk: &Option<&Risk>| {
        risk.is_none_or(|risk| {
            register.risk_place(risk.id()).is_none_or(|place| scene.shown[place] == Publish::Full)
        })
    };
    own.chain(listed)
        .filter(|(_, risk)| shown(risk))
        .map(|(waiver, risk)| waiver_row(scene, waiver, risk, "../"))
        .collect()
}

/// The waivers of a risk, its own and those listed for it.
#[must_use]
pub fn waivers_of(scene: &Scene<'_>, risk: &Risk, root: &str) -> Vec<WaiverRow> {
    let listed = scene
        .facts
        .register
        .waivers
        .iter()
        .filter(|waiver| waiver.risk.as_ref().is_some_and(|id| id.value == risk.id()));
    risk.waivers.iter().chain(listed).map(|waiver| waiver_row(scene, waiver, Some(risk), root)).collect()
}

fn waiver_row(scene: &Scene<'_>, waiver: &Waiver, risk: Option<&Risk>, root: &str) -> WaiverRow {
    let silenced = scene.report.waived.iter().filter(|waived| std::ptr::eq(waived.waiver, waiver)).count();
    let expired = waiver.until.as_ref().is_some_and(|until| until.value < scene.facts.today);
    let within = |span: Span| {
        span.file == waiver.span.file
            && [
                Some(waiver.span),
                waiver.by.as_ref().map(|by| by.span),
                waiver.rule.as_ref().map(|rule| rule.span),
            ]
            .contains(&Some(span))
    };
    let refused = scene
        .report
        .findings
        .iter()
        .any(|judged| judged.finding.rule == "unauthorised-waiver" && within(judged.finding.span));
    let state = match silenced {
        _ if expired => "expired".to_owned(),
        _ if refused => "not authorised".to_owned(),
        0 => "silences nothing".to_owned(),
        n => format!("silences {}", count(n, "finding", "findings")),
    };
    let absent = || "not given".to_owned();
    let thing = match risk {
        Some(risk) => Link {
            text: risk.id().to_owned(),
            href: scene.page_of(risk.id()).map(|page| format!("{root}{page}")),
        },
        None => Link {
            text: waiver
                .risk
                .as_ref()
                .or(waiver.path.as_ref())
                .map_or_else(absent, |thing| thing.value.clone()),
            href: None,
        },
    };
    WaiverRow {
        rule: waiver.rule.as_ref().map_or_else(absent, |rule| rule.value.clone()),
        thing,
        reason: waiver.reason.as_ref().map_or_else(absent, |reason| reason.value.clone()),
        until: waiver.until.as_ref().map_or_else(absent, |until| until.value.to_string()),
        by: waiver.by.as_ref().map(|by| scene.person_link(by, root)),
        void: expired || refused,
        state,
    }
}
