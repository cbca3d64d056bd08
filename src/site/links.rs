//! Who and what a page names, with the page that the name leads to.

use super::scene::Scene;
use super::view::Link;
use crate::model::risk::Risk;

impl Scene<'_> {
    /// The risk that an id means, by the id that it has now, with its page.
    #[must_use]
    pub fn risk_link(&self, id: &str, root: &str) -> Link {
        let text = self.facts.register.referred(id).map_or(id, Risk::id).to_owned();
        Link { text, href: self.page_of(id).map(|page| format!("{root}{page}")) }
    }

    /// A person's name, and that the person has left; the id where unknown.
    #[must_use]
    pub fn person(&self, id: &str) -> String {
        match self.facts.register.person(id) {
            Some(person) if person.is_active() => person.name().to_owned(),
            Some(person) => format!("{} (left)", person.name()),
            None => id.to_owned(),
        }
    }

    /// A person with their page; the id alone where unknown. Every person of
    /// the register has a page, whatever is published of the risks.
    #[must_use]
    pub fn person_link(&self, id: &str, root: &str) -> Link {
        Link { text: self.person(id), href: self.person_page(id, root) }
    }

    /// The page of a person.
    #[must_use]
    pub fn person_page(&self, id: &str, root: &str) -> Option<String> {
        let place = self.facts.register.person_place(id)?;
        Some(format!("{root}people/{}/index.html", self.people_folders[place]))
    }

    /// A role by name, or a person with their page.
    #[must_use]
    pub fn role_link(&self, id: &str, root: &str) -> Link {
        let is_role = self
            .facts
            .register
            .methodology
            .as_ref()
            .is_some_and(|methodology| methodology.role(id).is_some());
        let href = if is_role { None } else { self.person_page(id, root) };
        Link { text: self.role(id), href }
    }

    /// The name of a role or of a person.
    #[must_use]
    pub fn role(&self, id: &str) -> String {
        match self.facts.register.methodology.as_ref().and_then(|methodology| methodology.role(id)) {
            Some(role) => role.name().to_owned(),
            None if id == "owner" => "risk owner".to_owned(),
            None => self.person(id),
        }
    }
}
