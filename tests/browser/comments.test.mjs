// The scripts that keep one comment on a change, against forges that keep their comments in a file.

import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";

const ROOT = new URL("../../", import.meta.url).pathname;
const PLIMSOLL = process.env.PLIMSOLL ?? join(ROOT, "target/debug/plimsoll");
const MARK = "<!-- plimsoll:diff v1 . -->";
const SHA = "5".repeat(40);

const folders = [];
after(() => folders.forEach((folder) => rmSync(folder, { recursive: true, force: true })));

/// The lines of the first block that begins with this line after a line that names its place, without their indent.
function script(file, place, opening) {
  const lines = readFileSync(join(ROOT, "packaging", file), "utf8").split("\n");
  const from = lines.findIndex((line) => line.includes(place));
  const at = lines.findIndex((line, n) => n > from && line.trim() === opening);
  assert.ok(from >= 0 && at >= 0, `${file} has ${opening} after ${place}`);
  const indent = lines[at + 1].match(/^ */)[0];
  const end = lines.findIndex((line, n) => n > at && line !== "" && !line.startsWith(indent));
  return lines.slice(at + 1, end < 0 ? undefined : end).map((line) => line.slice(indent.length)).join("\n");
}

const COMMON = `#!/usr/bin/env node
const { readFileSync, writeFileSync, appendFileSync } = require("node:fs");
const state = JSON.parse(readFileSync(process.env.FORGE, "utf8"));
const wrote = (what) => appendFileSync(process.env.FORGE + ".log", what + "\\n");
const refuse = (why) => { process.stderr.write("fake: " + why + "\\n"); process.exit(1); };
const tell = (value) => process.stdout.write(JSON.stringify(value));
const [verb, ...rest] = process.argv.slice(2);
if (verb !== "api") refuse("not api: " + verb);
let method = "GET", path = null, input = null, field = null, paginate = false;
while (rest.length > 0) {
  const word = rest.shift();
  if (word === "--method") method = rest.shift();
  else if (word === "--paginate") paginate = true;
  else if (word === "--input") input = JSON.parse(readFileSync(rest.shift(), "utf8"));
  else if (word === "--field") field = rest.shift();
  else if (word.startsWith("-")) refuse("unknown option " + word);
  else path = word;
}
const [folder, query] = path.split("?");
const asked = new URLSearchParams(query);
// A page each, one after the other; without --paginate only the first.
const pages = (list) => {
  const size = Number(asked.get("per_page") ?? 30);
  for (let n = 0; n === 0 || (paginate && n < list.length); n += size) tell(list.slice(n, n + size));
};
const save = (what) => { writeFileSync(process.env.FORGE, JSON.stringify(state)); wrote(what); };
`;

const GH = `${COMMON}
if (!process.env.GH_TOKEN || process.env.GH_REPO !== "team/register") refuse("not signed in");
const own = "repos/team/register";
const comments = folder.match(/^repos\\/team\\/register\\/issues\\/(\\d+)\\/comments$/);
const comment = folder.match(/^repos\\/team\\/register\\/issues\\/comments\\/(\\d+)$/);
if (method === "GET" && folder === own + "/actions/runs/77/artifacts") tell({ artifacts: state.artifacts });
else if (method === "GET" && folder === own + "/actions/artifacts/9/zip") process.stdout.write(readFileSync(state.zip));
else if (method === "GET" && folder === own + "/pulls") {
  if (asked.get("state") !== "open") refuse("closed ones too");
  pages(state.pulls.filter((pull) => asked.get("head") === pull.head.repo.owner.login + ":" + pull.head.ref));
} else if (method === "GET" && comments) pages(state.comments.filter((one) => one.on === Number(comments[1])));
else if (method === "POST" && comments) {
  if ([...input.body].length > 65536) refuse("too long");
  state.comments.push({ id: 1000 + state.comments.length, on: Number(comments[1]), user: { login: "github-actions[bot]" }, body: input.body.trimEnd() });
  save("post " + comments[1]);
} else if (method === "PATCH" && comment) {
  state.comments.find((one) => one.id === Number(comment[1])).body = input.body.trimEnd();
  save("patch " + comment[1]);
} else refuse(method + " " + path);
`;

const GLAB = `${COMMON}
if (!process.env.GITLAB_TOKEN || !process.env.GITLAB_HOST) refuse("not signed in");
const notes = "projects/3/merge_requests/12/notes";
const body = () => readFileSync(field.replace(/^body=@/, ""), "utf8").trimEnd();
if (method === "GET" && folder === "user") tell({ id: 42 });
else if (method === "GET" && folder === notes) pages(state.comments);
else if (method === "POST" && folder === notes) {
  state.comments.push({ id: 1000 + state.comments.length, author: { id: 42 }, system: false, body: body() });
  save("post 12");
} else if (method === "PUT" && folder.startsWith(notes + "/")) {
  const id = Number(folder.slice(notes.length + 1));
  state.comments.find((one) => one.id === id).body = body();
  save("patch " + id);
} else refuse(method + " " + path);
`;

const FORGES = {
  github: {
    script: script("github/plimsoll-comment.yml", "name: Keep the comment", "run: |"), tool: "gh", fake: GH,
    environment: {
      GH_TOKEN: "x", GH_REPO: "team/register", RUN_ID: "77", HEAD_SHA: SHA, HEAD_REPO: "team/register",
      HEAD_OWNER: "team", HEAD_BRANCH: "change", AUTHOR: "github-actions[bot]", MARK, GITHUB_ACTIONS: "true",
    },
    by: (mine) => ({ on: 12, user: { login: mine ? "github-actions[bot]" : "mallory" } }),
  },
  gitlab: {
    script: script("gitlab/templates/check/template.yml", "risk-register-note:", "- |"), tool: "glab", fake: GLAB,
    environment: {
      GITLAB_TOKEN: "x", GITLAB_HOST: "gitlab.example.org", CI_MERGE_REQUEST_PROJECT_ID: "3", CI_MERGE_REQUEST_IID: "12",
    },
    by: (mine) => ({ author: { id: mine ? 42 : 7 }, system: false }),
  },
};

const pull = (number, more = {}) => ({
  number,
  head: { sha: SHA, ref: "change", repo: { full_name: "team/register", owner: { login: "team" } }, ...more },
});

function begin(forge) {
  const folder = mkdtempSync(join(tmpdir(), "plimsoll-comments-"));
  folders.push(folder);
  const { tool, fake, environment, by } = FORGES[forge];
  mkdirSync(join(folder, "bin"));
  mkdirSync(join(folder, "work"));
  writeFileSync(join(folder, "bin", tool), fake);
  chmodSync(join(folder, "bin", tool), 0o755);
  symlinkSync(process.execPath, join(folder, "bin/node"));
  const store = join(folder, "forge.json");
  const state = () => JSON.parse(readFileSync(store, "utf8"));
  const zip = join(folder, "text.zip");
  writeFileSync(store, JSON.stringify({ artifacts: [], zip, pulls: [pull(12)], comments: [] }));
  const change = (edit) => {
    const known = state();
    edit(known);
    writeFileSync(store, JSON.stringify(known));
  };
  /// What the job without rights left.
  const leave = (text, number = "12\n", more = []) => {
    if (forge === "gitlab") return writeFileSync(join(folder, "work/plimsoll-diff.md"), text);
    rmSync(zip, { force: true });
    const files = [["text.md", text], ["number", number], ...more];
    const pack = "import json,sys,zipfile\nz=zipfile.ZipFile(sys.argv[1],'w')\nfor n,t in json.load(sys.stdin): z.writestr(n,t)\nz.close()";
    execFileSync("python3", ["-c", pack, zip], { input: JSON.stringify(files) });
    change((known) => { known.artifacts = [{ id: 9, name: "plimsoll-comment", expired: false }]; });
  };
  const run = (more = {}) => {
    writeFileSync(`${store}.log`, "");
    const done = spawnSync("bash", ["-e", "-c", FORGES[forge].script], {
      cwd: join(folder, "work"),
      encoding: "utf8",
      env: { PATH: `${join(folder, "bin")}:/usr/bin:/bin`, HOME: folder, LANG: "C.UTF-8", FORGE: store, ...environment, ...more },
    });
    const wrote = readFileSync(`${store}.log`, "utf8").split("\n").filter(Boolean);
    return { code: done.status, wrote, said: done.stdout + done.stderr };
  };
  return { folder, leave, run, state, change, by };
}

const told = (what) => `**Risk change: ${what}** · judged on 2025-06-01\n\n| risk | was |\n|---|---|\n| R002 é | high |\n\n${MARK}\n`;

for (const forge of Object.keys(FORGES)) {
  test(`${forge}: one comment, written, left alone where it is equal, rewritten`, () => {
    const { leave, run, state } = begin(forge);
    leave(told("1 risk above the line"));
    assert.deepEqual(run().wrote, ["post 12"]);
    assert.equal(state().comments[0].body, told("1 risk above the line").trimEnd());
    const same = run();
    assert.deepEqual([same.code, same.wrote], [0, []], same.said);
    leave(told("2 risks above the line"));
    assert.deepEqual(run().wrote, ["patch 1000"]);
    assert.equal(state().comments.length, 1);
    leave(`**Risk change: No change.** · judged on 2025-06-02\n\n${MARK}\n`);
    assert.deepEqual(run().wrote, ["patch 1000"], "what is gone is said in the same comment");
    assert.match(state().comments[0].body, /No change\./);
  });

  test(`${forge}: a forge that answers with carriage returns does not make it another text`, () => {
    const { leave, run, change, by } = begin(forge);
    leave(told("1 risk added"));
    change((known) => known.comments.push({ id: 1, ...by(true), body: told("1 risk added").replaceAll("\n", "\r\n") }));
    const again = run();
    assert.deepEqual([again.code, again.wrote], [0, []], again.said);
  });

  test(`${forge}: nothing is said where there is nothing to say`, () => {
    const { leave, run } = begin(forge);
    leave(`**Risk change: No change.** · judged on 2025-06-01\n\n${MARK}\n`);
    assert.deepEqual(run().wrote, []);
    leave(`**Risk change: No change in meaning: 1 file reformatted.** · judged on 2025-06-01\n\n${MARK}\n`);
    const quiet = run();
    assert.deepEqual([quiet.code, quiet.wrote], [0, []], quiet.said);
  });

  test(`${forge}: the mark of somebody else, of another register, or not at the end counts for nothing`, () => {
    const { leave, run, state, change, by } = begin(forge);
    change((known) => known.comments.push(
      { id: 1, ...by(false), body: `forged\n${MARK}` },
      { id: 2, ...by(true), body: "other\n<!-- plimsoll:diff v1 it/risk -->" },
      { id: 3, ...by(true), body: `quoted:\n${MARK}\nsaid somebody` },
      { id: 4, ...by(true), body: null },
    ));
    const before = state().comments;
    leave(told("1 risk added"));
    assert.deepEqual(run().wrote, ["post 12"]);
    assert.deepEqual(state().comments.slice(0, 4), before);
  });

  test(`${forge}: the comment is found on the second page`, () => {
    const { leave, run, state, change, by } = begin(forge);
    change((known) => {
      for (let id = 1; id <= 101; id += 1) known.comments.push({ id, ...by(false), body: `talk ${id}` });
      known.comments.push({ id: 500, ...by(true), body: `old\n${MARK}` });
    });
    leave(told("1 risk added"));
    assert.deepEqual(run().wrote, ["patch 500"]);
    assert.equal(state().comments.length, 102);
  });

  test(`${forge}: a text without the mark, or too long, is refused`, () => {
    const { leave, run } = begin(forge);
    for (const text of ["hello\n", `${MARK}\nhello\n`, "é".repeat(1_100_000) + `\n${MARK}\n`]) {
      leave(text);
      const done = run();
      assert.deepEqual([done.code, done.wrote], [1, []], done.said);
      assert.match(done.said, /refused: /);
    }
  });

  test(`${forge}: hostile text runs nothing and is not printed`, () => {
    const { folder, leave, run, state } = begin(forge);
    const evil = "$(touch pwned) `touch pwned` '; touch pwned; \" @file\n::error::x\n##[add-mask]a\n{{ x }} ${{ github.token }} \\u0000";
    leave(`${evil}\n${MARK}\n`, "12\n", [["../../work/pwned", "x"], ["gh", "x"]]);
    const done = run();
    assert.equal(done.code, 0, done.said);
    assert.equal(state().comments[0].body, `${evil}\n${MARK}`);
    assert.ok(!existsSync(join(folder, "work/pwned")));
    assert.ok(!/::error|##\[/.test(done.said), done.said);
  });

  test(`${forge}: a job that left nothing is no failure`, () => {
    const { run } = begin(forge);
    const done = run();
    assert.deepEqual([done.code, done.wrote], [0, []], done.said);
  });
}

test("github: the pull request of a fork is found by its head", () => {
  const { leave, run, state, change } = begin("github");
  const repo = { full_name: "mallory/register", owner: { login: "mallory" } };
  change((known) => { known.pulls = [pull(12), pull(13, { repo, ref: "a&state=closed b" })]; });
  leave(told("1 risk added"), "13\n");
  const fork = { HEAD_REPO: "mallory/register", HEAD_OWNER: "mallory", HEAD_BRANCH: "a&state=closed b" };
  assert.deepEqual(run(fork).wrote, ["post 13"]);
  assert.deepEqual(state().comments.map((comment) => comment.on), [13]);
});

test("github: a number that is not of this head is refused", () => {
  const { leave, run, change } = begin("github");
  change((known) => known.pulls.push(pull(1, { ref: "other" }), pull(14, { sha: "6".repeat(40) })));
  for (const number of ["1\n", "14\n", "999\n", "12; touch pwned\n", "12\n1\n", "", "-12\n", "$(touch pwned)", "12".repeat(40)]) {
    leave(told("1 risk added"), number);
    const done = run();
    assert.deepEqual([done.code, done.wrote], [1, []], `${JSON.stringify(number)}: ${done.said}`);
    assert.match(done.said, /refused: the number/);
  }
});

test("github: of one head proposed to two branches, the number chooses", () => {
  const { leave, run, change } = begin("github");
  change((known) => known.pulls.push(pull(15)));
  leave(told("1 risk added"), "15\n");
  assert.deepEqual(run().wrote, ["post 15"]);
});

test("github: a pull request that moved on is left to its newer run", () => {
  const { leave, run, change } = begin("github");
  change((known) => { known.pulls = [pull(12, { sha: "6".repeat(40) })]; });
  leave(told("1 risk added"));
  const done = run();
  assert.deepEqual([done.code, done.wrote], [0, []], done.said);
  assert.match(done.said, /no open pull request has this head any more/);
});

test("github: an artefact of another name, or that is gone, is none", () => {
  const { leave, run, change } = begin("github");
  leave(told("1 risk added"));
  for (const artifact of [{ id: 9, name: "github-pages", expired: false }, { id: 9, name: "plimsoll-comment", expired: true }]) {
    change((known) => { known.artifacts = [artifact]; });
    const done = run();
    assert.deepEqual([done.code, done.wrote], [0, []], done.said);
  }
});

test("github: from a commit to the comment, and no second one", () => {
  const { folder, leave, run, state } = begin("github");
  const env = {
    PATH: `${join(folder, "bin")}:/usr/bin:/bin`, HOME: folder, LANG: "C.UTF-8", GIT_CONFIG_GLOBAL: "/dev/null",
    GIT_CONFIG_SYSTEM: "/dev/null", GIT_AUTHOR_DATE: "2025-05-01T12:00:00Z", GIT_COMMITTER_DATE: "2025-05-01T12:00:00Z",
    SOURCE_DATE_EPOCH: String(Date.parse("2025-06-01T12:00:00Z") / 1000), GITHUB_ACTIONS: "true", GITHUB_BASE_REF: "main",
    RUNNER_TEMP: folder, GITHUB_STEP_SUMMARY: join(folder, "summary.md"), REGISTER: ".", NUMBER: "12",
  };
  const risk = join(folder, "work/risks/R001.toml");
  const go = (program, ...words) => {
    const done = spawnSync(program, words, { cwd: join(folder, "work"), env, encoding: "utf8" });
    assert.equal(done.status, 0, done.stdout + done.stderr);
  };
  const git = (...words) => go("git", "-c", "user.name=A", "-c", "user.email=a@example.org", ...words);
  symlinkSync(PLIMSOLL, join(folder, "bin/plimsoll"));
  go("plimsoll", "init", ".", "--quiet");
  git("init", "--quiet", "--initial-branch=main");
  git("add", ".");
  git("commit", "--quiet", "--message=base");
  git("update-ref", "refs/remotes/origin/main", "HEAD");
  writeFileSync(risk, readFileSync(risk, "utf8").replace(/^title = .*$/m, 'title = "Mail @everyone <!-- -->"'));
  git("commit", "--quiet", "--all", "--message=change");
  go("bash", "-e", "-c", script("github/plimsoll.yml", "name: Tell what the change means", "run: |"));
  const made = (name) => readFileSync(join(folder, "comment", name), "utf8");
  assert.ok(readFileSync(env.GITHUB_STEP_SUMMARY, "utf8").endsWith(made("text.md")));
  leave(made("text.md"), made("number"));
  assert.deepEqual(run().wrote, ["post 12"]);
  assert.match(state().comments[0].body, /^\*\*Risk change: /);
  assert.ok(!state().comments[0].body.includes("@everyone"), state().comments[0].body);
  assert.deepEqual(run().wrote, []);
});

test("github: no expression stands in a script, and nothing is checked out where comments are written", () => {
  const text = readFileSync(join(ROOT, "packaging/github/plimsoll-comment.yml"), "utf8");
  assert.ok(!text.includes("uses:"), "no action");
  assert.ok(!FORGES.github.script.includes("${{"));
});
