//! What is done about a risk: plan, actions, moved dates, decisions, review.

use super::{ROOT, RiskHistory};
use crate::decision::{Decision as Judged, DecisionState, Kind, Proof, reserved};
use crate::facts::RiskFacts;
use crate::metrics::register::done_on;
use crate::model::day::{Day, days_between, days_in_words, in_words};
use crate::model::risk::{Action as Written, Risk, Treatment as Plan};
use crate::model::word::Word;
use crate::number::money;
use crate::postponed::{Move, Moves};
use crate::schedule::DayState;
use crate::signature::SignatureState;
use crate::site::chart::strip::Strip;
use crate::site::markdown;
use crate::site::pages::decisions::{self, on, void};
use crate::site::pages::opening::no_history;
use crate::site::scene::{Scene, due_in, overdue};
use crate::site::text::{count, number, times};
use crate::site::view::risk::{Action, Decision, Postponement, RiskPage, Treatment};
use crate::site::view::{Fact, Link, Run, Sentence};
use crate::source::At;

/// As many moves of a deadline as are listed that the history alone knows, the newest.
const MOVES: usize = 12;

/// Fills in what is done about the risk.
pub(super) fn fill(scene: &Scene<'_>, place: usize, history: &RiskHistory<'_, '_>, page: &mut RiskPage) {
    let (risk, facts) = scene.risk(place);
    page.treatment = risk.treatment.as_ref().map(|plan| treatment(scene, risk, plan, facts));
    page.untreated = if facts.is_above() && risk.is_open() {
        "No treatment is written, although the risk is above the line."
    } else {
        "No treatment is written."
    };
    page.decisions =
        [approval(scene, place, history), acceptance(scene, place, history)].into_iter().flatten().collect();
    page.undecided = undecided(risk, facts);
    page.authority = scene
        .facts
        .current_level(facts)
        .filter(|_| risk.is_open() && facts.is_above())
        .and_then(|level| decisions::authority(scene, level));
    page.review = review(scene, risk, facts);
}

fn treatment(scene: &Scene<'_>, risk: &Risk, plan: &Plan, facts: &RiskFacts) -> Treatment {
    let done = facts.actions.iter().filter(|state| **state == DayState::Done).count();
    let moves = Moves::of(scene.facts, risk);
    let (postponed, moved_before) = postponed(scene, &moves);
    Treatment {
        option: plan
            .option
            .as_ref()
            .map_or_else(|| "not given".to_owned(), |option| option.value.word().to_owned()),
        plan: plan.plan.as_ref().map(|plan| plan.value.clone()),
        owner: plan.owner.as_ref().map(|owner| scene.person_link(owner, ROOT)),
        due: scene.due(facts),
        absent: if risk.is_carried() { "not applicable" } else { "not given" },
        strip: facts.plan.deadline.and_then(|due| {
            let done = done_on(risk, scene.facts.today).filter(|_| facts.plan.done);
            let strip = Strip::of(risk, &moves, due, done, scene.facts.today)?;
            Some(strip.large("wide", 520.0) + &strip.large("tight", 288.0))
        }),
        facts: facts_of(scene, plan, &moves),
        progress: format!("{} of {} done", number(done), count(plan.actions.len(), "action", "actions")),
        actions: risk
            .actions()
            .iter()
            .zip(&facts.actions)
            .map(|(written, state)| action(scene, written, *state))
            .collect(),
        postponed,
        moved_before,
    }
}

/// What the file tells of the deadline's moves, then the newest of what only the
/// history knows, and how many it knows before.
fn postponed(scene: &Scene<'_>, moves: &Moves<'_>) -> (Vec<Postponement>, Option<String>) {
    let day = |day: Option<Day>| day.map_or_else(|| "not given".to_owned(), |day| day.to_string());
    let told = |from: Option<Day>, to: Option<Day>, reason: Option<String>, by: Option<Link>| Postponement {
        from: day(from),
        to: day(to),
        by_days: from.zip(to).map_or_else(String::new, |(from, to)| {
            let days = days_between(from, to);
            format!("{}{}", if days > 0 { "+" } else { "" }, days_in_words(days))
        }),
        reason: reason.unwrap_or_else(|| "no reason given".to_owned()),
        by,
    };
    let value = |day: &Option<At<Day>>| day.as_ref().map(|day| day.value);
    let written = moves.written.iter().map(|entry| {
        let reason = entry.reason.as_ref().map(|reason| reason.value.clone());
        told(
            value(&entry.from),
            value(&entry.to),
            reason,
            entry.by.as_ref().map(|by| scene.person_link(by, ROOT)),
        )
    });
    let unexplained: Vec<&Move<'_>> = moves.seen.iter().filter(|moved| !moves.is_explained(moved)).collect();
    let before = unexplained.len().saturating_sub(MOVES);
    let unexplained =
        unexplained[before..].iter().map(|moved| told(Some(moved.from), Some(moved.to), None, None));
    let left_out = (before > 0).then(|| {
        let moves = count(before, "earlier move without a reason is", "earlier moves without a reason are");
        format!("{moves} told in the history alone.")
    });
    (written.chain(unexplained).collect(), left_out)
}

fn facts_of(scene: &Scene<'_>, plan: &Plan, moves: &Moves<'_>) -> Vec<Fact> {
    let mut facts = Vec::new();
    if moves.count() > 0 {
        facts.push(Fact::words("Moved", times(moves.count())));
    }
    if let Some(cost) = &plan.cost {
        facts.push(Fact::words("Cost", money(&scene.facts.register.config, cost.value)));
    }
    if let Some(done) = &plan.done {
        facts.push(Fact::day("Done", done.value));
    }
    if let Some(agreed) = &plan.agreed {
        facts.push(Fact::day("Agreed", agreed.value).note("by the risk owner"));
    }
    facts
}

fn action(scene: &Scene<'_>, written: &Written, state: DayState) -> Action {
    let today = scene.facts.today;
    let due = written.due.as_ref().map(|due| due.value);
    let is_done = state == DayState::Done;
    let done = written.done.as_ref().map(|done| done.value);
    let late = match (state, due, done) {
        (DayState::Late, Some(due), _) => Some(overdue(due, today)),
        (DayState::DueSoon, Some(due), _) => Some(due_in(due, today)),
        (DayState::Done, Some(due), Some(done)) if done > due => {
            Some(format!("{} late", days_in_words(days_between(due, done))))
        }
        _ => None,
    };
    let mut notes = Vec::new();
    let mut links = Vec::new();
    if let Some(control) = &written.control {
        notes.push(Fact::words("puts in force", scene.facts.register.control_name(control)));
    }
    for (label, value) in [("ticket", &written.ticket), ("evidence", &written.evidence)] {
        let Some(value) = value else { continue };
        match markdown::target(value, &|_| None) {
            Some(url) => links.push(Link { text: value.value.clone(), href: Some(url) }),
            None => notes.push(Fact::words(label, value.value.clone())),
        }
    }
    Action {
        title: written.title().to_owned(),
        is_done,
        owner: written
            .owner
            .as_ref()
            .map_or_else(|| Link::absent("not given"), |owner| scene.person_link(owner, ROOT)),
        due: due.map(|due| due.to_string()),
        done: done.map(|done| done.to_string()),
        late,
        is_late: state == DayState::Late,
        notes,
        links,
    }
}

fn approval(scene: &Scene<'_>, place: usize, history: &RiskHistory<'_, '_>) -> Option<Decision> {
    let (risk, facts) = scene.risk(place);
    let written = risk.treatment.as_ref()?.approval.as_ref()?;
    let judged = facts.approval?;
    let level = scene.facts.current_level(facts);
    Some(Decision {
        what: decided(
            scene,
            "Plan approved by ",
            written.by.as_ref(),
            on(written.on.as_ref().map(|day| day.value)),
        ),
        why: why(scene, place, &judged, level, Kind::Approval),
        state: judged.state.word().to_owned(),
        bad: !judged.holds(),
        proof: proof(written.seal.is_some(), &judged),
        commit: commit(scene, history, "treatment.approval"),
        notes: Vec::new(),
    })
}

fn acceptance(scene: &Scene<'_>, place: usize, history: &RiskHistory<'_, '_>) -> Option<Decision> {
    let (risk, facts) = scene.risk(place);
    let written = risk.acceptance.as_ref()?;
    let judged = facts.acceptance?;
    let methodology = scene.facts.register.methodology.as_ref();
    let level = methodology.zip(written.level.as_ref()).and_then(|(methodology, id)| methodology.level(id));
    let at = written.level.as_ref().map_or_else(String::new, |id| {
        format!(", at level {}", level.map_or(id.as_str(), |level| level.name()))
    });
    let until = written.until.as_ref().map(|until| until.value);
    let end = until.map_or_else(String::new, |until| format!(", until {}", in_words(until)));
    let text = |label: &str, value: &Option<crate::source::At<String>>| {
        value.as_ref().map(|value| Fact::words(label, value.value.clone()))
    };
    Some(Decision {
        what: decided(
            scene,
            "Accepted by ",
            written.by.as_ref(),
            format!("{}{at}{end}", on(written.on.as_ref().map(|day| day.value))),
        ),
        why: why(scene, place, &judged, level, Kind::Acceptance),
        state: judged.state.word().to_owned(),
        bad: !judged.holds() && risk.is_open() && facts.is_above(),
        proof: proof(written.seal.is_some(), &judged),
        commit: commit(scene, history, "acceptance"),
        notes: [text("Why", &written.rationale), text("Conditions", &written.conditions)]
            .into_iter()
            .flatten()
            .collect(),
    })
}

/// What was decided, with the decider's page.
fn decided(scene: &Scene<'_>, what: &str, by: Option<&crate::source::At<String>>, rest: String) -> Vec<Run> {
    let mut words = Sentence::default();
    words.say(what);
    match by {
        Some(by) => words.link(scene.person_link(by, ROOT)),
        None => words.say("somebody"),
    };
    words.say(rest);
    words.runs()
}

/// What stands behind the state; of a decision that does not hold for another
/// reason also when it ended.
fn why(
    scene: &Scene<'_>,
    place: usize,
    judged: &Judged,
    level: Option<&crate::model::methodology::Level>,
    kind: Kind,
) -> Option<String> {
    let (risk, facts) = scene.risk(place);
    let until = risk.acceptance.as_ref().and_then(|acceptance| acceptance.until.as_ref());
    let until = until.filter(|_| judged.expired).map(|until| until.value);
    let why = match judged.state {
        DecisionState::Valid => None,
        DecisionState::Unproven if judged.is_forged() => {
            Some("the signature is not that of who is said to have decided".to_owned())
        }
        DecisionState::Unproven => {
            Some("nothing shows that what was decided on is still the same".to_owned())
        }
        DecisionState::Expired => return until.map(|until| overdue(until, scene.facts.today)),
        DecisionState::Void => Some(void(scene, risk, facts, kind)),
        DecisionState::Unauthorised => {
            let role = level.and_then(|level| reserved(level, kind));
            let known = if judged.is_known { "" } else { "as far as known; " };
            role.map(|role| format!("{known}{} may", scene.role(role)))
        }
    };
    let ended = until.map(|until| format!("it ended on {}", in_words(until)));
    let said: Vec<String> = why.into_iter().chain(ended).collect();
    (!said.is_empty()).then(|| said.join("; "))
}

fn proof(sealed: bool, judged: &Judged) -> String {
    let seal = match (sealed, judged.proof) {
        (true, Some(Proof::Seal | Proof::Signature)) => "sealed, the seal matches",
        (true, _) if judged.void.is_none() => "sealed",
        (true, _) => "sealed, the seal does not match",
        (false, Some(Proof::History)) => "not sealed; the history of the register shows what was decided on",
        (false, _) => "not sealed",
    };
    let signature = match judged.signature {
        SignatureState::Unsigned => "not signed",
        SignatureState::Verified => "signed, the signature is verified",
        SignatureState::UnknownKey => "signed with a key that is not the decider\u{2019}s",
        SignatureState::Mismatch | SignatureState::Forge | SignatureState::Unchecked => {
            "signed, the signature does not match"
        }
    };
    format!("{seal}; {signature}")
}

/// "Commit 5ac7712, 2025-03-01, Ana Ruiz, not signed": where it is told, and
/// what shows who wrote it.
fn commit(scene: &Scene<'_>, history: &RiskHistory<'_, '_>, table: &str) -> Vec<Run> {
    let mut words = Sentence::default();
    if scene.options.history.is_none() {
        words.say(format!("{}: which commit brought it is not known", no_history(scene)));
        return words.runs();
    }
    let Some(told) = history.of_decision(table) else {
        words.say("not committed yet");
        return words.runs();
    };
    let is_cut = history.is_cut(told);
    words.say(if is_cut { "known since at least commit " } else { "commit " });
    words.link(Link { text: told.short().to_owned(), href: history.href(told) });
    words.say(", ").day(told.day);
    if is_cut {
        words.say(", where history is cut");
        return words.runs();
    }
    words.say(", ").name(told.author.clone()).say(format!(", {}", told.signature));
    for id in &told.approvers {
        words.say(", approved by ").link(scene.person_link(id, ROOT));
    }
    for id in &told.reviewers {
        words.say(", reviewed by ").link(scene.person_link(id, ROOT));
    }
    words.runs()
}

fn undecided(risk: &Risk, facts: &RiskFacts) -> String {
    if risk.treatment.as_ref().is_some_and(|plan| plan.approval.is_some()) || risk.acceptance.is_some() {
        return String::new();
    }
    let words = match facts.stages.current.and_then(|stage| stage.above) {
        _ if !risk.is_open() => "The risk is closed, and no decision is written.",
        Some(true) => "No plan is approved and no level is accepted.",
        Some(false) => "No decision is needed at this level, and none is written.",
        None => "Without a level it is not known whether a decision is needed; none is written.",
    };
    words.to_owned()
}

fn review(scene: &Scene<'_>, risk: &Risk, facts: &RiskFacts) -> Vec<Fact> {
    let Some(review) = &risk.review else { return Vec::new() };
    let mut rows = Vec::new();
    if let Some(on) = &review.on {
        rows.push(Fact::day("On", on.value));
    }
    if let Some(by) = &review.by {
        rows.push(Fact::link("By", scene.person_link(by, ROOT)));
    }
    if let Some(outcome) = &review.outcome {
        rows.push(Fact::words("Outcome", outcome.value.word()));
    }
    if let Some(note) = &review.note {
        rows.push(Fact::words("Note", note.value.clone()));
    }
    if let Some(every) = facts.review.every {
        let own = review.every.as_ref().is_some_and(|own| own.value == every);
        let fact = Fact::words("Every", every.cadence());
        rows.push(if own { fact.note("of this risk\u{2019}s own") } else { fact });
    }
    rows
}
