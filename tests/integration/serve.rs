//! `plimsoll serve` as a browser meets it: over a socket.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use crate::harness::{Registry, run};

/// How long a machine under load may take; nothing waits so long when it works.
const PATIENCE: Duration = Duration::from_secs(120);

/// A running server, ended with the test.
struct Server<'a> {
    registry: &'a Registry,
    child: Child,
    address: String,
}

/// An answer, head and body.
struct Answer {
    head: String,
    body: String,
}

impl Answer {
    fn status(&self) -> &str {
        self.head.split(' ').nth(1).unwrap_or_default()
    }

    fn header(&self, name: &str) -> Option<&str> {
        let found = self
            .head
            .lines()
            .find_map(|line| line.split_once(':').filter(|(known, _)| known.eq_ignore_ascii_case(name)));
        found.map(|(_, value)| value.trim())
    }
}

impl<'a> Server<'a> {
    fn start(registry: &'a Registry, arguments: &[&str]) -> Self {
        let mut all = vec!["serve", "--port", "0"];
        all.extend(arguments);
        std::fs::create_dir_all(registry.path("tmp")).expect("a folder");
        let mut command = registry.command(&all, &[]);
        command.env("TMPDIR", registry.path("tmp")).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.spawn().expect("the program starts");
        let mut line = String::new();
        BufReader::new(child.stdout.take().expect("its output")).read_line(&mut line).expect("a line");
        let address = line.trim().strip_prefix("http://").and_then(|rest| rest.strip_suffix('/'));
        let address = address.unwrap_or_else(|| panic!("an address: {line}")).to_owned();
        Self { registry, child, address }
    }

    /// Sends a request as it is written, and reads to the end.
    fn send(&self, request: &str) -> Answer {
        let mut stream = TcpStream::connect(&self.address).expect("a connection");
        stream.set_read_timeout(Some(PATIENCE)).expect("a limit");
        stream.write_all(request.as_bytes()).expect("sent");
        // Half a request is never answered: say that no more comes.
        if !request.contains("Host:") {
            stream.shutdown(std::net::Shutdown::Write).expect("said");
        }
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).expect("an answer");
        let text = String::from_utf8_lossy(&bytes);
        let (head, body) = text.split_once("\r\n\r\n").unwrap_or((&text, ""));
        Answer { head: head.to_owned(), body: body.to_owned() }
    }

    fn ask(&self, method: &str, path: &str, host: &str) -> Answer {
        self.send(&format!("{method} {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"))
    }

    fn get(&self, path: &str) -> Answer {
        self.ask("GET", path, &self.address)
    }

    fn state(&self) -> serde_json::Value {
        serde_json::from_str(&self.get("/.plimsoll/state.json").body).expect("JSON")
    }

    fn write(&self, path: &str, text: &str) {
        std::fs::write(self.registry.path(path), text).expect("written");
    }

    /// Waits until the state is as it should be.
    fn until(&self, what: &str, is_so: impl Fn(&serde_json::Value) -> bool) -> serde_json::Value {
        let end = Instant::now() + PATIENCE;
        loop {
            let state = self.state();
            if is_so(&state) {
                return state;
            }
            assert!(Instant::now() < end, "never {what}: {state}");
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

impl Drop for Server<'_> {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

const RISK: &str = include_str!("../data/examples/risk.toml");

#[test]
fn pages_come_with_their_policy_and_the_script() {
    let registry = Registry::base();
    let server = Server::start(&registry, &[]);
    assert!(server.address.starts_with("127.0.0.1:"), "{}", server.address);
    let page = server.get("/");
    assert_eq!(page.status(), "200");
    assert_eq!(page.header("content-type"), Some("text/html; charset=utf-8"));
    assert_eq!(page.header("cache-control"), Some("no-store"));
    assert_eq!(page.header("x-content-type-options"), Some("nosniff"));
    assert!(
        page.header("content-security-policy").is_some_and(|policy| policy.starts_with("default-src 'none'"))
    );
    assert!(page.body.contains("/.plimsoll/serve.js"));
    assert_eq!(
        server.get("/.plimsoll/serve.js").header("content-type"),
        Some("text/javascript; charset=utf-8")
    );
    let risk = server.get("/risks/R001/index.html");
    assert!(risk.status() == "200" && risk.body.contains("R001"));
    let folder = server.get("/risks/R001");
    assert_eq!((folder.status(), folder.header("location")), ("308", Some("/risks/R001/")));
    assert_eq!(server.get("/data/register.json").header("content-type"), Some("application/json"));
    let head = server.ask("HEAD", "/", "localhost");
    assert_eq!((head.status(), head.body.as_str()), ("200", ""));
    assert_eq!(head.header("etag"), page.header("etag"));
    let missing = server.get("/none");
    assert!(missing.status() == "404" && missing.body.contains("There is no such page"), "{}", missing.head);
    assert_eq!(server.ask("POST", "/", "localhost").header("allow"), Some("GET, HEAD"));
    assert!(!registry.path("site").exists(), "the user's own site is left alone");
}

#[test]
fn no_request_reads_another_file() {
    let registry = Registry::base().file("secret.txt", "the secret");
    let server = Server::start(&registry, &[]);
    for path in [
        "/../secret.txt",
        "/../../../secret.txt",
        "/risks/../../secret.txt",
        "/%2e%2e/secret.txt",
        "/%2e%2e%2f%2e%2e%2fsecret.txt",
        "/..%5c..%5csecret.txt",
        "/%252e%252e/secret.txt",
        "//secret.txt",
        "/secret.txt%00.html",
        "/%00",
        "/.plimsoll-site",
        "/.plimsoll/../secret.txt",
        "/risks/",
    ] {
        let answer = server.get(path);
        assert!(matches!(answer.status(), "404" | "400"), "{path}: {}", answer.head);
        assert!(!answer.body.contains("the secret"), "{path}");
    }
    let absolute = server.get(&format!("/{}", registry.path("secret.txt").display()));
    assert_eq!(absolute.status(), "404");
    for garbage in ["\r\n\r\n", "GET\r\n\r\n", "GET / HTTP/9.9\r\n\r\n", "\u{0}\u{1}\r\n\r\n"] {
        server.send(garbage);
    }
    assert_eq!(server.get("/").status(), "200", "it goes on");
}

#[test]
fn names_that_are_not_this_machine_are_refused() {
    let registry = Registry::base();
    let server = Server::start(&registry, &[]);
    for path in ["/", "/.plimsoll/state.json", "/.plimsoll/news"] {
        let answer = server.ask("GET", path, "rebound.example");
        assert_eq!(answer.status(), "403", "{path}");
        assert!(!answer.body.contains("R001"));
    }
    assert_eq!(server.ask("GET", "/", "localhost:1").status(), "200");
    assert_eq!(server.send("GET / HTTP/1.1\r\nNot-Host: x\r\nConnection: close\r\n\r\n").status(), "400");
}

#[test]
fn a_change_is_shown_and_a_broken_file_keeps_the_last_good_site() {
    let registry = Registry::base();
    let server = Server::start(&registry, &[]);
    let before = server.get("/risks/R001/").header("etag").map(str::to_owned);
    let title = RISK.lines().find(|line| line.starts_with("title")).expect("a title");
    server.write("risks/R001.toml", &RISK.replace(title, "title = \"Another <b>title</b>\""));
    let end = Instant::now() + PATIENCE;
    while !server.get("/risks/R001/").body.contains("Another &lt;b&gt;title") {
        assert!(Instant::now() < end, "the change is never shown");
        std::thread::sleep(Duration::from_millis(20));
    }
    let after = server.get("/risks/R001/").header("etag").map(str::to_owned);
    assert!(after.is_some() && after != before);

    server.write("risks/R001.toml", "id = \"R001\"\ntitle = <img src=x onerror=alert(1)>\n");
    let state = server.until("kept", |state| !state["kept"].is_null());
    assert!(state["kept"]["what"].as_str().is_some_and(|what| what.starts_with("risks/R001.toml cannot")));
    let mut findings = state["findings"].as_array().into_iter().flatten();
    let syntax = findings.find(|finding| finding["rule"] == "toml-syntax").expect("the fault");
    assert_eq!(syntax["place"], "risks/R001.toml:2:9");
    assert_eq!(server.get("/risks/R001/").header("etag").map(str::to_owned), after, "the good page stays");

    server.write("risks/R001.toml", RISK);
    server.until("mended", |state| state["kept"].is_null());
    assert_eq!(server.get("/risks/R001/").header("etag").map(str::to_owned), before);

    let config = std::fs::read_to_string(registry.path("plimsoll.toml")).expect("a file");
    server.write("plimsoll.toml", "[register]\n");
    let state = server.until("stopped", |state| !state["kept"].is_null());
    assert!(state["errors"].as_u64() > Some(0), "{state}");
    assert!(
        state["kept"]["cause"].as_str().is_some_and(|cause| cause.starts_with("plimsoll.toml:1:")),
        "{state}"
    );
    server.write("plimsoll.toml", &format!("{config}\n[site]\nlogo = \"none.svg\"\n"));
    let state = server.until("without its logo", |state| state["kept"].is_null() && state["warnings"] == 1);
    assert_eq!(state["findings"][0]["rule"], "broken-link");
    server.write("plimsoll.toml", &config);
    server.until("mended", |state| state["warnings"] == 0);

    std::fs::create_dir(registry.path("templates")).expect("a folder");
    server.write("templates/risk.html", "{{ view.titel }}");
    let state = server.until("with a faulty template", |state| {
        state["kept"]["what"].as_str().is_some_and(|what| what.contains("templates/risk.html:1:"))
    });
    assert!(state["kept"]["help"].is_string());
    assert_eq!(server.get("/risks/R001/").header("etag").map(str::to_owned), before, "the good page stays");
    std::fs::remove_file(registry.path("templates/risk.html")).expect("removed");
    server.until("mended", |state| state["kept"].is_null());
}

/// Pages are shown before all of the site is written, and are the same.
#[test]
fn after_a_change_every_page_is_that_of_a_build() {
    let registry = Registry::base();
    let server = Server::start(&registry, &[]);
    // One page is looked at; the others wait for the whole site.
    let before = server.get("/risks/R001/").header("etag").map(str::to_owned);
    let title = RISK.lines().find(|line| line.starts_with("title")).expect("a title");
    server.write("risks/R001.toml", &RISK.replace(title, "title = \"Another title\""));
    let end = Instant::now() + PATIENCE;
    while server.get("/risks/R001/").header("etag").map(str::to_owned) == before {
        assert!(Instant::now() < end, "the change is never shown");
    }
    assert_eq!(registry.run(&["build"]).code, 0);
    let site = registry.path("site");
    let files = walkdir::WalkDir::new(&site).into_iter().map(|entry| entry.expect("an entry"));
    let mut pages = 0;
    for file in files.filter(|entry| entry.path().extension().is_some_and(|ending| ending == "html")) {
        let path = file.path().strip_prefix(&site).expect("below").to_string_lossy().replace('\\', "/");
        let answer = server.get(&format!("/{path}"));
        assert_eq!(answer.status(), "200", "{path}");
        let tag = answer.header("etag").map(|tag| tag.trim_matches('"').to_owned());
        assert_eq!(tag, Some(digest(file.path())), "{path} has the bytes of the build");
        pages += 1;
    }
    assert!(pages > 15, "{pages}");
}

/// The tag of a file: what the server says it holds, before it adds its own.
fn digest(file: &std::path::Path) -> String {
    use sha2::{Digest, Sha256};
    let hash = Sha256::digest(std::fs::read(file).expect("a file"));
    hash.iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}

#[test]
fn news_come_over_the_stream() {
    let registry = Registry::base();
    let server = Server::start(&registry, &[]);
    let mut stream = TcpStream::connect(&server.address).expect("a connection");
    stream.set_read_timeout(Some(PATIENCE)).expect("a limit");
    write!(stream, "GET /.plimsoll/news HTTP/1.1\r\nHost: {}\r\n\r\n", server.address).expect("sent");
    let mut lines = BufReader::new(stream).lines().map(|line| line.expect("a line"));
    assert!(lines.any(|line| line == "content-type: text/event-stream"));
    assert!(lines.any(|line| line == "data: 0"), "one word at once");
    server.write("risks/R001.toml", &format!("{RISK}\n"));
    assert!(lines.any(|line| line == "data: 1"), "and one at a change");
}

#[test]
fn a_taken_port_and_a_foreign_interface_end_with_2() {
    let registry = Registry::base();
    let taken = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = taken.local_addr().expect("an address").port().to_string();
    let refused = registry.run(&["serve", "--port", &port]);
    assert_eq!((refused.code, refused.stdout.as_str()), (2, ""));
    assert!(refused.stderr.contains("--port 0"), "{}", refused.stderr);
    for host in ["0.0.0.0", "::", "192.0.2.1"] {
        let refused = registry.run(&["serve", "--port", "0", "--host", host]);
        assert_eq!(refused.code, 2, "{host}");
        assert!(refused.stderr.contains("--allow-remote"), "{}", refused.stderr);
    }
    let broken = Registry::base().file("plimsoll.toml", "[register]\n");
    assert_eq!(broken.run(&["serve", "--port", "0"]).code, 2);
    assert_eq!(Registry::empty().run(&["serve", "--port", "0"]).code, 2);
    let unknown = registry.run(&["serve", "--port", "0", "--audience", "nobody"]);
    assert_eq!(unknown.code, 2);
}

#[test]
fn other_machines_are_answered_by_address_where_that_is_allowed() {
    let registry = Registry::base();
    let server = Server::start(&registry, &["--host", "0.0.0.0", "--allow-remote"]);
    assert_eq!(server.ask("GET", "/", "192.0.2.7:80").status(), "200");
    assert_eq!(server.ask("GET", "/", "rebound.example").status(), "403");
}

#[cfg(unix)]
#[test]
fn an_interrupt_ends_it_cleanly() {
    for signal in ["-INT", "-TERM"] {
        let registry = Registry::base();
        let mut server = Server::start(&registry, &[]);
        assert_eq!(server.get("/").status(), "200");
        let mut kill = std::process::Command::new("kill");
        kill.args([signal, &server.child.id().to_string()]);
        assert_eq!(run(kill).code, 0);
        assert_eq!(server.child.wait().expect("an end").code(), Some(0), "{signal}");
        let left = std::fs::read_dir(registry.path("tmp")).expect("a folder").count();
        assert_eq!(left, 0, "{signal}: the temporary site is taken away");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn open_gives_the_address_to_the_browser() {
    use std::os::unix::fs::PermissionsExt as _;
    let registry = Registry::base().file(
        "bin/xdg-open",
        "#!/bin/sh\nprintf %s \"$1\" > \"$OPENED.new\"\nmv \"$OPENED.new\" \"$OPENED\"\n",
    );
    let script = registry.path("bin/xdg-open");
    std::fs::set_permissions(&script, std::fs::Permissions::from_mode(0o755)).expect("a program");
    let mut command = registry.command(&["serve", "--port", "0", "--open"], &[]);
    let path = format!("{}:/usr/bin:/bin", registry.path("bin").display());
    command
        .env("PATH", path)
        .env("OPENED", registry.path("opened"))
        .stdout(Stdio::piped())
        .stderr(Stdio::null());
    let mut child = command.spawn().expect("the program starts");
    let mut line = String::new();
    BufReader::new(child.stdout.take().expect("its output")).read_line(&mut line).expect("a line");
    let end = Instant::now() + PATIENCE;
    while !registry.path("opened").exists() && Instant::now() < end {
        std::thread::sleep(Duration::from_millis(20));
    }
    let opened = std::fs::read_to_string(registry.path("opened"));
    child.kill().expect("ended");
    child.wait().expect("ended");
    assert_eq!(opened.expect("an address"), line.trim());
}
