//! Whether a decision's signature is its decider's.

use super::{Kind, Known};
use crate::model::register::Register;
use crate::model::risk::{Acceptance, Approval, Risk};
use crate::signature::{self, NAMESPACE, SignatureState, Verdict, sign};
use crate::source::At;

/// What a decision says of who took it.
#[derive(Debug, Clone, Copy)]
pub struct Written<'r> {
    /// The person.
    pub by: Option<&'r At<String>>,
    /// The seal.
    pub seal: Option<&'r At<String>>,
    /// The signature over the seal.
    pub signature: Option<&'r At<String>>,
}

impl<'r> Written<'r> {
    /// Of an approval.
    #[must_use]
    pub fn approval(approval: &'r Approval) -> Self {
        Self {
            by: approval.by.as_ref(),
            seal: approval.seal.as_ref(),
            signature: approval.signature.as_ref(),
        }
    }

    /// Of an acceptance.
    #[must_use]
    pub fn acceptance(acceptance: &'r Acceptance) -> Self {
        Self {
            by: acceptance.by.as_ref(),
            seal: acceptance.seal.as_ref(),
            signature: acceptance.signature.as_ref(),
        }
    }

    /// The decision of a kind that a risk has.
    #[must_use]
    pub fn of(risk: &'r Risk, kind: Kind) -> Option<Self> {
        match kind {
            Kind::Approval => Some(Self::approval(risk.treatment.as_ref()?.approval.as_ref()?)),
            Kind::Acceptance => Some(Self::acceptance(risk.acceptance.as_ref()?)),
        }
    }

    /// Looks at the signature, if there is one: whether it is over the seal
    /// beside it and made with one of these keys.
    #[must_use]
    pub fn verdict<'k>(&self, keys: impl Iterator<Item = &'k str>) -> Option<Verdict> {
        let armour = self.signature?;
        let signed = sign::message(self.seal.map_or("", |seal| seal));
        let keys: Vec<(String, String)> = keys.map(|key| (key.to_owned(), String::new())).collect();
        Some(signature::verify(armour, &signed, NAMESPACE, &keys))
    }
}

/// What a decision's signature is worth: by the keys that its decider has, or
/// had when it came.
pub(super) fn state(register: &Register, written: Written<'_>, known: Known<'_>) -> SignatureState {
    let person = written.by.and_then(|by| register.person(by));
    let now = person.into_iter().flat_map(|person| &person.keys).map(|key| key.as_str());
    let then = match known {
        Known::Then(then) => &then.keys[..],
        _ => &[],
    };
    match written.verdict(now.chain(then.iter().map(String::as_str))) {
        None => SignatureState::Unsigned,
        Some(Verdict::By(_)) if written.seal.is_some() => SignatureState::Verified,
        Some(Verdict::UnknownKey) => SignatureState::UnknownKey,
        // Of decisions, there are signatures of one kind only.
        Some(Verdict::By(_) | Verdict::Mismatch(_) | Verdict::OtherKind) => SignatureState::Mismatch,
    }
}

#[cfg(test)]
mod tests {
    use crate::decision::{Decision, DecisionState, Kind, Proof, VoidReason, seal};
    use crate::facts::Facts;
    use crate::model::register::Register;
    use crate::parse;
    use crate::past::{Given, Moment, Past, RiskPast, Then, decision_key};
    use crate::signature::{SignatureState, sign};
    use crate::source::tree::MemoryTree;
    use crate::testing::BASE;

    fn fixture(name: &str) -> String {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/signatures");
        std::fs::read_to_string(format!("{folder}/{name}")).expect("a file of the tests")
    }

    /// The base, where Ana accepts what she is the one to accept, and has this key.
    fn register(key: &str, risk: &str) -> Register {
        let mut tree = MemoryTree::default();
        for (path, text) in BASE {
            let person = match path {
                "people.toml" => format!(
                    "[[person]]\nid = 'ana'\nname = 'Ana'\nroles = ['ciso']\nkeys = ['{}']\n",
                    fixture(key).trim()
                ),
                _ => String::new(),
            };
            tree.insert(path, format!("{text}\n{person}"));
        }
        tree.insert("risks/R001.toml", risk);
        parse::load(&tree).unwrap_or_else(|stop| panic!("{:#?}", stop.findings)).register
    }

    /// An acceptance by Ana, sealed as it stands and signed with a key.
    fn signed(key: &str) -> String {
        let text = "id = 'R001'\ntitle = 'A risk'\nowner = 'it-manager'\nstatus = 'accepted'\n\
            likelihood = 'medium'\nimpact = 'high'\n[treatment]\noption = 'accept'\n\
            [acceptance]\nby = 'ana'\non = 2025-05-10\nuntil = 2025-10-31\nlevel = 'high'\n\
            rationale = 'The laptops are replaced in autumn.'\n";
        let register = register("ed25519.pub", text);
        let facts = Facts::new(&register, jiff::civil::date(2025, 6, 1));
        let (risk, judged) = facts.each().next().expect("a risk");
        let seal = seal(&register, risk, &judged.stages, Kind::Acceptance);
        let key = sign::private(&fixture(key)).expect("a key");
        let armour = sign::sign(&key, &sign::message(&seal)).expect("a signature");
        format!("{text}seal = '{seal}'\nsignature = \"\"\"\n{armour}\"\"\"\n")
    }

    fn judge(key: &str, text: &str, past: Option<&Past>) -> Decision {
        let register = register(key, text);
        let facts = Facts::with_past(&register, jiff::civil::date(2025, 6, 1), past);
        facts.risks[0].acceptance.expect("an acceptance")
    }

    #[test]
    fn a_signature_of_the_decider_proves_and_outlives_what_it_was_given_for() {
        let text = signed("ed25519");
        let valid = judge("ed25519.pub", &text, None);
        assert_eq!(
            (valid.state, valid.proof, valid.signature),
            (DecisionState::Valid, Some(Proof::Signature), SignatureState::Verified)
        );
        let void = judge("ed25519.pub", &text.replace("'accept'", "'transfer'"), None);
        assert_eq!((void.void, void.signature), (Some(VoidReason::Seal), SignatureState::Verified));
        assert!(!void.is_forged(), "void is not forged");
    }

    #[test]
    fn a_signature_of_somebody_else_takes_the_seals_word_away() {
        let other = judge("ed25519.pub", &signed("stranger"), None);
        assert_eq!(
            (other.state, other.proof, other.signature),
            (DecisionState::Unproven, None, SignatureState::UnknownKey)
        );
        assert!(other.is_forged() && !other.holds());
        let moved = signed("ed25519").replace("seal = 'p1:", "seal = 'p1:0");
        assert_eq!(judge("ed25519.pub", &moved, None).signature, SignatureState::Mismatch);
        let bare = signed("ed25519").replace("\nseal = ", "\n# seal = ");
        assert_eq!(judge("ed25519.pub", &bare, None).signature, SignatureState::Mismatch);
        let mail = signed("ed25519").replace("SSH SIGNATURE", "PGP SIGNATURE");
        assert_eq!(judge("ed25519.pub", &mail, None).signature, SignatureState::Mismatch);
    }

    #[test]
    fn a_key_that_was_the_deciders_when_it_came_still_counts() {
        let text = signed("ed25519");
        let unlisted = judge("stranger.pub", &text, None);
        assert_eq!(unlisted.signature, SignatureState::UnknownKey);
        let then = Then { unauthorised: false, text: String::new(), keys: vec![fixture("ed25519.pub")] };
        let when = Moment { day: jiff::civil::date(2025, 5, 11), commit: "0".repeat(40) };
        let key = decision_key(Some("ana"), Some(jiff::civil::date(2025, 5, 10)));
        let accepted = Some(Given { when, key, then: Some(then) });
        let risk = RiskPast { accepted, ..RiskPast::default() };
        let past = Past { is_complete: true, risks: [("R001".to_owned(), risk)].into(), ..Past::default() };
        assert_eq!(judge("stranger.pub", &text, Some(&past)).signature, SignatureState::Verified);
    }
}
