//! The matrix with a risk's places in it and the acceptance line drawn through.

use super::Subject;
use crate::model::methodology::Combine;
use crate::report::layout::{padded, width};
use crate::report::style::Style;
use crate::score::{Scale, Stage};
use crate::text::{one_line, shortened};

/// The least that a column's heading is shortened to.
const HEADING_LEAST: usize = 4;

/// The drawing, where the risk has a place in the matrix and there is room.
pub(super) fn drawn(subject: Subject<'_>, style: Style) -> Option<String> {
    let scale = subject.facts.scale.as_ref()?;
    let stages = subject.judged.stages;
    let marks = [(stages.current, "now"), (stages.residual, "planned"), (stages.inherent, "inherent")];
    let board = Board::new(scale, &marks, style)?;
    [Words::All, Words::Headings, Words::Short].into_iter().find_map(|words| board.draw(words, style))
}

/// How many words there is room for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Words {
    /// Beside the signs, too.
    All,
    /// Above the columns; a legend says what the signs mean.
    Headings,
    /// Headings are shortened.
    Short,
}

struct Board {
    columns: Vec<String>,
    rows: Vec<String>,
    /// By row from the top and column from the left: above the line or not.
    above: Vec<Vec<Option<bool>>>,
    /// Row, column, sign, word.
    marks: Vec<(usize, usize, &'static str, &'static str)>,
}

impl Board {
    fn new(scale: &Scale<'_>, stages: &[(Option<Stage>, &'static str)], style: Style) -> Option<Self> {
        let methodology = scale.methodology();
        let sums = methodology.combine() == Combine::Sum && !methodology.dimensions.is_empty();
        let mut scores: Vec<u64> =
            stages.iter().filter_map(|(stage, _)| stage.as_ref()?.impact_score).collect();
        scores.sort_unstable();
        scores.dedup();
        let columns: Vec<String> = if sums {
            scores.iter().map(u64::to_string).collect()
        } else {
            methodology.impact.iter().map(|point| one_line(point.name())).collect()
        };
        let level = |likelihood: usize, column: usize| {
            if sums { scale.summed_cell(likelihood, scores[column]) } else { scale.cell(likelihood, column) }
        };
        let likelihoods = || (0..methodology.likelihood.len()).rev();
        let row = |likelihood| {
            (0..columns.len()).map(|column| scale.above(level(likelihood, column)?)).collect::<Vec<_>>()
        };
        let above: Vec<Vec<Option<bool>>> = likelihoods().map(row).collect();
        let place = |(stage, word): &(Option<Stage>, &'static str)| {
            let stage = stage.as_ref()?;
            let row = methodology.likelihood.len().checked_sub(1 + stage.likelihood?)?;
            let column = if sums { scores.binary_search(&stage.impact_score?).ok()? } else { stage.impact? };
            Some((row, column, sign(word, style.unicode), *word))
        };
        let marks: Vec<_> = stages.iter().filter_map(place).collect();
        let rows = likelihoods().map(|rank| one_line(methodology.likelihood[rank].name())).collect();
        (!marks.is_empty()).then_some(Self { columns, rows, above, marks })
    }

    fn draw(&self, words: Words, style: Style) -> Option<String> {
        let label = self.rows.iter().map(|row| width(row)).max().unwrap_or(0).max(2);
        let mut wide = self.widest_cell(words);
        let headings = self.columns.iter().map(|name| width(name)).max().unwrap_or(0);
        // Two spaces, a row's name, a gap, and after each column its edge.
        let fixed = 2 + label + 2 + self.columns.len() * 2 + " impact".len();
        let room = style.width.checked_sub(fixed)? / self.columns.len().max(1);
        wide = match words {
            Words::Short => wide.max(headings.min(room)),
            Words::All | Words::Headings => wide.max(headings),
        };
        if wide > room || (words == Words::Short && wide < HEADING_LEAST.min(headings)) {
            return None;
        }
        let mut text = String::new();
        let mut line = |content: String| {
            text.push_str(content.trim_end());
            text.push('\n');
        };
        let names: Vec<String> =
            self.columns.iter().map(|name| padded(&shortened(name, wide), wide)).collect();
        line(format!("  {}  {}  impact", " ".repeat(label), names.join("  ")));
        for at in 0..self.rows.len() {
            if at > 0 && self.has_edge_above(at) {
                line(format!("  {}  {}", " ".repeat(label), self.edge_above(at, wide, style)));
            }
            line(format!("  {}  {}", padded(&self.rows[at], label), self.row(at, wide, words, style)));
        }
        line("  likelihood".to_owned());
        let legend = self.legend(words, style);
        let across = legend.join("   ");
        if width(&across) + 2 <= style.width {
            line(format!("  {across}"));
        } else {
            legend.into_iter().for_each(|part| line(format!("  {part}")));
        }
        Some(text)
    }

    fn marks_at(&self, row: usize, column: usize) -> impl Iterator<Item = (&'static str, &'static str)> {
        let here =
            move |mark: &&(usize, usize, &'static str, &'static str)| (mark.0, mark.1) == (row, column);
        self.marks.iter().filter(here).map(|mark| (mark.2, mark.3))
    }

    fn cell(&self, row: usize, column: usize, words: Words, style: Style) -> String {
        let marks: Vec<String> = self
            .marks_at(row, column)
            .map(|(sign, word)| if words == Words::All { format!("{sign} {word}") } else { sign.to_owned() })
            .collect();
        match marks.is_empty() {
            true => if style.unicode { "·" } else { "." }.to_owned(),
            false => marks.join(" "),
        }
    }

    fn widest_cell(&self, words: Words) -> usize {
        let style = Style::plain(0);
        let cells = self.marks.iter().map(|(row, column, ..)| width(&self.cell(*row, *column, words, style)));
        cells.max().unwrap_or(1)
    }

    fn row(&self, row: usize, wide: usize, words: Words, style: Style) -> String {
        let mut text = String::new();
        for column in 0..self.columns.len() {
            if column > 0 {
                let edge = self.differs((row, column - 1), (row, column));
                text.push_str(if !edge {
                    "  "
                } else if style.unicode {
                    "┃ "
                } else {
                    "| "
                });
            }
            let cell = self.cell(row, column, words, style);
            let spaces = " ".repeat(wide.saturating_sub(width(&cell)));
            let now = self.marks_at(row, column).any(|(_, word)| word == "now");
            text.push_str(&if now { style.bold(&cell) } else { cell });
            text.push_str(&spaces);
        }
        text
    }

    fn differs(&self, a: (usize, usize), b: (usize, usize)) -> bool {
        matches!((self.above[a.0][a.1], self.above[b.0][b.1]), (Some(a), Some(b)) if a != b)
    }

    fn has_edge_above(&self, row: usize) -> bool {
        (0..self.columns.len()).any(|column| self.differs((row - 1, column), (row, column)))
    }

    /// The line between a row and the one above it.
    fn edge_above(&self, row: usize, wide: usize, style: Style) -> String {
        let dash = if style.unicode { "━" } else { "-" };
        let flat = |column: usize| self.differs((row - 1, column), (row, column));
        let mut text = String::new();
        for column in 0..self.columns.len() {
            if column > 0 {
                let up = self.differs((row - 1, column - 1), (row - 1, column));
                let down = self.differs((row, column - 1), (row, column));
                text.push_str(corner(up, down, flat(column - 1), flat(column), style.unicode));
                text.push_str(if flat(column) { dash } else { " " });
            }
            text.push_str(&(if flat(column) { dash } else { " " }).repeat(wide));
        }
        text
    }

    fn legend(&self, words: Words, style: Style) -> Vec<String> {
        let mut parts = Vec::new();
        if words != Words::All {
            parts.extend(self.marks.iter().map(|(_, _, sign, word)| format!("{sign} {word}")));
        }
        let sides: Vec<bool> = self.above.iter().flatten().filter_map(|above| *above).collect();
        if sides.contains(&true) && sides.contains(&false) {
            parts.push(format!("{} acceptance line", if style.unicode { "━━" } else { "--" }));
        }
        parts
    }
}

fn sign(word: &str, unicode: bool) -> &'static str {
    match (word, unicode) {
        ("now", true) => "◉",
        ("planned", true) => "○",
        (_, true) => "◌",
        ("now", false) => "@",
        ("planned", false) => "o",
        (_, false) => "~",
    }
}

fn corner(up: bool, down: bool, left: bool, right: bool, unicode: bool) -> &'static str {
    if !unicode {
        return match (up || down, left || right) {
            (false, false) => " ",
            (true, false) => "|",
            (false, true) => "-",
            (true, true) => "+",
        };
    }
    match (up, down, left, right) {
        (false, false, false, false) => " ",
        (false, false, ..) => "━",
        (_, _, false, false) => "┃",
        (true, false, true, false) => "┛",
        (true, false, false, true) => "┗",
        (false, true, true, false) => "┓",
        (false, true, false, true) => "┏",
        (true, false, true, true) => "┻",
        (false, true, true, true) => "┳",
        (true, true, true, false) => "┫",
        (true, true, false, true) => "┣",
        (true, true, true, true) => "╋",
    }
}
