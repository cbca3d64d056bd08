//! The open risks in the matrix: as they are, before controls and after treatment.

use crate::facts::RiskFacts;
use crate::forge::encoded;
use crate::model::methodology::Point;
use crate::model::risk::Publish;
use crate::score::Stage;
use crate::site::grid::CellLink;
use crate::site::scene::Scene;
use crate::site::text::{count, number};
use crate::site::view::heat_map::HeatMap;
use crate::site::view::overview::Multiple;

/// The current levels of open risks, if there is a matrix.
#[must_use]
pub fn current(scene: &Scene<'_>, open: &[usize], link: &CellLink<'_>) -> Option<HeatMap> {
    let grid = scene.grid.as_ref()?;
    let stages = stages(scene, open, |facts| facts.stages.current);
    Some(grid.heat_map("large", caption(scene, stages.len()), &stages, link))
}

/// The group of a cell's level in the register; a script shows the cell's open
/// risks alone.
#[must_use]
pub fn cell_link(scene: &Scene<'_>, rank: usize, likelihood: &str, impact: &str) -> Option<String> {
    let methodology = scene.facts.register.methodology.as_ref()?;
    let id = |scale: &[Point], name: &str| {
        let point = scale.iter().find(|point| point.name() == name)?;
        Some(encoded(&point.id))
    };
    let cell = id(&methodology.likelihood, likelihood).zip(id(&methodology.impact, impact));
    match cell {
        Some((likelihood, impact)) => {
            scene.asked(Some(rank), &format!("likelihood={likelihood}&impact={impact}&open=1"))
        }
        None => scene.group_of(Some(rank)),
    }
}

/// What is expected once the treatment is done, while it is not.
#[must_use]
pub fn planned(facts: &RiskFacts) -> Option<Stage> {
    facts.stages.residual.filter(|_| !facts.plan.done)
}

/// Inherent and planned levels, as small maps.
#[must_use]
pub fn multiples(scene: &Scene<'_>, open: &[usize]) -> Vec<Multiple> {
    let Some(grid) = &scene.grid else { return Vec::new() };
    let maps: [(&'static str, &str, Vec<Stage>); 2] = [
        ("Before controls", "Inherent", stages(scene, open, |facts| facts.stages.inherent)),
        ("After treatment", "Planned", stages(scene, open, planned)),
    ];
    maps.into_iter()
        .filter(|(_, _, stages)| !stages.is_empty())
        .map(|(name, kind, stages)| {
            let note = format!("{kind}, {}", count(stages.len(), "risk", "risks"));
            Multiple {
                name,
                map: grid.heat_map(
                    "small",
                    format!("{kind} risk: likelihood by impact"),
                    &stages,
                    &|_, _, _| None,
                ),
                note,
            }
        })
        .collect()
}

/// Under the small maps: what they lack, since a map that leaves risks out
/// looks too good.
#[must_use]
pub fn lacking(scene: &Scene<'_>, open: &[usize]) -> String {
    let lacks = |name: &str, stage: &dyn Fn(&RiskFacts) -> Option<Stage>| {
        let without: Vec<usize> = open
            .iter()
            .copied()
            .filter(|place| {
                let facts = scene.risk(*place).1;
                scene.shown[*place] == Publish::Full
                    && facts.stages.current.is_some()
                    && stage(facts).is_none_or(|stage| stage.level.is_none())
            })
            .collect();
        if without.is_empty() {
            return None;
        }
        let above = without.iter().filter(|place| scene.risk(**place).1.is_above()).count();
        Some(match above {
            0 => format!("No {name} value: {}.", number(without.len())),
            1 if without.len() == 1 => format!("No {name} value: 1, above the line."),
            1 => format!("No {name} value: {}, one of them above the line.", number(without.len())),
            above => format!(
                "No {name} value: {}, {} of them above the line.",
                number(without.len()),
                number(above)
            ),
        })
    };
    let parts = [lacks("inherent", &|facts| facts.stages.inherent), lacks("planned", &planned)];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" ")
}

/// The cells of a map. An outline does not tell its likelihood and impact: it
/// is in none.
fn stages(scene: &Scene<'_>, open: &[usize], stage: impl Fn(&RiskFacts) -> Option<Stage>) -> Vec<Stage> {
    open.iter()
        .filter(|place| scene.shown[**place] == Publish::Full)
        .filter_map(|place| stage(scene.risk(*place).1))
        .filter(|stage| stage.level.is_some())
        .collect()
}

fn caption(scene: &Scene<'_>, shown: usize) -> String {
    let closed = scene.closed();
    let mut caption = format!("Likelihood by impact, {}", count(shown, "open risk", "open risks"));
    let outlines = scene.open().filter(|place| scene.shown[*place] == Publish::Outline).count();
    if outlines > 0 {
        caption.push_str(&format!("; {} published in outline only", number(outlines)));
        caption.push_str(if outlines == 1 { " is in no cell" } else { " are in no cell" });
    }
    match closed {
        0 => {}
        1 => caption.push_str("; 1 closed risk is not counted"),
        n => caption.push_str(&format!("; {} closed risks are not counted", number(n))),
    }
    caption
}
