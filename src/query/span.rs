//! Stretches of time as people type them: `30d`, `2w`, `3m`, `1y`, "30 days".

use super::Refusal;
use crate::model::day::{Day, Period, Unit};
use crate::text::one_line;

/// The last day of a stretch of time that begins today.
///
/// # Errors
/// A text that is no such stretch.
pub fn end(text: &str, today: Day) -> Result<Day, Refusal> {
    read(text).map(|period| period.after(today)).ok_or_else(|| Refusal {
        cause: format!("`{}` is no stretch of time", one_line(text)),
        help: "write it as 30d, 2w, 3m or 1y, for days, weeks, months and years".to_owned(),
    })
}

/// Zero is a stretch too: "due within 0 days" is due today, or late.
fn read(text: &str) -> Option<Period> {
    let text = text.trim();
    let digits = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let (count, unit) = text.split_at(digits);
    let unit = match unit.trim_start().to_lowercase().as_str() {
        "d" | "day" | "days" => Unit::Days,
        "w" | "week" | "weeks" => Unit::Weeks,
        "m" | "month" | "months" => Unit::Months,
        "y" | "year" | "years" => Unit::Years,
        _ => return None,
    };
    let count = count.parse().ok().filter(|count| *count < 10_000)?;
    Some(Period { count, unit })
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn letters_and_words_are_units() {
        let today = date(2025, 1, 31);
        let until = |text: &str| end(text, today).expect("a stretch of time");
        assert_eq!(until("30d"), date(2025, 3, 2));
        assert_eq!(until("30 days"), date(2025, 3, 2));
        assert_eq!(until("2w"), date(2025, 2, 14));
        assert_eq!(until("1M"), date(2025, 2, 28));
        assert_eq!(until("1 year"), date(2026, 1, 31));
        assert_eq!(until("0d"), today);
    }

    #[test]
    fn other_texts_are_refused() {
        for text in ["", "30", "d", "-3d", "3 fortnights", "99999d", "1.5y", "3dd"] {
            assert!(end(text, date(2025, 1, 31)).is_err(), "{text}");
        }
    }
}
