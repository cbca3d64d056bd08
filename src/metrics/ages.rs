//! How long the open risks have been known.

use crate::facts::Facts;
use crate::model::day::days_between;
use crate::model::risk::Risk;

/// Open risks by the days since they were identified.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Ages {
    /// Under 30 days, under 90, under 180, up to 365, and over.
    pub counts: [usize; 5],
    /// Nobody knows when they were identified.
    pub unknown: usize,
}

impl Ages {
    /// The ages of the open risks that are shown, on the judged day.
    #[must_use]
    pub fn of(facts: &Facts<'_>, shows: &dyn Fn(&Risk) -> bool) -> Self {
        let mut ages = Self::default();
        for (risk, _) in facts.open().filter(|(risk, _)| shows(risk)) {
            match risk.identified.as_ref().map(|day| days_between(day.value, facts.today)) {
                None => ages.unknown += 1,
                Some(days) => {
                    let place = [30, 90, 180, 366].into_iter().position(|end| days < end).unwrap_or(4);
                    ages.counts[place] += 1;
                }
            }
        }
        ages
    }

    /// The open risks of which an age is known.
    #[must_use]
    pub fn known(&self) -> usize {
        self.counts.iter().sum()
    }

    /// All open risks.
    #[must_use]
    pub fn total(&self) -> usize {
        self.known() + self.unknown
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::parse::load_texts;

    #[test]
    fn the_edges_of_each_stretch() {
        // 29, 30, 89, 90, 179, 180, 365 and 366 days before 31 December 2025.
        let days = [
            "2025-12-02",
            "2025-12-01",
            "2025-10-03",
            "2025-10-02",
            "2025-07-05",
            "2025-07-04",
            "2024-12-31",
            "2024-12-30",
        ];
        let mut files = vec![("plimsoll.toml".to_owned(), "[register]\ntitle = \"T\"\n".to_owned())];
        let text = |line: String, status: &str| format!("{line}status = \"{status}\"\n");
        for (place, day) in days.iter().enumerate() {
            let line = format!("id = \"R00{place}\"\nidentified = {day}\n");
            files.push((format!("risks/R00{place}.toml"), text(line, "open")));
        }
        files.push(("risks/R010.toml".to_owned(), text("id = \"R010\"\n".to_owned(), "open")));
        files.push((
            "risks/R011.toml".to_owned(),
            text("id = \"R011\"\nidentified = 2025-12-30\n".to_owned(), "closed"),
        ));
        let texts: Vec<(&str, &str)> =
            files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
        let loaded = load_texts(&texts);
        let facts = Facts::new(&loaded.register, date(2025, 12, 31));
        let ages = Ages::of(&facts, &|_| true);
        assert_eq!(ages, Ages { counts: [1, 2, 2, 2, 1], unknown: 1 });
        assert_eq!(ages.total(), 9);
        assert_eq!(Ages::of(&facts, &|risk| risk.id() == "R010").total(), 1, "only what is shown");
    }
}
