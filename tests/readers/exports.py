"""Reads every export of some registers with libraries that others wrote.

    exports.py PLIMSOLL REGISTER...

openpyxl opens the workbook, icalendar the calendar, feedparser the feed, the
standard library the table and the picture, DuckDB the lines of all registers at once.
"""

import csv
import datetime
import json
import re
import subprocess
import sys
import tempfile
import xml.etree.ElementTree
from pathlib import Path

import duckdb
import feedparser
import icalendar
import openpyxl

TODAY = "2025-06-01"
SHEETS = ["Register", "Treatment plan", "Controls and applicability", "Indicators", "Methodology", "Changes"]
ELEVEN = [
    "Risk ID", "Risk Description", "Asset Owner", "Likelihood", "Impact", "Risk Level",
    "Existing Controls", "Recommended Treatment", "Action Owner", "Due Date", "Status",
]
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
HIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")


def export(plimsoll, register, kind, folder):
    file = Path(folder) / f"{Path(register).resolve().name}.{kind}"
    command = [plimsoll, "-C", register, "export", kind, "--today", TODAY, "--output", str(file)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, (command, done.stderr)
    return file


def workbook(file, document, lines):
    book = openpyxl.load_workbook(file)
    assert book.sheetnames == SHEETS, book.sheetnames
    formulas = [c.coordinate for s in book for row in s.iter_rows() for c in row if c.data_type == "f"]
    assert formulas == [], formulas
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                assert not (isinstance(cell.value, str) and HIDDEN.search(cell.value)), cell.coordinate
    register = book["Register"]
    rows = list(register.iter_rows(values_only=True))
    assert list(rows[0][:11]) == ELEVEN, rows[0][:11]
    assert register.freeze_panes == "C2", register.freeze_panes
    assert register.auto_filter.ref is not None
    assert register.column_dimensions["B"].width > 30
    heads = rows[0][11:]
    for row, risk in zip(rows[1:], document["risks"], strict=True):
        fields = dict(zip(heads, row[11:]))
        assert row[0] == fields["id"] == risk["id"], row[0]
        assert fields["level"] == risk["level"], (risk["id"], fields["level"])
        treatment = risk["treatment"] or {}
        for value, expected in [
            (row[9], treatment.get("due")),
            (fields["identified"], risk["identified"]),
            (fields["assessed"], risk["assessed"]),
        ]:
            if expected is None:
                assert value is None, (risk["id"], value)
            elif expected >= "1900":
                assert isinstance(value, datetime.datetime), (risk["id"], value)
                assert value.date().isoformat() == expected, (risk["id"], value)
        if treatment.get("cost") is not None:
            assert fields["treatment.cost"] == treatment["cost"], risk["id"]
        if risk["findings"] is not None:
            assert fields["findings.errors"] == risk["findings"]["errors"], risk["id"]
    matrix = [c for row in book["Methodology"].iter_rows() for c in row if c.fill.fill_type == "solid"]
    levels = {risk["level"] for risk in document["risks"]} - {None}
    assert not levels or len({c.fill.fgColor.rgb for c in matrix}) > 2, "the matrix is in colour"
    dates = [row[0] for row in book["Changes"].iter_rows(min_row=2, values_only=True) if row[1]]
    assert all(isinstance(date, datetime.datetime) for date in dates)
    assert dates == sorted(dates, reverse=True) or document["commit"] is None
    written = [
        (row[1], row[3].date().isoformat(), row[4])
        for row in book["Indicators"].iter_rows(min_row=2, values_only=True)
        if row[3] is not None
    ]
    measured = [(l["indicator"], l["date"], l["value"]) for l in lines if l["type"] == "measurement"]
    assert sorted(written) == sorted(measured), (written, measured)
    return len(rows) - 1


def table(file, document):
    with open(file, newline="", encoding="utf-8") as text:
        rows = list(csv.reader(text))
    assert rows[0][:11] == ELEVEN
    assert all(len(row) == len(rows[0]) for row in rows)
    assert [row[0] for row in rows[1:]] == [risk["id"] for risk in document["risks"]]
    assert not any(cell.startswith(FORMULA) for row in rows for cell in row if cell)


def calendar(file, document):
    data = file.read_bytes()
    lines = data.split(b"\r\n")
    assert lines[-1] == b"" and all(len(line) <= 75 for line in lines)
    assert all(b"\n" not in line and b"\r" not in line for line in lines)
    calendar = icalendar.Calendar.from_ical(data)
    assert calendar.errors == [] and calendar["version"] == "2.0" and calendar["prodid"]
    uids, reviews = [], {}
    for event in calendar.walk("VEVENT"):
        assert event.errors == [], event.errors
        uids.append(str(event["uid"]))
        start, end = event.decoded("dtstart"), event.decoded("dtend")
        assert type(start) is datetime.date and end - start == datetime.timedelta(days=1)
        assert event.decoded("dtstamp").tzinfo is not None
        assert str(event["summary"]).strip()
        if str(event["uid"]).split("@")[0].endswith("-review"):
            reviews[str(event["uid"]).split("-review@")[0]] = start.isoformat()
    assert len(uids) == len(set(uids))
    expected = {r["id"]: r["review"]["next"] for r in document["risks"] if r["review"] and r["review"]["next"]}
    assert expected.items() <= reviews.items(), (expected, reviews)
    return len(uids)


def feed(file, lines):
    read = feedparser.parse(file.read_bytes())
    assert read.bozo is False or read.bozo == 0, read.bozo_exception
    assert read.version == "atom10", read.version
    assert read.feed.id.startswith("urn:uuid:") and read.feed.updated_parsed and read.feed.title
    ids = [entry.id for entry in read.entries]
    assert len(ids) == len(set(ids))
    times = [entry.updated for entry in read.entries]
    assert all(entry.author and entry.content[0].value for entry in read.entries)
    commits = {line["commit"] for line in lines if line["type"] == "change"}
    assert len(ids) == min(len(commits), 500), (len(ids), len(commits))
    return len(times)


def picture(plimsoll, register, document, folder):
    """The heat map is well-formed, named, and counts the open risks with a level whose place is told."""
    file = Path(folder) / f"{Path(register).resolve().name}.svg"
    command = [plimsoll, "-C", register, "export", "svg", "--chart", "heat-map", "--today", TODAY, "--output", str(file)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, (command, done.stderr)
    svg = "{http://www.w3.org/2000/svg}"
    root = xml.etree.ElementTree.parse(file).getroot()
    assert root.tag == f"{svg}svg" and root.find(f"{svg}title").text and root.find(f"{svg}desc").text
    counts = [int(t.text.replace(",", "")) for t in root.iter(f"{svg}text") if "count" in t.get("class", "").split()]
    levels = [risk for risk in document["risks"] if risk["status"] != "closed" and risk["level"]]
    levels = [risk for risk in levels if risk["likelihood"]]
    assert sum(counts) == len(levels), (counts, len(levels))
    return len(counts)


def warehouse(files):
    """The query of the documentation, and what it has to say."""
    query = Path(__file__).with_name("many-registers.sql").read_text()
    connection = duckdb.connect()
    pattern = str(Path(files[0]).parent / "*.ndjson")
    rows = connection.execute(query.replace("registers/*.ndjson", pattern)).fetchall()
    lines = [json.loads(line) for file in files for line in open(file, encoding="utf-8")]
    expected = {}
    for line in lines:
        if line["type"] == "risk" and line["status"] != "closed" and line["above_line"]:
            known = expected.setdefault((line["register"], line["as_of"]), [0, 0])
            known[0] += 1
            known[1] += bool(line["overdue"])
    assert {(r[0], r[1]): [r[2], r[3]] for r in rows} == expected, (rows, expected)
    counted = connection.execute(f"select type, count(*) from read_json_auto('{pattern}', format = 'newline_delimited', sample_size = -1) group by type").fetchall()
    kinds = [line["type"] for line in lines]
    assert dict(counted) == {kind: kinds.count(kind) for kind in set(kinds)}, counted
    return rows


def main(plimsoll, registers):
    with tempfile.TemporaryDirectory() as folder:
        written = []
        for register in registers:
            document = json.loads(export(plimsoll, register, "json", folder).read_text(encoding="utf-8"))
            lines_file = export(plimsoll, register, "ndjson", folder)
            lines = [json.loads(line) for line in lines_file.read_text(encoding="utf-8").splitlines()]
            written.append(lines_file)
            rows = workbook(export(plimsoll, register, "xlsx", folder), document, lines)
            table(export(plimsoll, register, "csv", folder), document)
            events = calendar(export(plimsoll, register, "ics", folder), document)
            entries = feed(export(plimsoll, register, "atom", folder), lines)
            cells = picture(plimsoll, register, document, folder)
            print(f"{register}: {rows} risks, {events} days, {entries} commits, {len(lines)} lines, {cells} cells")
        print(f"DuckDB: {len(warehouse(written))} registers with risks above the line")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
