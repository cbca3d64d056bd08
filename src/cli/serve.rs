//! `plimsoll serve`

use std::collections::BTreeSet;
use std::io::{self, Write};
use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use super::args::{Args, BuildOptions, ServeOptions};
use super::build::{failure, history_until, site_options};
use super::context::{Context, Reread, git_failure, note, stopped};
use super::failure::Failure;
use super::month_before;
use super::{Exit, Interrupt, Outcome, terminal};
use crate::facts::Facts;
use crate::filter::{self, Report, Selection};
use crate::finding::Finding;
use crate::git::Repo;
use crate::git::object::ObjectId;
use crate::history::History;
use crate::model::day::Day;
use crate::serve::fresh::Files;
use crate::serve::host::Hosts;
use crate::serve::server::{self, Shared};
use crate::serve::state::{State, Trouble, place};
use crate::serve::watch::{Change, Places, Watch};
use crate::site::output::Few;
use crate::site::standby::Standby;
use crate::site::{self, SiteFailure};
use crate::source::SourceMap;
use crate::text::{counted, one_line};

/// So often it is looked whether the program ends or another day began.
const PATIENCE: Duration = Duration::from_millis(200);

/// So long the browser has the processor to itself before the rest of the site
/// is written.
const GRACE: Duration = Duration::from_millis(300);

pub(super) fn run(args: &Args, options: &ServeOptions) -> Outcome {
    refuse_remote(options)?;
    let context = Context::open(args, None)?;
    let (start, root) = (context.start.clone(), context.root.clone());
    drop(context);
    // A taken port is known before the work begins.
    let (listener, address) = listen(options)?;
    let folder = tempfile::Builder::new().prefix("plimsoll-serve-").tempdir().map_err(|error| {
        Failure::new("cannot make a temporary folder for the site", error.to_string())
            .help("TMPDIR names the folder that temporary files are made in")
    })?;
    let out = folder.path().join("site");
    let mut builder = Builder { args, options, start, root, out: out.clone(), history: None, waited: None };
    let first = builder.first()?;
    let hosts = if options.host.is_loopback() { Hosts::Loopback } else { Hosts::Addresses };
    let shared = Arc::new(Shared::new(out, hosts, &first.state));
    let watch = Watch::begin(first.places).map_err(|why| {
        Failure::new("cannot watch the files of the register", why)
            .help("the system may allow more watches: on Linux, sysctl fs.inotify.max_user_watches")
    })?;
    let site = format!("http://{address}/");
    io::stdout().write_all(format!("{site}\n").as_bytes())?;
    io::stdout().flush()?;
    if options.open
        && let Err(error) = open::that_detached(&site)
    {
        note(args, &format!("no browser could be opened ({error}); open {site}"))?;
    }
    let ends = AtomicBool::new(false);
    let served = std::thread::scope(|scope| {
        let (shared, ends) = (&shared, &ends);
        scope.spawn(move || builder.keep_up(watch, first.today, shared, ends));
        let served = server::run(listener, shared);
        ends.store(true, Ordering::Relaxed);
        served
    });
    served.map_err(|error| Failure::new(format!("cannot go on serving {site}"), error.to_string()))?;
    Ok(Exit::Clean)
}

/// The register is for this machine unless its owner says otherwise.
fn refuse_remote(options: &ServeOptions) -> Result<(), Failure> {
    if options.host.is_loopback() || options.allow_remote {
        return Ok(());
    }
    let doing = format!("will not serve on {}", options.host);
    Err(Failure::new(doing, "other machines reach that address, and whoever reaches it reads the register")
        .help("leave --host out, or add --allow-remote if that is meant"))
}

fn listen(options: &ServeOptions) -> Result<(TcpListener, SocketAddr), Failure> {
    let wanted = SocketAddr::new(options.host, options.port);
    let failed = |error: io::Error| {
        let failure = Failure::new(format!("cannot serve on {wanted}"), error.to_string());
        match error.kind() {
            io::ErrorKind::AddrInUse => failure.help("--port names another port; --port 0 takes a free one"),
            io::ErrorKind::PermissionDenied => failure.help("--port names another port, above 1023"),
            _ => failure.help("--host names an address of this machine"),
        }
    };
    let listener = TcpListener::bind(wanted).map_err(failed)?;
    let address = listener.local_addr().map_err(failed)?;
    Ok((listener, address))
}

/// What a build came to.
struct Built {
    state: State,
    places: Places,
    today: Day,
}

/// What keeps the last site where it is.
enum Kept {
    /// It cannot go on at all, or the first time.
    Interrupt(Interrupt),
    /// A file cannot be read: this is what is found.
    Unread(Box<State>),
    /// The configuration cannot be worked with.
    Stop(Box<crate::parse::Stop>),
}

impl From<Interrupt> for Kept {
    fn from(interrupt: Interrupt) -> Self {
        Self::Interrupt(interrupt)
    }
}

/// Builds the site again and again.
struct Builder<'a> {
    args: &'a Args,
    options: &'a ServeOptions,
    start: PathBuf,
    root: PathBuf,
    out: PathBuf,
    /// The history of a commit: it is read again when another is checked out.
    history: Option<(ObjectId, History)>,
    /// The risks that waited for a decision at another commit: it stays the same.
    waited: Option<(month_before::Asked, Waited)>,
}

/// Ids of risks, where they are known.
type Waited = Option<Vec<String>>;

impl Builder<'_> {
    /// The first site: whatever can be shown of the register is shown.
    fn first(&mut self) -> Result<Built, Interrupt> {
        let built = self.build(None).map_err(|kept| match kept {
            Kept::Interrupt(interrupt) => interrupt,
            Kept::Stop(stop) => stopped(self.args, &stop),
            // The first site is shown whatever could be read.
            Kept::Unread(_) => Interrupt::Said(Exit::Failed),
        })?;
        self.say(&format!("{}: {}", self.root.display(), counts(&built.state)))?;
        Ok(built)
    }

    /// Builds at every change until the program ends.
    fn keep_up(mut self, mut watch: Watch, mut day: Day, shared: &Shared, ends: &AtomicBool) {
        while !ends.load(Ordering::Relaxed) {
            let change = watch.wait(PATIENCE);
            let today = super::context::today(self.args).unwrap_or(day);
            if change == Change::None && today == day {
                continue;
            }
            day = today;
            if change == Change::Commits {
                self.history = None;
            }
            let began = Instant::now();
            let built = self.build(Some(shared));
            // Whatever came of it, the folder holds a whole site.
            shared.fresh.settle();
            // A folder may be new, and what is in it the reason why nothing was built.
            let places = built.as_ref().map_or_else(|_| watch.places().clone(), |built| built.places.clone());
            if let Err(why) = watch.again(places) {
                // What is watched already goes on being watched.
                let _ = note(self.args, &format!("not all folders are watched: {why}"));
            }
            let (state, words) = match built {
                Ok(built) => {
                    let words = format!("built again in {} ms", began.elapsed().as_millis());
                    (built.state, words)
                }
                Err(kept) => (self.kept(kept), "not built again".to_owned()),
            };
            // Nobody may read standard error; the pages say it, too.
            let _ = self.say(&format!("{words}: {}", summary(&state)));
            shared.tell(&state);
        }
    }

    /// Builds the site: first what is looked at by now, then all of it.
    fn build(&mut self, shared: Option<&Shared>) -> Result<Built, Kept> {
        let mut context =
            Context::read_again(self.args, &self.start, &self.root).map_err(|reread| match reread {
                Reread::Stop(stop) => Kept::Stop(stop),
                Reread::Interrupt(interrupt) => Kept::Interrupt(interrupt),
            })?;
        let past = context.look_back(self.args)?;
        let read = std::mem::take(&mut context.loaded.findings);
        let facts = Facts::with_past(&context.loaded.register, context.today, past.as_ref());
        let report = filter::report(&facts, read, &Selection::default());
        let state = State::judged(&report, &context.loaded.register.sources);
        if shared.is_some()
            && let Some(trouble) = unreadable(&report, &context)
        {
            return Err(Kept::Unread(Box::new(state.kept(trouble))));
        }
        let options = BuildOptions {
            out: Some(self.out.clone()),
            review_since: None,
            audience: self.options.audience.clone(),
            at: None,
        };
        let mut site = site_options(self.args, &options, &context)?;
        self.read_history(&context)?;
        if let Some((_, history)) = &self.history {
            (site.history, site.cut) = history_until(history, &context.loaded.register, context.today)?;
            if let Some(asked) = month_before::asked(history, context.today) {
                site.waited = self.waited(&context, asked)?;
            }
        }
        let failed = |why| Kept::Interrupt(failure(why).into());
        let made = site::build::Site::new(&facts, &report, &site).map_err(failed)?;
        let places = self.places(&context)?;
        // Templates of the register may fail on any page: all of them come first.
        if let Some(shared) = shared.filter(|_| site.templates.is_empty()) {
            shared.fresh.show(seen(&made, shared.fresh.asked()).map_err(failed)?);
            shared.tell(&state);
            shared.fresh.stand_back(GRACE);
        }
        let standby = Standby::beside(&self.out).map_err(failed)?;
        made.write(&standby).map_err(failed)?;
        standby.show().map_err(failed)?;
        Ok(Built { state, places, today: context.today })
    }

    /// The history of what is checked out, unless it is known already.
    fn read_history(&mut self, context: &Context) -> Result<(), Interrupt> {
        let head = context.located(self.args)?.commit.map(|commit| commit.object);
        if self.history.as_ref().map(|(known, _)| *known) != head {
            self.history = context.history(self.args)?.map(|(history, head)| (head, history));
        }
        Ok(())
    }

    /// The risks that waited about a month before, unless they are known already.
    fn waited(&mut self, context: &Context, asked: month_before::Asked) -> Result<Waited, Interrupt> {
        if let Some((_, waited)) = self.waited.as_ref().filter(|(known, _)| *known == asked) {
            return Ok(waited.clone());
        }
        let waited = month_before::waited(self.args, context, asked)?;
        self.waited = Some((asked, waited.clone()));
        Ok(waited)
    }

    /// What is to be watched.
    fn places(&self, context: &Context) -> Result<Places, Interrupt> {
        let register = &context.loaded.register;
        let mut read = site::build::read_from(register);
        let own = [&register.config.site.logo, &register.config.site.extra_css];
        read.extend(own.into_iter().flatten().map(|path| PathBuf::from(&path.value)));
        // Names may be written as `./logo.svg`; paths out of the register are not read.
        let read =
            read.into_iter().map(|path| super::context::normal(&path)).filter(|path| path.is_relative());
        let read = read.filter(|path| !path.as_os_str().is_empty()).collect();
        let git = match Repo::discover(&self.root) {
            Ok(Some(repo)) => {
                let mut folders: Vec<PathBuf> =
                    [repo.own_folder(), repo.common_folder()].into_iter().map(real).collect();
                folders.dedup();
                folders
            }
            Ok(None) => Vec::new(),
            Err(crate::git::Trouble::Unsupported(_)) => Vec::new(),
            Err(trouble) => {
                return Err(git_failure("cannot read the Git repository of the register", &trouble).into());
            }
        };
        Ok(Places { root: real(&self.root), read, git })
    }

    /// The state to show while the last site stays.
    fn kept(&self, kept: Kept) -> State {
        match kept {
            Kept::Unread(state) => *state,
            Kept::Stop(stop) => {
                let trouble = Trouble::new(
                    "plimsoll.toml cannot be worked with; this is the last site that could be built.",
                    &stop.findings.first().map_or_else(String::new, |first| cause(first, &stop.sources)),
                    stop.findings.first().and_then(|first| first.help.as_deref()),
                );
                State::stopped(&stop.findings, &stop.sources).kept(trouble)
            }
            Kept::Interrupt(Interrupt::Failure(failure)) => {
                let text = format!("{failure}");
                let style = terminal::errors(self.args);
                let _ =
                    io::stderr().write_all(style.finish(crate::text::visible(&text).into_owned()).as_bytes());
                let what = format!("{}; this is the last site that could be built.", failure.doing);
                State::default().kept(Trouble::new(&what, &failure.cause, failure.help.as_deref()))
            }
            Kept::Interrupt(Interrupt::ClosedPipe | Interrupt::Said(_)) => {
                State::default().kept(Trouble::new(
                    "The site could not be built; this is the last one that could.",
                    "the terminal of `plimsoll serve` says more",
                    None,
                ))
            }
        }
    }

    fn say(&self, text: &str) -> io::Result<()> {
        if self.args.quiet {
            return Ok(());
        }
        let style = terminal::errors(self.args);
        io::stderr().write_all(style.finish(format!("{text}\n")).as_bytes())
    }
}

/// The pages that somebody looks at, and what they load.
fn seen(made: &site::build::Site<'_>, asked: BTreeSet<String>) -> Result<Files, SiteFailure> {
    let few = Few::of(asked);
    made.write(&few)?;
    let mut files = few.files();
    files.extend(made.assets().iter().map(|asset| (asset.path.clone(), asset.bytes.clone())));
    Ok(files)
}

/// The folder as events name it.
fn real(folder: &Path) -> PathBuf {
    folder.canonicalize().unwrap_or_else(|_| folder.to_path_buf())
}

/// What to say where files could not be read at all.
fn unreadable(report: &Report<'_>, context: &Context) -> Option<Trouble> {
    let sources = &context.loaded.register.sources;
    let found = report.findings.iter().map(|judged| &judged.finding);
    let found: Vec<_> = found.filter(|finding| finding.is_of_unread_file()).collect();
    let mut files: Vec<&str> = found.iter().map(|finding| sources.path(finding.span.file)).collect();
    files.dedup();
    let (first, finding) = files.first().zip(found.first())?;
    let what = match files.len() {
        1 => format!("{first} cannot be read; this is the last site that could be built in full."),
        n => format!(
            "{first} and {} cannot be read; this is the last site that could be built in full.",
            counted(n - 1, "other file")
        ),
    };
    Some(Trouble::new(&what, &cause(finding, sources), finding.help.as_deref()))
}

/// Where and what it is that keeps a new site from being shown.
fn cause(finding: &Finding, sources: &SourceMap) -> String {
    format!("{}: {}", place(finding, sources), one_line(&finding.message))
}

fn counts(state: &State) -> String {
    let all = [(state.errors, "error"), (state.warnings, "warning")];
    let words: Vec<String> = all.iter().filter(|(n, _)| *n > 0).map(|(n, word)| counted(*n, word)).collect();
    if words.is_empty() { "nothing to object to".to_owned() } else { words.join(", ") }
}

/// What a build came to, in a line.
fn summary(state: &State) -> String {
    match &state.kept {
        Some(trouble) if trouble.cause.is_empty() => trouble.what.clone(),
        Some(trouble) => format!("{}\n  {}", trouble.what, trouble.cause),
        None => counts(state),
    }
}
