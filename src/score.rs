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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::parse::load_texts;
    use crate::source::{At, FileId, Span};

    const GRID: &str = include_str!("../tests/data/examples/methodology.toml");
    /// Scales of three steps that score 1, 3 and 5, and four bands.
    const SCORED: &str = r#"
        likelihood = [{ id = "low", score = 1 }, { id = "medium", score = 3 }, { id = "high", score = 5 }]
        impact = [{ id = "low", score = 1 }, { id = "medium", score = 3 }, { id = "high", score = 5 }]
        level = [
            { id = "low", acceptable = true, from = 1 },
            { id = "moderate", acceptable = true, from = 5 },
            { id = "high", acceptable = false, from = 9 },
            { id = "critical", acceptable = false, from = 16 },
        ]
    "#;

    fn methodology(text: &str) -> Methodology {
        let files = [("plimsoll.toml", "[register]\ntitle = \"T\"\n"), ("schema/methodology.toml", text)];
        load_texts(&files).register.methodology.expect("a methodology, however faulty")
    }

    fn scored(rest: &str) -> Methodology {
        methodology(&format!("{SCORED}\n{rest}"))
    }

    fn at(text: &str) -> At<String> {
        At::new(text.to_owned(), Span::start_of(FileId(0)))
    }

    fn rating(likelihood: &str, impact: &str) -> Rating {
        Rating { likelihood: Some(at(likelihood)), impact: Some(Impact::Point(at(impact))) }
    }

    fn by_dimension(likelihood: &str, points: &[(&str, &str)]) -> Rating {
        let points = points.iter().map(|(dimension, id)| (at(dimension), at(id))).collect();
        let impact = Impact::ByDimension(points, Span::start_of(FileId(0)));
        Rating { likelihood: Some(at(likelihood)), impact: Some(impact) }
    }

    /// The level's id, `?` where it is unjudged.
    fn level(methodology: &Methodology, rating: &Rating) -> String {
        let stage = Scale::new(methodology).judge(rating).expect("something is rated");
        stage.level.map_or("?".to_owned(), |rank| methodology.levels[rank].id.value.clone())
    }

    /// The levels of all cells, a row per likelihood, lowest first.
    fn levels(methodology: &Methodology) -> Vec<String> {
        let scale = ["low", "medium", "high"];
        let row = |likelihood: &&str| {
            let cells = scale.iter().map(|impact| level(methodology, &rating(likelihood, impact)));
            cells.collect::<Vec<_>>().join(" ")
        };
        scale.iter().map(row).collect()
    }

    #[test]
    fn a_grid_is_read_by_likelihood_and_impact() {
        let method = methodology(GRID);
        assert_eq!(levels(&method), ["low low moderate", "low moderate high", "moderate high critical"]);
        let stage = Scale::new(&method).judge(&rating("medium", "high")).expect("a stage");
        assert_eq!((stage.likelihood, stage.impact, stage.score), (Some(1), Some(2), None));
        assert_eq!((stage.level, stage.above), (Some(2), Some(true)));
        assert_eq!(Scale::new(&method).cell(1, 2), stage.level);
    }

    #[test]
    fn what_is_not_rated_is_no_level_and_what_is_not_known_is_unjudged() {
        let method = methodology(GRID);
        let scale = Scale::new(&method);
        assert_eq!(scale.judge(&Rating::default()), None);
        assert_eq!(level(&method, &rating("often", "high")), "?");
        assert_eq!(level(&method, &rating("high", "bad")), "?");
        let half = Rating { impact: None, ..rating("high", "high") };
        let stage = scale.judge(&half).expect("half an assessment");
        assert_eq!((stage.likelihood, stage.level, stage.above), (Some(2), None, None));
        assert_eq!(scale.cell(3, 0), None);
    }

    #[test]
    fn products_and_sums_fall_into_bands() {
        let product = scored("matrix = { formula = \"product\" }");
        assert_eq!(levels(&product), ["low low moderate", "low high high", "moderate high critical"]);
        let stage = Scale::new(&product).judge(&rating("medium", "high")).expect("a stage");
        assert_eq!((stage.impact_score, stage.score), (Some(5), Some(15)));
        let sum = scored("matrix = { formula = \"sum\" }");
        assert_eq!(levels(&sum), ["low low moderate", "low moderate moderate", "moderate moderate high"]);
    }

    #[test]
    fn a_band_begins_with_its_first_score() {
        let at_top = |from: u64| {
            let text = SCORED.replace("from = 16", &format!("from = {from}"));
            level(
                &methodology(&format!("{text}\nmatrix = {{ formula = \"product\" }}")),
                &rating("high", "high"),
            )
        };
        assert_eq!((at_top(25).as_str(), at_top(26).as_str()), ("critical", "high"));
    }

    #[test]
    fn scores_outside_all_bands_or_bands_out_of_order_are_unjudged() {
        let with = |old: &str, new: &str| {
            methodology(&format!("{}\nmatrix = {{ formula = \"product\" }}", SCORED.replace(old, new)))
        };
        assert_eq!(levels(&with("from = 1 ", "from = 2 "))[0], "? low moderate");
        assert_eq!(levels(&with("from = 9", "from = 17"))[0], "? ? ?");
        assert_eq!(levels(&with(", from = 9", ""))[2], "? ? ?");
        assert_eq!(
            levels(&with("\"medium\", score = 3 }, { id = \"high\"", "\"medium\" }, { id = \"high\""))[0],
            "low ? moderate"
        );
    }

    #[test]
    fn the_highest_of_the_dimensions_given_counts() {
        let two = "\n[[dimension]]\nid = \"money\"\n[[dimension]]\nid = \"health\"\n";
        let method = methodology(&format!("{GRID}{two}"));
        let judge = |points: &[(&str, &str)]| level(&method, &by_dimension("high", points));
        assert_eq!(judge(&[("money", "low"), ("health", "high")]), "critical");
        assert_eq!(judge(&[("money", "low")]), "moderate");
        assert_eq!(judge(&[("money", "bad"), ("health", "high")]), "?");
        // A dimension that does not exist is a finding and counts for nothing.
        assert_eq!(judge(&[("money", "low"), ("honour", "high")]), "moderate");
        assert_eq!(judge(&[("honour", "high")]), "?");
        assert_eq!(level(&method, &rating("high", "medium")), "high");
    }

    #[test]
    fn summed_dimensions_are_judged_when_all_are_given() {
        let method = scored(
            "dimension = [{ id = \"money\" }, { id = \"health\" }]\nmatrix = { formula = \"product\", combine = \"sum\" }",
        );
        let judge = |points: &[(&str, &str)]| Scale::new(&method).judge(&by_dimension("medium", points));
        let both = judge(&[("money", "low"), ("health", "high")]).expect("a stage");
        assert_eq!((both.impact, both.impact_score, both.score), (None, Some(6), Some(18)));
        assert_eq!((both.level, both.above), (Some(3), Some(true)));
        assert_eq!(Scale::new(&method).summed_cell(1, 6), both.level);
        assert_eq!(judge(&[("money", "low")]).and_then(|stage| stage.level), None);
        assert_eq!(level(&method, &rating("medium", "high")), "?", "one point does not stand for two");
    }

    #[test]
    fn a_missing_cell_leaves_only_itself_unjudged() {
        let short =
            methodology(&GRID.replace("[\"low\", \"moderate\", \"high\"]", "[\"low\", \"moderate\"]"));
        assert_eq!(levels(&short), ["low low moderate", "low moderate ?", "moderate high critical"]);
        let unknown = methodology(&GRID.replace("[\"moderate\", \"high\"", "[\"modrate\", \"high\""));
        assert_eq!(levels(&unknown), ["low low moderate", "low moderate high", "? high critical"]);
        let no_row = methodology(&GRID.replace("low = [\"low\", \"low\", \"moderate\"]", ""));
        assert_eq!(levels(&no_row), ["? ? ?", "low moderate high", "moderate high critical"]);
    }

    #[test]
    fn an_unordered_scale_leaves_everything_unjudged() {
        let text = SCORED.replacen("id = \"high\", score = 5", "id = \"high\", score = 3", 1);
        let method = methodology(&format!("{text}\nmatrix = {{ formula = \"product\" }}"));
        assert_eq!(first_disorder(&method.likelihood), Some(2));
        assert!(is_ordered(&method.impact));
        assert_eq!(levels(&method), ["? ? ?"; 3]);
    }

    #[test]
    fn levels_without_a_line_are_neither_above_nor_below() {
        let with = |acceptable: [bool; 4]| {
            let mut text = String::new();
            for (number, acceptable) in acceptable.iter().enumerate() {
                text.push_str(&format!("[[level]]\nid = \"l{number}\"\nacceptable = {acceptable}\n"));
            }
            let method = methodology(&text);
            let scale = Scale::new(&method);
            (0..4).map(|level| scale.above(level)).collect::<Vec<_>>()
        };
        assert_eq!(with([true, true, false, false]), [Some(false), Some(false), Some(true), Some(true)]);
        assert_eq!(with([true; 4]), [Some(false); 4]);
        assert_eq!(with([false; 4]), [None; 4]);
        assert_eq!(with([true, false, true, false]), [None; 4]);
        assert_eq!(with([false, true, true, true]), [None; 4]);
    }

    proptest! {
        /// Whatever the scores and bands, more is never lower.
        #[test]
        fn a_higher_likelihood_or_impact_never_lowers_the_level(
            likelihood in prop::collection::btree_set(0u64..50, 3),
            impact in prop::collection::btree_set(0u64..50, 3),
            bands in prop::collection::btree_set(0u64..2500, 4),
            formula in prop::sample::select(vec!["product", "sum"]),
        ) {
            let points = |key: &str, scores: &std::collections::BTreeSet<u64>| -> String {
                let point = |(number, score)| format!("[[{key}]]\nid = \"p{number}\"\nscore = {score}\n");
                scores.iter().enumerate().map(point).collect()
            };
            let level = |(number, from)| format!("[[level]]\nid = \"l{number}\"\nacceptable = true\nfrom = {from}\n");
            let levels: String = bands.iter().enumerate().map(level).collect();
            let text = points("likelihood", &likelihood) + &points("impact", &impact) + &levels;
            let method = methodology(&format!("{text}[matrix]\nformula = \"{formula}\"\n"));
            let scale = Scale::new(&method);
            for low in 0..3 {
                for high in low..3 {
                    for other in 0..3 {
                        prop_assert!(scale.cell(low, other) <= scale.cell(high, other));
                        prop_assert!(scale.cell(other, low) <= scale.cell(other, high));
                    }
                }
            }
        }
    }
}
