//! The pages of what is watched and listed, and what they keep back.

use std::collections::BTreeMap;

use crate::harness::{Registry, sample};
use crate::log::risk;

/// Every file of a site, by path.
fn site(register: &Registry, arguments: &[&str]) -> BTreeMap<String, Vec<u8>> {
    let out = register.path("built");
    let _ = std::fs::remove_dir_all(&out);
    let run = register.run(&[&["build", "--out", "built"], arguments].concat());
    assert!(run.code < 2, "{}", run.stderr);
    let files = walkdir::WalkDir::new(&out).into_iter().flatten().filter(|entry| entry.file_type().is_file());
    let read = |entry: walkdir::DirEntry| {
        let path = entry.path().strip_prefix(&out).expect("below").display().to_string();
        (path, std::fs::read(entry.path()).expect("a file"))
    };
    files.map(read).collect()
}

fn page(site: &BTreeMap<String, Vec<u8>>, path: &str) -> String {
    String::from_utf8(site[path].clone()).expect("text")
}

#[test]
fn every_page_of_the_sample_has_something_to_show() {
    let site = site(&sample(), &["--today", "2025-04-01"]);
    for (path, words) in [
        ("metrics/index.html", &["33 % (7 of 21)", "n = 5"][..]),
        ("assets/index.html", &["Camera recordings", "Highest level"]),
        ("threats/index.html", &["Open risks"]),
        ("controls/index.html", &["<b>15 of 17</b> comparable risks", "Tests, oldest first", "degraded"]),
        ("soa/index.html", &["Half-yearly access review", "not stated"]),
        ("soa/page-2.html", &["A.8.34"]),
        (
            "soa/soa.csv",
            &[
                "Reference,Title,Theme,Applicable,Reasons,Justification,State,Controls,Risks",
                "A.8.30,Development by others,Technology,no,",
            ],
        ),
        (
            "indicators/index.html",
            &[
                "525 gateways",
                "warn 400",
                "breach 900",
                "is better</bdi></th><td role=\"cell\" data-label=\"Target\" class=\"num\">",
            ],
        ),
        ("methodology/index.html", &["<h2 id=\"likelihood\">", "href=\"#impact\""]),
        ("data/index.html", &["<a href=\"../soa/soa.csv\">soa.csv</a>"]),
        ("incidents/index.html", &["Frost warnings stood still", "open"]),
        ("report/index.html", &["Decisions asked for", "last_review"]),
        ("risks/R002/index.html", &["Phishing mails reported by staff: 55 on 31 March 2025", "I0001"]),
    ] {
        let text = page(&site, path);
        for word in words {
            assert!(text.contains(word), "{path} lacks {word}");
        }
    }
    let since = site_report(&["--today", "2025-04-01", "--review-since", "2025-01-01"]);
    assert!(since.contains("1 January 2025") && since.contains("as this page was asked for"));
}

fn site_report(arguments: &[&str]) -> String {
    page(&site(&sample(), arguments), "report/index.html")
}

#[test]
fn a_register_without_them_says_what_would_fill_the_pages() {
    let bare = Registry::base().file("assets.toml", "").file("risks/R001.toml", risk("R001", ""));
    let site = site(&bare, &[]);
    for (path, words) in [
        ("assets/index.html", "<code>[[asset]]</code>"),
        ("threats/index.html", "<code>[[threat]]</code>"),
        ("soa/index.html", "<code>[[excluded]]</code>"),
        ("indicators/index.html", "<code>plimsoll measure ID VALUE</code>"),
        ("incidents/index.html", "I0001.toml"),
        ("metrics/index.html", "not applicable"),
    ] {
        assert!(page(&site, path).contains(words), "{path}: {}", page(&site, path));
    }
    assert!(!page(&site, "metrics/index.html").contains("100 %"), "of nothing there is no rate");
}

#[test]
fn where_there_is_nothing_a_sentence_stands_and_no_empty_table() {
    let closed = "status = \"closed\"\n[closed]\non = 2025-05-20\nby = \"it-manager\"\nreason = \"Gone.\"\n";
    let full = "title = \"T\"\nowner = \"it-manager\"\nlikelihood = \"high\"\nimpact = \"high\"\n";
    let none = Registry::base();
    std::fs::remove_file(none.path("risks/R001.toml")).expect("removed");
    let one = |more: &str| Registry::base().file("risks/R001.toml", format!("id = \"R001\"\n{full}{more}"));
    for (state, register, words) in [
        ("no risk", none, &["The register is empty.", "<code>plimsoll new</code>"][..]),
        ("one", one("status = \"open\"\n"), &["The only open risk", "is above the line"]),
        ("closed", one(closed), &["No risk is open; 1 risk is closed.", "<p>No risk is open.</p>"]),
        ("hidden", one("status = \"open\"\npublish = \"hidden\"\n"), &["No risk is published."]),
        ("outline", one("status = \"open\"\npublish = \"outline\"\n"), &["The only open risk"]),
        ("broken", one("status = \"open\"\n[\n"), &["The register is not valid: 1 error."]),
        (
            "no method",
            one("status = \"open\"\n").file("schema/methodology.toml", "["),
            &["No risk can be judged"],
        ),
        ("nobody", one("status = \"open\"\n").file("people.toml", ""), &["The register is not valid"]),
    ] {
        let site = site(&register, &["--today", "2025-06-01"]);
        for word in words {
            assert!(page(&site, "index.html").contains(word), "{state}: {word}");
        }
        for (path, bytes) in site.iter().filter(|(path, _)| path.ends_with(".html")) {
            let text = String::from_utf8_lossy(bytes);
            let bodies = text.split("<tbody").skip(1).filter_map(|rest| rest.split_once("</tbody>"));
            let empty = bodies.filter(|(body, _)| !body.contains("<tr")).count();
            assert_eq!(empty, 0, "{state}: {path} has an empty table");
            for wrong in ["of no ", "1 risks", ">no plans", ">no incidents", "no things", " 1 open risks"] {
                assert!(!text.contains(wrong) || path.starts_with("404"), "{state}: {path} says {wrong:?}");
            }
        }
    }
}

#[test]
fn nothing_of_a_hidden_or_outlined_risk_is_found_in_any_byte() {
    let marked = |id: &str, publish: &str, title: &str| {
        risk(
            id,
            &format!(
                "publish = \"{publish}\"\ndescription = \"SECRET-WORDS\"\nassets = [\"customer-database\"]\n\
                 controls = [\"password-policy\"]\nrationale = \"SECRET-WORDS\"\n"
            ),
        )
        .replace("Weak passwords", title)
    };
    let register = Registry::base()
        .file("risks/R002.toml", marked("R002", "hidden", "SECRET-TITLE"))
        .file("risks/R003.toml", marked("R003", "outline", "Outlined title"))
        .file("incidents/I0001.toml", "id = \"I0001\"\ntitle = \"SECRET-WORDS\"\ndetected = 2025-03-03T09:00:00Z\nrisks = [\"R002\"]\n")
        .file("incidents/I0002.toml", "id = \"I0002\"\ntitle = \"Of both\"\ndetected = 2025-03-03T09:00:00Z\nrisks = [\"R001\", \"R002\", \"R003\"]\n")
        .file(
            "indicators.toml",
            "[[indicator]]\nid = \"open-words\"\nname = \"Open words\"\nkind = \"kri\"\nunit = \"a month\"\nbetter = \"lower\"\nbreach = 5\nevery = \"1 month\"\nowner = \"it-manager\"\nrisks = [\"R001\", \"R002\", \"R003\"]\n\
             [[indicator]]\nid = \"secret-words\"\nname = \"SECRET-WORDS\"\nkind = \"kri\"\nunit = \"a month\"\nbetter = \"lower\"\nevery = \"1 month\"\nowner = \"it-manager\"\nrisks = [\"R002\"]\n",
        )
        .file("measurements/open-words.csv", "date,value,n,note\n2025-03-31,9,,about SECRET-TITLE\n")
        .file("measurements/secret-words.csv", "date,value\n2025-03-31,9\n");
    let site = site(&register, &[]);
    let overview = page(&site, "index.html");
    assert!(overview.contains("Open words") && overview.contains("R001 due for review"), "{overview}");
    for (path, bytes) in &site {
        // The workbook's parts are packed: its own tests open it.
        let text = String::from_utf8_lossy(bytes).to_lowercase();
        for word in ["secret-words", "secret-title", "r002"] {
            assert!(!text.contains(word) && !path.to_lowercase().contains(word), "{path} tells {word}");
        }
    }
    let incidents = page(&site, "incidents/index.html");
    assert!(incidents.contains("Of both") && incidents.contains("1 more is not published"), "{incidents}");
    for path in ["assets/index.html", "controls/index.html", "incidents/index.html", "soa/index.html"] {
        assert!(!page(&site, path).contains("Outlined title"), "{path} names what is outlined");
    }
}
