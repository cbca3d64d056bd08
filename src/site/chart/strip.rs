//! A treatment plan in time: from its start to its deadline, with a tick where
//! the deadline was before it moved, a line today, and what is late hatched.

use std::fmt::Write as _;

use super::svg::one;
use crate::model::day::{Day, days_between, days_in_words};
use crate::model::risk::Risk;
use crate::postponed::Moves;
use crate::site::text::html;

/// Width and height beside a row of a table.
const SMALL: (f64, f64) = (132.0, 16.0);
/// As many former deadlines as are said one by one.
const SAID: usize = 12;
/// The least room between two ticks of former deadlines.
const APART: f64 = 2.0;
/// The least room between two labels, in units of the drawing.
const LABEL: f64 = 92.0;

/// A plan between two days.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Strip {
    start: Day,
    due: Day,
    /// Former deadlines.
    moved: Vec<Day>,
    /// When it was done, if it is.
    done: Option<Day>,
    today: Day,
}

impl Strip {
    /// The strip of a plan with a deadline; `None` where it is not known since
    /// when it is wanted: agreed, approved, or the risk assessed or identified.
    #[must_use]
    pub fn of(risk: &Risk, moves: &Moves<'_>, due: Day, done: Option<Day>, today: Day) -> Option<Self> {
        let plan = risk.treatment.as_ref()?;
        let agreed = plan.agreed.as_ref().map(|day| day.value);
        let approved = plan.approval.as_ref().and_then(|given| given.on.as_ref()).map(|day| day.value);
        let known = [&risk.assessed, &risk.identified].map(|day| day.as_ref().map(|day| day.value));
        let sooner = agreed.into_iter().chain(approved).filter(|day| *day < due).min();
        let start = sooner.or_else(|| known.into_iter().flatten().filter(|day| *day < due).max())?;
        let moved = moves.former().into_iter().filter(|day| *day > start && *day != due).collect();
        (start <= today).then_some(Self { start, due, moved, done, today })
    }

    /// For a row of a table: no letters, since the row says the days.
    #[must_use]
    pub fn small(&self) -> String {
        let (width, height) = SMALL;
        self.draw("", width, (height, 3.0, 10.0), "")
    }

    /// With its days, in a width that a style sheet knows.
    #[must_use]
    pub fn large(&self, class: &str, width: f64) -> String {
        let x = |day| self.place(day, width);
        let end = self.now();
        let mut labels = String::new();
        let mut label = |kind: &str, at: f64, y: f64, text: &str| {
            let _ = write!(
                labels,
                "<text class=\"{kind}\" x=\"{}\" y=\"{}\">{}</text>",
                one(at),
                one(y),
                html(text)
            );
        };
        label("soft", 0.0, 42.0, &self.start.to_string());
        let due = format!("due {}", self.due);
        let last = if self.done.is_some() { "done" } else { "today" };
        if end > self.due {
            label("end", width, 12.0, &format!("{} late", days_in_words(days_between(self.due, end))));
            let is_free = x(self.due) > 2.0 * LABEL || x(self.due) + LABEL > width;
            if is_free && x(self.due) > 2.0 * LABEL {
                label("end", x(self.due).min(width - 40.0), 42.0, &due);
            }
            label("soft end", width, 42.0, last);
        } else {
            label("end", width, 42.0, &due);
            if x(end) > 20.0 && x(end) < width - 20.0 {
                label("soft mid", x(end), 12.0, last);
            }
        }
        self.draw(class, width, (46.0, 16.0, 12.0), &labels)
    }

    fn now(&self) -> Day {
        self.done.unwrap_or(self.today)
    }

    /// The place of a day from left to right; a line at the ends is whole.
    fn place(&self, day: Day, width: f64) -> f64 {
        let whole = days_between(self.start, self.due.max(self.now())).max(1);
        let share = days_between(self.start, day) as f64 / whole as f64;
        1.0 + share.clamp(0.0, 1.0) * (width - 2.0)
    }

    /// `bar` is the height of the drawing, and top and height of its bar.
    fn draw(&self, class: &str, width: f64, (height, top, thick): (f64, f64, f64), labels: &str) -> String {
        let (due, now) = (self.place(self.due, width), self.place(self.now(), width));
        let class = if class.is_empty() { String::new() } else { format!(" class=\"{class}\"") };
        let (w, h, words) = (one(width), one(height), html(&self.words()));
        let mut out = format!(
            "<svg{class} viewBox=\"0 0 {w} {h}\" width=\"{w}\" height=\"{h}\" role=\"img\" aria-label=\"{words}\">"
        );
        for (class, to) in [("rest", due), ("bar", due.min(now))] {
            let (top, wide, high) = (one(top), one((to - 1.0).max(0.0)), one(thick));
            let _ = write!(
                out,
                "<rect class=\"{class}\" x=\"1\" y=\"{top}\" width=\"{wide}\" height=\"{high}\"/>"
            );
        }
        if now > due {
            hatch(&mut out, (due, now), (top, thick));
        }
        self.mark(&mut out, width, (top, top + thick));
        out.push_str(labels);
        out.push_str("</svg>");
        out
    }

    /// Where the deadline was before it moved, and today.
    fn mark(&self, out: &mut String, width: f64, (top, bottom): (f64, f64)) {
        if self.moved.is_empty() && self.done.is_some() {
            return;
        }
        out.push_str("<path class=\"mark\" d=\"");
        let mut last = f64::MIN;
        for day in &self.moved {
            let at = self.place(*day, width);
            // Nearer ones cannot be told apart.
            if at - last >= APART {
                let _ = write!(out, "M{} {}V{}", one(at), one(top - 3.0), one(bottom));
                last = at;
            }
        }
        if self.done.is_none() {
            let _ = write!(
                out,
                "M{} {}V{}",
                one(self.place(self.now(), width)),
                one(top - 3.0),
                one(bottom + 3.0)
            );
        }
        out.push_str("\"/>");
    }

    /// The same in words.
    fn words(&self) -> String {
        let moved = match self.moved.as_slice() {
            [] => String::new(),
            [.., last] if self.moved.len() > SAID => {
                format!(", moved {} times, last from {last}", self.moved.len())
            }
            days => {
                format!(", moved from {}", days.iter().map(Day::to_string).collect::<Vec<_>>().join(", "))
            }
        };
        let end = match self.done {
            Some(done) => format!("done {done}"),
            None => format!("today is {}", self.today),
        };
        format!("From {} to {}{moved}; {end}", self.start, self.due)
    }
}

/// A part that is late. The strokes stay within it: each is as wide as it is
/// high.
fn hatch(out: &mut String, (from, to): (f64, f64), (top, thick): (f64, f64)) {
    let (left, right, high) = (one(from), one(to), one(thick));
    let (top, bottom) = (one(top), one(top + thick));
    let _ = write!(out, "<path class=\"over\" d=\"M{left} {top}H{right}V{bottom}H{left}");
    let mut at = from;
    while at + thick <= to {
        let _ = write!(out, "M{} {bottom}l{high} -{high}", one(at));
        at += 5.0;
    }
    out.push_str("\"/>");
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn strip() -> Strip {
        Strip {
            start: date(2025, 1, 1),
            due: date(2025, 2, 20),
            moved: vec![date(2025, 1, 31)],
            done: None,
            today: date(2025, 4, 11),
        }
    }

    #[test]
    fn what_is_late_is_hatched_up_to_today() {
        let small = strip().small();
        // 100 days over 130 units: the deadline in the middle.
        assert!(small.contains("<rect class=\"bar\" x=\"1\" y=\"3\" width=\"65\""), "{small}");
        assert!(small.contains("class=\"over\" d=\"M66 3H131V13H66M66 13l10 -10"), "{small}");
        assert!(small.contains("class=\"mark\" d=\"M40 0V13M131 0V16\""), "{small}");
        assert!(small.contains("From 2025-01-01 to 2025-02-20, moved from 2025-01-31; today is 2025-04-11"));
        assert!(strip().large("wide", 520.0).contains("50 days late"));
    }

    #[test]
    fn of_many_former_deadlines_ticks_and_words_stay_few() {
        let days = (0..500).map(|number| date(2025, 1, 2).saturating_add(jiff::Span::new().days(number)));
        let strip = Strip { moved: days.collect(), due: date(2026, 12, 31), ..strip() };
        let small = strip.small();
        assert!(small.matches("V13").count() <= 66 && small.len() < 2_000, "{small}");
        assert!(small.contains(", moved 500 times, last from 2026-05-16; today"), "{small}");
    }

    #[test]
    fn what_is_in_time_is_filled_up_to_today() {
        let early = Strip { today: date(2025, 1, 26), moved: Vec::new(), ..strip() };
        let small = early.small();
        assert!(small.contains("<rect class=\"rest\" x=\"1\" y=\"3\" width=\"130\""), "{small}");
        assert!(small.contains("<rect class=\"bar\" x=\"1\" y=\"3\" width=\"65\""), "{small}");
        assert!(!small.contains("over") && small.contains("M66 0V16"));
        let done = Strip { done: Some(date(2025, 2, 1)), ..early };
        assert!(!done.small().contains("mark") && done.small().contains("done 2025-02-01"));
    }
}
