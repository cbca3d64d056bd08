//! A risk's file being edited: keys set and taken away, entries added; every
//! comment, every line ending and everything else stays as it is.
//!
//! A value is replaced where it stands, however its table is written (header,
//! dotted key, inline). `place` finds where a new key goes.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::place::{self, Written};
use super::splice::{Splice, line_end, line_ending, line_start, spliced};

/// Why a file could not be edited.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EditTrouble {
    /// TOML refuses the file: what it says.
    Unreadable(String),
    /// The file is written in a way that leaves no place for this key.
    NoPlace(String),
}

impl std::fmt::Display for EditTrouble {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Unreadable(why) => write!(f, "the file cannot be read: {why}"),
            Self::NoPlace(key) => write!(f, "there is no place for `{key}` in the file; write it by hand"),
        }
    }
}

/// A risk's file.
#[derive(Debug, Clone)]
pub struct Document {
    text: String,
}

impl Document {
    /// The file as it stands.
    ///
    /// # Errors
    /// A file that TOML refuses.
    pub fn new(text: impl Into<String>) -> Result<Self, EditTrouble> {
        let text = text.into();
        parsed(&text)?;
        Ok(Self { text })
    }

    /// The file's text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Writes a value, given as TOML, under a key: in the place of what stands
    /// there, else where the key belongs.
    ///
    /// # Errors
    /// A file that is written so that the key has no place in it.
    pub fn set(&mut self, path: &[&str], value: &str) -> Result<(), EditTrouble> {
        let table = parsed(&self.text)?;
        let splice = match place::find(table.get_ref(), path) {
            Some((key, old)) => {
                (Written::of(&self.text, key, old) == Written::Value).then(|| Splice::new(old.span(), value))
            }
            None => place::key(&self.text, table.get_ref(), path, value),
        };
        self.apply(path, splice)
    }

    /// Takes a key away with its value. Comments stay, also the one on its line.
    ///
    /// # Errors
    /// A key that is a table with a header of its own.
    pub fn remove(&mut self, path: &[&str]) -> Result<(), EditTrouble> {
        let table = parsed(&self.text)?;
        let Some((key, value)) = place::find(table.get_ref(), path) else { return Ok(()) };
        let is_value = Written::of(&self.text, key, value) == Written::Value;
        let splice = is_value.then(|| without(&self.text, key.span().start, value.span().end));
        self.apply(path, splice)
    }

    /// Adds a value, given as TOML, to a list.
    ///
    /// # Errors
    /// As [`Document::set`].
    pub fn append(&mut self, path: &[&str], value: &str) -> Result<(), EditTrouble> {
        let table = parsed(&self.text)?;
        let Some((_, list)) = place::find(table.get_ref(), path) else {
            return self.set(path, &format!("[{value}]"));
        };
        let splice = pushed(&self.text, list, value);
        self.apply(path, splice)
    }

    /// Adds an entry, its values given as TOML, to an array of tables, behind
    /// those that are there.
    ///
    /// # Errors
    /// A file that is written so that the entry has no place in it.
    pub fn push(&mut self, path: &[&str], pairs: &[(&str, String)]) -> Result<(), EditTrouble> {
        let table = parsed(&self.text)?;
        let inline: Vec<String> = pairs.iter().map(|(key, value)| format!("{key} = {value}")).collect();
        let inline = format!("{{ {} }}", inline.join(", "));
        let splice = match place::find(table.get_ref(), path) {
            Some((key, array)) if Written::of(&self.text, key, array) == Written::Value => {
                pushed(&self.text, array, &inline)
            }
            Some((_, array)) => array.get_ref().as_array().and_then(|all| all.last()).map(|last| {
                let indent = place::indent(&self.text, last.span().start);
                place::behind(&self.text, last, &entry(&self.text, path, pairs, indent))
            }),
            None => place::table(&self.text, table.get_ref(), path, &entry(&self.text, path, pairs, ""))
                .or_else(|| place::key(&self.text, table.get_ref(), path, &format!("[{inline}]"))),
        };
        self.apply(path, splice)
    }

    /// Takes a table of an array out, by the first byte of its header, with the
    /// comments right above it.
    ///
    /// # Errors
    /// A table that is written within a list.
    pub fn take_out(&mut self, key: &str, header: usize) -> Result<(), EditTrouble> {
        let table = parsed(&self.text)?;
        let all = place::find(table.get_ref(), &[key]).and_then(|(_, array)| array.get_ref().as_array());
        let one = all.and_then(|all| all.iter().find(|table| table.span().start == header));
        let one = one.filter(|_| self.text[header..].starts_with("[["));
        let splice = one.map(|one| place::block(&self.text, one));
        self.apply(&[key], splice)
    }

    fn apply(&mut self, path: &[&str], splice: Option<Splice>) -> Result<(), EditTrouble> {
        let no_place = || EditTrouble::NoPlace(path.join("."));
        let mut splice = splice.ok_or_else(no_place)?;
        // A last line without an ending gets one before something follows it.
        let text = &self.text;
        if splice.range.start == text.len() && line_start(text, text.len()) != text.len() {
            splice.text.insert_str(0, line_ending(text));
        }
        let text = spliced(text, &[splice]).ok_or_else(no_place)?;
        parsed(&text).map_err(|_| no_place())?;
        self.text = text;
        Ok(())
    }
}

fn parsed(text: &str) -> Result<Spanned<DeTable<'_>>, EditTrouble> {
    DeTable::parse(text).map_err(|error| EditTrouble::Unreadable(error.message().to_owned()))
}

/// An entry of an array of tables, with its header.
fn entry(text: &str, path: &[&str], pairs: &[(&str, String)], indent: &str) -> String {
    let newline = line_ending(text);
    let mut lines = format!("{indent}[[{}]]{newline}", path.join("."));
    for (key, value) in pairs {
        lines.push_str(&format!("{indent}{key} = {value}{newline}"));
    }
    lines
}

/// An entry more in an array that is written as a value.
fn pushed(text: &str, array: &Spanned<DeValue<'_>>, value: &str) -> Option<Splice> {
    let all = array.get_ref().as_array()?;
    Some(match all.last() {
        Some(last) => Splice::at(last.span().end, format!(", {value}")),
        None => Splice::at(array.span().start + text[array.span()].find('[')? + 1, value),
    })
}

/// A key and its value taken away: their line, or their part of an inline table.
fn without(text: &str, key: usize, value: usize) -> Splice {
    let start = line_start(text, key);
    // The key's span is its last part only.
    let own_line = !text[start..key].contains(['{', '=', ',']);
    if own_line {
        let end = line_end(text, value);
        let rest = text[value..end].trim_start_matches([' ', '\t']);
        let kept = if rest.starts_with('#') {
            format!("{}{rest}", place::indent(text, start))
        } else {
            String::new()
        };
        return Splice::new(start..end, kept);
    }
    let before = text[..key].rfind(['{', ',']).unwrap_or(start);
    let after = text[value..].trim_start();
    match (after.strip_prefix(','), text[before..].starts_with(',')) {
        (Some(rest), _) => Splice::new(before + 1..text.len() - rest.len(), ""),
        (None, true) => Splice::new(before..value, ""),
        (None, false) => Splice::new(before + 1..value, ""),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edited(text: &str, edit: impl FnOnce(&mut Document) -> Result<(), EditTrouble>) -> String {
        let mut document = Document::new(text).expect("TOML");
        edit(&mut document).expect("edited");
        document.text().to_owned()
    }

    const RISK: &str = "# About this risk.\nid = \"R1\" # the id\nstatus = \"open\"\n# cost = 1\n\n\
                        [treatment]\noption = \"mitigate\"\n# due = soon\n\n# Who reviewed it.\n[review]\non = 2025-01-01\n";

    #[test]
    fn a_value_is_replaced_where_it_stands() {
        let after = edited(RISK, |d| d.set(&["id"], "\"R2\""));
        assert_eq!(after, RISK.replace("\"R1\"", "\"R2\""));
        let dotted = "id = 1\r\ntreatment.option = \"accept\" # why\r\n";
        let after = edited(dotted, |d| d.set(&["treatment", "option"], "\"avoid\""));
        assert_eq!(after, dotted.replace("accept", "avoid"));
    }

    #[test]
    fn a_new_key_stands_where_it_belongs() {
        let after = edited(RISK, |d| d.set(&["owner"], "\"a\""));
        assert_eq!(after, RISK.replace("# the id\n", "# the id\nowner = \"a\"\n"));
        let after = edited(RISK, |d| d.set(&["treatment", "due"], "2025-01-01"));
        assert_eq!(after, RISK.replace("\"mitigate\"\n", "\"mitigate\"\ndue = 2025-01-01\n"));
    }

    #[test]
    fn a_new_table_stands_where_it_belongs_with_its_keys_in_order() {
        let after = edited(RISK, |d| {
            d.set(&["acceptance", "until"], "2026-01-01")?;
            d.set(&["acceptance", "by"], "\"ciso\"")
        });
        let table = "# due = soon\n\n[acceptance]\nby = \"ciso\"\nuntil = 2026-01-01\n";
        assert_eq!(after, RISK.replace("# due = soon\n", table));
        let after = edited(RISK, |d| d.set(&["treatment", "approval", "by"], "\"ciso\""));
        let table = "# due = soon\n\n[treatment.approval]\nby = \"ciso\"\n";
        assert_eq!(after, RISK.replace("# due = soon\n", table));
    }

    #[test]
    fn dotted_and_inline_tables_stay_what_they_are() {
        let after = edited("a = 1\ntreatment.option = \"x\"\nb = 2", |d| {
            d.set(&["treatment", "approval", "by"], "\"c\"")
        });
        assert_eq!(after, "a = 1\ntreatment.option = \"x\"\ntreatment.approval.by = \"c\"\nb = 2");
        let after = edited("treatment = { option = \"x\" } # t", |d| d.set(&["treatment", "due"], "1"));
        assert_eq!(after, "treatment = { option = \"x\", due = 1 } # t");
        let after = edited("treatment = {}", |d| d.set(&["treatment", "due"], "1"));
        assert_eq!(after, "treatment = { due = 1 }");
    }

    #[test]
    fn a_table_that_only_holds_tables_gets_a_header() {
        let after = edited("id = 1\n\n[treatment.residual]\nimpact = 1\n", |d| {
            d.set(&["treatment", "option"], "\"x\"")
        });
        assert_eq!(after, "id = 1\n\n[treatment]\noption = \"x\"\n\n[treatment.residual]\nimpact = 1\n");
    }

    #[test]
    fn an_entry_stands_behind_the_others() {
        let entry = [("from", "2025-01-01".to_owned()), ("to", "2025-02-01".to_owned())];
        let push = |text: &str| edited(text, |d| d.push(&["treatment", "postponed"], &entry));
        let written = "\n[[treatment.postponed]]\nfrom = 2025-01-01\nto = 2025-02-01\n";
        assert_eq!(push(RISK), RISK.replace("# due = soon\n", &format!("# due = soon\n{written}")));
        let indented = "[treatment]\n  [[treatment.postponed]]\n  from = 1\n\n[review]\n";
        let more = "  [[treatment.postponed]]\n  from = 2025-01-01\n  to = 2025-02-01\n";
        assert_eq!(push(indented), indented.replace("from = 1\n", &format!("from = 1\n\n{more}")));
        assert_eq!(
            push("[treatment]\npostponed = [{ from = 1 }, ] # x"),
            "[treatment]\npostponed = [{ from = 1 }, { from = 2025-01-01, to = 2025-02-01 }, ] # x"
        );
        assert_eq!(
            push("treatment = { option = 1 }"),
            "treatment = { option = 1, postponed = [{ from = 2025-01-01, to = 2025-02-01 }] }"
        );
        let waiver = edited("id = 1", |d| d.push(&["waiver"], &[("rule", "\"x\"".to_owned())]));
        assert_eq!(waiver, "id = 1\n\n[[waiver]]\nrule = \"x\"\n");
    }

    #[test]
    fn a_list_grows_at_its_end() {
        let append = |text: &str| edited(text, |d| d.append(&["formerly"], "\"R2\""));
        assert_eq!(append("id = 1\n"), "id = 1\nformerly = [\"R2\"]\n");
        assert_eq!(
            append("formerly = [ # so\n  \"R1\", # one\n]\n"),
            "formerly = [ # so\n  \"R1\", \"R2\", # one\n]\n"
        );
        assert_eq!(append("formerly = []"), "formerly = [\"R2\"]");
    }

    #[test]
    fn what_is_taken_away_leaves_its_comments() {
        let after = edited("a = 1\r\n# of b\r\n  b = 2 # why\r\nc.d = 3\r\n", |d| {
            d.remove(&["b"])?;
            d.remove(&["c", "d"])
        });
        assert_eq!(after, "a = 1\r\n# of b\r\n  # why\r\n");
        let inline = |key: &str| edited("t = { a = 1, b = 2, c.d = 3 }", |d| d.remove(&["t", key]));
        assert_eq!(inline("a"), "t = { b = 2, c.d = 3 }");
        assert_eq!(inline("b"), "t = { a = 1, c.d = 3 }");
        let last = edited("t = { a = 1, c.d = 3 }", |d| d.remove(&["t", "c", "d"]));
        assert_eq!(last, "t = { a = 1 }");
    }

    #[test]
    fn a_table_is_taken_out_with_the_comments_above_it() {
        let text = "id = 1\n\n# first\n[[waiver]]\nrule = 1\n\n# second\n[[waiver]]\nrule = 2\n# below\n\n[closed]\n";
        let at = |n: usize| text.match_indices("[[waiver]]").nth(n).expect("there").0;
        let first = edited(text, |d| d.take_out("waiver", at(0)));
        assert_eq!(first, "id = 1\n\n# second\n[[waiver]]\nrule = 2\n# below\n\n[closed]\n");
        let second = edited(text, |d| d.take_out("waiver", at(1)));
        assert_eq!(second, "id = 1\n\n# first\n[[waiver]]\nrule = 1\n\n# below\n\n[closed]\n");
        let mut inline = Document::new("waiver = [{ rule = 1 }]").expect("TOML");
        assert!(inline.take_out("waiver", 10).is_err());
    }

    #[test]
    fn line_endings_and_byte_order_marks_stay() {
        let after = edited("\u{feff}id = 1\r\n", |d| d.set(&["review", "on"], "2025-01-01"));
        assert_eq!(after, "\u{feff}id = 1\r\n\r\n[review]\r\non = 2025-01-01\r\n");
        let empty = edited("\u{feff}", |d| d.set(&["id"], "1"));
        assert_eq!(empty, "\u{feff}id = 1\n");
    }

    #[test]
    fn what_has_no_place_is_refused() {
        let mut document = Document::new("review = 1\n[treatment]\n").expect("TOML");
        assert!(
            matches!(document.set(&["review", "on"], "1"), Err(EditTrouble::NoPlace(key)) if key == "review.on")
        );
        assert!(matches!(document.set(&["treatment"], "1"), Err(EditTrouble::NoPlace(_))));
        assert_eq!(document.text(), "review = 1\n[treatment]\n");
        assert!(matches!(Document::new("a = "), Err(EditTrouble::Unreadable(_))));
    }
}
