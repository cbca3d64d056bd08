//! The heat map in the terminal: how many of some open risks lie in each cell
//! of the matrix, and the line between them.

use std::collections::HashMap;
use std::io::{self, Write};

use super::board::{Board, Cell, Headings, Place};
use super::style::Style;
use crate::facts::{Facts, RiskFacts};
use crate::model::risk::Risk;
use crate::text::counted;

/// Writes the map of the open ones of some risks; nothing where none of them
/// has a place in the matrix, or where there is no room.
///
/// # Errors
/// What the writer says.
pub fn write(
    facts: &Facts<'_>,
    risks: &[(&Risk, &RiskFacts)],
    style: Style,
    out: &mut dyn Write,
) -> io::Result<()> {
    match drawn(facts, risks, style) {
        Some(text) => out.write_all(style.finish(format!("\n{text}")).as_bytes()),
        None => Ok(()),
    }
}

fn drawn(facts: &Facts<'_>, risks: &[(&Risk, &RiskFacts)], style: Style) -> Option<String> {
    let scale = facts.scale.as_ref()?;
    let open: Vec<&RiskFacts> =
        risks.iter().filter(|(risk, _)| risk.is_open()).map(|(_, judged)| *judged).collect();
    let stages = || open.iter().filter_map(|judged| judged.stages.current);
    let board = Board::new(scale, stages());
    let mut counts: HashMap<Place, usize> = HashMap::new();
    // A cell without a level counts nothing: the matrix is not written there.
    for place in stages().filter_map(|stage| board.place(stage)) {
        *counts.entry(place).or_default() += 1;
    }
    counts.retain(|place, _| board.is_above(*place).is_some());
    let placed: usize = counts.values().sum();
    if placed == 0 {
        return None;
    }
    let cell = |(place, count): (&Place, &usize)| {
        let paint = if board.is_above(*place) == Some(true) { "1;31" } else { "1" };
        (*place, Cell { text: count.to_string(), paint: Some(paint) })
    };
    let cells: HashMap<Place, Cell> = counts.iter().map(cell).collect();
    let legend: Vec<String> = board.line(style).into_iter().chain(beside(open.len() - placed)).collect();
    let draw = |headings| board.draw(&cells, headings, &legend, style);
    let map = draw(Headings::Whole).or_else(|| draw(Headings::Short))?;
    Some(format!("{}\n{map}", style.bold(&heading(placed, style.width))))
}

fn heading(placed: usize, width: usize) -> String {
    let count = counted(placed, "open risk");
    let whole = format!("{count} by likelihood and impact");
    if whole.len() <= width { whole } else { count }
}

/// What has no place in the matrix is not in it, and that is said.
fn beside(count: usize) -> Option<String> {
    match count {
        0 => None,
        1 => Some("1 has no place in it".to_owned()),
        count => Some(format!("{count} have no place in it")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::layout::width;
    use crate::testing::{facts_of, register_of};

    const HIGH: &str = "likelihood = 'high'\nimpact = 'high'\n";
    const LOW: &str = "likelihood = 'low'\nimpact = 'low'\n";

    fn shown(risks: &[(&str, &str)], style: Style) -> String {
        let register = register_of(risks);
        let facts = facts_of(&register);
        let mut out = Vec::new();
        write(&facts, &facts.each().collect::<Vec<_>>(), style, &mut out).expect("memory");
        String::from_utf8(out).expect("UTF-8")
    }

    fn some() -> Vec<(&'static str, &'static str)> {
        let closed = "likelihood = 'high'\nimpact = 'high'\nstatus = 'closed'\n";
        let mut risks = vec![("R001", HIGH), ("R002", HIGH), ("R003", LOW), ("R004", ""), ("R005", closed)];
        risks.push(("R006", "likelihood = 'medium'\nimpact = 'high'\n"));
        risks
    }

    #[test]
    fn open_risks_are_counted_in_their_cells_and_the_line_is_drawn() {
        insta::assert_snapshot!(shown(&some(), Style::plain(80)));
    }

    #[test]
    fn ascii_and_forty_columns_are_enough() {
        let style = Style { unicode: false, ..Style::plain(40) };
        let text = shown(&some(), style);
        assert!(text.is_ascii(), "{text}");
        insta::assert_snapshot!(text);
    }

    #[test]
    fn no_line_is_wider_than_the_terminal_and_colour_only_repeats() {
        for columns in 20..100 {
            let text = shown(&some(), Style::plain(columns));
            assert!(text.lines().all(|line| width(line) <= columns), "{columns}: {text}");
            let text = shown(&some(), Style { unicode: false, ..Style::plain(columns) });
            assert!(text.lines().all(|line| width(line) <= columns), "{columns}: {text}");
        }
        let colour = shown(&some(), Style { colour: true, ..Style::plain(80) });
        assert!(colour.contains("\u{1b}[1;31m2\u{1b}[0m"), "{colour:?}");
        let mut plain = String::new();
        let mut rest = colour.as_str();
        while let Some(at) = rest.find('\u{1b}') {
            plain.push_str(&rest[..at]);
            rest = &rest[at + rest[at..].find('m').expect("an end") + 1..];
        }
        assert_eq!(plain + rest, shown(&some(), Style::plain(80)));
    }

    #[test]
    fn where_nothing_has_a_place_nothing_is_drawn() {
        assert_eq!(
            shown(&[("R001", ""), ("R002", "likelihood = 'huge'\nimpact = 'low'\n")], Style::plain(80)),
            ""
        );
        assert_eq!(shown(&[], Style::plain(80)), "");
    }
}
