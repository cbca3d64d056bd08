//! 2024: the register is begun, the first risks are found and treated.

use super::people::{CALLUM, CALLUM_AT_HOME, DUNCAN, FARAH, GRAHAM, INES, NADIA, PRIYA};
use super::story::Edit::{Add, Move, New, Swap};
use super::story::{Step, main};

pub(super) static CHAPTER: &[Step] = &[
    main(
        "2024-06-03 09:12",
        &FARAH,
        "Begin the risk register\n\nThe methodology is the one that the board approved on 28 May.",
        &[
            New("README.md", include_str!("files/README.md")),
            New(".gitignore", include_str!("files/gitignore")),
            New("plimsoll.toml", include_str!("files/plimsoll.toml")),
            New("schema/methodology.toml", include_str!("files/methodology.toml")),
            New("people.toml", include_str!("files/people.toml")),
        ],
    ),
    main(
        "2024-06-04 10:40",
        &FARAH,
        "List what is at stake, and what acts on it",
        &[
            New("assets.toml", include_str!("files/assets.toml")),
            New("threats.toml", include_str!("files/threats.toml")),
        ],
    ),
    main(
        "2024-06-06 16:05",
        &CALLUM,
        "controls: what is in force today, and what is planned",
        &[New("controls.toml", include_str!("files/controls.toml"))],
    ),
    main(
        "2024-06-10 11:20",
        &FARAH,
        "R001: phishing leads to stolen credentials",
        &[New("risks/R001.toml", include_str!("files/R001.toml"))],
    ),
    main(
        "2024-06-11 14:02",
        &CALLUM,
        "R002: ransomware stops booking and check-in",
        &[New("risks/R002.toml", include_str!("files/R002.toml"))],
    ),
    main(
        "2024-06-12 09:30",
        &PRIYA,
        "R003: the payment page, not assessed yet",
        &[New("risks/R003.toml", include_str!("files/R003.toml"))],
    )
    .on("payment-page"),
    main(
        "2024-06-13 17:45",
        &PRIYA,
        "R003: assess it after the code review",
        &[Swap(
            "R003",
            "status = \"open\"\n",
            "likelihood = \"medium\"\nimpact = \"medium\"\n\
             rationale = \"Nine scripts of others run on the page that takes card numbers.\"\n\
             assessed = 2024-06-13\nassessed_by = \"priya-nair\"\nstatus = \"open\"\n",
        )],
    )
    .on("payment-page"),
    main("2024-06-14 10:15", &FARAH, "Merge branch 'payment-page'\n\nReviewed-by: Callum Reid <callum.reid@corriesound.example>", &[])
        .merging("payment-page")
        .in_forge(),
    main(
        "2024-06-18 13:31",
        &GRAHAM,
        "R004: booking supplier fails in the season",
        &[New("risks/R004.toml", include_str!("files/R004.toml"))],
    )
    .in_forge(),
    main(
        "2024-06-20 21:48",
        &CALLUM_AT_HOME,
        "R005: data leaves with those who leave",
        &[New("risks/R005.toml", include_str!("files/R005.toml"))],
    ),
    main(
        "2024-06-25 09:05",
        &FARAH,
        "mailmap: Callum's laptop",
        &[New(".mailmap", "Callum Reid <callum.reid@corriesound.example> <callum@thinkpad.local>\n")],
    ),
    main(
        "2024-07-02 15:20",
        &DUNCAN,
        "R006: remote access to the bridge",
        &[New("risks/R006.toml", include_str!("files/R006.toml"))],
    )
    .on("bridge-access"),
    main(
        "2024-07-05 08:50",
        &DUNCAN,
        "R006: critical until we know who uses the modem",
        &[Swap(
            "R006",
            "status = \"open\"\n",
            "likelihood = \"high\"\nimpact = \"high\"\n\
             rationale = \"The password is on a sticker in four engine rooms, and the modem answers to anybody.\"\n\
             confidence = \"medium\"\nassessed = 2024-07-05\nassessed_by = \"duncan-tait\"\nstatus = \"open\"\n",
        )],
    )
    .on("bridge-access"),
    main("2024-07-08 11:00", &FARAH, "Merge branch 'bridge-access'", &[]).merging("bridge-access"),
    main(
        "2024-07-15 14:26",
        &GRAHAM,
        "R007: ticket scanners without updates",
        &[New("risks/R007.toml", include_str!("files/R007.toml"))],
    )
    .in_forge(),
    main(
        "2024-07-22 10:10",
        &CALLUM,
        "R008, R009: restoring backups, power at the terminal",
        &[
            New("risks/R008.toml", include_str!("files/R008.toml")),
            New("risks/R009.toml", include_str!("files/R009.toml")),
        ],
    ),
    main(
        "2024-08-06 16:33",
        &INES,
        "R010: wrong fares",
        &[New("risks/R010.toml", include_str!("files/R010.toml"))],
    )
    .in_forge(),
    main(
        "2024-08-20 09:41",
        &FARAH,
        "R001: a second factor for everybody by the end of the year",
        &[
            Swap("R001", "status = \"open\"", "status = \"in-progress\""),
            Add(
                "R001",
                r#"
[inherent]
likelihood = "high"
impact = "high"

[treatment]
option = "mitigate"
plan = "Roll out a second factor, administrators first"
owner = "callum-reid"
due = 2024-12-31
cost = 9_800

[[treatment.action]]
title = "Enrol administrators and the finance team"
owner = "callum-reid"
due = 2024-10-31

[[treatment.action]]
title = "Enrol everybody else, seasonal staff at hiring"
owner = "callum-reid"
due = 2024-12-31
control = "multi-factor-authentication"

[treatment.residual]
likelihood = "medium"
impact = "medium"
"#,
            ),
        ],
    ),
    main(
        "2024-08-27 12:15",
        &GRAHAM,
        "Approve the plan of R001\n\nApproved-by: Graham Boyd <graham.boyd@corriesound.example>",
        &[Add("R001", "\n[treatment.approval]\nby = \"graham-boyd\"\non = 2024-08-27\nseal = \"SEAL-APPROVAL\"\n")],
    ),
    main(
        "2024-09-10 10:04",
        &FARAH,
        "R004: find a second supplier before the next season",
        &[
            Swap("R004", "status = \"open\"", "status = \"in-progress\""),
            Add(
                "R004",
                r#"
[treatment]
option = "mitigate"
plan = "Contract a second booking engine that can take over within a day"
owner = "graham-boyd"
due = 2025-03-31
cost = 42_000

[treatment.residual]
likelihood = "medium"
impact = "medium"
"#,
            ),
        ],
    ),
    main(
        "2024-09-12 17:22",
        &INES,
        "Approve the plan of R004",
        &[Add("R004", "\n[treatment.approval]\nby = \"ines-carvalho\"\non = 2024-09-12\nseal = \"SEAL-APPROVAL\"\n")],
    )
    .in_forge(),
    main(
        "2024-09-30 15:58",
        &DUNCAN,
        "R006: a gateway that vendors have to pass",
        &[
            Swap("R006", "status = \"open\"", "status = \"in-progress\""),
            Add(
                "R006",
                r#"
[treatment]
option = "mitigate"
plan = "Replace the modems by a gateway with named accounts that the bridge opens for an hour"
owner = "duncan-tait"
due = 2025-06-30
cost = 61_500

[[treatment.action]]
title = "Fit the gateway on all four vessels at their winter overhaul"
owner = "duncan-tait"
due = 2025-06-30
control = "bridge-access-gateway"

[treatment.residual]
likelihood = "low"
impact = "high"
"#,
            ),
        ],
    ),
    main(
        "2024-10-02 09:37",
        &FARAH,
        "Approve the plan of R006",
        &[Add("R006", "\n[treatment.approval]\nby = \"farah-idris\"\non = 2024-10-02\nseal = \"SEAL-APPROVAL\"\n")],
    ),
    main(
        "2024-10-15 11:45",
        &GRAHAM,
        "R011: only Callum can run the crew roster",
        &[New("risks/R011.toml", include_str!("files/R011.toml"))],
    )
    .on("crew-roster"),
    main(
        "2024-10-16 10:21",
        &CALLUM,
        "R011: the coastguard export is the hard part",
        &[Swap("R011", "to the coastguard.\"", "to the coastguard, and the latter is not written down.\"")],
    )
    .on("crew-roster"),
    main("2024-10-17 09:00", &FARAH, "Merge branch 'crew-roster'", &[]).merging("crew-roster").in_forge(),
    main(
        "2024-11-05 16:40",
        &CALLUM,
        "controls: restored the booking database again",
        &[Swap(
            "controls.toml",
            "  evidence = \"Booking database restored in 5 h 20 min\"\n",
            "  evidence = \"Booking database restored in 5 h 20 min\"\n\n  [[control.test]]\n  on = 2024-11-05\n  \
             result = \"passed\"\n  by = \"callum-reid\"\n  evidence = \"Restored in 4 h 50 min\"\n",
        )],
    ),
    main(
        "2024-11-19 14:12",
        &FARAH,
        "Autumn review of R002 and R008",
        &[
            Add("R002", "\n[review]\non = 2024-11-19\nby = \"farah-idris\"\noutcome = \"unchanged\"\n"),
            Add("R008", "\n[review]\non = 2024-11-19\nby = \"farah-idris\"\noutcome = \"unchanged\"\n"),
        ],
    ),
    main(
        "2024-12-03 10:30",
        &NADIA,
        "Sort the risks into folders by category",
        &[
            Move("R001", "risks/identity/R001.toml"),
            Move("R002", "risks/platform/R002.toml"),
            Move("R003", "risks/platform/R003.toml"),
            Move("R004", "risks/supplier/R004.toml"),
            Move("R005", "risks/people/R005.toml"),
            Move("R006", "risks/vessels/R006.toml"),
            Move("R007", "risks/terminals/R007.toml"),
            Move("R008", "risks/platform/R008.toml"),
            Move("R009", "risks/terminals/R009.toml"),
            Move("R010", "risks/platform/R010.toml"),
            Move("R011", "risks/people/R011.toml"),
        ],
    ),
    main(
        "2024-12-16 15:25",
        &FARAH,
        "R001: the keys arrive in January only",
        &[
            Swap("R001", "owner = \"callum-reid\"\ndue = 2024-12-31\ncost", "owner = \"callum-reid\"\ndue = 2025-03-31\ncost"),
            Swap("R001", "due = 2024-12-31\ncontrol", "due = 2025-03-31\ncontrol"),
            Swap("R001", "due = 2024-10-31\n", "due = 2025-01-31\n"),
            Swap(
                "R001",
                "[treatment.approval]",
                "[[treatment.postponed]]\nfrom = 2024-12-31\nto = 2025-03-31\n\
                 reason = \"The supplier of the security keys delivers in January.\"\nby = \"farah-idris\"\n\n\
                 [treatment.approval]",
            ),
        ],
    ),
];
