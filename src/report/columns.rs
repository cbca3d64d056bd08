//! The eleven columns of the classic risk register.

use super::names;
use crate::facts::{Facts, RiskFacts};
use crate::model::risk::Risk;

/// Their headings, in their order.
pub const HEADINGS: [&str; 11] = [
    "Risk ID",
    "Risk Description",
    "Asset Owner",
    "Likelihood",
    "Impact",
    "Risk Level",
    "Existing Controls",
    "Recommended Treatment",
    "Action Owner",
    "Due Date",
    "Status",
];

/// A risk's cells, as written in the register: what hides in them is for the
/// format to show. Empty is absent; a level that is not known says so.
#[must_use]
pub fn cells(facts: &Facts<'_>, risk: &Risk, judged: &RiskFacts) -> [String; 11] {
    let register = facts.register;
    let person = |id: Option<&crate::source::At<String>>| {
        id.map_or(String::new(), |id| register.person_name(id).to_owned())
    };
    let (likelihood, impact) = names::rating(facts, &risk.current, judged.stages.current);
    let controls: Vec<&str> = risk.controls.iter().map(|id| register.control_name(id)).collect();
    let treatment = risk.treatment.as_ref();
    let plan = treatment.and_then(|treatment| treatment.plan.as_ref());
    [
        risk.id().to_owned(),
        risk.title().to_owned(),
        person(risk.owner.as_ref()),
        likelihood.unwrap_or_default(),
        impact.unwrap_or_default(),
        names::level(facts, risk, judged),
        controls.join("; "),
        plan.map_or(String::new(), |plan| plan.value.clone()),
        person(treatment.and_then(|treatment| treatment.owner.as_ref())),
        judged.plan.deadline.map_or(String::new(), |due| due.to_string()),
        risk.status().name().to_owned(),
    ]
}
