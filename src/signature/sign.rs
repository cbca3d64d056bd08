//! Signatures of decisions, made with a private key.
//!
//! What is signed is the seal as written in the file and one line feed, so that
//! `ssh-keygen -Y verify` checks the same bytes from a file that holds the seal.

use std::fmt;

use rsa::pkcs1v15::SigningKey;
use rsa::signature::{SignatureEncoding, Signer};
use ssh_key::private::{KeypairData, RsaKeypair};
use ssh_key::{Algorithm, HashAlg, LineEnding, PrivateKey, PublicKey, Signature, SshSig, sha2};

use super::{NAMESPACE, Verdict, key};

/// Why a private key cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SecretFault {
    /// It is no private key.
    NoKey,
    /// It is in a format that OpenSSH wrote before its own.
    OldFormat,
    /// The passphrase is another.
    Passphrase,
}

impl fmt::Display for SecretFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NoKey => "it is no SSH private key",
            Self::OldFormat => "it is a private key in an old format",
            Self::Passphrase => "the passphrase does not open it",
        })
    }
}

/// The private key that a file holds, which may still be locked by a
/// passphrase.
///
/// # Errors
/// A text that is no key, or one of another format.
pub fn private(text: &str) -> Result<PrivateKey, SecretFault> {
    let text = text.trim_start();
    if !text.starts_with("-----BEGIN OPENSSH PRIVATE KEY-----") {
        let is_old = text.starts_with("-----BEGIN ") && text.contains("PRIVATE KEY-----");
        return Err(if is_old { SecretFault::OldFormat } else { SecretFault::NoKey });
    }
    PrivateKey::from_openssh(text.replace('\r', "")).map_err(|_| SecretFault::NoKey)
}

/// A locked key, opened.
///
/// # Errors
/// A passphrase that does not.
pub fn unlock(key: &PrivateKey, passphrase: &str) -> Result<PrivateKey, SecretFault> {
    key.decrypt(passphrase).map_err(|_| SecretFault::Passphrase)
}

/// The bytes that a decision's signature is over.
#[must_use]
pub fn message(seal: &str) -> Vec<u8> {
    format!("{seal}\n").into_bytes()
}

/// The bytes that a key has to sign, so that they become a signature of the
/// message for our purpose: an agent signs these.
#[must_use]
pub fn blob(message: &[u8]) -> Vec<u8> {
    SshSig::signed_data(NAMESPACE, HashAlg::Sha512, message).unwrap_or_default()
}

/// The signature of a message by an open private key, in armour; `None` where
/// the key is of a kind that only its own device or agent signs with.
#[must_use]
pub fn sign(key: &PrivateKey, message: &[u8]) -> Option<String> {
    let signature = match key.key_data() {
        KeypairData::Rsa(pair) => rsa(pair, &blob(message))?,
        _ => Signer::<Signature>::try_sign(key, &blob(message)).ok()?,
    };
    armoured(key.public_key(), signature, message)
}

/// The signature of a message, of what an agent answered.
#[must_use]
pub fn of_agent(key: &PublicKey, answer: &[u8], message: &[u8]) -> Option<String> {
    armoured(key, Signature::try_from(answer).ok()?, message)
}

/// A signature in armour, if it is right: what does not pass our own check is
/// not written.
fn armoured(public: &PublicKey, signature: Signature, message: &[u8]) -> Option<String> {
    let signature = SshSig::new(public.key_data().clone(), NAMESPACE, HashAlg::Sha512, signature).ok()?;
    let armour = signature.to_pem(LineEnding::LF).ok()?;
    let keys = [(key::line(public), String::new())];
    matches!(super::verify(&armour, message, NAMESPACE, &keys), Verdict::By(_)).then_some(armour)
}

/// The library takes the first prime for both, so that no RSA key of its own
/// ever signs; this takes them as they are.
fn rsa(pair: &RsaKeypair, bytes: &[u8]) -> Option<Signature> {
    let number = |number: &ssh_key::Mpint| rsa::BigUint::try_from(number).ok();
    let private = rsa::RsaPrivateKey::from_components(
        number(&pair.public.n)?,
        number(&pair.public.e)?,
        number(&pair.private.d)?,
        vec![number(&pair.private.p)?, number(&pair.private.q)?],
    );
    let signed = SigningKey::<sha2::Sha512>::new(private.ok()?).try_sign(bytes).ok()?;
    Signature::new(Algorithm::Rsa { hash: Some(HashAlg::Sha512) }, signed.to_vec()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_is_no_private_key_is_told_from_an_old_one() {
        for (text, fault) in [
            ("", SecretFault::NoKey),
            ("ssh-ed25519 AAAA ana", SecretFault::NoKey),
            ("-----BEGIN CERTIFICATE-----\n", SecretFault::NoKey),
            ("-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n", SecretFault::NoKey),
            ("-----BEGIN RSA PRIVATE KEY-----\nAAAA\n", SecretFault::OldFormat),
            ("-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n", SecretFault::OldFormat),
        ] {
            assert_eq!(private(text).map(|_| ()), Err(fault), "{text}");
        }
    }
}
