//! The latest tests of the controls that open risks count on: one bar of passed,
//! failed and not tested. What nobody tested is outline only, since it is not
//! known.

use super::Chart;
use super::bar::{self, Part};
use crate::metrics::controls::ControlFigures;
use crate::site::text::{count, number};

/// The chart; `None` where no open risk counts on a control.
#[must_use]
pub fn chart(figures: &ControlFigures) -> Option<Chart> {
    let total = figures.counted_on;
    if total == 0 {
        return None;
    }
    let parts = [
        Part { class: "passed", words: "passed", count: figures.passed },
        Part { class: "failed", words: "failed", count: figures.tested - figures.passed },
        Part { class: "untested", words: "not tested", count: total - figures.tested },
    ];
    let title = format!(
        "{} of {} that open risks count on passed the last test",
        number(figures.passed),
        count(total, "control", "controls")
    );
    let words = bar::words(&parts);
    let draw = |name, width| bar::draw((name, "tests"), width, &parts, 0.0).0.finish(&title, &words);
    let mut rows: Vec<Vec<String>> = [
        ("Passed the last test, which lies within its cadence", &parts[0]),
        ("Failed it", &parts[1]),
        ("Not tested within the cadence, or never", &parts[2]),
    ]
    .into_iter()
    .map(|(name, part)| vec![name.to_owned(), number(part.count)])
    .collect();
    rows.push(vec!["Open risks count on".to_owned(), number(total)]);
    Some(Chart {
        subtitle: format!("Latest test of each control that open risks count on, n = {}", number(total)),
        drawings: vec![draw("wide", 640.0), draw("tight", 288.0)],
        heads: vec!["Latest test".to_owned(), "Controls".to_owned()],
        rows,
        title,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn figures(counted_on: usize, tested: usize, passed: usize) -> ControlFigures {
        ControlFigures {
            counted_on,
            tested,
            passed,
            pass_rate: None,
            comparable: 0,
            lowered: 0,
            levels_lowered: 0,
            reduction_rate: None,
        }
    }

    #[test]
    fn the_bar_is_as_long_as_its_parts_and_says_them() {
        let chart = chart(&figures(20, 15, 10)).expect("a chart");
        assert_eq!(chart.title, "10 of 20 controls that open risks count on passed the last test");
        let numbers: Vec<&str> = chart.rows.iter().map(|row| row[1].as_str()).collect();
        assert_eq!(numbers, ["10", "5", "5", "20"]);
        let wide = &chart.drawings[0];
        // 638 units for 20 controls: 319, 159.5 and 159.5.
        for part in
            ["class=\"passed\" x=\"1\"", "width=\"319\"", "x=\"320\"", "class=\"untested\" x=\"479.5\""]
        {
            assert!(wide.contains(part), "{part}: {wide}");
        }
        assert!(
            wide.contains("<desc id=\"tests-wide-d\">10 passed, 5 failed, 5 not tested.</desc>"),
            "{wide}"
        );
    }

    #[test]
    fn what_there_is_none_of_has_no_part_and_of_nothing_there_is_no_chart() {
        assert!(chart(&figures(0, 0, 0)).is_none());
        let chart = chart(&figures(3, 0, 0)).expect("a chart");
        assert_eq!(chart.drawings[0].matches("<rect").count(), 1);
        assert!(chart.drawings[0].contains(">3 not tested</text>"));
    }
}
