// Where things stand on the pages of SITES: what is folded fits a phone too,
// words stay whole and within their cells, columns are as they should be.

import assert from "node:assert/strict";
import { basename, join, resolve } from "node:path";
import { after, before, describe, test } from "node:test";
import { pathToFileURL } from "node:url";
import { open, pages, start } from "./browser.mjs";

const SITES = (process.env.SITES ?? "").split(":").filter(Boolean).map((site) => resolve(site));

let running;
before(async () => {
  running = await start();
});
after(async () => {
  await running.close();
});

// Words of the names of a scale that stand in more than one line, where they are of a length that languages have.
const broken = () => {
  const range = document.createRange();
  const walker = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
  const found = new Set();
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const { parentElement } = node;
    const isScale = parentElement.closest(".heat :is(th, td), td:is([data-label=Likelihood], [data-label=Impact], [data-label=Integrity])");
    if (!isScale || !parentElement.checkVisibility()) continue;
    const side = getComputedStyle(parentElement).writingMode === "horizontal-tb" ? "top" : "left";
    for (const word of node.data.matchAll(/(?<!\S)\p{L}{3,14}(?!\S)/gu)) {
      range.setStart(node, word.index);
      range.setEnd(node, word.index + word[0].length);
      if (new Set([...range.getClientRects()].map((line) => Math.round(line[side]))).size > 1) found.add(word[0]);
    }
  }
  return [...found];
};

// Text that runs out of its cell, and into the next column.
const spilt = () => [...document.querySelectorAll("main .data tbody :is(th, td)")].filter((cell) => {
  const walker = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT);
  const range = document.createRange();
  const { right } = cell.getBoundingClientRect();
  if (getComputedStyle(cell).display === "contents") return false;
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (!node.parentElement.checkVisibility() || node.parentElement.closest(".vh")) continue;
    range.selectNode(node);
    if ([...range.getClientRects()].some((line) => line.right > right + 4)) return true;
  }
  return false;
}).map((cell) => cell.textContent.trim().slice(0, 60));

// Columns of a heat map of which one is wider than another.
const uneven = () => [...document.querySelectorAll(".heat")].map((map) => {
  const cells = [...map.tBodies[0].rows[0].cells].slice(1);
  return cells.map((cell) => Math.round(cell.getBoundingClientRect().width));
}).filter((widths) => Math.max(...widths) > Math.min(...widths) + 1);

// Columns of numbers alone, which are no points of a scale, whose numbers or whose head do not stand at the right.
const ragged = () => [...document.querySelectorAll("main table.data")].flatMap((table) => [...table.tHead.rows[0].cells].filter((head, at) => {
  const cells = [...table.tBodies].flatMap((body) => [...body.rows]).map((row) => row.cells[at]).filter(Boolean);
  const numbers = cells.filter((cell) => /^[\d,.]+$/.test(cell.innerText.trim()));
  const rest = cells.filter((cell) => !/^([\d,.]+|not given|not known|–)$/.test(cell.innerText.trim()));
  const isLeft = (cell) => getComputedStyle(cell).display === "table-cell" && getComputedStyle(cell).textAlign !== "right";
  return at > 0 && !cells[0]?.matches(".scale") && numbers.length > 0 && rest.length === 0 && [head, ...cells].some(isLeft);
}).map((head) => head.textContent));

for (const site of SITES) {
  describe(basename(site), () => {
    for (const path of pages(site, 2)) {
      const address = pathToFileURL(join(site, path)).href;

      test(`${path} fits a small phone with all that it folds`, async () => {
        const { page } = await open(running.browser, address, { width: 320 });
        await page.$$eval("main details", (all) => all.forEach((one) => { one.open = true; }));
        const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        assert.ok(wide <= 0, `${path} scrolls sideways by ${wide} px`);
        // A date or what is said instead never stands there without its name.
        const bare = await page.$$eval(".cards .due .none", (all) => all.filter((one) => !getComputedStyle(one, "::before").content.includes("Due")).length);
        assert.equal(bare, 0, `${path} has cards that do not say what is not given`);
        await page.close();
      });

      test(`${path} keeps words whole and columns even`, async () => {
        for (const view of [{ width: 390 }, { width: 1024 }, { width: 1280 }, { width: 1440 }, { width: 794, media: "print" }]) {
          const { page } = await open(running.browser, address, view);
          const at = `${path} ${JSON.stringify(view)}`;
          // Paper has no room for words of every length.
          if (!view.media) assert.deepEqual(await page.evaluate(broken), [], `${at} breaks words`);
          assert.deepEqual(await page.evaluate(spilt), [], `${at} has text that leaves its cell`);
          assert.deepEqual(await page.evaluate(uneven), [], `${at} has columns of unequal width`);
          assert.deepEqual(await page.evaluate(ragged), [], `${at} has numbers that are not at the right`);
          await page.close();
        }
      });

      test(`${path} keeps together on paper what belongs together`, async () => {
        const { page } = await open(running.browser, address, { media: "print" });
        const torn = await page.evaluate(() => {
          const style = (selector, name) => [...document.querySelectorAll(selector)].filter((one) => getComputedStyle(one)[name] !== "avoid");
          return [...style(".timeline > li, .rows > div", "breakInside"), ...style(".rows > div:last-child", "breakBefore")].map((one) => one.textContent);
        });
        assert.deepEqual(torn, [], `${path} tears an entry, or puts the last fact alone on a sheet`);
        await page.close();
      });
    }
  });
}
