//! The results against the criteria: the risks in the matrix, what was declared
//! as appetite, and the levels over time.

use super::super::inventory::words;
use super::super::methodology::appetite;
use super::super::opening::trend_none;
use super::super::overview::{current_caption, lacking, multiples, stages};
use super::{Review, part};
use crate::site::text::{count, number};
use crate::site::view::Run;
use crate::site::view::listing::{Maps, Section};

/// Months of the chart of levels.
const MONTHS: usize = 12;

/// The section of the page.
pub(super) fn section(review: &Review<'_>) -> Section {
    let scene = review.scene;
    let chart = scene.trend(MONTHS, &|risk| review.shows(risk));
    let appetite = appetite(scene);
    let exceeded = appetite.iter().filter(|row| row.exceeded).count();
    Section {
        note: match (appetite.len(), exceeded) {
            (0, _) => words("No appetite is declared."),
            (all, 0) => {
                words(&format!("{} declared, none exceeded.", count(all, "appetite is", "appetites are")))
            }
            (all, exceeded) => words(&format!(
                "{} declared, {} exceeded.",
                count(all, "appetite is", "appetites are"),
                number(exceeded)
            )),
        },
        none: if chart.is_some() { Vec::new() } else { words(&trend_none(scene)) },
        charts: chart.into_iter().collect(),
        maps: maps(review),
        appetite,
        ..part("results", "Results against the criteria")
    }
}

/// The maps of the overview; nothing leads out of them.
fn maps(review: &Review<'_>) -> Option<Maps> {
    let scene = review.scene;
    let open: Vec<usize> = scene.open().collect();
    let grid = scene.grid.as_ref().filter(|_| !open.is_empty())?;
    let current = stages(scene, &open, |facts| facts.stages.current);
    let unassessed = open.iter().filter(|place| scene.risk(**place).1.stages.current.is_none()).count();
    Some(Maps {
        current: grid.heat_map("large", current_caption(scene, current.len()), &current, &|_, _, _| None),
        beside: (unassessed > 0).then(|| Run { text: number(unassessed), ..Run::default() }),
        multiples: multiples(scene, &open),
        missing: lacking(scene, &open),
    })
}
