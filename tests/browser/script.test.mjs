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
const large = SITES.find((known) => basename(known) === "large");
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

// Words that break though a line would have room for them.
const brokenWords = (part) => {
  const range = document.createRange();
  const walker = document.createTreeWalker(part, NodeFilter.SHOW_TEXT);
  const found = [];
  while (walker.nextNode()) {
    const { currentNode: node } = walker;
    if (!node.parentElement.checkVisibility() || node.parentElement.closest(".vh")) continue;
    for (const { 0: word, index } of node.data.matchAll(/\p{L}+/gu)) {
      if (word.length > 15) continue;
      range.setStart(node, index);
      range.setEnd(node, index + word.length);
      if (new Set([...range.getClientRects()].map((box) => Math.round(box.top))).size > 1) found.push(word);
    }
  }
  return found;
};

describe("the script", { skip: !site && "no site called sample" }, () => {
  test("each figure of an overview leads to a list of as many", async () => {
    for (const one of SITES) {
      const { page } = await open(running.browser, at("index.html", one));
      const figures = await page.$$eval(".figure a", (all) => all.map(({ href, textContent }) => [href, textContent]));
      for (const [href, number] of figures) {
        const { page: list } = await open(running.browser, href);
        const { hash, search } = new URL(href);
        if (search) await status(list, `${number} of `);
        // "The first 10 of 14 risks …", "Overdue: 3 plans", "no likelihood and impact yet · 2".
        const counted = search ? number : await list.$eval(hash, (part) => {
          const words = part.querySelector(".group .muted") ?? part.closest("section").querySelector("caption");
          return words.textContent.match(/[\d,]+(?= risk| plan|$)/)[0];
        });
        assert.equal(counted, number, href);
        await list.close();
      }
      await page.close();
    }
  });

  test("a filter in the address is in force, with chips, counts and the address as it was", async () => {
    const { page, troubles } = await open(running.browser, at("register/index.html?level=critical,high&sort=-due"));
    await status(page, "8 of 23 risks. Sorted by due date, latest first.");
    const levels = await page.$$eval("tbody:not([hidden]) .level bdi", (all) => [...new Set(all.map((one) => one.textContent))].sort());
    assert.deepEqual(levels, ["Critical", "High"]);
    assert.equal(await page.$eval("#filter-chips", (chips) => ["level: Critical", "level: High"].every((one) => chips.textContent.includes(one))), true);
    assert.match(page.url(), /\?level=critical,high&sort=-due$/);
    const sorted = await page.$$eval("tbody:not([hidden]) tr", (rows) => rows.map((row) => row.querySelector("time")?.dateTime ?? ""));
    const dated = sorted.filter(Boolean);
    assert.deepEqual(dated, [...dated].sort().reverse());
    assert.deepEqual(sorted.slice(0, dated.length), dated, "what has no date stands last, whatever the direction");
    assert.deepEqual(troubles, []);
    await page.close();
  });

  test("the heads of the register stay in sight on a desk", async () => {
    for (const width of [1280, 1440]) {
      const { page } = await open(running.browser, at("register/index.html"), { width, height: 500 });
      const top = await page.evaluate(() => {
        scrollTo(0, 900);
        return document.querySelector(".cards thead th").getBoundingClientRect().top;
      });
      assert.equal(Math.round(top), 0, `${width} px`);
      assert.equal(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), true);
      await page.close();
    }
  });

  test("words of the register stay whole wherever a column has room for them", async () => {
    for (const from of SITES.filter((known) => ["sample", "example", "five-by-five"].includes(basename(known)))) {
      for (const width of [768, 1024, 1280, 1440]) for (const query of ["", "?level=moderate"]) {
        const { page } = await open(running.browser, at(`register/index.html${query}`, from), { width });
        if (query) await status(page, " of ");
        const broken = await page.$eval("table.cards", brokenWords);
        assert.deepEqual(broken, [], `${basename(from)} at ${width} px`);
        await page.close();
      }
    }
  });

  test("names in heads and headings stay whole on the narrowest phone", async () => {
    for (const path of ["index.html", "methodology/index.html"]) {
      const { page } = await open(running.browser, at(path), { width: 320 });
      // A longer name than the sample has.
      await page.$eval(".brand b", (brand) => { brand.textContent = "Risikoregister Grenzgebiet"; });
      for (const part of [".brand", "h1", ".heat.names, .figures"]) assert.deepEqual(await page.$eval(part, brokenWords), [], part);
      assert.equal(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), true);
      await page.close();
    }
  });

  test("what is overdue is filtered as it is shown, with its clock and words", async () => {
    const { page } = await open(running.browser, at("register/index.html"));
    const late = (rows) => rows.filter((row) => row.querySelector(".late svg")).map((row) => row.querySelector(".id a").textContent);
    const shown = await page.$$eval("table.cards tbody tr:has(.id)", late);
    assert.ok(shown.length > 4, "plans and reviews");
    await page.goto(at("register/index.html?overdue=1"));
    await status(page, `${shown.length} of 23 risks.`);
    assert.deepEqual(await page.$$eval("table.cards tbody:not([hidden]) tr:has(.id)", late), shown);
    assert.deepEqual(await ids(page), shown);
    await page.close();
  });

  test("a row that the script draws has the cells of the page", async () => {
    const { page } = await open(running.browser, at("register/index.html"));
    const cells = (rows) => Object.fromEntries(rows.map((row) => [row.querySelector(".id a").textContent, [...row.cells].map((cell) => [
      cell.className, cell.role, cell.dataset.label, cell.textContent.replace(/\s+/g, " ").trim(), cell.querySelectorAll("svg, bdi, a").length])]));
    const written = await page.$$eval("table.cards tbody tr:has(.id)", cells);
    await page.goto(at("register/index.html?sort=id"));
    await status(page, "Sorted by");
    assert.deepEqual(await page.$$eval("table.cards tbody:not([hidden]) tr:has(.id)", cells), written);
    await page.close();
  });

  test("a caption and the counts of groups follow what is shown", async () => {
    const captions = (page) => page.$$eval("caption", (all) => all.filter((one) => one.checkVisibility()).map((one) => one.textContent));
    const { page } = await open(running.browser, at("register/index.html"));
    const [whole] = await captions(page);
    await page.goto(at("register/index.html?level=critical&sort=due"));
    await status(page, "2 of 23 risks.");
    assert.deepEqual(await captions(page), ["2 of 23 risks. Sorted by due date, earliest first."]);
    await page.click("#filters [type=reset]");
    await page.waitForFunction(() => document.querySelector("#filter-status").textContent === "");
    assert.deepEqual(await captions(page), [whole]);
    await page.goto(at("treatment/index.html?level=critical"));
    await status(page, " plans.");
    const rows = await page.$$eval(".sift", (all) => all.filter((one) => one.checkVisibility())
      .map((one) => [...one.querySelectorAll("tbody tr")].filter((row) => !row.hidden).length));
    assert.deepEqual((await captions(page)).map((one) => parseInt(one)), rows);
    await page.goto(at("controls/index.html?q=policy"));
    await status(page, " controls");
    assert.deepEqual(await page.$$eval(".group .muted", (all) => all.filter((one) => one.checkVisibility()).length), 0);
    await page.close();
  });

  test("people are sorted and searched, the roles below them stay", async () => {
    const { page } = await open(running.browser, at("people/index.html?sort=to-do"));
    await status(page, "Sorted by to do, lowest first.");
    const numbers = await page.$$eval(".sift tbody tr", (rows) => rows.map((row) => Number(row.cells[3].textContent)));
    assert.deepEqual(numbers, [...numbers].sort((one, other) => one - other));
    assert.equal(await page.$$eval("table:not(.sift) thead button", (all) => all.length), 0);
    await page.close();
  });

  test("filters that say nothing yet take no room", async () => {
    const { page } = await open(running.browser, at("treatment/index.html"));
    const gap = await page.evaluate(() => document.querySelector("main section").getBoundingClientRect().top
      - document.querySelector("#filters").getBoundingClientRect().bottom);
    assert.ok(gap <= 48, `${gap} px between the filters and what they filter`);
    await page.close();
  });

  test("every facet is offered with how many risks it leaves, and leaves as many", async () => {
    const { page } = await open(running.browser, at("register/index.html"));
    await page.focus("#filters [name=q]");
    await page.$eval("#filters .further", (more) => { more.open = true; });
    await page.waitForFunction(() => document.querySelector("#filters [data-facet=unit]").checkVisibility());
    const names = await page.$$eval("#filters [data-facet]", (all) => all.filter((one) => !one.hidden).map((one) => one.dataset.facet));
    assert.deepEqual(names, ["level", "owner", "status", "likelihood", "impact", "category", "tag", "asset", "control", "unit"]);
    for (const name of names) {
      await page.click(`#filters [data-facet=${name}] summary`);
      await page.waitForSelector(`#filters [data-facet=${name}] input`);
      const words = await page.$eval(`#filters [data-facet=${name}] label`, (one) => one.textContent);
      await page.click(`#filters [data-facet=${name}] input`);
      const promised = Number(/\((\d+)\)$/.exec(words)[1]);
      await status(page, `${promised} of 23 risks.`);
      assert.equal((await ids(page)).length, promised, `${name}: ${words}`);
      assert.ok(page.url().includes(`${name}=`), page.url());
      await page.keyboard.press("Escape");
      await page.click("#filters [type=reset]");
      await page.waitForFunction(() => document.querySelector("#filter-status").textContent === "");
    }
    assert.equal((await ids(page)).length, 23, "cleared, all are there as they were");
    await page.close();
  });

  test("several values of a facet by the keyboard alone, each a chip of its own", async () => {
    const { page, troubles } = await open(running.browser, at("register/index.html"));
    await page.focus("#filters [data-facet=level] summary");
    await page.keyboard.press("Enter");
    await page.waitForSelector("#filters [data-facet=level] input");
    const levels = await page.$$eval("#filters [data-facet=level] label", (all) => all.map((one) => one.textContent));
    assert.deepEqual(levels.map((one) => one.replace(/ \(.*/, "")), ["Unassessed", "Critical", "High", "Moderate", "Low"]);
    const count = (name) => Number(/\((\d+)\)/.exec(levels.find((one) => one.startsWith(name)))[1]);
    await page.keyboard.press("Tab");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Space");
    await status(page, `${count("Critical")} of 23 risks.`);
    assert.equal(await page.evaluate(() => document.activeElement.value), "critical", "the focus stays");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Space");
    await status(page, `${count("Critical") + count("High")} of 23 risks.`);
    assert.match(page.url(), /\?level=critical,high$/);
    await page.keyboard.press("Escape");
    assert.equal(await page.evaluate(() => document.activeElement.closest("[data-facet]").open), false);
    const chips = await page.$$eval("#filter-chips button", (all) => all.map((one) => one.firstChild.textContent));
    assert.deepEqual(chips, ["level: Critical", "level: High"]);
    await page.click("#filter-chips button");
    await status(page, `${count("High")} of 23 risks.`);
    assert.match(page.url(), /\?level=high$/);
    assert.deepEqual(troubles, []);
    await page.close();
  });

  test("other long lists are filtered, searched and sorted by what stands on the page", async () => {
    for (const [path, facet, noun, sort] of [
      ["treatment/index.html", "action-owner", "plans", "due"],
      ["controls/index.html", "state", "controls", "control"],
      ["assets/index.html", "owner", "assets", "highest-level"],
      ["threats/index.html", "origin", "threats", "threat"],
      ["findings/index.html", "severity", "findings", null],
    ]) {
      const { page, troubles } = await open(running.browser, at(path));
      const shown = () => page.$$eval(".sift tbody tr:not(.group), .sift > li", (all) => all.filter((one) => one.checkVisibility()).length);
      const all = await shown();
      await page.click(`[data-facet=${facet}] summary`);
      await page.waitForSelector(`[data-facet=${facet}] input`);
      const words = await page.$eval(`[data-facet=${facet}] label`, (one) => one.textContent);
      await page.click(`[data-facet=${facet}] input`);
      const promised = Number(/\((\d+)\)$/.exec(words)[1]);
      await status(page, `${promised} of ${all} ${noun}`);
      assert.equal(await shown(), promised, path);
      const url = page.url();
      assert.ok(url.includes(`?${facet}=`), url);
      // The address alone brings it back; nothing is left of an empty group.
      await page.goto(url);
      await status(page, `${promised} of ${all} ${noun}`);
      assert.equal(await page.$$eval("main section:has(.sift), .sift tbody", (parts) => parts.filter((one) => one.checkVisibility()
        && ![...one.querySelectorAll("tr:not(.group), li")].some((item) => item.checkVisibility())).length), 0, path);
      await page.click("#filters [type=reset]");
      await page.waitForFunction(() => document.querySelector("#filter-status").textContent === "");
      assert.equal(await shown(), all, path);
      if (sort) {
        const before = await page.$$eval(".sift tbody tr:not(.group) th", (heads) => heads.map((one) => one.textContent));
        await page.goto(`${at(path)}?sort=-${sort}`);
        await status(page, "Sorted by ");
        const after = await page.$$eval(".sift tbody tr:not(.group) th", (heads) => heads.map((one) => one.textContent));
        assert.deepEqual([...after].sort(), [...before].sort(), path);
        assert.notDeepEqual(after, before, `${path} by ${sort}`);
      }
      assert.deepEqual(troubles, [], path);
      await page.close();
    }
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
    assert.deepEqual(await page.$$eval("#filter-chips button bdi", (all) => all.map((one) => one.textContent)), ["level: Critical"]);
    const counted = await page.$$eval("#filters summary span", (all) => all.map((one) => one.textContent).filter(Boolean));
    assert.deepEqual(counted, [" (1)"]);
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

  test("the keyboard reaches everything, in order and in sight", async () => {
    for (const path of ["register/index.html", "risks/R001/index.html"]) {
      const { page, troubles } = await open(running.browser, at(path));
      await page.keyboard.press("Tab");
      const skip = await page.evaluate(() => {
        const one = document.activeElement;
        return [one.className, one.getBoundingClientRect().left >= 0];
      });
      assert.deepEqual(skip, ["skip", true], "the first stop leads to the content, and is seen");
      await page.keyboard.press("Enter");
      assert.equal(await page.evaluate(() => document.activeElement.id), "content");
      // On from there: what is not hidden is reached once, from top to bottom.
      const wanted = await page.evaluate(() => [...document.querySelectorAll("main :is(a[href], button, input, select, summary, [tabindex='0'])")]
        .filter((one) => one.checkVisibility({ contentVisibilityAuto: true }) && !one.disabled && one.tabIndex >= 0).length);
      let reached = 0;
      for (let n = 0; n < wanted + 5; n += 1) {
        await page.keyboard.press("Tab");
        const stop = await page.evaluate(() => {
          const one = document.activeElement;
          const box = one.getBoundingClientRect();
          const style = getComputedStyle(one);
          const after = getComputedStyle(one, "::after");
          const isMarked = [style, after].some((known) => known.outlineStyle !== "none" && parseFloat(known.outlineWidth) >= 2);
          return { inside: Boolean(one.closest("main")), isMarked, width: box.width, top: box.top, html: one.outerHTML.slice(0, 100) };
        });
        if (!stop.inside) break;
        reached += 1;
        assert.ok(stop.isMarked, `${path}: the focus is not seen at ${stop.html}`);
        assert.ok(stop.width > 0 && stop.top >= -1 && stop.top < 900, `${path}: out of sight: ${stop.html}`);
      }
      assert.equal(reached, wanted, path);
      assert.deepEqual(troubles, []);
      await page.close();
    }
  });

  test("what is looked for on one page of a list is looked for on the others", { skip: !large && "no site called large" }, async () => {
    const { page } = await open(running.browser, at("treatment/index.html?q=number", large));
    await status(page, " plans on this page; links to the others keep this filter.");
    const next = () => page.evaluateHandle(() => [...document.querySelectorAll(".pager a")].find((one) => one.pathname.endsWith("page-2.html")));
    await Promise.all([page.waitForNavigation(), (await next()).evaluate((link) => link.click())]);
    assert.match(page.url(), /page-2\.html\?q=number$/);
    await status(page, " plans on this page");
    // Who has no plan on this page may have one on another.
    await page.goto(at("treatment/index.html?action-owner=somebody-else", large));
    await status(page, "0 of ");
    assert.doesNotMatch(await page.$eval("#filter-status", (said) => said.textContent), /ignored/);
    await page.click("#filter-chips button");
    assert.match(await (await next()).evaluate((link) => link.href), /page-2\.html$/);
    await page.close();
  });

  test("pages of the register are turned by the keyboard", { skip: !large && "no site called large" }, async () => {
    const { page } = await open(running.browser, at("register/index.html", large));
    const link = await page.evaluateHandle(() => [...document.querySelectorAll(".pager a")].find((one) => one.href.endsWith("page-2.html")));
    await link.focus();
    await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
    assert.match(page.url(), /register\/page-2\.html$/);
    assert.match(await page.$eval(".pager p", (range) => range.textContent), /^Risks \d+–\d+ of 2,0\d\d$/);
    // A filter takes all risks, whichever page it is set on.
    await page.goto(at("register/index.html?level=critical&page=2", large));
    await status(page, " of 2,0");
    assert.equal((await ids(page)).length, 200, "as far as the address says");
    assert.doesNotMatch(await page.$eval("#filter-status", (said) => said.textContent), /ignored/);
    await page.goto(at("register/page-2.html?level=critical", large));
    await status(page, " of 2,0");
    assert.equal(await page.$eval(".pager", (pager) => pager.hidden), true);
    assert.equal((await ids(page)).length, 100);
    await page.$eval(".scroll > button", (more) => more.focus());
    await page.keyboard.press("Enter");
    assert.equal((await ids(page)).length, 200);
    assert.equal(await page.evaluate(() => document.activeElement.closest("tr").rowIndex > 0), true, "the focus goes on");
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
