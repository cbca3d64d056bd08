// The scripts of packaging/reminders against a forge that keeps its issues in a file.

import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, test } from "node:test";

const ROOT = new URL("../../", import.meta.url).pathname;
const PLIMSOLL = process.env.PLIMSOLL ?? join(ROOT, "target/debug/plimsoll");

const folders = [];
after(() => folders.forEach((folder) => rmSync(folder, { recursive: true, force: true })));

/// The lines of the last block that begins with this line, without their indent.
function script(file, opening) {
  const lines = readFileSync(join(ROOT, "packaging/reminders", file), "utf8").split("\n");
  const at = lines.findLastIndex((line) => line.trim() === opening);
  assert.ok(at >= 0, `${file} has ${opening}`);
  const indent = lines[at + 1].match(/^ */)[0];
  assert.ok(indent.length > 0);
  const end = lines.findIndex((line, n) => n > at && line !== "" && !line.startsWith(indent));
  return lines.slice(at + 1, end < 0 ? undefined : end).map((line) => line.slice(indent.length)).join("\n");
}

// What both forges do: issues in a file, and a log of every write.
const COMMON = `#!/usr/bin/env node
const { readFileSync, writeFileSync, appendFileSync } = require("node:fs");
const state = JSON.parse(readFileSync(process.env.FORGE, "utf8"));
const save = () => writeFileSync(process.env.FORGE, JSON.stringify(state));
const wrote = (what) => appendFileSync(process.env.FORGE + ".log", what + "\\n");
const refuse = (why) => { process.stderr.write("fake: " + why + "\\n"); process.exit(1); };
const all = process.argv.slice(2);
const find = (number) => state.issues.find((issue) => issue.number === Number(number)) ?? refuse("no issue " + number);
const add = (title, body, labels) => {
  const number = state.issues.length + 1;
  state.issues.push({ number, title, body, labels, open: true, author: "bot", assignee: null, said: [] });
  wrote("create " + number);
  return number;
};
`;

const GH = `${COMMON}
const [noun, verb, ...rest] = all;
const options = {};
const words = [];
for (let n = 0; n < rest.length; n += 1) {
  const long = rest[n].match(/^--([a-z-]+)=(.*)$/s);
  if (long) options[long[1]] = long[2];
  else if (rest[n] === "--force") options.force = true;
  else if (rest[n].startsWith("--")) { options[rest[n].slice(2)] = rest[n + 1]; n += 1; }
  else words.push(rest[n]);
}
if (!process.env.GH_TOKEN || !process.env.GH_REPO) refuse("not signed in");
const body = () => readFileSync(options["body-file"], "utf8").replace(/\\n+$/, "");
if (noun === "label" && verb === "create") {
  if (!options.force) refuse("the label may be there");
} else if (noun === "issue" && verb === "list") {
  const mine = state.issues.filter((issue) =>
    (options.app === undefined || issue.author === "bot") && issue.labels.includes(options.label)
    && (options.state === "all" || issue.open));
  const fields = options.json.split(",");
  const shape = (issue) => ({ number: issue.number, title: issue.title, body: issue.body, state: issue.open ? "OPEN" : "CLOSED" });
  const cut = (issue) => Object.fromEntries(fields.map((field) => [field, shape(issue)[field]]));
  process.stdout.write(JSON.stringify(mine.map(cut)));
} else if (noun === "issue" && verb === "create") {
  if (body().length > 65536) refuse("the body is too long");
  process.stdout.write("https://github.com/team/register/issues/" + add(options.title, body(), [options.label]) + "\\n");
} else if (noun === "issue" && verb === "edit") {
  const issue = find(words[0]);
  if (options["add-assignee"] !== undefined) {
    if (!state.users.includes(options["add-assignee"])) refuse("not found");
    issue.assignee = options["add-assignee"];
    wrote("assign " + issue.number);
  } else {
    Object.assign(issue, { title: options.title, body: body() });
    wrote("edit " + issue.number);
  }
} else if (noun === "issue" && (verb === "reopen" || verb === "close")) {
  const issue = find(words[0]);
  issue.open = verb === "reopen";
  if (options.comment) issue.said.push(options.comment);
  process.stderr.write(verb + " (" + issue.title + ")\\n");
  wrote(verb + " " + issue.number);
} else refuse(all.join(" "));
save();
`;

const GLAB = `${COMMON}
let [verb, ...rest] = all;
if (verb !== "api") refuse(all.join(" "));
let method = "GET";
let path = null;
const fields = {};
while (rest.length > 0) {
  const word = rest.shift();
  if (word === "--method") method = rest.shift();
  else if (word === "--paginate") fields[""] = true;
  else if (word === "--field" || word === "--raw-field") {
    const [, name, value] = rest.shift().match(/^([^=]+)=(.*)$/s);
    fields[name] = word === "--field" && value.startsWith("@") ? readFileSync(value.slice(1), "utf8").replace(/\\n+$/, "") : value;
  } else path = word;
}
if (!process.env.GITLAB_HOST || !process.env.GITLAB_TOKEN) refuse("not signed in");
const shape = (issue) => ({ iid: issue.number, title: issue.title, description: issue.body, state: issue.open ? "opened" : "closed" });
const tell = (value) => process.stdout.write(JSON.stringify(value));
const [folder, query] = path.split("?");
const asked = new URLSearchParams(query);
const one = folder.match(/^projects\\/7\\/issues\\/(\\d+)$/);
if (method === "GET" && folder === "user") tell({ id: 42 });
else if (method === "GET" && folder === "users") tell(state.users.includes(asked.get("username")) ? [{ id: 5 }] : []);
else if (method === "GET" && folder === "projects/7/issues") {
  if (asked.get("state") !== "all" || asked.get("author_id") !== "42" || !fields[""]) refuse("not what is meant: " + query);
  const mine = state.issues.filter((issue) => issue.author === "bot" && issue.labels.includes(asked.get("labels")));
  // A page each, one after the other, as glab writes them.
  for (const issue of mine) tell([shape(issue)]);
} else if (method === "POST" && folder === "projects/7/issues") {
  const number = add(fields.title, fields.description, [fields.labels]);
  if (fields.assignee_id) { find(number).assignee = state.users[0]; wrote("assign " + number); }
  tell(shape(find(number)));
} else if (method === "PUT" && one) {
  const issue = find(one[1]);
  if (fields.state_event) { issue.open = fields.state_event === "reopen"; wrote(fields.state_event + " " + issue.number); }
  else { Object.assign(issue, { title: fields.title, body: fields.description }); wrote("edit " + issue.number); }
  tell(shape(issue));
} else refuse(all.join(" "));
save();
`;

const FORGES = {
  github: {
    script: script("github.yml", "run: |"), tool: "gh", fake: GH,
    environment: { GH_TOKEN: "x", GH_REPO: "team/register", GITHUB_ACTIONS: "true" },
  },
  gitlab: {
    script: script("gitlab.yml", "- |"), tool: "glab", fake: GLAB,
    environment: { GITLAB_HOST: "gitlab.example.org", GITLAB_TOKEN: "x", CI_PROJECT_ID: "7" },
  },
};

const LATE = `id = "R002"
title = "Weak passwords @everyone"
owner = "it-manager"
likelihood = "high"
impact = "high"
assessed = 2025-05-01
status = "in-progress"
[treatment]
option = "mitigate"
plan = "x"
owner = "security-lead"
due = 2025-04-30
[[treatment.action]]
title = "Buy the tokens"
owner = "it-manager"
due = 2025-06-15
`;

/// A register below a folder, and a forge that knows one user.
function begin(forge) {
  const folder = mkdtempSync(join(tmpdir(), "plimsoll-reminders-"));
  folders.push(folder);
  const write = (path, text) => {
    const full = join(folder, "work/risk", path);
    mkdirSync(dirname(full), { recursive: true });
    writeFileSync(full, text);
  };
  const examples = join(ROOT, "tests/data/examples");
  for (const [from, to] of [
    ["plimsoll.toml", "plimsoll.toml"], ["methodology.toml", "schema/methodology.toml"],
    ["assets.toml", "assets.toml"], ["people.toml", "people.toml"], ["risk.toml", "risks/R001.toml"],
  ]) {
    write(to, readFileSync(join(examples, from), "utf8"));
  }
  write("risks/R002.toml", LATE);
  mkdirSync(join(folder, "bin"));
  const { tool, fake, environment } = FORGES[forge];
  writeFileSync(join(folder, "bin", tool), fake);
  chmodSync(join(folder, "bin", tool), 0o755);
  symlinkSync(PLIMSOLL, join(folder, "bin/plimsoll"));
  symlinkSync(process.execPath, join(folder, "bin/node"));
  const store = join(folder, "forge.json");
  const state = () => JSON.parse(readFileSync(store, "utf8"));
  const change = (edit) => {
    const known = state();
    edit(known);
    writeFileSync(store, JSON.stringify(known));
  };
  writeFileSync(store, JSON.stringify({ users: ["it-manager"], issues: [] }));
  /// Runs the script on a day; gives what it wrote, line by line.
  const run = (day) => {
    writeFileSync(`${store}.log`, "");
    const done = spawnSync("bash", ["-e", "-c", FORGES[forge].script], {
      cwd: join(folder, "work"),
      encoding: "utf8",
      env: {
        PATH: `${join(folder, "bin")}:/usr/bin:/bin`, HOME: folder, LANG: "C.UTF-8", FORGE: store,
        SOURCE_DATE_EPOCH: String(Date.parse(`${day}T12:00:00Z`) / 1000),
        REGISTER: "risk", WITHIN: "30d", LABEL: "risk-due", ...environment,
      },
    });
    assert.equal(done.status, 0, done.stderr);
    const wrote = readFileSync(`${store}.log`, "utf8").split("\n").filter(Boolean);
    return { wrote, said: done.stdout + done.stderr };
  };
  return { folder, write, run, state, change };
}

const kinds = (wrote) => wrote.map((line) => line.split(" ")[0]);

for (const forge of Object.keys(FORGES)) {
  test(`${forge}: an issue for each person, rewritten, closed and opened again`, () => {
    const { write, run, state } = begin(forge);
    let { wrote } = run("2025-06-01");
    assert.ok(kinds(wrote).filter((kind) => kind === "create").length === 2, wrote.join());
    const issues = state().issues;
    assert.deepEqual(issues.map((issue) => issue.title).sort(), ["Due in the risk register: IT Manager", "Due in the risk register: Security Lead"]);
    for (const issue of issues) {
      assert.match(issue.body, /^\*\*To do: /);
      assert.match(issue.body, /\n<!-- plimsoll:due [a-z-]+ -->$/);
      assert.ok(!issue.body.includes("@everyone"), issue.body);
      assert.deepEqual(issue.labels, ["risk-due"]);
    }
    const lead = issues.find((issue) => issue.title.endsWith("Security Lead"));
    assert.match(lead.body, /\*\*32 days late\*\*/);

    assert.deepEqual(run("2025-06-01").wrote, [], "the same day nothing changes");

    ({ wrote } = run("2025-06-02"));
    assert.deepEqual([...new Set(kinds(wrote))], ["edit"]);
    assert.match(state().issues[lead.number - 1].body, /\*\*33 days late\*\*/);

    write("risks/R002.toml", LATE.replace('status = "in-progress"', 'status = "closed"\nclosed = { on = 2025-06-02, by = "it-manager", reason = "gone" }'));
    ({ wrote } = run("2025-06-02"));
    assert.ok(wrote.includes(`close ${lead.number}`), wrote.join());
    assert.equal(state().issues[lead.number - 1].open, false);
    assert.deepEqual(run("2025-06-02").wrote, [], "and stays closed");

    write("risks/R002.toml", LATE);
    ({ wrote } = run("2025-06-03"));
    assert.ok(wrote.includes(`reopen ${lead.number}`) && wrote.includes(`edit ${lead.number}`), wrote.join());
    assert.equal(state().issues.length, 2, "no second issue of the same person");
  });

  test(`${forge}: whoever has a handle is assigned, and a stranger's handle stops nothing`, () => {
    const { write, run, state } = begin(forge);
    const people = readFileSync(join(ROOT, "tests/data/examples/people.toml"), "utf8");
    const handles = people
      .replace('id = "it-manager"', 'id = "it-manager"\nhandle = "it-manager"')
      .replace('id = "security-lead"', 'id = "security-lead"\nhandle = "nobody-here"');
    assert.notEqual(handles, people);
    write("people.toml", handles);
    run("2025-06-01");
    const assigned = Object.fromEntries(state().issues.map((issue) => [issue.title, issue.assignee]));
    assert.equal(assigned["Due in the risk register: IT Manager"], "it-manager");
    assert.equal(assigned["Due in the risk register: Security Lead"], null);
  });

  test(`${forge}: issues of others are left alone`, () => {
    const { run, state, change } = begin(forge);
    const mark = "<!-- plimsoll:due security-lead -->";
    const own = { open: true, assignee: null, said: [] };
    change((known) => known.issues.push(
      { number: 1, title: "Forged", body: `x\n${mark}`, labels: ["risk-due"], author: "mallory", ...own },
      { number: 2, title: "Another job", body: "no mark", labels: ["risk-due"], author: "bot", ...own },
      { number: 3, title: "Another label", body: mark, labels: ["bug"], author: "bot", ...own },
    ));
    const before = JSON.stringify(state().issues);
    const { wrote } = run("2025-06-01");
    assert.equal(JSON.stringify(state().issues.slice(0, 3)), before);
    assert.ok(wrote.every((line) => Number(line.split(" ")[1]) > 3), wrote.join());
  });

  test(`${forge}: what is nobody's is said, and hostile people run nothing`, () => {
    const { folder, write, run, state } = begin(forge);
    const people = readFileSync(join(ROOT, "tests/data/examples/people.toml"), "utf8");
    const id = "x -->; $(touch pwned) `touch pwned` '";
    write("people.toml", `${people}\n[[person]]\nid = "${id}"\nname = "::error::E\\n##[add-mask]a $(touch pwned)"\n`);
    write("risks/R003.toml", `id = "R003"\ntitle = "Third"\nowner = "${id}"\nstatus = "open"\n[treatment]\noption = "avoid"\nplan = "x"\n`);
    write("risks/R004.toml", 'id = "R004"\ntitle = "Fourth"\nstatus = "open"\n[treatment]\noption = "avoid"\nplan = "x"\n');
    const { said } = run("2025-06-01");
    const issue = state().issues.find((issue) => issue.body.includes("plimsoll:due x%20--%3E"));
    assert.ok(issue, JSON.stringify(state().issues));
    assert.ok(!issue.title.includes("\n"), issue.title);
    assert.equal(issue.body.split("-->").length, 2, "the mark ends where it ends");
    assert.match(said, /2 due that nobody is named for/, "a plan and an assessment");
    assert.deepEqual(run("2025-06-01").wrote, [], "it is found again");
    write("risks/R003.toml", 'id = "R003"\ntitle = "Third"\nowner = "it-manager"\nstatus = "open"\n');
    const all = said + run("2025-06-01").said;
    assert.ok(!all.includes("##["), all);
    assert.ok(all.split("\n").every((line) => !line.trimStart().startsWith("::")), all);
    assert.equal(state().issues[issue.number - 1].open, false);
    assert.throws(() => execFileSync("ls", [join(folder, "work/pwned")], { stdio: "ignore" }));
  });
}

test("github: a text that no issue holds is cut at a line, and says so", () => {
  const { write, run, state } = begin("github");
  for (let number = 10; number < 400; number += 1) {
    write(`risks/R${String(number).padStart(3, "0")}.toml`, LATE.replace("R002", `R${String(number).padStart(3, "0")}`).replace("Weak", `Weak ${"é".repeat(150)}`));
  }
  run("2025-06-01");
  const issue = state().issues.find((issue) => issue.title.endsWith("Security Lead"));
  assert.ok(issue.body.length < 61000 && issue.body.length > 20000, String(issue.body.length));
  assert.match(issue.body, /\|\n\nThere is more: `plimsoll due` tells all of it\.\n\n<!-- plimsoll:due security-lead -->$/);
  assert.deepEqual(run("2025-06-01").wrote, []);
});

test("the scripts are those of the version that they install", () => {
  const version = readFileSync(join(ROOT, "Cargo.toml"), "utf8").match(/^version = "(.+)"$/m)[1];
  for (const file of ["github.yml", "gitlab.yml"]) {
    const text = readFileSync(join(ROOT, "packaging/reminders", file), "utf8");
    assert.ok(text.includes(`cargo install plimsoll --version ${version} --locked`), file);
  }
});
