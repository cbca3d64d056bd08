//! What a part of an expression is.

use std::collections::BTreeMap;
use std::sync::Arc;

/// What a value is, as far as it is known before there is one. Whatever it is,
/// it may be absent.
#[derive(Debug, Clone)]
pub(super) enum Kind {
    /// Not known.
    Any,
    /// `null`.
    Null,
    /// True or false.
    Truth,
    /// A number.
    Number,
    /// Free text.
    Text,
    /// A day, as text: days compare like their texts.
    Day,
    /// One of some words.
    Word(Arc<Words>),
    /// A list.
    List(Arc<Kind>),
    /// A table.
    Table(Arc<Table>),
}

/// The words that a key allows.
#[derive(Debug)]
pub(super) struct Words {
    /// What they are: "level".
    pub(super) what: String,
    /// They.
    pub(super) ids: Vec<String>,
    /// The table of their ranks, if they have an order.
    pub(super) ranks: Option<&'static str>,
}

/// The keys of a table.
#[derive(Debug, Default)]
pub(super) struct Table {
    /// What it is called: "treatment".
    pub(super) what: String,
    /// They.
    pub(super) keys: BTreeMap<String, Kind>,
}

impl Kind {
    /// With its article: "a number".
    pub(super) fn noun(&self) -> String {
        match self {
            Self::Any => "something".to_owned(),
            Self::Null => "`null`".to_owned(),
            Self::Truth => "true or false".to_owned(),
            Self::Number => "a number".to_owned(),
            Self::Text => "text".to_owned(),
            Self::Day => "a day".to_owned(),
            Self::Word(words) => words.what.clone(),
            Self::List(_) => "a list".to_owned(),
            Self::Table(_) => "a table".to_owned(),
        }
    }

    /// Whether it may be `null` or anything.
    pub(super) fn is_open(&self) -> bool {
        matches!(self, Self::Any | Self::Null)
    }

    /// Whether it is written as text.
    pub(super) fn is_text(&self) -> bool {
        matches!(self, Self::Text | Self::Day | Self::Word(_)) || self.is_open()
    }

    /// Whether a value of the one could equal one of the other.
    pub(super) fn is_like(&self, other: &Self) -> bool {
        if self.is_open() || other.is_open() || (self.is_text() && other.is_text()) {
            return true;
        }
        std::mem::discriminant(self) == std::mem::discriminant(other)
    }

    /// What both are.
    pub(super) fn or(&self, other: &Self) -> Self {
        match (self, other) {
            (Self::Null, kind) | (kind, Self::Null) => kind.clone(),
            (Self::List(one), Self::List(two)) => Self::List(Arc::new(one.or(two))),
            (Self::Word(one), Self::Word(two)) if Arc::ptr_eq(one, two) => self.clone(),
            (Self::Table(one), Self::Table(two)) if Arc::ptr_eq(one, two) => self.clone(),
            (Self::Any, _) | (_, Self::Any) => Self::Any,
            _ if self.is_text() && other.is_text() => Self::Text,
            _ if self.is_like(other) && !matches!(self, Self::Table(_)) => self.clone(),
            _ => Self::Any,
        }
    }
}
