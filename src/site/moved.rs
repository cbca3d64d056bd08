//! The addresses that risks had under former ids, each leading to the present
//! one: whoever follows a link of an old report arrives.

use serde::Serialize;

use super::scene::{Scene, folders};
use crate::model::risk::{Publish, Risk};

/// An address that a risk had.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Moved {
    /// Its page.
    #[serde(skip)]
    pub path: String,
    /// The id that the risk had.
    pub before: String,
    /// The id that it has.
    pub now: String,
    /// Its present page, from there.
    pub href: String,
}

/// The former addresses of the risks of which all is published: of an outline
/// nothing is told that it was. An id that a risk has today keeps its page.
#[must_use]
pub fn pages(scene: &Scene<'_>) -> Vec<Moved> {
    let register = scene.facts.register;
    let full = scene.order.iter().filter(|place| scene.shown[**place] == Publish::Full);
    let mut former: Vec<(&str, usize)> = Vec::new();
    for place in full {
        for id in register.risks[*place].formerly.iter().map(|id| id.as_str()) {
            let is_free = register.risk_place(id).is_none() && former.iter().all(|(known, _)| *known != id);
            // Of two that were called so, a reference means the first.
            if is_free && register.place_of(id) == Some(*place) {
                former.push((id, *place));
            }
        }
    }
    let present = register.risks.iter().map(Risk::id);
    let all = folders(present.chain(former.iter().map(|(id, _)| *id)));
    let names = &all[register.risks.len()..];
    let each = former.iter().zip(names).map(|((id, place), folder)| Moved {
        path: format!("risks/{folder}/index.html"),
        before: (*id).to_owned(),
        now: register.risks[*place].id().to_owned(),
        href: format!("../{}/index.html", scene.folders[*place]),
    });
    each.collect()
}
