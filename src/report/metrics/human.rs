//! `metrics` for people: every figure with what it is of, and small charts where
//! the terminal can draw them.

use std::io::{self, Write};

use crate::facts::Facts;
use crate::metrics::incidents::{Time, span};
use crate::metrics::indicators::IndicatorFigures;
use crate::metrics::{Median, Metrics, Share};
use crate::report::style::Style;
use crate::text::{counted, one_line};
use crate::trend::Column;

/// The width of the names.
const NAMES: usize = 38;
/// Below so many, a share is not put in per cent.
const FEW: usize = 10;
/// There is nothing that the figure could be of.
const NOT_APPLICABLE: &str = "not applicable";
/// There is, and the files or the history do not tell it.
const NOT_KNOWN: &str = "not known";
const BARS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/// Writes the figures.
///
/// # Errors
/// Whatever the output says.
pub fn write(facts: &Facts<'_>, metrics: &Metrics, style: Style, out: &mut dyn Write) -> io::Result<()> {
    let mut page = Page { text: String::new(), style };
    let period = format!("{} to {}", metrics.since, facts.today);
    register(metrics, &period, &mut page);
    levels(metrics, &mut page);
    indicators(metrics, &mut page);
    incidents(metrics, &period, &mut page);
    controls(metrics, &mut page);
    out.write_all(style.finish(page.text).as_bytes())
}

struct Page {
    text: String,
    style: Style,
}

impl Page {
    fn head(&mut self, title: &str, note: &str) {
        if !self.text.is_empty() {
            self.text.push('\n');
        }
        let note = if note.is_empty() { String::new() } else { format!("  {}", self.style.dim(note)) };
        self.text.push_str(&format!("{}{note}\n", self.style.bold(title)));
    }

    fn line(&mut self, name: &str, value: &str) {
        let room = NAMES.saturating_sub(unicode_width::UnicodeWidthStr::width(name));
        self.text.push_str(&format!("  {name}{}  {value}\n", " ".repeat(room)));
    }

    fn say(&mut self, sentence: &str) {
        self.text.push_str(&format!("  {sentence}\n"));
    }
}

/// "3 of 5", of ten or more with per cent; of nothing there is no share.
fn share(share: Share) -> String {
    if share.of == 0 {
        return NOT_APPLICABLE.to_owned();
    }
    let percent = if share.of < FEW {
        String::new()
    } else {
        format!(" ({} %)", (share.value * 200 + share.of) / (share.of * 2))
    };
    format!("{} of {}{percent}", share.value, share.of)
}

/// The median of so many things.
fn days(median: Option<f64>, of: usize) -> String {
    match median {
        Some(days) => format!("{days} {}", if days == 1.0 { "day" } else { "days" }),
        None if of == 0 => NOT_APPLICABLE.to_owned(),
        None => NOT_KNOWN.to_owned(),
    }
}

/// A median with its number of values; how many should have one nobody knows.
fn stretch(median: Median) -> String {
    match median.n {
        0 => NOT_KNOWN.to_owned(),
        n => format!("{} (n = {n})", days(median.median, n)),
    }
}

fn register(metrics: &Metrics, period: &str, page: &mut Page) {
    let figures = &metrics.register;
    page.head("Register", "");
    page.line("Open risks", &figures.open.to_string());
    page.line("Above the line", &share(Share { value: figures.above_line, of: figures.open }));
    page.line("  of them with a treatment", &share(figures.above_line_treated));
    page.line("Unassessed", &share(figures.unassessed));
    page.line("Treatments overdue", &figures.overdue_treatments.to_string());
    page.line("Reviews overdue", &figures.overdue_reviews.to_string());
    page.line("  without a known day", &figures.unknown_reviews.to_string());
    let ending = figures.acceptances_ending;
    page.line(
        "Acceptances ending in 30, 60, 90 days",
        &format!("{}, {}, {}", ending.in_30, ending.in_60, ending.in_90),
    );
    page.line("Age of risks above the line, median", &days(figures.age_days_median, figures.above_line));
    for appetite in &figures.appetite {
        let of =
            appetite.category.as_ref().map_or(String::new(), |category| format!(", {}", one_line(category)));
        let name = format!("Appetite: {} or worse{of}", one_line(&appetite.level));
        page.line(&name, &format!("{} of at most {}", appetite.count, appetite.at_most));
    }
    page.head("Follow-up", period);
    page.line("Treatments done on time", &share(figures.treatments_done.on_time));
    page.line("  done late", &figures.treatments_done.late.to_string());
    page.line("  late by, median", &days(figures.days_late_median, figures.treatments_done.late));
    let unknown = || format!("{NOT_KNOWN}: history is incomplete");
    page.line(
        "Deadlines moved later",
        &figures.postponements.map_or_else(unknown, |count| count.to_string()),
    );
    page.line("Reviews on time", &figures.reviews_on_time.map_or_else(unknown, share));
    for (name, median) in [
        ("Identified to assessed, median", figures.days_to.assessed),
        ("Identified to treated, median", figures.days_to.treated),
        ("Identified to closed, median", figures.days_to.closed),
    ] {
        page.line(name, &stretch(median));
    }
}

fn levels(metrics: &Metrics, page: &mut Page) {
    let Some(last) = metrics.levels.last() else { return };
    let (first, unknown) = (&metrics.levels[0], metrics.levels.iter().filter(|column| !column.known).count());
    page.head("Levels over time", &format!("{} to {}", first.date, last.date));
    let line = |level: Option<&str>| -> Vec<Option<usize>> {
        metrics.levels.iter().map(|column| count_of(column, level)).collect()
    };
    let mut drew_line = false;
    for level in last.counts.iter().rev() {
        if !level.above && !drew_line {
            drew_line = true;
            let sign = if page.style.unicode { "─" } else { "-" };
            page.say(&format!("{} acceptance line", sign.repeat(NAMES.saturating_sub(16))));
        }
        let counts = line(Some(&level.id));
        page.line(&one_line(&level.name), &format!("{}{}", spark(&counts, page.style), level.count));
    }
    page.line("Unassessed", &format!("{}{}", spark(&line(None), page.style), last.unassessed));
    if unknown > 0 {
        page.say(&format!("{} before the known history", counted(unknown, "month")));
    }
}

fn count_of(column: &Column, level: Option<&str>) -> Option<usize> {
    if !column.known {
        return None;
    }
    match level {
        None => Some(column.unassessed),
        Some(id) => column.counts.iter().find(|known| known.id == id).map(|known| known.count),
    }
}

/// A row of small bars; what is not known is a dot, and where bars cannot be
/// drawn there is none.
#[allow(clippy::cast_precision_loss, reason = "counts of a register are small")]
fn spark(counts: &[Option<usize>], style: Style) -> String {
    if !style.unicode || counts.len() < 2 || counts.len() > 40 {
        return String::new();
    }
    let most = counts.iter().flatten().copied().max().unwrap_or(0).max(1);
    let bar = |count: &Option<usize>| match count {
        None => '·',
        Some(0) => ' ',
        Some(count) => BARS[(count * BARS.len()).div_ceil(most).clamp(1, BARS.len()) - 1],
    };
    format!("{}  ", counts.iter().map(bar).collect::<String>())
}

fn indicators(metrics: &Metrics, page: &mut Page) {
    if metrics.indicators.is_empty() {
        return;
    }
    page.head("Indicators", "");
    for indicator in &metrics.indicators {
        page.line(&one_line(&indicator.name), &value(indicator, page.style));
    }
}

fn value(indicator: &IndicatorFigures, style: Style) -> String {
    let Some(latest) = &indicator.latest else { return "unmeasured".to_owned() };
    let unit = indicator.unit.as_deref().map_or(String::new(), |unit| format!(" {}", one_line(unit)));
    let code = match indicator.status {
        "breached" => "1;31",
        "warning" => "1;33",
        _ => "0",
    };
    let status = if code == "0" { indicator.status.to_owned() } else { style.paint(code, indicator.status) };
    let stale = if indicator.stale { ", stale" } else { "" };
    format!("{}{unit} on {}, {status}{stale}", latest.value, latest.date)
}

fn incidents(metrics: &Metrics, period: &str, page: &mut Page) {
    let figures = &metrics.incidents;
    let times = figures.times;
    let any = [times.detect, times.respond, times.contain, times.resolve].iter().any(|time| time.n > 0);
    if !any && figures.open == 0 {
        return;
    }
    page.head("Incidents", period);
    page.line("Open", &figures.open.to_string());
    for (name, time) in [
        ("Time to detect", times.detect),
        ("Time to respond", times.respond),
        ("Time to contain", times.contain),
        ("Time to resolve", times.resolve),
    ] {
        page.line(name, &minutes(time));
    }
}

fn minutes(time: Time) -> String {
    match (time.median_minutes, time.p90_minutes) {
        (Some(median), Some(p90)) => {
            #[allow(clippy::cast_precision_loss, reason = "minutes of some years")]
            let p90 = p90 as f64;
            format!("median {}, p90 {} (n = {})", span(median), span(p90), time.n)
        }
        _ => NOT_KNOWN.to_owned(),
    }
}

fn controls(metrics: &Metrics, page: &mut Page) {
    let figures = &metrics.controls;
    page.head("Controls", "");
    let lowered = Share { value: figures.lowered, of: figures.comparable };
    page.line("Risks whose level controls lower", &share(lowered));
    if figures.lowered > 0 {
        page.line("  by", &counted(figures.levels_lowered, "level"));
    }
    let of = |value: usize| share(Share { value, of: figures.counted_on });
    page.line("Controls that passed their test", &of(figures.passed));
    page.line("  tested within their cadence", &of(figures.tested));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_of_few_have_no_per_cent_and_of_nothing_there_is_none() {
        assert_eq!(share(Share { value: 3, of: 5 }), "3 of 5");
        assert_eq!(share(Share { value: 18, of: 21 }), "18 of 21 (86 %)");
        assert_eq!(share(Share { value: 0, of: 0 }), "not applicable");
    }

    #[test]
    fn what_nobody_knows_is_told_from_what_cannot_be() {
        assert_eq!(days(Some(1.0), 3), "1 day");
        assert_eq!(days(None, 3), "not known", "three risks, and no day of theirs is given");
        assert_eq!(days(None, 0), "not applicable");
        assert_eq!(stretch(Median { median: Some(2.5), n: 2 }), "2.5 days (n = 2)");
        assert_eq!(stretch(Median::default()), "not known");
        assert_eq!(minutes(Time::default()), "not known");
    }

    #[test]
    fn what_is_not_known_is_no_bar() {
        let bars = spark(&[None, Some(0), Some(1), Some(8)], Style::plain(80));
        assert_eq!(bars, "· ▁█  ");
        assert_eq!(spark(&[Some(1), Some(2)], Style { unicode: false, ..Style::plain(80) }), "");
    }
}
