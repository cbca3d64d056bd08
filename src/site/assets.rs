//! Files beside the pages: style sheets and icons, named by their content, so
//! that a browser's cache never shows an old one.

use sha2::{Digest, Sha256};

/// A file of the site that is no page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asset {
    /// Its path in the site.
    pub path: String,
    /// What it holds.
    pub bytes: Vec<u8>,
}

impl Asset {
    /// `assets/<stem>.<hash>.<extension>`.
    #[must_use]
    pub fn hashed(stem: &str, extension: &str, bytes: Vec<u8>) -> Self {
        let hash = Sha256::digest(&bytes);
        let short: String = hash.iter().take(5).map(|byte| format!("{byte:02x}")).collect();
        Self { path: format!("assets/{stem}.{short}.{extension}"), bytes }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_follow_the_content() {
        let one = Asset::hashed("site", "css", b"a{}".to_vec());
        assert_eq!(one, Asset::hashed("site", "css", b"a{}".to_vec()));
        assert_ne!(one.path, Asset::hashed("site", "css", b"b{}".to_vec()).path);
        assert!(one.path.starts_with("assets/site.") && one.path.ends_with(".css"));
    }
}
