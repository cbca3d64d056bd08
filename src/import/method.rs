//! A methodology that follows from the cells of a sheet: the words or numbers
//! of its scales, its levels, and the grid or the bands that they follow.
//!
//! It is a proposal. What the cells leave open is said in it.

use std::collections::{BTreeMap, BTreeSet};

use super::field::Target;
use super::header::{Header, Use};
use super::names::identifier;
use super::scale::parted;
use super::sheet::{Cell, Sheet};
use super::words::{self, Stage};
use crate::model::id::folded;

/// Words of scales and levels in their order, lowest first; words of one line
/// stand for the same step.
const ORDERED: &[&[&str]] = &[
    &[
        "none",
        "insignificant",
        "negligible",
        "rare",
        "trivial",
        "remote",
        "improbable",
        "verylow",
        "incidental",
    ],
    &["low", "minor", "unlikely", "small", "limited"],
    &["medium", "moderate", "possible", "occasional", "med", "tolerable"],
    &["high", "major", "likely", "probable", "significant", "large", "serious"],
    &[
        "veryhigh",
        "critical",
        "severe",
        "almostcertain",
        "catastrophic",
        "extreme",
        "certain",
        "frequent",
        "verylikely",
        "extensive",
    ],
];

/// A step that cells name.
#[derive(Debug, Clone, PartialEq)]
struct Step {
    id: String,
    name: String,
    number: Option<u64>,
}

/// What the columns of a rating hold in a row.
struct Rated {
    likelihood: Cell,
    impact: Cell,
    level: Cell,
    score: Cell,
}

/// The text of `schema/methodology.toml` that the cells follow.
///
/// # Errors
/// Why none does.
pub fn inferred(sheet: &Sheet, header: &Header) -> Result<String, String> {
    let rated = rated(sheet, header);
    let likelihoods = steps(rated.iter().map(|row| &row.likelihood), "likelihood")?;
    let impacts = steps(rated.iter().map(|row| &row.impact), "impact")?;
    let place = |steps: &[Step], cell: &Cell| {
        let text = cell.trimmed();
        let (number, _) = parted(&text);
        let word = identifier(&word_of(&text));
        steps.iter().position(|step| {
            (!word.is_empty() && step.id == word)
                || (number.is_some() && step.number.map(|n| n.to_string()) == number.map(|n| n.to_string()))
        })
    };
    let mut cells: BTreeMap<(usize, usize), BTreeSet<String>> = BTreeMap::new();
    let mut scores: Vec<(u64, u64, u64)> = Vec::new();
    let mut names: BTreeMap<String, String> = BTreeMap::new();
    for row in &rated {
        let (Some(likelihood), Some(impact)) =
            (place(&likelihoods, &row.likelihood), place(&impacts, &row.impact))
        else {
            continue;
        };
        let level = word_of(&row.level.trimmed());
        if !level.is_empty() && !words::is_nothing(&level) {
            names.entry(identifier(&level)).or_insert(level.clone());
            cells.entry((likelihood, impact)).or_default().insert(identifier(&level));
        }
        let typed = parted(&row.score.trimmed()).0.or_else(|| parted(&row.level.trimmed()).0);
        if let (Some(l), Some(i), Some(score)) =
            (likelihoods[likelihood].number, impacts[impact].number, typed)
            && score >= 0.0
            && score.fract() == 0.0
        {
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked just above")]
            scores.push((l, i, score as u64));
        }
    }
    if let Some(((likelihood, impact), _)) = cells.iter().find(|(_, levels)| levels.len() > 1) {
        return Err(format!(
            "{} and {} make different levels in different rows",
            likelihoods[*likelihood].name, impacts[*impact].name
        ));
    }
    let levels =
        ordered(names.into_iter().map(|(id, name)| Step { id, name, number: None }).collect(), "level")?;
    if levels.len() < 2 {
        return Err("the sheet has no column of levels with two or more of them".to_owned());
    }
    let rank: BTreeMap<(usize, usize), usize> = cells
        .iter()
        .filter_map(|(cell, levels_of)| {
            Some((*cell, levels.iter().position(|level| Some(&level.id) == levels_of.first())?))
        })
        .collect();
    let formula = formula(&scores);
    let mut text = String::from(
        "# Inferred from a spreadsheet by `plimsoll import`: a proposal. Say what each step means, who accepts\n\
         # and approves which level, and move the line (`acceptable`) to where it is.\n\
         name = \"Inferred from a spreadsheet\"\nversion = \"0.1\"\n\n[scope]\nstatement = \"What the imported spreadsheet covers.\"\n",
    );
    let scored = formula.is_some();
    for (key, steps) in [("likelihood", &likelihoods), ("impact", &impacts)] {
        for step in steps {
            text.push_str(&format!("\n[[{key}]]\nid = \"{}\"\nname = {}\n", step.id, quoted(&step.name)));
            if let Some(number) = step.number.filter(|_| scored) {
                text.push_str(&format!("score = {number}\n"));
            }
        }
    }
    let bands = match formula {
        Some(formula) => Some(bands(formula, &likelihoods, &impacts, &rank, levels.len())?),
        None => None,
    };
    for (place, level) in levels.iter().enumerate() {
        let acceptable = place == 0 || (levels.len() > 3 && place == 1);
        text.push_str(&format!(
            "\n[[level]]\nid = \"{}\"\nname = {}\nacceptable = {acceptable}\n",
            level.id,
            quoted(&level.name)
        ));
        if let Some(bands) = &bands {
            text.push_str(&format!("from = {}\n", bands[place]));
        }
    }
    text.push_str("\n[matrix]\n");
    match formula {
        Some(formula) => text.push_str(&format!("formula = \"{formula}\"\n")),
        None => text.push_str(&grid(&likelihoods, &impacts, &levels, &rank)?),
    }
    Ok(text)
}

fn rated(sheet: &Sheet, header: &Header) -> Vec<Rated> {
    let column = |target: &Target| {
        header
            .columns
            .iter()
            .find(|column| matches!(&column.usage, Use::Read(own, _) if own == target))
            .map(|column| column.place)
    };
    let mut all = Vec::new();
    for stage in [Stage::Current, Stage::Inherent, Stage::Residual] {
        let (Some(likelihood), Some(impact)) =
            (column(&Target::Key(stage.key("likelihood"))), column(&Target::Key(stage.key("impact"))))
        else {
            continue;
        };
        let (level, score) = (column(&Target::Level(stage)), column(&Target::Score(stage)));
        for row in sheet.rows.iter().filter(|row| row.number > header.row) {
            let cell = |place: Option<usize>| place.map_or(Cell::Empty, |place| row.cell(place).clone());
            all.push(Rated {
                likelihood: cell(Some(likelihood)),
                impact: cell(Some(impact)),
                level: cell(level),
                score: cell(score),
            });
        }
    }
    all
}

/// The words of a cell, without its number.
fn word_of(text: &str) -> String {
    let (number, word) = parted(text);
    if number.is_some() { word } else { text.trim().to_owned() }
}

/// The steps of a scale that cells name.
fn steps<'c>(cells: impl Iterator<Item = &'c Cell>, noun: &str) -> Result<Vec<Step>, String> {
    let mut found: BTreeMap<String, Step> = BTreeMap::new();
    for cell in cells {
        let text = cell.trimmed();
        if words::is_nothing(&text) {
            continue;
        }
        let (number, _) = parted(&text);
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked just before")]
        let number = number
            .filter(|number| number.fract() == 0.0 && (0.0..1e6).contains(number))
            .map(|number| number as u64);
        let word = word_of(&text);
        let (id, name) = match (word.is_empty(), number) {
            (true, Some(number)) => (format!("{noun}-{number}"), number.to_string()),
            (true, None) => continue,
            (false, _) => (identifier(&word), word),
        };
        let step = found.entry(id.clone()).or_insert(Step { id, name, number });
        step.number = step.number.or(number);
    }
    if found.len() < 2 {
        return Err(format!("the sheet has no column of {noun} with two or more steps"));
    }
    let mut steps: Vec<Step> = found.into_values().collect();
    // Numbers alone are a scale from 1, whether or not each of them occurs.
    let is_numbers =
        steps.iter().all(|step| step.number.is_some_and(|number| step.name == number.to_string()));
    if is_numbers {
        let highest = steps.iter().filter_map(|step| step.number).max().unwrap_or(0);
        if highest > 10 {
            return Err(format!("the column of {noun} has numbers up to {highest}"));
        }
        let lowest = steps.iter().filter_map(|step| step.number).min().unwrap_or(1).min(1);
        return Ok((lowest..=highest.max(3))
            .map(|number| Step {
                id: format!("{noun}-{number}"),
                name: number.to_string(),
                number: Some(number),
            })
            .collect());
    }
    // "4 - Likely" in one row and "Likely" in another are one step; a word with two numbers is not.
    steps = ordered(steps, noun)?;
    Ok(steps)
}

/// In their order: by their numbers, else by what the words usually mean.
fn ordered(mut steps: Vec<Step>, noun: &str) -> Result<Vec<Step>, String> {
    if steps.iter().all(|step| step.number.is_some()) {
        steps.sort_by_key(|step| step.number);
        if steps.windows(2).any(|pair| pair[0].number == pair[1].number) {
            return Err(format!("two steps of {noun} have one number"));
        }
        return Ok(steps);
    }
    let rank = |step: &Step| {
        let plain = folded(&step.name);
        ORDERED.iter().position(|words| words.contains(&plain.as_str()))
    };
    if let Some(step) = steps.iter().find(|step| rank(step).is_none()) {
        return Err(format!("nothing says where `{}` stands among the steps of {noun}", step.name));
    }
    steps.sort_by_key(rank);
    if let Some(pair) = steps.windows(2).find(|pair| rank(&pair[0]) == rank(&pair[1])) {
        return Err(format!("`{}` and `{}` may be one step of {noun}", pair[0].name, pair[1].name));
    }
    Ok(steps)
}

/// The formula that all typed scores follow, if there are some.
fn formula(scores: &[(u64, u64, u64)]) -> Option<&'static str> {
    let follows = |compute: fn(u64, u64) -> u64| {
        scores.len() >= 2
            && scores.iter().all(|(likelihood, impact, score)| compute(*likelihood, *impact) == *score)
    };
    if follows(u64::saturating_mul) {
        Some("product")
    } else if follows(u64::saturating_add) {
        Some("sum")
    } else {
        None
    }
}

/// The lowest score of each level.
fn bands(
    formula: &str,
    likelihoods: &[Step],
    impacts: &[Step],
    rank: &BTreeMap<(usize, usize), usize>,
    levels: usize,
) -> Result<Vec<u64>, String> {
    let mut seen: Vec<(u64, usize)> = Vec::new();
    for ((likelihood, impact), level) in rank {
        let (Some(l), Some(i)) = (likelihoods[*likelihood].number, impacts[*impact].number) else { continue };
        seen.push((if formula == "product" { l.saturating_mul(i) } else { l.saturating_add(i) }, *level));
    }
    let mut from = Vec::new();
    for level in 0..levels {
        let lowest = seen.iter().filter(|(_, own)| *own == level).map(|(score, _)| *score).min();
        let lowest = lowest.ok_or("a level has no score")?;
        if seen
            .iter()
            .any(|(score, own)| (*own < level && *score >= lowest) || (*own > level && *score < lowest))
        {
            return Err("the levels are no bands of the scores".to_owned());
        }
        from.push(if level == 0 { 0 } else { lowest });
    }
    Ok(from)
}

/// The rows of the grid. A cell that no row of the sheet shows gets the highest
/// level that its neighbours allow, and says so.
fn grid(
    likelihoods: &[Step],
    impacts: &[Step],
    levels: &[Step],
    rank: &BTreeMap<(usize, usize), usize>,
) -> Result<String, String> {
    for ((l, i), level) in rank {
        for ((other_l, other_i), other) in rank {
            if l <= other_l && i <= other_i && level > other {
                return Err(format!(
                    "{} and {} make a higher level than {} and {}",
                    likelihoods[*l].name,
                    impacts[*i].name,
                    likelihoods[*other_l].name,
                    impacts[*other_i].name
                ));
            }
        }
    }
    let mut text = String::new();
    let mut open = Vec::new();
    for (l, likelihood) in likelihoods.iter().enumerate() {
        let mut row = Vec::new();
        for (i, impact) in impacts.iter().enumerate() {
            let level = rank.get(&(l, i)).copied().unwrap_or_else(|| {
                open.push(format!("{} × {}", likelihood.name, impact.name));
                let above = rank
                    .iter()
                    .filter(|((other_l, other_i), _)| *other_l >= l && *other_i >= i)
                    .map(|(_, level)| *level);
                above.min().unwrap_or(levels.len() - 1)
            });
            row.push(format!("\"{}\"", levels[level].id));
        }
        text.push_str(&format!("{} = [{}]\n", likelihood.id, row.join(", ")));
    }
    if !open.is_empty() {
        text = format!(
            "# No row shows these; each has the highest level that the others allow: {}\n{text}",
            open.join(", ")
        );
    }
    Ok(text)
}

/// Text as a TOML string: all that could end it is escaped.
fn quoted(text: &str) -> String {
    let escaped: String = text
        .chars()
        .flat_map(|c| match c {
            '"' | '\\' => vec!['\\', c],
            c if c.is_control() => vec![' '],
            c => vec![c],
        })
        .collect();
    format!("\"{escaped}\"")
}

#[cfg(test)]
mod tests {
    use super::super::{delimited, header};
    use super::*;
    use crate::parse;
    use crate::score::Scale;

    fn infer(text: &str) -> Result<String, String> {
        let book = delimited::read(text.as_bytes(), Some(',')).expect("a table");
        let (_, mut header) = header::find(&book.sheets[0], None, false).expect("headings");
        header.settle(&book.sheets[0], &[]);
        inferred(&book.sheets[0], &header)
    }

    const HEAD: &str = "Risk,Likelihood,Impact,Risk level,Score\n";

    #[test]
    fn words_make_a_grid_and_what_is_open_is_said() {
        let text = infer(&format!(
            "{HEAD}a,Low,Low,Low,\nb,High,High,High,\nc,Medium,Medium,Medium,\nd,Low,High,Medium,\n"
        ))
        .expect("a method");
        let method = parse::methodology_of(&text);
        let scale = Scale::new(&method);
        let level = |l: usize, i: usize| scale.cell(l, i).map(|level| method.levels[level].id.value.clone());
        assert_eq!(
            (level(0, 0).as_deref(), level(1, 1).as_deref(), level(2, 2).as_deref()),
            (Some("low"), Some("medium"), Some("high"))
        );
        assert_eq!(level(0, 1).as_deref(), Some("medium"), "the highest that the others allow");
        assert!(text.contains("Low × Medium"), "{text}");
    }

    #[test]
    fn numbers_make_a_formula_with_bands() {
        let rows = "a,1,2,Low,2\nb,2,3,Medium,6\nc,3,4,High,12\nd,5,5,Critical,25\n";
        let text = infer(&format!("{HEAD}{rows}")).expect("a method");
        let method = parse::methodology_of(&text);
        assert_eq!(method.likelihood.len(), 5);
        let from: Vec<u64> =
            method.levels.iter().filter_map(|level| level.from.as_ref().map(|from| from.value)).collect();
        assert_eq!(from, [0, 6, 12, 25]);
        assert!(text.contains("formula = \"product\""), "{text}");
    }

    #[test]
    fn what_contradicts_itself_makes_none() {
        for (rows, why) in [
            ("a,Low,Low,Low,\nb,Low,Low,High,\nc,High,High,High,\n", "make different levels"),
            ("a,Low,Low,Low,\nb,Odd,High,High,\n", "nothing says where `Odd` stands"),
            ("a,Low,Low,High,\nb,High,High,Low,\n", "make a higher level than"),
            ("a,Low,Low,,\nb,High,High,,\n", "no column of levels"),
            ("a,Low,Low,Low,\n", "no column of likelihood with two"),
        ] {
            let found = infer(&format!("{HEAD}{rows}")).expect_err(rows);
            assert!(found.contains(why), "{rows}: {found}");
        }
    }
}
