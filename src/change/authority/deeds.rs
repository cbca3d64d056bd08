//! What a change does that takes authority: decisions, closings and waivers
//! that the base does not have as they are now.

use crate::decision::Kind;
use crate::facts::{Facts, RiskFacts};
use crate::model::day::Day;
use crate::model::methodology::Level;
use crate::model::register::Register;
use crate::model::risk::{Acceptance, Approval, Risk};
use crate::model::waiver::Waiver;
use crate::source::{At, Span};
use crate::text::one_line;

/// What somebody did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum What {
    Acceptance,
    Approval,
    Closing,
    Waiver,
}

/// Something that somebody did in a change.
pub(super) struct Deed<'a> {
    pub(super) what: What,
    pub(super) risk: Option<&'a Risk>,
    pub(super) by: &'a At<String>,
    /// The level whose authority it takes.
    pub(super) level: Option<&'a Level>,
    /// The level that is above the line or not.
    pub(super) current: Option<&'a Level>,
    /// The last day of an acceptance, with its first.
    pub(super) until: Option<(Day, Day)>,
    /// Seal and signature, where it is signed.
    pub(super) signed: Option<(&'a str, &'a str)>,
    /// The rule that a waiver silences.
    pub(super) rule: Option<&'a str>,
}

impl<'a> Deed<'a> {
    /// Which decision it is, if it is one.
    pub(super) fn decision(&self) -> Option<Kind> {
        match self.what {
            What::Acceptance => Some(Kind::Acceptance),
            What::Approval => Some(Kind::Approval),
            What::Closing | What::Waiver => None,
        }
    }

    pub(super) fn span(&self) -> Span {
        self.by.span
    }

    /// "the acceptance of R001 by IT Manager".
    pub(super) fn words(&self, register: &Register) -> String {
        let id = self.risk.map_or(String::new(), |risk| one_line(risk.id()));
        let by = one_line(register.person_name(self.by));
        match (self.what, self.rule.map(one_line)) {
            (What::Acceptance, _) => format!("the acceptance of {id} by {by}"),
            (What::Approval, _) => format!("the approval of the plan of {id} by {by}"),
            (What::Closing, _) => format!("the closing of {id} by {by}"),
            (What::Waiver, Some(rule)) if self.risk.is_some() => {
                format!("the waiver of `{rule}` on {id} by {by}")
            }
            (What::Waiver, rule) => format!("the waiver of `{}` by {by}", rule.unwrap_or_default()),
        }
    }
}

/// Every deed of a change.
pub(super) fn of<'a>(base: &Facts<'_>, head: &Facts<'a>) -> Vec<Deed<'a>> {
    let mut out = Vec::new();
    for (risk, judged) in head.each() {
        let before = before(base.register, risk);
        let current = head.current_level(judged);
        let deed = |what, by: &'a Option<At<String>>, level| {
            let (until, signed, rule) = (None, None, None);
            by.as_ref().map(|by| Deed { what, risk: Some(risk), by, level, current, until, signed, rule })
        };
        if risk.is_open() {
            out.extend(acceptance(head, risk, judged, before).and_then(|(given, level)| {
                let until =
                    given.on.as_ref().zip(given.until.as_ref()).map(|(on, until)| (on.value, until.value));
                let signed = signed(given.seal.as_ref(), given.signature.as_ref());
                Some(Deed { until, signed, ..deed(What::Acceptance, &given.by, level)? })
            }));
            out.extend(approval(risk, judged, before).and_then(|given| {
                let signed = signed(given.seal.as_ref(), given.signature.as_ref());
                Some(Deed { signed, ..deed(What::Approval, &given.by, current)? })
            }));
        } else if let Some(closed) = &risk.closed {
            let then = before.filter(|before| !before.is_open()).and_then(|before| before.closed.as_ref());
            let is_old = then.is_some_and(|then| same(&then.by, &closed.by) && same(&then.on, &closed.on));
            out.extend(deed(What::Closing, &closed.by, current).filter(|_| !is_old));
        }
        for waiver in risk.waivers.iter().filter(|_| risk.is_open()) {
            let is_old =
                before.is_some_and(|before| before.waivers.iter().any(|known| is_same(known, waiver)));
            let rule = waiver.rule.as_ref().map(|rule| rule.as_str());
            out.extend(
                deed(What::Waiver, &waiver.by, current).filter(|_| !is_old).map(|deed| Deed { rule, ..deed }),
            );
        }
    }
    out.extend(listed(base, head));
    out
}

/// The waivers of `waivers.toml`.
fn listed<'a>(base: &Facts<'_>, head: &Facts<'a>) -> Vec<Deed<'a>> {
    let register = head.register;
    let is_old = |waiver: &Waiver| base.register.waivers.iter().any(|known| is_same(known, waiver));
    let deed = |waiver: &'a Waiver| {
        let file = || register.sources.find(waiver.path.as_ref()?);
        let place = match &waiver.risk {
            Some(id) => register.place_of(id),
            None => file().and_then(|file| register.risks.iter().position(|risk| risk.file == file)),
        };
        let risk = place.map(|place| &register.risks[place]);
        if risk.is_some_and(|risk| !risk.is_open()) {
            return None;
        }
        let level = place.and_then(|place| head.current_level(&head.risks[place]));
        let rule = waiver.rule.as_ref().map(|rule| rule.as_str());
        let (what, by) = (What::Waiver, waiver.by.as_ref()?);
        Some(Deed { what, risk, by, level, current: level, until: None, signed: None, rule })
    };
    register.waivers.iter().filter(|waiver| !is_old(waiver)).filter_map(deed).collect()
}

/// The risk as the base has it.
fn before<'b>(base: &'b Register, risk: &Risk) -> Option<&'b Risk> {
    base.risk(risk.id()).or_else(|| risk.formerly.iter().find_map(|id| base.risk(id)))
}

fn acceptance<'a>(
    head: &Facts<'a>,
    risk: &'a Risk,
    judged: &RiskFacts,
    before: Option<&Risk>,
) -> Option<(&'a Acceptance, Option<&'a Level>)> {
    let given = risk.acceptance.as_ref()?;
    let is_old = before.and_then(|before| before.acceptance.as_ref()).is_some_and(|then| {
        let texts = same(&then.by, &given.by)
            && same(&then.level, &given.level)
            && same(&then.rationale, &given.rationale)
            && same(&then.conditions, &given.conditions);
        let proofs = same(&then.seal, &given.seal) && same(&then.signature, &given.signature);
        texts && proofs && same(&then.on, &given.on) && same(&then.until, &given.until)
    });
    let holds = judged.acceptance.is_some_and(|decision| !decision.unauthorised);
    let level = given.level.as_ref().and_then(|id| head.register.methodology.as_ref()?.level(id));
    (!is_old && holds).then_some((given, level))
}

fn approval<'a>(risk: &'a Risk, judged: &RiskFacts, before: Option<&Risk>) -> Option<&'a Approval> {
    let given = risk.treatment.as_ref()?.approval.as_ref()?;
    let then = before.and_then(|before| before.treatment.as_ref()?.approval.as_ref());
    let is_old = then.is_some_and(|then| {
        let proofs = same(&then.seal, &given.seal) && same(&then.signature, &given.signature);
        proofs && same(&then.by, &given.by) && same(&then.on, &given.on)
    });
    let holds = judged.approval.is_some_and(|decision| !decision.unauthorised);
    (!is_old && holds && !judged.plan.done).then_some(given)
}

fn signed<'a>(seal: Option<&'a At<String>>, signature: Option<&'a At<String>>) -> Option<(&'a str, &'a str)> {
    Some((seal?.as_str(), signature?.as_str()))
}

fn same<T: PartialEq>(then: &Option<At<T>>, now: &Option<At<T>>) -> bool {
    then.as_ref().map(|at| &at.value) == now.as_ref().map(|at| &at.value)
}

fn is_same(then: &Waiver, now: &Waiver) -> bool {
    let aim = same(&then.rule, &now.rule) && same(&then.risk, &now.risk) && same(&then.path, &now.path);
    aim && same(&then.by, &now.by) && same(&then.until, &now.until)
}
