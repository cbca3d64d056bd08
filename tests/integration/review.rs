//! The management review: every part of the clause, with what the other pages
//! say.

use std::fs;

use crate::harness::{Registry, TODAY, sample};
use crate::log::risk;

/// A page of the register's site.
fn page(register: &Registry, path: &str) -> String {
    let run = register.run(&["build", "--today", TODAY]);
    assert!(run.code < 2, "{}", run.stderr);
    fs::read_to_string(register.path("site").join(path)).expect("a page")
}

/// What a section of a page holds.
fn section<'p>(page: &'p str, id: &str) -> &'p str {
    let (_, rest) = page.split_once(&format!("aria-labelledby=\"{id}\"")).expect("a section");
    rest.split_once("</section>").expect("its end").0
}

#[test]
fn the_parts_stand_in_the_order_of_the_clause_and_none_is_empty() {
    let report = page(&sample(), "report/index.html");
    let heads: Vec<&str> =
        report.split("<h2 id=\"").skip(1).filter_map(|rest| Some(rest.split_once('"')?.0)).collect();
    let order = [
        "decisions",
        "actions",
        "context",
        "above",
        "results",
        "treatment",
        "indicators",
        "incidents",
        "controls",
        "acceptances",
        "findings",
        "next-steps",
    ];
    assert_eq!(heads, order);
    for (id, words) in [
        (
            "actions",
            &[
                "6 overdue and 5 done on time",
                "<span class=\"nb\"><bdi>done on 2025-03-26</bdi></span>",
                "overdue by 37 days",
            ][..],
        ),
        ("results", &["heat large", "After treatment", "acceptance line", "2 appetites are declared"]),
        ("indicators", &["Phishing mails", "All 4 indicators"]),
        ("incidents", &["85 min", "1 incident was detected after 30 January 2025"]),
        ("controls", &["passed the last test", "failed 2025"]),
        ("findings", &["Became late", "overdue-treatment", "All findings"]),
    ] {
        let part = section(&report, id);
        for word in words {
            assert!(part.contains(word), "{id} lacks {word}: {part}");
        }
    }
}

#[test]
fn it_says_of_exceeded_appetites_stale_indicators_findings_and_waivers_what_their_pages_say() {
    let base = Registry::base();
    let methodology = fs::read_to_string(base.path("schema/methodology.toml")).expect("a methodology");
    let watched = "[[indicator]]\nid = \"mails\"\nname = \"Mails\"\nkind = \"kri\"\nbetter = \"lower\"\n\
                   warn = 5\nevery = \"1 month\"\nowner = \"it-manager\"\nrisks = [\"R001\"]\n";
    let register = base
        .file(
            "schema/methodology.toml",
            format!("{methodology}\n[[appetite]]\nlevel = \"moderate\"\nat_most = 0\nstatement = \"None.\"\n"),
        )
        .file("risks/R002.toml", risk("R002", ""))
        .file("indicators.toml", watched)
        .file("measurements/mails.csv", "date,value\n2025-01-31,9\n")
        .file("waivers.toml", "[[waiver]]\nrule = \"unreasoned-assessment\"\nrisk = \"R002\"\nreason = \"Known.\"\nuntil = 2025-12-31\nby = \"it-manager\"\n");
    let report = page(&register, "report/index.html");
    assert!(section(&report, "results").contains("<span class=\"bad\">exceeded</span>"), "{report}");
    assert!(section(&report, "indicators").contains("1 stale."), "{report}");
    let findings = section(&report, "findings");
    for words in ["exceeded-appetite", "stale-indicator", "Known.", "Wrong in the files", "Became late"] {
        assert!(findings.contains(words), "{words}: {findings}");
    }
}

#[test]
fn plans_without_a_date_are_among_the_open_ones_of_the_page_metrics() {
    let plan = |due: &str| format!("[treatment]\noption = \"mitigate\"\nplan = \"P\"\n{due}");
    let register = Registry::base()
        .file("risks/R001.toml", risk("R001", &plan("due = 2025-05-01\n")))
        .file("risks/R002.toml", risk("R002", &plan("")))
        .file("risks/R003.toml", risk("R003", &plan("due = 2026-01-01\n")));
    let report = page(&register, "report/index.html");
    let treatment = section(&report, "treatment");
    let count = |status: &str| {
        let (_, rest) = treatment.split_once(&format!("<bdi>{status}</bdi></th>")).expect("a row");
        rest.split_once("<bdi>").and_then(|(_, rest)| rest.split_once('<')).expect("a number").0
    };
    assert_eq!(
        ["Overdue", "Due within 30 days", "Due later", "No date", "Done"].map(count),
        ["1", "0", "1", "1", "0"]
    );
    assert!(
        fs::read_to_string(register.path("site/metrics/index.html"))
            .expect("a page")
            .contains("<bdi>Treatments open</bdi></th><td role=\"cell\" data-label=\"Value\"><bdi>3</bdi>")
    );
}
