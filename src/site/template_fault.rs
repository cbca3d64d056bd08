//! What is wrong with a template, said as its writer knows it: the file in the
//! register, the line, the variable, and what was most likely meant.

use tera::{Error, ErrorKind};

use super::failure::SiteFailure;
use super::templates::{BUILTIN, UserTemplate};
use super::text::visible;
use crate::suggest::{Known, guess};

/// A place in a template.
struct Place<'a> {
    /// `user/risk.html` or `builtin/risk.html`.
    name: &'a str,
    line: usize,
    column: usize,
    /// The name that stands there, such as `view.title`.
    word: Option<String>,
}

/// Why a template cannot be used.
pub(super) fn failure(wanted: &str, error: &Error, user: &[UserTemplate]) -> SiteFailure {
    let (place, cause) = told(error, user);
    let Some(place) = place else {
        return SiteFailure::new(format!("cannot use the template {wanted}"), visible(&cause));
    };
    let own = place.name.strip_prefix("user/");
    let file = own.map_or_else(
        || format!("{} (built in)", plain(place.name)),
        |name| user.iter().find(|file| file.name == name).map_or(name, |file| &file.path).to_owned(),
    );
    let what = format!("cannot use the template {file}:{}:{}", place.line, place.column);
    let failure = SiteFailure::new(what, visible(&reworded(&cause, place.word.as_deref())));
    match own {
        Some(name) if BUILTIN.iter().any(|(known, _)| *known == name) => failure.hint(format!(
            "`plimsoll templates {name}` lists what it may print; without this file the built-in one is used"
        )),
        Some(_) => failure.hint("`plimsoll templates` lists the templates, and what each of them may print"),
        None => failure.hint("a template of the register does not bring what this one needs from it"),
    }
}

/// The place and Tera's own words.
fn told<'a>(error: &'a Error, user: &[UserTemplate]) -> (Option<Place<'a>>, String) {
    let begin = |name| Some(Place { name, line: 1, column: 1, word: None });
    match error.kind() {
        ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => {
            let name = report.filename();
            let word = text_of(name, user).and_then(|text| word_at(text, report.span().range.start));
            let (line, column) = (report.span().start_line, report.span().start_col + 1);
            (Some(Place { name, line, column, word }), report.message().to_owned())
        }
        ErrorKind::Msg(text) => match drawn(text) {
            Some((place, cause)) => (Some(place), cause.to_owned()),
            None => (None, text.clone()),
        },
        ErrorKind::MissingParent { current, parent } => {
            let text = text_of(current, user).unwrap_or_default();
            let line = text.lines().position(|line| line.contains("extends")).map_or(1, |at| at + 1);
            let place = Place { name: current, line, column: 1, word: None };
            (Some(place), format!("it extends `{parent}`, and there is no such template"))
        }
        ErrorKind::CircularExtend { tpl, .. } => (begin(tpl), "it extends itself".to_owned()),
        ErrorKind::CircularInclude { tpl, .. } => (begin(tpl), "it includes itself".to_owned()),
        other => (None, other.to_string()),
    }
}

/// Of an error that Tera has drawn already, the place and the words:
/// `error: WORDS`, and in the next line `--> FILE:LINE:COLUMN`.
fn drawn(text: &str) -> Option<(Place<'_>, &str)> {
    let mut lines = text.lines();
    let cause = lines.next()?.strip_prefix("error: ")?;
    let place = lines.next()?.trim().strip_prefix("--> ")?;
    let (rest, column) = place.rsplit_once(':')?;
    let (name, line) = rest.rsplit_once(':')?;
    Some((Place { name, line: line.parse().ok()?, column: column.parse().ok()?, word: None }, cause))
}

/// Tera's words with the whole name and what was most likely meant.
fn reworded(cause: &str, word: Option<&str>) -> String {
    let Some(word) = word else { return cause.to_owned() };
    if let Some((said, known)) = cause.split_once(" is not defined.") {
        let known = known.rsplit_once(": ").map_or("", |(_, names)| names);
        let wrong = said.trim_end_matches('`').rsplit('`').next().unwrap_or_default();
        let meant = guess(wrong, known.split(", ").filter(|name| !name.is_empty()).map(Known::word));
        let rest = match meant {
            Some(meant) => format!("; {}", meant.question()),
            None if known.is_empty() => String::new(),
            None => format!("; there is {known}"),
        };
        return format!("`{word}` is not defined{rest}");
    }
    if cause.contains("undefined") { format!("`{word}` is not defined") } else { cause.to_owned() }
}

fn text_of<'a>(name: &str, user: &'a [UserTemplate]) -> Option<&'a str> {
    match name.strip_prefix("user/") {
        Some(own) => user.iter().find(|file| file.name == own).map(|file| file.text.as_str()),
        None => BUILTIN.iter().find(|(known, _)| *known == plain(name)).map(|(_, text)| *text),
    }
}

/// A template's name as its reader knows it.
fn plain(name: &str) -> &str {
    name.strip_prefix("user/").or_else(|| name.strip_prefix("builtin/")).unwrap_or(name)
}

/// The dotted name around a byte of a text.
fn word_at(text: &str, at: usize) -> Option<String> {
    let is_part = |c: char| c.is_alphanumeric() || c == '_' || c == '.';
    let (before, after) = (text.get(..at)?, text.get(at..)?);
    let begin = before
        .rfind(|c| !is_part(c))
        .map_or(0, |end| end + before[end..].chars().next().map_or(0, char::len_utf8));
    let end = at + after.find(|c| !is_part(c)).unwrap_or(after.len());
    let word = text[begin..end].trim_matches('.');
    (!word.is_empty()).then(|| word.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::site::templates::Templates;
    use tera::Context;

    /// What is said of a template of risks, which knows a title and rows.
    fn said(text: &str) -> String {
        let file = |name: &str, text: &str| UserTemplate {
            name: name.to_owned(),
            path: format!("own/{name}"),
            text: text.to_owned(),
        };
        let mut context = Context::new();
        context.insert("view", &serde_json::json!({"title": "x", "rows": [{"name": "a"}]}));
        let templates =
            Templates::new(vec![file("risk.html", text), file("parts/a.html", "\n{{ view.non }}")]);
        let error = templates.and_then(|templates| templates.render("risk.html", &context));
        error.expect_err("a fault").to_string()
    }

    #[test]
    fn a_misspelt_variable_is_named_with_its_place_and_what_was_meant() {
        let text = said("{{ view.title }}\n<p>é {{ view.titel }}</p>");
        assert!(text.starts_with("cannot use the template own/risk.html:2:"), "{text}");
        assert!(text.contains("`view.titel` is not defined; did you mean `title`?"), "{text}");
        assert!(text.contains("`plimsoll templates risk.html`"), "{text}");
        let text = said("{{ veiw.title }}");
        assert!(text.contains("`veiw.title` is not defined; did you mean `view`?"), "{text}");
        let text = said("{% for row in view.rows %}\n{{ row.nmae }}{% endfor %}");
        assert!(text.contains("risk.html:2:") && text.contains("`row.nmae`"), "{text}");
        let text = said("{% for row in view.rwos %}{% endfor %}");
        assert!(text.contains("`view.rwos` is not defined"), "{text}");
        let text = said("{% include \"parts/a.html\" %}");
        assert!(text.contains("own/parts/a.html:2:") && text.contains("`view.non`"), "{text}");
    }

    #[test]
    fn what_does_not_compile_is_told_with_its_place() {
        for (text, place, cause) in [
            ("\n{% if %}", "risk.html:2:", ""),
            ("{{ view.title ", "risk.html:1:", "end of input"),
            ("{% block a %}{% endblock b %}", "risk.html:1:", "`b`"),
            ("a\n{% include \"none.html\" %}", "risk.html:2:12", "none.html"),
            ("a{# #}\n{% extends \"none.html\" %}", "risk.html:2:", ""),
            ("{% extends \"none.html\" %}", "risk.html:1:", "`none.html`, and there is no such template"),
            ("{{ <nothing /> }}", "risk.html:1:4", "nothing"),
            ("{{ view.title | nofilter }}", "risk.html:1:17", "nofilter"),
            ("{% include \"risk.html\" %}", "risk.html:1:", "includes itself"),
        ] {
            let said = said(text);
            assert!(said.contains(&format!("own/{place}")) && said.contains(cause), "{text}: {said}");
        }
    }
}
