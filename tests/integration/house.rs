//! House rules that a compiler cannot see.

use std::path::Path;

fn sources() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let files =
        walkdir::WalkDir::new(&root).sort_by_file_name().into_iter().map(|entry| entry.expect("an entry"));
    let rust = files.filter(|entry| entry.path().extension().is_some_and(|ending| ending == "rs"));
    rust.map(|entry| {
        let name = entry.path().strip_prefix(&root).expect("below src").to_string_lossy().replace('\\', "/");
        (name, std::fs::read_to_string(entry.path()).expect("a source file"))
    })
    .collect()
}

/// A crate is named where a path into it stands.
fn names(text: &str, krate: &str) -> bool {
    text.contains(&format!("{krate}::")) || text.contains(&format!("use {krate};"))
}

#[test]
fn each_of_these_crates_is_named_in_one_place() {
    for (krate, home) in [
        ("git2", "git/"),
        ("miette", "report/human.rs"),
        ("tera", "site/"),
        ("toml_edit", "edit/"),
        ("rust_xlsxwriter", "report/export/xlsx/"),
        ("axum", "serve/server.rs"),
        ("notify", "serve/watch.rs"),
        ("atom_syndication", "report/export/atom.rs"),
        ("calamine", "import/workbook.rs"),
        ("zip", "import/workbook.rs, report/export/xlsx/"),
        ("encoding_rs", "import/delimited.rs"),
        ("cel", "expression/"),
        ("regex", "expression/"),
    ] {
        for (file, text) in sources() {
            // A test may look into what others write.
            let text = text.split("#[cfg(test)]").next().unwrap_or_default();
            assert!(
                home.split(", ").any(|home| file.starts_with(home)) || !names(text, krate),
                "{file} names {krate}, which lives in {home}"
            );
        }
    }
}

#[test]
fn nobody_but_the_command_line_reads_clock_or_environment() {
    for (file, text) in sources() {
        let reads = ["Timestamp::now", "SystemTime::now", "env::var"].iter().any(|name| text.contains(name));
        assert!(!reads || file.starts_with("cli/"), "{file} reads the clock or the environment");
    }
}

#[test]
fn dependencies_run_in_one_direction() {
    let knows = |file: &str, text: &str, forbidden: &[&str]| {
        // Tests may load a register wherever they stand.
        let text = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
        for module in forbidden {
            let named = text.contains(&format!("crate::{module}::"))
                || text.contains(&format!("use crate::{module};"));
            assert!(!named, "{file} knows {module}");
        }
    };
    let all = ["cli", "site", "report", "filter", "rules", "facts", "parse", "edit", "git"];
    for (file, text) in sources() {
        match file.split('/').next().unwrap_or_default() {
            "source" => knows(&file, &text, &[&all[..], &["model", "score", "finding"]].concat()),
            "model" => knows(&file, &text, &[&all[..], &["score", "finding"]].concat()),
            "score.rs" | "schedule.rs" => knows(&file, &text, &all),
            "parse" => knows(&file, &text, &["cli", "site", "report", "filter", "rules", "facts", "git"]),
            "rules" if !file.ends_with("examples.rs") => {
                knows(&file, &text, &["cli", "site", "report", "parse", "git"])
            }
            "report" | "site" | "edit" | "serve" => knows(&file, &text, &["cli"]),
            _ => {}
        }
    }
}

#[test]
fn what_the_program_is_made_of_is_in_the_package() {
    let manifest = include_str!("../../Cargo.toml");
    let include = manifest.lines().find(|line| line.starts_with("include = ")).expect("a list");
    let container = include_str!("../../packaging/container/Containerfile");
    let of_tests = ["tests.rs", "testing.rs", "examples.rs"];
    let built = |(file, _): &(String, String)| !of_tests.iter().any(|name| file.ends_with(name));
    for (file, text) in sources().into_iter().filter(built) {
        let text = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
        for (_, rest) in text.match_indices("include_").map(|(at, _)| text.split_at(at)) {
            let Some((_, path)) = rest.split_once("!(\"").filter(|(name, _)| name.len() < 15) else {
                continue;
            };
            let path = path.split('"').next().unwrap_or_default().trim_start_matches("../");
            let folder = path.split('/').next().unwrap_or_default();
            let is_beside = !rest.contains("!(\"../");
            let named = include.contains(&format!("\"/{folder}\""))
                && container.contains(&format!("\nCOPY {folder} "));
            assert!(is_beside || named || folder.ends_with(".rs"), "{file} includes {path}");
        }
    }
}
