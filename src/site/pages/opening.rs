//! What several pages open with, and what they say where there is nothing.

use crate::site::scene::Scene;
use crate::site::text::number;
use crate::site::view::Sentence;

/// Why the site has no risk. What is kept back makes no register empty.
pub(super) fn nothing(scene: &Scene<'_>) -> &'static str {
    if scene.facts.register.risks.is_empty() { "The register is empty." } else { "No risk is published." }
}

/// What to do about it.
pub(super) fn first_risk(scene: &Scene<'_>) -> String {
    let begin = if scene.facts.register.risks.is_empty() {
        "Run `plimsoll new` to write the first risk. "
    } else {
        ""
    };
    format!("{begin}What a risk is judged by is under Methodology.")
}

/// "7 of 21 open risks are above the line. "
pub(super) fn above_the_line(words: &mut Sentence, scene: &Scene<'_>) {
    let open = || scene.open().map(|place| scene.risk(place).1);
    let above = open().filter(|facts| facts.is_above()).count();
    say_above(words, above, open().count(), open().filter(|facts| facts.level().is_none()).count());
}

/// Where a risk has no level, nobody knows that none is above the line.
fn say_above(words: &mut Sentence, above: usize, open: usize, unknown: usize) {
    match (above, open) {
        (_, 0) => words.say("No risk is open. "),
        (0, _) if unknown == open => words.say("No open risk has a level yet. "),
        (0, _) if unknown > 0 => words.say(format!(
            "No risk with a level is above the line; {} none. ",
            if unknown == 1 { "1 has".to_owned() } else { format!("{} have", number(unknown)) }
        )),
        (0, 1) => words.say("The only open risk is not above the line. "),
        (1, 1) => words.stress("The only open risk").say(" is above the line. "),
        (0, _) => words.say("No open risk is above the line. "),
        _ => words.stress(format!("{} of {} open risks", number(above), number(open))).say(if above == 1 {
            " is above the line. "
        } else {
            " are above the line. "
        }),
    };
}

/// Why nothing is known of the past.
pub(super) fn no_history(scene: &Scene<'_>) -> &'static str {
    if scene.options.commit.is_some() { "No commit is as old as the judged day" } else { "No Git history" }
}

/// Why there is no trend.
pub(super) fn trend_none(scene: &Scene<'_>) -> String {
    let none = "A trend shows once the history reaches over the ends of two months.";
    match (scene.facts.past, &scene.options.cut) {
        (None, _) => format!("{}: the levels of past months are not known.", no_history(scene)),
        (Some(_), None) => none.to_owned(),
        (Some(_), Some(cut)) => format!("{cut} {none}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_read_as_sentences_and_what_has_no_level_is_not_below_the_line() {
        let said = |above, open, unknown| {
            let mut words = Sentence::default();
            say_above(&mut words, above, open, unknown);
            words.runs().iter().map(|run| run.text.as_str()).collect::<String>().trim_end().to_owned()
        };
        assert_eq!(said(0, 0, 0), "No risk is open.");
        assert_eq!(said(0, 1, 0), "The only open risk is not above the line.");
        assert_eq!(said(1, 1, 0), "The only open risk is above the line.");
        assert_eq!(said(0, 5, 0), "No open risk is above the line.");
        assert_eq!(said(0, 5, 1), "No risk with a level is above the line; 1 has none.");
        assert_eq!(said(0, 5, 2), "No risk with a level is above the line; 2 have none.");
        assert_eq!(said(0, 2, 2), "No open risk has a level yet.");
        assert_eq!(said(1, 5, 2), "1 of 5 open risks is above the line.");
        assert_eq!(said(2, 5, 0), "2 of 5 open risks are above the line.");
    }
}
