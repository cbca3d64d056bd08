//! The key that a decision is signed with: found, checked against
//! `people.toml`, unlocked.

use std::env;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use ssh_key::{PrivateKey, PublicKey};

use crate::cli::args::Args;
use crate::cli::ask::Asking;
use crate::cli::context::{Context, note};
use crate::cli::failure::Failure;
use crate::cli::{Exit, Interrupt, say, terminal};
use crate::model::person::Person;
use crate::signature::sign::SecretFault;
use crate::signature::{agent, key, sign};
use crate::text::one_line;

/// Who signs, as far as finding the key goes.
pub(super) struct Decider<'d> {
    pub(super) args: &'d Args,
    pub(super) context: &'d Context,
    pub(super) doing: &'d str,
}

/// A key that was chosen.
struct Chosen {
    public: PublicKey,
    secret: Secret,
    /// Where it comes from, in words.
    origin: String,
}

/// What signs.
enum Secret {
    File(PathBuf, Box<PrivateKey>),
    Agent,
}

impl Decider<'_> {
    /// The decider's signature of a message, in armour.
    pub(super) fn sign(&self, by: &str, message: &[u8], named: Option<&Path>) -> Result<String, Interrupt> {
        let Some(person) = self.context.loaded.register.person(by) else {
            return Err(Failure::new(self.doing, format!("there is no person `{}`", one_line(by))).into());
        };
        let chosen = self.choose(person, named)?;
        self.refuse_unlisted(person, &chosen)?;
        note(self.args, &format!("signing with {}, {}", key::fingerprint(&chosen.public), chosen.origin))?;
        let armour = match &chosen.secret {
            Secret::Agent => {
                let answer =
                    self.ask_agent(|stream| agent::sign(stream, &chosen.public, &sign::blob(message)))?;
                sign::of_agent(&chosen.public, &answer, message)
            }
            Secret::File(path, private) => sign::sign(&self.unlocked(path, private)?, message),
        };
        armour.ok_or_else(|| {
            let kind = chosen.public.algorithm();
            Failure::new(self.doing, format!("a signature by a key of the kind {kind} could not be made"))
                .help("sign with another key")
                .into()
        })
    }

    fn choose(&self, person: &Person, named: Option<&Path>) -> Result<Chosen, Interrupt> {
        if let Some(path) = named {
            return self.of_file(&self.context.start.join(path), "named by --key");
        }
        let repo = self.context.located(self.args)?.repo;
        if let Some(configured) = repo.and_then(|repo| repo.signing_key()) {
            let origin = "user.signingKey";
            return match key::public(&configured) {
                Ok(public) => Ok(Chosen { public, secret: Secret::Agent, origin: origin.to_owned() }),
                Err(_) => self.of_file(Path::new(&configured), origin),
            };
        }
        let lines = || person.keys.iter().map(|key| key.as_str());
        if let Some(held) = self.held()? {
            let origin = "held by the SSH agent".to_owned();
            if let Some(public) = held.into_iter().find(|held| key::is_listed(held, lines())) {
                return Ok(Chosen { public, secret: Secret::Agent, origin });
            }
        }
        let home = env::home_dir().unwrap_or_default().join(".ssh/id_ed25519");
        if home.is_file() {
            return self.of_file(&home, "the default");
        }
        let cause = match person.keys.len() {
            0 => format!("people.toml lists no key for {}", person.name()),
            _ => format!(
                "no key of {} is found: none is configured, in the agent, or in ~/.ssh/id_ed25519",
                person.name()
            ),
        };
        Err(Failure::new(self.doing, cause)
            .help("name the key by --key FILE, or add it to the agent: ssh-add FILE")
            .into())
    }

    /// The key of a file: the private one itself, or the public one of a key
    /// that the agent or the file beside it holds.
    fn of_file(&self, path: &Path, origin: &str) -> Result<Chosen, Interrupt> {
        let shown = one_line(&path.display().to_string());
        let read = |path: &Path| {
            fs::read_to_string(path).map_err(|error| {
                Failure::new(self.doing, format!("the key {shown} cannot be read: {error}"))
                    .help("name the key's file by --key")
            })
        };
        let origin = format!("{shown} ({origin})");
        let text = read(path)?;
        let (path, text) = match key::public(&text) {
            Ok(public) if self.is_held(&public) => {
                return Ok(Chosen { public, secret: Secret::Agent, origin });
            }
            Ok(_) => {
                let private = path.with_extension("");
                let text = read(&private)?;
                (private, text)
            }
            Err(_) => (path.to_path_buf(), text),
        };
        let private = sign::private(&text).map_err(|fault| {
            let help = match fault {
                SecretFault::OldFormat => {
                    format!("rewrite it: ssh-keygen -p -f {shown}; or add it to the agent: ssh-add {shown}")
                }
                _ => "name the file that ssh-keygen wrote, as ~/.ssh/id_ed25519".to_owned(),
            };
            Failure::new(self.doing, format!("{shown}: {fault}")).help(help)
        })?;
        let public = private.public_key().clone();
        // A key that the agent has opened already needs no passphrase.
        let secret = if private.is_encrypted() && self.is_held(&public) {
            Secret::Agent
        } else {
            Secret::File(path, Box::new(private))
        };
        Ok(Chosen { public, secret, origin })
    }

    /// Refuses a key that nobody could check the signature with.
    fn refuse_unlisted(&self, person: &Person, chosen: &Chosen) -> Result<(), Interrupt> {
        let shown = key::fingerprint(&chosen.public);
        let refusal = if let Err(fault) = key::counts(&chosen.public) {
            Failure::new(self.doing, format!("{}: it is {fault}", chosen.origin))
                .help("sign with another key")
        } else if !key::is_listed(&chosen.public, person.keys.iter().map(|key| key.as_str())) {
            let people = &self.context.loaded.register.config.paths.people;
            let cause = format!("{people} does not list {shown} for {} ({})", person.name(), chosen.origin);
            let line = key::line(&chosen.public);
            Failure::new(self.doing, cause).help(format!(
                "if it is their key, add it to the entry of `{}` there, in a change of its own:\nkeys = [\"{line}\"]",
                person.id.value
            ))
        } else {
            return Ok(());
        };
        say(self.args, &refusal);
        Err(Interrupt::Said(Exit::Findings))
    }

    fn unlocked(&self, path: &Path, private: &PrivateKey) -> Result<PrivateKey, Interrupt> {
        if !private.is_encrypted() {
            return Ok(private.clone());
        }
        let shown = one_line(&path.display().to_string());
        let help = format!("add the key to the agent, which asks for it once: ssh-add {shown}");
        if terminal::is_interactive() {
            let asking = Asking { doing: self.doing, otherwise: &help };
            if let Some(passphrase) = asking.secret(&format!("Passphrase of {shown}:"))? {
                return sign::unlock(private, &passphrase).map_err(|fault| {
                    Failure::new(self.doing, format!("{shown}: {fault}")).help(help.clone()).into()
                });
            }
        }
        Err(Failure::new(self.doing, format!("{shown} is locked by a passphrase")).help(help).into())
    }

    fn is_held(&self, public: &PublicKey) -> bool {
        let held = self.held().ok().flatten().unwrap_or_default();
        held.iter().any(|held| held.key_data() == public.key_data())
    }

    /// The keys that the agent holds; `None` where there is none to ask.
    fn held(&self) -> Result<Option<Vec<PublicKey>>, Interrupt> {
        if env::var_os("SSH_AUTH_SOCK").is_none_or(|socket| socket.is_empty()) {
            return Ok(None);
        }
        match self.ask_agent(agent::keys) {
            Ok(keys) => Ok(Some(keys)),
            Err(Interrupt::Failure(failure)) => {
                note(self.args, &failure.cause)?;
                Ok(None)
            }
            Err(other) => Err(other),
        }
    }

    /// Asks the SSH agent something.
    #[cfg(unix)]
    fn ask_agent<T>(
        &self,
        ask: impl FnOnce(&mut std::os::unix::net::UnixStream) -> io::Result<T>,
    ) -> Result<T, Interrupt> {
        let failed = |error: io::Error| {
            Failure::new(self.doing, format!("the SSH agent did not help: {error}"))
                .help("`ssh-add -l` says which keys it holds; --key names a file instead")
        };
        let Some(socket) = env::var_os("SSH_AUTH_SOCK") else {
            return Err(failed(io::Error::other("SSH_AUTH_SOCK is not set")).into());
        };
        let mut stream = std::os::unix::net::UnixStream::connect(socket).map_err(failed)?;
        Ok(ask(&mut stream).map_err(failed)?)
    }

    /// Agents of this system are not reached by a socket of this kind.
    #[cfg(not(unix))]
    fn ask_agent<T>(
        &self,
        _: impl FnOnce(&mut io::Cursor<Vec<u8>>) -> io::Result<T>,
    ) -> Result<T, Interrupt> {
        Err(Failure::new(self.doing, "the SSH agent cannot be asked on this system")
            .help("name the key by --key FILE")
            .into())
    }
}
