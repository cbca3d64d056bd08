//! `unordered-scale`

use super::METHODOLOGY;
use crate::facts::Facts;
use crate::finding::{Finding, Findings};
use crate::model::config::Severity;
use crate::model::methodology::{Level, Point};
use crate::rules::{Check, Family, Rule, Stability};
use crate::score::first_disorder;
use crate::source::{At, Span};

pub(in crate::rules) const RULE: Rule = Rule {
    name: "unordered-scale",
    family: Family::Method,
    severity: Severity::Error,
    dated: false,
    fix: None,
    since: "0.1.0",
    status: Stability::Stable,
    summary: "a scale is not written lowest first",
    why: "Scales and levels are written lowest first: their order is what \"higher\" means. Where the numbers \
          beside the words fall, or an acceptable level lies above one that is not, order and numbers say \
          different things, and nothing that rests on them is judged until they agree.",
    bad: &[
        "+++ schema/methodology.toml\n[[likelihood]]\nid = \"low\"\nname = \"Low\"\nper_year = [0.0, 0.2]\n[[likelihood]]\nid = \"high\"\nname = \"High\"\nper_year = [1.0, 50.0]\n[[likelihood]]\nid = \"medium\"\nname = \"Medium\"\nper_year = [0.2, 1.0]  # unordered-scale\n",
        "+++ schema/methodology.toml\n[[level]]\nid = \"low\"\nname = \"Low\"\nacceptable = true\n[[level]]\nid = \"high\"\nname = \"High\"\nacceptable = false\naccept_by = \"ciso\"\ntreat_within = \"6 months\"\n[[level]]\nid = \"moderate\"\nname = \"Moderate\"\nacceptable = true  # unordered-scale\n[[level]]\nid = \"critical\"\nname = \"Critical\"\nacceptable = false\naccept_by = \"board\"\ntreat_within = \"1 month\"\n[matrix]\nhigh = [\"low\", \"moderate\", \"critical\"]\nmedium = [\"low\", \"high\", \"high\"]\nlow = [\"low\", \"low\", \"high\"]\n",
    ],
    good: &[
        "+++ schema/methodology.toml\n[[likelihood]]\nid = \"low\"\nname = \"Low\"\nper_year = [0.0, 0.2]\n[[likelihood]]\nid = \"medium\"\nname = \"Medium\"\nper_year = [0.2, 1.0]\n[[likelihood]]\nid = \"high\"\nname = \"High\"\nper_year = [1.0, 50.0]\n",
    ],
    check: Check::Register(check),
};

fn check(facts: &Facts<'_>, out: &mut Findings) {
    let Some(methodology) = &facts.register.methodology else { return };
    out.extend(scale("likelihood", &methodology.likelihood));
    out.extend(scale("impact", &methodology.impact));
    if methodology.matrix.formula.is_some() {
        out.extend(bands(&methodology.levels));
    }
    out.extend(line(&methodology.levels));
}

/// The first step whose number is not above that of the step below.
fn scale(key: &str, points: &[Point]) -> Option<Finding> {
    let place = first_disorder(points)?;
    let (below, here) = (points.get(place.checked_sub(1)?)?, points.get(place)?);
    let falls = |(below, here): &(&At<u64>, &At<u64>)| below.value >= here.value;
    let scores = below.score.as_ref().zip(here.score.as_ref()).filter(falls);
    let scores = scores.map(|(a, b)| ("score", a.span, b.span, a.value.to_string(), b.value.to_string()));
    let ranges = |key: &'static str, a: &Option<At<(f64, f64)>>, b: &Option<At<(f64, f64)>>| {
        let (a, b) = (a.as_ref()?, b.as_ref()?);
        let words = |range: &At<(f64, f64)>| format!("{} to {}", range.value.0, range.value.1);
        Some((key, a.span, b.span, words(a), words(b)))
    };
    let found = scores
        .or_else(|| ranges("per_year", &below.per_year, &here.per_year))
        .or_else(|| ranges("loss", &below.loss, &here.loss));
    let (number, below_span, span, below_is, is) = found?;
    let message = format!(
        "the {key} `{}` stands above `{}`, and its `{number}`, {is}, is not above {below_is}",
        here.id.value, below.id.value
    );
    let finding = RULE.at(span, message).label("not above that of the step below");
    let finding = finding.related(below_span, format!("`{}` has {below_is}", below.id.value));
    let field = format!("{key}.{number}");
    Some(
        about(finding, &field, &here.id).help(format!(
            "write [[{key}]] lowest first, with rising numbers; until then no risk has a level"
        )),
    )
}

/// The first level that begins below the one before it.
fn bands(levels: &[Level]) -> Option<Finding> {
    let mut pairs = levels.iter().zip(levels.iter().skip(1));
    pairs.find_map(|(below, here)| {
        let (from, above) = (below.from.as_ref()?, here.from.as_ref()?);
        (above.value < from.value).then(|| {
            let message = format!(
                "the level `{}` begins at {}, and the one below it, `{}`, at {}",
                here.id.value, above.value, below.id.value, from.value
            );
            let finding = RULE.at(above.span, message).label("not above that of the level below");
            let finding =
                finding.related(from.span, format!("`{}` begins at {}", below.id.value, from.value));
            let help = "write [[level]] lowest first, with rising `from`; until then no risk has a level";
            about(finding, "level.from", &here.id).help(help)
        })
    })
}

/// The first acceptable level above one that is not.
pub(super) fn line(levels: &[Level]) -> Option<Finding> {
    let mut refused: Option<(&Level, Span)> = None;
    for level in levels {
        let Some(acceptable) = &level.acceptable else { continue };
        match refused {
            Some((below, span)) if acceptable.value => {
                let message = format!(
                    "the level `{}` is acceptable, and `{}` below it is not",
                    level.id.value, below.id.value
                );
                let finding = RULE.at(acceptable.span, message).label("acceptable, above one that is not");
                let finding = finding.related(span, format!("`{}` is not acceptable", below.id.value));
                let help = "write [[level]] lowest first, the acceptable ones together; until then no risk is above the line or below";
                return Some(about(finding, "level.acceptable", &level.id).help(help));
            }
            None if !acceptable.value => refused = Some((level, acceptable.span)),
            _ => {}
        }
    }
    None
}

fn about(finding: Finding, field: &str, id: &At<String>) -> Finding {
    finding.thing(METHODOLOGY).field(field).other(&id.value)
}
