//! Every place that names a risk.

use super::{About, Mention};
use crate::model::register::Register;
use crate::model::risk::Risk;
use crate::model::waiver::Waiver;

/// Every place where a file refers to a risk by its id.
pub fn each(register: &Register) -> impl Iterator<Item = Mention<'_>> {
    let own = register.risks.iter().flat_map(of_risk);
    let listed = register.waivers.iter().filter_map(waived);
    let watched = register.indicators.iter().flat_map(|indicator| {
        let about = About::Thing(&indicator.id);
        indicator.risks.iter().map(move |id| Mention::new(about, "indicator.risks", id))
    });
    let happened = register.incidents.iter().flat_map(|incident| {
        let about = About::Thing(&incident.id);
        incident.risks.iter().map(move |id| Mention::new(about, "risks", id))
    });
    own.chain(listed).chain(watched).chain(happened)
}

/// Where a risk names others.
fn of_risk(risk: &Risk) -> impl Iterator<Item = Mention<'_>> {
    let about = About::Risk(risk.id());
    let related = risk.related.iter().map(move |id| Mention::new(about, "related", id));
    let supersedes = risk.supersedes.iter().map(move |id| Mention::new(about, "supersedes", id));
    let merged = risk.closed.iter().filter_map(|closed| closed.merged_into.as_ref());
    let merged = merged.map(move |id| Mention::new(about, "closed.merged_into", id));
    related.chain(supersedes).chain(merged)
}

fn waived(waiver: &Waiver) -> Option<Mention<'_>> {
    let risk = waiver.risk.as_ref()?;
    let rule = waiver.rule.as_ref().map_or("", |rule| rule);
    Some(Mention::new(About::Thing("waivers"), "waiver.risk", risk).part(rule))
}
