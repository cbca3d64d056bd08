//! The builder of the controls: how well they lower risks, whether they pass
//! their tests, and all the risks that each one holds.

use super::inventory::{ROOT, by_level, kept_back, links, unnamed, words};
use super::metrics::share;
use crate::due::next_test;
use crate::facts::doubt;
use crate::metrics::Share;
use crate::metrics::controls::{ControlFigures, figures};
use crate::model::annex_a;
use crate::model::control::{Control, TestResult};
use crate::model::word::Word;
use crate::site::catalogue::{Standing, is_test_late};
use crate::site::chart::effectiveness;
use crate::site::paging::page_name;
use crate::site::scene::Scene;
use crate::site::text::{capital, count, number};
use crate::site::view::controls::{ControlEntry, ControlGroup, ControlsPage, Definition};
use crate::site::view::risk::TestMark;
use crate::site::view::{Link, Run, Sentence};

/// The last tests that are shown as marks.
const MARKS: usize = 8;

/// The pages of the controls, in order.
#[must_use]
pub fn pages(scene: &Scene<'_>) -> Vec<ControlsPage> {
    let catalogue = &scene.catalogues.controls;
    let chunks = catalogue.chunks();
    let total = catalogue.order.len();
    let shown: std::collections::HashSet<&str> =
        scene.order.iter().map(|place| scene.risk(*place).0.id()).collect();
    let shows = |risk: &crate::model::risk::Risk| shown.contains(risk.id());
    let figures = figures(scene.facts, &shows);
    let page = |(at, chunk): (usize, &&[usize])| {
        ControlsPage {
        sentence: sentence(scene, &figures),
        kept_back: kept_back(scene),
        empty: (total == 0).then(|| {
            words(
                "No controls yet. Add `controls.toml` with a `[[control]]` that has `id`, `name`, `owner` and \
                 `state`, and name it in the `controls` of the risks that count on it. `test_every` and \
                 `[[control.test]]` with `on` and `result` say whether it works.",
            )
        }),
        chart: effectiveness::chart(&figures).filter(|_| at == 0),
        chart_none: "No open risk counts on a control, so there is no rate of passed tests.",
        definitions: if at == 0 && total > 0 { definitions(&figures) } else { Vec::new() },
        caption: format!(
            "{}: those in doubt first, then those that nobody tested",
            capital(&count(total, "control", "controls"))
        ),
        groups: groups(scene, chunk),
        pager: catalogue.pages.pager(at, "Controls", page_name),
        range: catalogue.pages.range(at, "Controls"),
    }
    };
    chunks.iter().enumerate().map(page).collect()
}

/// "Controls lower 12 of 19 comparable risks, by 14 levels in all. "
pub(super) fn lowering(words: &mut Sentence, figures: &ControlFigures) {
    match figures.comparable {
        0 => words.say(
            "How far controls lower risks is not known: no open risk is assessed both without and with \
             them. ",
        ),
        comparable => words
            .say("Controls lower ")
            .stress(format!("{} of {}", number(figures.lowered), number(comparable)))
            .say(if comparable == 1 { " comparable risk" } else { " comparable risks" })
            .say(by_levels(figures) + ". "),
    };
}

/// ", by 14 levels in all", where there are some.
fn by_levels(figures: &ControlFigures) -> String {
    match figures.levels_lowered {
        0 => String::new(),
        levels => format!(", by {} in all", count(levels, "level", "levels")),
    }
}

/// Reduction is the headline: it says what controls are for.
pub(super) fn sentence(scene: &Scene<'_>, figures: &ControlFigures) -> Vec<Run> {
    let mut words = Sentence::default();
    if scene.facts.register.controls.is_empty() {
        words.say("The register names no controls.");
        return words.runs();
    }
    lowering(&mut words, figures);
    if figures.counted_on > 0 {
        let or_none = |n: usize| if n == 0 { "none".to_owned() } else { number(n) };
        words
            .say("Of ")
            .say(count(figures.counted_on, "control", "controls"))
            .say(" that open risks count on, ");
        words.stress(or_none(figures.passed)).say(" passed the last test, ");
        words.stress(or_none(figures.tested - figures.passed)).say(" failed it, and ");
        words.stress(or_none(figures.counted_on - figures.tested)).say(
            if figures.counted_on - figures.tested == 1 {
                " was not tested in time. "
            } else {
                " were not tested in time. "
            },
        );
    }
    let doubtful = scene.open().filter(|place| scene.is_doubtful(*place)).count();
    match doubtful {
        0 => {}
        1 => {
            words.say("The level of ").stress("1 risk");
            words.say(" is doubtful: what it counts on does not work as it should.");
        }
        many => {
            words.say("The levels of ").stress(count(many, "risk", "risks"));
            words.say(" are doubtful: what they count on does not work as it should.");
        }
    }
    words.runs()
}

fn definitions(figures: &ControlFigures) -> Vec<Definition> {
    vec![
        Definition {
            term: "Risks lowered by controls",
            value: match figures.comparable {
                0 => "not known".to_owned(),
                comparable => share(Share { value: figures.lowered, of: comparable }) + &by_levels(figures),
            },
            meaning: "Open risks whose level with controls is lower than without, of those that are \
                      assessed both ways.",
        },
        Definition {
            term: "Tests passed",
            value: share(Share { value: figures.passed, of: figures.counted_on }),
            meaning: "Controls whose latest test lies within its cadence and passed, of all that open \
                      risks count on. What is not tested has not passed.",
        },
    ]
}

fn groups(scene: &Scene<'_>, chunk: &[usize]) -> Vec<ControlGroup> {
    let catalogue = &scene.catalogues.controls;
    let controls = &scene.facts.register.controls;
    let standing = |place: usize| Standing::of(scene.facts, &controls[place], &catalogue.risks[place]);
    let mut groups: Vec<(Standing, ControlGroup)> = Vec::new();
    for place in chunk {
        let own = standing(*place);
        if groups.last().is_none_or(|(last, _)| *last != own) {
            let all = (0..controls.len()).filter(|other| standing(*other) == own).count();
            let (name, remark) = heading(own);
            let note = if remark.is_empty() {
                format!("· {}", number(all))
            } else {
                format!("{remark} · {}", number(all))
            };
            groups.push((own, ControlGroup { name, note, rows: Vec::new() }));
        }
        if let Some((_, group)) = groups.last_mut() {
            group.rows.push(entry(scene, *place));
        }
    }
    groups.into_iter().map(|(_, group)| group).collect()
}

/// What controls of a standing are called, and what that says.
pub(super) fn heading(standing: Standing) -> (&'static str, &'static str) {
    match standing {
        Standing::Doubtful => ("In doubt", "failed the last test, degraded or retired"),
        Standing::Untested => ("Not tested", "risks count on them, and no test of them counts"),
        Standing::Passed => ("Tested", "risks count on them, and they passed the last test"),
        Standing::Idle => ("In force", "no open risk counts on them"),
        Standing::Planned => ("Planned", ""),
        Standing::Retired => ("Retired", ""),
    }
}

fn entry(scene: &Scene<'_>, place: usize) -> ControlEntry {
    let catalogue = &scene.catalogues.controls;
    let control = &scene.facts.register.controls[place];
    let (next, state) = next_test(control, scene.facts.today);
    let standing = Standing::of(scene.facts, control, &catalogue.risks[place]);
    // What is not there, or no longer, need not be tested.
    let is_tested = !matches!(standing, Standing::Planned | Standing::Retired)
        || control.last_test(scene.facts.today).is_some();
    ControlEntry {
        anchor: catalogue.anchor(place).to_owned(),
        name: control.name().to_owned(),
        id: control.id.value.clone(),
        annex_a: annex(scene, control, ROOT),
        state: control.state.as_ref().map(|state| state.value.word()),
        owner: control.owner.as_ref().map(|owner| scene.person_link(owner, ROOT)),
        doubt: doubt(control, scene.facts.today)
            .filter(|_| standing == Standing::Doubtful)
            .map_or_else(Vec::new, |doubt| words(&doubt.words())),
        marks: marks(scene, control),
        tested: is_tested.then(|| tested(scene, control)),
        next: next.map(|day| scene.due_on(day, state)),
        risks: by_level(scene, &catalogue.risks[place], "control", &control.id),
        planned: links(scene, &catalogue.planned[place]),
        unnamed: unnamed(scene, "no open risk counts on it", "no published risk counts on it"),
    }
}

/// A control's references, each with its place in the statement of
/// applicability where there is one.
#[must_use]
pub fn annex(scene: &Scene<'_>, control: &Control, root: &str) -> Vec<Link> {
    let link = |reference: &crate::source::At<String>| Link {
        text: reference.value.clone(),
        href: annex_a::place_meant(reference)
            .filter(|_| !control.is_retired())
            .map(|place| format!("{root}{}", super::soa::href(scene, place))),
    };
    control.annex_a.iter().map(link).collect()
}

/// The last tests, oldest first, of those that have been; then a dash where the
/// next one is missing.
#[must_use]
pub fn marks(scene: &Scene<'_>, control: &Control) -> Vec<TestMark> {
    let mut tests: Vec<_> = control
        .tests
        .iter()
        .filter_map(|test| Some((test.on.as_ref()?.value, test.result.as_ref()?.value)))
        .filter(|(on, _)| *on <= scene.facts.today)
        .collect();
    tests.sort_by_key(|(on, _)| *on);
    let mark = |(on, result): (crate::model::day::Day, TestResult)| TestMark {
        mark: if result == TestResult::Passed { "✓" } else { "✗" },
        words: format!("{} {on}", result.word()),
    };
    let mut marks: Vec<TestMark> = tests.into_iter().map(mark).collect();
    if is_test_late(scene.facts, control) {
        let words = if marks.is_empty() { "never tested" } else { "not tested since" };
        marks.push(TestMark { mark: "–", words: words.to_owned() });
    }
    marks.split_off(marks.len().saturating_sub(MARKS))
}

/// The last test in words.
#[must_use]
pub fn tested(scene: &Scene<'_>, control: &Control) -> String {
    match control.last_test(scene.facts.today) {
        Some(test) => {
            let result = test.result.as_ref().map_or("tested", |result| result.value.word());
            test.on.as_ref().map_or_else(|| result.to_owned(), |on| format!("{result} {}", on.value))
        }
        None => "never tested".to_owned(),
    }
}

/// The control of an id as a link from a page that is `root` away from the
/// site's root.
#[must_use]
pub fn link(scene: &Scene<'_>, id: &str, root: &str) -> Link {
    let place = scene.facts.register.control_place(id);
    Link {
        text: scene.facts.register.control_name(id).to_owned(),
        href: place.map(|place| format!("{root}{}", scene.catalogues.controls.href(place))),
    }
}
