//! Likelihood and impact to a level, and the level's side of the line.
//!
//! [`Scale`] is a methodology made ready for it: pure look-ups, no findings.
//! Of a faulty methodology as much is used as can be: a missing cell leaves
//! that cell unjudged, an unordered scale everything that rests on it.

use std::collections::BTreeSet;

use crate::model::methodology::{Combine, Formula, Methodology, Point};
use crate::model::risk::{Impact, Rating};

/// An assessment made of a rating: what the methodology says of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Stage {
    /// The likelihood's place on its scale, lowest 0.
    pub likelihood: Option<usize>,
    /// The (combined) impact's place on its scale; `None` where dimensions are
    /// summed and no single point stands for them.
    pub impact: Option<usize>,
    /// The combined impact score, where the methodology scores.
    pub impact_score: Option<u64>,
    /// The score, where the methodology scores.
    pub score: Option<u64>,
    /// The level's place in the order, lowest 0; `None` is unjudged.
    pub level: Option<usize>,
    /// Whether the level is above the line; `None` where there is no line.
    pub above: Option<bool>,
}

/// A methodology, ready to judge.
#[derive(Debug)]
pub struct Scale<'a> {
    methodology: &'a Methodology,
    /// Level by likelihood and impact, where the matrix is a grid.
    grid: Vec<Vec<Option<usize>>>,
    is_ordered: bool,
    has_line: bool,
}

impl<'a> Scale<'a> {
    /// Makes a methodology ready.
    #[must_use]
    pub fn new(methodology: &'a Methodology) -> Self {
        let row = |point: &Point| {
            let row = methodology.matrix.rows.iter().find(|row| row.likelihood.value == point.id.value);
            let cell = |place: usize| {
                let cell = row?.cells.get(place)?.as_ref()?;
                methodology.level_rank(cell)
            };
            (0..methodology.impact.len()).map(cell).collect()
        };
        Self {
            methodology,
            grid: methodology.likelihood.iter().map(row).collect(),
            is_ordered: is_ordered(&methodology.likelihood) && is_ordered(&methodology.impact),
            has_line: has_line(methodology),
        }
    }

    /// The methodology behind it.
    #[must_use]
    pub fn methodology(&self) -> &'a Methodology {
        self.methodology
    }

    /// Judges a rating; `None` where nothing is rated.
    #[must_use]
    pub fn judge(&self, rating: &Rating) -> Option<Stage> {
        if rating.is_empty() {
            return None;
        }
        let likelihood = rating.likelihood.as_ref().and_then(|id| self.methodology.likelihood_rank(id));
        let (impact, impact_score) =
            rating.impact.as_ref().map_or((None, None), |impact| self.combine(impact));
        let score = self.score(likelihood, impact_score);
        let level = self.level(likelihood, impact, score);
        Some(Stage {
            likelihood,
            impact,
            impact_score,
            score,
            level,
            above: level.and_then(|level| self.above(level)),
        })
    }

    /// The level of a cell, by the places of likelihood and impact.
    #[must_use]
    pub fn cell(&self, likelihood: usize, impact: usize) -> Option<usize> {
        let score = self
            .score(Some(likelihood), self.methodology.impact.get(impact)?.score.as_ref().map(|s| s.value));
        self.level(Some(likelihood), Some(impact), score)
    }

    /// The level of a likelihood and a summed impact score.
    #[must_use]
    pub fn summed_cell(&self, likelihood: usize, impact_score: u64) -> Option<usize> {
        let score = self.score(Some(likelihood), Some(impact_score));
        self.level(Some(likelihood), None, score)
    }

    /// The impact scores that can occur, rising: those of the scale, or where
    /// dimensions are summed the sums. `None` where a point has no score, or
    /// where there are too many sums to be looked at one by one.
    #[must_use]
    pub fn impact_scores(&self) -> Option<BTreeSet<u64>> {
        const MOST: usize = 10_000;
        let methodology = self.methodology;
        let score = |point: &Point| point.score.as_ref().map(|score| score.value);
        let scores: BTreeSet<u64> = methodology.impact.iter().map(score).collect::<Option<_>>()?;
        if methodology.combine() != Combine::Sum || methodology.dimensions.is_empty() {
            return Some(scores);
        }
        let mut sums = BTreeSet::from([0]);
        for _ in &methodology.dimensions {
            if sums.len().saturating_mul(scores.len()) > MOST {
                return None;
            }
            let longer =
                |sum: &u64| scores.iter().map(|score| sum.saturating_add(*score)).collect::<Vec<_>>();
            sums = sums.iter().flat_map(longer).collect();
        }
        Some(sums)
    }

    /// Whether a level lies above the line.
    #[must_use]
    pub fn above(&self, level: usize) -> Option<bool> {
        let acceptable = self.methodology.levels.get(level)?.acceptable.as_ref()?.value;
        self.has_line.then_some(!acceptable)
    }

    fn combine(&self, impact: &Impact) -> (Option<usize>, Option<u64>) {
        let methodology = self.methodology;
        let score = |rank: usize| methodology.impact[rank].score.as_ref().map(|score| score.value);
        let sums = methodology.combine() == Combine::Sum;
        match impact {
            // One point cannot stand for dimensions that are summed.
            Impact::Point(_) if sums && !methodology.dimensions.is_empty() => (None, None),
            Impact::Point(id) => {
                let rank = methodology.impact_rank(id);
                (rank, rank.and_then(score))
            }
            Impact::ByDimension(points, _) => {
                let known = points.iter().filter(|(dimension, _)| {
                    methodology.dimensions.iter().any(|known| known.id.value == dimension.value)
                });
                let ranks: Option<Vec<usize>> = known.map(|(_, id)| methodology.impact_rank(id)).collect();
                let Some(ranks) = ranks else { return (None, None) };
                if !sums {
                    let highest = ranks.into_iter().max();
                    return (highest, highest.and_then(score));
                }
                let complete = ranks.len() == methodology.dimensions.len();
                let total = ranks.into_iter().map(score).sum::<Option<u64>>();
                (None, total.filter(|_| complete))
            }
        }
    }

    fn score(&self, likelihood: Option<usize>, impact_score: Option<u64>) -> Option<u64> {
        let formula = self.methodology.matrix.formula.as_ref()?.value;
        let likelihood = self.methodology.likelihood.get(likelihood?)?.score.as_ref()?.value;
        Some(match formula {
            Formula::Product => likelihood.saturating_mul(impact_score?),
            Formula::Sum => likelihood.saturating_add(impact_score?),
        })
    }

    fn level(&self, likelihood: Option<usize>, impact: Option<usize>, score: Option<u64>) -> Option<usize> {
        if !self.is_ordered {
            return None;
        }
        if self.methodology.matrix.formula.is_some() {
            return self.band(score?);
        }
        *self.grid.get(likelihood?)?.get(impact?)?
    }

    /// The level whose band a score lies in: the last whose `from` is not above it.
    fn band(&self, score: u64) -> Option<usize> {
        let from = |level: usize| self.methodology.levels[level].from.as_ref().map(|from| from.value);
        let bands: Vec<u64> = (0..self.methodology.levels.len()).map(from).collect::<Option<_>>()?;
        if !bands.is_sorted() {
            return None;
        }
        bands.partition_point(|from| *from <= score).checked_sub(1)
    }
}

/// Whether the numbers on a scale rise with its steps.
#[must_use]
pub fn is_ordered(points: &[Point]) -> bool {
    first_disorder(points).is_none()
}

/// The first step of a scale whose number is not above that of the step below.
#[must_use]
pub fn first_disorder(points: &[Point]) -> Option<usize> {
    (1..points.len()).find(|place| {
        let (below, here) = (&points[place - 1], &points[*place]);
        let scores = below.score.as_ref().zip(here.score.as_ref());
        let rates = below.per_year.as_ref().zip(here.per_year.as_ref());
        let losses = below.loss.as_ref().zip(here.loss.as_ref());
        scores.is_some_and(|(a, b)| a.value >= b.value)
            || rates.is_some_and(|(a, b)| !rises(a.value, b.value))
            || losses.is_some_and(|(a, b)| !rises(a.value, b.value))
    })
}

fn rises(below: (f64, f64), here: (f64, f64)) -> bool {
    below.0 <= here.0 && below.1 <= here.1 && below != here
}

/// Whether there is a line: some level is acceptable, and all below it are.
#[must_use]
pub fn has_line(methodology: &Methodology) -> bool {
    let acceptable =
        |level: &crate::model::methodology::Level| level.acceptable.as_ref().is_some_and(|a| a.value);
    let first_above = methodology.levels.iter().position(|level| !acceptable(level));
    let any_below = methodology.levels.first().is_some_and(acceptable);
    any_below && first_above.is_none_or(|first| !methodology.levels[first..].iter().any(acceptable))
}
