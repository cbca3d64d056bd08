//! Who commits to the example's register. All but the forge stand in its
//! `people.toml`.

use super::story::Who;

const fn who(name: &'static str, email: &'static str) -> Who {
    Who { name, email }
}

pub(super) static ELSPETH: Who = who("Elspeth Munro", "elspeth.munro@corriesound.example");
pub(super) static FARAH: Who = who("Farah Idris", "farah.idris@corriesound.example");
pub(super) static CALLUM: Who = who("Callum Reid", "callum.reid@corriesound.example");
/// Callum before he set up Git on his laptop; `.mailmap` knows.
pub(super) static CALLUM_AT_HOME: Who = who("callum", "callum@thinkpad.local");
pub(super) static NADIA: Who = who("Nadia Okafor", "nadia.okafor@corriesound.example");
pub(super) static GRAHAM: Who = who("Graham Boyd", "graham.boyd@corriesound.example");
pub(super) static INES: Who = who("Inês Carvalho", "ines.carvalho@corriesound.example");
pub(super) static DUNCAN: Who = who("Duncan Tait", "duncan.tait@corriesound.example");
pub(super) static PRIYA: Who = who("Priya Nair", "priya.nair@corriesound.example");
/// Where pull requests are merged by a button.
pub(super) static FORGE: Who = who("GitHub", "noreply@github.com");
