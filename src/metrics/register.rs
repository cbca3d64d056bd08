//! How the register is kept: what is above the line, what is late, what was
//! done in time. A period begins after `since` and ends on the judged day.

use serde::Serialize;

use super::{Median, Share};
use crate::decision::DecisionState;
use crate::facts::{Facts, RiskFacts};
use crate::model::day::{Day, Period, days_between};
use crate::model::risk::Risk;
use crate::past::RiskPast;
use crate::schedule::{self, DayState};
use crate::statistics::median;

/// How the register is kept.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RegisterFigures {
    /// Open risks.
    pub open: usize,
    /// Open risks above the line.
    pub above_line: usize,
    /// Those of them that have a treatment.
    pub above_line_treated: Share,
    /// Open risks that are not assessed.
    pub unassessed: Share,
    /// Open risks whose plan is late.
    pub overdue_treatments: usize,
    /// Open risks whose review is late.
    pub overdue_reviews: usize,
    /// Open risks of which nobody knows when they are to be reviewed.
    pub unknown_reviews: usize,
    /// Valid acceptances that end within so many days.
    pub acceptances_ending: Ending,
    /// Plans with a deadline that were done in the period.
    pub treatments_done: Done,
    /// By how many days those were late that were done late.
    pub days_late_median: Option<f64>,
    /// Deadlines that moved later in the period; `None` where history is not
    /// complete.
    pub postponements: Option<usize>,
    /// Reviews that fell due in the period and were done by then; `None` where
    /// history is not complete.
    pub reviews_on_time: Option<Share>,
    /// How long the open risks above the line have been known, in days.
    pub age_days_median: Option<f64>,
    /// Of how many of them that is known.
    #[serde(skip)]
    pub ages_known: usize,
    /// How long steps took that ended in the period.
    pub days_to: DaysTo,
    /// What was declared, and what is carried.
    pub appetite: Vec<AppetiteFigure>,
}

/// Acceptances that end within so many days, each including the one before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Ending {
    /// Within 30 days.
    #[serde(rename = "30")]
    pub in_30: usize,
    /// Within 60 days.
    #[serde(rename = "60")]
    pub in_60: usize,
    /// Within 90 days.
    #[serde(rename = "90")]
    pub in_90: usize,
}

/// Plans that were done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Done {
    /// By their deadline, of all.
    pub on_time: Share,
    /// After it.
    pub late: usize,
}

/// Days from the day on which a risk was identified.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize)]
pub struct DaysTo {
    /// To its first assessment.
    pub assessed: Median,
    /// To the end of its treatment.
    pub treated: Median,
    /// To its closing.
    pub closed: Median,
}

/// A limit that was declared.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AppetiteFigure {
    /// The level's id: this one or a worse one.
    pub level: String,
    /// The category; `None` for all.
    pub category: Option<String>,
    /// How many may be open.
    pub at_most: u64,
    /// How many are.
    pub count: usize,
}

/// The figures over the risks that are shown.
#[must_use]
pub fn figures(facts: &Facts<'_>, since: Day, shows: &dyn Fn(&Risk) -> bool) -> RegisterFigures {
    let all: Vec<(&Risk, &RiskFacts)> = facts.each().filter(|(risk, _)| shows(risk)).collect();
    let open: Vec<(&Risk, &RiskFacts)> = all.iter().copied().filter(|(risk, _)| risk.is_open()).collect();
    let above: Vec<(&Risk, &RiskFacts)> =
        open.iter().copied().filter(|(_, judged)| judged.is_above()).collect();
    let count = |is: &dyn Fn(&Risk, &RiskFacts) -> bool| {
        open.iter().filter(|(risk, judged)| is(risk, judged)).count()
    };
    let period = Stretch { since, today: facts.today };
    let (treatments_done, days_late) = done(&all, period);
    let age =
        |(risk, _): &(&Risk, &RiskFacts)| Some(days_between(risk.identified.as_ref()?.value, facts.today));
    RegisterFigures {
        open: open.len(),
        above_line: above.len(),
        above_line_treated: Share {
            value: above.iter().filter(|(risk, _)| risk.treatment.is_some()).count(),
            of: above.len(),
        },
        unassessed: Share { value: count(&|risk, _| risk.is_unassessed()), of: open.len() },
        overdue_treatments: count(&|_, judged| judged.plan.state == DayState::Late),
        overdue_reviews: count(&|_, judged| judged.review.state == DayState::Late),
        unknown_reviews: count(&|_, judged| judged.review.is_unknown()),
        acceptances_ending: ending(&open, facts.today),
        treatments_done,
        days_late_median: median(&days_late),
        postponements: facts.past.filter(|past| past.is_complete).map(|_| postponements(facts, &all, period)),
        reviews_on_time: facts.past.filter(|past| past.is_complete).map(|_| reviews(facts, &open, period)),
        age_days_median: median(&above.iter().filter_map(age).collect::<Vec<_>>()),
        ages_known: above.iter().filter_map(age).count(),
        days_to: days_to(facts, &all, period),
        appetite: appetite(facts, &open),
    }
}

/// A stretch of time: after its first day, up to and with its last.
#[derive(Clone, Copy)]
struct Stretch {
    since: Day,
    today: Day,
}

impl Stretch {
    fn has(self, day: Day) -> bool {
        self.since < day && day <= self.today
    }
}

fn ending(open: &[(&Risk, &RiskFacts)], today: Day) -> Ending {
    let until = |(risk, judged): &(&Risk, &RiskFacts)| {
        let holds = judged
            .acceptance
            .is_some_and(|decision| matches!(decision.state, DecisionState::Valid | DecisionState::Unproven));
        Some(risk.acceptance.as_ref()?.until.as_ref()?.value).filter(|_| holds)
    };
    let days: Vec<i64> = open.iter().filter_map(until).map(|until| days_between(today, until)).collect();
    let within = |most: i64| days.iter().filter(|days| (0..=most).contains(*days)).count();
    Ending { in_30: within(30), in_60: within(60), in_90: within(90) }
}

/// The day on which a plan was done: the written one, else the last action's.
#[must_use]
pub fn done_on(risk: &Risk, today: Day) -> Option<Day> {
    let treatment = risk.treatment.as_ref().filter(|_| schedule::is_done(risk, today))?;
    let last = || treatment.actions.iter().filter_map(|action| Some(action.done.as_ref()?.value)).max();
    treatment.done.as_ref().map(|done| done.value).filter(|done| *done <= today).or_else(last)
}

/// The plans with a deadline that were done after `since` up to the day: when,
/// and by how many days after the deadline.
pub(super) fn finished(all: &[(&Risk, &RiskFacts)], since: Day, today: Day) -> Vec<(Day, i64)> {
    let period = Stretch { since, today };
    let plan = |(risk, judged): &(&Risk, &RiskFacts)| {
        let done = done_on(risk, today).filter(|done| period.has(*done))?;
        Some((done, days_between(judged.plan.deadline?, done)))
    };
    all.iter().filter_map(plan).collect()
}

fn done(all: &[(&Risk, &RiskFacts)], period: Stretch) -> (Done, Vec<i64>) {
    let days: Vec<i64> =
        finished(all, period.since, period.today).into_iter().map(|(_, late_by)| late_by).collect();
    let late: Vec<i64> = days.iter().copied().filter(|days| *days > 0).collect();
    let on_time = Share { value: days.len() - late.len(), of: days.len() };
    (Done { on_time, late: late.len() }, late)
}

fn postponements(facts: &Facts<'_>, all: &[(&Risk, &RiskFacts)], period: Stretch) -> usize {
    let moves = all.iter().filter_map(|(risk, _)| facts.past_of(risk)).flat_map(|past| &past.postponed);
    moves.filter(|moved| period.has(moved.when.day)).count()
}

/// Reviews by the cadence of the present level: each is due so long after the
/// one before, the first so long after the assessment.
fn reviews(facts: &Facts<'_>, open: &[(&Risk, &RiskFacts)], period: Stretch) -> Share {
    let mut share = Share::default();
    for (risk, judged) in open {
        let Some((every, past)) = judged.review.every.zip(facts.past_of(risk)) else { continue };
        for (due, done) in due_reviews(risk, past, every) {
            // One that is not over yet is neither kept nor missed.
            let is_over = due < period.today || done.is_some_and(|done| done <= due);
            if period.has(due) && is_over {
                share.of += 1;
                share.value += usize::from(done.is_some_and(|done| done <= due));
            }
        }
    }
    share
}

/// The days on which reviews fell due, each with the day of the review.
fn due_reviews(risk: &Risk, past: &RiskPast, every: Period) -> Vec<(Day, Option<Day>)> {
    let mut days = past.reviews.clone();
    days.extend(risk.review.as_ref().and_then(|review| review.on.as_ref()).map(|on| on.value));
    days.sort_unstable();
    days.dedup();
    let first = risk.assessed.as_ref().or(risk.identified.as_ref()).map(|day| day.value);
    let before = first.filter(|first| days.first().is_none_or(|day| first < day));
    let anchors: Vec<Day> = before.into_iter().chain(days).collect();
    let due = |(place, anchor): (usize, &Day)| (every.after(*anchor), anchors.get(place + 1).copied());
    anchors.iter().enumerate().map(due).collect()
}

fn days_to(facts: &Facts<'_>, all: &[(&Risk, &RiskFacts)], period: Stretch) -> DaysTo {
    let span = |to: &dyn Fn(&Risk) -> Option<Day>| {
        let days = all.iter().filter_map(|(risk, _)| {
            let from = risk.identified.as_ref()?.value;
            let to = to(risk).filter(|to| period.has(*to))?;
            Some(days_between(from, to)).filter(|days| *days >= 0)
        });
        Median::of(&days.collect::<Vec<_>>())
    };
    DaysTo {
        assessed: span(&|risk| first_assessed(facts, risk)),
        treated: span(&|risk| done_on(risk, period.today)),
        closed: span(&|risk| risk.closed.as_ref()?.on.as_ref().map(|on| on.value)),
    }
}

/// The day of the first level, by history; without one the written day.
fn first_assessed(facts: &Facts<'_>, risk: &Risk) -> Option<Day> {
    match facts.past_of(risk) {
        Some(past) => past.steps.iter().find(|step| step.level.is_some()).map(|step| step.day),
        None => risk.assessed.as_ref().map(|day| day.value),
    }
}

fn appetite(facts: &Facts<'_>, open: &[(&Risk, &RiskFacts)]) -> Vec<AppetiteFigure> {
    let Some(methodology) = &facts.register.methodology else { return Vec::new() };
    let figure = |appetite: &crate::model::methodology::Appetite| {
        let level = appetite.level.as_ref()?;
        let rank = methodology.level_rank(level)?;
        let category = appetite.category.as_ref().map(|category| category.value.clone());
        let counts = |(risk, judged): &&(&Risk, &RiskFacts)| {
            let own = risk.category.as_ref().map(|category| &category.value);
            judged.level().is_some_and(|level| level >= rank)
                && (category.is_none() || own == category.as_ref())
        };
        Some(AppetiteFigure {
            level: level.value.clone(),
            at_most: appetite.at_most.as_ref()?.value,
            count: open.iter().filter(counts).count(),
            category: category.clone(),
        })
    };
    methodology.appetite.iter().filter_map(figure).collect()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::parse::load_texts;
    use crate::past::{self, Moment, Past, Postponed, Step};

    const METHODOLOGY: &str = include_str!("../../tests/data/examples/methodology.toml");
    const PEOPLE: &str = include_str!("../../tests/data/examples/people.toml");

    fn reckon<T>(
        risks: &[(&str, String)],
        past: Option<&Past>,
        look: impl FnOnce(RegisterFigures) -> T,
    ) -> T {
        let mut list = vec![
            ("plimsoll.toml".to_owned(), "[register]\ntitle = \"T\"\n".to_owned()),
            (
                "schema/methodology.toml".to_owned(),
                format!(
                    "{METHODOLOGY}\n[[appetite]]\nlevel = \"high\"\nat_most = 1\ncategory = \"supplier\"\n"
                ),
            ),
            ("people.toml".to_owned(), PEOPLE.to_owned()),
        ];
        list.extend(
            risks.iter().map(|(id, text)| (format!("risks/{id}.toml"), format!("id = \"{id}\"\n{text}"))),
        );
        let texts: Vec<(&str, &str)> =
            list.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
        let mut register = load_texts(&texts).register;
        if let Some(past) = past {
            past::fill(&mut register, past);
        }
        let facts = Facts::with_past(&register, date(2025, 6, 1), past);
        look(figures(&facts, date(2024, 6, 1), &|_| true))
    }

    /// Above the line: high, reviewed every six months.
    const HIGH: &str =
        "status = \"open\"\nowner = \"it-manager\"\nlikelihood = \"high\"\nimpact = \"medium\"\n";
    const LOW: &str = "status = \"open\"\nlikelihood = \"low\"\nimpact = \"low\"\n";

    #[test]
    fn what_stands_and_what_is_late() {
        let accepted = |until: &str| {
            format!(
                "[acceptance]\nby = \"security-lead\"\non = 2025-05-01\nuntil = {until}\nlevel = \"high\"\n"
            )
        };
        let risks = [
            // 400 days old, treated, its plan late since 31 May.
            (
                "R001",
                format!(
                    "{HIGH}identified = 2024-04-27\ncategory = \"supplier\"\n[treatment]\ndue = 2025-05-31\n"
                ),
            ),
            // 100 days old; its review was due on 21 August.
            (
                "R002",
                format!("{HIGH}identified = 2025-02-21\ncategory = \"supplier\"\n{}", accepted("2025-07-01")),
            ),
            // 10 days old.
            ("R003", format!("{HIGH}identified = 2025-05-22\n{}", accepted("2025-07-31"))),
            ("R004", format!("{HIGH}{}", accepted("2025-05-31"))),
            ("R005", LOW.to_owned()),
            ("R006", "status = \"open\"\n".to_owned()),
            ("R007", HIGH.replace("open", "closed")),
            // Overdue since 30 May: a low risk of the examples has no cadence, a high one six months.
            ("R008", format!("{HIGH}assessed = 2024-11-30\n")),
        ];
        reckon(&risks, None, |figures| {
            assert_eq!((figures.open, figures.above_line), (7, 5));
            assert_eq!(figures.above_line_treated, Share { value: 1, of: 5 });
            assert_eq!(figures.unassessed, Share { value: 1, of: 7 });
            assert_eq!((figures.overdue_treatments, figures.overdue_reviews), (1, 2));
            assert_eq!(figures.unknown_reviews, 1, "of R004 no day is known from which its six months count");
            // 30 days to 1 July, 60 to 31 July; the third has ended.
            assert_eq!(figures.acceptances_ending, Ending { in_30: 1, in_60: 2, in_90: 2 });
            assert_eq!(figures.age_days_median, Some(100.0), "of 400, 100 and 10 days; two are unknown");
            assert_eq!(figures.ages_known, 3);
            assert_eq!((figures.postponements, figures.reviews_on_time), (None, None), "without history");
            assert_eq!(figures.appetite[0].count, 2);
            assert_eq!((figures.appetite[0].at_most, figures.appetite[0].level.as_str()), (1, "high"));
        });
    }

    #[test]
    fn what_was_done_in_the_period() {
        let done = |due: &str, done: &str| {
            format!("{LOW}identified = 2024-05-22\n[treatment]\ndue = {due}\ndone = {done}\n")
        };
        let risks = [
            ("R001", done("2025-01-31", "2025-01-31")),
            // 3 and 10 days late.
            ("R002", done("2025-01-31", "2025-02-03")),
            ("R003", done("2025-01-31", "2025-02-10")),
            // Before the period, and after the day.
            ("R004", done("2024-05-31", "2024-06-01")),
            ("R005", done("2025-06-30", "2025-06-02")),
            // Without a deadline it is neither in time nor late.
            ("R006", format!("{LOW}identified = 2025-05-22\n[treatment]\ndone = 2025-06-01\n")),
            (
                "R007",
                format!("{LOW}identified = 2025-01-01\n[closed]\non = 2025-01-21\n")
                    .replace("open", "closed"),
            ),
        ];
        reckon(&risks, None, |figures| {
            assert_eq!(figures.treatments_done, Done { on_time: Share { value: 1, of: 3 }, late: 2 });
            assert_eq!(figures.days_late_median, Some(6.5));
            // 254, 257 and 264 days from 22 May 2024, and 10 from 22 May 2025.
            assert_eq!(figures.days_to.treated, Median { median: Some(255.5), n: 4 });
            assert_eq!(figures.days_to.closed, Median { median: Some(20.0), n: 1 });
            assert_eq!(figures.days_to.assessed, Median::default(), "no day of an assessment is known");
        });
        reckon(&[], None, |figures| {
            assert_eq!(figures.treatments_done, Done::default());
            assert_eq!((figures.days_late_median, figures.age_days_median), (None, None));
        });
    }

    #[test]
    fn what_history_knows_of_the_period() {
        let when = |day| Moment { day, commit: "c".repeat(40) };
        let mut past = Past { is_complete: true, ..Past::default() };
        let risk = past.risks.entry("R001".to_owned()).or_default();
        let moved = |day| Postponed { from: date(2024, 1, 1), to: date(2024, 2, 1), when: when(day) };
        risk.postponed = vec![moved(date(2024, 6, 1)), moved(date(2024, 6, 2)), moved(date(2025, 6, 1))];
        risk.reviews = vec![date(2024, 7, 1), date(2025, 1, 20)];
        risk.steps = vec![
            Step { day: date(2024, 1, 1), level: None, open: true },
            Step { day: date(2024, 6, 11), level: Some("high".to_owned()), open: true },
        ];
        // Due on 1 July 2024: kept. On 1 January 2025: 19 days late. Next on 20 July 2025.
        let text =
            format!("{HIGH}identified = 2024-06-01\nassessed = 2024-01-01\n[review]\non = 2025-01-20\n");
        reckon(&[("R001", text)], Some(&past), |figures| {
            assert_eq!(figures.postponements, Some(2));
            assert_eq!(figures.reviews_on_time, Some(Share { value: 1, of: 2 }));
            assert_eq!(figures.days_to.assessed, Median { median: Some(10.0), n: 1 });
        });
    }
}
