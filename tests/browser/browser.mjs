// One headless Chromium, and ways to open a page of a built site in it.

import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative, sep } from "node:path";
import puppeteer from "puppeteer-core";

const PLACES = [process.env.CHROME, "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/** Starts the browser; `close` ends it and takes its profile away. `text` is the size of text that its reader set. */
export async function start({ text = 16 } = {}) {
  const executablePath = PLACES.find((place) => place && existsSync(place));
  if (!executablePath) throw new Error("no Chromium: install it, or name one by CHROME");
  const profile = mkdtempSync(join(tmpdir(), "plimsoll-browser-"));
  if (text !== 16) {
    mkdirSync(join(profile, "Default"), { recursive: true });
    const webprefs = { default_font_size: text, default_fixed_font_size: text };
    writeFileSync(join(profile, "Default/Preferences"), JSON.stringify({ webkit: { webprefs } }));
  }
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
    const large = ["index.html", "register/index.html", "register/page-2.html", "treatment/index.html", "treatment/page-2.html",
      "findings/index.html", "people/index.html"];
    const person = found.find((path) => /^people\/.*\/page-2\.html$/.test(path));
    return found.filter((path) => large.includes(path) || path === person).concat(risks.slice(0, 2));
  }
  return found.filter((path) => !path.startsWith("risks/")).concat(risks.slice(0, alike));
}

/** The names that others can link to, and the links of a page of HTML. */
export function links(html) {
  const plain = (text) => text.replace(/&#x([0-9a-f]+);/gi, (_, code) => String.fromCodePoint(parseInt(code, 16)))
    .replaceAll("&quot;", '"').replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
  const values = (attribute) => [...html.matchAll(new RegExp(`<[a-z][^>]*? ${attribute}="([^"]*)"`, "g"))].map((found) => plain(found[1]));
  return { ids: new Set(values("id")), links: [...values("href"), ...values("src")] };
}

/** Every HTML page of a site, relative to it. */
export function allPages(site) {
  const all = readdirSync(site, { recursive: true }).map((path) => path.split(sep).join("/"));
  // A risk may be called index.html, and its folder is no page.
  return all.filter((path) => path.endsWith(".html") && statSync(join(site, path)).isFile()).sort();
}

/** Opens an address and tells what went wrong on the way. */
export async function open(browser, address, { width = 1440, height = 900, scheme = "light", script = true, bypass = false, media = "screen", forced = false } = {}) {
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
  // Each of these takes the other back.
  if (media === "screen") await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
  else await page.emulateMediaType(media);
  if (forced) {
    // Puppeteer knows no forced colours; the protocol does.
    const session = await page.createCDPSession();
    const features = [{ name: "forced-colors", value: "active" }, { name: "prefers-color-scheme", value: scheme }];
    await session.send("Emulation.setEmulatedMedia", { media, features });
  }
  await page.goto(address, { waitUntil: "load" });
  return { page, troubles, requests };
}
