//! The management review (ISO/IEC 27001, 9.3): what was decided on since the
//! last one, on one page that prints, in the order of the clause.

mod actions;
mod results;
mod watch;

use std::collections::HashSet;

use super::decisions;
use super::findings;
use super::inventory::{ROOT, risks, words};
use super::late::undated;
use super::metrics::share;
use super::opening::{above_the_line, no_history};
use crate::metrics::Metrics;
use crate::metrics::on_time::OnTime;
use crate::model::day::{Day, days_between, days_in_words, in_words};
use crate::model::risk::{Publish, Risk};
use crate::schedule::DayState;
use crate::site::chart;
use crate::site::scene::Scene;
use crate::site::text::number;
use crate::site::view::listing::{Cell, Listing, Part, Row, Section, Table};
use crate::site::view::{Link, Run, Sentence};
use crate::told::Topic;

/// What is reviewed: the time since the last review, with its figures.
struct Review<'s> {
    scene: &'s Scene<'s>,
    /// The day of the last review.
    since: Day,
    metrics: Metrics,
    /// The ids of the risks that are shown.
    shown: HashSet<&'s str>,
}

impl<'s> Review<'s> {
    fn new(scene: &'s Scene<'s>, since: Day) -> Self {
        let shown: HashSet<&str> = scene.order.iter().map(|place| scene.risk(*place).0.id()).collect();
        let metrics = Metrics::of(scene.facts, since, &|risk| shown.contains(risk.id()), &|incident| {
            scene.shown.may_tell_of_incident(incident)
        });
        Self { scene, since, metrics, shown }
    }

    fn shows(&self, risk: &Risk) -> bool {
        self.shown.contains(risk.id())
    }
}

/// `report/index.html`.
#[must_use]
pub fn page(scene: &Scene<'_>) -> Listing {
    let (since, why) = since(scene);
    let review = Review::new(scene, since);
    let mut sentence = Sentence::default();
    above_the_line(&mut sentence, scene);
    sentence.say("This review looks back to ").stress(in_words(since)).say(", ");
    sentence.prose(why).say(".");
    let sections = vec![
        asked(scene),
        actions::section(&review),
        context(scene, since),
        above(scene),
        results::section(&review),
        treatment(&review),
        watch::indicators(scene),
        watch::incidents(&review),
        watch::controls(&review),
        acceptances(scene),
        objections(scene),
        next_steps(),
    ];
    Listing {
        title: "Management review".to_owned(),
        sentence: sentence.runs(),
        sections,
        ..Listing::default()
    }
}

/// The day of the last review, and why it is that day.
fn since(scene: &Scene<'_>) -> (Day, &'static str) {
    let today = scene.facts.today;
    let config = &scene.facts.register.config.site;
    let last = config.last_review.as_ref().map(|day| day.value).filter(|day| *day < today);
    match (scene.options.review_since, last) {
        (Some(since), _) => (since, "as this page was asked for"),
        (None, Some(last)) => (last, "the day of the last review (`[site] last_review`)"),
        (None, None) => {
            let year = today.checked_sub(jiff::ToSpan::months(12)).unwrap_or(Day::MIN);
            (year, "twelve months ago, since `[site] last_review` names no day")
        }
    }
}

/// A part of the page, to be filled.
fn part(id: &str, title: &str) -> Section {
    Section { id: id.to_owned(), title: title.to_owned(), ..Section::default() }
}

/// Decisions that are asked for.
fn asked(scene: &Scene<'_>) -> Section {
    let rows: Vec<Row> = scene
        .open()
        .filter_map(|place| {
            let (risk, facts) = scene.risk(place);
            let waiting = decisions::waiting(scene, risk, facts)?;
            let level = scene.facts.current_level(facts);
            Some(Row {
                id: None,
                cells: vec![
                    risks(scene, &[place], ""),
                    Cell::level(scene.palette.badge(facts.level()), "unassessed"),
                    why(&waiting.why),
                    Cell::text(decisions::by(scene, level, waiting.kind)),
                ],
            })
        })
        .collect();
    let mut section = part("decisions", "Decisions asked for");
    if rows.is_empty() {
        section.none = words("No open risk above the line waits for a decision.");
    } else {
        let heads = vec!["Risk", "Level", "Why", "By whom"];
        section.tables =
            vec![Table { caption: "Risks above the line that wait for a decision".to_owned(), heads, rows }];
    }
    section
}

/// The reasons, one after the other; their days never break.
fn why(reasons: &[Vec<Run>]) -> Cell {
    let part = |text: &str, day| Part { text: text.to_owned(), day, ..Part::default() };
    let of = |runs: &Vec<Run>| runs.iter().map(|run| part(&run.text, run.day)).collect::<Vec<_>>();
    let parts = reasons.iter().map(of).collect::<Vec<_>>().join(&part("; ", false));
    Cell { parts, ..Cell::default() }
}

/// What changed in the context: methodology, scope and people.
fn context(scene: &Scene<'_>, since: Day) -> Section {
    let mut section = part("context", "Changes in context");
    section.note = words("What changed in the methodology with its scope, in the people and in the assets.");
    let Some(history) = &scene.options.history else {
        section.none = words(&format!("{}: what changed is not known.", no_history(scene)));
        return section;
    };
    if let Some(cut) = &scene.options.cut {
        section.note.extend(words(&format!(" {cut}")));
    }
    let paths = &scene.facts.register.config.paths;
    let files = [&paths.methodology, &paths.people, &paths.assets];
    let told = history.iter().filter(|told| told.day > since);
    let rows: Vec<Row> = told
        .flat_map(|told| told.things.iter().map(move |thing| (told, thing)))
        .filter(|(_, thing)| thing.risk.is_none() && files.iter().any(|file| **file == thing.file))
        .filter_map(|(told, thing)| {
            // What was there where history is cut is no change.
            let lines = thing.lines.iter().filter(|line| line.topic != Topic::Cut);
            let lines = lines.filter(|line| line.is_told(|text| scene.shown.may_tell(text)));
            let lines: Vec<String> = lines.map(|line| line.text.clone()).collect();
            (!lines.is_empty()).then(|| Row {
                id: None,
                cells: vec![
                    Cell::day(told.day),
                    Cell::text(thing.file.clone()),
                    Cell::links(lines.into_iter().map(|line| (line, None)), ""),
                    Cell::link(Some(super::changes::author(scene, told, ROOT)), ""),
                ],
            })
        })
        .collect();
    if rows.is_empty() {
        section.none = words(match &scene.options.cut {
            Some(_) => "No commit that is known changed them.",
            None => "No commit changed them.",
        });
    } else {
        let heads = vec!["Day", "File", "What changed", "By"];
        section.tables =
            vec![Table { caption: "Changes in context, the newest first".to_owned(), heads, rows }];
    }
    section
}

/// Every open risk above the line, a line each.
fn above(scene: &Scene<'_>) -> Section {
    let rows: Vec<Row> = scene
        .open()
        .filter(|place| scene.risk(*place).1.is_above())
        .map(|place| {
            let (risk, facts) = scene.risk(place);
            let due = facts.plan.deadline.filter(|_| !facts.plan.done);
            Row {
                id: None,
                cells: vec![
                    risks(scene, &[place], ""),
                    Cell::level(scene.palette.badge(facts.level()), "unassessed"),
                    Cell::level(
                        scene.palette.badge(facts.stages.residual.and_then(|stage| stage.level)),
                        "not given",
                    ),
                    Cell::link(risk.owner.as_ref().map(|owner| scene.person_link(owner, ROOT)), "not given"),
                    due.map_or_else(
                        || Cell::muted(undated(risk, facts)),
                        |day| Cell::due(scene.due_on(day, facts.plan.state)),
                    ),
                ],
            }
        })
        .collect();
    let mut section = part("above", "Risks above the line");
    if rows.is_empty() {
        section.none = words("No open risk is above the line.");
    } else {
        let heads = vec!["Risk", "Level now", "Planned", "Owner", "Treatment due"];
        section.tables = vec![Table { caption: "All of them, in register order".to_owned(), heads, rows }];
    }
    section
}

/// Where the plans of open risks stand; together they are the open treatments of
/// the page Metrics and those that are done.
fn treatment(review: &Review<'_>) -> Section {
    let scene = review.scene;
    let plans: Vec<DayState> = scene
        .open()
        .filter(|place| scene.risk(*place).0.treatment.is_some())
        .map(|place| scene.risk(place).1.plan.state)
        .collect();
    let of = |state: DayState| plans.iter().filter(|own| **own == state).count();
    let row = |name: &str, state: DayState| Row {
        id: None,
        cells: vec![Cell::text(name), Cell::number(of(state))],
    };
    let mut section = part("treatment", "Status of the treatment plan");
    if plans.is_empty() {
        section.none = words("No open risk has a plan.");
        return section;
    }
    let on_time = OnTime::of(scene.facts, review.since, &|risk| review.shows(risk));
    section.charts = chart::on_time::chart(&on_time).into_iter().collect();
    section.tables = vec![Table {
        caption: "Plans of open risks".to_owned(),
        heads: vec!["Status", "Plans"],
        rows: vec![
            row("Overdue", DayState::Late),
            row("Due within 30 days", DayState::DueSoon),
            row("Due later", DayState::OnTime),
            row("No date", DayState::None),
            row("Done", DayState::Done),
        ],
    }];
    section.tables.push(follow_up(review));
    section
}

/// How it was followed up since the last review.
fn follow_up(review: &Review<'_>) -> Table {
    let figures = &review.metrics.register;
    let unknown = || "not known".to_owned();
    let line = |name: &str, value: String| Row { id: None, cells: vec![Cell::text(name), Cell::text(value)] };
    Table {
        caption: "Follow-up since the last review, each figure as the page Metrics defines it".to_owned(),
        heads: vec!["Figure", "Value"],
        rows: vec![
            line("Treatments done on time", share(figures.treatments_done.on_time)),
            line("Deadlines moved later", figures.postponements.map_or_else(unknown, number)),
            line("Reviews on time", figures.reviews_on_time.map_or_else(unknown, share)),
        ],
    }
}

fn acceptances(scene: &Scene<'_>) -> Section {
    let today = scene.facts.today;
    let mut list: Vec<(Day, usize)> = scene
        .open()
        .filter(|place| scene.shown[*place] == Publish::Full)
        .filter_map(|place| {
            let (risk, facts) = scene.risk(place);
            let holds = facts.acceptance.is_some_and(|decision| decision.holds());
            Some((risk.acceptance.as_ref()?.until.as_ref()?.value, place)).filter(|_| holds)
        })
        .collect();
    list.sort_unstable();
    let rows: Vec<Row> = list
        .into_iter()
        .map(|(until, place)| {
            let acceptance = scene.risk(place).0.acceptance.as_ref();
            let by = acceptance.and_then(|acceptance| acceptance.by.as_ref());
            let end = Cell::day(until);
            Row {
                id: None,
                cells: vec![
                    risks(scene, &[place], ""),
                    Cell::link(by.map(|by| scene.person_link(by, ROOT)), "not given"),
                    match days_between(today, until) {
                        0 => end.and("ends today", false),
                        days @ ..=90 => end.and(format!("ends in {}", days_in_words(days)), false),
                        _ => end,
                    },
                ],
            }
        })
        .collect();
    let mut section = part("acceptances", "Acceptances in force");
    if rows.is_empty() {
        section.none = words("No acceptance is in force.");
    } else {
        let heads = vec!["Risk", "Accepted by", "Until"];
        section.tables = vec![Table { caption: "By their end".to_owned(), heads, rows }];
    }
    section
}

/// What the rules object to, and what silences them.
fn objections(scene: &Scene<'_>) -> Section {
    let waivers = findings::waivers(scene);
    Section {
        note: findings::sentence(scene),
        tables: findings::by_rule(scene),
        even: true,
        none: if waivers.is_empty() { words("No rule is waived.") } else { Vec::new() },
        waivers,
        more: Some(Link {
            text: "All findings".to_owned(),
            href: Some(format!("{ROOT}findings/index.html")),
        }),
        ..part("findings", "Findings and waivers")
    }
}

/// What the meeting adds, to be filled in by hand.
fn next_steps() -> Section {
    let mut section = part("next-steps", "Opportunities and next steps");
    section.note = words("To be filled in at the meeting.");
    let row = |name: &str| Row { id: None, cells: vec![Cell::text(name), Cell::text("")] };
    section.tables = vec![Table {
        caption: "Outcome of the review".to_owned(),
        heads: vec!["What", "Entry"],
        rows: vec![
            row("Opportunities for improvement"),
            row("Decisions and next steps"),
            row("Date"),
            row("Signature"),
        ],
    }];
    section
}
