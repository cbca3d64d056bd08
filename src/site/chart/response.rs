//! How long each step of incidents took: single incidents as dots on a
//! logarithmic axis, the median as a tall tick, the 90th percentile as a short
//! one. Of fewer than five incidents only dots are drawn, of fewer than ten no
//! percentile: the numbers beside the chart always give both, with n.

use super::Chart;
use super::svg::{Svg, one};
use crate::metrics::incidents::{Steps, span};
use crate::site::text::number;
use crate::statistics::{median, percentile};

/// Fewer have no median in the drawing.
const FEW: usize = 5;
/// Fewer have no percentile in it.
const SOME: usize = 10;
/// A step.
const ROW: f64 = 46.0;
/// Above the first.
const TOP: f64 = 8.0;
/// Below the last: the axis.
const BOTTOM: f64 = 30.0;
/// Room right of the axis.
const RIGHT: f64 = 14.0;
/// Dots of one step are drawn as far as the drawing stays small.
const MOST: usize = 60;
/// Where the axis may begin and end, in minutes, with the words there.
const MARKS: [(f64, &str); 9] = [
    (1.0, "1 min"),
    (10.0, "10 min"),
    (60.0, "1 h"),
    (360.0, "6 h"),
    (1_440.0, "1 day"),
    (10_080.0, "1 week"),
    (43_200.0, "30 days"),
    (525_600.0, "1 year"),
    (5_256_000.0, "10 years"),
];

/// A step with its name.
struct Row<'s> {
    name: &'static str,
    minutes: &'s [i64],
    missing: usize,
}

/// The chart of the steps of the incidents of a period, which `period` says;
/// `None` where no time is known.
#[must_use]
pub fn chart(steps: &Steps, period: &str) -> Option<Chart> {
    let [detect, respond, contain, resolve] = &steps.minutes;
    let rows =
        [("to detect", detect), ("to respond", respond), ("to contain", contain), ("to resolve", resolve)]
            .map(|(name, minutes)| Row { name, minutes, missing: steps.incidents - minutes.len() });
    let all = || rows.iter().flat_map(|row| row.minutes.iter().copied());
    let (least, most) = (all().min()?, all().max()?);
    let (from, to) = range(least, most);
    let title = title(steps.incidents, resolve);
    let words = format!("{}.", rows.iter().map(told).collect::<Vec<_>>().join("; "));
    let draw = |name, width| draw(name, width, &rows, (from, to), (&title, &words));
    Some(Chart {
        subtitle: format!(
            "Time to detect from the beginning, the others from the detection; logarithmic axis; incidents detected {period}, n = {}",
            number(steps.incidents)
        ),
        drawings: vec![draw("wide", 640.0), draw("tight", 288.0)],
        heads: ["Step", "Median", "90th percentile", "n", "Left out: a time is missing"]
            .map(str::to_owned)
            .to_vec(),
        rows: rows.iter().map(cells).collect(),
        title,
    })
}

/// How many were resolved within the median of those whose time is known: of an
/// open one nothing is said but that it is among them.
#[allow(clippy::cast_precision_loss, reason = "minutes of some years")]
fn title(incidents: usize, resolve: &[i64]) -> String {
    let Some(half) = median(resolve) else {
        return match incidents {
            1 => "The time to resolve the only incident is not known".to_owned(),
            all => format!("The time to resolve is known of none of {} incidents", number(all)),
        };
    };
    let within = resolve.iter().filter(|minutes| **minutes as f64 <= half).count();
    match (within, incidents) {
        (_, 1) => format!("The only incident was resolved within {}", span(half)),
        (1, all) => format!("1 of {} incidents was resolved within {}", number(all), span(half)),
        (many, all) => {
            format!("{} of {} incidents were resolved within {}", number(many), number(all), span(half))
        }
    }
}

#[allow(clippy::cast_precision_loss, reason = "minutes of some years")]
fn figures(row: &Row<'_>) -> Option<(f64, f64)> {
    median(row.minutes).zip(percentile(row.minutes, 90).map(|minutes| minutes as f64))
}

fn told(row: &Row<'_>) -> String {
    match figures(row) {
        Some((half, most)) => format!(
            "{}: median {}, 90th percentile {}, n = {}",
            row.name,
            span(half),
            span(most),
            row.minutes.len()
        ),
        None => format!("{}: not known", row.name),
    }
}

fn cells(row: &Row<'_>) -> Vec<String> {
    let (half, most) = figures(row).map_or_else(
        || ("not known".to_owned(), "not known".to_owned()),
        |(half, most)| (span(half), span(most)),
    );
    vec![row.name.replacen('t', "T", 1), half, most, number(row.minutes.len()), number(row.missing)]
}

/// The marks between which all times lie.
#[allow(clippy::cast_precision_loss, reason = "minutes of some years")]
fn range(least: i64, most: i64) -> (f64, f64) {
    let first = MARKS.iter().rev().find(|(at, _)| *at <= least as f64).map_or(MARKS[0].0, |(at, _)| *at);
    let last = MARKS.iter().find(|(at, _)| *at >= most as f64 && *at > first);
    (first, last.map_or(most as f64, |(at, _)| *at))
}

#[allow(clippy::cast_precision_loss, reason = "minutes of some years")]
fn draw(
    name: &'static str,
    width: f64,
    rows: &[Row<'_>],
    (from, to): (f64, f64),
    (title, words): (&str, &str),
) -> String {
    let left = if width < 400.0 { 76.0 } else { 110.0 };
    let right = width - RIGHT;
    let x =
        |minutes: f64| left + (minutes.max(from).ln() - from.ln()) / (to.ln() - from.ln()) * (right - left);
    let bottom = TOP + ROW * rows.len() as f64;
    let mut svg = Svg::new(name, "response", width, bottom + BOTTOM);
    let mut free = f64::MIN;
    for (at, text) in MARKS.into_iter().filter(|(at, _)| (from..=to).contains(at)) {
        svg.path("rule", &format!("M{} {TOP}V{}", one(x(at)), one(bottom)));
        let half = text.len() as f64 * 3.5;
        let middle = x(at).min(width - half);
        if middle - half > free {
            svg.text("mid soft", (middle, bottom + 18.0), text);
            free = middle + half + 6.0;
        }
    }
    for (place, row) in rows.iter().enumerate() {
        let y = TOP + ROW * (place as f64 + 0.5);
        svg.text("", (0.0, y - 2.0), row.name);
        svg.text("soft", (0.0, y + 13.0), &format!("n = {}", number(row.minutes.len())));
        svg.path("rule", &format!("M{} {}H{}", one(left), one(y), one(right)));
        let mut dots = row.minutes.to_vec();
        dots.sort_unstable();
        dots.dedup();
        for minutes in dots.iter().step_by(dots.len().div_ceil(MOST).max(1)) {
            svg.path(
                "hollow",
                &format!(
                    "M{} {}a3.5 3.5 0 1 0 7 0a3.5 3.5 0 1 0 -7 0",
                    one(x(*minutes as f64) - 3.5),
                    one(y)
                ),
            );
        }
        let Some((half, most)) = figures(row).filter(|_| row.minutes.len() >= FEW) else { continue };
        svg.path("mark", &format!("M{} {}V{}", one(x(half)), one(y - 15.0), one(y + 15.0)));
        if row.minutes.len() >= SOME {
            svg.path("mark", &format!("M{} {}V{}", one(x(most)), one(y - 8.0), one(y + 8.0)));
        }
    }
    svg.finish(title, words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dots_ticks_and_numbers() {
        let steps = Steps {
            incidents: 11,
            minutes: [
                vec![30, 60, 90],
                vec![1, 2, 3, 4, 5],
                (1..=10).map(|hours| hours * 60).collect(),
                vec![1_440; 11],
            ],
        };
        let chart = chart(&steps, "after 1 June 2024, up to 1 June 2025").expect("a chart");
        assert_eq!(chart.title, "11 of 11 incidents were resolved within 24 h");
        assert!(chart.subtitle.ends_with("incidents detected after 1 June 2024, up to 1 June 2025, n = 11"));
        assert_eq!(chart.rows[0], ["To detect", "60 min", "90 min", "3", "8"]);
        // The mean of five and six hours; the ninth of ten.
        assert_eq!(chart.rows[2], ["To contain", "5.5 h", "9 h", "10", "1"]);
        let wide = &chart.drawings[0];
        assert_eq!(wide.matches("class=\"hollow\"").count(), 3 + 5 + 10 + 1);
        // No median of three, no percentile of five.
        assert_eq!(wide.matches("class=\"mark\"").count(), 1 + 2 + 2);
        assert!(wide.contains(">1 min</text>") && wide.contains(">1 day</text>"), "{wide}");
        assert!(!wide.contains("1 week") && wide.len() < 12 << 10);
    }

    #[test]
    fn the_title_claims_nothing_of_incidents_that_are_open() {
        assert_eq!(title(3, &[1_728]), "1 of 3 incidents was resolved within 28.8 h");
        assert_eq!(title(1, &[1_728]), "The only incident was resolved within 28.8 h");
        assert_eq!(title(4, &[60, 90, 300]), "2 of 4 incidents were resolved within 90 min");
        assert_eq!(title(2, &[]), "The time to resolve is known of none of 2 incidents");
    }

    #[test]
    fn a_time_of_nothing_is_no_chart_and_zero_minutes_stand_at_the_beginning() {
        assert!(chart(&Steps { incidents: 3, minutes: Default::default() }, "").is_none());
        let steps = Steps { incidents: 1, minutes: [vec![0], vec![], vec![], vec![]] };
        let chart = chart(&steps, "after 1 June 2024, up to 1 June 2025").expect("a chart");
        assert_eq!(chart.title, "The time to resolve the only incident is not known");
        assert_eq!(chart.rows[3], ["To resolve", "not known", "not known", "0", "1"]);
        assert!(!chart.drawings[0].contains("NaN"), "{}", chart.drawings[0]);
    }
}
