//! The matrix with a risk's places in it, and its way from one to the next.

use std::collections::HashMap;

use super::Subject;
use crate::report::board::{Board, Cell, Headings, Place};
use crate::report::style::Style;
use crate::score::Stage;
use crate::text::one_line;

/// A stage of the assessment, in the order of the way.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mark {
    Inherent,
    Now,
    Planned,
}

impl Mark {
    fn word(self) -> &'static str {
        match self {
            Self::Inherent => "inherent",
            Self::Now => "now",
            Self::Planned => "planned",
        }
    }

    fn sign(self, unicode: bool) -> &'static str {
        match (self, unicode) {
            (Self::Now, true) => "◉",
            (Self::Planned, true) => "○",
            (Self::Inherent, true) => "◌",
            (Self::Now, false) => "@",
            (Self::Planned, false) => "o",
            (Self::Inherent, false) => "~",
        }
    }
}

/// The drawing, where the risk has a place in the matrix and there is room.
pub(super) fn drawn(subject: Subject<'_>, style: Style) -> Option<String> {
    let scale = subject.facts.scale.as_ref()?;
    // What counts today stands first where several share a cell.
    let stages = [Mark::Now, Mark::Planned, Mark::Inherent].map(|mark| (stage(subject, mark), mark));
    let board = Board::new(scale, stages.iter().filter_map(|(stage, _)| *stage));
    let marks: Vec<(Place, Mark)> =
        stages.iter().filter_map(|(stage, mark)| Some((board.place((*stage)?)?, *mark))).collect();
    if marks.is_empty() {
        return None;
    }
    let draw = |words: bool, headings: Headings| {
        let signs = marks.iter().map(|(_, mark)| format!("{} {}", mark.sign(style.unicode), mark.word()));
        let signs = signs.filter(|_| !words);
        let legend: Vec<String> = signs.chain(board.line(style)).collect();
        board.draw(&cells(&marks, words, style), headings, &legend, style)
    };
    draw(true, Headings::Whole)
        .or_else(|| draw(false, Headings::Whole))
        .or_else(|| draw(false, Headings::Short))
}

/// The way over the levels, where there is more than one: "◌ inherent Critical
/// → ◉ now High → ○ planned Moderate".
pub(super) fn way(subject: Subject<'_>, style: Style) -> Option<String> {
    let part = |mark: Mark| {
        let level = subject.facts.level_of(stage(subject, mark))?;
        Some(format!("{} {} {}", mark.sign(style.unicode), mark.word(), one_line(level.name())))
    };
    let parts: Vec<String> =
        [Mark::Inherent, Mark::Now, Mark::Planned].into_iter().filter_map(part).collect();
    (parts.len() > 1).then(|| parts.join(if style.unicode { " → " } else { " -> " }))
}

fn stage(subject: Subject<'_>, mark: Mark) -> Option<Stage> {
    let stages = subject.judged.stages;
    match mark {
        Mark::Inherent => stages.inherent,
        Mark::Now => stages.current,
        Mark::Planned => stages.residual,
    }
}

fn cells(marks: &[(Place, Mark)], words: bool, style: Style) -> HashMap<Place, Cell> {
    let mut cells: HashMap<Place, Cell> = HashMap::new();
    for (place, mark) in marks {
        let cell = cells.entry(*place).or_default();
        if !cell.text.is_empty() {
            cell.text.push(' ');
        }
        cell.text.push_str(mark.sign(style.unicode));
        if words {
            cell.text.push(' ');
            cell.text.push_str(mark.word());
        }
        if *mark == Mark::Now {
            cell.paint = Some("1");
        }
    }
    cells
}
