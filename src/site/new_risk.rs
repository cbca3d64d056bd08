//! The link to a new file on the forge that begins as `plimsoll new` writes it:
//! for those who have a browser only.
//!
//! The site is for everybody, so that the id in it says nothing of risks that
//! are kept back: where only they say which number is the next one, and where
//! ids are drawn at random, the number is left to whoever writes.

use std::collections::BTreeSet;

use super::scene::Scene;
use crate::edit::new_risk::{self, NewRisk};
use crate::model::id::IdPattern;
use crate::model::risk::Publish;

/// Where a new risk is written, where that is known.
#[must_use]
pub fn link(scene: &Scene<'_>) -> Option<String> {
    let register = scene.facts.register;
    let pattern = &register.config.id_pattern;
    let former = || scene.options.former_ids.iter().map(String::as_str);
    let all = new_risk::next(pattern, new_risk::taken(register).into_iter().chain(former()));
    let told = new_risk::next(pattern, told(scene));
    let id = all.filter(|all| told.as_ref() == Some(all)).unwrap_or_else(|| left_open(pattern));
    let path = format!("{}/{id}.toml", register.config.paths.risks);
    let risk = NewRisk {
        id,
        title: String::new(),
        category: None,
        owner: String::new(),
        identified: scene.facts.today,
        rating: None,
    };
    scene.forge.new_file(&path, &new_risk::text(&risk))
}

/// The ids that the site names: those of risks that are shown, and former ones
/// of which all may be told.
fn told<'s>(scene: &'s Scene<'_>) -> impl Iterator<Item = &'s str> {
    let register = scene.facts.register;
    let may_tell = |id: &&str| match register.place_of(id) {
        Some(place) => scene.shown[place] == Publish::Full,
        None => !scene.shown.was_kept_back(id),
    };
    let present: BTreeSet<&str> = scene.order.iter().map(|place| scene.risk(*place).0.id()).collect();
    let formerly = register.risks.iter().flat_map(|risk| &risk.formerly).map(|id| id.as_str());
    let former = scene.options.former_ids.iter().map(String::as_str);
    present.into_iter().chain(formerly.chain(former).filter(may_tell))
}

/// The pattern itself: no id follows it, so that a check asks for one.
fn left_open(pattern: &IdPattern) -> String {
    pattern.as_str().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::filter::Report;
    use crate::model::config::GitConfig;
    use crate::site::Options;
    use crate::source::{At, FileId, Span};
    use crate::testing::{facts_of, register_of};

    /// The link of a register with these risks, and with these ids in its past.
    fn link_of(risks: &[(&str, &str)], former: &[&str], web: &str) -> Option<String> {
        let mut register = register_of(risks);
        let web = At::new(web.to_owned(), Span::start_of(FileId(0)));
        register.config.git = GitConfig { web: Some(web), ..GitConfig::default() };
        let facts = facts_of(&register);
        let report = Report::default();
        let former_ids = former.iter().map(|id| (*id).to_owned()).collect();
        let options = Options { former_ids, prefix: "risk/".to_owned(), ..Options::default() };
        link(&Scene::new(&facts, &report, &options))
    }

    fn name(risks: &[(&str, &str)], former: &[&str]) -> String {
        let link = link_of(risks, former, "https://github.com/a/b").expect("a link");
        let (_, rest) = link.split_once("?filename=risk/risks/").expect("a name");
        rest.split_once(".toml").expect("a name").0.to_owned()
    }

    #[test]
    fn the_file_is_the_next_one_and_says_what_is_to_be_written() {
        let link = link_of(&[("R001", ""), ("R007", "")], &[], "https://gitlab.com/a/b").expect("a link");
        assert!(
            link.starts_with("https://gitlab.com/a/b/-/new/main?file_name=risk/risks/R008.toml&content=id"),
            "{link}"
        );
        for part in ["id%20%3D%20%22R008%22%0A", "identified%20%3D%202025-06-01", "%5Btreatment%5D"] {
            assert!(link.contains(part), "{part} in {link}");
        }
        assert_eq!(name(&[], &[]), "R001");
        assert_eq!(name(&[("R001", "")], &["R009"]), "R010", "an id that is gone stays taken");
    }

    #[test]
    fn the_number_says_nothing_of_what_is_kept_back() {
        let hidden = "publish = 'hidden'\n";
        assert_eq!(name(&[("R001", hidden), ("R002", "")], &["R001", "R002"]), "R003");
        assert_eq!(name(&[("R001", ""), ("R002", hidden)], &["R001", "R002"]), "R%23%23%23");
        let renamed = format!("formerly = ['R005']\n{hidden}");
        assert_eq!(name(&[("R003", &renamed), ("R004", "")], &["R005"]), "R%23%23%23");
        let outline = "publish = 'outline'\n";
        assert_eq!(name(&[("R001", ""), ("R002", outline)], &[]), "R003", "its id is shown");
    }

    #[test]
    fn without_a_known_forge_there_is_none() {
        assert_eq!(link_of(&[], &[], "https://git.example.org/a/b"), None);
        assert_eq!(link_of(&[], &[], "https://bitbucket.org/a/b"), None);
    }
}
