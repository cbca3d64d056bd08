//! The results against the criteria: the risks in the matrix, what was declared
//! as appetite, and the levels over time.

use super::super::inventory::words;
use super::super::maps;
use super::super::methodology::appetite;
use super::super::opening::trend_none;
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
        maps: in_the_matrix(review),
        appetite,
        ..part("results", "Results against the criteria")
    }
}

/// The maps of the overview; nothing leads out of them.
fn in_the_matrix(review: &Review<'_>) -> Option<Maps> {
    let scene = review.scene;
    let open: Vec<usize> = scene.open().collect();
    let unassessed = open.iter().filter(|place| scene.risk(**place).1.stages.current.is_none()).count();
    Some(Maps {
        current: maps::current(scene, &open, &|_, _, _| None).filter(|_| !open.is_empty())?,
        beside: (unassessed > 0).then(|| Run { text: number(unassessed), ..Run::default() }),
        multiples: maps::multiples(scene, &open),
        missing: maps::lacking(scene, &open),
    })
}
