//! The addresses that risks had under former ids, each leading to the present
//! one: whoever follows a link of an old report arrives.

use super::scene::{Scene, folders};
use super::view::moved::Moved;
use crate::model::risk::{Publish, Risk};

/// The former addresses of the risks of which all is published: of an outline
/// nothing is told that it was. Each with the path of its page. An id that a risk has today keeps its page.
#[must_use]
pub fn pages(scene: &Scene<'_>) -> Vec<(String, Moved)> {
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
    let each = former.iter().zip(names).map(|((id, place), folder)| {
        let view = Moved {
            before: (*id).to_owned(),
            now: register.risks[*place].id().to_owned(),
            href: format!("../{}/index.html", scene.folders[*place]),
        };
        (format!("risks/{folder}/index.html"), view)
    });
    each.collect()
}
