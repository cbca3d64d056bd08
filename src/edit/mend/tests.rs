use std::fs;

use proptest::prelude::*;

use super::*;
use crate::edit::write::all_files_without;
use crate::facts::Facts;
use crate::filter::{self, Selection};
use crate::parse;
use crate::source::tree::{MemoryTree, WorkTree};
use crate::testing::BASE;

fn judged(tree: &dyn Tree) -> Result<Judgement, Box<Stop>> {
    let loaded = parse::load(tree)?;
    let facts = Facts::new(&loaded.register, jiff::civil::date(2025, 6, 1));
    let report = filter::report(&facts, loaded.findings.clone(), &Selection::default());
    let findings: Vec<Finding> = report.findings.into_iter().map(|judged| judged.finding).collect();
    Ok(Judgement { register: loaded.register, all: findings.clone(), reported: findings })
}

fn next_id(register: &Register) -> Option<String> {
    let taken = crate::edit::new_risk::taken(register);
    crate::edit::new_risk::next(&register.config.id_pattern, taken)
}

fn judge(is_unsafe: bool) -> Judge<'static> {
    Judge { judge: &judged, next_id: &next_id, is_unsafe }
}

fn tree(files: &[(&str, &str)]) -> MemoryTree {
    let mut tree = MemoryTree::default();
    for (path, text) in BASE.iter().chain(files) {
        tree.insert(path, *text);
    }
    tree
}

/// The register after what is to be written.
fn after(tree: &MemoryTree, done: &Mended) -> MemoryTree {
    let mut after = MemoryTree::default();
    for entry in tree.files("risks", &["toml"]) {
        if done.gone.iter().all(|gone| gone.path != entry.path) {
            after.insert(&entry.path, tree.get(&entry.path).expect("a file"));
        }
    }
    for (path, _) in BASE {
        after.insert(path, tree.get(path).expect("a file"));
    }
    for change in &done.changes {
        after.insert(&change.path, change.after.as_str());
    }
    after
}

#[test]
fn many_of_one_id_each_get_another() {
    let text = "id = \"R001\"\ntitle = \"T\"\nowner = \"it-manager\"\nstatus = \"open\"\n";
    let files = ["risks/R001.toml", "risks/a/R001.toml", "risks/b.toml", "risks/c/R001.toml"]
        .map(|path| (path, text));
    let tree = tree(&files);
    let done = mended(&tree, &judge(true)).expect("mended");
    let after = after(&tree, &done);
    let paths: Vec<String> = after.files("risks", &["toml"]).into_iter().map(|entry| entry.path).collect();
    assert_eq!(paths, ["risks/R001.toml", "risks/R003.toml", "risks/a/R002.toml", "risks/c/R004.toml"]);
    assert!(mended(&after, &judge(true)).expect("mended").changes.is_empty());
}

#[test]
fn a_file_that_changed_meanwhile_is_not_overwritten() {
    let folder = tempfile::tempdir().expect("a folder");
    let wrong = "id = \"R001\"\ntitle = \"T\"\nowner = \"IT Manager\"\nstatus = \"open\"\n";
    for (path, text) in BASE.iter().chain(&[("risks/R001.toml", wrong), ("risks/R002.toml", wrong)]) {
        let full = folder.path().join(path);
        fs::create_dir_all(full.parent().expect("a folder")).expect("a folder");
        fs::write(full, text.replace("R001", crate::source::stem(path))).expect("written");
    }
    let done = mended(&WorkTree::new(folder.path().to_path_buf()), &judge(false)).expect("mended");
    assert_eq!(done.changes.len(), 2);
    fs::write(folder.path().join("risks/R002.toml"), "# Mine.\n").expect("written");
    all_files_without(folder.path(), &done.changes, &done.gone).expect_err("another by now");
    let read = |path: &str| fs::read_to_string(folder.path().join(path)).expect("a file");
    assert_eq!((read("risks/R001.toml").as_str(), read("risks/R002.toml").as_str()), (wrong, "# Mine.\n"));
}

/// A word as somebody may write it, or something else altogether.
fn word(words: &'static [&'static str]) -> BoxedStrategy<String> {
    let known = (0..words.len()).prop_map(move |place| words[place].to_owned());
    let loud = known.clone().prop_map(|word| word.to_uppercase().replace('-', " "));
    let bracketed = known.clone().prop_map(|word| format!("({word})"));
    prop_oneof![4 => known, 3 => loud, 2 => bracketed, 1 => "[a-z ]{0,6}".prop_map(String::from)].boxed()
}

fn key(name: &'static str) -> BoxedStrategy<String> {
    prop_oneof![
        5 => Just(name.to_owned()),
        1 => Just(name.to_uppercase()),
        1 => Just(name.replace('_', "-")),
        1 => Just(format!("\"{}\"", name.replace('_', " "))),
    ]
    .boxed()
}

fn line(name: &'static str, value: BoxedStrategy<String>) -> BoxedStrategy<String> {
    let remark = prop_oneof![Just(""), Just(" # a remark"), Just("\n# below")];
    (key(name), value, remark).prop_map(|(key, value, remark)| format!("{key} = {value}{remark}\n")).boxed()
}

fn text(words: &'static [&'static str]) -> BoxedStrategy<String> {
    prop_oneof![
        word(words).prop_map(|word| format!("\"{word}\"")),
        word(words).prop_map(|word| format!("'{word}'"))
    ]
    .boxed()
}

fn day() -> BoxedStrategy<String> {
    prop_oneof![Just("2025-03-10"), Just("\"2025-03-10\""), Just("'2025-02-30'"), Just("\" 2025-01-01 \"")]
        .prop_map(str::to_owned)
        .boxed()
}

fn risk() -> BoxedStrategy<String> {
    let top = (
        line("owner", text(&["it-manager", "IT Manager", "security-lead"])),
        line("status", text(&["open", "in-progress", "accepted"])),
        line("likelihood", text(&["low", "high"])),
        line("impact", text(&["low", "medium"])),
        line("assessed", day()),
        line("assessed_by", text(&["security-lead"])),
    );
    let rest = (
        line("option", text(&["mitigate", "accept"])),
        line("due", day()),
        line("rule", text(&["overdue-review", "untreated-risk"])),
        line("until", day()),
        line("by", text(&["managing-director"])),
    );
    (top, rest, any::<bool>()).prop_map(|((a, b, c, d, e, f), (g, h, i, j, k), crlf)| {
        let text = format!(
            "# Top.\n\nid = \"R001\"\ntitle = \"T\"\n{a}{b}{c}{d}{e}{f}\n[treatment]\n{g}{h}\n# waived\n[[waiver]]\nreason = \"So.\"\n{i}{j}{k}\n# The end.\n"
        );
        if crlf { text.replace('\n', "\r\n") } else { text }
    })
    .boxed()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 192, ..ProptestConfig::default() })]

    #[test]
    fn what_is_mended_is_sound_and_mended_once(text in risk(), is_unsafe: bool) {
        let tree = tree(&[("risks/R001.toml", text.as_str())]);
        let done = mended(&tree, &judge(is_unsafe)).expect("a sound configuration");
        let after = after(&tree, &done);
        let written = String::from_utf8(after.get("risks/R001.toml").expect("a file").to_vec()).expect("UTF-8");
        let comments = |text: &str| text.matches('#').count();
        prop_assert!(is_unsafe || comments(&written) == comments(&text), "{}\n---\n{}", text, written);
        prop_assert_eq!(written.contains("\r\n"), text.contains("\r\n"));
        prop_assert!(written.ends_with("# The end.\n") || written.ends_with("# The end.\r\n"));
        let guarded = |tree: &MemoryTree| {
            let all = judged(tree).expect("a register").all;
            all.into_iter().filter(is_guarded).map(|finding| fingerprint(&finding)).collect::<Vec<_>>()
        };
        let known = guarded(&tree);
        for finding in guarded(&after) {
            prop_assert!(known.contains(&finding), "{}\n---\n{}", text, written);
        }
        let again = mended(&after, &judge(is_unsafe)).expect("a sound configuration");
        prop_assert!(again.changes.is_empty(), "{}\n---\n{}\n---\n{:?}", text, written, again.changes);
        let left: Vec<_> = judged(&after).expect("a register").all;
        let fixable = left.iter().filter(|finding| finding.fix.as_ref().is_some_and(|fix| fix.class == FixClass::Safe));
        prop_assert!(fixable.count() == 0 || !done.left.is_empty(), "{}\n---\n{}", text, written);
    }
}
