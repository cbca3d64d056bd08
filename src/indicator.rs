//! Where an indicator stands: its last value against its thresholds, whether
//! it is measured as often as it should be, and since when it is breached.

use crate::model::day::Day;
use crate::model::indicator::{Better, Indicator};
use crate::model::measurement::{Measurement, Series};
use crate::model::word::words;

words! {
    /// What the last value says.
    Status {
        /// At the target or better; without a target, better than `warn`.
        OnTarget = "on-target",
        /// The target is missed, and the value is better than `warn`.
        OffTarget = "off-target",
        /// At `warn` or worse.
        Warning = "warning",
        /// At `breach` or worse.
        Breached = "breached",
        /// There is no value.
        Unmeasured = "unmeasured",
    }
}

/// Where an indicator stands on a day.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Standing<'a> {
    /// What the last value says.
    pub status: Status,
    /// Nothing was measured within the cadence and its grace.
    pub stale: bool,
    /// The day by which the next value is due.
    pub next: Option<Day>,
    /// The last value.
    pub latest: Option<&'a Measurement>,
    /// Since when every value was a breach.
    pub breached_since: Option<Day>,
}

/// Where an indicator stands. Values after the day do not count yet.
#[must_use]
pub fn standing<'a>(indicator: &Indicator, series: Option<&'a Series>, today: Day) -> Standing<'a> {
    let values = series.map_or(&[][..], |series| series.until(today));
    let latest = values.last();
    let every = indicator.every.as_ref().map(|every| every.value);
    let next = latest.zip(every).map(|(latest, every)| every.after(latest.date));
    let last_day = next.map(|next| indicator.grace.as_ref().map_or(next, |grace| grace.value.after(next)));
    let status = |measured: &Measurement| status(indicator, measured.value);
    let breach = values.iter().rev().take_while(|measured| status(measured) == Status::Breached).last();
    Standing {
        status: latest.map_or(Status::Unmeasured, status),
        stale: last_day.map_or(latest.is_none() && every.is_some(), |last| last < today),
        next,
        latest,
        breached_since: breach.map(|measured| measured.date),
    }
}

/// What a value says.
#[must_use]
pub fn status(indicator: &Indicator, value: f64) -> Status {
    let higher = indicator.better.as_ref().is_some_and(|better| better.value == Better::Higher);
    let at_or_worse = |limit: f64| if higher { value <= limit } else { value >= limit };
    let at_or_better = |limit: f64| if higher { value >= limit } else { value <= limit };
    let is = |limit: &Option<crate::source::At<f64>>, of: &dyn Fn(f64) -> bool| {
        limit.as_ref().map(|limit| of(limit.value))
    };
    if is(&indicator.breach, &at_or_worse) == Some(true) {
        Status::Breached
    } else if is(&indicator.warn, &at_or_worse) == Some(true) {
        Status::Warning
    } else if is(&indicator.target, &at_or_better) == Some(false) {
        Status::OffTarget
    } else {
        Status::OnTarget
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::facts::Facts;
    use crate::parse::load_texts;

    const LOWER: &str = "better = \"lower\"\ntarget = 50\nwarn = 100\nbreach = 200\n";
    const HIGHER: &str = "better = \"higher\"\ntarget = 95\nwarn = 90\nbreach = 80\n";

    fn judge(indicator: &str, values: &str) -> (Status, bool, Option<Day>) {
        let indicator =
            format!("[[indicator]]\nid = \"mails\"\nevery = \"1 month\"\ngrace = \"10 days\"\n{indicator}");
        let files = [
            ("plimsoll.toml", "[register]\ntitle = \"T\"\n".to_owned()),
            ("indicators.toml", indicator),
            ("measurements/mails.csv", format!("date,value\n{values}")),
        ];
        let texts: Vec<(&str, &str)> = files.iter().map(|(path, text)| (*path, text.as_str())).collect();
        let loaded = load_texts(&texts);
        let facts = Facts::new(&loaded.register, date(2025, 6, 1));
        let standing = facts.indicators[0];
        (standing.status, standing.stale, standing.breached_since)
    }

    #[test]
    fn a_value_at_a_threshold_is_on_its_worse_side_and_at_the_target_it_is_met() {
        let of = |thresholds: &str, value: &str| judge(thresholds, &format!("2025-05-31,{value}\n")).0;
        for (value, status) in [
            ("50", Status::OnTarget),
            ("50.5", Status::OffTarget),
            ("99", Status::OffTarget),
            ("100", Status::Warning),
            ("199", Status::Warning),
            ("200", Status::Breached),
        ] {
            assert_eq!(of(LOWER, value), status, "{value}");
        }
        for (value, status) in [
            ("95", Status::OnTarget),
            ("94", Status::OffTarget),
            ("90", Status::Warning),
            ("80", Status::Breached),
        ] {
            assert_eq!(of(HIGHER, value), status, "{value}");
        }
        assert_eq!(of("better = \"lower\"\nwarn = 5\n", "4"), Status::OnTarget, "without a target");
        assert_eq!(judge(LOWER, ""), (Status::Unmeasured, true, None));
        assert_eq!(judge(LOWER, "2025-06-02,300\n").0, Status::Unmeasured, "tomorrow's value");
    }

    #[test]
    fn a_breach_begins_with_its_first_value_and_ends_only_by_a_better_one() {
        let values = "2025-01-31,250\n2025-02-28,90\n2025-03-31,200\n2025-04-30,400\n";
        assert_eq!(judge(LOWER, values), (Status::Breached, false, Some(date(2025, 3, 31))));
        let better = format!("{values}2025-05-31,199\n");
        assert_eq!(judge(LOWER, &better), (Status::Warning, false, None));
        // Its time is over, and it is still a breach.
        let old = "2024-01-31,250\n";
        assert_eq!(judge(LOWER, old), (Status::Breached, true, Some(date(2024, 1, 31))));
    }

    #[test]
    fn a_series_is_stale_when_cadence_and_grace_are_over() {
        // A month after 22 April is 22 May, ten days of grace end on 1 June.
        assert!(!judge(LOWER, "2025-04-22,1\n").1);
        assert!(judge(LOWER, "2025-04-21,1\n").1);
    }
}
