//! `metrics --format csv`: a figure a line, with what it is of.

use crate::metrics::Metrics;
use crate::metrics::incidents::{Time, Times};
use crate::metrics::{Median, Share};
use crate::report::csv::row;

/// The columns.
pub const HEADINGS: [&str; 5] = ["figure", "of", "date", "value", "n"];

/// The whole table. A value that is not known is empty.
#[must_use]
pub fn table(metrics: &Metrics, today: &str) -> String {
    let mut out = Table { text: row(&HEADINGS), today };
    register(metrics, &mut out);
    let controls = &metrics.controls;
    out.count("controls.counted_on", controls.counted_on);
    out.of("controls.tested", Some(controls.tested), controls.counted_on);
    out.of("controls.passed", Some(controls.passed), controls.counted_on);
    out.of("controls.lowered", Some(controls.lowered), controls.comparable);
    out.count("controls.levels_lowered", controls.levels_lowered);
    out.count("incidents.open", metrics.incidents.open);
    times("", metrics.incidents.times, &mut out);
    for quarter in &metrics.incidents.by_quarter {
        times(&quarter.quarter, quarter.times, &mut out);
    }
    for severity in &metrics.incidents.by_severity {
        times(severity.severity.as_deref().unwrap_or("not given"), severity.times, &mut out);
    }
    for indicator in &metrics.indicators {
        out.line("indicator.status", &indicator.id, today, indicator.status, "");
        for measured in &indicator.values {
            let n = measured.value.n.map_or(String::new(), |n| n.to_string());
            out.line("indicator", &indicator.id, &measured.value.date, &measured.value.value.to_string(), &n);
        }
    }
    for column in &metrics.levels {
        let date = column.date.to_string();
        if !column.known {
            out.line("levels", "", &date, "", "");
            continue;
        }
        for level in &column.counts {
            out.line("levels", &level.id, &date, &level.count.to_string(), "");
        }
        out.line("levels", "unassessed", &date, &column.unassessed.to_string(), "");
    }
    out.text
}

struct Table<'t> {
    text: String,
    today: &'t str,
}

impl Table<'_> {
    fn line(&mut self, figure: &str, of: &str, date: &str, value: &str, n: &str) {
        self.text.push_str(&row(&[figure, of, date, value, n]));
    }

    fn count(&mut self, figure: &str, value: usize) {
        let today = self.today.to_owned();
        self.line(figure, "", &today, &value.to_string(), "");
    }

    fn of(&mut self, figure: &str, value: Option<usize>, whole: usize) {
        let today = self.today.to_owned();
        let value = value.map_or(String::new(), |value| value.to_string());
        self.line(figure, "", &today, &value, &whole.to_string());
    }

    fn share(&mut self, figure: &str, share: Share) {
        self.of(figure, Some(share.value), share.of);
    }

    fn median(&mut self, figure: &str, median: Median) {
        let today = self.today.to_owned();
        let value = median.median.map_or(String::new(), |median| median.to_string());
        self.line(figure, "", &today, &value, &median.n.to_string());
    }
}

fn register(metrics: &Metrics, out: &mut Table<'_>) {
    let figures = &metrics.register;
    let today = out.today.to_owned();
    out.count("register.open", figures.open);
    out.count("register.above_line", figures.above_line);
    out.share("register.above_line_treated", figures.above_line_treated);
    out.share("register.unassessed", figures.unassessed);
    out.count("register.overdue_treatments", figures.overdue_treatments);
    out.count("register.overdue_reviews", figures.overdue_reviews);
    out.count("register.unknown_reviews", figures.unknown_reviews);
    let ending = figures.acceptances_ending;
    for (within, count) in [("30", ending.in_30), ("60", ending.in_60), ("90", ending.in_90)] {
        out.line("register.acceptances_ending", within, &today, &count.to_string(), "");
    }
    out.share("register.treatments_done.on_time", figures.treatments_done.on_time);
    out.count("register.treatments_done.late", figures.treatments_done.late);
    let number = |number: Option<f64>| number.map_or(String::new(), |number| number.to_string());
    out.line("register.days_late_median", "", &today, &number(figures.days_late_median), "");
    let postponements = figures.postponements.map_or(String::new(), |count| count.to_string());
    out.line("register.postponements", "", &today, &postponements, "");
    match figures.reviews_on_time {
        Some(share) => out.share("register.reviews_on_time", share),
        None => out.line("register.reviews_on_time", "", &today, "", ""),
    }
    out.line("register.age_days_median", "", &today, &number(figures.age_days_median), "");
    out.median("register.days_to.assessed", figures.days_to.assessed);
    out.median("register.days_to.treated", figures.days_to.treated);
    out.median("register.days_to.closed", figures.days_to.closed);
    for appetite in &figures.appetite {
        let of = match &appetite.category {
            Some(category) => format!("{} {category}", appetite.level),
            None => appetite.level.clone(),
        };
        out.line(
            "register.appetite",
            &of,
            &today,
            &appetite.count.to_string(),
            &appetite.at_most.to_string(),
        );
    }
}

fn times(of: &str, times: Times, out: &mut Table<'_>) {
    let today = out.today.to_owned();
    let mut line = |step: &str, time: Time| {
        let median = time.median_minutes.map_or(String::new(), |minutes| minutes.to_string());
        let p90 = time.p90_minutes.map_or(String::new(), |minutes| minutes.to_string());
        let n = time.n.to_string();
        out.line(&format!("incidents.{step}.median_minutes"), of, &today, &median, &n);
        out.line(&format!("incidents.{step}.p90_minutes"), of, &today, &p90, &n);
    };
    line("detect", times.detect);
    line("respond", times.respond);
    line("contain", times.contain);
    line("resolve", times.resolve);
}
