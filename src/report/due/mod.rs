//! What is due, in the forms that people and programs read.

pub mod human;
pub mod json;
pub mod markdown;

use crate::due::{Item, What, by_person};
use crate::forge::Forge;
use crate::model::day::{Day, days_between, days_in_words};
use crate::model::register::Register;
use crate::schedule::DayState;
use crate::text::{counted, one_line};

/// What is told.
pub struct Subject<'a> {
    /// The register.
    pub register: &'a Register,
    /// The day that everything is judged on.
    pub today: Day,
    /// The last day that is asked about.
    pub until: Day,
    /// The things, in their order.
    pub items: &'a [Item],
    /// The only person who is asked about, by id.
    pub only: Option<&'a str>,
    /// Where files of the register are edited, as far as that is known.
    pub forge: &'a Forge,
}

/// What stands together.
pub struct Group<'a> {
    /// Whose it is, or of when.
    pub heading: String,
    /// The things, in their order.
    pub items: Vec<&'a Item>,
}

impl<'a> Subject<'a> {
    /// The things by who does them.
    #[must_use]
    pub fn by_owner(&self) -> Vec<Group<'a>> {
        let people = by_person(self.items).into_iter();
        let asked = people.filter(|person| self.only.is_none() || person.id == self.only);
        asked.map(|person| Group { heading: self.person(person.id), items: person.items }).collect()
    }

    /// The things by when they are due.
    #[must_use]
    pub fn by_day(&self) -> Vec<Group<'a>> {
        let heading = |item: &Item| match (item.state, item.due) {
            (DayState::Late, _) => "Late".to_owned(),
            (_, Some(due)) => due.to_string(),
            (_, None) => "Without a day".to_owned(),
        };
        let mut groups: Vec<Group<'a>> = Vec::new();
        for item in self.items {
            let heading = heading(item);
            match groups.iter_mut().find(|group| group.heading == heading) {
                Some(group) => group.items.push(item),
                None => groups.push(Group { heading, items: vec![item] }),
            }
        }
        // Sorted by day, what is late and has none would stand last.
        groups.sort_by_key(|group| group.heading != "Late");
        groups
    }

    /// A person by name.
    #[must_use]
    pub fn person(&self, id: Option<&str>) -> String {
        id.map_or_else(|| "Nobody".to_owned(), |id| one_line(self.register.person_name(id)))
    }

    /// Who does a thing, or any one of whom, by name.
    #[must_use]
    pub fn people(&self, item: &Item) -> String {
        match &item.people[..] {
            [] => "nobody".to_owned(),
            people => {
                let names: Vec<String> = people.iter().map(|id| self.person(Some(id))).collect();
                names.join(" or ")
            }
        }
    }

    /// "5 things for 3 people, 2 late".
    #[must_use]
    pub fn headline(&self) -> String {
        let people = by_person(self.items).iter().filter(|person| person.id.is_some()).count();
        let late = self.items.iter().filter(|item| item.state == DayState::Late).count();
        let whose = match (self.only, people) {
            (Some(only), _) => format!(" for {}", self.person(Some(only))),
            (None, 1) => " for 1 person".to_owned(),
            (None, people) => format!(" for {people} people"),
        };
        let late = if late > 0 { format!(", {late} late") } else { String::new() };
        format!("{}{whose}{late}", counted(self.items.len(), "thing"))
    }

    /// How far off it is: "32 days late", "today", "in 14 days".
    #[must_use]
    pub fn when(&self, item: &Item) -> String {
        let Some(due) = item.due else {
            return match (item.what, item.state) {
                (_, DayState::Late) => "late",
                (What::Approval | What::Acceptance, _) => "waits",
                _ => "no date",
            }
            .to_owned();
        };
        match days_between(self.today, due) {
            0 => "today".to_owned(),
            // An indicator's grace: the day is over, and it is not late yet.
            days @ ..0 if item.state != DayState::Late => format!("{} ago", days_in_words(-days)),
            days @ 1.. => format!("in {}", days_in_words(days)),
            days => format!("{} late", days_in_words(-days)),
        }
    }
}

/// What is to be done, in words.
#[must_use]
pub fn words(item: &Item) -> String {
    let what = match (item.what, item.due) {
        (What::Assessment, _) => "assess the risk",
        (What::Action, _) => "action",
        (What::Treatment, Some(_)) => "finish the treatment",
        (What::Treatment, None) => "plan the treatment and its date",
        (What::Review, _) => "review",
        (What::Acceptance, Some(_)) => "the acceptance ends",
        (What::Acceptance, None) => "accept it or have it treated",
        (What::Approval, _) => "approve the plan",
        (What::Indicator, Some(_)) => "measure",
        (What::Indicator, None) => "measure what never was",
        (What::ControlTest, Some(_)) => "test the control",
        (What::ControlTest, None) => "test the control, which never was",
    };
    format!("{what}: {}", one_line(&item.title))
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::due;
    use crate::model::config::GitConfig;
    use crate::source::{At, FileId, Span};
    use crate::testing::{facts_of, register_of};

    /// Three risks with something of every kind.
    pub(crate) const RISKS: [(&str, &str); 3] = [
        (
            "R001",
            "title = 'Weak passwords'\nlikelihood = 'high'\nimpact = 'medium'\nassessed = 2025-01-01\n\
             [treatment]\noption = 'mitigate'\nplan = 'x'\nowner = 'security-lead'\ndue = 2025-04-30\n\
             [[treatment.action]]\ntitle = 'Buy the tokens'\nowner = 'it-manager'\ndue = 2025-06-15\n",
        ),
        (
            "R002",
            "title = 'Outage'\nlikelihood = 'high'\nimpact = 'medium'\nstatus = 'accepted'\n[treatment]\noption = 'accept'\n\
             [acceptance]\nby = 'security-lead'\non = 2025-05-01\nuntil = 2025-06-01\nlevel = 'high'\nrationale = 'x'\n",
        ),
        (
            "R003",
            "title = '@everyone <b>x</b> | #1 GH-1 https://evil.example\\nsecond'\n[treatment]\noption = 'avoid'\nplan = 'x'\n",
        ),
    ];

    /// Tells of the three risks until a day.
    pub(crate) fn told(until: &str, tell: impl FnOnce(&Subject<'_>) -> String) -> String {
        let register = register_of(&RISKS);
        let facts = facts_of(&register);
        let until = until.parse().expect("a day");
        let items: Vec<Item> = due::all(&facts).into_iter().filter(|item| item.is_due_by(until)).collect();
        let web = |url: &str| Some(At::new(url.to_owned(), Span::start_of(FileId(0))));
        let config = GitConfig {
            edit_url: web("https://forge.example/edit/{path}"),
            history_url: web("https://forge.example/log/{path}"),
            ..GitConfig::default()
        };
        let forge = Forge::new(&config, None, "");
        tell(&Subject {
            register: &register,
            today: facts.today,
            until,
            items: &items,
            only: None,
            forge: &forge,
        })
    }

    #[test]
    fn days_are_told_from_today_on() {
        let lines = told("2025-12-31", |subject| {
            let line = |item: &Item| format!("{}|{}", subject.when(item), words(item));
            subject.items.iter().map(line).collect::<Vec<_>>().join("\n")
        });
        for line in [
            "32 days late|finish the treatment: Weak passwords",
            "today|the acceptance ends: Outage",
            "in 14 days|action: Buy the tokens",
            "waits|approve the plan: Weak passwords",
            "no date|plan the treatment and its date: @everyone",
            "no date|assess the risk: @everyone",
        ] {
            assert!(lines.contains(line), "{line} in {lines}");
        }
        assert_eq!(told("2025-06-01", |subject| subject.headline()), "5 things for 2 people, 1 late");
    }

    #[test]
    fn by_day_what_is_late_stands_together_and_first() {
        let headings = told("2025-06-30", |subject| {
            subject.by_day().into_iter().map(|group| group.heading).collect::<Vec<_>>().join(", ")
        });
        assert_eq!(headings, "Late, 2025-06-01, 2025-06-15, Without a day");
    }
}
