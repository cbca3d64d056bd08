//! An indicator over time: a line with a dot for the last value, the warn band
//! hatched lightly and the breach band densely, each with its threshold. The
//! axis fits the values and the thresholds: nothing is counted, so that nought
//! says nothing. Gaps stay gaps; one measurement is a dot and a number.

use super::Chart;
use super::svg::{Svg, one};
use crate::indicator::{Status, status};
use crate::model::day::{Day, days_between, in_words};
use crate::model::indicator::{Better, Indicator};
use crate::model::measurement::Measurement;
use crate::site::text::{capital, number};
use crate::source::At;

/// As many values are drawn; the table has them all.
const MOST: usize = 60;
/// Labels stand at least so far under each other.
const LEADING: f64 = 14.0;
/// The width of a letter of 12 px, on average and generously.
const LETTER: f64 = 7.0;

/// What a value says: "above warn level 5", "meets the target of 50".
#[must_use]
pub fn says(indicator: &Indicator, value: f64) -> String {
    let level = |limit: &Option<At<f64>>, name: &str| {
        let limit = limit.as_ref().map_or(value, |limit| limit.value);
        let side = if value > limit {
            "above"
        } else if value < limit {
            "below"
        } else {
            "at"
        };
        format!("{side} {name} level {limit}")
    };
    match (status(indicator, value), &indicator.target) {
        (Status::Breached, _) => level(&indicator.breach, "breach"),
        (Status::Warning, _) => level(&indicator.warn, "warn"),
        (Status::OffTarget, Some(target)) => format!("misses the target of {}", target.value),
        (_, Some(target)) => format!("meets the target of {}", target.value),
        _ => match (&indicator.warn, &indicator.breach) {
            (Some(warn), _) => format!("better than warn level {}", warn.value),
            (None, Some(breach)) => format!("better than breach level {}", breach.value),
            (None, None) => "no threshold is given".to_owned(),
        },
    }
}

/// A value with its unit.
#[must_use]
pub fn measured(indicator: &Indicator, value: f64) -> String {
    let unit = indicator.unit.as_ref().map_or("", |unit| unit.as_str());
    format!("{value} {unit}").trim_end().to_owned()
}

/// The chart of these values; `None` where there are none. `place` names it in
/// its page; `tells` says which notes are told.
#[must_use]
pub fn chart(
    indicator: &Indicator,
    values: &[Measurement],
    place: usize,
    tells: &dyn Fn(&str) -> bool,
) -> Option<Chart> {
    let drawn = &values[values.len().saturating_sub(MOST)..];
    let (first, last) = (drawn.first()?, drawn.last()?);
    let title = format!(
        "{}: {} on {}, {}",
        indicator.name(),
        measured(indicator, last.value),
        in_words(last.date),
        says(indicator, last.value)
    );
    let words = format!("{}, between {} and {}.", period(first.date, last.date), low(drawn), high(drawn));
    let draw = |name: &'static str, width: f64| {
        Drawing::new((name, place), width, indicator, drawn).draw(indicator, drawn, &title, &words)
    };
    let row = |value: &Measurement| {
        vec![
            value.date.to_string(),
            value.value.to_string(),
            value.n.map_or_else(|| "–".to_owned(), |n| n.to_string()),
            value.note.as_deref().filter(|note| tells(note)).unwrap_or("–").to_owned(),
        ]
    };
    let unit = indicator.unit.as_ref().map_or("unit not given", |unit| unit.as_str());
    let more = if drawn.len() < values.len() {
        format!("; the table has all {}", number(values.len()))
    } else {
        String::new()
    };
    Some(Chart {
        drawings: vec![draw("wide", 640.0), draw("tight", 288.0)],
        subtitle: format!(
            "{}, {}, n = {}{more}",
            capital(unit),
            period(first.date, last.date),
            number(drawn.len())
        ),
        heads: ["Day", "Value", "n", "Note"].map(str::to_owned).to_vec(),
        rows: values.iter().rev().map(row).collect(),
        title,
    })
}

/// "31 January 2025 to 30 September 2025"; of one day that day.
fn period(first: Day, last: Day) -> String {
    if first == last { in_words(last) } else { format!("{} to {}", in_words(first), in_words(last)) }
}

fn low(values: &[Measurement]) -> f64 {
    values.iter().map(|value| value.value).fold(f64::INFINITY, f64::min)
}

fn high(values: &[Measurement]) -> f64 {
    values.iter().map(|value| value.value).fold(f64::NEG_INFINITY, f64::max)
}

/// The thresholds that are given, each with what its label says.
fn limits(indicator: &Indicator) -> Vec<(&'static str, f64)> {
    let all = [("breach", &indicator.breach), ("warn", &indicator.warn), ("target", &indicator.target)];
    all.into_iter().filter_map(|(name, limit)| Some((name, limit.as_ref()?.value))).collect()
}

/// The ends of the axis: a little beyond what is drawn, and not below nought
/// where nothing is.
fn range(indicator: &Indicator, values: &[Measurement]) -> (f64, f64) {
    let limits = limits(indicator);
    let lowest = limits.iter().map(|(_, limit)| *limit).fold(low(values), f64::min);
    let highest = limits.iter().map(|(_, limit)| *limit).fold(high(values), f64::max);
    let whole = highest - lowest;
    let room = if whole > 0.0 { whole * 0.12 } else { 1.0 };
    let from = lowest - room;
    (if lowest >= 0.0 { from.max(0.0) } else { from }, highest + room)
}

/// Moves labels, from the top to the bottom, apart until none touches another.
fn apart(places: &mut [f64], (top, bottom): (f64, f64)) {
    let mut free = top;
    for place in places.iter_mut() {
        *place = place.max(free);
        free = *place + LEADING;
    }
    let mut free = bottom;
    for place in places.iter_mut().rev() {
        *place = place.min(free);
        free = *place - LEADING;
    }
}

struct Drawing {
    name: &'static str,
    id: String,
    width: f64,
    /// The plot: left, right, top, bottom.
    plot: (f64, f64, f64, f64),
    range: (f64, f64),
    days: (Day, f64),
    /// What stands right of the plot, each with its value.
    labels: Vec<(String, f64)>,
}

impl Drawing {
    #[allow(clippy::cast_precision_loss, reason = "days of a series are few, and labels short")]
    fn new(
        (name, place): (&'static str, usize),
        width: f64,
        indicator: &Indicator,
        values: &[Measurement],
    ) -> Self {
        let (first, last) = (&values[0], &values[values.len() - 1]);
        let mut labels: Vec<(String, f64)> =
            limits(indicator).into_iter().map(|(name, limit)| (format!("{name} {limit}"), limit)).collect();
        labels.push((last.value.to_string(), last.value));
        // From the top to the bottom.
        labels.sort_by(|(_, one), (_, other)| other.total_cmp(one));
        let longest = labels.iter().map(|(label, _)| label.chars().count()).max().unwrap_or(0);
        let beside = (longest as f64 * LETTER + 12.0).min(width / 2.0);
        Self {
            name,
            id: format!("indicator-{place}"),
            width,
            plot: (8.0, width - beside, 14.0, 104.0),
            range: range(indicator, values),
            days: (first.date, days_between(first.date, last.date).max(1) as f64),
            labels,
        }
    }

    fn y(&self, value: f64) -> f64 {
        let (_, _, top, bottom) = self.plot;
        bottom - (value - self.range.0) / (self.range.1 - self.range.0) * (bottom - top)
    }

    #[allow(clippy::cast_precision_loss, reason = "days of a series are few")]
    fn x(&self, day: Day) -> f64 {
        let (left, right, ..) = self.plot;
        left + days_between(self.days.0, day) as f64 / self.days.1 * (right - left)
    }

    fn draw(&self, indicator: &Indicator, values: &[Measurement], title: &str, words: &str) -> String {
        let (left, right, top, bottom) = self.plot;
        let mut svg = Svg::new(self.name, &self.id, self.width, bottom + 22.0);
        svg.hatch("warned", 7);
        svg.hatch("breached", 3);
        let higher = indicator.better.as_ref().is_some_and(|better| better.value == Better::Higher);
        let mut edge = if higher { bottom } else { top };
        for (pattern, limit) in [("breached", &indicator.breach), ("warned", &indicator.warn)] {
            let Some(limit) = limit else { continue };
            let y = self.y(limit.value);
            let (from, to) = if y < edge { (y, edge) } else { (edge, y) };
            svg.filled(pattern, (left, from), (right - left, to - from));
            svg.path("rule", &format!("M{} {}H{}", one(left), one(y), one(right)));
            edge = y;
        }
        if let Some(target) = &indicator.target {
            svg.path("tick", &format!("M{} {}H{}", one(left), one(self.y(target.value)), one(right)));
        }
        let mut places: Vec<f64> = self.labels.iter().map(|(_, value)| self.y(*value) + 4.0).collect();
        apart(&mut places, (top, bottom));
        for ((label, _), y) in self.labels.iter().zip(places) {
            // The value itself is all number.
            let class = if label.starts_with(|c: char| c.is_ascii_lowercase()) { "soft" } else { "" };
            svg.text(class, (right + 8.0, y), label);
        }
        let mut path = String::new();
        for (place, value) in values.iter().enumerate() {
            let is_gap = place > 0 && self.is_gap(indicator, values[place - 1].date, value.date);
            let sign = if place == 0 || is_gap { 'M' } else { 'L' };
            path.push_str(&format!("{sign}{} {}", one(self.x(value.date)), one(self.y(value.value))));
        }
        if values.len() > 1 {
            svg.path("series", &path);
        }
        let last = &values[values.len() - 1];
        let (x, y) = (if values.len() == 1 { left + 6.0 } else { self.x(last.date) }, self.y(last.value));
        svg.path("dot", &format!("M{} {}a4 4 0 1 0 8 0a4 4 0 1 0 -8 0", one(x - 4.0), one(y)));
        svg.text("", (left, bottom + 18.0), &values[0].date.to_string());
        if values.len() > 1 {
            svg.text("end", (right, bottom + 18.0), &last.date.to_string());
        }
        svg.finish(title, words)
    }

    /// More than twice the cadence between two values is a gap.
    fn is_gap(&self, indicator: &Indicator, from: Day, to: Day) -> bool {
        let every = indicator.every.as_ref().map(|every| every.value);
        every.is_some_and(|every| every.after(every.after(from)) < to)
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::parse::load_texts;

    /// The chart of an indicator with these thresholds and values, if there is one.
    fn drawn(indicator: &str, values: &str) -> Option<Chart> {
        let files = [
            ("plimsoll.toml", "[register]\ntitle = \"T\"\n".to_owned()),
            ("indicators.toml", format!("[[indicator]]\nid = \"up\"\nname = \"Uptime\"\n{indicator}")),
            ("measurements/up.csv", format!("date,value\n{values}")),
        ];
        let texts: Vec<(&str, &str)> = files.iter().map(|(path, text)| (*path, text.as_str())).collect();
        let register = load_texts(&texts).register;
        let series = register.series("up").map_or(&[][..], |series| series.until(date(2025, 12, 31)));
        chart(&register.indicators[0], series, 1, &|_| true)
    }

    /// The places of the labels right of the plot, from the top.
    fn heights(drawing: &str) -> Vec<(String, f64)> {
        let texts = drawing.split("<text").skip(1).filter_map(|rest| rest.split_once("</text>"));
        let label = |(text, _): (&str, &str)| {
            let (tag, label) = text.split_once('>')?;
            let y = tag.split_once("y=\"")?.1.trim_end_matches('"').parse().ok()?;
            (!label.starts_with("20")).then(|| (label.to_owned(), y))
        };
        texts.filter_map(label).collect()
    }

    const UPTIME: &str = "unit = \"%\"\nbetter = \"higher\"\ntarget = 99.5\nwarn = 98\nbreach = 95\n";

    #[test]
    fn the_axis_fits_values_and_thresholds_and_no_label_lies_on_another() {
        let chart = drawn(UPTIME, "2025-01-31,99.6\n2025-04-30,99.1\n").expect("a chart");
        for drawing in &chart.drawings {
            let labels = heights(drawing);
            let names: Vec<&str> = labels.iter().map(|(name, _)| name.as_str()).collect();
            assert_eq!(names, ["target 99.5", "99.1", "warn 98", "breach 95"]);
            assert!(labels.windows(2).all(|pair| pair[1].1 - pair[0].1 > LEADING - 0.1), "{labels:?}");
            assert!(labels.iter().all(|(_, y)| (14.0..=104.0).contains(y)), "{labels:?}");
            // The band below 95 is a small part of the 90 units.
            let band = drawing.split("class=\"breached\"").nth(1).expect("a band");
            let height = band.split_once("height=\"").and_then(|(_, rest)| rest.split_once('"')).expect("it");
            assert!(height.0.parse::<f64>().expect("a number") < 20.0, "{drawing}");
        }
    }

    #[test]
    fn title_and_subtitle_say_the_finding_the_period_and_how_many() {
        let chart = drawn(UPTIME, "2025-01-31,99.6\n2025-04-30,99.1\n").expect("a chart");
        assert_eq!(chart.title, "Uptime: 99.1 % on 30 April 2025, misses the target of 99.5");
        assert_eq!(chart.subtitle, "%, 31 January 2025 to 30 April 2025, n = 2");
        let one = drawn("better = \"lower\"\nwarn = 3\nbreach = 5\n", "2025-05-31,4\n").expect("a chart");
        assert_eq!(one.title, "Uptime: 4 on 31 May 2025, above warn level 3");
        assert_eq!(one.subtitle, "Unit not given, 31 May 2025, n = 1");
        assert!(!one.drawings[0].contains("NaN"), "{}", one.drawings[0]);
        assert!(drawn(UPTIME, "").is_none());
    }

    #[test]
    fn a_value_says_on_which_side_of_which_threshold_it_is() {
        let said = |thresholds: &str, value: f64| {
            let chart = drawn(&format!("better = \"lower\"\n{thresholds}"), &format!("2025-05-31,{value}\n"));
            chart.expect("a chart").title.split_once("2025, ").expect("words").1.to_owned()
        };
        let all = "target = 2\nwarn = 5\nbreach = 9\n";
        assert_eq!(said(all, 9.0), "at breach level 9");
        assert_eq!(said(all, 6.5), "above warn level 5");
        assert_eq!(said(all, 4.0), "misses the target of 2");
        assert_eq!(said(all, 2.0), "meets the target of 2");
        assert_eq!(said("warn = 5\n", 4.0), "better than warn level 5");
        assert_eq!(said("", 4.0), "no threshold is given");
    }
}
