//! Signed decisions: made by us and by `ssh-keygen`, checked by both.
//!
//! The keys are those of `tests/data/signatures`. Where OpenSSH is not there,
//! what only it can say is left out; `tests/run` installs it.

use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use serde_json::Value;

use crate::decide::{HIGH, PATH, committed, git, run_with_git};
use crate::harness::{Registry, Run};

/// A file of the tests' keys.
fn fixture(name: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/signatures");
    std::fs::read_to_string(folder.join(name)).expect("a file of the tests")
}

fn people(key: &str) -> String {
    let listed = format!("roles = [\"ciso\"]\nemails = [\"lead@example.org\"]\nkeys = [\"{}\"]", key.trim());
    include_str!("../data/examples/people.toml").replace("roles = [\"ciso\"]", &listed)
}

/// A register in which the security lead has this key.
fn register(key: &str) -> Registry {
    Registry::base().file(PATH, HIGH).file("people.toml", people(&fixture(&format!("{key}.pub"))))
}

/// A folder with keys that only their owner may read, as OpenSSH asks for.
fn keys(names: &[&str]) -> Registry {
    let mut folder = Registry::empty();
    for name in names {
        folder = folder.file(name, fixture(name));
        let only_own = std::fs::Permissions::from_mode(0o600);
        std::fs::set_permissions(folder.path(name), only_own).expect("a key of one's own");
    }
    folder
}

const ACCEPT: [&str; 9] = [
    "accept",
    "R002",
    "--by",
    "security-lead",
    "--until",
    "2025-10-31",
    "--rationale",
    "Replaced in autumn.",
    "--sign",
];

fn accept(register: &Registry, more: &[&str], environment: &[(&str, &str)]) -> Run {
    register.run_in(&[&ACCEPT[..], more].concat(), environment)
}

fn text(register: &Registry) -> String {
    std::fs::read_to_string(register.path(PATH)).expect("the risk's file")
}

/// What the acceptance's state, proof and signature are.
fn judged(register: &Registry) -> (String, Option<String>, String) {
    let run = register.run(&["show", "R002", "--format", "json"]);
    let document: Value = serde_json::from_str(&run.stdout).expect("a document");
    let acceptance = &document["risks"][0]["acceptance"];
    let word = |key: &str| acceptance[key].as_str().map(str::to_owned);
    (word("state").expect("a state"), word("proof"), word("signature").expect("a state"))
}

fn said(state: &str, proof: Option<&str>, signature: &str) -> (String, Option<String>, String) {
    (state.to_owned(), proof.map(str::to_owned), signature.to_owned())
}

fn findings(register: &Registry) -> String {
    register.run(&["check", "--format", "short"]).stdout
}

/// Seal and signature of the acceptance.
fn written(register: &Registry) -> (String, String) {
    let table: toml::Table = text(register).parse().expect("TOML");
    let value = |key: &str| table["acceptance"][key].as_str().expect("text").to_owned();
    (value("seal"), value("signature"))
}

fn has_openssh() -> bool {
    Command::new("ssh-keygen").arg("-?").stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok()
}

#[test]
fn our_signatures_are_right_by_ssh_keygen() {
    for kind in ["ed25519", "ecdsa-256", "ecdsa-384", "ecdsa-521", "rsa-3072"] {
        let (register, keys) = (register(kind), keys(&[kind]));
        let key = keys.path(kind).display().to_string();
        let run = accept(&register, &["--key", &key], &[]);
        assert_eq!(run.code, 0, "{kind}: {}", run.stderr);
        assert!(run.stderr.contains("note: signing with SHA256:"), "{}", run.stderr);
        assert!(run.stderr.contains("sealed and signed\n"), "{}", run.stderr);
        assert_eq!(judged(&register), said("valid", Some("signature"), "verified"), "{kind}");
        let (seal, signature) = written(&register);
        let beside = keys
            .file("seal", format!("{seal}\n"))
            .file("signature", signature)
            .file("signers", format!("lead@example.org {}", fixture(&format!("{kind}.pub"))));
        if !has_openssh() {
            continue;
        }
        let verify = |namespace: &str| {
            let seal = std::fs::File::open(beside.path("seal")).expect("the seal");
            let mut command = Command::new("ssh-keygen");
            command.current_dir(beside.root()).stdin(seal).stdout(Stdio::null()).stderr(Stdio::null());
            command.args(["-Y", "verify", "-f", "signers", "-I", "lead@example.org"]);
            command.args(["-n", namespace, "-s", "signature"]);
            command.status().expect("ssh-keygen starts").success()
        };
        assert!(verify("plimsoll"), "{kind}");
        assert!(!verify("git"), "{kind}: for nothing else");
    }
}

/// The acceptance sealed, and signed by `ssh-keygen` with one of these keys.
fn signed_by_openssh(register: &Registry, key: &str, namespace: &str) {
    let (seal, _) = written(register);
    let folder = keys(&[key]).file("seal", format!("{seal}\n"));
    let status = Command::new("ssh-keygen")
        .current_dir(folder.root())
        .args(["-q", "-Y", "sign", "-f", key, "-n", namespace, "seal"])
        .stderr(Stdio::null())
        .status();
    assert!(status.expect("ssh-keygen starts").success());
    let armour = std::fs::read_to_string(folder.path("seal.sig")).expect("a signature");
    let (_, old) = written(register);
    let text = text(register).replace(old.trim(), armour.trim());
    std::fs::write(register.path(PATH), text).expect("a written file");
}

#[test]
fn signatures_of_ssh_keygen_are_right_by_us() {
    if !has_openssh() {
        return;
    }
    let (register, keys) = (register("ed25519"), keys(&["ed25519"]));
    let key = keys.path("ed25519").display().to_string();
    assert_eq!(accept(&register, &["--key", &key], &[]).code, 0);
    signed_by_openssh(&register, "ed25519", "plimsoll");
    assert_eq!(judged(&register), said("valid", Some("signature"), "verified"));
    signed_by_openssh(&register, "ed25519", "git");
    assert_eq!(judged(&register), said("unproven", None, "mismatch"));
    assert!(register.run(&["check"]).stdout.contains("made for `git`, not for `plimsoll`"));
    signed_by_openssh(&register, "stranger", "plimsoll");
    assert_eq!(judged(&register), said("unproven", None, "unknown-key"));
}

#[test]
fn a_forged_signature_is_an_error_that_no_waiver_silences() {
    let (register, keys) = (register("ed25519"), keys(&["ed25519"]));
    let key = keys.path("ed25519").display().to_string();
    assert_eq!(accept(&register, &["--key", &key], &[]).code, 0);
    let sound = text(&register);
    assert!(!findings(&register).contains("signature"), "{}", findings(&register));
    let end = sound.find("-----END").expect("an armour");
    let half = format!("{}{}", &sound[..end - 60], &sound[end..]);
    let (seal, _) = written(&register);
    let other = seal.replace("p1:", "p1:f");
    for (text, word) in [
        (half, "cannot be read: cut or damaged"),
        (sound.replace(&seal, &other[..seal.len()]), "not a signature of the seal beside it"),
        (sound.replace("seal = ", "# seal = "), "there is no seal that it could be of"),
        (sound.replace("SSH SIGNATURE", "PGP SIGNATURE"), "no SSH signature"),
        (sound.replace("by = \"security-lead\"\non", "by = \"managing-director\"\non"), "does not list for"),
    ] {
        let waiver = "\n[[waiver]]\nrule = \"forged-signature\"\nreason = \"x\"\nuntil = 2025-12-31\nby = \"managing-director\"\n";
        let register = register_with(&text, waiver);
        let run = register.run(&["check"]);
        assert_eq!(run.code, 1);
        let said = run.stdout.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(said.contains("[forged-signature]") && said.contains(word), "{word}: {}", run.stdout);
        assert!(!said.contains("[unproven-acceptance]"), "{}", run.stdout);
    }
    // Of a closed risk too.
    let closed = sound.replace("\"in-progress\"", "\"closed\"").replace(&seal, &other[..seal.len()]);
    let register =
        register_with(&closed, "\n[closed]\non = 2025-05-30\nby = \"security-lead\"\nreason = \"x\"\n");
    assert!(findings(&register).contains("forged-signature"), "{}", findings(&register));
}

fn register_with(text: &str, more: &str) -> Registry {
    register("ed25519").file(PATH, format!("{text}{more}"))
}

#[test]
fn a_seal_that_no_longer_matches_is_void_and_still_shows_who_decided() {
    let (register, keys) = (register("ed25519"), keys(&["ed25519"]));
    let key = keys.path("ed25519").display().to_string();
    assert_eq!(accept(&register, &["--key", &key], &[]).code, 0);
    let moved = text(&register).replace("Encrypt the disks", "Wait");
    std::fs::write(register.path(PATH), moved).expect("a written file");
    assert_eq!(judged(&register), said("void", None, "verified"));
    let found = findings(&register);
    assert!(found.contains("void-acceptance") && !found.contains("forged-signature"), "{found}");
    let shown = register.run(&["show", "R002"]).stdout;
    let shown = shown.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(shown.contains("void, what was decided on has changed since, signature verified"), "{shown}");
    // Another register's decision, seal and all, is void here too.
    let config = include_str!("../data/examples/plimsoll.toml").replace("id = \"", "id = \"other-");
    let other = self::register("ed25519")
        .file("plimsoll.toml", config)
        .file(PATH, text(&register).replace("Wait", "Encrypt the disks"));
    assert_eq!(judged(&other), said("void", None, "verified"));
}

#[test]
fn the_site_says_what_a_signature_is_worth() {
    let (register, keys) = (register("ed25519"), keys(&["ed25519"]));
    let key = keys.path("ed25519").display().to_string();
    let page = |register: &Registry| {
        register.run(&["build"]);
        std::fs::read_to_string(register.path("site/risks/R002/index.html")).expect("a page")
    };
    assert_eq!(accept(&register, &["--key", &key], &[]).code, 0);
    assert!(page(&register).contains("sealed, the seal matches; signed, the signature is verified"));
    let register = register.file("people.toml", people(&fixture("stranger.pub")));
    let page = page(&register);
    assert!(page.contains("signed with a key that is not the decider\u{2019}s"), "{page}");
}

#[test]
fn the_key_is_the_configured_one_else_the_default_and_must_be_listed() {
    let register = committed(register("ed25519"));
    let home = keys(&["ed25519", "stranger", "rsa-1024", "locked", "old-format"]);
    let home = home.file("ed25519.pub", fixture("ed25519.pub"));
    let folder = home.root().display().to_string();
    let config = |key: &str| format!("[gpg]\n\tformat = ssh\n[user]\n\tsigningKey = {key}\n");
    let run = |home: &Registry, more: &[&str]| {
        let run = accept(&register, &[more, &["--dry-run"]].concat(), &[("HOME", &folder)]);
        let _ = home;
        (run.code, run.stderr.split_whitespace().collect::<Vec<_>>().join(" "), run.stdout)
    };
    let (code, said, _) = run(&home, &[]);
    assert_eq!(code, 2);
    assert!(said.contains("no key of Security Lead is found") && said.contains("ssh-add"), "{said}");
    let home = home.file(".ssh/id_ed25519", fixture("ed25519"));
    let (code, said, diff) = run(&home, &[]);
    assert!(code == 0 && said.contains(".ssh/id_ed25519 (the default)"), "{said}");
    assert!(diff.contains("+-----BEGIN SSH SIGNATURE-----"), "{diff}");
    // The public half names the private one beside it.
    let home = home.file(".gitconfig", config("~/ed25519.pub"));
    let (code, said, _) = run(&home, &[]);
    assert!(code == 0 && said.contains("ed25519.pub (user.signingKey)"), "{said}");
    let home = home.file(".gitconfig", config("~/stranger"));
    let (code, said, diff) = run(&home, &[]);
    assert_eq!((code, diff.as_str()), (1, ""));
    let line = fixture("stranger.pub").split_whitespace().take(2).collect::<Vec<_>>().join(" ");
    assert!(said.contains(&format!("keys = [\"{line}\"]")), "{said}");
    assert!(said.contains("people.toml does not list SHA256:") && said.contains("`security-lead`"), "{said}");
    // What a repository says is not asked.
    git(register.root(), &["config", "user.signingKey", "/nowhere"]);
    let home = home.file(".gitconfig", "[gpg]\n\tformat = openpgp\n[user]\n\tsigningKey = ABCD\n");
    let (code, said, _) = run(&home, &[]);
    assert!(code == 0 && said.contains("(the default)"), "{said}");
    for (key, expected, words) in [
        ("rsa-1024", 1, "an RSA key of 1024 bits, and 2048 are the least"),
        ("locked", 1, "does not list"),
        ("old-format", 2, "an old format help: rewrite it: ssh-keygen -p -f"),
        (".gitconfig", 2, "it is no SSH private key"),
        ("absent", 2, "cannot be read"),
    ] {
        let key = home.path(key).display().to_string();
        let (code, said, diff) = run(&home, &["--key", &key]);
        assert_eq!((code, diff.as_str()), (expected, ""), "{key}: {said}");
        assert!(said.contains(words), "{words}: {said}");
    }
}

#[test]
fn a_locked_key_is_not_asked_for_where_nobody_sits() {
    let (register, keys) = (register("locked"), keys(&["locked"]));
    let key = keys.path("locked").display().to_string();
    let run = accept(&register, &["--key", &key], &[]);
    assert_eq!((run.code, text(&register).as_str()), (2, HIGH));
    assert!(
        run.stderr.contains("is locked by a passphrase") && run.stderr.contains("ssh-add"),
        "{}",
        run.stderr
    );
}

/// An SSH agent of the tests' own, ended with it.
struct Agent(Child);

impl Drop for Agent {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn the_agent_signs_with_the_key_that_is_listed() {
    if !has_openssh() {
        return;
    }
    let keys = keys(&["stranger", "ed25519", "rsa-3072"]);
    let keys = keys.file("rsa-3072.pub", fixture("rsa-3072.pub"));
    let socket = keys.path("agent").display().to_string();
    let mut command = Command::new("ssh-agent");
    command.args(["-D", "-a", &socket]).stdout(Stdio::null()).stderr(Stdio::null());
    let _agent = Agent(command.spawn().expect("an agent"));
    let add = |key: &str| {
        let mut command = Command::new("ssh-add");
        command.arg("-q").arg(keys.path(key)).env("SSH_AUTH_SOCK", &socket).stderr(Stdio::null());
        command.status().expect("ssh-add starts").success()
    };
    let reached = || {
        std::thread::sleep(std::time::Duration::from_millis(50));
        add("stranger")
    };
    assert!((0..100).any(|_| reached()), "the agent listens");
    assert!(add("ed25519") && add("rsa-3072"));
    let environment = [("SSH_AUTH_SOCK", socket.as_str())];
    let register = register("ed25519");
    let run = accept(&register, &[], &environment);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(run.stderr.contains("held by the SSH agent"), "{}", run.stderr);
    assert_eq!(judged(&register), said("valid", Some("signature"), "verified"));
    // By its public half, and never with SHA-1.
    let register = self::register("rsa-3072");
    let public = keys.path("rsa-3072.pub").display().to_string();
    let run = accept(&register, &["--key", &public], &environment);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert_eq!(judged(&register), said("valid", Some("signature"), "verified"));
    // An agent that is gone is said, and no failure where another key is there.
    let run = accept(&register, &[], &[("SSH_AUTH_SOCK", "/nowhere/agent")]);
    assert!(run.code == 2 && run.stderr.contains("the SSH agent did not help"), "{}", run.stderr);
}

#[test]
fn a_signature_survives_a_squash_by_a_forge_and_a_shallow_clone() {
    let (register, keys) = (committed(register("ed25519")), keys(&["ed25519"]));
    let key = keys.path("ed25519").display().to_string();
    git(register.root(), &["checkout", "--quiet", "-b", "topic"]);
    let arguments = [&ACCEPT[..], &["--key", &key, "--commit"]].concat();
    assert_eq!(run_with_git(&register, &arguments).code, 0);
    git(register.root(), &["checkout", "--quiet", "main"]);
    git(register.root(), &["merge", "--quiet", "--squash", "topic"]);
    let forge = "--author=GitHub <noreply@github.com>";
    git(register.root(), &["commit", "--quiet", forge, "--message", "Accept (#12)"]);
    git(register.root(), &["branch", "--quiet", "-D", "topic"]);
    assert_eq!(judged(&register), said("valid", Some("signature"), "verified"));
    // A key that is retired still proves what it signed, where history shows it was theirs.
    let register = register.file("people.toml", people(&fixture("ecdsa-256.pub")));
    git(register.root(), &["commit", "--quiet", "--all", "--message", "another key"]);
    assert_eq!(judged(&register), said("valid", Some("signature"), "verified"));

    let clone = |depth: &str| {
        let clone = Registry::empty();
        let from = format!("file://{}", register.root().display());
        git(
            clone.root(),
            &["-c", "protocol.file.allow=always", "clone", "--quiet", "--depth", depth, &from, "."],
        );
        clone
    };
    let register_then = clone("1");
    assert_eq!(
        judged(&register_then),
        said("unproven", None, "unknown-key"),
        "retired, and no history says so"
    );
    std::fs::write(register_then.path("people.toml"), people(&fixture("ed25519.pub")))
        .expect("a written file");
    assert_eq!(judged(&register_then), said("valid", Some("signature"), "verified"));
    let found = findings(&register_then);
    assert!(!found.contains("unproven-acceptance") && !found.contains("forged"), "{found}");
}

#[test]
fn an_approval_is_signed_too() {
    let (register, keys) = (register("ed25519"), keys(&["ed25519"]));
    let key = keys.path("ed25519").display().to_string();
    let run = register.run(&["approve", "R002", "--by", "security-lead", "--sign", "--key", &key]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(text(&register).contains("\n[treatment.approval]\nby = \"security-lead\"\n"));
    let shown = register.run(&["show", "R002", "--format", "json"]).stdout;
    let document: Value = serde_json::from_str(&shown).expect("a document");
    let approval = &document["risks"][0]["treatment"]["approval"];
    assert_eq!((&approval["proof"], &approval["signature"]), (&"signature".into(), &"verified".into()));
    let moved = text(&register).replace("seal = \"p1:", "seal = \"p1:0");
    std::fs::write(register.path(PATH), moved).expect("a written file");
    let run = register.run(&["check"]);
    assert!(run.stdout.contains("the signature of the approval of R002 is not Security"), "{}", run.stdout);
}

#[test]
fn the_command_of_the_documentation_checks_a_signature() {
    if !has_openssh() {
        return;
    }
    let top = Path::new(env!("CARGO_MANIFEST_DIR"));
    let page = std::fs::read_to_string(top.join("docs/seals.md")).expect("the page");
    let (_, rest) = page.split_once("\n$ ssh-keygen ").expect("a command");
    let mut lines = rest.lines();
    let command = format!("ssh-keygen {}", lines.next().expect("its line"));
    let output = Command::new("sh").current_dir(top).args(["-c", &command]).output().expect("a shell");
    assert_eq!(String::from_utf8_lossy(&output.stdout).trim(), lines.next().expect("its answer"));
    // The signature is the one of the first worked example.
    assert!(page.contains(&format!("seal = \"{}\"", fixture("seal").trim())));
}
