// The search of the site and of the register against a plain one, which looks
// through the whole texts: the program named by PLIMSOLL builds a register whose
// texts are known here, large enough that places of words are far apart.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";
import { open, start } from "./browser.mjs";

const TOP = resolve(import.meta.dirname, "../..");
const PROGRAM = resolve(process.env.PLIMSOLL ?? join(TOP, "target/debug/plimsoll"));
const TODAY = "2025-06-01";
const COUNT = 800;
const WORDS = ["Server", "server,", "SERVERS.", "E-Mail", "e-mail;", "email", "naïve", "NAI\u0308VE", "Straße", "ΟΔΟΣ", "οδός", "İstanbul",
  "don’t", "rock'n'roll", "C:\\path\\file", "<b>bold</b>", "&amp;", "\"quoted\"", "日本語", "ﬁne", "x²", "50%", "100.000", "ab", "abc", "bc",
  "https://example.org/a?b=c#d", "__proto__", "Zürich", "Łódź", "Tromsø", "ØRESUND", "Ωmega", "\u{1f4a5}boom", "R105", "\u0301alone"];

// The same numbers in every run.
let seed = 1;
const some = (all) => {
  seed = (seed * 48271) % 2147483647;
  return all[seed % all.length];
};
const many = (count) => Array.from({ length: count }, () => some(WORDS)).join(some([" ", "\n", "  "]));
// Letters that Unicode does not take apart are looked for by the one below their stroke.
const STROKES = { ł: "l", ø: "o" };
const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().replace(/[łø]/g, (letter) => STROKES[letter]);
const wordsOf = (text) => fold(text).split(/\s+/).filter(Boolean);

let running, register, risks;
before(async () => {
  running = await start();
  register = mkdtempSync(join(tmpdir(), "plimsoll-search-test-"));
  const run = (...words) => spawnSync(PROGRAM, [...words, "--today", TODAY], { cwd: register, encoding: "utf8" });
  run("init", ".");
  const people = readFileSync(join(register, "people.toml"), "utf8");
  const [owner, name] = ["id", "name"].map((key) => new RegExp(`^${key} = "(.*)"`, "m").exec(people)[1]);
  rmSync(join(register, "risks"), { recursive: true });
  mkdirSync(join(register, "risks"));
  risks = new Map();
  for (let n = 0; n < COUNT; n += 1) {
    // A risk whose folder cannot be called as it is.
    const id = n === 7 ? "com1" : `R${n + 100}`;
    const own = { title: `Risk ${n} ${many(n % 3)}`, description: n % 5 ? many(n % 4) : "", rationale: n % 90 ? "" : `Seldom${n} said` };
    const plan = n % 2 ? `Plan ${n}: ${many(2)}` : "";
    const text = (key, value) => (value ? `${key} = ${JSON.stringify(value)}\n` : "");
    writeFileSync(join(register, "risks", `${id}.toml`), `id = "${id}"\nowner = "${owner}"\nstatus = "open"\nlikelihood = "low"\nimpact = "low"\n`
      + `identified = 2025-01-10\nassessed = 2025-02-10\ntags = ["t${n % 40}"]\n${Object.entries(own).map(([key, value]) => text(key, value)).join("")}`
      + (plan && `[treatment]\noption = "mitigate"\n${text("plan", plan)}owner = "${owner}"\ndue = 2025-08-15\n`));
    const told = [own.description, own.rationale, plan, `t${n % 40}`, name];
    risks.set(id, { head: fold(`${id} ${own.title}`), text: fold(told.join(" ")) });
  }
  const built = run("build", "--out", "site", "--no-progress");
  assert.ok(built.status < 2, built.stderr);
});
after(async () => {
  await running?.close();
  rmSync(register, { recursive: true, force: true });
});

const queries = () => {
  const texts = [...risks.values()].map(({ head, text }) => `${head} ${text}`);
  const part = () => {
    const word = some(wordsOf(some(texts)));
    const from = some([0, 0, 1, 2, 3]);
    return [...word].slice(from, from + some([1, 2, 3, 4, 9])).join("");
  };
  const all = [...WORDS, "lodz", "tromso", "oresund", "com1", "r100", "R899", "r10 plan", "seldom", "SELDOM720", "t39", "t3 rock", "plan 77", "PLÁN", "serverserver", "nowhere", "server nowhere",
    "constructor", "a", "  ab\tserver ", "´", "ς", "σ", "said seldom"];
  for (let n = 0; n < 60; n += 1) all.push(part(), `${part()} ${part()}`, `${some(WORDS).toUpperCase()} ${part()}`, `${part()} ${part()} ${part()}`);
  return [...new Set(all)].filter((query) => wordsOf(query).length);
};
const allThere = async (page) => {
  const pages = await page.evaluate(() => [...window.pages]);
  assert.ok(pages.some((one) => one.endsWith("/risks/_com1/index.html")));
  for (const one of pages) assert.ok(existsSync(new URL(one)), one);
};
const address = (path) => pathToFileURL(join(register, "site", path)).href;

test("the register's filter finds the risks whose texts have all words", async () => {
  const { page, troubles } = await open(running.browser, address("register/index.html"));
  // All of these draw thousands of rows; the search is asked for more.
  const asked = queries().slice(0, 80);
  const found = await page.evaluate(async (all) => {
    const results = [];
    window.pages = new Set();
    const form = document.querySelector("#filters");
    form.elements.q.focus();
    while (!window.plimsollWords) await new Promise((next) => setTimeout(next, 20));
    for (const query of all) {
      form.elements.q.value = query;
      form.requestSubmit();
      await new Promise((next) => setTimeout(next));
      const more = document.querySelector(".scroll > button");
      while (!more.hidden) more.click();
      const links = [...document.querySelectorAll("table.cards tbody:not([hidden]) th.id a")];
      results.push(links.map((one) => one.textContent));
      for (const link of links) window.pages.add(link.href);
    }
    return results;
  }, asked);
  await allThere(page);
  const plain = asked.map((query) => [...risks].filter(([, { head, text }]) => (
    wordsOf(query).every((word) => head.includes(word) || text.includes(word)))).map(([id]) => id));
  asked.forEach((query, at) => assert.deepEqual(found[at].sort(), plain[at].sort(), query));
  assert.ok(plain.some((ids) => !ids.length) && plain.some((ids) => ids.length === 1) && plain.some((ids) => ids.length > 700));
  assert.deepEqual(troubles, []);
  await page.close();
});

test("the search ranks as one that looks through the texts: ids, names from their begin, words of names, texts", async () => {
  const { page, troubles } = await open(running.browser, address("index.html"));
  await page.keyboard.press("/");
  await page.waitForFunction(() => window.plimsollWords);
  const asked = queries();
  const { found, data } = await page.evaluate((all) => {
    const results = [];
    window.pages = new Set();
    const field = document.querySelector("#search input");
    for (const query of all) {
      field.value = query;
      field.dispatchEvent(new Event("input"));
      const links = [...document.querySelectorAll("#search li a")];
      const names = links.map((one) => one.firstChild.textContent);
      for (const link of links) window.pages.add(link.href);
      results.push({ names, said: document.querySelector("#search [role=status]").textContent });
    }
    return { found: results, data: { risks: window.plimsollWords.risks, things: window.plimsollWords.things } };
  }, asked);
  await allThere(page);
  assert.equal(data.risks.length, COUNT);
  const entries = data.things.map(([, name, , more]) => ({ name, id: "", head: fold(`${name} ${more}`), text: "" }))
    .concat(data.risks.map(([id, title]) => ({ name: `${id} ${title}`, id: fold(id), ...risks.get(id) })));
  const weight = ({ id, head, text }, word) => {
    const at = head.indexOf(word);
    if (at < 0) return text.includes(word) ? 1 : -Infinity;
    if (at) return /[\p{L}\p{N}]/u.test(head[at - 1]) ? 3 : 5;
    return id === word ? 9 : 6;
  };
  asked.forEach((query, at) => {
    const sums = entries.map((entry) => [wordsOf(query).reduce((sum, word) => sum + weight(entry, word), 0), entry.name]);
    const plain = sums.filter(([sum]) => sum > 0).sort(([one], [other]) => other - one).map(([, name]) => name);
    assert.deepEqual(found[at].names, plain.slice(0, 20), query);
    const count = plain.length;
    const said = { 0: "Nothing was found.", 1: "1 result." }[count] ?? (count > 20 ? `${count} results, the first 20 are shown.` : `${count} results.`);
    assert.equal(found[at].said, said, query);
  });
  assert.deepEqual(troubles, []);
  await page.close();
});
