// The server and the browser of one file's tests.
import { after, before } from "node:test";
import { launch } from "./browser.mjs";

export let server;
export let browser;

/** Starts both before the file's tests, and ends them after. */
export function stage(start) {
  before(async () => {
    server = await start();
    browser = await launch();
  });

  after(async () => {
    await browser?.close();
    await server?.close();
  });
}
