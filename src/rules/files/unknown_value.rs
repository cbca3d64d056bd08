//! `unknown-value`

use std::borrow::Cow;

use crate::facts::Facts;
use crate::finding::wording::unknown_value;
use crate::finding::{Finding, Findings, Fix, FixClass, Mend};
use crate::model::annex_a;
use crate::model::config::Severity;
use crate::model::id::{folded, is_kebab};
use crate::model::indicator::Better;
use crate::model::methodology::Methodology;
use crate::model::register::Register;
use crate::model::risk::{Impact, Publication, Rating, Risk};
use crate::model::word::Word;
use crate::rules::{Check, Family, Rule, Stability};
use crate::signature::key::{self, KeyFault};
use crate::source::At;
use crate::suggest::{Known, one_of};

pub(in crate::rules) const RULE: Rule = Rule {
    name: "unknown-value",
    family: Family::Files,
    severity: Severity::Error,
    dated: false,
    fix: Some(FixClass::Safe),
    since: "0.1.0",
    status: Stability::Stable,
    summary: "a word is none of those that the key allows",
    why: "Scales, levels, states and options are fixed words, written as ids. A word that the methodology \
          does not know has no level, and a risk without a level is lost between the lines.",
    bad: &[
        "--- indicators.toml\n[[indicator]]\nid = \"mails\"\nname = \"Mails\"\nkind = \"kri\"\nunit = \"a month\"\nbetter = \"lower\"\nwarn = 20  # unknown-value\nbreach = 10\nowner = \"it-manager\"\nevery = \"1 month\"\n=== measurements/mails.csv\ndate,value\n2025-05-31,1\n",
        "likelihood = \"hgih\"  # unknown-value\n",
        "status = \"In Progress\"  # unknown-value\n",
        "impact = { privacy = \"high\" }  # unknown-value\n--- schema/methodology.toml\n[[dimension]]\nid = \"financial\"\nname = \"Financial\"\n",
        "impact = { privacy = \"high\", financial = \"high\" }  # unknown-value\n",
        "--- plimsoll.toml\n[git]\nforge = \"GitHub\"  # unknown-value\nweb = \"github.com/team/register\"  # unknown-value\nedit_url = \"https://forge.example.org/edit\"  # unknown-value\n",
        "publish = { bord = \"outline\" }  # unknown-value\n--- plimsoll.toml\n[[site.audience]]\nid = \"board\"\n",
        "--- controls.toml\n[[control]]\nid = \"gate\"\nname = \"Gate\"\nowner = \"it-manager\"\nstate = \"implemented\"\nannex_a = [\n  \"A.7.2\",\n  \"A.5.99\",  # unknown-value\n  \"7.1\",  # unknown-value\n]\n[[excluded]]\nannex_a = \"A.9.2.1\"  # unknown-value\njustification = \"Of the former edition.\"\n",
        "--- people.toml\n[[person]]\nid = \"ana\"\nname = \"Ana\"\nkeys = [\n  \"ssh-ed25519 AAAA\",  # unknown-value\n  \"RWQf6LRCGA9i53mlYecO4IzT51TGPpvWucNSCh1CBM0QTaLn73Y7GFO3\",  # unknown-value\n]\n",
    ],
    good: &[
        "likelihood = \"low\"\nstatus = \"in-progress\"\n",
        "--- plimsoll.toml\n[git]\nforge = \"forgejo\"\nweb = \"https://git.example.org/team/register\"\nnew_url = \"https://git.example.org/new?path={path}\"\n",
        "--- controls.toml\n[[excluded]]\nannex_a = \"A.8.34\"\njustification = \"No audits on systems in use.\"\n",
        "--- people.toml\n[[person]]\nid = \"ana\"\nname = \"Ana\"\nkeys = [\"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBOJPt4Xs+REE2q7bYYoYZqd+wEBKD5Hk8uzbrmV1Feg ed25519 of the tests\"]\n",
    ],
    check: Check::Register(check),
};

/// Thresholds of an indicator that stand on the wrong sides: a breach is worse
/// than a warning, and a warning is worse than the target.
fn thresholds(facts: &Facts<'_>, out: &mut Findings) {
    for indicator in &facts.register.indicators {
        let Some(better) = &indicator.better else { continue };
        let worse = |a: f64, b: f64| if better.value == Better::Higher { a < b } else { a > b };
        let pairs = [
            ("target", &indicator.target, "warn", &indicator.warn),
            ("warn", &indicator.warn, "breach", &indicator.breach),
        ];
        for (mild, first, grave, second) in pairs {
            let (Some(first), Some(second)) = (first, second) else { continue };
            if !worse(first.value, second.value) {
                continue;
            }
            let message = format!(
                "{}: `{mild}` {} is worse than `{grave}` {}, and {} is better",
                indicator.name(),
                first.value,
                second.value,
                better.value.word()
            );
            let finding = RULE.at(first.span, message).label(format!("worse than `{grave}`"));
            let finding = finding.related(second.span, format!("`{grave}`")).thing(&indicator.id);
            out.add(finding.field(format!("indicator.{mild}")).help("exchange the two, or correct `better`"));
        }
    }
}

fn check(facts: &Facts<'_>, out: &mut Findings) {
    let register = facts.register;
    let audiences = &register.config.site.audiences;
    let audiences = Words::new("audience", audiences.iter().map(|known| (&known.id, known.name())), true);
    for risk in &register.risks {
        published(&audiences, risk, out);
    }
    annex_a(register, out);
    keys(register, out);
    thresholds(facts, out);
    let Some(methodology) = &register.methodology else { return };
    let lists = Lists::new(methodology);
    for risk in register.open() {
        let thing = Thing::Risk(risk.id());
        rating(&lists, &risk.current, "", thing, out);
        if let Some(table) = &risk.inherent {
            rating(&lists, &table.rating, "inherent.", thing, out);
        }
        if let Some(table) = risk.residual() {
            rating(&lists, &table.rating, "treatment.residual.", thing, out);
        }
        let accepted = risk.acceptance.as_ref().and_then(|acceptance| acceptance.level.as_ref());
        lists.level.check(accepted, "acceptance.level", thing, out);
    }
    for asset in &register.assets {
        let thing = Thing::Other(&asset.id);
        lists.impact.check(asset.confidentiality.as_ref(), "asset.confidentiality", thing, out);
        lists.impact.check(asset.integrity.as_ref(), "asset.integrity", thing, out);
        lists.impact.check(asset.availability.as_ref(), "asset.availability", thing, out);
    }
    in_methodology(methodology, &lists, out);
}

/// Keys that no signature can be checked with.
fn keys(register: &Register, out: &mut Findings) {
    for person in &register.people {
        for text in &person.keys {
            let Err(fault) = key::public(text) else { continue };
            let message = format!("a key of {} is {fault}", person.name());
            let finding = RULE.at(text.span, message).label("no signature is checked with it");
            let help = match fault {
                KeyFault::Private => {
                    "take it out, and out of history, and have a new one made: whoever saw it can sign with it"
                }
                _ => "write the line of the public key, as ~/.ssh/id_ed25519.pub has it",
            };
            out.add(finding.thing(&person.id).field("person.keys").other(folded(text)).help(help));
        }
    }
}

/// References to controls of Annex A that there are none of.
fn annex_a(register: &Register, out: &mut Findings) {
    for control in &register.controls {
        for reference in &control.annex_a {
            annex_reference(reference, "control.annex_a", Some(&control.id), out);
        }
    }
    for reference in register.excluded.iter().filter_map(|excluded| excluded.annex_a.as_ref()) {
        annex_reference(reference, "excluded.annex_a", None, out);
    }
}

fn annex_reference(reference: &At<String>, field: &str, thing: Option<&str>, out: &mut Findings) {
    if annex_a::place(reference).is_some() {
        return;
    }
    let shown: String = reference.value.chars().take(80).collect();
    let message = format!("`{shown}` is no control of ISO/IEC 27001:2022 Annex A");
    let finding = RULE.at(reference.span, message).label("not a known reference").field(field);
    let finding = finding.thing(thing.unwrap_or("excluded")).other(folded(reference));
    out.add(match annex_a::place_meant(reference).map(|place| &annex_a::CONTROLS[place]) {
        Some(meant) => finding
            .help(format!("did you mean `{}` ({})?", meant.reference, meant.title))
            .fix(FixClass::Safe, format!("\"{}\"", meant.reference)),
        None => finding.help(annex_a::remedy(reference)),
    });
}

/// What a value belongs to.
#[derive(Clone, Copy)]
enum Thing<'a> {
    Risk(&'a str),
    Other(&'a str),
}

impl Thing<'_> {
    fn of(self, finding: Finding) -> Finding {
        match self {
            Thing::Risk(id) => finding.risk(id),
            Thing::Other(id) => finding.thing(id),
        }
    }
}

/// The words that belong in one kind of place.
struct Words<'a> {
    what: &'static str,
    known: Vec<Known<'a>>,
    /// All of them could be read: what is not among them is unknown.
    is_whole: bool,
}

impl<'a> Words<'a> {
    fn new(
        what: &'static str,
        known: impl Iterator<Item = (&'a At<String>, &'a str)>,
        is_whole: bool,
    ) -> Self {
        Self { what, known: known.map(|(id, name)| Known { id, name }).collect(), is_whole }
    }

    fn check(&self, word: Option<&At<String>>, field: &str, thing: Thing<'_>, out: &mut Findings) {
        out.extend(self.unknown(word, field).map(|finding| thing.of(finding)));
    }

    /// The same of a word that is a key: what it is mended by has no quotes.
    fn check_key(&self, word: &At<String>, field: &str, thing: Thing<'_>, out: &mut Findings) {
        let bare = |mut finding: Finding| {
            if let Some(Fix { mend: Mend::Write(_, text), .. }) = &mut finding.fix
                && is_kebab(text.trim_matches('"'))
            {
                *text = text.trim_matches('"').to_owned();
            }
            thing.of(finding)
        };
        out.extend(self.unknown(Some(word), field).map(bare));
    }

    fn unknown(&self, word: Option<&At<String>>, field: &str) -> Option<Finding> {
        let word = word.filter(|word| self.known.iter().all(|known| known.id != word.value))?;
        // A list that could not be read, or is missing, is a finding of its own.
        if !self.is_whole || self.known.is_empty() {
            return None;
        }
        let finding = unknown_value(word, self.what, self.known.iter().copied()).field(field);
        let help = || format!("write {}", one_of(self.known.iter().map(|known| known.id)));
        let help = finding.help.is_none().then(help);
        Some(finding.help_if(help))
    }
}

/// The words that the methodology declares.
struct Lists<'a> {
    likelihood: Words<'a>,
    impact: Words<'a>,
    level: Words<'a>,
    dimension: Words<'a>,
}

impl<'a> Lists<'a> {
    fn new(methodology: &'a Methodology) -> Self {
        let whole = |list: &str| !methodology.has_lost(list);
        let likelihood = methodology.likelihood.iter().map(|point| (&point.id, point.name()));
        let impact = methodology.impact.iter().map(|point| (&point.id, point.name()));
        let level = methodology.levels.iter().map(|level| (&level.id, level.name()));
        let dimension = methodology.dimensions.iter().map(|dimension| (&dimension.id, dimension.name()));
        Self {
            likelihood: Words::new("likelihood", likelihood, whole("likelihood")),
            impact: Words::new("impact", impact, whole("impact")),
            level: Words::new("level", level, whole("level")),
            dimension: Words::new("dimension", dimension, whole("dimension")),
        }
    }
}

/// The methodology names its own words in the matrix and the appetite.
fn in_methodology(methodology: &Methodology, lists: &Lists<'_>, out: &mut Findings) {
    let thing = Thing::Other("methodology");
    for row in &methodology.matrix.rows {
        lists.likelihood.check_key(&row.likelihood, "matrix", thing, out);
        for cell in &row.cells {
            lists.level.check(cell.as_ref(), "matrix", thing, out);
        }
    }
    for appetite in &methodology.appetite {
        lists.level.check(appetite.level.as_ref(), "appetite.level", thing, out);
    }
}

fn rating(lists: &Lists<'_>, rating: &Rating, prefix: &str, thing: Thing<'_>, out: &mut Findings) {
    lists.likelihood.check(rating.likelihood.as_ref(), &dotted(prefix, "likelihood"), thing, out);
    let Some(impact) = &rating.impact else { return };
    let field = dotted(prefix, "impact");
    for point in impact.points() {
        lists.impact.check(Some(point), &field, thing, out);
    }
    let is_table = matches!(impact, Impact::ByDimension(..));
    if is_table && lists.dimension.known.is_empty() && lists.dimension.is_whole {
        let message = "an impact by dimension, and the methodology names no dimensions";
        let finding = RULE.at(impact.span(), message).label("one point of the impact scale belongs here");
        let help = "write one point, or name the dimensions by [[dimension]] in the methodology";
        out.add(thing.of(finding.field(&*field).help(help)));
    }
    for word in impact.dimensions() {
        lists.dimension.check_key(word, &field, thing, out);
    }
}

/// The dotted key; at the top, where most are, it needs no copy.
fn dotted<'a>(prefix: &str, key: &'a str) -> Cow<'a, str> {
    if prefix.is_empty() { Cow::Borrowed(key) } else { Cow::Owned(format!("{prefix}{key}")) }
}

/// The audiences that a risk is published to.
fn published(audiences: &Words<'_>, risk: &Risk, out: &mut Findings) {
    let Some(Publication::ByAudience(entries, span)) = &risk.publish else { return };
    if audiences.known.is_empty() {
        let message = "published by audience, and plimsoll.toml names no audiences";
        let finding = RULE.at(*span, message).label("one word for all belongs here");
        let help = "write one word, or name the audiences by [[site.audience]] in plimsoll.toml";
        out.add(finding.risk(risk.id()).field("publish").help(help));
    }
    for (word, _) in entries {
        audiences.check_key(word, "publish", Thing::Risk(risk.id()), out);
    }
}
