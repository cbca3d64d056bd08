//! Inherent, current and planned: in a sentence, a drawing and a table.

use super::ROOT;
use crate::facts::RiskFacts;
use crate::model::day;
use crate::model::methodology::Combine;
use crate::model::risk::{Impact, Rating, Risk};
use crate::model::word::Word;
use crate::score::Stage;
use crate::site::path::{Stop, Way};
use crate::site::scene::Scene;
use crate::site::text::capital;
use crate::site::view::Fact;
use crate::site::view::risk::{Assessment, Dimension, Path, Stage as StageRow, StageImpact};

/// The three stages that a risk may have.
struct Known<'a> {
    number: u8,
    name: &'static str,
    short: &'static str,
    rating: &'a Rating,
    stage: Stage,
}

/// The assessment of a risk.
#[must_use]
pub(super) fn assessment(scene: &Scene<'_>, risk: &Risk, facts: &RiskFacts, file: &str) -> Assessment {
    let known = known(risk, facts);
    Assessment {
        title: title(scene, &known),
        note: note(scene, risk, facts),
        stages: known.iter().map(|known| row(scene, known)).collect(),
        dimensions: dimensions(scene, &known),
        combined: combined(scene),
        rationale: risk.rationale.as_ref().map(|text| scene.markdown(text, file, super::ROOT, 4)),
        facts: facts_of(scene, risk, facts),
    }
}

/// The way of a risk over the matrix; `None` where it has no place there.
#[must_use]
pub(super) fn way(scene: &Scene<'_>, risk: &Risk, facts: &RiskFacts) -> Option<Way> {
    let known = known(risk, facts);
    let stops = stops(scene, &known);
    let words: Vec<String> = known.iter().map(|known| in_words(scene, known)).collect();
    (!stops.is_empty()).then(|| Way { stops, title: title(scene, &known), words: words.join("; ") })
}

/// The drawings of a way; `None` without a matrix.
#[must_use]
pub fn path(scene: &Scene<'_>, way: &Way) -> Option<Path> {
    let (wide, narrow) = scene.drawings.as_ref()?;
    Some(Path {
        wide: wide.with(way, "path"),
        narrow: narrow.with(way, "path"),
        legend: scene.palette.badges.iter().rev().cloned().collect(),
        named: wide.named,
    })
}

fn known<'a>(risk: &'a Risk, facts: &RiskFacts) -> Vec<Known<'a>> {
    let done = facts.plan.done;
    let parts = [
        (
            1,
            "Inherent, before controls",
            "inherent",
            risk.inherent.as_ref().map(|table| &table.rating),
            facts.stages.inherent,
        ),
        (2, "Current, with controls", "current", Some(&risk.current), facts.stages.current),
        (
            3,
            if done { "Residual, expected of the treatment" } else { "Planned, after treatment" },
            if done { "residual" } else { "planned" },
            risk.residual().map(|table| &table.rating),
            facts.stages.residual,
        ),
    ];
    parts
        .into_iter()
        .filter_map(|(number, name, short, rating, stage)| {
            Some(Known { number, name, short, rating: rating?, stage: stage? })
        })
        .collect()
}

fn stops(scene: &Scene<'_>, known: &[Known<'_>]) -> Vec<Stop> {
    let Some(grid) = &scene.grid else { return Vec::new() };
    known
        .iter()
        .filter_map(|known| {
            grid.cell(known.stage).map(|(row, column)| Stop { number: known.number, row, column })
        })
        .collect()
}

/// "Inherent Critical, current Critical, planned Moderate".
fn title(scene: &Scene<'_>, known: &[Known<'_>]) -> String {
    if known.is_empty() {
        return "Unassessed".to_owned();
    }
    let level = |known: &Known<'_>| {
        scene
            .palette
            .badge(known.stage.level)
            .map_or_else(|| "without a level".to_owned(), |badge| badge.name)
    };
    let parts: Vec<String> = known.iter().map(|known| format!("{} {}", known.short, level(known))).collect();
    super::label(&parts.join(", "))
}

fn in_words(scene: &Scene<'_>, known: &Known<'_>) -> String {
    let (likelihood, impact) = rating_names(scene, Some(known.stage), known.rating);
    let absent = || "not given".to_owned();
    format!(
        "{}: likelihood {}, impact {}",
        known.short,
        likelihood.unwrap_or_else(absent),
        impact.unwrap_or_else(absent)
    )
}

/// Likelihood and impact by name; summed dimensions by their sum.
#[must_use]
pub fn rating_names(
    scene: &Scene<'_>,
    stage: Option<Stage>,
    rating: &Rating,
) -> (Option<String>, Option<String>) {
    let methodology = scene.facts.register.methodology.as_ref();
    let written = |id: &str| id.to_owned();
    let likelihood = rating.likelihood.as_ref().map(|id| {
        let point =
            methodology.and_then(|methodology| methodology.likelihood.get(methodology.likelihood_rank(id)?));
        point.map_or_else(|| written(id), |point| point.name().to_owned())
    });
    let combined = stage.and_then(|stage| {
        let point = methodology.and_then(|methodology| methodology.impact.get(stage.impact?));
        point
            .map(|point| point.name().to_owned())
            .or_else(|| stage.impact_score.map(|score| score.to_string()))
    });
    let impact = rating.impact.as_ref().map(|impact| match (combined, impact) {
        (Some(combined), _) => combined,
        (None, Impact::Point(id)) => written(id),
        (None, Impact::ByDimension(..)) => "not combined".to_owned(),
    });
    (likelihood, impact)
}

fn row(scene: &Scene<'_>, known: &Known<'_>) -> StageRow {
    let (likelihood, impact) = rating_names(scene, Some(known.stage), known.rating);
    let absent = || "not given".to_owned();
    StageRow {
        number: known.number,
        name: known.name,
        likelihood: likelihood.unwrap_or_else(absent),
        impact: impact.unwrap_or_else(absent),
        score: known.stage.score.map(|score| format!("score {score}")),
        level: scene.palette.badge(known.stage.level),
        no_level: "no level",
    }
}

/// What the way from stage to stage means.
fn note(scene: &Scene<'_>, risk: &Risk, facts: &RiskFacts) -> String {
    let stages = &facts.stages;
    let level = |stage: Option<Stage>| stage.and_then(|stage| stage.level);
    let above = |rank: usize| scene.palette.badges.get(rank).is_some_and(|badge| badge.above);
    let mut parts = Vec::new();
    match (level(stages.inherent), level(stages.current)) {
        (Some(before), Some(now)) if now > before => {
            parts.push("The current level is above the inherent one, which controls cannot cause".to_owned())
        }
        (Some(before), Some(now)) if now == before && risk.controls.is_empty() => {
            parts.push("No control is counted on".to_owned())
        }
        (Some(before), Some(now)) if now == before => {
            parts.push("The controls have not lowered the level".to_owned())
        }
        (Some(before), Some(now)) if above(before) && !above(now) => {
            parts.push("The controls took it below the line".to_owned())
        }
        (Some(_), Some(_)) => parts.push("The controls lowered the level".to_owned()),
        (None, Some(_)) => parts.push("No inherent value is given".to_owned()),
        _ => {}
    }
    if stages.current.is_some() && !facts.plan.done {
        match (level(stages.current), level(stages.residual)) {
            (Some(now), Some(then)) if then > now => parts.push("the treatment would raise it".to_owned()),
            (Some(now), Some(then)) if above(now) && !above(then) => {
                parts.push("the treatment would take it below the line".to_owned())
            }
            (Some(now), Some(then)) if above(now) && above(then) => {
                parts.push(
                    if then < now {
                        "the treatment would lower it, but not below the line"
                    } else {
                        "the treatment would not lower it"
                    }
                    .to_owned(),
                );
            }
            (Some(now), Some(then)) => parts.push(
                if then < now {
                    "the treatment would lower it further"
                } else {
                    "the treatment would leave it there"
                }
                .to_owned(),
            ),
            (Some(_), None) if risk.treatment.is_some() => parts.push("no planned value is given".to_owned()),
            _ => {}
        }
    }
    if parts.is_empty() {
        return "No likelihood and impact are given yet, so the risk has no place in the matrix.".to_owned();
    }
    format!("{}.", super::label(&parts.join("; ")))
}

fn dimensions(scene: &Scene<'_>, known: &[Known<'_>]) -> Vec<Dimension> {
    let Some(methodology) = &scene.facts.register.methodology else { return Vec::new() };
    let by_dimension = |known: &Known<'_>| matches!(known.rating.impact, Some(Impact::ByDimension(..)));
    if !known.iter().any(by_dimension) {
        return Vec::new();
    }
    let point = |id: &str| {
        methodology
            .impact_rank(id)
            .map_or_else(|| id.to_owned(), |rank| methodology.impact[rank].name().to_owned())
    };
    let value = |known: &Known<'_>, dimension: &str| match &known.rating.impact {
        Some(Impact::ByDimension(points, _)) => points
            .iter()
            .find(|(own, _)| own.value == dimension)
            .map_or_else(|| "not given".to_owned(), |(_, id)| point(id)),
        _ => "not given".to_owned(),
    };
    methodology
        .dimensions
        .iter()
        .map(|dimension| Dimension {
            name: dimension.name().to_owned(),
            impacts: known
                .iter()
                .map(|known| StageImpact { stage: capital(known.short), impact: value(known, &dimension.id) })
                .collect(),
        })
        .collect()
}

fn combined(scene: &Scene<'_>) -> Option<String> {
    let methodology = scene.facts.register.methodology.as_ref()?;
    Some(match methodology.combine() {
        Combine::Highest => "The highest of them counts.".to_owned(),
        Combine::Sum => "Their scores are added up.".to_owned(),
    })
}

fn facts_of(scene: &Scene<'_>, risk: &Risk, facts: &RiskFacts) -> Vec<Fact> {
    let mut out = Vec::new();
    if let Some(confidence) = &risk.confidence {
        out.push(Fact::words("Confidence", confidence.value.word()));
    }
    match &risk.assessed {
        Some(on) => out.push(Fact::day("Assessed", on.value)),
        None if facts.stages.current.is_some() => out.push(Fact::words("Assessed", "not known")),
        None => {}
    }
    if let Some(by) = &risk.assessed_by {
        out.push(Fact::link("Assessed by", scene.person_link(by, ROOT)));
    }
    if risk.is_open() {
        for (control, doubt) in scene.facts.doubts(risk) {
            out.push(Fact::words("In doubt", format!("{} {}", control.name(), doubt.told(day::in_words))));
        }
    }
    out
}
