//! Which decisions the methodology refuses, with the reason and with who may.

use super::{Case, Decision, Kind, What};
use crate::decision::{self, Kind as Reserved};
use crate::model::day::{Day, days_between};
use crate::model::methodology::{Level, Methodology};
use crate::model::person::Person;
use crate::model::risk::TreatmentOption;
use crate::suggest::{Known, guess, one_of};
use crate::text::one_line;

/// Why a decision is not taken, and what can be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// Why not.
    pub cause: String,
    /// What to do.
    pub help: Option<String>,
}

impl Refusal {
    fn new(cause: impl Into<String>) -> Self {
        Self { cause: cause.into(), help: None }
    }

    fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

type Verdict = Result<(), Refusal>;

/// What the risk as it stands refuses, whoever decides.
///
/// # Errors
/// The refusal.
pub fn of_risk(case: Case<'_>, kind: Kind) -> Verdict {
    let Case { facts, risk, .. } = case;
    let id = risk.id();
    let twins: Vec<&str> = facts
        .register
        .risks
        .iter()
        .filter(|other| other.id() == id)
        .map(|other| facts.register.sources.path(other.file))
        .collect();
    if twins.len() > 1 {
        let cause = format!("{id} is taken more than once: {}", twins.join(", "));
        return Err(Refusal::new(cause).help("`plimsoll renumber` gives one of them another id"));
    }
    if risk.unread || !risk.id_is_written {
        let cause = format!("{} does not parse, so that nobody can tell what is decided on", case.path());
        return Err(Refusal::new(cause).help(format!("plimsoll check {}", case.path())));
    }
    if !risk.is_open() {
        let on = risk.closed.as_ref().and_then(|closed| closed.on.as_ref());
        let since = on.map_or(String::new(), |on| format!(" since {}", on.value));
        return Err(Refusal::new(format!("{id} is closed{since}"))
            .help("a closed risk is left as it is; if it is back, set another status first"));
    }
    match kind {
        Kind::Accept => above(case, "accept").map(|_| ()),
        Kind::Approve => plan(case),
        Kind::Postpone => deadline(case).map(|_| ()),
        Kind::Review | Kind::Close => Ok(()),
    }
}

/// What is refused of a decision, by who takes it, when, and what it says.
///
/// # Errors
/// The refusal.
pub fn of_decision(case: Case<'_>, decision: &Decision) -> Verdict {
    of_risk(case, decision.what.kind())?;
    let by = person(case, &decision.by, decision.what.kind())?;
    let ahead = days_between(case.facts.today, decision.on);
    if ahead > 1 {
        let cause = format!("{} lies {ahead} days after today, {}", decision.on, case.facts.today);
        return Err(Refusal::new(cause).help("name the day of the decision by --on"));
    }
    match &decision.what {
        What::Accept { until, .. } => acceptance(case, by, decision.on, *until),
        What::Approve => {
            let level = above(case, "approve")?;
            authorised(case, by, level, Kind::Approve)?;
            readable(case)
        }
        What::Review { .. } => review(case, decision.on),
        What::Postpone { to, .. } => postponement(case, decision.on, *to),
        What::Close { merged_into, .. } => closing(case, by, merged_into.as_deref()),
    }
}

/// The active person of an id; with who may, if there is none.
fn person<'f>(case: Case<'f>, id: &str, kind: Kind) -> Result<&'f Person, Refusal> {
    let register = case.facts.register;
    let may = who(case, kind).map(|who| format!("{who} may {} {}", kind.verb(), case.risk.id()));
    let all = || {
        let active = register.people.iter().filter(|person| person.is_active());
        format!("write {}", one_of(active.take(8).map(|person| person.id.as_str())))
    };
    let Some(person) = register.person(id) else {
        let known = register.people.iter().map(|person| Known { id: &person.id, name: person.name() });
        let near = guess(id, known).map(|guess| guess.question());
        return Err(Refusal::new(format!("there is no person `{}`", one_line(id)))
            .help(near.or(may).unwrap_or_else(all)));
    };
    if !person.is_active() {
        let refusal = Refusal::new(format!("{} is not active any more", person.name()));
        return Err(refusal.help(may.unwrap_or_else(all)));
    }
    Ok(person)
}

/// The level that an acceptance or an approval is about.
fn above<'f>(case: Case<'f>, verb: &str) -> Result<&'f Level, Refusal> {
    let Case { facts, risk, judged } = case;
    let id = risk.id();
    if facts.register.methodology.is_none() {
        return Err(Refusal::new("there is no methodology to judge it by").help("`plimsoll check` says why"));
    }
    if risk.is_unassessed() {
        return Err(Refusal::new(format!("{id} is not assessed, so there is no level to {verb}"))
            .help("write `likelihood` and `impact` first"));
    }
    let Some(level) = case.level() else {
        return Err(Refusal::new(format!("the level of {id} cannot be computed"))
            .help(format!("plimsoll check {}", case.path())));
    };
    if !judged.is_above() {
        let help = match verb {
            "approve" => {
                "only a plan above the line is approved; `treatment.agreed` says that the owner agreed"
            }
            _ => "nothing has to be accepted below the line",
        };
        return Err(Refusal::new(format!("{id} is {}, below the line", level.name())).help(help));
    }
    Ok(level)
}

/// Whether there is a plan that can be approved.
fn plan(case: Case<'_>) -> Verdict {
    let id = case.risk.id();
    let level = above(case, "approve")?;
    let Some(treatment) = &case.risk.treatment else {
        return Err(Refusal::new(format!("{id} has no treatment")).help("write [treatment] first"));
    };
    if case.risk.option() == Some(TreatmentOption::Accept) {
        let cause = format!("the treatment of {id} is to accept {}, and that is no plan", level.name());
        return Err(Refusal::new(cause).help(format!("plimsoll accept {id}")));
    }
    if treatment.plan.is_none() && treatment.actions.is_empty() {
        return Err(Refusal::new(format!("the treatment of {id} says nothing that could be approved"))
            .help("write `plan`, or a [[treatment.action]]"));
    }
    if case.judged.plan.done {
        return Err(Refusal::new(format!("the plan of {id} is done"))
            .help(format!("assess the risk again; if it stays above the line: plimsoll accept {id}")));
    }
    Ok(())
}

fn acceptance(case: Case<'_>, by: &Person, on: Day, until: Day) -> Verdict {
    let id = case.risk.id();
    let level = above(case, "accept")?;
    authorised(case, by, level, Kind::Accept)?;
    if decision::is_self_acceptance(case.facts.register, case.risk, level, &by.id) {
        let others = decision::reserved(level, Reserved::Acceptance).map(|role| others(case, role, by));
        let cause =
            format!("{} assessed {id}, and {} asks for a second pair of eyes", by.name(), level.name());
        return Err(Refusal::new(cause).help(match others.as_deref() {
            Some(others) if !others.is_empty() => format!("{} may accept it", others.join(" or ")),
            _ => "nobody else holds the role; have it assessed by somebody else".to_owned(),
        }));
    }
    if until < on.max(case.facts.today) {
        let day =
            if until < on { format!("before {on}, the day of the decision") } else { "past".to_owned() };
        return Err(Refusal::new(format!("{until} is {day}")).help("name a later day by --until"));
    }
    if let (Some(last), Some(period)) = (case.longest(on).filter(|last| until > *last), &level.accept_for) {
        let cause =
            format!("{} may be accepted for {} at most, and {until} is later", level.name(), period.value);
        return Err(Refusal::new(cause).help(format!("accept it until {last}, and anew after that")));
    }
    readable(case)
}

fn review(case: Case<'_>, on: Day) -> Verdict {
    let last = case.risk.review.as_ref().and_then(|review| review.on.as_ref());
    match last.filter(|last| last.value > on) {
        Some(last) => Err(Refusal::new(format!(
            "{} was last reviewed on {}, which is after {on}",
            case.risk.id(),
            last.value
        ))
        .help("the file keeps the last review, history the ones before")),
        None => Ok(()),
    }
}

/// The deadline that can move.
fn deadline(case: Case<'_>) -> Result<Day, Refusal> {
    let id = case.risk.id();
    if case.risk.treatment.is_none() {
        return Err(Refusal::new(format!("{id} has no treatment")).help("write [treatment] first"));
    }
    if case.judged.plan.done {
        return Err(Refusal::new(format!("the plan of {id} is done, so nothing is left to postpone")));
    }
    if case.risk.is_faulty("treatment.due") || case.risk.is_faulty("treatment.action.due") {
        return Err(Refusal::new(format!("a due date of {id} cannot be read"))
            .help(format!("plimsoll check {}", case.path())));
    }
    case.judged.plan.deadline.ok_or_else(|| {
        Refusal::new(format!("the plan of {id} has no due date that could move"))
            .help("write `treatment.due`; a first date is no postponement")
    })
}

fn postponement(case: Case<'_>, on: Day, to: Day) -> Verdict {
    let from = deadline(case)?;
    if to <= from {
        let cause = format!("{to} is not later than {from}, when the plan of {} is due", case.risk.id());
        return Err(
            Refusal::new(cause).help("a date that comes nearer needs no reason: edit `treatment.due`")
        );
    }
    if to < on {
        let cause = format!("{to} is before {on}, the day of the decision");
        return Err(Refusal::new(cause).help("name a later day by --to"));
    }
    Ok(())
}

fn closing(case: Case<'_>, by: &Person, merged_into: Option<&str>) -> Verdict {
    let id = case.risk.id();
    if let Some(level) = case.level().filter(|_| case.judged.is_above()) {
        authorised(case, by, level, Kind::Close)?;
    }
    let Some(into) = merged_into else { return Ok(()) };
    match case.facts.register.risk(into) {
        Some(other) if other.id() == id => Err(Refusal::new(format!("{id} cannot be merged into itself"))),
        Some(other) if !other.is_open() => {
            Err(Refusal::new(format!("{into} is closed")).help("name the risk that is still open"))
        }
        Some(_) => Ok(()),
        None => {
            let known = case.facts.register.risks.iter();
            let near = guess(into, known.map(|risk| Known { id: risk.id(), name: risk.title() }));
            let refusal = Refusal::new(format!("there is no risk `{}`", one_line(into)));
            Err(refusal
                .help(near.map_or("`plimsoll list` lists the risks".to_owned(), |near| near.question())))
        }
    }
}

/// Whether the level lets the person.
fn authorised(case: Case<'_>, by: &Person, level: &Level, kind: Kind) -> Verdict {
    let reserved = decision::reserved(level, reserved_kind(kind));
    let (Some(methodology), Some(role)) = (&case.facts.register.methodology, reserved) else { return Ok(()) };
    if decision::may(methodology, by, role, Some(case.risk)) {
        return Ok(());
    }
    let verb = kind.verb();
    let who = decision::who_may(case.facts.register, role, Some(case.risk));
    let cause = format!(
        "{}, who {}, may not {verb} {}, whose level is {}",
        by.name(),
        roles(methodology, by),
        case.risk.id(),
        level.name()
    );
    Err(Refusal::new(cause).help(format!("{who} may")))
}

/// Closing above the line is for those who may accept the level.
fn reserved_kind(kind: Kind) -> Reserved {
    if kind == Kind::Approve { Reserved::Approval } else { Reserved::Acceptance }
}

/// Who may take a decision, in words, where the level reserves it.
#[must_use]
pub fn who(case: Case<'_>, kind: Kind) -> Option<String> {
    if matches!(kind, Kind::Review | Kind::Postpone) || !case.judged.is_above() {
        return None;
    }
    let role = decision::reserved(case.level()?, reserved_kind(kind))?;
    Some(decision::who_may(case.facts.register, role, Some(case.risk)))
}

/// Who else may do what is reserved to a role.
fn others<'f>(case: Case<'f>, role: &str, but: &Person) -> Vec<&'f str> {
    let register = case.facts.register;
    let Some(methodology) = &register.methodology else { return Vec::new() };
    let may = |person: &&Person| {
        person.is_active()
            && person.id.value != but.id.value
            && decision::may(methodology, person, role, Some(case.risk))
    };
    register.people.iter().filter(may).map(Person::name).collect()
}

fn roles(methodology: &Methodology, person: &Person) -> String {
    let name = |role: &crate::source::At<String>| {
        methodology.role(role).map_or_else(|| format!("`{}`", role.value), |role| role.name().to_owned())
    };
    match person.roles.iter().map(name).collect::<Vec<_>>() {
        none if none.is_empty() => "holds no role".to_owned(),
        names => format!("is {}", names.join(", ")),
    }
}

/// Whether all that the seal will cover can be read.
fn readable(case: Case<'_>) -> Verdict {
    let Some(key) = decision::unsealable(case.risk, &case.judged.stages) else { return Ok(()) };
    let cause = format!("`{key}` of {} cannot be read, and the seal covers it", case.risk.id());
    Err(Refusal::new(cause).help(format!("plimsoll check {}", case.path())))
}
