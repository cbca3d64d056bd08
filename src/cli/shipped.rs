//! The command lines of everything under `packaging/`, held against our own
//! options: a flag that is renamed breaks no pipeline unseen.

use std::fs;
use std::path::{Path, PathBuf};

use clap::Parser as _;

use super::args::Args;

#[test]
fn every_command_line_that_is_shipped_is_one_of_ours() {
    let top = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut open = vec![top.join("packaging"), top.join(".pre-commit-hooks.yaml")];
    let (mut seen, mut refused) = (Vec::new(), Vec::new());
    while let Some(path) = open.pop() {
        if path.is_dir() {
            open.extend(fs::read_dir(&path).expect("a folder").flatten().map(|entry| entry.path()));
        } else {
            let text = fs::read_to_string(&path).expect("a text");
            for line in commands(&text) {
                let told = format!("{}: {}", path.display(), line.join(" "));
                if let Err(error) = Args::try_parse_from(&line) {
                    refused.push(format!("{told}\n{error}"));
                }
                seen.push((path.clone(), line));
            }
        }
    }
    let has = |file: &str, word: &str| {
        let is_there = |(path, line): &(PathBuf, Vec<String>)| {
            path.ends_with(file) && line.iter().any(|known| known == word)
        };
        assert!(seen.iter().any(is_there), "{file} runs `{word}`");
    };
    for word in ["check", "diff", "build", "--new-since"] {
        has("packaging/github/plimsoll.yml", word);
        has("packaging/gitlab/templates/check/template.yml", word);
    }
    has("packaging/reminders/github.yml", "due");
    has("packaging/reminders/gitlab.yml", "due");
    has("packaging/action/action.yml", "--deny");
    has(".pre-commit-hooks.yaml", "--no-progress");
    assert!(refused.is_empty(), "{}", refused.join("\n"));
}

/// The runs of `plimsoll` in a script, word by word, with something in the
/// place of each variable.
fn commands(text: &str) -> Vec<Vec<String>> {
    // What a script collects beforehand, all of it.
    let collected: Vec<String> = text
        .lines()
        .filter_map(|line| line.split_once("options=(").or_else(|| line.split_once("options+=(")))
        .filter_map(|(_, rest)| Some(words(rest.split_once(')')?.0)))
        .flatten()
        .collect();
    text.lines().filter_map(|line| command(line, &collected)).collect()
}

fn command(line: &str, collected: &[String]) -> Option<Vec<String>> {
    let line = line.trim_start().trim_start_matches("- ");
    let line = line.strip_prefix("run: ").or_else(|| line.strip_prefix("entry: ")).unwrap_or(line);
    let line = line.trim_start_matches("{ ");
    if !line.starts_with("plimsoll ") {
        return None;
    }
    let line = line.replace("\"$(of \"$key\" person)\"", "somebody");
    let ends = [" > ", " >> ", " || ", " | "].iter().filter_map(|end| line.find(end)).min();
    let mut run = words(&line[..ends.unwrap_or(line.len())]);
    if let Some(place) = run.iter().position(|word| word == "${options[@]}") {
        run.splice(place..=place, collected.iter().cloned());
    }
    Some(run)
}

/// The words of a line, without their quotes.
fn words(line: &str) -> Vec<String> {
    let mut all = vec![String::new()];
    let mut quoted = false;
    for letter in line.chars() {
        match letter {
            '"' => quoted = !quoted,
            ' ' if !quoted => all.push(String::new()),
            _ => all.last_mut().expect("a word is begun").push(letter),
        }
    }
    all.retain(|word| !word.is_empty());
    let filled = |word: String| match word.as_str() {
        "${options[@]}" => word,
        "$WITHIN" => "30d".to_owned(),
        _ => word.replace("${", "").replace(['$', '}'], ""),
    };
    all.into_iter().map(filled).collect()
}

#[test]
fn words_are_those_of_a_shell() {
    let line = r#"      - run: plimsoll -C "$REGISTER" check --output "markdown=$FILE" > "$OUT""#;
    assert_eq!(
        commands(line),
        [["plimsoll", "-C", "REGISTER", "check", "--output", "markdown=FILE"].map(str::to_owned)]
    );
    assert!(commands("run: cargo install plimsoll --version 1").is_empty());
    let refused = Args::try_parse_from(["plimsoll", "check", "--no-such-flag"]);
    assert!(refused.is_err(), "the parser is awake");
}
