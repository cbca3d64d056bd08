//! Signatures: what kind one is, and whether it is right.
//!
//! SSH signatures (the format of OpenSSH's PROTOCOL.sshsig) are verified here
//! against the keys that are known. OpenPGP and X.509 are recognised and not
//! checked: that would mean to run a program, and which one would be the
//! repository's choice.

use ssh_key::{PublicKey, SshSig};

use crate::model::word::words;

words! {
    /// What is known of a commit's signature.
    SignatureState {
        /// It is right, by a key that is known.
        Verified = "verified",
        /// It is not of what the commit says.
        Mismatch = "mismatch",
        /// Nobody is known to have that key.
        UnknownKey = "unknown-key",
        /// A forge signed in its own name.
        Forge = "forge",
        /// It is of a kind that is not checked here.
        Unchecked = "unchecked",
        /// There is none.
        Unsigned = "unsigned",
    }
}

/// What came of looking at a signature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// It is right; with whose key it is.
    By(String),
    /// It is by a known key, and not of these bytes, or it is no signature at all.
    Mismatch,
    /// Nobody is known to have its key.
    UnknownKey,
    /// It is OpenPGP's or X.509's.
    OtherKind,
}

/// A signature longer than this is none.
const LONGEST: usize = 64 << 10;
/// How an SSH signature begins.
const SSH: &str = "-----BEGIN SSH SIGNATURE-----";

/// Looks at a signature over some bytes. `namespace` is what it is for: a
/// signature for one purpose never passes for another. `keys` are public keys,
/// each with the id of whose it is.
#[must_use]
pub fn verify(armour: &str, signed: &[u8], namespace: &str, keys: &[(String, String)]) -> Verdict {
    if !armour.trim_start().starts_with(SSH) {
        return Verdict::OtherKind;
    }
    if armour.len() > LONGEST {
        return Verdict::Mismatch;
    }
    let Ok(signature) = SshSig::from_pem(armour.trim()) else { return Verdict::Mismatch };
    let known = keys.iter().find_map(|(key, person)| {
        let key = PublicKey::from_openssh(key.trim()).ok()?;
        (key.key_data() == signature.public_key()).then_some((key, person))
    });
    let Some((key, person)) = known else { return Verdict::UnknownKey };
    // The library holds the namespace against that of the signature.
    match key.verify(namespace, signed, &signature) {
        Ok(()) if signature.namespace() == namespace => Verdict::By(person.clone()),
        _ => Verdict::Mismatch,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use ssh_key::private::Ed25519Keypair;
    use ssh_key::{HashAlg, LineEnding, PrivateKey};

    use super::*;

    fn key(seed: u8) -> PrivateKey {
        PrivateKey::from(Ed25519Keypair::from_seed(&[seed; 32]))
    }

    fn public(seed: u8) -> String {
        key(seed).public_key().to_openssh().expect("a key")
    }

    fn sign(seed: u8, namespace: &str, bytes: &[u8]) -> String {
        let signature = key(seed).sign(namespace, HashAlg::Sha512, bytes).expect("a signature");
        signature.to_pem(LineEnding::LF).expect("an armour")
    }

    fn known() -> Vec<(String, String)> {
        vec![
            ("no key".to_owned(), "nobody".to_owned()),
            (format!("{} ana@laptop", public(1)), "ana".to_owned()),
            (public(2), "bo".to_owned()),
        ]
    }

    #[test]
    fn a_good_signature_is_by_whoever_has_the_key() {
        let verdict = verify(&sign(2, "git", b"tree"), b"tree", "git", &known());
        assert_eq!(verdict, Verdict::By("bo".to_owned()));
        assert_eq!(verify(&sign(1, "git", b"tree"), b"tree", "git", &known()), Verdict::By("ana".to_owned()));
    }

    #[test]
    fn another_byte_another_purpose_and_a_torn_armour_do_not_match() {
        let signature = sign(1, "git", b"tree");
        assert_eq!(verify(&signature, b"tred", "git", &known()), Verdict::Mismatch);
        assert_eq!(verify(&signature, b"tree", "plimsoll", &known()), Verdict::Mismatch);
        assert_eq!(verify(&sign(1, "plimsoll", b"tree"), b"tree", "git", &known()), Verdict::Mismatch);
        assert_eq!(verify(&signature[..80], b"tree", "git", &known()), Verdict::Mismatch);
    }

    #[test]
    fn a_key_that_nobody_has_and_other_kinds_are_told_apart() {
        assert_eq!(verify(&sign(3, "git", b"tree"), b"tree", "git", &known()), Verdict::UnknownKey);
        for other in ["-----BEGIN PGP SIGNATURE-----\n", "-----BEGIN SIGNED MESSAGE-----\n", ""] {
            assert_eq!(verify(other, b"tree", "git", &known()), Verdict::OtherKind);
        }
    }

    proptest! {
        #[test]
        fn whatever_stands_in_the_armour_nothing_breaks(inside in ".*", key in ".*") {
            let armour = format!("{SSH}\n{inside}\n-----END SSH SIGNATURE-----\n");
            let _ = verify(&armour, b"x", "git", &[(key, "x".to_owned())]);
        }
    }
}
