//! The rows of the register: what each shows, and what it is filtered by.

use std::collections::HashMap;

use serde_json::{Value, json};

use crate::model::methodology::Point;
use crate::model::risk::Publish;
use crate::schedule::DayState;
use crate::site::pages::risk::rating_names;
use crate::site::scene::Scene;
use crate::source::At;

/// Ids with their names, in the order in which they were met.
#[derive(Default)]
struct Names {
    places: HashMap<String, usize>,
    list: Vec<(String, String)>,
}

impl Names {
    /// The points of a scale, in its order.
    fn of(scale: &[Point]) -> Self {
        let mut names = Self::default();
        for point in scale {
            names.place(&point.id, || point.name().to_owned());
        }
        names
    }

    fn place(&mut self, id: &str, name: impl FnOnce() -> String) -> usize {
        if let Some(place) = self.places.get(id) {
            return *place;
        }
        self.list.push((id.to_owned(), name()));
        self.places.insert(id.to_owned(), self.list.len() - 1);
        self.list.len() - 1
    }
}

/// The id of a point of a scale by its name; what is combined has none and
/// stands by its name.
fn point_id<'n>(scale: &'n [Point], name: &'n str) -> &'n str {
    scale.iter().find(|point| point.name() == name).map_or(name, |point| point.id.as_str())
}

/// What stands in a row, as the script calls it; facets have the names of theirs.
const COLUMNS: [&str; 19] = [
    "id",
    "title",
    "folder",
    "owner",
    "likelihood",
    "impact",
    "level",
    "control",
    "plan",
    "action",
    "due",
    "words",
    "status",
    "tag",
    "asset",
    "category",
    "unit",
    "flags",
    "also",
];

pub(super) fn register(scene: &Scene<'_>) -> Value {
    let facts = scene.facts;
    let methodology = facts.register.methodology.as_ref();
    let scale = |likely: bool| {
        methodology.map_or(&[][..], |known| if likely { &known.likelihood } else { &known.impact })
    };
    let mut people = Names::default();
    let (mut likelihoods, mut impacts) = (Names::of(scale(true)), Names::of(scale(false)));
    let (mut controls, mut assets, mut units) = (Names::default(), Names::default(), Names::default());
    let (mut statuses, mut tags, mut categories) = (Names::default(), Names::default(), Names::default());
    let mut rows = Vec::with_capacity(scene.order.len());
    for place in &scene.order {
        let (risk, judged) = scene.risk(*place);
        let full = scene.shown[*place] == Publish::Full;
        let mut person = |id: Option<&At<String>>| id.map(|id| people.place(id, || scene.person(id)));
        let treatment = risk.treatment.as_ref().filter(|_| full);
        let (likelihood, impact) = rating_names(scene, judged.stages.current.filter(|_| full), &risk.current);
        let due = judged.plan.deadline.map(|day| scene.due_on(day, judged.plan.state));
        let all = |ids: &[At<String>], names: &mut Names, name: &dyn Fn(&str) -> String| {
            let ids = ids.iter().filter(|_| full);
            ids.map(|id| names.place(id, || name(id))).collect::<Vec<_>>()
        };
        let flags = usize::from(scene.is_doubtful(*place))
            | usize::from(!full) << 1
            | usize::from(!risk.is_open()) << 2
            | usize::from(judged.stages.current.is_some() || risk.unread) << 3
            | usize::from(judged.plan.state == DayState::Late) << 4;
        let also_late = scene.also_late(risk, judged);
        rows.push(json!([
            risk.id(),
            risk.title(),
            scene.odd_folder(*place),
            person(risk.owner.as_ref()),
            likelihood
                .filter(|_| full)
                .map(|name| likelihoods.place(point_id(scale(true), &name), || name.clone())),
            impact.filter(|_| full).map(|name| impacts.place(point_id(scale(false), &name), || name.clone())),
            judged.level(),
            all(&risk.controls, &mut controls, &|id| facts.register.control_name(id).to_owned()),
            treatment.and_then(|plan| plan.plan.as_ref()).map(|plan| plan.as_str()),
            person(treatment.and_then(|plan| plan.owner.as_ref())),
            due.as_ref().map(|due| due.date.as_str()),
            due.as_ref().and_then(|due| due.words.as_deref()),
            statuses.place(scene.status_word(risk), || scene.status(risk).to_owned()),
            all(&risk.tags, &mut tags, &str::to_owned),
            all(&risk.assets, &mut assets, &|id| {
                facts.register.asset(id).map_or(id, |asset| asset.name()).to_owned()
            }),
            risk.category.as_ref().filter(|_| full).map(|id| categories.place(id, || id.value.clone())),
            risk.unit.as_ref().filter(|_| full).map(|id| {
                let unit = methodology.and_then(|methodology| methodology.unit(id));
                units.place(id, || unit.map_or(id.as_str(), |unit| unit.name()).to_owned())
            }),
            flags,
            also_late,
        ]));
    }
    let levels: Vec<(&str, &str, &str, bool)> = methodology
        .map_or(&[][..], |methodology| &methodology.levels)
        .iter()
        .zip(&scene.palette.badges)
        .map(|(level, badge)| (level.id.as_str(), badge.name.as_str(), badge.class.as_str(), badge.above))
        .collect();
    json!({
        "today": facts.today.to_string(),
        "level": levels,
        "owner": people.list,
        "status": statuses.list,
        "likelihood": likelihoods.list,
        "impact": impacts.list,
        "control": controls.list,
        "asset": assets.list,
        "tag": tags.list,
        "category": categories.list,
        "unit": units.list,
        "columns": COLUMNS,
        "rows": rows,
    })
}
