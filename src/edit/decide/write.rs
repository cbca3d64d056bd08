//! What a decision writes: its own table, key by key, and nothing else.

use super::{Case, Decision, What};
use crate::decision::Kind as Sealed;
use crate::edit::document::{Document, EditTrouble};
use crate::edit::splice::line_ending;
use crate::model::word::Word;

/// The table of a decision that is sealed.
fn table(kind: Sealed) -> &'static [&'static str] {
    match kind {
        Sealed::Acceptance => &["acceptance"],
        Sealed::Approval => &["treatment", "approval"],
    }
}

/// Which kind of seal a decision has, if it is one that is sealed.
#[must_use]
pub fn seals(what: &What) -> Option<Sealed> {
    match what {
        What::Accept { .. } => Some(Sealed::Acceptance),
        What::Approve => Some(Sealed::Approval),
        What::Review { .. } | What::Postpone { .. } | What::Close { .. } => None,
    }
}

/// The risk's file with the decision in it, not sealed yet: seal and signature
/// of the one before are gone.
///
/// # Errors
/// A file that is written so that there is no place for it.
pub fn written(text: &str, case: Case<'_>, decision: &Decision) -> Result<Document, EditTrouble> {
    let mut file = Document::new(text)?;
    let ending = line_ending(text);
    let quoted = |text: &str| quoted(text, ending);
    let (by, on) = (quoted(&decision.by), decision.on.to_string());
    match &decision.what {
        What::Accept { until, rationale, conditions } => {
            file.remove(&["acceptance", "seal"])?;
            file.remove(&["acceptance", "signature"])?;
            file.set(&["acceptance", "by"], &by)?;
            file.set(&["acceptance", "on"], &on)?;
            file.set(&["acceptance", "until"], &until.to_string())?;
            let level = case.level().map_or("", |level| &level.id);
            file.set(&["acceptance", "level"], &quoted(level))?;
            file.set(&["acceptance", "rationale"], &quoted(rationale))?;
            set_or_remove(&mut file, &["acceptance", "conditions"], conditions.as_deref().map(quoted))?;
        }
        What::Approve => {
            file.remove(&["treatment", "approval", "seal"])?;
            file.remove(&["treatment", "approval", "signature"])?;
            file.set(&["treatment", "approval", "by"], &by)?;
            file.set(&["treatment", "approval", "on"], &on)?;
        }
        What::Review { outcome, note } => {
            file.set(&["review", "on"], &on)?;
            file.set(&["review", "by"], &by)?;
            file.set(&["review", "outcome"], &quoted(outcome.word()))?;
            set_or_remove(&mut file, &["review", "note"], note.as_deref().map(quoted))?;
        }
        What::Postpone { to, reason } => {
            let from = case.judged.plan.deadline.map_or(String::new(), |from| from.to_string());
            let entry = [("from", from), ("to", to.to_string()), ("reason", quoted(reason)), ("by", by)];
            file.push(&["treatment", "postponed"], &entry)?;
            file.set(&["treatment", "due"], &to.to_string())?;
        }
        What::Close { reason, merged_into } => {
            file.set(&["status"], &quoted("closed"))?;
            file.set(&["closed", "on"], &on)?;
            file.set(&["closed", "by"], &by)?;
            file.set(&["closed", "reason"], &quoted(reason))?;
            set_or_remove(&mut file, &["closed", "merged_into"], merged_into.as_deref().map(quoted))?;
        }
    }
    Ok(file)
}

/// Adds the seal.
///
/// # Errors
/// A file that is written so that there is no place for it.
pub fn seal(file: &mut Document, kind: Sealed, seal: &str) -> Result<(), EditTrouble> {
    file.set(&[table(kind), &["seal"]].concat(), &format!("\"{seal}\""))
}

/// Adds the signature, in the lines of its armour.
///
/// # Errors
/// A file that is written so that there is no place for it.
pub fn sign(file: &mut Document, kind: Sealed, armour: &str) -> Result<(), EditTrouble> {
    let ending = line_ending(file.text());
    let lines: Vec<&str> = armour.trim().lines().collect();
    let text = format!("\"\"\"{ending}{}{ending}\"\"\"", lines.join(ending));
    file.set(&[table(kind), &["signature"]].concat(), &text)
}

fn set_or_remove(file: &mut Document, path: &[&str], value: Option<String>) -> Result<(), EditTrouble> {
    match value {
        Some(value) => file.set(path, &value),
        None => file.remove(path),
    }
}

/// Text as a TOML string; of several lines where it has some, in the file's
/// own line ends.
fn quoted(text: &str, ending: &str) -> String {
    toml_edit::Value::from(text).to_string().replace('\n', ending)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use toml::Spanned;
    use toml::de::{DeTable, DeValue};

    use super::*;
    use crate::decision::seal as seal_of;
    use crate::facts::Facts;
    use crate::model::day::Day;
    use crate::model::risk::Outcome;
    use crate::parse;
    use crate::source::tree::MemoryTree;
    use crate::testing::BASE;

    fn today() -> Day {
        jiff::civil::date(2025, 6, 1)
    }

    /// The decisions, each with the keys that it may touch.
    fn decisions(text: &str) -> Vec<(Decision, Vec<&'static str>)> {
        let by = |what| Decision { by: "security-lead".to_owned(), on: today(), what };
        let until = jiff::civil::date(2025, 10, 31);
        let said = || format!("x{text}");
        let conditions = Some(text.to_owned()).filter(|text| !text.is_empty());
        vec![
            (
                by(What::Accept { until, rationale: said(), conditions: conditions.clone() }),
                vec!["acceptance"],
            ),
            (by(What::Approve), vec!["treatment.approval"]),
            (by(What::Review { outcome: Outcome::Changed, note: conditions.clone() }), vec!["review"]),
            (by(What::Postpone { to: until, reason: said() }), vec!["treatment.due", "treatment.postponed"]),
            (by(What::Close { reason: said(), merged_into: None }), vec!["status", "closed"]),
        ]
    }

    /// Every value by its dotted key, but for those of these tables.
    fn leaves(table: &DeTable<'_>, prefix: &str, but: &[&str], out: &mut Vec<(String, String)>) {
        for (key, value) in table {
            let path =
                if prefix.is_empty() { key.to_string() } else { format!("{prefix}.{}", key.get_ref()) };
            let is_within = |table: &str| path == table || path.starts_with(&format!("{table}."));
            match value.get_ref() {
                _ if but.iter().any(|table| is_within(table)) => {}
                DeValue::Table(inner) => leaves(inner, &path, but, out),
                value => out.push((path, bare(value))),
            }
        }
    }

    /// A value without its places.
    fn bare(value: &DeValue<'_>) -> String {
        match value {
            DeValue::Array(all) => all.iter().map(|one| bare(one.get_ref()) + ",").collect(),
            DeValue::Table(table) => {
                let mut all = Vec::new();
                leaves(table, "", &[], &mut all);
                format!("{all:?}")
            }
            DeValue::String(text) => format!("{text:?}"),
            DeValue::Datetime(day) => day.to_string(),
            DeValue::Integer(number) => number.to_string(),
            DeValue::Float(number) => number.to_string(),
            DeValue::Boolean(flag) => flag.to_string(),
        }
    }

    fn others(text: &str, but: &[&str]) -> Vec<(String, String)> {
        let table: Spanned<DeTable<'_>> = DeTable::parse(text).expect("TOML");
        let mut all = Vec::new();
        leaves(table.get_ref(), "", but, &mut all);
        all.sort();
        all
    }

    fn comments(text: &str) -> Vec<&str> {
        text.lines().filter_map(|line| line.split_once("#!").map(|(_, comment)| comment.trim())).collect()
    }

    fn loaded(text: &str) -> parse::Loaded {
        let mut tree = MemoryTree::default();
        for (path, text) in BASE {
            tree.insert(path, text);
        }
        tree.insert("risks/R001.toml", text);
        parse::load(&tree).unwrap_or_else(|stop| panic!("{:#?}", stop.findings))
    }

    /// A risk above the line in one of many layouts.
    fn risk() -> impl Strategy<Value = String> {
        let head = [
            "id = \"R001\" #! the id",
            "title = 'A risk' #! \"quoted\"",
            "owner = \"it-manager\"",
            "likelihood = \"medium\" #! as in May",
            "impact = \"high\"",
            "status = \"open\" #! since March",
            "#! between",
            "tags = [\n  \"a\", #! first\n  \"b\",\n]",
        ];
        let treatment = prop_oneof![
            Just(
                "[treatment] #! what is done\noption = \"mitigate\"\nplan = \"\"\"\nOne.\n# no comment\n\"\"\"\ndue = 2025-07-31 #! late\n\n#! The step.\n[[treatment.action]]\ntitle = \"x\"\n"
            ),
            Just(
                "[ treatment ]\n  option = 'mitigate'\n  due = 2025-07-31 #! d\n  plan = 'One'\n  [[treatment.postponed]] #! p\n  from = 2025-06-30\n  to = 2025-07-31\n  reason = 'r' #! r\n\n"
            ),
            Just(
                "[treatment.approval] #! by whom\nby = \"security-lead\" #! b\non = 2025-05-01\nseal = 'p1:0' #! old\nsignature = 'old'\n\n[treatment]\noption = \"mitigate\"\nplan = \"One\"\ndue = 2025-07-31\n"
            ),
        ];
        let rest = prop_oneof![
            Just(""),
            Just(
                "#! The review.\n[review]\nevery = \"3 months\" #! soon\non = 2025-01-01\nnote = 'n' #! n\n"
            ),
            Just(
                "[acceptance]\n#! above\nby = 'managing-director' #! b\nconditions = 'c' #! c\nseal = 'p1:0'\n#! last"
            ),
            Just("[review] #! x\non = 2025-01-01\n[inherent]\nlikelihood = 'high'\nimpact = 'high' #! end"),
        ];
        let ends = (any::<bool>(), any::<bool>());
        (Just(head).prop_shuffle(), treatment, rest, ends).prop_map(|(head, treatment, rest, (crlf, bom))| {
            let text = format!("#! top\n{}\n\n{treatment}{rest}", head.join("\n"));
            let text = if crlf { text.replace('\n', "\r\n") } else { text };
            if bom { format!("\u{feff}{text}") } else { text }
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn nothing_but_its_own_table_changes(text in risk(), said in "[ -~\n\r\t\u{0}\u{e9}\u{202e}]{0,20}") {
            let loaded = loaded(&text);
            let facts = Facts::new(&loaded.register, today());
            let case = Case::new(&facts, 0);
            for (decision, own) in decisions(&said) {
                let file = written(&text, case, &decision).expect("written");
                prop_assert_eq!(others(file.text(), &own), others(&text, &own));
                prop_assert_eq!(comments(file.text()), comments(&text), "{}", file.text());
                let crlf = text.contains("\r\n");
                prop_assert_eq!(file.text().replace("\r\n", "").contains('\n'), !crlf);
                prop_assert_eq!(file.text().starts_with('\u{feff}'), text.starts_with('\u{feff}'));
                // Twice is once, but for a postponement, which is told each time.
                if !matches!(decision.what, What::Postpone { .. }) {
                    let again = written(file.text(), case, &decision).expect("written");
                    prop_assert_eq!(again.text(), file.text());
                }
            }
        }

        #[test]
        fn what_is_sealed_and_signed_is_read_back(text in risk(), said in "[ -~\n\t\u{0}\u{e9}]{0,20}") {
            let before = loaded(&text);
            let facts = Facts::new(&before.register, today());
            for (decision, _) in decisions(&said) {
                let Some(kind) = seals(&decision.what) else { continue };
                let mut file = written(&text, Case::new(&facts, 0), &decision).expect("written");
                let unsealed = loaded(file.text());
                let risk = &unsealed.register.risks[0];
                let stages = Facts::new(&unsealed.register, today()).risks[0].stages;
                let seal = seal_of(&unsealed.register, risk, &stages, kind);
                super::seal(&mut file, kind, &seal).expect("sealed");
                sign(&mut file, kind, "-----BEGIN\nAAAA\n-----END\n").expect("signed");
                let sealed = loaded(file.text());
                let written = crate::decision::Written::of(&sealed.register.risks[0], kind).expect("a decision");
                prop_assert_eq!(written.seal.map(|seal| seal.as_str()), Some(seal.as_str()));
                if let Some(acceptance) = &sealed.register.risks[0].acceptance.as_ref().filter(|_| kind == Sealed::Acceptance) {
                    let rationale = acceptance.rationale.as_ref().expect("a rationale").replace("\r\n", "\n");
                    prop_assert_eq!(rationale, format!("x{said}"));
                }
                let armour = written.signature.expect("a signature").replace('\r', "");
                prop_assert_eq!(armour, "-----BEGIN\nAAAA\n-----END\n");
                let stages = Facts::new(&sealed.register, today()).risks[0].stages;
                prop_assert_eq!(seal_of(&sealed.register, &sealed.register.risks[0], &stages, kind), seal);
            }
        }
    }
}
