//! The methodology's builder: what the organisation decided, in its own words.

use super::inventory::ROOT;
use super::opening::no_history;
use crate::decision::reaches;
use crate::model::methodology::{Combine, Level, Methodology, Point};
use crate::number::decimal;
use crate::site::grid;
use crate::site::scene::Scene;
use crate::site::text::{count, number};
use crate::site::view::methodology::{LevelRule, MethodologyPage, RoleRow, Step};
use crate::site::view::overview::AppetiteRow;
use crate::site::view::{Fact, Link, Run, Sentence};

/// `methodology/index.html`.
#[must_use]
pub fn page(scene: &Scene<'_>) -> MethodologyPage {
    let methodology = scene.facts.register.methodology.as_ref();
    let Some(methodology) = methodology.filter(|methodology| !methodology.levels.is_empty()) else {
        return missing();
    };
    let ranks: Vec<usize> = (0..methodology.levels.len()).rev().collect();
    let rules = |above: bool| {
        let side = ranks.iter().filter(|rank| scene.palette.badges[**rank].above == above);
        side.map(|rank| rule(scene, methodology, *rank)).collect()
    };
    MethodologyPage {
        sentence: sentence(scene, methodology),
        missing: None,
        facts: facts(scene, methodology),
        matrix: scene.grid.as_ref().map(|grid| grid.named("Level by likelihood and impact".to_owned())),
        formula: grid::formula(methodology),
        statement: methodology.scope.statement.as_ref().map(|statement| statement.value.clone()),
        scope: scope(methodology),
        likelihood: methodology.likelihood.iter().rev().map(|point| step(scene, point)).collect(),
        impact: methodology.impact.iter().rev().map(|point| step(scene, point)).collect(),
        dimensions: methodology.dimensions.iter().map(|dimension| dimension.name().to_owned()).collect(),
        combined: match methodology.combine() {
            Combine::Highest => "The highest of them counts.".to_owned(),
            Combine::Sum => "Their scores are added up.".to_owned(),
        },
        above: rules(true),
        below: rules(false),
        history: super::changes::of_file(scene, &scene.facts.register.config.paths.methodology, "../"),
        history_none: match scene.options.history {
            None => format!("{}: when the methodology changed is not known.", no_history(scene)),
            Some(_) => "It is not committed yet.".to_owned(),
        },
        roles: roles(scene, methodology),
        appetite: appetite(scene),
        waivers_by: methodology.waivers_by.as_ref().map(|role| scene.role(role)),
    }
}

fn missing() -> MethodologyPage {
    MethodologyPage {
        sentence: Vec::new(),
        missing: Some("The methodology could not be read: levels and everything that rests on them are not judged. The findings say where and why.".to_owned()),
        facts: Vec::new(),
        matrix: None,
        formula: None,
        statement: None,
        scope: Vec::new(),
        likelihood: Vec::new(),
        impact: Vec::new(),
        dimensions: Vec::new(),
        combined: String::new(),
        above: Vec::new(),
        below: Vec::new(),
        history: Vec::new(),
        history_none: String::new(),
        roles: Vec::new(),
        appetite: Vec::new(),
        waivers_by: None,
    }
}

fn sentence(scene: &Scene<'_>, methodology: &Methodology) -> Vec<Run> {
    let mut words = Sentence::default();
    let (likelihood, impact) = (methodology.likelihood.len(), methodology.impact.len());
    if likelihood == impact {
        words.say(format!("Risk is likelihood by impact on {} steps each. ", in_words(likelihood)));
    } else {
        words.say(format!(
            "Risk is likelihood on {} steps by impact on {}. ",
            in_words(likelihood),
            in_words(impact)
        ));
    }
    let names = |above: bool| -> Vec<&str> {
        scene
            .palette
            .badges
            .iter()
            .filter(|badge| badge.above == above)
            .map(|badge| badge.name.as_str())
            .collect()
    };
    let (below, above) = (names(false), names(true));
    if above.is_empty() {
        words.say("No level is above the line.");
        return words.runs();
    }
    stressed(&mut words, &below);
    words.say(if below.len() == 1 { " is carried; " } else { " are carried; " });
    stressed(&mut words, &above);
    words.say(if above.len() == 1 { " is above the line and needs" } else { " are above the line and need" });
    words.say(" treatment or a dated acceptance.");
    words.runs()
}

fn stressed(words: &mut Sentence, names: &[&str]) {
    for (at, name) in names.iter().enumerate() {
        if at > 0 {
            words.say(if at + 1 == names.len() { " and " } else { ", " });
        }
        words.stress_name(*name);
    }
}

fn in_words(n: usize) -> String {
    const WORDS: [&str; 10] = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];
    WORDS.get(n).map_or_else(|| number(n), |word| (*word).to_owned())
}

fn facts(scene: &Scene<'_>, methodology: &Methodology) -> Vec<Fact> {
    let absent = || "not given".to_owned();
    let text = |value: &Option<crate::source::At<String>>| {
        value.as_ref().map_or_else(absent, |value| value.value.clone())
    };
    let approved_on = methodology.approved_on.as_ref().map(|day| day.value);
    let mut facts = vec![
        Fact::words("Method", text(&methodology.name)),
        Fact::words("Version", text(&methodology.version)),
        methodology.approved_by.as_ref().map_or_else(
            || Fact::words("Approved by", absent()),
            |by| Fact::link("Approved by", scene.role_link(by, ROOT)),
        ),
        approved_on.map_or_else(|| Fact::words("Approved on", absent()), |day| Fact::day("Approved on", day)),
    ];
    if let Some(every) = &methodology.review_every {
        match approved_on {
            Some(on) => {
                let next = every.value.after(on);
                let state = crate::schedule::state(Some(next), false, scene.facts.today);
                let fact = Fact::day("Next review", next);
                facts.push(match scene.due_on(next, state).words {
                    Some(words) if !words.is_empty() => fact.note(words),
                    _ => fact,
                });
            }
            None => facts.push(Fact::words("Reviewed every", every.value.to_string())),
        }
    }
    facts
}

fn scope(methodology: &Methodology) -> Vec<Fact> {
    let scope = &methodology.scope;
    let names = |ids: &[crate::source::At<String>]| ids.iter().map(|id| id.value.clone()).collect::<Vec<_>>();
    let units = |included: bool| -> Vec<String> {
        scope
            .units
            .iter()
            .filter(|unit| unit.is_included() == included)
            .map(|unit| unit.name().to_owned())
            .collect()
    };
    [
        ("Included", names(&scope.included)),
        ("Not included", names(&scope.excluded)),
        ("Units", units(true)),
        ("Units outside", units(false)),
    ]
    .into_iter()
    .filter(|(_, names)| !names.is_empty())
    .map(|(label, names)| Fact::words(label, names.join(", ")))
    .collect()
}

fn step(scene: &Scene<'_>, point: &Point) -> Step {
    let currency = scene.facts.register.config.currency.as_ref().map_or("", |currency| currency.as_str());
    let mut claims = Vec::new();
    if let Some(rate) = &point.per_year {
        claims.push(format!("{} to {} a year", decimal(rate.value.0), decimal(rate.value.1)));
    }
    if let Some(loss) = &point.loss {
        claims.push(
            format!("{} to {} {currency}", decimal(loss.value.0), decimal(loss.value.1))
                .trim_end()
                .to_owned(),
        );
    }
    if let Some(score) = &point.score {
        claims.push(format!("score {}", score.value));
    }
    Step {
        name: point.name().to_owned(),
        meaning: point.meaning.as_ref().map_or_else(String::new, |meaning| meaning.value.clone()),
        claim: (!claims.is_empty()).then(|| claims.join(", ")),
    }
}

fn rule(scene: &Scene<'_>, methodology: &Methodology, rank: usize) -> LevelRule {
    let level = &methodology.levels[rank];
    let badge = scene.palette.badges[rank].clone();
    let absent = || if badge.above { "not given".to_owned() } else { "not needed".to_owned() };
    let role =
        |role: &Option<crate::source::At<String>>| role.as_ref().map_or_else(absent, |role| scene.role(role));
    let period = |period: &Option<crate::source::At<crate::model::day::Period>>| {
        period.as_ref().map_or_else(absent, |period| period.value.to_string())
    };
    let accepted_by = role(&level.accept_by);
    LevelRule {
        band: band(methodology, rank),
        accepted_by: match &level.accept_for {
            Some(most) => format!("{accepted_by}, {}", most.value),
            None => accepted_by,
        },
        approved_by: role(&level.approve_by),
        treated_within: period(&level.treat_within),
        reviewed_every: level
            .review_every
            .as_ref()
            .map_or_else(|| "not given".to_owned(), |every| every.value.to_string()),
        escalated_to: level
            .escalate_to
            .as_ref()
            .map_or_else(|| Link::absent(&absent()), |to| scene.role_link(to, ROOT)),
        level: badge,
    }
}

/// "10–16", "from 17".
fn band(methodology: &Methodology, rank: usize) -> Option<String> {
    let from = |level: &Level| level.from.as_ref().map(|from| from.value);
    let start = from(&methodology.levels[rank])?;
    match methodology.levels.get(rank + 1).and_then(from) {
        Some(next) if next > start + 1 => Some(format!("{start}–{}", next - 1)),
        Some(_) => Some(format!("{start}")),
        None => Some(format!("from {start}")),
    }
}

fn roles(scene: &Scene<'_>, methodology: &Methodology) -> Vec<RoleRow> {
    let people = &scene.facts.register.people;
    let mut roles: Vec<_> = methodology.roles.iter().collect();
    // Those who may do what others may come first.
    roles.sort_by_key(|role| {
        std::cmp::Reverse(
            methodology.roles.iter().filter(|other| reaches(methodology, &role.id, &other.id)).count(),
        )
    });
    roles
        .into_iter()
        .map(|role| {
            let held: Vec<Link> = people
                .iter()
                .filter(|person| person.holds(&role.id))
                .map(|person| scene.person_link(&person.id, ROOT))
                .collect();
            RoleRow {
                name: role.name().to_owned(),
                duty: role.duty.as_ref().map_or_else(|| "not given".to_owned(), |duty| duty.value.clone()),
                holders: match held.len() {
                    0 => "nobody".to_owned(),
                    n => count(n, "person", "people"),
                },
                held_by: if held.len() > 4 { Vec::new() } else { held },
                above: role.above.as_ref().map(|above| scene.role(above)),
            }
        })
        .collect()
}

/// What was declared and what is carried. Hidden risks are in no figure.
#[must_use]
pub fn appetite(scene: &Scene<'_>) -> Vec<AppetiteRow> {
    let Some(methodology) = &scene.facts.register.methodology else { return Vec::new() };
    let open: Vec<usize> = scene.open().collect();
    let row = |appetite: &crate::model::methodology::Appetite| {
        let level = appetite.level.as_ref()?;
        let (rank, limit) = (methodology.level_rank(level)?, appetite.at_most.as_ref()?.value);
        let category = appetite.category.as_ref().map(|category| category.value.as_str());
        let counts = |place: &&usize| {
            let (risk, facts) = scene.risk(**place);
            facts.level().is_some_and(|level| level >= rank)
                && category
                    .is_none_or(|category| risk.category.as_ref().is_some_and(|own| own.value == category))
        };
        let today = open.iter().filter(counts).count();
        let name = methodology.levels[rank].name();
        let of = category.map_or_else(String::new, |category| format!(" of category {category}"));
        let default = format!(
            "At most {} {of} at {name} or worse",
            if limit == 1 { "1 risk".to_owned() } else { format!("{limit} risks") }
        )
        .replace("  ", " ");
        Some(AppetiteRow {
            statement: appetite.statement.as_ref().map_or(default, |statement| statement.value.clone()),
            limit: limit.to_string(),
            today: number(today),
            exceeded: u64::try_from(today).is_ok_and(|today| today > limit),
        })
    };
    methodology.appetite.iter().filter_map(row).collect()
}
