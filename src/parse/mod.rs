//! Text to values and findings: one bad file never hides the others.
//!
//! [`load`] reads a whole register through a [`Tree`]. Files are read and
//! parsed in parallel and put together in the order of their paths. What is
//! wrong with a file becomes findings; only a `plimsoll.toml` without which
//! nothing can be judged stops the load ([`Stop`]).

mod catalogue;
mod config;
mod cursor;
mod glance;
mod incident;
mod links;
mod methodology;
mod risk;
mod series;
pub mod shape;
mod syntax;

use std::cell::RefCell;

use rayon::prelude::*;
use toml::de::DeTable;

use crate::finding::Finding;
use crate::model::asset::Asset;
use crate::model::config::Config;
use crate::model::control::{Control, Excluded};
use crate::model::incident::Incident;
use crate::model::indicator::Indicator;
use crate::model::measurement::{Measurement, Series};
use crate::model::methodology::Methodology;
use crate::model::person::Person;
use crate::model::register::{Holes, Parts, Register};
use crate::model::risk::Risk;
use crate::model::risks::Risks;
use crate::model::threat::Threat;
use crate::model::waiver::Waiver;
use crate::source::tree::{Entry, Tree, Trouble};
use crate::source::{FileId, SourceFile, SourceMap, Span, file_name, stem};
use cursor::{Cursor, Sheet};

pub use glance::{ids, risk_folder};
pub use series::{COLUMNS as MEASUREMENT_COLUMNS, number};

/// The configuration's name.
pub const CONFIG_FILE: &str = "plimsoll.toml";
/// The most that a risk, an incident or a configuration may weigh, in bytes.
pub const SMALL_FILE: u64 = 1 << 20;
/// The most that a catalogue or a series of measurements may weigh, in bytes.
pub const LARGE_FILE: u64 = 32 << 20;

/// A register and what is wrong with its files.
#[derive(Debug)]
pub struct Loaded {
    /// What could be read.
    pub register: Register,
    /// What is wrong with the files themselves.
    pub findings: Vec<Finding>,
}

/// A `plimsoll.toml` that cannot be worked with.
#[derive(Debug)]
pub struct Stop {
    /// The file, for the excerpts.
    pub sources: SourceMap,
    /// What is wrong with it.
    pub findings: Vec<Finding>,
}

/// What a file is read as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Methodology,
    People,
    Assets,
    Threats,
    Controls,
    Waivers,
    Indicators,
    Series,
    Incident,
    Risk,
}

impl Kind {
    /// The keys of the file's top; none where it is no TOML.
    fn shape(self) -> Option<shape::Shape> {
        Some(match self {
            Self::Methodology => shape::METHODOLOGY,
            Self::People => shape::PEOPLE,
            Self::Assets => shape::ASSETS,
            Self::Threats => shape::THREATS,
            Self::Controls => shape::CONTROLS,
            Self::Waivers => shape::WAIVER_FILE,
            Self::Indicators => shape::INDICATORS,
            Self::Incident => shape::INCIDENT,
            Self::Risk => shape::RISK,
            Self::Series => return None,
        })
    }
}

/// What one file gave.
#[derive(Debug, Default)]
struct Read {
    methodology: Option<Methodology>,
    people: Vec<Person>,
    assets: Vec<Asset>,
    threats: Vec<Threat>,
    controls: Vec<Control>,
    excluded: Vec<Excluded>,
    waivers: Vec<Waiver>,
    indicators: Vec<Indicator>,
    series: Option<Series>,
    incident: Option<Box<Incident>>,
    risk: Option<Box<Risk>>,
    findings: Vec<Finding>,
    /// Something in it could not be read.
    torn: bool,
    /// It could not be read at all.
    failed: bool,
}

/// Reads a register.
///
/// # Errors
/// A `plimsoll.toml` that is missing, does not parse, has no title, or has a
/// value of `[register]`, `[paths]` or `[rules]` that cannot be used.
pub fn load(tree: &dyn Tree) -> Result<Loaded, Box<Stop>> {
    load_some(tree, &|_| true)
}

/// Reads a register, of its risks only the files at these paths: for those
/// who ask for names, or for one risk.
///
/// # Errors
/// As [`load`].
pub fn load_some(tree: &dyn Tree, wants: &dyn Fn(&str) -> bool) -> Result<Loaded, Box<Stop>> {
    let (config_file, mut config, config_findings) = load_config(tree)?;
    config.site.dead_links = links::dead_of_site(tree, &config.site);
    let mut plan = plan(tree, &config);
    plan.retain(|(kind, entry)| *kind != Kind::Risk || wants(&entry.path));
    let read: Vec<(SourceFile, Read)> = plan
        .par_iter()
        .enumerate()
        .map(|(index, (kind, entry))| {
            // The configuration is file 0; a register has far fewer than 2³² files.
            let file = FileId(u32::try_from(index + 1).unwrap_or(u32::MAX));
            read_file(tree, file, *kind, entry, &config)
        })
        .collect();
    Ok(assemble(&plan, config, config_file, config_findings, read))
}

/// A TOML file of a register, and what its top holds.
#[derive(Debug, Clone)]
pub struct Listed {
    /// Its path, or why it cannot be read.
    pub entry: Entry,
    /// The keys of its top.
    pub shape: shape::Shape,
}

/// Every TOML file that a register is read from, the configuration first.
///
/// # Errors
/// As [`load`].
pub fn files(tree: &dyn Tree) -> Result<Vec<Listed>, Box<Stop>> {
    let (_, config, _) = load_config(tree)?;
    let own = Entry { path: CONFIG_FILE.to_owned(), trouble: None };
    let mut files = vec![Listed { entry: own, shape: shape::CONFIG }];
    let plan = plan(tree, &config).into_iter();
    let listed = plan.filter_map(|(kind, entry)| Some(Listed { shape: kind.shape()?, entry }));
    // A required file that is missing is check's matter.
    files.extend(listed.filter(|file| file.entry.trouble.is_some() || tree.exists(&file.entry.path)));
    Ok(files)
}

/// A methodology by itself, as much of it as can be used; what is wrong with
/// it is said where it is read as a part of its register.
#[must_use]
pub fn methodology_of(text: &str) -> Methodology {
    let document = syntax::parse(FileId(0), text, &mut Vec::new());
    let sheet = sheet(FileId(0), text, &document.broken, document.torn, "methodology.toml");
    methodology::read(&sheet, &Cursor::top(&sheet, document.root.get_ref(), shape::METHODOLOGY))
}

/// The register of these files, by path, for tests of what rests on one.
#[cfg(test)]
pub(crate) fn load_texts(files: &[(&str, &str)]) -> Loaded {
    let mut tree = crate::source::tree::MemoryTree::default();
    for (path, text) in files {
        tree.insert(path, *text);
    }
    load(&tree).unwrap_or_else(|stop| panic!("{:#?}", stop.findings))
}

/// The measurements of a text, as far as they can be read.
#[must_use]
pub fn series_of(text: &str) -> Vec<Measurement> {
    series::read(FileId(0), "", text).0.values
}

fn load_config(tree: &dyn Tree) -> Result<(SourceFile, Config, Vec<Finding>), Box<Stop>> {
    let file = FileId(0);
    let stop = |text: String, findings: Vec<Finding>| {
        let sources = SourceMap::new(vec![SourceFile::new(CONFIG_FILE.to_owned(), text)]);
        Box::new(Stop { sources, findings })
    };
    let bytes = tree
        .read(CONFIG_FILE, SMALL_FILE)
        .map_err(|trouble| stop(String::new(), vec![unreadable(file, CONFIG_FILE, &trouble)]))?;
    let text = decode(file, bytes).map_err(|undecoded| {
        let (text, finding) = *undecoded;
        stop(text, vec![finding])
    })?;
    let mut findings = Vec::new();
    let document = syntax::parse(file, &text, &mut findings);
    if findings.iter().any(|finding| finding.rule == "toml-syntax") {
        return Err(stop(text, findings));
    }
    let sheet = sheet(file, &text, &document.broken, document.torn, CONFIG_FILE);
    let top = Cursor::top(&sheet, document.root.get_ref(), shape::CONFIG);
    let (config, stops) = config::read(&sheet, &top);
    findings.extend(sheet.findings.into_inner());
    drop(document.root);
    match config {
        Some(config) if stops.is_empty() => {
            Ok((SourceFile::new(CONFIG_FILE.to_owned(), text), config, findings))
        }
        _ => Err(stop(text, stops)),
    }
}

/// Every file to be read, in order: the configuration's parts, then the risks.
fn plan(tree: &dyn Tree, config: &Config) -> Vec<(Kind, Entry)> {
    let paths = &config.paths;
    let mut plan = Vec::new();
    let required = |path: &str| Entry { path: path.to_owned(), trouble: None };
    plan.push((Kind::Methodology, required(&paths.methodology)));
    let catalogues = [
        (Kind::People, &paths.people, true),
        (Kind::Assets, &paths.assets, false),
        (Kind::Threats, &paths.threats, false),
        (Kind::Controls, &paths.controls, false),
        (Kind::Waivers, &paths.waivers, false),
        (Kind::Indicators, &paths.indicators, false),
    ];
    for (kind, path, is_required) in catalogues {
        let found = catalogue_files(tree, path);
        if found.is_empty() && is_required {
            plan.push((kind, required(path)));
        }
        plan.extend(found.into_iter().map(|entry| (kind, entry)));
    }
    let incidents = tree.toml_files(&paths.incidents).into_iter().map(|entry| (Kind::Incident, entry));
    let series = tree.files(&paths.measurements, &["csv"]).into_iter().map(|entry| (Kind::Series, entry));
    let known: std::collections::HashSet<String> = plan.iter().map(|(_, entry)| entry.path.clone()).collect();
    plan.extend(
        series
            .chain(incidents)
            .filter(|(_, entry)| entry.path != CONFIG_FILE && !known.contains(&entry.path)),
    );
    // A file that has another purpose is not a risk too, wherever it lies.
    let taken: std::collections::HashSet<String> = plan.iter().map(|(_, entry)| entry.path.clone()).collect();
    let mut risks = tree.toml_files(&paths.risks);
    risks.retain(|entry| entry.path != CONFIG_FILE && !taken.contains(&entry.path));
    plan.extend(risks.into_iter().map(|entry| (Kind::Risk, entry)));
    plan
}

/// A catalogue may be a file, a folder beside it of the same name, or both.
fn catalogue_files(tree: &dyn Tree, path: &str) -> Vec<Entry> {
    let folder = path.strip_suffix(".toml");
    let mut files = Vec::new();
    if folder.is_some() && tree.exists(path) {
        files.push(Entry { path: path.to_owned(), trouble: None });
    }
    files.extend(tree.toml_files(folder.unwrap_or(path)));
    files
}

fn sheet<'a>(
    file: FileId,
    text: &'a str,
    broken: &'a [std::ops::Range<usize>],
    torn: bool,
    path: &str,
) -> Sheet<'a> {
    Sheet {
        file,
        text,
        broken,
        torn,
        findings: RefCell::new(Vec::new()),
        faults: RefCell::new(Vec::new()),
        risk: RefCell::new(None),
        thing: RefCell::new(file_name(path).to_owned()),
    }
}

fn read_file(
    tree: &dyn Tree,
    file: FileId,
    kind: Kind,
    entry: &Entry,
    config: &Config,
) -> (SourceFile, Read) {
    let limit = match kind {
        Kind::Risk | Kind::Incident | Kind::Methodology => SMALL_FILE,
        _ => LARGE_FILE,
    };
    let bytes = entry.trouble.clone().map_or_else(|| tree.read(&entry.path, limit), Err);
    let decoded = match bytes {
        Ok(bytes) => decode(file, bytes),
        Err(trouble) => Err(Box::new((String::new(), unreadable(file, &entry.path, &trouble)))),
    };
    let (text, read) = match decoded {
        Ok(text) => {
            let read = read_text(tree, file, kind, &entry.path, &text, config);
            (text, read)
        }
        Err(undecoded) => {
            let (text, finding) = *undecoded;
            let about = if kind == Kind::Risk {
                finding.risk(stem(&entry.path))
            } else {
                finding.thing(file_name(&entry.path))
            };
            (text, Read { findings: vec![about], torn: true, failed: true, ..Read::default() })
        }
    };
    (SourceFile::new(entry.path.clone(), text), read)
}

fn read_text(tree: &dyn Tree, file: FileId, kind: Kind, path: &str, text: &str, config: &Config) -> Read {
    if kind == Kind::Series {
        let (series, findings) = series::read(file, path, text);
        return Read { series: Some(series), findings, ..Read::default() };
    }
    let mut found = Vec::new();
    let document = syntax::parse(file, text, &mut found);
    let sheet = sheet(file, text, &document.broken, document.torn, path);
    let root: &DeTable<'_> = document.root.get_ref();
    if kind == Kind::Risk {
        let id =
            root.iter().find(|(key, _)| key.get_ref() == "id").and_then(|(_, value)| match value.get_ref() {
                toml::de::DeValue::String(id) => Some(id.to_string()),
                _ => None,
            });
        *sheet.risk.borrow_mut() = Some(id.unwrap_or_else(|| stem(path).to_owned()));
    }
    for finding in found {
        sheet.add(finding);
    }
    let mut read = Read { torn: document.torn, ..Read::default() };
    let top = |shape| Cursor::top(&sheet, root, shape);
    match kind {
        Kind::Methodology => read.methodology = Some(methodology::read(&sheet, &top(shape::METHODOLOGY))),
        Kind::People => {
            keep(catalogue::people(&sheet, &top(shape::PEOPLE)), &mut read.people, &mut read.torn)
        }
        Kind::Assets => {
            keep(catalogue::assets(&sheet, &top(shape::ASSETS)), &mut read.assets, &mut read.torn)
        }
        Kind::Threats => {
            keep(catalogue::threats(&sheet, &top(shape::THREATS)), &mut read.threats, &mut read.torn)
        }
        Kind::Controls => {
            let top = top(shape::CONTROLS);
            keep(catalogue::controls(&sheet, &top), &mut read.controls, &mut read.torn);
            read.excluded = catalogue::excluded(&top);
        }
        Kind::Waivers => read.waivers = catalogue::waivers(&top(shape::WAIVER_FILE)),
        Kind::Indicators => {
            keep(catalogue::indicators(&sheet, &top(shape::INDICATORS)), &mut read.indicators, &mut read.torn)
        }
        Kind::Series => {}
        Kind::Incident => {
            read.incident = Some(Box::new(incident::read(&sheet, &top(shape::INCIDENT), stem(path))));
        }
        Kind::Risk => {
            let mut risk = risk::read(&sheet, &top(shape::RISK), stem(path), &config.custom);
            risk.dead_links = links::dead(tree, path, text, &risk, &config.custom);
            read.risk = Some(Box::new(risk));
        }
    }
    read.findings = sheet.findings.into_inner();
    read
}

fn keep<T>(entries: catalogue::Entries<T>, list: &mut Vec<T>, torn: &mut bool) {
    *list = entries.list;
    *torn |= entries.lost;
}

/// The text of a file's bytes. Anything but UTF-8 is refused, with the place
/// of the first byte that is not.
fn decode(file: FileId, bytes: Vec<u8>) -> Result<String, Box<(String, Finding)>> {
    let fail = |text: String, at: usize, what: &str, help: &str| {
        let width = text[at..].chars().next().map_or(0, char::len_utf8);
        let finding = Finding::new("unreadable-file", Span::new(file, at..at + width), what.to_owned());
        Err(Box::new((text, finding.help(help.to_owned()))))
    };
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        return fail(String::new(), 0, "the file is UTF-16", "save it as UTF-8");
    }
    match String::from_utf8(bytes) {
        Ok(text) => Ok(text),
        Err(error) => {
            let at = error.utf8_error().valid_up_to();
            let text = String::from_utf8_lossy(error.as_bytes()).into_owned();
            let zeroes = error.as_bytes().iter().filter(|byte| **byte == 0).count();
            let what = if zeroes > 0 { "the file is no text" } else { "the file is not UTF-8" };
            fail(text, at, what, "save it as UTF-8")
        }
    }
}

fn unreadable(file: FileId, path: &str, trouble: &Trouble) -> Finding {
    let (what, help) = match trouble {
        Trouble::Missing => (
            format!("{path} does not exist"),
            "write it, or name its place under [paths] in plimsoll.toml".to_owned(),
        ),
        Trouble::Folder => (
            format!("{path} is a folder, not a file"),
            "rename the folder; only files end in .toml".to_owned(),
        ),
        Trouble::Link(to) => (
            format!("{path} is a symbolic link to {to}, and links are not followed"),
            "put the file itself in its place, or take the link away".to_owned(),
        ),
        Trouble::NotAFile => (format!("{path} is no regular file"), "put a file in its place".to_owned()),
        Trouble::TooLarge(size, limit) => (
            format!("{path} has {size} bytes; at most {limit} are read"),
            "split it, or move what does not belong in it elsewhere".to_owned(),
        ),
        Trouble::Io(why) => {
            (format!("{path} cannot be read: {why}"), "mend its permissions, then run again".to_owned())
        }
    };
    Finding::new("unreadable-file", Span::start_of(file), what).help(help)
}

fn assemble(
    plan: &[(Kind, Entry)],
    config: Config,
    config_file: SourceFile,
    mut findings: Vec<Finding>,
    read: Vec<(SourceFile, Read)>,
) -> Loaded {
    let mut parts = Parts {
        sources: SourceMap::default(),
        config,
        methodology: None,
        people: Vec::new(),
        assets: Vec::new(),
        threats: Vec::new(),
        controls: Vec::new(),
        excluded: Vec::new(),
        waivers: Vec::new(),
        indicators: Vec::new(),
        series: Vec::new(),
        incidents: Vec::new(),
        risks: Risks::default(),
        unread: Vec::new(),
        holes: Holes::default(),
    };
    let mut files = Vec::with_capacity(read.len() + 1);
    files.push(config_file);
    for ((kind, _), (file, one)) in plan.iter().zip(read) {
        if one.torn {
            parts.unread.push(FileId(u32::try_from(files.len()).unwrap_or(u32::MAX)));
            match kind {
                Kind::People => parts.holes.people = true,
                Kind::Assets => parts.holes.assets = true,
                Kind::Threats => parts.holes.threats = true,
                Kind::Controls => parts.holes.controls = true,
                Kind::Waivers => parts.holes.waivers = true,
                Kind::Indicators => parts.holes.indicators = true,
                Kind::Series | Kind::Incident => {}
                Kind::Risk => parts.holes.risks |= one.failed,
                Kind::Methodology => {}
            }
        }
        files.push(file);
        parts.methodology = parts.methodology.or(one.methodology);
        parts.people.extend(one.people);
        parts.assets.extend(one.assets);
        parts.threats.extend(one.threats);
        parts.controls.extend(one.controls);
        parts.excluded.extend(one.excluded);
        parts.waivers.extend(one.waivers);
        parts.indicators.extend(one.indicators);
        parts.series.extend(one.series);
        parts.incidents.extend(one.incident.map(|incident| *incident));
        parts.risks.extend(one.risk);
        findings.extend(one.findings);
    }
    parts.sources = SourceMap::new(files);
    Loaded { register: Register::new(parts), findings }
}
