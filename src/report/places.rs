//! Where findings lie for the readers of a whole repository: forges name files
//! from its root, not from the register's.

use crate::forge::encoded;
use crate::source::{FileId, SourceMap};

/// The files of a register within their repository.
#[derive(Debug, Clone, Copy)]
pub struct Places<'a> {
    /// The files.
    pub sources: &'a SourceMap,
    /// The register's folder within the repository, empty where it is the root
    /// or there is no repository.
    pub prefix: &'a str,
}

impl Places<'_> {
    /// A file's path from the repository's root.
    #[must_use]
    pub fn path(&self, file: FileId) -> String {
        let path = self.sources.path(file);
        match self.prefix.trim_matches('/') {
            "" => path.to_owned(),
            prefix => format!("{prefix}/{path}"),
        }
    }

    /// The same as a relative URI, percent-encoded.
    #[must_use]
    pub fn uri(&self, file: FileId) -> String {
        encoded(&self.path(file))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::SourceFile;

    #[test]
    fn paths_begin_at_the_repository() {
        let name = "risks/50% #1: é.toml".to_owned();
        let sources = SourceMap::new(vec![SourceFile::new(name, String::new())]);
        let places = Places { sources: &sources, prefix: "sec/register" };
        assert_eq!(places.path(FileId(0)), "sec/register/risks/50% #1: é.toml");
        assert_eq!(places.uri(FileId(0)), "sec/register/risks/50%25%20%231%3A%20%C3%A9.toml");
        let root = Places { sources: &sources, prefix: "" };
        assert_eq!(root.path(FileId(0)), "risks/50% #1: é.toml");
    }
}
