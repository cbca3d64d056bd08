//! Small registers for unit tests: the examples' base with risks of the
//! test's own, judged on 1 June 2025.

use crate::facts::Facts;
use crate::model::register::Register;
use crate::parse;
use crate::source::tree::MemoryTree;

/// The base: every file but risks.
pub(crate) const BASE: [(&str, &str); 5] = [
    ("plimsoll.toml", include_str!("../tests/data/examples/plimsoll.toml")),
    ("schema/methodology.toml", include_str!("../tests/data/examples/methodology.toml")),
    ("people.toml", include_str!("../tests/data/examples/people.toml")),
    ("assets.toml", include_str!("../tests/data/examples/assets.toml")),
    ("controls.toml", include_str!("../tests/data/examples/controls.toml")),
];

/// The base with risks, each an id and what its file says beside id, title,
/// owner and status, unless it says those itself.
pub(crate) fn register_of(risks: &[(&str, &str)]) -> Register {
    let mut tree = MemoryTree::default();
    for (path, text) in BASE {
        tree.insert(path, text);
    }
    for (id, rest) in risks {
        let mut text = format!("id = '{id}'\n");
        for (key, value) in [("title", "A risk"), ("owner", "it-manager"), ("status", "open")] {
            let mut top = rest.lines().take_while(|line| !line.starts_with('['));
            if !top.any(|line| line.starts_with(&format!("{key} ="))) {
                text.push_str(&format!("{key} = '{value}'\n"));
            }
        }
        tree.insert(&format!("risks/{id}.toml"), format!("{text}{rest}"));
    }
    parse::load(&tree).unwrap_or_else(|stop| panic!("{:#?}", stop.findings)).register
}

/// The register, judged.
pub(crate) fn facts_of(register: &Register) -> Facts<'_> {
    Facts::new(register, jiff::civil::date(2025, 6, 1))
}
