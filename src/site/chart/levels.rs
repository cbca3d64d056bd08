//! Open risks by level over time. Counts stand on the load line or hang from
//! it: what is above it upwards, what is acceptable below, by one scale. A month
//! before the known history is hatched, says that it is not known, and is never
//! zero.

use std::collections::BTreeMap;

use super::Chart;
use super::svg::{Rectangle, Svg, step};
use crate::model::day::{Day, in_words, month_end};
use crate::site::text::{capital, count, list, number};
use crate::text::shortened;
use crate::trend::{Column, LevelCount};

/// The space left of the columns: numbers of the axis.
const LEFT: f64 = 34.0;
/// Above the highest column.
const TOP: f64 = 20.0;
/// Below the lowest: the months.
const BOTTOM: f64 = 36.0;
/// Lines of 12 px stand so far apart.
const LEADING: f64 = 15.0;
/// The width of a letter of 12 px, on average and generously.
const LETTER: f64 = 7.0;
/// What stands over the hatched months.
const NOT_KNOWN: &str = "not known";

const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// The chart of these columns; `None` where fewer than two are known. `class`
/// gives the class of a level's colour by its id.
#[must_use]
pub fn chart(columns: &[Column], class: &dyn Fn(&str) -> String) -> Option<Chart> {
    let known: Vec<&Column> = columns.iter().filter(|column| column.known).collect();
    let (first, last) = (known.first()?, known.last()?);
    if known.iter().filter(|column| is_month_end(column.date)).count() < 2 {
        return None;
    }
    let title = title(first, last);
    let words = words(columns, first, last);
    let draw = |name, width, height| Drawing { name, width, height, columns, class }.draw(&title, &words);
    Some(Chart {
        subtitle: subtitle(columns)?,
        drawings: vec![draw("wide", 640.0, 280.0), draw("tight", 288.0, 260.0)],
        heads: heads(&known),
        rows: columns.iter().map(|column| row(column, &known)).collect(),
        title,
    })
}

/// What is counted and when: at the ends of months, and on the judged day where
/// its month has not ended.
fn subtitle(columns: &[Column]) -> Option<String> {
    let (first, (last, before)) = (columns.first()?, columns.split_last()?);
    let from = format!("Open risks by level at the end of each month from {} to ", in_words(first.date));
    Some(match before.last().filter(|_| !is_month_end(last.date)) {
        Some(before) => format!("{from}{}, and on {}", in_words(before.date), in_words(last.date)),
        None => format!("{from}{}", in_words(last.date)),
    })
}

/// "2 more risks are above the line than on 30 June 2025."
fn title(first: &Column, last: &Column) -> String {
    let (then, now) = (first.above(), last.above());
    let since = format!("than on {}", in_words(first.date));
    match (then, now) {
        (then, now) if then == now => {
            format!("As many risks are above the line as on {}: {}", in_words(first.date), number(now))
        }
        (then, now) => {
            let by = then.abs_diff(now);
            let more = if now > then { "more" } else { "fewer" };
            let noun = if by == 1 { "risk is" } else { "risks are" };
            format!(
                "{} {more} {noun} above the line {since}: {} now, {} then",
                number(by),
                number(now),
                number(then)
            )
        }
    }
}

fn words(columns: &[Column], first: &Column, last: &Column) -> String {
    let told = |column: &Column| {
        let counts =
            column.counts.iter().rev().map(|level| format!("{} {}", number(level.count), level.name));
        format!("{}: {}", in_words(column.date), list(&counts.collect::<Vec<_>>()))
    };
    let unknown = columns.iter().filter(|column| !column.known).count();
    let mut words = format!("{}. {}.", told(first), told(last));
    for (place, column) in columns.iter().enumerate().filter(|(place, _)| is_new_method(columns, *place)) {
        let since = match column.version_since {
            Some(day) => in_words(day),
            None => format!("after {}", in_words(columns[place - 1].date)),
        };
        words.push_str(&format!(" {} since {since}.", capital(&method(column))));
    }
    if unknown > 0 {
        words.push_str(&format!(" {} before the known history.", count(unknown, "month lies", "months lie")));
    }
    words
}

/// The levels of all columns, worst of the last one first; a level that is gone
/// since stands at the end.
fn levels<'c>(known: &[&'c Column]) -> Vec<&'c LevelCount> {
    let mut levels: Vec<&LevelCount> = Vec::new();
    for level in known.iter().rev().flat_map(|column| column.counts.iter().rev()) {
        if levels.iter().all(|seen| seen.id != level.id) {
            levels.push(level);
        }
    }
    levels
}

fn heads(known: &[&Column]) -> Vec<String> {
    let mut heads = vec!["On".to_owned()];
    heads.extend(levels(known).into_iter().map(|level| level.name.clone()));
    heads.extend(["Above the line".to_owned(), "Unassessed".to_owned(), "Methodology".to_owned()]);
    heads
}

fn row(column: &Column, known: &[&Column]) -> Vec<String> {
    let mut row = vec![column.date.to_string()];
    let levels = levels(known);
    if !column.known {
        row.extend(std::iter::repeat_n(NOT_KNOWN.to_owned(), levels.len() + 3));
        return row;
    }
    row.extend(levels.into_iter().map(|level| {
        let own = column.counts.iter().find(|own| own.id == level.id);
        own.map_or_else(|| "–".to_owned(), |own| number(own.count))
    }));
    row.extend([number(column.above()), number(column.unassessed)]);
    row.push(column.version.clone().unwrap_or_else(|| "not given".to_owned()));
    row
}

struct Drawing<'d> {
    name: &'static str,
    width: f64,
    height: f64,
    columns: &'d [Column],
    class: &'d dyn Fn(&str) -> String,
}

impl Drawing<'_> {
    #[allow(clippy::cast_precision_loss, reason = "counts of risks are small numbers")]
    fn draw(&self, title: &str, words: &str) -> String {
        let mut svg = Svg::new(self.name, "levels", self.width, self.height);
        let most = |count: &dyn Fn(&Column) -> usize| self.columns.iter().map(count).max().unwrap_or(0);
        let (up, down) = (most(&Column::above), most(&|column| column.judged() - column.above()));
        let step = step(up + down);
        let (up, down) = (up.next_multiple_of(step).max(step), down.next_multiple_of(step).max(step));
        let unit = (self.height - TOP - BOTTOM) / (up + down) as f64;
        let line = TOP + up as f64 * unit;
        let labels = self.labels();
        let room = labels.iter().map(|label| label.text.chars().count()).max().unwrap_or(0) as f64 * LETTER;
        let right = (self.width - room - 10.0).max(self.width * 0.55);
        let slot = (right - LEFT) / self.columns.len() as f64;
        let bar = (slot * 0.72).min(36.0);
        let left = |place: usize| LEFT + slot * place as f64 + (slot - bar) / 2.0;
        svg.hatch("unknown", 6);
        for value in (0..=up)
            .step_by(step)
            .map(|value| (value, line - value as f64 * unit))
            .chain((step..=down).step_by(step).map(|value| (value, line + value as f64 * unit)))
        {
            let (value, y) = value;
            if value > 0 {
                svg.path("rule", &format!("M{LEFT} {y:.1}H{right:.1}"));
                svg.text("end soft", (LEFT - 6.0, y + 4.0), &number(value));
            }
        }
        self.months(&mut svg, slot, line + down as f64 * unit);
        let mut bars: BTreeMap<String, Vec<Rectangle>> = BTreeMap::new();
        for (place, column) in self.columns.iter().enumerate() {
            if !column.known {
                svg.filled("unknown", (left(place), TOP), (bar, (up + down) as f64 * unit));
                continue;
            }
            let (mut above, mut below) = (line, line);
            for level in column.counts.iter().filter(|level| level.above && level.count > 0) {
                let height = level.count as f64 * unit;
                above -= height;
                let own = bars.entry((self.class)(&level.id)).or_default();
                own.push(((left(place), above), (bar, height)));
            }
            for level in column.counts.iter().rev().filter(|level| !level.above && level.count > 0) {
                let height = level.count as f64 * unit;
                let own = bars.entry((self.class)(&level.id)).or_default();
                own.push(((left(place), below), (bar, height)));
                below += height;
            }
        }
        for (class, bars) in bars {
            svg.rects(&format!("cell {class}"), &bars);
        }
        let is_cut = self.columns.iter().any(|column| !column.known);
        if is_cut {
            svg.text("soft", (left(0), TOP - 6.0), NOT_KNOWN);
        }
        let taken = if is_cut { left(0) + NOT_KNOWN.len() as f64 * LETTER } else { 0.0 };
        let ticks = (0..self.columns.len()).filter(|place| is_new_method(self.columns, *place));
        let ticks = ticks.map(|place| (LEFT + slot * place as f64, method(&self.columns[place])));
        self.methods(&mut svg, &ticks.collect::<Vec<_>>(), (taken, line + down as f64 * unit));
        svg.load_line((LEFT - 4.0, right), line);
        place_labels(&mut svg, &labels, (right + 8.0, line, unit), self.height - BOTTOM);
        svg.finish(title, words)
    }

    /// A tick where the methodology became another, with its name where that
    /// touches no other and what is taken already.
    #[allow(clippy::cast_precision_loss, reason = "names of versions are short")]
    fn methods(&self, svg: &mut Svg, ticks: &[(f64, String)], (mut taken, bottom): (f64, f64)) {
        for (number, (at, name)) in ticks.iter().enumerate() {
            svg.path("tick", &format!("M{at:.1} {TOP}V{bottom:.1}"));
            let length = name.chars().count() as f64 * LETTER;
            let free = ticks.get(number + 1).map_or(self.width, |(next, _)| *next);
            if at + length <= free && *at >= taken {
                svg.text("", (*at, TOP - 6.0), name);
                taken = at + length;
            } else if at - length >= taken {
                svg.text("end", (*at, TOP - 6.0), name);
                taken = *at;
            }
        }
    }

    /// The months under the columns, as many as there is room for; the year
    /// where it begins.
    #[allow(clippy::cast_precision_loss, reason = "a chart has few columns")]
    fn months(&self, svg: &mut Svg, slot: f64, bottom: f64) {
        let every = [1, 2, 3, 4, 6].into_iter().find(|every| slot * f64::from(*every) >= 30.0).unwrap_or(12);
        let mut year = None;
        let last = self.columns.len() - 1;
        for (place, column) in self.columns.iter().enumerate() {
            if !(last - place).is_multiple_of(usize::try_from(every).unwrap_or(1)) {
                continue;
            }
            let x = LEFT + slot * (place as f64 + 0.5);
            svg.text("mid", (x, bottom + 16.0), &label(column.date));
            if year != Some(column.date.year()) {
                year = Some(column.date.year());
                svg.text("mid soft", (x, bottom + 31.0), &column.date.year().to_string());
            }
        }
    }

    /// The levels of the last column with their counts, from the top.
    #[allow(clippy::cast_precision_loss, reason = "counts of risks are small numbers")]
    fn labels(&self) -> Vec<Label> {
        let Some(last) = self.columns.last() else { return Vec::new() };
        let text = |level: &LevelCount| format!("{} {}", level.name, number(level.count));
        let mut labels = Vec::new();
        let mut at = 0.0;
        for level in last.counts.iter().filter(|level| level.above && level.count > 0) {
            labels.push(Label { middle: -(at + level.count as f64 / 2.0), text: text(level) });
            at += level.count as f64;
        }
        labels.reverse();
        let mut at = 0.0;
        for level in last.counts.iter().rev().filter(|level| !level.above && level.count > 0) {
            labels.push(Label { middle: at + level.count as f64 / 2.0, text: text(level) });
            at += level.count as f64;
        }
        labels
    }
}

/// What stands beside the last column.
struct Label {
    /// Its place in risks from the line, downwards.
    middle: f64,
    text: String,
}

/// Labels at their places, moved apart where they would touch.
fn place_labels(svg: &mut Svg, labels: &[Label], (x, line, unit): (f64, f64, f64), bottom: f64) {
    let mut places: Vec<f64> = labels.iter().map(|label| line + label.middle * unit + 4.0).collect();
    for place in 1..places.len() {
        places[place] = places[place].max(places[place - 1] + LEADING);
    }
    let mut lowest = bottom;
    for place in places.iter_mut().rev() {
        *place = place.min(lowest);
        lowest = *place - LEADING;
    }
    for (label, y) in labels.iter().zip(places) {
        svg.text("", (x, y), &label.text);
    }
}

/// "May" at its end, "1 Jun" within it.
fn label(day: Day) -> String {
    let month = MONTHS[usize::try_from(day.month() - 1).unwrap_or(0)];
    if is_month_end(day) { month.to_owned() } else { format!("{} {month}", day.day()) }
}

fn is_month_end(day: Day) -> bool {
    month_end(day) == day
}

/// Whether a column's methodology is another than that of the one before.
fn is_new_method(columns: &[Column], place: usize) -> bool {
    let before = place.checked_sub(1).map(|before| &columns[before]);
    before.is_some_and(|before| before.known && before.version != columns[place].version)
}

/// "methodology 1.1".
fn method(column: &Column) -> String {
    let version = column.version.as_deref().unwrap_or("without a version");
    format!("methodology {}", shortened(version, 12))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn column(day: Day, known: bool, counts: [usize; 3]) -> Column {
        let level =
            |id: &str, above, count| LevelCount { id: id.to_owned(), name: id.to_owned(), above, count };
        let counts = vec![
            level("low", false, counts[0]),
            level("high", true, counts[1]),
            level("<b>", true, counts[2]),
        ];
        let counts = if known { counts } else { Vec::new() };
        let version = Some("1.0".to_owned());
        Column { date: day, known, version, version_since: None, counts, unassessed: 1, overdue: 0 }
    }

    #[test]
    fn what_is_not_known_is_hatched_and_never_a_zero() {
        let columns = [
            column(date(2025, 1, 31), false, [0; 3]),
            column(date(2025, 2, 28), true, [4, 1, 0]),
            column(date(2025, 3, 31), true, [3, 2, 1]),
        ];
        let chart = chart(&columns, &|id| format!("level-{}", id.len())).expect("a chart");
        assert_eq!(chart.title, "2 more risks are above the line than on 28 February 2025: 3 now, 1 then");
        assert_eq!(chart.heads, ["On", "<b>", "high", "low", "Above the line", "Unassessed", "Methodology"]);
        assert_eq!(chart.rows[0][1..], ["not known"; 6]);
        assert_eq!(chart.rows[2], ["2025-03-31", "1", "2", "3", "3", "1", "1.0"]);
        for drawing in &chart.drawings {
            assert_eq!(drawing.matches("class=\"unknown\"").count(), 1);
            assert_eq!(drawing.matches(">not known</text>").count(), 1, "{drawing}");
            assert!(drawing.contains("&lt;b&gt; 1") && !drawing.contains("<b>"));
            assert!(drawing.len() < 12 << 10);
        }
    }

    #[test]
    fn another_methodology_has_a_tick_with_its_name_and_the_judged_day_its_own_label() {
        let mut columns = vec![
            column(date(2025, 6, 30), true, [4, 1, 0]),
            column(date(2026, 4, 30), true, [4, 1, 0]),
            column(date(2026, 5, 31), true, [3, 2, 1]),
            column(date(2026, 6, 1), true, [3, 2, 1]),
        ];
        for later in &mut columns[2..] {
            later.version = Some("1.1".to_owned());
            later.version_since = Some(date(2026, 5, 4));
        }
        let chart = chart(&columns, &|id| format!("level-{}", id.len())).expect("a chart");
        assert_eq!(
            chart.subtitle,
            "Open risks by level at the end of each month from 30 June 2025 to 31 May 2026, and on 1 June 2026"
        );
        for drawing in &chart.drawings {
            assert_eq!(drawing.matches("class=\"tick\"").count(), 1);
            assert_eq!(drawing.matches(">methodology 1.1</text>").count(), 1, "{drawing}");
            assert_eq!(drawing.matches(">Jun</text>").count(), 1, "{drawing}");
            assert!(drawing.contains(">1 Jun</text>"), "{drawing}");
            assert!(drawing.contains("Methodology 1.1 since 4 May 2026."), "{drawing}");
        }
    }

    #[test]
    fn one_month_is_no_trend() {
        let columns =
            [column(date(2025, 3, 31), true, [3, 2, 1]), column(date(2025, 4, 12), true, [3, 2, 1])];
        assert!(chart(&columns, &|_| String::new()).is_none());
    }
}
