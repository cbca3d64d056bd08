//! Who signs with which key, as the user or the machine says it: OpenSSH's
//! `allowed_signers` (ssh-keygen(1), ALLOWED SIGNERS), which
//! `gpg.ssh.allowedSignersFile` names.
//!
//! Only the configuration of the user and of the system is asked: a repository
//! must not vouch for those who commit to it.

use git2::{Config, ConfigLevel};

use crate::model::day::Day;

/// A key, and whose it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signer {
    /// The addresses that the key signs for.
    pub principals: Vec<String>,
    /// The public key, as OpenSSH writes it.
    pub key: String,
    /// The first day on which it counts.
    pub from: Option<Day>,
    /// The last day on which it counts.
    pub until: Option<Day>,
}

impl Signer {
    /// Whether the key counts for a signature of that day.
    #[must_use]
    pub fn counts_on(&self, day: Day) -> bool {
        self.from.is_none_or(|from| day >= from) && self.until.is_none_or(|until| day <= until)
    }
}

/// The file's signers of commits. Certificates are not followed, and a line
/// that cannot be read is nobody's.
#[must_use]
pub fn parse(text: &str) -> Vec<Signer> {
    text.lines().filter_map(|line| signer(line.trim())).collect()
}

fn signer(line: &str) -> Option<Signer> {
    if line.is_empty() || line.starts_with('#') {
        return None;
    }
    let (principals, rest) = word(line);
    let (first, after) = word(rest);
    let (options, key) = if is_key_type(first) { ("", rest) } else { (first, after) };
    let (kind, rest) = word(key);
    let (data, _) = word(rest);
    if !is_key_type(kind) || data.is_empty() {
        return None;
    }
    let unquoted = |text: &str| text.trim_matches('"').to_owned();
    let split = |text: &str| text.split(',').map(|name| name.trim().to_owned()).collect::<Vec<_>>();
    let mut signer = Signer {
        principals: split(&unquoted(principals)),
        key: format!("{kind} {data}"),
        from: None,
        until: None,
    };
    for option in pieces(options) {
        let (name, value) = option.split_once('=').unwrap_or((option, ""));
        let value = unquoted(value);
        match name.to_ascii_lowercase().as_str() {
            "cert-authority" => return None,
            "namespaces" if !split(&value).iter().any(|name| name == "git") => return None,
            "valid-after" => signer.from = Some(day(&value)?),
            "valid-before" => signer.until = Some(day(&value)?),
            _ => {}
        }
    }
    Some(signer)
}

/// The first word, which may be quoted in parts, and the rest.
fn word(text: &str) -> (&str, &str) {
    let text = text.trim_start();
    let mut quoted = false;
    let end = text.find(|c: char| {
        quoted ^= c == '"';
        c.is_whitespace() && !quoted
    });
    text.split_at(end.unwrap_or(text.len()))
}

/// What commas outside of quotes divide.
fn pieces(text: &str) -> impl Iterator<Item = &str> {
    let mut quoted = false;
    text.split(move |c: char| {
        quoted ^= c == '"';
        c == ',' && !quoted
    })
    .filter(|piece| !piece.is_empty())
}

fn is_key_type(word: &str) -> bool {
    ["ssh-", "ecdsa-", "sk-ssh-", "sk-ecdsa-"].iter().any(|kind| word.starts_with(kind))
}

/// `YYYYMMDD`, a time behind it or not.
fn day(text: &str) -> Option<Day> {
    let number = |range: std::ops::Range<usize>| text.get(range)?.parse::<i16>().ok();
    let small = |range| i8::try_from(number(range)?).ok();
    jiff::civil::Date::new(number(0..4)?, small(4..6)?, small(6..8)?).ok()
}

/// What is asked, the user's before the system's.
const LEVELS: [ConfigLevel; 4] =
    [ConfigLevel::Global, ConfigLevel::XDG, ConfigLevel::System, ConfigLevel::ProgramData];

/// `user.signingKey` where `gpg.format` is `ssh`: a key as text, or the path of
/// its file.
pub(super) fn signing_key(config: &Config) -> Option<String> {
    let levels = || LEVELS.into_iter().filter_map(|level| config.open_level(level).ok());
    let format = levels().find_map(|level| level.get_string("gpg.format").ok())?;
    if !format.eq_ignore_ascii_case("ssh") {
        return None;
    }
    levels().find_map(|level| {
        let text = level.get_string("user.signingKey").ok()?;
        let literal = text.strip_prefix("key::").or_else(|| is_key_type(&text).then_some(&text));
        match literal {
            Some(key) => Some(key.to_owned()),
            None => level.get_path("user.signingKey").ok().map(|path| path.to_string_lossy().into_owned()),
        }
    })
}

/// The signers that the user's and the system's configuration name.
pub(super) fn configured(config: &Config) -> Vec<Signer> {
    let file = LEVELS.into_iter().find_map(|level| {
        let level = config.open_level(level).ok()?;
        level.get_path("gpg.ssh.allowedSignersFile").ok()
    });
    let text = file.and_then(|file| std::fs::read_to_string(file).ok());
    text.map(|text| parse(&text)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn keys_are_read_with_whom_they_sign_for_and_when() {
        let text = "# who may\n\
            ana@example.org ssh-ed25519 AAAA ana's laptop\n\
            \"bo@example.org,*@example.com\" namespaces=\"file,git\",valid-after=\"20250101\",valid-before=20251231Z ssh-rsa BBBB\n\
            ca@example.org cert-authority ssh-ed25519 CCCC\n\
            mail@example.org namespaces=\"email\" ssh-ed25519 DDDD\n\
            odd@example.org valid-after=\"soon\" ssh-ed25519 EEEE\n\
            torn@example.org ssh-ed25519\n\n";
        let signers = parse(text);
        assert_eq!(signers.len(), 2);
        assert_eq!(
            (signers[0].principals.clone(), signers[0].key.as_str()),
            (vec!["ana@example.org".to_owned()], "ssh-ed25519 AAAA")
        );
        assert_eq!(signers[1].principals, ["bo@example.org", "*@example.com"]);
        assert!(signers[1].counts_on(date(2025, 1, 1)) && signers[1].counts_on(date(2025, 12, 31)));
        assert!(!signers[1].counts_on(date(2024, 12, 31)) && !signers[1].counts_on(date(2026, 1, 1)));
    }
}
