//! Another id for a risk: its own file, the file's name, and every reference.

use super::document::{Document, EditTrouble};
use super::rewritten::Rewritten;
use super::write::{Change, Gone};
use crate::mention::risks;
use crate::model::register::Register;
use crate::model::risk::Risk;
use crate::source::{file_name, stem};

/// What is written to give a risk another id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Renumbering {
    /// The files with their new texts, by path.
    pub changes: Vec<Change>,
    /// The risk's file under its old name, if it was named after the id.
    pub gone: Option<Gone>,
    /// How many references were rewritten, the risk's own id aside.
    pub references: usize,
}

/// The files of a register in which a risk has another id.
///
/// Where another risk has the old id too, references mean that one: they stay,
/// and the old id is no former one.
///
/// # Errors
/// The path of a file that leaves no place for a key, and why.
pub fn renumbering(
    register: &Register,
    risk: &Risk,
    new: &str,
) -> Result<Renumbering, (String, EditTrouble)> {
    let old = risk.id();
    let is_shared = register.risks.iter().filter(|other| other.id() == old).count() > 1;
    let path = register.sources.path(risk.file).to_owned();
    let renamed = (stem(&path) == old).then(|| {
        let folder = &path[..path.len() - file_name(&path).len()];
        format!("{folder}{new}.toml")
    });
    let mut files = Rewritten::new(register);
    if risk.id_is_written {
        files.value(risk.id.span, new);
    }
    let mut references = 0;
    for mention in risks::each(register).filter(|mention| !is_shared && mention.id.value == old) {
        files.value(mention.id.span, new);
        references += 1;
    }
    for waiver in &register.waivers {
        if let (Some(renamed), Some(named)) =
            (&renamed, waiver.path.as_ref().filter(|named| named.value == path))
        {
            files.value(named.span, renamed);
            references += 1;
        }
    }
    let mut changes = files.changes();
    let before = register.sources.file(risk.file).text.to_string();
    let own = match changes.iter().position(|change| change.path == path) {
        Some(place) => changes.remove(place).after,
        None => before.clone(),
    };
    let formerly: Vec<&str> = risk.formerly.iter().map(|id| id.as_str()).collect();
    let after =
        own_file(own, new, (!is_shared).then_some(old), &formerly).map_err(|why| (path.clone(), why))?;
    let change = |path, before| Change { path, before, after };
    let (own, gone) = match renamed {
        Some(renamed) => (change(renamed, None), Some(Gone { path, before })),
        None => (change(path, Some(before)), None),
    };
    changes.push(own);
    changes.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(Renumbering { changes, gone, references })
}

/// The risk's file with its id, and with the old one among the former ones.
fn own_file(text: String, new: &str, old: Option<&str>, formerly: &[&str]) -> Result<String, EditTrouble> {
    let mut document = Document::new(text)?;
    document.set(&["id"], &super::quoted(new))?;
    if formerly.contains(&new) {
        // An id that is the present one again is no former one.
        let kept: Vec<String> =
            formerly.iter().filter(|id| **id != new).chain(old.iter()).map(|id| super::quoted(id)).collect();
        document.set(&["formerly"], &format!("[{}]", kept.join(", ")))?;
    } else if let Some(old) = old.filter(|old| !formerly.contains(old)) {
        document.append(&["formerly"], &super::quoted(old))?;
    }
    Ok(document.text().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse;
    use crate::source::tree::MemoryTree;

    fn register(files: &[(&str, &str)]) -> Register {
        let mut tree = MemoryTree::default();
        tree.insert("plimsoll.toml", "[register]\ntitle = \"T\"\n");
        for (path, text) in files {
            tree.insert(path, *text);
        }
        parse::load(&tree).expect("sound").register
    }

    fn texts(renumbering: &Renumbering) -> Vec<(&str, &str)> {
        renumbering.changes.iter().map(|change| (change.path.as_str(), change.after.as_str())).collect()
    }

    #[test]
    fn every_reference_follows_and_the_old_id_is_kept() {
        let register = register(&[
            ("risks/a/R001.toml", "# Why.\nid = 'R001' # the id\ntitle = \"R001\"\n"),
            ("risks/R002.toml", "id = \"R002\"\r\nrelated = [ \"R001\", \"R003\" ] # both\r\n"),
            ("waivers.toml", "[[waiver]]\nrisk = \"R001\"\n[[waiver]]\npath = \"risks/a/R001.toml\"\n"),
        ]);
        let risk = register.risk("R001").expect("a risk");
        let done = renumbering(&register, risk, "R009").expect("renumbered");
        assert_eq!(
            texts(&done),
            [
                ("risks/R002.toml", "id = \"R002\"\r\nrelated = [ \"R009\", \"R003\" ] # both\r\n"),
                (
                    "risks/a/R009.toml",
                    "# Why.\nid = \"R009\" # the id\ntitle = \"R001\"\nformerly = [\"R001\"]\n"
                ),
                ("waivers.toml", "[[waiver]]\nrisk = \"R009\"\n[[waiver]]\npath = \"risks/a/R009.toml\"\n"),
            ]
        );
        assert_eq!(done.gone.as_ref().map(|gone| gone.path.as_str()), Some("risks/a/R001.toml"));
        assert_eq!(done.references, 3);
    }

    #[test]
    fn a_file_with_a_name_of_its_own_keeps_it() {
        let register = register(&[("risks/flood.toml", "id = \"R1\"\nformerly = [\"R0\"]\n")]);
        let risk = register.risk("R1").expect("a risk");
        let done = renumbering(&register, risk, "R0").expect("renumbered");
        assert_eq!(texts(&done), [("risks/flood.toml", "id = \"R0\"\nformerly = [\"R1\"]\n")]);
        assert_eq!(done.gone, None);
    }

    #[test]
    fn of_two_with_one_id_only_the_named_file_changes() {
        let register = register(&[
            ("risks/R1.toml", "id = \"R1\"\n"),
            ("risks/b/R1.toml", "id = \"R1\"\n"),
            ("risks/R2.toml", "id = \"R2\"\nrelated = [\"R1\"]\n"),
        ]);
        let risk = register.risks.iter().find(|risk| register.sources.path(risk.file) == "risks/b/R1.toml");
        let done = renumbering(&register, risk.expect("a risk"), "R3").expect("renumbered");
        assert_eq!(texts(&done), [("risks/b/R3.toml", "id = \"R3\"\n")]);
    }
}
