//! A repository of any number of commits, the same every time, as a stream for
//! `git fast-import`: edits of one risk, branches that are merged, files that
//! move, and now and then another methodology.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use super::{assets, controls, people, risk, threats};

/// Every so many commits a branch begins; it has two commits and is merged.
const BRANCH_EVERY: usize = 12;
/// Every so many commits a file moves to another folder.
const MOVE_EVERY: usize = 60;
/// Every so many commits the methodology changes.
const METHOD_EVERY: usize = 5_000;
/// 1 January 2020, 12:00 UTC; a commit follows every two hours.
const START: usize = 1_577_880_000;

/// Writes a bare repository of `risks` risks and `commits` commits, packed.
pub(crate) fn write(folder: &Path, risks: usize, commits: usize) {
    let git = |arguments: &[&str]| {
        let mut command = Command::new("git");
        command.arg("-C").arg(folder).args(arguments).env("GIT_CONFIG_NOSYSTEM", "1");
        command.env("HOME", folder).stdout(Stdio::null()).stderr(Stdio::null());
        command
    };
    std::fs::create_dir_all(folder).expect("a folder");
    assert!(git(&["init", "-q", "-b", "main"]).status().expect("git runs").success());
    let mut import = git(&["fast-import", "--quiet"]).stdin(Stdio::piped()).spawn().expect("git runs");
    let stream = stream(risks, commits);
    import.stdin.take().expect("a pipe").write_all(stream.as_bytes()).expect("written");
    assert!(import.wait().expect("git ends").success());
    assert!(git(&["repack", "-adfq"]).status().expect("git runs").success());
    assert!(git(&["reset", "-q", "--hard"]).status().expect("git runs").success());
}

struct Stream {
    text: String,
    mark: usize,
    seed: u64,
    risks: Vec<(String, String)>,
    methodology: String,
}

impl Stream {
    fn random(&mut self, below: usize) -> usize {
        self.seed = self.seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.seed >> 33) as usize % below
    }

    /// A commit of these files on a branch, upon a mark, with a second parent.
    fn commit(
        &mut self,
        branch: &str,
        from: usize,
        merge: Option<usize>,
        files: &BTreeMap<String, Option<String>>,
    ) -> usize {
        self.mark += 1;
        let (mark, time) = (self.mark, START + self.mark * 7_200);
        let person = self.mark % 7;
        let who = format!("Person {person} <person-{person}@example.org> {time} +0000");
        let subject = format!("Change number {mark}");
        let _ = write!(
            self.text,
            "commit refs/heads/{branch}\nmark :{mark}\nauthor {who}\ncommitter {who}\ndata {}\n{subject}\n",
            subject.len()
        );
        if from > 0 {
            let _ = writeln!(self.text, "from :{from}");
        }
        if let Some(merge) = merge {
            let _ = writeln!(self.text, "merge :{merge}");
        }
        for (path, text) in files {
            match text {
                Some(text) => {
                    let _ = write!(self.text, "M 100644 inline {path}\ndata {}\n{text}\n", text.len());
                }
                None => {
                    let _ = writeln!(self.text, "D {path}");
                }
            }
        }
        self.text.push('\n');
        mark
    }

    /// An edit of one risk.
    fn edit(&mut self) -> BTreeMap<String, Option<String>> {
        const SCALE: [&str; 3] = ["low", "medium", "high"];
        let (place, kind, word) = (self.random(self.risks.len()), self.random(4), self.random(3));
        let day = 1 + self.random(28);
        let month = 1 + self.random(12);
        let (path, text) = &mut self.risks[place];
        let line = match kind {
            0 => format!("likelihood = \"{}\"", SCALE[word]),
            1 => format!("due = 2026-{month:02}-{day:02}"),
            2 => format!("on = 2025-{month:02}-{day:02}"),
            _ => format!("cost = {}", 1_000 + month * 100 + day),
        };
        let key = line.split('=').next().unwrap_or_default().to_owned();
        let old = text.lines().find(|old| old.starts_with(&key)).unwrap_or_default().to_owned();
        *text = text.replacen(&old, &line, 1);
        BTreeMap::from([(path.clone(), Some(text.clone()))])
    }

    fn shift(&mut self) -> BTreeMap<String, Option<String>> {
        let (place, folder) = (self.random(self.risks.len()), self.random(9));
        let (path, text) = &mut self.risks[place];
        let name = path.rsplit('/').next().unwrap_or_default().to_owned();
        let to = format!("risks/{folder:03}/{name}");
        let from = std::mem::replace(path, to.clone());
        let mut files = BTreeMap::from([(from, None)]);
        files.insert(to, Some(text.clone()));
        files
    }

    fn rescore(&mut self) -> BTreeMap<String, Option<String>> {
        let (a, b) = ("medium = [\"low\", \"moderate\", \"high\"]", "medium = [\"low\", \"high\", \"high\"]");
        self.methodology = if self.methodology.contains(a) {
            self.methodology.replace(a, b)
        } else {
            self.methodology.replace(b, a)
        };
        BTreeMap::from([("schema/methodology.toml".to_owned(), Some(self.methodology.clone()))])
    }
}

fn stream(risks: usize, commits: usize) -> String {
    let methodology = include_str!("../../tests/data/examples/methodology.toml").to_owned();
    let each = |n: usize| (format!("risks/{:03}/R{n:05}.toml", n / 200), risk(n));
    let mut out = Stream {
        text: String::new(),
        mark: 0,
        seed: 42,
        risks: (1..=risks).map(each).collect(),
        methodology,
    };
    let config = "[register]\nid = \"generated\"\ntitle = \"Generated register\"\nid_pattern = \"R#####\"\ncurrency = \"EUR\"\n";
    let mut files: BTreeMap<String, Option<String>> = BTreeMap::from([
        ("plimsoll.toml".to_owned(), Some(config.to_owned())),
        ("people.toml".to_owned(), Some(people())),
        ("assets.toml".to_owned(), Some(assets())),
        ("threats.toml".to_owned(), Some(threats())),
        ("controls.toml".to_owned(), Some(controls())),
        ("schema/methodology.toml".to_owned(), Some(out.methodology.clone())),
    ]);
    files.extend(out.risks.iter().map(|(path, text)| (path.clone(), Some(text.clone()))));
    let mut head = out.commit("main", 0, None, &files);
    while out.mark < commits {
        let number = out.mark + 1;
        head = if number.is_multiple_of(METHOD_EVERY) {
            let files = out.rescore();
            out.commit("main", head, None, &files)
        } else if number.is_multiple_of(MOVE_EVERY) {
            let files = out.shift();
            out.commit("main", head, None, &files)
        } else if number.is_multiple_of(BRANCH_EVERY) {
            let (one, two, beside) = (out.edit(), out.edit(), out.edit());
            let first = out.commit("topic", head, None, &one);
            let second = out.commit("topic", first, None, &two);
            let main = out.commit("main", head, None, &beside);
            let mut both = one;
            both.extend(two);
            both.extend(beside);
            out.commit("main", main, Some(second), &both)
        } else {
            let files = out.edit();
            out.commit("main", head, None, &files)
        };
    }
    let _ = writeln!(out.text, "reset refs/heads/topic\nfrom :{head}\n");
    out.text
}
