//! 2025: decisions are taken, renewed and voided; a person leaves; the
//! methodology gets stricter.

use super::people::{CALLUM, DUNCAN, ELSPETH, FARAH, GRAHAM, INES, NADIA, PRIYA};
use super::story::Edit::{Add, Move, New, Seal, Swap};
use super::story::{Step, main};

pub(super) static CHAPTER: &[Step] = &[
    main(
        "2025-01-14 13:05",
        &FARAH,
        "R006: look at it again before the board does",
        &[Add(
            "R006",
            "\n[review]\non = 2025-01-14\nby = \"farah-idris\"\noutcome = \"unchanged\"\n\
             note = \"One vessel is fitted; the other three still have the modem.\"\n",
        )],
    ),
    main(
        "2025-01-20 18:10",
        &ELSPETH,
        "Accept R006 until April\n\nAccepted-by: Elspeth Munro <elspeth.munro@corriesound.example>",
        &[Swap(
            "R006",
            "\n[review]",
            r#"
[acceptance]
by = "elspeth-munro"
on = 2025-01-20
until = 2025-04-20
level = "critical"
rationale = "The vessels are fitted at their overhaul; taking them out earlier would cost the winter timetable."
conditions = "The modem is switched off unless the engine maker has been called."
seal = "SEAL-ACCEPTANCE"

[review]"#,
        )],
    ),
    main(
        "2025-01-28 16:50",
        &NADIA,
        "R001: administrators and finance are enrolled",
        &[Swap(
            "R001",
            "due = 2025-01-31\n",
            "due = 2025-01-31\ndone = 2025-01-27\nevidence = \"Enrolment report, 19 of 19 accounts\"\n",
        )],
    )
    .on("second-factor"),
    main(
        "2025-02-05 09:20",
        &CALLUM,
        "Nadia follows me as head of IT: assets, controls and roster",
        &[
            Swap("people.toml", "name = \"Nadia Okafor, systems engineer\"", "name = \"Nadia Okafor, head of IT\""),
            Swap("assets.toml", "name = \"Staff accounts and mail\"\nkind = \"system\"\nowner = \"callum-reid\"", "name = \"Staff accounts and mail\"\nkind = \"system\"\nowner = \"nadia-okafor\""),
            Swap("assets.toml", "kind = \"facility\"\nowner = \"callum-reid\"", "kind = \"facility\"\nowner = \"nadia-okafor\""),
            Swap("controls.toml", "name = \"Mail gateway in the server room\"\nowner = \"callum-reid\"", "name = \"Mail gateway in the server room\"\nowner = \"nadia-okafor\""),
            Swap("controls.toml", "name = \"Second factor for every staff account\"\nowner = \"callum-reid\"", "name = \"Second factor for every staff account\"\nowner = \"nadia-okafor\""),
            Swap("controls.toml", "terminals and ramps\"\nowner = \"callum-reid\"", "terminals and ramps\"\nowner = \"nadia-okafor\""),
            Swap("controls.toml", "kept offline\"\nowner = \"callum-reid\"", "kept offline\"\nowner = \"nadia-okafor\""),
        ],
    )
    .on("handover"),
    main(
        "2025-02-12 11:08",
        &FARAH,
        "R001: link the report on the four accounts",
        &[Swap(
            "R001",
            "controls = [\"awareness-training\", \"legacy-mail-gateway\"]\n",
            "controls = [\"awareness-training\", \"legacy-mail-gateway\"]\nreferences = [\n  \
             { title = \"Report on the accounts taken over in 2023\", url = \"https://docs.corriesound.example/isms/2023-11-accounts\" },\n]\n",
        )],
    ),
    main(
        "2025-02-18 17:31",
        &NADIA,
        "R001: I carry out the plan from now on",
        &[
            Swap("R001", "owner = \"callum-reid\"\ndue = 2025-03-31\ncost", "owner = \"nadia-okafor\"\ndue = 2025-03-31\ncost"),
            Swap("R001", "owner = \"callum-reid\"\ndue = 2025-03-31\ncontrol", "owner = \"nadia-okafor\"\ndue = 2025-03-31\ncontrol"),
        ],
    )
    .on("second-factor"),
    main(
        "2025-02-20 15:00",
        &CALLUM,
        "Hand over my risks\n\nR002, R008 and R009 to Nadia, R005 to Priya, R011 to Graham.",
        &[
            Swap("R002", "owner = \"callum-reid\"", "owner = \"nadia-okafor\""),
            Swap("R005", "owner = \"callum-reid\"", "owner = \"priya-nair\""),
            Swap("R008", "owner = \"callum-reid\"", "owner = \"nadia-okafor\""),
            Swap("R009", "owner = \"callum-reid\"", "owner = \"nadia-okafor\""),
            Swap("R011", "owner = \"callum-reid\"", "owner = \"graham-boyd\""),
        ],
    )
    .on("handover"),
    main("2025-02-21 10:12", &FARAH, "Merge branch 'handover'", &[]).merging("handover").in_forge(),
    main(
        "2025-02-28 17:00",
        &FARAH,
        "people: Callum has left",
        &[Swap("people.toml", "handle = \"creid\"\n", "handle = \"creid\"\nactive = false\n")],
    ),
    main(
        "2025-03-05 09:48",
        &FARAH,
        "Merge branch 'second-factor'\n\nBoth sides changed R001: the references and the actions.",
        &[],
    )
    .merging("second-factor"),
    main(
        "2025-03-18 16:16",
        &GRAHAM,
        "Update R004.toml",
        &[Swap("R004", "due = 2025-03-31", "due = 2025-06-30")],
    )
    .in_forge(),
    main(
        "2025-03-28 14:44",
        &NADIA,
        "The second factor is in force; R001 is treated",
        &[
            Swap("controls.toml", "state = \"planned\"\nannex_a = [\"A.8.5\"]", "state = \"implemented\"\nannex_a = [\"A.8.5\"]"),
            Swap("R001", "due = 2025-03-31\ncontrol", "due = 2025-03-31\ndone = 2025-03-27\ncontrol"),
            Swap("R001", "due = 2025-03-31\ncost", "due = 2025-03-31\ndone = 2025-03-27\ncost"),
        ],
    ),
    main(
        "2025-04-02 10:27",
        &FARAH,
        "R001: reassess, now that the second factor is there",
        &[
            Swap("R001", "likelihood = \"high\"\nimpact = \"medium\"\nrationale = \"Four accounts of seasonal staff were taken over in 2023; none had rights beyond check-in.\"\nassessed = 2024-06-10", "likelihood = \"medium\"\nimpact = \"medium\"\nrationale = \"A stolen password alone opens nothing any more; a false page that passes the second code on still can.\"\nassessed = 2025-04-02"),
            Swap("R001", "status = \"in-progress\"", "status = \"treated\""),
            Swap("R001", "controls = [\"awareness-training\", \"legacy-mail-gateway\"]", "controls = [\"awareness-training\", \"legacy-mail-gateway\", \"multi-factor-authentication\"]"),
            Swap("R001", "due = 2025-03-31\ndone = 2025-03-27\ncontrol = \"multi-factor-authentication\"", "due = 2025-03-31\ndone = 2025-03-27"),
        ],
    ),
    main(
        "2025-04-14 17:52",
        &ELSPETH,
        "Accept R006 until July\n\nThree of four vessels are fitted.\n\nAccepted-by: Elspeth Munro <elspeth.munro@corriesound.example>",
        &[
            Swap("R006", "on = 2025-01-20\nuntil = 2025-04-20", "on = 2025-04-14\nuntil = 2025-07-14"),
            Swap("R006", "The vessels are fitted at their overhaul; taking them out earlier would cost the winter timetable.", "Three vessels are fitted; the fourth sails without its modem until its overhaul."),
            Swap("R006", "[review]\non = 2025-01-14\nby = \"farah-idris\"\noutcome = \"unchanged\"\nnote = \"One vessel is fitted; the other three still have the modem.\"", "[review]\non = 2025-04-11\nby = \"duncan-tait\"\noutcome = \"unchanged\"\nnote = \"Three vessels are fitted.\""),
            Seal("R006", "acceptance"),
        ],
    ),
    main(
        "2025-05-06 19:20",
        &NADIA,
        "controls: the restore failed; raise R008",
        &[
            Swap(
                "controls.toml",
                "  evidence = \"Restored in 4 h 50 min\"\n",
                "  evidence = \"Restored in 4 h 50 min\"\n\n  [[control.test]]\n  on = 2025-05-06\n  result = \"failed\"\n  \
                 by = \"nadia-okafor\"\n  evidence = \"Two of nine tapes could not be read\"\n",
            ),
            Swap("R008", "likelihood = \"low\"\nimpact = \"high\"\nrationale = \"The last restore took five hours, and sailings can be run from paper for a day.\"\nassessed = 2024-07-22\nassessed_by = \"callum-reid\"", "likelihood = \"medium\"\nimpact = \"high\"\nrationale = \"Two of nine tapes could not be read in May 2025.\"\nassessed = 2025-05-06\nassessed_by = \"nadia-okafor\""),
        ],
    ),
    main(
        "2025-05-13 11:14",
        &PRIYA,
        "R003: five scripts fewer",
        &[Swap("R003", "rationale = \"Nine scripts of others run on the page that takes card numbers.\"", "rationale = \"Four scripts of others run on the page that takes card numbers.")],
    ),
    main(
        "2025-05-13 12:02",
        &NADIA,
        "R003: the quotation mark that was missing",
        &[Swap("R003", "that takes card numbers.", "that takes card numbers.\"")],
    ),
    main(
        "2025-05-15 15:36",
        &NADIA,
        "controls: filtering by the mail provider",
        &[Swap(
            "controls.toml",
            "[[control]]\nid = \"multi-factor-authentication\"",
            "[[control]]\nid = \"mail-filtering\"\nname = \"Filtering by the mail provider\"\nowner = \"nadia-okafor\"\n\
             state = \"implemented\"\nannex_a = [\"A.8.7\"]\nreasons = [\"risk\"]\n\n\
             [[control]]\nid = \"multi-factor-authentication\"",
        )],
    )
    .on("mail-filtering"),
    main(
        "2025-05-19 09:15",
        &NADIA,
        "Retire the mail gateway; R001 counts on the filtering instead",
        &[
            Swap("controls.toml", "name = \"Mail gateway in the server room\"\nowner = \"nadia-okafor\"\nstate = \"implemented\"", "name = \"Mail gateway in the server room\"\nowner = \"nadia-okafor\"\nstate = \"retired\""),
            Swap("R001", "\"legacy-mail-gateway\"", "\"mail-filtering\""),
        ],
    )
    .on("mail-filtering"),
    main(
        "2025-05-20 10:02",
        &FARAH,
        "Merge branch 'mail-filtering'\n\nReviewed-by: Priya Nair <priya.nair@corriesound.example>",
        &[],
    )
    .merging("mail-filtering")
    .in_forge(),
    main(
        "2025-06-05 13:19",
        &GRAHAM,
        "R007: two scanners failed in the first week of the season",
        &[Swap("R007", "likelihood = \"medium\"\nimpact = \"medium\"\nrationale = \"The maker ended support in March 2024. The scanners only reach the ramp network.\"\nassessed = 2024-07-15", "likelihood = \"high\"\nimpact = \"medium\"\nrationale = \"The maker ended support in March 2024, and failures come weekly. The scanners only reach the ramp network.\"\nassessed = 2025-06-05")],
    )
    .in_forge(),
    main(
        "2025-06-10 09:55",
        &FARAH,
        "Accept R007 for the season",
        &[
            Swap("R007", "status = \"open\"", "status = \"accepted\""),
            Add(
                "R007",
                r#"
[treatment]
option = "accept"

[acceptance]
by = "farah-idris"
on = 2025-06-10
until = 2025-12-10
level = "high"
rationale = "No scanner that fits the ramps can be had before the winter; staff check tickets by eye meanwhile."
seal = "SEAL-ACCEPTANCE"
"#,
            ),
        ],
    ),
    main(
        "2025-06-17 16:28",
        &GRAHAM,
        "R004: postponed, the first bidder withdrew",
        &[
            Swap("R004", "due = 2025-06-30", "due = 2025-10-31"),
            Swap(
                "R004",
                "[treatment.approval]",
                "[[treatment.postponed]]\nfrom = 2025-06-30\nto = 2025-10-31\n\
                 reason = \"The first bidder withdrew in May; the second tender ends in September.\"\nby = \"graham-boyd\"\n\n\
                 [treatment.approval]",
            ),
        ],
    ),
    main(
        "2025-06-24 14:07",
        &INES,
        "Add R12: payroll supplier",
        &[New("risks/supplier/R12.toml", include_str!("files/R12.toml"))],
    )
    .in_forge(),
    main(
        "2025-06-26 09:33",
        &FARAH,
        "R12 is R012: ids have three digits here",
        &[
            Swap("R12", "id = \"R12\"\n", "id = \"R012\"\n"),
            Swap("R12", "loses our staff's data\"\n", "loses our staff's data\"\nformerly = [\"R12\"]\n"),
            Move("R12", "risks/supplier/R012.toml"),
        ],
    ),
    main(
        "2025-07-08 08:30",
        &DUNCAN,
        "controls: the gateway is on all four vessels",
        &[Swap("controls.toml", "state = \"planned\"\nannex_a = [\"A.8.20\"]", "state = \"implemented\"\nannex_a = [\"A.8.20\"]")],
    )
    .on("bridge-gateway"),
    main(
        "2025-07-10 10:55",
        &DUNCAN,
        "R006: treated; from critical to moderate",
        &[
            Swap("R006", "likelihood = \"high\"\nimpact = \"high\"\nrationale = \"The password is on a sticker in four engine rooms, and the modem answers to anybody.\"\nconfidence = \"medium\"\nassessed = 2024-07-05", "likelihood = \"low\"\nimpact = \"high\"\nrationale = \"The bridge opens the gateway for an hour, for a person it knows by name.\"\nconfidence = \"high\"\nassessed = 2025-07-10"),
            Swap("R006", "status = \"in-progress\"\n", "status = \"treated\"\ncontrols = [\"bridge-access-gateway\"]\n"),
            Swap("R006", "due = 2025-06-30\ncost", "due = 2025-06-30\ndone = 2025-07-08\ncost"),
            Swap("R006", "due = 2025-06-30\ncontrol = \"bridge-access-gateway\"", "due = 2025-06-30\ndone = 2025-07-08"),
        ],
    )
    .on("bridge-gateway"),
    main("2025-07-11 11:30", &FARAH, "Merge branch 'bridge-gateway'", &[]).merging("bridge-gateway").in_forge(),
    main(
        "2025-07-21 18:42",
        &NADIA,
        "controls: new drive, the restore works again",
        &[Swap(
            "controls.toml",
            "  evidence = \"Two of nine tapes could not be read\"\n",
            "  evidence = \"Two of nine tapes could not be read\"\n\n  [[control.test]]\n  on = 2025-07-21\n  result = \"passed\"\n  \
             by = \"nadia-okafor\"\n  evidence = \"All nine tapes read with the new drive, 4 h 10 min\"\n",
        )],
    ),
    main(
        "2025-07-24 09:26",
        &NADIA,
        "R008: back to low",
        &[Swap("R008", "likelihood = \"medium\"\nimpact = \"high\"\nrationale = \"Two of nine tapes could not be read in May 2025.\"\nassessed = 2025-05-06", "likelihood = \"low\"\nimpact = \"high\"\nrationale = \"All nine tapes were read in July 2025 with the new drive.\"\nassessed = 2025-07-24")],
    ),
    main(
        "2025-08-20 20:11",
        &GRAHAM,
        "R007: scanners let 140 vehicles pass with copied tickets\n\nThe ferry of 18 August was overloaded on paper; this is a matter of safety.",
        &[Swap("R007", "likelihood = \"high\"\nimpact = \"medium\"\nrationale = \"The maker ended support in March 2024, and failures come weekly. The scanners only reach the ramp network.\"\nassessed = 2025-06-05", "likelihood = \"high\"\nimpact = \"high\"\nrationale = \"Copied tickets passed the scanners on 18 August 2025; the count of those on board was wrong by 140 vehicles.\"\nassessed = 2025-08-20")],
    ),
    main(
        "2025-08-25 10:38",
        &FARAH,
        "R007: replace the scanners over the winter",
        &[
            Swap("R007", "status = \"accepted\"", "status = \"in-progress\""),
            Swap(
                "R007",
                "option = \"accept\"\n",
                r#"option = "mitigate"
plan = "Replace all scanners by telephones in a case that ask the booking platform for every ticket"
owner = "graham-boyd"
due = 2026-06-30
cost = 38_000

[[treatment.action]]
title = "Try four devices at Brodick Bay"
owner = "graham-boyd"
due = 2026-02-27

[[treatment.action]]
title = "Replace the others"
owner = "graham-boyd"
due = 2026-06-30

[treatment.residual]
likelihood = "low"
impact = "high"
"#,
            ),
        ],
    )
    .on("scanners"),
    main(
        "2025-08-27 16:05",
        &FARAH,
        "Approve the plan of R007",
        &[Swap("R007", "\n[acceptance]", "\n[treatment.approval]\nby = \"farah-idris\"\non = 2025-08-27\nseal = \"SEAL-APPROVAL\"\n\n[acceptance]")],
    )
    .on("scanners"),
    main("2025-08-28 09:10", &FARAH, "Merge branch 'scanners'", &[]).merging("scanners"),
    main(
        "2025-09-03 18:31",
        &ELSPETH,
        "Accept R007 until December, now that it is critical\n\nAccepted-by: Elspeth Munro <elspeth.munro@corriesound.example>",
        &[
            Swap("R007", "by = \"farah-idris\"\non = 2025-06-10\nuntil = 2025-12-10\nlevel = \"high\"", "by = \"elspeth-munro\"\non = 2025-09-03\nuntil = 2025-12-03\nlevel = \"critical\""),
            Swap("R007", "No scanner that fits the ramps can be had before the winter; staff check tickets by eye meanwhile.", "Vehicles are counted by hand at every ramp until the scanners are replaced."),
            Seal("R007", "acceptance"),
        ],
    ),
    main(
        "2025-09-10 11:12",
        &FARAH,
        "methodology: once a year and sailings cancelled is high, not moderate\n\n\
         After the copied tickets the board asked why a medium likelihood of a high impact needs nobody's word.",
        &[
            Swap("schema/methodology.toml", "medium = [\"low\", \"moderate\", \"moderate\"]", "medium = [\"low\", \"moderate\", \"high\"]"),
            Swap("schema/methodology.toml", "version = \"1.0\"", "version = \"1.1\""),
        ],
    )
    .on("methodology-1.1"),
    main(
        "2025-09-15 15:47",
        &FARAH,
        "R002, R012: assess by the methodology 1.1",
        &[
            Swap("R002", "assessed = 2024-06-11\nassessed_by = \"callum-reid\"", "assessed = 2025-09-15\nassessed_by = \"farah-idris\""),
            Swap("R012", "assessed = 2025-06-24\nassessed_by = \"ines-carvalho\"", "assessed = 2025-09-15\nassessed_by = \"farah-idris\""),
        ],
    )
    .on("methodology-1.1"),
    main(
        "2025-09-18 18:20",
        &ELSPETH,
        "Merge branch 'methodology-1.1'\n\nApproved-by: Elspeth Munro <elspeth.munro@corriesound.example>",
        &[Swap("schema/methodology.toml", "approved_on = 2024-05-28", "approved_on = 2025-09-18")],
    )
    .merging("methodology-1.1"),
    main(
        "2025-09-24 14:51",
        &NADIA,
        "R002: three networks instead of one",
        &[
            Swap("R002", "status = \"open\"", "status = \"in-progress\""),
            Swap(
                "R002",
                "\n[review]",
                r#"
[treatment]
option = "mitigate"
plan = "Separate the networks of office, terminals and ramps"
owner = "nadia-okafor"
due = 2026-03-13
cost = 27_400

[[treatment.action]]
title = "Separate the ramps"
owner = "nadia-okafor"
due = 2025-12-15

[[treatment.action]]
title = "Separate office and terminals"
owner = "nadia-okafor"
due = 2026-03-13
control = "network-segmentation"

[treatment.residual]
likelihood = "low"
impact = "high"

[review]"#,
            ),
        ],
    ),
    main(
        "2025-09-26 12:40",
        &GRAHAM,
        "Approve the plan of R002",
        &[Swap("R002", "\n[review]", "\n[treatment.approval]\nby = \"graham-boyd\"\non = 2025-09-26\nseal = \"SEAL-APPROVAL\"\n\n[review]")],
    )
    .in_forge(),
    main(
        "2025-10-07 09:59",
        &FARAH,
        "R005: assess it again before the season's staff leave",
        &[Swap("R005", "rationale = \"Seasonal staff can export a sailing's passengers; forty people leave every October.\"\nassessed = 2024-06-20\nassessed_by = \"callum-reid\"", "rationale = \"Exports are logged since August and only shift leaders can make them; thirty-eight people leave this October.\"\nassessed = 2025-10-07\nassessed_by = \"farah-idris\"")],
    ),
    main(
        "2025-10-21 16:44",
        &GRAHAM,
        "R004: postponed, the contract is at the lawyers'",
        &[
            Swap("R004", "due = 2025-10-31", "due = 2026-02-27"),
            Swap(
                "R004",
                "[treatment.approval]",
                "[[treatment.postponed]]\nfrom = 2025-10-31\nto = 2026-02-27\n\
                 reason = \"The second supplier's terms on passengers' data are with the lawyers.\"\nby = \"graham-boyd\"\n\n\
                 [treatment.approval]",
            ),
        ],
    ),
    main(
        "2025-11-04 13:37",
        &PRIYA,
        "R003: cards are taken on the bank's own page now",
        &[Swap("R003", "likelihood = \"medium\"\nimpact = \"medium\"\nrationale = \"Four scripts of others run on the page that takes card numbers.\"\nassessed = 2024-06-13", "likelihood = \"low\"\nimpact = \"low\"\nrationale = \"Our pages see no card number any more.\"\nassessed = 2025-11-04")],
    )
    .on("hosted-payment"),
    main(
        "2025-11-06 10:18",
        &FARAH,
        "Close R003",
        &[
            Swap("R003", "status = \"open\"", "status = \"closed\""),
            Add("R003", "\n[closed]\non = 2025-11-06\nby = \"farah-idris\"\nreason = \"Card numbers are entered on the bank's page only.\"\n"),
        ],
    )
    .on("hosted-payment"),
    main("2025-11-06 10:40", &FARAH, "Merge branch 'hosted-payment'", &[]).merging("hosted-payment").in_forge(),
    main(
        "2025-11-10 09:24",
        &FARAH,
        "Accept R012 until May",
        &[
            Swap("R012", "status = \"open\"", "status = \"accepted\""),
            Add(
                "R012",
                r#"
[treatment]
option = "accept"

[acceptance]
by = "farah-idris"
on = 2025-11-10
until = 2026-05-10
level = "high"
rationale = "The contract ends in 2026; the tender asks for a certified supplier."
conditions = "Sick notes stay on paper until then."
seal = "SEAL-ACCEPTANCE"
"#,
            ),
        ],
    ),
    main(
        "2025-11-18 14:30",
        &FARAH,
        "Autumn review of R001, R009 and R011",
        &[
            Add("R001", "\n[review]\non = 2025-11-18\nby = \"farah-idris\"\noutcome = \"unchanged\"\n"),
            Add("R009", "\n[review]\non = 2025-11-18\nby = \"nadia-okafor\"\noutcome = \"unchanged\"\nnote = \"The generator ran twice in October.\"\n"),
            Swap("R011", "likelihood = \"medium\"\nimpact = \"medium\"", "likelihood = \"low\"\nimpact = \"medium\""),
            Swap("R011", "rationale = \"Callum alone knows the exports to payroll and to the coastguard, and the latter is not written down.\"\nassessed = 2024-10-15", "rationale = \"Both exports are written down, and two people have made each of them.\"\nassessed = 2025-11-18"),
            Add("R011", "\n[review]\non = 2025-11-18\nby = \"graham-boyd\"\noutcome = \"changed\"\n"),
        ],
    ),
    main(
        "2025-12-01 19:03",
        &ELSPETH,
        "Accept R007 until the end of February\n\nAccepted-by: Elspeth Munro <elspeth.munro@corriesound.example>",
        &[Swap("R007", "on = 2025-09-03\nuntil = 2025-12-03", "on = 2025-12-01\nuntil = 2026-02-28"), Seal("R007", "acceptance")],
    ),
    main(
        "2025-12-12 17:17",
        &NADIA,
        "R002: the ramps are on a network of their own",
        &[Swap("R002", "due = 2025-12-15\n", "due = 2025-12-15\ndone = 2025-12-11\n")],
    ),
];
