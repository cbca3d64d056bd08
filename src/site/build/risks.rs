//! A page for each risk, what it says as JSON beside it, and the pages of its
//! history where that is long.
//!
//! What is said of each risk is made once, and goes into the document of all of
//! them, too, which is written while the pages are.

use std::sync::OnceLock;

use rayon::prelude::*;
use tera::Value;

use super::exports::Exported;
use super::write;
use crate::model::risk::Publish;
use crate::site::data;
use crate::site::failure::SiteFailure;
use crate::site::output::Output;
use crate::site::pages::risk::{self, ROOT, RiskHistory};
use crate::site::paging::PAGE;
use crate::site::scene::Scene;
use crate::site::templates::Templates;
use crate::site::view::Link;
use crate::site::view::page::Page;

/// As many risks are made at once, and what is said of them waits in memory for
/// those before.
const AT_ONCE: usize = 1024;

/// Writes them, and the document of all of them as a file for other programs;
/// gives how many pages there are, and the file's size.
pub(super) fn write_with_document(
    export: &Exported<'_, '_>,
    templates: &Templates,
    out: &dyn Output,
) -> Result<(usize, u64), SiteFailure> {
    let mut pages = Ok(0);
    let size = out.stream(&format!("data/{}", data::REGISTER), &mut |out_to| {
        let mut told = Ok(());
        let mut piece = |piece: &str| {
            if told.is_ok() {
                told = out_to.write_all(piece.as_bytes());
            }
        };
        pages = write_all(export, templates, out, Some(&mut piece));
        told
    })?;
    Ok((pages?, size))
}

/// Writes them, and hands on the pieces of the document of all of them where it
/// is asked for; gives how many pages there are.
pub(super) fn write_all(
    export: &Exported<'_, '_>,
    templates: &Templates,
    out: &dyn Output,
    mut pieces: Option<&mut dyn FnMut(&str)>,
) -> Result<usize, SiteFailure> {
    let scene = export.scene;
    let made = OnceLock::new();
    let document = || made.get_or_init(|| data::document(scene, export.get()));
    let is_asked = pieces.is_some();
    let make = |(number, places): (usize, &[usize])| {
        let first = number * AT_ONCE;
        // Few in a row: at the end no thread waits long for another.
        let risks = places.par_iter().enumerate().with_max_len(16).map(|(at, place)| {
            let risk = Risk { scene, templates, place: *place };
            let own = risk.file(data::OWN);
            let said = (is_asked || out.wants(&own)).then(|| document().risk(first + at));
            if let Some(said) = &said {
                write(out, &own, || Ok(document().with_one(said).into_bytes()))?;
            }
            Ok((risk.write(out)?, said))
        });
        risks.collect::<Result<Vec<(usize, Option<String>)>, SiteFailure>>()
    };
    let mut pages = 0;
    let mut at = 0;
    let mut hand_on = |made: Vec<(usize, Option<String>)>| {
        for (count, said) in made {
            pages += count;
            if let (Some(pieces), Some(said)) = (&mut pieces, said) {
                document().before(at).into_iter().chain([&*said]).for_each(pieces);
            }
            at += 1;
        }
    };
    let mut made = Vec::new();
    for chunk in scene.order.chunks(AT_ONCE).enumerate() {
        let before = std::mem::take(&mut made);
        let mut next = Ok(Vec::new());
        // What is said is handed on while the next ones are made.
        rayon::in_place_scope(|scope| {
            scope.spawn(|_| next = make(chunk));
            hand_on(before);
        });
        made = next?;
    }
    hand_on(made);
    if let Some(pieces) = pieces {
        document().end().into_iter().for_each(pieces);
    }
    Ok(pages)
}

/// A risk whose pages are made.
struct Risk<'r, 'a> {
    scene: &'r Scene<'a>,
    templates: &'r Templates,
    place: usize,
}

impl Risk<'_, '_> {
    /// A file of the risk's folder.
    fn file(&self, name: &str) -> String {
        format!("risks/{}/{name}", self.scene.folders[self.place])
    }

    /// Writes the pages into the risk's folder; gives how many there are.
    fn write(&self, out: &dyn Output) -> Result<usize, SiteFailure> {
        if !out.wants_below(&self.file("")) {
            return Ok(1);
        }
        let mut history = RiskHistory::of(self.scene, self.place);
        let own = self.own(&mut history)?;
        write(out, &self.scene.risk_page(self.place), || Ok(own))?;
        let further = history.further();
        for (file, view) in &further {
            let path = self.file(file);
            let mut page =
                self.page(&format!("History of {} {}, {}", view.id, view.title, view.range), &path);
            page.crumbs.push(Link { text: view.id.clone(), href: Some("index.html".to_owned()) });
            page.here = Some(view.range.clone());
            write(out, &path, || self.templates.page("history.html", &page, view))?;
        }
        Ok(1 + further.len())
    }

    /// The risk's own page. Where it would be too heavy, the history gives way.
    fn own(&self, history: &mut RiskHistory<'_, '_>) -> Result<Vec<u8>, SiteFailure> {
        let whole = self.with(history)?;
        if whole.len() <= PAGE || history.len() < 2 {
            return Ok(whole);
        }
        history.shorten();
        let least = self.with(history)?;
        history.fit(least.len());
        self.with(history)
    }

    /// The risk's own page with as much of its history as stands there.
    fn with(&self, history: &RiskHistory<'_, '_>) -> Result<Vec<u8>, SiteFailure> {
        let (written, _) = self.scene.risk(self.place);
        let path = self.scene.risk_page(self.place);
        let mut page = self.page(&format!("{} {}", written.id(), written.title()), &path);
        page.here = Some(written.id().to_owned());
        page.json = Some(data::OWN);
        let (scene, templates) = (self.scene, self.templates);
        let path = match risk::way(scene, self.place) {
            Some(way) => templates.path(&way, || risk::path(scene, &way))?,
            None => Value::none(),
        };
        let controls = risk::controls(scene, self.place).into_iter().map(|(id, is_planned)| {
            templates.control((id, is_planned), || risk::control(scene, id, is_planned))
        });
        let controls = Value::from(controls.collect::<Result<Vec<Value>, SiteFailure>>()?);
        let view = risk::page(scene, self.place, history);
        templates.page_with("risk.html", &page, &view, [("path", path), ("controls", controls)])
    }

    /// What stands around each of the pages.
    fn page(&self, title: &str, path: &str) -> Page {
        // The folders of a file may say what an outline does not.
        let is_full = self.scene.shown[self.place] == Publish::Full;
        let (risk, _) = self.scene.risk(self.place);
        let file = is_full.then(|| self.scene.facts.register.sources.path(risk.file));
        let mut page = self.scene.page(title, ROOT, "register", file, path);
        page.is_section = false;
        page.crumbs =
            vec![Link { text: "Register".to_owned(), href: Some(format!("{ROOT}register/index.html")) }];
        page
    }
}
