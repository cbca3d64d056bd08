//! `plimsoll build`: what is written, when nothing is, and what a page holds.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use crate::harness::Registry;
use crate::harness::without_own_script;

/// Every file below a folder with its bytes, by path.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    fn walk(top: &Path, folder: &Path, all: &mut BTreeMap<String, Vec<u8>>) {
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                walk(top, &path, all);
            } else {
                let name = path.strip_prefix(top).expect("below").to_string_lossy().into_owned();
                all.insert(name, fs::read(&path).expect("a file"));
            }
        }
    }
    let mut all = BTreeMap::new();
    walk(folder, folder, &mut all);
    all
}

fn pages(folder: &Path) -> BTreeMap<String, String> {
    let pages = files(folder).into_iter().filter(|(path, _)| path.ends_with(".html"));
    pages.map(|(path, bytes)| (path, String::from_utf8(bytes).expect("UTF-8"))).collect()
}

/// The values of an attribute in a page, as a browser reads them.
fn values(page: &str, attribute: &str) -> Vec<String> {
    let mark = format!(" {attribute}=\"");
    let found = page.match_indices(&mark).map(|(at, mark)| {
        let value = &page[at + mark.len()..];
        value[..value.find('"').expect("a closed attribute")].replace("&amp;", "&").replace("&#x2F;", "/")
    });
    found.collect()
}

const ABOVE: &str = r#"
id = "R002"
title = "Phishing attacks leading to credential theft"
owner = "it-manager"
status = "open"
likelihood = "high"
impact = "high"
assessed = 2025-05-01
identified = 2025-04-01
[treatment]
option = "mitigate"
plan = "Deploy advanced email filtering"
owner = "security-lead"
due = 2025-07-15
"#;

#[test]
fn five_kinds_of_pages_are_written() {
    let register = Registry::base().file("risks/R002.toml", ABOVE);
    let run = register.run(&["build"]);
    assert_eq!(run.code, 0, "{run:?}");
    let pages = pages(&register.path("site"));
    for page in [
        "index.html",
        "register/index.html",
        "risks/R001/index.html",
        "risks/R002/index.html",
        "methodology/index.html",
        "findings/index.html",
    ] {
        let text = &pages[page];
        assert_eq!(text.matches("<h1").count(), 1, "{page} has one heading");
        assert!(text.contains("Content-Security-Policy"), "{page}");
        assert!(
            !text.contains(" style=") && !without_own_script(text).contains("<script"),
            "{page} needs no inline style or script"
        );
    }
    for heading in [
        "Risk ID",
        "Risk Description",
        "Asset Owner",
        "Likelihood",
        "Impact",
        "Risk Level",
        "Existing Controls",
        "Recommended Treatment",
        "Action Owner",
        "Due Date",
        "Status",
    ] {
        assert!(pages["register/index.html"].contains(heading), "{heading}");
    }
}

#[test]
fn every_internal_link_and_anchor_is_alive() {
    let register = Registry::base().file("risks/R002.toml", ABOVE);
    register.run(&["build"]);
    let site = register.path("site");
    let pages = pages(&site);
    let ids: BTreeMap<&str, BTreeSet<String>> =
        pages.iter().map(|(path, text)| (path.as_str(), values(text, "id").into_iter().collect())).collect();
    for (page, text) in &pages {
        let unique = values(text, "id");
        assert_eq!(unique.iter().collect::<BTreeSet<_>>().len(), unique.len(), "{page}: an id stands twice");
        for link in values(text, "href").into_iter().chain(values(text, "src")) {
            if link.contains("://") || link.starts_with("mailto:") || link.starts_with("data:") {
                continue;
            }
            assert!(!link.starts_with('/'), "{page}: {link} leaves a sub-path");
            let (path, anchor) = link.split_once('#').unwrap_or((&link, ""));
            let path = path.split('?').next().unwrap_or_default();
            let target = if path.is_empty() { page.clone() } else { resolved(page, path) };
            assert!(site.join(&target).is_file(), "{page}: {link} names no file");
            if !anchor.is_empty() {
                assert!(ids[target.as_str()].contains(anchor), "{page}: {link} names no place");
            }
        }
    }
}

fn resolved(page: &str, link: &str) -> String {
    let mut parts: Vec<&str> = page.split('/').collect();
    parts.pop();
    for part in link.split('/') {
        match part {
            "." => {}
            ".." => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    parts.join("/")
}

#[test]
fn the_same_input_and_day_give_the_same_bytes() {
    let register = Registry::base().file("risks/R002.toml", ABOVE);
    register.run(&["build", "--out", "one"]);
    let other = Registry::base().file("risks/R002.toml", ABOVE);
    other.run(&["build", "--out", "deep/er/two"]);
    assert_eq!(files(&register.path("one")), files(&other.path("deep/er/two")));
}

/// Threads, locale, time zone, terminal: none of them is in a page.
#[test]
fn the_environment_changes_nothing() {
    let mut register = Registry::base().file("risks/R002.toml", ABOVE);
    for number in 3..40 {
        let risk =
            ABOVE.replace("R002", &format!("R{number:03}")).replace("Phishing", &format!("Ä {number}"));
        register = register.file(&format!("risks/R{number:03}.toml"), risk);
    }
    let build = |out: &str, environment: &[(&str, &str)]| {
        let run = register.run_in(&["build", "--out", out], environment);
        assert_eq!(run.code, 0, "{run:?}");
        files(&register.path(out))
    };
    let plain = build("plain", &[]);
    assert!(plain.len() > 60, "{}", plain.len());
    for (out, environment) in [
        ("one", &[("RAYON_NUM_THREADS", "1")][..]),
        ("seven", &[("RAYON_NUM_THREADS", "7")]),
        ("turkish", &[("LC_ALL", "tr_TR.UTF-8"), ("LANG", "tr_TR.UTF-8"), ("LANGUAGE", "tr")]),
        ("posix", &[("LC_ALL", "POSIX"), ("COLUMNS", "20"), ("NO_COLOR", "1")]),
        ("west", &[("TZ", "Pacific/Pago_Pago")]),
        ("east", &[("TZ", "Pacific/Kiritimati"), ("TERM", "dumb"), ("CLICOLOR_FORCE", "1")]),
    ] {
        assert!(build(out, environment) == plain, "{out}: {environment:?}");
    }
    // Over a former site, too.
    assert!(build("one", &[]) == plain);
}

/// A build that is killed leaves the site that was there, or the whole new one,
/// and the next build leaves nothing of it.
#[test]
fn a_killed_build_leaves_a_whole_site() {
    let mut register = Registry::base();
    assert_eq!(register.run(&["build"]).code, 0);
    let before = files(&register.path("site"));
    for number in 100..400 {
        let risk = ABOVE.replace("R002", &format!("R{number}"));
        register = register.file(&format!("risks/R{number}.toml"), risk);
    }
    let mut child =
        register.command(&["build"], &[]).stderr(std::process::Stdio::null()).spawn().expect("a run");
    let is_building = || {
        let entries = fs::read_dir(register.root()).expect("a folder").flatten();
        let mut names = entries.map(|entry| entry.file_name().to_string_lossy().into_owned());
        names.any(|name| name.starts_with(".plimsoll-build-"))
    };
    while !is_building() && child.try_wait().expect("a child").is_none() {
        std::thread::yield_now();
    }
    let _ = child.kill();
    child.wait().expect("an end");
    let after = files(&register.path("site"));
    assert_eq!(register.run(&["build", "--out", "whole"]).code, 0);
    assert!(
        after == before || after == files(&register.path("whole")),
        "neither the old site nor the new one"
    );
    assert_eq!(register.run(&["build"]).code, 0);
    assert!(!is_building(), "no litter");
    assert!(files(&register.path("site")) == files(&register.path("whole")));
}

#[test]
fn a_second_build_takes_the_place_of_the_first() {
    let register = Registry::base().file("risks/R002.toml", ABOVE);
    register.run(&["build"]);
    fs::remove_file(register.path("risks/R002.toml")).expect("a removed risk");
    let run = register.run(&["build"]);
    assert_eq!(run.code, 0, "{run:?}");
    assert!(!register.path("site/risks/R002").exists(), "pages of removed risks go");
    let left: Vec<PathBuf> =
        fs::read_dir(register.root()).expect("a folder").map(|e| e.expect("an entry").path()).collect();
    assert!(left.iter().all(|path| !path.to_string_lossy().contains(".plimsoll")), "no litter: {left:?}");
}

#[test]
fn a_folder_that_it_did_not_write_is_never_replaced() {
    let register = Registry::base().file("public/precious.txt", "mine");
    let run = register.run(&["build", "--out", "public"]);
    assert_eq!(run.code, 2, "{run:?}");
    assert!(run.stderr.contains("public"), "{}", run.stderr);
    assert_eq!(files(&register.path("public")).len(), 1);
    #[cfg(unix)]
    std::os::unix::fs::symlink("public", register.path("linked")).expect("a link");
    let linked = cfg!(unix).then_some("linked");
    for own in ["risks", "risks/site", ".", "schema"].into_iter().chain(linked) {
        let run = register.run(&["build", "--out", own]);
        assert_eq!(run.code, 2, "{own}");
        assert!(run.stderr.contains("help: ") && run.stderr.contains("--out"), "{own}: {}", run.stderr);
    }
}

#[test]
fn a_failed_build_leaves_the_old_site() {
    let register = Registry::base();
    assert_eq!(register.run(&["build"]).code, 0);
    let before = files(&register.path("site"));
    let register =
        register.file("templates/risk.html", "{% block open %}\n{{ view.nothing_of_that_name }}\n");
    let run = register.run(&["build"]);
    assert_eq!(run.code, 2, "{run:?}");
    assert!(run.stderr.contains("risk.html"), "{}", run.stderr);
    assert_eq!(files(&register.path("site")), before);
}

#[test]
fn a_template_of_the_register_replaces_the_built_in_one() {
    let register = Registry::base().file(
        "templates/404.html",
        "<!DOCTYPE html><html lang=\"en\"><head><title>Gone</title></head><body><h1>Our own words</h1></body></html>",
    );
    assert_eq!(register.run(&["build"]).code, 0);
    assert!(pages(&register.path("site"))["404.html"].contains("Our own words"));
}

#[test]
fn an_invalid_register_is_built_and_every_page_says_so() {
    let register = Registry::base()
        .file("risks/R002.toml", "id = \"R002\"\ntitle = \"X\"\nowner = \"nobody\"\nstatus = \"open\"\n");
    let run = register.run(&["build"]);
    assert_eq!(run.code, 1, "{run:?}");
    for (path, page) in pages(&register.path("site")).iter().filter(|(path, _)| *path != "404.html") {
        assert!(page.contains("not valid"), "{path}");
    }
}

#[test]
fn a_file_with_a_syntax_error_is_in_no_figure_and_every_page_says_so() {
    let torn = ABOVE.replace("status = \"open\"\n", "[\n");
    let register = Registry::base().file("risks/R002.toml", &torn);
    register.run(&["build"]);
    let pages = pages(&register.path("site"));
    for (path, page) in pages.iter().filter(|(path, _)| *path != "404.html") {
        assert!(page.contains("1 file could not be read in full"), "{path}");
    }
    let overview = &pages["index.html"];
    assert!(overview.contains("1 open risk") && !overview.contains("2 open risks"), "{overview}");
    let register = &pages["register/index.html"];
    assert!(register.contains("id=\"unread\"") && register.contains("not known"), "{register}");
    assert!(pages["risks/R002/index.html"].contains("the figures leave the risk out"));
}

#[test]
fn a_risk_that_is_to_be_carried_lacks_no_date() {
    let carried = "id = \"R002\"\ntitle = \"Fire\"\nlikelihood = \"low\"\nimpact = \"low\"\n[treatment]\noption = \"accept\"\n";
    let register = Registry::base().file("risks/R002.toml", carried);
    register.run(&["build"]);
    let pages = pages(&register.path("site"));
    assert!(!pages["treatment/index.html"].contains("R002"));
    let risk = &pages["risks/R002/index.html"];
    assert!(risk.contains("It is to be carried as it is.") && risk.contains("not applicable"), "{risk}");
    assert!(!risk.contains("no date"), "{risk}");
}

#[test]
fn what_is_late_alone_does_not_make_the_register_invalid() {
    let register = Registry::base().file("risks/R002.toml", ABOVE);
    let run = register.run(&["build", "--today", "2025-07-20"]);
    assert_eq!(run.code, 0, "{run:?}");
    let pages = pages(&register.path("site"));
    assert!(pages["index.html"].contains("overdue by 5 days"));
    let explained = "<a href=\"../../findings/index.html#overdue-treatment\">";
    assert!(pages["risks/R002/index.html"].contains(explained));
    assert!(pages.values().all(|page| !page.contains("not valid")));
}

#[test]
fn a_review_of_which_no_day_is_known_is_not_counted_as_none() {
    let high = "likelihood = \"high\"\nimpact = \"medium\"\nowner = \"it-manager\"\n";
    let register = Registry::base()
        .file("risks/R002.toml", format!("id = \"R002\"\ntitle = \"Undated\"\n{high}"))
        .file("risks/R003.toml", format!("id = \"R003\"\ntitle = \"Late\"\nassessed = 2024-01-10\n{high}"));
    register.run(&["build"]);
    let pages = pages(&register.path("site"));
    let overview = &pages["index.html"];
    assert!(
        overview.contains("<b>1 review</b> is overdue; the next review of 1 risk is not known; "),
        "{overview}"
    );
    assert!(overview.contains("1 review as well; the next review of 1 risk is not known"), "{overview}");
    assert!(overview.contains("overdue; the next review of 1 risk is not known</caption>"), "{overview}");
    let undated = pages["risks/R002/index.html"].replace(['\n', ' '], "");
    assert!(undated.contains("<dt>Nextreview</dt><dd><bdi>notknown"), "{undated}");
    let register = register.file("risks/R003.toml", "id = \"R003\"\ntitle = \"None\"\n");
    register.run(&["build"]);
    let overview = std::fs::read_to_string(register.path("site/index.html")).expect("a page");
    assert!(
        overview.contains("Nothing is known to be late: the next review of 1 risk is not known."),
        "{overview}"
    );
}

#[test]
fn the_overview_calls_nothing_accepted_that_somebody_gave_who_may_not() {
    let accepted = |id: &str, by: &str, level: &str| {
        format!(
            "id = \"{id}\"\ntitle = \"T\"\nlikelihood = \"high\"\nimpact = \"medium\"\nassessed = 2025-05-01\n\
             [acceptance]\nby = \"{by}\"\non = 2025-05-20\nuntil = 2025-08-01\nlevel = \"{level}\"\n"
        )
    };
    let register = Registry::base()
        .file("risks/R002.toml", accepted("R002", "it-manager", "high"))
        .file("risks/R003.toml", accepted("R003", "security-lead", "high"))
        .file("risks/R004.toml", accepted("R004", "security-lead", "moderate"));
    register.run(&["build"]);
    let overview = std::fs::read_to_string(register.path("site/index.html")).expect("a page");
    let lately = overview.split_once(">Accepted <").expect("some were accepted").1;
    let lately = lately.split_once("</ul>").expect("a list").0;
    assert!(lately.contains(">2<") && !lately.contains("R002"), "{lately}");
    let until = "until <time datetime=\"2025-08-01\">2025-08-01</time>";
    assert!(lately.contains(&format!("{until}</span>")), "{lately}");
    assert!(lately.contains(&format!("{until}; void since</span>")), "{lately}");
}

#[test]
fn hostile_text_is_inert() {
    let hostile = r#"
id = "R002"
title = "<script>alert(1)</script> \u202e evil"
owner = "it-manager"
status = "open"
likelihood = "low"
impact = "low"
assessed = 2025-05-01
description = "<img src=x onerror=alert(1)> [a](javascript:alert(1)) [b](&#106;avascript:alert(1)) ![c](https://evil.example/x.png) \u001b[31m"
category = "\"><svg onload=alert(1)>"
tags = ["</title><script>"]
references = [{ title = "x", url = "javascript:alert(1)" }]
"#;
    let register = Registry::base().file("risks/R002.toml", hostile);
    assert!(register.run(&["build"]).code < 2);
    for (path, page) in pages(&register.path("site")) {
        let page = if path.ends_with(".html") { without_own_script(&page) } else { page };
        for bad in
            ["<script", "<img", "onerror=alert(1)>", "<svg onload", "href=\"javascript", "\u{202e}", "\u{1b}"]
        {
            assert!(!page.contains(bad), "{path}: {bad}");
        }
    }
    assert!(pages(&register.path("site"))["risks/R002/index.html"].contains("U+202E"), "what hides is shown");
}

#[test]
fn what_is_not_published_leaves_no_trace() {
    let kept = |id: &str, publish: &str, word: &str| {
        let more = format!("status = \"open\"\npublish = \"{publish}\"\ndescription = \"{word}\"");
        ABOVE.replace("R002", id).replace("status = \"open\"", &more)
    };
    let (secret, outline) = (kept("R002", "hidden", "Takeover"), kept("R003", "outline", "Insight"));
    let register = Registry::base().file("risks/R002.toml", secret).file("risks/R003.toml", outline);
    let run = register.run(&["build"]);
    assert_eq!(run.code, 0, "{run:?}");
    for (path, bytes) in files(&register.path("site")) {
        let text = String::from_utf8_lossy(&bytes);
        assert!(!path.contains("R002") && !text.contains("R002"), "{path} tells of a hidden risk");
        // The search has words in small letters.
        let text = text.to_lowercase();
        assert!(!text.contains("takeover"), "{path} tells of a hidden risk");
        assert!(!text.contains("insight"), "{path} tells more than an outline");
    }
    assert!(register.path("site/risks/R003/index.html").is_file());
    let overview = &pages(&register.path("site"))["index.html"];
    assert!(overview.contains("1 published in outline only is in no cell"), "{overview}");
    assert!(!overview.contains("likelihood=high"), "a cell would tell its likelihood and impact");
}

#[test]
fn an_empty_register_has_pages_that_say_what_to_do() {
    let register = Registry::base();
    fs::remove_file(register.path("risks/R001.toml")).expect("a removed risk");
    let run = register.run(&["build"]);
    assert_eq!(run.code, 0, "{run:?}");
    assert!(pages(&register.path("site"))["index.html"].contains("plimsoll new"));
}

#[test]
fn without_a_methodology_the_site_is_still_written() {
    let register = Registry::base().file("schema/methodology.toml", "name = \n");
    let run = register.run(&["build"]);
    assert_eq!(run.code, 1, "{run:?}");
    assert!(register.path("site/methodology/index.html").is_file());
}

#[test]
fn the_exports_are_files_of_the_site_and_a_page_says_what_they_hold() {
    let register = Registry::base().file("risks/R002.toml", ABOVE);
    assert_eq!(register.run(&["build"]).code, 0);
    let site = register.path("site");
    let page = &pages(&site)["data/index.html"];
    for (name, format) in [
        ("register.csv", "csv"),
        ("register.json", "json"),
        ("actions.ics", "ics"),
        ("changes.atom", "atom"),
        ("register.xlsx", "xlsx"),
    ] {
        let file = fs::read(site.join("data").join(name)).expect("a file of the site");
        let command = register.command(&["export", format], &[]).output().expect("a run");
        assert_eq!(file, command.stdout, "{name} is what `export {format}` writes");
        assert!(page.contains(&format!("href=\"{name}\"")), "{name}");
    }
    assert!(page.contains("the indicators with their values") && !page.contains("soa.csv"), "{page}");
    let text = fs::read_to_string(site.join("data/register.json")).expect("a file of the site");
    crate::schemas::document("list", &text);
    let schema = fs::read_to_string(site.join("data/register.schema.json")).expect("a file of the site");
    assert_eq!(
        serde_json::from_str::<serde_json::Value>(&schema).expect("JSON"),
        crate::schemas::schema("list")
    );
    let all: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    for risk in all["risks"].as_array().expect("risks") {
        let folder = format!("risks/{}", risk["id"].as_str().expect("an id"));
        let own = fs::read_to_string(site.join(&folder).join("risk.json")).expect("beside its page");
        let own = crate::schemas::document("list", &own);
        assert_eq!(own["risks"], serde_json::json!([risk]), "{folder}");
        assert!(pages(&site)[&format!("{folder}/index.html")].contains("href=\"risk.json\""), "{folder}");
    }
    for (path, page) in pages(&site).iter().filter(|(path, _)| *path != "404.html") {
        assert!(page.contains("data/register.csv"), "{path} leads to the data");
    }
}
