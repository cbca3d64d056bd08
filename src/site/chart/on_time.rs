//! Treatments by their deadline: one bar of done on time, done late, and still
//! open and overdue, and the quarters of the period as a table.

use super::Chart;
use super::bar::{self, Part};
use crate::metrics::on_time::OnTime;
use crate::site::text::{count, number};

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
        Part { class: "untested", words: "open and overdue", count: figures.overdue },
    ];
    let title = format!(
        "{} of {} on time",
        number(figures.on_time),
        count(total, "treatment that was due was done", "treatments that were due were done")
    );
    let words = bar::words(&parts);
    let draw = |name, width| bar::draw((name, "on-time"), width, &parts, (&title, &words));
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metrics::on_time::QuarterDone;

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
    }

    #[test]
    fn of_nothing_there_is_no_chart() {
        assert!(super::chart(&OnTime::default()).is_none());
    }
}
