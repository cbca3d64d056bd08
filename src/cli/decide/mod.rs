//! `plimsoll accept`, `approve`, `review`, `postpone` and `close`

pub(super) mod args;
mod asker;
mod commit;
mod key;

use std::io::{self, Write};

use args::{AcceptOptions, ApproveOptions, CloseOptions, Common, PostponeOptions, ReviewOptions, Signing};
use asker::Asker;

use super::args::Args;
use super::context::{Context, stopped};
use super::failure::Failure;
use super::{Exit, Interrupt, Outcome, say, show, terminal};
use crate::decision;
use crate::edit::decide::refuse::{self, Refusal};
use crate::edit::decide::{Case, Decision, Kind, What, message, write};
use crate::edit::document::{Document, EditTrouble};
use crate::edit::write::replace;
use crate::facts::Facts;
use crate::filter::{self, Selection};
use crate::model::config::Severity;
use crate::parse::{self, Loaded};
use crate::past::{self, Past};
use crate::report::{patch, short};
use crate::signature::sign;
use crate::source::layered::Layered;
use crate::source::tree::WorkTree;
use crate::text::one_line;

pub(super) fn accept(args: &Args, options: &AcceptOptions) -> Outcome {
    run(args, &options.common, Kind::Accept, Some(&options.signing), &|asker| {
        let last =
            asker.case.longest(asker.on).map_or(String::new(), |last| format!(", {last} at the latest"));
        Ok(What::Accept {
            until: asker.day(options.until, "--until", &format!("Until when? (YYYY-MM-DD{last})"))?,
            rationale: asker.text(options.rationale.as_deref(), "--rationale", "Why is it carried?")?,
            conditions: asker.may_say(options.conditions.as_deref(), "On which conditions? (empty: none)")?,
        })
    })
}

pub(super) fn approve(args: &Args, options: &ApproveOptions) -> Outcome {
    run(args, &options.common, Kind::Approve, Some(&options.signing), &|_| Ok(What::Approve))
}

pub(super) fn review(args: &Args, options: &ReviewOptions) -> Outcome {
    run(args, &options.common, Kind::Review, None, &|asker| {
        Ok(What::Review {
            outcome: asker.outcome(options.outcome)?,
            note: asker.may_say(options.note.as_deref(), "A note? (empty: none)")?,
        })
    })
}

pub(super) fn postpone(args: &Args, options: &PostponeOptions) -> Outcome {
    run(args, &options.common, Kind::Postpone, None, &|asker| {
        let now = asker.case.judged.plan.deadline.map_or(String::new(), |now| format!(", now {now}"));
        Ok(What::Postpone {
            to: asker.day(options.to, "--to", &format!("To when? (YYYY-MM-DD{now})"))?,
            reason: asker.text(options.reason.as_deref(), "--reason", "Why does it move?")?,
        })
    })
}

pub(super) fn close(args: &Args, options: &CloseOptions) -> Outcome {
    run(args, &options.common, Kind::Close, None, &|asker| {
        Ok(What::Close {
            reason: asker.text(options.reason.as_deref(), "--reason", "Why is it no more?")?,
            merged_into: options.merged_into.as_deref().map(|id| asker.present(id)),
        })
    })
}

/// What the question is about, from the options or from a person.
type Said<'s> = &'s dyn Fn(&Asker<'_>) -> Result<What, Interrupt>;

fn run(args: &Args, common: &Common, kind: Kind, signing: Option<&Signing>, said: Said<'_>) -> Outcome {
    let doing = format!("cannot {} {}", kind.verb(), one_line(&common.id));
    let mut context = Context::open(args, None)?;
    let past = context.look_back(args)?;
    let register = &context.loaded.register;
    let place = show::find(args, register, &common.id, &doing)?;
    let facts = Facts::with_past(register, context.today, past.as_ref());
    let case = Case::new(&facts, place);
    refuse::of_risk(case, kind).map_err(|refusal| refused(args, case, kind, &refusal))?;
    if common.commit {
        commit::refuse_unclean(args, &context, case.path(), &doing)?;
    }
    let asker = Asker::new(case, common.on.unwrap_or(context.today), kind, &doing);
    let by = asker.person(common.by.as_deref())?;
    let what = said(&asker)?;
    asker.finish()?;
    let decision = Decision { by, on: asker.on, what };
    refuse::of_decision(case, &decision).map_err(|refusal| refused(args, case, kind, &refusal))?;

    let writing = Writing { args, context: &context, past: past.as_ref(), case, doing: &doing };
    let after = writing.text(&decision, signing.filter(|signing| signing.sign))?;
    let before = &register.sources.file(case.risk.file).text;
    if common.dry_run {
        let style = terminal::output(args);
        let diff = patch::unified(case.path(), Some(before), Some(&after), style);
        io::stdout().write_all(style.finish(diff).as_bytes())?;
        return Ok(Exit::Clean);
    }
    if terminal::is_interactive() && !common.yes {
        let style = terminal::errors(args);
        let diff = patch::unified(case.path(), Some(before), Some(&after), style);
        io::stderr().write_all(style.finish(diff).as_bytes())?;
        if !asker.agree("Write this?")? {
            return Err(Failure::new(&*doing, "nothing was written").into());
        }
    }
    replace(&context.root.join(case.path()), Some(before), &after)
        .map_err(|error| Failure::new(&*doing, format!("{}: {error}", case.path())))?;
    writeln!(io::stdout(), "{}", one_line(case.path()))?;
    writing.tell(&decision, &after)?;
    let paragraphs = message::paragraphs(case, &decision);
    if common.commit {
        return commit::make(&context, case.path(), &paragraphs);
    }
    commit::propose(args, &context, &paragraphs)?;
    Ok(Exit::Clean)
}

/// Says why a decision is not taken.
fn refused(args: &Args, case: Case<'_>, kind: Kind, refusal: &Refusal) -> Interrupt {
    let mut failure = Failure::new(
        format!("refused to {} {}", kind.verb(), one_line(case.risk.id())),
        one_line(&refusal.cause),
    );
    failure.help.clone_from(&refusal.help);
    say(args, &failure);
    Interrupt::Said(Exit::Findings)
}

/// A decision on its way into its file.
struct Writing<'w> {
    args: &'w Args,
    context: &'w Context,
    past: Option<&'w Past>,
    case: Case<'w>,
    doing: &'w str,
}

impl Writing<'_> {
    /// The file with the decision in it, sealed where it is one that is sealed,
    /// and signed where that is wanted.
    fn text(&self, decision: &Decision, signing: Option<&Signing>) -> Result<String, Interrupt> {
        let before = &self.case.facts.register.sources.file(self.case.risk.file).text;
        let trouble = |trouble: EditTrouble| Failure::new(self.doing, trouble.to_string());
        let mut file = write::written(before, self.case, decision).map_err(trouble)?;
        if let Some(kind) = write::seals(&decision.what) {
            let seal = self.seal(&file, kind)?;
            write::seal(&mut file, kind, &seal).map_err(trouble)?;
            if let Some(signing) = signing {
                let decider = key::Decider { args: self.args, context: self.context, doing: self.doing };
                let armour = decider.sign(&decision.by, &sign::message(&seal), signing.key.as_deref())?;
                write::sign(&mut file, kind, &armour).map_err(trouble)?;
            }
        }
        Ok(file.text().to_owned())
    }

    /// The seal over the risk as it will stand in the file.
    fn seal(&self, file: &Document, kind: decision::Kind) -> Result<String, Interrupt> {
        let loaded = self.reread(file.text())?;
        let facts = Facts::with_past(&loaded.register, self.context.today, self.past);
        let Some(place) = loaded.register.risk_place(self.case.risk.id()) else {
            return Err(Failure::new(self.doing, "the edited file would not be read").into());
        };
        let (risk, judged) = (&loaded.register.risks[place], &facts.risks[place]);
        Ok(decision::seal(&loaded.register, risk, &judged.stages, kind))
    }

    /// The register as it is with the file edited.
    fn reread(&self, text: &str) -> Result<Loaded, Interrupt> {
        let tree = WorkTree::new(self.context.root.clone());
        let tree = Layered::new(&tree, [(self.case.path(), text)]);
        let mut loaded = parse::load(&tree).map_err(|stop| stopped(self.args, &stop))?;
        if let Some(past) = self.past {
            past::fill(&mut loaded.register, past);
        }
        Ok(loaded)
    }

    /// Says what was decided, and what is left open on the risk.
    fn tell(&self, decision: &Decision, text: &str) -> Result<(), Interrupt> {
        if self.args.quiet {
            return Ok(());
        }
        let mut loaded = self.reread(text)?;
        let read = std::mem::take(&mut loaded.findings);
        let facts = Facts::with_past(&loaded.register, self.context.today, self.past);
        let mut report = filter::report(&facts, read, &Selection::default());
        let id = self.case.risk.id();
        report.findings.retain(|judged| {
            judged.finding.risk.as_deref() == Some(id) && judged.severity >= Severity::Warning
        });
        let style = terminal::errors(self.args);
        let mut out = io::stderr().lock();
        let told = told(&facts, id, decision);
        out.write_all(style.finish(format!("{}\n", style.bold(&one_line(&told)))).as_bytes())?;
        if !report.findings.is_empty() {
            let heading = format!("left open on {}:\n", one_line(id));
            out.write_all(style.finish(heading).as_bytes())?;
            short::write(&report, &loaded.register.sources, style, &mut out)?;
        }
        Ok(())
    }
}

/// "R042 is accepted by CISO until 2025-09-30, sealed and signed".
fn told(facts: &Facts<'_>, id: &str, decision: &Decision) -> String {
    let by = facts.register.person_name(&decision.by);
    let Some(place) = facts.register.risk_place(id) else { return String::new() };
    let judged = &facts.risks[place];
    let sealed = |decision: Option<decision::Decision>| match decision.and_then(|decision| decision.proof) {
        Some(decision::Proof::Signature) => ", sealed and signed",
        Some(decision::Proof::Seal) => ", sealed",
        Some(decision::Proof::History) | None => "",
    };
    match &decision.what {
        What::Accept { until, .. } => {
            format!("{id} is accepted by {by} until {until}{}", sealed(judged.acceptance))
        }
        What::Approve => format!("the plan of {id} is approved by {by}{}", sealed(judged.approval)),
        What::Review { .. } => {
            let next = judged
                .review
                .next
                .map_or(String::new(), |next| format!("; the next review is due on {next}"));
            format!("{id} is reviewed by {by}{next}")
        }
        What::Postpone { to, .. } => format!("the plan of {id} is due on {to} now"),
        What::Close { .. } => format!("{id} is closed"),
    }
}
