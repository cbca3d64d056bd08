//! The way of a risk over the matrix: inherent, current, planned as numbered
//! discs, with arrows and the acceptance line, as SVG.
//!
//! The grid is drawn once for all risks; a risk adds its discs and arrows.

use std::fmt::Write as _;

use super::arrow::{Area, arrow};
use super::chart::svg::one;
use super::label::{Names, label, longest_word, middle, width};
use super::text::{html, number};

/// A matrix, as drawings see it.
#[derive(Debug, Clone)]
pub struct Board {
    /// Impacts, low to high.
    pub columns: Vec<String>,
    /// Likelihoods, highest first.
    pub rows: Vec<String>,
    /// Cells by row and column.
    pub cells: Vec<Vec<BoardCell>>,
}

/// A cell of the matrix.
#[derive(Debug, Clone)]
pub struct BoardCell {
    /// The level's name.
    pub name: String,
    /// The class of its colour; none where the matrix has no level.
    pub class: Option<String>,
    /// The class of text on it.
    pub on: String,
    /// Above the line.
    pub above: bool,
}

/// Where a stage lies: its number, its row and its column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Stop {
    /// 1, 2 or 3.
    pub number: u8,
    /// The row, from the top.
    pub row: usize,
    /// The column, from the left.
    pub column: usize,
}

/// The way of a risk, with what a drawing of it says to those who do not see it.
/// Many risks go the same.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Way {
    /// Where its stages lie, in their order.
    pub stops: Vec<Stop>,
    /// "Inherent Critical, current Critical, planned Moderate".
    pub title: String,
    /// "inherent: likelihood High, impact High; …"
    pub words: String,
}

/// The grid at one width, ready for stops.
#[derive(Debug, Clone)]
pub struct Drawing {
    class: &'static str,
    width: f64,
    height: f64,
    left: f64,
    top: f64,
    cell: (f64, f64),
    /// A disc's radius.
    disc: f64,
    grid: String,
    line: String,
    /// The levels' names stand in their cells.
    pub named: bool,
    /// Where they stand there.
    names: Vec<Area>,
}

/// What a drawing is made to: its width, the least room for the rows' names,
/// the least height of a cell, a disc's radius.
struct Measure {
    class: &'static str,
    width: f64,
    left: f64,
    tall: f64,
    disc: f64,
}

const GAP: f64 = 5.0;
/// From a disc to the edge of its cell.
const EDGE: f64 = 2.0;
/// Above the grid, for the end of the line.
const RISE: f64 = 26.0;

impl Drawing {
    /// The grid at 520 units, for desks.
    #[must_use]
    pub fn wide(board: &Board) -> Self {
        Self::new(board, &Measure { class: "wide", width: 520.0, left: 76.0, tall: 68.0, disc: 10.0 })
    }

    /// The grid at 288 units, for phones and paper. Arrows would cross names in
    /// its cells: a legend has them.
    #[must_use]
    pub fn narrow(board: &Board) -> Self {
        Self::new(board, &Measure { class: "tight", width: 288.0, left: 56.0, tall: 52.0, disc: 8.0 })
    }

    #[allow(clippy::cast_precision_loss, reason = "a matrix has few cells")]
    fn new(board: &Board, measure: &Measure) -> Self {
        let &Measure { class, width, disc, .. } = measure;
        let (columns, rows) = (board.columns.len().max(1) as f64, board.rows.len() as f64);
        let longest = board.rows.iter().map(|name| longest_word(name)).fold(0.0, f64::max);
        let left = (longest + 8.0).clamp(measure.left, measure.left * 1.6);
        let across = (width - left - 6.0 - GAP * (columns - 1.0)) / columns;
        let names = Names::new(board, left - 6.0, across);
        let least = if rows > 4.0 { measure.tall * 0.7 } else { measure.tall };
        let tall = names.row_height().max(least).max(Self::three(across, disc));
        let mut drawing = Self {
            class,
            width,
            height: RISE + names.head_height() + rows * (tall + GAP) + 1.0,
            left,
            top: RISE + names.head_height(),
            cell: (across, tall),
            disc,
            grid: String::new(),
            line: String::new(),
            named: class == "wide" && fits(board, across - 12.0),
            names: Vec::new(),
        };
        if drawing.named {
            drawing.names = drawing.name_areas(board);
        }
        drawing.grid = drawing.draw_grid(board, &names);
        drawing.line = drawing.draw_line(board);
        drawing
    }

    /// The height that three discs need in a cell.
    #[allow(clippy::cast_precision_loss, reason = "three discs")]
    fn three(across: f64, disc: f64) -> f64 {
        3_usize.div_ceil(beside(across, disc)) as f64 * apart(disc) + 4.0
    }

    #[allow(clippy::cast_precision_loss, reason = "a matrix has few cells")]
    fn corner(&self, row: usize, column: usize) -> (f64, f64) {
        (self.left + column as f64 * (self.cell.0 + GAP), self.top + row as f64 * (self.cell.1 + GAP))
    }

    /// Where the levels' names stand, as `draw_grid` writes them.
    fn name_areas(&self, board: &Board) -> Vec<Area> {
        let area = |row: usize, column: usize, cell: &BoardCell| {
            let (x, y) = self.corner(row, column);
            Area { from: (x + 2.0, y + 3.0), to: (x + 8.0 + width(&cell.name), y + 21.0) }
        };
        let cells = |(row, cells): (usize, &Vec<BoardCell>)| -> Vec<Area> {
            cells.iter().enumerate().map(|(column, cell)| area(row, column, cell)).collect()
        };
        board.cells.iter().enumerate().flat_map(cells).collect()
    }

    fn disc_area(&self, (x, y): (f64, f64)) -> Area {
        Area { from: (x - self.disc, y - self.disc), to: (x + self.disc, y + self.disc) }
    }

    fn draw_grid(&self, board: &Board, names: &Names) -> String {
        let mut out = String::new();
        let _ = write!(
            out,
            "<text class=\"soft\" x=\"0\" y=\"12\">Impact</text><text class=\"soft\" x=\"0\" y=\"{}\">Likelihood</text>",
            one(self.top - 10.0)
        );
        for (column, name) in names.columns.iter().enumerate() {
            let (x, y) = self.corner(0, column);
            let x = x + self.cell.0 / 2.0;
            if names.is_upright {
                let first = x + 4.0 - middle(name);
                let turned =
                    format!(" transform=\"translate({} {}) rotate(-90)\"", one(first), one(y - RISE));
                out.push_str(&label(&turned, (0.0, 0.0), name));
            } else {
                out.push_str(&label(" class=\"mid\"", (x, 12.0), name));
            }
        }
        for (row, name) in names.rows.iter().enumerate() {
            let (_, y) = self.corner(row, 0);
            out.push_str(&label("", (0.0, y + self.cell.1 / 2.0 + 4.0 - middle(name)), name));
            for (column, cell) in board.cells[row].iter().enumerate() {
                let (x, y) = self.corner(row, column);
                let class =
                    cell.class.as_deref().map_or_else(|| "gap".to_owned(), |class| format!("cell {class}"));
                let (w, h) = (one(self.cell.0), one(self.cell.1));
                let _ = write!(
                    out,
                    "<rect class=\"{class}\" x=\"{}\" y=\"{}\" width=\"{w}\" height=\"{h}\" rx=\"3\"/>",
                    one(x),
                    one(y)
                );
                if self.named {
                    let _ = write!(
                        out,
                        "<text class=\"{}\" x=\"{}\" y=\"{}\">{}</text>",
                        cell.on,
                        one(x + 5.0),
                        one(y + 16.0),
                        html(&cell.name)
                    );
                }
            }
        }
        out
    }

    /// The staircase: each side between two cells of which one is above.
    fn draw_line(&self, board: &Board) -> String {
        let mut path = String::new();
        let (w, h) = self.cell;
        let mut disc = None;
        for (row, cells) in board.cells.iter().enumerate() {
            for (column, cell) in cells.iter().enumerate() {
                let (x, y) = self.corner(row, column);
                if column > 0 && cells[column - 1].above != cell.above {
                    let at = x - GAP / 2.0;
                    let from = if row == 0 {
                        disc = disc.or(Some((at, y - 18.0)));
                        y - 12.0
                    } else {
                        y - GAP / 2.0 - 1.5
                    };
                    let _ = write!(path, "M{} {}V{}", one(at), one(from), one(y + h + GAP / 2.0 + 1.5));
                }
                if board.cells.get(row + 1).is_some_and(|below| below[column].above != cell.above) {
                    let at = y + h + GAP / 2.0;
                    if column == 0 && board.cells[0][0].above {
                        disc = disc.or(Some((x - 14.0, at)));
                    }
                    let _ = write!(
                        path,
                        "M{} {}H{}",
                        one(x - GAP / 2.0 - 1.5),
                        one(at),
                        one(x + w + GAP / 2.0 + 1.5)
                    );
                }
            }
        }
        if path.is_empty() {
            return path;
        }
        if let Some((x, y)) = disc {
            let _ = write!(
                path,
                "M{} {}h24M{} {}a6 6 0 1 0 12 0a6 6 0 1 0 -12 0",
                one(x - 12.0),
                one(y),
                one(x - 6.0),
                one(y)
            );
        }
        format!("<path class=\"line\" d=\"{path}\"/>")
    }

    /// The drawing of a risk. `id` names it in its page, `title` and `words`
    /// say what it shows.
    #[must_use]
    pub fn with(&self, way: &Way, id: &str) -> String {
        let stops = &way.stops;
        let mut out = self.begun(id, &way.title, &way.words);
        let places: Vec<(f64, f64)> = stops.iter().map(|stop| self.place(*stop, stops)).collect();
        for (at, pair) in places.windows(2).enumerate() {
            let others = places.iter().enumerate().filter(|(place, _)| *place != at && *place != at + 1);
            let discs = others.map(|(_, disc)| self.disc_area(*disc));
            let taken: Vec<Area> = self.names.iter().copied().chain(discs).collect();
            out.push_str(&arrow(pair[0], pair[1], &taken));
        }
        for (stop, (x, y)) in stops.iter().zip(&places) {
            let _ = write!(
                out,
                "<circle class=\"stop\" cx=\"{}\" cy=\"{}\" r=\"{}\"/><text class=\"digit\" x=\"{}\" y=\"{}\">{}</text>",
                one(*x),
                one(*y),
                one(self.disc),
                one(*x),
                one(*y + 4.2),
                stop.number
            );
        }
        out.push_str("</svg>");
        out
    }

    /// The drawing with a count in each cell.
    #[must_use]
    pub fn with_counts(
        &self,
        board: &Board,
        counts: &[Vec<usize>],
        id: &str,
        title: &str,
        words: &str,
    ) -> String {
        let mut out = self.begun(id, title, words);
        for (row, (cells, counts)) in board.cells.iter().zip(counts).enumerate() {
            for (column, (cell, count)) in cells.iter().zip(counts).enumerate() {
                let (x, y) = self.corner(row, column);
                let zero = if *count == 0 { " zero" } else { "" };
                let _ = write!(
                    out,
                    "<text class=\"count{zero} {}\" x=\"{}\" y=\"{}\">{}</text>",
                    cell.on,
                    one(x + self.cell.0 - 8.0),
                    one(y + self.cell.1 - 8.0),
                    number(*count)
                );
            }
        }
        out.push_str("</svg>");
        out
    }

    /// The beginning of a drawing: its names, the grid and the line.
    fn begun(&self, id: &str, title: &str, words: &str) -> String {
        let mut out = String::with_capacity(self.grid.len() + self.line.len() + 1500);
        let (w, h) = (one(self.width), one(self.height));
        let class = self.class;
        let _ = write!(
            out,
            "<svg class=\"{class}\" viewBox=\"0 0 {w} {h}\" width=\"{w}\" height=\"{h}\" role=\"img\" aria-labelledby=\"{id}-{class}-t {id}-{class}-d\">\
             <title id=\"{id}-{class}-t\">{}</title><desc id=\"{id}-{class}-d\">{}</desc>{}{}",
            html(title),
            html(words),
            self.grid,
            self.line
        );
        out
    }

    /// The middle of a disc: to the right in its cell and below the name,
    /// beside those that share the cell.
    #[allow(clippy::cast_precision_loss, reason = "three stops at most")]
    fn place(&self, stop: Stop, all: &[Stop]) -> (f64, f64) {
        let (x, y) = self.corner(stop.row, stop.column);
        let same: Vec<&Stop> =
            all.iter().filter(|other| (other.row, other.column) == (stop.row, stop.column)).collect();
        let later = same.iter().rev().position(|other| other.number == stop.number).unwrap_or(0);
        let edge = self.disc + EDGE;
        let room = self.cell.0 - 2.0 * edge;
        // As many beside each other as do not touch; in a small cell the rest stands above.
        let across = beside(self.cell.0, self.disc).min(same.len());
        let step = if across > 1 { (room / (across - 1) as f64).min(54.0) } else { 0.0 };
        let (column, row) = ((later % across) as f64, (later / across) as f64);
        (x + self.cell.0 - edge - column * step, y + self.cell.1 - edge - row * apart(self.disc))
    }
}

/// From the middle of a disc to that of the next, which it does not touch.
fn apart(disc: f64) -> f64 {
    2.0 * disc + 2.0
}

/// As many discs as stand beside each other in a cell of this width.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a few discs")]
fn beside(across: f64, disc: f64) -> usize {
    let room = (across - 2.0 * (disc + EDGE)).max(0.0);
    (room / apart(disc)) as usize + 1
}

fn fits(board: &Board, room: f64) -> bool {
    board.cells.iter().flatten().all(|cell| width(&cell.name) <= room)
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    pub(in crate::site) fn board() -> Board {
        let cell = |name: &str| BoardCell {
            name: name.to_owned(),
            class: Some(format!("level-{}", name.to_lowercase())),
            on: format!("on-{}", name.to_lowercase()),
            above: matches!(name, "High" | "Critical"),
        };
        Board {
            columns: ["Low", "Medium", "High"].map(str::to_owned).to_vec(),
            rows: ["High", "Medium", "Low"].map(str::to_owned).to_vec(),
            cells: vec![
                ["Moderate", "High", "Critical"].map(cell).to_vec(),
                ["Low", "Moderate", "High"].map(cell).to_vec(),
                ["Low", "Low", "Moderate"].map(cell).to_vec(),
            ],
        }
    }

    fn stop(number: u8, row: usize, column: usize) -> Stop {
        Stop { number, row, column }
    }

    #[test]
    fn the_line_runs_between_the_two_sides_and_ends_in_the_disc() {
        let drawing = Drawing::wide(&board());
        // Two rises and two steps of the staircase, and the disc.
        assert_eq!(drawing.line.matches('V').count(), 2);
        assert_eq!(drawing.line.matches('H').count(), 2);
        assert_eq!(drawing.line.matches("a6 6").count(), 2);
        let mut flat = board();
        flat.cells.iter_mut().flatten().for_each(|cell| cell.above = false);
        assert!(Drawing::wide(&flat).line.is_empty(), "no line where nothing is above");
    }

    #[test]
    fn stages_in_one_cell_stand_side_by_side() {
        let drawing = Drawing::narrow(&board());
        let stops = [stop(1, 0, 2), stop(2, 0, 2), stop(3, 2, 2)];
        let places: Vec<_> = stops.iter().map(|s| drawing.place(*s, &stops)).collect();
        assert!(places[0].0 + 22.0 <= places[1].0, "the discs do not touch");
        assert!((places[1].0 - places[2].0).abs() < 0.1, "the last stands where a single one would");
    }

    /// Five by five, as most registers that are written by hand.
    fn five() -> Board {
        let likelihoods = ["Almost certain", "Likely", "Possible", "Unlikely", "Rare"];
        let cell = board().cells[0][0].clone();
        Board {
            columns: ["Insignificant", "Minor", "Moderate", "Major", "Severe"].map(str::to_owned).to_vec(),
            rows: likelihoods.map(str::to_owned).to_vec(),
            cells: vec![vec![cell; 5]; 5],
        }
    }

    #[test]
    fn no_two_discs_touch_in_however_small_a_cell() {
        let mut seven = five();
        seven.columns.extend(["Worse", "Worst"].map(str::to_owned));
        seven.cells.iter_mut().for_each(|row| row.extend_from_within(..2));
        for drawing in
            [board(), five(), seven].iter().flat_map(|one| [Drawing::wide(one), Drawing::narrow(one)])
        {
            let stops = [stop(1, 1, 1), stop(2, 1, 1), stop(3, 1, 1)];
            let places = stops.map(|one| drawing.place(one, &stops));
            let (left, top) = drawing.corner(1, 1);
            for (at, (x, y)) in places.iter().enumerate() {
                assert!(x - drawing.disc > left && y - drawing.disc > top, "in its cell: {places:?}");
                for (other_x, other_y) in &places[at + 1..] {
                    assert!((x - other_x).hypot(y - other_y) >= 2.0 * drawing.disc + 2.0, "{places:?}");
                }
            }
        }
    }

    #[test]
    fn names_beside_the_grid_are_whole() {
        let wide = Drawing::wide(&five()).grid;
        let narrow = Drawing::narrow(&five()).grid;
        for grid in [&wide, &narrow] {
            assert!(!grid.contains('…'), "{grid}");
            for name in ["Insignificant", "Moderate", "Severe", "Almost <tspan", ">certain</tspan>"] {
                assert!(grid.contains(name), "{name}: {grid}");
            }
        }
        assert!(!wide.contains("rotate"), "{wide}");
        assert_eq!(narrow.matches("rotate(-90)").count(), 5, "{narrow}");
    }

    #[test]
    fn text_of_the_register_is_escaped_and_drawings_are_small() {
        let mut hostile = board();
        hostile.columns[0] = "<script>\u{202e}".to_owned();
        let way = Way { stops: vec![stop(2, 0, 0)], title: "a & b".to_owned(), words: "c".to_owned() };
        let svg = Drawing::wide(&hostile).with(&way, "path");
        assert!(svg.contains("&lt;") && !svg.contains("<script") && !svg.contains('\u{202e}'));
        assert!(svg.contains("a &amp; b") && svg.len() < 12 * 1024);
    }

    #[test]
    fn names_without_room_are_left_to_the_legend() {
        let mut long = board();
        long.cells[0][0].name = "Barely tolerable with measures".to_owned();
        assert!(!Drawing::wide(&long).named);
        assert!(Drawing::wide(&board()).named);
        assert!(!Drawing::narrow(&board()).named, "the arrows would cross them");
    }
}
