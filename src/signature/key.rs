//! Public keys as OpenSSH writes them, and which of them count.

use std::fmt;

use ssh_key::public::KeyData;
use ssh_key::{Algorithm, HashAlg, PublicKey};

/// An RSA key of fewer bits proves nothing any more (NIST SP 800-131A).
const LEAST_RSA_BITS: usize = 2048;

/// Why a text is no key that a signature could be checked with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KeyFault {
    /// It is no SSH key.
    NoKey,
    /// It is the secret half.
    Private,
    /// It is a certificate: who issued it would have to be asked.
    Certificate,
    /// It is an RSA key with too few bits.
    Short(usize),
    /// It is of a kind that nobody should use any more, or that is not known.
    Kind(String),
}

impl fmt::Display for KeyFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoKey => f.write_str("no SSH public key"),
            Self::Private => f.write_str("a private key, which nobody but its holder may have"),
            Self::Certificate => f.write_str("a certificate, not a key"),
            Self::Short(bits) => {
                write!(f, "an RSA key of {bits} bits, and {LEAST_RSA_BITS} are the least that counts")
            }
            Self::Kind(kind) => write!(f, "a key of the kind {kind}, which is not taken"),
        }
    }
}

/// The key that a line of an `id_….pub` file says.
///
/// # Errors
/// What is no such line, or no key that counts.
pub fn public(text: &str) -> Result<PublicKey, KeyFault> {
    let text = text.trim();
    if text.contains("PRIVATE KEY-----") {
        return Err(KeyFault::Private);
    }
    let kind = text.split_whitespace().next().unwrap_or_default();
    if kind.contains("-cert-v01@") {
        return Err(KeyFault::Certificate);
    }
    let key = PublicKey::from_openssh(text).map_err(|_| KeyFault::NoKey)?;
    counts(&key).map(|()| key)
}

/// Whether signatures of a key are taken.
///
/// # Errors
/// Why they are not.
pub fn counts(key: &PublicKey) -> Result<(), KeyFault> {
    match key.key_data() {
        KeyData::Rsa(rsa) => match bits(rsa.n.as_bytes()) {
            few if few < LEAST_RSA_BITS => Err(KeyFault::Short(few)),
            _ => Ok(()),
        },
        KeyData::Ed25519(_) | KeyData::SkEd25519(_) | KeyData::Ecdsa(_) | KeyData::SkEcdsaSha2NistP256(_) => {
            Ok(())
        }
        _ => match key.algorithm() {
            Algorithm::Other(name) if name.as_str().contains("-cert-v01@") => Err(KeyFault::Certificate),
            kind => Err(KeyFault::Kind(kind.as_str().to_owned())),
        },
    }
}

/// How many bits a big-endian number has.
fn bits(number: &[u8]) -> usize {
    let digits = number.iter().position(|byte| *byte != 0).map_or(&[][..], |first| &number[first..]);
    let lead = digits.first().map_or(0, |first| first.leading_zeros() as usize);
    digits.len() * 8 - lead
}

/// The line that names a key in `people.toml`, without its comment.
#[must_use]
pub fn line(key: &PublicKey) -> String {
    let bare = PublicKey::new(key.key_data().clone(), "");
    bare.to_openssh().map_or_else(|_| String::new(), |line| line.trim().to_owned())
}

/// How people tell keys apart: `SHA256:…`.
#[must_use]
pub fn fingerprint(key: &PublicKey) -> String {
    key.fingerprint(HashAlg::Sha256).to_string()
}

/// Whether one of these lines names the key.
#[must_use]
pub fn is_listed<'k>(key: &PublicKey, lines: impl IntoIterator<Item = &'k str>) -> bool {
    lines.into_iter().any(|line| public(line).is_ok_and(|known| known.key_data() == key.key_data()))
}
