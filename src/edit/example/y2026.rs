//! 2026: a level is lowered and put back, a plan is late again, and two new
//! risks are found, one of them on a branch that is not merged yet.

use super::people::{DUNCAN, ELSPETH, FARAH, GRAHAM, INES, NADIA, PRIYA};
use super::story::Edit::{Add, New, Seal, Swap};
use super::story::{Step, main};

pub(super) static CHAPTER: &[Step] = &[
    main(
        "2026-01-13 11:11",
        &INES,
        "R010: still low",
        &[Add("R010", "\n[review]\non = 2026-01-13\nby = \"ines-carvalho\"\noutcome = \"unchanged\"\n")],
    )
    .in_forge(),
    main(
        "2026-01-20 15:29",
        &FARAH,
        "controls: access review and awareness training of the winter",
        &[
            Swap(
                "controls.toml",
                "  evidence = \"Minutes of the review, three accounts removed\"\n",
                "  evidence = \"Minutes of the review, three accounts removed\"\n\n  [[control.test]]\n  on = 2026-01-20\n  \
                 result = \"passed\"\n  by = \"farah-idris\"\n  evidence = \"Minutes of the review, no account too many\"\n",
            ),
        ],
    ),
    main(
        "2026-02-10 16:52",
        &GRAHAM,
        "Update R004.toml",
        &[Swap("R004", "due = 2026-02-27", "due = 2026-05-15")],
    )
    .in_forge(),
    main(
        "2026-02-17 18:26",
        &NADIA,
        "controls: restored the booking database in February",
        &[Swap(
            "controls.toml",
            "  evidence = \"All nine tapes read with the new drive, 4 h 10 min\"\n",
            "  evidence = \"All nine tapes read with the new drive, 4 h 10 min\"\n\n  [[control.test]]\n  on = 2026-02-17\n  \
             result = \"passed\"\n  by = \"nadia-okafor\"\n  evidence = \"Restored in 3 h 55 min\"\n",
        )],
    ),
    main(
        "2026-02-24 10:09",
        &GRAHAM,
        "R007: four devices work at Brodick Bay",
        &[Swap("R007", "due = 2026-02-27\n", "due = 2026-02-27\ndone = 2026-02-23\n")],
    ),
    main(
        "2026-02-27 17:45",
        &ELSPETH,
        "Accept R007 until the end of May\n\nAccepted-by: Elspeth Munro <elspeth.munro@corriesound.example>",
        &[
            Swap("R007", "on = 2025-12-01\nuntil = 2026-02-28", "on = 2026-02-27\nuntil = 2026-05-27"),
            Add("R007", "\n[review]\non = 2026-02-27\nby = \"graham-boyd\"\noutcome = \"unchanged\"\n"),
            Seal("R007", "acceptance"),
        ],
    ),
    main(
        "2026-03-10 14:14",
        &NADIA,
        "R002: postponed, the switches for the terminals are late",
        &[
            Swap("R002", "due = 2026-03-13\ncost", "due = 2026-06-30\ncost"),
            Swap("R002", "due = 2026-03-13\ncontrol", "due = 2026-06-30\ncontrol"),
            Swap(
                "R002",
                "[treatment.approval]",
                "[[treatment.postponed]]\nfrom = 2026-03-13\nto = 2026-06-30\n\
                 reason = \"The switches for the terminals come in May.\"\nby = \"nadia-okafor\"\n\n[treatment.approval]",
            ),
            Swap("R002", "on = 2024-11-19\nby = \"farah-idris\"\noutcome = \"unchanged\"", "on = 2026-03-10\nby = \"farah-idris\"\noutcome = \"unchanged\"\nnote = \"The ramps are safe by now, office and terminals are not.\""),
        ],
    ),
    main(
        "2026-03-24 09:19",
        &DUNCAN,
        "R006: a year without the modems",
        &[Swap("R006", "on = 2025-04-11\nby = \"duncan-tait\"\noutcome = \"unchanged\"\nnote = \"Three vessels are fitted.\"", "on = 2026-03-24\nby = \"duncan-tait\"\noutcome = \"unchanged\"\nnote = \"61 visits through the gateway, each by a person known by name.\"")],
    ),
    main(
        "2026-04-14 13:02",
        &GRAHAM,
        "R009: the winter was mild",
        &[Swap("R009", "likelihood = \"high\"", "likelihood = \"medium\"")],
    )
    .in_forge(),
    main(
        "2026-04-15 09:40",
        &FARAH,
        "Revert \"R009: the winter was mild\"\n\nOne mild winter is no likelihood.",
        &[Swap("R009", "likelihood = \"medium\"", "likelihood = \"high\"")],
    ),
    main(
        "2026-04-21 15:15",
        &FARAH,
        "R007: the last scanners come after the deadline of its level",
        &[Add(
            "R007",
            "\n[[waiver]]\nrule = \"late-deadline\"\n\
             reason = \"The maker delivers in June; vehicles are counted by hand until then.\"\n\
             until = 2026-07-15\nby = \"elspeth-munro\"\n",
        )],
    )
    .on("scanner-waiver"),
    main(
        "2026-04-23 10:33",
        &GRAHAM,
        "R004: the second engine took over in a rehearsal; review",
        &[
            Swap(
                "R004",
                "\n[treatment.residual]",
                "\n[[treatment.action]]\ntitle = \"Rehearse the change of engines\"\nowner = \"priya-nair\"\ndue = 2026-04-30\n\
                 done = 2026-04-22\n\n[[treatment.action]]\ntitle = \"Sign the contract\"\nowner = \"graham-boyd\"\ndue = 2026-05-15\n\n\
                 [treatment.residual]",
            ),
            Add("R004", "\n[review]\non = 2026-04-23\nby = \"graham-boyd\"\noutcome = \"unchanged\"\nnote = \"Until the contract is signed nothing is better.\"\n"),
        ],
    ),
    main(
        "2026-04-24 16:20",
        &ELSPETH,
        "Merge branch 'scanner-waiver'\n\nApproved-by: Elspeth Munro <elspeth.munro@corriesound.example>",
        &[],
    )
    .merging("scanner-waiver"),
    main(
        "2026-04-28 11:50",
        &INES,
        "Approve the plan of R004 as it is now",
        &[Swap("R004", "on = 2024-09-12", "on = 2026-04-28"), Seal("R004", "treatment.approval")],
    ),
    main(
        "2026-05-12 14:40",
        &DUNCAN,
        "R013: passenger Wi-Fi on board",
        &[New("risks/vessels/R013.toml", include_str!("files/R013.toml"))],
    )
    .on("vessel-wifi"),
    main(
        "2026-05-13 09:08",
        &PRIYA,
        "R005: nobody left in winter; review",
        &[Add("R005", "\n[review]\non = 2026-05-13\nby = \"priya-nair\"\noutcome = \"unchanged\"\n")],
    ),
    main(
        "2026-05-14 17:30",
        &FARAH,
        "Merge branch 'vessel-wifi'\n\nA risk that is new may be unassessed for a while: the check warns of it and does not fail.",
        &[Swap("plimsoll.toml", "[site]", "[rules]\nunassessed-risk = \"warning\"\n\n[site]")],
    )
    .merging("vessel-wifi"),
    main(
        "2026-05-19 10:25",
        &FARAH,
        "R014: complaints in AI assistants",
        &[New("risks/people/R014.toml", include_str!("files/R014.toml"))],
    )
    .on("ai-assistants"),
    main(
        "2026-05-20 18:55",
        &ELSPETH,
        "Accept R007 until August, for the last time\n\nAccepted-by: Elspeth Munro <elspeth.munro@corriesound.example>",
        &[
            Swap("R007", "on = 2026-02-27\nuntil = 2026-05-27", "on = 2026-05-20\nuntil = 2026-08-20"),
            Swap("R007", "on = 2026-02-27\nby = \"graham-boyd\"", "on = 2026-05-20\nby = \"graham-boyd\""),
            Seal("R007", "acceptance"),
        ],
    ),
    main(
        "2026-05-26 12:12",
        &NADIA,
        "assets: say where the list comes from",
        &[Swap("assets.toml", "# What is at stake.\n", "# What is at stake. Taken from the inventory in the office wiki, which holds the serial numbers.\n")],
    ),
];
