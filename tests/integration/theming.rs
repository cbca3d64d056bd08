//! The site in an organisation's own clothes: `plimsoll templates`, what
//! `[site]` sets, and faults of templates.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use plimsoll::site::templates::BUILTIN;
use plimsoll::site::variables::{Shape, Shapes, TEMPLATES};

use crate::harness::{Registry, without_own_script};
use crate::story::Story;

fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let all = walkdir::WalkDir::new(folder).into_iter().map(|entry| entry.expect("an entry"));
    let all = all.filter(|entry| entry.file_type().is_file()).map(|entry| {
        let name = entry.path().strip_prefix(folder).expect("below").to_string_lossy().into_owned();
        (name, fs::read(entry.path()).expect("a file"))
    });
    all.collect()
}

fn config(site: &str) -> String {
    format!("{}\n[site]\n{site}\n", include_str!("../data/examples/plimsoll.toml"))
}

fn page(register: &Registry, path: &str) -> String {
    fs::read_to_string(register.path("site").join(path)).expect("a page")
}

/// What a file of `assets/` whose name begins so holds.
fn asset(register: &Registry, stem: &str) -> String {
    let all = files(&register.path("site/assets"));
    let found = all.iter().find(|(name, _)| name.starts_with(&format!("{stem}.")));
    String::from_utf8(found.expect("an asset").1.clone()).expect("text")
}

#[test]
fn the_built_in_templates_can_be_written_and_change_nothing() {
    let register = Registry::base();
    assert_eq!(register.run(&["build", "--out", "before"]).code, 0);
    let run = register.run(&["templates", "--write", "templates"]);
    assert_eq!(run.code, 0, "{run:?}");
    let written: Vec<String> = files(&register.path("templates")).into_keys().collect();
    assert_eq!(written, TEMPLATES.iter().map(|template| template.name).collect::<Vec<_>>());
    assert_eq!(run.stdout.lines().count(), written.len());
    assert_eq!(register.run(&["build", "--out", "after"]).code, 0);
    assert_eq!(files(&register.path("before")), files(&register.path("after")));
    let run = register.run(&["templates"]);
    assert_eq!(run.stdout.matches("is the built-in one; it can be removed").count(), written.len());
}

#[test]
fn nothing_that_exists_is_overwritten() {
    let register = Registry::base().file("templates/risk.html", "mine");
    let run = register.run(&["templates", "--write", "templates"]);
    assert_eq!(run.code, 2, "{run:?}");
    assert!(run.stderr.contains("risk.html"), "{}", run.stderr);
    assert_eq!(files(&register.path("templates")).len(), 1, "all of them or none");
    let run = register.run(&["templates", "404.html", "--write", "templates"]);
    assert_eq!((run.code, run.stdout.as_str()), (0, "templates/404.html\n"), "{run:?}");
}

#[test]
fn templates_are_listed_with_their_variables_in_and_out_of_a_register() {
    for register in [Registry::base(), Registry::empty()] {
        let run = register.run(&["templates"]);
        assert_eq!(run.code, 0, "{run:?}");
        for text in ["risk.html  risks/ID/", "  view.title ", "  page.root ", "  site.footer "] {
            assert!(run.stdout.contains(text), "{text}: {}", run.stdout);
        }
        let run = register.run(&["templates", "risk.html"]);
        assert!(run.stdout.contains("\nLevelBadge  ") && run.stdout.contains("  .above "), "{}", run.stdout);
    }
    let run = Registry::empty().run(&["templates", "rist.html"]);
    assert_eq!((run.code, run.stdout.as_str()), (2, ""));
    assert!(run.stderr.contains("did you mean `risk.html`?"), "{}", run.stderr);
}

#[test]
fn overrides_that_fell_behind_are_told() {
    let register = Registry::base().file(
        "plimsoll.toml",
        format!("{}\n[paths]\ntemplates = \"look\"\n", include_str!("../data/examples/plimsoll.toml")),
    );
    register.run(&["templates", "risk.html", "register.html", "site.css", "--write", "look"]);
    let change = |name: &str, from: &str, to: &str| {
        let path = register.path("look").join(name);
        let text = fs::read_to_string(&path).expect("a template");
        assert!(text.contains(from), "{text}");
        fs::write(&path, text.replacen(from, to, 1)).expect("written");
    };
    change("register.html", "-#}\n", "-#}\n{# ours #}");
    // As if it had been written by an older version: another digest.
    let mark = fs::read_to_string(register.path("look/risk.html")).expect("a template");
    let digest = mark.lines().next().expect("a mark").split_whitespace().nth(5).expect("a digest").to_owned();
    change("risk.html", &format!("{} {digest}", env!("CARGO_PKG_VERSION")), "0.0.9 0123456789abcdef");
    change("risk.html", "-#}\n", "-#}\n{# ours #}");
    let register = register
        .file(
            "look/overview.html",
            "{% extends \"builtin/overview.html\" %}{% block heading %}{% if view.sentense %}x{% endif %}{% endblock %}",
        )
        .file("look/parts/note.html", "<p>x</p>");
    let run = register.run(&["templates"]);
    assert_eq!(run.code, 0, "{run:?}");
    let told = run.stdout.split_once("look/ holds 5 templates").expect("the overrides").1;
    for text in [
        "look/overview.html  has no mark of what it was made from",
        "look/overview.html:1:63: `view.sentense` is not defined; did you mean `sentence`?",
        "look/parts/note.html  replaces no built-in one",
        "look/register.html  was made from today's built-in one",
        "look/risk.html  fell behind: it was made from that of 0.0.9",
        "look/site.css  is the built-in one",
    ] {
        assert!(told.contains(text), "{text}: {told}");
    }
    let run = register.run(&["build"]);
    assert_eq!(run.code, 0, "{run:?}");
    assert!(run.stderr.contains("look/overview.html:1:63: `view.sentense`"), "{}", run.stderr);
}

/// Every variable that is documented is one, and every one is documented: a
/// template that prints the names of what it knows.
#[test]
fn templates_know_what_is_documented() {
    let names = "{% for key, value in view %}{{ key }} {% endfor %}|\
                 {% for key, value in page %}{{ key }} {% endfor %}|\
                 {% for key, value in site %}{{ key }} {% endfor %}";
    let risk = include_str!("../data/examples/risk.toml");
    let mut story = Story::begin();
    let control = "[[control]]\nid = \"c\"\nname = \"C\"\nowner = \"it-manager\"\nstate = \"implemented\"\n";
    let counting = crate::log::risk("R002", "controls = [\"c\"]\n");
    story.commit(
        "add",
        &[
            ("risks/R001.toml", Some(risk)),
            ("risks/R002.toml", Some(&counting)),
            ("controls.toml", Some(control)),
        ],
    );
    story.commit("name", &[("risks/R001.toml", Some(&format!("formerly = [\"R000\"]\n{risk}")))]);
    story.write_files();
    let mut register = story.register;
    for template in TEMPLATES.iter().filter(|template| template.view.is_some()) {
        register = register.file(&format!("templates/{}", template.name), names);
    }
    // The page of a former address has nothing around it.
    let (view, rest) = names.split_once('|').expect("parts");
    let alone = format!("{view}||{}", rest.split_once('|').expect("parts").1);
    register = register.file("templates/moved.html", alone.clone());
    // What is made once for several risks knows none of their pages.
    register = register.file("templates/path.html", alone.clone()).file("templates/control-row.html", alone);
    // The page of a risk is so heavy that its history goes on beside it.
    let parts = "{{ path }}|{% for row in controls %}{{ row }}{% endfor %}";
    register = register.file("templates/risk.html", format!("{names}|{parts}{}", " ".repeat(60_000)));
    let run = register.run(&["build"]);
    assert_eq!(run.code, 0, "{run:?}");
    let shapes = Shapes::read();
    let documented = |name: &str| -> BTreeSet<String> {
        shapes.named(name).expect("a shape").fields.iter().map(|field| field.name.clone()).collect()
    };
    for (template, path) in [
        ("assets.html", "assets/index.html"),
        ("changes.html", "changes/index.html"),
        ("control-row.html", "risks/R002/index.html"),
        ("controls.html", "controls/index.html"),
        ("data.html", "data/index.html"),
        ("findings.html", "findings/index.html"),
        ("history.html", "risks/R001/page-2.html"),
        ("listing.html", "treatment/index.html"),
        ("methodology.html", "methodology/index.html"),
        ("moved.html", "risks/R000/index.html"),
        ("overview.html", "index.html"),
        ("path.html", "risks/R001/index.html"),
        ("register.html", "register/index.html"),
        ("risk.html", "risks/R001/index.html"),
        ("soa.html", "soa/index.html"),
        ("threats.html", "threats/index.html"),
    ] {
        let view = TEMPLATES.iter().find(|known| known.name == template).and_then(|known| known.view);
        let text = page(&register, path);
        let known: Vec<BTreeSet<String>> =
            text.split('|').map(|part| part.split_whitespace().map(str::to_owned).collect()).collect();
        let mut wanted = [view.expect("a view"), "Page", "Site"].map(documented);
        if matches!(template, "control-row.html" | "moved.html" | "path.html") {
            wanted[1].clear();
        }
        let first =
            ["risk.html", "path.html", "control-row.html"].iter().position(|known| *known == template);
        let first = first.map_or(0, |place| 3 * place);
        assert_eq!(known[first..first + 3], wanted, "{template}");
    }
    assert_eq!(
        TEMPLATES.iter().filter(|template| template.view.is_some()).count(),
        16,
        "all of them are tried"
    );
}

#[test]
fn a_fault_of_a_template_leaves_the_former_site() {
    let register = Registry::base();
    assert_eq!(register.run(&["build"]).code, 0);
    let before = files(&register.path("site"));
    for (text, place, cause) in [
        ("<p>\n{{ view.titel }}", "templates/risk.html:2:9", "did you mean `title`?"),
        ("<p>\n{% if %}", "templates/risk.html:2:", ""),
        ("<p>\n{% include \"parts/none.html\" %}", "templates/risk.html:2:12", "parts/none.html"),
        ("{{ view.title | nofilter }}", "templates/risk.html:1:17", "nofilter"),
        ("\u{ff}{{ \"", "templates/risk.html:1:", ""),
    ] {
        fs::create_dir_all(register.path("templates")).expect("a folder");
        fs::write(register.path("templates/risk.html"), text).expect("written");
        let run = register.run(&["build"]);
        assert_eq!(run.code, 2, "{text}: {run:?}");
        assert!(run.stderr.contains(place) && run.stderr.contains(cause), "{text}: {}", run.stderr);
        assert!(run.stderr.contains("help: "), "{}", run.stderr);
        assert_eq!(files(&register.path("site")), before, "{text}");
        let litter = fs::read_dir(register.root()).expect("a folder").flatten();
        assert!(litter.into_iter().all(|entry| !entry.file_name().to_string_lossy().contains(".plimsoll")));
    }
    fs::write(register.path("templates/risk.html"), b"\xff\xfe").expect("written");
    let run = register.run(&["build"]);
    assert_eq!(run.code, 2, "{run:?}");
    assert!(run.stderr.contains("templates/risk.html") && run.stderr.contains("UTF-8"), "{}", run.stderr);
}

#[test]
fn title_logo_accent_footer_and_style_sheet_are_those_of_the_organisation() {
    let register = Registry::base()
        .file("plimsoll.toml", config(
            "title = 'Our risks'\nlogo = 'art/our logo.SVG'\naccent = '#FFFF00'\nfooter = 'Ask the team'\nextra_css = './art/own.css'",
        ))
        .file("art/our logo.SVG", "<svg xmlns='http://www.w3.org/2000/svg'/>")
        .file("art/own.css", "h1 { color: teal }");
    let run = register.run(&["build"]);
    assert_eq!(run.code, 0, "{run:?}");
    for path in ["index.html", "risks/R001/index.html"] {
        let page = page(&register, path);
        for text in ["· Our risks</title>", ">Our risks</b>", "assets/logo-ourlogo.", ">Ask the team</span>"]
        {
            assert!(page.contains(text), "{path}: {text}");
        }
        let own = page.find("assets/own.").expect("our style sheet");
        assert!(page.find("assets/site.").expect("the built-in one") < own, "ours is the last word");
    }
    assert_eq!(asset(&register, "own"), "h1 { color: teal }");
    let css = asset(&register, "levels");
    let accents: Vec<&str> =
        css.match_indices("--accent:").map(|(at, name)| &css[at + name.len()..][..7]).collect();
    assert_eq!(accents.len(), 2, "{css}");
    assert_ne!(accents[0], "#ffff00", "yellow on white cannot be seen");
    assert_eq!(accents[1], "#ffff00", "on the dark ground it can");
}

#[test]
fn hostile_values_of_the_site_are_inert() {
    let hostile = "</title></style><script>alert(1)</script>\" onload=x \\u202e";
    let register = Registry::base().file("plimsoll.toml", config(&format!(
        "title = {hostile:?}\nfooter = {hostile:?}\naccent = 'red}}body{{display:none'\nlanguage = '\"><script>'\naddress = 'javascript:alert(1)'\nlogo = '../../../etc/passwd'\nextra_css = '/etc/passwd'"
    ).replace("\\\\u202e", "\\u202e")));
    let run = register.run(&["build"]);
    assert_eq!(run.code, 1, "a colour that is none is an error: {run:?}");
    for (path, bytes) in files(&register.path("site")) {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let text =
            if path.ends_with(".html") && path != "404.html" { without_own_script(&text) } else { text };
        if path.ends_with(".html") || path.ends_with(".css") {
            for bad in ["<script", "\" onload", "javascript:", "\u{202e}", "display:none}", "root:x:"] {
                // The style sheet of the site hides things of its own.
                assert!(path.contains("/site.") || !text.contains(bad), "{path}: {bad}");
            }
        }
    }
    let run = register.run(&["check", "--format", "short"]);
    for text in [
        "`red}body{display:none` is no colour",
        "`logo` leads out of the register",
        "`extra_css` leads out of the register",
    ] {
        assert!(run.stdout.contains(text), "{text}: {}", run.stdout);
    }
}

#[test]
fn a_logo_or_style_sheet_that_is_missing_is_a_finding_and_the_site_is_built() {
    let register =
        Registry::base().file("plimsoll.toml", config("logo = 'none.svg'\nextra_css = 'none.css'"));
    let run = register.run(&["build"]);
    assert_eq!(run.code, 0, "{run:?}");
    let text = page(&register, "findings/index.html");
    assert!(text.contains("none.svg") && text.contains("none.css"), "the page of findings tells");
    assert!(!page(&register, "index.html").contains("assets/own."));
    let run = register.run(&["check", "--format", "short"]);
    assert_eq!((run.code, run.stdout.matches("broken-link").count()), (0, 2), "{run:?}");
    // What is there and cannot be used keeps a site from being built, with the remedy.
    let register = register.file("none.svg/x", "a folder").file("none.css", "");
    let run = register.run(&["build"]);
    assert_eq!(run.code, 2, "{run:?}");
    assert!(run.stderr.contains("none.svg") && run.stderr.contains("folder"), "{}", run.stderr);
}

#[test]
fn the_documentation_holds_every_variable() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/theming.md");
    let text = fs::read_to_string(&path).expect("the documentation");
    let (before, after) = text.split_once("<!-- variables -->\n").expect("the mark");
    let wanted = variables();
    if std::env::var_os("INSTA_UPDATE").is_some_and(|value| value == "always") {
        fs::write(&path, format!("{before}<!-- variables -->\n{wanted}")).expect("written");
        return;
    }
    assert!(after == wanted, "INSTA_UPDATE=always cargo test theming writes docs/theming.md again");
}

/// The variables as markdown: what all templates know, what several have, then
/// each template's own.
fn variables() -> String {
    let shapes = Shapes::read();
    let views: Vec<(&str, &str, &Shape)> = TEMPLATES
        .iter()
        .filter_map(|template| Some((template.name, template.makes, shapes.named(template.view?)?)))
        .collect();
    let within: Vec<Vec<&Shape>> = views.iter().map(|(_, _, view)| shapes.below(&[view])).collect();
    let common: Vec<&Shape> = ["Site", "Page"].iter().filter_map(|name| shapes.named(name)).collect();
    let mut shared = shapes.below(&common);
    for shape in within.iter().flatten() {
        let users = within.iter().filter(|all| all.contains(shape)).count();
        if users > 1 && !shared.contains(shape) {
            shared.push(shape);
        }
    }
    let mut text = String::from("\n### In every template\n\n");
    table(&mut text, "site", common[0]);
    text.push_str("\nEvery template but `404.html` also knows its page:\n\n");
    table(&mut text, "page", common[1]);
    for ((name, makes, view), within) in views.iter().zip(&within) {
        text.push_str(&format!("\n### `{name}`: {makes}\n\n"));
        table(&mut text, "view", view);
        for shape in within.iter().filter(|shape| !shared.contains(shape)) {
            text.push_str(&format!("\n`{}`: {}\n\n", shape.name, cell(&shape.doc)));
            table(&mut text, "", shape);
        }
    }
    text.push_str("\n### Things that several templates show\n");
    for shape in shared {
        text.push_str(&format!("\n`{}`: {}\n\n", shape.name, cell(&shape.doc)));
        table(&mut text, "", shape);
    }
    text
}

fn table(text: &mut String, owner: &str, shape: &Shape) {
    text.push_str("| variable | holds | |\n|---|---|---|\n");
    for field in &shape.fields {
        text.push_str(&format!(
            "| `{owner}.{}` | {} | {} |\n",
            field.name,
            field.kind.words(),
            cell(&field.doc)
        ));
    }
}

/// A text in a table's cell: a `|` would end it, a `<` begin a tag.
fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('<', "\\<")
}

#[test]
fn the_examples_of_the_documentation_work() {
    let text = include_str!("../../docs/theming.md");
    let block = |kind: &str| {
        let rest = text.split_once(&format!("```{kind}\n")).expect("an example").1;
        rest.split_once("```").expect("its end").0
    };
    let register = Registry::base()
        .file(
            "plimsoll.toml",
            format!("{}\n{}", include_str!("../data/examples/plimsoll.toml"), block("toml")),
        )
        .file("pictures/logo.svg", "<svg xmlns='http://www.w3.org/2000/svg'/>")
        .file("site/own.css", "")
        .file("templates/risk.html", block("html"));
    let run = register.run(&["build", "--out", "public"]);
    assert_eq!((run.code, run.stderr.contains("not defined")), (0, false), "{run:?}");
    let page = fs::read_to_string(register.path("public/risks/R001/index.html")).expect("a page");
    assert!(page.contains("<h1>R001: ") && page.contains("security team"), "{page}");
    assert!(BUILTIN.iter().any(|(name, _)| *name == "risk.html"));
}
