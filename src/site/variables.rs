//! What templates may print: the fields of the views with what their own
//! documentation says of them, so that no second list can be wrong.
//!
//! The sources of the views are kept in the program and read as far as they
//! need to be: documented structs of documented public fields.

/// Where the structs stand.
const SOURCES: &[&str] = &[
    include_str!("view/page.rs"),
    include_str!("view/mod.rs"),
    include_str!("view/heat_map.rs"),
    include_str!("view/catalogue.rs"),
    include_str!("view/changes.rs"),
    include_str!("view/assets.rs"),
    include_str!("view/controls.rs"),
    include_str!("view/data.rs"),
    include_str!("view/findings.rs"),
    include_str!("view/listing.rs"),
    include_str!("view/methodology.rs"),
    include_str!("view/moved.rs"),
    include_str!("view/overview.rs"),
    include_str!("view/register.rs"),
    include_str!("view/risk.rs"),
    include_str!("view/soa.rs"),
    include_str!("view/threats.rs"),
    include_str!("chart/mod.rs"),
];

/// A built-in template.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Described {
    /// Its name.
    pub name: &'static str,
    /// What is made of it.
    pub makes: &'static str,
    /// The struct that it knows as `view`, if there is one.
    pub view: Option<&'static str>,
}

/// Whether a template knows `page`: what a page has around its content.
#[must_use]
pub fn knows_page(template: &str) -> bool {
    !matches!(template, "404.html" | "control-row.html" | "moved.html" | "nav.html" | "path.html")
}

const fn page(name: &'static str, makes: &'static str, view: &'static str) -> Described {
    Described { name, makes, view: Some(view) }
}

const fn part(name: &'static str, makes: &'static str) -> Described {
    Described { name, makes, view: None }
}

/// Every built-in template that a file of the register may replace.
pub const TEMPLATES: &[Described] = &[
    part("404.html", "404.html; it knows `site` and no `page`"),
    page("assets.html", "assets/", "AssetsPage"),
    part("base.html", "what stands around the content of every page but 404.html"),
    page("changes.html", "changes/, and a page a year", "ChangesPage"),
    part("components.html", "small parts of several pages, as components"),
    page(
        "control-row.html",
        "a control of a risk, a row of which risk.html knows a list as `controls`; it knows no `page`, and is made \
         once for all risks that count on the control, and once for those that plan it",
        "ControlRow",
    ),
    page("controls.html", "controls/", "ControlsPage"),
    page("data.html", "data/", "DataPage"),
    page("findings.html", "findings/", "FindingsPage"),
    part("heat-map.html", "heat maps, as a component"),
    page(
        "history.html",
        "risks/ID/page-2.html and on: of a history what risk.html has no room for",
        "HistoryPage",
    ),
    part("icon.svg", "the icon of the site"),
    page(
        "listing.html",
        "indicators/, incidents/, metrics/, people/ and a page a person, report/, treatment/",
        "Listing",
    ),
    page("methodology.html", "methodology/", "MethodologyPage"),
    page("moved.html", "each address that a risk had under a former id; it knows no `page`", "Moved"),
    part(
        "nav.html",
        "the navigation, which base.html knows as `nav`; it knows `site`, of the page `root`, `section` and \
         `is_section`, and is made once for all pages that share them",
    ),
    page("overview.html", "index.html", "Overview"),
    page(
        "path.html",
        "a risk's way over the matrix, which risk.html knows as `path`; it knows no `page`, and is made once for all \
         risks that go the same way",
        "Path",
    ),
    page("register.html", "register/", "RegisterPage"),
    page("risk.html", "risks/ID/", "RiskPage"),
    part("site.css", "the style sheet"),
    page("soa.html", "soa/", "SoaPage"),
    page("threats.html", "threats/", "ThreatsPage"),
];

/// A struct of a view.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shape {
    /// Its name in Rust.
    pub name: String,
    /// What it is.
    pub doc: String,
    /// What it holds.
    pub fields: Vec<Field>,
    /// Which of the sources it stands in: two may have a `Row`.
    source: usize,
}

/// A field of a view.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// Its name, as a template writes it.
    pub name: String,
    /// What it holds.
    pub kind: Kind,
    /// What its documentation says.
    pub doc: String,
}

/// What a variable holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// Words.
    Text,
    /// A number.
    Number,
    /// Yes or no.
    Flag,
    /// One of these, or nothing.
    Optional(Box<Kind>),
    /// Several of these.
    List(Box<Kind>),
    /// Another struct.
    Shape(String),
}

impl Kind {
    fn read(written: &str) -> Self {
        let written = written.trim();
        let inner = |outer: &str| written.strip_prefix(outer).and_then(|rest| rest.strip_suffix('>'));
        if let Some(inner) = inner("Option<") {
            return Self::Optional(Box::new(Self::read(inner)));
        }
        if let Some(inner) = inner("Vec<") {
            return Self::List(Box::new(Self::read(inner)));
        }
        if let Some((inner, _)) = written.strip_prefix('[').and_then(|rest| rest.split_once(';')) {
            return Self::List(Box::new(Self::read(inner)));
        }
        match written {
            "String" | "&'static str" => Self::Text,
            "bool" => Self::Flag,
            "usize" | "u8" | "u16" | "u32" | "u64" | "i64" | "f64" => Self::Number,
            path => Self::Shape(path.rsplit("::").next().unwrap_or(path).to_owned()),
        }
    }

    /// "text", "list of HeatRow", "number, if any".
    #[must_use]
    pub fn words(&self) -> String {
        match self {
            Self::Text => "text".to_owned(),
            Self::Number => "number".to_owned(),
            Self::Flag => "true or false".to_owned(),
            Self::Optional(inner) => format!("{}, if any", inner.words()),
            Self::List(inner) => format!("list of {}", inner.words()),
            Self::Shape(name) => name.clone(),
        }
    }

    /// The struct within, if there is one.
    #[must_use]
    pub fn shape(&self) -> Option<&str> {
        match self {
            Self::Shape(name) => Some(name),
            Self::Optional(inner) | Self::List(inner) => inner.shape(),
            Self::Text | Self::Number | Self::Flag => None,
        }
    }
}

/// All structs of the views.
#[derive(Debug)]
pub struct Shapes(Vec<Shape>);

impl Shapes {
    /// Reads them.
    #[must_use]
    pub fn read() -> Self {
        Self(SOURCES.iter().enumerate().flat_map(|(number, source)| read(number, source)).collect())
    }

    /// The struct that a template knows as `view`, `site` or `page`.
    #[must_use]
    pub fn named(&self, name: &str) -> Option<&Shape> {
        self.0.iter().find(|shape| shape.name == name)
    }

    /// The struct that a field leads to: of its own source, else of another.
    #[must_use]
    pub fn within(&self, owner: &Shape, field: &Field) -> Option<&Shape> {
        let name = field.kind.shape()?;
        let near = self.0.iter().find(|shape| shape.source == owner.source && shape.name == name);
        near.or_else(|| self.named(name))
    }

    /// The structs that some lead to, each once, in the order in which they
    /// are met, without the first ones themselves.
    #[must_use]
    pub fn below<'a>(&'a self, tops: &[&'a Shape]) -> Vec<&'a Shape> {
        let mut all = tops.to_vec();
        let mut at = 0;
        while let Some(owner) = all.get(at).copied() {
            for next in owner.fields.iter().filter_map(|field| self.within(owner, field)) {
                if !all.contains(&next) {
                    all.push(next);
                }
            }
            at += 1;
        }
        all.split_off(tops.len())
    }
}

/// The documented public structs of a source.
fn read(number: usize, source: &str) -> Vec<Shape> {
    let mut shapes: Vec<Shape> = Vec::new();
    let mut doc: Vec<&str> = Vec::new();
    let mut is_inside = false;
    for line in source.lines() {
        if line == "#[cfg(test)]" {
            break;
        }
        let text = line.trim();
        if let Some(words) = text.strip_prefix("///") {
            doc.push(words.trim());
        } else if text.starts_with("#[") {
            // Between what is said and what it is said of.
        } else if let Some(name) = text.strip_prefix("pub struct ").and_then(|rest| rest.strip_suffix(" {")) {
            is_inside = true;
            shapes.push(Shape {
                name: name.to_owned(),
                doc: doc.join(" "),
                fields: Vec::new(),
                source: number,
            });
            doc.clear();
        } else if line == "}" {
            is_inside = false;
            doc.clear();
        } else if let Some((name, kind)) = field(text).filter(|_| is_inside)
            && let Some(shape) = shapes.last_mut()
        {
            shape.fields.push(Field { name: name.to_owned(), kind: Kind::read(kind), doc: doc.join(" ") });
            doc.clear();
        } else {
            doc.clear();
        }
    }
    shapes
}

/// `pub name: Type,`
fn field(line: &str) -> Option<(&str, &str)> {
    line.strip_prefix("pub ")?.strip_suffix(',')?.split_once(": ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::site::templates::BUILTIN;

    #[test]
    fn every_template_that_can_be_replaced_is_described() {
        let described: Vec<&str> = TEMPLATES.iter().map(|described| described.name).collect();
        // A script is none that a register may bring.
        let built: Vec<&str> =
            BUILTIN.iter().map(|(name, _)| *name).filter(|name| *name != "site.js").collect();
        assert_eq!(described, built);
    }

    #[test]
    fn every_field_says_what_it_is_and_leads_somewhere() {
        let all = Shapes::read();
        let views = TEMPLATES.iter().filter_map(|described| described.view).chain(["Site", "Page"]);
        let tops: Vec<&Shape> =
            views.map(|view| all.named(view).unwrap_or_else(|| panic!("no {view}"))).collect();
        for owner in all.below(&tops).into_iter().chain(tops) {
            for field in &owner.fields {
                let name = format!("{}.{}", owner.name, field.name);
                assert!(!field.doc.is_empty(), "{name} says nothing of itself");
                let leads = field.kind.shape().is_none() || all.within(owner, field).is_some();
                assert!(leads, "{name} is {}, which is no struct of a view", field.kind.words());
            }
        }
    }

    #[test]
    fn fields_are_read_with_their_words() {
        let source = "/// A thing.\n#[derive(Debug)]\npub struct Thing {\n    /// Its name,\n    /// in words.\n    \
                      pub name: Option<String>,\n    /// Rows.\n    pub rows: Vec<super::other::Row>,\n    hidden: u8,\n}\n";
        let [thing] = &read(0, source)[..] else { panic!("one struct") };
        assert_eq!((thing.name.as_str(), thing.doc.as_str(), thing.fields.len()), ("Thing", "A thing.", 2));
        assert_eq!(thing.fields[0].doc, "Its name, in words.");
        assert_eq!(thing.fields[0].kind.words(), "text, if any");
        assert_eq!(thing.fields[1].kind.words(), "list of Row");
    }
}
