//! A person: somebody who owns, acts, approves or accepts.

use crate::source::{At, Span};

/// An entry of `people.toml`.
#[derive(Debug, Clone, PartialEq)]
pub struct Person {
    /// The header.
    pub span: Span,
    /// The id.
    pub id: At<String>,
    /// The name.
    pub name: Option<At<String>>,
    /// Addresses by which commits are recognised.
    pub emails: Vec<At<String>>,
    /// Roles held.
    pub roles: Vec<At<String>>,
    /// Some of what stands there could not be read; a finding says so already.
    pub roles_are_faulty: bool,
    /// The name on the forge.
    pub handle: Option<At<String>>,
    /// Public keys that sign commits and decisions.
    pub keys: Vec<At<String>>,
    /// Some of them could not be read; a finding says so already.
    pub keys_are_faulty: bool,
    /// False once the person has left.
    pub active: Option<At<bool>>,
}

impl Person {
    /// The name, else the id.
    #[must_use]
    pub fn name(&self) -> &str {
        self.name.as_ref().unwrap_or(&self.id)
    }

    /// Whether the person is still here.
    #[must_use]
    pub fn is_active(&self) -> bool {
        self.active.as_ref().is_none_or(|a| a.value)
    }

    /// Whether the person is listed with the role.
    #[must_use]
    pub fn holds(&self, role: &str) -> bool {
        self.roles.iter().any(|held| held.value == role)
    }
}
