//! `plimsoll templates`

use std::io::{self, Write};

use super::args::{Args, TemplatesOptions};
use super::context::{Context, note};
use super::failure::Failure;
use super::pager::Pager;
use super::{Exit, Interrupt, Outcome, terminal};
use crate::edit::write::{WriteTrouble, new_files};
use crate::report::style::Style;
use crate::site::origin::{self, Standing, standing};
use crate::site::own;
use crate::site::templates::{BUILTIN, UserTemplate};
use crate::site::uses;
use crate::site::variables::{Described, Shape, Shapes, TEMPLATES, knows_page};
use crate::suggest::{Known, guess};
use crate::text::{counted, one_line};

pub(super) fn run(args: &Args, options: &TemplatesOptions) -> Outcome {
    let wanted = wanted(&options.names)?;
    if let Some(directory) = &options.write {
        return write(args, directory, &wanted);
    }
    let own = if options.names.is_empty() { overrides(args)? } else { None };
    let style = terminal::output(args);
    let mut out = Pager::start(args);
    let shapes = Shapes::read();
    let told = match options.names.is_empty() {
        true => list(&mut out, style, &shapes, own.as_ref()),
        false => wanted.iter().try_for_each(|template| describe(&mut out, style, &shapes, template)),
    };
    out.finish()?;
    told?;
    Ok(Exit::Clean)
}

/// The templates of these names; all of them where none is named.
fn wanted(names: &[String]) -> Result<Vec<&'static Described>, Failure> {
    if names.is_empty() {
        return Ok(TEMPLATES.iter().collect());
    }
    let find = |name: &String| {
        TEMPLATES.iter().find(|template| template.name == name).ok_or_else(|| {
            let failure =
                Failure::new("cannot show the template", format!("no built-in one is called `{name}`"));
            let known = TEMPLATES.iter().map(|template| Known::word(template.name));
            failure.help(
                guess(name, known)
                    .map_or_else(|| "`plimsoll templates` lists them".to_owned(), |guess| guess.question()),
            )
        })
    };
    names.iter().map(find).collect()
}

/// Writes built-in templates where no file is.
fn write(args: &Args, directory: &std::path::Path, wanted: &[&Described]) -> Outcome {
    let folder = super::context::normal(&super::context::start(args)?.join(directory));
    let text = |name: &str| BUILTIN.iter().find(|(known, _)| *known == name).map_or("", |(_, text)| *text);
    let files: Vec<(String, String)> = wanted
        .iter()
        .map(|template| (template.name.to_owned(), origin::marked(template.name, text(template.name))))
        .collect();
    let doing = format!("cannot write the templates to {}", folder.display());
    new_files(&folder, &files).map_err(|trouble| {
        let exists = matches!(trouble, WriteTrouble::Exist(_));
        let failure = super::init::failure(&doing, trouble);
        match exists {
            true => failure.help("name another folder, or only the templates that are not there yet"),
            false => failure,
        }
    })?;
    let mut out = io::stdout().lock();
    for (path, _) in &files {
        writeln!(out, "{}", directory.join(path).display())?;
    }
    if !args.quiet && files.len() > 1 {
        note(
            args,
            "a template that stays as it is need not be kept: without it, the built-in one of each new version is used",
        )?;
    }
    Ok(Exit::Clean)
}

/// The register's own templates and the folder that they lie in; `None`
/// outside of a register.
fn overrides(args: &Args) -> Result<Option<(String, Vec<UserTemplate>)>, Interrupt> {
    let context = match Context::open(args, None) {
        Ok(context) => context,
        // Outside of a register there is only the built-in to show.
        Err(Interrupt::Failure(_)) if args.start.is_none() => return Ok(None),
        Err(interrupt) => return Err(interrupt),
    };
    let folder = context.loaded.register.config.paths.templates.clone();
    let own =
        context.with_tree(args, |tree| own::templates(tree, &folder))?.map_err(super::build::failure)?;
    Ok(Some((folder, own)))
}

fn list(
    out: &mut impl Write,
    style: Style,
    shapes: &Shapes,
    own: Option<&(String, Vec<UserTemplate>)>,
) -> io::Result<()> {
    for template in TEMPLATES {
        writeln!(out, "{}  {}", style.bold(template.name), template.makes)?;
        if let Some(view) = template.view.and_then(|view| shapes.named(view)) {
            fields(out, "view", view)?;
        }
        writeln!(out)?;
    }
    for (name, what, shape) in [
        ("page", "what is this page's own, in every template of a page", "Page"),
        ("site", "what all pages share, in every template", "Site"),
    ] {
        writeln!(out, "{}  {what}", style.bold(name))?;
        if let Some(shape) = shapes.named(shape) {
            fields(out, name, shape)?;
        }
        writeln!(out)?;
    }
    writeln!(out, "`plimsoll templates NAME` says what is in the lists; `--write DIR` writes templates.")?;
    match own {
        None => Ok(()),
        Some((folder, own)) if own.is_empty() => writeln!(out, "\n{folder}/ replaces none of them."),
        Some((folder, own)) => {
            writeln!(
                out,
                "\n{}",
                style.bold(&format!("{folder}/ holds {}", counted(own.len(), "template")))
            )?;
            own.iter().try_for_each(|file| tell_own(out, shapes, file))
        }
    }
}

/// How a template of the register stands to the built-in one, and what it asks
/// for in vain.
fn tell_own(out: &mut impl Write, shapes: &Shapes, file: &UserTemplate) -> io::Result<()> {
    let words = match standing(file) {
        Standing::Same => "is the built-in one; it can be removed".to_owned(),
        Standing::Current => "was made from today's built-in one".to_owned(),
        Standing::Behind(origin) => format!(
            "fell behind: it was made from that of {}, which has changed since; \
             `plimsoll templates {} --write DIR` writes today's to compare with",
            one_line(&origin.version),
            file.name
        ),
        Standing::Unknown => {
            "has no mark of what it was made from: whether it fell behind is not known".to_owned()
        }
        Standing::Own => {
            let known = TEMPLATES.iter().map(|template| Known::word(template.name));
            let meant = guess(&file.name, known).map(|guess| format!("; {}", guess.question()));
            format!("replaces no built-in one{}", meant.unwrap_or_default())
        }
    };
    writeln!(out, "  {}  {words}", one_line(&file.path))?;
    if !file.name.ends_with(".html") {
        return Ok(());
    }
    for missing in uses::missing(shapes, &file.name, &file.text) {
        writeln!(out, "    {}", missing_words(file, &missing))?;
    }
    Ok(())
}

/// "templates/risk.html:3:7: `view.titel` is not defined; did you mean `title`?"
pub(super) fn missing_words(file: &UserTemplate, missing: &uses::Missing) -> String {
    let meant = missing.meant.as_ref().map_or(String::new(), |meant| format!("; did you mean `{meant}`?"));
    let (path, name) = (one_line(&file.path), one_line(&missing.name));
    format!("{path}:{}:{}: `{name}` is not defined{meant}", missing.line, missing.column)
}

/// A template with all that it may print.
fn describe(out: &mut impl Write, style: Style, shapes: &Shapes, template: &Described) -> io::Result<()> {
    writeln!(out, "{}  {}", style.bold(template.name), template.makes)?;
    let tops: Vec<(&str, &Shape)> = tops(shapes, template);
    for (name, top) in &tops {
        writeln!(out)?;
        fields(out, name, top)?;
    }
    let first: Vec<&Shape> = tops.iter().map(|(_, top)| *top).collect();
    for shape in shapes.below(&first) {
        writeln!(out, "\n{}  {}", style.bold(&shape.name), shape.doc)?;
        fields(out, "", shape)?;
    }
    writeln!(out)
}

/// What a template knows, by name.
fn tops<'a>(shapes: &'a Shapes, template: &Described) -> Vec<(&'static str, &'a Shape)> {
    if !template.name.ends_with(".html") {
        return Vec::new();
    }
    let page = knows_page(template.name).then_some(("page", "Page"));
    let view = template.view.map(|view| ("view", view));
    let all = view.into_iter().chain(page).chain([("site", "Site")]);
    all.filter_map(|(name, shape)| Some((name, shapes.named(shape)?))).collect()
}

fn fields(out: &mut impl Write, owner: &str, shape: &Shape) -> io::Result<()> {
    let name = |field: &str| if owner.is_empty() { format!(".{field}") } else { format!("{owner}.{field}") };
    let width = shape.fields.iter().map(|field| name(&field.name).len()).max().unwrap_or(0);
    for field in &shape.fields {
        writeln!(out, "  {:width$}  {} ({})", name(&field.name), field.doc, field.kind.words())?;
    }
    Ok(())
}
