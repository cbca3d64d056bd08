//! How long a register takes to check and to build, by its size.
//!
//! `cargo bench` prints the time per risk at 100, 1,000 and 10,000 risks, so
//! that growth is seen, and whole `check` runs beside reading the same files
//! with `cat`: a ratio within one run says more than seconds. Each figure is
//! the median of several runs.

#![allow(clippy::print_stdout, reason = "a benchmark prints its figures")]
#![allow(missing_docs, reason = "a benchmark is no library")]

mod generate;

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use plimsoll::facts::Facts;
use plimsoll::filter::{self, Selection};
use plimsoll::parse;
use plimsoll::source::tree::WorkTree;

const SIZES: [usize; 3] = [100, 1_000, 10_000];
const RUNS: usize = 7;

fn main() -> std::io::Result<()> {
    let scratch = tempfile::tempdir()?;
    let today = jiff::civil::date(2025, 6, 1);
    let mut checks = Vec::new();
    let mut builds = Vec::new();
    for size in SIZES {
        let folder = scratch.path().join(size.to_string());
        generate::write(&folder, size)?;
        let check = median(|| {
            let tree = WorkTree::new(folder.clone());
            let loaded = parse::load(&tree).expect("a generated register has a sound plimsoll.toml");
            let facts = Facts::new(&loaded.register, today);
            let report = filter::report(&facts, loaded.findings.clone(), &Selection::default());
            assert_eq!(facts.risks.len(), size, "{} findings", report.findings.len());
        });
        line("load and check", size, check);
        checks.push(check);
        let build = median(|| whole(&folder, &["build", "--out", "site"]));
        line("build (whole run)", size, build);
        builds.push(build);
        let process = median(|| whole(&folder, &["check", "--exit-zero", "-q"]));
        let cat = median(|| cat(&folder));
        line("check (whole run)", size, process);
        println!("{:>20} {size:>7} risks  {:.2} times `cat` of the same files", "", ratio(process, cat));
        for format in ["csv", "json", "ndjson", "xlsx", "ics", "atom"] {
            let export = median(|| whole(&folder, &["export", format, "-q", "--output", "../export"]));
            line(&format!("export {format}"), size, export);
            println!("{:>20} {size:>7} risks  {:.2} times check", "", ratio(export, process));
        }
        for format in ["csv", "xlsx"] {
            let sheet = scratch.path().join(format!("register-{size}.{format}")).display().to_string();
            whole(&folder, &["export", format, "-q", "--output", &sheet]);
            let mut runs = 0;
            let import = median(|| {
                runs += 1;
                let fresh = scratch.path().join(format!("fresh-{size}-{format}-{runs}"));
                generate::write(&fresh, 1).expect("a register of one risk");
                whole(&fresh, &["import", &sheet, "-q"]);
            });
            line(&format!("import {format}"), size, import);
            println!("{:>20} {size:>7} risks  {:.2} times check", "", ratio(import, process));
        }
    }
    new_since(&scratch.path().join("1000"));
    history(scratch.path());
    println!(
        "growth from 1,000 to 10,000 risks: check {:.1}, build {:.1}",
        ratio(checks[2], checks[1]),
        ratio(builds[2], builds[1])
    );
    Ok(())
}

/// How long it takes to tell what a change brings: ten risks of a committed
/// register edited, beside a plain check of the same.
fn new_since(folder: &Path) {
    let git = |arguments: &[&str]| {
        let who = ["-c", "user.name=Ana Ruiz", "-c", "user.email=ana@example.org", "-C"];
        let status = Command::new("git").args(who).arg(folder).args(arguments).stdout(Stdio::null()).status();
        assert!(status.expect("git runs").success());
    };
    git(&["init", "--quiet"]);
    git(&["add", "."]);
    git(&["commit", "--quiet", "--message", "begin"]);
    for entry in std::fs::read_dir(folder.join("risks/001")).expect("risks").flatten().take(10) {
        let text = std::fs::read_to_string(entry.path()).unwrap_or_default();
        std::fs::write(entry.path(), text.replace("likelihood", "# touched\nlikelihood")).unwrap_or_default();
    }
    let plain = median(|| whole(folder, &["check", "--exit-zero", "-q"]));
    let new = median(|| whole(folder, &["check", "--new-since", "HEAD", "--exit-zero", "-q"]));
    line("check --new-since", 1_000, new);
    println!("{:>20} {:>7} risks  {:.2} times check", "", 1_000, ratio(new, plain));
}

/// How long a history takes to read, by its commits, beside what Git takes to
/// list the files that they touched; and one risk's from what was stored.
fn history(scratch: &Path) {
    for commits in [1_000, 5_000, 20_000] {
        let folder = scratch.join(format!("history-{commits}"));
        generate::history::write(&folder, 1_000, commits);
        let git = |arguments: &[&str]| {
            let status =
                Command::new("git").arg("-C").arg(&folder).args(arguments).stdout(Stdio::null()).status();
            assert!(status.expect("git runs").success());
        };
        let yardstick =
            median(|| git(&["log", "--raw", "--no-renames", "--full-history", "-m", "--", "risks"]));
        let cold = median(|| whole(&folder, &["log", "--no-cache", "--format", "json"]));
        let each = cold.as_secs_f64() * 1e6 / commits as f64;
        println!(
            "{:>20} {commits:>7} commits {:>8.1} ms  {each:>7.1} µs a commit, {:.2} times `git log --raw -m`",
            "log, cold",
            cold.as_secs_f64() * 1e3,
            ratio(cold, yardstick)
        );
        whole(&folder, &["log", "R00005"]);
        let file = Command::new("git").arg("-C").arg(&folder).args(["ls-files", "*R00005.toml"]).output();
        let file = String::from_utf8(file.expect("git runs").stdout).expect("a path");
        let follow = median(|| git(&["log", "--follow", "--", file.trim()]));
        let warm = median(|| whole(&folder, &["log", "R00005", "--format", "json"]));
        println!(
            "{:>20} {commits:>7} commits {:>8.1} ms  {:.2} times `git log --follow`",
            "log ID, stored",
            warm.as_secs_f64() * 1e3,
            ratio(warm, follow)
        );
        let with = median(|| whole(&folder, &["check", "--exit-zero", "-q", "--today", "2025-06-01"]));
        let without = median(|| whole(&folder, &["check", "--exit-zero", "-q", "--today", "2019-01-01"]));
        println!(
            "{:>20} {commits:>7} commits {:.2} times without history",
            "check, stored",
            ratio(with, without)
        );
    }
}

fn line(what: &str, size: usize, time: Duration) {
    let each = time.as_secs_f64() * 1e6 / size as f64;
    println!("{what:>20} {size:>7} risks  {:>9.1} ms  {each:>7.1} µs a risk", time.as_secs_f64() * 1e3);
}

fn ratio(a: Duration, b: Duration) -> f64 {
    a.as_secs_f64() / b.as_secs_f64()
}

/// The median of several runs, after one that is not counted.
fn median(mut work: impl FnMut()) -> Duration {
    work();
    let mut times: Vec<Duration> = (0..RUNS)
        .map(|_| {
            let start = Instant::now();
            work();
            start.elapsed()
        })
        .collect();
    times.sort_unstable();
    times[RUNS / 2]
}

fn whole(folder: &Path, arguments: &[&str]) {
    let day = ["--today", "2025-06-01"];
    let day = day.iter().filter(|_| !arguments.contains(&"--today"));
    let status = Command::new(env!("CARGO_BIN_EXE_plimsoll"))
        .args(arguments)
        .args(day)
        .current_dir(folder)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    assert!(status.is_ok_and(|status| status.code().is_some_and(|code| code < 2)), "the program failed");
}

fn cat(folder: &Path) {
    let status = Command::new("find")
        .args(["risks", "-name", "*.toml", "-exec", "cat", "{}", "+"])
        .current_dir(folder)
        .stdout(Stdio::null())
        .status();
    assert!(status.is_ok_and(|status| status.success()), "find and cat failed");
}
