//! The matrix as a grid of levels, for heat maps and drawings: impact from left
//! to right, likelihood from the bottom to the top.

use super::label::longest_word;
use super::palette::Palette;
use super::path::{Board, BoardCell};
use super::text;
use super::view::heat_map::{HeatCell, HeatColumn, HeatMap, HeatRow};
use crate::decision::Stages;
use crate::model::methodology::{Combine, Formula, Methodology};
use crate::score::{Scale, Stage};

/// The columns of a map beside its figures on a desk, with the gaps between them.
const WIDTH: f64 = 456.0;
const GAP: f64 = 5.0;

/// The columns: points of the impact scale, or sums of dimensions.
#[derive(Debug, Clone)]
enum Columns {
    Points(Vec<String>),
    Sums(Vec<u64>),
}

/// Where a cell leads, by the rank of its level and the names of its likelihood
/// and its impact.
pub type CellLink<'l> = dyn Fn(usize, &str, &str) -> Option<String> + 'l;

/// The matrix of a methodology.
#[derive(Debug, Clone)]
pub struct Grid {
    columns: Columns,
    rows: Vec<String>,
    /// Levels by row from the top and column from the left.
    levels: Vec<Vec<Option<usize>>>,
    palette: Palette,
}

impl Grid {
    /// The matrix, where it has cells. With summed dimensions its columns are
    /// the sums that occur in `assessed`.
    #[must_use]
    pub fn new<'s>(
        methodology: &Methodology,
        scale: &Scale<'_>,
        palette: &Palette,
        assessed: impl Iterator<Item = &'s Stages>,
    ) -> Option<Self> {
        let sums = methodology.combine() == Combine::Sum && !methodology.dimensions.is_empty();
        let columns = if sums {
            let mut sums: Vec<u64> = assessed
                .flat_map(|stages| [stages.inherent, stages.current, stages.residual])
                .filter_map(|stage| stage?.impact_score)
                .collect();
            sums.sort_unstable();
            sums.dedup();
            Columns::Sums(sums)
        } else {
            Columns::Points(methodology.impact.iter().map(|point| point.name().to_owned()).collect())
        };
        let level = |likelihood: usize, column: usize| match &columns {
            Columns::Points(_) => scale.cell(likelihood, column),
            Columns::Sums(sums) => scale.summed_cell(likelihood, sums[column]),
        };
        let width = columns.len();
        let likelihoods = (0..methodology.likelihood.len()).rev();
        let levels: Vec<Vec<Option<usize>>> = likelihoods
            .clone()
            .map(|likelihood| (0..width).map(|column| level(likelihood, column)).collect())
            .collect();
        let rows =
            likelihoods.map(|likelihood| methodology.likelihood[likelihood].name().to_owned()).collect();
        let any = levels.iter().flatten().any(Option::is_some);
        any.then(|| Self { columns, rows, levels, palette: palette.clone() })
    }

    /// The cell of a stage: row from the top, column from the left.
    #[must_use]
    pub fn cell(&self, stage: Stage) -> Option<(usize, usize)> {
        let row = (self.rows.len() - 1).checked_sub(stage.likelihood?)?;
        let column = match &self.columns {
            Columns::Points(points) => stage.impact.filter(|impact| *impact < points.len())?,
            Columns::Sums(sums) => sums.binary_search(&stage.impact_score?).ok()?,
        };
        Some((row, column))
    }

    /// The grid for drawings.
    #[must_use]
    pub fn board(&self) -> Board {
        let cell = |rank: &Option<usize>| match rank {
            Some(rank) => BoardCell {
                name: self.palette.badges[*rank].name.clone(),
                class: Some(self.palette.badges[*rank].class.clone()),
                on: self.palette.swatches[*rank].on.clone(),
                above: self.palette.badges[*rank].above,
            },
            None => BoardCell { name: String::new(), class: None, on: "soft".to_owned(), above: false },
        };
        Board {
            columns: self.columns.names(),
            rows: self.rows.clone(),
            cells: self.levels.iter().map(|row| row.iter().map(cell).collect()).collect(),
        }
    }

    /// A map of counts; `href` says where the risks of a level are listed.
    #[must_use]
    pub fn heat_map(
        &self,
        kind: &'static str,
        caption: String,
        stages: &[Stage],
        href: &CellLink<'_>,
    ) -> HeatMap {
        let mut counts = vec![vec![0usize; self.columns.len()]; self.rows.len()];
        for (row, column) in stages.iter().filter_map(|stage| self.cell(*stage)) {
            counts[row][column] += 1;
        }
        self.table(kind, caption, Some(&counts), href)
    }

    /// The matrix with the levels' names.
    #[must_use]
    pub fn named(&self, caption: String) -> HeatMap {
        self.table("names", caption, None, &|_, _, _| None)
    }

    fn table(
        &self,
        kind: &'static str,
        caption: String,
        counts: Option<&Vec<Vec<usize>>>,
        href: &CellLink<'_>,
    ) -> HeatMap {
        let names = self.columns.names();
        let rises = |column: usize| column > 0 && self.differs((0, column - 1), (0, column));
        let mark = (0..names.len()).find(|column| rises(*column));
        let columns = names
            .iter()
            .enumerate()
            .map(|(at, name)| HeatColumn {
                name: name.clone(),
                mark: mark == Some(at),
                mark_end: mark == Some(at) && 2 * at > names.len(),
            })
            .collect();
        let starts = |row: usize| {
            mark.is_none()
                && self.is_above(0, 0)
                && row + 1 < self.rows.len()
                && self.differs((row, 0), (row + 1, 0))
        };
        let first = (0..self.rows.len()).find(|row| starts(*row));
        let rows = self
            .rows
            .iter()
            .enumerate()
            .map(|(row, likelihood)| HeatRow {
                name: likelihood.clone(),
                mark: first == Some(row),
                cells: (0..names.len())
                    .map(|column| {
                        self.heat_cell(
                            (row, column),
                            &names[column],
                            counts.map(|counts| counts[row][column]),
                            href,
                        )
                    })
                    .collect(),
            })
            .collect();
        let named = kind == "large" && names.len() <= 3;
        HeatMap { caption, kind, columns, rows, named, upright: upright(&names) }
    }

    fn heat_cell(
        &self,
        at: (usize, usize),
        impact: &str,
        count: Option<usize>,
        href: &CellLink<'_>,
    ) -> HeatCell {
        let (row, column) = at;
        let rank = self.levels[row][column];
        let mut class =
            rank.map_or_else(|| "unjudged".to_owned(), |rank| self.palette.badges[rank].class.clone());
        if column > 0 && self.differs((row, column - 1), at) {
            class.push_str(" line-left");
        }
        if row + 1 < self.rows.len() && self.differs((row + 1, column), at) {
            class.push_str(" line-bottom");
        }
        let name = rank.map_or_else(|| "no level".to_owned(), |rank| self.palette.badges[rank].name.clone());
        let side = if self.is_above(row, column) { ", above the line" } else { "" };
        let likelihood = &self.rows[row];
        let risks = count.unwrap_or(0);
        let href = rank.filter(|_| risks > 0).and_then(|rank| href(rank, likelihood, impact));
        let judged = format!("level {name}{side}");
        let words = match count {
            Some(_) => format!("likelihood {likelihood}, impact {impact}, {judged}"),
            None => format!("likelihood {likelihood}, impact {impact}{side}"),
        };
        HeatCell { class, count: risks, shown: text::number(risks), name, words, judged, href }
    }

    fn is_above(&self, row: usize, column: usize) -> bool {
        self.levels[row][column].is_some_and(|rank| self.palette.badges[rank].above)
    }

    fn differs(&self, a: (usize, usize), b: (usize, usize)) -> bool {
        self.is_above(a.0, a.1) != self.is_above(b.0, b.1)
    }
}

/// The columns' names stand upright, since one has a word without room.
#[allow(clippy::cast_precision_loss, reason = "a matrix has few columns")]
fn upright(names: &[String]) -> bool {
    let room = WIDTH / names.len() as f64 - GAP;
    names.len() > 4 && names.iter().any(|name| longest_word(name) > room)
}

impl Columns {
    fn len(&self) -> usize {
        match self {
            Self::Points(points) => points.len(),
            Self::Sums(sums) => sums.len(),
        }
    }

    fn names(&self) -> Vec<String> {
        match self {
            Self::Points(points) => points.clone(),
            Self::Sums(sums) => sums.iter().map(u64::to_string).collect(),
        }
    }
}

/// How the matrix makes a level of two numbers, where it does.
#[must_use]
pub fn formula(methodology: &Methodology) -> Option<String> {
    let formula = methodology.matrix.formula.as_ref()?.value;
    let sums = methodology.combine() == Combine::Sum && !methodology.dimensions.is_empty();
    let impact = if sums { "the sum of the impacts of all kinds" } else { "impact" };
    let scores = match formula {
        Formula::Product => format!("The score is likelihood times {impact}"),
        Formula::Sum => format!("The score is likelihood plus {impact}"),
    };
    Some(format!("{scores}; the level is the one whose band it lies in."))
}
