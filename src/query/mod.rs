//! Which risks are meant: the filters that `list` and its like share.
//!
//! What a person types is read against the register first, so that a word that
//! no risk could ever match is refused with a remedy instead of giving an
//! empty list. [`span`] reads the stretches of time.

pub mod span;

use crate::facts::{Facts, RiskFacts};
use crate::model::day::Day;
use crate::model::register::Register;
use crate::model::risk::{Risk, Status};
use crate::model::word::Word;
use crate::schedule::DayState;
use crate::suggest::{self, Guess, Known};
use crate::text::one_line;

/// What was asked for, as typed. Of several values of one filter any will do.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// Owners.
    pub owner: Vec<String>,
    /// Current levels.
    pub level: Vec<String>,
    /// Statuses.
    pub status: Vec<String>,
    /// Open and above the line.
    pub above_line: bool,
    /// Open with something late.
    pub overdue: bool,
    /// Open with something due within this time.
    pub due_within: Option<String>,
    /// Assets at stake.
    pub asset: Vec<String>,
    /// Controls counted on or planned.
    pub control: Vec<String>,
    /// Tags.
    pub tag: Vec<String>,
    /// Open and without an assessment.
    pub unassessed: bool,
}

/// A word that no risk of the register could match.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// What is wrong: "there is no person `it-manger`".
    pub cause: String,
    /// What to write instead.
    pub help: String,
}

/// The filters, read against a register: a risk must pass all of them.
#[derive(Debug, Clone, Default)]
pub struct Query {
    owner: Vec<String>,
    level: Vec<usize>,
    status: Vec<Status>,
    above_line: bool,
    overdue: bool,
    due_by: Option<Day>,
    asset: Vec<String>,
    control: Vec<String>,
    tag: Vec<String>,
    unassessed: bool,
    /// What is worth a note: tags that no risk has.
    pub notes: Vec<String>,
}

impl Query {
    /// Reads what was asked for.
    ///
    /// # Errors
    /// A word that no risk of the register could match.
    pub fn read(wanted: &Wanted, facts: &Facts<'_>) -> Result<Self, Refusal> {
        let register = facts.register;
        let mut notes = Vec::new();
        Ok(Self {
            owner: resolved(&wanted.owner, "person", &people(register))?,
            level: levels(&wanted.level, register)?,
            status: statuses(&wanted.status)?,
            above_line: wanted.above_line,
            overdue: wanted.overdue,
            due_by: wanted.due_within.as_deref().map(|text| span::end(text, facts.today)).transpose()?,
            asset: resolved(&wanted.asset, "asset", &assets(register))?,
            control: resolved(&wanted.control, "control", &controls(register))?,
            tag: wanted.tag.iter().map(|word| tag(word, register, &mut notes)).collect(),
            unassessed: wanted.unassessed,
            notes,
        })
    }

    /// Whether every risk passes, because nothing is filtered.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        let words = [&self.owner, &self.asset, &self.control, &self.tag];
        words.iter().all(|words| words.is_empty())
            && self.level.is_empty()
            && self.status.is_empty()
            && !(self.above_line || self.overdue || self.unassessed)
            && self.due_by.is_none()
    }

    /// Whether a risk passes.
    #[must_use]
    pub fn covers(&self, risk: &Risk, facts: &RiskFacts) -> bool {
        let any = |wanted: &[String], mut has: Box<dyn FnMut(&str) -> bool + '_>| {
            wanted.is_empty() || wanted.iter().any(|word| has(word))
        };
        any(&self.owner, Box::new(|id| risk.owner.as_ref().is_some_and(|owner| owner.value == id)))
            && any(&self.asset, Box::new(|id| risk.assets.iter().any(|asset| asset.value == id)))
            && any(&self.tag, Box::new(|tag| risk.tags.iter().any(|own| own.value == tag)))
            && any(
                &self.control,
                Box::new(|id| risk.controls.iter().chain(risk.planned_controls()).any(|own| own.value == id)),
            )
            && (self.level.is_empty() || facts.level().is_some_and(|rank| self.level.contains(&rank)))
            && (self.status.is_empty() || self.status.contains(&risk.status()))
            && self.covers_state(risk, facts)
    }

    /// The filters that are about open risks.
    fn covers_state(&self, risk: &Risk, facts: &RiskFacts) -> bool {
        let asked = self.above_line || self.overdue || self.unassessed || self.due_by.is_some();
        !asked
            || risk.is_open()
                && (!self.above_line || facts.is_above())
                && (!self.overdue || facts.is_overdue())
                && (!self.unassessed || risk.is_unassessed())
                && self.due_by.is_none_or(|by| days(risk, facts).into_iter().any(|day| day <= by))
    }
}

/// The days by which something about a risk has to be done: plan, actions,
/// review, the end of an acceptance that is needed.
fn days(risk: &Risk, facts: &RiskFacts) -> Vec<Day> {
    let runs = |state: DayState| !matches!(state, DayState::None | DayState::Done);
    let plan = facts.plan.deadline.filter(|_| runs(facts.plan.state));
    let actions = risk.actions().iter().zip(&facts.actions).filter(|(_, state)| runs(**state));
    let actions = actions.filter_map(|(action, _)| action.due.as_ref()).map(|due| due.value);
    let until = risk.acceptance.as_ref().and_then(|acceptance| acceptance.until.as_ref());
    let is_below = facts.stages.current.and_then(|stage| stage.above) == Some(false);
    let until = until.map(|until| until.value).filter(|_| !is_below);
    [plan, facts.review.next, until].into_iter().flatten().chain(actions).collect()
}

/// The people, by id and name.
#[must_use]
pub fn people(register: &Register) -> Vec<Known<'_>> {
    let listed = register.people.iter().map(|person| Known { id: &person.id, name: person.name() });
    let used = register.risks.iter().filter_map(|risk| risk.owner.as_ref());
    listed.chain(used.map(|id| Known::word(id))).collect()
}

/// The risks that can be meant.
#[must_use]
pub fn risks(register: &Register) -> Vec<Known<'_>> {
    register.risks.iter().map(|risk| Known { id: risk.id(), name: risk.title() }).collect()
}

fn assets(register: &Register) -> Vec<Known<'_>> {
    let listed = register.assets.iter().map(|asset| Known { id: &asset.id, name: asset.name() });
    let used = register.risks.iter().flat_map(|risk| &risk.assets);
    listed.chain(used.map(|id| Known::word(id))).collect()
}

fn controls(register: &Register) -> Vec<Known<'_>> {
    let listed = register.controls.iter().map(|control| Known { id: &control.id, name: control.name() });
    let used = register.risks.iter().flat_map(|risk| risk.controls.iter().chain(risk.planned_controls()));
    listed.chain(used.map(|id| Known::word(id))).collect()
}

/// A tag as risks write it. Tags come and go with the risks that have them, so
/// one that none has today is no mistake; it is worth a note.
fn tag(word: &str, register: &Register, notes: &mut Vec<String>) -> String {
    let used = || register.risks.iter().flat_map(|risk| &risk.tags).map(|tag| Known::word(tag));
    if used().any(|tag| tag.id == word) {
        return word.to_owned();
    }
    let guess = suggest::guess(word, used());
    if let Some(Guess::Same(known)) = guess {
        return known.id.to_owned();
    }
    let question = guess.map_or(String::new(), |guess| format!("; {}", guess.question()));
    notes.push(format!("no risk has the tag `{}`{question}", one_line(word)));
    word.to_owned()
}

fn levels(wanted: &[String], register: &Register) -> Result<Vec<usize>, Refusal> {
    let all = register.methodology.as_ref().map_or(&[][..], |methodology| &methodology.levels);
    let known: Vec<Known<'_>> = all.iter().map(|level| Known { id: &level.id, name: level.name() }).collect();
    let ids = resolved(wanted, "level", &known)?;
    Ok(ids.iter().filter_map(|id| all.iter().position(|level| level.id.value == *id)).collect())
}

fn statuses(wanted: &[String]) -> Result<Vec<Status>, Refusal> {
    let known: Vec<Known<'_>> =
        Status::WORDS.iter().map(|(word, status)| Known { id: word, name: status.name() }).collect();
    let ids = resolved(wanted, "status", &known)?;
    Ok(ids.iter().filter_map(|id| Status::from_word(id)).collect())
}

/// The ids that words stand for: ids as they are, or what people call them.
fn resolved(wanted: &[String], noun: &str, known: &[Known<'_>]) -> Result<Vec<String>, Refusal> {
    wanted.iter().map(|word| resolve(word, noun, known)).collect()
}

/// The id that a word stands for: itself, or the one thing of that name.
///
/// # Errors
/// A word that stands for nothing known.
pub fn resolve(word: &str, noun: &str, known: &[Known<'_>]) -> Result<String, Refusal> {
    if known.iter().any(|known| known.id == word) {
        return Ok(word.to_owned());
    }
    let help = match suggest::guess(word, known.iter().copied()) {
        Some(Guess::Same(known)) => return Ok(known.id.to_owned()),
        Some(guess) => guess.question(),
        None => choices(noun, known),
    };
    Err(Refusal { cause: format!("there is no {noun} `{}`", one_line(word)), help })
}

/// What could have been written; a long catalogue is named, not listed.
fn choices(noun: &str, known: &[Known<'_>]) -> String {
    /// As many as are read at a glance.
    const FEW: usize = 8;
    let mut ids: Vec<&str> = known.iter().map(|known| known.id).collect();
    let mut seen = std::collections::HashSet::new();
    ids.retain(|id| seen.insert(*id));
    match ids.len() {
        0 => format!("the register names no {noun}"),
        1..=FEW => format!("write {}", suggest::one_of(ids)),
        more => format!("write the id or the name of one of the {more} that the register knows"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{facts_of, register_of};

    const HIGH: &str = "likelihood = 'high'\nimpact = 'high'\n";

    fn register() -> Register {
        let late = "owner = 'security-lead'\nassets = ['customer-database']\ntags = ['Cloud']\nlikelihood = 'high'\nimpact = 'high'\n[treatment]\noption = 'mitigate'\nplan = 'x'\ndue = 2025-05-01\n";
        let closed = format!("{HIGH}tags = ['Cloud']\nstatus = 'closed'\n");
        let planned = "status = 'in-progress'\nlikelihood = 'low'\nimpact = 'low'\n[treatment]\noption = 'mitigate'\n[[treatment.action]]\ntitle = 'x'\ndue = 2025-06-20\ncontrol = 'mail-filter'\n";
        let accepted = format!(
            "{HIGH}status = 'accepted'\n[acceptance]\nby = 'managing-director'\non = 2025-05-30\nuntil = 2025-06-30\nlevel = 'critical'\nrationale = 'x'\n"
        );
        let stranger = "owner = 'stranger'\ncontrols = ['mail-filter']\n";
        register_of(&[
            ("R001", late),
            ("R002", &closed),
            ("R003", planned),
            ("R004", &accepted),
            ("R005", stranger),
        ])
    }

    fn ask(wanted: &Wanted) -> Result<String, Refusal> {
        let register = register();
        let facts = facts_of(&register);
        let query = Query::read(wanted, &facts)?;
        let covered = facts.each().filter(|(risk, judged)| query.covers(risk, judged));
        Ok(covered.map(|(risk, _)| risk.id().to_owned()).collect::<Vec<_>>().join(" "))
    }

    fn found(wanted: Wanted) -> String {
        ask(&wanted).expect("words that the register knows")
    }

    fn words(words: &[&str]) -> Vec<String> {
        words.iter().map(|word| (*word).to_owned()).collect()
    }

    #[test]
    fn any_value_of_a_filter_will_do_and_all_filters_count() {
        assert_eq!(found(Wanted::default()), "R001 R002 R003 R004 R005");
        assert_eq!(
            found(Wanted { owner: words(&["security-lead", "stranger"]), ..Wanted::default() }),
            "R001 R005"
        );
        let wanted =
            Wanted { owner: words(&["security-lead"]), status: words(&["closed"]), ..Wanted::default() };
        assert_eq!(found(wanted), "");
    }

    #[test]
    fn names_stand_for_ids() {
        for wanted in [
            Wanted { owner: words(&["Security Lead"]), ..Wanted::default() },
            Wanted { asset: words(&["Customer Database"]), ..Wanted::default() },
        ] {
            assert_eq!(found(wanted), "R001");
        }
        assert_eq!(found(Wanted { status: words(&["In Progress"]), ..Wanted::default() }), "R003");
        assert_eq!(found(Wanted { level: words(&["Critical"]), ..Wanted::default() }), "R001 R002 R004");
        assert_eq!(found(Wanted { tag: words(&["cloud"]), ..Wanted::default() }), "R001 R002");
    }

    #[test]
    fn what_counts_for_open_risks_leaves_closed_ones_out() {
        assert_eq!(found(Wanted { above_line: true, ..Wanted::default() }), "R001 R004");
        assert_eq!(found(Wanted { overdue: true, ..Wanted::default() }), "R001");
        assert_eq!(found(Wanted { unassessed: true, ..Wanted::default() }), "R005");
    }

    #[test]
    fn planned_controls_count_like_those_in_force() {
        assert_eq!(found(Wanted { control: words(&["Mail filter"]), ..Wanted::default() }), "R003 R005");
    }

    #[test]
    fn due_within_counts_what_is_late_and_all_that_has_a_day() {
        let within = |time: &str| found(Wanted { due_within: Some(time.to_owned()), ..Wanted::default() });
        assert_eq!(within("0d"), "R001");
        assert_eq!(within("19 days"), "R001 R003");
        assert_eq!(within("1m"), "R001 R003 R004");
    }

    #[test]
    fn words_that_nothing_could_match_are_refused_with_a_remedy() {
        let refused = |wanted: Wanted| ask(&wanted).expect_err("an unknown word");
        let refusal = refused(Wanted { owner: words(&["it-manger"]), ..Wanted::default() });
        assert_eq!(refusal.cause, "there is no person `it-manger`");
        assert_eq!(refusal.help, "did you mean `it-manager`?");
        let refusal = refused(Wanted { level: words(&["catastrophic"]), ..Wanted::default() });
        assert_eq!(refusal.help, "write `low`, `moderate`, `high` or `critical`");
    }

    #[test]
    fn a_tag_that_no_risk_has_is_worth_a_note() {
        let register = register();
        let wanted = Wanted { tag: words(&["clod"]), ..Wanted::default() };
        let query = Query::read(&wanted, &facts_of(&register)).expect("tags are free");
        assert_eq!(query.notes, ["no risk has the tag `clod`; did you mean `Cloud`?"]);
        assert_eq!(found(wanted), "");
    }
}
