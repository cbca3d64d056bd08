//! SSH signatures: of commits and of decisions.
//!
//! Signatures in the format of OpenSSH's PROTOCOL.sshsig are verified here
//! against the keys that are known, and made for decisions. OpenPGP and X.509
//! are recognised and not checked: that would mean to run a program, and which
//! one would be the repository's choice.

pub mod agent;
pub mod key;
pub mod sign;

use ssh_key::SshSig;

use crate::model::word::words;

/// What signatures of decisions are for: one that was made for commits, files
/// or mail never passes for a decision.
pub const NAMESPACE: &str = "plimsoll";

words! {
    /// What is known of a signature.
    SignatureState {
        /// It is right, by a key that is known.
        Verified = "verified",
        /// It is not of what it stands beside.
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
    /// It is not right, whosever it is.
    Mismatch(Fault),
    /// Nobody is known to have its key.
    UnknownKey,
    /// It is OpenPGP's or X.509's.
    OtherKind,
}

/// Why a signature is not right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// It cannot be read: it is cut or damaged, or made with SHA-1 or a certificate.
    Unreadable,
    /// It was made for another purpose.
    Purpose(String),
    /// It is by a known key, and not of these bytes.
    Bytes,
}

/// A signature longer than this is none.
const LONGEST: usize = 64 << 10;
/// How an SSH signature begins.
const SSH: &str = "-----BEGIN SSH SIGNATURE-----";

/// Looks at a signature over some bytes. `namespace` is what it is for: a
/// signature for one purpose never passes for another. `keys` are public keys,
/// each with the id of whose it is; those that are too weak are nobody's.
#[must_use]
pub fn verify(armour: &str, signed: &[u8], namespace: &str, keys: &[(String, String)]) -> Verdict {
    if !armour.trim_start().starts_with(SSH) {
        return Verdict::OtherKind;
    }
    let Some(signature) = read(armour) else { return Verdict::Mismatch(Fault::Unreadable) };
    let known = keys.iter().find_map(|(text, person)| {
        let key = key::public(text).ok()?;
        (key.key_data() == signature.public_key()).then_some((key, person))
    });
    let Some((key, person)) = known else { return Verdict::UnknownKey };
    if signature.namespace() != namespace {
        return Verdict::Mismatch(Fault::Purpose(signature.namespace().to_owned()));
    }
    match key.verify(namespace, signed, &signature) {
        Ok(()) => Verdict::By(person.clone()),
        Err(_) => Verdict::Mismatch(Fault::Bytes),
    }
}

/// The key that an SSH signature says it was made with, as a line for
/// `people.toml`, with its fingerprint. Whether it was is not asked.
#[must_use]
pub fn signer(armour: &str) -> Option<(String, String)> {
    let key = ssh_key::PublicKey::new(read(armour)?.public_key().clone(), "");
    Some((key::line(&key), key::fingerprint(&key)))
}

fn read(armour: &str) -> Option<SshSig> {
    if armour.len() > LONGEST {
        return None;
    }
    // A file whose lines end in CRLF may give the armour's lines the same end.
    let armour = armour.replace('\r', "");
    let lines: Vec<&str> = armour.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    SshSig::from_pem(lines.join("\n")).ok()
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
        let purpose = |word: &str| Verdict::Mismatch(Fault::Purpose(word.to_owned()));
        assert_eq!(verify(&signature, b"tred", "git", &known()), Verdict::Mismatch(Fault::Bytes));
        assert_eq!(verify(&signature, b"tree", "plimsoll", &known()), purpose("git"));
        assert_eq!(verify(&sign(1, "plimsoll", b"tree"), b"tree", "git", &known()), purpose("plimsoll"));
        assert_eq!(verify(&signature[..80], b"tree", "git", &known()), Verdict::Mismatch(Fault::Unreadable));
    }

    #[test]
    fn a_key_that_nobody_has_and_other_kinds_are_told_apart() {
        assert_eq!(verify(&sign(3, "git", b"tree"), b"tree", "git", &known()), Verdict::UnknownKey);
        for other in ["-----BEGIN PGP SIGNATURE-----\n", "-----BEGIN SIGNED MESSAGE-----\n", ""] {
            assert_eq!(verify(other, b"tree", "git", &known()), Verdict::OtherKind);
        }
    }

    /// Made by `ssh-keygen`; what is what stands in the README beside them.
    fn fixture(name: &str) -> String {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/signatures");
        std::fs::read_to_string(format!("{folder}/{name}")).expect("a file of the tests")
    }

    fn check(name: &str, keys: &[&str]) -> Verdict {
        let keys: Vec<_> =
            keys.iter().map(|key| (fixture(&format!("{key}.pub")), (*key).to_owned())).collect();
        verify(&fixture(&format!("{name}.sig")), fixture("seal").as_bytes(), NAMESPACE, &keys)
    }

    #[test]
    fn signatures_of_ssh_keygen_are_right_for_every_kind_of_key() {
        for kind in ["ed25519", "ecdsa-256", "ecdsa-384", "ecdsa-521", "rsa-3072"] {
            assert_eq!(check(kind, &["stranger", kind]), Verdict::By(kind.to_owned()));
            assert_eq!(check(kind, &["stranger"]), Verdict::UnknownKey, "{kind}");
        }
        assert_eq!(check("sha256", &["ed25519"]), Verdict::By("ed25519".to_owned()));
    }

    #[test]
    fn what_proves_nothing_is_told_apart() {
        assert_eq!(check("purpose", &["ed25519"]), Verdict::Mismatch(Fault::Purpose("git".to_owned())));
        assert_eq!(check("sha1", &["rsa-3072"]), Verdict::Mismatch(Fault::Unreadable));
        assert_eq!(check("rsa-1024", &["rsa-1024"]), Verdict::UnknownKey, "too short to be anybody's");
        let unread = Verdict::Mismatch(Fault::Unreadable);
        assert_eq!(check("certificate", &["ed25519", "ed25519-cert"]), unread);
        let armour = fixture("ed25519.sig");
        let keys = [(fixture("ed25519.pub"), "ana".to_owned())];
        let by = Verdict::By("ana".to_owned());
        let of = |armour: &str, seal: &str| verify(armour, seal.as_bytes(), NAMESPACE, &keys);
        let seal = fixture("seal");
        assert_eq!(of(&armour.replace('\n', "\r\n"), &seal), by, "line ends are no part of it");
        assert_eq!(of(&format!("\n  {}\n\n", armour.replace('\n', "\n  ")), &seal), by, "nor is indentation");
        assert_eq!(of(&armour, seal.trim()), Verdict::Mismatch(Fault::Bytes), "the line feed counts");
        assert_eq!(of(&armour, &seal.replace("p1:5", "p1:6")), Verdict::Mismatch(Fault::Bytes));
        for length in 30..armour.len() - 1 {
            assert_eq!(of(&armour[..length], &seal), Verdict::Mismatch(Fault::Unreadable), "{length}");
        }
    }

    #[test]
    fn keys_that_do_not_count_say_why() {
        use super::key::{KeyFault, public};
        let fault = |name: &str| public(&fixture(name)).map(|_| ());
        assert_eq!(fault("ed25519.pub"), Ok(()));
        assert_eq!(fault("rsa-3072.pub"), Ok(()));
        assert_eq!(fault("rsa-1024.pub"), Err(KeyFault::Short(1024)));
        assert_eq!(fault("ed25519-cert.pub"), Err(KeyFault::Certificate));
        assert_eq!(fault("ed25519"), Err(KeyFault::Private));
        assert_eq!(fault("old-format"), Err(KeyFault::Private));
        assert_eq!(fault("seal"), Err(KeyFault::NoKey));
    }

    #[test]
    fn our_signatures_are_right_for_every_kind_of_key() {
        let seal = "p1:0123";
        for kind in ["ed25519", "ecdsa-256", "ecdsa-384", "ecdsa-521", "rsa-3072"] {
            let key = super::sign::private(&fixture(kind)).expect("a key");
            let armour = super::sign::sign(&key, &super::sign::message(seal)).expect("a signature");
            let keys = [(fixture(&format!("{kind}.pub")), "ana".to_owned())];
            assert_eq!(
                verify(&armour, b"p1:0123\n", NAMESPACE, &keys),
                Verdict::By("ana".to_owned()),
                "{kind}"
            );
            let (line, fingerprint) = signer(&armour).expect("a key");
            assert!(fixture(&format!("{kind}.pub")).starts_with(&line) && fingerprint.starts_with("SHA256:"));
        }
    }

    #[test]
    fn a_locked_key_opens_with_its_passphrase_alone() {
        let key = super::sign::private(&fixture("locked")).expect("a key");
        assert!(key.is_encrypted() && super::sign::sign(&key, b"x").is_none());
        assert_eq!(
            super::sign::unlock(&key, "sesame").map(|_| ()),
            Err(super::sign::SecretFault::Passphrase)
        );
        let key = super::sign::unlock(&key, "open sesame").expect("open");
        assert!(super::sign::sign(&key, b"x").is_some());
    }

    proptest! {
        #[test]
        fn whatever_stands_in_the_armour_nothing_breaks(inside in ".*", key in ".*") {
            let armour = format!("{SSH}\n{inside}\n-----END SSH SIGNATURE-----\n");
            let _ = verify(&armour, b"x", "git", &[(key, "x".to_owned())]);
        }
    }
}
