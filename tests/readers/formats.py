"""Reads every format of `check` with validators and parsers that others wrote.

    formats.py PLIMSOLL SARIF-SCHEMA JUNIT-SCHEMA REGISTER...

jsonschema holds SARIF against the schema of the standard and GitLab's report against what
its documentation asks for, junitparser and Jenkins' own schema read the test report,
markdown-it and html5lib the page, and a parser written after GitHub's runner the log.
"""

import collections
import json
import os
import re
import subprocess
import sys
import tempfile
import urllib.parse
from pathlib import Path

import html5lib
import jsonschema
import junitparser
import lxml.etree
from markdown_it import MarkdownIt

TODAY = "2025-06-01"
TEXTS = ["human", "short", "json", "sarif", "github", "gitlab", "junit", "markdown"]
HIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
APART = "\u200b"
HOSTILE = (
    "@ana, @org/team fixes #1, closes GH-2 and gh-3, resolves https://example.org/o/r/issues/4 www.example.org "
    "a@example.org <img src=x onerror=alert(1)> <!-- x --> </td><script>alert(1)</script> ![a](https://x.example/b.png) "
    "[b](1) [c](https://x.example) ]]> --> `d` | e \\\\| !5 ~bug %v1 &6 ^alert $x$ $$y$$ **f** _g_ ~~h~~ 100%0A,%3A:, "
    "##[error]i ##[stop-commands]j &amp; \\u001b[31m \\u202e \\uffff \\u0085 \\u2028 \\r\\n::error::k\\n# l\\n- m"
)


def run(plimsoll, folder, *arguments, actions=False):
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("GITHUB", "GIT_"))}
    if actions:
        environment["GITHUB_ACTIONS"] = "true"
    command = [plimsoll, "--no-progress", "--no-cache", "-C", str(folder), *arguments, "--today", TODAY]
    done = subprocess.run(command, capture_output=True, env=environment)
    assert done.returncode in (0, 1), (command, done.stderr.decode())
    return done.stdout.decode("utf-8"), done.returncode


# What each reader reads.


class Repository:
    """A register's files as a forge sees them: from the repository's root."""

    def __init__(self, folder):
        self.register = Path(folder).resolve()
        top = subprocess.run(
            ["git", "-C", str(self.register), "rev-parse", "--show-toplevel"], capture_output=True, text=True
        )
        self.root = Path(top.stdout.strip()).resolve() if top.returncode == 0 else self.register
        self.prefix = self.register.relative_to(self.root).as_posix()

    def lines(self, path):
        file = self.root / path
        assert not path.startswith(("/", "./")) and file.is_file(), path
        return file.read_bytes().decode("utf-8", "replace").removeprefix("\ufeff").split("\n")


def sarif(text, findings, repository, schema):
    document = json.loads(text)
    jsonschema.Draft4Validator(schema).validate(document)
    (only,) = document["runs"]
    driver = only["tool"]["driver"]
    assert only["columnKind"] == "unicodeCodePoints"
    names = []
    for rule in driver["rules"]:
        names.append(rule["id"])
        assert rule["id"] == f"plimsoll/{rule['name']}" and len(rule["name"]) <= 255
        for key in ("shortDescription", "fullDescription"):
            assert 0 < len(rule[key]["text"]) <= 1024, rule
        assert rule["help"]["text"] and rule["help"]["markdown"]
        assert 1 <= len(rule["properties"]["tags"]) <= 10
        assert rule["properties"]["precision"] in ("very-high", "high", "medium", "low")
        assert rule["properties"]["problem.severity"] in ("error", "warning", "recommendation")
    assert len(names) == len(set(names))
    identity = only.get("automationDetails", {}).get("id")
    assert identity == (None if repository.prefix == "." else f"plimsoll/{repository.prefix}/"), identity
    levels = {"error": "error", "warning": "warning", "info": "note"}
    for result, finding in zip(only["results"], findings, strict=True):
        assert names[result["ruleIndex"]] == result["ruleId"] == f"plimsoll/{finding['rule']}"
        assert result["level"] == levels[finding["severity"]] and "suppressions" not in result
        assert list(result["partialFingerprints"]) == ["plimsoll/v1"]
        assert finding["fingerprint"] == "plimsoll/v1:" + result["partialFingerprints"]["plimsoll/v1"]
        related = result.get("relatedLocations", [])
        assert len(result["locations"]) == 1 and len(related) == len(finding["related"])
        for place in result["locations"] + related:
            uri = place["physicalLocation"]["artifactLocation"]["uri"]
            assert re.fullmatch(r"[A-Za-z0-9._~/%-]+", uri) and not re.search("%(?![0-9A-F]{2})", uri), uri
            lines = repository.lines(urllib.parse.unquote(uri, errors="strict"))
            region = place["physicalLocation"]["region"]
            start = (region["startLine"], region["startColumn"])
            end = (region["endLine"], region["endColumn"])
            assert (1, 1) <= start <= end and end[0] <= len(lines), (uri, region)
            assert end[1] <= len(lines[end[0] - 1]) + 1, (uri, region)
        message = result["message"]["text"]
        links = re.findall(r"(?<!\\)(?:\\\\)*\[(?:[^\\\[\]]|\\.)*\]\(([^)]*)\)", message)
        assert links == [str(place["id"]) for place in related], message
        assert not HIDDEN.search(message), message
    return len(only["results"])


def command_of(line):
    """What GitHub's runner takes a line for: actions/runner, ActionCommand.cs."""
    known = "error warning notice debug group endgroup add-mask add-matcher remove-matcher stop-commands echo set-output save-state set-env add-path"
    known = known.split()

    def plain(text, marks):
        for mark, token in marks:
            text = text.replace(mark, token)
        return text.replace("%25", "%")

    breaks = [("%0D", "\r"), ("%0A", "\n")]
    line = line.strip("\r")
    head, mark, data = line.lstrip().removeprefix("::").partition("::")
    if line.lstrip().startswith("::") and mark and head.split(" ")[0].lower() in known:
        name, _, rest = head.partition(" ")
        pairs = [pair.partition("=") for pair in rest.strip().split(",") if pair]
        properties = {key: plain(value, breaks + [("%3A", ":"), ("%2C", ",")]) for key, _, value in pairs}
        return name, properties, plain(data, breaks)
    # The older form stands anywhere in a line. Marks that no reader sees are passed over, too.
    seen = re.sub("[\u00ad\u200b-\u200f\u2060\ufeff]", "", line)
    for text in (line, seen) if "##[" in line else (line,):
        found = re.search(r"##\[([^\] ]*)", text)
        if found and found[1].lower() in known:
            return found[1], {}, text
    return None


def github(text, findings, repository):
    kinds = {"error": "error", "warning": "warning", "info": "notice"}
    lines = text.splitlines()
    assert text.count("\n") == len(lines), "one line break a command"
    assert "##[" not in text
    commands = [command_of(line) for line in lines]
    assert all(commands), text
    counts = collections.Counter(name for name, _, _ in commands)
    assert all(count <= 10 for count in counts.values()), counts
    order = [list(kinds.values()).index(name) for name, _, _ in commands]
    assert order == sorted(order)
    shown = [c for c in commands if "file" in c[1]]
    places = collections.Counter()
    for finding in findings:
        places[kinds[finding["severity"]]] += 1
    for name, properties, data in shown:
        assert name in kinds.values() and set(properties) <= {
            "file", "line", "endLine", "col", "endColumn", "title"
        }
        # A path that holds a command is broken: no annotation is worth that.
        here = repository.lines(properties["file"].replace(f"##{APART}[", "##["))
        line, end = int(properties["line"]), int(properties["endLine"])
        assert 1 <= line <= end <= len(here)
        assert ("col" in properties) == (line == end), properties
        column = properties.get("col")
        assert re.match(re.escape(f"{' '.join(properties['file'].split())}:{line}:") + (column or r"\d+") + ": ", data)
        assert len(data) <= 4096 and "\n" not in data and not HIDDEN.search(data)
        assert properties["title"] in {finding["rule"] for finding in findings}
    if len(findings) > len(shown):
        # All of them are there, or the last line counts what is not.
        name, properties, data = commands[-1]
        assert name == "notice" and "file" not in properties
        assert sum(map(int, re.findall(r"(\d+) (?:error|warning|info)", data))) == len(findings) - len(shown)
    else:
        assert len(shown) == len(findings)
    return len(shown)


def gitlab(text, findings, repository, schema):
    assert not text.startswith("\ufeff")
    entries = json.loads(text)
    jsonschema.Draft202012Validator(schema).validate(entries)
    assert (text.strip() == "[]") == (not findings)
    prints = {entry["fingerprint"] for entry in entries}
    assert len(prints) == len(entries) == len(findings)
    for entry, finding in zip(entries, findings, strict=True):
        assert entry["description"].startswith(f"{finding['rule']}: ")
        lines = repository.lines(entry["location"]["path"])
        assert entry["location"]["lines"]["end"] <= len(lines)
        assert not HIDDEN.search(entry["description"])
    return len(entries)


def junit(text, findings, schema):
    tree = lxml.etree.fromstring(text.encode("utf-8"))
    schema.assertValid(tree)
    report = junitparser.JUnitXml.fromstring(text.encode("utf-8"))
    (suite,) = report
    cases = list(suite)
    names = [(case.classname, case.name) for case in cases]
    assert len(set(names)) == len(names) and all(name for _, name in names)
    failures = [case for case in cases if any(isinstance(r, junitparser.Failure) for r in case.result)]
    errors = sum(finding["severity"] == "error" for finding in findings)
    assert len(failures) == errors == suite.failures == report.failures
    assert suite.errors == 0 and suite.tests == report.tests == len(cases) == max(len(findings), 1)
    assert suite.skipped == len(findings) - errors and suite.time == 0
    if not findings:
        assert cases[0].is_passed
    for case, finding in zip(cases, findings):
        assert case.name.startswith(finding["rule"]) and case.result[0].text
    assert not HIDDEN.search(text)
    return len(cases)


def markdown(text, findings, hostile):
    assert len(text) <= 65_536
    renderer = MarkdownIt("gfm-like", {"html": True, "linkify": True})
    # As on forges, a name such as example.org is no address by itself.
    renderer.linkify.set({"fuzzy_link": False, "fuzzy_email": True})
    drawn = renderer.render(text)
    page = html5lib.parseFragment(drawn, namespaceHTMLElements=False)
    elements = collections.Counter()
    for element in list(page.iter())[1:]:
        assert isinstance(element.tag, str), f"a comment: {element.text}"
        elements[element.tag] += 1
        assert not element.attrib or element.tag in ("th", "td"), (element.tag, element.attrib)
    words = "".join(page.itertext())
    known = {"p", "strong", "table", "thead", "tbody", "tr", "th", "td", "br", "span", "code"}
    assert set(elements) <= known, set(elements) - known
    assert elements["strong"] == 1 and elements["table"] == bool(findings)
    # What forges look for in the text of a drawn page, whatever markdown made of it. A dollar,
    # which could begin a formula, stands in an element of its own.
    assert "$" not in text.replace("<span>$</span>", "")
    for pattern in [
        r"@\w", r"#\d", r"(?i)\bgh-\d", r"[!~%&^]\w", r"\w://", r"(?i)\bwww\.", r"##\[",
        r"(?i)\b(close|fix|resolve)[sd]?:? (#|gh-|https?:|\S+#)\d",
    ]:
        found = re.search(pattern, words)
        assert not found, (pattern, found)
    rows = elements["tr"] - 1
    if findings:
        assert rows == len(findings) or "Left out, for it is too long: " in words
    if hostile:
        assert "onerror=alert(1)" in words.replace(APART, ""), "nothing is lost"
    return rows


def log(plimsoll, register):
    """Under GitHub Actions no line of any format is a command but the annotations."""
    with tempfile.TemporaryDirectory() as folder:
        for kind in TEXTS:
            file = Path(folder) / kind
            text, _ = run(plimsoll, register, "check", "--format", kind, "--output", f"{kind}={file}", actions=True)
            for line in (text + file.read_text(encoding="utf-8")).splitlines():
                assert "##[" not in line, (kind, line)
                found = command_of(line)
                assert found is None or (kind == "github" and found[0] in ("error", "warning", "notice")), (kind, line)


# What they are given: nothing, one finding, many, hostile ones, some without a place.


def risk(number, status="open", title="A risk", more=""):
    return f'id = "R{number}"\ntitle = "{title}"\nowner = "it-manager"\nstatus = "{status}"\n{more}'


def write(folder, name, text):
    file = Path(folder) / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))


def git(folder, *arguments):
    identity = ["-c", "user.name=Ana Ruiz", "-c", "user.email=ana@example.org", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", *identity, *arguments], cwd=folder, check=True, capture_output=True)


def made(plimsoll, folder):
    examples = Path(__file__).parents[1] / "data" / "examples"
    off = '\n[rules]\ncontrols = "off"\n'

    def base(name):
        register = Path(folder) / name
        for file in ("people", "assets", "controls", "methodology", "plimsoll", "risk"):
            place = {"methodology": "schema/methodology", "risk": "risks/R001"}.get(file, file)
            text = (examples / f"{file}.toml").read_text(encoding="utf-8")
            write(register, f"{place}.toml", text + (off if file == "plimsoll" else ""))
        return register

    yield "none", base("none")

    one = base("one")
    write(one, "risks/R002.toml", risk("002"))
    yield "one", one

    many = base("many")
    for number in range(100, 500):
        write(many, f"risks/R{number}.toml", risk(number, status="nonsense", more='unit = "nowhere"\ncolour = 1\n'))
    yield "many", many

    # The register of a larger repository, in a folder whose name has to be encoded.
    hostile = base("hostile/sec #1 %41, é")
    bad = HOSTILE.replace('"', "")
    write(hostile, "risks/##[error]x #2 @ana 50%, é.toml", risk("003", status=bad, title=bad))
    write(hostile, "risks/R004.toml", risk("004", title=bad, more=f'assets = ["{bad}"]\n"{bad}" = 1\n'))
    write(hostile, "risks/R005.toml", risk("005", more=f'[[treatment.action]]\ntitle = "{bad}"\nowner = "{bad}"\n' * 2))
    write(hostile, "risks/R006.toml", 'id = "R006"\n##[error]z\n::error::z = [\n"')
    git(hostile.parent, "init", "--quiet")
    yield "hostile", hostile

    placeless = base("placeless")
    git(placeless, "init", "--quiet")
    write(placeless, "risks/R009.toml", risk("009"))
    git(placeless, "add", "--all")
    git(placeless, "commit", "--quiet", "--message", "begin", "--date", "2025-01-02T12:00:00Z")
    (placeless / "risks/R009.toml").unlink()
    git(placeless, "commit", "--quiet", "--all", "--message", "remove", "--date", "2025-01-03T12:00:00Z")
    write(placeless, "risks/R010.toml", "")
    write(placeless, "risks/R011.toml", b"\xff\xfe\x00")
    write(placeless, "risks/R012.toml", "\ufeff" + risk("012", status="x"))
    yield "placeless", placeless


def main(plimsoll, sarif_schema, junit_schema, registers):
    standard = json.loads(Path(sarif_schema).read_text(encoding="utf-8"))
    quality = json.loads(Path(__file__).with_name("gitlab-codequality.schema.json").read_text(encoding="utf-8"))
    tests = lxml.etree.XMLSchema(lxml.etree.parse(junit_schema))
    assert command_of("a ##[error]b") and command_of(" ::error::a") and not command_of("a ::error::b")
    os.environ.update(GIT_CONFIG_GLOBAL="/dev/null", GIT_CONFIG_SYSTEM="/dev/null")
    os.environ.update(GIT_COMMITTER_DATE="2025-01-02T12:00:00Z")
    with tempfile.TemporaryDirectory() as folder:
        for name, register in [*made(str(plimsoll), folder), *((r, r) for r in registers)]:
            repository = Repository(register)
            text, code = run(plimsoll, register, "check", "--format", "json")
            findings = json.loads(text)["findings"]
            assert {"none": 0, "one": 1}.get(name, len(findings)) == len(findings), (name, findings)
            read = {}
            for kind, reader in {
                "sarif": lambda text: sarif(text, findings, repository, standard),
                "github": lambda text: github(text, findings, repository),
                "gitlab": lambda text: gitlab(text, findings, repository, quality),
                "junit": lambda text: junit(text, findings, tests),
                "markdown": lambda text: markdown(text, findings, name == "hostile"),
            }.items():
                text, its_code = run(plimsoll, register, "check", "--format", kind)
                assert its_code == code, (name, kind)
                try:
                    read[kind] = reader(text)
                except Exception:
                    print(f"{name}, {kind}:", file=sys.stderr)
                    raise
            log(plimsoll, register)
            print(f"{name}: {len(findings)} findings, read as {read}")


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve(), sys.argv[2], sys.argv[3], sys.argv[4:])
