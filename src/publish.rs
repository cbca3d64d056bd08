//! What of each risk leaves the register: what `publish` keeps back is kept
//! back on every page and in every export.
//!
//! A risk that is published in outline is turned into one that says no more
//! than its outline, so that no format can tell what another keeps back.

use std::ops::{Deref, Index};

use crate::decision::Stages;
use crate::facts::{Facts, RiskFacts};
use crate::history::change::Change;
use crate::model::incident::Incident;
use crate::model::indicator::Indicator;
use crate::model::register::Register;
use crate::model::risk::{Acceptance, Closed, Publication, Publish, Rating, Review, Risk, Treatment};
use crate::past::Past;
use crate::score::Stage;
use crate::source::At;
use crate::told::{Line, Told, ToldThing};

/// How much of a risk an audience sees. Without an audience a table counts by
/// its strictest entry.
#[must_use]
pub fn of(register: &Register, risk: &Risk, audience: Option<&str>) -> Publish {
    let default = || {
        let audiences = &register.config.site.audiences;
        let named = audience.and_then(|id| audiences.iter().find(|known| known.id.value == id));
        named.map_or(Publish::Full, |known| known.publish)
    };
    match (&risk.publish, audience) {
        (None, _) => default(),
        (Some(Publication::Plain(publish)), _) => publish.value,
        (Some(Publication::ByAudience(entries, _)), None) => {
            entries.iter().map(|(_, publish)| publish.value).max().unwrap_or(Publish::Full)
        }
        (Some(Publication::ByAudience(entries, _)), Some(id)) => entries
            .iter()
            .find(|(known, _)| known.value == id)
            .map_or_else(default, |(_, publish)| publish.value),
    }
}

/// How much of each risk an audience sees, by the risk's place.
#[derive(Debug)]
pub struct Shown<'a> {
    register: &'a Register,
    past: Option<&'a Past>,
    each: Vec<Publish>,
    /// Ids and titles of risks that are not shown in full, also of those that
    /// are gone, and of what names no other risks than those.
    kept: Vec<(&'a str, &'a str)>,
}

impl Index<usize> for Shown<'_> {
    type Output = Publish;

    fn index(&self, place: usize) -> &Publish {
        &self.each[place]
    }
}

impl<'a> Shown<'a> {
    /// What an audience sees of a register; without one, everybody.
    #[must_use]
    pub fn new(facts: &Facts<'a>, audience: Option<&str>) -> Self {
        let (register, past) = (facts.register, facts.past);
        let each: Vec<Publish> = register.risks.iter().map(|risk| of(register, risk, audience)).collect();
        let title = |risk: &'a Risk| risk.title.as_ref().map_or("", |title| title.as_str());
        let here = register.risks.iter().zip(&each).filter(|(_, shown)| **shown != Publish::Full);
        let former = here.clone().flat_map(|(risk, _)| risk.formerly.iter().map(|id| (id.as_str(), "")));
        let gone = past.into_iter().flat_map(|past| &past.gone).filter(|(_, gone)| gone.kept_back);
        let kept = here
            .map(|(risk, _)| (risk.id(), title(risk)))
            .chain(former)
            .chain(gone.map(|(id, gone)| (id.as_str(), gone.title.as_str())))
            .collect();
        let mut shown = Self { register, past, each, kept };
        let indicators = register.indicators.iter().filter(|indicator| shown.keeps_back(&indicator.risks));
        let incidents = register.incidents.iter().filter(|incident| shown.keeps_back(&incident.risks));
        let things: Vec<(&str, &str)> = indicators
            .map(|indicator| (indicator.id.as_str(), indicator.name()))
            .chain(incidents.map(|incident| (incident.id.as_str(), incident.title())))
            .collect();
        shown.kept.extend(things);
        shown
    }

    /// Whether a thing names risks, and none of them is shown in full: then its
    /// own words may say what is kept back.
    #[must_use]
    pub fn keeps_back(&self, risks: &[At<String>]) -> bool {
        let mut known = risks.iter().filter_map(|id| self.register.place_of(id)).peekable();
        known.peek().is_some() && known.all(|place| self.each[place] != Publish::Full)
    }

    /// How much of each risk is shown, in the register's order.
    pub fn iter(&self) -> impl Iterator<Item = Publish> + '_ {
        self.each.iter().copied()
    }

    /// Whether an id may be named: no hidden risk has it or had it.
    #[must_use]
    pub fn may_name(&self, id: &str) -> bool {
        self.register.place_of(id).is_none_or(|place| self.each[place] != Publish::Hidden)
    }

    /// Whether not all was published of a risk that is gone.
    #[must_use]
    pub fn was_kept_back(&self, id: &str) -> bool {
        self.past.is_some_and(|past| past.kept_back(id))
    }

    /// Whether a text names no risk that is kept back, by id or by title.
    #[must_use]
    pub fn may_tell(&self, text: &str) -> bool {
        !self.kept.iter().any(|(id, title)| text.contains(id) || (!title.is_empty() && text.contains(title)))
    }

    /// Whether a text names a hidden risk by its id: one that is, or one that
    /// is gone.
    #[must_use]
    pub fn names_hidden(&self, text: &str) -> bool {
        let is_hidden = |id: &str| self.register.place_of(id).is_none() || !self.may_name(id);
        self.kept.iter().any(|(id, _)| text.contains(id) && is_hidden(id))
    }

    /// Whether all may be told of what happened to the risk of an id, present
    /// or gone.
    #[must_use]
    pub fn may_tell_of(&self, id: &str) -> bool {
        match self.register.place_of(id) {
            Some(place) => self.each[place] == Publish::Full,
            None => !self.was_kept_back(id),
        }
    }

    /// Whether an indicator is published: not all the risks that it watches are
    /// kept back, and its words name none that is.
    #[must_use]
    pub fn may_tell_of_indicator(&self, indicator: &Indicator) -> bool {
        !self.keeps_back(&indicator.risks)
            && self.may_tell(indicator.name())
            && indicator.question.as_ref().is_none_or(|question| self.may_tell(question))
    }

    /// Whether an incident is published: not all the risks that it names are
    /// kept back, and its title names none that is.
    #[must_use]
    pub fn may_tell_of_incident(&self, incident: &Incident) -> bool {
        !self.keeps_back(&incident.risks) && self.may_tell(incident.title())
    }

    /// A commit as far as it may be told, of those of its things that are wanted;
    /// `None` where nothing is left. What a commit says of itself is told only
    /// where all of that may be.
    #[must_use]
    pub fn told<'t>(&self, told: &Told, wanted: impl IntoIterator<Item = &'t ToldThing>) -> Option<Told> {
        let mut keeps_back = false;
        let mut things = Vec::new();
        for thing in wanted {
            match &thing.risk {
                Some(id) if !self.may_tell_of(id) => keeps_back = true,
                None if !self.may_tell(&thing.file) => keeps_back = true,
                risk => {
                    let is_told = |line: &&Line| match risk {
                        Some(_) => !self.names_hidden(&line.text),
                        None => line.is_told(|text| self.may_tell(text)),
                    };
                    let lines: Vec<Line> = thing.lines.iter().filter(is_told).cloned().collect();
                    if !lines.is_empty() {
                        let (file, values) = (thing.file.clone(), thing.values.clone());
                        things.push(ToldThing { risk: risk.clone(), file, lines, values });
                    }
                }
            }
        }
        let subject = told.subject.clone().filter(|subject| !keeps_back && self.may_tell(subject));
        (!things.is_empty()).then(|| told.telling(subject, things))
    }

    /// Whether a change may be told: what it is of is shown in full, and what it
    /// says names nothing that is kept back.
    #[must_use]
    pub fn may_tell_change(&self, change: &Change) -> bool {
        if let Some(id) = &change.risk {
            return self.may_tell_of(id);
        }
        let values = [&change.before, &change.after].into_iter().flatten();
        let texts = values.map(|value| serde_json::to_string(value).unwrap_or_default());
        let field = change.field.clone().unwrap_or_default();
        texts.chain([field, change.file.clone()]).all(|text| self.may_tell(&text))
    }

    /// The risk at a place as it may be seen; `None` where it is hidden.
    #[must_use]
    pub fn see<'f>(&self, facts: &'f Facts<'a>, place: usize) -> Option<Seen<'f>>
    where
        'a: 'f,
    {
        let (risk, judged) = (&facts.register.risks[place], &facts.risks[place]);
        match self.each[place] {
            Publish::Hidden => None,
            Publish::Outline => Some(Seen {
                risk: Lent::Less(Box::new(outline(risk, judged))),
                judged: Lent::Less(Box::new(outlined(judged))),
                is_outline: true,
            }),
            Publish::Full => {
                Some(Seen { risk: self.without_hidden(risk), judged: Lent::Whole(judged), is_outline: false })
            }
        }
    }

    /// A risk that names no hidden one.
    fn without_hidden<'f>(&self, risk: &'f Risk) -> Lent<'f, Risk> {
        let merged = risk.closed.as_ref().and_then(|closed| closed.merged_into.as_ref());
        let named = risk.related.iter().chain(&risk.supersedes).chain(merged);
        if named.into_iter().all(|id| self.may_name(id)) {
            return Lent::Whole(risk);
        }
        let mut risk = Box::new(risk.clone());
        risk.related.retain(|id| self.may_name(id));
        risk.supersedes.retain(|id| self.may_name(id));
        if let Some(closed) = &mut risk.closed {
            closed.merged_into = closed.merged_into.take().filter(|id| self.may_name(id));
        }
        Lent::Less(risk)
    }
}

/// A risk as it may be seen.
#[derive(Debug, Clone)]
pub struct Seen<'f> {
    /// What it says.
    pub risk: Lent<'f, Risk>,
    /// What is computed about it.
    pub judged: Lent<'f, RiskFacts>,
    /// It is no more than its outline: what is absent is kept back.
    pub is_outline: bool,
}

/// A thing as it stands, or one that says less.
#[derive(Debug, Clone)]
pub enum Lent<'f, T> {
    /// All of it.
    Whole(&'f T),
    /// What may be told of it.
    Less(Box<T>),
}

impl<T> Deref for Lent<'_, T> {
    type Target = T;

    fn deref(&self) -> &T {
        match self {
            Self::Whole(whole) => whole,
            Self::Less(less) => less,
        }
    }
}

/// A risk that says no more than id, title, owner, status and days. Every field
/// is named, so that a new one has to be thought about.
fn outline(risk: &Risk, judged: &RiskFacts) -> Risk {
    let span = risk.id.span;
    let published = Publication::Plain(At::new(Publish::Outline, span));
    // What was rated is kept back, not absent.
    let faulty = if risk.is_unassessed() { Vec::new() } else { vec!["likelihood".to_owned()] };
    Risk {
        file: risk.file,
        id: risk.id.clone(),
        id_is_written: risk.id_is_written,
        title: risk.title.clone(),
        formerly: Vec::new(),
        related: Vec::new(),
        supersedes: Vec::new(),
        description: None,
        category: None,
        tags: Vec::new(),
        owner: risk.owner.clone(),
        unit: None,
        assets: Vec::new(),
        threats: Vec::new(),
        vulnerabilities: Vec::new(),
        affects: Vec::new(),
        identified: risk.identified.clone(),
        current: Rating::default(),
        rationale: None,
        confidence: None,
        assessed: risk.assessed.clone(),
        assessed_by: None,
        inherent: None,
        controls: Vec::new(),
        treatment: risk.treatment.as_ref().and_then(|treatment| days_of_treatment(treatment, judged)),
        acceptance: risk.acceptance.as_ref().map(days_of_acceptance),
        review: risk.review.as_ref().map(|review| Review {
            span: review.span,
            on: review.on.clone(),
            by: None,
            outcome: None,
            note: None,
            every: None,
        }),
        status: risk.status.clone(),
        closed: risk.closed.as_ref().map(|closed| Closed {
            span: closed.span,
            on: closed.on.clone(),
            by: None,
            reason: None,
            merged_into: None,
        }),
        publish: Some(published),
        references: Vec::new(),
        waivers: Vec::new(),
        custom: Vec::new(),
        source: None,
        dead_links: Vec::new(),
        faulty,
        without: Vec::new(),
        from_history: risk.from_history.clone(),
        unread: false,
    }
}

fn days_of_treatment(treatment: &Treatment, judged: &RiskFacts) -> Option<Treatment> {
    let due = judged.plan.deadline.map(|due| At::new(due, treatment.span));
    (due.is_some() || treatment.done.is_some()).then(|| Treatment {
        span: treatment.span,
        option: None,
        plan: None,
        owner: None,
        due,
        done: treatment.done.clone(),
        cost: None,
        agreed: None,
        actions: Vec::new(),
        residual: None,
        postponed: Vec::new(),
        approval: None,
    })
}

fn days_of_acceptance(acceptance: &Acceptance) -> Acceptance {
    Acceptance {
        span: acceptance.span,
        by: None,
        on: acceptance.on.clone(),
        until: acceptance.until.clone(),
        level: None,
        rationale: None,
        conditions: None,
        seal: None,
        signature: None,
    }
}

/// What is computed about a risk, as far as its outline tells: the level, and
/// what is due when.
fn outlined(judged: &RiskFacts) -> RiskFacts {
    let level = |stage: Stage| Stage { level: stage.level, above: stage.above, ..Stage::default() };
    RiskFacts {
        stages: Stages { inherent: None, current: judged.stages.current.map(level), residual: None },
        plan: judged.plan,
        actions: Vec::new(),
        review: judged.review,
        approval: None,
        acceptance: None,
        doubtful: false,
        escalated: false,
        level_since: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{facts_of, register_of};
    use crate::told::Topic;

    const SECRET: &str = "title = 'Board deal'\nlikelihood = 'high'\nimpact = 'medium'\nassessed = 2025-02-01\n\
        description = 'SECRET'\nrationale = 'SECRET'\ncategory = 'SECRET'\ntags = ['SECRET']\ncontrols = ['password-policy']\n\
        publish = 'outline'\nrelated = ['R003']\nvulnerabilities = ['SECRET']\n\
        [treatment]\noption = 'mitigate'\nplan = 'SECRET'\nowner = 'security-lead'\ncost = 12\n\
        [[treatment.action]]\ntitle = 'SECRET'\ndue = 2025-07-01\n\
        [acceptance]\nby = 'security-lead'\non = 2025-02-02\nuntil = 2025-08-01\nlevel = 'high'\nrationale = 'SECRET'\n\
        [review]\non = 2025-02-03\nnote = 'SECRET'\n";

    #[test]
    fn an_outline_says_id_title_owner_level_and_days_only() {
        let register = register_of(&[("R001", SECRET)]);
        let facts = facts_of(&register);
        let shown = Shown::new(&facts, None);
        let seen = shown.see(&facts, 0).expect("an outline");
        assert!(seen.is_outline);
        let text = format!("{:?} {:?}", seen.risk, seen.judged);
        for kept in ["SECRET", "password-policy", "security-lead", "mitigate", "12.0", "R003"] {
            assert!(!text.contains(kept), "{kept} in {text}");
        }
        assert_eq!((seen.risk.id(), seen.risk.title()), ("R001", "Board deal"));
        assert_eq!(seen.judged.level(), facts.risks[0].level());
        assert_eq!(seen.judged.stages.current.and_then(|stage| stage.likelihood), None);
        let due = seen.risk.treatment.as_ref().and_then(|t| t.due.as_ref()).map(|due| due.value.to_string());
        assert_eq!(due.as_deref(), Some("2025-07-01"), "the deadline of a plan whose steps are kept back");
    }

    #[test]
    fn a_hidden_risk_is_neither_seen_nor_named() {
        let register = register_of(&[
            ("R001", "publish = 'hidden'\ntitle = 'Takeover'\n"),
            (
                "R002",
                "related = ['R001', 'R003']\nsupersedes = ['R001']\nstatus = 'closed'\n[closed]\non = 2025-01-01\nmerged_into = 'R001'\n",
            ),
            ("R003", "related = ['R002']\n"),
        ]);
        let facts = facts_of(&register);
        let shown = Shown::new(&facts, None);
        assert!(shown.see(&facts, 0).is_none());
        let seen = shown.see(&facts, 1).expect("a risk that is shown");
        let related: Vec<&str> = seen.risk.related.iter().map(|id| id.as_str()).collect();
        assert_eq!(related, ["R003"]);
        assert!(seen.risk.supersedes.is_empty());
        assert!(seen.risk.closed.as_ref().is_some_and(|closed| closed.merged_into.is_none()));
        assert!(matches!(shown.see(&facts, 2).expect("shown").risk, Lent::Whole(_)));
        assert!(!shown.may_tell("the Takeover again") && shown.may_tell("R002 is done"));
    }

    #[test]
    fn a_commit_that_touched_what_is_kept_back_says_nothing_of_itself() {
        let register = register_of(&[("R001", "publish = 'hidden'\ntitle = 'Takeover'\n"), ("R002", "")]);
        let facts = facts_of(&register);
        let shown = Shown::new(&facts, None);
        let thing = |risk: Option<&str>, line: &str| ToldThing {
            risk: risk.map(str::to_owned),
            file: "a.toml".to_owned(),
            lines: vec![Line { text: line.to_owned(), topic: Topic::Context, prose: None }],
            values: Vec::new(),
        };
        let told = |things: Vec<ToldThing>| Told {
            commit: "c".to_owned(),
            day: jiff::civil::date(2025, 5, 1),
            time: "2025-05-01T12:00:00Z".to_owned(),
            author: "Ana".to_owned(),
            person: None,
            committer: None,
            authored: None,
            approvers: Vec::new(),
            reviewers: Vec::new(),
            signature: "unsigned".to_owned(),
            subject: Some("a quiet word".to_owned()),
            merge: None,
            merged: None,
            is_cut: false,
            things,
        };
        let all = |told: &Told| shown.told(told, &told.things);
        assert_eq!(all(&told(vec![thing(Some("R001"), "title")])), None);
        let both = all(&told(vec![thing(Some("R001"), "title"), thing(Some("R002"), "owner")]));
        let both = both.expect("what may be told");
        assert_eq!((both.things.len(), both.subject), (1, None));
        let one = told(vec![thing(Some("R002"), "owner"), thing(None, "waiver of R001")]);
        let kept = all(&one).expect("what may be told");
        assert_eq!((kept.things.len(), kept.subject.as_deref()), (1, Some("a quiet word")));
        assert_eq!(shown.told(&one, []), None, "none of it was wanted");
    }
}
