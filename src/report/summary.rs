//! Where some risks stand, in a line: "24 risks: 5 above the line, 18 below, 1
//! not assessed; 2 treatments late".

use super::names::{Late, Side};
use crate::facts::{Facts, RiskFacts};
use crate::model::risk::Risk;
use crate::text::counted;

/// The line about some risks of a register.
#[must_use]
pub fn line(facts: &Facts<'_>, risks: &[(&Risk, &RiskFacts)]) -> String {
    let total = facts.register.risks.len();
    let count = |counts: &dyn Fn(&Risk, &RiskFacts) -> bool| {
        risks.iter().filter(|(risk, judged)| counts(risk, judged)).count()
    };
    let open = |side: Side| {
        count(&|risk, judged| {
            risk.is_open() && !risk.is_unassessed() && Side::of(judged.stages.current) == side
        })
    };
    let mut parts =
        vec![format!("{} above the line", open(Side::Above)), format!("{} below", open(Side::Below))];
    let unassessed = count(&|risk, _| risk.is_open() && risk.is_unassessed());
    let closed = count(&|risk, _| !risk.is_open());
    for (number, words) in
        [(unassessed, "not assessed"), (open(Side::Unknown), "not judged"), (closed, "closed")]
    {
        if number > 0 {
            parts.push(format!("{number} {words}"));
        }
    }
    let shown = if risks.len() == total {
        counted(total, "risk")
    } else {
        format!("{} of {}", risks.len(), counted(total, "risk"))
    };
    let late = lateness(facts, risks);
    format!("{shown}: {}{}{late}", parts.join(", "), if late.is_empty() { "" } else { "; " })
}

fn lateness(facts: &Facts<'_>, risks: &[(&Risk, &RiskFacts)]) -> String {
    let late: Vec<Late> = risks.iter().map(|(risk, judged)| Late::of(risk, judged, facts.today)).collect();
    let count = |is: fn(&Late) -> bool| late.iter().filter(|late| is(late)).count();
    let (treatments, reviews) = (count(|late| late.treatment.is_some()), count(|late| late.review.is_some()));
    // A plan that is itself late says it for its actions.
    let plans = count(|late| late.action.is_some());
    let parts = [
        (treatments, format!("{} late", counted(treatments, "treatment"))),
        (plans, format!("{} with a late action", counted(plans, "plan"))),
        (reviews, format!("{} late", counted(reviews, "review"))),
    ];
    let parts = parts.into_iter().filter(|(count, _)| *count > 0).map(|(_, words)| words);
    parts.collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{facts_of, register_of};

    #[test]
    fn every_state_is_counted_and_none_twice() {
        let late = "likelihood = 'high'\nimpact = 'high'\nassessed = 2025-01-01\n[treatment]\noption = 'mitigate'\ndue = 2025-05-01\n[[treatment.action]]\ntitle = 'x'\ndue = 2025-05-01\n";
        let action = "likelihood = 'low'\nimpact = 'low'\n[treatment]\noption = 'mitigate'\ndue = 2025-07-01\n[[treatment.action]]\ntitle = 'x'\ndue = 2025-05-01\n";
        let faulty = "likelihood = 'huge'\nimpact = 'low'\n";
        let closed = "status = 'closed'\n";
        let register = register_of(&[
            ("R001", late),
            ("R002", action),
            ("R003", ""),
            ("R004", faulty),
            ("R005", closed),
        ]);
        let facts = facts_of(&register);
        let all: Vec<_> = facts.each().collect();
        assert_eq!(
            line(&facts, &all),
            "5 risks: 1 above the line, 1 below, 1 not assessed, 1 not judged, 1 closed; \
             1 treatment late, 1 plan with a late action, 1 review late"
        );
        assert_eq!(line(&facts, &all[2..3]), "1 of 5 risks: 0 above the line, 0 below, 1 not assessed");
    }
}
