//! `forged-signature`

use crate::decision::{Kind, Written};
use crate::facts::Facts;
use crate::finding::{Finding, Findings};
use crate::model::config::Severity;
use crate::model::person::Person;
use crate::model::risk::Risk;
use crate::rules::{Check, Family, Rule, Stability};
use crate::signature::key::{self, KeyFault};
use crate::signature::{self, Fault, NAMESPACE, Verdict};
use crate::source::At;

pub(in crate::rules) const RULE: Rule = Rule {
    name: "forged-signature",
    family: Family::Decisions,
    severity: Severity::Error,
    dated: false,
    fix: None,
    since: "0.1.0",
    status: Stability::Stable,
    summary: "a decision's signature is not that of who is said to have decided",
    why: "A signature over the seal shows who decided, whatever a forge does to the commits. One that is not over the seal beside it, or not by a key of the person named, shows that somebody else wrote it. A seal that no longer matches the risk is another matter: that decision is void, and its signature still shows who took it then.",
    bad: &[
        "likelihood = \"low\"\nimpact = \"low\"\nassessed = 2025-05-01\n[acceptance]\nby = \"ana\"\non = 2025-05-10\nuntil = 2025-10-31\nlevel = \"low\"\nrationale = \"The laptops are replaced in autumn.\"\nseal = \"p1:5836c498118fb4e007733654a538f2573dee13af0acd4b459856a288a8064b65\"\nsignature = \"-----BEGIN SSH SIGNATURE-----\\nU1NIU0lHAAAAAQAAADMAAAALc3NoLWVkMjU1MTkAAAAgE4k+3hez5EQTartthihhmp37AQ\\nEoPkeTy7NuuZXUV6AAAAAIcGxpbXNvbGwAAAAAAAAABnNoYTUxMgAAAFMAAAALc3NoLWVk\\nMjU1MTkAAABAu5o0Od1cnISgows+opTYHb/uBW/Sm8/RHRB6i6PDcNAWayCed927umr1iJ\\n6mjHZEuVdmJni1ipKtjUD0IvSdDA==\\n-----END SSH SIGNATURE-----\"  # forged-signature\n--- people.toml\n[[person]]\nid = \"ana\"\nname = \"Ana\"\nroles = [\"ciso\"]\nkeys = [\"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIMMgVnUl9o8AwwtVgpvDmMcVEFN2H6AyKhsdn0YSLChQ\"]\n",
        "likelihood = \"low\"\nimpact = \"low\"\nassessed = 2025-05-01\n[acceptance]\nby = \"ana\"\non = 2025-05-10\nuntil = 2025-10-31\nlevel = \"low\"\nrationale = \"The laptops are replaced in autumn.\"\nseal = \"p1:6836c498118fb4e007733654a538f2573dee13af0acd4b459856a288a8064b65\"\nsignature = \"-----BEGIN SSH SIGNATURE-----\\nU1NIU0lHAAAAAQAAADMAAAALc3NoLWVkMjU1MTkAAAAgE4k+3hez5EQTartthihhmp37AQ\\nEoPkeTy7NuuZXUV6AAAAAIcGxpbXNvbGwAAAAAAAAABnNoYTUxMgAAAFMAAAALc3NoLWVk\\nMjU1MTkAAABAu5o0Od1cnISgows+opTYHb/uBW/Sm8/RHRB6i6PDcNAWayCed927umr1iJ\\n6mjHZEuVdmJni1ipKtjUD0IvSdDA==\\n-----END SSH SIGNATURE-----\"  # forged-signature\n--- people.toml\n[[person]]\nid = \"ana\"\nname = \"Ana\"\nroles = [\"ciso\"]\nkeys = [\"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBOJPt4Xs+REE2q7bYYoYZqd+wEBKD5Hk8uzbrmV1Feg\"]\n",
    ],
    good: &[
        "likelihood = \"low\"\nimpact = \"low\"\nassessed = 2025-05-01\n[acceptance]\nby = \"ana\"\non = 2025-05-10\nuntil = 2025-10-31\nlevel = \"low\"\nrationale = \"The laptops are replaced in autumn.\"\nseal = \"p1:5836c498118fb4e007733654a538f2573dee13af0acd4b459856a288a8064b65\"\nsignature = \"-----BEGIN SSH SIGNATURE-----\\nU1NIU0lHAAAAAQAAADMAAAALc3NoLWVkMjU1MTkAAAAgE4k+3hez5EQTartthihhmp37AQ\\nEoPkeTy7NuuZXUV6AAAAAIcGxpbXNvbGwAAAAAAAAABnNoYTUxMgAAAFMAAAALc3NoLWVk\\nMjU1MTkAAABAu5o0Od1cnISgows+opTYHb/uBW/Sm8/RHRB6i6PDcNAWayCed927umr1iJ\\n6mjHZEuVdmJni1ipKtjUD0IvSdDA==\\n-----END SSH SIGNATURE-----\"\n--- people.toml\n[[person]]\nid = \"ana\"\nname = \"Ana\"\nroles = [\"ciso\"]\nkeys = [\"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBOJPt4Xs+REE2q7bYYoYZqd+wEBKD5Hk8uzbrmV1Feg\"]\n",
    ],
    check: Check::Register(check),
};

fn check(facts: &Facts<'_>, out: &mut Findings) {
    for (risk, judged) in facts.each() {
        for (kind, decision) in [(Kind::Approval, judged.approval), (Kind::Acceptance, judged.acceptance)] {
            if !decision.is_some_and(|decision| decision.is_forged()) {
                continue;
            }
            let Some(written) = Written::of(risk, kind) else { continue };
            let field = if kind == Kind::Approval { "treatment.approval" } else { "acceptance" };
            out.extend(found(facts, risk, (kind, written), field));
        }
    }
}

fn found(
    facts: &Facts<'_>,
    risk: &Risk,
    (kind, written): (Kind, Written<'_>),
    table: &str,
) -> Option<Finding> {
    let (by, armour) = (written.by?, written.signature?);
    // Somebody who is not known, and keys or a seal that could not be read, are
    // another finding's matter.
    let person = facts.register.person(by)?;
    let is_unread = person.keys_are_faulty || person.keys.iter().any(unreadable);
    if is_unread || risk.is_faulty(&format!("{table}.seal")) {
        return None;
    }
    let verdict = written.verdict(person.keys.iter().map(|key| key.as_str()))?;
    let label = match &verdict {
        _ if written.seal.is_none() => "there is no seal that it could be of".to_owned(),
        Verdict::UnknownKey => {
            format!("made with a key that people.toml does not list for {}", person.name())
        }
        Verdict::Mismatch(Fault::Purpose(other)) => {
            let other: String = other.chars().take(40).collect();
            format!("made for `{other}`, not for `{NAMESPACE}`")
        }
        Verdict::Mismatch(Fault::Unreadable) => {
            "cannot be read: cut or damaged, or made with SHA-1 or a certificate".to_owned()
        }
        Verdict::Mismatch(Fault::Bytes) | Verdict::By(_) => {
            "not a signature of the seal beside it".to_owned()
        }
        Verdict::OtherKind => "no SSH signature".to_owned(),
    };
    let what = if kind == Kind::Approval { "approval" } else { "acceptance" };
    let message = format!("the signature of the {what} of {} is not {}'s", risk.id(), person.name());
    let finding = RULE.at(armour.span, message).label(label).risk(risk.id());
    let finding = finding.field(format!("{table}.signature"));
    Some(finding.related(by.span, "said to have decided").help(help(risk, kind, person, armour, &verdict)))
}

fn unreadable(text: &At<String>) -> bool {
    matches!(key::public(text), Err(KeyFault::NoKey))
}

fn help(risk: &Risk, kind: Kind, person: &Person, armour: &str, verdict: &Verdict) -> String {
    let command = if kind == Kind::Approval { "approve" } else { "accept" };
    let anew = format!(
        "have {} decide anew: plimsoll {command} {} --by {} --sign",
        person.name(),
        risk.id(),
        person.id.value
    );
    match signature::signer(armour).filter(|_| *verdict == Verdict::UnknownKey) {
        Some((line, fingerprint)) => {
            format!(
                "{anew}\nor, if the key {fingerprint} is known to be theirs, list it:\nkeys = [\"{line}\"]"
            )
        }
        None => anew,
    }
}
