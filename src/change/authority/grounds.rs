//! On which loosening something of a change rests, and the findings about it.

use super::court::{Court, QUESTIONS, Question, counterpart};
use super::deeds::{self, Deed, What};
use super::{Grant, Loosening, Rest, Right};
use crate::decision::reaches;
use crate::facts::Facts;
use crate::filter::Judged;
use crate::finding::Finding;
use crate::git::signature::{self, Verdict};
use crate::model::register::Register;
use crate::source::At;
use crate::text::counted;

pub(super) const RULE: &str = "self-granted-authority";

/// What a decision's signature is for.
const NAMESPACE: &str = "plimsoll";

/// Of how many things one finding tells in words.
const TOLD: usize = 3;

/// Finds the deeds that the base would not have allowed, and lays each down at
/// what it rests on.
pub(super) fn of_deeds(base: &Facts<'_>, head: &Facts<'_>, list: &mut Vec<Loosening>) {
    // Nothing is looser: nothing can rest on it.
    if list.is_empty() {
        return;
    }
    let Some(court) = Court::new(base, head) else { return };
    for deed in deeds::of(base, head) {
        let grounds =
            [grounds(&court, head.register, &deed, list), lengths(base, head, &deed, list)].concat();
        let keys = keys(base.register, head.register, &deed, list);
        let mut grounds = [grounds, keys].concat();
        grounds.sort_unstable();
        grounds.dedup();
        for place in grounds {
            list[place].rests.push(Rest {
                what: deed.words(head.register),
                span: deed.span(),
                risk: deed.risk.map(|risk| risk.id().to_owned()),
                decision: deed.decision(),
            });
        }
    }
}

/// The loosenings that let somebody do what the base would not have allowed:
/// each that it takes, and each that is enough by itself.
fn grounds(court: &Court<'_>, head: &Register, deed: &Deed<'_>, list: &mut Vec<Loosening>) -> Vec<usize> {
    if !court.allows(deed, &|_| false) || court.allows(deed, &|_| true) {
        return Vec::new();
    }
    let is_needed = |question| !court.allows(deed, &|asked| asked == question);
    let is_enough = |question| court.allows(deed, &|asked| asked != question);
    let turns: Vec<Question> =
        QUESTIONS.into_iter().filter(|question| is_needed(*question) || is_enough(*question)).collect();
    let turns = if turns.is_empty() { QUESTIONS.to_vec() } else { turns };
    let concerns = |grant: &Grant| turns.iter().any(|question| concerns(court, head, deed, *question, grant));
    let found: Vec<usize> = (0..list.len()).filter(|place| concerns(&list[*place].grant)).collect();
    if !found.is_empty() {
        return found;
    }
    // It holds by something of this change that no loosening names.
    let Some(doer) = head.person(deed.by) else { return Vec::new() };
    list.push(Loosening {
        rule: RULE,
        path: head.sources.path(doer.id.span.file).to_owned(),
        span: doer.id.span,
        grant: Grant::Other,
        text: format!("{} may do more than before", crate::text::one_line(doer.name())),
        rests: Vec::new(),
    });
    vec![list.len() - 1]
}

/// Whether a grant answers a question that a deed turns on.
fn concerns(court: &Court<'_>, head: &Register, deed: &Deed<'_>, question: Question, grant: &Grant) -> bool {
    let Some(methodology) = &head.methodology else { return false };
    let reaches = |held: &str, role: &str| reaches(methodology, held, role);
    let is =
        |level: Option<&crate::model::methodology::Level>, id: &str| level.is_some_and(|l| l.id.value == id);
    match (question, grant) {
        (Question::Doer, Grant::Role { person, role }) => {
            let asked = court.roles(deed);
            let helps = asked.iter().any(|wanted| reaches(role, wanted));
            *person == deed.by.value && (helps || (asked.is_empty() && deed.what == What::Waiver))
        }
        (Question::Doer, Grant::Active { person }) => *person == deed.by.value && deed.what == What::Waiver,
        (Question::Hierarchy, Grant::Above { role }) => {
            head.person(deed.by).is_some_and(|doer| doer.roles.iter().any(|held| reaches(held, role)))
        }
        (Question::Level, Grant::Level { level, right: Right::Accept }) => {
            deed.what != What::Approval && is(deed.level, level)
        }
        (Question::Level, Grant::Level { level, right: Right::Approve }) => {
            deed.what == What::Approval && is(deed.level, level)
        }
        (Question::Level, Grant::Waivers) => deed.what == What::Waiver,
        (Question::Line, Grant::Level { level, right: Right::Line }) => is(deed.current, level),
        (Question::Level | Question::Line | Question::Hierarchy, Grant::Mended) => true,
        _ => false,
    }
}

/// The longer acceptance that an acceptance uses.
fn lengths(base: &Facts<'_>, head: &Facts<'_>, deed: &Deed<'_>, list: &[Loosening]) -> Vec<usize> {
    let found = || {
        let (on, until) = deed.until?;
        let level = deed.level?;
        let (before, after) = (base.register.methodology.as_ref()?, head.register.methodology.as_ref()?);
        let longest = |level: &crate::model::methodology::Level| {
            level.accept_for.as_ref().map(|longest| longest.value.after(on))
        };
        let was_long = until > longest(counterpart(before, after, &level.id)?)?;
        let is_long = longest(level).is_some_and(|last| until > last);
        let is_it =
            |grant: &Grant| *grant == Grant::Level { level: level.id.value.clone(), right: Right::AcceptFor };
        let place = list.iter().position(|loosening| is_it(&loosening.grant));
        place.filter(|_| was_long && !is_long)
    };
    found().into_iter().collect()
}

/// The new keys of somebody that a signature is by, where no old one is.
fn keys(base: &Register, head: &Register, deed: &Deed<'_>, list: &[Loosening]) -> Vec<usize> {
    let Some((seal, armour)) = deed.signed else { return Vec::new() };
    let id = deed.by.as_str();
    let is_by = |keys: &[At<String>]| {
        let keys: Vec<(String, String)> = keys.iter().map(|key| (key.value.clone(), id.to_owned())).collect();
        let signed = format!("{seal}\n");
        matches!(signature::verify(armour, signed.as_bytes(), NAMESPACE, &keys), Verdict::By(_))
    };
    let of = |register: &Register| register.person(id).map(|person| person.keys.clone()).unwrap_or_default();
    if !is_by(&of(head)) || is_by(&of(base)) {
        return Vec::new();
    }
    let is_its = |grant: &Grant| match grant {
        Grant::Key { person, key } => person == id && is_by(&[At::new(key.clone(), deed.span())]),
        _ => false,
    };
    (0..list.len()).filter(|place| is_its(&list[*place].grant)).collect()
}

/// Lays a new finding down at the lower severity by which the head alone would
/// not have told it, or told it as less.
pub(in crate::change) fn of_severities(
    new: &[Judged],
    is_lower: &dyn Fn(&Judged) -> bool,
    list: &mut [Loosening],
) {
    for judged in new.iter().filter(|judged| is_lower(judged)) {
        let finding = &judged.finding;
        let is_its = |grant: &Grant| matches!(grant, Grant::Severity { rule } if *rule == finding.rule);
        if let Some(loosening) = list.iter_mut().find(|loosening| is_its(&loosening.grant)) {
            loosening.rests.push(of_finding(finding));
        }
    }
}

/// A finding that a looser judgement does not make.
pub(in crate::change) fn of_finding(finding: &Finding) -> Rest {
    let what = match &finding.risk {
        Some(risk) => format!("`{}` on {}", finding.rule, crate::text::one_line(risk)),
        None => format!("`{}`", finding.rule),
    };
    Rest { what, span: finding.span, risk: finding.risk.clone(), decision: None }
}

/// The findings about loosenings on which something rests.
#[must_use]
pub fn found(list: &[Loosening]) -> Vec<Finding> {
    list.iter().filter(|loosening| !loosening.rests.is_empty()).map(finding).collect()
}

fn finding(loosening: &Loosening) -> Finding {
    let rests = &loosening.rests;
    let mut told: Vec<&str> = rests.iter().take(TOLD).map(|rest| rest.what.as_str()).collect();
    let more = counted(rests.len().saturating_sub(TOLD), "other thing");
    if rests.len() > TOLD {
        told.push(&more);
    }
    let list = match told.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        _ => told.concat(),
    };
    let verb = if rests.len() == 1 { "rests" } else { "rest" };
    let message = format!("{}, and in the same change {list} {verb} on it", loosening.text);
    let mut finding = Finding::new(RULE, loosening.span, message)
        .label("granted by the change that uses it")
        .help(way_out(&loosening.grant));
    for rest in rests {
        finding = finding.related(rest.span, format!("rests on it: {}", rest.what));
    }
    let (thing, field, other) = identity(&loosening.grant);
    let mut risks = rests.iter().map(|rest| &rest.risk);
    if let Some(first) = risks.next().filter(|first| risks.all(|other| other == *first)) {
        finding.risk.clone_from(first);
    }
    finding.thing(if thing.is_empty() { &loosening.path } else { thing }).field(field).other(other)
}

/// Two changes instead of one.
fn way_out(grant: &Grant) -> &'static str {
    match grant {
        Grant::Mended => {
            "make two changes of it: first what mends the file, alone; once that is merged, what rests on it"
        }
        Grant::Severity { .. } => {
            "mend what was found, or make two changes of it: first the severity, approved by those whom the base \
             names; once that is merged, what rests on it"
        }
        _ => {
            "make two changes of it: first this one alone, approved by those whom the base names; once it is \
             merged, what rests on it"
        }
    }
}

/// Thing, field, and what tells it apart, for the fingerprint.
fn identity(grant: &Grant) -> (&str, &'static str, &str) {
    match grant {
        Grant::Role { person, role } => (person, "roles", role),
        Grant::Key { person, key } => (person, "keys", key),
        Grant::Address { person } => (person, "emails", ""),
        Grant::Active { person } => (person, "active", ""),
        Grant::Mailmap => ("", "", ""),
        Grant::Above { role } => (role, "above", ""),
        Grant::Level { level, right } => match right {
            Right::Accept => (level, "accept_by", ""),
            Right::Approve => (level, "approve_by", ""),
            Right::AcceptFor => (level, "accept_for", ""),
            Right::Line => (level, "acceptable", ""),
        },
        Grant::Waivers => ("", "waivers.by", ""),
        Grant::Severity { rule } => (rule, "rules", ""),
        Grant::Mended | Grant::Other => ("", "", ""),
    }
}
