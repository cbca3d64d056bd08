"""What GitLab, pre-commit and container tools read, by the schemas and programs of others."""

import json
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import yaml

TOOLS = Path(sys.executable).parent
PLIMSOLL, ROOT = Path(sys.argv[1]), Path(sys.argv[2])


def run(*command, **options):
    return subprocess.run([str(word) for word in command], capture_output=True, text=True, **options)


def passes(schema_of, document, folder):
    """Whether GitLab's own schema takes a document."""
    file = folder / "document.json"
    file.write_text(json.dumps(document))
    done = run(TOOLS / "check-jsonschema", "--builtin-schema", schema_of, file)
    return done.returncode == 0, done.stdout + done.stderr


def filled(template, **inputs):
    """The jobs of a component, as GitLab makes them of its inputs."""
    header, body = template.split("\n---\n")
    known = yaml.safe_load(header)["spec"]["inputs"]
    values = {name: inputs.get(name, of["default"]) for name, of in known.items()}
    for name, of in known.items():
        assert of["description"], name
        if "regex" in of:
            assert re.fullmatch(of["regex"], values[name]), name
    used = set(re.findall(r"\$\[\[ (\w+\.\w+) \]\]", body))
    assert used == {f"inputs.{name}" for name in known}, used
    return yaml.safe_load(re.sub(r"\$\[\[ inputs\.(\w+) \]\]", lambda m: values[m[1]], body))


def gitlab(folder):
    register = folder / "register"
    done = run(PLIMSOLL, "init", register, "--ci", "gitlab", "--quiet")
    assert done.returncode == 0, done.stderr
    entry = yaml.safe_load((register / ".gitlab-ci.yml").read_text())
    reminders = yaml.safe_load((register / ".gitlab/risk-reminders.yml").read_text())
    template = (register / ".gitlab/plimsoll.yml").read_text()
    assert template == (ROOT / "packaging/gitlab/templates/check/template.yml").read_text()
    jobs = filled(template, register="it/risk")
    for document in (entry, reminders, jobs):
        good, said = passes("vendor.gitlab-ci", document, folder)
        assert good, said
    for included in entry["include"]:
        assert (register / included["local"].lstrip("/")).is_file(), included
    assert not passes("vendor.gitlab-ci", {**jobs, "bad": {"script": 3}}, folder)[0], "the schema is awake"

    base, change = jobs[".risk-register"], jobs["risk-register-change"]
    assert base["variables"]["GIT_DEPTH"] == "0" and base["variables"]["REGISTER"] == "it/risk"
    for job in (change, jobs["risk-register-check"]):
        artifacts = job["artifacts"]
        assert artifacts["when"] == "always" and set(artifacts["reports"]) == {"codequality", "junit"}
    for line in change["script"]:
        # GitLab subtracts the target branch's report itself.
        assert not ("gitlab=" in line and "--new-since" in line), line
    assert any("--new-since" in line for line in change["script"])
    note = jobs["risk-register-note"]
    assert note["variables"]["GIT_STRATEGY"] == "none" and "PLIMSOLL_NOTE_TOKEN" in note["rules"][0]["if"]
    assert all("PLIMSOLL_NOTE_TOKEN" not in json.dumps(job) for name, job in jobs.items() if name != "risk-register-note")
    assert jobs["pages"]["artifacts"]["paths"] == ["public"]


def pre_commit(folder):
    hooks = ROOT / ".pre-commit-hooks.yaml"
    assert run(TOOLS / "pre-commit", "validate-manifest", hooks).returncode == 0
    bad = folder / "bad.yaml"
    bad.write_text(hooks.read_text().replace("language: rust", "language: rusty"))
    assert run(TOOLS / "pre-commit", "validate-manifest", bad).returncode != 0, "the validator is awake"
    for hook in yaml.safe_load(hooks.read_text()):
        assert hook["pass_filenames"] is False and hook["require_serial"] is True
        for name in ("risks/R001.toml", "measurements/x.csv", "plimsoll.toml"):
            assert re.search(hook["files"], name), name
        assert not re.search(hook["files"], "README.md")
    runs_in(folder / "committed")


def runs_in(repository):
    """The hook of the installed program, in pre-commit itself, on a commit."""
    assert run(PLIMSOLL, "init", repository, "--quiet").returncode == 0
    hook = next(hook for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text()) if hook["id"] == "plimsoll-system")
    config = {"repos": [{"repo": "local", "hooks": [hook]}]}
    (repository / ".pre-commit-config.yaml").write_text(yaml.safe_dump(config))
    environment = {
        "PATH": f"{PLIMSOLL.resolve().parent}:/usr/bin:/bin", "HOME": str(repository.parent), "LANG": "C.UTF-8",
        "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_SYSTEM": "/dev/null",
    }
    options = {"cwd": repository, "env": environment}
    assert run("git", "init", "--quiet", **options).returncode == 0
    assert run("git", "add", ".", **options).returncode == 0
    done = run(TOOLS / "pre-commit", "run", **options)
    assert done.returncode == 0, done.stdout + done.stderr
    risk = repository / "risks/R001.toml"
    risk.write_text(risk.read_text().replace('"it-manager"', '"nobody"'))
    assert run("git", "add", ".", **options).returncode == 0
    done = run(TOOLS / "pre-commit", "run", **options)
    assert done.returncode == 1 and "unknown-person" in done.stdout, done.stdout + done.stderr


def container(folder):
    file = ROOT / "packaging/container/Containerfile"
    done = run(TOOLS / "hadolint", file)
    assert done.returncode == 0, done.stdout + done.stderr
    bad = folder / "Containerfile"
    bad.write_text("FROM debian:latest\nRUN cd /tmp\n")
    assert run(TOOLS / "hadolint", bad).returncode != 0, "hadolint is awake"
    lines = file.read_text().splitlines()
    copied = folder / "copied"
    for line in lines:
        if line.startswith("COPY ") and "--from" not in line:
            *sources, target = line.split()[1:]
            for source in sources:
                to = copied / target / (source if target == "./" else "")
                to.parent.mkdir(parents=True, exist_ok=True)
                (shutil.copytree if (ROOT / source).is_dir() else shutil.copy)(ROOT / source, to)
    done = run("cargo", "metadata", "--locked", "--no-deps", "--format-version=1", cwd=copied)
    assert done.returncode == 0, done.stderr
    bases = [line.split()[1] for line in lines if line.startswith("FROM ")]
    assert all(":" in base and not base.endswith(":latest") for base in bases), bases
    assert any(line == "USER 65532:65532" for line in lines)
    rust = re.search(r'^rust-version = "(.+)"$', (ROOT / "Cargo.toml").read_text(), re.M)[1]
    assert f"/rust:{rust}-" in bases[0], bases


with tempfile.TemporaryDirectory() as made:
    for part in (gitlab, pre_commit, container):
        part(Path(made))
        print(f"{part.__name__}: as its readers want it")
