//! The status of earlier actions: what was to be done or was done since the last
//! review, and what is late.

use super::super::inventory::{ROOT, risks, words};
use super::{Review, part};
use crate::metrics::register::done_on;
use crate::model::day::{Day, in_words};
use crate::model::risk::Publish;
use crate::model::word::Word;
use crate::site::scene::{Scene, overdue};
use crate::site::text::{list, number};
use crate::site::view::Link;
use crate::site::view::listing::{Cell, Row, Section, Table};
use crate::source::At;

/// As many are told one by one, the late ones first.
const ROWS: usize = 40;

/// An action of a plan, or a plan that has none.
struct Action {
    place: usize,
    title: String,
    owner: Option<Link>,
    due: Option<Day>,
    done: Option<Day>,
}

impl Action {
    /// It is not done; of those that are told of, all such are overdue.
    fn is_late(&self) -> bool {
        self.done.is_none()
    }

    /// It was done after its day.
    fn was_late(&self) -> bool {
        self.done.zip(self.due).is_some_and(|(done, due)| done > due)
    }

    /// Whether it was done after a day, or is late.
    fn is_earlier(&self, since: Day, today: Day) -> bool {
        match self.done {
            Some(done) => done > since && done <= today,
            None => self.due.is_some_and(|due| due < today),
        }
    }
}

/// The section of the page.
pub(super) fn section(review: &Review<'_>) -> Section {
    let (scene, today) = (review.scene, review.scene.facts.today);
    let full = scene.order.iter().copied().filter(|place| scene.shown[*place] == Publish::Full);
    let mut all: Vec<Action> = full
        .flat_map(|place| of_risk(scene, place))
        .filter(|action| action.is_earlier(review.since, today))
        .collect();
    all.sort_by_key(|action| (action.done.is_some(), action.done, action.due));
    let mut section = part("actions", "Status of earlier actions");
    if all.is_empty() {
        section.none =
            words(&format!("No action is overdue, and none was done after {}.", in_words(review.since)));
        return section;
    }
    section.note = words(&format!(
        "What was done after {}, and what is overdue: {}.",
        in_words(review.since),
        sums(&all)
    ));
    section.tables = vec![Table {
        caption: match all.len() {
            n if n <= ROWS => {
                "Actions of plans, and plans without actions; the overdue ones first".to_owned()
            }
            n => format!("The first {ROWS} of {} actions, the overdue ones first", number(n)),
        },
        heads: vec!["Action", "Risk", "Owner", "Due", "Status"],
        rows: all.into_iter().take(ROWS).map(|action| row(scene, action)).collect(),
    }];
    section
}

/// "3 overdue, 8 done on time and 1 done late".
fn sums(all: &[Action]) -> String {
    let of = |words: &str, is: &dyn Fn(&&Action) -> bool| {
        let n = all.iter().filter(is).count();
        (n > 0).then(|| format!("{} {words}", number(n)))
    };
    let parts = [
        of("overdue", &|action| action.is_late()),
        of("done on time", &|action| !action.is_late() && action.due.is_some() && !action.was_late()),
        of("done late", &|action| action.was_late()),
        of("done without a date", &|action| !action.is_late() && action.due.is_none()),
    ];
    list(&parts.into_iter().flatten().collect::<Vec<_>>())
}

/// The actions of a risk's plan; a plan without any is one itself. What is not
/// done is one only while the plan runs.
fn of_risk(scene: &Scene<'_>, place: usize) -> Vec<Action> {
    let (risk, facts) = scene.risk(place);
    let Some(treatment) = &risk.treatment else { return Vec::new() };
    let today = scene.facts.today;
    let person = |owner: Option<&At<String>>| owner.map(|owner| scene.person_link(owner, ROOT));
    let action = |action: &crate::model::risk::Action| Action {
        place,
        title: action.title().to_owned(),
        owner: person(action.owner.as_ref().or(treatment.owner.as_ref())),
        due: action.due.as_ref().map(|due| due.value),
        done: action.done.as_ref().map(|done| done.value).filter(|done| *done <= today),
    };
    let plan = || {
        let words = treatment.plan.as_ref().map(|plan| plan.value.clone());
        let option = treatment.option.as_ref().map(|option| option.value.word().to_owned());
        Action {
            place,
            title: words.or(option).unwrap_or_else(|| "not given".to_owned()),
            owner: person(treatment.owner.as_ref()),
            due: facts.plan.deadline,
            done: done_on(risk, today),
        }
    };
    let mut all: Vec<Action> = risk.actions().iter().map(action).collect();
    if all.is_empty() {
        all.push(plan());
    }
    let runs = risk.is_open() && !facts.plan.done;
    all.retain(|action| runs || action.done.is_some());
    all
}

fn row(scene: &Scene<'_>, action: Action) -> Row {
    let status = match (action.done, action.due) {
        (Some(done), _) => {
            let cell = Cell::nb(format!("done on {done}"));
            if action.was_late() { cell.and("late", true) } else { cell }
        }
        (None, Some(due)) => Cell::default().and(overdue(due, scene.facts.today), true),
        (None, None) => Cell::muted("not known"),
    };
    Row {
        id: None,
        cells: vec![
            Cell::text(action.title),
            risks(scene, &[action.place], ""),
            Cell::link(action.owner, "not given"),
            action.due.map_or_else(|| Cell::muted("no date"), Cell::day),
            status,
        ],
    }
}
