//! People: what is theirs and by when, and what each role may decide.
//!
//! Of a risk that is not published in full nothing stands here: whose it is
//! would say what it is about.

use std::cmp::Reverse;
use std::collections::HashMap;

use super::inventory::{kept_back, words};
use super::late::undated;
use crate::decision::{Kind, may, reserved};
use crate::due::{self, Item, What};
use crate::model::day::{DUE_SOON_DAYS, Day, days_between};
use crate::model::methodology::Role;
use crate::model::person::Person;
use crate::model::risk::Publish;
use crate::schedule::DayState;
use crate::site::scene::Scene;
use crate::site::text::{capital, count, number};
use crate::site::view::listing::{Cell, Listing, Row, Section, Table};
use crate::site::view::{Link, Sentence};

/// The way from a person's page to the site's root.
const DEEP: &str = "../../";

/// Everybody with what is theirs.
pub struct People<'s> {
    scene: &'s Scene<'s>,
    /// What is to be done, in the order in which it is due.
    items: Vec<Item>,
    /// Which of it a person has to do.
    theirs: HashMap<&'s str, Vec<usize>>,
    /// Places of the open risks that a person owns, in register order.
    owned: HashMap<&'s str, Vec<usize>>,
}

impl<'s> People<'s> {
    /// Whoever is named in the register's file of people.
    #[must_use]
    pub fn new(scene: &'s Scene<'s>) -> Self {
        let register = scene.facts.register;
        let is_told = |item: &Item| {
            let is_full =
                |id: &String| register.place_of(id).is_none_or(|place| scene.shown[place] == Publish::Full);
            let is_kept = !item.risks.is_empty() && !item.risks.iter().any(is_full);
            !is_kept && (item.risk.is_some() || scene.shown.may_tell(&item.title))
        };
        let mut owned: HashMap<&str, Vec<usize>> = HashMap::new();
        for place in scene.open().filter(|place| scene.shown[*place] == Publish::Full) {
            if let Some(owner) = &register.risks[place].owner {
                owned.entry(owner.as_str()).or_default().push(place);
            }
        }
        let items: Vec<Item> = due::all(scene.facts).into_iter().filter(is_told).collect();
        let mut theirs: HashMap<&str, Vec<usize>> =
            register.people.iter().map(|person| (person.id.as_str(), Vec::new())).collect();
        for (at, item) in items.iter().enumerate() {
            for id in &item.people {
                if let Some(places) = theirs.get_mut(id.as_str()).filter(|places| places.last() != Some(&at))
                {
                    places.push(at);
                }
            }
        }
        Self { scene, items, theirs, owned }
    }

    fn owned(&self, person: &Person) -> &[usize] {
        self.owned.get(person.id.as_str()).map_or(&[], Vec::as_slice)
    }

    fn items<'p>(&'p self, person: &'p Person) -> impl Iterator<Item = &'p Item> {
        self.theirs.get(person.id.as_str()).into_iter().flatten().map(|at| &self.items[*at])
    }

    fn late(&self, person: &Person) -> usize {
        self.items(person).filter(|item| item.state == DayState::Late).count()
    }

    /// `people/index.html` and the pages after it.
    #[must_use]
    pub fn index(&self) -> Vec<Listing> {
        let people = &self.scene.facts.register.people;
        let late = people.iter().filter(|person| self.late(person) > 0).count();
        let left: Vec<&Person> = people
            .iter()
            .filter(|person| {
                !person.is_active() && (self.items(person).next().is_some() || !self.owned(person).is_empty())
            })
            .collect();
        let mut sentence = Sentence::default();
        sentence.stress(match people.len() {
            0 => "Nobody".to_owned(),
            many => count(many, "person", "people"),
        });
        sentence.say(if people.len() < 2 { " is named" } else { " are named" });
        match late {
            _ if people.is_empty() => sentence.say(" yet."),
            0 => sentence.say("; nothing of theirs is overdue."),
            1 => sentence.say("; ").stress("1").say(" has something overdue."),
            late => sentence.say("; ").stress(number(late)).say(" have something overdue."),
        };
        if !left.is_empty() {
            sentence.say(" Left, with things still theirs: ");
            for (number, person) in left.iter().enumerate() {
                sentence.say(match number {
                    0 => "",
                    _ if number + 1 == left.len() => " and ",
                    _ => ", ",
                });
                let href = self.scene.person_page(&person.id, "../");
                sentence.link(Link { text: person.name().to_owned(), href });
            }
            sentence.say(".");
        }
        let mut section = Section {
            id: "people".to_owned(),
            title: "Who answers for what".to_owned(),
            ..Section::default()
        };
        if people.is_empty() {
            section.none = words(&format!(
                "Nobody is named yet. Add a `[[person]]` with `id` and `name` to `{}`.",
                self.scene.facts.register.config.paths.people
            ));
        } else {
            section.tables.push(Table {
                caption: format!(
                    "{}, most overdue first, then most to do",
                    capital(&count(people.len(), "person", "people"))
                ),
                heads: vec!["Person", "Roles", "Open risks owned", "To do", "Overdue"],
                rows: self.rows(),
            });
            section.none = kept_back(self.scene).map(|said| words(&said)).unwrap_or_default();
        }
        let mut sections = vec![section];
        sections.extend(self.roles());
        let whole = Listing {
            title: "People".to_owned(),
            sentence: sentence.runs(),
            noun: if people.is_empty() { "" } else { "people" },
            calendar: Some("../data/actions.ics"),
            sections,
            ..Listing::default()
        };
        whole.paged("Rows")
    }

    /// Everybody, most overdue first.
    fn rows(&self) -> Vec<Row> {
        let mut people: Vec<(&Person, &String)> =
            self.scene.facts.register.people.iter().zip(&self.scene.people_folders).collect();
        people.sort_by_cached_key(|(person, _)| {
            Reverse((self.late(person), self.items(person).count(), self.owned(person).len()))
        });
        people.into_iter().map(|(person, folder)| self.row(person, folder)).collect()
    }

    fn row(&self, person: &Person, folder: &str) -> Row {
        let link = Some(format!("{folder}/index.html"));
        let name = Cell::links([(person.name().to_owned(), link)], "");
        let late = self.late(person);
        Row {
            id: None,
            cells: vec![
                if person.is_active() { name } else { name.and("left", false) },
                Cell::or(Some(self.roles_of(person)).filter(|roles| !roles.is_empty()), "none"),
                Cell::number(self.owned(person).len()),
                Cell::number(self.items(person).count()),
                if late > 0 {
                    Cell { number: true, ..Cell::default().and_late(number(late)) }
                } else {
                    Cell::number(0)
                },
            ],
        }
    }

    fn roles_of(&self, person: &Person) -> String {
        let names: Vec<String> = person.roles.iter().map(|role| self.scene.role(role)).collect();
        names.join(", ")
    }

    /// What each role may approve and accept.
    fn roles(&self) -> Option<Section> {
        let methodology = self.scene.facts.register.methodology.as_ref()?;
        let row = |role: &Role| {
            let people = self.scene.facts.register.people.iter();
            let holders = people
                .filter(|person| person.is_active() && person.holds(&role.id))
                .map(|person| (person.name().to_owned(), self.scene.person_page(&person.id, "../")));
            let levels = |kind: Kind| {
                let levels = methodology.levels.iter().filter(|level| {
                    reserved(level, kind)
                        .is_some_and(|wanted| crate::decision::reaches(methodology, &role.id, wanted))
                });
                levels.map(|level| level.name().to_owned()).collect::<Vec<_>>()
            };
            let duty = role.duty.as_ref().map(|duty| duty.value.clone());
            let name = Cell::text(role.name());
            Row {
                id: None,
                cells: vec![
                    duty.map_or(name.clone(), |duty| name.and(duty, false)),
                    Cell::links(holders, "nobody"),
                    Cell::or(
                        Some(levels(Kind::Approval).join(", ")).filter(|names| !names.is_empty()),
                        "none",
                    ),
                    Cell::or(
                        Some(levels(Kind::Acceptance).join(", ")).filter(|names| !names.is_empty()),
                        "none",
                    ),
                ],
            }
        };
        let rows: Vec<Row> = methodology.roles.iter().map(row).collect();
        (!rows.is_empty()).then(|| Section {
            id: "roles".to_owned(),
            title: "Roles".to_owned(),
            note: words("Whose plans each role may approve and which levels it may accept, by itself or because it stands above another."),
            tables: vec![Table {
                caption: "Roles, who holds them, and the levels that they decide on".to_owned(),
                heads: vec!["Role", "Held by", "May approve plans of", "May accept"],
                rows,
            }],
            is_apart: true,
            ..Section::default()
        })
    }

    /// `people/<id>/index.html` and the pages after it.
    #[must_use]
    pub fn page(&self, person: &Person) -> Vec<Listing> {
        let today = self.scene.facts.today;
        let soon = |item: &&Item| {
            item.due.is_some_and(|due| (0..=DUE_SOON_DAYS).contains(&days_between(today, due)))
        };
        let items: Vec<&Item> = self.items(person).collect();
        let of =
            |is: &dyn Fn(&&Item) -> bool| items.iter().copied().filter(|item| is(item)).collect::<Vec<_>>();
        let late = of(&|item| item.state == DayState::Late);
        let next = of(&|item| item.state != DayState::Late && soon(item));
        let later = of(&|item| item.state != DayState::Late && item.due.is_some() && !soon(item));
        let waiting = of(&|item| item.state != DayState::Late && item.due.is_none());
        let mut sentence = Sentence::default();
        sentence.name(person.name());
        if person.is_active() {
            sentence.say(" has ");
        } else {
            sentence.say(" has left, and still has ");
        }
        if items.is_empty() {
            sentence.say("nothing to do. ");
        } else {
            sentence
                .stress(count(items.len(), "thing", "things"))
                .say(" to do, ")
                .stress(if late.is_empty() {
                    "none overdue".to_owned()
                } else {
                    format!("{} overdue", number(late.len()))
                })
                .say(match next.len() {
                    0 => ". ".to_owned(),
                    next => format!("; {} due within 30 days. ", number(next)),
                });
        }
        let owned = self.owned(person);
        sentence.say("Owner of ").stress(count(owned.len(), "open risk", "open risks")).say(".");
        let mut sections = Vec::new();
        for (id, title, list) in [
            ("overdue", "Overdue", late),
            ("next-30", "Next 30 days", next),
            ("decisions", "Without a day", waiting),
            ("later", "Later", later),
        ] {
            if !list.is_empty() {
                sections.push(self.to_do(id, title, &list));
            }
        }
        if sections.is_empty() {
            sections.push(Section {
                id: "to-do".to_owned(),
                title: "To do".to_owned(),
                none: words("Nothing is to be done."),
                ..Section::default()
            });
        }
        sections.push(self.risks(owned));
        sections.push(self.authority(person));
        let title = person.name().to_owned();
        let calendar = Some("../../data/actions.ics");
        Listing { title, sentence: sentence.runs(), calendar, sections, ..Listing::default() }.paged("Rows")
    }

    fn to_do(&self, id: &str, title: &str, items: &[&Item]) -> Section {
        Section {
            id: id.to_owned(),
            title: title.to_owned(),
            tables: vec![Table {
                caption: format!("{title}: {}", count(items.len(), "thing", "things")),
                heads: vec!["Of", "What", "Due"],
                rows: items.iter().map(|item| self.item(item)).collect(),
            }],
            ..Section::default()
        }
    }

    fn item(&self, item: &Item) -> Row {
        let of = match (&item.risk, item.what) {
            (Some(id), _) => {
                Cell::links([(id.clone(), self.scene.page_of(id).map(|page| format!("{DEEP}{page}")))], "")
            }
            (None, What::Indicator) => {
                Cell::links([("indicator".to_owned(), Some(format!("{DEEP}indicators/index.html")))], "")
            }
            (None, _) => {
                Cell::links([("control".to_owned(), Some(format!("{DEEP}controls/index.html")))], "")
            }
        };
        let what = match item.what {
            What::Assessment => "assessment",
            What::Action => "action",
            What::Treatment => "treatment plan",
            What::Review => "review",
            What::Acceptance => "acceptance",
            What::Approval => "approval of the plan",
            What::Indicator => "measurement",
            What::ControlTest => "test",
        };
        let due = match item.due {
            None if item.state == DayState::Late => Cell::default().and_late("never done"),
            None => Cell::muted("no day"),
            Some(day) => Cell::due(self.scene.due_on(day, item.state)),
        };
        Row { id: None, cells: vec![of, Cell::text(item.title.clone()).and(what, false), due] }
    }

    fn risks(&self, owned: &[usize]) -> Section {
        let scene = self.scene;
        let row = |place: &usize| {
            let (risk, facts) = scene.risk(*place);
            let link = Some(format!("{DEEP}{}", scene.risk_page(*place)));
            let due = |day: Option<Day>, state: DayState, none: &str| {
                day.map_or_else(|| Cell::muted(none), |day| Cell::due(scene.due_on(day, state)))
            };
            Row {
                id: None,
                cells: vec![
                    Cell::links([(format!("{} {}", risk.id(), risk.title()), link)], ""),
                    Cell::level(scene.palette.badge(facts.level()), "unassessed"),
                    Cell::text(scene.status(risk)),
                    due(facts.plan.deadline, facts.plan.state, undated(risk, facts)),
                    due(
                        facts.review.next,
                        facts.review.state,
                        if facts.review.is_unknown() { "not known" } else { "not asked for" },
                    ),
                ],
            }
        };
        let mut section =
            Section { id: "risks".to_owned(), title: "Risks owned".to_owned(), ..Section::default() };
        if owned.is_empty() {
            section.none = words("No open risk.");
        } else {
            section.tables.push(Table {
                caption: "Open risks, in register order".to_owned(),
                heads: vec!["Risk", "Level", "Status", "Treatment due", "Next review"],
                rows: owned.iter().map(row).collect(),
            });
        }
        section
    }

    /// The roles of a person, and what they may decide.
    fn authority(&self, person: &Person) -> Section {
        let mut section = Section { id: "roles".to_owned(), title: "Roles".to_owned(), ..Section::default() };
        let roles = self.roles_of(person);
        if roles.is_empty() {
            section.none = words("Holds no role.");
            return section;
        }
        section.note = {
            let mut note = Sentence::default();
            note.name(roles).say(".");
            if !person.is_active() {
                note.say(" A person who has left decides nothing.");
            }
            note.runs()
        };
        let Some(methodology) = &self.scene.facts.register.methodology else { return section };
        let row = |level: &crate::model::methodology::Level| {
            let is = |kind: Kind| {
                reserved(level, kind)
                    .is_some_and(|role| person.is_active() && may(methodology, person, role, None))
            };
            let (approves, accepts) = (is(Kind::Approval), is(Kind::Acceptance));
            (approves || accepts).then(|| {
                let most = level.accept_for.as_ref().map(|most| format!("yes, for {} at most", most.value));
                Row {
                    id: None,
                    cells: vec![
                        Cell::text(level.name()),
                        if approves { Cell::text("yes") } else { Cell::muted("no") },
                        if accepts {
                            Cell::text(most.unwrap_or_else(|| "yes".to_owned()))
                        } else {
                            Cell::muted("no")
                        },
                    ],
                }
            })
        };
        let rows: Vec<Row> = methodology.levels.iter().rev().filter_map(row).collect();
        if rows.is_empty() {
            // Of who has left the note says why.
            if person.is_active() {
                section.none = words("No level's decisions are kept for these roles.");
            }
        } else {
            section.tables.push(Table {
                caption: "What may be decided, worst level first".to_owned(),
                heads: vec!["Level", "Approve a plan", "Accept"],
                rows,
            });
        }
        section
    }
}
