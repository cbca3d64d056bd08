//! The latest tests of the controls that open risks count on: one bar of passed,
//! failed and not tested. What nobody tested is outline only, since it is not
//! known.

use super::Chart;
use super::svg::Svg;
use crate::metrics::controls::ControlFigures;
use crate::site::text::{count, number};

/// The bar.
const BAR: f64 = 28.0;
/// Between the bar and its labels.
const GAP: f64 = 18.0;
/// Lines of 12 px stand so far apart.
const LEADING: f64 = 16.0;
/// The width of a letter of 12 px, on average and generously.
const LETTER: f64 = 7.0;
/// Between two labels.
const SPACE: f64 = 14.0;
/// Room for the border.
const EDGE: f64 = 1.0;

/// A part of the bar.
struct Part {
    class: &'static str,
    words: &'static str,
    count: usize,
}

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
    let words: Vec<String> =
        parts.iter().map(|part| format!("{} {}", number(part.count), part.words)).collect();
    let words = format!("{}.", words.join(", "));
    let draw = |name, width| draw(name, width, &parts, total, (&title, &words));
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

#[allow(clippy::cast_precision_loss, reason = "counts of controls are small numbers")]
fn draw(
    name: &'static str,
    width: f64,
    parts: &[Part],
    total: usize,
    (title, words): (&str, &str),
) -> String {
    let shown: Vec<&Part> = parts.iter().filter(|part| part.count > 0).collect();
    let labels: Vec<String> =
        shown.iter().map(|part| format!("{} {}", number(part.count), part.words)).collect();
    let room = width - 2.0 * EDGE;
    let starts: Vec<f64> = shown
        .iter()
        .scan(0, |before, part| {
            let start = *before as f64 / total as f64 * room + EDGE;
            *before += part.count;
            Some(start)
        })
        .collect();
    let places = places(&starts, &labels, width);
    let lines = places.last().map_or(1.0, |(_, line)| line + 1.0);
    let mut svg = Svg::new(name, "tests", width, EDGE + BAR + GAP + LEADING * (lines - 1.0) + 6.0);
    svg.hatch("failed", 5);
    for (part, start) in shown.iter().zip(&starts) {
        let at = (*start, EDGE);
        let size = (part.count as f64 / total as f64 * room, BAR);
        if part.class == "failed" {
            svg.filled("failed", at, size);
        } else {
            svg.rect(part.class, at, size);
        }
    }
    for (label, (x, line)) in labels.iter().zip(&places) {
        svg.text("", (*x, EDGE + BAR + GAP + LEADING * line), label);
    }
    svg.finish(title, words)
}

/// Where labels stand: under the beginnings of their parts, moved apart where
/// they would touch, in a line each where there is no room beside each other.
#[allow(clippy::cast_precision_loss, reason = "labels are short")]
fn places(starts: &[f64], labels: &[String], width: f64) -> Vec<(f64, f64)> {
    let long = |label: &String| label.chars().count() as f64 * LETTER;
    let all: f64 = labels.iter().map(long).sum::<f64>() + SPACE * labels.len().saturating_sub(1) as f64;
    if all > width {
        return (0..labels.len()).map(|line| (EDGE, line as f64)).collect();
    }
    let mut places = starts.to_vec();
    for at in 1..places.len() {
        places[at] = places[at].max(places[at - 1] + long(&labels[at - 1]) + SPACE);
    }
    let mut end = width;
    for at in (0..places.len()).rev() {
        places[at] = places[at].min(end - long(&labels[at]));
        end = places[at] - SPACE;
    }
    places.into_iter().map(|x| (x, 0.0)).collect()
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

    #[test]
    fn labels_never_touch_and_stay_inside() {
        for (counted_on, tested, passed) in [(100, 99, 98), (100, 2, 1), (30_000, 20_000, 10_000), (1, 1, 1)]
        {
            for width in [640.0, 288.0] {
                let labels = [
                    format!("{} passed", number(passed)),
                    format!("{} failed", number(tested - passed)),
                    format!("{} not tested", number(counted_on - tested)),
                ];
                let starts = [1.0, width * 0.98, width - 1.0];
                let places = places(&starts, &labels, width);
                for (at, (x, line)) in places.iter().enumerate() {
                    let end = x + labels[at].chars().count() as f64 * LETTER;
                    assert!(*x >= 0.0 && end <= width + 0.01, "{labels:?} in {width}: {places:?}");
                    let next = places.get(at + 1);
                    assert!(next.is_none_or(|(other, under)| under > line || *other >= end), "{places:?}");
                }
            }
        }
    }
}
