//! Random bytes, for words and ids that must differ from all others.

use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher, Hasher};

/// Random bytes without end. Each hasher of the standard library is keyed at
/// random; that is enough for a name, and for nothing secret.
pub(super) fn bytes() -> impl Iterator<Item = u8> {
    std::iter::repeat_with(|| RandomState::new().build_hasher().finish()).flat_map(u64::to_le_bytes)
}
