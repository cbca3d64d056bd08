//! `metrics` and `measure`, in whole runs.

use serde_json::Value;

use crate::harness::{Registry, Run};
use crate::log::risk;
use crate::schemas::document;
use crate::story::Story;

const INDICATORS: &str = "[[indicator]]\nid = \"mails\"\nname = \"Phishing mails\"\nkind = \"kri\"\n\
    unit = \"a month\"\nbetter = \"lower\"\ntarget = 5\nwarn = 10\nbreach = 20\nevery = \"1 month\"\n\
    grace = \"10 days\"\nowner = \"it-manager\"\nrisks = [\"R001\"]\n";

fn metrics(run: &Run) -> Value {
    assert_eq!(run.code, 0, "{}", run.stderr);
    document("metrics", &run.stdout)
}

fn watched() -> Registry {
    Registry::base()
        .file("indicators.toml", INDICATORS)
        .file("measurements/mails.csv", "date,value,n,note\n2025-04-30,3\n2025-05-31,25,40,a wave\n")
        .file(
            "incidents/I0001.toml",
            "id = \"I0001\"\ntitle = \"Two accounts\"\nseverity = \"high\"\noccurred = 2025-03-03T08:00:00Z\n\
             detected = 2025-03-03T09:00:00Z\nresolved = 2025-03-03T12:00:00Z\nrisks = [\"R001\"]\n",
        )
}

#[test]
fn every_figure_is_in_every_format() {
    let register = watched();
    let told = metrics(&register.run(&["metrics", "--format", "json"]));
    assert_eq!(told["since"], "2024-06-01");
    let mails = &told["indicators"][0];
    assert_eq!((mails["status"].as_str(), mails["stale"].as_bool()), (Some("breached"), Some(false)));
    assert_eq!(mails["latest"]["value"], 25.0);
    assert_eq!(told["incidents"]["detect"]["median_minutes"], 60.0);
    assert_eq!(told["incidents"]["by_quarter"][0]["quarter"], "2025-Q1");
    assert!(told["register"]["postponements"].is_null(), "without Git it is not known");
    let known: Vec<bool> =
        told["levels"].as_array().expect("levels").iter().map(|c| c["known"] == true).collect();
    assert_eq!((known.len(), known.iter().filter(|known| **known).count()), (13, 1));
    let quarters = metrics(&register.run(&["metrics", "--format", "json", "--by", "quarter"]));
    assert_eq!(quarters["levels"].as_array().map(Vec::len), Some(5));
    let csv = register.run(&["metrics", "--format", "csv"]).stdout;
    assert!(
        csv.starts_with("figure,of,date,value,n\n") && csv.contains("indicator,mails,2025-05-31,25,40\n")
    );
    assert!(csv.contains("incidents.detect.median_minutes,,2025-06-01,60,1\n"), "{csv}");
    let text = register.run(&["metrics"]).stdout;
    let words: Vec<String> =
        text.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ")).collect();
    for line in ["Open risks 1", "Phishing mails 25 a month on 2025-05-31, breached"] {
        assert!(words.iter().any(|known| known == line), "{line}: {text}");
    }
    assert!(text.lines().all(|line| line.chars().count() <= 80), "{text}");
    let failed = register.run(&["metrics", "--since", "2025-06-01"]);
    assert!(failed.code == 2 && failed.stderr.contains("not before"), "{}", failed.stderr);
}

#[test]
fn a_breach_asks_for_the_review_of_the_risks_that_are_watched() {
    let register = watched();
    let show = || -> Value {
        let run = register.run(&["show", "R001", "--format", "json"]);
        serde_json::from_str::<Value>(&run.stdout).expect("a document")["risks"][0].clone()
    };
    let before = show();
    assert_eq!(before["overdue"], true, "due since the day before: {before}");
    let path = register.path("risks/R001.toml");
    let text = std::fs::read_to_string(&path).expect("a risk");
    std::fs::write(&path, format!("{text}\n[review]\non = 2025-05-31\nby = \"it-manager\"\n"))
        .expect("written");
    assert_eq!(show()["overdue"], false);
    let run = register.run(&["check", "--format", "short", "--select", "breached-indicator"]);
    assert!(run.stdout.contains("Phishing mails was 25 on 2025-05-31"), "the breach stays: {}", run.stdout);
}

#[test]
fn past_months_are_what_a_checkout_of_them_says() {
    let mut story = Story::begin();
    let text = risk("R001", "");
    story.commit("add", &[("risks/R001.toml", Some(&text))]);
    // A day a commit: the second of February is the thirty-third day.
    for day in 0..32 {
        story.commit(&format!("note {day}"), &[("notes.md", Some(&day.to_string()))]);
    }
    let high = text.replace("likelihood = \"medium\"", "likelihood = \"high\"");
    story.commit("raise", &[("risks/R001.toml", Some(&high)), ("risks/R002.toml", Some(&risk("R002", "")))]);
    let told = metrics(&story.run(&[
        "metrics",
        "--format",
        "json",
        "--since",
        "2024-11-30",
        "--today",
        "2025-03-15",
    ]));
    let levels: Vec<(String, bool, u64, u64)> = told["levels"]
        .as_array()
        .expect("levels")
        .iter()
        .map(|column| {
            let count = |level: &str| column["counts"][level].as_u64().unwrap_or(0);
            let date = column["date"].as_str().expect("a day").to_owned();
            (date, column["known"] == true, count("moderate"), count("high"))
        })
        .collect();
    let column = |date: &str, known: bool, moderate: u64, high: u64| (date.to_owned(), known, moderate, high);
    assert_eq!(
        levels,
        [
            column("2024-12-31", false, 0, 0),
            column("2025-01-31", true, 1, 0),
            column("2025-02-28", true, 1, 1),
            column("2025-03-15", true, 1, 1),
        ]
    );
    for (date, ..) in &levels[1..3] {
        let then = metrics(&story.run(&["metrics", "--format", "json", "--at", date, "--today", date]));
        let columns = then["levels"].as_array().expect("levels");
        let now =
            told["levels"].as_array().expect("levels").iter().find(|column| column["date"] == date.as_str());
        assert_eq!(
            columns.last().map(|column| &column["counts"]),
            now.map(|column| &column["counts"]),
            "{date}"
        );
    }
}

#[test]
fn a_measurement_is_added_at_the_end_and_refused_with_a_reason() {
    let register = watched();
    let file = register.path("measurements/mails.csv");
    let before = std::fs::read_to_string(&file).expect("a series");
    let run =
        register.run(&["measure", "mails", "7", "--note", "after the training, \"better\"", "--n", "12"]);
    assert_eq!((run.code, run.stdout.as_str()), (0, "measurements/mails.csv\n"), "{}", run.stderr);
    assert!(run.stderr.contains("off-target"), "{}", run.stderr);
    let after = std::fs::read_to_string(&file).expect("a series");
    assert_eq!(after, format!("{before}2025-06-01,7,12,\"after the training, \"\"better\"\"\"\n"));
    assert_eq!(register.run(&["check"]).code, 0);
    for (arguments, says) in [
        (&["measure", "mials", "7"][..], "mails"),
        (&["measure", "mails", "many"], "no number"),
        (&["measure", "mails", "8"], "last measured on 2025-06-01"),
        (&["measure", "mails", "8", "--date", "2025-05-01"], "not before 2025-05-01"),
        (&["measure", "mails", "8", "--date", "2025-06-03"], "after today"),
    ] {
        let run = register.run(arguments);
        assert!(run.code == 2 && run.stderr.contains(says), "{arguments:?}: {}", run.stderr);
        assert_eq!(std::fs::read_to_string(&file).expect("a series"), after);
    }
    let none = Registry::base().run(&["measure", "mails", "7"]);
    assert!(none.code == 2 && none.stderr.contains("[[indicator]]"), "{}", none.stderr);
    let fresh = Registry::base().file("indicators.toml", INDICATORS);
    assert_eq!(fresh.run(&["measure", "Phishing mails", "-2.5"]).code, 0);
    let text = std::fs::read_to_string(fresh.path("measurements/mails.csv")).expect("a series");
    assert_eq!(text, "date,value,n,note\n2025-06-01,-2.5\n");
}

#[test]
fn a_changed_measurement_is_told_and_found() {
    let mut story = Story::begin();
    story.commit(
        "add",
        &[("risks/R001.toml", Some(&risk("R001", ""))), ("indicators.toml", Some(INDICATORS))],
    );
    story.commit("measure", &[("measurements/mails.csv", Some("date,value\n2025-05-30,3\n"))]);
    story.commit("correct", &[("measurements/mails.csv", Some("date,value\n2025-05-30,4\n2025-05-31,5\n"))]);
    let run = story.run(&["log", "--format", "json", "--field", "measurement[2025-05-30]"]);
    let document: Value = serde_json::from_str(&run.stdout).expect("a document");
    let told: Vec<String> =
        document["changes"].as_array().expect("changes").iter().map(crate::story::line).collect();
    assert_eq!(told, ["correct: changed measurement[2025-05-30].value 3.0 4.0"]);
    let run = story.run(&["check", "--format", "short", "--select", "restated-measurement"]);
    assert!(run.stdout.contains("mails of 2025-05-30 was 3 and is 4"), "{}", run.stdout);
    let told = metrics(&story.run(&["metrics", "--format", "json"]));
    let values = told["indicators"][0]["values"].as_array().expect("values");
    assert_eq!((values[0]["restated"].as_bool(), values[1]["restated"].as_bool()), (Some(true), Some(false)));
}
