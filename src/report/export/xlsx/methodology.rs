//! The sheet "Methodology": the matrices in the colours of their levels, and what
//! each level and each step of a scale means.

use rust_xlsxwriter::{Format, Worksheet, XlsxError};

use super::matrices;
use super::sheet::{Look, cut};
use crate::model::methodology::{Combine, Level, Methodology, Point};
use crate::report::export::Export;
use crate::report::export::fields::Cell;
use crate::report::names;
use crate::score::Scale;
use crate::source::At;

pub(super) fn write(export: &Export<'_>, look: &Look, sheet: &mut Worksheet) -> Result<(), XlsxError> {
    sheet.set_name("Methodology")?;
    sheet.set_landscape().set_print_fit_to_pages(1, 0);
    sheet.set_column_width(0, 24)?;
    sheet.set_column_range_width(1, 12, 20)?;
    let mut page = Page { sheet, look, next: 0 };
    let (Some(methodology), Some(scale)) = (&export.facts.register.methodology, &export.facts.scale) else {
        return page.line("There is no methodology that could be read: no level is known.");
    };
    let role = |id| role(export, id);
    page.title("Methodology")?;
    page.pair("Name", text(&methodology.name))?;
    page.pair("Version", text(&methodology.version))?;
    page.pair("Approved by", role(&methodology.approved_by))?;
    page.pair("Approved on", methodology.approved_on.as_ref().map_or(Cell::Empty, |on| Cell::Day(on.value)))?;
    page.pair("Scope", text(&methodology.scope.statement))?;
    page.pair("Included", list(&methodology.scope.included))?;
    page.pair("Excluded", list(&methodology.scope.excluded))?;
    matrices::write(&mut page, export, methodology, scale)?;
    page.title("Levels, the worst first")?;
    page.head(&[
        "Level",
        "ID",
        "Line",
        "From score",
        "Accepted by",
        "Approved by",
        "Accepted for",
        "Treated within",
        "Reviewed every",
        "Escalated to",
    ])?;
    for (rank, level) in methodology.levels.iter().enumerate().rev() {
        page.level(rank, &level_row(level, scale.above(rank), &role))?;
    }
    page.scale("Likelihood", &methodology.likelihood, "Times a year")?;
    page.scale("Impact", &methodology.impact, "Loss")?;
    if !methodology.dimensions.is_empty() {
        page.title("Kinds of impact")?;
        let how = match methodology.combine() {
            Combine::Highest => "The highest of them counts.",
            Combine::Sum => "Their scores are summed.",
        };
        page.line(how)?;
        for dimension in &methodology.dimensions {
            page.row(&[Cell::text(dimension.name()), Cell::text(dimension.id.as_str())])?;
        }
    }
    if !methodology.roles.is_empty() {
        page.title("Roles")?;
        page.head(&["Role", "ID", "Stands above", "Duty"])?;
        for one in &methodology.roles {
            page.row(&[
                Cell::text(one.name()),
                Cell::text(one.id.as_str()),
                role(&one.above),
                text(&one.duty),
            ])?;
        }
    }
    Ok(())
}

fn level_row<'l>(
    level: &'l Level,
    above: Option<bool>,
    role: &dyn Fn(&'l Option<At<String>>) -> Cell<'l>,
) -> Vec<Cell<'l>> {
    let period = |period: &Option<At<crate::model::day::Period>>| {
        period.as_ref().map_or(Cell::Empty, |period| Cell::text(period.value.to_string()))
    };
    let line = match above {
        Some(true) => "▲ above the line",
        Some(false) => "▽ below the line",
        None => "no line is known",
    };
    vec![
        Cell::text(level.name()),
        Cell::text(level.id.as_str()),
        Cell::text(line),
        number(&level.from),
        role(&level.accept_by),
        role(&level.approve_by),
        period(&level.accept_for),
        period(&level.treat_within),
        period(&level.review_every),
        role(&level.escalate_to),
    ]
}

fn role<'e>(export: &'e Export<'_>, id: &'e Option<At<String>>) -> Cell<'e> {
    id.as_ref().map_or(Cell::Empty, |id| Cell::text(names::role_or_person(export.facts, id)))
}

fn text(written: &Option<At<String>>) -> Cell<'_> {
    written.as_ref().map_or(Cell::Empty, |text| Cell::text(text.value.as_str()))
}

fn list(written: &[At<String>]) -> Cell<'static> {
    Cell::text(written.iter().map(|one| one.as_str()).collect::<Vec<_>>().join("; "))
}

#[allow(clippy::cast_precision_loss, reason = "scores are far below 2^53")]
fn number(written: &Option<At<u64>>) -> Cell<'static> {
    written.as_ref().map_or(Cell::Empty, |number| Cell::Number(number.value as f64))
}

/// A sheet that is read from top to bottom.
pub(super) struct Page<'w> {
    sheet: &'w mut Worksheet,
    look: &'w Look,
    next: u32,
}

impl Page<'_> {
    pub(super) fn title(&mut self, words: &str) -> Result<(), XlsxError> {
        if self.next > 0 {
            self.next += 1;
        }
        self.sheet.write_string_with_format(self.next, 0, words, &self.look.title)?;
        self.next += 1;
        Ok(())
    }

    pub(super) fn line(&mut self, words: &str) -> Result<(), XlsxError> {
        self.sheet.write_string_with_format(self.next, 0, words, &Format::new())?;
        self.next += 1;
        Ok(())
    }

    /// What is said of the method as a whole; what is not given says so.
    fn pair(&mut self, name: &str, cell: Cell<'_>) -> Result<(), XlsxError> {
        let cell = if cell == Cell::Empty { Cell::text("not given") } else { cell };
        self.sheet.write_string_with_format(self.next, 0, name, &self.look.head)?;
        let place = (self.next, 1);
        if let Cell::Text(text) = &cell {
            self.sheet.write_string_with_format(place.0, place.1, cut(text), &Format::new())?;
        } else {
            self.look.write(self.sheet, place, &cell)?;
        }
        self.next += 1;
        Ok(())
    }

    pub(super) fn head<S: AsRef<str>>(&mut self, headings: &[S]) -> Result<(), XlsxError> {
        for (at, heading) in (0u16..).zip(headings) {
            self.sheet.write_string_with_format(self.next, at, cut(heading.as_ref()), &self.look.head)?;
        }
        self.next += 1;
        Ok(())
    }

    fn row(&mut self, cells: &[Cell<'_>]) -> Result<(), XlsxError> {
        for (at, cell) in (0u16..).zip(cells) {
            self.look.write(self.sheet, (self.next, at), cell)?;
        }
        self.next += 1;
        Ok(())
    }

    /// A row whose first cell has the colour of a level.
    fn level(&mut self, rank: usize, cells: &[Cell<'_>]) -> Result<(), XlsxError> {
        for (at, cell) in (0u16..).zip(cells) {
            let place = (self.next, at);
            match at {
                0 => self.look.write_ranked(self.sheet, place, cell, Some(rank))?,
                _ => self.look.write(self.sheet, place, cell)?,
            }
        }
        self.next += 1;
        Ok(())
    }

    pub(super) fn matrix_row(
        &mut self,
        name: &str,
        ranks: &[Option<usize>],
        methodology: &Methodology,
        scale: &Scale<'_>,
    ) -> Result<(), XlsxError> {
        self.sheet.write_string_with_format(self.next, 0, cut(name), &self.look.head)?;
        for (at, rank) in (1u16..).zip(ranks) {
            let level = rank.and_then(|rank| methodology.levels.get(rank));
            let sign = match rank.and_then(|rank| scale.above(rank)) {
                Some(true) => "▲ ",
                Some(false) => "▽ ",
                None => "",
            };
            let words =
                level.map_or_else(|| "no level".to_owned(), |level| format!("{sign}{}", level.name()));
            let format = self.look.level(*rank);
            self.sheet.write_string_with_format(self.next, at, cut(&words), format)?;
        }
        self.next += 1;
        Ok(())
    }

    /// A row of counts, each in the colour of the level of its cell.
    pub(super) fn count_row(
        &mut self,
        name: &str,
        cells: &[(Option<usize>, usize)],
    ) -> Result<(), XlsxError> {
        self.sheet.write_string_with_format(self.next, 0, cut(name), &self.look.head)?;
        for (at, (rank, count)) in (1u16..).zip(cells) {
            self.look.write_ranked(self.sheet, (self.next, at), &Cell::count(*count), *rank)?;
        }
        self.next += 1;
        Ok(())
    }

    fn scale(&mut self, name: &str, points: &[Point], range: &str) -> Result<(), XlsxError> {
        self.title(&format!("{name}, the highest first"))?;
        self.head(&["Step", "ID", "Score", range, "Meaning"])?;
        for point in points.iter().rev() {
            let claimed = point.per_year.as_ref().or(point.loss.as_ref());
            let claimed = claimed
                .map_or(Cell::Empty, |range| Cell::text(format!("{} to {}", range.value.0, range.value.1)));
            self.row(&[
                Cell::text(point.name()),
                Cell::text(point.id.as_str()),
                number(&point.score),
                claimed,
                text(&point.meaning),
            ])?;
        }
        Ok(())
    }
}
