// Every page under axe, light and dark, wide and narrow: it finds nothing.
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { login } from "./browser.mjs";
import { Server } from "./server.mjs";
import { browser, server, stage } from "./stage.mjs";
import * as story from "./story.mjs";

stage(() => Server.demo());

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const coordinator = () => story.coordinator(server);
const holder = (number) => story.holders(server, number)[0];
const api = (person, method, path, body) => story.api(server, person, method, path, body);

/** Runs axe on the page as it is; a violation is named with its place. */
async function check(page, where) {
  for (const colorScheme of ["light", "dark"]) {
    for (const width of [1280, 390]) {
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      await page.setViewportSize({ width, height: 900 });
      await page.evaluate(axe);
      const { violations, passes } = await page.evaluate(() => globalThis.axe.run({ resultTypes: ["violations"] }));
      assert.ok(passes.length > 5, `${where}: axe looked at it`);
      const said = violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => ({ id, target, failureSummary })));
      assert.deepEqual(said, [], `${where}, ${colorScheme}, ${width} wide`);
    }
  }
}

test("axe finds nothing on any page", async () => {
  const { id: text } = server.demo.texts.find((t) => t.kind === "annex");
  await api(coordinator(), "POST", `/texts/${text}/versions`);
  const open = (version) => story.openRound(server, [{ text, version }]);
  const first = await open(1);
  await story.signWithToken(server, holder(0), first);
  const { digest } = first.texts[0];
  const { nonce } = await api(holder(1), "POST", `/rounds/${first.id}/acts`, {
    organisation: holder(1).organisation,
    items: [{ text, version: 1, digest, position: "objects", reason: "Too weak", passages: ["One ambiguous text"] }],
    language: "en",
  });
  await api(holder(1), "POST", `/rounds/${first.id}/positions`, { nonce });

  const page = await login(browser, coordinator().login_url);
  await page.getByRole("heading", { name: "What you were told" }).waitFor();
  await check(page, "home");
  await page.goto(`${story.base(server)}/rounds/${first.id}`);
  await page.getByText("Too weak").waitFor();
  await check(page, "a round with an objection");
  await story.openText(page, server, text);
  await check(page, "a text");
  await story.placeCursorAfter(page, "One ambiguous");
  await page.keyboard.type(" and careless");
  await story.saved(page);
  await api(coordinator(), "POST", `/texts/${text}/versions`);
  for (const [path, words] of [
    ["/setup", "Mail"],
    ["/keys", "Enrol a passkey"],
    ["/house", "takes words and signatures as usual"],
    [`/dossiers/${server.demo.dossier}`, "Who may sign"],
    [`/texts/${text}/changes/1/2`, "no signature is carried over"],
  ]) {
    await page.goto(`${story.base(server)}${path}`);
    await page.getByText(words).first().waitFor();
    await check(page, path);
  }
  await page.getByLabel("Side by side").check();
  await check(page, "changes side by side");

  const second = await open(2);
  const signatory = await login(browser, holder(0).login_url);
  await signatory.goto(`${story.base(server)}/rounds/${second.id}`);
  await signatory.getByRole("button", { name: /^Take a position for/ }).click();
  await signatory.getByText("What changed since version 1").waitFor();
  await signatory.getByRole("radio", { name: "Sign", exact: true }).check();
  await check(signatory, "choosing a position");
  await signatory.getByRole("button", { name: "Go on to confirm" }).click();
  await signatory.getByRole("button", { name: /^Confirm for/ }).waitFor();
  await check(signatory, "confirming it");

  await story.signWithToken(server, holder(1), second);
  await api(coordinator(), "POST", `/rounds/${second.id}/close`);
  const made = await api(coordinator(), "POST", `/rounds/${second.id}/publications`, { text });
  await page.goto(`${story.base(server)}/publications/${made.id}`);
  await page.getByText("the public page of this").waitFor();
  await check(page, "a publication");
  await page.goto(`${story.base(server)}/p/${made.id}`);
  await check(page, "a publication's public page");
  const stranger = await (await browser.newContext({ bypassCSP: true })).newPage();
  await stranger.goto(`${story.base(server)}/login`);
  await stranger.getByText("To log in").waitFor();
  await check(stranger, "logging in");
});
