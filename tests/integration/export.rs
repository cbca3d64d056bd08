//! `plimsoll export`

use std::collections::BTreeSet;
use std::fs;
use std::process::Stdio;

use serde_json::Value;

use crate::harness::{Registry, Run, sample};
use crate::log::risk;
use crate::schemas;
use crate::story::Story;

const LATE: &str = "id = 'R002'\ntitle = '=cmd|calc, reused'\nowner = 'security-lead'\nlikelihood = 'high'\nimpact = 'high'\nassessed = 2025-05-01\ncontrols = ['password-policy']\ntags = ['cloud']\nstatus = 'in-progress'\n[treatment]\noption = 'mitigate'\nplan = '+1'\nowner = 'it-manager'\ndue = 2025-04-30\ncost = 1200\n";
const SECRET: &str = "id = 'R003'\ntitle = 'Takeover'\nowner = 'it-manager'\nlikelihood = 'high'\nimpact = 'high'\nassessed = 2025-05-01\nstatus = 'open'\npublish = 'hidden'\nrationale = 'SECRET'\n";
const OUTLINE: &str = "id = 'R004'\ntitle = 'Board deal'\nowner = 'it-manager'\nlikelihood = 'high'\nimpact = 'high'\nassessed = 2025-05-01\nstatus = 'open'\npublish = { board = 'full', staff = 'outline' }\nrationale = 'SECRET'\nrelated = ['R003']\n";
const INDICATORS: &str = "[[indicator]]\nid = 'mails'\nname = 'Phishing mails'\nkind = 'kri'\nunit = 'per month'\nbetter = 'lower'\nbreach = 200\nevery = '1 month'\nowner = 'it-manager'\nrisks = ['R002', 'R003']\n\
[[indicator]]\nid = 'deals'\nname = 'SECRET'\nkind = 'kri'\nunit = 'deals'\nbetter = 'lower'\nevery = '1 month'\nowner = 'it-manager'\nrisks = ['R003']\n";
const FORMATS: [&str; 5] = ["csv", "json", "ndjson", "ics", "atom"];

fn register() -> Registry {
    let config = include_str!("../data/examples/plimsoll.toml");
    let audiences =
        "\n[[site.audience]]\nid = 'board'\n[[site.audience]]\nid = 'staff'\npublish = 'outline'\n";
    Registry::base()
        .file("plimsoll.toml", format!("{config}{audiences}"))
        .file("risks/R002.toml", LATE)
        .file("risks/R003.toml", SECRET)
        .file("risks/R004.toml", OUTLINE)
        .file("indicators.toml", INDICATORS)
        .file("measurements/mails.csv", "date,value,n,note\n2025-03-31,40,,\n2025-04-30,250,12,=1+1\n2025-05-31,260,,of the Takeover\n2025-09-30,1,,to come\n")
        .file("measurements/deals.csv", "date,value\n2025-05-31,1\n")
        .file("incidents/I0001.toml", "id = 'I0001'\ntitle = 'SECRET'\ndetected = 2025-03-03T09:00:00Z\nrisks = ['R003']\n")
        .file("incidents/I0002.toml", "id = 'I0002'\ntitle = 'Two accounts'\nseverity = 'high'\ndetected = 2025-03-03T10:00:00+01:00\nresolved = 2025-09-03T09:00:00Z\nrisks = ['R002', 'R003']\n")
}

fn export(register: &Registry, arguments: &[&str]) -> Run {
    let run = register.run(&[&["export"], arguments].concat());
    assert_eq!(run.code, 0, "{arguments:?}: {}", run.stderr);
    run
}

fn lines(text: &str) -> Vec<Value> {
    let line = |line: &str| schemas::document("ndjson", line);
    text.lines().map(line).collect()
}

#[test]
fn json_is_the_document_of_list() {
    let register = register();
    let run = export(&register, &["json"]);
    let document = schemas::document("list", &run.stdout);
    let ids: Vec<&str> =
        document["risks"].as_array().expect("risks").iter().filter_map(|risk| risk["id"].as_str()).collect();
    assert_eq!(ids, ["R002", "R004", "R001"]);
    let list = register.run(&["list", "--format", "json"]);
    let list = schemas::document("list", &list.stdout);
    assert_eq!(list["risks"][0], document["risks"][0], "what is published in full is the same");
    assert!(run.stderr.contains("1 risk is not published and left out"), "{}", run.stderr);
    let sample = sample();
    schemas::document("list", &export(&sample, &["json"]).stdout);
}

#[test]
fn what_publish_keeps_back_is_in_no_format() {
    let register = register();
    for format in FORMATS {
        let run = export(&register, &[format]);
        for kept in ["SECRET", "Takeover", "R003"] {
            assert!(!run.stdout.contains(kept), "{format}: {kept}");
        }
        assert!(format == "atom" || run.stdout.contains("Board deal"), "{format} has the outline");
    }
    let seen = |audience: &str| {
        let document =
            schemas::document("list", &export(&register, &["json", "--audience", audience]).stdout);
        let risk = document["risks"].as_array().expect("risks").iter().find(|risk| risk["id"] == "R004");
        risk.expect("the risk").clone()
    };
    let (board, staff) = (seen("board"), seen("staff"));
    assert_eq!((&board["rationale"], &board["likelihood"]), (&Value::from("SECRET"), &Value::from("high")));
    assert_eq!(board["related"], serde_json::json!([]), "a hidden risk is not named");
    assert_eq!((&staff["rationale"], &staff["likelihood"]), (&Value::Null, &Value::Null));
    assert_eq!((&staff["level"], &staff["findings"]), (&Value::from("critical"), &Value::Null));
    let run = register.run(&["export", "json", "--audience", "bord"]);
    assert_eq!((run.code, run.stdout.as_str()), (2, ""));
    assert!(run.stderr.contains("`board`"), "{}", run.stderr);
}

#[test]
fn csv_has_the_eleven_columns_then_every_field_and_is_inert() {
    let run = export(&register(), &["csv", "--owner", "security-lead"]);
    let mut rows = run.stdout.lines();
    let head = rows.next().expect("headings");
    assert!(head.starts_with("Risk ID,Risk Description,Asset Owner,Likelihood,Impact,Risk Level,Existing Controls,Recommended Treatment,Action Owner,Due Date,Status,id,title,"), "{head}");
    for heading in ["treatment.due", "acceptance.until", "custom.", "level", "findings.errors"] {
        let has = head.split(',').any(|known| known.starts_with(heading));
        assert!(has || heading == "custom.", "{heading} in {head}");
    }
    let row = rows.next().expect("a risk");
    assert!(row.starts_with("R002,\"'=cmd|calc, reused\",Security Lead,High,High,Critical,Password policy,'+1,IT Manager,2025-04-30,In Progress,R002,\"'=cmd|calc, reused\","), "{row}");
    assert_eq!(rows.next(), None, "the filters of list apply");
}

#[test]
fn ndjson_has_a_line_for_each_thing_with_its_register_and_commit() {
    let mut story = Story::begin();
    let one = risk("R001", "");
    story.commit("add", &[("risks/R001.toml", Some(&one))]);
    let head =
        story.commit("raise R001", &[("risks/R001.toml", Some(&one.replace("\"medium\"", "\"high\"")))]);
    let run = story.run(&["export", "ndjson"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let lines = lines(&run.stdout);
    let kinds: BTreeSet<&str> = lines.iter().filter_map(|line| line["type"].as_str()).collect();
    assert_eq!(kinds.into_iter().collect::<Vec<_>>(), ["change", "control", "risk"]);
    assert!(lines.iter().all(|line| line["as_of"] == head.as_str()));
    let registers: BTreeSet<&str> = lines.iter().filter_map(|line| line["register"].as_str()).collect();
    assert!(registers.len() <= 1);
    let log: Value = serde_json::from_str(&story.run(&["log", "--format", "json"]).stdout).expect("JSON");
    let changes: Vec<&Value> = lines.iter().filter(|line| line["type"] == "change").collect();
    let told = log["changes"].as_array().expect("changes");
    assert_eq!(changes.len(), told.len());
    for (line, change) in changes.iter().zip(told) {
        for (key, value) in change.as_object().expect("an object") {
            assert_eq!(&line[key], value, "{key}");
        }
    }
}

#[test]
fn the_history_keeps_back_what_publish_does_and_ends_with_the_day() {
    let mut story = Story::begin();
    let (open, hidden) =
        (risk("R001", ""), risk("R002", "publish = \"hidden\"\n").replace("A risk", "Takeover"));
    story.commit("add R001", &[("risks/R001.toml", Some(&open))]);
    let both = [("risks/R002.toml", Some(hidden.as_str())), ("assets.toml", Some("# nothing\n"))];
    story.commit("the quiet one", &both);
    story.commit("close to R002", &[("risks/R001.toml", Some(&open.replace("\"medium\"", "\"high\"")))]);
    for format in ["ndjson", "atom"] {
        let run = story.run(&["export", format]);
        assert_eq!(run.code, 0, "{}", run.stderr);
        for kept in ["R002", "the quiet one", "Takeover"] {
            assert!(!run.stdout.contains(kept), "{format}: {kept} in {}", run.stdout);
        }
        assert!(run.stdout.contains("add R001"), "{format}: {}", run.stdout);
        let early = story.run(&["export", format, "--today", "2025-01-02"]);
        assert!(early.stdout.contains("add R001"), "{format}: {}", early.stdout);
        assert!(run.stdout.len() > early.stdout.len(), "{format}");
        let changes =
            early.stdout.matches("\"type\":\"change\"").count() + early.stdout.matches("<entry>").count();
        let all = run.stdout.matches("\"type\":\"change\"").count() + run.stdout.matches("<entry>").count();
        assert!(changes < all, "{format}: {changes} of {all}");
    }
}

#[test]
fn an_earlier_revision_is_exported_as_it_was() {
    let mut story = Story::begin();
    let first = story.commit("add", &[("risks/R001.toml", Some(&risk("R001", "")))]);
    story.commit("another", &[("risks/R002.toml", Some(&risk("R002", "")))]);
    for format in FORMATS {
        let run = story.run(&["export", format, "--at", &first]);
        assert_eq!(run.code, 0, "{}", run.stderr);
        assert!(!run.stdout.contains("R002"), "{format}");
    }
    story.run(&["export", "xlsx", "--at", &first, "--output", "first.xlsx"]);
    assert!(story.register.path("first.xlsx").is_file());
}

#[test]
fn a_calendar_keeps_its_ids_and_is_a_persons_where_one_is_named() {
    let uids = |register: &Registry, arguments: &[&str]| {
        let text = export(register, &[&["ics"], arguments].concat()).stdout;
        assert!(text.ends_with("END:VCALENDAR\r\n"));
        let unfolded = text.replace("\r\n ", "");
        let found = unfolded.lines().filter_map(|line| line.strip_prefix("UID:"));
        found.map(str::to_owned).collect::<BTreeSet<_>>()
    };
    let before = uids(&register(), &[]);
    let moved = register().file("risks/R002.toml", LATE.replace("due = 2025-04-30", "due = 2025-09-30"));
    assert_eq!(uids(&moved, &[]), before, "an entry that moves is the same entry");
    let done = register().file("risks/R002.toml", format!("{LATE}done = 2025-05-30\n"));
    assert!(uids(&done, &[]).is_subset(&before) && uids(&done, &[]) != before);
    let mine = uids(&register(), &["--owner", "IT Manager"]);
    assert!(
        mine.iter().any(|uid| uid.starts_with("R002-treatment@")),
        "an action about another's risk: {mine:?}"
    );
    assert!(!mine.iter().any(|uid| uid.starts_with("R002-review@")), "{mine:?}");
}

#[test]
fn a_workbook_is_the_same_every_time_and_never_a_terminals() {
    let register = register();
    for name in ["a.xlsx", "b.xlsx"] {
        let run = export(&register, &["xlsx", "--output", name]);
        assert_eq!(run.stdout, "");
    }
    let bytes = |name: &str| fs::read(register.path(name)).expect("a workbook");
    assert_eq!(bytes("a.xlsx"), bytes("b.xlsx"));
    assert_eq!(&bytes("a.xlsx")[..2], b"PK");
    let mut command = register.command(&["export", "xlsx"], &[]);
    let output = command.output().expect("a run");
    assert_eq!(output.stdout, bytes("a.xlsx"), "a pipe gets the workbook");
}

#[test]
fn output_replaces_a_file_and_never_one_of_the_register() {
    let register = register();
    let plain = export(&register, &["csv"]).stdout;
    fs::write(register.path("out.csv"), "old").expect("written");
    assert_eq!(export(&register, &["csv", "--output", "out.csv"]).stdout, "");
    assert_eq!(fs::read_to_string(register.path("out.csv")).expect("a file"), plain);
    assert_eq!(export(&register, &["csv", "--output", "-"]).stdout, plain);
    for (file, why) in [
        ("risks/R001.toml", "a file of the register"),
        ("./risks/../people.toml", "a file of the register"),
        ("plimsoll.toml", "a file of the register"),
        ("risks", "a f"),
        ("no/such/folder/x.csv", "there is no folder"),
    ] {
        let before = fs::read(register.path("risks/R001.toml")).expect("a file");
        let run = register.run(&["export", "csv", "--output", file]);
        assert_eq!((run.code, run.stdout.as_str()), (2, ""), "{file}");
        assert!(run.stderr.contains(why), "{file}: {}", run.stderr);
        assert_eq!(fs::read(register.path("risks/R001.toml")).expect("a file"), before);
    }
    let left: Vec<_> = fs::read_dir(register.root())
        .expect("a folder")
        .flatten()
        .filter(|entry| entry.file_name().to_string_lossy().starts_with(".plimsoll-"))
        .collect();
    assert!(left.is_empty(), "{left:?}");
}

#[cfg(unix)]
#[test]
fn a_link_into_the_register_is_the_register() {
    let register = register();
    std::os::unix::fs::symlink(register.path("risks/R001.toml"), register.path("link.csv")).expect("a link");
    let run = register.run(&["export", "csv", "--output", "link.csv"]);
    assert_eq!(run.code, 2);
    assert!(run.stderr.contains("a file of the register"), "{}", run.stderr);
}

#[test]
fn filters_leave_what_is_of_the_risks_that_pass() {
    let register = register();
    let run = export(&register, &["ndjson", "--tag", "cloud"]);
    let lines = lines(&run.stdout);
    let of = |kind: &str| -> Vec<&str> {
        lines.iter().filter(|line| line["type"] == kind).filter_map(|line| line["id"].as_str()).collect()
    };
    assert_eq!((of("risk"), of("control")), (vec!["R002"], vec!["password-policy"]));
    let run = export(&register, &["json", "--level", "low"]);
    assert!(run.stderr.contains("no risk passes the filters"), "{}", run.stderr);
    let run = register.run(&["export", "ics", "--owner", "it-manger"]);
    assert_eq!((run.code, run.stdout.as_str()), (2, ""));
    assert!(run.stderr.contains("did you mean `it-manager`?"), "{}", run.stderr);
}

#[test]
fn a_file_that_could_not_be_read_is_said() {
    let register = register().file("risks/R009.toml", b"id = '\xff'\n");
    for format in FORMATS {
        let run = export(&register, &[format]);
        assert!(run.stderr.contains("1 file could not be read in full"), "{format}: {}", run.stderr);
    }
}

#[test]
fn an_empty_register_is_a_note_in_every_format() {
    let register = Registry::base();
    fs::remove_dir_all(register.path("risks")).expect("removed");
    for format in FORMATS {
        let run = export(&register, &[format]);
        assert!(run.stderr.contains("the register is empty"), "{format}: {}", run.stderr);
    }
    export(&register, &["xlsx", "--output", "empty.xlsx"]);
}

#[test]
fn github_actions_reads_no_command() {
    let hostile = LATE
        .replace("=cmd|calc, reused", "::error::x ##[add-mask]y aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa::stop");
    let register = Registry::base().file("risks/R002.toml", hostile);
    for format in FORMATS {
        let run = register.run_in(&["export", format], &[("GITHUB_ACTIONS", "true")]);
        assert!(!run.stdout.contains("##["), "{format}: {}", run.stdout);
        assert!(
            run.stdout.lines().all(|line| !line.trim_start().starts_with("::")),
            "{format}: {}",
            run.stdout
        );
    }
}

#[test]
fn a_closed_pipe_is_a_normal_end() {
    let mut register = Registry::base();
    for number in 2..300 {
        let text = LATE.replace("R002", &format!("R{number:03}"));
        register = register.file(&format!("risks/R{number:03}.toml"), text);
    }
    for format in ["csv", "json", "ndjson", "xlsx", "ics", "atom"] {
        let mut command = register.command(&["export", format], &[]);
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("the program starts");
        drop(child.stdout.take());
        let output = child.wait_with_output().expect("the program ends");
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(0), "{format}: {stderr}");
    }
}

#[test]
fn the_query_of_the_documentation_is_the_one_that_is_tested() {
    let read = |path: &str| {
        fs::read_to_string(format!("{}/{path}", env!("CARGO_MANIFEST_DIR")))
            .expect("a file of the repository")
    };
    let query = read("tests/readers/many-registers.sql");
    let query: Vec<&str> = query.lines().filter(|line| !line.starts_with("--")).collect();
    assert!(read("docs/exports.md").contains(&query.join("\n")), "{query:?}");
}

#[test]
fn a_picture_is_a_file_of_its_own_and_counts_what_passes_the_filters() {
    let register = register();
    let run = export(&register, &["svg", "--chart", "heat-map"]);
    assert!(run.stdout.starts_with("<?xml") && run.stdout.contains("2 open risks</title>"), "{}", run.stdout);
    assert!(run.stderr.contains("1 risk is not published and left out"), "{}", run.stderr);
    let above = export(&register, &["svg", "--chart", "heat-map", "--tag", "cloud"]);
    assert!(above.stdout.contains("1 open risk</title>"), "{}", above.stdout);
    export(&register, &["svg", "--chart", "risk:R001", "--output", "path.svg"]);
    let file = fs::read_to_string(register.path("path.svg")).expect("a file");
    assert!(file.contains("<style>") && file.ends_with("</svg>\n"), "{file}");
    assert_eq!(
        export(&register, &["svg", "--chart", "controls"]).stdout,
        export(&register, &["svg", "--chart", "controls"]).stdout
    );
}

#[test]
fn a_chart_that_is_none_is_refused_with_the_names_of_all() {
    let register = register();
    let refused = |arguments: &[&str]| {
        let run = register.run(&[&["export"], arguments].concat());
        assert_eq!((run.code, run.stdout.as_str()), (2, ""), "{arguments:?}");
        run.stderr
    };
    for arguments in [&["svg"][..], &["svg", "--chart", "pie"]] {
        let said = refused(arguments);
        for name in
            ["heat-map", "heat-map-residual", "levels", "ages", "incidents", "indicator:ID", "history:ID"]
        {
            assert!(said.contains(name), "{name} in {said}");
        }
    }
    assert!(refused(&["svg", "--chart", "levels"]).contains("no Git history"));
    assert!(refused(&["svg", "--chart", "risk:R003"]).contains("there is no risk `R003`"), "it is hidden");
    assert!(refused(&["svg", "--chart", "risk:R004"]).contains("not published in full"));
    assert!(refused(&["svg", "--chart", "history:R001"]).contains("are not known"));
    assert!(refused(&["svg", "--chart", "history:R004"]).contains("not published in full"));
    assert!(refused(&["svg", "--chart", "risk:R001", "--tag", "cloud"]).contains("no filter applies"));
    assert!(refused(&["csv", "--chart", "levels"]).contains("--chart is for svg only"));
}

#[test]
fn every_filter_leaves_the_same_risks_in_every_format_as_in_list() {
    let register = register();
    let story = |text: &str| -> Vec<String> {
        let found = ["R001", "R002", "R004"].into_iter().filter(|id| text.contains(id));
        found.map(str::to_owned).collect()
    };
    let mut kinds = std::collections::BTreeSet::new();
    for filter in [
        &["--owner", "it-manager"][..],
        &["--owner", "security-lead"],
        &["--level", "critical"],
        &["--level", "moderate"],
        &["--status", "in-progress"],
        &["--above-line"],
        &["--overdue"],
        &["--due-within", "30d"],
        &["--asset", "customer-database"],
        &["--control", "password-policy"],
        &["--tag", "cloud"],
        &["--unassessed"],
        &[],
    ] {
        // What is hidden is in a list, and in no export.
        let listed = register.run(&[&["list", "--format", "json"], filter].concat());
        let document: Value = serde_json::from_str(&listed.stdout).expect("a document");
        let ids = document["risks"].as_array().expect("risks").iter().map(|risk| risk["id"].as_str());
        let mut ids: Vec<String> = ids.flatten().filter(|id| *id != "R003").map(str::to_owned).collect();
        ids.sort();
        kinds.insert(ids.clone());
        for format in ["csv", "json"] {
            let run = export(&register, &[&[format], filter].concat());
            assert_eq!(story(&run.stdout), ids, "{format} {filter:?}: {}", run.stdout);
        }
        let run = export(&register, &[&["ndjson"], filter].concat());
        let mut lines: Vec<String> = lines(&run.stdout)
            .iter()
            .filter(|line| line["type"] == "risk")
            .filter_map(|line| line["id"].as_str().map(str::to_owned))
            .collect();
        lines.sort();
        assert_eq!(lines, ids, "ndjson {filter:?}");
        // A calendar has only what falls due, and of an owner what is theirs.
        if filter.first() != Some(&"--owner") {
            let run = export(&register, &[&["ics"], filter].concat());
            assert!(story(&run.stdout).iter().all(|id| ids.contains(id)), "ics {filter:?}: {}", run.stdout);
        }
    }
    assert!(kinds.len() > 3, "the filters tell risks apart: {kinds:?}");
}

#[test]
fn measurements_and_incidents_are_lines_of_their_own() {
    let register = register();
    let all = lines(&export(&register, &["ndjson"]).stdout);
    let of = |kind: &str| all.iter().filter(|line| line["type"] == kind).cloned().collect::<Vec<_>>();
    let measurements = of("measurement");
    let told: Vec<_> = measurements
        .iter()
        .map(|line| (line["date"].as_str().unwrap_or(""), line["value"].as_f64(), line["note"].as_str()))
        .collect();
    assert_eq!(
        told,
        [
            ("2025-03-31", Some(40.0), None),
            ("2025-04-30", Some(250.0), Some("=1+1")),
            // The note names what is kept back; the value of September is still to come.
            ("2025-05-31", Some(260.0), None),
        ]
    );
    assert!(measurements.iter().all(|line| line["indicator"] == "mails" && line["restated"] == false));
    let incidents = of("incident");
    assert_eq!(incidents.len(), 1, "that of a hidden risk alone is kept back");
    assert_eq!(incidents[0]["risks"], serde_json::json!(["R002"]));
    assert_eq!(incidents[0]["detected"], "2025-03-03T09:00:00Z", "in UTC");
    assert_eq!(incidents[0]["resolved"], Value::Null, "it is open on the judged day");
    let others = lines(&export(&register, &["ndjson", "--owner", "it-manager"]).stdout);
    let is_left = |kind: &str| others.iter().any(|line| line["type"] == kind);
    assert!(
        !is_left("measurement") && !is_left("incident"),
        "of some risks only what is theirs: R002 is the lead's"
    );
}

#[test]
fn a_restated_measurement_says_so() {
    let mut story = Story::begin();
    let values = |first: u8| format!("date,value\n2025-01-01,{first}\n2025-01-02,50\n");
    story.commit(
        "Measured",
        &[("indicators.toml", Some(INDICATORS)), ("measurements/mails.csv", Some(&values(40)))],
    );
    story.commit("Mended", &[("measurements/mails.csv", Some(&values(45)))]);
    let run = story.run(&["export", "ndjson"]);
    let told: Vec<(f64, bool)> = lines(&run.stdout)
        .iter()
        .filter(|line| line["type"] == "measurement")
        .filter_map(|line| Some((line["value"].as_f64()?, line["restated"].as_bool()?)))
        .collect();
    assert_eq!(told, [(45.0, true), (50.0, false)]);
}

#[test]
fn with_a_history_levels_and_a_risks_own_are_drawn_over_time() {
    let mut story = Story::begin();
    let text = risk("R001", "");
    story.commit("add", &[("risks/R001.toml", Some(&text))]);
    let high = text.replace("likelihood = \"medium\"", "likelihood = \"high\"");
    story.commit("raise", &[("risks/R001.toml", Some(&high))]);
    story.write_files();
    let drawn = |arguments: &[&str]| {
        let run = story.run(&[&["export", "svg", "--today", "2026-01-31", "--chart"], arguments].concat());
        assert_eq!(run.code, 0, "{arguments:?}: {}", run.stderr);
        assert!(run.stdout.contains("<style>") && run.stdout.contains("class=\"line\""), "{}", run.stdout);
        run.stdout
    };
    assert!(drawn(&["history:R001"]).contains("class=\"series\""));
    let all = drawn(&["levels"]);
    assert!(all.contains("High 1</text>"), "{all}");
    let closed = drawn(&["levels", "--status", "closed"]);
    assert!(!closed.contains("High 1</text>"), "{closed}");
}
