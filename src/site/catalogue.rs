//! The inventories as the site shows them: assets, threats and controls in the
//! order of their pages, each with an address and the open risks that name it.
//!
//! Only risks that are published in full are named: an outline does not say what
//! it is about.

use std::cmp::Reverse;
use std::collections::HashSet;

use super::paging::{Pages, ROOM, page_name, weight};
use crate::due::next_test;
use crate::facts::{Facts, doubt};
use crate::metrics::controls::current_test;
use crate::model::asset::Asset;
use crate::model::control::{Control, ControlState, TestResult};
use crate::model::id::natural_order;
use crate::model::risk::Risk;
use crate::schedule::DayState;
use crate::score::is_ordered;
use crate::source::At;

/// One inventory.
#[derive(Debug, Default)]
pub struct Catalogue {
    /// Places in the register, in the order in which they are shown.
    pub order: Vec<usize>,
    /// The open risks that name each, by place, in register order.
    pub risks: Vec<Vec<usize>>,
    /// The open risks that plan each and do not count on it yet, likewise.
    pub planned: Vec<Vec<usize>>,
    folder: &'static str,
    anchors: Vec<String>,
    /// The page of each place.
    page_of: Vec<usize>,
    /// Which of the order stand on which page.
    pub pages: Pages,
}

impl Catalogue {
    /// The part of a page that an entry stands at.
    #[must_use]
    pub fn anchor(&self, place: usize) -> &str {
        &self.anchors[place]
    }

    /// Where an entry is, from the site's root.
    #[must_use]
    pub fn href(&self, place: usize) -> String {
        format!("{}/{}#{}", self.folder, page_name(self.page_of[place]), self.anchors[place])
    }

    /// The places on each page; one page where there is nothing.
    #[must_use]
    pub fn chunks(&self) -> Vec<&[usize]> {
        self.pages.chunks(&self.order)
    }

    fn new(folder: &'static str, ids: &[&str]) -> Self {
        let anchors = anchors(ids.iter().copied());
        let none = || vec![Vec::new(); ids.len()];
        Self {
            order: Vec::new(),
            risks: none(),
            planned: none(),
            folder,
            anchors,
            page_of: vec![0; ids.len()],
            pages: Pages::default(),
        }
    }

    /// Puts the entries into the order of a key, then of their ids.
    fn sort<K: Ord>(&mut self, ids: &[&str], key: impl Fn(&Self, usize) -> K) {
        let keys: Vec<K> = (0..ids.len()).map(|place| key(self, place)).collect();
        let mut order: Vec<usize> = (0..ids.len()).collect();
        order.sort_by(|a, b| keys[*a].cmp(&keys[*b]).then_with(|| natural_order(ids[*a], ids[*b])));
        self.order = order;
    }

    /// Puts the entries on pages. `texts` is the bytes of what an entry says.
    fn paginate(&mut self, texts: impl Fn(usize) -> usize) {
        let heavy = |place: &usize| {
            let risks = self.risks[*place].len().min(MOST_NAMED) + self.planned[*place].len().min(NAMED);
            let groups = 200 * risks.min(5);
            MARKUP + groups + risks * LINK + weight(&self.anchors[*place]) + texts(*place)
        };
        self.pages = Pages::new(self.order.iter().map(heavy), ROOM);
        for (at, place) in self.order.iter().enumerate() {
            self.page_of[*place] = self.pages.of(at);
        }
    }
}

/// As many risks of one level are named with an entry, then how many more.
pub const NAMED: usize = 12;
/// As many as are named at most, over all levels.
const MOST_NAMED: usize = 5 * NAMED;
/// The bytes of an entry's row, and of a link to a risk, more or less.
const MARKUP: usize = 450;
const LINK: usize = 75;

/// Ids that the pages themselves have.
const RESERVED: [&str; 9] = [
    "content",
    "assets-caption",
    "threats-caption",
    "controls-caption",
    "effectiveness",
    "definitions",
    "effectiveness-wide",
    "effectiveness-tight",
    "inventory",
];

/// The ids of a page's own for its entries, in their order.
#[must_use]
pub fn anchors<'i>(ids: impl Iterator<Item = &'i str>) -> Vec<String> {
    let mut taken: HashSet<String> = RESERVED.iter().map(|id| (*id).to_owned()).collect();
    ids.map(|id| anchor(id, &mut taken)).collect()
}

/// An id of the page's own for an entry: that of the register where it can be
/// one and nobody has it.
fn anchor(id: &str, taken: &mut HashSet<String>) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.') { c } else { '_' };
    let mut base: String = id.chars().map(plain).take(100).collect();
    if !base.starts_with(|c: char| c.is_ascii_alphabetic()) {
        base.insert_str(0, "id-");
    }
    let mut name = base.clone();
    let mut copy = 2;
    while !taken.insert(name.clone()) {
        name = format!("{base}-{copy}");
        copy += 1;
    }
    name
}

/// The three inventories.
#[derive(Debug, Default)]
pub struct Catalogues {
    /// Assets: critical ones that no risk names, then by criticality.
    pub assets: Catalogue,
    /// Threats: by the highest level that they lead to; unused ones last.
    pub threats: Catalogue,
    /// Controls: those that do not work, those that nobody tested, then the rest.
    pub controls: Catalogue,
}

impl Catalogues {
    /// The inventories of a register. `order` holds the risks that are shown in
    /// full, in register order.
    #[must_use]
    pub fn new(facts: &Facts<'_>, order: &[usize]) -> Self {
        let register = facts.register;
        let open = || order.iter().copied().filter(|place| register.risks[*place].is_open());
        let risk = |place: usize| -> &Risk { &register.risks[place] };
        let level = |places: &[usize]| Reverse(places.iter().filter_map(|at| facts.risks[*at].level()).max());

        let ids: Vec<&str> = register.assets.iter().map(|asset| asset.id.as_str()).collect();
        let mut assets = Catalogue::new("assets", &ids);
        for place in open() {
            let named = risk(place).assets.iter().filter_map(|id| register.asset_place(id));
            named.for_each(|asset| push(&mut assets.risks[asset], place));
        }
        let top = register.methodology.as_ref().and_then(|m| m.impact.len().checked_sub(1));
        assets.sort(&ids, |this, place| {
            let rank = criticality(facts, &register.assets[place]);
            let is_forgotten = rank.is_some() && rank == top && this.risks[place].is_empty();
            (!is_forgotten, Reverse(rank), level(&this.risks[place]), Reverse(this.risks[place].len()))
        });
        let owner = |id: &Option<At<String>>| id.as_ref().map_or(0, |id| 50 + weight(id));
        assets.paginate(|place| {
            let asset = &register.assets[place];
            350 + weight(asset.name()) + owner(&asset.owner)
        });

        let ids: Vec<&str> = register.threats.iter().map(|threat| threat.id.as_str()).collect();
        let mut threats = Catalogue::new("threats", &ids);
        for place in open() {
            let named = risk(place).threats.iter().filter_map(|id| register.threat_place(id));
            named.for_each(|threat| push(&mut threats.risks[threat], place));
        }
        threats.sort(&ids, |this, place| {
            let risks = &this.risks[place];
            (risks.is_empty(), level(risks), Reverse(risks.len()))
        });
        threats.paginate(|place| weight(register.threats[place].name()));

        let ids: Vec<&str> = register.controls.iter().map(|control| control.id.as_str()).collect();
        let mut controls = Catalogue::new("controls", &ids);
        for place in open() {
            let counted = risk(place).controls.iter().filter_map(|id| register.control_place(id));
            counted.for_each(|control| push(&mut controls.risks[control], place));
        }
        for place in open() {
            let risk = risk(place);
            let is_counted_on = |id: &str| risk.controls.iter().any(|known| known.value == id);
            let planned = risk.planned_controls().filter(|id| !is_counted_on(id));
            let planned = planned.filter_map(|id| register.control_place(id));
            planned.for_each(|control| push(&mut controls.planned[control], place));
        }
        controls.sort(&ids, |this, place| {
            let risks = &this.risks[place];
            let control = &register.controls[place];
            let failed = !matches!(doubt(control, facts.today), Some(crate::facts::Doubt::Failed(_)));
            (Standing::of(facts, control, risks), failed, level(risks), Reverse(risks.len()))
        });
        controls.paginate(|place| {
            let control = &register.controls[place];
            let names = weight(control.name()) + owner(&control.owner);
            900 + names + 90 * control.annex_a.len() + 80 * control.tests.len().min(8)
        });
        Self { assets, threats, controls }
    }
}

/// A risk once, though it names a thing twice.
fn push(risks: &mut Vec<usize>, risk: usize) {
    if risks.last() != Some(&risk) {
        risks.push(risk);
    }
}

/// The place on the impact scale of the most that the loss of an asset could do;
/// `None` where that is not given, or the scale is not usable.
#[must_use]
pub fn criticality(facts: &Facts<'_>, asset: &Asset) -> Option<usize> {
    let methodology = facts.register.methodology.as_ref()?;
    let usable = is_ordered(&methodology.impact) && !methodology.is_faulty("impact");
    asset.protection().filter_map(|need| methodology.impact_rank(need)).max().filter(|_| usable)
}

/// Where a control stands, in the order in which it is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// It failed its last test, or is relied upon though it is degraded or
    /// retired.
    Doubtful,
    /// Risks count on it, and no test of it counts any more.
    Untested,
    /// Risks count on it, and it passed its last test.
    Passed,
    /// It is in force, and no risk counts on it.
    Idle,
    /// It is not there yet.
    Planned,
    /// It is there no longer.
    Retired,
}

impl Standing {
    /// Where a control stands, on which these risks count.
    #[must_use]
    pub fn of(facts: &Facts<'_>, control: &Control, risks: &[usize]) -> Self {
        let state = control.state.as_ref().map(|state| state.value);
        match (state, doubt(control, facts.today)) {
            (Some(ControlState::Retired), _) if risks.is_empty() => Self::Retired,
            (_, Some(_)) => Self::Doubtful,
            (Some(ControlState::Planned), None) if risks.is_empty() => Self::Planned,
            (_, None) if risks.is_empty() => Self::Idle,
            _ if current_test(control, facts.today) == Some(TestResult::Passed) => Self::Passed,
            _ => Self::Untested,
        }
    }
}

/// Whether a control is to be tested again, or for the first time, since before
/// this day.
#[must_use]
pub fn is_test_late(facts: &Facts<'_>, control: &Control) -> bool {
    next_test(control, facts.today).1 == DayState::Late
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::load_texts;

    #[test]
    fn an_entry_has_an_anchor_of_its_own() {
        let mut taken: HashSet<String> = RESERVED.iter().map(|id| (*id).to_owned()).collect();
        let anchors =
            ["gate", "gate", "content", "", "9 lives", "<b>\u{202e}"].map(|id| anchor(id, &mut taken));
        assert_eq!(anchors, ["gate", "gate-2", "content-2", "id-", "id-9_lives", "id-_b__"]);
    }

    fn with_catalogues(files: &[(&str, &str)], look: impl FnOnce(&Facts<'_>, &Catalogues)) {
        let mut all = crate::testing::BASE[..3].to_vec();
        all.extend(files);
        let loaded = load_texts(&all);
        let facts = Facts::new(&loaded.register, jiff::civil::date(2025, 6, 1));
        let order = crate::order::register_order(&facts);
        look(&facts, &Catalogues::new(&facts, &order));
    }

    const RISKS: [(&str, &str); 2] = [
        (
            "risks/R001.toml",
            "id = \"R001\"\nstatus = \"open\"\nlikelihood = \"high\"\nimpact = \"high\"\nassets = [\"web\", \"web\"]\nthreats = [\"fire\"]\n\
             controls = [\"gate\", \"old\", \"fresh\", \"stale\"]\n[[treatment.action]]\ncontrol = \"soon\"\n[[treatment.action]]\ncontrol = \"gate\"\n",
        ),
        (
            "risks/R002.toml",
            "id = \"R002\"\nstatus = \"open\"\nthreats = [\"flood\", \"fire\"]\nassets = [\"mail\"]\n",
        ),
    ];

    #[test]
    fn forgotten_assets_come_first_and_unused_threats_last() {
        let assets = "[[asset]]\nid = \"mail\"\nintegrity = \"medium\"\n[[asset]]\nid = \"web\"\navailability = \"high\"\n\
                      [[asset]]\nid = \"vault\"\nintegrity = \"high\"\n[[asset]]\nid = \"desk\"\n[[asset]]\nid = \"odd\"\nintegrity = \"huge\"\n";
        let threats = "[[threat]]\nid = \"ash\"\n[[threat]]\nid = \"flood\"\n[[threat]]\nid = \"fire\"\n";
        let files = [RISKS[0], RISKS[1], ("assets.toml", assets), ("threats.toml", threats)];
        with_catalogues(&files, |facts, catalogues| {
            let register = facts.register;
            let assets: Vec<&str> =
                catalogues.assets.order.iter().map(|place| register.assets[*place].id.as_str()).collect();
            assert_eq!(assets, ["vault", "web", "mail", "desk", "odd"]);
            assert_eq!(catalogues.assets.risks[1], [0], "named twice, it is one risk");
            let threats: Vec<&str> =
                catalogues.threats.order.iter().map(|place| register.threats[*place].id.as_str()).collect();
            assert_eq!(threats, ["fire", "flood", "ash"]);
        });
    }

    #[test]
    fn controls_that_fail_come_first_then_those_nobody_tested() {
        let control = |id: &str, rest: &str| format!("[[control]]\nid = \"{id}\"\n{rest}");
        let test = |on: &str, result: &str| format!("[[control.test]]\non = {on}\nresult = \"{result}\"\n");
        let text = [
            control("away", "state = \"retired\"\n"),
            control("fresh", &("state = \"implemented\"\n".to_owned() + &test("2025-01-01", "passed"))),
            control("gate", &("state = \"implemented\"\n".to_owned() + &test("2025-01-01", "failed"))),
            control("idle", "state = \"implemented\"\n"),
            control("old", "state = \"retired\"\n"),
            control("soon", "state = \"planned\"\n"),
            control("stale", &("test_every = \"3 months\"\n".to_owned() + &test("2025-01-01", "passed"))),
        ]
        .concat();
        with_catalogues(&[RISKS[0], RISKS[1], ("controls.toml", &text)], |facts, catalogues| {
            let controls = &facts.register.controls;
            let shown: Vec<(&str, Standing)> = catalogues
                .controls
                .order
                .iter()
                .map(|at| {
                    (
                        controls[*at].id.as_str(),
                        Standing::of(facts, &controls[*at], &catalogues.controls.risks[*at]),
                    )
                })
                .collect();
            assert_eq!(
                shown,
                [
                    ("gate", Standing::Doubtful),
                    ("old", Standing::Doubtful),
                    ("stale", Standing::Untested),
                    ("fresh", Standing::Passed),
                    ("idle", Standing::Idle),
                    ("soon", Standing::Planned),
                    ("away", Standing::Retired),
                ]
            );
            let place = |id: &str| facts.register.control_place(id).expect("a control");
            assert_eq!(catalogues.controls.planned[place("soon")], [0]);
            assert!(catalogues.controls.planned[place("gate")].is_empty(), "it is counted on already");
            assert_eq!(catalogues.controls.href(place("gate")), "controls/index.html#gate");
            assert!(is_test_late(facts, &controls[place("stale")]));
        });
    }
}
