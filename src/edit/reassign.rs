//! What a person who leaves still has to do, handed over to somebody else.

use super::rewritten::Rewritten;
use super::write::Change;
use crate::facts::Facts;
use crate::mention::people::{self, Part};
use crate::model::word::words;

words! {
    /// What is handed over.
    Share {
        /// Risks and assets.
        Owner = "owner",
        /// Treatment plans and their actions.
        Actions = "actions",
        /// Controls and indicators.
        Controls = "controls",
    }
}

/// What is written to hand things over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Handover {
    /// The files with their new texts, by path.
    pub changes: Vec<Change>,
    /// How many things of each share change hands.
    pub counts: Vec<(Share, usize)>,
    /// Where the methodology names the person to escalate to: that is for
    /// whoever approves the methodology to change.
    pub escalations: usize,
}

/// The files of a register in which what is still to be done or answered for
/// by a person is somebody else's. What the person did stays theirs.
#[must_use]
pub fn handover(facts: &Facts<'_>, old: &str, new: &str, only: Option<Share>) -> Handover {
    let mut files = Rewritten::new(facts.register);
    let mut counts: Vec<(Share, usize)> =
        [Share::Owner, Share::Actions, Share::Controls].map(|share| (share, 0)).to_vec();
    let mut escalations = 0;
    people::each(facts, |mention, part| {
        if mention.id.value != old || part != Part::Duty {
            return;
        }
        let Some(share) = share_of(mention.field) else {
            escalations += 1;
            return;
        };
        if only.is_none_or(|only| only == share) {
            files.value(mention.id.span, new);
            if let Some((_, count)) = counts.iter_mut().find(|(known, _)| *known == share) {
                *count += 1;
            }
        }
    });
    counts.retain(|(_, count)| *count > 0);
    Handover { changes: files.changes(), counts, escalations }
}

fn share_of(field: &str) -> Option<Share> {
    match field {
        "owner" | "asset.owner" => Some(Share::Owner),
        "treatment.owner" | "treatment.action.owner" => Some(Share::Actions),
        "control.owner" | "indicator.owner" => Some(Share::Controls),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::register::Register;
    use crate::parse;
    use crate::source::tree::MemoryTree;

    fn register() -> Register {
        let mut tree = MemoryTree::default();
        tree.insert("plimsoll.toml", "[register]\ntitle = \"T\"\n");
        tree.insert(
            "risks/R1.toml",
            "id = \"R1\"\nowner = 'ana' # hers\nassessed_by = \"ana\"\nstatus = \"open\"\n[treatment]\n\
             owner = \"ana\"\n[[treatment.action]]\ntitle = \"a\"\nowner = \"ana\"\ndone = 2025-01-01\n\
             [[treatment.action]]\ntitle = \"b\"\nowner = \"ana\"\n",
        );
        tree.insert("controls.toml", "[[control]]\nid = \"c\"\nowner = \"ana\"\n");
        parse::load(&tree).expect("sound").register
    }

    #[test]
    fn duties_change_hands_and_deeds_do_not() {
        let register = register();
        let facts = Facts::new(&register, jiff::civil::date(2025, 6, 1));
        let all = handover(&facts, "ana", "bo", None);
        assert_eq!(all.counts, [(Share::Owner, 1), (Share::Actions, 2), (Share::Controls, 1)]);
        let risk = &all.changes[1].after;
        assert!(risk.contains("owner = \"bo\" # hers\nassessed_by = \"ana\""), "{risk}");
        assert!(risk.contains("title = \"a\"\nowner = \"ana\"\ndone"), "{risk}");
        assert!(risk.contains("title = \"b\"\nowner = \"bo\""), "{risk}");
        let some = handover(&facts, "ana", "bo", Some(Share::Controls));
        assert_eq!(some.changes.len(), 1);
        assert_eq!(some.changes[0].after, "[[control]]\nid = \"c\"\nowner = \"bo\"\n");
    }
}
