//! `plimsoll new`

use std::collections::{BTreeSet, HashSet};
use std::io::{self, BufRead, Write};
use std::path::Path;
use std::process::Command;

use super::args::{Args, NewOptions};
use super::context::{Context, git_failure, note, read_history};
use super::failure::Failure;
use super::init::failure;
use super::{Exit, Interrupt, Outcome, random, terminal};
use crate::edit::new_risk::{self, NewRisk};
use crate::edit::write::new_files;
use crate::git::object::ObjectId;
use crate::history::ids::{self, BranchTrouble};
use crate::model::id::kebab;
use crate::model::methodology::Point;
use crate::model::register::Register;
use crate::parse::CONFIG_FILE;
use crate::query;
use crate::source::tree::Tree;
use crate::suggest::Known;
use crate::text::one_line;

/// How often a random id is drawn before the pattern is said to be used up.
const DRAWS: usize = 10_000;

/// What the command does, for its failures.
const DOING: &str = "cannot write a new risk";

pub(super) fn run(args: &Args, options: &NewOptions) -> Outcome {
    let context = Context::open(args, None)?;
    let register = &context.loaded.register;
    let asks = terminal::is_interactive();
    let title = title(options, asks)?;
    let owner = owner(register, options, asks)?;
    let rating = rating(register, options, asks && options.title.is_none())?;
    let id = next_id(register, elsewhere(args, &context)?)?;
    let folder = folder(register, options.category.as_deref());
    let path = format!("{folder}/{id}.toml");
    let category = options.category.as_deref().map(one_line).filter(|category| !category.is_empty());
    let risk = NewRisk { id, title, category, owner, identified: context.today, rating };
    new_files(&context.root, &[(path.clone(), new_risk::text(&risk))])
        .map_err(|trouble| failure(DOING, trouble))?;
    let full = context.root.join(&path);
    let shown = full.strip_prefix(&context.start).unwrap_or(&full);
    writeln!(io::stdout(), "{}", shown.display())?;
    if risk.rating.is_none() {
        note(args, "it is not assessed yet: write `likelihood` and `impact` once they are known")?;
    }
    if asks && !options.no_edit {
        open_editor(args, &full)?;
    }
    Ok(Exit::Clean)
}

/// Asks on standard error, reads from standard input.
fn ask(question: &str) -> Result<String, Interrupt> {
    let mut screen = io::stderr();
    write!(screen, "{question} ")?;
    screen.flush()?;
    let mut answer = String::new();
    let read = io::stdin().lock().read_line(&mut answer)?;
    if read == 0 {
        return Err(Failure::new(DOING, "the questions were not answered")
            .help("name a title and an owner")
            .into());
    }
    Ok(one_line(&answer))
}

fn title(options: &NewOptions, asks: bool) -> Result<String, Interrupt> {
    let title = match &options.title {
        Some(title) => one_line(title),
        None if asks => ask("What may happen?")?,
        None => String::new(),
    };
    if title.is_empty() {
        let failure = Failure::new(DOING, "it has no title");
        return Err(failure
            .help("plimsoll new \"Supplier outage stops order intake\" --owner it-manager")
            .into());
    }
    Ok(title)
}

fn known(word: &str, noun: &str, all: &[Known<'_>]) -> Result<String, Failure> {
    query::resolve(word, noun, all).map_err(|refusal| Failure::new(DOING, refusal.cause).help(refusal.help))
}

fn owner(register: &Register, options: &NewOptions, asks: bool) -> Result<String, Interrupt> {
    let people = query::people(register);
    if let Some(owner) = &options.owner {
        return Ok(known(owner, "person", &people)?);
    }
    let active: Vec<&str> = register.people.iter().filter(|p| p.is_active()).map(|p| p.id.as_str()).collect();
    if let [only] = active[..] {
        return Ok(only.to_owned());
    }
    if asks {
        let answer = ask(&format!("Who owns it? ({})", active.join(", ")))?;
        return Ok(known(&answer, "person", &people)?);
    }
    let all = crate::suggest::one_of(active.iter().copied());
    Err(Failure::new(DOING, "it has no owner").help(format!("add --owner with {all}")).into())
}

fn rating(
    register: &Register,
    options: &NewOptions,
    asks: bool,
) -> Result<Option<(String, String)>, Interrupt> {
    let scales = register.methodology.as_ref().map(|m| (points(&m.likelihood), points(&m.impact)));
    let Some((likelihoods, impacts)) = scales else {
        if options.likelihood.is_some() {
            return Err(Failure::new(DOING, "there is no methodology to assess it by")
                .help("`plimsoll check` says why")
                .into());
        }
        return Ok(None);
    };
    if let (Some(likelihood), Some(impact)) = (&options.likelihood, &options.impact) {
        return Ok(Some((
            known(likelihood, "likelihood", &likelihoods)?,
            known(impact, "impact", &impacts)?,
        )));
    }
    if !asks {
        return Ok(None);
    }
    let ids =
        |points: &[Known<'_>]| points.iter().map(|point| point.id.to_owned()).collect::<Vec<_>>().join(", ");
    let likelihood = ask(&format!("How likely is it? ({}; empty if not known)", ids(&likelihoods)))?;
    if likelihood.is_empty() {
        return Ok(None);
    }
    let likelihood = known(&likelihood, "likelihood", &likelihoods)?;
    let impact = ask(&format!("How bad would it be? ({})", ids(&impacts)))?;
    Ok(Some((likelihood, known(&impact, "impact", &impacts)?)))
}

fn points(points: &[Point]) -> Vec<Known<'_>> {
    points.iter().map(|point| Known { id: &point.id.value, name: point.name() }).collect()
}

/// The ids that risks have or had anywhere else: on the tips of all branches,
/// and in the history of each of them and of what is checked out.
pub(super) fn elsewhere(args: &Args, context: &Context) -> Result<BTreeSet<String>, Interrupt> {
    let located = context.located(args)?;
    let Some(repo) = &located.repo else { return Ok(BTreeSet::new()) };
    let mut found = ids::on_branches(repo).map_err(|broken| branch_failure(&broken))?;
    let branches = repo.branches().map_err(|trouble| git_failure(DOING, &trouble))?;
    let head = located.commit.iter().map(|commit| commit.object);
    let tips: BTreeSet<ObjectId> = branches.into_iter().map(|(_, tip)| tip).chain(head).collect();
    let failed = |trouble| git_failure(DOING, &trouble);
    for tip in tips {
        // A branch without a register, as one of built pages, has no ids.
        if !repo.revision(tip, &located.prefix).map_err(failed)?.exists(CONFIG_FILE) {
            continue;
        }
        let (history, _) = read_history(args, repo, &located.prefix, tip)?;
        found.extend(history.ids());
    }
    Ok(found)
}

fn branch_failure(broken: &BranchTrouble) -> Failure {
    let doing = match &broken.branch {
        Some(branch) => format!("{DOING}: the ids of the branch {branch} cannot be read"),
        None => format!("{DOING}: the branches cannot be read"),
    };
    git_failure(&doing, &broken.trouble)
}

/// The next id, of which nothing here or elsewhere is or was called; one drawn
/// at random where the pattern says so.
pub(super) fn next_id(
    register: &Register,
    elsewhere: impl IntoIterator<Item = String>,
) -> Result<String, Failure> {
    let pattern = &register.config.id_pattern;
    let own = new_risk::taken(register).into_iter().map(str::to_owned);
    let taken: HashSet<String> = own.chain(elsewhere).collect();
    if let Some(next) = new_risk::next(pattern, taken.iter().map(String::as_str)) {
        return Ok(next);
    }
    let mut bytes = random::bytes();
    let mut drawn = std::iter::repeat_with(|| pattern.drawn(&mut bytes)).take(DRAWS);
    drawn.find(|id| !taken.contains(id)).ok_or_else(|| {
        Failure::new(DOING, format!("every id of the pattern `{}` seems to be taken", pattern.as_str()))
            .help("add a `?` to `[register] id_pattern`")
    })
}

/// The folder of the category's last risk, else one named after it.
fn folder(register: &Register, category: Option<&str>) -> String {
    let risks = &register.config.paths.risks;
    let Some(category) = category.map(one_line).filter(|category| !kebab(category).is_empty()) else {
        return risks.clone();
    };
    let alike = register
        .risks
        .iter()
        .rev()
        .find(|risk| risk.category.as_ref().is_some_and(|own| own.value == category));
    let beside = alike.and_then(|risk| register.sources.path(risk.file).rsplit_once('/'));
    beside.map_or_else(|| format!("{risks}/{}", kebab(&category)), |(folder, _)| folder.to_owned())
}

/// Opens the file in the user's own editor.
fn open_editor(args: &Args, file: &Path) -> Result<(), Interrupt> {
    let named = |name: &str| std::env::var(name).ok().filter(|value| !value.trim().is_empty());
    let Some(editor) = named("VISUAL").or_else(|| named("EDITOR")) else { return Ok(()) };
    let mut words = editor.split_whitespace();
    let Some(program) = words.next() else { return Ok(()) };
    if let Err(error) = Command::new(program).args(words).arg(file).status() {
        note(args, &format!("cannot open the editor `{program}`: {error}"))?;
    }
    Ok(())
}
