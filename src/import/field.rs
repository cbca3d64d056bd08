//! The keys of a risk that a column may hold, and the headings by which
//! spreadsheets know them.

use super::words::Stage;
use crate::model::id::folded;
use crate::parse::shape::{self, Shape};

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The risk's id.
    Id,
    /// One line of text.
    Line,
    /// Text of any length.
    Prose,
    /// A list of texts.
    Texts,
    /// A person.
    Person,
    /// A list of assets.
    Assets,
    /// A list of threats.
    Threats,
    /// A list of controls.
    Controls,
    /// One control.
    Control,
    /// A list of risks.
    Risks,
    /// One risk.
    Risk,
    /// A point of the likelihood scale.
    Likelihood,
    /// A point of the impact scale, or one by dimension.
    Impact,
    /// A level that is kept, as an acceptance keeps one.
    Level,
    /// A day; the flag says that it is the last of a time.
    Day(bool),
    /// A number.
    Number,
    /// A whole number.
    Whole,
    /// The status.
    Status,
    /// The option of the treatment.
    Option,
    /// A confidence.
    Confidence,
    /// The outcome of a review.
    Outcome,
    /// Properties of information.
    Properties,
    /// How much is published.
    Publish,
    /// A duration.
    Period,
    /// Tables of these keys, as JSON.
    Entries(Entry),
}

/// Which tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Entry {
    /// Actions.
    Action,
    /// Postponements.
    Postponed,
    /// References.
    Reference,
    /// Waivers.
    Waiver,
}

impl Entry {
    /// Their keys.
    #[must_use]
    pub fn shape(self) -> Shape {
        match self {
            Self::Action => shape::ACTION,
            Self::Postponed => shape::POSTPONED,
            Self::Reference => shape::REFERENCE,
            Self::Waiver => shape::WAIVER,
        }
    }
}

/// A key of a risk.
#[derive(Debug, Clone, Copy)]
pub struct Field {
    /// As written, dotted.
    pub key: &'static str,
    /// What it holds.
    pub kind: Kind,
    /// The usual headings, folded; the likeliest first.
    pub names: &'static [&'static str],
}

const fn field(key: &'static str, kind: Kind, names: &'static [&'static str]) -> Field {
    Field { key, kind, names }
}

/// All of them, in the order in which a file has them.
pub const FIELDS: &[Field] = &[
    field(
        "id",
        Kind::Id,
        &[
            "riskid",
            "id",
            "riskno",
            "risknumber",
            "riskref",
            "riskreference",
            "ref",
            "no",
            "nr",
            "number",
            "rid",
            "identifier",
            "riskidentifier",
            "reference",
            "refno",
            "referencenumber",
            "refid",
            "item",
            "itemno",
            "sno",
            "srno",
            "serialno",
            "riskcode",
            "code",
            "uid",
            "uniqueid",
            "riskidno",
        ],
    ),
    field(
        "title",
        Kind::Line,
        &[
            "title",
            "risktitle",
            "riskname",
            "name",
            "risk",
            "shortdescription",
            "summary",
            "risksummary",
            "headline",
            "riskevent",
            "riskheadline",
            "risksdescription",
            "riskscenario",
            "scenario",
            "risktitlename",
            "nameofrisk",
            "descriptionofrisk",
            "riskstatement",
            "riskdescription",
        ],
    ),
    field("formerly", Kind::Texts, &["formerid", "oldid", "previousid"]),
    field("related", Kind::Risks, &["relatedrisks", "relatedrisk", "linkedrisks"]),
    field("supersedes", Kind::Risks, &["supersedes"]),
    field(
        "description",
        Kind::Prose,
        &[
            "description",
            "details",
            "riskdetails",
            "detaileddescription",
            "longdescription",
            "detail",
            "fulldescription",
        ],
    ),
    field(
        "category",
        Kind::Line,
        &[
            "category",
            "riskcategory",
            "risktype",
            "type",
            "area",
            "riskarea",
            "class",
            "classification",
            "domain",
        ],
    ),
    field("tags", Kind::Texts, &["tags", "labels", "keywords"]),
    field(
        "owner",
        Kind::Person,
        &[
            "riskowner",
            "assetowner",
            "owner",
            "ownedby",
            "riskownername",
            "responsible",
            "accountable",
            "ownername",
        ],
    ),
    field("unit", Kind::Line, &[]),
    field(
        "assets",
        Kind::Assets,
        &[
            "assets",
            "asset",
            "assetname",
            "assetsaffected",
            "affectedassets",
            "affectedasset",
            "informationasset",
            "informationassets",
        ],
    ),
    field("threats", Kind::Threats, &["threats", "threat", "threatsource", "threatname", "threatscenario"]),
    field("vulnerabilities", Kind::Texts, &["vulnerabilities", "vulnerability", "weakness", "weaknesses"]),
    field(
        "affects",
        Kind::Properties,
        &["cia", "ciaimpact", "affects", "propertyaffected", "securityproperty", "ciaaffected"],
    ),
    field(
        "identified",
        Kind::Day(false),
        &[
            "identified",
            "dateidentified",
            "identifiedon",
            "identifieddate",
            "dateraised",
            "raised",
            "raisedon",
            "datelogged",
            "created",
            "createdon",
            "datecreated",
            "dateopened",
            "opened",
            "dateadded",
            "dateentered",
        ],
    ),
    field(
        "likelihood",
        Kind::Likelihood,
        &[
            "likelihood",
            "probability",
            "likelihoodrating",
            "likelihoodscore",
            "probabilityrating",
            "riskprobability",
            "risklikelihood",
            "prob",
            "likelihoodofoccurrence",
            "probabilityofoccurrence",
            "frequency",
            "chance",
        ],
    ),
    field(
        "impact",
        Kind::Impact,
        &[
            "impact",
            "consequence",
            "severity",
            "impactrating",
            "impactscore",
            "riskimpact",
            "consequences",
            "impactseverity",
            "consequencerating",
            "severityrating",
            "impactlevel",
        ],
    ),
    field(
        "rationale",
        Kind::Prose,
        &["rationale", "justification", "assessmentrationale", "ratingrationale", "reasonforrating"],
    ),
    field("confidence", Kind::Confidence, &["confidence", "confidencelevel"]),
    field(
        "assessed",
        Kind::Day(false),
        &[
            "assessed",
            "dateassessed",
            "assessmentdate",
            "assessedon",
            "dateofassessment",
            "riskassessmentdate",
        ],
    ),
    field("assessed_by", Kind::Person, &["assessedby", "assessor", "riskassessor"]),
    field("status", Kind::Status, &["status", "riskstatus", "currentstatus", "state"]),
    field(
        "controls",
        Kind::Controls,
        &[
            "existingcontrols",
            "controls",
            "currentcontrols",
            "controlsinplace",
            "existingcontrol",
            "mitigatingcontrols",
            "existingmeasures",
            "currentmitigations",
            "existingmitigations",
            "keycontrols",
        ],
    ),
    field("publish", Kind::Publish, &[]),
    field("references", Kind::Entries(Entry::Reference), &[]),
    field("source.file", Kind::Line, &[]),
    field("source.row", Kind::Whole, &[]),
    field("source.key", Kind::Line, &[]),
    field("inherent.likelihood", Kind::Likelihood, &[]),
    field("inherent.impact", Kind::Impact, &[]),
    field(
        "treatment.option",
        Kind::Option,
        &[
            "treatmentoption",
            "riskresponse",
            "response",
            "strategy",
            "treatmentstrategy",
            "responsestrategy",
            "treatmenttype",
            "riskstrategy",
            "responsetype",
            "treatmentdecision",
            "risktreatmentoption",
            "mitigationstrategy",
            "treatoption",
        ],
    ),
    field(
        "treatment.plan",
        Kind::Prose,
        &[
            "recommendedtreatment",
            "treatmentplan",
            "treatment",
            "risktreatment",
            "mitigation",
            "mitigationplan",
            "mitigationactions",
            "mitigationaction",
            "plannedactions",
            "actions",
            "action",
            "actionplan",
            "recommendedaction",
            "recommendedactions",
            "recommendation",
            "recommendations",
            "plannedtreatment",
            "risktreatmentplan",
            "actionrequired",
            "actionsrequired",
            "treatmentactions",
            "furtheraction",
            "furtheractions",
            "plannedcontrols",
            "recommendedcontrols",
            "proposedtreatment",
            "treatmentaction",
            "responseplan",
        ],
    ),
    field(
        "treatment.owner",
        Kind::Person,
        &[
            "actionowner",
            "treatmentowner",
            "mitigationowner",
            "actionby",
            "assignedto",
            "assignee",
            "actionassignee",
            "responsibleforaction",
            "actionresponsible",
            "actionee",
            "actionlead",
            "actionownername",
        ],
    ),
    field(
        "treatment.due",
        Kind::Day(true),
        &[
            "duedate",
            "due",
            "targetdate",
            "deadline",
            "dueby",
            "targetcompletiondate",
            "completionduedate",
            "actionduedate",
            "treatmentduedate",
            "bywhen",
            "targetcompletion",
            "completeby",
            "treatmentdeadline",
        ],
    ),
    field(
        "treatment.done",
        Kind::Day(false),
        &[
            "completiondate",
            "datecompleted",
            "completedon",
            "donedate",
            "treatmentdone",
            "completed",
            "actualcompletiondate",
            "completeddate",
        ],
    ),
    field(
        "treatment.cost",
        Kind::Number,
        &["cost", "treatmentcost", "estimatedcost", "costestimate", "budget"],
    ),
    field("treatment.agreed", Kind::Day(false), &[]),
    field("treatment.action", Kind::Entries(Entry::Action), &[]),
    field("treatment.residual.likelihood", Kind::Likelihood, &[]),
    field("treatment.residual.impact", Kind::Impact, &[]),
    field("treatment.postponed", Kind::Entries(Entry::Postponed), &[]),
    field("treatment.approval.by", Kind::Person, &["approvedby", "approver", "treatmentapprovedby"]),
    field("treatment.approval.on", Kind::Day(false), &["approvedon", "dateapproved", "approvaldate"]),
    field("treatment.approval.seal", Kind::Line, &[]),
    field("treatment.approval.signature", Kind::Line, &[]),
    field("acceptance.by", Kind::Person, &["acceptedby"]),
    field("acceptance.on", Kind::Day(false), &["acceptedon", "dateaccepted", "acceptancedate"]),
    field(
        "acceptance.until",
        Kind::Day(true),
        &["accepteduntil", "acceptanceexpires", "acceptanceexpiry", "acceptanceexpirydate"],
    ),
    field("acceptance.level", Kind::Level, &["acceptedlevel"]),
    field(
        "acceptance.rationale",
        Kind::Prose,
        &["acceptancerationale", "acceptancejustification", "reasonforacceptance"],
    ),
    field("acceptance.conditions", Kind::Prose, &["acceptanceconditions"]),
    field("acceptance.seal", Kind::Line, &[]),
    field("acceptance.signature", Kind::Line, &[]),
    field(
        "review.on",
        Kind::Day(false),
        &[
            "lastreview",
            "lastreviewed",
            "reviewedon",
            "lastreviewdate",
            "datereviewed",
            "datelastreviewed",
            "datelastreview",
            "lastreviewedon",
        ],
    ),
    field("review.by", Kind::Person, &["reviewedby", "reviewer"]),
    field("review.outcome", Kind::Outcome, &["reviewoutcome"]),
    field("review.note", Kind::Prose, &["reviewnote", "reviewnotes", "reviewcomments"]),
    field("review.every", Kind::Period, &["reviewfrequency", "reviewcycle", "reviewevery", "reviewperiod"]),
    field("closed.on", Kind::Day(false), &["closed", "dateclosed", "closedon", "closeddate", "closuredate"]),
    field("closed.by", Kind::Person, &["closedby"]),
    field(
        "closed.reason",
        Kind::Prose,
        &["closurereason", "reasonforclosure", "reasonclosed", "closedreason"],
    ),
    field("closed.merged_into", Kind::Risk, &[]),
    field("waiver", Kind::Entries(Entry::Waiver), &[]),
];

/// Headings of levels, which are computed: what a cell says is held against it.
const LEVELS: &[&str] = &[
    "risklevel",
    "level",
    "riskrating",
    "rating",
    "ratinglevel",
    "overallrisk",
    "overallrating",
    "risklevelrating",
    "riskseverity",
    "priority",
    "rag",
    "ragrating",
    "ragstatus",
];
/// Headings of scores, likewise.
const SCORES: &[&str] = &[
    "riskscore",
    "score",
    "totalscore",
    "overallscore",
    "riskvalue",
    "lxi",
    "pxi",
    "exposure",
    "riskexposure",
    "likelihoodximpact",
    "riskmagnitude",
    "riskpriority",
    "priorityscore",
];
/// Headings of single properties.
const PROPERTIES: [(&str, &[&str]); 3] = [
    ("confidentiality", &["confidentiality", "c", "conf", "impactc", "cimpact", "impactonconfidentiality"]),
    ("integrity", &["integrity", "i", "int", "impacti", "iimpact", "impactonintegrity"]),
    ("availability", &["availability", "a", "avail", "impacta", "aimpact", "impactonavailability"]),
];
/// What `export` computes: it is not read again.
pub const COMPUTED: &[&str] = &[
    "score",
    "level",
    "above_line",
    "doubtful",
    "inherent.score",
    "inherent.level",
    "treatment.residual.score",
    "treatment.residual.level",
    "treatment.state",
    "treatment.approval.state",
    "acceptance.state",
    "review.next",
    "review.state",
    "overdue",
    "escalate_to",
    "findings.errors",
    "findings.warnings",
    "findings.infos",
    "path",
];

/// What a heading stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// A key of a risk, or `custom.KEY`.
    Key(String),
    /// The impact on one dimension.
    Dimension(Stage, String),
    /// A level, to be held against the computed one.
    Level(Stage),
    /// A score, likewise.
    Score(Stage),
}

/// The field of a key.
#[must_use]
pub fn of(key: &str) -> Option<&'static Field> {
    FIELDS.iter().find(|field| field.key == key)
}

/// What a mapping may say that a column holds: a key of a risk, an own field,
/// an impact on a dimension, or a level or score to hold against.
#[must_use]
pub fn target(key: &str) -> Option<Target> {
    if of(key).is_some() || key.strip_prefix("custom.").is_some_and(|own| !own.is_empty()) {
        return Some(Target::Key(key.to_owned()));
    }
    for stage in [Stage::Inherent, Stage::Current, Stage::Residual] {
        if let Some(dimension) = key.strip_prefix(&format!("{}.", stage.key("impact"))) {
            return Some(Target::Dimension(stage, dimension.to_owned()));
        }
        if key == stage.key("level") {
            return Some(Target::Level(stage));
        }
        if key == stage.key("score") {
            return Some(Target::Score(stage));
        }
    }
    None
}

impl Target {
    /// As a mapping names it.
    #[must_use]
    pub fn key(&self) -> String {
        match self {
            Self::Key(key) => key.clone(),
            Self::Dimension(stage, dimension) => format!("{}.{dimension}", stage.key("impact")),
            Self::Level(stage) => stage.key("level"),
            Self::Score(stage) => stage.key("score"),
        }
    }
}

/// Where a key stands in a file: the place of its table's key in the order of
/// the documentation, then its own.
#[must_use]
pub fn order(key: &str) -> (usize, usize, String) {
    let top = key.split('.').next().unwrap_or(key);
    let first = shape::RISK.keys.iter().position(|known| known.name == top).unwrap_or(usize::MAX);
    let second = FIELDS.iter().position(|field| field.key == key).unwrap_or(usize::MAX);
    (first, second, key.to_owned())
}

/// What a heading most usually stands for. `group` is what stands above it.
#[must_use]
pub fn recognised(heading: &str, group: Option<&str>) -> Option<Target> {
    let (stage, rest) = Stage::within(heading);
    let group_stage = group.and_then(|group| Stage::within(group).0);
    let stage = stage.or(group_stage);
    let plain = folded(&rest);
    let has = |names: &[&str]| names.contains(&plain.as_str());
    if let Some(stage) = stage {
        let rated = |field: &&Field| {
            matches!(field.key, "likelihood" | "impact") && field.names.contains(&plain.as_str())
        };
        if let Some(field) = FIELDS.iter().find(rated) {
            return Some(Target::Key(stage.key(field.key)));
        }
        if has(LEVELS) || plain == "risk" || plain.is_empty() {
            return Some(Target::Level(stage));
        }
        if has(SCORES) {
            return Some(Target::Score(stage));
        }
        // "Target date", "initial comment": no rating after all.
    }
    let whole = folded(heading);
    let known = |field: &&Field| field.names.contains(&whole.as_str());
    if let Some(field) = FIELDS.iter().find(known) {
        return Some(Target::Key(field.key.to_owned()));
    }
    if LEVELS.contains(&whole.as_str()) {
        return Some(Target::Level(Stage::Current));
    }
    if SCORES.contains(&whole.as_str()) {
        return Some(Target::Score(Stage::Current));
    }
    let stage = stage.unwrap_or(Stage::Current);
    let property = PROPERTIES.iter().find(|(_, names)| has(names) || names.contains(&whole.as_str()));
    property.map(|(dimension, _)| Target::Dimension(stage, (*dimension).to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::columns::HEADINGS;

    #[test]
    fn no_heading_stands_for_two_keys() {
        let mut all: Vec<&str> = FIELDS.iter().flat_map(|field| field.names).copied().collect();
        all.extend(LEVELS.iter().chain(SCORES));
        all.extend(PROPERTIES.iter().flat_map(|(_, names)| names.iter()));
        all.sort_unstable();
        for pair in all.windows(2) {
            assert_ne!(pair[0], pair[1]);
        }
        for name in all {
            assert_eq!(name, folded(name), "headings are compared folded");
        }
    }

    #[test]
    fn the_eleven_columns_are_known() {
        let targets: Vec<Option<Target>> = HEADINGS.iter().map(|heading| recognised(heading, None)).collect();
        let key = |key: &str| Some(Target::Key(key.to_owned()));
        assert_eq!(
            targets,
            [
                key("id"),
                key("title"),
                key("owner"),
                key("likelihood"),
                key("impact"),
                Some(Target::Level(Stage::Current)),
                key("controls"),
                key("treatment.plan"),
                key("treatment.owner"),
                key("treatment.due"),
                key("status"),
            ]
        );
    }

    #[test]
    fn stages_are_told_by_heading_or_group() {
        let key = |key: &str| Some(Target::Key(key.to_owned()));
        assert_eq!(recognised("Inherent Likelihood", None), key("inherent.likelihood"));
        assert_eq!(recognised("Impact (residual)", None), key("treatment.residual.impact"));
        assert_eq!(recognised("Probability", Some("Gross risk")), key("inherent.likelihood"));
        assert_eq!(recognised("Residual risk", None), Some(Target::Level(Stage::Residual)));
        assert_eq!(recognised("Risk score", Some("Target")), Some(Target::Score(Stage::Residual)));
        assert_eq!(recognised("Target date", None), key("treatment.due"));
        assert_eq!(recognised("Current controls", None), key("controls"));
        assert_eq!(recognised("Favourite colour", None), None);
    }

    #[test]
    fn keys_stand_in_canonical_order() {
        let places: Vec<usize> = FIELDS.iter().map(|field| order(field.key).0).collect();
        assert!(places.is_sorted(), "{places:?}");
        for field in FIELDS {
            assert_ne!(order(field.key).0, usize::MAX, "{} is no key of a risk", field.key);
        }
    }
}
