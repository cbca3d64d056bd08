//! What the site's search is given: the words of what is published, and where
//! they stand. That a browser finds by them what it should is tested in one.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use crate::harness::Registry;

/// What the search looks through, as the script reads it.
pub(crate) fn searched(site: &Path) -> Value {
    let files = fs::read_dir(site.join("assets")).expect("assets").flatten().map(|file| file.path());
    let mut words = files
        .filter(|path| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("words.")));
    let script = fs::read_to_string(words.next().expect("words")).expect("a script");
    let text = script.strip_prefix("var plimsollWords=JSON.parse('").expect("a global");
    let mut chars = text.strip_suffix("');\n").expect("a text").chars();
    let plain =
        std::iter::from_fn(|| chars.next().and_then(|c| if c == '\\' { chars.next() } else { Some(c) }));
    serde_json::from_str(&plain.collect::<String>()).expect("JSON")
}

fn list<'d>(data: &'d Value, key: &str) -> Vec<&'d str> {
    data[key].as_str().expect("a text").split(' ').collect()
}

/// The ids of the risks that have a word, sorted.
fn having<'d>(data: &'d Value, word: &str) -> Vec<&'d str> {
    let Ok(number) = list(data, "words").binary_search(&word) else { return Vec::new() };
    let mut next = 0;
    let mut ids = Vec::new();
    for letter in list(data, "places")[number].bytes() {
        // No gap between so few risks takes two letters.
        assert!(letter.is_ascii_lowercase(), "{word}");
        next += usize::from(letter - b'a' + 1);
        ids.push(data["risks"][next - 1][0].as_str().expect("an id"));
    }
    ids.sort_unstable();
    ids
}

fn risk(id: &str, publish: &str, description: &str) -> String {
    format!(
        "id = \"{id}\"\ntitle = \"Title of {id}\"\nowner = \"it-manager\"\nstatus = \"open\"\npublish = \"{publish}\"\n\
         likelihood = \"high\"\nimpact = \"high\"\nassessed = 2025-05-01\nidentified = 2025-04-01\n\
         description = '''{description}'''\n"
    )
}

#[test]
fn words_of_what_is_published_stand_once_with_their_risks() {
    let register = Registry::base()
        .file("risks/R002.toml", risk("R002", "full", "Mail, MAIL and\nmail"))
        .file("risks/R003.toml", risk("R003", "outline", "Mail and insight"))
        .file("risks/R004.toml", risk("R004", "hidden", "Mail and takeover"))
        .file("risks/com1.toml", risk("com1", "full", "mail: <B>'\\\"</B> & ÖDE"));
    assert!(register.run(&["build"]).code < 2);
    let data = searched(&register.path("site"));

    let risks = data["risks"].as_array().expect("risks").iter();
    let mut named: Vec<_> = risks.map(|one| (one[0].as_str(), one[2].as_str())).collect();
    named.sort_unstable();
    let folders = [("R001", None), ("R002", None), ("R003", None), ("com1", Some("_com1"))];
    assert_eq!(named, folders.map(|(id, folder)| (Some(id), folder)));

    let words = list(&data, "words");
    assert!(words.is_sorted() && words.len() == list(&data, "places").len(), "{words:?}");
    assert_eq!(having(&data, "mail"), ["R002"]);
    assert_eq!(having(&data, "mail,"), ["R002"]);
    assert_eq!(having(&data, "manager"), ["R001", "R002", "com1"], "the owner's name");
    for word in ["mail:", "<b>'\\\"</b>", "&", "Öde"] {
        assert_eq!(having(&data, word), ["com1"], "{word}: {words:?}");
    }
    for word in ["insight", "takeover", "MAIL", ""] {
        assert!(!words.contains(&word), "{word}");
    }
}

#[test]
fn without_risks_the_search_still_has_pages() {
    let register = Registry::base();
    fs::remove_file(register.path("risks/R001.toml")).expect("a removed risk");
    assert_eq!(register.run(&["build"]).code, 0);
    let data = searched(&register.path("site"));
    assert_eq!([&data["risks"], &data["words"], &data["places"]], [&json!([]), &json!(""), &json!("")]);
    assert!(data["things"].as_array().expect("things").iter().any(|thing| thing[1] == "Register"));
}

#[test]
fn what_only_other_pages_say_is_found_too() {
    let told = "formerly = [\"R099\"]\nreferences = [{ title = \"Minutes\", url = \"https://example.org\" }]\n\
                [treatment]\noption = \"mitigate\"\ndue = 2025-08-31\n\
                [[treatment.postponed]]\nfrom = 2025-06-30\nto = 2025-08-31\nreason = \"Sold out\"\n";
    let register = Registry::base()
        .file("risks/R002.toml", format!("{}{told}", risk("R002", "full", "x")))
        .file("risks/R003.toml", format!("{}{}", risk("R003", "hidden", "x"), told.replace("99", "98")))
        .file(
            "controls.toml",
            "[[control]]\nid = \"backup\"\nname = \"Backups\"\nannex_a = [\"A.8.13\"]\njustification = \"Ships\"\n\
             [[excluded]]\nannex_a = \"A.7.1\"\njustification = \"No premises\"\n",
        );
    assert!(register.run(&["build"]).code < 2);
    let data = searched(&register.path("site"));
    for word in ["R099", "minutes", "sold", "out"] {
        assert_eq!(having(&data, &word.to_lowercase()), ["R002"], "{word}");
    }
    let things = data["things"].as_array().expect("things");
    let has = |kind: &str, name: &str, word: &str| {
        let text = |thing: &Value, at: usize| thing[at].as_str().unwrap_or_default().to_owned();
        things.iter().any(|thing| {
            text(thing, 0) == kind && text(thing, 1).starts_with(name) && text(thing, 3).contains(word)
        })
    };
    assert!(has("control", "Backups", "A.8.13") && has("control", "Backups", "Ships"), "{things:?}");
    assert!(has("Annex A", "A.8.13 ", "") && has("Annex A", "A.7.1 ", "No premises"), "{things:?}");
    assert!(has("page", "Methodology", "High"), "{things:?}");
}
