//! The history on the site: the page of changes, a risk's, the last days; and
//! what `publish` keeps back of it.

use crate::log::risk;
use crate::story::Story;

const R1: &str = "risks/R001.toml";

fn page(story: &Story, path: &str) -> String {
    let path = story.root().join("site").join(path);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn build(story: &Story, today: &str) {
    let run = story.register.run(&["build", "--today", today]);
    assert!(run.code < 2, "{}", run.stderr);
}

#[test]
fn every_commit_is_told_on_the_page_of_changes_and_on_its_risks() {
    let mut story = Story::begin();
    story.commit("add the first", &[(R1, Some(&risk("R001", "")))]);
    story.commit(
        "raise it",
        &[(R1, Some(&risk("R001", "").replace("likelihood = \"medium\"", "likelihood = \"high\"")))],
    );
    story.write_files();
    build(&story, "2025-01-20");
    let changes = page(&story, "changes/index.html");
    assert!(
        changes.contains("raise it")
            && changes.contains("Likelihood raised from Medium to High: level Moderate → High"),
        "{changes}"
    );
    assert!(page(&story, "changes/2025.html").contains("add the first"));
    let own = page(&story, "risks/R001/index.html");
    assert!(own.contains("now above the line") && own.contains("Ana Ruiz"), "{own}");
    let overview = page(&story, "index.html");
    assert!(overview.contains("3 commits changed the register."), "{overview}");
    let new = "High</bdi>, <time datetime=\"2025-01-02\">";
    assert!(overview.contains(">New <") && overview.contains(new), "{overview}");
    assert!(!overview.contains("↑ raised"), "what is new was not raised");
    // Thirty days after it came it is no longer new; its level still is.
    build(&story, "2025-02-01");
    let overview = page(&story, "index.html");
    let raised = "↑ raised: Moderate → High</bdi>, <time datetime=\"2025-01-03\">";
    assert!(overview.contains(raised), "{overview}");
    assert!(!overview.contains(">New <"), "{overview}");
    build(&story, "2025-03-01");
    let later = page(&story, "index.html");
    assert!(
        later.contains("No risk was raised or lowered") && later.contains("No commit changed"),
        "{later}"
    );
    // On an earlier day nobody knows of later commits.
    build(&story, "2025-01-02");
    assert!(!page(&story, "changes/index.html").contains("raise it"));
    build(&story, "2024-12-01");
    for told in [
        "index.html",
        "changes/index.html",
        "risks/R001/index.html",
        "methodology/index.html",
        "data/index.html",
    ] {
        let told = page(&story, told);
        assert!(told.contains("No commit is as old as the judged day"), "{told}");
        assert!(!told.contains("No Git history"), "{told}");
    }
}

#[test]
fn figures_say_what_they_were_about_a_month_before() {
    let plan = "[treatment]\noption = \"mitigate\"\nplan = \"P\"\nowner = \"it-manager\"\ndue = 2025-01-10\n";
    let mut story = Story::begin();
    story.commit("a plan", &[(R1, Some(&risk("R001", plan)))]);
    story.commit("unassessed", &[("risks/R002.toml", Some("id = \"R002\"\nstatus = \"open\"\n"))]);
    story.write_files();
    let notes = |today: &str| {
        build(&story, today);
        let overview = page(&story, "index.html");
        let figures = overview.split("<dl class=\"figures\">").nth(1).expect("figures");
        let figures = figures.split("</dl>").next().expect("an end").to_owned();
        figures.split("<dd class=\"muted\">").filter_map(|note| note.split_once("</dd>")).fold(
            Vec::new(),
            |mut all, (note, _)| {
                if note.contains(" on ") {
                    all.push(note.to_owned());
                }
                all
            },
        )
    };
    assert_eq!(notes("2025-01-20"), [] as [&str; 0], "the end of December is before the history");
    // The end of January is a fortnight ago: the plan was late, and R002 not assessed.
    let on = |n: usize, day: &str| format!("{n} on {day}");
    assert_eq!(notes("2025-02-20"), [0, 1, 0, 1].map(|n| on(n, "31 January 2025")));
    // In the first days of a month its eve says nothing.
    assert_eq!(notes("2025-03-03")[0], "0 on 31 January 2025");
}

#[test]
fn decisions_due_are_compared_with_those_of_about_a_month_before() {
    let high = |id: &str, rest: &str| risk(id, rest).replace("impact = \"medium\"", "impact = \"high\"");
    let accepted = |id: &str, on: &str, until: &str| {
        let given = format!("by = \"security-lead\"\non = {on}\nuntil = {until}\nlevel = \"high\"\n");
        high(id, &format!("[acceptance]\n{given}"))
    };
    let file = |id: &str| format!("risks/{id}.toml");
    let mut story = Story::begin();
    let (soon, hidden) =
        (accepted("R002", "2025-01-02", "2025-02-10"), high("R003", "publish = \"hidden\"\n"));
    story.commit(
        "begin",
        &[
            (R1, Some(&high("R001", ""))),
            (&file("R002"), Some(&soon)),
            (&file("R003"), Some(&hidden)),
            (&file("R004"), Some(&high("R004", ""))),
        ],
    );
    for number in 0..32 {
        story.commit("a day goes by", &[("notes.md", Some(&number.to_string()))]);
    }
    // In February one is accepted and one goes; the acceptance of another expires.
    let late = accepted("R001", "2025-02-03", "2025-06-30");
    story.commit("february", &[(R1, Some(&late)), (&file("R004"), None)]);
    story.write_files();
    let figure = || {
        build(&story, "2025-02-20");
        let overview = page(&story, "index.html");
        let figure = overview.split("Decisions due</dt>").nth(1).expect("the figure").to_owned();
        figure.split("</div>").next().expect("its end").to_owned()
    };
    for _ in ["read from the commits", "read from what is stored"] {
        let figure = figure();
        assert!(figure.contains(">1<") && figure.contains("2 on 31 January 2025"), "{figure}");
    }
    // Of a history that is cut nobody knows.
    let head = std::fs::read_to_string(story.root().join(".git/refs/heads/main")).expect("a head");
    std::fs::write(story.root().join(".git/shallow"), head).expect("cut");
    assert!(!figure().contains(" on 31 January 2025"), "{}", figure());
}

#[test]
fn what_publish_keeps_back_is_kept_back_of_the_history_too() {
    let mut story = Story::begin();
    let secret = risk("R002", "publish = \"hidden\"\n").replace("Weak passwords", "The merger leaks");
    let outline = risk("R003", "publish = \"outline\"\n").replace("Weak passwords", "A quiet matter");
    story.commit("R002: begin", &[(R1, Some(&risk("R001", ""))), ("risks/R002.toml", Some(&secret))]);
    story.commit("outline", &[("risks/R003.toml", Some(&outline))]);
    let gone = risk("R004", "publish = \"hidden\"\n").replace("Weak", "Gone");
    story.commit(
        "drop R004 again",
        &[("risks/R004.toml", Some(&gone)), ("risks/R005.toml", Some(&risk("R005", "")))],
    );
    story.commit("dropped", &[("risks/R004.toml", None), ("risks/R005.toml", None)]);
    let waiver = "[[waiver]]\nrule = \"unassessed-risk\"\nrisk = \"R002\"\nreason = \"Known.\"\nuntil = 2025-12-31\nby = \"security-lead\"\n";
    story.commit(
        "waive",
        &[("waivers.toml", Some("# none\n")), (R1, Some(&risk("R001", "tags = [\"a\"]\n")))],
    );
    story.commit("waive more", &[("waivers.toml", Some(waiver))]);
    story.write_files();
    build(&story, "2025-01-20");
    let mut open = vec![story.root().join("site")];
    let mut all = String::new();
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
            if entry.path().is_dir() {
                open.push(entry.path());
            } else if entry.path().extension().is_some_and(|ending| ending == "html") {
                all.push_str(&std::fs::read_to_string(entry.path()).expect("a page"));
            }
        }
    }
    for kept in ["R002", "The merger leaks", "R004", "Gone passwords"] {
        assert!(!all.contains(kept), "{kept}");
    }
    let overview = page(&story, "index.html");
    let lately = &overview[overview.find("id=\"lately\"").expect("the last days")..];
    assert!(lately.contains("R001") && !lately.contains("R003"), "no past of an outline: {lately}");
    let changes = page(&story, "changes/index.html");
    assert!(!changes.contains("R003") && !changes.contains("A quiet matter"), "no values of an outline");
    assert!(changes.contains("R001") && changes.contains("R005"), "what was published stays told");
}

#[test]
fn every_value_says_since_when_by_whom_and_in_which_commit_it_stands() {
    let mut story = Story::begin();
    let first = risk("R001", "tags = [\"a\", \"b\"]\n");
    let added = story.commit("add", &[(R1, Some(&first))]);
    let second = first.replace("likelihood = \"medium\"", "likelihood = \"high\"");
    let raised = story.by("Bo Chen", "bo@example.org").commit("raise", &[(R1, Some(&second))]);
    story.write_files();
    let dirty = second.replace("status = \"open\"", "status = \"treated\"");
    std::fs::write(story.root().join(R1), dirty.replace("[\"a\", \"b\"]", "[\"b\", \"a\"]"))
        .expect("written");
    story.register.run(&["build"]);
    let page = std::fs::read_to_string(story.root().join("site/risks/R001/index.html")).expect("a page");
    let row = |field: &str| {
        let start = page.find(&format!("<code>{field}</code>")).unwrap_or_else(|| panic!("{field}: {page}"));
        let text = &page[start..start + page[start..].find("</tr>").expect("a row's end")];
        let mut words = String::new();
        let mut inside = false;
        for c in text.chars() {
            match c {
                '<' => inside = true,
                '>' => {
                    inside = false;
                    words.push(' ');
                }
                c if !inside => words.push(c),
                _ => {}
            }
        }
        words.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    assert_eq!(row("likelihood"), format!("likelihood high 2025-01-03 , Bo Chen , {}", &raised[..7]));
    assert_eq!(row("title"), format!("title Weak passwords 2025-01-02 , Ana Ruiz , {}", &added[..7]));
    assert_eq!(
        row("tags"),
        format!("tags b, a 2025-01-02 , Ana Ruiz , {}", &added[..7]),
        "their order is layout"
    );
    assert_eq!(row("status"), "status treated not committed yet");
}

#[test]
fn a_decision_names_the_commit_that_brought_it_and_leads_to_it() {
    let accepted = |until: &str| {
        let acceptance = "[acceptance]\nby = \"security-lead\"\non = 2025-01-03\nlevel = \"moderate\"\n";
        risk("R001", &format!("{acceptance}until = {until}\n"))
    };
    let mut story = Story::begin();
    story.commit("add", &[(R1, Some(&risk("R001", "")))]);
    let given =
        story.by("Bo Chen", "bo@example.org").commit("accept", &[(R1, Some(&accepted("2025-06-30")))]);
    story.by("Ana Ruiz", "ana@example.org").commit("typo", &[(R1, Some(&accepted("2025-06-29")))]);
    story.write_files();
    let shown = |needle: &str| {
        build(&story, "2025-01-20");
        let own = page(&story, "risks/R001/index.html");
        assert!(own.contains(needle), "{needle}: {own}");
    };
    let (short, anchor) = (&given[..7], format!("c-{}", &given[..12]));
    let day = "<time datetime=\"2025-01-03\">2025-01-03</time>";
    shown(&format!(
        "commit <a href=\"#{anchor}\"><bdi>{short}</bdi></a>, {day}, <bdi>Bo Chen</bdi>, not signed</span>"
    ));
    shown(&format!("<li id=\"{anchor}\">"));
    std::fs::write(story.root().join(".git/shallow"), format!("{given}\n")).expect("cut");
    shown(&format!(
        "known since at least commit <a href=\"#{anchor}\"><bdi>{short}</bdi></a>, {day}, where history is cut</span>"
    ));
    std::fs::write(story.root().join(R1), accepted("2025-06-30").replace("2025-01-03", "2025-01-04"))
        .expect("written");
    shown("not committed yet</span>");
    std::fs::rename(story.root().join(".git"), story.root().join("git")).expect("without Git");
    shown("No Git history: which commit brought it is not known</span>");
}

#[test]
fn the_level_over_time_leads_to_its_commits_and_has_every_acceptance() {
    let accepted = |on: &str| {
        let acceptance = "[acceptance]\nby = \"security-lead\"\nuntil = 2025-06-30\nlevel = \"moderate\"\n";
        risk("R001", &format!("{acceptance}on = {on}\n"))
    };
    let mut story = Story::begin();
    let added = story.commit("add", &[(R1, Some(&risk("R001", "")))]);
    story.commit("accept", &[(R1, Some(&accepted("2025-01-03")))]);
    let again = accepted("2025-01-04");
    let fork = story.commit("accept again", &[(R1, Some(&again))]);
    let high = again.replace("impact = \"medium\"", "impact = \"high\"");
    let raised = story.commit("raise", &[(R1, Some(&high))]);
    story.checkout(&fork);
    story.merge("merge", &[&raised], &[(R1, Some(&high))]);
    story.write_files();
    build(&story, "2025-01-20");
    let own = page(&story, "risks/R001/index.html");
    for (commit, day) in [(&added, "2025-01-02: Moderate"), (&raised, "2025-01-06: High")] {
        let dot = format!("<a href=\"#c-{}\" aria-label=\"{day}\">", &commit[..12]);
        assert_eq!(own.matches(&dot).count(), 2, "{dot}: {own}");
    }
    let rows = own.split_once("<th scope=\"col\">What</th>").expect("a table").1;
    let rows = rows.split_once("</table>").expect("its end").0;
    assert!(rows.contains("Accepted until 2025-01-04"), "the next one took its place: {rows}");
    assert!(rows.contains("Accepted until 2025-01-06"), "the level is higher since: {rows}");
}

#[test]
fn former_acceptances_are_judged_by_the_people_and_levels_of_their_time() {
    let accepted = |by: &str, on: &str, level: &str| {
        let acceptance =
            format!("[acceptance]\nby = \"{by}\"\non = {on}\nlevel = \"{level}\"\nuntil = 2025-06-30\n");
        risk("R001", &acceptance).replace("impact = \"medium\"", "impact = \"high\"")
    };
    let mut story = Story::begin();
    for (by, on, level) in [
        ("it-manager", "2025-01-02", "high"),
        ("security-lead", "2025-01-03", "high"),
        ("it-manager", "2025-01-04", "hihg"),
    ] {
        story.commit(on, &[(R1, Some(&accepted(by, on, level)))]);
    }
    // Whoever might then may not now, and the other way round.
    let people = include_str!("../data/examples/people.toml");
    let swapped = people.replace("\"ciso\"", "X").replacen("\"department-head\"", "\"ciso\"", 1);
    let swapped = swapped.replace('X', "\"department-head\"");
    let last = accepted("it-manager", "2025-01-05", "high");
    story.commit("swap", &[("people.toml", Some(&swapped))]);
    story.commit("last", &[(R1, Some(&last))]);
    story.write_files();
    build(&story, "2025-02-20");
    let own = page(&story, "risks/R001/index.html");
    let rows = own.split_once("<th scope=\"col\">What</th>").expect("a table").1;
    let rows = rows.split_once("</table>").expect("its end").0;
    let row = |day: &str, what: &str| format!("<th scope=\"row\">{day}</th><td>{what}</td>");
    assert!(
        !rows.contains(&row("2025-01-02", "Accepted until 2025-01-03")),
        "it was not theirs to give: {rows}"
    );
    for (day, what) in [
        ("2025-01-03", "Accepted until 2025-01-04"),
        ("2025-01-04", "Accepted until 2025-01-05, by right or not is not known"),
        ("2025-01-05", "Accepted until 2025-06-30"),
    ] {
        assert!(rows.contains(&row(day, what)), "{day} {what}: {rows}");
    }
    let said = "; of 1 it is not known whether the person might give it; \
                1 acceptance by somebody who might not give it is not drawn";
    assert!(own.contains(said), "{own}");
}

#[test]
fn where_history_is_cut_nothing_is_created_and_every_page_says_so() {
    let mut story = Story::begin();
    story.commit("add", &[(R1, Some(&risk("R001", "")))]);
    let cut = story.commit("review of all", &[(R1, Some(&risk("R001", "category = 'x'\n")))]);
    story.commit("raise", &[(R1, Some(&risk("R001", "category = 'x'\n").replace("\"medium\"", "\"high\"")))]);
    story.write_files();
    std::fs::write(story.root().join(".git/shallow"), format!("{cut}\n")).expect("cut");
    build(&story, "2025-01-20");
    let begins = "History begins on 3 January 2025 (shallow clone): earlier changes are missing.";
    let (own, all) = (page(&story, "risks/R001/index.html"), page(&story, "changes/index.html"));
    for told in [&own, &all, &page(&story, "data/changes.atom")] {
        assert!(told.contains("Known since at least this commit, where history is cut"), "{told}");
        assert!(!told.contains("Created:") && !told.contains("File added"), "{told}");
    }
    assert!(all.contains("1 commit changed the register, on 4 January 2025."), "{all}");
    let row = |field: &str| {
        let from = own.find(&format!("<code>{field}</code>")).expect("a row");
        own[from..].split("</tr>").next().expect("its end").to_owned()
    };
    assert!(row("category").contains("at least <time datetime=\"2025-01-03\">"), "{}", row("category"));
    assert!(row("category").contains("not known: <a href=\"#history-note\">history is cut</a>"));
    assert!(!row("category").contains("Ana Ruiz"), "nobody knows that she wrote it");
    assert!(row("likelihood").contains("Ana Ruiz") && !row("likelihood").contains("at least"));
    assert!(page(&story, "methodology/index.html").contains(&format!("judged on 20 January 2025. {begins}")));
    let overview = page(&story, "index.html");
    let trend = format!("{begins} A trend shows once the history reaches over the ends of two months.");
    assert!(overview.contains(&trend), "{overview}");
    assert!(overview.contains(&format!("1 commit changed the register. {begins}")), "{overview}");
    assert!(!overview.contains(">New <"), "{overview}");
    build(&story, "2025-02-20");
    let later = page(&story, "index.html");
    assert!(later.contains("No commit changed the register. <a"), "these thirty days are known: {later}");
}

#[test]
fn the_methodology_tells_its_own_history() {
    let mut story = Story::begin();
    story.commit("add", &[(R1, Some(&risk("R001", "")))]);
    let methodology = crate::story::BASE[1].1.replace("version = \"1.0\"", "version = \"1.1\"");
    assert_ne!(methodology, crate::story::BASE[1].1);
    story.commit("stricter", &[("schema/methodology.toml", Some(&methodology))]);
    assert_eq!(story.run(&["build"]).code, 0);
    let page = std::fs::read_to_string(story.root().join("site/methodology/index.html")).expect("a page");
    let history = &page[page.find("id=\"history\"").expect("a section")..];
    assert!(
        history.contains("stricter") && history.contains("register: begin") && !history.contains(">add<")
    );
}

/// The entry of the page that has a subject, as far as its list of changes.
fn entry<'p>(page: &'p str, subject: &str) -> &'p str {
    let subject = page.find(subject).unwrap_or_else(|| panic!("{subject}: {page}"));
    let start = page[..subject].rfind("<li id=\"c-").expect("an entry");
    &page[start..start + page[start..].find("</ul></li>").expect("an entry's end")]
}

#[test]
fn an_entry_says_what_it_is_about_who_wrote_it_and_how_a_text_differs() {
    let people = format!(
        "{}\n[[person]]\nid = \"ana\"\nname = \"Ana of Risk\"\nemails = [\"ana@example.org\"]\n",
        crate::story::BASE[2].1
    );
    let mut story = Story::begin();
    let text = |words: &str, due: &str| {
        risk("R001", &format!("description = \"{words}\"\n[treatment]\noption = \"mitigate\"\ndue = {due}\n"))
    };
    let first = text("Passwords are weak.", "2025-03-01");
    story.commit("people", &[("people.toml", Some(&people)), (R1, Some(&first))]);
    let second = text("Passwords are <b>old</b>.", "2025-04-01");
    story.commit("reword\n\nApproved-by: Ana <ana@example.org>", &[(R1, Some(&second))]);
    story.by("Bo Chen", "bo@example.org");
    let third = text("Passwords are <b>old</b>.", "2025-03-31");
    story.commit("back\n\nApproved-by: Ana <ana@example.org>", &[(R1, Some(&third))]);
    story.commit("again", &[(R1, Some(&second))]);
    story.write_files();
    build(&story, "2025-01-20");
    let changes = page(&story, "changes/index.html");
    assert!(changes.contains("data-facet=\"kind\""), "{changes}");
    let reworded = entry(&changes, "reword");
    assert!(
        reworded.contains(
            "<span hidden data-of=\"kind\">Due date</span><span hidden data-of=\"kind\">Text</span>"
        ),
        "{reworded}"
    );
    for told in [
        "<b data-of=\"person\"><a href=\"../people/ana/index.html\"><bdi>Ana of Risk</bdi></a></b>",
        "<bdi>Description changed</bdi><details>",
        "Passwords are <del><span class=\"vh\">removed: </span>weak.</del>",
        "<ins><span class=\"vh\">added: </span>&lt;b&gt;old&lt;/b&gt;.</ins>",
        // No line ends within a day.
        "Due date moved from <time datetime=\"2025-03-01\">2025-03-01</time> to <time datetime=\"2025-04-01\">\
         2025-04-01</time> (1st move, +31 days)",
    ] {
        assert!(reworded.contains(told), "{told}: {reworded}");
    }
    assert!(!reworded.contains("approved by"), "whoever wrote it need not approve of it: {reworded}");
    let back = entry(&changes, "back");
    assert!(
        back.contains(">2025-03-31</time> (-1 day)") && back.contains("<bdi>Bo Chen</bdi></b>"),
        "{back}"
    );
    assert!(
        back.contains("approved by <a href=\"../people/ana/index.html\"><bdi>Ana of Risk</bdi></a>"),
        "{back}"
    );
    assert!(entry(&changes, "again").contains("(2nd move, +1 day)"), "{changes}");
    let own = page(&story, "risks/R001/index.html");
    assert!(own.contains("<a href=\"../../people/ana/index.html\"><bdi>Ana of Risk</bdi></a></b>"), "{own}");
    assert!(!own.contains("data-of"), "a risk's own history is not filtered");
    let atom = std::fs::read_to_string(story.root().join("site/data/changes.atom")).expect("a feed");
    assert!(
        atom.contains("R001: Due date moved from 2025-03-01 to 2025-04-01 (1st move, +31 days)"),
        "{atom}"
    );
}

#[test]
fn names_are_those_of_the_day() {
    let methodology = crate::story::BASE[1].1;
    let renamed = methodology.replace("name = \"High\"", "name = \"Severe\"");
    assert_ne!(methodology, renamed);
    let raised =
        |impact: &str| risk("R001", "").replace("impact = \"medium\"", &format!("impact = \"{impact}\""));
    let mut story = Story::begin();
    story.commit("add", &[(R1, Some(&risk("R001", "")))]);
    story.commit("raise", &[(R1, Some(&raised("high")))]);
    story.commit("rename", &[("schema/methodology.toml", Some(&renamed))]);
    story.commit("lower", &[(R1, Some(&raised("medium")))]);
    story.write_files();
    build(&story, "2025-01-20");
    let changes = page(&story, "changes/index.html");
    let log = story.run(&["log", "R001"]).stdout;
    for told in [&changes, &log] {
        assert!(told.contains("Impact raised from Medium to High: level Moderate → High"), "{told}");
        assert!(told.contains("Impact lowered from Severe to Medium: level Severe → Moderate"), "{told}");
    }
}

#[test]
fn no_line_names_a_hidden_risk() {
    let mut story = Story::begin();
    let secret = risk("R002", "publish = \"hidden\"\n");
    story.commit("add", &[(R1, Some(&risk("R001", ""))), ("risks/R002.toml", Some(&secret))]);
    let related = risk("R001", "related = [\"R002\"]\ntags = [\"a\"]\n");
    story.commit("relate", &[(R1, Some(&related))]);
    story.write_files();
    build(&story, "2025-01-20");
    for path in ["changes/index.html", "risks/R001/index.html"] {
        let page = page(&story, path);
        assert!(page.contains("Tag added: a") && !page.contains("R002"), "{page}");
    }
}
