//! The level of one risk over time: the levels as bands with the load line
//! between them, a step line, a hollow dot for each change that leads to its
//! commit, brackets for acceptances as long as they stood and ticks for reviews.

use super::Chart;
use super::svg::{Svg, one};
use crate::model::day::{Day, days_between, in_words};
use crate::site::text::{capital, count, list, number};

/// Above the highest band.
const TOP: f64 = 8.0;
/// A level.
const BAND: f64 = 30.0;
/// Below the lowest: reviews, acceptance and days.
const BOTTOM: f64 = 44.0;
/// Room right of the plot, for the last dot.
const RIGHT: f64 = 8.0;
/// The width of a letter of 12 px, on average and generously.
const LETTER: f64 = 7.0;

/// As many changes of level as are drawn, the newest: dots that a finger can
/// tell apart, and a drawing within its bytes.
const STEPS: usize = 16;
/// As many acceptances.
const ACCEPTED: usize = 16;
/// As many reviews.
const REVIEWS: usize = 48;

/// What the chart shows.
#[derive(Debug)]
pub struct Course<'c> {
    /// The levels, lowest first: id, name, above the line, class of the colour.
    pub levels: Vec<Band<'c>>,
    /// The levels, oldest first.
    pub steps: Vec<Step>,
    /// Acceptances as long as they stood, oldest first.
    pub accepted: Vec<Accepted>,
    /// How many there were besides by people who might not give them.
    pub refused: usize,
    /// The days of reviews.
    pub reviews: Vec<Day>,
    /// The judged day.
    pub today: Day,
}

/// A level from a day on.
#[derive(Debug)]
pub struct Step {
    /// The day.
    pub day: Day,
    /// Its place in the levels; `None` where there was none that is known today,
    /// or the risk was not open.
    pub level: Option<usize>,
    /// What it was where it had no level: "no level", "closed".
    pub absent: &'static str,
    /// Where the change is told on the page.
    pub href: Option<String>,
}

/// An acceptance as long as it stood.
#[derive(Debug, Clone, Copy)]
pub struct Accepted {
    /// The day on which it was given.
    pub from: Day,
    /// Its last day; `None` where it has no end.
    pub until: Option<Day>,
    /// It is known that the person might give it.
    pub is_known: bool,
}

/// A level.
#[derive(Debug)]
pub struct Band<'c> {
    /// Its name.
    pub name: &'c str,
    /// Whether it is above the line.
    pub above: bool,
    /// The class of its colour.
    pub class: String,
}

impl Course<'_> {
    fn word(&self, step: &Step) -> &str {
        step.level.and_then(|place| self.levels.get(place)).map_or(step.absent, |band| band.name)
    }

    /// The level or the state, as it begins a sentence.
    fn title(&self, step: &Step) -> String {
        let word = self.word(step);
        if step.level.is_none() { capital(word) } else { word.to_owned() }
    }

    /// Leaves out the oldest of what is too much for a drawing, and what was over
    /// before it begins; says in words what that is.
    fn leave_out(&mut self) -> Option<String> {
        let (mut steps, mut accepted, mut reviews) = (0, 0, 0);
        if self.steps.len() > STEPS {
            steps = self.steps.len() - STEPS;
            self.steps.drain(..steps);
            let begin = self.steps[0].day;
            let is_over = |carried: &Accepted| carried.until.is_some_and(|until| until < begin);
            accepted = self.accepted.extract_if(.., |carried| is_over(carried)).count();
            reviews = self.reviews.extract_if(.., |day| *day < begin).count();
        }
        accepted += self.accepted.drain(..self.accepted.len().saturating_sub(ACCEPTED)).count();
        reviews += self.reviews.drain(..self.reviews.len().saturating_sub(REVIEWS)).count();
        let parts = [
            (steps, "change of level", "changes of level"),
            (accepted, "acceptance", "acceptances"),
            (reviews, "review", "reviews"),
        ];
        let parts = parts.into_iter().filter(|(number, ..)| *number > 0);
        let parts: Vec<String> = parts.map(|(number, one, many)| count(number, one, many)).collect();
        (!parts.is_empty())
            .then(|| format!("left out, before that: {}, which the history tells", list(&parts)))
    }

    /// Until when each step lasts.
    fn spans(&self) -> impl Iterator<Item = (Day, Day, &Step)> {
        self.steps.iter().enumerate().map(|(place, step)| {
            (step.day, self.steps.get(place + 1).map_or(self.today, |next| next.day), step)
        })
    }
}

/// The chart; `None` where the level is known of the judged day alone.
#[must_use]
pub fn chart(mut course: Course<'_>) -> Option<Chart> {
    let changes = course.steps.len().saturating_sub(1);
    let left_out = course.leave_out();
    let course = &course;
    let (first, last) = (course.steps.first()?, course.steps.last()?);
    if first.day >= course.today
        || course.levels.is_empty()
        || course.steps.iter().all(|step| step.level.is_none())
    {
        return None;
    }
    let title = match changes {
        0 => format!("{} since {}", course.title(last), in_words(last.day)),
        changes => format!(
            "{} since {}, after {}",
            course.title(last),
            in_words(last.day),
            count(changes, "change", "changes")
        ),
    };
    let words = course.spans().map(|(from, to, step)| format!("{from} to {to}: {}", course.word(step)));
    let words = format!("{}.", words.collect::<Vec<_>>().join("; "));
    let draw = |name, width| draw(name, width, course, (&title, &words));
    let mut rows: Vec<Vec<String>> = course
        .spans()
        .map(|(from, _, step)| {
            let label = if step.level.is_some() { "Level: " } else { "" };
            vec![from.to_string(), format!("{label}{}", course.title(step))]
        })
        .chain(course.accepted.iter().map(|carried| vec![carried.from.to_string(), accepted(carried)]))
        .chain(course.reviews.iter().map(|day| vec![day.to_string(), "Reviewed".to_owned()]))
        .collect();
    rows.sort();
    Some(Chart {
        subtitle: subtitle(course, first.day, left_out),
        drawings: vec![draw("wide", 640.0), draw("tight", 288.0)],
        heads: ["From", "What"].map(str::to_owned).to_vec(),
        rows,
        title,
    })
}

fn subtitle(course: &Course<'_>, first: Day, left_out: Option<String>) -> String {
    let mut words = format!(
        "The level from {} to {}, by the methodology of each day",
        in_words(first),
        in_words(course.today)
    );
    if !course.reviews.is_empty() {
        words.push_str("; ticks are reviews");
    }
    if !course.accepted.is_empty() {
        words.push_str("; a bracket is an acceptance, as long as it stood");
    }
    let unknown = course.accepted.iter().filter(|accepted| !accepted.is_known).count();
    if unknown > 0 {
        words.push_str(&format!("; of {} it is not known whether the person might give it", number(unknown)));
    }
    if course.refused > 0 {
        let one = "acceptance by somebody who might not give it is";
        let refused = count(course.refused, one, "acceptances by people who might not give them are");
        words.push_str(&format!("; {refused} not drawn"));
    }
    if let Some(left_out) = left_out {
        words.push_str(&format!("; {left_out}"));
    }
    words
}

fn accepted(accepted: &Accepted) -> String {
    let end = accepted.until.map_or_else(|| "without end".to_owned(), |until| format!("until {until}"));
    let doubt = if accepted.is_known { "" } else { ", by right or not is not known" };
    format!("Accepted {end}{doubt}")
}

#[allow(clippy::cast_precision_loss, reason = "days and levels are few")]
fn draw(name: &'static str, width: f64, course: &Course<'_>, (title, words): (&str, &str)) -> String {
    let levels = course.levels.len();
    let longest = course.levels.iter().map(|band| band.name.chars().count()).max().unwrap_or(0);
    let left = (longest as f64 * LETTER + 40.0).min(width * 0.45);
    let right = width - RIGHT;
    let bottom = TOP + BAND * levels as f64;
    let begin = course.steps[0].day;
    let days = days_between(begin, course.today).max(1) as f64;
    let x = |day: Day| left + (days_between(begin, day) as f64 / days).clamp(0.0, 1.0) * (right - left);
    let top_of = |place: usize| bottom - BAND * (place + 1) as f64;
    let y = |place: usize| top_of(place) + BAND / 2.0;
    let mut svg = Svg::new(name, "course", width, bottom + BOTTOM);
    let room = ((left - 40.0) / LETTER).max(4.0) as usize;
    for (place, band) in course.levels.iter().enumerate() {
        svg.rect(&format!("cell {}", band.class), (0.5, y(place) - 6.0), (12.0, 12.0));
        svg.text("", (18.0, y(place) + 4.0), &shortened(band.name, room));
        svg.path("rule", &format!("M{} {}H{}", one(left), one(top_of(place)), one(right)));
    }
    svg.path("rule", &format!("M{} {}H{}", one(left), one(bottom), one(right)));
    if let Some(line) = course.levels.iter().position(|band| band.above).filter(|line| *line > 0) {
        svg.load_line((left - 16.0, right), bottom - BAND * line as f64);
    }
    let mut path = String::new();
    let mut before = None;
    for (from, to, step) in course.spans() {
        if let Some(level) = step.level {
            match before {
                Some(_) => path.push_str(&format!("V{}", one(y(level)))),
                None => path.push_str(&format!("M{} {}", one(x(from)), one(y(level)))),
            }
            path.push_str(&format!("H{}", one(x(to))));
        }
        before = step.level;
    }
    svg.path("series", &path);
    for step in &course.steps {
        if let Some(level) = step.level {
            let name = format!("{}: {}", step.day, course.word(step));
            svg.dot((x(step.day), y(level)), &name, step.href.as_deref());
        }
    }
    let reviews = course.reviews.iter().filter(|day| (begin..=course.today).contains(*day));
    let ticks: String = reviews.map(|day| format!("M{} {}v8", one(x(*day)), one(bottom))).collect();
    if !ticks.is_empty() {
        svg.path("mark", &ticks);
    }
    for Accepted { from, until, .. } in &course.accepted {
        let ended = until.filter(|until| *until <= course.today);
        if *from > course.today || until.is_some_and(|until| until < begin) {
            continue;
        }
        let (leg, at) = (one(bottom + 12.0), one(bottom + 18.0));
        let end = ended.map_or_else(String::new, |_| format!("V{leg}"));
        let to = one(x(until.unwrap_or(course.today)));
        svg.path("hollow", &format!("M{} {leg}V{at}H{to}{end}", one(x(*from))));
    }
    svg.text("soft", (left, bottom + 38.0), &begin.to_string());
    svg.text("end soft", (right, bottom + 38.0), &course.today.to_string());
    svg.finish(title, words)
}

/// A name of at most so many letters, its end marked where it is cut: the table
/// has it whole.
fn shortened(name: &str, most: usize) -> String {
    if name.chars().count() <= most {
        return name.to_owned();
    }
    let kept: String = name.chars().take(most.saturating_sub(1)).collect();
    format!("{}…", kept.trim_end())
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn carried(from: Day, until: Day) -> Accepted {
        Accepted { from, until: Some(until), is_known: true }
    }

    fn course(steps: Vec<(Day, Option<usize>)>) -> Course<'static> {
        let step = |(day, level): (Day, Option<usize>)| Step {
            day,
            level,
            absent: "no level",
            href: Some(format!("#{day}")),
        };
        let band = |name, above| Band { name, above, class: format!("level-{}", usize::from(above)) };
        Course {
            levels: vec![band("Low", false), band("High", true), band("<b>", true)],
            steps: steps.into_iter().map(step).collect(),
            accepted: vec![
                carried(date(2024, 1, 1), date(2024, 12, 31)),
                carried(date(2025, 1, 5), date(2025, 1, 15)),
                carried(date(2025, 2, 1), date(2025, 12, 31)),
            ],
            refused: 0,
            reviews: vec![date(2025, 3, 1), date(2024, 1, 1)],
            today: date(2025, 4, 11),
        }
    }

    #[test]
    fn the_line_steps_and_breaks_where_there_is_no_level() {
        let steps = vec![
            (date(2025, 1, 1), Some(1)),
            (date(2025, 1, 11), Some(2)),
            (date(2025, 1, 21), None),
            (date(2025, 2, 10), Some(0)),
        ];
        let chart = chart(course(steps)).expect("a chart");
        assert_eq!(chart.title, "Low since 10 February 2025, after 3 changes");
        assert!(chart.rows.contains(&vec!["2025-01-21".to_owned(), "No level".to_owned()]));
        assert!(chart.rows.contains(&vec!["2025-02-01".to_owned(), "Accepted until 2025-12-31".to_owned()]));
        let wide = &chart.drawings[0];
        assert!(wide.contains("&lt;b&gt;") && !wide.contains("<b>"));
        let series = wide
            .split("class=\"series\" d=\"")
            .nth(1)
            .and_then(|rest| rest.split('"').next())
            .expect("a line");
        // 100 days over 564 units from 68: a tenth of them each ten days.
        assert_eq!(series.matches('M').count(), 2, "{series}");
        assert!(series.starts_with("M68 53H124"), "{series}");
        assert_eq!(wide.matches("v8").count(), 1, "the review before the beginning is not drawn");
        assert_eq!(wide.matches("class=\"line\"").count(), 1);
        assert_eq!(wide.matches("<a href=\"#2025-").count(), 3, "each change leads to its commit: {wide}");
        assert!(wide.contains("<a href=\"#2025-01-11\" aria-label=\"2025-01-11: &lt;b&gt;\">"), "{wide}");
        assert!(wide.contains("role=\"group\"") && !wide.contains("role=\"img\""));
        // The first acceptance had ended before; the last one still runs.
        let brackets: Vec<&str> =
            wide.split("<path class=\"hollow\" d=\"").filter(|path| path.contains("V116")).collect();
        assert_eq!(brackets.len(), 2, "{wide}");
        assert!(brackets[0].contains("V110\"") && !brackets[1].contains("V110\""), "{brackets:?}");
    }

    #[test]
    fn a_closed_risk_is_told_to_be_closed() {
        let mut course = course(vec![(date(2025, 1, 1), Some(1)), (date(2025, 2, 1), None)]);
        course.steps[1].absent = "closed";
        let chart = chart(course).expect("a chart");
        assert_eq!(chart.title, "Closed since 1 February 2025, after 1 change");
        assert!(chart.rows.contains(&vec!["2025-02-01".to_owned(), "Closed".to_owned()]), "{:?}", chart.rows);
        assert!(chart.drawings[0].contains("2025-02-01 to 2025-04-11: closed"), "{}", chart.drawings[0]);
    }

    #[test]
    fn of_much_the_newest_is_drawn_and_the_rest_is_counted() {
        let day = |number: usize| date(2020, 1, 1).saturating_add(jiff::Span::new().days(number as i64));
        let mut long = course((0..500).map(|number| (day(number), Some(number % 2))).collect());
        long.reviews = (0..500).map(day).collect();
        long.accepted = (0..500).map(|number| carried(day(number), day(number + 1))).collect();
        for step in &mut long.steps {
            step.href = Some("page-12.html#c-0123456789ab".to_owned());
        }
        let chart = chart(long).expect("a chart");
        assert!(chart.title.ends_with("after 499 changes"), "{}", chart.title);
        assert!(
            chart
                .subtitle
                .contains("left out, before that: 484 changes of level, 484 acceptances and 484 reviews"),
            "{}",
            chart.subtitle
        );
        assert!(
            chart.rows.len() <= 3 * STEPS && chart.rows[0][0] == day(484).to_string(),
            "{:?}",
            chart.rows
        );
        for drawing in &chart.drawings {
            assert_eq!(drawing.matches("<a href").count(), STEPS);
            assert!(drawing.len() < 6 << 10, "{}", drawing.len());
        }
    }

    #[test]
    fn one_day_is_no_course() {
        assert!(chart(course(vec![(date(2025, 4, 11), Some(1))])).is_none());
        assert!(chart(course(vec![(date(2025, 1, 1), None)])).is_none());
        assert!(chart(course(Vec::new())).is_none());
    }
}
