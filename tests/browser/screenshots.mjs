// Pictures of a site for people to look at:
// node screenshots.mjs SITE FOLDER [PAGE…]

import { mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { open, start } from "./browser.mjs";

const [site, folder, ...wanted] = process.argv.slice(2);
const list = wanted.length ? wanted : ["index.html", "register/index.html", "risks/R001/index.html", "methodology/index.html", "findings/index.html"];
mkdirSync(folder, { recursive: true });
const { browser, close } = await start();
for (const path of list) {
  const name = path.replace(/\/?index\.html$/, "").replaceAll("/", "-") || "overview";
  const address = pathToFileURL(resolve(site, path)).href;
  for (const [kind, view] of Object.entries({
    desktop: { width: 1440 }, "desktop-dark": { width: 1440, scheme: "dark" },
    phone: { width: 390 }, "phone-dark": { width: 390, scheme: "dark" },
  })) {
    const { page } = await open(browser, address, view);
    await page.screenshot({ path: join(folder, `${name}-${kind}.png`), fullPage: true });
    await page.close();
  }
  const { page } = await open(browser, address, { media: "print" });
  await page.pdf({ path: join(folder, `${name}.pdf`), format: "A4", printBackground: false });
  await page.close();
}
await close();
