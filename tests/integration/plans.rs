//! The treatment plan and the pages of people: who has to do what by when.

use crate::harness::Registry;
use crate::log::risk;

/// A risk above the line, by its plan; judged on 1 June 2025.
fn planned(id: &str, plan: &str) -> String {
    risk(id, &format!("[treatment]\noption = \"mitigate\"\n{plan}"))
        .replace("likelihood = \"medium\"", "likelihood = \"high\"")
}

fn page(register: &Registry, path: &str) -> String {
    let run = register.run(&["build", "--out", "built", "--today", "2025-06-01"]);
    assert!(run.code < 2, "{}", run.stderr);
    std::fs::read_to_string(register.path("built").join(path)).expect(path)
}

/// The part of a page with an anchor.
fn part<'p>(page: &'p str, id: &str) -> &'p str {
    let rest =
        page.split_once(&format!("aria-labelledby=\"{id}\"")).unwrap_or_else(|| panic!("no part {id}")).1;
    rest.split_once("</section>").map_or(rest, |(part, _)| part)
}

fn register() -> Registry {
    let people = include_str!("../data/examples/people.toml");
    Registry::base()
        .file("people.toml", format!("{people}\n[[person]]\nid = \"IT-Manager\"\nname = \"Twin <b>\"\n"))
        .file("risks/R002.toml", planned("R002", "plan = \"Late plan\"\nowner = \"security-lead\"\ndue = 2025-05-31\ncost = 1200\n"))
        .file("risks/R003.toml", planned("R003", "plan = \"Soon\"\nowner = \"security-lead\"\ndue = 2025-07-01\n"))
        .file("risks/R004.toml", planned("R004", "plan = \"In two months\"\nowner = \"security-lead\"\ndue = 2025-08-30\n"))
        .file("risks/R005.toml", planned("R005", "plan = \"Next year\"\nowner = \"security-lead\"\ndue = 2025-08-31\n"))
        .file("risks/R006.toml", planned("R006", "plan = \"Some day\"\nowner = \"security-lead\"\n"))
        .file("risks/R007.toml", planned("R007", "plan = \"Just done\"\ndue = 2025-03-01\ndone = 2025-03-03\n"))
        .file("risks/R008.toml", planned("R008", "plan = \"Long done\"\ndue = 2025-03-01\ndone = 2025-03-02\n"))
        .file("risks/R009.toml", risk("R009", "").replace("it-manager", "former-it-manager"))
        .file("risks/R010.toml", planned("R010", "plan = \"SECRET\"\nowner = \"office-manager\"\ndue = 2025-05-01\n[[treatment.action]]\ntitle = \"SECRET\"\nowner = \"office-manager\"\n").replace("status =", "publish = \"outline\"\nstatus ="))
}

#[test]
fn a_plan_names_the_step_that_is_next() {
    let steps = "plan = \"Move\"\ndue = 2025-09-01\n\
                 [[treatment.action]]\ntitle = \"Pack\"\ndone = 2025-05-01\n\
                 [[treatment.action]]\ntitle = \"Some day\"\n\
                 [[treatment.action]]\ntitle = \"Drive\"\ndue = 2025-08-01\n\
                 [[treatment.action]]\ntitle = \"Load\"\ndue = 2025-06-15\n";
    let register = Registry::base().file("risks/R002.toml", planned("R002", steps));
    let page = page(&register, "treatment/index.html");
    let (_, next) = page.split_once("next: Load").expect("the step that is next");
    assert!(next[..200].contains("2025-06-15") && page.contains("1 of 4"), "{page}");
    assert!(!page.contains("Drive") && !page.contains("Some day"), "{page}");
}

#[test]
fn the_figure_of_overdue_plans_leads_to_where_all_of_them_stand() {
    let overview = page(&register(), "index.html");
    let figure = "<a href=\"index.html#late\" aria-label=\"Treatments overdue: 2\">";
    assert!(overview.contains(figure), "the treatment plan does not name the outline: {overview}");
    let late = planned("R002", "plan = \"Late plan\"\ndue = 2025-05-31\n");
    let overview = page(&Registry::base().file("risks/R002.toml", late), "index.html");
    for figure in [
        "<a href=\"treatment/index.html#overdue\" aria-label=\"Treatments overdue: 1\">",
        "<a href=\"register/index.html?above=1&amp;open=1#level-high\" aria-label=\"Above the line: 1\">",
    ] {
        assert!(overview.contains(figure), "{figure}: {overview}");
    }
}

#[test]
fn plans_stand_by_their_day() {
    let page = page(&register(), "treatment/index.html");
    for (id, plan) in [
        ("overdue", "Late plan"),
        ("next-30", "Soon"),
        ("next-90", "In two months"),
        ("later", "Next year"),
        ("no-date", "Some day"),
        ("done", "Just done"),
    ] {
        let part = part(&page, id);
        assert!(part.contains(plan) && part.matches("<tr role=\"row\">").count() == 2, "{id}: {part}");
    }
    assert!(part(&page, "overdue").contains("overdue by 1 day") && part(&page, "overdue").contains("1,200"));
    let done = part(&page, "done");
    assert!(
        done.contains("nb\"><bdi>done on 2025-03-03</bdi>") && done.contains("<bdi>late</bdi>"),
        "{done}"
    );
    assert!(!page.contains("Long done"), "that was 91 days ago");
    assert!(
        page.contains(
            "<b>5 plans</b> are under way: <b>1 overdue</b>, 1 due within 30 days, 1 without a date."
        )
    );
    assert!(!page.contains("SECRET") && page.contains("1 open risk is published in outline only"));
    let none = self::page(&Registry::base(), "treatment/index.html");
    assert!(none.contains("No plan is under way") && none.contains("<code>[treatment]</code>"), "{none}");
}

#[test]
fn a_person_sees_what_is_theirs_and_nothing_of_what_is_kept_back() {
    let register = register();
    let lead = page(&register, "people/security-lead/index.html");
    assert!(part(&lead, "overdue").contains("treatment plan"), "{lead}");
    assert!(part(&lead, "next-30").contains("2025-07-01"), "{lead}");
    let roles = part(&lead, "roles");
    assert!(roles.contains("Critical") && roles.contains("yes, for 6 months at most"), "{roles}");
    let office = page(&register, "people/office-manager/index.html");
    assert!(office.contains("Nothing is to be done.") && office.contains("Holds no role."), "{office}");
    assert!(!office.contains("SECRET") && !office.contains("R010"), "whose it is says what it is");
    let left = page(&register, "people/former-it-manager/index.html");
    assert!(left.contains("has left, and still has") && left.contains("R009"), "{left}");
    assert!(left.contains("decides nothing") && !part(&left, "roles").contains(">yes"), "{left}");
    let index = page(&register, "people/index.html");
    let left = "Left, with things still theirs: <a href=\"../people/former-it-manager/index.html\"><bdi>Former IT Manager</bdi></a>";
    assert!(index.contains(left), "{index}");
    assert!(part(&index, "roles").contains("Security Lead"));
    // Ids that differ in case alone have folders of their own, and names are text.
    let twin = page(&register, "people/IT-Manager-2/index.html");
    assert!(twin.contains("Twin &lt;b&gt;") && !twin.contains("Twin <b>"), "{twin}");
}

#[test]
fn whoever_is_named_leads_to_their_page() {
    let register = register()
        .file(
            "risks/R020.toml",
            "id = \"R020\"\ntitle = \"Linked\"\nowner = \"it-manager\"\nlikelihood = \"high\"\nimpact = \"high\"\n\
             assessed = 2025-05-01\nassessed_by = \"security-lead\"\nstatus = \"open\"\n\
             [treatment]\noption = \"mitigate\"\nplan = \"x\"\nowner = \"former-it-manager\"\ndue = 2025-05-01\n\
             [[treatment.action]]\ntitle = \"Buy\"\nowner = \"office-manager\"\ndue = 2025-05-01\n\
             [[treatment.postponed]]\nfrom = 2025-04-01\nto = 2025-05-01\nreason = \"x\"\nby = \"security-lead\"\n\
             [treatment.approval]\nby = \"security-lead\"\non = 2025-05-02\n\
             [acceptance]\nby = \"security-lead\"\non = 2025-05-10\nuntil = 2025-08-01\nlevel = \"high\"\nrationale = \"x\"\n\
             [review]\non = 2025-05-03\nby = \"office-manager\"\n\
             [[waiver]]\nrule = \"overdue-treatment\"\nreason = \"x\"\nuntil = 2025-12-31\nby = \"security-lead\"\n",
        )
        .file(
            "risks/R021.toml",
            "id = \"R021\"\ntitle = \"Gone\"\nowner = \"stranger\"\nstatus = \"closed\"\n[closed]\non = 2025-05-03\nby = \"it-manager\"\nreason = \"x\"\n",
        );
    let to = |root: &str, id: &str, name: &str| {
        format!("<a href=\"{root}people/{id}/index.html\"><bdi>{name}</bdi></a>")
    };
    let deep = |id: &str, name: &str| to("../../", id, name);
    let risk = page(&register, "risks/R020/index.html");
    let lead = deep("security-lead", "Security Lead");
    for told in [
        format!("<dt>Owner</dt><dd>{}", deep("it-manager", "IT Manager")),
        format!("<dt>Assessed by</dt><dd>{lead}"),
        format!("<dt>Action owner</dt><dd>{}", deep("former-it-manager", "Former IT Manager (left)")),
        format!("<td role=\"cell\">{}", deep("office-manager", "Office Manager")),
        format!(" · {lead}"),
        format!("Plan approved by {lead} on 2 May 2025"),
        format!("Accepted by {lead} on 10 May 2025, at level High, until 1 August 2025"),
        format!("<dt>By</dt><dd>{}", deep("office-manager", "Office Manager")),
        format!("data-label=\"By\">{lead}"),
    ] {
        assert!(risk.contains(&told), "{told}: {risk}");
    }
    let closed = page(&register, "risks/R021/index.html");
    assert!(closed.contains("Closed on 3 May 2025</b> by <a href=\"../../people/it-manager"), "{closed}");
    assert!(
        closed.contains("<dt>Owner</dt><dd><bdi>stranger</bdi>"),
        "who is not known has no page: {closed}"
    );
    let left = to("../", "former-it-manager", "Former IT Manager (left)");
    assert!(page(&register, "treatment/index.html").contains(&left));
    let overview = page(&register, "index.html");
    assert!(overview.contains(&to("", "former-it-manager", "Former IT Manager (left)")), "{overview}");
    assert!(
        part(&overview, "lately").contains(&format!("by {}", to("", "security-lead", "Security Lead"))),
        "{overview}"
    );
    for path in ["controls/index.html", "assets/index.html", "methodology/index.html", "report/index.html"] {
        assert!(page(&register, path).contains("<a href=\"../people/"), "{path}");
    }
    assert!(
        !page(&register, "register/index.html").contains("people/it-manager"),
        "its rows are many, and stay light"
    );
}

#[test]
fn a_reference_by_a_former_id_leads_to_the_risk_by_its_present_one() {
    let risk = |id: &str, rest: &str| {
        format!("id = \"{id}\"\ntitle = \"Of {id}\"\nowner = \"it-manager\"\nstatus = \"open\"\n{rest}")
    };
    let register = Registry::base()
        .file("risks/R001.toml", risk("R001", "related = [\"R900\", \"R800\"]\n"))
        .file("risks/R009.toml", risk("R009", "formerly = [\"R900\"]\n"))
        .file("risks/R008.toml", risk("R008", "formerly = [\"R800\"]\npublish = \"hidden\"\n"));
    let names = page(&register, "risks/R001/index.html");
    assert!(names.contains("<a href=\"../../risks/R009/index.html\"><bdi>R009</bdi></a>"), "{names}");
    assert!(!names.contains("R800") && !names.contains("R008"), "{names}");
    let named = page(&register, "risks/R009/index.html");
    assert!(
        named.contains("<a href=\"../../risks/R001/index.html\"><bdi>R001</bdi></a>"),
        "from both ends: {named}"
    );
}
