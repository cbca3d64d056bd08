// `plimsoll serve` in a browser: the program named by PLIMSOLL serves a copy of
// the register REGISTER, and a page follows what happens to the files.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { after, before, test } from "node:test";
import { open, start } from "./browser.mjs";

const TOP = resolve(import.meta.dirname, "../..");
const PROGRAM = resolve(process.env.PLIMSOLL ?? join(TOP, "target/debug/plimsoll"));
const PARTS = ["plimsoll.toml", "people.toml", "assets.toml", "threats.toml", "controls.toml", "indicators.toml", "waivers.toml", "schema", "measurements", "incidents", "risks"];
const TODAY = "2025-06-01";

let running, register, server, address;
before(async () => {
  running = await start();
  register = mkdtempSync(join(tmpdir(), "plimsoll-serve-test-"));
  for (const part of PARTS) cpSync(join(TOP, part), join(register, part), { recursive: true });
  server = spawn(PROGRAM, ["serve", "--port", "0", "--today", TODAY], { cwd: register, stdio: ["ignore", "pipe", "inherit"] });
  const lines = createInterface({ input: server.stdout });
  address = await new Promise((found, lost) => {
    lines.once("line", found);
    server.once("exit", (code) => lost(new Error(`the server ended with ${code}`)));
  });
});
after(async () => {
  server?.kill();
  await running?.close();
  rmSync(register, { recursive: true, force: true });
});

const RISK = "risks/identity/R001.toml";

const corner = (page) => page.$eval(".plimsoll-serve", (element) => element.innerText);

test("a page is read again in place, and keeps the last good state of a broken file", async () => {
  const file = join(register, RISK);
  const text = readFileSync(file, "utf8");
  const { page, troubles } = await open(running.browser, new URL("risks/R001/index.html", address).href, { height: 400 });
  const title = await page.$eval("h1", (heading) => heading.textContent);
  await page.waitForSelector(".plimsoll-serve");
  await page.evaluate(() => {
    window.isOld = true;
    scrollTo(0, 300);
  });
  const top = await page.evaluate(() => scrollY);
  assert.ok(top > 0, "the page is long enough to be scrolled");

  writeFileSync(file, text.replace(/^title = .*$/m, 'title = "Quite another <i>title</i>"'));
  await page.waitForFunction(() => !window.isOld && document.querySelector("h1")?.textContent.includes("Quite another <i>title</i>"));
  await page.waitForFunction((wanted) => Math.abs(scrollY - wanted) < 2, {}, top);

  // A broken file: the page stays, and says why in the corner.
  await page.evaluate(() => (window.isOld = true));
  writeFileSync(file, `id = "R001"\ntitle = <img src=x onerror="document.title='run'">\n`);
  await page.waitForFunction(() => document.querySelector(".plimsoll-serve details")?.open && document.querySelector(".plimsoll-serve").innerText.includes("cannot be read"));
  assert.match(await page.$eval(".plimsoll-serve pre", (cause) => cause.textContent), /^risks\/identity\/R001\.toml:2:\d+: /);
  assert.match(await page.$eval(".plimsoll-serve li", (first) => first.textContent), /toml-syntax/);
  assert.equal(await page.evaluate(() => window.isOld && document.querySelector("h1").textContent.includes("Quite another")), true);
  assert.equal(await page.$(".plimsoll-serve img"), null);

  writeFileSync(file, text);
  await page.waitForFunction((title) => !window.isOld && document.querySelector("h1")?.textContent === title, {}, title);
  assert.deepEqual(troubles, []);
  await page.close();
});

test("findings of a register are text in the corner", async () => {
  const people = join(register, "people.toml");
  const text = readFileSync(people, "utf8");
  const { page, troubles } = await open(running.browser, address);
  await page.waitForSelector(".plimsoll-serve");
  writeFileSync(people, `${text}\n[[person]]\nid = "x"\nname = "X"\n"<b>bold</b>" = 1\n`);
  await page.waitForFunction(() => document.querySelector(".plimsoll-serve")?.textContent.includes("<b>bold</b>"));
  assert.equal(await page.$(".plimsoll-serve li b b"), null);
  writeFileSync(people, text);
  await page.waitForFunction(() => !document.querySelector(".plimsoll-serve")?.textContent.includes("<b>bold</b>"));
  assert.deepEqual(troubles, []);
  await page.close();
});

test("nothing of the server is in a page without a script", async () => {
  const { page, troubles } = await open(running.browser, address, { script: false });
  assert.equal(await page.$(".plimsoll-serve"), null);
  assert.deepEqual(troubles, []);
  await page.close();
});
