//! A risk's builder: every field that it has, and what follows from it.

mod assessment;
mod context;
mod course;
mod history;
mod treatment;

use std::collections::BTreeSet;

use super::opening::no_history;
use crate::decision::DecisionState;
use crate::facts::RiskFacts;
use crate::model::day::in_words;
use crate::model::risk::{Publish, Risk};
use crate::model::word::Word;
use crate::schedule::DayState;
use crate::site::path::Way;
use crate::site::scene::{Scene, due_in, overdue};
use crate::site::text::{capital, count};
use crate::site::view::findings::FindingRow;
use crate::site::view::risk::{Assessment, Closed, RiskPage};
use crate::site::view::{Fact, Link, Run, Sentence};

pub use assessment::{path, rating_names};
pub use context::control;
pub use history::RiskHistory;

/// As many findings as are listed of those about the files, and of those that time brought.
const FINDINGS: usize = 12;

/// The way from a risk's page to the site's root.
pub const ROOT: &str = "../../";

/// The page of the risk at a place, with as much of its history as stands there.
#[must_use]
pub fn page(scene: &Scene<'_>, place: usize, history: &RiskHistory<'_, '_>) -> RiskPage {
    let (risk, facts) = scene.risk(place);
    let outline = scene.shown[place] != Publish::Full;
    let mut page = RiskPage {
        id: risk.id().to_owned(),
        title: risk.title().to_owned(),
        status: scene.status(risk).to_owned(),
        level: scene.palette.badge(facts.level()),
        sentence: sentence(scene, risk, facts, outline),
        facts: heads(scene, risk, facts, outline),
        outline,
        closed: closed(scene, risk, outline),
        description: None,
        assessment: Assessment::default(),
        treatment: None,
        untreated: "",
        decisions: Vec::new(),
        undecided: String::new(),
        authority: None,
        review: Vec::new(),
        lists: Vec::new(),
        references: Vec::new(),
        custom: Vec::new(),
        waivers: Vec::new(),
        wrong: Vec::new(),
        wrong_more: Vec::new(),
        late: Vec::new(),
        late_more: Vec::new(),
        source: Vec::new(),
        course: None,
        history: Vec::new(),
        older: None,
        pager: Vec::new(),
        range: None,
        standing: Vec::new(),
        history_note: None,
    };
    if outline {
        return page;
    }
    let file = scene.facts.register.sources.path(risk.file);
    page.description = risk.description.as_ref().map(|text| scene.markdown(text, file, ROOT, 3));
    page.assessment = assessment::assessment(scene, risk, facts, file);
    treatment::fill(scene, place, history, &mut page);
    context::fill(scene, risk, file, &mut page);
    (page.wrong, page.wrong_more) = findings(scene, risk, false);
    (page.late, page.late_more) = findings(scene, risk, true);
    page.waivers = super::findings::waivers_of(scene, risk, ROOT);
    page.course = course::chart(scene, risk, history);
    history.fill(&mut page);
    page.history_note = match (&scene.options.history, &scene.options.cut) {
        (None, _) => {
            Some(format!("{}: since when and by whom these values stand is not known.", no_history(scene)))
        }
        (Some(_), None) if history.is_empty() => Some("It is not committed yet.".to_owned()),
        (Some(_), cut) => cut.clone(),
    };
    page
}

/// The way of the risk at a place over the matrix, as far as it may be told.
#[must_use]
pub fn way(scene: &Scene<'_>, place: usize) -> Option<Way> {
    let (risk, facts) = scene.risk(place);
    let is_full = scene.shown[place] == Publish::Full;
    assessment::way(scene, risk, facts).filter(|_| is_full)
}

/// The controls of the risk at a place, as far as they may be told, each with
/// whether it is planned.
#[must_use]
pub fn controls<'a>(scene: &Scene<'a>, place: usize) -> Vec<(&'a str, bool)> {
    let (risk, _) = scene.risk(place);
    if scene.shown[place] == Publish::Full { context::controls(risk) } else { Vec::new() }
}

/// The findings of a list, errors first, and where the others are if they are
/// many: some rules object to each change.
fn findings(scene: &Scene<'_>, risk: &Risk, dated: bool) -> (Vec<FindingRow>, Vec<Run>) {
    let findings = scene.findings_of(risk).iter().filter(|judged| judged.dated == dated);
    let mut findings: Vec<_> = findings.collect();
    findings.sort_by_key(|judged| std::cmp::Reverse(judged.severity));
    let others = findings.split_off(findings.len().min(FINDINGS));
    let mut words = Sentence::default();
    if !others.is_empty() {
        words.say(format!("{}: ", count(others.len(), "more finding", "more findings")));
        let rules: BTreeSet<&str> = others.iter().map(|judged| &*judged.finding.rule).collect();
        for (number, rule) in rules.into_iter().enumerate() {
            let href = scene.anchor_of(rule).map(|anchor| format!("{ROOT}{anchor}"));
            words.say(if number == 0 { "" } else { ", " }).link(Link { text: rule.to_owned(), href });
        }
    }
    let rows = findings.into_iter().map(|judged| super::findings::row(scene, judged, ROOT, false));
    (rows.collect(), words.runs())
}

/// What follows the level in the sentence.
fn sentence(scene: &Scene<'_>, risk: &Risk, facts: &RiskFacts, outline: bool) -> Vec<Run> {
    let mut words = Sentence::default();
    match scene.palette.badge(facts.level()) {
        Some(level) if level.above => words.say(", above the line. "),
        Some(_) if facts.stages.current.is_some_and(|stage| stage.above.is_none()) => words.say(". "),
        Some(_) => words.say(", below the line. "),
        None if facts.stages.current.is_some() => {
            words.stress("Without a level").say(": the methodology has none for this assessment. ")
        }
        None if risk.unread => words
            .stress("Not read in full")
            .say(": the file has a syntax error, and the figures leave the risk out. "),
        None => words.stress("Unassessed").say(": no likelihood and impact yet. "),
    };
    if !risk.is_open() {
        words.say("The risk is closed.");
        return words.runs();
    }
    if !outline && facts.doubtful {
        words.stress("The level is doubtful").say(", because ");
        let doubts = scene.facts.doubts(risk);
        for (number, (control, doubt)) in doubts.iter().enumerate() {
            let between = match number {
                0 => "",
                _ if number + 1 == doubts.len() => " and ",
                _ => ", ",
            };
            words.say(between).name(control.name()).say(format!(" {}", doubt.told(in_words)));
        }
        words.say(". ");
    }
    treatment_words(scene, risk, facts, &mut words);
    if outline {
        return words.runs();
    }
    if facts.is_above() {
        decision_words(facts, &mut words);
    }
    let found = scene.findings_of(risk).len();
    if found > 0 {
        words.say(format!("{}.", count(found, "finding", "findings")));
    }
    words.runs()
}

fn treatment_words(scene: &Scene<'_>, risk: &Risk, facts: &RiskFacts, words: &mut Sentence) {
    let today = scene.facts.today;
    if risk.treatment.is_none() {
        words.say("No treatment is planned. ");
        return;
    }
    if risk.is_carried() && !facts.plan.done {
        words.say("It is to be carried as it is. ");
        return;
    }
    match (facts.plan.state, facts.plan.deadline) {
        (DayState::Done, _) => words.say("Treatment is done. "),
        (DayState::Late, Some(due)) => words.say("Treatment is ").stress(overdue(due, today)).say(". "),
        (DayState::DueSoon, Some(due)) => words.say("Treatment is ").stress(due_in(due, today)).say(". "),
        (_, Some(due)) => words.say(format!("Treatment is due on {}. ", in_words(due))),
        (_, None) => words.say("Treatment has no date. "),
    };
}

fn decision_words(facts: &RiskFacts, words: &mut Sentence) {
    if let Some(approval) = facts.approval.filter(|_| !facts.plan.done) {
        words.say(match approval.state {
            DecisionState::Valid => "The plan is approved. ",
            DecisionState::Unproven => "The plan is approved, unproven. ",
            DecisionState::Expired | DecisionState::Void => "The plan\u{2019}s approval is void. ",
            DecisionState::Unauthorised => "The plan\u{2019}s approval is unauthorised. ",
        });
    }
    words.say(match facts.acceptance.map(|decision| decision.state) {
        None => "Not accepted. ",
        Some(DecisionState::Valid) => "Accepted. ",
        Some(DecisionState::Unproven) => "Accepted, unproven. ",
        Some(DecisionState::Expired) => "The acceptance has expired. ",
        Some(DecisionState::Void) => "The acceptance is void. ",
        Some(DecisionState::Unauthorised) => "The acceptance is unauthorised. ",
    });
}

/// Owner, category, dates, between hairlines.
fn heads(scene: &Scene<'_>, risk: &Risk, facts: &RiskFacts, outline: bool) -> Vec<Fact> {
    let mut heads = vec![risk.owner.as_ref().map_or_else(
        || Fact::words("Owner", "not given"),
        |owner| Fact::link("Owner", scene.person_link(owner, ROOT)),
    )];
    if !outline {
        if let Some(category) = &risk.category {
            heads.push(Fact::words("Category", category.value.clone()));
        }
        if let Some(unit) = &risk.unit {
            let known =
                scene.facts.register.methodology.as_ref().and_then(|methodology| methodology.unit(unit));
            heads.push(Fact::words("Unit", known.map_or(unit.value.as_str(), |unit| unit.name())));
        }
        if !risk.affects.is_empty() {
            let affects: Vec<&str> = risk.affects.iter().map(|property| property.value.word()).collect();
            heads.push(Fact::words("Affects", affects.join(", ")));
        }
    }
    heads.push(
        risk.identified
            .as_ref()
            .map_or_else(|| Fact::words("Identified", "not known"), |day| Fact::day("Identified", day.value)),
    );
    if let Some(on) = risk.review.as_ref().and_then(|review| review.on.as_ref()) {
        heads.push(Fact::day("Reviewed", on.value));
    }
    if risk.is_open() {
        heads.push(match facts.review.next {
            Some(next) => {
                let fact = Fact::day("Next review", next);
                match facts.review.state {
                    DayState::Late => fact.late(overdue(next, scene.facts.today)),
                    DayState::DueSoon => fact.note(due_in(next, scene.facts.today)),
                    _ => fact,
                }
            }
            None if facts.review.is_unknown() => Fact::words("Next review", "not known"),
            None => Fact::words("Next review", "not asked for"),
        });
    }
    if outline && let Some(due) = facts.plan.deadline {
        heads.push(Fact::day("Treatment due", due));
    }
    heads
}

fn closed(scene: &Scene<'_>, risk: &Risk, outline: bool) -> Option<Closed> {
    if risk.is_open() {
        return None;
    }
    let closed = risk.closed.as_ref();
    let on = closed
        .and_then(|closed| closed.on.as_ref())
        .map_or_else(|| "Closed".to_owned(), |on| format!("Closed on {}", in_words(on.value)));
    let by = closed.and_then(|closed| closed.by.as_ref()).map(|by| scene.person_link(by, ROOT));
    let into =
        closed.and_then(|closed| closed.merged_into.as_ref()).filter(|id| scene.may_name(id) && !outline);
    Some(Closed {
        words: on,
        by,
        reason: closed
            .and_then(|closed| closed.reason.as_ref())
            .filter(|_| !outline)
            .map(|reason| reason.value.clone()),
        merged_into: into.map(|id| scene.risk_link(id, ROOT)),
    })
}

/// A label's words with a capital.
fn label(text: &str) -> String {
    capital(text)
}
