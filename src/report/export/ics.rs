//! `export ics`: an all-day entry for every open step and plan, review and end
//! of an acceptance (RFC 5545). Its id is made of the register's, the risk's
//! and what it is, so that a subscription moves an entry instead of doubling
//! it.
//!
//! Written here and not by the `icalendar` crate, whose folding looks at a
//! line from its start at every fold: a title of a megabyte takes minutes.

use std::collections::HashMap;
use std::io::{self, Write};

use super::{Export, digest};
use crate::due::{self, Item, What};
use crate::model::day::{Day, Period, Unit};
use crate::model::word::Word;
use crate::publish::Seen;
use crate::report::due::words;
use crate::report::names;
use crate::text::{one_line, shortened, visible};

/// How many octets a line may have, without its end.
const LINE: usize = 75;
/// A title that a calendar still shows, in characters.
const TITLE: usize = 200;

/// Writes the calendar. Of `people` only what is theirs: what they have to do,
/// and what is to be done about their risks. Where GitHub Actions reads along,
/// nothing in it looks like a workflow command.
///
/// # Errors
/// What the writer says.
pub fn write(export: &Export<'_>, people: &[String], actions: bool, to: &mut dyn Write) -> io::Result<()> {
    let config = &export.facts.register.config;
    let mut out = Lines { text: String::new(), actions };
    out.add("BEGIN", "VCALENDAR");
    out.add("VERSION", "2.0");
    out.text_of("PRODID", &format!("-//Plimsoll//Plimsoll {}//EN", env!("CARGO_PKG_VERSION")));
    out.add("CALSCALE", "GREGORIAN");
    out.add("METHOD", "PUBLISH");
    let title = shortened(&one_line(&config.title), TITLE);
    out.text_of("NAME", &title);
    out.text_of("X-WR-CALNAME", &title);
    out.add("REFRESH-INTERVAL;VALUE=DURATION", "P1D");
    out.add("X-PUBLISHED-TTL", "P1D");
    let key = export.register_key();
    let stamp = stamp(export.seconds);
    let mut taken = HashMap::new();
    for seen in &export.risks {
        let owned = seen.risk.owner.as_ref().is_some_and(|owner| people.contains(&owner.value));
        for item in due::of_risk(export.facts, &seen.risk, &seen.judged) {
            let is_theirs = people.is_empty() || owned || item.people.iter().any(|id| people.contains(id));
            if let (Some(day), true) = (item.due, is_theirs) {
                let uid = uid(&item, seen.risk.id(), &key, &mut taken);
                event(export, seen, &item, (day, &uid, &stamp), &mut out);
            }
        }
        out.hand_on(to)?;
    }
    out.add("END", "VCALENDAR");
    out.hand_on(to)
}

/// `R001-review@windhover-41`. An action is known by its title, as everywhere;
/// where two have one title, the second is `-2`.
fn uid(item: &Item, risk: &str, key: &str, taken: &mut HashMap<String, usize>) -> String {
    let what = item.what.word();
    let name = match item.what {
        What::Action => format!("{risk}-{what}-{}", digest(&item.title)),
        _ => format!("{risk}-{what}"),
    };
    let times = taken.entry(name.clone()).or_insert(0);
    *times += 1;
    if *times > 1 { format!("{name}-{times}@{key}") } else { format!("{name}@{key}") }
}

fn event(
    export: &Export<'_>,
    seen: &Seen<'_>,
    item: &Item,
    (day, uid, stamp): (Day, &str, &str),
    out: &mut Lines,
) {
    let register = export.facts.register;
    let risk = one_line(seen.risk.id());
    out.add("BEGIN", "VEVENT");
    out.text_of("UID", &one_line(uid));
    out.add("DTSTAMP", stamp);
    out.add("DTSTART;VALUE=DATE", &basic(day));
    let next = Period { count: 1, unit: Unit::Days }.after(day);
    if next > day {
        out.add("DTEND;VALUE=DATE", &basic(next));
    }
    out.text_of("SUMMARY", &shortened(&format!("{risk} {}", words(item)), TITLE));
    let who: Vec<&str> = item.people.iter().map(|id| register.person_name(id)).collect();
    let who = if who.is_empty() { "nobody".to_owned() } else { who.join(" or ") };
    let mut lines = vec![
        format!("Who: {who}"),
        format!("Risk: {risk} {}", one_line(seen.risk.title())),
        format!("Level: {}", names::level(export.facts, &seen.risk, &seen.judged)),
    ];
    if let Some(owner) = &seen.risk.owner {
        lines.push(format!("Risk owner: {}", register.person_name(owner)));
    }
    out.text_of("DESCRIPTION", &lines.join("\n"));
    out.text_of("CATEGORIES", item.what.word());
    // A deadline takes no time out of a day.
    out.add("TRANSP", "TRANSPARENT");
    out.add("END", "VEVENT");
}

/// `20250430`.
fn basic(day: Day) -> String {
    format!("{:08}", i32::from(day.year()) * 10_000 + i32::from(day.month()) * 100 + i32::from(day.day()))
}

/// `20250430T120000Z`.
fn stamp(seconds: i64) -> String {
    let instant = jiff::Timestamp::from_second(seconds).unwrap_or_default();
    let time = jiff::tz::Offset::UTC.to_datetime(instant);
    format!("{}T{:02}{:02}{:02}Z", basic(time.date()), time.hour(), time.minute(), time.second())
}

/// Content lines, folded, with CRLF.
struct Lines {
    text: String,
    actions: bool,
}

impl Lines {
    fn hand_on(&mut self, to: &mut dyn Write) -> io::Result<()> {
        to.write_all(self.text.as_bytes())?;
        self.text.clear();
        Ok(())
    }

    /// A line whose value is no text of the register's.
    fn add(&mut self, name: &str, value: &str) {
        self.text.extend([name, ":"]);
        let mut rest = value;
        let mut room = LINE - name.len() - 1;
        while rest.len() > room {
            let mut end = room;
            while !rest.is_char_boundary(end) {
                end -= 1;
            }
            self.text.extend([&rest[..end], "\r\n "]);
            rest = &rest[end..];
            room = LINE - 1;
        }
        self.text.extend([rest, "\r\n"]);
    }

    /// A line whose value is text.
    fn text_of(&mut self, name: &str, text: &str) {
        let mut text = escaped(text);
        if self.actions {
            // A fold may come anywhere, and what follows it stands at a line's start.
            text = text.replace("##[", "##\u{200b}[").replace("::", ":\u{200b}:");
        }
        self.add(name, &text);
    }
}

/// A TEXT value (RFC 5545, 3.3.11).
fn escaped(text: &str) -> String {
    let text = visible(text);
    let mut out = String::with_capacity(text.len() + 8);
    let mut rest = &*text;
    while let Some(at) = rest.bytes().position(|byte| matches!(byte, b'\\' | b';' | b',' | b'\n' | b'\r')) {
        let (before, from) = rest.split_at(at);
        let (special, after) = from.split_at(if from.starts_with("\r\n") { 2 } else { 1 });
        let escape = match special {
            "\\" => "\\\\",
            ";" => "\\;",
            "," => "\\,",
            _ => "\\n",
        };
        out.extend([before, escape]);
        rest = after;
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::super::tests::with;
    use super::*;
    use proptest::prelude::*;

    fn calendar_of(people: &[&str]) -> String {
        let people: Vec<String> = people.iter().map(|id| (*id).to_owned()).collect();
        with(&[], |export| {
            let mut out = Vec::new();
            write(export, &people, false, &mut out).expect("memory");
            String::from_utf8(out).expect("UTF-8")
        })
    }

    /// The values of a property, unfolded.
    fn values(calendar: &str, name: &str) -> Vec<String> {
        let unfolded = calendar.replace("\r\n ", "");
        let lines = unfolded.lines().filter_map(|line| line.split_once(':'));
        lines.filter(|(known, _)| *known == name).map(|(_, value)| value.to_owned()).collect()
    }

    #[test]
    fn every_open_day_is_an_entry_with_a_lasting_id() {
        let calendar = calendar_of(&[]);
        let key = values(&calendar, "UID")[0].rsplit('@').next().expect("a register").to_owned();
        let action = format!("R001-action-{}", digest("Buy; it"));
        let uids: Vec<String> =
            values(&calendar, "UID").iter().map(|uid| uid.replace(&format!("@{key}"), "")).collect();
        assert_eq!(
            uids,
            [&action, "R001-treatment", "R001-review", "R001-acceptance", "R002-treatment", "R002-review"]
        );
        let days = values(&calendar, "DTSTART;VALUE=DATE");
        assert_eq!(&days[..2], ["20250510", "20250515"]);
        assert_eq!(&values(&calendar, "DTEND;VALUE=DATE")[..1], ["20250511"]);
        assert_eq!(values(&calendar, "DTSTAMP")[0], "20250601T000000Z");
        assert_eq!(values(&calendar, "SUMMARY")[0], "R001 action: Buy\\; it");
        assert!(!calendar.contains("SECRET") && !calendar.contains("Takeover"), "{calendar}");
    }

    #[test]
    fn a_persons_calendar_has_what_they_do_and_what_their_risks_need() {
        let uids = |people: &[&str]| values(&calendar_of(people), "UID").len();
        assert_eq!(uids(&["it-manager"]), 6, "the owner of all of them");
        assert_eq!(uids(&["security-lead"]), 2, "the plan and the acceptance");
        assert_eq!(uids(&["office-manager"]), 0);
    }

    #[test]
    fn two_steps_of_one_title_are_two_entries() {
        let mut taken = HashMap::new();
        let item = |what| Item {
            people: Vec::new(),
            risk: None,
            risks: Vec::new(),
            what,
            title: "A".to_owned(),
            due: None,
            state: crate::schedule::DayState::None,
            file: crate::source::FileId(0),
        };
        let first = uid(&item(What::Action), "R001", "k", &mut taken);
        let second = uid(&item(What::Action), "R001", "k", &mut taken);
        assert_eq!(second, first.replace("@k", "-2@k"));
        assert_eq!(uid(&item(What::Review), "R001", "k", &mut taken), "R001-review@k");
    }

    #[test]
    fn the_last_day_of_the_calendar_has_no_day_after_it() {
        assert_eq!(Period { count: 1, unit: Unit::Days }.after(Day::MAX), Day::MAX);
        assert_eq!(basic(Day::MAX), "99991231");
    }

    #[test]
    fn no_line_is_a_workflow_command() {
        let mut lines = Lines { text: String::new(), actions: true };
        lines.text_of("SUMMARY", &format!("{}::error::x ##[add-mask]y", "a".repeat(LINE - 8)));
        assert!(!lines.text.contains("##["));
        assert!(lines.text.lines().all(|line| !line.trim_start().starts_with("::")), "{}", lines.text);
    }

    #[test]
    fn what_parts_values_and_lines_is_escaped() {
        assert_eq!(escaped("a\\b;c,d\r\ne\rf\n"), "a\\\\b\\;c\\,d\\ne\\nf\\n");
        assert_eq!(escaped("plain: é"), "plain: é");
    }

    proptest! {
        #[test]
        fn any_text_is_folded_and_comes_back(text in any::<String>()) {
            let mut lines = Lines { text: String::new(), actions: false };
            lines.text_of("SUMMARY", &text);
            prop_assert!(lines.text.ends_with("\r\n"));
            for line in lines.text.trim_end_matches("\r\n").split("\r\n") {
                prop_assert!(line.len() <= LINE);
                prop_assert!(!line.contains(['\r', '\n']));
            }
            let unfolded = lines.text.replace("\r\n ", "");
            let value = unfolded.strip_prefix("SUMMARY:").and_then(|rest| rest.strip_suffix("\r\n"));
            let expected = escaped(&text);
            prop_assert_eq!(value, Some(expected.as_str()));
        }
    }
}
