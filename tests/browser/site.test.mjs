// Every page of every site in SITES (folders, separated by colons): valid
// HTML, no console message, no request elsewhere, no horizontal scroll, no
// violation that axe finds; the same from a server under a sub-path with the
// policy as a real header.

import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { basename, join, normalize, posix, resolve } from "node:path";
import { after, before, describe, test } from "node:test";
import { pathToFileURL } from "node:url";
import { HtmlValidate } from "html-validate";
import { allPages, links, open, pages, start } from "./browser.mjs";

const SITES = (process.env.SITES ?? "").split(":").filter(Boolean).map((site) => resolve(site));
const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const AXE_RULES = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"];
const POLICY =
  "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
const TYPES = { html: "text/html; charset=utf-8", css: "text/css", js: "text/javascript", svg: "image/svg+xml", png: "image/png" };

const validator = new HtmlValidate({
  root: true,
  extends: ["html-validate:standard", "html-validate:a11y"],
  // Tables that turn into cards on a phone say their roles, since CSS takes them away.
  rules: { "doctype-style": "off", "no-redundant-role": "off" },
});

let running;
before(async () => {
  running = await start();
});
after(async () => {
  await running.close();
});

test("there is a site to test", () => {
  assert.ok(SITES.length > 0, "SITES names no site");
});

// On paper nothing is pressed, and links are words.
const PAPER = { "target-size": { enabled: false }, "link-in-text-block": { enabled: false } };

async function axe(page, rules = {}) {
  await page.evaluate(AXE);
  const result = await page.evaluate((tags, rules) => window.axe.run(document, { runOnly: tags, rules }), AXE_RULES, rules);
  return result.violations.map((v) => `${v.id}: ${v.help}\n  ${v.nodes.slice(0, 3).map((n) => n.html.slice(0, 160)).join("\n  ")}`);
}

// A column is never so narrow that a short word breaks in it.
const narrow = () => [...document.querySelectorAll("main table.data :is(th, td):not(.id, .vh, .vh *)")]
  .filter((one) => one.checkVisibility() && one.innerText.trim().length > 12 && one.getBoundingClientRect().width < 44 && !one.closest("thead"))
  .map((one) => one.textContent.trim().slice(0, 60));

// Tables of one page that have the same heads have the same columns.
const crooked = () => {
  const known = new Map();
  return [...document.querySelectorAll(".treatment main table, .metrics main table, .soa main table")].flatMap((table) => {
    const heads = [...table.tHead.rows[0].cells];
    const name = heads.map((head) => head.textContent).join("|");
    const places = heads.map((head) => Math.round(head.getBoundingClientRect().left)).join(" ");
    if (!known.has(name)) known.set(name, places);
    return table.checkVisibility() && known.get(name) !== places ? [`${name}: ${places}`] : [];
  });
};

// A number that stands in the middle of its cell from left to right does so from top to bottom.
const adrift = () => [...document.querySelectorAll(".heat tbody td")].filter((cell) => {
  const middle = (one) => one.getBoundingClientRect().top + one.getBoundingClientRect().bottom;
  const number = cell.querySelector(".n");
  return number && getComputedStyle(cell).textAlign === "center" && Math.abs(middle(number) - middle(cell)) > 4;
}).map((cell) => cell.textContent);

for (const site of SITES) {
  describe(basename(site), () => {
    for (const path of pages(site)) {
      const file = join(site, path);
      const address = pathToFileURL(file).href;

      test(`${path} is valid HTML`, async () => {
        const report = await validator.validateFile(file);
        const messages = report.results.flatMap((r) => r.messages.map((m) => `${m.line}:${m.column} ${m.ruleId}: ${m.message}`));
        assert.deepEqual(messages, []);
      });

      test(`${path} opens from its folder at every width, light and dark`, async () => {
        for (const width of [320, 390, 768, 1024, 1440]) {
          for (const scheme of width === 390 || width === 1440 ? ["light", "dark"] : ["light"]) {
            const { page, troubles, requests } = await open(running.browser, address, { width, scheme });
            const at = `${path} at ${width} px, ${scheme}`;
            assert.deepEqual(troubles, [], at);
            const foreign = requests.filter((url) => !url.startsWith(pathToFileURL(site).href) && !url.startsWith("data:"));
            assert.deepEqual(foreign, [], at);
            const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
            assert.ok(wide <= 0, `${at} scrolls sideways by ${wide} px`);
            assert.equal(await page.evaluate(() => document.querySelectorAll("h1").length), 1, at);
            assert.deepEqual(await page.evaluate(narrow), [], `${at} has columns that are too narrow`);
            assert.deepEqual(await page.evaluate(crooked), [], `${at} has tables whose columns do not stand under each other`);
            assert.deepEqual(await page.evaluate(adrift), [], `${at} has numbers beside the middle of their cells`);
            // The name of the register has room for its words beside the menu.
            const room = await page.evaluate(() => document.querySelector(".brand .names")?.getBoundingClientRect().width ?? 100);
            assert.ok(room >= 80, `${at} has ${room} px for the register's name`);
            await page.close();
          }
        }
      });

      test(`${path} holds with colours that the reader forces`, async () => {
        for (const view of [{ forced: true }, { forced: true, scheme: "dark", width: 390 }]) {
          const { page, troubles } = await open(running.browser, address, view);
          const at = `${path} ${JSON.stringify(view)}`;
          assert.deepEqual(troubles, [], at);
          const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
          assert.ok(wide <= 0, `${at} scrolls sideways by ${wide} px`);
          const lost = await page.evaluate(() => {
            const shown = (selector) => [...document.querySelectorAll(selector)].filter((one) => one.checkVisibility());
            const colour = (one, name, pseudo) => getComputedStyle(one, pseudo)[name];
            const ground = colour(document.body, "backgroundColor");
            // A level keeps its colour, and the line is seen on the ground.
            const pale = shown(".swatch:not(.empty), .heat td:not(.corner, .unjudged)").filter((one) => colour(one, "forcedColorAdjust") !== "none");
            const lines = shown(".load-line").filter((one) => colour(one, "backgroundColor", "::after") === ground);
            return [...pale, ...lines].map((one) => one.outerHTML.slice(0, 120));
          });
          assert.deepEqual(lost, [], at);
          await page.close();
        }
      });

      test(`${path} has nothing that axe objects to`, async () => {
        for (const view of [{ scheme: "light" }, { scheme: "dark" }, { width: 390 }, { media: "print" }, { forced: true }]) {
          const { page } = await open(running.browser, address, { ...view, bypass: true });
          assert.deepEqual(await axe(page, view.media ? PAPER : {}), [], `${path} ${JSON.stringify(view)}`);
          await page.close();
        }
      });

      test(`${path} is paper where it is printed`, async () => {
        const { page } = await open(running.browser, address, { media: "print", width: 794 });
        const left = await page.evaluate(() => [...document.querySelectorAll("nav, form, button, footer, .skip")]
          .filter((one) => one.checkVisibility() && !one.closest("thead")).map((one) => one.outerHTML.slice(0, 100)));
        assert.deepEqual(left, [], `${path} prints what nobody can press`);
        // Chromium repeats heads on the next sheet only where nothing in them is a box of its own.
        const boxes = await page.$$eval("thead button", (all) => all.filter((one) => getComputedStyle(one).display !== "contents").length);
        assert.equal(boxes, 0, `${path} does not repeat its heads`);
        // What is folded stays so, but in the review, which is read on paper.
        const numbers = await page.$$eval("figure details table", (all) => all.map((one) => one.checkVisibility()));
        assert.ok(numbers.every((shown) => shown === (path === "report/index.html")), `${path} folds ${numbers}`);
        assert.deepEqual(await page.evaluate(narrow), [], `${path} has columns that are too narrow on paper`);
        await page.close();
      });

      test(`${path} says the same without a script`, async () => {
        const texts = [];
        for (const script of [true, false]) {
          const { page } = await open(running.browser, address, { script });
          // What only a script can do is not there without one.
          await page.$$eval("[data-script]", (added) => added.forEach((element) => element.remove()));
          texts.push(await page.$eval("main, body", (main) => main.innerText));
          await page.close();
        }
        assert.equal(texts[0], texts[1]);
      });
    }

    test("every internal link and anchor is alive, and none leaves the site", () => {
      const known = new Map(allPages(site).map((path) => [path, links(readFileSync(join(site, path), "utf8"))]));
      const dead = [];
      for (const [path, page] of known) {
        for (const link of page.links) {
          if (/^(https?:|mailto:|data:)/.test(link)) continue;
          const [file, anchor] = link.split("#");
          const target = file.split("?")[0] ? posix.join(posix.dirname(path), decodeURIComponent(file.split("?")[0])) : path;
          const isThere = !target.startsWith("..") && !link.startsWith("/") && existsSync(join(site, target));
          if (!isThere || (anchor && !known.get(target)?.ids.has(decodeURIComponent(anchor)))) dead.push(`${path}: ${link}`);
        }
      }
      assert.ok(known.size > 10);
      assert.deepEqual(dead.slice(0, 20), []);
    });

    test("all pages work under a sub-path with the policy as a header", async () => {
      const server = createServer((request, response) => {
        const wanted = decodeURIComponent(new URL(request.url, "http://localhost").pathname);
        const inside = wanted.startsWith("/sub/path/") ? normalize(wanted.slice("/sub/path/".length)) : "..";
        try {
          if (inside.startsWith("..")) throw new Error("outside");
          const body = readFileSync(join(site, inside));
          response.writeHead(200, { "content-type": TYPES[inside.split(".").pop()] ?? "text/plain", "content-security-policy": POLICY });
          response.end(body);
        } catch {
          response.writeHead(404).end();
        }
      });
      await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
      try {
        const root = `http://127.0.0.1:${server.address().port}/sub/path/`;
        for (const path of pages(site, 2)) {
          const { page, troubles, requests } = await open(running.browser, root + path);
          assert.deepEqual(troubles, [], path);
          assert.deepEqual(requests.filter((url) => !url.startsWith(root) && !url.startsWith("data:")), [], path);
          await page.close();
        }
      } finally {
        server.closeAllConnections();
        await new Promise((done) => server.close(done));
      }
    });
  });
}
