//! `import`: spreadsheets of many habits, each with the risks and the doubts
//! that are expected of it.

use std::collections::BTreeMap;

use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook};

use crate::harness::{Registry, Run, sample};

/// The small register without its risk.
fn register() -> Registry {
    let register = Registry::base();
    std::fs::remove_file(register.path("risks/R001.toml")).expect("a risk");
    register
}

/// The files of the register, by path.
fn files(register: &Registry) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    for entry in
        walkdir::WalkDir::new(register.root()).into_iter().flatten().filter(|e| e.file_type().is_file())
    {
        let path = entry.path().strip_prefix(register.root()).expect("below").display().to_string();
        if !path.starts_with(".git/") {
            files.insert(path, std::fs::read(entry.path()).expect("a file"));
        }
    }
    files
}

/// What a risk's file says.
fn risk(register: &Registry, id: &str) -> toml::Table {
    let text = std::fs::read_to_string(register.path(&format!("risks/{id}.toml")));
    text.unwrap_or_else(|_| panic!("there is no {id}")).parse().expect("TOML")
}

/// A value by its dotted key, as text; `-` where there is none.
fn at(table: &toml::Table, key: &str) -> String {
    let mut value = None;
    let mut table = Some(table);
    for part in key.split('.') {
        value = table.and_then(|table| table.get(part));
        table = value.and_then(toml::Value::as_table);
    }
    match value {
        None => "-".to_owned(),
        Some(toml::Value::String(text)) => text.clone(),
        Some(toml::Value::Array(all)) => all
            .iter()
            .map(|one| one.as_str().map_or_else(|| one.to_string(), str::to_owned))
            .collect::<Vec<_>>()
            .join(", "),
        Some(other) => other.to_string(),
    }
}

/// The values of some keys.
fn values(register: &Registry, id: &str, keys: &[&str]) -> Vec<String> {
    let table = risk(register, id);
    keys.iter().map(|key| at(&table, key)).collect()
}

/// The doubts of a run, a line each, without their remedies.
fn doubts(run: &Run) -> Vec<String> {
    run.stderr.lines().filter_map(|line| line.strip_prefix("doubt: ")).map(str::to_owned).collect()
}

/// A run that imports everything.
fn sound(register: &Registry, arguments: &[&str]) -> Run {
    let run = register.run(&[&["import"], arguments].concat());
    assert_eq!(run.code, 0, "{run:#?}");
    run
}

/// A run that finds these doubts and writes nothing.
fn doubtful(register: &Registry, arguments: &[&str], want: &[&str]) {
    let before = files(register);
    let run = register.run(&[&["import"], arguments].concat());
    assert_eq!(run.code, 1, "{run:#?}");
    let found = doubts(&run);
    assert_eq!(found.len(), want.len(), "{found:#?}");
    for (found, want) in found.iter().zip(want) {
        assert!(found.contains(want), "{want} is not in {found}");
    }
    assert_eq!(files(register), before, "nothing is written");
}

/// A run that cannot read the file, and says this.
fn refused(register: &Registry, arguments: &[&str], want: &str) {
    let before = files(register);
    let run = register.run(&[&["import"], arguments].concat());
    assert_eq!(run.code, 2, "{run:#?}");
    assert!(run.stderr.contains(want), "{want} is not in {}", run.stderr);
    assert!(run.stderr.contains("help:"), "{}", run.stderr);
    assert_eq!(files(register), before, "nothing is written");
}

const ELEVEN: &str = "Risk ID,Risk Description,Asset Owner,Likelihood,Impact,Risk Level,Existing Controls,Recommended Treatment,Action Owner,Due Date,Status\n";

#[test]
fn the_classic_eleven_columns() {
    let register = register().file(
        "in.csv",
        format!("{ELEVEN}R001,Unauthorized access due to weak passwords,IT Manager,High,High,Critical,Password policy,Implement multi-factor authentication,Security Lead,2025-04-30,In Progress\nR002,Phishing,Ana Ruiz,Medium,Low,Low,Awareness training; Mail gateway,,,,Open\n"),
    );
    let run = sound(&register, &["in.csv"]);
    assert_eq!(run.stdout, "imported 2 risks\nnew people: Ana Ruiz\nnew controls: Mail gateway\n");
    let keys = [
        "title",
        "owner",
        "likelihood",
        "impact",
        "controls",
        "treatment.option",
        "treatment.plan",
        "treatment.owner",
        "treatment.due",
        "status",
        "source.file",
        "source.row",
        "source.key",
    ];
    assert_eq!(
        values(&register, "R001", &keys),
        [
            "Unauthorized access due to weak passwords",
            "it-manager",
            "high",
            "high",
            "password-policy",
            "mitigate",
            "Implement multi-factor authentication",
            "security-lead",
            "2025-04-30",
            "in-progress",
            "in.csv",
            "2",
            "R001"
        ]
    );
    assert_eq!(
        values(&register, "R002", &["owner", "controls", "treatment.option"]),
        ["ana-ruiz", "awareness-training, mail-gateway", "-"]
    );
    let check = register.run(&["check", "--format", "short", "--select", "files,identity,references"]);
    assert_eq!(check.code, 0, "{check:#?}");
}

#[test]
fn run_twice_it_changes_nothing() {
    let register = register().file(
        "in.csv",
        format!("{ELEVEN}1,Fire,IT Manager,High,Low,,Sprinkler,,,,\n2,Flood,Bo Lind,Low,Low,,,,,,Open\n"),
    );
    sound(&register, &["in.csv"]);
    let before = files(&register);
    let run = sound(&register, &["in.csv"]);
    assert_eq!(run.stdout, "nothing to import: 2 rows: 2 as the register has them\n");
    sound(&register, &["in.csv", "--update"]);
    assert_eq!(files(&register), before);
}

#[test]
fn semicolons_in_windows_1252_below_a_banner() {
    let mut bytes =
        b"ACME S.A.;;;;\nRisikoregister 2025;;;;\n\nRef;Risk;Owner;Probability;Consequence\n".to_vec();
    bytes.extend(b"RK-7;D\xe9faillance;Zo\xeb M\xfcller;2;3\nRK-9;Feu;Zo\xeb M\xfcller;L;H\n");
    let register = register().file("in.csv", bytes);
    let run = sound(&register, &["in.csv"]);
    assert!(run.stderr.contains("read as Windows-1252"), "{}", run.stderr);
    assert!(run.stderr.contains("2 ids do not follow `R###`"), "{}", run.stderr);
    let keys = ["title", "owner", "likelihood", "impact", "source.key", "source.row"];
    assert_eq!(
        values(&register, "R007", &keys),
        ["Défaillance", "zoe-muller", "medium", "high", "RK-7", "5"]
    );
    assert_eq!(values(&register, "R009", &keys), ["Feu", "zoe-muller", "low", "high", "RK-9", "6"]);
    let people = std::fs::read_to_string(register.path("people.toml")).expect("people");
    assert_eq!(people.matches("Zoë Müller").count(), 1, "made once");
}

#[test]
fn tabs_in_utf_16_with_grouped_headings() {
    let text = "\t\tInherent risk\t\tCurrent risk\t\tResidual risk\t\t\nNo\tRisk\tL\tI\tL\tI\tL\tI\tRisk owner\n1\tFire\t3\t3\t2 - Medium\tHigh\t1\tMedium (2)\tIT Manager\n";
    let bytes: Vec<u8> =
        [0xff, 0xfe].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    let register = register().file("in.tsv", bytes);
    sound(&register, &["in.tsv"]);
    let keys = [
        "inherent.likelihood",
        "inherent.impact",
        "likelihood",
        "impact",
        "treatment.residual.likelihood",
        "treatment.residual.impact",
    ];
    assert_eq!(values(&register, "R001", &keys), ["high", "high", "medium", "high", "low", "medium"]);
}

#[test]
fn two_owners_and_a_day_that_could_be_two_are_asked_for() {
    let register = register().file(
        "in.csv",
        format!("{ELEVEN}R001,Fire,MD/CISO,High,High,,,Sprinklers,IT Manager,03/04/2025,Open\nR002,Flood,IT Manager,Low,Low,,,Pumps,IT Manager,May-18,Open\nR003,Theft,IT Manager,Low,Low,,,Locks,IT Manager,Q4-2026,Open\n"),
    );
    doubtful(
        &register,
        &["in.csv"],
        &[
            "row 2, column C (Asset Owner): `MD/CISO` names 2 people, and one answers",
            "row 2, column J (Due Date): `03/04/2025` may be 2025-04-03 or 2025-03-04",
            "row 3, column J (Due Date): `May-18` may be a month of a year or a day of a month",
        ],
    );
    let run = sound(&register, &["in.csv", "--skip-doubtful"]);
    assert!(run.stdout.starts_with("imported 1 risk\n"), "{}", run.stdout);
    assert_eq!(values(&register, "R003", &["treatment.due"]), ["2026-12-31"]);
}

#[test]
fn the_format_of_days_answers() {
    let register = register().file("in.csv", "ID,Risk,Owner,Due\n1,Fire,IT Manager,03/04/2025\n2,Flood,IT Manager,25/04/2025\n3,Theft,IT Manager,45777\n");
    sound(&register, &["in.csv", "--date-format", "%d/%m/%Y"]);
    let due = |id: &str| values(&register, id, &["treatment.due"]).remove(0);
    assert_eq!([due("R001"), due("R002"), due("R003")], ["2025-04-03", "2025-04-25", "2025-04-30"]);
    refused(&register, &["in.csv", "--date-format", "%H"], "`%H` is no format of days");
}

#[test]
fn levels_and_scores_that_contradict_are_asked_about() {
    let five = include_str!("../../schema/presets/five-by-five.toml");
    let register = register().file("schema/methodology.toml", five).file(
        "in.csv",
        "ID,Risk,Owner,Likelihood,Impact,Score,Rating\n1,Fire,IT Manager,4,5,20,\n2,Flood,IT Manager,2,2,9,\n3,Theft,IT Manager,1,1,1,Red\n",
    );
    doubtful(
        &register,
        &["in.csv"],
        &["row 3, column F (Score): it says 9, and likelihood and impact make 4"],
    );
    sound(&register, &["in.csv", "--skip-doubtful"]);
    assert_eq!(
        values(&register, "R003", &["description"]),
        ["Rating: Red"],
        "what no level stands for is kept"
    );
}

#[test]
fn what_has_no_column_is_kept_in_the_description_or_in_own_fields() {
    let register = register().file(
        "in.csv",
        "ID,Risk,Owner,Legal basis,Favourite colour,,Existing controls\n1,Fire,IT Manager,Contract,red,odd,\"There is a procedure which describes in some detail what is to be done in a case of fire, by whom.\"\n",
    );
    sound(&register, &["in.csv"]);
    assert_eq!(
        values(&register, "R001", &["custom.legal-basis", "description"]),
        [
            "contract",
            "Favourite colour: red\n\nColumn F: odd\n\nExisting controls: There is a procedure which describes in some detail what is to be done in a case of fire, by whom."
        ]
    );
    let dry = register.run(&["import", "in.csv", "--dry-run"]);
    assert!(dry.stdout.contains("it reads as prose, not as names"), "{}", dry.stdout);
}

const MAPPED: &str = "Kennung,Was,target_date,Massnahme,Wer,Farbe\n17,Fire,03.04.2025,Reduce,Boss,red\n18,Flood,,Wait and see,Ana,blue\n";
const MAPPING: &str = "header_row = 1\ndate_format = \"%d.%m.%Y\"\n[columns]\nid = \"Kennung\"\ntitle = \"Was\"\ntreatment.due = \"target_date\"\n\"treatment.option\" = \"Massnahme\"\nowner = \"Wer\"\n[values.treatment.option]\n\"Reduce\" = \"mitigate\"\n\"Wait and see\" = \"accept\"\n[values.owner]\nBoss = \"head-of-it\"\n[defaults]\nlikelihood = \"low\"\nimpact = \"low\"\nassets = [\"plant\"]\n";

#[test]
fn a_mapping_names_what_columns_and_cells_mean() {
    let register = register().file("in.csv", MAPPED).file("map.toml", MAPPING);
    let run = sound(&register, &["in.csv", "--mapping", "map.toml"]);
    assert_eq!(run.stdout, "imported 2 risks\nnew people: Boss (head-of-it), Ana\nnew assets: Plant\n");
    let keys = [
        "title",
        "owner",
        "treatment.option",
        "treatment.due",
        "likelihood",
        "assets",
        "description",
        "source.key",
    ];
    assert_eq!(
        values(&register, "R017", &keys),
        ["Fire", "head-of-it", "mitigate", "2025-04-03", "low", "plant", "Farbe: red", "17"]
    );
    assert_eq!(
        values(&register, "R018", &keys),
        ["Flood", "ana", "accept", "-", "low", "plant", "Farbe: blue", "18"]
    );
    let again = sound(&register, &["in.csv", "--mapping", "map.toml"]);
    assert!(again.stdout.starts_with("nothing to import"), "{}", again.stdout);
}

#[test]
fn with_a_mapping_only_named_columns_are_interpreted() {
    let register = register()
        .file("in.csv", "Risk ID,Title,Owner,Likelihood,Impact\n1,Fire,Somebody,often,bad\n")
        .file("map.toml", "[columns]\ntitle = \"Title\"\n[defaults]\nowner = \"it-manager\"\n");
    sound(&register, &["in.csv", "--mapping", "map.toml"]);
    let keys = ["owner", "likelihood", "description", "source.key"];
    assert_eq!(
        values(&register, "R001", &keys),
        ["it-manager", "-", "Risk ID: 1\n\nOwner: Somebody\n\nLikelihood: often\n\nImpact: bad", "Fire"]
    );
}

#[test]
fn a_mapping_that_is_wrong_is_told_at_its_line() {
    let register = register().file("in.csv", MAPPED);
    for (text, want) in [
        ("[columns]\ntitle = \"Wass\"\n", "map.toml:2: row 1 has no heading `Wass`"),
        ("[columns]\ntitel = \"Was\"\n", "map.toml:2: `titel` is no key of a risk"),
        (
            "[columns]\ntitle = \"Was\"\n[values.treatment.option]\nReduce = \"reducing\"\n",
            "map.toml:4: `reducing` is no option",
        ),
        (
            "[columns]\ntitle = \"Was\"\n[defaults]\nlikelihood = \"huge\"\n",
            "map.toml:4: `huge` is no likelihood of the methodology",
        ),
        (
            "[columns]\ntitle = \"Was\"\n[values.owner]\nBoss = \"The Boss\"\n",
            "map.toml:4: `The Boss` is no id",
        ),
        ("sheet = 3\n", "map.toml:1: sheet is no text"),
        ("[columns\n", "map.toml:1:"),
        ("[columns]\nowner = \"Wer\"\n", "no column says what the risks are"),
    ] {
        let register = register.root();
        std::fs::write(register.join("map.toml"), text).expect("a mapping");
        let mut command = crate::harness::program();
        command.current_dir(register).args([
            "import",
            "in.csv",
            "--mapping",
            "map.toml",
            "--today",
            "2025-06-01",
        ]);
        let run = crate::harness::run(command);
        assert_eq!(run.code, 2, "{text}: {run:#?}");
        assert!(run.stderr.contains(want), "{text}: {}", run.stderr);
    }
}

#[test]
fn a_saved_mapping_reads_the_sheet_as_it_was_read() {
    let text =
        "Ref,Risk,Owner,Probability,Impact,Remark\nA-1,Fire,IT Manager,High,Low,x\nA-2,Flood,Ana,Low,Low,\n";
    let (one, other) = (register().file("in.csv", text), register().file("in.csv", text));
    sound(&one, &["in.csv", "--save-mapping", "map.toml"]);
    let mapping = std::fs::read_to_string(one.path("map.toml")).expect("a mapping");
    assert!(
        mapping.contains("header_row = 1\n") && mapping.contains("likelihood = \"Probability\"\n"),
        "{mapping}"
    );
    let other = other.file("map.toml", mapping);
    sound(&other, &["in.csv", "--mapping", "map.toml"]);
    assert_eq!(files(&one), files(&other));
}

#[test]
fn spelling_variants_are_offered_and_case_is_none() {
    let register = register().file(
        "in.csv",
        "ID,Risk,Owner,Controls\n1,Fire,Jane Doe,Sprinklers\n2,Flood,JANE DOE,sprinklers\n3,Theft,Jane Do,Alarm\n4,Dust,it-manager,Sprinkler\n",
    );
    doubtful(
        &register,
        &["in.csv"],
        &[
            "row 4, column C (Owner): `Jane Do` is written nearly as the person `Jane Doe`",
            "row 5, column D (Controls): `Sprinkler` is written nearly as the control `Sprinklers`",
        ],
    );
    let register = register.file(
        "map.toml",
        "[columns]\nid = \"ID\"\ntitle = \"Risk\"\nowner = \"Owner\"\ncontrols = \"Controls\"\n[values.owner]\n\"Jane Do\" = \"jane-doe\"\n[values.controls]\nSprinkler = \"sprinkler\"\n",
    );
    sound(&register, &["in.csv", "--mapping", "map.toml"]);
    assert_eq!(values(&register, "R003", &["owner"]), ["jane-doe"]);
    assert_eq!(values(&register, "R004", &["owner", "controls"]), ["it-manager", "sprinkler"]);
}

#[test]
fn impacts_by_property_fill_the_dimensions() {
    let dimensions = ["confidentiality", "integrity", "availability"]
        .map(|id| format!("[[dimension]]\nid = \"{id}\"\nname = \"{id}\"\n"))
        .concat();
    let methodology = format!("{}\n{dimensions}", include_str!("../data/examples/methodology.toml"));
    let text = "ID,Risk,Owner,Likelihood,C,I,A\n1,Fire,IT Manager,High,Low,,3\n";
    let with = register().file("schema/methodology.toml", methodology).file("in.csv", text);
    sound(&with, &["in.csv"]);
    assert_eq!(
        values(&with, "R001", &["impact.confidentiality", "impact.integrity", "impact.availability"]),
        ["low", "-", "high"]
    );
    let without = register().file("in.csv", text);
    doubtful(
        &without,
        &["in.csv"],
        &["the methodology has no impact dimension `confidentiality`", "`availability`"],
    );
    let marks = register().file("in.csv", "ID,Risk,Owner,C,I,A\n1,Fire,IT Manager,x,,X\n");
    sound(&marks, &["in.csv"]);
    assert_eq!(values(&marks, "R001", &["affects"]), ["confidentiality, availability"]);
}

#[test]
fn ratings_that_may_be_current_or_expected_are_a_question() {
    let text = "ID,Risk,Owner,Inherent likelihood,Inherent impact,Residual likelihood,Residual impact\n1,Fire,IT Manager,High,High,Low,Low\n";
    doubtful(
        &register().file("in.csv", text),
        &["in.csv", "--skip-doubtful"],
        &["row 1, column F (Residual likelihood): the sheet rates risks before controls and once more"],
    );
}

#[test]
fn doubled_ids_headings_and_gaps_are_told() {
    let register = register().file(
        "in.csv",
        "ID,Risk,Owner,Owner,Likelihood,Impact,Status\nR001,Fire,IT Manager,Security Lead,High,High,Open\nR002,Flood,IT Manager,,High,,Open\nR002,Theft,,Security Lead,Huge,Low,Open\nR004,,IT Manager,,,,Open\nR005,Dust,IT Manager,,,,Closed\nR006,Rust,IT Manager,,,,Resolved\n",
    );
    doubtful(
        &register,
        &["in.csv"],
        &[
            "row 2, column D (Owner): another column of the same heading says `it-manager`, and this one `Security Lead`",
            "row 3: the current rating has no impact",
            "row 4, column A (ID): row 3 has the id `R002` too",
            "row 4, column E (Likelihood): `Huge` is no likelihood of the methodology",
            "row 4: the risk has no owner",
            "row 5: the row has no title",
            "row 6: the risk is closed, and nothing says when, by whom, why",
            "row 7, column G (Status): `Resolved` is no status",
        ],
    );
}

#[test]
fn a_row_whose_id_is_another_risk_is_asked_about() {
    let register = Registry::base().file("in.csv", "ID,Risk,Owner\nR001,Quite another risk,IT Manager\n");
    doubtful(&register, &["in.csv"], &["row 2, column A (ID): R001 is another risk of the register already"]);
}

#[test]
fn an_update_brings_differences_and_keeps_remarks() {
    let old = "ID,Risk,Owner,Likelihood,Impact,Due\n1,Fire,IT Manager,High,Low,2025-07-01\n2,Flood,IT Manager,Low,Low,2025-07-01\n";
    let register = register().file("in.csv", old);
    sound(&register, &["in.csv"]);
    let path = register.path("risks/R001.toml");
    let text = std::fs::read_to_string(&path).expect("a risk");
    std::fs::write(&path, format!("# remark\n{text}\n[review]\non = 2025-05-01\n")).expect("written");
    let register = register.file(
        "in.csv",
        old.replace("1,Fire,IT Manager,High,Low,2025-07-01", "1,Fire,Ana,High,High,2025-08-01"),
    );
    let run = sound(&register, &["in.csv"]);
    assert!(run.stderr.contains("1 row differ"), "{}", run.stderr);
    assert_eq!(values(&register, "R001", &["impact"]), ["low"], "left as it is");
    let run = sound(&register, &["in.csv", "--update"]);
    assert!(run.stdout.contains("R001  Fire") && run.stdout.contains("updated 1 risk\n"), "{}", run.stdout);
    assert!(run.stdout.contains("level"), "told as `diff` tells it: {}", run.stdout);
    assert_eq!(
        values(&register, "R001", &["owner", "impact", "treatment.due", "review.on"]),
        ["ana", "high", "2025-08-01", "2025-05-01"]
    );
    assert!(std::fs::read_to_string(&path).expect("a risk").starts_with("# remark\n"));
    let again = sound(&register, &["in.csv", "--update"]);
    assert!(again.stdout.starts_with("nothing to import"), "{}", again.stdout);
}

#[test]
fn what_is_not_read_and_what_is_gone_is_said() {
    let register =
        register().file("in.csv", "Banner\nDraft\nID,Risk,Owner\n1,Fire,IT Manager\n2,Flood,IT Manager\n");
    let run = sound(&register, &["in.csv"]);
    assert!(
        run.stderr.contains("rows 1 to 2 stand above the headings and are not read as a risk"),
        "{}",
        run.stderr
    );
    let register = register.file("in.csv", "ID,Risk,Owner\n2,Flood,IT Manager\n");
    let run = sound(&register, &["in.csv"]);
    assert!(
        run.stderr.contains("no row has these risks any more, which came from it: R001"),
        "{}",
        run.stderr
    );
}

#[test]
fn what_list_writes_is_read() {
    let register = Registry::base().file(
        "risks/R002.toml",
        "id = \"R002\"\ntitle = \"=1+1\"\nowner = \"it-manager\"\nstatus = \"open\"\n",
    );
    let csv = register.run(&["list", "--format", "csv"]).stdout;
    std::fs::remove_dir_all(register.path("risks")).expect("risks");
    let register = register.file("in.csv", &csv);
    sound(&register, &["in.csv"]);
    assert_eq!(values(&register, "R002", &["title", "description"]), ["=1+1", "-"]);
    assert_eq!(register.run(&["list", "--format", "csv"]).stdout, csv);
}

#[test]
fn an_update_refuses_files_with_uncommitted_changes() {
    let register = register().file("in.csv", "ID,Risk,Owner\n1,Fire,IT Manager\n");
    sound(&register, &["in.csv"]);
    git2::Repository::init(register.root()).expect("a repository");
    let register = register.file("in.csv", "ID,Risk,Owner\n1,Fire,Security Lead\n");
    refused(&register, &["in.csv", "--update"], "risks/R001.toml has uncommitted changes");
    sound(&register, &["in.csv", "--update", "--allow-dirty"]);
    assert_eq!(values(&register, "R001", &["owner"]), ["security-lead"]);
}

#[test]
fn a_methodology_follows_from_the_cells() {
    let register = register().file(
        "in.csv",
        "ID,Risk,Owner,Likelihood,Impact,Level,Score\n1,Fire,IT Manager,1,2,Low,2\n2,Flood,IT Manager,3,3,Medium,9\n3,Theft,IT Manager,5,5,High,25\n",
    );
    std::fs::remove_file(register.path("schema/methodology.toml")).expect("a methodology");
    let run = register.run(&["import", "in.csv"]);
    assert_eq!(run.code, 1, "{run:#?}");
    assert!(run.stderr.contains("--infer-methodology"), "{}", run.stderr);
    sound(&register, &["in.csv", "--infer-methodology"]);
    let list = register.run(&["list", "--format", "csv"]);
    for line in [
        "R001,Fire,IT Manager,1,2,Low,",
        "R002,Flood,IT Manager,3,3,Medium,",
        "R003,Theft,IT Manager,5,5,High,",
    ] {
        assert!(list.stdout.contains(line), "{}", list.stdout);
    }
}

/// A workbook with a cover, a banner, merged groups, real days and formulas.
fn workbook() -> Vec<u8> {
    let mut book = Workbook::new();
    let cover = book.add_worksheet().set_name("Cover").expect("a name");
    cover.write_string(0, 0, "Risk register of ACME").expect("a cell");
    let sheet = book.add_worksheet().set_name("Risks 2025").expect("a name");
    let plain = Format::new();
    let day = Format::new().set_num_format("yyyy-mm-dd");
    sheet.merge_range(0, 0, 0, 8, "Confidential", &plain).expect("merged");
    sheet.merge_range(2, 2, 2, 3, "Inherent", &plain).expect("merged");
    sheet.merge_range(2, 4, 2, 5, "Current", &plain).expect("merged");
    for (column, heading) in
        ["Risk ID", "Risk", "Likelihood", "Impact", "Likelihood", "Impact", "Owner", "Target date", "Cost"]
            .iter()
            .enumerate()
    {
        sheet.write_string(3, u16::try_from(column).expect("few"), *heading).expect("a cell");
    }
    sheet.write_string(5, 0, "R010").expect("a cell");
    sheet.write_string(5, 1, "Fire").expect("a cell");
    for (column, value) in [(2, 3.0), (3, 3.0), (4, 2.0), (8, 1250.5)] {
        sheet.write_number(5, column, value).expect("a cell");
    }
    sheet.write_formula(5, 5, Formula::new("=E6+1").set_result("3")).expect("a cell");
    sheet.write_string(5, 6, "IT Manager").expect("a cell");
    sheet
        .write_datetime_with_format(5, 7, ExcelDateTime::from_ymd(2025, 9, 30).expect("a day"), &day)
        .expect("a cell");
    sheet.write_string(900_000, 0, "R011").expect("a cell");
    sheet.write_string(900_000, 1, "Flood").expect("a cell");
    sheet.write_string(900_000, 6, "IT Manager").expect("a cell");
    sheet.write_number(900_000, 7, 45777.0).expect("a cell");
    book.save_to_buffer().expect("a workbook")
}

#[test]
fn workbooks_keep_their_types_across_merged_headings_and_empty_rows() {
    let register = register().file("in.xlsx", workbook());
    sound(&register, &["in.xlsx"]);
    let keys =
        ["inherent.likelihood", "likelihood", "impact", "treatment.due", "treatment.cost", "source.row"];
    assert_eq!(values(&register, "R010", &keys), ["high", "medium", "high", "2025-09-30", "1250.5", "6"]);
    assert_eq!(values(&register, "R011", &["treatment.due", "source.row"]), ["2025-04-30", "900001"]);
    refused(&register, &["in.xlsx", "--sheet", "Risks"], "it has no sheet `Risks`");
    refused(&register, &["in.xlsx", "--sheet", "Cover"], "no row of headings is found");
}

#[test]
fn cells_merged_downwards_are_those_of_each_row() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (column, heading) in ["ID", "Risk", "Category", "Owner"].iter().enumerate() {
        sheet.write_string(0, u16::try_from(column).expect("few"), *heading).expect("a cell");
    }
    for row in 1..4 {
        sheet.write_number(row, 0, f64::from(row)).expect("a cell");
        sheet.write_string(row, 1, format!("Risk {row}")).expect("a cell");
        sheet.write_string(row, 3, "IT Manager").expect("a cell");
    }
    sheet.merge_range(1, 2, 2, 2, "Supply", &Format::new()).expect("merged");
    let register = register().file("in.xlsx", book.save_to_buffer().expect("a workbook"));
    sound(&register, &["in.xlsx"]);
    let category = |id: &str| values(&register, id, &["category"]).remove(0);
    assert_eq!([category("R001"), category("R002"), category("R003")], ["Supply", "Supply", "-"]);
}

#[test]
fn formulas_without_results_and_errors_are_doubts_with_their_cells() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet().set_name("R").expect("a name");
    for (column, heading) in ["ID", "Risk", "Owner", "Due"].iter().enumerate() {
        sheet.write_string(0, u16::try_from(column).expect("few"), *heading).expect("a cell");
    }
    sheet.write_string(1, 0, "1").expect("a cell");
    sheet.write_string(1, 1, "Fire").expect("a cell");
    sheet.write_formula(1, 2, Formula::new("=Z9").set_result("")).expect("a cell");
    sheet.write_formula(1, 3, Formula::new("=1/0").set_result("#DIV/0!")).expect("a cell");
    let register = register().file("in.xlsx", book.save_to_buffer().expect("a workbook"));
    let run = register.run(&["import", "in.xlsx"]);
    assert_eq!(run.code, 1, "{run:#?}");
    let found = doubts(&run).join("\n");
    assert!(found.contains("sheet R, row 2, column D (Due): the cell holds the error #DIV/0!"), "{found}");
    assert!(found.contains("row 2"), "{found}");
}

#[test]
fn two_registers_in_one_workbook_are_a_choice() {
    let mut book = Workbook::new();
    for (name, title) in [("2024", "Fire"), ("2025", "Flood")] {
        let sheet = book.add_worksheet().set_name(name).expect("a name");
        for (column, (heading, cell)) in
            [("ID", "1"), ("Risk", title), ("Owner", "IT Manager")].iter().enumerate()
        {
            let column = u16::try_from(column).expect("few");
            sheet.write_string(0, column, *heading).expect("a cell");
            sheet.write_string(1, column, *cell).expect("a cell");
        }
    }
    let register = register().file("in.xlsx", book.save_to_buffer().expect("a workbook"));
    refused(&register, &["in.xlsx"], "`2024` or `2025` look like registers both");
    sound(&register, &["in.xlsx", "--sheet", "2025"]);
    assert_eq!(values(&register, "R001", &["title"]), ["Flood"]);
}

#[test]
fn thousands_of_columns_and_rows_of_nothing_are_read() {
    let head: Vec<String> = (0..5000).map(|number| format!("Extra {number}")).collect();
    let mut text = format!("ID,Risk,Owner,{}\n1,Fire,IT Manager,x\n", head.join(","));
    text.push_str(&",,,,\n".repeat(200_000));
    text.push_str("2,Flood,IT Manager\n");
    let register = register().file("in.csv", text);
    sound(&register, &["in.csv"]);
    assert_eq!(values(&register, "R001", &["description"]), ["Extra 0: x"]);
    assert_eq!(values(&register, "R002", &["source.row"]), ["200003"]);
}

/// A packed file whose parts are these.
fn packed(parts: &[(&str, &[u8])]) -> Vec<u8> {
    use std::io::Write;
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        let options =
            zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated);
        writer.start_file(*name, options).expect("a part");
        writer.write_all(bytes).expect("written");
    }
    writer.finish().expect("a packed file").into_inner()
}

/// A packed file of some kilobytes that holds more than is unpacked: one part
/// that is packed once and stands in it many times.
fn bomb() -> Vec<u8> {
    use std::io::Cursor;
    let once = packed(&[("xl/workbook.xml", b"<workbook/>"), ("part", &vec![b' '; 16 << 20])]);
    let mut archive = zip::ZipArchive::new(Cursor::new(once)).expect("a packed file");
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    writer.raw_copy_file(archive.by_index(0).expect("a part")).expect("copied");
    for number in 0..17 {
        let part = archive.by_index(1).expect("a part");
        writer.raw_copy_file_rename(part, format!("xl/worksheets/sheet{number}.xml")).expect("copied");
    }
    writer.finish().expect("a packed file").into_inner()
}

#[test]
fn what_is_no_table_is_refused_in_words() {
    let bomb = bomb();
    let locked: Vec<u8> = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        .iter()
        .copied()
        .chain("EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes))
        .collect();
    let cases: Vec<(&str, Vec<u8>, &str)> = vec![
        ("bomb.xlsx", bomb, "more than 256 MiB once it is unpacked"),
        ("locked.xlsx", locked, "it is locked with a password"),
        ("old.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old".to_vec(), "the old format (.xls)"),
        ("in.pdf", b"%PDF-1.7".to_vec(), "it is a PDF"),
        ("page.xls", b"<html><table>".to_vec(), "it is a web page"),
        ("cut.xlsx", workbook()[..2000].to_vec(), "it is damaged"),
        ("in.ods", packed(&[("content.xml", b"<x/>")]), "it is an OpenDocument file"),
        ("in.xlsb", packed(&[("xl/workbook.bin", b"x")]), "it is a binary workbook (.xlsb)"),
        ("in.bin", b"a\0\0\0b,c\n".to_vec(), "it is no text"),
        ("empty.csv", Vec::new(), "it is empty"),
        (
            "open.csv",
            b"ID,Risk\n1,\"Fire\n".to_vec(),
            "row 2: a cell opens with a quotation mark that nothing closes",
        ),
        ("prose.csv", b"Dear all,\nplease find\n".to_vec(), "no row of headings is found"),
    ];
    for (name, bytes, want) in cases {
        let register = register().file(name, bytes);
        refused(&register, &["import-of", name][1..], want);
    }
    refused(&register(), &["nowhere.csv"], "no such file");
    refused(&register(), &["risks-none"], "no such file");
}

#[test]
fn a_wrong_ending_is_said_and_the_file_is_read() {
    let register =
        register().file("in.csv", workbook()).file("in.xlsx", "ID,Risk,Owner\n77,Dust,IT Manager\n");
    let run = sound(&register, &["in.csv"]);
    assert!(run.stderr.contains("its name ends in `.csv`, and it is a workbook"), "{}", run.stderr);
    let run = sound(&register, &["in.xlsx"]);
    assert!(run.stderr.contains("its name ends in `.xlsx`, and it is text"), "{}", run.stderr);
}

#[test]
fn macros_and_links_to_other_files_are_left_aside_and_said() {
    use std::io::{Cursor, Read};
    let mut archive = zip::ZipArchive::new(Cursor::new(workbook())).expect("a workbook");
    let mut parts: Vec<(String, Vec<u8>)> = Vec::new();
    for place in 0..archive.len() {
        let mut part = archive.by_index(place).expect("a part");
        let mut bytes = Vec::new();
        part.read_to_end(&mut bytes).expect("read");
        parts.push((part.name().expect("a name").to_string(), bytes));
    }
    parts.push(("xl/vbaProject.bin".to_owned(), b"macro".to_vec()));
    parts.push(("xl/externalLinks/externalLink1.xml".to_owned(), b"<x/>".to_vec()));
    let parts: Vec<(&str, &[u8])> =
        parts.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
    let register = register().file("in.xlsm", packed(&parts));
    let run = sound(&register, &["in.xlsm"]);
    assert!(run.stderr.contains("its macros are neither read nor run"), "{}", run.stderr);
    assert!(run.stderr.contains("its links to other workbooks are not followed"), "{}", run.stderr);
}

#[test]
fn a_dry_run_shows_everything_and_writes_nothing() {
    let register = register().file(
        "in.csv",
        format!("{ELEVEN}R001,Fire,Ana,High,High,Critical,Alarm,,,,Open\nR002,Flood,A/B,Low,Low,,,,,,Open\n"),
    );
    let before = files(&register);
    let run = register.run(&["import", "in.csv", "--dry-run"]);
    assert_eq!(run.code, 1, "{run:#?}");
    for want in [
        "headings in row 1",
        "F  Risk Level             held against the computed level",
        "R001  new",
        "R002  doubt",
        "`A/B` names 2 people",
        "2 rows: 1 new, 1 in doubt",
        "new people: Ana",
        "new controls: Alarm",
    ] {
        assert!(run.stdout.contains(want), "{want} is not in {}", run.stdout);
    }
    assert_eq!(register.run(&["import", "in.csv", "--dry-run", "--skip-doubtful"]).code, 0);
    assert_eq!(files(&register), before);
}

#[test]
fn a_catalogue_that_cannot_be_added_to_is_refused_before_anything_is_written() {
    let register = register()
        .file("people.toml", "person = [{ id = \"it-manager\", name = \"IT Manager\" }]\n")
        .file("in.csv", "ID,Risk,Owner\n1,Fire,Ana\n");
    refused(&register, &["in.csv"], "people.toml (ana) cannot be added to");
}

/// The table that a register exports, without the column of paths.
fn exported(register: &Registry) -> Vec<Vec<String>> {
    let run = register.run(&["export", "csv"]);
    assert_eq!(run.code, 0, "{run:#?}");
    let book = plimsoll::import::delimited::read(run.stdout.as_bytes(), Some(',')).expect("a table");
    let rows = &book.sheets[0].rows;
    let path = rows[0].cells.iter().position(|cell| cell.plain() == "path").expect("a column of paths");
    rows.iter()
        .map(|row| {
            let mut cells: Vec<String> = row.cells.iter().map(plimsoll::import::sheet::Cell::plain).collect();
            cells.resize(path + 1, String::new());
            cells.remove(path);
            cells
        })
        .collect()
}

/// Exports a register, takes its risks away, imports them again, and compares.
fn round_trip(register: &Registry) {
    let before = exported(register);
    let outside = tempfile::tempdir().expect("a folder");
    for format in ["csv", "xlsx"] {
        let file = outside.path().join(format!("export.{format}"));
        let name = file.display().to_string();
        let run = register.run(&["export", format, "--output", &name]);
        assert_eq!(run.code, 0, "{run:#?}");
        let run = sound(register, &[&name]);
        assert!(run.stdout.starts_with("nothing to import"), "the register has it all: {}", run.stdout);
        std::fs::remove_dir_all(register.path("risks")).expect("risks");
        sound(register, &[&name]);
        let after = exported(register);
        assert_eq!(before.len(), after.len());
        for (one, other) in before.iter().zip(&after) {
            assert_eq!(one, other, "{format}");
        }
    }
}

#[test]
fn the_sample_register_comes_back_as_it_was() {
    let sample = sample();
    // What `publish` keeps back leaves no register, so it cannot come back.
    for entry in
        walkdir::WalkDir::new(sample.path("risks")).into_iter().flatten().filter(|e| e.file_type().is_file())
    {
        let text = std::fs::read_to_string(entry.path()).expect("a risk");
        if text.contains("publish =") || text.contains("[publish]") {
            std::fs::remove_file(entry.path()).expect("removed");
        }
    }
    round_trip(&sample);
}

#[test]
fn what_an_export_keeps_back_is_not_taken_away() {
    let register = Registry::base()
        .file("plimsoll.toml", "[register]\ntitle = \"T\"\n[[site.audience]]\nid = \"board\"\n")
        .file("risks/R001.toml", "id = \"R001\"\ntitle = \"Fire\"\nowner = \"it-manager\"\nstatus = \"open\"\nlikelihood = \"low\"\nimpact = \"low\"\ndescription = \"Secret\"\n[publish]\nboard = \"outline\"\n");
    let before = files(&register);
    let csv = register.run(&["export", "csv"]).stdout;
    assert!(!csv.contains("Secret"), "{csv}");
    let register = register.file("in.csv", &csv);
    let run = sound(&register, &["in.csv", "--update"]);
    assert!(run.stdout.starts_with("nothing to import"), "{}", run.stdout);
    assert_eq!(files(&register)["risks/R001.toml"], before["risks/R001.toml"]);
}

#[test]
fn registers_of_odd_texts_come_back_as_they_were() {
    use proptest::strategy::{Strategy, ValueTree};
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    // What hides in a text is exported by its number and cannot come back, and
    // neither can an apostrophe before what looks like a formula.
    let text = proptest::string::string_regex("[!-&(-~äß漢= +@-][ -&(-~äß漢;,\"|]{0,30}[!-&(-~äß]")
        .expect("an expression");
    for _ in 0..4 {
        let mut register = Registry::base();
        for number in 1..=6 {
            let mut draw =
                || toml::Value::String(text.new_tree(&mut runner).expect("a text").current()).to_string();
            let risk = format!(
                "id = \"R{number:03}\"\ntitle = {}\nowner = \"it-manager\"\nstatus = \"in-progress\"\nlikelihood = \"high\"\nimpact = \"low\"\ndescription = {}\ncategory = {}\ntags = [{}, {}]\nvulnerabilities = [{}]\nassets = [\"customer-database\"]\ncontrols = [\"password-policy\"]\n[custom]\nlegal-basis = \"law\"\n[treatment]\noption = \"mitigate\"\nplan = {}\nowner = \"security-lead\"\ncost = 12.5\n[[treatment.action]]\ntitle = {}\ndue = 2025-09-01\nowner = \"it-manager\"\n[treatment.residual]\nlikelihood = \"low\"\nimpact = \"low\"\n[review]\non = 2025-05-01\nnote = {}\nevery = \"6 months\"\n",
                draw(),
                draw(),
                draw(),
                draw(),
                draw(),
                draw(),
                draw(),
                draw(),
                draw(),
            );
            register = register.file(&format!("risks/R{number:03}.toml"), risk);
        }
        round_trip(&register);
    }
}

#[test]
fn an_export_that_was_changed_by_hand_is_brought_or_asked_about() {
    let register = Registry::base();
    let csv = register.run(&["export", "csv"]).stdout;
    let title = at(&risk(&register, "R001"), "title");
    // Only in the eleven columns: the others say otherwise.
    let register = register.file("one.csv", csv.replacen(&title, "Another title", 1));
    doubtful(&register, &["one.csv"], &["it says `Another title`, and the column `title` says"]);
    let register = register.file("both.csv", csv.replace(&title, "Another title"));
    sound(&register, &["both.csv", "--update"]);
    assert_eq!(at(&risk(&register, "R001"), "title"), "Another title");
}

#[test]
fn an_export_comes_into_a_register_that_knows_nobody() {
    let there = Registry::base()
        .file("people.toml", "[[person]]\nid = \"it-manager\"\nname = \"Ana Ruiz\"\n[[person]]\nid = \"bo\"\nname = \"Ana Ruiz\"\n")
        .file("risks/R001.toml", "id = \"R001\"\ntitle = \"Fire\"\nowner = \"bo\"\nstatus = \"open\"\nlikelihood = \"low\"\nimpact = \"low\"\ncontrols = [\"mail-filter\", \"password-policy\"]\n[treatment]\noption = \"mitigate\"\nowner = \"it-manager\"\n");
    let csv = there.run(&["export", "csv"]).stdout;
    let here = register().file("people.toml", "").file("controls.toml", "").file("in.csv", &csv);
    let run = sound(&here, &["in.csv"]);
    assert_eq!(
        run.stdout,
        "imported 1 risk\nnew people: Ana Ruiz (bo), Ana Ruiz (it-manager)\nnew controls: Mail filter, Password policy\n"
    );
    // Findings are about the catalogues too, which are not the same.
    let told = |register: &Registry| {
        let rows = exported(register);
        let end = rows[0].iter().position(|heading| heading == "score").expect("a column of scores");
        rows.into_iter().map(|row| row[..end].to_vec()).collect::<Vec<_>>()
    };
    assert_eq!(told(&here), told(&there));
}
