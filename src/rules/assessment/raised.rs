//! One assessment of a risk that is above another which it cannot be above.

use crate::facts::Facts;
use crate::finding::Finding;
use crate::model::risk::{Rating, Risk};
use crate::rules::Rule;
use crate::score::Stage;
use crate::source::Span;

/// An assessment as it was judged, with what it is called.
#[derive(Clone, Copy)]
pub(super) struct Judged<'a> {
    /// "inherent", "current", "residual".
    pub(super) name: &'static str,
    /// What was written.
    pub(super) rating: &'a Rating,
    /// What the methodology makes of it.
    pub(super) stage: Option<Stage>,
}

/// The finding that the later assessment's level is above the earlier one's,
/// at the part of it that rose.
pub(super) fn raised(
    rule: &Rule<'static>,
    facts: &Facts<'_>,
    risk: &Risk,
    earlier: Judged<'_>,
    later: Judged<'_>,
) -> Option<Finding> {
    let (before, after) = (earlier.stage?, later.stage?);
    if after.level? <= before.level? {
        return None;
    }
    let (was, is) = (facts.level_of(earlier.stage)?.name(), facts.level_of(later.stage)?.name());
    let message =
        format!("the {} level {is} of {} is above the {} level {was}", later.name, risk.id(), earlier.name);
    let finding = rule.at(risen_part(later.rating, before, after)?, message);
    let finding = finding.label(format!("{} {is}", later.name)).risk(risk.id());
    Some(finding.related(earlier.rating.span()?, format!("{} {was}", earlier.name)))
}

/// The likelihood where it rose, else the impact where it did.
fn risen_part(rating: &Rating, before: Stage, after: Stage) -> Option<Span> {
    let impact = rating.impact.as_ref().map(crate::model::risk::Impact::span);
    let worse = (after.impact, after.impact_score) > (before.impact, before.impact_score);
    if after.likelihood <= before.likelihood && worse { impact } else { rating.span() }
}
