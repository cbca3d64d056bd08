//! `due` for a ticket or a mail: nothing in it mentions, links or closes
//! anything but the files that are to be edited, and their history.

use super::{Group, Subject, words};
use crate::report::escape::markdown as safe;
use crate::schedule::DayState;

/// The page.
#[must_use]
pub fn page(subject: &Subject<'_>, groups: &[Group<'_>], names: bool) -> String {
    let asked = format!("judged on {}, due by {}", subject.today, subject.until);
    if subject.items.is_empty() {
        return format!("**Nothing is due** · {asked}\n");
    }
    let mut text = format!("**To do: {}** · {asked}\n", safe(&subject.headline()));
    for group in groups {
        text.push_str(&format!("\n### {}\n\n", safe(&group.heading)));
        let (head, rule) = if names { (" who |", "---|") } else { ("", "") };
        text.push_str(&format!("| due | | risk | to do |{head}\n|---|---|---|---|{rule}\n"));
        for item in &group.items {
            let due = item.due.map_or_else(String::new, |due| due.to_string());
            let when = match item.state {
                DayState::Late => format!("**{}**", subject.when(item)),
                _ => subject.when(item),
            };
            let name = safe(item.risk.as_deref().unwrap_or("file"));
            let path = subject.register.sources.path(item.file);
            let link = |url: Option<String>, name: &str| {
                url.filter(|url| is_plain(url)).map(|url| format!("[{name}](<{url}>)"))
            };
            let name = match link(subject.forge.edit(path), &name) {
                Some(edit) => edit,
                None => item.risk.as_ref().map_or(String::new(), |_| name),
            };
            let history = link(subject.forge.history(path), "history");
            let name = [Some(name).filter(|name| !name.is_empty()), history];
            let name = name.into_iter().flatten().collect::<Vec<_>>().join(" · ");
            let who = if names { format!(" {} |", safe(&subject.people(item))) } else { String::new() };
            text.push_str(&format!("| {due} | {when} | {name} | {} |{who}\n", safe(&words(item))));
        }
    }
    text
}

/// An address that cannot end its link or its table cell early.
fn is_plain(url: &str) -> bool {
    !url.contains(|c: char| c.is_whitespace() || c.is_control() || matches!(c, '<' | '>' | '|' | '\\'))
}

#[cfg(test)]
mod tests {
    use super::super::tests::told;
    use super::*;

    #[test]
    fn a_table_for_each_person_links_to_the_files() {
        insta::assert_snapshot!(told("2025-06-30", |subject| page(subject, &subject.by_owner(), false)));
    }

    #[test]
    fn by_day_there_is_a_column_for_who() {
        let text = told("2025-06-30", |subject| page(subject, &subject.by_day(), true));
        assert!(text.contains("| due | | risk | to do | who |\n|---|---|---|---|---|\n"), "{text}");
        assert!(text.contains(" action: Buy the tokens | IT Manager |"), "{text}");
    }

    #[test]
    fn text_of_the_register_mentions_nobody_and_is_no_markup() {
        let text = told("2025-06-30", |subject| page(subject, &subject.by_day(), true));
        assert!(text.contains("everyone"), "{text}");
        for raw in ["@everyone", "<b>", "#1", "GH-1", "https://evil"] {
            assert!(!text.contains(raw), "{raw} in {text}");
        }
        assert!(
            text.lines()
                .filter(|line| line.starts_with('|'))
                .all(|line| { line.replace("\\|", "").matches('|').count() == 6 })
        );
    }

    #[test]
    fn an_address_that_could_break_out_gives_no_link() {
        assert!(is_plain("https://forge.example/a/b%20c.toml"));
        for bad in ["https://x/>a", "https://x/|", "https://x/ a", "https://x/\u{7}"] {
            assert!(!is_plain(bad), "{bad}");
        }
    }
}
