//! The register in the terminal: the eleven columns where they fit, the
//! essential ones where they do not, blocks where no table would.
//!
//! Text is wrapped, never cut: a risk that cannot be read in full is not known.

mod grid;

use std::io::{self, Write};

use super::columns;
use super::layout::{width, wrapped};
use super::names::{Late, Side};
use super::style::Style;
use crate::facts::{Facts, RiskFacts};
use crate::model::risk::Risk;
use crate::order::Group;
use crate::text::one_line;
use grid::{Cell, Column, Grid};

/// From this width on all eleven columns are shown.
const WIDE: usize = 160;
/// Descriptions get this much, or rows get a second line for other things.
const READABLE: usize = 30;
/// Below this width what is late is wrapped.
const MEDIUM: usize = 76;
/// Below this width there is no table.
const NARROW: usize = 60;

/// Writes some risks, in their order.
///
/// # Errors
/// What the writer says.
pub fn write(
    facts: &Facts<'_>,
    risks: &[(&Risk, &RiskFacts)],
    style: Style,
    out: &mut dyn Write,
) -> io::Result<()> {
    let rows: Vec<Row> = risks.iter().map(|(risk, judged)| Row::new(facts, risk, judged, style)).collect();
    let line = line_after(risks);
    let text = match style.width {
        WIDE.. => wide(&rows, line, style),
        NARROW.. => essential(&rows, line, style),
        _ => blocks(&rows, line, style),
    };
    out.write_all(style.finish(text).as_bytes())
}

/// What is shown of a risk, with nothing hidden in it.
struct Row {
    eleven: [String; 11],
    side: Side,
    open: bool,
    late: Option<String>,
    sign: &'static str,
    /// A control that it counts on does not work as it should.
    doubtful: bool,
}

impl Row {
    fn new(facts: &Facts<'_>, risk: &Risk, judged: &RiskFacts, style: Style) -> Self {
        let open = risk.is_open();
        let side = Side::of(judged.stages.current);
        Self {
            eleven: columns::cells(facts, risk, judged).map(|cell| one_line(&cell)),
            side,
            open,
            late: Late::of(risk, judged, facts.today).short(),
            sign: side.sign(style.unicode),
            doubtful: open && judged.doubtful,
        }
    }

    fn text(&self, column: usize) -> Cell {
        Cell::plain(&self.eleven[column])
    }

    fn id(&self) -> Cell {
        Cell::painted(&self.eleven[0], "1")
    }

    fn level(&self) -> Cell {
        let name = &self.eleven[5];
        // The line is drawn through the open risks: a closed one has no side.
        if !self.open {
            return Cell::plain(name).indented(2);
        }
        let text = format!("{} {name}", self.sign);
        let level = match self.side {
            Side::Above => Cell::painted(&text, "1;31"),
            Side::Unknown => Cell::painted(&text, "33"),
            Side::Below => Cell::plain(&text),
        };
        if self.doubtful { level.and(Cell::painted("doubtful", "33").indented(2)) } else { level }
    }

    fn due(&self) -> Cell {
        self.text(9)
    }

    fn late(&self) -> Cell {
        self.late.as_ref().map_or_else(Cell::default, |late| Cell::painted(late, "31"))
    }
}

/// The row after which the acceptance line is drawn: the last one above it,
/// where others that are below follow.
fn line_after(risks: &[(&Risk, &RiskFacts)]) -> Option<usize> {
    let level = |(risk, judged): &(&Risk, &RiskFacts)| Group::of(risk, judged).rank().is_some();
    let side = |at: &(&Risk, &RiskFacts)| Side::of(at.1.stages.current);
    let last = risks.iter().rposition(|at| level(at) && side(at) == Side::Above)?;
    let follows = risks.get(last + 1).is_some_and(|at| level(at) && side(at) == Side::Below);
    follows.then_some(last)
}

fn wide(rows: &[Row], line: Option<usize>, style: Style) -> String {
    let column = |at: usize| match at {
        1 | 2 | 6 | 7 | 8 => Column::flexible(columns::HEADINGS[at]),
        _ => Column::fixed(columns::HEADINGS[at]),
    };
    let cells = |row: &Row| {
        (0..11)
            .map(|at| match at {
                0 => row.id(),
                5 => row.level(),
                9 => row.due().and(row.late()),
                _ => row.text(at),
            })
            .collect()
    };
    let columns = (0..11).map(column).collect();
    Grid { columns, rows: rows.iter().map(cells).collect(), line_after: line }.draw(style)
}

/// A line a risk with lateness beside or below, whichever leaves room for the
/// description; else two lines a risk.
fn essential(rows: &[Row], line: Option<usize>, style: Style) -> String {
    let mut columns = vec![
        Column::fixed("Risk"),
        Column::flexible("Description"),
        Column::flexible("Owner"),
        Column::fixed("Level"),
        Column::fixed("Due"),
        Column::fixed("Status"),
    ];
    let below = Grid {
        columns: columns.clone(),
        rows: rows
            .iter()
            .map(|row| {
                let due = row.due().and(row.late());
                vec![row.id(), row.text(1), row.text(2), row.level(), due, row.text(10)]
            })
            .collect(),
        line_after: line,
    };
    columns.push(Column::fixed(""));
    let beside = Grid {
        columns,
        rows: rows
            .iter()
            .map(|row| {
                vec![row.id(), row.text(1), row.text(2), row.level(), row.due(), row.text(10), row.late()]
            })
            .collect(),
        line_after: line,
    };
    let is_readable = |grid: &Grid| {
        let (room, needed) = grid.room_for(1, style.width);
        grid.fits(style.width) && room >= needed.min(READABLE)
    };
    match [beside, below].into_iter().find(is_readable) {
        Some(grid) => grid.draw(style),
        None => stacked(rows, line, style),
    }
}

fn stacked(rows: &[Row], line: Option<usize>, style: Style) -> String {
    let due = Column::fixed("Due");
    let columns = vec![
        Column::fixed("Risk"),
        Column::flexible("Description").over("Owner"),
        Column::fixed("Level").over("Status"),
        if style.width < MEDIUM { due.at_most(12) } else { due },
    ];
    let cells = |row: &Row| {
        // The status stands under the name of the level, not under its sign.
        let level = row.level().and(row.text(10).indented(2));
        vec![row.id(), row.text(1).and(row.text(2)), level, row.due().and(row.late())]
    };
    Grid { columns, rows: rows.iter().map(cells).collect(), line_after: line }.draw(style)
}

fn blocks(rows: &[Row], line: Option<usize>, style: Style) -> String {
    let mut text = String::new();
    for (at, row) in rows.iter().enumerate() {
        if at > 0 {
            text.push('\n');
        }
        let id = width(&row.eleven[0]) + 2;
        let title = wrapped(&row.eleven[1], style.width.saturating_sub(id));
        let title = title.join(&format!("\n{}", " ".repeat(id)));
        text.push_str(&format!("{}  {title}\n", style.bold(&row.eleven[0])));
        let fields = [
            ("Owner", row.text(2)),
            ("Level", row.level().flush()),
            ("Due", row.due().and(row.late())),
            ("Status", row.text(10)),
        ];
        for (name, value) in fields {
            let mut name = format!("  {name:<6}  ");
            for line in value.lines(style.width.saturating_sub(name.len()), style) {
                text.push_str(&format!("{name}{}\n", line.trim_end()));
                name = " ".repeat(name.len());
            }
        }
        if line == Some(at) {
            text.push_str(&format!("\n{}\n", grid::ruled(style.width, style)));
        }
    }
    text
}

#[cfg(test)]
mod tests;
