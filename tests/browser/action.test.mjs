// The steps of packaging/action, with the program itself.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";

const ROOT = new URL("../../", import.meta.url).pathname;
const PLIMSOLL = process.env.PLIMSOLL ?? join(ROOT, "target/debug/plimsoll");
const TEXT = readFileSync(join(ROOT, "packaging/action/action.yml"), "utf8");

const folders = [];
after(() => folders.forEach((folder) => rmSync(folder, { recursive: true, force: true })));

/// The script of a step.
function script(name) {
  const lines = TEXT.split("\n");
  const from = lines.findIndex((line) => line.trim() === `- name: ${name}`);
  const at = lines.findIndex((line, n) => n > from && line.trim() === "run: |");
  assert.ok(from >= 0 && at >= 0, name);
  const end = lines.findIndex((line, n) => n > at && line !== "" && !line.startsWith("        "));
  return lines.slice(at + 1, end < 0 ? undefined : end).map((line) => line.slice(8)).join("\n");
}

/// A job's folder, and a run of a step in it: its code, what it said, its outputs.
function job() {
  const folder = mkdtempSync(join(tmpdir(), "plimsoll-action-"));
  folders.push(folder);
  const examples = join(ROOT, "tests/data/examples");
  const register = join(folder, "it/risk");
  mkdirSync(join(folder, "bin"));
  mkdirSync(join(folder, "temp"));
  symlinkSync(PLIMSOLL, join(folder, "bin/plimsoll"));
  for (const [from, to] of [
    ["plimsoll.toml", "plimsoll.toml"], ["methodology.toml", "schema/methodology.toml"], ["controls.toml", "controls.toml"],
    ["assets.toml", "assets.toml"], ["people.toml", "people.toml"], ["risk.toml", "risks/R001.toml"],
  ]) {
    mkdirSync(join(register, to, ".."), { recursive: true });
    cpSync(join(examples, from), join(register, to));
  }
  const run = (step, inputs) => {
    const output = join(folder, "output");
    writeFileSync(output, "");
    const done = spawnSync("bash", ["--noprofile", "--norc", "-e", "-o", "pipefail", "-c", script(step)], {
      cwd: folder,
      encoding: "utf8",
      env: {
        PATH: `${join(folder, "bin")}:/usr/bin:/bin`, HOME: folder, LANG: "C.UTF-8", GITHUB_ACTIONS: "true",
        GITHUB_OUTPUT: output, GITHUB_STEP_SUMMARY: join(folder, "summary.md"), RUNNER_TEMP: join(folder, "temp"),
        GITHUB_EVENT_NAME: "push", SOURCE_DATE_EPOCH: String(Date.parse("2025-06-01T12:00:00Z") / 1000),
        REGISTER: "it/risk", NEW_SINCE: "auto", SELECT: "", IGNORE: "", DENY_WARNINGS: "false", EXIT_ZERO: "false",
        SUMMARY: "true", SARIF: "", ...inputs,
      },
    });
    const outputs = Object.fromEntries(readFileSync(output, "utf8").split("\n").filter(Boolean).map((line) => line.split("=")));
    return { code: done.status, said: done.stdout + done.stderr, outputs };
  };
  return { folder, register, run };
}

const WRONG = 'id = "R002"\ntitle = "Lost"\nowner = "nobody"\nstatus = "open"\nidentified = 2025-01-01\n';

test("a clean register: zeroes, and a summary", () => {
  const { folder, run } = job();
  const { code, said, outputs } = run("Check", {});
  assert.equal(code, 0, said);
  assert.deepEqual(outputs, { code: "0", errors: "0", warnings: "0", infos: outputs.infos, dated: "0", hidden: "0" });
  assert.ok(existsSync(join(folder, "summary.md")));
});

test("findings: annotations, counts, code 1, SARIF where it is asked for", () => {
  const { folder, register, run } = job();
  writeFileSync(join(register, "risks/R002.toml"), WRONG);
  const { code, said, outputs } = run("Check", { SARIF: join(folder, "temp/p.sarif") });
  assert.equal(code, 1, said);
  assert.match(said, /^::error .*file=/m);
  assert.deepEqual([outputs.code, outputs.errors, outputs.warnings], ["1", "1", "1"]);
  assert.equal(JSON.parse(readFileSync(join(folder, "temp/p.sarif"), "utf8")).version, "2.1.0");
});

test("selected, ignored, warnings denied, and going on all the same", () => {
  const { register, run } = job();
  writeFileSync(join(register, "risks/R002.toml"), WRONG);
  assert.equal(run("Check", { IGNORE: "references,unassessed-risk" }).code, 0);
  assert.equal(run("Check", { SELECT: "unassessed-risk" }).code, 0);
  assert.equal(run("Check", { SELECT: "unassessed-risk", DENY_WARNINGS: "true" }).code, 1);
  const { code, outputs } = run("Check", { EXIT_ZERO: "true", SUMMARY: "false" });
  assert.deepEqual([code, outputs.errors], [0, "1"]);
});

test("what could not be done is 2, and says no counts of an earlier run", () => {
  const { register, run } = job();
  assert.equal(run("Check", {}).outputs.errors, "0");
  writeFileSync(join(register, "plimsoll.toml"), "[register\n");
  const { code, said, outputs } = run("Check", {});
  assert.deepEqual([code, outputs], [2, { code: "2" }], said);
});

test("an input that is neither true nor false stops before anything runs", () => {
  const { folder, run } = job();
  for (const input of ["NEW_SINCE", "DENY_WARNINGS", "EXIT_ZERO", "SUMMARY"]) {
    const { code, said, outputs } = run("Check", { [input]: "$(touch pwned)" });
    assert.deepEqual([code, outputs], [2, {}], said);
    assert.match(said, /::error::the input [a-z-]+ is neither true nor false/);
  }
  assert.ok(!existsSync(join(folder, "pwned")));
});

test("hostile inputs are words, never options or commands", () => {
  const { folder, run } = job();
  for (const evil of ["$(touch pwned)", "`touch pwned`", "x; touch pwned", "--exit-zero", "x --exit-zero"]) {
    for (const input of ["REGISTER", "SELECT"]) assert.equal(run("Check", { [input]: evil }).code, 2, `${input} ${evil}`);
  }
  assert.ok(!existsSync(join(folder, "pwned")));
});

test("a version is three numbers and nothing else", () => {
  const { run } = job();
  assert.deepEqual(run("Read the version", { VERSION: "0.12.3" }).outputs, { version: "0.12.3" });
  for (const version of ["", "1.2", "v1.2.3", "1.2.3 --git x", "1.2.3\nx=y", "1.2.3; touch pwned", "*"]) {
    const { code, outputs } = run("Read the version", { VERSION: version });
    assert.deepEqual([code, outputs], [2, {}], version);
  }
});

test("a pull request is judged by what it brings", () => {
  const { folder, register, run } = job();
  const git = (...words) => {
    const env = {
      PATH: "/usr/bin:/bin", HOME: folder, GIT_CONFIG_GLOBAL: "/dev/null", GIT_CONFIG_SYSTEM: "/dev/null",
      GIT_AUTHOR_DATE: "2025-05-01T12:00:00Z", GIT_COMMITTER_DATE: "2025-05-01T12:00:00Z",
    };
    const done = spawnSync("git", ["-c", "user.name=A", "-c", "user.email=a@example.org", ...words], { cwd: folder, env, encoding: "utf8" });
    assert.equal(done.status, 0, done.stderr);
  };
  writeFileSync(join(register, "risks/R002.toml"), WRONG);
  git("init", "--quiet", "--initial-branch=main");
  git("add", "it");
  git("commit", "--quiet", "--message=base");
  git("update-ref", "refs/remotes/origin/main", "HEAD");
  git("checkout", "--quiet", "--detach");
  writeFileSync(join(register, "risks/R003.toml"), WRONG.replace("R002", "R003").replace("Lost", "Found"));
  git("add", "it");
  git("commit", "--quiet", "--message=change");
  const there = { GITHUB_EVENT_NAME: "pull_request", GITHUB_BASE_REF: "main" };
  const { code, said, outputs } = run("Check", there);
  assert.equal(code, 1, said);
  assert.deepEqual([outputs.errors, outputs.warnings, outputs.hidden], ["1", "1", "2"], said);
  assert.ok(said.includes("R003.toml") && !said.includes("R002.toml"), said);
  assert.equal(run("Check", { ...there, NEW_SINCE: "false" }).outputs.errors, "2");
  assert.equal(run("Check", { ...there, GITHUB_EVENT_NAME: "push", GITHUB_BASE_REF: "" }).outputs.errors, "2");
});
