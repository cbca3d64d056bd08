//! An indicator over time: a line with a dot for the last value, the warn band
//! hatched lightly and the breach band densely, each with its threshold. Gaps
//! stay gaps; one measurement is a dot and a number.

use super::Chart;
use super::svg::{Svg, one};
use crate::model::day::{Day, days_between};
use crate::model::indicator::{Better, Indicator};
use crate::model::measurement::Measurement;
use crate::source::At;

/// As many values are drawn; the table has them all.
const MOST: usize = 60;

/// The chart of these values; `None` where there are none. `number` names it in
/// its page; `tells` says which notes are told.
#[must_use]
pub fn chart(
    indicator: &Indicator,
    values: &[Measurement],
    number: usize,
    tells: &dyn Fn(&str) -> bool,
) -> Option<Chart> {
    let drawn = &values[values.len().saturating_sub(MOST)..];
    let (first, last) = (drawn.first()?, drawn.last()?);
    let unit = indicator.unit.as_ref().map_or("", |unit| unit.as_str());
    let title = format!("{}: {} {unit} on {}", indicator.name(), last.value, last.date);
    let words = format!(
        "{} values from {} to {}, between {} and {}.",
        drawn.len(),
        first.date,
        last.date,
        low(drawn),
        high(drawn)
    );
    let draw = |name: &'static str, width: f64| {
        Drawing::new((name, number), width, indicator, drawn).draw(indicator, drawn, &title, &words)
    };
    let row = |value: &Measurement| {
        vec![
            value.date.to_string(),
            value.value.to_string(),
            value.n.map_or_else(|| "–".to_owned(), |n| n.to_string()),
            value.note.as_deref().filter(|note| tells(note)).unwrap_or("–").to_owned(),
        ]
    };
    Some(Chart {
        drawings: vec![draw("wide", 640.0), draw("tight", 288.0)],
        subtitle: format!("{} to {}, {unit}", first.date, last.date),
        heads: ["Day", "Value", "n", "Note"].map(str::to_owned).to_vec(),
        rows: values.iter().rev().map(row).collect(),
        title,
    })
}

fn low(values: &[Measurement]) -> f64 {
    values.iter().map(|value| value.value).fold(f64::INFINITY, f64::min)
}

fn high(values: &[Measurement]) -> f64 {
    values.iter().map(|value| value.value).fold(f64::NEG_INFINITY, f64::max)
}

struct Drawing {
    name: &'static str,
    id: String,
    width: f64,
    /// The plot: left, right, top, bottom.
    plot: (f64, f64, f64, f64),
    range: (f64, f64),
    days: (Day, f64),
}

impl Drawing {
    #[allow(clippy::cast_precision_loss, reason = "days of a series are few")]
    fn new(
        (name, number): (&'static str, usize),
        width: f64,
        indicator: &Indicator,
        values: &[Measurement],
    ) -> Self {
        let limits = [&indicator.warn, &indicator.breach, &indicator.target];
        let limits = || limits.into_iter().flatten().map(|limit: &At<f64>| limit.value);
        let lowest = limits().fold(low(values), f64::min).min(0.0);
        let highest = limits().fold(high(values), f64::max);
        let room = (highest - lowest).max(f64::EPSILON) * 0.08;
        let (first, last) = (values[0].date, values[values.len() - 1].date);
        Self {
            name,
            id: format!("indicator-{number}"),
            width,
            plot: (8.0, width - 96.0, 14.0, 104.0),
            range: (lowest, highest + room),
            days: (first, days_between(first, last).max(1) as f64),
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
        let limits = [("breached", &indicator.breach, "breach"), ("warned", &indicator.warn, "warn")];
        let mut edge = if higher { bottom } else { top };
        for (pattern, limit, name) in limits {
            let Some(limit) = limit else { continue };
            let y = self.y(limit.value);
            let (from, to) = if y < edge { (y, edge) } else { (edge, y) };
            svg.filled(pattern, (left, from), (right - left, to - from));
            svg.path("rule", &format!("M{} {}H{}", one(left), one(y), one(right)));
            svg.text("soft", (right + 6.0, y + 4.0), &format!("{name} {}", limit.value));
            edge = y;
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
