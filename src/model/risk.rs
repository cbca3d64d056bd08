//! A risk, as written: one file, every field with its place.

use super::day::{Day, Period};
use super::id::RiskId;
use super::waiver::Waiver;
use super::word::words;
use crate::source::{At, FileId, Span};

words! {
    /// Where a risk stands.
    Status {
        /// Nothing has been begun.
        Open = "open",
        /// Treatment is under way.
        InProgress = "in-progress",
        /// Treatment is finished.
        Treated = "treated",
        /// The risk is carried as it is.
        Accepted = "accepted",
        /// The risk no longer exists; its file stays.
        Closed = "closed",
    }
}

impl Status {
    /// The status as a person reads it: "In Progress".
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Open => "Open",
            Self::InProgress => "In Progress",
            Self::Treated => "Treated",
            Self::Accepted => "Accepted",
            Self::Closed => "Closed",
        }
    }
}

words! {
    /// What is done about a risk (ISO 27005: modify, retain, avoid, share).
    TreatmentOption {
        /// Modify the risk by controls.
        Mitigate = "mitigate",
        /// Retain it by an informed decision.
        Accept = "accept",
        /// Stop what gives rise to it.
        Avoid = "avoid",
        /// Share it with another party.
        Transfer = "transfer",
    }
}

words! {
    /// A property of information that is lost (ISO 27000).
    Property {
        /// Read by whom it is not meant for.
        Confidentiality = "confidentiality",
        /// Changed or destroyed without authority.
        Integrity = "integrity",
        /// Not there when needed.
        Availability = "availability",
    }
}

words! {
    /// How strong the knowledge behind an assessment is.
    Confidence {
        /// A guess.
        Low = "low",
        /// Some evidence.
        Medium = "medium",
        /// Measured or well known.
        High = "high",
    }
}

words! {
    /// What a review found.
    Outcome {
        /// The assessment stands.
        Unchanged = "unchanged",
        /// The assessment was changed.
        Changed = "changed",
    }
}

words! {
    /// How much of a risk the site and the exports show.
    Publish {
        /// All of it.
        Full = "full",
        /// Id, title, level, owner and dates.
        Outline = "outline",
        /// Nothing.
        Hidden = "hidden",
    }
}

/// An impact: one point of the scale, or one per dimension.
#[derive(Debug, Clone, PartialEq)]
pub enum Impact {
    /// A point of the impact scale.
    Point(At<String>),
    /// Points by dimension, in the order written.
    ByDimension(Vec<(At<String>, At<String>)>, Span),
}

impl Impact {
    /// Where it is written.
    #[must_use]
    pub fn span(&self) -> Span {
        match self {
            Self::Point(id) => id.span,
            Self::ByDimension(_, span) => *span,
        }
    }

    /// The points of the impact scale that it names.
    pub fn points(&self) -> impl Iterator<Item = &At<String>> {
        let (one, many) = match self {
            Self::Point(id) => (Some(id), &[][..]),
            Self::ByDimension(points, _) => (None, &points[..]),
        };
        one.into_iter().chain(many.iter().map(|(_, id)| id))
    }

    /// The dimensions that it names, where it is a table of them.
    pub fn dimensions(&self) -> impl Iterator<Item = &At<String>> {
        let many = match self {
            Self::Point(_) => &[][..],
            Self::ByDimension(points, _) => &points[..],
        };
        many.iter().map(|(dimension, _)| dimension)
    }
}

/// A likelihood and an impact, either of which may be missing.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Rating {
    /// A point of the likelihood scale.
    pub likelihood: Option<At<String>>,
    /// The impact.
    pub impact: Option<Impact>,
}

impl Rating {
    /// Whether neither is given.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.likelihood.is_none() && self.impact.is_none()
    }

    /// The place of the likelihood, else of the impact.
    #[must_use]
    pub fn span(&self) -> Option<Span> {
        self.likelihood.as_ref().map(|l| l.span).or_else(|| self.impact.as_ref().map(Impact::span))
    }

    /// Likelihood and impact as texts that tell one rating from another: of
    /// several dimensions `dimension:point` of each, sorted and joined by commas.
    #[must_use]
    pub fn texts(&self) -> (String, String) {
        let impact = match &self.impact {
            None => String::new(),
            Some(Impact::Point(id)) => id.value.clone(),
            Some(Impact::ByDimension(points, _)) => {
                let mut points: Vec<String> = points
                    .iter()
                    .map(|(dimension, id)| format!("{}:{}", dimension.value, id.value))
                    .collect();
                points.sort_unstable();
                points.join(",")
            }
        };
        (self.likelihood.as_ref().map_or(String::new(), |id| id.value.clone()), impact)
    }
}

/// A rating in a table of its own, with the table's place.
#[derive(Debug, Clone, PartialEq)]
pub struct RatingTable {
    /// The header.
    pub span: Span,
    /// What it rates.
    pub rating: Rating,
}

/// One step of a treatment plan.
#[derive(Debug, Clone, PartialEq)]
pub struct Action {
    /// The header.
    pub span: Span,
    /// What is to be done.
    pub title: Option<At<String>>,
    /// Who does it.
    pub owner: Option<At<String>>,
    /// By when.
    pub due: Option<At<Day>>,
    /// When it was done.
    pub done: Option<At<Day>>,
    /// The control that it puts in force.
    pub control: Option<At<String>>,
    /// Where the work is tracked.
    pub ticket: Option<At<String>>,
    /// What shows that it was done.
    pub evidence: Option<At<String>>,
}

impl Action {
    /// The title, or words that say there is none.
    #[must_use]
    pub fn title(&self) -> &str {
        self.title.as_ref().map_or("(no title)", |t| t)
    }
}

/// Why a deadline moved later.
#[derive(Debug, Clone, PartialEq)]
pub struct Postponement {
    /// The header.
    pub span: Span,
    /// The old deadline.
    pub from: Option<At<Day>>,
    /// The new one.
    pub to: Option<At<Day>>,
    /// Why.
    pub reason: Option<At<String>>,
    /// Who agreed.
    pub by: Option<At<String>>,
}

/// Who approved the treatment plan.
#[derive(Debug, Clone, PartialEq)]
pub struct Approval {
    /// The header.
    pub span: Span,
    /// The person.
    pub by: Option<At<String>>,
    /// The day.
    pub on: Option<At<Day>>,
    /// The seal over what was approved.
    pub seal: Option<At<String>>,
    /// The decider's signature over the seal.
    pub signature: Option<At<String>>,
}

/// Who accepted which level, and until when.
#[derive(Debug, Clone, PartialEq)]
pub struct Acceptance {
    /// The header.
    pub span: Span,
    /// The person.
    pub by: Option<At<String>>,
    /// The day of the decision.
    pub on: Option<At<Day>>,
    /// The last day on which it holds.
    pub until: Option<At<Day>>,
    /// The level accepted.
    pub level: Option<At<String>>,
    /// Why.
    pub rationale: Option<At<String>>,
    /// On which conditions.
    pub conditions: Option<At<String>>,
    /// The seal over what was accepted.
    pub seal: Option<At<String>>,
    /// The decider's signature over the seal.
    pub signature: Option<At<String>>,
}

/// What is to be done about the risk.
#[derive(Debug, Clone, PartialEq)]
pub struct Treatment {
    /// The header.
    pub span: Span,
    /// Mitigate, accept, avoid or transfer.
    pub option: Option<At<TreatmentOption>>,
    /// What is recommended.
    pub plan: Option<At<String>>,
    /// The action owner.
    pub owner: Option<At<String>>,
    /// The written deadline.
    pub due: Option<At<Day>>,
    /// When the plan was finished.
    pub done: Option<At<Day>>,
    /// Its cost in the register's currency.
    pub cost: Option<At<f64>>,
    /// When the risk's owner agreed (ISO 27001, 6.1.3 f).
    pub agreed: Option<At<Day>>,
    /// The steps.
    pub actions: Vec<Action>,
    /// What is expected once it is done.
    pub residual: Option<RatingTable>,
    /// Why the deadline moved.
    pub postponed: Vec<Postponement>,
    /// Who approved it.
    pub approval: Option<Approval>,
}

/// The last review.
#[derive(Debug, Clone, PartialEq)]
pub struct Review {
    /// The header.
    pub span: Span,
    /// The day.
    pub on: Option<At<Day>>,
    /// The person.
    pub by: Option<At<String>>,
    /// What it found.
    pub outcome: Option<At<Outcome>>,
    /// A remark.
    pub note: Option<At<String>>,
    /// A cadence of this risk's own; it only shortens the level's.
    pub every: Option<At<Period>>,
}

/// When and why a risk was closed.
#[derive(Debug, Clone, PartialEq)]
pub struct Closed {
    /// The header.
    pub span: Span,
    /// The day.
    pub on: Option<At<Day>>,
    /// The person.
    pub by: Option<At<String>>,
    /// Why.
    pub reason: Option<At<String>>,
    /// The risk that took it in.
    pub merged_into: Option<At<String>>,
}

/// A link to evidence, a ticket, a document.
#[derive(Debug, Clone, PartialEq)]
pub struct Reference {
    /// The table.
    pub span: Span,
    /// What it is.
    pub title: Option<At<String>>,
    /// Where it is.
    pub url: Option<At<String>>,
    /// Its SHA-256, in hexadecimal.
    pub sha256: Option<At<String>>,
}

/// A relative link of a risk's texts that leads to no file of the register.
#[derive(Debug, Clone, PartialEq)]
pub struct DeadLink {
    /// What is written.
    pub target: At<String>,
    /// The dotted key of the text that it stands in.
    pub field: String,
    /// It leads out of the register.
    pub leaves: bool,
}

/// Where an import read a risk.
#[derive(Debug, Clone, PartialEq)]
pub struct ImportSource {
    /// The table.
    pub span: Span,
    /// The file.
    pub file: Option<At<String>>,
    /// The row, from 1.
    pub row: Option<At<u64>>,
    /// The row's own key.
    pub key: Option<At<String>>,
}

/// How much is published, to all or by audience.
#[derive(Debug, Clone, PartialEq)]
pub enum Publication {
    /// The same for everybody.
    Plain(At<Publish>),
    /// By audience, in the order written.
    ByAudience(Vec<(At<String>, At<Publish>)>, Span),
}

/// The value of one of the organisation's own fields.
#[derive(Debug, Clone, PartialEq)]
pub enum CustomValue {
    /// Text, markdown, a URL or a choice.
    Text(String),
    /// A date.
    Date(Day),
    /// A number, as written.
    Number(f64),
}

/// A risk.
#[derive(Debug, Clone, PartialEq)]
pub struct Risk {
    /// Its file.
    pub file: FileId,
    /// Its id; the file's name where none could be read.
    pub id: At<RiskId>,
    /// The id was read from the file, not guessed from its name.
    pub id_is_written: bool,
    /// What it is called.
    pub title: Option<At<String>>,
    /// What its id was before.
    pub formerly: Vec<At<String>>,
    /// Risks that it has to do with.
    pub related: Vec<At<String>>,
    /// Risks that it replaces.
    pub supersedes: Vec<At<String>>,
    /// Cause, event, consequence (markdown).
    pub description: Option<At<String>>,
    /// A grouping.
    pub category: Option<At<String>>,
    /// More groupings.
    pub tags: Vec<At<String>>,
    /// The risk owner, who is accountable.
    pub owner: Option<At<String>>,
    /// The part of the scope that it belongs to.
    pub unit: Option<At<String>>,
    /// What is at stake.
    pub assets: Vec<At<String>>,
    /// What acts on it.
    pub threats: Vec<At<String>>,
    /// What the threat exploits.
    pub vulnerabilities: Vec<At<String>>,
    /// Which properties are lost.
    pub affects: Vec<At<Property>>,
    /// When it was found.
    pub identified: Option<At<Day>>,
    /// The current assessment, existing controls counted.
    pub current: Rating,
    /// Why this likelihood and this impact (markdown).
    pub rationale: Option<At<String>>,
    /// How well that is known.
    pub confidence: Option<At<Confidence>>,
    /// When it was assessed.
    pub assessed: Option<At<Day>>,
    /// By whom.
    pub assessed_by: Option<At<String>>,
    /// The assessment before any control.
    pub inherent: Option<RatingTable>,
    /// Existing controls that the assessment counts on.
    pub controls: Vec<At<String>>,
    /// The recommended treatment.
    pub treatment: Option<Treatment>,
    /// The acceptance.
    pub acceptance: Option<Acceptance>,
    /// The last review.
    pub review: Option<Review>,
    /// Where it stands.
    pub status: Option<At<Status>>,
    /// When and why it was closed.
    pub closed: Option<Closed>,
    /// How much of it is published.
    pub publish: Option<Publication>,
    /// Tickets and evidence.
    pub references: Vec<Reference>,
    /// Rules silenced on this risk.
    pub waivers: Vec<Waiver>,
    /// The organisation's own fields, by key.
    pub custom: Vec<(At<String>, At<CustomValue>)>,
    /// Where an import read it.
    pub source: Option<ImportSource>,
    /// Links that lead nowhere: which files there are is only known while
    /// they are read.
    pub dead_links: Vec<DeadLink>,
    /// Dotted keys whose value could not be used; a finding says so already.
    pub faulty: Vec<String>,
    /// Lists that the file gives and that hold nothing (`assets = []`): an answer,
    /// where a key that is not given is none.
    pub without: Vec<&'static str>,
    /// Keys that the file does not give and that history knows.
    pub from_history: Vec<&'static str>,
    /// A syntax error hid an unknown part of the file.
    pub unread: bool,
}

impl Risk {
    /// The id as text.
    #[must_use]
    pub fn id(&self) -> &str {
        self.id.as_str()
    }

    /// The title, or words that say there is none.
    #[must_use]
    pub fn title(&self) -> &str {
        self.title.as_ref().map_or("(no title)", |t| t)
    }

    /// The status; open where none could be read.
    #[must_use]
    pub fn status(&self) -> Status {
        self.status.as_ref().map_or(Status::Open, |s| s.value)
    }

    /// Whether the risk counts: any status but closed.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.status() != Status::Closed
    }

    /// Whether neither likelihood nor impact was given; what was given and
    /// could not be read is faulty, not absent.
    #[must_use]
    pub fn is_unassessed(&self) -> bool {
        self.current.is_empty() && !self.is_faulty("likelihood") && !self.is_faulty("impact")
    }

    /// Whether the absence of this dotted key, or of a part of it, means
    /// nothing, because what stood there could not be read.
    #[must_use]
    pub fn is_faulty(&self, key: &str) -> bool {
        let within = |inner: &str, outer: &str| {
            inner.strip_prefix(outer).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
        };
        self.unread || self.faulty.iter().any(|fault| within(key, fault) || within(fault, key))
    }

    /// The option of the treatment.
    #[must_use]
    pub fn option(&self) -> Option<TreatmentOption> {
        self.treatment.as_ref()?.option.as_ref().map(|o| o.value)
    }

    /// Whether the treatment is to carry the risk as it is: a decision, and no
    /// work that somebody does by a day.
    #[must_use]
    pub fn is_carried(&self) -> bool {
        let has_work = |plan: &Treatment| plan.due.is_some() || !plan.actions.is_empty();
        self.option() == Some(TreatmentOption::Accept) && !self.treatment.as_ref().is_some_and(has_work)
    }

    /// The steps of the treatment.
    #[must_use]
    pub fn actions(&self) -> &[Action] {
        self.treatment.as_ref().map_or(&[], |t| &t.actions)
    }

    /// Controls that the treatment will put in force.
    pub fn planned_controls(&self) -> impl Iterator<Item = &At<String>> {
        self.actions().iter().filter_map(|action| action.control.as_ref())
    }

    /// What is expected once the treatment is done.
    #[must_use]
    pub fn residual(&self) -> Option<&RatingTable> {
        self.treatment.as_ref()?.residual.as_ref()
    }
}
