//! An organisation's own rules, in whole runs, and every example of
//! `docs/own-rules.md`.

use serde_json::Value;

use crate::harness::{Registry, Run};
use crate::schemas;
use crate::story::Story;

const CONFIG: &str = include_str!("../data/examples/plimsoll.toml");
const RULE: &str = "[[rule]]\nname = 'cloudy'\nwhere = 'category == \"cloud\" && levels[level] >= levels.low'\n\
    message = 'a cloud risk'\nhelp = 'Leave the cloud.'\nseverity = 'warning'\n";
const CLOUD: &str = "id = 'R002'\ntitle = 'A cloud'\nowner = 'it-manager'\nidentified = 2025-03-03\n\
    category = 'cloud'\nlikelihood = 'low'\nimpact = 'low'\nrationale = 'It is so.'\nassessed = 2025-03-10\n\
    assessed_by = 'it-manager'\nstatus = 'open'\nunit = 'platform'\n";

fn with(rules: &str) -> Registry {
    Registry::base().file("plimsoll.toml", format!("{CONFIG}\n{rules}")).file("risks/R002.toml", CLOUD)
}

fn findings(run: &Run) -> Vec<Value> {
    schemas::document("check", &run.stdout)["findings"].as_array().expect("findings").clone()
}

fn names(run: &Run) -> Vec<String> {
    findings(run).iter().map(|one| one["rule"].as_str().expect("a rule").to_owned()).collect()
}

const JSON: [&str; 3] = ["check", "--format", "json"];

#[test]
fn an_own_rule_is_reported_like_a_built_in_one() {
    let run = with(RULE).run(&JSON);
    assert_eq!(run.code, 0, "a warning: {}", run.stdout);
    let found = findings(&run);
    assert_eq!(found.len(), 1, "{found:#?}");
    let one = &found[0];
    for (key, wanted) in [
        ("rule", "cloudy"),
        ("family", "own"),
        ("severity", "warning"),
        ("message", "a cloud risk"),
        ("help", "Leave the cloud."),
        ("risk", "R002"),
        ("path", "risks/R002.toml"),
        ("level", "low"),
    ] {
        assert_eq!(one[key], wanted, "{key}");
    }
    assert_eq!((&one["line"], &one["dated"]), (&5.into(), &false.into()), "at the category");
    assert_eq!(with(RULE).run(&["check", "--deny", "warnings"]).code, 1);
    for (format, part) in [
        ("short", "risks/R002.toml:5:12: warning cloudy: a cloud risk"),
        ("human", "[cloudy]"),
        ("github", "title=cloudy::"),
        ("gitlab", "\"check_name\": \"cloudy\""),
        ("junit", "cloudy"),
        ("markdown", "cloudy"),
    ] {
        let run = with(RULE).run(&["check", "--format", format]);
        assert!(run.stdout.contains(part), "{format}: {}", run.stdout);
    }
    assert!(with(RULE).run(&["check", "--statistics"]).stdout.contains("1  warning  cloudy"));
}

#[test]
fn code_scanning_has_its_description() {
    let run = with(RULE).run(&["check", "--format", "sarif"]);
    let document: Value = serde_json::from_str(&run.stdout).expect("JSON");
    let run = &document["runs"][0];
    let rules = run["tool"]["driver"]["rules"].as_array().expect("rules");
    let result = &run["results"][0];
    let described = &rules[usize::try_from(result["ruleIndex"].as_u64().expect("an index")).expect("small")];
    assert_eq!((&result["ruleId"], &described["id"]), (&"plimsoll/cloudy".into(), &"plimsoll/cloudy".into()));
    assert_eq!(described["shortDescription"]["text"], "A cloud risk");
    assert_eq!(described["fullDescription"]["text"], "Leave the cloud.");
    assert!(described["help"]["markdown"].as_str().is_some_and(|text| text.contains("levels[level]")));
}

#[test]
fn what_a_register_says_of_its_rule_is_its_text() {
    let hostile = "[[rule]]\nname = 'x'\nwhere = 'true'\nmessage = \"<img src=x> ![a](https://x.example) \\u202E\\u001B[31m @ana\"\n\
        help = \"\\n::error::x ##[stop-commands]y\"\n";
    let register = with(hostile);
    for arguments in
        [&["check", "--format", "sarif"][..], &["explain", "x"], &["check"], &["rules", "--format", "json"]]
    {
        let run = register.run_in(arguments, &[("GITHUB_ACTIONS", "true")]);
        let text = run.stdout;
        assert!(
            text.contains("202") && !text.contains('\u{202e}') && !text.contains('\u{1b}'),
            "{arguments:?}: {text}"
        );
        let runs = |line: &str| line.trim_start().starts_with("::error") || line.contains("##[");
        assert!(!text.lines().any(runs), "{arguments:?}: {text}");
    }
    let sarif = register.run(&["check", "--format", "sarif"]).stdout;
    let document: Value = serde_json::from_str(&sarif).expect("JSON");
    let rules = document["runs"][0]["tool"]["driver"]["rules"]
        .as_array()
        .expect("rules")
        .last()
        .expect("own")
        .clone();
    let page = rules["help"]["markdown"].as_str().expect("markdown").to_owned();
    assert!(!page.contains("<img") && !page.contains("![a](") && !page.contains("@ana"), "{page}");
}

#[test]
fn it_is_selected_ignored_weighed_and_waived() {
    assert_eq!(names(&with(RULE).run(&[&JSON[..], &["--select", "cloudy"]].concat())), ["cloudy"]);
    assert_eq!(names(&with(RULE).run(&[&JSON[..], &["--select", "own"]].concat())), ["cloudy"]);
    assert!(names(&with(RULE).run(&[&JSON[..], &["--select", "files"]].concat())).is_empty());
    for ignored in ["cloudy", "own"] {
        let run = with(RULE).run(&[&JSON[..], &["--ignore", ignored]].concat());
        assert!(names(&run).is_empty() && run.stderr.is_empty(), "{ignored}: {}", run.stderr);
    }
    let run = with(RULE).run(&["check", "--select", "cloudi"]);
    assert!(run.code == 2 && run.stderr.contains("did you mean `cloudy`?"), "{}", run.stderr);
    for (weights, code, count) in [
        ("[rules]\ncloudy = 'error'\n", 1, 1),
        ("[rules]\nown = 'error'\n", 1, 1),
        ("[rules]\nown = 'error'\ncloudy = 'off'\n", 0, 0),
        ("[rules]\nclouds = 'off'\n", 0, 2),
    ] {
        let run = with(&format!("{weights}{RULE}")).run(&JSON);
        assert_eq!((run.code, names(&run).len()), (code, count), "{weights} {}", run.stdout);
    }
    let waiver =
        "[[waiver]]\nrule = 'cloudy'\nreason = 'We know.'\nuntil = 2025-06-30\nby = 'managing-director'\n";
    let waived = with(RULE).file("risks/R002.toml", format!("{CLOUD}{waiver}"));
    let run = waived.run(&JSON);
    assert!(names(&run).is_empty(), "{}", run.stdout);
    assert_eq!(schemas::document("check", &run.stdout)["waived"][0]["rule"], "cloudy");
    let stale = waiver.replace("cloudy", "cloudi");
    let run = with(RULE).file("risks/R002.toml", format!("{CLOUD}{stale}")).run(&JSON);
    assert!(names(&run).contains(&"unknown-rule".to_owned()), "{}", run.stdout);
    assert!(run.stdout.contains("did you mean `cloudy`?"));
}

#[test]
fn it_is_listed_and_explained() {
    let register = with(RULE);
    let listed = register.run(&["rules"]).stdout;
    assert!(listed.contains("\nown\n  cloudy") && listed.contains("broken-rule"), "{listed}");
    let document = schemas::document("rules", &register.run(&["rules", "--format", "json"]).stdout);
    let own = document["rules"].as_array().expect("rules").last().expect("the last").clone();
    assert_eq!(
        (&own["name"], &own["family"], &own["since"]),
        (&"cloudy".into(), &"own".into(), &Value::Null)
    );
    let explained = register.run(&["explain", "cloudy"]).stdout;
    for part in
        ["# cloudy", "A cloud risk.", "Leave the cloud.", "category == \"cloud\"", "cloudy = \"warning\""]
    {
        assert!(explained.contains(part), "{explained}");
    }
    schemas::document("rules", &register.run(&["explain", "cloudy", "--format", "json"]).stdout);
    let run = register.run(&["explain", "cloud"]);
    assert!(run.code == 2 && run.stderr.contains("`cloudy`"), "{}", run.stderr);
}

#[test]
fn the_site_shows_it_among_the_findings() {
    let register = with(&RULE.replace("Leave the cloud.", "Leave <b>the</b> cloud."));
    assert_eq!(register.run(&["build"]).code, 0);
    let page = std::fs::read_to_string(register.path("site/findings/index.html")).expect("the page");
    for part in ["cloudy", "A cloud risk.", "Leave &lt;b&gt;the&lt;"] {
        assert!(page.contains(part), "{part} in {page}");
    }
    let page = std::fs::read_to_string(register.path("site/risks/R002/index.html")).expect("the page");
    assert!(page.contains("cloudy"), "{page}");
}

#[test]
fn what_cannot_be_judged_is_found_at_its_place_and_the_rest_goes_on() {
    let broken = "[[rule]]\nname = 'a'\nwhere = 'catgory == 1'\nmessage = 'x'\n\
        [[rule]]\nname = 'b'\nwhere = \"level == \\\"hihg\\\"\"\nmessage = 'x'\n\
        [[rule]]\nname = 'c'\nwhere = '''\n  overdue\n  && levle == \"high\"\n'''\nmessage = 'x'\n\
        [[rule]]\nname = 'Not a name'\nwhere = 'overdue'\nmessage = 'x'\n\
        [[rule]]\nname = 'cloudy'\nwhere = 'true'\nmessage = 'a second'\n\
        [[rule]]\nname = 'overdue-review'\nwhere = 'true'\nmessage = 'x'\n\
        [[rule]]\nname = 'own'\nwhere = 'true'\nmessage = 'x'\n\
        [[rule]]\nname = 'd'\nmessage = 'x'\n\
        [[rule]]\nname = 'e'\nwhere = 3\nmessage = 'x'\nseverty = 'off'\n";
    let config = format!("{CONFIG}\n{RULE}{broken}");
    let run = with(&format!("{RULE}{broken}")).run(&JSON);
    let mut seen = Vec::new();
    for one in findings(&run) {
        let number = usize::try_from(one["line"].as_u64().expect("a line")).expect("small");
        let path = one["path"].as_str().expect("a path");
        let line =
            if path == "plimsoll.toml" { config.lines().nth(number - 1).expect("the line") } else { path };
        let column = one["column"].as_u64().expect("a column");
        seen.push(format!("{} {line} {column} {}", one["rule"].as_str().expect("a rule"), one["message"]));
    }
    insta::assert_snapshot!(seen.join("\n"));
    assert!(run.stdout.contains("did you mean `category`?"));
}

#[test]
fn a_rule_that_is_too_much_work_says_so_once() {
    let hostile = "[[rule]]\nname = 'endless'\nmessage = 'x'\n\
        where = 'tags.all(a, tags.all(b, tags.all(c, a + b != c)))'\n";
    let tags: Vec<String> = (0..300).map(|number| format!("'t{number}'")).collect();
    let long = format!("tags = [{}]\n", tags.join(", "));
    let mut register = with(&format!("{RULE}{hostile}"));
    for number in 3..9 {
        let id = format!("R00{number}");
        register = register.file(&format!("risks/{id}.toml"), CLOUD.replace("R002", &id) + &long);
    }
    let run = register.run(&JSON);
    let found = findings(&run);
    let broken: Vec<&Value> = found.iter().filter(|one| one["rule"] == "broken-rule").collect();
    assert_eq!(broken.len(), 1, "{broken:#?}");
    assert!(broken[0]["message"].as_str().is_some_and(|text| text.contains("on R003")), "{broken:#?}");
    assert_eq!(found.iter().filter(|one| one["rule"] == "cloudy").count(), 7);
    let run = register.run(&["list", "--where", "tags.all(a, tags.all(b, tags.all(c, a + b != c)))"]);
    assert!(run.code == 2 && run.stderr.contains("too much work on R003"), "{}", run.stderr);
}

#[test]
fn what_time_alone_makes_true_is_dated() {
    let rule = "[[rule]]\nname = 'old'\nwhere = 'days(assessed, today) > 80'\nmessage = 'x'\n";
    let run = with(rule).run(&[&JSON[..], &["--select", "dated"]].concat());
    assert_eq!(names(&run), ["old", "old"], "{}", run.stdout);
    assert!(names(&with(rule).run(&[&JSON[..], &["--ignore", "dated"]].concat())).is_empty());
    assert_eq!(with(rule).run(&["check", "--today", "2025-05-01"]).code, 0);
    assert_eq!(with(rule).run(&["build"]).code, 0, "what is dated does not fail the site");
}

#[test]
fn closed_risks_are_seen_by_rules_that_speak_of_closing() {
    let closed = CLOUD.replace("'open'", "'closed'")
        + "[closed]\non = 2025-04-01\nby = 'it-manager'\nreason = 'Gone'\n";
    let judge = |condition: &str| {
        let rule = format!("[[rule]]\nname = 'x'\nwhere = '{condition}'\nmessage = 'x'\n");
        names(&with(&rule).file("risks/R002.toml", &closed).run(&[&JSON[..], &["--select", "own"]].concat()))
            .len()
    };
    assert_eq!(judge("category == \"cloud\""), 0);
    assert_eq!(judge("closed.reason == \"Gone\""), 1);
    assert_eq!(judge("status == \"closed\""), 1);
    assert_eq!(judge("id != \"status\""), 1, "only the open one");
}

#[test]
fn a_change_may_not_loosen_its_own_rule() {
    let mut story = Story::begin();
    let config = format!("{CONFIG}\n{RULE}");
    story.commit("rule", &[("plimsoll.toml", Some(&config)), ("risks/R002.toml", Some(CLOUD))]);
    let loosened = config.replace("severity = 'warning'", "severity = 'off'");
    story.commit("loosen", &[("plimsoll.toml", Some(&loosened))]);
    let run = story.run(&["diff", "HEAD~1", "HEAD"]);
    assert!(run.stdout.contains("`cloudy` is off and no longer warning"), "{}", run.stdout);
    let gone = config.replace(RULE, "");
    story.commit("remove", &[("plimsoll.toml", Some(&gone))]);
    let run = story.run(&["diff", "HEAD~2", "HEAD"]);
    assert!(run.stdout.contains("`cloudy` is gone"), "{}", run.stdout);
    let other = config.replace("levels.low", "levels.high");
    story.commit("narrow", &[("plimsoll.toml", Some(&other))]);
    let run = story.run(&["diff", "HEAD~3", "HEAD"]);
    assert!(run.stdout.contains("`cloudy` has another expression"), "{}", run.stdout);
}

#[test]
fn filters_take_an_expression() {
    let register = with("");
    let ids = |arguments: &[&str]| {
        let run = register.run(arguments);
        assert_eq!(run.code, 0, "{}", run.stderr);
        run.stdout
    };
    let listed = ids(&["list", "--format", "csv", "--where", "category == 'cloud'"]);
    assert!(listed.contains("R002,") && !listed.contains("R001,"), "{listed}");
    let none = ids(&["list", "--format", "csv", "--where", "category == 'cloud'", "--above-line"]);
    assert_eq!(none.lines().count(), 1);
    let exported = ids(&["export", "csv", "--where", "id == 'R001'"]);
    assert!(exported.contains("R001,") && !exported.contains("R002,"), "{exported}");
    let due = ids(&["due", "--format", "json", "--within", "400d", "--where", "id == 'R001'"]);
    assert!(due.contains("R001") && !due.contains("R002"), "{due}");
    let broken = with("").file("risks/R002.toml", CLOUD.replace("'it-manager'", "'nobody'"));
    let found = broken.run(&["list", "--format", "csv", "--where", "findings.errors > 0"]).stdout;
    assert!(found.contains("R002,") && !found.contains("R001,"), "{found}");
}

#[test]
fn a_bad_expression_is_refused_with_its_place_marked() {
    let refused = |text: &str| {
        let run = with("").run(&["list", "--where", text]);
        assert_eq!((run.code, run.stdout.as_str()), (2, ""), "{text}: {}", run.stderr);
        run.stderr
    };
    insta::assert_snapshot!(
        [
            "levle == 'high'",
            "overdue\n  && 'é' == categry",
            "",
            "(overdue",
            "level",
            "title == '\u{1b}[31m\u{202e}' + 3"
        ]
        .map(refused)
        .join("\n")
    );
    for hostile in ["(".repeat(3000), "!".repeat(5000), format!("title.matches('{}')", "(a*)*".repeat(700))] {
        assert!(refused(&hostile).len() < 2000);
    }
}

/// The blocks of the page in this language.
fn blocks<'p>(page: &'p str, language: &str) -> Vec<&'p str> {
    let fence = format!("```{language}\n");
    page.split(&fence).skip(1).map(|rest| rest.split("\n```").next().unwrap_or(rest)).collect()
}

#[test]
fn every_example_of_the_page_does_what_it_says() {
    let page =
        std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/own-rules.md")).expect("the page");
    let blocks_of = |language| blocks(&page, language);
    let rules: Vec<&str> =
        blocks_of("toml").into_iter().filter(|block| block.starts_with("[[rule]]")).collect();
    let register = || {
        let assets = "[[custom]]\nkey = 'reach'\ntype = 'text'\n";
        with(&format!("{assets}{}\n", rules.join("\n\n")))
    };
    assert!(rules.len() >= 5);
    let run = register().run(&[&JSON[..], &["--select", "broken-rule,files"]].concat());
    assert!(names(&run).is_empty(), "{}", run.stdout);
    let top = "id = 'R003'\ntitle = 'x'\nowner = 'it-manager'\n";
    let mut judged = 0;
    for block in blocks_of("toml") {
        let Some((verb, rule)) =
            block.strip_prefix("# ").and_then(|rest| rest.lines().next()?.split_once(' '))
        else {
            continue;
        };
        let status = if block.contains("status =") { "" } else { "status = 'open'\n" };
        let register = register().file("risks/R003.toml", format!("{top}{status}{block}\n"));
        let run = register.run(&[&JSON[..], &["--select", rule]].concat());
        let found = findings(&run).iter().any(|one| one["rule"] == rule && one["risk"] == "R003");
        assert_eq!(found, verb == "breaks", "{block}\n{}", run.stdout);
        judged += 1;
    }
    assert_eq!(judged, 2 * (rules.len() - 1), "each further example is broken and kept");
    let risk = blocks_of("toml").into_iter().find(|block| block.starts_with("id = ")).expect("the risk");
    let register = register().file("risks/R002.toml", risk);
    let mut lines = 0;
    for line in blocks_of("cel").into_iter().flat_map(str::lines) {
        let (expression, verdict) = line.rsplit_once("//").expect("a verdict");
        let run = register.run(&["list", "--format", "json", "--where", expression]);
        assert_eq!(run.code, 0, "{line}: {}", run.stderr);
        let found = schemas::document("list", &run.stdout)["risks"].as_array().expect("risks").clone();
        let is_met = found.iter().any(|one| one["id"] == "R002");
        assert_eq!(is_met.to_string(), verdict.trim(), "{line}");
        lines += 1;
    }
    assert!(lines > 20);
    for line in blocks_of("sh").into_iter().flat_map(str::lines) {
        let parts = line.strip_prefix("plimsoll ").expect("a command").split('\'').enumerate();
        let words = parts.flat_map(|(at, part)| match at % 2 {
            0 => part.split_whitespace().collect(),
            _ => vec![part],
        });
        let run = register.run(&words.collect::<Vec<_>>());
        assert_eq!(run.code, 0, "{line}: {}", run.stderr);
    }
}
