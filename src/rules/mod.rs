//! What can be wrong with a register: one small file per rule.
//!
//! A rule's file holds its name, its weight, its reason, its examples and its
//! check; [`RULES`] is the table of all of them. A rule says what is wrong;
//! severities, selection and waivers come later, in
//! [`filter`](crate::filter). `examples` runs every rule on its examples.

mod applicability;
mod assessment;
mod controls;
mod decisions;
#[cfg(test)]
mod examples;
mod files;
mod history;
mod identity;
mod method;
mod monitoring;
pub mod page;
mod references;
mod review;
mod treatment;
pub mod waivers;

pub use identity::{DELETED_RISK, out_of_reach};

use std::sync::LazyLock;

use rayon::prelude::*;

use crate::facts::Facts;
use crate::finding::{Finding, Findings, FixClass};
use crate::model::config::Severity;
use crate::model::word::words;
use waivers::WaiverVerdict;

words! {
    /// The families of the rules.
    Family {
        /// What the files themselves say.
        Files = "files",
        /// Ids and what bears them.
        Identity = "identity",
        /// What is named and is not there.
        References = "references",
        /// The methodology.
        Method = "method",
        /// Likelihood, impact and what they rest on.
        Assessment = "assessment",
        /// Controls that risks count on.
        Controls = "controls",
        /// What is done about risks.
        Treatment = "treatment",
        /// Approvals, acceptances, closings.
        Decisions = "decisions",
        /// Reviews and dates.
        Review = "review",
        /// Indicators and incidents.
        Monitoring = "monitoring",
        /// The statement of applicability.
        Applicability = "applicability",
        /// Exceptions to the rules.
        Waivers = "waivers",
        /// What history itself lacks.
        History = "history",
    }
}

words! {
    /// How settled a rule is.
    Stability {
        /// May still change.
        Preview = "preview",
        /// Changes only with a new minor version.
        Stable = "stable",
        /// Will go.
        Deprecated = "deprecated",
    }
}

/// How a rule finds what it finds.
#[derive(Clone, Copy)]
pub enum Check {
    /// While the files are read.
    Reading,
    /// By looking at the judged register.
    Register(fn(&Facts<'_>, &mut Findings)),
    /// By holding a change against its base.
    Change,
    /// By what became of the waivers.
    Waivers(fn(&Facts<'_>, &[WaiverVerdict<'_>], &mut Findings)),
}

/// A rule with its documentation.
pub struct Rule {
    /// Its name, which names the bad state.
    pub name: &'static str,
    /// Its family.
    pub family: Family,
    /// How much it weighs unless the register says otherwise.
    pub severity: Severity,
    /// Whether the passing of time alone can make it true.
    pub dated: bool,
    /// Whether and how safely a machine could mend what it finds.
    pub fix: Option<FixClass>,
    /// The version that it came with.
    pub since: &'static str,
    /// How settled it is.
    pub status: Stability,
    /// What is wrong, in half a sentence.
    pub summary: &'static str,
    /// Why it matters, in a few sentences.
    pub why: &'static str,
    /// Registers that break it, at the marked lines; see `examples`.
    pub bad: &'static [&'static str],
    /// Registers that keep it.
    pub good: &'static [&'static str],
    /// How it finds what it finds.
    pub check: Check,
}

impl Rule {
    /// A finding of this rule.
    pub fn at(&self, span: crate::source::Span, message: impl Into<String>) -> Finding {
        Finding::new(self.name, span, message)
    }

    /// Whether a waiver may silence it.
    #[must_use]
    pub fn is_waivable(&self) -> bool {
        let fixed = matches!(self.family, Family::Files | Family::Identity);
        !fixed && !matches!(self.check, Check::Change) && !self.name.starts_with("unauthorised-")
    }
}

/// All rules, by family and in the order of the documentation.
pub static RULES: LazyLock<Vec<&'static Rule>> = LazyLock::new(|| {
    [
        files::RULES,
        identity::RULES,
        references::RULES,
        method::RULES,
        assessment::RULES,
        controls::RULES,
        treatment::RULES,
        decisions::RULES,
        review::RULES,
        monitoring::RULES,
        applicability::RULES,
        waivers::RULES,
        history::RULES,
    ]
    .concat()
});

/// The rule of that name.
#[must_use]
pub fn find(name: &str) -> Option<&'static Rule> {
    RULES.iter().find(|rule| rule.name == name).copied()
}

/// The family of that name.
#[must_use]
pub fn family(name: &str) -> Option<Family> {
    use crate::model::word::Word;
    Family::from_word(name)
}

/// Everything that the rules find in a judged register, beside what was found
/// while its files were read.
#[must_use]
pub fn run(facts: &Facts<'_>) -> Vec<Finding> {
    let each = RULES.par_iter().map(|rule| {
        let mut out = Findings::default();
        if let Check::Register(check) = rule.check {
            check(facts, &mut out);
        }
        out.into_vec()
    });
    each.collect::<Vec<_>>().concat()
}
