//! How long it took to see incidents, to act, to contain and to end them.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::Serialize;

use crate::facts::Facts;
use crate::model::day::Day;
use crate::model::incident::{Incident, day_of};
use crate::source::At;
use crate::statistics::{median, percentile};

/// Incident response times.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct IncidentFigures {
    /// Incidents that are not resolved yet: they have no time, and are not zero.
    pub open: usize,
    /// The times of the period.
    #[serde(flatten)]
    pub times: Times,
    /// By the quarter in which they were detected, oldest first.
    pub by_quarter: Vec<Quarter>,
    /// By severity, worst first.
    pub by_severity: Vec<Severity>,
}

/// The times of each step.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize)]
pub struct Times {
    /// From the beginning to its detection.
    pub detect: Time,
    /// From the detection to the first action.
    pub respond: Time,
    /// From the detection to its containment.
    pub contain: Time,
    /// From the detection to its end.
    pub resolve: Time,
}

/// A time in minutes.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize)]
pub struct Time {
    /// Half of them took no longer.
    pub median_minutes: Option<f64>,
    /// Nine of ten took no longer (nearest rank).
    pub p90_minutes: Option<i64>,
    /// Of how many incidents.
    pub n: usize,
}

/// The times of a quarter.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Quarter {
    /// `2025-Q1`.
    pub quarter: String,
    /// The times.
    #[serde(flatten)]
    pub times: Times,
}

/// The times of a severity.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Severity {
    /// An id of the impact scale; `None` where the incident names none.
    pub severity: Option<String>,
    /// The times.
    #[serde(flatten)]
    pub times: Times,
}

/// Whole minutes from one time to another; of a disorder none.
fn minutes(from: Option<&At<Timestamp>>, to: Option<&At<Timestamp>>) -> Option<i64> {
    let seconds = to?.value.as_second() - from?.value.as_second();
    (seconds >= 0).then_some(seconds / 60)
}

/// How long each step of an incident took, in minutes.
#[must_use]
pub fn steps(incident: &Incident) -> [(&'static str, Option<i64>); 4] {
    let detected = incident.detected.as_ref();
    [
        ("detect", minutes(incident.occurred.as_ref(), detected)),
        ("respond", minutes(detected, incident.responded.as_ref())),
        ("contain", minutes(detected, incident.contained.as_ref())),
        ("resolve", minutes(detected, incident.resolved.as_ref())),
    ]
}

/// The single times of each step, of the incidents of a period.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Steps {
    /// How many incidents.
    pub incidents: usize,
    /// Minutes to detect, respond, contain and resolve, of those that have both
    /// times.
    pub minutes: [Vec<i64>; 4],
}

impl Steps {
    /// Of the incidents that are shown and were detected after `since`, up to
    /// the judged day.
    #[must_use]
    pub fn of(facts: &Facts<'_>, since: Day, shows: &dyn Fn(&Incident) -> bool) -> Self {
        let mut all = Self::default();
        for incident in facts.register.incidents.iter().filter(|incident| shows(incident)) {
            if !incident.day().is_some_and(|day| since < day && day <= facts.today) {
                continue;
            }
            all.incidents += 1;
            for (list, (_, minutes)) in all.minutes.iter_mut().zip(steps(incident)) {
                list.extend(minutes);
            }
        }
        all
    }
}

/// Minutes as people say them: "45 min", "3.5 h", "2.1 days".
#[must_use]
pub fn span(minutes: f64) -> String {
    let short = |number: f64| {
        let text = format!("{number:.1}");
        text.strip_suffix(".0").map_or(text.clone(), str::to_owned)
    };
    if minutes < 120.0 {
        format!("{} min", short(minutes))
    } else if minutes < 48.0 * 60.0 {
        format!("{} h", short(minutes / 60.0))
    } else {
        format!("{} days", short(minutes / 1440.0))
    }
}

fn times(incidents: &[&Incident]) -> Times {
    let time = |step: usize| {
        let all: Vec<i64> = incidents.iter().filter_map(|incident| steps(incident)[step].1).collect();
        Time { median_minutes: median(&all), p90_minutes: percentile(&all, 90), n: all.len() }
    };
    Times { detect: time(0), respond: time(1), contain: time(2), resolve: time(3) }
}

/// The figures of the incidents that are shown and were detected after `since`.
#[must_use]
pub fn figures(facts: &Facts<'_>, since: Day, shows: &dyn Fn(&Incident) -> bool) -> IncidentFigures {
    let known = facts
        .register
        .incidents
        .iter()
        .filter(|incident| shows(incident) && incident.day().is_some_and(|day| day <= facts.today));
    let known: Vec<&Incident> = known.collect();
    let open = known.iter().filter(|incident| incident.is_open(facts.today)).count();
    let period: Vec<&Incident> =
        known.into_iter().filter(|incident| incident.day().is_some_and(|day| day > since)).collect();
    let mut quarters: BTreeMap<String, Vec<&Incident>> = BTreeMap::new();
    let mut severities: BTreeMap<(std::cmp::Reverse<usize>, Option<&str>), Vec<&Incident>> = BTreeMap::new();
    let scale = facts.register.methodology.as_ref().map_or(&[][..], |methodology| &methodology.impact);
    for incident in &period {
        if let Some(detected) = &incident.detected {
            let day = day_of(detected.value);
            let quarter = format!("{:04}-Q{}", day.year(), (day.month() + 2) / 3);
            quarters.entry(quarter).or_default().push(incident);
        }
        let severity = incident.severity.as_ref().map(|severity| severity.as_str());
        let rank =
            scale.iter().position(|point| Some(point.id.as_str()) == severity).map_or(0, |rank| rank + 1);
        severities.entry((std::cmp::Reverse(rank), severity)).or_default().push(incident);
    }
    IncidentFigures {
        open,
        times: times(&period),
        by_quarter: quarters
            .into_iter()
            .map(|(quarter, list)| Quarter { quarter, times: times(&list) })
            .collect(),
        by_severity: severities
            .into_iter()
            .map(|((_, severity), list)| Severity {
                severity: severity.map(str::to_owned),
                times: times(&list),
            })
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::parse::load_texts;

    const METHODOLOGY: &str = include_str!("../../tests/data/examples/methodology.toml");

    #[test]
    fn times_are_medians_and_percentiles_with_their_number() {
        let incident = |severity: &str, occurred: &str, detected: &str, resolved: &str| {
            let line = |key: &str, time: &str| {
                if time.is_empty() { String::new() } else { format!("{key} = {time}Z\n") }
            };
            format!(
                "id = \"X\"\ntitle = \"t\"\nseverity = \"{severity}\"\n{}{}{}",
                line("occurred", occurred),
                line("detected", detected),
                line("resolved", resolved)
            )
        };
        let all = [
            // 60 and 120 minutes to detect; a day, and two days and a minute to resolve.
            incident("high", "2025-01-10T08:00:00", "2025-01-10T09:00:00", "2025-01-11T09:00:59"),
            incident("low", "2025-04-01T08:00:00", "2025-04-01T10:00:00", "2025-04-03T10:01:00"),
            // Still open, its beginning unknown.
            incident("high", "", "2025-05-30T10:00:00", ""),
            // Before the period, and still to come.
            incident("high", "2024-05-01T08:00:00", "2024-05-01T10:00:00", "2024-05-01T11:00:00"),
            incident("high", "2025-07-01T08:00:00", "2025-07-01T10:00:00", "2025-07-01T11:00:00"),
            // Resolved after the day: open then.
            incident("high", "2025-05-01T08:00:00", "2025-05-01T09:30:00", "2025-06-02T09:30:00"),
        ];
        let mut files = vec![
            ("plimsoll.toml".to_owned(), "[register]\ntitle = \"T\"\n".to_owned()),
            ("schema/methodology.toml".to_owned(), METHODOLOGY.to_owned()),
        ];
        files.extend(all.into_iter().enumerate().map(|(n, text)| (format!("incidents/I000{n}.toml"), text)));
        let texts: Vec<(&str, &str)> =
            files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
        let loaded = load_texts(&texts);
        let facts = Facts::new(&loaded.register, date(2025, 6, 1));
        let figures = figures(&facts, date(2024, 6, 1), &|_| true);
        assert_eq!(figures.open, 2);
        let steps = Steps::of(&facts, date(2024, 6, 1), &|_| true);
        assert_eq!(steps.incidents, 4);
        assert_eq!(steps.minutes[0], [60, 120, 90]);
        assert_eq!(steps.minutes[1], [0; 0], "nothing is known of it");
        // 60, 90 and 120 minutes.
        assert_eq!(figures.times.detect, Time { median_minutes: Some(90.0), p90_minutes: Some(120), n: 3 });
        assert_eq!(figures.times.respond, Time::default(), "nothing is known of it");
        assert_eq!(figures.times.resolve.n, 3);
        let quarters: Vec<(&str, usize)> = figures
            .by_quarter
            .iter()
            .map(|quarter| (quarter.quarter.as_str(), quarter.times.detect.n))
            .collect();
        assert_eq!(quarters, [("2025-Q1", 1), ("2025-Q2", 2)]);
        let severities: Vec<(Option<&str>, usize)> = figures
            .by_severity
            .iter()
            .map(|severity| (severity.severity.as_deref(), severity.times.detect.n))
            .collect();
        assert_eq!(severities, [(Some("high"), 2), (Some("low"), 1)]);
    }

    #[test]
    fn minutes_are_said_in_the_unit_that_fits() {
        assert_eq!(
            [60.0, 119.5, 150.0, 2879.0, 2880.0].map(span),
            ["60 min", "119.5 min", "2.5 h", "48 h", "2 days"]
        );
    }
}
