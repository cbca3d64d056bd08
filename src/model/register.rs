//! The whole register, in order, with look-ups by id.

use foldhash::{HashMap, HashMapExt as _};

use super::asset::Asset;
use super::config::Config;
use super::control::{Control, Excluded};
use super::incident::Incident;
use super::indicator::Indicator;
use super::measurement::Series;
use super::methodology::Methodology;
use super::person::Person;
use super::risk::Risk;
use super::risks::Risks;
use super::threat::Threat;
use super::waiver::Waiver;
use crate::source::{FileId, SourceMap};

/// Everything that was read.
#[derive(Debug, Clone)]
pub struct Register {
    /// The files.
    pub sources: SourceMap,
    /// `plimsoll.toml`.
    pub config: Config,
    /// The method, unless its file could not be read at all.
    pub methodology: Option<Methodology>,
    /// The people, in order of their files and places.
    pub people: Vec<Person>,
    /// The assets, likewise.
    pub assets: Vec<Asset>,
    /// The threats, likewise.
    pub threats: Vec<Threat>,
    /// The controls, likewise.
    pub controls: Vec<Control>,
    /// The Annex A controls that do not apply.
    pub excluded: Vec<Excluded>,
    /// The waivers of `waivers.toml`.
    pub waivers: Vec<Waiver>,
    /// The indicators, in order of their files and places.
    pub indicators: Vec<Indicator>,
    /// The measurements, a series a file, by path.
    pub series: Vec<Series>,
    /// The incidents, by path.
    pub incidents: Vec<Incident>,
    /// The risks, by path.
    pub risks: Risks,
    /// Files that a syntax error or worse kept from being read in full.
    pub unread: Vec<FileId>,
    index: Index,
}

/// What the register is made of, before its look-ups exist.
#[derive(Debug)]
#[allow(missing_docs, reason = "the fields are those of Register")]
pub struct Parts {
    pub sources: SourceMap,
    pub config: Config,
    pub methodology: Option<Methodology>,
    pub people: Vec<Person>,
    pub assets: Vec<Asset>,
    pub threats: Vec<Threat>,
    pub controls: Vec<Control>,
    pub excluded: Vec<Excluded>,
    pub waivers: Vec<Waiver>,
    pub indicators: Vec<Indicator>,
    pub series: Vec<Series>,
    pub incidents: Vec<Incident>,
    pub risks: Risks,
    pub unread: Vec<FileId>,
    /// Catalogues of which a part could not be read: what they do not hold
    /// may stand in that part.
    pub holes: Holes,
}

/// Which catalogues could not be read in full. A reference into such a one is
/// never reported as unknown: the finding about the file says it already.
#[derive(Debug, Clone, Copy, Default)]
#[allow(missing_docs, reason = "each field is the catalogue it is named after")]
pub struct Holes {
    pub people: bool,
    pub assets: bool,
    pub threats: bool,
    pub controls: bool,
    pub indicators: bool,
    pub risks: bool,
    pub waivers: bool,
}

#[derive(Debug, Clone, Default)]
struct Index {
    people: HashMap<String, usize>,
    assets: HashMap<String, usize>,
    threats: HashMap<String, usize>,
    controls: HashMap<String, usize>,
    indicators: HashMap<String, usize>,
    series: HashMap<String, usize>,
    risks: HashMap<String, usize>,
    former: HashMap<String, usize>,
    holes: Holes,
}

/// The first of each id; a second one is `duplicate-id`'s business.
fn firsts<'a>(ids: impl Iterator<Item = &'a str>) -> HashMap<String, usize> {
    let mut index = HashMap::new();
    for (place, id) in ids.enumerate() {
        index.entry(id.to_owned()).or_insert(place);
    }
    index
}

/// The first risk that was called so once.
fn former_ids(risks: &Risks) -> HashMap<String, usize> {
    let mut index = HashMap::new();
    for (place, risk) in risks.iter().enumerate() {
        for id in &risk.formerly {
            index.entry(id.value.clone()).or_insert(place);
        }
    }
    index
}

impl Register {
    /// The register of these parts.
    #[must_use]
    pub fn new(parts: Parts) -> Self {
        let index = Index {
            people: firsts(parts.people.iter().map(|p| p.id.as_str())),
            assets: firsts(parts.assets.iter().map(|a| a.id.as_str())),
            threats: firsts(parts.threats.iter().map(|t| t.id.as_str())),
            controls: firsts(parts.controls.iter().map(|c| c.id.as_str())),
            indicators: firsts(parts.indicators.iter().map(|i| i.id.as_str())),
            series: firsts(parts.series.iter().map(|s| s.indicator.as_str())),
            risks: firsts(parts.risks.iter().map(Risk::id)),
            former: former_ids(&parts.risks),
            holes: parts.holes,
        };
        Self {
            sources: parts.sources,
            config: parts.config,
            methodology: parts.methodology,
            people: parts.people,
            assets: parts.assets,
            threats: parts.threats,
            controls: parts.controls,
            excluded: parts.excluded,
            waivers: parts.waivers,
            indicators: parts.indicators,
            series: parts.series,
            incidents: parts.incidents,
            risks: parts.risks,
            unread: parts.unread,
            index,
        }
    }

    /// The person of that id.
    #[must_use]
    pub fn person(&self, id: &str) -> Option<&Person> {
        self.index.people.get(id).map(|place| &self.people[*place])
    }

    /// The place of the person of that id in [`Register::people`].
    #[must_use]
    pub fn person_place(&self, id: &str) -> Option<usize> {
        self.index.people.get(id).copied()
    }

    /// The place of the asset of that id in [`Register::assets`].
    #[must_use]
    pub fn asset_place(&self, id: &str) -> Option<usize> {
        self.index.assets.get(id).copied()
    }

    /// The asset of that id.
    #[must_use]
    pub fn asset(&self, id: &str) -> Option<&Asset> {
        self.index.assets.get(id).map(|place| &self.assets[*place])
    }

    /// The place of the threat of that id in [`Register::threats`].
    #[must_use]
    pub fn threat_place(&self, id: &str) -> Option<usize> {
        self.index.threats.get(id).copied()
    }

    /// The threat of that id.
    #[must_use]
    pub fn threat(&self, id: &str) -> Option<&Threat> {
        self.index.threats.get(id).map(|place| &self.threats[*place])
    }

    /// The place of the control of that id in [`Register::controls`].
    #[must_use]
    pub fn control_place(&self, id: &str) -> Option<usize> {
        self.index.controls.get(id).copied()
    }

    /// The control of that id.
    #[must_use]
    pub fn control(&self, id: &str) -> Option<&Control> {
        self.index.controls.get(id).map(|place| &self.controls[*place])
    }

    /// The indicator of that id.
    #[must_use]
    pub fn indicator(&self, id: &str) -> Option<&Indicator> {
        self.index.indicators.get(id).map(|place| &self.indicators[*place])
    }

    /// The measurements of an indicator.
    #[must_use]
    pub fn series(&self, indicator: &str) -> Option<&Series> {
        self.index.series.get(indicator).map(|place| &self.series[*place])
    }

    /// The incidents that name a risk.
    pub fn incidents_of<'a>(&'a self, risk: &'a str) -> impl Iterator<Item = &'a Incident> {
        let is_it =
            move |id: &crate::source::At<String>| self.referred(id).is_some_and(|known| known.id() == risk);
        self.incidents.iter().filter(move |incident| incident.risks.iter().any(is_it))
    }

    /// The place of the risk of that id in [`Register::risks`].
    #[must_use]
    pub fn risk_place(&self, id: &str) -> Option<usize> {
        self.index.risks.get(id).copied()
    }

    /// The risk of that id.
    #[must_use]
    pub fn risk(&self, id: &str) -> Option<&Risk> {
        self.risk_place(id).map(|place| &self.risks[place])
    }

    /// The place of the risk that is called so, else of the one that once was.
    #[must_use]
    pub fn place_of(&self, id: &str) -> Option<usize> {
        self.risk_place(id).or_else(|| self.index.former.get(id).copied())
    }

    /// The risk that a reference means: the one that is called so, else the
    /// one that once was.
    #[must_use]
    pub fn referred(&self, id: &str) -> Option<&Risk> {
        self.place_of(id).map(|place| &self.risks[place])
    }

    /// The open risks.
    pub fn open(&self) -> impl Iterator<Item = &Risk> {
        self.risks.iter().filter(|risk| risk.is_open())
    }

    /// Which catalogues have parts that could not be read.
    #[must_use]
    pub fn holes(&self) -> Holes {
        self.index.holes
    }

    /// A person's name, else the id as written.
    #[must_use]
    pub fn person_name<'a>(&'a self, id: &'a str) -> &'a str {
        self.person(id).map_or(id, Person::name)
    }

    /// A control's name, else the id as written.
    #[must_use]
    pub fn control_name<'a>(&'a self, id: &'a str) -> &'a str {
        self.control(id).map_or(id, Control::name)
    }
}
