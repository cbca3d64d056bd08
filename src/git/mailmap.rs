//! `.mailmap`: which names and addresses are the same person's.

use super::object::Ident;

/// A mailmap; an empty one changes nothing.
#[derive(Default)]
pub struct Mailmap(Option<git2::Mailmap>);

impl Mailmap {
    /// The mailmap of this text. What Git cannot read in it is left out.
    #[must_use]
    pub fn of(text: &str) -> Self {
        Self(git2::Mailmap::from_buffer(text).ok())
    }

    /// Who somebody is by the mailmap.
    #[must_use]
    pub fn resolve(&self, ident: &Ident) -> Ident {
        let resolved = self.0.as_ref().and_then(|mailmap| {
            let when = git2::Time::new(ident.seconds, 0);
            let signature = git2::Signature::new(&ident.name, &ident.email, &when).ok()?;
            let resolved = mailmap.resolve_signature(&signature).ok()?;
            let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
            Some(Ident {
                name: text(resolved.name_bytes()),
                email: text(resolved.email_bytes()),
                seconds: ident.seconds,
            })
        });
        resolved.unwrap_or_else(|| ident.clone())
    }
}

impl std::fmt::Debug for Mailmap {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Mailmap").field(&self.0.is_some()).finish()
    }
}
