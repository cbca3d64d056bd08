//! What the pages of a site weigh: a reader waits for bytes.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use crate::harness::{Registry, sample};
use crate::story::Story;

/// Every page with its bytes, by path.
fn pages(site: &Path) -> Vec<(String, u64)> {
    let mut open = vec![site.to_path_buf()];
    let mut all = Vec::new();
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder).expect("a folder").flatten() {
            let path = entry.path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|ending| ending == "html") {
                let name = path.strip_prefix(site).expect("below").to_string_lossy().replace('\\', "/");
                all.push((name, entry.metadata().expect("a size").len()));
            }
        }
    }
    all
}

/// Bytes that a page may have; the review is one page by its nature.
fn budget(page: &str) -> u64 {
    match page.split('/').next() {
        Some("register") => 260_000,
        Some("report") => 200_000,
        _ => 60_000,
    }
}

fn too_heavy(site: &Path) -> Vec<(String, u64)> {
    pages(site).into_iter().filter(|(page, bytes)| *bytes > budget(page)).collect()
}

/// Bytes of the files of an ending in `assets/` whose name begins so.
fn assets(site: &Path, stem: &str, ending: &str) -> u64 {
    let files = fs::read_dir(site.join("assets")).expect("assets").flatten();
    let own = files.filter(|file| {
        let name = file.file_name().to_string_lossy().into_owned();
        name.starts_with(stem) && name.ends_with(ending)
    });
    own.map(|file| file.metadata().expect("a size").len()).sum()
}

#[test]
fn the_sample_is_within_the_budget() {
    let sample = sample();
    let run = sample.run(&["build"]);
    assert_eq!(run.code, 0, "{run:?}");
    let site = sample.path("site");
    assert_eq!(too_heavy(&site), []);
    assert!(
        assets(&site, "site.", ".css") <= 24 << 10,
        "the style sheet: {}",
        assets(&site, "site.", ".css")
    );
    assert!(assets(&site, "site.", ".js") <= 16 << 10, "the script: {}", assets(&site, "site.", ".js"));
    let overview = fs::metadata(site.join("index.html")).expect("a page").len();
    let whole = overview
        + assets(&site, "site.", "")
        + assets(&site, "levels.", ".css")
        + assets(&site, "icon.", ".svg");
    assert!(whole <= 130_000, "the overview in full: {whole}");
}

/// A register of many risks that name the same few things, with long texts.
fn large(count: usize) -> Registry {
    let scale = ["low", "medium", "high"];
    let mut register = Registry::base();
    for n in 0..count {
        let (likelihood, impact) = (scale[n % 3], scale[n / 3 % 3]);
        let mut risk = format!(
            "id = \"R{:03}\"\ntitle = \"Risk number {n} of a large register: <a> & 'b'\"\nowner = \"it-manager\"\n\
             status = \"open\"\nlikelihood = \"{likelihood}\"\nimpact = \"{impact}\"\nidentified = 2024-01-10\n\
             assessed = 2025-02-10\nassets = [\"customer-database\"]\ncontrols = [\"password-policy\"]\n",
            n + 100
        );
        if n % 2 == 0 {
            let _ = write!(
                risk,
                "[treatment]\noption = \"mitigate\"\nplan = \"{}\"\nowner = \"security-lead\"\ndue = 2025-{:02}-15\n",
                "A plan with many words. ".repeat(1 + n % 12),
                1 + n % 12
            );
        }
        register = register.file(&format!("risks/R{:03}.toml", n + 100), risk);
    }
    register
}

/// A year of a register that is judged five by five, in three dimensions: every
/// cell has its risk, all are late and wait for a decision.
fn five_by_five() -> Story {
    const METHODOLOGY: &str = include_str!("../data/registers/by-hand/schema/methodology.toml");
    const PEOPLE: &str = include_str!("../data/registers/by-hand/people.toml");
    let likelihoods = ["rare", "unlikely", "possible", "likely", "almost-certain"];
    let impacts = ["insignificant", "minor", "moderate", "major", "catastrophic"];
    let impact =
        |n: usize| format!("{{ service = \"{0}\", people = \"{0}\", money = \"minor\" }}", impacts[n % 5]);
    let mut story = Story::empty();
    story.commit(
        "begin",
        &[
            ("plimsoll.toml", Some("[register]\ntitle = \"Five by five\"\n")),
            ("schema/methodology.toml", Some(METHODOLOGY)),
            ("people.toml", Some(PEOPLE)),
        ],
    );
    for n in 0..25 {
        let likelihood = likelihoods[n / 5];
        let risk = format!(
            "id = \"R{n:03}\"\ntitle = \"Risk number {n} of a register that people wrote by hand, over a year\"\n\
             owner = \"lena-fjord\"\nstatus = \"open\"\nlikelihood = \"{likelihood}\"\nimpact = {}\n\
             identified = 2025-01-02\nassessed = 2025-01-02\n[inherent]\nlikelihood = \"almost-certain\"\n\
             impact = {}\n[treatment]\noption = \"mitigate\"\nplan = \"A plan\"\nowner = \"marta-osei\"\n\
             due = 2025-03-15\n[treatment.residual]\nlikelihood = \"rare\"\nimpact = {}\n",
            impact(n),
            impact(n + 1),
            impact(n + 2)
        );
        story.commit("a risk", &[(&format!("risks/R{n:03}.toml"), Some(&risk))]);
    }
    story
}

#[test]
fn five_by_five_in_three_dimensions_is_within_the_budget() {
    let story = five_by_five();
    let run = story.run(&["build", "--today", "2026-01-15"]);
    assert!(run.code <= 1, "{}", run.stderr);
    let site = story.root().join("site");
    assert_eq!(too_heavy(&site), []);
    let overview = fs::read_to_string(site.join("index.html")).expect("a page");
    assert_eq!(overview.matches("<table class=\"heat").count(), 3);
    assert!(overview.contains("Open risks by level at the end of each month from"), "it has a trend");
    // What a link leads to is told whole; a count alone stands under its heads.
    assert!(
        overview.contains("risk: likelihood Possible, impact Major, level High, above the line</span></a>")
    );
    assert!(overview.contains("risks: level Extreme, above the line</span></td>"), "{}", overview.len());
}

#[test]
fn two_thousand_risks_are_within_the_budget() {
    let register = large(2_000);
    let run = register.run(&["build"]);
    assert!(run.code <= 1, "{}", run.stderr);
    // The review names every risk above the line on one page.
    let heavy: Vec<_> = too_heavy(&register.path("site"))
        .into_iter()
        .filter(|(page, _)| page != "report/index.html")
        .collect();
    assert_eq!(heavy, []);
}

#[test]
fn the_review_of_two_hundred_risks_is_within_the_budget() {
    let register = large(200);
    register.run(&["build"]);
    assert_eq!(too_heavy(&register.path("site")), []);
}

#[test]
fn many_indicators_and_incidents_are_within_the_budget_and_found_on_their_pages() {
    let mut indicators = String::new();
    let mut register = large(20);
    for n in 0..500 {
        let _ = write!(
            indicators,
            "[[indicator]]\nid = \"i{n}\"\nname = \"Indicator number {n} of a large register\"\nkind = \"kri\"\n\
             question = \"Does anything of the kind grow?\"\nunit = \"a month\"\nbetter = \"lower\"\nwarn = 5\nbreach = 9\n\
             every = \"1 month\"\nrisks = [\"R{}\"]\n",
            100 + n % 20
        );
        let mut values = "date,value\n".to_owned();
        for month in 0..24 {
            let _ =
                writeln!(values, "{}-{:02}-28,{}", 2023 + month / 12, month % 12 + 1, (month * 7 + n) % 12);
        }
        register = register.file(&format!("measurements/i{n}.csv"), values);
    }
    register = register.file("indicators.toml", indicators);
    for n in 0..600 {
        let incident = format!(
            "id = \"I{n:04}\"\ntitle = \"Incident number {n} of a large register\"\nseverity = \"high\"\n\
             detected = {}-{:02}-11T10:00:00Z\nresolved = {0}-{1:02}-12T10:00:00Z\nrisks = [\"R{}\"]\n",
            2006 + n / 30,
            n % 12 + 1,
            100 + n % 20
        );
        register = register.file(&format!("incidents/I{n:04}.toml"), incident);
    }
    let run = register.run(&["build", "--today", "2025-06-01"]);
    assert!(run.code <= 1, "{}", run.stderr);
    let site = register.path("site");
    assert_eq!(too_heavy(&site), []);
    let read = |path: &str| fs::read_to_string(site.join(path)).expect("a page");
    assert!(read("metrics/index.html").contains("All 500 indicators"));
    assert!(read("indicators/index.html").contains("of 500</p>"));
    assert!(read("incidents/index.html").contains("of 600</p>"));
    let mut pages = std::collections::BTreeSet::new();
    for risk in 100..120 {
        let page = read(&format!("risks/R{risk}/index.html"));
        let links = page.split("href=\"../../").filter_map(|rest| rest.split_once('"')).map(|(link, _)| link);
        for link in links.filter(|link| link.starts_with("indicators/") || link.starts_with("incidents/")) {
            let Some((file, anchor)) = link.split_once('#') else { continue };
            assert!(read(file).contains(&format!("id=\"{anchor}\"")), "{link}");
            pages.insert(file.to_owned());
        }
    }
    assert!(pages.contains("indicators/page-2.html") && pages.contains("incidents/page-2.html"), "{pages:?}");
    let found = crate::search::searched(&site)["things"].to_string();
    assert!(found.contains("\"indicators/page-2.html#") && found.contains("\"incidents/page-2.html#"));
}

/// A risk that changed with each of many commits: its level, its deadline, its
/// text; every tenth commit it is accepted anew and reviewed.
fn long_told(commits: usize) -> Story {
    let mut story = Story::begin();
    for n in 0..commits {
        let likelihood = ["high", "low"][n % 2];
        let due = 2026 + n / 336;
        let mut risk = format!(
            "id = \"R001\"\ntitle = \"A risk with a long history\"\nowner = \"it-manager\"\nstatus = \"in-progress\"\n\
             description = \"\"\"\n{}\n\"\"\"\nlikelihood = \"{likelihood}\"\nimpact = \"high\"\n\
             identified = 2025-01-02\nreview.on = 2025-{:02}-{:02}\n",
            "What was written of it, and then written again. ".repeat(1 + n % 5),
            1 + n / 28 % 12,
            1 + n / 10 * 10 % 28
        );
        let _ = write!(
            risk,
            "[treatment]\noption = \"mitigate\"\nplan = \"Plan number {}\"\nowner = \"security-lead\"\ndue = {due}-{:02}-{:02}\n\
             [acceptance]\nby = \"security-lead\"\non = 2025-01-{:02}\nuntil = {due}-12-31\nlevel = \"high\"\n",
            n / 3,
            1 + n / 28 % 12,
            1 + n % 28,
            1 + n / 10 % 28
        );
        story.commit(&format!("R001: change number {n}"), &[("risks/R001.toml", Some(&risk))]);
    }
    story.write_files();
    story
}

/// The links of a page that lead to an entry of a history: file, if it is
/// another one, and anchor.
fn entries_linked(page: &str) -> Vec<(&str, &str)> {
    let links = page.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next()?.split_once('#'));
    links.filter(|(_, anchor)| anchor.starts_with("c-")).collect()
}

#[test]
fn a_risk_with_a_long_history_is_within_the_budget_and_every_commit_is_reached() {
    let story = long_told(400);
    let run = story.register.run(&["build", "--today", "2026-03-01"]);
    assert!(run.code <= 1, "{}", run.stderr);
    let site = story.root().join("site");
    assert_eq!(too_heavy(&site), []);
    let folder = site.join("risks/R001");
    let read = |file: &str| {
        let path = folder.join(if file.is_empty() { "index.html" } else { file });
        fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    };
    let own = read("index.html");
    assert!(own.contains(" of 400 commits; the older ones have pages of their own.</p>"), "{own}");
    for told in [
        " more findings: ",
        "earlier moves without a reason are told in the history alone.",
        "changes of level",
    ] {
        assert!(own.contains(told), "{told}: {own}");
    }
    // The pager leads to all pages, and they hold all commits, each once.
    let mut told = Vec::new();
    let mut files = vec!["index.html".to_owned()];
    let mut at = 0;
    while let Some(file) = files.get(at).cloned() {
        let page = read(&file);
        told.extend(page.split("<li id=\"c-").skip(1).map(|rest| rest[..12].to_owned()));
        let pager = page.split("<nav class=\"pager\"").nth(1).and_then(|nav| nav.split("</nav>").next());
        let links =
            pager.expect("a pager").split("href=\"").skip(1).filter_map(|rest| rest.split('"').next());
        for link in links.map(|link| link.split('#').next().unwrap_or_default()) {
            if !files.iter().any(|known| known == link) {
                files.push(link.to_owned());
            }
        }
        at += 1;
    }
    assert!(files.len() > 3, "{files:?}");
    assert_eq!(told.len(), 400);
    assert!(own.contains(told[0].as_str()) && own.contains("change number 399"), "the newest stands first");
    told.sort();
    told.dedup();
    assert_eq!(told.len(), 400, "each once");
    // Nothing that leads to a commit is dead.
    let linked = entries_linked(&own);
    assert!(linked.len() > 40, "{linked:?}");
    assert!(linked.iter().any(|(file, _)| file.starts_with("page-")), "the first values are old");
    for (file, anchor) in linked {
        assert!(read(file).contains(&format!("<li id=\"{anchor}\">")), "{file}#{anchor}");
    }
    for drawing in own.split("<svg").skip(1).filter_map(|rest| rest.split("</svg>").next()) {
        assert!(drawing.len() < 12 << 10, "{}", &drawing[..200]);
    }
    let second = read("page-2.html");
    for shown in
        ["<nav class=\"crumbs\"", "class=\"fresh\"", "index.html#history\"", "<code>risks/R001.toml</code>"]
    {
        assert!(second.contains(shown), "{shown}: {second}");
    }
    // With a shorter history the pages of the longer one are gone.
    let run = story.register.run(&["build", "--today", "2025-01-05"]);
    assert!(run.code <= 1, "{}", run.stderr);
    assert!(!folder.join("page-2.html").exists());
    assert!(
        read("index.html").contains("change number 2") && !read("index.html").contains("class=\"pager\"")
    );
}
