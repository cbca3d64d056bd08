//! `--at`: the register as a revision or a day had it; and the property that
//! holds history together: whatever happened to the files of a register, the
//! timeline is what happened, and every commit reads as its checkout does.

use std::collections::BTreeMap;

use proptest::prelude::*;

use crate::harness::Registry;
use crate::log::risk;
use crate::story::Story;

fn list(run: &crate::harness::Run) -> serde_json::Value {
    let document: serde_json::Value =
        serde_json::from_str(&run.stdout).unwrap_or_else(|error| panic!("{error}: {}", run.stderr));
    document
}

#[test]
fn a_revision_is_read_by_its_own_methodology_on_its_own_day() {
    let mut story = Story::begin();
    let text = risk("R001", "");
    let first = story.commit("add", &[("risks/R001.toml", Some(&text))]);
    let methodology = crate::story::BASE[1]
        .1
        .replace("medium = [\"low\", \"moderate\", \"high\"]", "medium = [\"low\", \"high\", \"high\"]");
    story.commit("stricter", &[("schema/methodology.toml", Some(&methodology))]);
    story.write_files();
    let mut command = crate::harness::program();
    command.current_dir(story.root()).args(["list", "--format", "json", "--at", &first]);
    let then = list(&crate::harness::run(command));
    assert_eq!(then["risks"][0]["level"], "moderate");
    assert_eq!(then["today"], "2025-01-02");
    assert_eq!((then["commit"].as_str(), then["dirty"].as_bool()), (Some(first.as_str()), Some(false)));
    let now = list(&story.register.run(&["list", "--format", "json", "--at", "HEAD"]));
    assert_eq!(now["risks"][0]["level"], "high");
    assert_eq!(now["today"], "2025-06-01", "--today counts before the commit's day");
    let by_day = list(&story.register.run(&["list", "--format", "json", "--at", "2025-01-02"]));
    assert_eq!(by_day["commit"], first.as_str());
    assert_eq!(story.register.run(&["show", "R001", "--at", "HEAD~1"]).code, 0);
    assert_eq!(story.register.run(&["show", "R001", "--at", "HEAD~2"]).code, 2);
    assert_eq!(story.register.run(&["check", "--at", &first[..9]]).code, 0);
    let built = story.register.run(&["build", "--at", &first, "--out", "then"]);
    assert_eq!(built.code, 0, "{}", built.stderr);
    let page = std::fs::read_to_string(story.root().join("then/index.html")).expect("a page");
    assert!(page.contains(&first[..7]) && !page.contains("uncommitted"));
}

#[test]
fn a_site_of_a_revision_has_the_templates_and_the_style_of_then() {
    let mut story = Story::begin();
    let config = format!("{}\n[site]\nextra_css = \"own.css\"\n", crate::story::BASE[0].1);
    let page = "<p>old words</p>";
    let then = story.commit(
        "own",
        &[
            ("plimsoll.toml", Some(&config)),
            ("own.css", Some("a { color: red }")),
            ("templates/404.html", Some(page)),
        ],
    );
    story.commit(
        "other",
        &[("own.css", Some("a { color: blue }")), ("templates/404.html", Some(&page.replace("old", "new")))],
    );
    let built = story.run(&["build", "--at", &then, "--out", "then"]);
    assert_eq!(built.code, 0, "{}", built.stderr);
    let page = std::fs::read_to_string(story.root().join("then/404.html")).expect("a page");
    assert!(page.contains("old words"), "{page}");
    let files = walkdir::WalkDir::new(story.root().join("then")).into_iter().flatten();
    let styles = files.filter(|file| file.path().extension().is_some_and(|ending| ending == "css"));
    let text: String = styles.filter_map(|style| std::fs::read_to_string(style.path()).ok()).collect();
    assert!(text.contains("red") && !text.contains("blue"), "{text}");
}

#[test]
fn a_bare_repository_and_a_register_in_a_subfolder_are_read() {
    let mut story = Story::empty();
    for (path, text) in crate::story::BASE {
        story.commit(path, &[(&format!("grc/risk/{path}"), Some(text))]);
    }
    let commit = story.commit("add", &[("grc/risk/risks/R001.toml", Some(&risk("R001", "")))]);
    let bare = Registry::empty();
    git2::build::RepoBuilder::new()
        .bare(true)
        .clone_local(git2::build::CloneLocal::Local)
        .clone(&story.root().display().to_string(), bare.root())
        .expect("a clone");
    let document = list(&bare.run(&["list", "--format", "json", "--at", "main"]));
    assert_eq!(document["risks"][0]["path"], "risks/R001.toml");
    assert_eq!(document["commit"], commit.as_str());
    let run = bare.run(&["log", "--at", "main", "R001"]);
    assert!(run.code == 0 && run.stdout.contains("Created: Weak passwords"), "{}", run.stderr);
}

#[test]
fn what_means_no_commit_is_named() {
    let mut story = Story::begin();
    story.commit("add", &[("risks/R001.toml", Some(&risk("R001", "")))]);
    for (revision, says) in [
        ("nope", "there is no revision `nope`"),
        ("2024-12-31", "the first commit is of 2025-01-01"),
        ("HEAD:people.toml", "is no commit"),
        ("HEAD~9", "there is no revision"),
    ] {
        let run = story.run(&["check", "--at", revision]);
        assert_eq!((run.code, run.stdout.as_str()), (2, ""), "{revision}");
        assert!(run.stderr.contains(says) && run.stderr.contains(revision), "{revision}: {}", run.stderr);
    }
    let run = Registry::base().run(&["check", "--at", "HEAD"]);
    assert!(run.code == 2 && run.stderr.contains("no Git repository"), "{}", run.stderr);
}

#[test]
fn a_name_that_looks_like_a_day_wins_and_says_so() {
    let mut story = Story::begin();
    let commit = story.commit("add", &[("risks/R001.toml", Some(&risk("R001", "")))]);
    let repository = git2::Repository::open(story.root()).expect("a repository");
    let id = git2::Oid::from_str(&commit).expect("an id");
    repository.reference("refs/tags/2025-01-01", id, true, "tag").expect("a tag");
    let run = story.run(&["list", "--format", "json", "--at", "2025-01-01"]);
    assert_eq!(list(&run)["commit"], commit.as_str());
    assert!(run.stderr.contains("is not taken as a day"), "{}", run.stderr);
}

/// Something that happens to a register.
#[derive(Debug, Clone)]
enum Event {
    Add(u8),
    Edit(u8, u8),
    Move(u8, u8),
    Delete(u8),
    Break(u8),
    /// A branch that edits one risk while the trunk edits another, merged.
    Merge(u8, u8),
}

fn event() -> impl Strategy<Value = Event> {
    prop_oneof![
        (0..5u8).prop_map(Event::Add),
        (0..5u8, 0..3u8).prop_map(|(id, word)| Event::Edit(id, word)),
        (0..5u8, 0..3u8).prop_map(|(id, folder)| Event::Move(id, folder)),
        (0..5u8).prop_map(Event::Delete),
        (0..5u8).prop_map(Event::Break),
        (0..5u8, 0..5u8).prop_map(|(a, b)| Event::Merge(a, b)),
    ]
}

/// The truth beside the repository: where each risk lies, what it says, and
/// what happened to it, newest last.
#[derive(Default)]
struct Truth {
    places: BTreeMap<u8, (String, String)>,
    broken: BTreeMap<u8, bool>,
    told: BTreeMap<u8, Vec<String>>,
}

const WORDS: [&str; 3] = ["low", "medium", "high"];

fn name(id: u8) -> String {
    format!("R00{}", id + 1)
}

fn likelihood(text: &str) -> &str {
    WORDS.iter().find(|word| text.contains(&format!("likelihood = \"{word}\""))).expect("a likelihood")
}

fn with_likelihood(text: &str, word: &str) -> String {
    text.replace(&format!("likelihood = \"{}\"", likelihood(text)), &format!("likelihood = \"{word}\""))
}

impl Truth {
    fn tell(&mut self, id: u8, what: String) {
        self.told.entry(id).or_default().push(what);
    }

    fn play(&mut self, story: &mut Story, number: usize, event: &Event) {
        let subject = format!("e{number}");
        match *event {
            Event::Add(id) if !self.places.contains_key(&id) => {
                let (path, text) = (format!("risks/{}.toml", name(id)), risk(&name(id), ""));
                story.commit(&subject, &[(&path, Some(&text))]);
                self.places.insert(id, (path, text));
                self.tell(id, format!("{subject}: added - - -"));
            }
            Event::Edit(id, word) => {
                let Some((path, text)) = self.places.get(&id).cloned() else { return };
                let (old, new) = (likelihood(&text).to_owned(), WORDS[usize::from(word)]);
                let edited = with_likelihood(&text, new);
                story.commit(&subject, &[(&path, Some(&edited))]);
                if old != new {
                    self.tell(id, format!("{subject}: changed likelihood {old} {new}"));
                }
                // What is told newest first begins with the file.
                if self.broken.remove(&id).is_some() {
                    self.tell(id, format!("{subject}: readable - - -"));
                }
                self.places.insert(id, (path, edited));
            }
            Event::Move(id, folder) => {
                let Some((path, text)) = self.places.get(&id).cloned() else { return };
                let to = format!("risks/f{folder}/{}.toml", name(id));
                if to == path || self.broken.contains_key(&id) {
                    return;
                }
                story.commit(&subject, &[(&path, None), (&to, Some(&text))]);
                self.tell(id, format!("{subject}: moved - {path} {to}"));
                self.places.insert(id, (to, text));
            }
            Event::Delete(id) => {
                let Some((path, _)) = self.places.remove(&id) else { return };
                self.broken.remove(&id);
                story.commit(&subject, &[(&path, None)]);
                self.tell(id, format!("{subject}: removed - - -"));
            }
            Event::Break(id) => {
                let Some((path, _)) = self.places.get(&id).cloned() else { return };
                story.commit(&subject, &[(&path, Some(&format!("id = {} {number}", name(id))))]);
                self.broken.insert(id, true);
                self.tell(id, format!("{subject}: unreadable - - -"));
            }
            Event::Merge(a, b) if a != b => {
                let is_sound = |id: &u8| !self.broken.contains_key(id);
                let found =
                    [a, b].iter().filter(|id| is_sound(id)).filter_map(|id| self.places.get(id)).count();
                if found < 2 {
                    return;
                }
                let fork = story.commit(&format!("{subject}-fork"), &[("notes.md", Some(&subject))]);
                let mut sides = Vec::new();
                for (id, side) in [(a, "ours"), (b, "theirs")] {
                    let (path, text) = self.places[&id].clone();
                    let old = likelihood(&text).to_owned();
                    let new = if old == "low" { "high" } else { "low" };
                    let edited = with_likelihood(&text, new);
                    story.checkout(&fork);
                    let commit = story.commit(&format!("{subject}-{side}"), &[(&path, Some(&edited))]);
                    self.tell(id, format!("{subject}-{side}: changed likelihood {old} {new}"));
                    self.places.insert(id, (path.clone(), edited.clone()));
                    sides.push((commit, path, edited));
                }
                let (ours, theirs) = (sides[0].clone(), sides[1].clone());
                story.checkout(&ours.0);
                story.merge(&subject, &[&theirs.0], &[(&theirs.1, Some(&theirs.2))]);
            }
            _ => {}
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn the_timeline_is_what_happened_and_every_commit_reads_as_its_checkout(
        events in proptest::collection::vec(event(), 1..25),
    ) {
        let mut story = Story::begin();
        let mut truth = Truth::default();
        for (number, event) in events.iter().enumerate() {
            truth.play(&mut story, number, event);
        }
        for (id, told) in &truth.told {
            let newest_first: Vec<String> = told.iter().rev().cloned().collect();
            prop_assert_eq!(&story.told(&name(*id)), &newest_first, "{:?}", events);
        }
        // A commit in the middle, straight from Git and from a checkout.
        let repository = git2::Repository::open(story.root()).expect("a repository");
        let mut walk = repository.revwalk().expect("a walk");
        walk.push_head().expect("a head");
        let commits: Vec<git2::Oid> = walk.flatten().collect();
        for id in [commits[commits.len() / 2], commits[commits.len() / 3]] {
            let mut checkout = Registry::empty();
            for (path, text) in crate::story::files_at(&repository, id) {
                checkout = checkout.file(&path, text);
            }
            let arguments = ["list", "--format", "json"];
            let mut from_files = list(&checkout.run(&arguments));
            let at = id.to_string();
            let mut from_git = list(&story.run(&[&arguments[..], &["--at", &at]].concat()));
            prop_assert_eq!(&from_git["commit"], &serde_json::json!(at));
            for document in [&mut from_files, &mut from_git] {
                document["commit"] = serde_json::Value::Null;
                document["dirty"] = serde_json::Value::Null;
                for risk in document["risks"].as_array_mut().expect("risks") {
                    // What history knows and files do not.
                    for key in ["identified", "assessed", "assessed_by", "review", "findings", "overdue", "escalate_to"] {
                        risk[key] = serde_json::Value::Null;
                    }
                }
            }
            prop_assert_eq!(from_git, from_files);
        }
    }
}
