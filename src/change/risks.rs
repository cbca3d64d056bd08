//! What a change means for each risk.

use super::{Effect, EffectKind, Pair, field_changes};
use crate::decision::{Decision, DecisionState};
use crate::facts::{Doubt, Facts, RiskFacts};
use crate::history::fields::FieldChange;
use crate::model::control::Control;
use crate::model::day::{Day, days_between, days_in_words};
use crate::model::id::natural_order;
use crate::model::risk::{Impact, Risk};
use crate::model::word::words;
use crate::past::decision_key;
use crate::text::one_line;

words! {
    /// What became of a risk.
    RiskChangeKind {
        /// It was not there.
        Added = "added",
        /// It is gone.
        Removed = "removed",
        /// Its file lies elsewhere, and nothing else is different.
        Moved = "moved",
        /// It says something else, or is judged another way.
        Changed = "changed",
    }
}

/// A risk that a change touches.
#[derive(Debug, Clone, PartialEq)]
pub struct RiskChange {
    /// Its id, the new one where it was renumbered.
    pub id: String,
    /// What it is called.
    pub title: String,
    /// Its file, of a removed risk the one that it was.
    pub file: String,
    /// What became of it.
    pub kind: RiskChangeKind,
    /// The current level's id.
    pub level: Pair<Option<String>>,
    /// The level before any control.
    pub inherent: Pair<Option<String>>,
    /// The level that is expected once the treatment is done.
    pub residual: Pair<Option<String>>,
    /// Whether the current level is above the line.
    pub above_line: Pair<Option<bool>>,
    /// Whether the current level rests on a control that does not work as it
    /// should.
    pub doubtful: Pair<bool>,
    /// Its fields.
    pub changes: Vec<FieldChange>,
    /// What that does.
    pub effects: Vec<Effect>,
}

impl RiskChange {
    /// Whether its likelihood or impact is another.
    #[must_use]
    pub fn is_rated(&self) -> bool {
        let rates = |change: &FieldChange| {
            ["likelihood", "impact"].iter().any(|field| crate::history::change::within(&change.field, field))
        };
        self.kind == RiskChangeKind::Added || self.changes.iter().any(rates)
    }

    /// Whether it has an effect of that kind.
    #[must_use]
    pub fn has(&self, kind: EffectKind) -> bool {
        self.effects.iter().any(|effect| effect.kind == kind)
    }
}

/// A risk of one side.
#[derive(Clone, Copy)]
struct Side<'s, 'a> {
    facts: &'s Facts<'a>,
    risk: &'a Risk,
    judged: &'s RiskFacts,
}

impl<'s, 'a> Side<'s, 'a> {
    fn at(facts: &'s Facts<'a>, place: usize) -> Self {
        Self { facts, risk: &facts.register.risks[place], judged: &facts.risks[place] }
    }

    fn text(&self) -> &'a str {
        &self.facts.register.sources.file(self.risk.file).text
    }

    fn path(&self) -> &'a str {
        self.facts.register.sources.path(self.risk.file)
    }

    fn level(&self, stage: Option<crate::score::Stage>) -> Option<String> {
        self.facts.level_of(stage).map(|level| level.id.value.clone())
    }

    fn level_name(&self) -> String {
        self.facts.current_level(self.judged).map_or("unassessed".to_owned(), |level| one_line(level.name()))
    }

    fn is_doubtful(&self) -> bool {
        self.risk.is_open() && self.judged.doubtful
    }

    /// "likelihood High, impact Medium", as far as it is rated.
    fn rating(&self) -> String {
        let methodology = self.facts.register.methodology.as_ref();
        let rating = &self.risk.current;
        let likelihood = rating.likelihood.as_ref().map(|id| {
            let point = methodology.and_then(|m| Some(&m.likelihood[m.likelihood_rank(id)?]));
            format!("likelihood {}", one_line(point.map_or(id.as_str(), |point| point.name())))
        });
        let impact = |id: &str| {
            let point = methodology.and_then(|m| Some(&m.impact[m.impact_rank(id)?]));
            one_line(point.map_or(id, |point| point.name()))
        };
        let impact = rating.impact.as_ref().map(|rated| {
            let points: Vec<String> = match rated {
                Impact::Point(id) => vec![impact(id)],
                Impact::ByDimension(points, _) => points
                    .iter()
                    .map(|(dimension, id)| format!("{} {}", one_line(dimension), impact(id)))
                    .collect(),
            };
            format!("impact {}", points.join(", "))
        });
        let parts: Vec<String> = likelihood.into_iter().chain(impact).collect();
        if parts.is_empty() { "not rated".to_owned() } else { parts.join(", ") }
    }

    fn name(&self, id: &str) -> String {
        one_line(self.facts.register.person_name(id))
    }
}

/// The risks that differ between two registers.
pub(super) fn compare(base: Option<&Facts<'_>>, head: &Facts<'_>) -> Vec<RiskChange> {
    let mut changes = Vec::new();
    let mut taken = Vec::new();
    for (place, risk) in head.register.risks.iter().enumerate() {
        let new = Side::at(head, place);
        let old = base.and_then(|base| {
            let same = base.register.risk_place(risk.id());
            let former = || {
                let mut formerly = risk.formerly.iter();
                formerly
                    .find_map(|id| base.register.risk_place(id).filter(|_| head.register.risk(id).is_none()))
            };
            same.or_else(former).map(|place| (place, Side::at(base, place)))
        });
        if let Some((place, _)) = old {
            taken.push(place);
        }
        changes.extend(change(old.map(|(_, old)| old), Some(new)));
    }
    if let Some(base) = base {
        for place in (0..base.register.risks.len()).filter(|place| !taken.contains(place)) {
            changes.extend(change(Some(Side::at(base, place)), None));
        }
    }
    changes.sort_by(|a, b| natural_order(&a.id, &b.id));
    changes
}

fn change(old: Option<Side<'_, '_>>, new: Option<Side<'_, '_>>) -> Option<RiskChange> {
    let side = new.or(old)?;
    let pair = |of: &dyn Fn(Side<'_, '_>) -> Option<String>| Pair {
        before: old.and_then(of),
        after: new.and_then(of),
    };
    let level = pair(&|side| side.level(side.judged.stages.current));
    let above = |side: Side<'_, '_>| side.judged.stages.current.and_then(|stage| stage.above);
    let mut change = RiskChange {
        id: side.risk.id().to_owned(),
        title: side.risk.title().to_owned(),
        file: side.path().to_owned(),
        kind: match (&old, &new) {
            (None, _) => RiskChangeKind::Added,
            (_, None) => RiskChangeKind::Removed,
            _ => RiskChangeKind::Changed,
        },
        level,
        inherent: pair(&|side| side.level(side.judged.stages.inherent)),
        residual: pair(&|side| side.level(side.judged.stages.residual)),
        above_line: Pair { before: old.and_then(above), after: new.and_then(above) },
        doubtful: Pair {
            before: old.is_some_and(|side| side.is_doubtful()),
            after: new.is_some_and(|side| side.is_doubtful()),
        },
        changes: Vec::new(),
        effects: Vec::new(),
    };
    if let (Some(old), Some(new)) = (old, new) {
        change.changes = field_changes(old.text(), new.text()).unwrap_or_default();
        change.effects = effects(old, new, &change);
        if change.changes.is_empty() && change.effects.is_empty() {
            if old.path() == new.path() {
                return None;
            }
            change.kind = RiskChangeKind::Moved;
        }
    } else if let Some(new) = new {
        change.effects = level_effects(None, new, &change);
        change.effects.extend(doubts(None, new));
        change.effects.extend(decided(None, new));
    }
    Some(change)
}

fn effects(old: Side<'_, '_>, new: Side<'_, '_>, change: &RiskChange) -> Vec<Effect> {
    let mut out = Vec::new();
    let mut add = |kind, text: String| out.push(Effect { kind, text });
    if old.risk.id() != new.risk.id() {
        add(
            EffectKind::Renumbered,
            format!("{} is {} now", one_line(old.risk.id()), one_line(new.risk.id())),
        );
    }
    match (old.risk.is_open(), new.risk.is_open()) {
        (true, false) => {
            let reason = new.risk.closed.as_ref().and_then(|closed| closed.reason.as_ref());
            let reason = reason.map_or("without a reason".to_owned(), |reason| one_line(reason));
            add(EffectKind::Closed, format!("closed: {reason}"));
        }
        (false, true) => add(EffectKind::Reopened, "open again".to_owned()),
        _ => {}
    }
    if change.is_rated() {
        let rating = |side: Side<'_, '_>| side.rating();
        add(EffectKind::Assessed, format!("{} → {}", rating(old), rating(new)));
    }
    out.extend(level_effects(Some(old), new, change));
    let owner = |side: Side<'_, '_>| side.risk.owner.as_ref().map(|owner| owner.value.clone());
    if owner(old) != owner(new) {
        let name = |side: Side<'_, '_>| owner(side).map_or("nobody".to_owned(), |id| side.name(&id));
        let text = format!("owner {} → {}", name(old), name(new));
        out.push(Effect { kind: EffectKind::OwnerChanged, text });
    }
    out.extend(deadline(old, new));
    out.extend(controls(old, new));
    out.extend(doubts(Some(old), new));
    out.extend(decided(Some(old), new));
    out
}

fn level_effects(old: Option<Side<'_, '_>>, new: Side<'_, '_>, change: &RiskChange) -> Vec<Effect> {
    let mut out = Vec::new();
    let mut add = |kind, text: String| out.push(Effect { kind, text });
    let rank = |side: Side<'_, '_>| {
        // Levels of two methodologies are compared by today's order.
        let id = side.level(side.judged.stages.current)?;
        new.facts.register.methodology.as_ref()?.level_rank(&id)
    };
    if let Some(old) = old {
        let words = format!("level {} → {}", old.level_name(), new.level_name());
        match (rank(old), rank(new)) {
            (Some(before), Some(after)) if before < after => add(EffectKind::Raised, words),
            (Some(before), Some(after)) if before > after => add(EffectKind::Lowered, words),
            _ => {}
        }
    }
    match (change.above_line.before, change.above_line.after) {
        (Some(false) | None, Some(true)) if new.risk.is_open() => {
            add(EffectKind::CrossedUp, format!("{} is above the line", new.level_name()));
        }
        (Some(true), Some(false)) => {
            add(EffectKind::CrossedDown, format!("{} is below the line", new.level_name()));
        }
        _ => {}
    }
    out
}

fn deadline(old: Side<'_, '_>, new: Side<'_, '_>) -> Option<Effect> {
    let (from, to) = old.judged.plan.deadline.zip(new.judged.plan.deadline)?;
    let days = days_between(from, to);
    let moved = |way| format!("due date moved {} {way}, {from} → {to}", days_in_words(days.abs()));
    match days {
        0 => None,
        1.. => {
            let text = format!("{}, {}", moved("later"), reason(new.risk, from, to));
            Some(Effect { kind: EffectKind::Postponed, text })
        }
        _ => Some(Effect { kind: EffectKind::BroughtForward, text: moved("earlier") }),
    }
}

fn reason(risk: &Risk, from: Day, to: Day) -> String {
    let entries = risk.treatment.iter().flat_map(|treatment| &treatment.postponed);
    let day = |day: &Option<crate::source::At<Day>>| day.as_ref().map(|day| day.value);
    let mut covers = entries.filter(|entry| day(&entry.from) <= Some(from) && day(&entry.to) >= Some(to));
    let reason = covers.find_map(|entry| entry.reason.as_ref());
    reason.map_or("no reason given".to_owned(), |reason| format!("reason: {}", one_line(reason)))
}

fn controls(old: Side<'_, '_>, new: Side<'_, '_>) -> Vec<Effect> {
    let has = |risk: &Risk, id: &str| risk.controls.iter().any(|control| control.value == id);
    let only = |a: Side<'_, '_>, b: Side<'_, '_>, kind, word: &str| -> Vec<Effect> {
        let missing = a.risk.controls.iter().filter(|id| !has(b.risk, id));
        let name = |id: &str| one_line(a.facts.register.control_name(id));
        missing.map(|id| Effect { kind, text: format!("control {} {word}", name(id)) }).collect()
    };
    let mut out = only(new, old, EffectKind::ControlAdded, "added");
    out.extend(only(old, new, EffectKind::ControlRemoved, "taken out"));
    out
}

/// What makes the level doubtful and did not before; or that nothing does any
/// more.
fn doubts(old: Option<Side<'_, '_>>, new: Side<'_, '_>) -> Vec<Effect> {
    let before = old.filter(Side::is_doubtful).map_or_else(Vec::new, |old| old.facts.doubts(old.risk));
    let level = format!("level {}", new.level_name());
    if !new.is_doubtful() {
        let text = format!("{level} is no longer doubtful");
        let is_over = !before.is_empty() && new.risk.is_open();
        return is_over.then_some(Effect { kind: EffectKind::ControlAdded, text }).into_iter().collect();
    }
    let was_there = |id: &str, doubt: &Doubt| {
        before.iter().any(|(control, known)| control.id.value == id && known == doubt)
    };
    let is_new = |(control, doubt): &(&Control, Doubt)| !was_there(&control.id, doubt);
    let words = |(control, doubt): (&Control, Doubt)| Effect {
        kind: EffectKind::ControlRemoved,
        text: format!("{level} is doubtful: {} {}", one_line(control.name()), doubt.words()),
    };
    new.facts.doubts(new.risk).into_iter().filter(is_new).map(words).collect()
}

/// What was decided, and what became of what had been.
fn decided(old: Option<Side<'_, '_>>, new: Side<'_, '_>) -> Vec<Effect> {
    let mut out = Vec::new();
    for what in [Decided::Acceptance, Decided::Approval] {
        let (Some((key, by)), Some(judged)) = (what.written(new.risk), what.judged(new.judged)) else {
            continue;
        };
        let before = old.and_then(|old| Some((what.written(old.risk)?.0, what.judged(old.judged)?)));
        let name = new.name(&by);
        let noun = what.noun();
        let is_new = before.as_ref().is_none_or(|(known, _)| *known != key);
        let mut add = |kind, text: String| out.push(Effect { kind, text });
        if is_new {
            let until = what.until(new.risk).map_or(String::new(), |until| format!(" until {until}"));
            add(EffectKind::Decided, format!("{} by {name}{until}", what.verb()));
        }
        let was = |of: &dyn Fn(&Decision) -> bool| before.as_ref().is_some_and(|(_, judged)| of(judged));
        // Also one that only this change would allow.
        let is_refused = |judged: &Decision| judged.state == DecisionState::Unauthorised;
        if is_refused(&judged) && (is_new || !was(&is_refused)) {
            add(EffectKind::Unauthorised, format!("{noun} by {name}, who may not"));
        }
        if judged.void.is_some() && (is_new || !was(&|judged| judged.void.is_some())) {
            add(EffectKind::Voided, format!("{noun} by {name} void: what it was given for has changed"));
        }
        if judged.expired && (is_new || !was(&|judged| judged.expired)) {
            add(EffectKind::Expired, format!("{noun} by {name} is over"));
        }
    }
    out
}

#[derive(Clone, Copy, PartialEq)]
enum Decided {
    Acceptance,
    Approval,
}

impl Decided {
    fn noun(self) -> &'static str {
        if self == Self::Acceptance { "acceptance" } else { "approval" }
    }

    fn verb(self) -> &'static str {
        if self == Self::Acceptance { "accepted" } else { "plan approved" }
    }

    fn judged(self, facts: &RiskFacts) -> Option<Decision> {
        if self == Self::Acceptance { facts.acceptance } else { facts.approval }
    }

    /// What tells a decision from another, and by whom it is.
    fn written(self, risk: &Risk) -> Option<(String, String)> {
        let (by, on) = match self {
            Self::Acceptance => {
                let acceptance = risk.acceptance.as_ref()?;
                (acceptance.by.as_ref()?, acceptance.on.as_ref())
            }
            Self::Approval => {
                let approval = risk.treatment.as_ref()?.approval.as_ref()?;
                (approval.by.as_ref()?, approval.on.as_ref())
            }
        };
        let until = self.until(risk).map_or(String::new(), |until| until.to_string());
        let key = format!("{} {until}", decision_key(Some(by), on.map(|on| on.value)));
        Some((key, by.value.clone()))
    }

    fn until(self, risk: &Risk) -> Option<Day> {
        let until = risk.acceptance.as_ref()?.until.as_ref()?;
        (self == Self::Acceptance).then_some(until.value)
    }
}
