// One headless Chromium, and ways to open a page of a built site in it.

import { existsSync, mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative, sep } from "node:path";
import puppeteer from "puppeteer-core";

const PLACES = [process.env.CHROME, "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/** Starts the browser; `close` ends it and takes its profile away. */
export async function start() {
  const executablePath = PLACES.find((place) => place && existsSync(place));
  if (!executablePath) throw new Error("no Chromium: install it, or name one by CHROME");
  const profile = mkdtempSync(join(tmpdir(), "plimsoll-browser-"));
  const browser = await puppeteer.launch({
    executablePath,
    userDataDir: profile,
    args: [
      "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
      "--disable-background-networking", "--disable-component-update", "--disable-sync",
      "--allow-file-access-from-files",
    ],
  });
  const close = async () => {
    await browser.close();
    rmSync(profile, { recursive: true, force: true });
  };
  return { browser, close };
}

/** The HTML pages of a site, relative to it; of many alike only the first few. */
export function pages(site, alike = 6) {
  const found = [];
  const walk = (folder) => {
    for (const name of readdirSync(folder).sort()) {
      const path = join(folder, name);
      if (statSync(path).isDirectory()) walk(path);
      else if (name.endsWith(".html")) found.push(relative(site, path).split(sep).join("/"));
    }
  };
  walk(site);
  const risks = found.filter((path) => path.startsWith("risks/"));
  // Of a large site, what is large there: all other pages are those of a small one.
  if (risks.length > 1000) {
    const large = ["index.html", "register/index.html", "register/page-2.html", "treatment/index.html"];
    return found.filter((path) => large.includes(path)).concat(risks.slice(0, 2));
  }
  return found.filter((path) => !path.startsWith("risks/")).concat(risks.slice(0, alike));
}

/** Opens an address and tells what went wrong on the way. */
export async function open(browser, address, { width = 1440, height = 900, scheme = "light", script = true, bypass = false, media = "screen" } = {}) {
  const page = await browser.newPage();
  const troubles = [];
  const requests = [];
  page.on("console", (message) => troubles.push(`console: ${message.text()}`));
  page.on("pageerror", (error) => troubles.push(`error: ${error.message}`));
  page.on("requestfailed", (request) => troubles.push(`failed: ${request.url()}`));
  page.on("request", (request) => requests.push(request.url()));
  await page.setViewport({ width, height });
  await page.setJavaScriptEnabled(script);
  if (bypass) await page.setBypassCSP(true);
  await page.emulateMediaType(media);
  await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
  await page.goto(address, { waitUntil: "load" });
  return { page, troubles, requests };
}
