//! How long open risks have been known: a column for each stretch of days, those
//! of unknown age apart and in outline.

use super::Chart;
use super::svg::{Svg, step};
use crate::metrics::ages::Ages;
use crate::site::text::{count, number};

/// Above the highest column: its number.
const TOP: f64 = 22.0;
/// The columns.
const HEIGHT: f64 = 120.0;
/// Below them: what they are.
const BOTTOM: f64 = 40.0;
/// As wide as a phone.
const TIGHT: f64 = 288.0;
/// The words under the columns, in two lines.
const NAMES: [(&str, &str); 6] = [
    ("under", "30"),
    ("30 to", "89"),
    ("90 to", "179"),
    ("180 to", "365"),
    ("over", "365"),
    ("not", "known"),
];

/// The chart; `None` without an open risk.
#[must_use]
pub fn chart(ages: &Ages) -> Option<Chart> {
    let total = ages.total();
    if total == 0 {
        return None;
    }
    let old = ages.counts[4];
    let title = if ages.unknown == total {
        "When the open risks were identified is not known".to_owned()
    } else {
        format!(
            "{} of {} known for over a year",
            number(old),
            match ages.unknown {
                0 => count(total, "open risk has been", "open risks have been"),
                _ => count(
                    ages.known(),
                    "open risk of known age has been",
                    "open risks of known age have been"
                ),
            }
        )
    };
    let counts = || ages.counts.iter().copied().chain([ages.unknown]);
    let told: Vec<String> = NAMES
        .iter()
        .zip(counts())
        .map(|((first, second), count)| format!("{first} {second}: {}", number(count)))
        .collect();
    let words = format!("{}.", told.join(", "));
    let draw = |name, width| draw(name, width, ages, &title, &words);
    let rows =
        ["Under 30 days", "30 to 89 days", "90 to 179 days", "180 to 365 days", "Over 365 days", "Not known"];
    Some(Chart {
        subtitle: subtitle(ages),
        drawings: vec![draw("wide", 640.0), draw("tight", TIGHT)],
        heads: ["Age", "Open risks"].map(str::to_owned).to_vec(),
        rows: rows
            .iter()
            .zip(counts())
            .map(|(name, count)| vec![(*name).to_owned(), number(count)])
            .collect(),
        title,
    })
}

fn subtitle(ages: &Ages) -> String {
    let words = format!("Days since an open risk was identified, n = {}", number(ages.known()));
    match ages.unknown {
        0 => words,
        unknown => format!("{words}; not known of {}", number(unknown)),
    }
}

#[allow(clippy::cast_precision_loss, reason = "counts of risks are small numbers")]
fn draw(name: &'static str, width: f64, ages: &Ages, title: &str, words: &str) -> String {
    let mut svg = Svg::new(name, "ages", width, TOP + HEIGHT + BOTTOM);
    let most = ages.counts.iter().copied().chain([ages.unknown]).max().unwrap_or(0).max(1);
    let most = most.next_multiple_of(step(most));
    let slot = width / NAMES.len() as f64;
    let bar = (slot * 0.62).min(48.0);
    let base = TOP + HEIGHT;
    for (place, (first, second)) in NAMES.into_iter().enumerate() {
        let count = ages.counts.get(place).copied().unwrap_or(ages.unknown);
        let middle = slot * (place as f64 + 0.5);
        let height = count as f64 / most as f64 * HEIGHT;
        if count > 0 {
            let class = if place < ages.counts.len() { "bar" } else { "untested" };
            svg.rect(class, (middle - bar / 2.0, base - height), (bar, height));
        }
        svg.text("mid", (middle, base - height - 6.0), &number(count));
        svg.text("mid soft", (middle, base + 16.0), first);
        svg.text("mid soft", (middle, base + 31.0), second);
    }
    svg.path("rule", &format!("M0 {base}H{width}"));
    svg.finish(title, words)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::site::label::width;

    #[test]
    fn columns_are_as_high_as_their_counts_and_the_unknown_stand_apart() {
        let ages = Ages { counts: [1, 0, 4, 2, 3], unknown: 2 };
        let chart = chart(&ages).expect("a chart");
        assert_eq!(chart.title, "3 of 10 open risks of known age have been known for over a year");
        assert_eq!(chart.subtitle, "Days since an open risk was identified, n = 10; not known of 2");
        let known = super::chart(&Ages { unknown: 0, ..ages }).expect("a chart");
        assert_eq!(known.title, "3 of 10 open risks have been known for over a year");
        let numbers: Vec<&str> = chart.rows.iter().map(|row| row[1].as_str()).collect();
        assert_eq!(numbers, ["1", "0", "4", "2", "3", "2"]);
        let wide = &chart.drawings[0];
        // Four of four are the whole height; of none there is no column.
        assert!(wide.contains("height=\"120\"") && wide.contains("height=\"30\""), "{wide}");
        assert_eq!(wide.matches("class=\"bar\"").count(), 4);
        assert_eq!(wide.matches("class=\"untested\"").count(), 1);
    }

    #[test]
    #[allow(clippy::cast_precision_loss, reason = "six columns")]
    fn no_words_under_a_column_run_into_the_next() {
        let slot = TIGHT / NAMES.len() as f64;
        for (first, second) in NAMES {
            assert!(width(first).max(width(second)) < slot, "{first} {second}");
        }
    }

    #[test]
    fn what_is_not_known_is_no_age() {
        assert!(super::chart(&Ages::default()).is_none());
        let chart = super::chart(&Ages { counts: [0; 5], unknown: 3 }).expect("a chart");
        assert_eq!(chart.title, "When the open risks were identified is not known");
    }
}
