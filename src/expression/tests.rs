//! What expressions mean, what is refused, and that nothing hostile hangs.

use proptest::prelude::*;

use super::*;
use crate::facts::Facts;
use crate::model::register::Register;
use crate::rules::own;
use crate::shape::FindingCounts;
use crate::testing::{facts_of, register_of};

const RISK: &str = "category = 'cloud'\ntags = ['gdpr', 'supplier']\ncontrols = ['mail-filter']\n\
    likelihood = 'high'\nimpact = 'high'\nassessed = 2025-05-01\ndescription = 'Één zin, \"so\".'\n\
    [treatment]\noption = 'mitigate'\nplan = 'Encrypt.'\ndue = 2025-05-20\ncost = 1200.5\n\
    [[treatment.action]]\ntitle = 'Undated'\n[[treatment.action]]\ntitle = 'Late'\ndue = 2025-05-20\n";

fn register() -> Register {
    register_of(&[("R001", RISK), ("R002", "")])
}

/// What becomes of an expression on the first risk, and on the bare second one.
fn judged(text: &str) -> Result<Vec<Result<bool, TooMuch>>, Fault> {
    let register = register();
    on(&facts_of(&register), text)
}

fn on(facts: &Facts<'_>, text: &str) -> Result<Vec<Result<bool, TooMuch>>, Fault> {
    let vocabulary = Vocabulary::of_rules(facts);
    let expression = Expression::compile(text, &vocabulary)?;
    let judge = |(risk, judged)| {
        expression.matches(&own::subject(facts, &vocabulary, risk, judged, FindingCounts::default()))
    };
    Ok(facts.each().map(judge).collect())
}

fn holds(text: &str) -> [bool; 2] {
    let verdicts = judged(text).unwrap_or_else(|fault| panic!("{text}: {fault:?}"));
    [0, 1].map(|at| verdicts[at].unwrap_or_else(|_| panic!("{text}: too much work")))
}

/// Where an expression is at fault, what is said, and the help.
fn fault(text: &str) -> (String, String, String) {
    let fault = judged(text).expect_err(text);
    (text[fault.range.clone()].to_owned(), fault.message, fault.help.unwrap_or_default())
}

#[test]
fn keys_are_named_as_the_json_has_them() {
    for text in [
        "id == 'R001'",
        "risk.id == \"R001\" && risk.treatment.option == \"mitigate\"",
        "level == 'critical' && above_line && overdue",
        "'gdpr' in tags && !('x' in tags)",
        "treatment.cost > 1000",
        "treatment.plan.contains('crypt') && title.startsWith('A') && title.endsWith('risk')",
        "description.matches('(?i)^één ')",
        "path == 'risks/R001.toml'",
        "level in ['high', 'critical']",
        "size(controls) == 1 && controls.size() == 1",
        "treatment.actions.map(a, a.title) == ['Undated', 'Late']",
        "tags.filter(t, t != 'gdpr')[0] == 'supplier'",
        "tags.exists_one(t, t.startsWith('g'))",
        "tags.exists(id, id == 'gdpr') && id == 'R001'",
    ] {
        assert_eq!(holds(text), [true, false], "{text}");
    }
}

#[test]
fn days_compare_and_are_counted() {
    for text in [
        "treatment.due < today",
        "treatment.due >= '2025-05-20' && treatment.due <= '2025-05-20'",
        "days(assessed, today) == 31",
        "days(today, treatment.due) == -12",
        "treatment.actions.exists(a, a.due < today)",
    ] {
        assert_eq!(holds(text), [true, false], "{text}");
    }
    assert_eq!(holds("today == '2025-06-01'"), [true, true]);
}

#[test]
fn words_with_an_order_have_ranks() {
    assert_eq!(holds("levels[level] >= levels.high"), [true, false]);
    assert_eq!(holds("levels.critical == 4 && likelihoods.low == 1 && impacts['high'] == 3"), [true, true]);
    assert_eq!(holds("levels[level] < levels.critical"), [false, false]);
}

#[test]
fn what_is_absent_is_null_and_matches_nothing_else() {
    assert_eq!(holds("treatment == null"), [false, true]);
    assert_eq!(holds("treatment.due == null"), [false, true]);
    assert_eq!(holds("acceptance.until == null && residual.level == null"), [true, true]);
    assert_eq!(holds("has(treatment.due)"), [true, false]);
    assert_eq!(holds("!has(treatment.approval.by)"), [true, true]);
    assert_eq!(holds("!(treatment.due < today)"), [false, false], "what is not known is not denied either");
    assert_eq!(holds("treatment.due < today || category == null"), [true, true], "but one part may suffice");
    assert_eq!(holds("size(treatment.actions) == 0"), [false, true], "no treatment has no actions");
    assert_eq!(holds("treatment.actions.all(a, a.owner == null)"), [true, true]);
    assert_eq!(holds("tags[7] == 'x' || 1 / 0 == 1 || int(title) == 1"), [false, false]);
}

#[test]
fn what_is_not_there_is_refused_with_the_one_that_was_meant() {
    for (text, place, message, help) in [
        ("treatmnt.due < today", "treatmnt", "there is no `treatmnt` here", "did you mean `treatment`?"),
        ("risk.levl == 'high'", ".", "`risk` has no key `levl`", "did you mean `level`?"),
        ("treatment.deu < today", ".", "`treatment` has no key `deu`", "did you mean `due`?"),
        ("levle == 'high'", "levle", "there is no `levle` here", "did you mean `level`?"),
        ("level == 'hihg'", "'hihg'", "`hihg` is not a level", "did you mean `high`?"),
        ("'hihg' != likelihood", "'hihg'", "`hihg` is not a likelihood", "did you mean `high`?"),
        ("status in ['opne']", "'opne'", "`opne` is not a word of `status`", "did you mean `open`?"),
        ("status == open", "open", "there is no `open` here", "text stands in quotes: \"open\""),
        ("tags.exist(t, t == 'x')", "t", "there is no `t` here", ""),
        ("titel.contians('x')", "titel", "there is no `titel` here", "did you mean `title`?"),
        ("title.contians('x')", "(", "there is no function `contians`", "did you mean `contains`?"),
        (
            "treatment.due < '2025-02-30'",
            "'2025-02-30'",
            "`2025-02-30` is no day",
            "write a day as \"2025-04-30\"",
        ),
        ("levels.hihg > 1", ".", "`levels` has no key `hihg`", "did you mean `high`?"),
    ] {
        let (at, said, hint) = fault(text);
        assert_eq!((at.as_str(), said.as_str()), (place, message), "{text}");
        assert!(hint.starts_with(help), "{text}: {hint}");
    }
    let counts = fault("findings.errors > 0");
    assert!(counts.2.contains("rules are judged before"), "{counts:?}");
}

#[test]
fn what_could_never_match_is_refused() {
    for (text, message) in [
        ("level", "the expression is a level, not true or false"),
        ("score + 1", "the expression is a number, not true or false"),
        ("tags", "the expression is a list, not true or false"),
        ("level && true", "this is a level, not true or false"),
        ("level >= 'high'", "a level has no order as text"),
        ("confidence > 'low'", "a word of `confidence` has no order as text"),
        ("score == '3'", "a number is never compared with text"),
        ("overdue == 'true'", "true or false is never compared with text"),
        ("tags == 'x'", "a list is never compared with text"),
        ("title in category", "text is no list to be in"),
        ("3 in tags", "a number is never in a list of text"),
        ("tags.contains('x')", "a list has no `contains`"),
        ("treatment.actions.due < today", "a list has no key `due`"),
        ("today + 30 > treatment.due", "a day and a number have no sum"),
        ("treatment.due - today > 3", "a day is no number"),
        ("title.all(x, true)", "text is no list to go through"),
        ("title.matches(category)", "the pattern is not known before there is a risk"),
        ("title.matches('(')", "it is no pattern: unclosed group"),
        ("has(title)", "it is no expression: invalid argument to has() macro"),
        ("timestamp(today) < timestamp(today)", "there is no function `timestamp`"),
        ("Foo{a: 1} == null", "there is no type `Foo`"),
        ("b'x' == b'x'", "bytes are of no use here"),
    ] {
        let (_, said, help) = fault(text);
        assert_eq!(said, message, "{text} ({help})");
    }
}

#[test]
fn what_is_no_expression_is_refused_at_its_place() {
    for (text, place, message) in [
        ("", "", "the expression is empty"),
        ("  \n ", "  \n ", "the expression is empty"),
        ("category ==", "", "the expression ends too early"),
        ("(overdue", "", "a `)` is missing"),
        ("category = 'x'", "=", "`=` compares nothing"),
        ("overdue and above_line", "and", "`and` does not belong here"),
        ("overdue & above_line", "&", "`&` joins nothing"),
        ("'é' == category ; 1", ";", "`;` has no meaning here"),
        ("category == “x”", "“", "these quotation marks are of no use here"),
        ("category == 'x", "'x", "the quoted text has no end"),
        ("overdue\n  && above_line\n  ) || true", ")", "`)` does not belong here"),
    ] {
        let (at, said, _) = fault(text);
        assert_eq!((at.as_str(), said.as_str()), (place, message), "{text}");
    }
}

#[test]
fn own_fields_are_known_by_their_declaration() {
    let config = "[[custom]]\nkey = 'legal-basis'\nname = 'x'\ntype = 'choice'\nchoices = ['law', 'contract']\n\
        [[custom]]\nkey = 'reach'\ntype = 'number'\n";
    let loaded = crate::parse::load_texts(&[
        ("plimsoll.toml", &format!("[register]\ntitle = 'T'\n{config}")),
        ("schema/methodology.toml", crate::testing::BASE[1].1),
        ("risks/R001.toml", "id = 'R001'\ncustom = { reach = 7 }\n"),
        ("risks/R002.toml", "id = 'R002'\ncustom = { legal-basis = 'law' }\n"),
    ]);
    let facts = facts_of(&loaded.register);
    let holds =
        |text| on(&facts, text).expect(text).into_iter().map(|one| one.expect(text)).collect::<Vec<_>>();
    assert_eq!(holds("custom.reach > 5"), [true, false]);
    assert_eq!(holds("custom['legal-basis'] == 'law'"), [false, true]);
    assert_eq!(holds("custom['legal-basis'] == null"), [true, false]);
    let fault = on(&facts, "custom['legal-bases'] == 'law'").expect_err("no such field");
    assert_eq!(fault.help.as_deref(), Some("did you mean `legal-basis`?"));
    assert!(on(&facts, "custom['legal-basis'] == 'lore'").is_err());
    let fault = on(&facts, "custom.legal == 'law'").expect_err("a difference");
    assert_eq!(fault.help.as_deref(), Some("write custom[\"legal-basis\"]"));
}

#[test]
fn without_a_methodology_its_words_are_free() {
    let loaded = crate::parse::load_texts(&[
        ("plimsoll.toml", "[register]\ntitle = 'T'\n"),
        ("risks/R001.toml", "id = 'R001'\nlikelihood = 'often'\n"),
    ]);
    let facts = facts_of(&loaded.register);
    assert_eq!(on(&facts, "likelihood == 'often' && level == null"), Ok(vec![Ok(true)]));
}

#[test]
fn what_is_too_large_or_too_deep_is_refused_before_it_is_read() {
    let many = |part: &str, count: usize| part.repeat(count);
    for text in [
        format!("{}true{}", many("(", 5000), many(")", 5000)),
        format!("{}true{}", many("(", 17), many(")", 17)),
        format!("{}1{} == []", many("[", 1500), many("]", 1500)),
        format!("0{} == 1", many("+1", 1900)),
        format!("0{} == 1", many("-1", 60)),
        format!("id{}", many(".id", 1300)),
        format!("tags{} == ''", many("[0]", 1300)),
        format!("overdue{}", many(" == overdue", 300)),
        format!("{} true", many("overdue ? false : ", 200)),
        format!("{}true{}", many("tags.all(t, ", 17), many(")", 17)),
        many("(", 3999),
        many("'", 3999),
        many("!", 3999),
        many("a.", 1999),
        many("\u{202e}", 1000),
        many("\"\\", 1900),
        format!("title.matches('{}')", many("(a*)*", 700)),
        "title.matches('(\\\\w{300}){300}')".to_owned(),
    ] {
        let shown: String = text.chars().take(40).collect();
        assert!(judged(&text).is_err(), "{shown}");
    }
    // What is flat may be long.
    let words: Vec<String> = (0..300).map(|number| format!("'w{number}'")).collect();
    assert_eq!(holds(&format!("category in [{}, 'cloud']", words.join(","))), [true, false]);
    assert_eq!(holds(&format!("{}overdue", many("overdue || ", 300))), [true, false]);
    assert_eq!(holds(&format!("{}overdue", many("!!", 100))), [true, false]);
}

#[test]
fn work_on_a_risk_is_bounded() {
    let tags: Vec<String> = (0..400).map(|number| format!("'t{number}'")).collect();
    let text = format!("tags = [{}]\n", tags.join(","));
    let register = register_of(&[("R001", &text), ("R002", "tags = ['t1']\n")]);
    let facts = facts_of(&register);
    for (hostile, once) in [
        ("tags.all(a, tags.all(b, a != 'x'))", true),
        ("tags.exists(a, tags.exists(b, tags.exists(c, a + b == c)))", false),
        ("[1].map(a, 'x' + 'y').map(a, a + a).map(a, a + a).map(a, a + a).map(a, a + a) == ['']", false),
    ] {
        let verdicts = on(&facts, hostile).expect(hostile);
        assert_eq!(verdicts[1], Ok(once), "{hostile}");
    }
    assert_eq!(on(&facts, "tags.all(a, tags.all(b, a != 'x'))").expect("sound")[0], Err(TooMuch));
    assert_eq!(on(&facts, "tags.all(a, a.size() > 1)").expect("sound")[0], Ok(true));
    let grown = ".map(a, a + a + a + a + a)".repeat(9);
    let doubled = format!("[tags]{grown}.size() == 7");
    assert_eq!(on(&facts, &doubled).expect("sound"), [Err(TooMuch), Err(TooMuch)]);
    let text = format!("['{}']{grown}.size() == 7", "x".repeat(64));
    assert_eq!(on(&facts, &text).expect("sound"), [Err(TooMuch), Err(TooMuch)]);
    let hidden = format!("true || {doubled}");
    assert_eq!(on(&facts, &hidden).expect("sound"), [Ok(true), Ok(true)], "what is not needed costs nothing");
}

#[test]
fn a_long_text_is_searched_a_few_times_only() {
    let register = register_of(&[("R001", &format!("description = '{}'\n", "ab".repeat(200_000)))]);
    let facts = facts_of(&register);
    assert_eq!(on(&facts, "description.matches('(a|b|ab)*c$')"), Ok(vec![Ok(false)]));
    let often = vec!["description.matches('(a|b|ab)*c$')"; 40].join(" || ");
    assert_eq!(on(&facts, &often), Ok(vec![Err(TooMuch)]));
}

#[test]
fn a_pattern_is_found_by_what_it_says() {
    assert_eq!(holds("title.matches('^A') && !title.matches('^B') && title.matches('^A')"), [true, true]);
    assert_eq!(holds("matches(title, 'risk$') && tags.exists(t, t.matches('^g'))"), [true, false]);
}

#[test]
fn words_are_found_without_compiling() {
    assert!(mentions("treatment.due < today", &["today"]));
    assert!(!mentions("title == 'today' // today", &["today"]));
    assert!(mentions("((", &[]) == mentions("", &["x"]));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 192, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever is written gives a verdict or a fault at a place within it.
    #[test]
    fn nothing_makes_it_panic(parts in proptest::collection::vec(prop::sample::select(vec![
        "tags", "level", "treatment", ".due", ".actions", "today", "'high'", "\"é\"", "1", "-9223372036854775808",
        "1.5", "null", "true", "==", "<", "in", "&&", "||", "!", "-", "+", "*", "/", "%", "?", ":", "(", ")",
        "[", "]", "{", "}", ",", ".", "size(", "has(", ".all(x, ", ".exists(x, ", ".map(x, ", ".matches(", "days(",
        "x", "levels", "[level]", "// ", "\n", "'", "\\", "@", "`", "é", "risk", ".risk", "0x", "1u", "r'", "string(",
    ]), 0..24)) {
        let text = parts.join(" ");
        match judged(&text) {
            Ok(verdicts) => prop_assert_eq!(verdicts.len(), 2),
            Err(fault) => prop_assert!(text.get(fault.range.clone()).is_some(), "{:?} of {:?}", fault, text),
        }
    }
}
