use proptest::prelude::*;

use super::*;
use crate::parse::shape;

fn risk(text: &str) -> String {
    laid_out(text, Some(shape::RISK)).unwrap_or_else(|trouble| panic!("{trouble:?}\n{text}"))
}

fn controls(text: &str) -> String {
    laid_out(text, Some(shape::CONTROLS)).unwrap_or_else(|trouble| panic!("{trouble:?}\n{text}"))
}

#[test]
fn keys_and_tables_stand_in_the_order_of_their_kind() {
    let before = "status='open'\nid  =  \"R1\"\ntitle=\"T\"\n[review]\non=2025-01-01\n[[treatment.action]]\ntitle=\"a\"\n\
                  [treatment]\nplan=\"p\"\noption=\"mitigate\"\n[[treatment.action]]\ndue=2025-01-01\ntitle=\"b\"";
    let after = "id = \"R1\"\ntitle = \"T\"\nstatus = \"open\"\n\n[treatment]\noption = \"mitigate\"\nplan = \"p\"\n\n\
                 [[treatment.action]]\ntitle = \"a\"\n\n[[treatment.action]]\ntitle = \"b\"\ndue = 2025-01-01\n\n\
                 [review]\non = 2025-01-01\n";
    assert_eq!(risk(before), after);
}

#[test]
fn comments_go_with_the_line_below_and_headings_stay() {
    let before = "# About all.\n\n# of the title\ntitle = \"T\" # why\nid = \"R1\"\n# below\n";
    let after = "# About all.\n\nid = \"R1\"\n# of the title\ntitle = \"T\" # why\n# below\n";
    assert_eq!(risk(before), after);
    let headed = "owner = \"a\"\n\n# Later.\n\ntitle = \"T\"\nid = \"R1\"\n";
    assert_eq!(risk(headed), "owner = \"a\"\n\n# Later.\n\nid = \"R1\"\ntitle = \"T\"\n");
    let directive = "#:schema ./risk.json\ntitle = \"T\"\nid = \"R1\"\n";
    assert_eq!(risk(directive), "#:schema ./risk.json\n\nid = \"R1\"\ntitle = \"T\"\n");
}

#[test]
fn what_is_commented_out_stands_where_it_would_stand() {
    let kept = "id = \"R1\"\n# description = \"\"\"x\"\"\"\nowner = \"a\"\n# assets = []   # which?\nstatus = \"open\"\n\n# [treatment]\n# owner = \"b\"\n";
    assert_eq!(risk(kept), kept);
    let moved = "# title = \"x\"\nid = \"R1\"\n# controls = []\nlikelihood = \"low\"\nstatus = \"open\"\n";
    assert_eq!(
        risk(moved),
        "id = \"R1\"\n# title = \"x\"\nlikelihood = \"low\"\nstatus = \"open\"\n# controls = []\n"
    );
}

#[test]
fn catalogues_stand_by_id_with_what_belongs_to_each() {
    let before = "# All.\n\n# last\n[[control]]\nid = \"c10\"\n[[control.test]]\non = 2025-01-01\n# none\n\n\n[[excluded]]\nannex_a = \"A.7.6\"\n\
                  # first\n[[control]] # here\nname = \"x\"\nid = \"c9\"\n\n# The end.\n";
    let after = "# All.\n\n# first\n[[control]] # here\nid = \"c9\"\nname = \"x\"\n\n# last\n[[control]]\nid = \"c10\"\n\n  \
                 [[control.test]]\n  on = 2025-01-01\n  # none\n\n[[excluded]]\nannex_a = \"A.7.6\"\n\n# The end.\n";
    assert_eq!(controls(before), after);
    let headed =
        "# B.\n\n[[control]]\nid = \"b\"\n\n# A.\n\n[[control]]\nid = \"z\"\n\n[[control]]\nid = \"a\"\n";
    assert_eq!(
        controls(headed),
        "# B.\n\n[[control]]\nid = \"b\"\n\n# A.\n\n[[control]]\nid = \"a\"\n\n[[control]]\nid = \"z\"\n"
    );
}

#[test]
fn a_test_behind_a_heading_stays_with_its_control() {
    let text = "[[control]]\nid = \"b\"\n\n  # Tests.\n\n  [[control.test]]\n  on = 2025-01-01\n\n[[control]]\nid = \"a\"\n";
    assert_eq!(controls(text), text);
}

#[test]
fn lists_keep_their_lines_and_their_comments() {
    let before = "tags = [ 'a' ,\"b\", ]\naffects = [ # which\n\n  'x', 'y' # the y\n  , # and\n\n  # z\n\n  'z'\n  # rest\n\n]\nassets=[\n]\ncontrols = [[ 1,2 ],[\n3 ]]\n";
    let after = "tags = [\"a\", \"b\"]\nassets = []\naffects = [\n  # which\n\n  \"x\",\n  \"y\", # the y\n  # and\n\n  # z\n\n  \"z\",\n  # rest\n]\ncontrols = [[1, 2], [\n  3,\n]]\n";
    assert_eq!(risk(before), after);
}

#[test]
fn toml_1_1_is_written_as_1_0() {
    let before = "impact = {\n  # money\n  financial = \"\\x41\\e\", # lost\n  people = 'low',\n}\nreferences = [\n  { title = 'x',\n # where\n url = 'u' },\n]\nat = 09:30\n";
    let after = "# money\n# lost\nimpact = { financial = \"\\u0041\\u001b\", people = \"low\" }\nreferences = [\n  # where\n  { title = \"x\", url = \"u\" },\n]\nat = 09:30:00\n";
    let text = risk(before);
    assert_eq!(text, after);
}

#[test]
fn line_endings_marks_strings_and_keys_stay() {
    let before = "\u{feff}id=\"R1\"\r\ndescription = \"\"\"\r\n a  \r\nb\n\"\"\"\r\n\r\n\r\n[custom]\r\n\"a b\" . c = 'say \"x\"'\r\n\r\n";
    let after = "\u{feff}id = \"R1\"\r\ndescription = \"\"\"\r\n a  \r\nb\n\"\"\"\r\n\r\n[custom]\r\n\"a b\".c = 'say \"x\"'\r\n";
    assert_eq!(risk(before), after);
    assert_eq!(
        (risk("").as_str(), risk("\u{feff}").as_str(), risk("\n\n# x\n\n").as_str()),
        ("", "\u{feff}", "# x\n")
    );
}

#[test]
fn dotted_keys_stay_dotted() {
    let before = "treatment.plan = \"p\"\nid = \"R1\"\ntreatment.option = \"accept\"\ncustom.z = 1\ncustom.a = 2\n[treatment.residual]\nimpact = \"low\"\n";
    let after = "id = \"R1\"\ncustom.z = 1\ncustom.a = 2\ntreatment.option = \"accept\"\ntreatment.plan = \"p\"\n\n[treatment.residual]\nimpact = \"low\"\n";
    assert_eq!(risk(before), after);
}

#[test]
fn what_no_shape_knows_stays_behind_what_it_stood_behind() {
    let before =
        "title = \"T\"\nonwer = \"x\"\nid = \"R1\"\n\n[review]\non = 1\n[extra]\nb = 1\na = 2\n[treatment]\n";
    let after = "id = \"R1\"\ntitle = \"T\"\nonwer = \"x\"\n\n[treatment]\n\n[review]\non = 1\n\n[extra]\nb = 1\na = 2\n";
    assert_eq!(risk(before), after);
}

#[test]
fn the_cells_of_a_matrix_stand_below_each_other() {
    let before = "[matrix]\nhigh=['a', 'b']\n# why\nmedium = ['a']\ncombine='sum'\n";
    let after = "[matrix]\nhigh   = [\"a\", \"b\"]\n# why\nmedium = [\"a\"]\ncombine = \"sum\"\n";
    assert_eq!(laid_out(before, Some(shape::METHODOLOGY)).as_deref(), Ok(after));
}

#[test]
fn what_cannot_be_read_is_left_alone() {
    assert!(matches!(laid_out("a = \n", None), Err(LayoutTrouble::Unreadable(..))));
    assert_eq!(shape_of("[[person]]\n").map(|shape| shape.what), Some(shape::PEOPLE.what));
}

/// A value, often an odd one.
fn value() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        "[a-z]{0,4}".prop_map(|text| format!("\"{text}\"")),
        "[a-z\"\\\\ ]{0,5}".prop_map(|text| format!("'{text}'")),
        Just("\"\"\"\n# no comment\n  [x]\n\"\"\"".to_owned()),
        Just("'''a\n\nb'''".to_owned()),
        Just("\"\\e\\\\e\\x41\"".to_owned()),
        Just("2025-01-01".to_owned()),
        Just("2025-01-01 07:32".to_owned()),
        Just("1_000".to_owned()),
        Just("-1.5e3".to_owned()),
        Just("{}".to_owned()),
        Just("[]".to_owned()),
    ];
    leaf.prop_recursive(3, 12, 4, |inner| {
        let gap =
            prop_oneof![Just(""), Just(" "), Just("\n"), Just("\n\n  # in a list\n"), Just(" # behind\n")];
        let table_gap = prop_oneof![4 => Just(""), 2 => Just(" "), 1 => Just("\n # in a table\n")];
        prop_oneof![
            proptest::collection::vec((inner.clone(), gap.clone(), gap), 0..4).prop_map(|items| {
                let items: String =
                    items.into_iter().map(|(value, a, b)| format!("{a}{value}{b},")).collect();
                format!("[{items}]")
            }),
            proptest::collection::vec((inner, table_gap.clone(), table_gap), 0..3).prop_map(|pairs| {
                let pairs: Vec<String> = pairs
                    .into_iter()
                    .enumerate()
                    .map(|(n, (value, a, b))| format!("{a}k{n}.\"x y\" ={value}{b}"))
                    .collect();
                format!("{{{}}}", pairs.join(","))
            }),
        ]
    })
}

/// Lines of a file, most of which go together.
fn line() -> impl Strategy<Value = String> {
    let keys = prop_oneof![
        Just("id"),
        Just("title"),
        Just("owner"),
        Just("status"),
        Just("custom.b"),
        Just("custom . a"),
        Just("\"od d\""),
        Just("treatment.plan"),
        Just("treatment.option"),
        Just("due"),
        Just("on"),
        Just("onwer"),
    ];
    let headers = prop_oneof![
        Just("[treatment]"),
        Just("[ treatment . residual ]"),
        Just("[[treatment.action]]"),
        Just("[review] # r"),
        Just("[[waiver]]"),
        Just("[custom]"),
        Just("[odd.\"er x\"]"),
        Just("[[control]]"),
        Just("[[control.test]]"),
        Just("[[person]]"),
        Just("[acceptance]"),
    ];
    let gaps = prop_oneof![Just(""), Just("   "), Just("\t"), Just("  # why"), Just("# near")];
    prop_oneof![
        6 => (keys, value(), gaps).prop_map(|(key, value, gap)| format!("{key}= {value}{gap}")),
        4 => headers.prop_map(str::to_owned),
        2 => Just(String::new()),
        2 => prop_oneof![Just("# a comment"), Just("  #indented "), Just("#:schema x"), Just("# [treatment]")].prop_map(str::to_owned),
        2 => prop_oneof![Just("# owner = \"x\""), Just("#title = 'y' # z"), Just("# status = open"), Just("# due = 2025-01-01")].prop_map(str::to_owned),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1024, ..ProptestConfig::default() })]

    /// The layout checks meaning and comments itself; that it need never
    /// refuse, and settles at once, is what is asked here.
    #[test]
    fn any_file_is_laid_out_once_and_says_the_same(
        lines in proptest::collection::vec(line(), 0..24), crlf: bool, kind in 0usize..4,
    ) {
        let mut lines = lines;
        // What TOML refuses is taken out: keys and tables that are there twice.
        let mut text = String::new();
        for line in lines.drain(..) {
            let longer = format!("{text}{line}\n");
            if DeTable::parse(&longer).is_ok() {
                text = longer;
            }
        }
        if crlf {
            text = text.replace('\n', "\r\n");
        }
        let top = [None, Some(shape::RISK), Some(shape::CONTROLS), Some(shape::PEOPLE)][kind];
        let after = match laid_out(&text, top) {
            Ok(after) => after,
            Err(trouble) => return Err(TestCaseError::fail(format!("{trouble:?}\n{text}\n---\n{}", once(&text, top)))),
        };
        prop_assert_eq!(&once(&after, top), &after);
        prop_assert_eq!(laid_out(&after, top), Ok(after.clone()));
        if crlf {
            prop_assert_eq!(after.matches('\n').count(), after.matches("\r\n").count());
        }
    }
}
