//! An oracle that knows nothing of our history: it follows one file of a risk
//! from commit to parent with plain Git objects and a TOML reader, and stops
//! where no parent has the same value. What `log` names last must be there.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use git2::{Oid, Repository};
use serde_json::Value;

use crate::harness::Registry;

const FIELDS: [&str; 7] =
    ["likelihood", "impact", "status", "owner", "title", "treatment.due", "treatment.plan"];

/// What each risk says at a commit, by its id; nothing where TOML refuses it.
type State = BTreeMap<String, Option<toml::Table>>;

struct Oracle<'r> {
    repository: &'r Repository,
    states: HashMap<Oid, State>,
}

impl Oracle<'_> {
    fn state(&mut self, commit: Oid) -> &State {
        let repository = self.repository;
        self.states.entry(commit).or_insert_with(|| {
            let files = crate::story::files_at(repository, commit);
            let risks =
                files.iter().filter(|(path, _)| path.starts_with("risks/") && path.ends_with(".toml"));
            let mut state = State::new();
            for (path, text) in risks {
                let stem =
                    path.rsplit('/').next().and_then(|name| name.strip_suffix(".toml")).expect("a name");
                match text.parse::<toml::Table>() {
                    Ok(table) => state.insert(table["id"].as_str().expect("an id").to_owned(), Some(table)),
                    Err(_) => state.insert(stem.to_owned(), None),
                };
            }
            state
        })
    }

    fn value(&mut self, commit: Oid, id: &str, field: &str) -> Option<String> {
        if self.state(commit).get(id)?.is_none() {
            // What cannot be read still says what it said before.
            let parent = self.repository.find_commit(commit).and_then(|commit| commit.parent_id(0));
            return self.value(parent.expect("a parent"), id, field);
        }
        let table = self.state(commit).get(id)?.as_ref()?;
        let mut keys = field.split('.');
        let first = keys.next().and_then(|key| table.get(key));
        let at = keys.try_fold(first, |at, key| Some(at?.as_table()?.get(key))).flatten();
        Some(at.map_or_else(|| "absent".to_owned(), ToString::to_string))
    }

    /// The commits at which a value may have come to be: several where parents
    /// agree with each other.
    fn origins(&mut self, head: Oid, id: &str, field: &str) -> BTreeSet<String> {
        let now = self.value(head, id, field);
        let (mut origins, mut seen, mut open) = (BTreeSet::new(), BTreeSet::new(), vec![head]);
        while let Some(commit) = open.pop() {
            if !seen.insert(commit) {
                continue;
            }
            let parents: Vec<Oid> =
                self.repository.find_commit(commit).expect("a commit").parent_ids().collect();
            let same: Vec<Oid> =
                parents.into_iter().filter(|parent| self.value(*parent, id, field) == now).collect();
            if same.is_empty() {
                origins.insert(commit.to_string());
            }
            open.extend(same);
        }
        origins
    }
}

#[test]
fn the_last_change_of_every_field_is_where_plain_git_finds_it() {
    let register = Registry::empty();
    assert_eq!(register.run(&["init", "--example"]).code, 0);
    let repository = Repository::open(register.root()).expect("a repository");
    let mut walk = repository.revwalk().expect("a walk");
    walk.push_head().expect("a head");
    let commits: Vec<Oid> = walk.map(|id| id.expect("an id")).collect();
    let mut oracle = Oracle { repository: &repository, states: HashMap::new() };
    let mut compared = 0;
    for head in [0, 9, 23, 41, 60, 78].map(|place| commits[place]) {
        let run =
            register.run(&["log", "--format", "json", "--at", &head.to_string(), "--today", "2027-01-01"]);
        let document: Value = serde_json::from_str(&run.stdout).expect("a document");
        let changes = document["changes"].as_array().expect("changes");
        let ids: Vec<String> = oracle.state(head).keys().cloned().collect();
        for (id, field) in ids.iter().flat_map(|id| FIELDS.map(|field| (id, field))) {
            let is_last = |change: &&Value| {
                let names_field = change["field"]
                    .as_str()
                    .is_some_and(|name| name == field || field.starts_with(&format!("{name}.")));
                // Under another id it is not the same risk to plain Git.
                let begins = change["kind"] == "added" || change["field"] == "id";
                change["risk"] == id.as_str() && (begins || names_field)
            };
            let last =
                changes.iter().find(is_last).unwrap_or_else(|| panic!("{id} is never added at {head}"));
            let origins = oracle.origins(head, id, field);
            let commit = last["commit"].as_str().expect("a commit");
            assert!(origins.contains(commit), "{id} {field} at {head}: {last} is not among {origins:?}");
            compared += 1;
        }
    }
    assert!(compared > 400, "{compared}");
}
