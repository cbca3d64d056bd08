// The sites of SITES for a reader who set text of twice the size: nothing is
// out of reach, no page scrolls sideways, no word of a heading is cut.

import assert from "node:assert/strict";
import { basename, join, resolve } from "node:path";
import { after, before, describe, test } from "node:test";
import { pathToFileURL } from "node:url";
import { open, pages, start } from "./browser.mjs";

const SITES = (process.env.SITES ?? "").split(":").filter(Boolean).map((site) => resolve(site));

let running;
before(async () => {
  running = await start({ text: 32 });
});
after(async () => {
  await running.close();
});

for (const site of SITES) {
  describe(basename(site), () => {
    for (const path of pages(site, 3)) {
      test(`${path} holds with text of twice the size`, async () => {
        for (const width of [640, 1440]) {
          const { page, troubles } = await open(running.browser, pathToFileURL(join(site, path)).href, { width });
          assert.equal(await page.evaluate(() => getComputedStyle(document.documentElement).fontSize), "32px", "the reader's size counts");
          const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
          assert.ok(wide <= 0, `${path} at ${width} px scrolls sideways by ${wide} px`);
          const cut = await page.evaluate(() => [...document.querySelectorAll("h1, h2, .sentence, .fresh, .figures dd")]
            .filter((one) => one.checkVisibility() && one.scrollWidth > one.clientWidth + 1).map((one) => one.outerHTML.slice(0, 100)));
          assert.deepEqual(cut, [], `${path} at ${width} px`);
          assert.deepEqual(troubles, []);
          await page.close();
        }
      });
    }
  });
}
