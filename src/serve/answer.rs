//! What a request is answered, HTTP and sockets left aside.

use std::fs;
use std::path::Path;

use sha2::{Digest, Sha256};

use super::fresh::Files;
use super::host::Hosts;
use super::page::{OWN, served};
use super::path::{Target, file_named, target};

/// The policy of everything that is served.
pub const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; \
     img-src 'self' data:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

const SCRIPT: &str = include_str!("client/serve.js");
const STYLE: &str = include_str!("client/serve.css");

/// A request, as far as the answer depends on it.
#[derive(Debug, Clone, Copy)]
pub struct Question<'a> {
    /// GET, HEAD or what else was asked.
    pub method: &'a str,
    /// The path, still encoded, without the query.
    pub path: &'a str,
    /// The `Host` header.
    pub host: Option<&'a str>,
}

/// What is served.
#[derive(Debug, Clone, Copy)]
pub struct Served<'a> {
    /// The folder of the site.
    pub site: &'a Path,
    /// What is shown in its place until it is whole.
    pub fresh: Option<&'a Files>,
    /// Who may ask.
    pub hosts: Hosts,
    /// What the corner says, as JSON.
    pub state: &'a str,
}

/// An answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The status code.
    pub status: u16,
    /// The content type.
    pub kind: &'static str,
    /// The body; it is left out where only the head was asked for.
    pub body: Vec<u8>,
    /// Where else to go.
    pub location: Option<String>,
    /// Tells this state of a file from another.
    pub tag: Option<String>,
    /// The answer is the stream of news.
    pub is_news: bool,
    /// The answer is known when the site is whole.
    pub is_early: bool,
}

impl Answer {
    fn new(status: u16, kind: &'static str, body: impl Into<Vec<u8>>) -> Self {
        Self { status, kind, body: body.into(), location: None, tag: None, is_news: false, is_early: false }
    }

    fn refused(status: u16, why: &str) -> Self {
        Self::new(status, "text/plain; charset=utf-8", format!("{why}\n"))
    }
}

/// The answer to a question.
#[must_use]
pub fn answer(served: Served<'_>, question: Question<'_>) -> Answer {
    match question.host {
        None => return Answer::refused(400, "A Host header is needed."),
        Some(host) if !served.hosts.allow(host) => {
            return Answer::refused(403, "This server answers to localhost and to its address only.");
        }
        Some(_) => {}
    }
    if !matches!(question.method, "GET" | "HEAD") {
        return Answer::refused(405, "Only GET and HEAD are answered.");
    }
    match question.path.strip_prefix(OWN) {
        Some("serve.js") => Answer::new(200, "text/javascript; charset=utf-8", SCRIPT),
        Some("serve.css") => Answer::new(200, "text/css; charset=utf-8", STYLE),
        Some("state.json") => Answer::new(200, "application/json", served.state),
        // What a page asks to know whether it is still the one that it was.
        Some(own) if own.starts_with("tag/") => {
            let file = file(served, &own["tag".len()..]);
            let tag = file.tag.unwrap_or_default();
            Answer { is_early: file.is_early, ..Answer::new(200, "text/plain; charset=utf-8", tag) }
        }
        Some("news") => Answer { is_news: true, ..Answer::new(200, "text/event-stream", "") },
        _ => file(served, question.path),
    }
}

fn file(served: Served<'_>, path: &str) -> Answer {
    let site = served.site;
    if let Some(fresh) = served.fresh {
        let named = file_named(path);
        return match named.as_ref().and_then(|name| Some((name, fresh.get(name)?))) {
            Some((name, bytes)) => content(200, kind(Path::new(name)), bytes.clone()),
            None => Answer { is_early: true, ..Answer::refused(503, "The site is not whole yet.") },
        };
    }
    match target(site, path) {
        Target::File(found) => match fs::read(&found) {
            Ok(bytes) => content(200, kind(&found), bytes),
            // A build may have taken the place of the site just now.
            Err(_) => missing(site),
        },
        Target::Folder => Answer { location: Some(format!("{path}/")), ..Answer::refused(308, "Moved.") },
        Target::Nothing => missing(site),
    }
}

fn missing(site: &Path) -> Answer {
    match fs::read(site.join("404.html")) {
        Ok(page) => content(404, HTML, page),
        Err(_) => Answer::refused(404, "There is no such page."),
    }
}

fn content(status: u16, kind: &'static str, bytes: Vec<u8>) -> Answer {
    let digest = Sha256::digest(&bytes);
    let tag: String = digest.iter().take(16).map(|byte| format!("{byte:02x}")).collect();
    let body = match String::from_utf8(bytes) {
        Ok(html) if kind == HTML => served(&html, &tag).into_bytes(),
        Ok(text) => text.into_bytes(),
        Err(error) => error.into_bytes(),
    };
    Answer { tag: Some(tag), ..Answer::new(status, kind, body) }
}

const HTML: &str = "text/html; charset=utf-8";

/// The content type of a file, by its ending.
fn kind(file: &Path) -> &'static str {
    let ending = file.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
    match ending.to_ascii_lowercase().as_str() {
        "html" => HTML,
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "json" => "application/json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "webp" => "image/webp",
        "csv" => "text/csv; charset=utf-8",
        "ics" => "text/calendar; charset=utf-8",
        "atom" => "application/atom+xml",
        "xlsx" => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn site() -> tempfile::TempDir {
        let site = tempfile::tempdir().expect("a folder");
        std::fs::create_dir(site.path().join("data")).expect("a folder");
        for (file, text) in [
            ("index.html", "<head></head>one"),
            ("404.html", "<head></head>gone"),
            ("data/register.json", "{}"),
            ("data/actions.ics", "x"),
        ] {
            std::fs::write(site.path().join(file), text).expect("written");
        }
        site
    }

    fn ask(site: &Path, method: &str, path: &str, host: Option<&str>) -> Answer {
        let served = Served { site, fresh: None, hosts: Hosts::Loopback, state: "{\"errors\":1}" };
        answer(served, Question { method, path, host })
    }

    fn get(site: &Path, path: &str) -> Answer {
        ask(site, "GET", path, Some("localhost:4270"))
    }

    #[test]
    fn pages_files_and_the_servers_own() {
        let folder = site();
        let site = folder.path();
        let page = get(site, "/");
        assert_eq!((page.status, page.kind), (200, HTML));
        assert!(String::from_utf8_lossy(&page.body).contains("serve.js"));
        assert_eq!(get(site, "/data/register.json").body, b"{}");
        assert_eq!(get(site, "/data/actions.ics").kind, "text/calendar; charset=utf-8");
        assert_eq!(get(site, "/data").location.as_deref(), Some("/data/"));
        assert_eq!(get(site, "/data/").status, 404, "no folder is listed");
        assert_eq!(get(site, "/.plimsoll/state.json").body, b"{\"errors\":1}");
        assert!(get(site, "/.plimsoll/news").is_news);
        assert_eq!(get(site, "/.plimsoll/other").status, 404);
        assert_eq!(Some(get(site, "/.plimsoll/tag/").body), page.tag.map(String::into_bytes));
        assert_eq!(get(site, "/.plimsoll/tag/../x").body, get(site, "/.plimsoll/tag/none").body);
        let missing = get(site, "/none.html");
        assert_eq!(missing.status, 404);
        assert!(String::from_utf8_lossy(&missing.body).contains("gone"));
    }

    #[test]
    fn what_is_ready_is_shown_and_the_rest_is_early() {
        let folder = site();
        let fresh = Files::from([("risks/R 1/index.html".to_owned(), b"<head></head>new".to_vec())]);
        let served = Served { site: folder.path(), fresh: Some(&fresh), hosts: Hosts::Loopback, state: "{}" };
        let get = |path, host| answer(served, Question { method: "GET", path, host: Some(host) });
        let page = get("/risks/R%201/", "localhost");
        assert!(page.status == 200 && String::from_utf8_lossy(&page.body).contains("new"), "{page:?}");
        let tag = get("/.plimsoll/tag/risks/R%201/", "localhost");
        assert_eq!((Some(tag.body), tag.is_early), (page.tag.map(String::into_bytes), false));
        for path in ["/", "/index.html", "/../secret", "/risks/R%201", "/.plimsoll/tag/"] {
            assert!(get(path, "localhost").is_early, "{path}");
        }
        for (path, host) in [("/", "evil.example"), ("/.plimsoll/state.json", "localhost")] {
            assert!(!get(path, host).is_early, "{path} waits for nothing");
        }
    }

    #[test]
    fn a_tag_changes_with_its_page_and_with_nothing_else() {
        let folder = site();
        let before = get(folder.path(), "/").tag;
        assert!(before.is_some() && before == get(folder.path(), "/index.html").tag);
        std::fs::write(folder.path().join("index.html"), "<head></head>two").expect("written");
        assert_ne!(before, get(folder.path(), "/").tag);
    }

    #[test]
    fn foreign_hosts_and_other_methods_get_nothing() {
        let folder = site();
        let site = folder.path();
        assert_eq!(ask(site, "GET", "/", None).status, 400);
        for path in ["/", "/.plimsoll/state.json", "/.plimsoll/news", "/none"] {
            let refused = ask(site, "GET", path, Some("evil.example"));
            assert_eq!((refused.status, refused.is_news), (403, false), "{path}");
        }
        assert_eq!(ask(site, "POST", "/", Some("localhost")).status, 405);
        assert_eq!(ask(site, "HEAD", "/", Some("localhost")).status, 200);
    }
}
