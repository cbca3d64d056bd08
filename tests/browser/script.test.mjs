// What the site's script adds, in a real browser: filters, sorting and search,
// from the address, the keyboard and the pointer. SITES as in site.test.mjs;
// the site called "sample" is used.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, join, resolve } from "node:path";
import { after, before, describe, test } from "node:test";
import { pathToFileURL } from "node:url";
import { open, start } from "./browser.mjs";

const SITES = (process.env.SITES ?? "").split(":").filter(Boolean).map((site) => resolve(site));
const site = SITES.find((known) => basename(known) === "sample");
const hostile = SITES.find((known) => basename(known) === "hostile");
const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

let running;
before(async () => {
  running = await start();
});
after(async () => {
  await running.close();
});

const at = (path, from = site) => {
  const [file, query = ""] = path.split("?");
  return pathToFileURL(join(from, file)).href + (query && `?${query}`);
};
const ids = (page) => page.$$eval("table.cards tbody:not([hidden]) th.id a", (all) => all.map((one) => one.textContent));
const status = async (page, words) => {
  await page.waitForFunction((text) => document.querySelector("#filter-status").textContent.includes(text), { timeout: 3000 }, words);
};

describe("the script", { skip: !site && "no site called sample" }, () => {
  test("a filter in the address is in force, with chips, counts and the address as it was", async () => {
    const { page, troubles } = await open(running.browser, at("register/index.html?level=critical,high&sort=-due"));
    await status(page, "8 of 23 risks. Sorted by due date, latest first.");
    const levels = await page.$$eval("tbody:not([hidden]) .level bdi", (all) => [...new Set(all.map((one) => one.textContent))].sort());
    assert.deepEqual(levels, ["Critical", "High"]);
    assert.equal(await page.$eval("#filter-chips", (chips) => chips.textContent.includes("level: Critical, High")), true);
    assert.match(page.url(), /\?level=critical,high&sort=-due$/);
    const sorted = await page.$$eval("tbody:not([hidden]) tr", (rows) => rows.map((row) => row.querySelector("time")?.dateTime ?? ""));
    const dated = sorted.filter(Boolean);
    assert.deepEqual(dated, [...dated].sort().reverse());
    assert.deepEqual(sorted.slice(0, dated.length), dated, "what has no date stands last, whatever the direction");
    assert.deepEqual(troubles, []);
    await page.close();
  });

  test("every facet is offered with how many risks it leaves, and leaves as many", async () => {
    const { page } = await open(running.browser, at("register/index.html"));
    await page.focus("#filters [name=q]");
    await page.waitForFunction(() => document.querySelector("#filters [name=level]").options.length > 1);
    await page.$eval("#filters details", (more) => { more.open = true; });
    const names = await page.$$eval("#filters select", (all) => all.filter((one) => !one.closest("label").hidden).map((one) => one.name));
    assert.ok(["level", "owner", "status", "likelihood", "impact", "category", "tag", "asset", "control"].every((name) => names.includes(name)), names.join());
    for (const name of names) {
      const [value, words] = await page.$eval(`#filters [name=${name}]`, (one) => [one.options[1].value, one.options[1].textContent]);
      await page.select(`#filters [name=${name}]`, value);
      const promised = /\((\d+)\)$/.exec(words);
      if (promised) await status(page, `${promised[1]} of 23 risks.`);
      const found = await ids(page);
      if (promised) assert.equal(found.length, Number(promised[1]), `${name}: ${words}`);
      assert.ok(page.url().includes(`${name}=`), page.url());
      await page.click("#filters [type=reset]");
      await page.waitForFunction(() => document.querySelector("#filter-status").textContent === "");
    }
    assert.equal((await ids(page)).length, 23, "cleared, all are there as they were");
    await page.close();
  });

  test("words are found in all text, case and accents aside, from the keyboard alone", async () => {
    const { page, troubles } = await open(running.browser, at("register/index.html"));
    await page.keyboard.press("/");
    assert.equal(await page.evaluate(() => document.activeElement.name), "q");
    await page.keyboard.type("PHÍSH mail", { delay: 5 });
    await page.waitForFunction(() => location.search.includes("q="));
    await status(page, "of 23 risks.");
    const found = await ids(page);
    assert.ok(found.includes("R002") && found.length < 10, found.join());
    // Sorting by the keyboard: the head's button, twice.
    await page.focus("table.cards thead th:first-child button");
    await page.keyboard.press("Enter");
    await status(page, "Sorted by risk id, first id first.");
    await page.keyboard.press("Enter");
    await status(page, "Sorted by risk id, last id first.");
    assert.equal(await page.$eval("table.cards thead th", (head) => head.getAttribute("aria-sort")), "descending");
    assert.deepEqual(await ids(page), [...found].sort().reverse());
    const outline = await page.$eval("table.cards thead th:first-child button", (button) => getComputedStyle(button).outlineStyle);
    assert.equal(outline, "solid", "the focus is seen");
    const url = page.url();
    await page.goto(at("index.html"));
    await page.goBack();
    await status(page, "Sorted by risk id, last id first.");
    assert.equal(page.url(), url, "the address brings it back");
    assert.deepEqual(troubles, []);
    await page.close();
  });

  test("a cell of the heat map leads to its risks, without a script to their level", async () => {
    const { page } = await open(running.browser, at("index.html"));
    const [count, href] = await page.$eval(".heat.large td a", (link) => [Number(link.firstChild.textContent), link.href]);
    assert.match(href, /register\/index\.html\?likelihood=[a-z]+&impact=[a-z]+&open=1#level-/);
    await page.goto(href);
    await status(page, `${count} of 23 risks.`);
    assert.equal((await ids(page)).length, count);
    await page.close();
  });

  test("what an address names and nobody knows is ignored and said", async () => {
    const { page, troubles } = await open(running.browser, at("register/index.html?owner=nobody&colour=red&level=critical"));
    await status(page, "Not known here and ignored: nobody, colour.");
    assert.ok((await ids(page)).length > 0);
    assert.deepEqual(troubles, []);
    await page.close();
  });

  test("search from any page, by keyboard, leads there", async () => {
    const { page, troubles } = await open(running.browser, at("risks/R001/index.html"), { width: 320 });
    await page.keyboard.press("/");
    await page.waitForSelector("#search[open]");
    await page.keyboard.type("r002", { delay: 5 });
    await page.waitForFunction(() => document.querySelector("#search [role=status]").textContent.includes("result"));
    const first = await page.$eval("#search li a", (link) => link.textContent);
    assert.match(first, /^R002 /, "an id that is typed stands first");
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), true);
    await page.keyboard.press("ArrowDown");
    assert.equal(await page.evaluate(() => document.activeElement.textContent), first);
    await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
    assert.match(page.url(), /risks\/R002\/index\.html$/);
    await page.keyboard.press("/");
    await page.waitForSelector("#search[open]");
    await page.keyboard.press("Escape");
    assert.equal(await page.$("#search[open]"), null);
    assert.deepEqual(troubles, []);
    await page.close();
  });

  test("axe has nothing against filters in force and an open search", async () => {
    const { page } = await open(running.browser, at("register/index.html?level=high"), { bypass: true });
    await status(page, "risks.");
    await page.$eval("#filters details", (more) => { more.open = true; });
    await page.evaluate(AXE);
    const run = () => page.evaluate(() => window.axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"] }));
    assert.deepEqual((await run()).violations.map((v) => `${v.id}: ${v.nodes[0].html}`), []);
    await page.click("#search-open");
    await page.keyboard.type("risk", { delay: 5 });
    await page.waitForSelector("#search li a");
    assert.deepEqual((await run()).violations.map((v) => `${v.id}: ${v.nodes[0].html}`), []);
    await page.close();
  });

  test("hostile text stays text in filters and in search", { skip: !hostile && "no site called hostile" }, async () => {
    const { page, troubles, requests } = await open(running.browser, at("register/index.html?sort=id", hostile));
    await status(page, "Sorted by");
    assert.equal(await page.$$eval("table.cards tbody:not([hidden]) :is(img, script, b)", (all) => all.length), 0);
    await page.click("#search-open");
    await page.keyboard.type("a", { delay: 5 });
    await page.waitForSelector("#search li a");
    assert.equal(await page.$$eval("#search :is(img, script, b)", (all) => all.length), 0);
    assert.deepEqual(troubles, []);
    assert.ok(requests.every((address) => address.startsWith("file:")), requests.join());
    await page.close();
  });
});
