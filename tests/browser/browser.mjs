// Chromium, and people in it.
import { chromium } from "playwright-core";

const FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync"];

export function launch() {
  return chromium.launch({ executablePath: "/usr/bin/chromium", args: FLAGS });
}

/** A person's own browser window, logged in by a one-time link; fails the test on any request to another host. */
export async function login(browser, url, options = {}) {
  const context = await browser.newContext({ acceptDownloads: true, ...options });
  const page = await context.newPage();
  page.foreign = [];
  page.errors = [];
  const host = new URL(url).host;
  page.on("request", (request) => {
    const target = new URL(request.url());
    if (!["blob:", "data:"].includes(target.protocol) && target.host !== host) page.foreign.push(request.url());
  });
  page.on("pageerror", (error) => page.errors.push(String(error)));
  await page.goto(url);
  await page.getByRole("button", { name: "Log in" }).click();
  await page.waitForURL((now) => !now.pathname.startsWith("/login"));
  return page;
}
