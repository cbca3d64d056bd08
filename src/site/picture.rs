//! A chart of the site as a file of its own, for slides and reports: everything
//! that it needs is in it, in the light colours.
//!
//! What `publish` keeps back is in no picture, as it is on no page.

use super::chart;
use super::pages;
use super::pages::risk::RiskHistory;
use super::scene::Scene;
use super::text::count;
use super::view::risk::RiskPage;
use crate::colour;
use crate::metrics::ages::Ages;
use crate::metrics::controls::figures;
use crate::metrics::incidents::Steps;
use crate::metrics::on_time::OnTime;
use crate::model::day::{Day, stretch_in_words};
use crate::model::incident::Incident;
use crate::model::risk::{Publish, Risk};
use crate::query::{self, Refusal};
use crate::score::Stage;
use crate::suggest::{self, Known};
use crate::text::one_line;

/// Months of the chart of levels.
const MONTHS: usize = 24;

/// A chart by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Picture<'n> {
    /// Open risks by likelihood and impact, as they are.
    HeatMap(Stages),
    /// Open risks by level at the ends of past months.
    Levels,
    /// How old open risks are.
    Ages,
    /// Treatments done on time, late, and overdue.
    Treatments,
    /// The latest tests of controls.
    Controls,
    /// How long incidents took, step by step.
    Incidents,
    /// An indicator's values, by its id or name.
    Indicator(&'n str),
    /// The way of a risk over the matrix, by its id.
    Risk(&'n str),
    /// The level of a risk over time, by its id.
    History(&'n str),
}

/// Which assessment of the risks a heat map counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stages {
    Inherent,
    Current,
    Planned,
}

impl Stages {
    fn name(self) -> &'static str {
        match self {
            Self::Inherent => "Inherent",
            Self::Current => "Current",
            Self::Planned => "Planned",
        }
    }
}

/// Around a drawing, in its units.
const MARGIN: f64 = 12.0;

/// The charts with a name of their own.
const NAMED: [(&str, Picture<'static>); 8] = [
    ("heat-map", Picture::HeatMap(Stages::Current)),
    ("heat-map-inherent", Picture::HeatMap(Stages::Inherent)),
    ("heat-map-residual", Picture::HeatMap(Stages::Planned)),
    ("levels", Picture::Levels),
    ("ages", Picture::Ages),
    ("treatments", Picture::Treatments),
    ("controls", Picture::Controls),
    ("incidents", Picture::Incidents),
];

/// What a chart of one indicator begins with.
const INDICATOR: &str = "indicator:";
/// What a chart of one risk begins with.
const RISK: &str = "risk:";
/// What a chart of one risk over time begins with.
const HISTORY: &str = "history:";

/// The names of all charts, as `--help` lists them.
pub const NAMES: &str = "heat-map, heat-map-inherent, heat-map-residual, levels, ages, treatments, controls, \
    incidents, indicator:ID, risk:ID, history:ID";

/// Whether a chart counts risks, so that filters choose which.
#[must_use]
pub fn counts_risks(name: &str) -> bool {
    name != "incidents" && ![INDICATOR, RISK, HISTORY].iter().any(|kind| name.starts_with(kind))
}

/// Draws the chart of a name. Of the risks those count that are shown and that
/// `covers` says yes to.
///
/// # Errors
/// A name that no chart has, and a chart that there is nothing to draw for.
pub fn draw(scene: &Scene<'_>, name: &str, covers: &dyn Fn(usize) -> bool) -> Result<String, Refusal> {
    let drawing = match named(name)? {
        Picture::HeatMap(stages) => heat_map(scene, stages, covers)?,
        Picture::Levels => levels(scene, covers)?,
        Picture::Ages => ages(scene, covers)?,
        Picture::Treatments => treatments(scene, covers)?,
        Picture::Controls => controls(scene, covers)?,
        Picture::Incidents => incidents(scene)?,
        Picture::Indicator(id) => indicator(scene, id)?,
        Picture::Risk(id) => risk(scene, id)?,
        Picture::History(id) => history(scene, id)?,
    };
    Ok(alone(scene, &drawing))
}

fn named(name: &str) -> Result<Picture<'_>, Refusal> {
    if let Some((_, picture)) = NAMED.iter().find(|(known, _)| *known == name) {
        return Ok(*picture);
    }
    if let Some(id) = name.strip_prefix(INDICATOR) {
        return Ok(Picture::Indicator(id));
    }
    if let Some(id) = name.strip_prefix(RISK) {
        return Ok(Picture::Risk(id));
    }
    if let Some(id) = name.strip_prefix(HISTORY) {
        return Ok(Picture::History(id));
    }
    let guess = suggest::guess(name, NAMED.iter().map(|(known, _)| Known::word(known)));
    let question = guess.map_or(String::new(), |guess| format!("{}; ", guess.question()));
    Err(Refusal {
        cause: format!("there is no chart `{}`", one_line(name)),
        help: format!("{question}the charts are {NAMES}"),
    })
}

fn refusal(cause: impl Into<String>, help: impl Into<String>) -> Refusal {
    Refusal { cause: cause.into(), help: help.into() }
}

/// The places of the risks that count, in register order.
fn places(scene: &Scene<'_>, covers: &dyn Fn(usize) -> bool) -> Vec<usize> {
    scene.order.iter().copied().filter(|place| covers(*place)).collect()
}

fn heat_map(scene: &Scene<'_>, which: Stages, covers: &dyn Fn(usize) -> bool) -> Result<String, Refusal> {
    let (Some(grid), Some((wide, _))) = (&scene.grid, &scene.drawings) else {
        return Err(refusal("the methodology has no matrix to draw on", "`plimsoll check` says why"));
    };
    let open: Vec<usize> =
        places(scene, covers).into_iter().filter(|place| scene.risk(*place).0.is_open()).collect();
    // An outline does not tell its likelihood and impact.
    let full = open.iter().filter(|place| scene.shown[**place] == Publish::Full);
    let stages: Vec<Stage> = full.filter_map(|place| stage(scene, which, *place)).collect();
    let placed = stages.iter().filter(|stage| grid.cell(**stage).is_some()).count();
    let title =
        format!("{} risk: likelihood by impact, {}", which.name(), count(placed, "open risk", "open risks"));
    let map = grid.heat_map("large", String::new(), &stages, &|_, _, _| None);
    let cells = map.rows.iter().flat_map(|row| &row.cells).filter(|cell| cell.count > 0);
    let mut words: Vec<String> = cells.map(|cell| format!("{}: {}", cell.words, cell.shown)).collect();
    let beside = open.len() - placed;
    if beside > 0 {
        words.push(format!("{} without a place in the matrix", count(beside, "open risk", "open risks")));
    }
    let words = if words.is_empty() { "No open risk.".to_owned() } else { format!("{}.", words.join("; ")) };
    let counts: Vec<Vec<usize>> =
        map.rows.iter().map(|row| row.cells.iter().map(|cell| cell.count).collect()).collect();
    Ok(wide.with_counts(&grid.board(), &counts, "heat-map", &title, &words))
}

/// The stage of a risk that a heat map counts, where the matrix has a level
/// for it. What is treated is no longer planned.
fn stage(scene: &Scene<'_>, which: Stages, place: usize) -> Option<Stage> {
    let stages = scene.risk(place).1.stages;
    let stage = match which {
        Stages::Inherent => stages.inherent,
        Stages::Current => stages.current,
        Stages::Planned => pages::maps::planned(scene.risk(place).1),
    };
    stage.filter(|stage| stage.level.is_some())
}

fn levels(scene: &Scene<'_>, covers: &dyn Fn(usize) -> bool) -> Result<String, Refusal> {
    let ids = ids(scene, covers);
    let chart = scene.trend(MONTHS, &|risk: &Risk| ids.contains(risk.id()));
    let chart = chart.ok_or_else(|| match scene.facts.past {
        None => refusal(
            "there is no Git history up to the judged day, so the levels of past months are not known",
            "export it from a clone of the repository",
        ),
        Some(_) => refusal(
            "the history does not reach over the end of a month",
            "fetch the whole history (`git fetch --unshallow`), or wait until it does",
        ),
    })?;
    Ok(widest(chart))
}

fn ages(scene: &Scene<'_>, covers: &dyn Fn(usize) -> bool) -> Result<String, Refusal> {
    let ids = ids(scene, covers);
    let ages = Ages::of(scene.facts, &|risk: &Risk| ids.contains(risk.id()));
    chart::ages::chart(&ages)
        .map(widest)
        .ok_or_else(|| refusal("no risk is open, so there is nothing to draw", "name other filters, or none"))
}

fn treatments(scene: &Scene<'_>, covers: &dyn Fn(usize) -> bool) -> Result<String, Refusal> {
    let ids = ids(scene, covers);
    let figures = OnTime::of(scene.facts, a_year_ago(scene), &|risk: &Risk| ids.contains(risk.id()));
    chart::on_time::chart(&figures).map(widest).ok_or_else(|| {
        refusal(
            "no treatment with a deadline was done in the last twelve months, and none is overdue",
            "there is nothing to draw until one is",
        )
    })
}

fn incidents(scene: &Scene<'_>) -> Result<String, Refusal> {
    let may_tell = |incident: &Incident| scene.shown.may_tell_of_incident(incident);
    let steps = Steps::of(scene.facts, a_year_ago(scene), &may_tell);
    let period = stretch_in_words(a_year_ago(scene), scene.facts.today);
    chart::response::chart(&steps, &period).map(widest).ok_or_else(|| {
        refusal(
            "no incident of the last twelve months has the times that would be drawn",
            "write `detected` and the times after it into its file",
        )
    })
}

/// The beginning of the period that figures are about.
fn a_year_ago(scene: &Scene<'_>) -> Day {
    scene.facts.today.checked_sub(jiff::ToSpan::months(12)).unwrap_or(Day::MIN)
}

fn controls(scene: &Scene<'_>, covers: &dyn Fn(usize) -> bool) -> Result<String, Refusal> {
    let ids = ids(scene, covers);
    let figures = figures(scene.facts, &|risk: &Risk| ids.contains(risk.id()));
    chart::effectiveness::chart(&figures).map(widest).ok_or_else(|| {
        refusal("no open risk counts on a control, so there is nothing to draw", "name them in `controls`")
    })
}

fn indicator(scene: &Scene<'_>, wanted: &str) -> Result<String, Refusal> {
    let register = scene.facts.register;
    let shown: Vec<_> = register
        .indicators
        .iter()
        .filter(|indicator| {
            !scene.shown.keeps_back(&indicator.risks) && scene.shown.may_tell(indicator.name())
        })
        .collect();
    let known: Vec<Known<'_>> =
        shown.iter().map(|indicator| Known { id: &indicator.id.value, name: indicator.name() }).collect();
    let id = query::resolve(wanted, "indicator", &known)?;
    let indicator = shown.iter().find(|indicator| indicator.id.value == id);
    let values = register.series(&id).map_or(&[][..], |series| series.until(scene.facts.today));
    let chart = indicator.and_then(|indicator| {
        chart::indicator::chart(indicator, values, 0, &|note| scene.shown.may_tell(note))
    });
    chart.map(widest).ok_or_else(|| {
        refusal(format!("`{id}` has no measurements"), format!("`plimsoll measure {id} VALUE` adds one"))
    })
}

fn risk(scene: &Scene<'_>, wanted: &str) -> Result<String, Refusal> {
    let place = place_of(scene, wanted)?;
    let path = pages::risk::way(scene, place).and_then(|way| pages::risk::path(scene, &way));
    path.map(|path| path.wide).ok_or_else(|| {
        let id = one_line(scene.risk(place).0.id());
        refusal(format!("{id} has no place in the matrix"), "write its likelihood and impact")
    })
}

fn risk_page(scene: &Scene<'_>, place: usize) -> RiskPage {
    pages::risk::page(scene, place, &RiskHistory::of(scene, place))
}

fn history(scene: &Scene<'_>, wanted: &str) -> Result<String, Refusal> {
    let place = place_of(scene, wanted)?;
    risk_page(scene, place).course.map(widest).ok_or_else(|| {
        let id = one_line(scene.risk(place).0.id());
        refusal(
            format!("the levels that {id} had are not known"),
            "export it from a clone of the repository with its whole history",
        )
    })
}

/// The place of a risk that is shown in full.
fn place_of(scene: &Scene<'_>, wanted: &str) -> Result<usize, Refusal> {
    let register = scene.facts.register;
    let shown = scene.order.iter().map(|place| scene.risk(*place).0);
    let known: Vec<Known<'_>> = shown.map(|risk| Known { id: risk.id(), name: risk.title() }).collect();
    let id = query::resolve(wanted, "risk", &known)?;
    let place = register.risk_place(&id).ok_or_else(|| {
        refusal(format!("there is no risk `{}`", one_line(&id)), "`plimsoll list` lists the risks")
    })?;
    let id = one_line(&id);
    if scene.shown[place] != Publish::Full {
        return Err(refusal(
            format!("{id} is not published in full"),
            "the stages of its assessment are what an outline keeps back",
        ));
    }
    Ok(place)
}

fn ids<'s>(scene: &Scene<'s>, covers: &dyn Fn(usize) -> bool) -> std::collections::HashSet<&'s str> {
    let register = scene.facts.register;
    places(scene, covers).into_iter().map(|place| register.risks[place].id()).collect()
}

fn widest(chart: chart::Chart) -> String {
    chart.drawings.into_iter().next().unwrap_or_default()
}

/// A drawing of a page as a document of its own: with the name space, the
/// styles that pages have in a sheet, and a ground with a margin.
fn alone(scene: &Scene<'_>, drawing: &str) -> String {
    let (head, body) = drawing.split_once("</desc>").unwrap_or(("", drawing));
    let (tag, names) = head.split_once('>').unwrap_or((head, ""));
    let value = |name: &str| {
        let (_, rest) = tag.split_once(&format!(" {name}=\""))?;
        rest.split_once('"').map(|(value, _)| value)
    };
    let side = |name: &str| value(name).and_then(|value| value.parse().ok()).unwrap_or(0.0) + 2.0 * MARGIN;
    let (width, height) = (side("width"), side("height"));
    let names_of = value("aria-labelledby").unwrap_or_default();
    let levels = colour::style_sheet(&scene.palette.swatches);
    let text = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<svg xmlns=\"http://www.w3.org/2000/svg\" \
         viewBox=\"-{MARGIN} -{MARGIN} {width} {height}\" width=\"{width}\" height=\"{height}\" role=\"img\" \
         aria-labelledby=\"{names_of}\">{names}</desc><style>{STYLE}{levels}</style>\
         <rect x=\"-{MARGIN}\" y=\"-{MARGIN}\" width=\"{width}\" height=\"{height}\" fill=\"#ffffff\"/>{body}\n"
    );
    // Two characters that XML does not know.
    text.replace('\u{fffe}', "U+FFFE").replace('\u{ffff}', "U+FFFF")
}

/// The rules of the site's style sheet that drawings need, with the light
/// colours written out: a slide knows no custom properties.
const STYLE: &str = "\
svg{font-family:system-ui,sans-serif;font-size:12px;fill:#14202b}
.cell{stroke:#63727f;stroke-width:1}
.gap{fill:none;stroke:#63727f;stroke-dasharray:3 2}
.line{fill:none;stroke:#14202b;stroke-width:3}
.case{fill:none;stroke:#ffffff;stroke-width:7}
.arrow{fill:none;stroke:#14202b;stroke-width:2}
.stop{fill:#ffffff;stroke:#14202b;stroke-width:2}
.digit{font-weight:650;text-anchor:middle}
.count{font-size:22px;font-weight:650;text-anchor:end}
.zero{font-weight:400}
.former{fill:#f4f7f9}
.bar{fill:#63727f}
.hollow{fill:none;stroke:#14202b}
.mark{fill:none;stroke:#14202b;stroke-width:2}
.passed{fill:#0f6049;stroke:#0f6049}
.failed{stroke:#a11d21}
.overdue{stroke:#a11d21}
.untested{fill:none;stroke:#63727f;stroke-dasharray:4 3}
.unknown{stroke:#c9d3db}
.warned,.breached{stroke:none}
.stroke{fill:none;stroke:#63727f;stroke-width:1}
.rule{fill:none;stroke:#c9d3db}
.series{fill:none;stroke:#14202b;stroke-width:2}
.dot{fill:#14202b}
.tick{fill:none;stroke:#4d5b68;stroke-dasharray:2 3}
.mid{text-anchor:middle}
.end{text-anchor:end}
.soft{fill:#4d5b68}
";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::filter::Report;
    use crate::parse::load_texts;
    use crate::site::Options;
    use crate::testing::{BASE, facts_of};

    const HIGH: &str = "likelihood = 'high'\nimpact = 'high'\ncontrols = ['password-policy']\n[inherent]\nlikelihood = 'high'\nimpact = 'high'\n";

    /// Draws from a register with these risks and a measured indicator.
    fn drawn(risks: &[(&str, &str)], name: &str, covers: &dyn Fn(usize) -> bool) -> Result<String, Refusal> {
        let mut files: Vec<(String, String)> =
            BASE.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect();
        for (id, rest) in risks {
            let rest = if rest.contains("status =") {
                (*rest).to_owned()
            } else {
                format!("status = 'open'\n{rest}")
            };
            let title = if rest.contains("title =") { "" } else { "title = 'A risk'\n" };
            files.push((
                format!("risks/{id}.toml"),
                format!("id = '{id}'\nowner = 'it-manager'\n{title}{rest}"),
            ));
        }
        let indicator = |id: &str| {
            format!(
                "[[indicator]]\nid = '{id}'\nname = 'Mails & <b>\\uFFFF'\nkind = 'kri'\nunit = 'a month'\nbetter = 'lower'\nwarn = 5\nbreach = 9\nevery = '1 month'\nowner = 'it-manager'\n"
            )
        };
        let indicators = indicator("mails").replace('\'', "\"") + &indicator("empty").replace('\'', "\"");
        files.push(("indicators.toml".to_owned(), indicators));
        files.push((
            "measurements/mails.csv".to_owned(),
            "date,value\n2025-03-31,3\n2025-04-30,9\n".to_owned(),
        ));
        let files: Vec<(&str, &str)> =
            files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
        let loaded = load_texts(&files);
        let facts = facts_of(&loaded.register);
        let report = Report::default();
        let options = Options::default();
        draw(&Scene::new(&facts, &report, &options), name, covers)
    }

    /// The names of elements and the values of `class`, of well-formed XML only.
    fn classes(svg: &str) -> Vec<String> {
        let mut reader = quick_xml::Reader::from_str(svg);
        reader.config_mut().check_end_names = true;
        let mut classes = Vec::new();
        let mut open = 0;
        loop {
            use quick_xml::events::Event;
            match reader.read_event().unwrap_or_else(|error| panic!("{error}: {svg}")) {
                Event::Eof => break,
                Event::End(_) => open -= 1,
                event @ (Event::Start(_) | Event::Empty(_)) => {
                    let (element, whole) = match event {
                        Event::Start(element) => (element, false),
                        Event::Empty(element) => (element, true),
                        _ => unreachable!("nothing else is bound"),
                    };
                    open += i32::from(!whole);
                    for attribute in element.attributes() {
                        let attribute = attribute.expect("an attribute");
                        if attribute.key.as_ref() == b"class" {
                            let value = String::from_utf8(attribute.value.to_vec()).expect("UTF-8");
                            classes.extend(value.split(' ').map(str::to_owned));
                        }
                    }
                }
                _ => {}
            }
        }
        assert_eq!(open, 0, "{svg}");
        classes
    }

    #[test]
    fn every_chart_stands_alone() {
        let risks = [("R001", HIGH), ("R002", HIGH), ("R003", "")];
        for name in [
            "heat-map",
            "heat-map-inherent",
            "heat-map-residual",
            "ages",
            "controls",
            "indicator:mails",
            "risk:R001",
        ] {
            let svg = drawn(&risks, name, &|_| true).unwrap_or_else(|refusal| panic!("{name}: {refusal:?}"));
            assert!(svg.starts_with("<?xml"), "{name}: {svg}");
            let wide = if name.starts_with("heat") || name.starts_with("risk") { 544 } else { 664 };
            assert!(svg.contains(&format!(" viewBox=\"-12 -12 {wide} ")), "{name}: {svg}");
            for part in
                ["xmlns=\"http://www.w3.org/2000/svg\"", "<title id=", "<desc id=", "<style>", "viewBox="]
            {
                assert_eq!(svg.matches(part).count(), 1, "{name}: {part} in {svg}");
            }
            assert!(!svg.contains("var(") && !svg.contains("href") && !svg.contains('\u{ffff}'), "{svg}");
            for class in classes(&svg).iter() {
                let styled = [format!(".{class}{{"), format!(".{class},")];
                assert!(styled.iter().any(|rule| svg.contains(rule)), "{name}: {class} has no style");
            }
        }
    }

    #[test]
    fn every_style_that_the_site_gives_drawings_is_here() {
        let sheet = include_str!("../../templates/site.css");
        let mut seen = 0;
        for line in sheet.lines() {
            let Some((selectors, _)) = line.split_once(" {") else { continue };
            for selector in selectors.split(", ") {
                let class = selector.strip_prefix(".chart .").or_else(|| selector.strip_prefix(".path ."));
                let Some(class) = class.filter(|class| !["wide", "tight"].contains(class)) else { continue };
                seen += 1;
                assert!(STYLE.contains(&format!(".{class}{{")), "{class}");
            }
        }
        assert!(seen > 10, "the sheet is read");
    }

    #[test]
    fn a_heat_map_counts_open_risks_and_says_what_is_not_in_it() {
        let closed = format!("status = 'closed'\n{HIGH}");
        let risks = [("R001", HIGH), ("R002", HIGH), ("R003", ""), ("R004", &closed)];
        let all = drawn(&risks, "heat-map", &|_| true).expect("a picture");
        assert!(all.contains("Current risk: likelihood by impact, 2 open risks</title>"), "{all}");
        assert!(
            all.contains("impact High, level Critical, above the line: 2; 1 open risk without a place"),
            "{all}"
        );
        assert!(all.contains("\">2</text>") && all.contains("class=\"line\""), "{all}");
        let one = drawn(&risks, "heat-map", &|place| place == 1).expect("a picture");
        assert!(one.contains(", 1 open risk</title>") && !one.contains("without a place"), "{one}");
        let none = drawn(&[], "heat-map", &|_| true).expect("the matrix");
        assert!(none.contains("no open risks</title>"), "{none}");
    }

    #[test]
    fn what_is_kept_back_is_not_drawn() {
        let hidden = format!("publish = 'hidden'\n{HIGH}");
        let outline = format!("publish = 'outline'\n{HIGH}");
        let risks = [("R001", hidden.as_str()), ("R002", outline.as_str())];
        let map = drawn(&risks, "heat-map", &|_| true).expect("a picture");
        assert!(
            map.contains("no open risks</title>") && map.contains("1 open risk without a place"),
            "{map}"
        );
        let refused = |name| drawn(&risks, name, &|_| true).expect_err("refused").cause;
        assert_eq!(refused("risk:R001"), "there is no risk `R001`");
        assert_eq!(refused("risk:R002"), "R002 is not published in full");
    }

    #[test]
    fn what_cannot_be_drawn_says_why() {
        let refused = |name| {
            let Refusal { cause, help } = drawn(&[("R001", "")], name, &|_| true).expect_err("refused");
            format!("{cause}: {help}")
        };
        assert!(refused("heatmap").starts_with("there is no chart `heatmap`: did you mean `heat-map`?"));
        assert!(refused("x\u{1b}").ends_with(NAMES), "{}", refused("x\u{1b}"));
        assert!(refused("levels").contains("no Git history"));
        assert!(refused("treatments").contains("none is overdue"));
        assert!(refused("incidents").contains("no incident of the last twelve months"));
        assert!(refused("history:R001").contains("are not known"));
        assert!(refused("controls").contains("no open risk counts on a control"));
        assert!(refused("indicator:empty").contains("has no measurements"));
        assert!(refused("indicator:mils").contains("did you mean `mails`"));
        assert!(refused("risk:R001").contains("has no place in the matrix"));
        for (name, _) in NAMED {
            assert!(NAMES.split(", ").any(|known| known == name), "{name} is listed");
        }
    }
}
