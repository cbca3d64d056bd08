//! Data for the site's script: the rows of the register with what they are
//! filtered by, and the words of the whole site. Each is a script that sets one
//! global, since a page of a folder may load nothing else; both are loaded when
//! they are first used.
//!
//! What `publish` keeps back is in neither.

mod concordance;
mod register;
mod words;

use std::io::{self, Write};

use serde::Serialize;

use super::assets::Asset;
use super::scene::Scene;
use crate::report::escape;

/// The two scripts: of the register, and of the words.
#[must_use]
pub fn scripts(scene: &Scene<'_>) -> [Asset; 2] {
    let both = rayon::join(
        || script("register", "plimsollRegister", &register::register(scene)),
        || script("words", "plimsollWords", &words::words(scene)),
    );
    both.into()
}

/// A text that is parsed is read in half the time of a script of the same length.
/// It is written as it comes: the words of a large register are some megabytes,
/// and each copy would be as many.
fn script(name: &str, variable: &str, data: &impl Serialize) -> Asset {
    let mut text = format!("var {variable}=JSON.parse('").into_bytes();
    let start = text.len();
    let mut pieces = escape::JsonWriter::new(InScript(&mut text));
    if serde_json::to_writer(&mut pieces, data).is_err() || pieces.flush().is_err() {
        text.truncate(start);
        text.extend_from_slice(b"null");
    }
    text.extend_from_slice(b"');\n");
    // The site keeps it until all is written: without the room to grow.
    text.shrink_to_fit();
    Asset::hashed(name, "js", text)
}

/// A JSON document as a text of a script, in which nothing ends the one or the
/// other.
struct InScript<'a>(&'a mut Vec<u8>);

impl Write for InScript<'_> {
    fn write(&mut self, piece: &[u8]) -> io::Result<usize> {
        let mut from = 0;
        for (at, byte) in piece.iter().enumerate() {
            let escaped: &[u8] = match byte {
                b'<' => b"\\\\u003c",
                b'\\' => b"\\\\",
                b'\'' => b"\\'",
                _ => continue,
            };
            self.0.extend_from_slice(&piece[from..at]);
            self.0.extend_from_slice(escaped);
            from = at + 1;
        }
        self.0.extend_from_slice(&piece[from..]);
        Ok(piece.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
