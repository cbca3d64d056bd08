//! What the pages of a site weigh: a reader waits for bytes.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use crate::harness::{Registry, sample};

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
