// A second version that changes spacing alone: who chose so is carried, sees what changed, and can take its name off.
import assert from "node:assert/strict";
import { test } from "node:test";
import { join } from "node:path";
import { writeFileSync } from "node:fs";
import { login } from "./browser.mjs";
import { output, Server } from "./server.mjs";
import { browser, server, stage } from "./stage.mjs";
import * as story from "./story.mjs";

stage(() => Server.demo());

const coordinator = () => story.coordinator(server);
const holder = (number) => story.holders(server, number)[0];

const openRound = (text, version) => story.openRound(server, [{ text, version }]);

/** Signs with a token and wants it kept. */
async function signAndKeep(person, round) {
  const items = round.texts.map(({ text, version, digest }) => ({ text, version, digest, position: "signed" }));
  const act = { organisation: person.organisation, items, keep_if_editorial: "yes", language: "en" };
  const { nonce } = await story.api(server, person, "POST", `/rounds/${round.id}/acts`, act);
  await story.api(server, person, "POST", `/rounds/${round.id}/positions`, { nonce });
}

const freeze = (text) => story.api(server, coordinator(), "POST", `/texts/${text}/versions`);

test("a signature is carried over a change of spacing, shown with what changed, taken off by one click, and checked offline", async () => {
  const { id: text } = server.demo.texts.find((t) => t.kind === "annex");
  assert.equal((await freeze(text)).no, 1);
  const first = await openRound(text, 1);

  const page = await login(browser, holder(0).login_url);
  await page.goto(`${story.base(server)}/rounds/${first.id}`);
  await page.getByRole("button", { name: /^Take a position for/ }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("radio", { name: "Sign", exact: true }).check();
  await dialog.getByRole("checkbox", { name: /^Keep our signature/ }).check();
  await dialog.getByRole("button", { name: "Go on to confirm" }).click();
  await dialog.getByRole("button", { name: /^Confirm for/ }).click();
  await dialog.getByText("is on record").waitFor();
  await signAndKeep(holder(1), first);
  await story.signWithToken(server, holder(2), first);

  const editor = await login(browser, coordinator().login_url);
  await story.openText(editor, server, text);
  await story.placeCursorAfter(editor, "One ambiguous");
  await editor.keyboard.type(" ");
  await story.saved(editor);
  assert.equal((await freeze(text)).no, 2);
  const second = await openRound(text, 2);
  const names = (round) => round.asked.filter((a) => a.positions.length > 0).map((a) => a.organisation);
  assert.deepEqual(names(second).sort(), [holder(0).organisation, holder(1).organisation].sort());

  await page.goto(`${story.base(server)}/rounds/${second.id}`);
  await page.getByText("Your signature on version 1 counts for this version").waitFor();
  await page.getByRole("link", { name: "See what changed" }).click();
  await page.getByText("Only spelling, spacing or the style of marks changed.").waitFor();
  assert.equal(await page.locator("ins").count(), 2, "the explanation and the one change");
  assert.deepEqual([page.errors, page.foreign], [[], []]);

  const other = await login(browser, holder(1).login_url);
  await other.goto(`${story.base(server)}/rounds/${second.id}`);
  await other.getByRole("button", { name: "Take our name off this version" }).click();
  await other.getByText("no longer stands under this version").waitFor();

  const outdated = await login(browser, holder(2).login_url);
  await outdated.goto(`${story.base(server)}/rounds/${second.id}`);
  await outdated.getByRole("button", { name: /^Take a position for/ }).click();
  await outdated.getByText("What changed since version 1").waitFor();
  await outdated.getByText("Only spelling, spacing or the style of marks changed.").waitFor();

  await story.api(server, coordinator(), "POST", `/rounds/${second.id}/close`);
  const made = await story.api(server, coordinator(), "POST", `/rounds/${second.id}/publications`, { text });
  assert.deepEqual(made.signatories.length, 1);
  const response = await fetch(`http://${server.address}${made.files[0].url}`, {
    headers: { authorization: `Bearer ${coordinator().token}` },
  });
  const file = join(server.folder, "carried.pdf");
  writeFileSync(file, Buffer.from(await response.arrayBuffer()));
  assert.match(await output(["verify", file, "--key", server.demo.key]), /carried from version 1/);
  const pages = story.flat(story.readPdf(file).pages.join(" "));
  assert.match(pages, /carried from version 1/);
});
