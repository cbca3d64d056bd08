//! The presets of methodologies against tables written down from their
//! sources, cell by cell.

use std::collections::BTreeMap;

use plimsoll::facts::Facts;
use plimsoll::filter::{self, Selection};
use plimsoll::parse::{self, Loaded};
use plimsoll::rules::Family;
use plimsoll::score::Scale;
use plimsoll::source::tree::MemoryTree;

const PRESETS: [(&str, &str, &str); 5] = [
    (
        "three-by-three",
        include_str!("../../schema/presets/three-by-three.toml"),
        include_str!("../data/presets/three-by-three.csv"),
    ),
    (
        "five-by-five",
        include_str!("../../schema/presets/five-by-five.toml"),
        include_str!("../data/presets/five-by-five.csv"),
    ),
    (
        "nist-800-30",
        include_str!("../../schema/presets/nist-800-30.toml"),
        include_str!("../data/presets/nist-800-30.csv"),
    ),
    ("nhs", include_str!("../../schema/presets/nhs.toml"), include_str!("../data/presets/nhs.csv")),
    ("owasp", include_str!("../../schema/presets/owasp.toml"), include_str!("../data/presets/owasp.csv")),
];

const PEOPLE: &str =
    "[[person]]\nid = \"a\"\nname = \"A\"\nroles = [\"board\", \"ciso\", \"department-head\"]\n";

fn load(methodology: &str) -> Loaded {
    let mut tree = MemoryTree::default();
    tree.insert("plimsoll.toml", "[register]\ntitle = \"Preset\"\n");
    tree.insert("schema/methodology.toml", methodology);
    tree.insert("people.toml", PEOPLE);
    parse::load(&tree).expect("a sound plimsoll.toml")
}

#[test]
fn every_cell_is_that_of_the_source() {
    for (name, preset, table) in PRESETS {
        let loaded = load(preset);
        let methodology = loaded.register.methodology.as_ref().expect("a methodology");
        let scale = Scale::new(methodology);
        let mut wanted: BTreeMap<(&str, &str), &str> = BTreeMap::new();
        for line in table.lines().filter(|line| !line.starts_with('#')).skip(1) {
            let cells: Vec<&str> = line.split(',').collect();
            assert!(wanted.insert((cells[0], cells[1]), cells[2]).is_none(), "{name}: {line} stands twice");
        }
        let mut judged = 0;
        for (l, likelihood) in methodology.likelihood.iter().enumerate() {
            for (i, impact) in methodology.impact.iter().enumerate() {
                let level = scale.cell(l, i).map(|rank| methodology.levels[rank].id.as_str());
                let cell = (likelihood.id.as_str(), impact.id.as_str());
                assert_eq!(level, wanted.get(&cell).copied(), "{name}: {cell:?}");
                judged += 1;
            }
        }
        assert_eq!(judged, wanted.len(), "{name}: the table has other cells");
    }
}

#[test]
fn a_higher_likelihood_or_impact_never_lowers_the_level() {
    for (name, preset, _) in PRESETS {
        let loaded = load(preset);
        let methodology = loaded.register.methodology.as_ref().expect("a methodology");
        let scale = Scale::new(methodology);
        for l in 0..methodology.likelihood.len() {
            for i in 0..methodology.impact.len() {
                let here = scale.cell(l, i);
                assert!(l == 0 || scale.cell(l - 1, i) <= here, "{name}: likelihood {l}, impact {i}");
                assert!(i == 0 || scale.cell(l, i - 1) <= here, "{name}: likelihood {l}, impact {i}");
            }
        }
    }
}

#[test]
fn presets_are_sound_and_name_their_source() {
    for (name, preset, _) in PRESETS {
        assert!(
            preset.starts_with('#') && preset.to_lowercase().contains("source"),
            "{name} names its source"
        );
        let loaded = load(preset);
        assert_eq!(loaded.findings, [], "{name}");
        let facts = Facts::new(&loaded.register, jiff::civil::date(2030, 1, 1));
        let report = filter::report(&facts, Vec::new(), &Selection::default());
        let objections =
            report.findings.iter().filter(|judged| judged.family != Family::Files || judged.dated);
        let objections: Vec<_> = objections.map(|judged| &judged.finding).collect();
        assert!(objections.is_empty(), "{name}: {objections:?}");
    }
}
