//! What the pages of a site show: lateness, order, names, ways to other pages.

use std::fs;

use crate::harness::Registry;

/// Above the line, in time with its plan and late with its review.
const UNREVIEWED: &str = r#"
id = "R002"
title = "Phishing attacks leading to credential theft"
owner = "it-manager"
status = "in-progress"
likelihood = "high"
impact = "high"
assessed = 2025-01-10
identified = 2025-01-10
[treatment]
option = "mitigate"
plan = "Deploy advanced email filtering"
owner = "security-lead"
due = 2025-12-15
"#;

/// Above the line too, and late with nothing.
const NEW: &str = r#"
id = "R003"
title = "The only engineer leaves"
owner = "security-lead"
status = "open"
likelihood = "high"
impact = "high"
assessed = 2025-05-20
identified = 2025-05-20
"#;

/// The clock beside whatever is late.
const CLOCK: &str = "<span class=\"late\"><svg class=\"icon\"";

/// The site of two risks above the line, on the first of June 2025.
struct Site {
    register: Registry,
}

impl Site {
    fn new() -> Self {
        let register = Registry::base().file("risks/R002.toml", UNREVIEWED).file("risks/R003.toml", NEW);
        let run = register.run(&["build", "--today", "2025-06-01"]);
        assert!(run.code <= 1, "{run:?}");
        Self { register }
    }

    fn read(&self, path: &str) -> String {
        fs::read_to_string(self.register.path("site").join(path)).expect("a file of the site")
    }

    /// The row of a risk or a person, from its link on.
    fn row(&self, page: &str, link: &str) -> String {
        let page = self.read(page);
        let from = page.find(link).unwrap_or_else(|| panic!("{link} in {page}"));
        page[from..].split("</tr>").next().expect("a row").to_owned()
    }
}

#[test]
fn the_register_shows_the_late_review_that_it_sorts_by() {
    let site = Site::new();
    let page = site.read("register/index.html");
    let place = |id: &str| page.find(&format!("risks/{id}/index.html")).expect("its row");
    assert!(place("R002") < place("R003"), "what is overdue stands first");
    let row = site.row("register/index.html", "risks/R002/index.html");
    let words = "review overdue by 52 days";
    assert!(
        row.contains("<time datetime=\"2025-12-15\">") && row.contains(CLOCK) && row.contains(words),
        "{row}"
    );
    assert!(!site.row("register/index.html", "risks/R003/index.html").contains("overdue"));
    // The script filters and shows the same.
    let assets = fs::read_dir(site.register.path("site/assets")).expect("assets").flatten();
    let data = assets.map(|file| file.path()).find(|path| path.to_string_lossy().contains("/register."));
    let data = fs::read_to_string(data.expect("the data of the register")).expect("a file");
    assert_eq!(data.matches(words).count(), 1, "{data}");
}

#[test]
fn names_are_apart_from_the_cell_that_they_stand_in() {
    let row = Site::new().row("register/index.html", "risks/R002/index.html");
    assert!(row.contains("class=\"owner\"><bdi>IT Manager</bdi></td>") && !row.contains("dir="), "{row}");
}

#[test]
fn what_is_overdue_has_a_clock_on_every_page() {
    let site = Site::new();
    let clock = CLOCK.replace("late", "line late");
    let row = site.row("people/it-manager/index.html", "R002 Phishing");
    let (plan, review) = row.split_once("Next review").expect("both days");
    assert!(
        !plan.contains("late") && review.contains(&clock) && review.contains("overdue by 52 days"),
        "{row}"
    );
    assert!(site.row("people/index.html", "it-manager/index.html").contains(&clock));
    let late = UNREVIEWED.replace("2025-12-15", "2025-05-15");
    let register = Registry::base().file("risks/R002.toml", late);
    register.run(&["build", "--today", "2025-06-01"]);
    let row = Site { register }.row("treatment/index.html", "R002 Phishing");
    assert!(row.contains(&clock) && row.contains("overdue by 17 days"), "{row}");
}

#[test]
fn people_stand_in_the_order_of_what_is_overdue_and_can_be_sorted() {
    let site = Site::new();
    let page = site.read("people/index.html");
    let place =
        |name: &str| page.find(&format!(">{name}</bdi></a></span></th>")).unwrap_or_else(|| panic!("{name}"));
    let order = ["IT Manager", "Security Lead", "Office Manager"].map(place);
    assert!(order.is_sorted(), "{order:?}");
    assert!(
        page.contains("5 people, most overdue first, then most to do") || page.contains("Five people"),
        "{page}"
    );
    assert_eq!(page.matches(" sift").count(), 1, "the table of roles stays as it is");
    assert!(page.contains("data-noun=\"people\""), "{page}");
}

#[test]
fn every_page_leads_up_and_those_of_people_to_the_calendar() {
    let site = Site::new();
    let crumbs = |page: &str| {
        let page = site.read(page);
        let (_, crumbs) = page.split_once("aria-label=\"Breadcrumb\">")?;
        Some(crumbs.split("</nav>").next()?.to_owned())
    };
    for page in ["register", "treatment", "people", "methodology", "findings", "changes", "data"] {
        let crumbs =
            crumbs(&format!("{page}/index.html")).unwrap_or_else(|| panic!("{page} has breadcrumbs"));
        assert!(
            crumbs.contains("<a href=\"../index.html\">Overview</a>") && crumbs.contains("aria-current"),
            "{crumbs}"
        );
    }
    assert!(crumbs("risks/R002/index.html").expect("of a risk").contains(">Register</a>"));
    assert!(crumbs("index.html").is_none(), "nothing is above the overview");
    for (page, root) in [("people/index.html", "../"), ("people/it-manager/index.html", "../../")] {
        let link = format!("<a href=\"{root}data/actions.ics\" type=\"text/calendar\">");
        assert!(site.read(page).contains(&link), "{page}");
    }
}

#[test]
fn the_overview_names_what_is_late() {
    let page = Site::new().read("index.html");
    let (_, late) = page.split_once("id=\"late\"").expect("what is late");
    let named =
        "<bdi>Phishing attacks leading to credential theft</bdi><span class=\"line muted\">Review</span>";
    assert!(late.contains(named), "{late}");
}

#[test]
fn what_has_no_place_in_the_matrix_is_told_in_the_number_that_it_has() {
    let unassessed =
        |id: &str| format!("id = \"{id}\"\ntitle = \"Fire\"\nowner = \"it-manager\"\nstatus = \"open\"\n");
    let told = |register: Registry, words: &str| {
        register.run(&["build"]);
        for page in ["index.html", "report/index.html"] {
            let html = fs::read_to_string(register.path("site").join(page)).expect("a page");
            assert!(html.contains(words), "{page}");
        }
    };
    let register = Registry::base().file("risks/R002.toml", unassessed("R002"));
    told(register, "beside the matrix because it has no place in it.");
    let register = Registry::base()
        .file("risks/R002.toml", unassessed("R002"))
        .file("risks/R003.toml", unassessed("R003"));
    told(register, "beside the matrix because they have no place in it.");
}
