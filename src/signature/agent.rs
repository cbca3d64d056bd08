//! The SSH agent: which keys it holds, and signatures by them.
//!
//! Two messages of its protocol (draft-ietf-sshm-ssh-agent) are all that is
//! needed, over whatever stream the caller opened; the crates that speak it
//! bring an executor or a second implementation of keys along.

use std::io::{self, Read, Write};

use ssh_key::{Algorithm, PublicKey};

/// `SSH_AGENTC_REQUEST_IDENTITIES` and its answer.
const LIST: (u8, u8) = (11, 12);
/// `SSH_AGENTC_SIGN_REQUEST` and its answer.
const SIGN: (u8, u8) = (13, 14);
/// `SSH_AGENT_RSA_SHA2_512`: never SHA-1, which is what RSA gets otherwise.
const SHA2_512: u32 = 4;
/// An answer longer than this is none.
const LONGEST: u32 = 256 << 10;

/// The keys that the agent holds. What is no key, a certificate for one, is
/// left out.
///
/// # Errors
/// An agent that does not answer, or not in its protocol.
pub fn keys(stream: &mut (impl Read + Write)) -> io::Result<Vec<PublicKey>> {
    let answer = ask(stream, LIST, &[])?;
    let mut rest = &answer[..];
    let count = number(&mut rest)?;
    let mut keys = Vec::new();
    for _ in 0..count {
        let (key, comment) = (text(&mut rest)?, text(&mut rest)?);
        if let Ok(mut key) = PublicKey::from_bytes(key) {
            key.set_comment(String::from_utf8_lossy(comment));
            keys.push(key);
        }
    }
    Ok(keys)
}

/// What the agent signs with one of its keys.
///
/// # Errors
/// An agent that refuses, or does not answer in its protocol.
pub fn sign(stream: &mut (impl Read + Write), key: &PublicKey, bytes: &[u8]) -> io::Result<Vec<u8>> {
    let key_bytes = key.to_bytes().map_err(|error| io::Error::other(error.to_string()))?;
    let flags = if matches!(key.algorithm(), Algorithm::Rsa { .. }) { SHA2_512 } else { 0 };
    let mut request = Vec::new();
    for part in [&key_bytes[..], bytes] {
        request.extend(length(part)?.to_be_bytes());
        request.extend(part);
    }
    request.extend(flags.to_be_bytes());
    let answer = ask(stream, SIGN, &request)?;
    text(&mut &answer[..]).map(<[u8]>::to_vec)
}

fn ask(stream: &mut (impl Read + Write), (request, wanted): (u8, u8), body: &[u8]) -> io::Result<Vec<u8>> {
    let mut message = (length(body)? + 1).to_be_bytes().to_vec();
    message.push(request);
    message.extend(body);
    stream.write_all(&message)?;
    stream.flush()?;
    let mut head = [0; 4];
    stream.read_exact(&mut head)?;
    let size = u32::from_be_bytes(head);
    if size == 0 || size > LONGEST {
        return Err(strange());
    }
    let mut answer = vec![0; size as usize];
    stream.read_exact(&mut answer)?;
    if answer.remove(0) != wanted {
        return Err(io::Error::other("the agent refused"));
    }
    Ok(answer)
}

fn length(bytes: &[u8]) -> io::Result<u32> {
    u32::try_from(bytes.len()).map_err(|_| strange())
}

fn number(rest: &mut &[u8]) -> io::Result<u32> {
    let (head, tail) = rest.split_first_chunk().ok_or_else(strange)?;
    *rest = tail;
    Ok(u32::from_be_bytes(*head))
}

fn text<'r>(rest: &mut &'r [u8]) -> io::Result<&'r [u8]> {
    let length = number(rest)? as usize;
    let (text, tail) = rest.split_at_checked(length).ok_or_else(strange)?;
    *rest = tail;
    Ok(text)
}

fn strange() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, "the agent answers in no known way")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// An agent that has been written all its answers before.
    struct Script {
        asked: Vec<u8>,
        answers: io::Cursor<Vec<u8>>,
    }

    impl Script {
        fn of(answers: &[u8]) -> Self {
            Self { asked: Vec::new(), answers: io::Cursor::new(answers.to_vec()) }
        }
    }

    impl Read for Script {
        fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
            self.answers.read(bytes)
        }
    }

    impl Write for Script {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.asked.write(bytes)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    const KEY: &str =
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIIqIGvPQ3xtRGsRoFHudnewVs7CaVi1eNB2KrOhDRYGe ana@laptop";

    fn framed(kind: u8, parts: &[&[u8]]) -> Vec<u8> {
        let body: Vec<u8> = [&[kind][..]].iter().chain(parts).flat_map(|part| part.to_vec()).collect();
        [&u32::try_from(body.len()).expect("short").to_be_bytes()[..], &body].concat()
    }

    fn string(bytes: &[u8]) -> Vec<u8> {
        [&u32::try_from(bytes.len()).expect("short").to_be_bytes()[..], bytes].concat()
    }

    #[test]
    fn keys_are_listed_with_their_comments_and_certificates_left_out() {
        let key = PublicKey::from_openssh(KEY).expect("a key");
        let blob = key.to_bytes().expect("bytes");
        let answer = framed(
            12,
            &[&2u32.to_be_bytes(), &string(b"odd"), &string(b"x"), &string(&blob), &string(b"ana@laptop")],
        );
        let mut agent = Script::of(&answer);
        let keys = keys(&mut agent).expect("keys");
        assert_eq!(agent.asked, [0, 0, 0, 1, 11]);
        assert_eq!(keys, [key]);
        assert_eq!(keys[0].comment(), "ana@laptop");
    }

    #[test]
    fn an_agent_that_refuses_or_stops_is_an_error() {
        let key = PublicKey::from_openssh(KEY).expect("a key");
        for answer in [&[0, 0, 0, 1, 5][..], &[0, 0, 0, 9, 14, 0], &[0, 0, 0, 0], &[255; 9], &[]] {
            assert!(sign(&mut Script::of(answer), &key, b"x").is_err(), "{answer:?}");
        }
        let answer = framed(14, &[&string(b"signed")]);
        assert_eq!(sign(&mut Script::of(&answer), &key, b"x").expect("signed"), b"signed");
    }

    proptest! {
        #[test]
        fn whatever_the_agent_says_nothing_breaks(answer in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = keys(&mut Script::of(&answer));
            let _ = keys(&mut Script::of(&framed(12, &[&answer])));
        }
    }
}
