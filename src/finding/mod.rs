//! What is wrong with a register: the only diagnostic type.
//!
//! A finding says what is wrong and where. How much it weighs, whether it is
//! waived or reported at all is decided later, in [`filter`](crate::filter).

pub mod fingerprint;
pub mod wording;

use std::borrow::Cow;

use crate::source::Span;

/// A second place that a finding is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// The place.
    pub span: Span,
    /// What is there.
    pub message: String,
}

/// How safely a finding could be mended by a machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FixClass {
    /// The meaning stays.
    Safe,
    /// The meaning could change.
    Unsafe,
}

/// What would mend a finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mend {
    /// This text, as TOML, in the place of what stands there.
    Write(Span, String),
    /// The table whose header stands there is taken out.
    TakeOut(Span),
    /// The file of the finding gets this path.
    Rename(String),
    /// The risk in the file of the finding gets another id.
    Renumber,
}

/// What would mend a finding, and how safe that is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fix {
    /// How safe that is.
    pub class: FixClass,
    /// What is done.
    pub mend: Mend,
}

/// Something wrong with the register.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The rule's name; an own one is the register's word.
    pub rule: Cow<'static, str>,
    /// Where.
    pub span: Span,
    /// What is wrong, in a sentence without a full stop.
    pub message: String,
    /// A few words under the place.
    pub label: Option<String>,
    /// What to do about it.
    pub help: Option<String>,
    /// Second places.
    pub related: Vec<Label>,
    /// The risk that it is about.
    pub risk: Option<String>,
    /// The id of the thing that it is about, for the fingerprint: the risk's,
    /// a person's, else the file's name.
    pub thing: String,
    /// The dotted key.
    pub field: String,
    /// What tells two such findings apart: the other id, the action's title.
    pub other: String,
    /// The risk's level, for rules about a level or a decision.
    pub level: Option<String>,
    /// What would mend it.
    pub fix: Option<Fix>,
}

impl Finding {
    /// Whether it says that a file, or a part of it, could not be read.
    #[must_use]
    pub fn is_of_unread_file(&self) -> bool {
        matches!(&*self.rule, "toml-syntax" | "unreadable-file")
    }

    /// A finding of a rule at a place.
    pub fn new(rule: impl Into<Cow<'static, str>>, span: Span, message: impl Into<String>) -> Self {
        Self {
            rule: rule.into(),
            span,
            message: message.into(),
            label: None,
            help: None,
            related: Vec::new(),
            risk: None,
            thing: String::new(),
            field: String::new(),
            other: String::new(),
            level: None,
            fix: None,
        }
    }

    /// With a few words under the place.
    #[must_use]
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.label = Some(label.into());
        self
    }

    /// With what to do about it.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// With what to do about it, if there is something to say.
    #[must_use]
    pub fn help_if(mut self, help: Option<String>) -> Self {
        self.help = help.or(self.help);
        self
    }

    /// With a second place.
    #[must_use]
    pub fn related(mut self, span: Span, message: impl Into<String>) -> Self {
        self.related.push(Label { span, message: message.into() });
        self
    }

    /// About this risk.
    #[must_use]
    pub fn risk(mut self, id: &str) -> Self {
        self.risk = Some(id.to_owned());
        id.clone_into(&mut self.thing);
        self
    }

    /// About the thing of this id.
    #[must_use]
    pub fn thing(mut self, id: &str) -> Self {
        id.clone_into(&mut self.thing);
        self
    }

    /// About this field.
    #[must_use]
    pub fn field(mut self, field: impl Into<String>) -> Self {
        self.field = field.into();
        self
    }

    /// Told apart from its like by this.
    #[must_use]
    pub fn other(mut self, other: impl Into<String>) -> Self {
        self.other = other.into();
        self
    }

    /// About a risk at this level.
    #[must_use]
    pub fn level(mut self, level: Option<&str>) -> Self {
        self.level = level.map(str::to_owned);
        self
    }

    /// Mended by writing this in its place.
    #[must_use]
    pub fn fix(mut self, class: FixClass, replacement: impl Into<String>) -> Self {
        self.fix = Some(Fix { class, mend: Mend::Write(self.span, replacement.into()) });
        self
    }

    /// Mended by something that could change what is meant.
    #[must_use]
    pub fn unsafe_fix(mut self, mend: Mend) -> Self {
        self.fix = Some(Fix { class: FixClass::Unsafe, mend });
        self
    }
}

/// Where rules put what they find.
#[derive(Debug, Default)]
pub struct Findings {
    list: Vec<Finding>,
}

impl Findings {
    /// Adds one.
    pub fn add(&mut self, finding: Finding) {
        self.list.push(finding);
    }

    /// Adds many.
    pub fn extend(&mut self, findings: impl IntoIterator<Item = Finding>) {
        self.list.extend(findings);
    }

    /// All of them, as they came.
    #[must_use]
    pub fn into_vec(self) -> Vec<Finding> {
        self.list
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }
}
