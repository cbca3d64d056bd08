//! Days as people write them.
//!
//! A writing that could be two days is never guessed at, whatever the other
//! cells of the column look like: `--date-format` says which it is.

use jiff::fmt::strtime::BrokenDownTime;

use super::sheet::Cell;
use crate::model::day::{Day, month_end};

/// The days that numbers may stand for: 1955 to 2118.
const SERIALS: std::ops::RangeInclusive<f64> = 20_000.0..=80_000.0;
/// From Excel's day 0 to that of workbooks that count from 1904.
const FROM_1904: f64 = 1462.0;
const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// How days are read.
#[derive(Debug, Clone, Default)]
pub struct Dates {
    /// The format that was named, as strftime writes it.
    pub format: Option<String>,
    /// Numbers count from 1904.
    pub from_1904: bool,
}

/// Why a cell is no day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Undated {
    /// What is the matter.
    pub text: String,
    /// What to do.
    pub help: String,
}

impl Undated {
    fn new(text: impl Into<String>, help: impl Into<String>) -> Self {
        Self { text: text.into(), help: help.into() }
    }
}

impl Dates {
    /// The day of a cell. `is_end` says that a month or a quarter means its
    /// last day, as a deadline does.
    ///
    /// # Errors
    /// A cell that is no day, or could be two.
    pub fn read(&self, cell: &Cell, is_end: bool) -> Result<Day, Undated> {
        let text = match cell {
            Cell::Day(day) => return Ok(*day),
            Cell::Number(number) => return self.number(*number),
            other => other.trimmed(),
        };
        // What can only be one day needs no format.
        if let Some(day) = self.format.as_ref().and_then(|format| by_format(format, &text, is_end)) {
            return Ok(day);
        }
        if let Ok(number) = text.parse::<f64>()
            && text.len() <= 7
        {
            return self.number(number);
        }
        read(&text, is_end)
    }

    /// The day that a spreadsheet counts so.
    fn number(&self, number: f64) -> Result<Day, Undated> {
        if !SERIALS.contains(&number) {
            return Err(Undated::new(
                format!("{number} is no day"),
                "write days as 2026-04-30, or name their format by --date-format",
            ));
        }
        let days = number.floor() + if self.from_1904 { FROM_1904 } else { 0.0 };
        #[allow(clippy::cast_possible_truncation, reason = "the range is checked")]
        let span = jiff::Span::new().days(days as i64);
        Ok(jiff::civil::date(1899, 12, 30).saturating_add(span))
    }
}

/// Whether a format could be one: it names a year and a month at least.
#[must_use]
pub fn is_format(format: &str) -> bool {
    let sample = jiff::civil::date(2025, 11, 23);
    let Ok(text) = jiff::fmt::strtime::format(format, sample) else { return false };
    by_format(format, &text, true).is_some()
}

fn by_format(format: &str, text: &str, is_end: bool) -> Option<Day> {
    let mut time = BrokenDownTime::parse(format, text).ok()?;
    if time.day().is_some() || time.day_of_year().is_some() {
        return time.to_date().ok();
    }
    time.set_day(Some(1)).ok()?;
    let first = time.to_date().ok()?;
    Some(if is_end { month_end(first) } else { first })
}

fn read(text: &str, is_end: bool) -> Result<Day, Undated> {
    let no_day = || {
        Undated::new(
            format!("`{}` is no day", crate::text::shortened(&crate::text::one_line(text), 40)),
            "write days as 2026-04-30, or name their format by --date-format",
        )
    };
    let lower = text.to_lowercase();
    // A time of day behind the day, as programs write it.
    let lower = without_time(&lower);
    let parts: Vec<&str> = lower
        .split(|c: char| !c.is_alphanumeric())
        .filter(|part| !part.is_empty() && *part != "of")
        .collect();
    let parts: Vec<&str> = if parts.len() == 4 && is_weekday(parts[0]) { parts[1..].to_vec() } else { parts };
    match parts[..] {
        [one] if one.len() == 8 && one.bytes().all(|b| b.is_ascii_digit()) => {
            day(&one[..4], &one[4..6], &one[6..]).ok_or_else(no_day)
        }
        [a, b] => month_or_quarter(text, a, b, is_end).unwrap_or_else(|| Err(no_day())),
        [a, b, c] => three(text, a, b, c).unwrap_or_else(|| Err(no_day())),
        _ => Err(no_day()),
    }
}

fn without_time(text: &str) -> &str {
    let Some((day, time)) = text.split_once(['t', ' ']).filter(|(day, _)| day.len() >= 8) else {
        return text;
    };
    let is_time = time.contains(':') && time.chars().all(|c| c.is_ascii_digit() || ":.z+-apm ".contains(c));
    if is_time { day } else { text }
}

fn is_weekday(word: &str) -> bool {
    ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
        .iter()
        .any(|day| word.len() >= 3 && day.starts_with(word))
}

fn month(word: &str) -> Option<i8> {
    let place = MONTHS.iter().position(|month| {
        word.len() >= 3 && month.starts_with(word) || word == "sept" && *month == "september"
    })?;
    i8::try_from(place + 1).ok()
}

/// A year of four digits.
fn year(word: &str) -> Option<i16> {
    (word.len() == 4).then(|| word.parse().ok()).flatten()
}

fn small(word: &str) -> Option<i8> {
    (word.len() <= 2).then(|| word.parse().ok()).flatten()
}

/// "30" or "30th".
fn ordinal(word: &str) -> Option<i8> {
    let plain = ["st", "nd", "rd", "th"].iter().find_map(|end| word.strip_suffix(end)).unwrap_or(word);
    small(plain).filter(|day| (1..=31).contains(day))
}

fn day(year_word: &str, month: &str, day: &str) -> Option<Day> {
    Day::new(year(year_word)?, small(month)?, small(day)?).ok()
}

/// A year of two digits, as strftime's `%y` has it.
fn short_year(word: &str) -> Option<i16> {
    let two = small(word).filter(|_| word.len() == 2)?;
    Some(i16::from(two) + if two < 69 { 2000 } else { 1900 })
}

type Read = Option<Result<Day, Undated>>;

fn three(text: &str, a: &str, b: &str, c: &str) -> Read {
    let either = |one: Day, other: Day| {
        if one == other {
            return Ok(one);
        }
        Err(Undated::new(
            format!("`{text}` may be {one} or {other}"),
            "say which by --date-format, as %d/%m/%Y or %m/%d/%Y",
        ))
    };
    // 30 April 2026, April 30 2026, 2026 April 30, 30-Apr-26.
    if let Some(month) = month(b) {
        let (day, year) = match (ordinal(a), year(c).or_else(|| short_year(c))) {
            (Some(day), Some(year)) => (day, year),
            _ => (ordinal(c)?, year(a)?),
        };
        return Some(Ok(Day::new(year, month, day).ok()?));
    }
    if let Some(month) = month(a) {
        let year = year(c).or_else(|| short_year(c))?;
        return Some(Ok(Day::new(year, month, ordinal(b)?).ok()?));
    }
    if year(a).is_some() {
        return day(a, b, c).map(Ok);
    }
    if year(c).is_some() {
        // Day and month in either order.
        return match (day(c, b, a), day(c, a, b)) {
            (Some(one), Some(other)) => Some(either(one, other)),
            (one, other) => one.or(other).map(Ok),
        };
    }
    // Three numbers of two digits: any of them may be the year.
    let build =
        |year: &str, month: &str, day: &str| Day::new(short_year(year)?, small(month)?, small(day)?).ok();
    let mut all: Vec<Day> = [build(c, b, a), build(c, a, b), build(a, b, c)].into_iter().flatten().collect();
    all.dedup();
    match all[..] {
        [] => None,
        [only] => Some(Ok(only)),
        [one, other, ..] => Some(either(one, other)),
    }
}

fn month_or_quarter(text: &str, a: &str, b: &str, is_end: bool) -> Read {
    let quarter = |word: &str| {
        let number = word.strip_prefix('q').or_else(|| word.strip_suffix('q'))?;
        number.parse::<i8>().ok().filter(|quarter| (1..=4).contains(quarter))
    };
    let long_year = |word: &str| year(word).or_else(|| short_year(word));
    let (first, last, what) = if let Some((quarter, year)) =
        quarter(a).zip(long_year(b)).or_else(|| quarter(b).zip(long_year(a)))
    {
        let first = Day::new(year, (quarter - 1) * 3 + 1, 1).ok()?;
        (first, month_end(Day::new(year, quarter * 3, 1).ok()?), "quarter")
    } else {
        let number = |word: &str| small(word).filter(|month| (1..=12).contains(month));
        let (name, other) = if month(a).is_some() { (a, b) } else { (b, a) };
        if month(name).is_some() && year(other).is_none() {
            // May-18: of 2018, or the eighteenth?
            short_year(other)?;
            return Some(Err(Undated::new(
                format!("`{text}` may be a month of a year or a day of a month"),
                "say which by --date-format, as %b-%y, or write the day as 2026-04-30",
            )));
        }
        let (month, year) = match (month(name), year(a), year(b)) {
            (Some(month), _, _) => (month, year(other)?),
            (None, Some(year), None) => (number(b)?, year),
            (None, None, Some(year)) => (number(a)?, year),
            _ => return None,
        };
        let first = Day::new(year, month, 1).ok()?;
        (first, month_end(first), "month")
    };
    if is_end {
        return Some(Ok(last));
    }
    Some(Err(Undated::new(
        format!("`{text}` is a {what}, from {first} to {last}, and no day"),
        "write the day as 2026-04-30",
    )))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn ask(text: &str, format: Option<&str>) -> String {
        let dates = Dates { format: format.map(str::to_owned), from_1904: false };
        match dates.read(&Cell::Text(text.to_owned()), true) {
            Ok(day) => day.to_string(),
            Err(undated) => undated.text,
        }
    }

    #[test]
    fn usual_writings_are_read() {
        for text in [
            "2026-04-30",
            "2026/04/30",
            "2026.4.30",
            "20260430",
            "30/04/2026",
            "30.4.2026",
            "04/30/2026",
            "4-30-2026",
            "30 April 2026",
            "30th of April, 2026",
            "April 30, 2026",
            "30-Apr-26",
            "Apr 30th 2026",
            "30-apr-2026",
            "Thursday, 30 April 2026",
            "2026-04-30T10:00:00Z",
            "2026-04-30 10:00",
            "46142",
            "April 2026",
            "04/2026",
            "2026-04",
        ] {
            assert_eq!(ask(text, None), "2026-04-30", "{text}");
        }
        assert_eq!(ask("05/05/2026", None), "2026-05-05", "both orders are one day");
        assert_eq!(ask("Q4-2026", None), "2026-12-31");
        assert_eq!(ask("2026 Q1", None), "2026-03-31");
    }

    #[test]
    fn what_could_be_two_days_is_asked_for() {
        assert_eq!(ask("03/04/2026", None), "`03/04/2026` may be 2026-04-03 or 2026-03-04");
        assert_eq!(ask("03/04/2026", Some("%d/%m/%Y")), "2026-04-03");
        assert_eq!(ask("03/04/2026", Some("%m/%d/%Y")), "2026-03-04");
        assert!(ask("30/04/25", None).contains("may be"), "{}", ask("30/04/25", None));
        assert_eq!(ask("30/04/25", Some("%d/%m/%y")), "2025-04-30");
        assert!(ask("May-18", None).contains("may be"));
        assert_eq!(ask("May-18", Some("%b-%y")), "2018-05-31");
        let found = Dates::default().read(&Cell::Text("Q4-2026".to_owned()), false).expect_err("no day");
        assert!(found.text.contains("a quarter, from 2026-10-01 to 2026-12-31"), "{}", found.text);
    }

    #[test]
    fn what_is_no_day_is_none() {
        for text in ["soon", "31/02/2026", "2026-13-01", "asap 2026", "7", "99999999", "ongoing", "12:30"] {
            assert!(ask(text, None).ends_with("is no day"), "{text}: {}", ask(text, None));
        }
    }

    #[test]
    fn numbers_count_days_from_either_beginning() {
        let read = |number: f64, from_1904: bool| {
            Dates { format: None, from_1904 }.read(&Cell::Number(number), true).map(|day| day.to_string())
        };
        assert_eq!(read(45777.0, false).as_deref(), Ok("2025-04-30"));
        assert_eq!(read(44315.5, true).as_deref(), Ok("2025-04-30"));
        assert!(read(12.0, false).is_err());
    }

    #[test]
    fn formats_name_a_year_and_a_month() {
        for good in ["%d/%m/%Y", "%b-%y", "%Y%m%d", "%d.%m.%y"] {
            assert!(is_format(good), "{good}");
        }
        for bad in ["%d", "%H:%M", "%Q!", "day", ""] {
            assert!(!is_format(bad), "{bad}");
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "\\PC{0,24}", is_end: bool) {
            let _ = Dates::default().read(&Cell::Text(text), is_end);
        }

        #[test]
        fn a_day_is_read_as_it_is_written(days in 0i64..30_000) {
            let day = jiff::civil::date(1980, 1, 1).saturating_add(jiff::Span::new().days(days));
            prop_assert_eq!(ask(&day.to_string(), None), day.to_string());
            let named = jiff::fmt::strtime::format("%-d %B %Y", day).expect("a format");
            prop_assert_eq!(ask(&named, None), day.to_string());
        }
    }
}
