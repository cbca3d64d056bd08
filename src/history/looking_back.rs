//! What history says of a register on a day: the fold of the first-parent line
//! up to the newest commit that is not after the day, and the decisions that
//! stand there, judged by the people, roles and levels of their own time.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use super::details::Details;
use super::standing::{Fold, Origin};
use super::watch::Watch;
use super::{Broken, History};
use crate::decision::{self, Kind};
use crate::facts::Facts;
use crate::git::object::{EntryKind, ObjectId};
use crate::git::{Repo, Trouble as Unread};
use crate::model::day::Day;
use crate::model::methodology::{Level, Methodology};
use crate::parse;
use crate::past::{LevelThen, Method, Moment, Past, RiskPast, Then};
use crate::score::Scale;
use crate::source::tree::{Entry, Tree, Trouble};

impl Method {
    /// As much of a methodology as counts by level need.
    fn of(methodology: &Methodology, day: Day) -> Self {
        let scale = Scale::new(methodology);
        let level = |(rank, level): (usize, &Level)| LevelThen {
            id: level.id.value.clone(),
            name: level.name().to_owned(),
            above: scale.above(rank) == Some(true),
        };
        let version = methodology.version.as_ref().map(|version| version.value.clone());
        Self { day, version, levels: methodology.levels.iter().enumerate().map(level).collect() }
    }
}

impl History {
    /// What history says of the register at its head. Commits after `today`
    /// count for nothing; `None` where none is left.
    ///
    /// # Errors
    /// An object that is missing or damaged.
    pub fn past(&self, repo: &Repo, today: Day) -> Result<Option<Past>, Broken> {
        let place = self.graph.line().find(|place| self.graph.nodes[*place].day() <= today);
        let Some(head) = place else { return Ok(None) };
        let mut fold = Fold::default();
        let within = self.ancestors(head);
        for (place, own) in self.all().collect::<Vec<_>>().into_iter().rev() {
            if within.contains(&place) {
                fold.own(&self.moment(place), &own);
            }
        }
        let line: Vec<usize> = self.graph.line().rev().filter(|place| within.contains(place)).collect();
        for place in &line {
            let step = self.step(&self.graph.nodes[*place]);
            fold.step(&self.moment(*place), &step);
        }
        let ((mut past, origins), others) = fold.finish();
        past.is_complete = self.is_complete();
        past.begins = self.begins;
        past.methods = self.methods(others.into_iter().map(|step| line[step]))?;
        if past.is_complete {
            self.name_people(&mut past)?;
            let mut wanted: BTreeMap<usize, Vec<Asked>> = BTreeMap::new();
            for (risk, (accepted, approved)) in origins {
                for (kind, origin) in [(Kind::Acceptance, accepted), (Kind::Approval, approved)] {
                    if let Some(Origin { step, file }) = origin {
                        let asked = Asked { risk: risk.clone(), file, which: Which::Standing(kind) };
                        wanted.entry(line[step]).or_default().push(asked);
                    }
                }
            }
            for (commit, asked) in carried(&past) {
                if let Some(place) = ObjectId::parse(&commit).and_then(|id| self.graph.place(id)) {
                    wanted.entry(place).or_default().push(asked);
                }
            }
            for (place, asked) in wanted {
                self.judge_then(repo, place, &asked, &mut past)?;
            }
        }
        Ok(Some(past))
    }

    /// The methodologies of these commits, where each differs from the one before.
    fn methods(&self, places: impl Iterator<Item = usize>) -> Result<Vec<Method>, Broken> {
        let mut methods: Vec<Method> = Vec::new();
        let mut last = None;
        for place in places {
            let node = &self.graph.nodes[place];
            let read = self.source.objects.with(|objects| {
                let root = objects.entry(node.tree, &self.source.prefix)?;
                let Some(root) = root.filter(|entry| entry.kind == EntryKind::Folder) else {
                    return Ok(None);
                };
                let file = |path: &str| {
                    let entry = objects.entry(root.id, path)?;
                    Ok::<_, Unread>(entry.filter(|entry| entry.kind == EntryKind::File).map(|entry| entry.id))
                };
                let text = |id: ObjectId| match objects.blob(id) {
                    Err(Unread::Absent(_)) => Ok(String::new()),
                    read => read.map(|bytes| String::from_utf8_lossy(&bytes).into_owned()),
                };
                let config = file(parse::CONFIG_FILE)?.map(text).transpose()?.unwrap_or_default();
                let Some(id) = file(&Watch::of(&config).methodology)? else { return Ok(None) };
                if last == Some(id) {
                    return Ok(None);
                }
                last = Some(id);
                text(id).map(Some)
            });
            let text = read.map_err(|trouble| Broken { commit: Some(node.id), trouble })?;
            let Some(methodology) = text.map(|text| parse::methodology_of(&text)) else { continue };
            let method = Method::of(&methodology, node.day());
            // Of one day the last counts.
            methods.retain(|known| known.day != method.day);
            methods.push(method);
        }
        methods.sort_by_key(|method| method.day);
        Ok(methods)
    }

    fn moment(&self, place: usize) -> Moment {
        let node = &self.graph.nodes[place];
        Moment { day: node.day(), commit: node.id.to_string() }
    }

    /// A commit and all that it rests on.
    pub(super) fn ancestors(&self, head: usize) -> HashSet<usize> {
        let mut found = HashSet::new();
        let mut open = vec![head];
        while let Some(place) = open.pop() {
            if found.insert(place) {
                open.extend(self.graph.nodes[place].parents.iter().copied());
            }
        }
        found
    }

    /// Who last rated each risk, and who agreed to its plan, by the people before
    /// those commits. A merge may name who approved what it brings.
    fn name_people(&self, past: &mut Past) -> Result<(), Broken> {
        let place = |when: &Moment| ObjectId::parse(&when.commit).and_then(|id| self.graph.place(id));
        let merge = |place: usize| self.graph.nodes[place].merge;
        let rated = past.risks.values().filter_map(|past| Some(&past.rated.as_ref()?.0));
        let planned = past.risks.values().filter_map(|past| Some(&past.planned.as_ref()?.0));
        let own: BTreeSet<usize> = rated.chain(planned).filter_map(place).collect();
        let merges: BTreeSet<usize> = own.iter().filter_map(|place| merge(*place)).collect();
        let places: Vec<usize> = own.union(&merges).copied().collect();
        let details = self.details(&places)?;
        let known: HashMap<usize, &Details> = places.iter().copied().zip(&details).collect();
        let approvers = |place: usize| {
            let named = known[&place].named.iter().filter(|(saying, _)| saying == "Approved-by");
            named.map(|(_, person)| person.clone())
        };
        for risk in past.risks.values_mut() {
            if let Some((when, by)) = &mut risk.rated {
                *by = place(when).and_then(|place| known[&place].author.person.clone());
            }
            if let Some((when, by)) = &mut risk.planned
                && let Some(place) = place(when)
            {
                by.extend(known[&place].author.person.clone());
                by.extend(approvers(place));
                by.extend(merge(place).into_iter().flat_map(approvers));
            }
        }
        Ok(())
    }

    /// Judges decisions by the register of the commit that brought them.
    fn judge_then(&self, repo: &Repo, place: usize, asked: &[Asked], past: &mut Past) -> Result<(), Broken> {
        let commit = self.graph.nodes[place].id;
        let broken = |trouble| Broken { commit: Some(commit), trouble };
        let revision = repo.revision(commit, &self.source.prefix).map_err(broken)?;
        let files = asked.iter().map(|asked| asked.file.clone()).collect();
        let loaded = parse::load(&Excerpt { tree: &revision, files });
        if let Some(trouble) = revision.trouble() {
            return Err(broken(trouble));
        }
        // Without a plimsoll.toml that can be used, nothing is known of then.
        let Ok(loaded) = loaded else { return Ok(()) };
        let day = self.graph.nodes[place].day();
        let facts = Facts::new(&loaded.register, day);
        for asked in asked {
            remember(past, &facts, asked);
        }
        Ok(())
    }
}

/// A decision that the register of its own time is to judge.
pub(super) struct Asked {
    /// The risk's id at the head.
    pub(super) risk: String,
    /// The risk's file at that commit.
    pub(super) file: String,
    /// Which of its decisions.
    pub(super) which: Which,
}

/// Which decision of a risk.
pub(super) enum Which {
    /// The one that stands at the head.
    Standing(Kind),
    /// One of all its acceptances, by number.
    Carried(usize),
}

/// As many acceptances of a risk as are judged, the newest.
const JUDGED: usize = 16;

/// The acceptances that risks had, each with the commit that wrote it.
pub(super) fn carried(past: &Past) -> Vec<(String, Asked)> {
    let of_risk = |(id, risk): (&String, &RiskPast)| {
        let newest = risk.acceptances.iter().enumerate().rev().take(JUDGED);
        let asked = newest.map(|(number, carried)| {
            let which = Which::Carried(number);
            let asked = Asked { risk: id.clone(), file: carried.file.clone(), which };
            (carried.written.commit.clone(), asked)
        });
        asked.collect::<Vec<_>>()
    };
    past.risks.iter().flat_map(of_risk).collect()
}

/// Keeps how a decision was judged by the register of its own time.
pub(super) fn remember(past: &mut Past, facts: &Facts<'_>, asked: &Asked) {
    match asked.which {
        Which::Standing(kind) => remember_standing(past, facts, &asked.risk, kind),
        Which::Carried(number) => {
            let carried = past.risks.get_mut(&asked.risk).and_then(|risk| risk.acceptances.get_mut(number));
            if let Some(carried) = carried {
                carried.authorised = authorised(facts, &asked.file);
            }
        }
    }
}

/// Whether the acceptance of the risk in a file was given by somebody who might;
/// `None` where what that follows from could not be read.
fn authorised(facts: &Facts<'_>, file: &str) -> Option<bool> {
    let register = facts.register;
    let place = register.risks.iter().position(|risk| register.sources.path(risk.file) == file)?;
    let acceptance = register.risks[place].acceptance.as_ref()?;
    let methodology = register.methodology.as_ref()?;
    methodology.level(acceptance.level.as_ref()?)?;
    let person = acceptance.by.as_ref().and_then(|by| register.person(by));
    let is_known = match person {
        Some(person) => decision::is_authority_known(methodology, person),
        None => !register.people.is_empty(),
    };
    facts.risks[place].acceptance.filter(|_| is_known).map(|decision| !decision.unauthorised)
}

fn remember_standing(past: &mut Past, facts: &Facts<'_>, id: &str, kind: Kind) {
    let Some(place) = facts.register.risk_place(id) else { return };
    let (risk, judged) = (&facts.register.risks[place], &facts.risks[place]);
    let Some(past) = past.risks.get_mut(id) else { return };
    let (given, decided) = match kind {
        Kind::Acceptance => (&mut past.accepted, judged.acceptance),
        Kind::Approval => (&mut past.approved, judged.approval),
    };
    if let Some((given, decided)) = given.as_mut().zip(decided) {
        let text = decision::sealed_text(facts.register, risk, &judged.stages, kind);
        let by = decision::Written::of(risk, kind).and_then(|written| written.by);
        let person = by.and_then(|by| facts.register.person(by));
        let keys = person.into_iter().flat_map(|person| &person.keys).map(|key| key.value.clone());
        given.then = Some(Then { unauthorised: decided.unauthorised, text, keys: keys.collect() });
    }
}

/// A register with some of its risks only.
struct Excerpt<'t> {
    tree: &'t dyn Tree,
    files: Vec<String>,
}

impl Tree for Excerpt<'_> {
    fn files(&self, folder: &str, endings: &[&str]) -> Vec<Entry> {
        let below = |file: &&String| file.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'));
        let mut files: Vec<&String> = self.files.iter().filter(below).collect();
        if files.is_empty() {
            return self.tree.files(folder, endings);
        }
        files.sort();
        files.dedup();
        files.into_iter().map(|path| Entry { path: path.clone(), trouble: None }).collect()
    }

    fn read(&self, path: &str, limit: u64) -> Result<Vec<u8>, Trouble> {
        self.tree.read(path, limit)
    }

    fn exists(&self, path: &str) -> bool {
        self.tree.exists(path)
    }
}
