//! One bar of parts with a label under each: how a whole divides. Something more
//! may stand below.

use super::svg::Svg;
use crate::site::text::number;

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
pub(super) struct Part {
    /// How it is drawn: "passed" full, "failed" hatched, "overdue" hatched densely,
    /// "untested" in outline.
    pub(super) class: &'static str,
    /// What its label says after the number.
    pub(super) words: &'static str,
    /// How many.
    pub(super) count: usize,
}

/// "10 passed, 5 failed, 5 not tested."
pub(super) fn words(parts: &[Part]) -> String {
    let words: Vec<String> =
        parts.iter().map(|part| format!("{} {}", number(part.count), part.words)).collect();
    format!("{}.", words.join(", "))
}

/// Draws the parts of a whole that is not empty, with room of a height for what
/// stands below. `id` names the drawing in its page. Also where that room begins.
#[allow(clippy::cast_precision_loss, reason = "counts are small numbers")]
pub(super) fn draw((name, id): (&'static str, &str), width: f64, parts: &[Part], below: f64) -> (Svg, f64) {
    let total: usize = parts.iter().map(|part| part.count).sum();
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
    let height = EDGE + BAR + GAP + LEADING * (lines - 1.0) + 6.0;
    let mut svg = Svg::new(name, id, width, height + below);
    svg.hatch("failed", 7);
    svg.hatch("overdue", 3);
    for (part, start) in shown.iter().zip(&starts) {
        let at = (*start, EDGE);
        let size = (part.count as f64 / total as f64 * room, BAR);
        if ["failed", "overdue"].contains(&part.class) {
            svg.filled(part.class, at, size);
        } else {
            svg.rect(part.class, at, size);
        }
    }
    for (label, (x, line)) in labels.iter().zip(&places) {
        svg.text("", (*x, EDGE + BAR + GAP + LEADING * line), label);
    }
    (svg, height)
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
