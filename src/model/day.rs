//! Calendar days and the durations that policies are written in.
//!
//! "Today" is always a parameter: nothing here reads a clock.

use std::fmt;

use jiff::Span as JiffSpan;

/// A day of the calendar, without a time zone.
pub type Day = jiff::civil::Date;

/// How far before its day something counts as due soon, in days.
pub const DUE_SOON_DAYS: i64 = 30;

/// The unit of a [`Period`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Unit {
    /// Days.
    Days,
    /// Weeks of seven days.
    Weeks,
    /// Calendar months; the day is clamped to the month's last one.
    Months,
    /// Calendar years; 29 February becomes 28 February.
    Years,
}

/// A policy's duration: "30 days", "1 month".
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Period {
    /// How many.
    pub count: u32,
    /// Of what.
    pub unit: Unit,
}

impl Period {
    /// Reads `N days|weeks|months|years` (singular too). Zero is no duration.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (count, unit) = text.trim().split_once(char::is_whitespace)?;
        let count: u32 = count.parse().ok()?;
        let unit = match unit.trim() {
            "day" | "days" => Unit::Days,
            "week" | "weeks" => Unit::Weeks,
            "month" | "months" => Unit::Months,
            "year" | "years" => Unit::Years,
            _ => return None,
        };
        // Ten thousand of anything leaves the calendar that dates are kept in.
        (1..10_000).contains(&count).then_some(Self { count, unit })
    }

    /// The day this long after `day`; the calendar's last day where that is
    /// beyond the year 9999.
    #[must_use]
    pub fn after(self, day: Day) -> Day {
        let n = i64::from(self.count);
        let span = match self.unit {
            Unit::Days => JiffSpan::new().days(n),
            Unit::Weeks => JiffSpan::new().weeks(n),
            Unit::Months => JiffSpan::new().months(n),
            Unit::Years => JiffSpan::new().years(n),
        };
        day.saturating_add(span)
    }

    /// What stands after "every": "month", "3 months".
    #[must_use]
    pub fn cadence(self) -> String {
        let text = self.to_string();
        text.strip_prefix("1 ").map_or(text.clone(), str::to_owned)
    }

    /// Whether this is a shorter cadence than the other, measured from a
    /// common day.
    #[must_use]
    pub fn is_shorter_than(self, other: Self) -> bool {
        let start = jiff::civil::date(2001, 1, 1);
        self.after(start) < other.after(start)
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (one, many) = match self.unit {
            Unit::Days => ("day", "days"),
            Unit::Weeks => ("week", "weeks"),
            Unit::Months => ("month", "months"),
            Unit::Years => ("year", "years"),
        };
        write!(f, "{} {}", self.count, if self.count == 1 { one } else { many })
    }
}

/// The days from `from` to `to`: negative where `to` is earlier.
#[must_use]
pub fn days_between(from: Day, to: Day) -> i64 {
    // Both lie within years -9999..9999, so days always fit.
    from.until(to).map_or(0, |span| i64::from(span.get_days()))
}

/// "1 day", "32 days".
#[must_use]
pub fn days_in_words(days: i64) -> String {
    if days.abs() == 1 { format!("{days} day") } else { format!("{days} days") }
}

/// An age on a day: in days up to 90, then in whole months, "4 months".
#[must_use]
pub fn age_in_words(days: i64, today: Day) -> String {
    let since = today.saturating_sub(JiffSpan::new().days(days.clamp(0, 1_000_000)));
    match since.until((jiff::Unit::Month, today)) {
        Ok(span) if days > 90 => format!("{} months", span.get_months()),
        _ => days_in_words(days),
    }
}

/// "30 January 2026", for sentences.
#[must_use]
pub fn in_words(day: Day) -> String {
    const MONTHS: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    let month = MONTHS[usize::from(day.month().unsigned_abs()).clamp(1, 12) - 1];
    format!("{} {month} {}", day.day(), day.year())
}

/// The first day that a text names, between what stands before and after it.
/// What is part of a longer word, as of a file's name, is none.
#[must_use]
pub fn split_at_day(text: &str) -> Option<(&str, Day, &str)> {
    let joins = |c: char| c.is_alphanumeric() || "-_/".contains(c);
    text.match_indices('-').find_map(|(hyphen, _)| {
        let from = hyphen.checked_sub(4)?;
        let (before, day, after) = (text.get(..from)?, text.get(from..from + 10)?, text.get(from + 10..)?);
        let is_alone = !before.ends_with(joins) && !after.starts_with(joins);
        let is_plain = day.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
        (is_alone && is_plain).then(|| Some((before, day.parse().ok()?, after))).flatten()
    })
}

/// "after 1 June 2024, up to 1 June 2025"; of all time before a day "up to" it.
#[must_use]
pub fn stretch_in_words(since: Day, until: Day) -> String {
    if since == Day::MIN {
        return format!("up to {}", in_words(until));
    }
    format!("after {}, up to {}", in_words(since), in_words(until))
}

/// The last day of a day's month.
#[must_use]
pub fn month_end(day: Day) -> Day {
    day.last_of_month()
}

/// The ends of the last months that are over on a day, or end on it, oldest
/// first.
#[must_use]
pub fn month_ends(today: Day, count: usize) -> Vec<Day> {
    let mut ends = Vec::with_capacity(count);
    let mut at = if month_end(today) == today { Some(today) } else { end_before(today) };
    while let Some(day) = at.filter(|_| ends.len() < count) {
        ends.push(day);
        at = end_before(day);
    }
    ends.reverse();
    ends
}

/// The last day of the month before; `None` before the calendar begins.
fn end_before(day: Day) -> Option<Day> {
    day.first_of_month().yesterday().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn period(text: &str) -> Period {
        Period::parse(text).expect("a period")
    }

    #[test]
    fn months_clamp_to_the_last_day() {
        assert_eq!(period("1 month").after(date(2025, 1, 31)), date(2025, 2, 28));
        assert_eq!(period("1 month").after(date(2024, 1, 31)), date(2024, 2, 29));
        assert_eq!(period("1 year").after(date(2024, 2, 29)), date(2025, 2, 28));
        assert_eq!(period("2 weeks").after(date(2024, 12, 25)), date(2025, 1, 8));
    }

    #[test]
    fn an_age_is_told_in_days_to_ninety_and_then_in_whole_months() {
        let age = |days| age_in_words(days, date(2026, 11, 26));
        assert_eq!([age(1), age(90)], ["1 day", "90 days"]);
        // From 27 August 2026 on it is not three months yet.
        assert_eq!([age(91), age(92), age(440)], ["2 months", "3 months", "14 months"]);
    }

    #[test]
    fn only_whole_positive_counts_of_known_units_are_periods() {
        for bad in ["", "1", "month", "0 days", "-1 days", "1.5 days", "1 fortnight", "99999 years"] {
            assert_eq!(Period::parse(bad), None, "{bad}");
        }
        assert_eq!(period("1 month").to_string(), "1 month");
        assert_eq!(period("12 months").to_string(), "12 months");
        assert_eq!(
            ["1 month", "12 months", "1 year"].map(|text| period(text).cadence()),
            ["month", "12 months", "year"]
        );
    }

    #[test]
    fn a_month_is_shorter_than_forty_days() {
        assert!(period("1 month").is_shorter_than(period("40 days")));
        assert!(!period("12 months").is_shorter_than(period("1 year")));
    }

    #[test]
    fn a_day_is_found_in_words_and_in_no_name() {
        assert_eq!(split_at_day("on 2025-05-01, late"), Some(("on ", date(2025, 5, 1), ", late")));
        assert_eq!(split_at_day("x-y é 2025-05-01"), Some(("x-y é ", date(2025, 5, 1), "")));
        for text in
            ["", "2025-05", "2025-13-01", "risks/2025-05-01.toml", "12025-05-01", "2025-05-011", "é-é-é"]
        {
            assert_eq!(split_at_day(text), None, "{text}");
        }
    }

    #[test]
    fn days_are_counted_across_months_and_years() {
        assert_eq!(days_between(date(2025, 4, 30), date(2025, 6, 1)), 32);
        assert_eq!(days_between(date(2025, 6, 1), date(2025, 4, 30)), -32);
        assert_eq!(days_between(date(2023, 12, 31), date(2025, 1, 1)), 367);
        assert_eq!(in_words(date(2026, 1, 30)), "30 January 2026");
        let (since, until) = (date(2024, 6, 1), date(2025, 6, 1));
        assert_eq!(stretch_in_words(since, until), "after 1 June 2024, up to 1 June 2025");
        assert_eq!(stretch_in_words(Day::MIN, until), "up to 1 June 2025");
    }
}
