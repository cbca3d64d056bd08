//! Registers in temporary folders, and the program run on them, cut off from
//! the machine: no Git configuration, no locale, no clock but `--today`.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use tempfile::TempDir;

/// The day that tests judge on unless they say otherwise.
pub(crate) const TODAY: &str = "2025-06-01";

/// A register in a folder of its own, removed at the end.
pub(crate) struct Registry {
    folder: TempDir,
}

/// What a run of the program gave.
#[derive(Debug)]
pub(crate) struct Run {
    /// The exit code.
    pub(crate) code: i32,
    /// Standard output.
    pub(crate) stdout: String,
    /// Standard error.
    pub(crate) stderr: String,
}

impl Registry {
    /// A folder with nothing in it.
    pub(crate) fn empty() -> Self {
        Self { folder: tempfile::tempdir().expect("a temporary folder") }
    }

    /// A small sound register: one risk below the line.
    pub(crate) fn base() -> Self {
        Self::empty()
            .file("plimsoll.toml", include_str!("../data/examples/plimsoll.toml"))
            .file("schema/methodology.toml", include_str!("../data/examples/methodology.toml"))
            .file("people.toml", include_str!("../data/examples/people.toml"))
            .file("assets.toml", include_str!("../data/examples/assets.toml"))
            .file("controls.toml", include_str!("../data/examples/controls.toml"))
            .file("risks/R001.toml", include_str!("../data/examples/risk.toml"))
    }

    /// With this file, written or replaced.
    pub(crate) fn file(self, path: &str, bytes: impl AsRef<[u8]>) -> Self {
        let full = self.path(path);
        std::fs::create_dir_all(full.parent().expect("a file lies in a folder")).expect("a folder");
        std::fs::write(full, bytes).expect("a written file");
        self
    }

    /// The folder.
    pub(crate) fn root(&self) -> &Path {
        self.folder.path()
    }

    /// A path within it.
    pub(crate) fn path(&self, relative: &str) -> PathBuf {
        self.folder.path().join(relative)
    }

    /// Runs the program in the folder, judged on [`TODAY`].
    pub(crate) fn run(&self, arguments: &[&str]) -> Run {
        self.run_in(arguments, &[])
    }

    /// The same with variables of the environment set, such as `COLUMNS`.
    pub(crate) fn run_in(&self, arguments: &[&str], environment: &[(&str, &str)]) -> Run {
        run(self.command(arguments, environment))
    }

    /// The command that [`Registry::run_in`] runs.
    pub(crate) fn command(&self, arguments: &[&str], environment: &[(&str, &str)]) -> Command {
        let dated = arguments.iter().any(|argument| argument.starts_with("--today"));
        let mut command = program();
        command.current_dir(self.root()).args(arguments).envs(environment.iter().copied());
        if !dated {
            command.args(["--today", TODAY]);
        }
        command
    }
}

/// The sample register of this project in a folder of its own, without its
/// history.
pub(crate) fn sample() -> Registry {
    let top = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut sample = Registry::empty();
    let mut open = ["risks", "schema", "measurements", "incidents"].map(|name| top.join(name)).to_vec();
    for name in [
        "plimsoll.toml",
        "people.toml",
        "assets.toml",
        "threats.toml",
        "controls.toml",
        "indicators.toml",
        "waivers.toml",
    ] {
        sample = sample.file(name, std::fs::read(top.join(name)).expect("a file of the sample"));
    }
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder of the sample").flatten() {
            if entry.path().is_dir() {
                open.push(entry.path());
            } else {
                let name = entry.path().strip_prefix(top).expect("below the top").display().to_string();
                sample = sample.file(&name, std::fs::read(entry.path()).expect("a file of the sample"));
            }
        }
    }
    sample
}

/// The program, with an environment that is the same everywhere.
pub(crate) fn program() -> Command {
    let nowhere = Path::new(env!("CARGO_TARGET_TMPDIR")).join("no-home");
    let mut command = Command::new(env!("CARGO_BIN_EXE_plimsoll"));
    command.env_clear().env("HOME", &nowhere).env("XDG_CONFIG_HOME", &nowhere);
    command.env("LANG", "C.UTF-8").env("COLUMNS", "80").stdin(Stdio::null());
    command
}

/// Runs a command to its end.
pub(crate) fn run(mut command: Command) -> Run {
    let output = command.output().expect("the program starts");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("the program prints UTF-8");
    Run {
        code: output.status.code().expect("the program ends by itself"),
        stdout: text(output.stdout),
        stderr: text(output.stderr),
    }
}

/// A page without the one script that is its own: a file of the site, by a
/// relative path, with nothing written in it.
pub(crate) fn without_own_script(page: &str) -> String {
    let Some((before, rest)) = page.split_once("<script src=\"") else { return page.to_owned() };
    let (tag, after) = rest.split_once("></script>").expect("an empty script");
    let path = tag.split_once('"').expect("a path").0.trim_start_matches("../");
    assert!(path.starts_with("assets/site.") && path.ends_with(".js"), "{path}");
    assert!(!tag.contains(['<', '>']) && tag.ends_with(" defer"), "{tag}");
    format!("{before}{after}")
}
