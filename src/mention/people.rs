//! Every place that names a person.

use super::{About, Mention};
use crate::facts::{Facts, RiskFacts};
use crate::model::control::ControlState;
use crate::model::methodology::Methodology;
use crate::model::risk::Risk;
use crate::model::waiver::Waiver;
use crate::schedule::DayState;
use crate::source::At;

/// What a person is named for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// For something to be done or answered for from now on.
    Duty,
    /// For something that was done.
    Deed,
}

/// Calls `visit` with every place that names a person, or a role in a
/// person's place.
pub fn each<'a>(facts: &Facts<'a>, mut visit: impl FnMut(Mention<'a>, Part)) {
    let register = facts.register;
    for (risk, judged) in facts.each() {
        of_risk(risk, judged, &mut visit);
    }
    for asset in &register.assets {
        let about = About::Thing(&asset.id);
        named(about, "asset.owner", asset.owner.as_ref(), Part::Duty, &mut visit);
    }
    for control in &register.controls {
        let about = About::Thing(&control.id);
        let retired = control.state.as_ref().is_some_and(|state| state.value == ControlState::Retired);
        let part = if retired { Part::Deed } else { Part::Duty };
        named(about, "control.owner", control.owner.as_ref(), part, &mut visit);
        for (test, by) in control.tests.iter().filter_map(|test| Some((test, test.by.as_ref()?))) {
            let evidence = test.evidence.as_ref().map_or("", |evidence| evidence);
            visit(Mention::new(about, "control.test.by", by).part(evidence), Part::Deed);
        }
    }
    for indicator in &register.indicators {
        let about = About::Thing(&indicator.id);
        named(about, "indicator.owner", indicator.owner.as_ref(), Part::Duty, &mut visit);
    }
    for waiver in &register.waivers {
        let thing = waiver.risk.as_ref().or(waiver.path.as_ref()).map_or("", |thing| thing);
        let about = if waiver.risk.is_some() { About::Risk(thing) } else { About::Thing(thing) };
        of_waiver(about, waiver, &mut visit);
    }
    if let Some(methodology) = &register.methodology {
        of_methodology(methodology, &mut visit);
    }
}

type Visit<'v, 'a> = &'v mut dyn FnMut(Mention<'a>, Part);

fn named<'a>(
    about: About<'a>,
    field: &'static str,
    id: Option<&'a At<String>>,
    part: Part,
    visit: Visit<'_, 'a>,
) {
    if let Some(id) = id {
        visit(Mention::new(about, field, id), part);
    }
}

fn of_risk<'a>(risk: &'a Risk, judged: &RiskFacts, visit: Visit<'_, 'a>) {
    let about = About::Risk(risk.id());
    let when = |is_ahead: bool| if is_ahead && risk.is_open() { Part::Duty } else { Part::Deed };
    named(about, "owner", risk.owner.as_ref(), when(true), visit);
    named(about, "assessed_by", risk.assessed_by.as_ref(), Part::Deed, visit);
    if let Some(treatment) = &risk.treatment {
        let runs = !judged.plan.done;
        named(about, "treatment.owner", treatment.owner.as_ref(), when(runs), visit);
        for (action, state) in treatment.actions.iter().zip(&judged.actions) {
            let Some(owner) = &action.owner else { continue };
            let mention = Mention::new(about, "treatment.action.owner", owner).part(action.title());
            visit(mention, when(runs && *state != DayState::Done));
        }
        for moved in &treatment.postponed {
            let Some(by) = &moved.by else { continue };
            let reason = moved.reason.as_ref().map_or("", |reason| reason);
            visit(Mention::new(about, "treatment.postponed.by", by).part(reason), Part::Deed);
        }
        let approval = treatment.approval.as_ref().and_then(|approval| approval.by.as_ref());
        named(about, "treatment.approval.by", approval, Part::Deed, visit);
    }
    let acceptance = risk.acceptance.as_ref().and_then(|acceptance| acceptance.by.as_ref());
    named(about, "acceptance.by", acceptance, Part::Deed, visit);
    let review = risk.review.as_ref().and_then(|review| review.by.as_ref());
    named(about, "review.by", review, Part::Deed, visit);
    let closed = risk.closed.as_ref().and_then(|closed| closed.by.as_ref());
    named(about, "closed.by", closed, Part::Deed, visit);
    for waiver in &risk.waivers {
        of_waiver(about, waiver, visit);
    }
}

fn of_waiver<'a>(about: About<'a>, waiver: &'a Waiver, visit: Visit<'_, 'a>) {
    let Some(by) = &waiver.by else { return };
    let rule = waiver.rule.as_ref().map_or("", |rule| rule);
    visit(Mention::new(about, "waiver.by", by).part(rule), Part::Deed);
}

/// Who approved the method, and to whom its levels escalate: a role or a person.
fn of_methodology<'a>(methodology: &'a Methodology, visit: Visit<'_, 'a>) {
    let is_role = |id: &str| methodology.has_lost("role") || methodology.role(id).is_some();
    let person = |id: &'_ &'a At<String>| !is_role(id);
    let approved_by = methodology.approved_by.as_ref().filter(person);
    named(About::Thing("methodology"), "approved_by", approved_by, Part::Deed, visit);
    for level in &methodology.levels {
        let to = level.escalate_to.as_ref().filter(person);
        named(About::Thing(&level.id), "level.escalate_to", to, Part::Duty, visit);
    }
}
