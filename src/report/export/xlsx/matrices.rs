//! The matrix of the methodology, and how many open risks are in each of its
//! cells: inherent, current and residual. A row a likelihood, the highest on top;
//! a column an impact, lowest first.

use rust_xlsxwriter::XlsxError;

use super::methodology::Page;
use crate::decision::Stages;
use crate::model::methodology::{Combine, Formula, Methodology};
use crate::report::export::Export;
use crate::score::{Scale, Stage};

/// Columns of a matrix that are drawn; sums of dimensions may be many.
const WIDEST: usize = 60;

/// Which stage of a risk a matrix counts.
type StageOf = fn(&Stages) -> Option<Stage>;

/// The stages of an assessment, each with the name of its matrix.
const STAGES: [(&str, StageOf); 3] = [
    ("Inherent risk", |stages| stages.inherent),
    ("Current risk", |stages| stages.current),
    ("Residual risk, once the treatment is done", |stages| stages.residual),
];

/// The matrix, then the counts.
pub(super) fn write(
    page: &mut Page<'_>,
    export: &Export<'_>,
    methodology: &Methodology,
    scale: &Scale<'_>,
) -> Result<(), XlsxError> {
    let board = Board::new(methodology, scale);
    levels(page, &board)?;
    for (name, stage) in STAGES {
        let open = export.risks.iter().filter(|seen| seen.risk.is_open());
        let stages: Vec<Option<Stage>> = open.map(|seen| stage(&seen.judged.stages)).collect();
        counts(page, &board, name, &stages)?;
    }
    Ok(())
}

/// The cells of a methodology.
struct Board<'m> {
    methodology: &'m Methodology,
    scale: &'m Scale<'m>,
    columns: Vec<String>,
    /// What the columns are where dimensions are summed.
    sums: Vec<u64>,
}

impl<'m> Board<'m> {
    fn new(methodology: &'m Methodology, scale: &'m Scale<'m>) -> Self {
        let is_summed = methodology.combine() == Combine::Sum && !methodology.dimensions.is_empty();
        let sums: Vec<u64> = scale.impact_scores().filter(|_| is_summed).into_iter().flatten().collect();
        let columns = if sums.is_empty() {
            methodology.impact.iter().map(|point| point.name().to_owned()).collect()
        } else {
            sums.iter().map(u64::to_string).collect()
        };
        Self { methodology, scale, columns, sums }
    }

    /// How many columns are drawn.
    fn width(&self) -> usize {
        self.columns.len().min(WIDEST)
    }

    fn level(&self, likelihood: usize, column: usize) -> Option<usize> {
        match self.sums.get(column) {
            Some(sum) => self.scale.summed_cell(likelihood, *sum),
            None => self.scale.cell(likelihood, column),
        }
    }

    /// The cell of a stage: its likelihood and its column.
    fn place(&self, stage: Stage) -> Option<(usize, usize)> {
        let column = if self.sums.is_empty() {
            stage.impact?
        } else {
            self.sums.binary_search(&stage.impact_score?).ok()?
        };
        Some((stage.likelihood?, column)).filter(|(_, column)| *column < self.width())
    }

    fn head(&self, page: &mut Page<'_>) -> Result<(), XlsxError> {
        let mut head = vec!["Likelihood \\ Impact".to_owned()];
        head.extend(self.columns.iter().take(WIDEST).cloned());
        page.head(&head)
    }
}

fn levels(page: &mut Page<'_>, board: &Board<'_>) -> Result<(), XlsxError> {
    page.title("Matrix")?;
    page.line(match board.methodology.matrix.formula.as_ref().map(|formula| formula.value) {
        None => "The level of each likelihood and impact.",
        Some(Formula::Product) => "The score is likelihood times impact.",
        Some(Formula::Sum) => "The score is likelihood plus impact.",
    })?;
    board.head(page)?;
    for (likelihood, point) in board.methodology.likelihood.iter().enumerate().rev() {
        let ranks: Vec<Option<usize>> =
            (0..board.width()).map(|column| board.level(likelihood, column)).collect();
        page.matrix_row(point.name(), &ranks, board.methodology, board.scale)?;
    }
    if board.columns.len() > WIDEST {
        page.line(&format!("{} columns of {} are drawn.", WIDEST, board.columns.len()))?;
    }
    page.line("▲ stands above the acceptance line, ▽ below it.")
}

/// How many open risks are in each cell; how many are in none is said.
fn counts(
    page: &mut Page<'_>,
    board: &Board<'_>,
    name: &str,
    stages: &[Option<Stage>],
) -> Result<(), XlsxError> {
    let places: Vec<(usize, usize)> =
        stages.iter().flatten().filter_map(|stage| board.place(*stage)).collect();
    page.title(name)?;
    page.line(&format!(
        "Open risks in each cell: {} of {}; {} without a place in the matrix.",
        places.len(),
        stages.len(),
        stages.len() - places.len()
    ))?;
    board.head(page)?;
    for (likelihood, point) in board.methodology.likelihood.iter().enumerate().rev() {
        let cell = |column: usize| {
            let count = places.iter().filter(|place| **place == (likelihood, column)).count();
            (board.level(likelihood, column), count)
        };
        page.count_row(point.name(), &(0..board.width()).map(cell).collect::<Vec<_>>())?;
    }
    Ok(())
}
