//! Treatments by their deadline: one bar of done on time, done late, and still
//! open and overdue, and below it a column for each quarter of the period.

use super::Chart;
use super::bar::{self, Part};
use super::svg::{Svg, one};
use crate::metrics::on_time::{OnTime, QuarterDone};
use crate::site::text::{count, number};

/// The columns of the quarters: their room, and that of the longest column.
const ROOM: f64 = 122.0;
const COLUMN: f64 = 64.0;
/// The widest column, and as many quarters as there is room for.
const WIDE: f64 = 48.0;
const MOST: usize = 6;

/// The chart; `None` where nothing was done and nothing is overdue.
#[must_use]
pub fn chart(figures: &OnTime) -> Option<Chart> {
    let total = figures.on_time + figures.late + figures.overdue;
    if total == 0 {
        return None;
    }
    let parts = [
        Part { class: "passed", words: "on time", count: figures.on_time },
        Part { class: "failed", words: "late", count: figures.late },
        Part { class: "overdue", words: "open and overdue", count: figures.overdue },
    ];
    let title = format!(
        "{} of {} on time",
        number(figures.on_time),
        count(total, "treatment that was due was done", "treatments that were due were done")
    );
    let words = bar::words(&parts);
    let quarters = &figures.quarters[figures.quarters.len().saturating_sub(MOST)..];
    let is_any = quarters.iter().any(|quarter| quarter.on_time + quarter.late > 0);
    let draw = |name, width| {
        let (mut svg, top) = bar::draw((name, "on-time"), width, &parts, if is_any { ROOM } else { 0.0 });
        if is_any {
            columns(&mut svg, quarters, (width, top));
        }
        svg.finish(&title, &words)
    };
    let mut rows: Vec<Vec<String>> = figures
        .quarters
        .iter()
        .map(|quarter| vec![quarter.name.clone(), number(quarter.on_time), number(quarter.late)])
        .collect();
    rows.push(vec!["All".to_owned(), number(figures.on_time), number(figures.late)]);
    Some(Chart {
        subtitle: format!(
            "Plans with a deadline that were done in the period, and those that are overdue, n = {}",
            number(total)
        ),
        drawings: vec![draw("wide", 640.0), draw("tight", 288.0)],
        heads: ["Done in", "On time", "Late"].map(str::to_owned).to_vec(),
        rows,
        title,
    })
}

/// A column for each quarter: done on time, and above it done late, with the
/// number of both.
#[allow(clippy::cast_precision_loss, reason = "counts are small numbers")]
fn columns(svg: &mut Svg, quarters: &[QuarterDone], (width, top): (f64, f64)) {
    let most = quarters.iter().map(|quarter| quarter.on_time + quarter.late).max().unwrap_or(0).max(1);
    let height = |count: usize| count as f64 / most as f64 * COLUMN;
    let bottom = top + ROOM - 24.0;
    let room = width / quarters.len() as f64;
    let wide = WIDE.min(room - 12.0);
    for (place, quarter) in quarters.iter().enumerate() {
        let middle = room * (place as f64 + 0.5);
        let (on_time, late) = (height(quarter.on_time), height(quarter.late));
        if quarter.on_time > 0 {
            svg.rect("passed", (middle - wide / 2.0, bottom - on_time), (wide, on_time));
        }
        if quarter.late > 0 {
            svg.filled("failed", (middle - wide / 2.0, bottom - on_time - late), (wide, late));
        }
        let done = quarter.on_time + quarter.late;
        let words = if quarter.late > 0 {
            format!("{}, {} late", number(done), number(quarter.late))
        } else {
            number(done)
        };
        svg.text("mid", (middle, bottom - on_time - late - 6.0), &words);
        svg.text("mid soft", (middle, bottom + 18.0), &quarter.name);
    }
    svg.path("stroke", &format!("M0 {}H{}", one(bottom), one(width)));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_parts_and_the_quarters() {
        let quarter = |name: &str, on_time, late| QuarterDone { name: name.to_owned(), on_time, late };
        let figures = OnTime {
            on_time: 3,
            late: 1,
            overdue: 4,
            open: 6,
            quarters: vec![quarter("2025 Q1", 3, 0), quarter("2025 Q2", 0, 1)],
        };
        let chart = chart(&figures).expect("a chart");
        assert_eq!(chart.title, "3 of 8 treatments that were due were done on time");
        assert_eq!(chart.rows[1], ["2025 Q2", "0", "1"]);
        assert_eq!(chart.rows[2], ["All", "3", "1"]);
        // 638 units for eight: 239.25, 79.75 and 319.
        assert!(chart.drawings[0].contains("width=\"239.2\"") && chart.drawings[0].contains("width=\"319\""));
        assert!(chart.drawings[0].contains("3 on time, 1 late, 4 open and overdue."));
        // The overdue ones are filled, and each quarter has its column: of 3 the whole height, of 1 a third.
        assert!(chart.drawings[0].contains("class=\"overdue\" fill=\"url(#on-time-wide-overdue)\""));
        assert!(chart.drawings[0].contains("height=\"64\"") && chart.drawings[0].contains("height=\"21.3\""));
        assert!(
            chart.drawings[1].contains(">2025 Q2</text>") && chart.drawings[1].contains(">1, 1 late</text>")
        );
    }

    #[test]
    fn of_nothing_there_is_no_chart() {
        assert!(super::chart(&OnTime::default()).is_none());
    }
}
