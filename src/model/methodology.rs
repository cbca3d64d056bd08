//! The organisation's method as written: scope, scales, levels, matrix, roles.
//!
//! What follows from it for a risk is computed in [`score`](crate::score).

use super::day::{Day, Period};
use super::word::words;
use crate::source::{At, FileId, Span};

words! {
    /// How scores are combined where the matrix is a formula.
    Formula {
        /// Likelihood times impact.
        Product = "product",
        /// Likelihood plus impact.
        Sum = "sum",
    }
}

words! {
    /// How impact dimensions become one impact.
    Combine {
        /// The worst of those given.
        Highest = "highest",
        /// The sum of the scores of all of them.
        Sum = "sum",
    }
}

/// A step of the likelihood or the impact scale.
#[derive(Debug, Clone, PartialEq)]
pub struct Point {
    /// The header.
    pub span: Span,
    /// The id.
    pub id: At<String>,
    /// The name.
    pub name: Option<At<String>>,
    /// What the word means.
    pub meaning: Option<At<String>>,
    /// Its number, where the matrix is a formula.
    pub score: Option<At<u64>>,
    /// Likelihood: how often a year the word claims, from and to.
    pub per_year: Option<At<(f64, f64)>>,
    /// Impact: what a loss costs, from and to, in the register's currency.
    pub loss: Option<At<(f64, f64)>>,
}

impl Point {
    /// The name, else the id.
    #[must_use]
    pub fn name(&self) -> &str {
        self.name.as_ref().unwrap_or(&self.id)
    }
}

/// A kind of impact.
#[derive(Debug, Clone, PartialEq)]
pub struct Dimension {
    /// The header.
    pub span: Span,
    /// The id.
    pub id: At<String>,
    /// The name.
    pub name: Option<At<String>>,
}

impl Dimension {
    /// The name, else the id.
    #[must_use]
    pub fn name(&self) -> &str {
        self.name.as_ref().unwrap_or(&self.id)
    }
}

/// A part of the scope.
#[derive(Debug, Clone, PartialEq)]
pub struct ScopeUnit {
    /// The header.
    pub span: Span,
    /// The id.
    pub id: At<String>,
    /// The name.
    pub name: Option<At<String>>,
    /// Whether it lies within the scope; true unless said otherwise.
    pub included: Option<At<bool>>,
}

impl ScopeUnit {
    /// The name, else the id.
    #[must_use]
    pub fn name(&self) -> &str {
        self.name.as_ref().unwrap_or(&self.id)
    }

    /// Whether it lies within the scope.
    #[must_use]
    pub fn is_included(&self) -> bool {
        self.included.as_ref().is_none_or(|i| i.value)
    }
}

/// What the risk management covers (ISO 27001, 4.3).
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Scope {
    /// In words.
    pub statement: Option<At<String>>,
    /// What is in it.
    pub included: Vec<At<String>>,
    /// What is not.
    pub excluded: Vec<At<String>>,
    /// Its parts, where risks name them.
    pub units: Vec<ScopeUnit>,
}

/// How many risks of a level the organisation is ready to carry.
#[derive(Debug, Clone, PartialEq)]
pub struct Appetite {
    /// The header.
    pub span: Span,
    /// The level, which counts with all worse ones.
    pub level: Option<At<String>>,
    /// At most so many open risks.
    pub at_most: Option<At<u64>>,
    /// Only those of this category.
    pub category: Option<At<String>>,
    /// In words.
    pub statement: Option<At<String>>,
}

/// A level of risk and what it asks for.
#[derive(Debug, Clone, PartialEq)]
pub struct Level {
    /// The header.
    pub span: Span,
    /// The id.
    pub id: At<String>,
    /// The name.
    pub name: Option<At<String>>,
    /// `#rrggbb`.
    pub colour: Option<At<String>>,
    /// Below the line.
    pub acceptable: Option<At<bool>>,
    /// The lowest score of its band.
    pub from: Option<At<u64>>,
    /// The role that may accept it.
    pub accept_by: Option<At<String>>,
    /// The role that approves treatment plans.
    pub approve_by: Option<At<String>>,
    /// The longest acceptance.
    pub accept_for: Option<At<Period>>,
    /// How fast it is to be treated.
    pub treat_within: Option<At<Period>>,
    /// How often it is to be reviewed.
    pub review_every: Option<At<Period>>,
    /// The role or person that it is escalated to.
    pub escalate_to: Option<At<String>>,
}

impl Level {
    /// The name, else the id.
    #[must_use]
    pub fn name(&self) -> &str {
        self.name.as_ref().unwrap_or(&self.id)
    }
}

/// A row of the grid.
#[derive(Debug, Clone, PartialEq)]
pub struct GridRow {
    /// The likelihood.
    pub likelihood: At<String>,
    /// A level per impact, lowest first; `None` where the cell is no text.
    pub cells: Vec<Option<At<String>>>,
    /// The whole list.
    pub span: Span,
}

/// How likelihood and impact become a level.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Matrix {
    /// The header, where there is one.
    pub span: Option<Span>,
    /// Rows, where it is a grid.
    pub rows: Vec<GridRow>,
    /// The formula, where it is not.
    pub formula: Option<At<Formula>>,
    /// How dimensions are combined.
    pub combine: Option<At<Combine>>,
}

/// A role of the organisation.
#[derive(Debug, Clone, PartialEq)]
pub struct Role {
    /// The header.
    pub span: Span,
    /// The id.
    pub id: At<String>,
    /// The name.
    pub name: Option<At<String>>,
    /// What it is for.
    pub duty: Option<At<String>>,
    /// The role that it may stand in for.
    pub above: Option<At<String>>,
}

impl Role {
    /// The name, else the id.
    #[must_use]
    pub fn name(&self) -> &str {
        self.name.as_ref().unwrap_or(&self.id)
    }
}

/// `schema/methodology.toml`.
#[derive(Debug, Clone, PartialEq)]
pub struct Methodology {
    /// Its file.
    pub file: FileId,
    /// What it is called.
    pub name: Option<At<String>>,
    /// Which version of it this is.
    pub version: Option<At<String>>,
    /// The role or person that approved it.
    pub approved_by: Option<At<String>>,
    /// When.
    pub approved_on: Option<At<Day>>,
    /// How often it is to be reviewed.
    pub review_every: Option<At<Period>>,
    /// What it covers.
    pub scope: Scope,
    /// The likelihood scale, lowest first.
    pub likelihood: Vec<Point>,
    /// The impact scale, lowest first.
    pub impact: Vec<Point>,
    /// Kinds of impact.
    pub dimensions: Vec<Dimension>,
    /// How much is carried at most.
    pub appetite: Vec<Appetite>,
    /// The levels, lowest first.
    pub levels: Vec<Level>,
    /// Likelihood by impact.
    pub matrix: Matrix,
    /// The role that grants waivers.
    pub waivers_by: Option<At<String>>,
    /// The roles.
    pub roles: Vec<Role>,
    /// Dotted keys whose value could not be used; a finding says so already.
    pub faulty: Vec<String>,
    /// A syntax error hid an unknown part of the file.
    pub unread: bool,
}

impl Methodology {
    /// The place of a level in the order, lowest 0.
    #[must_use]
    pub fn level_rank(&self, id: &str) -> Option<usize> {
        self.levels.iter().position(|level| level.id.value == id)
    }

    /// The level of that id.
    #[must_use]
    pub fn level(&self, id: &str) -> Option<&Level> {
        self.levels.iter().find(|level| level.id.value == id)
    }

    /// The place of a likelihood on its scale, lowest 0.
    #[must_use]
    pub fn likelihood_rank(&self, id: &str) -> Option<usize> {
        self.likelihood.iter().position(|point| point.id.value == id)
    }

    /// The place of an impact on its scale, lowest 0.
    #[must_use]
    pub fn impact_rank(&self, id: &str) -> Option<usize> {
        self.impact.iter().position(|point| point.id.value == id)
    }

    /// The role of that id.
    #[must_use]
    pub fn role(&self, id: &str) -> Option<&Role> {
        self.roles.iter().find(|role| role.id.value == id)
    }

    /// The unit of that id.
    #[must_use]
    pub fn unit(&self, id: &str) -> Option<&ScopeUnit> {
        self.scope.units.iter().find(|unit| unit.id.value == id)
    }

    /// How dimensions are combined: the highest, unless said otherwise.
    #[must_use]
    pub fn combine(&self) -> Combine {
        self.matrix.combine.as_ref().map_or(Combine::Highest, |c| c.value)
    }

    /// Whether entries of a list (`role`, `scope.unit`) could not be kept: then
    /// nothing is said of what it does not hold.
    #[must_use]
    pub fn has_lost(&self, list: &str) -> bool {
        let lost =
            |fault: &String| fault.strip_prefix(list).is_some_and(|rest| rest.is_empty() || rest == ".id");
        self.unread || self.faulty.iter().any(lost)
    }

    /// Whether a key could not be read; see [`Risk::is_faulty`](super::risk::Risk::is_faulty).
    #[must_use]
    pub fn is_faulty(&self, key: &str) -> bool {
        self.unread || self.faulty.iter().any(|fault| fault.starts_with(key))
    }
}
