// A page that stays open while the server is set back to a backup: nothing newer comes back by itself, nothing is lost.
import assert from "node:assert/strict";
import { renameSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { login } from "./browser.mjs";
import { output, Server } from "./server.mjs";
import { browser, server, stage } from "./stage.mjs";
import * as story from "./story.mjs";

stage(() => Server.demo());

test("newer words are kept beside the text that was set back, to compare and to copy", async () => {
  const annex = server.demo.texts.find((text) => text.kind === "annex");
  const page = await login(browser, server.demo.people.find((person) => person.role === "editor").login_url);
  await story.openText(page, server, annex.id);
  await story.placeCursorAfter(page, "beneficial to whom?");
  await page.keyboard.type(" Before the backup.");
  await story.saved(page);
  const file = join(server.folder, "coalition.backup");
  await output(["backup", file, "--data", server.data]);
  await page.keyboard.type(" After the backup.");
  await story.saved(page);

  await server.kill();
  const lost = join(server.folder, "lost");
  renameSync(server.data, lost);
  await output(["restore", file, "--data", server.data, "--key", join(lost, "server.key")]);
  await server.start();

  const dialog = page.getByRole("dialog");
  await dialog.getByText("set back to an earlier state").waitFor();
  await story.draft(page).getByText("Before the backup.").waitFor();
  assert.equal(await story.draft(page).getByText("After the backup.").count(), 0);
  await dialog.getByText("Compare the text as it was here").click();
  await dialog.locator(".statement del").first().waitFor();
  assert.equal((await dialog.locator(".statement del").allTextContents()).join("").trim(), "After the backup.");
  assert.equal(await dialog.locator(".statement ins").count(), 0);
  if (process.env.PICTURE) await page.screenshot({ path: process.env.PICTURE });
  await page.keyboard.press("Escape");

  // Until that is on record, the server can only be read.
  const vera = await login(browser, server.demo.people.find((person) => person.role === "coordinator").login_url);
  await vera.getByText("This server was set back to a backup.").waitFor();
  await vera.getByRole("link", { name: "What that means" }).click();
  await vera.getByLabel("Head of the ledger").fill(`999:${"0".repeat(64)}`);
  await vera.getByRole("button", { name: "Compare" }).click();
  await vera.getByText("is not here: what came up to it is lost").waitFor();
  if (process.env.HOUSE_PICTURE) await vera.screenshot({ path: process.env.HOUSE_PICTURE, fullPage: true });
  await story.confirm(vera, "Put it on record and go on");
  await vera.getByRole("heading", { name: "This server" }).waitFor();
  assert.equal(await vera.getByText("was set back to a backup. It can").count(), 0);
  assert.deepEqual(vera.errors, []);

  await page.locator('[role=textbox][aria-readonly=false]').waitFor();
  await story.placeCursorAfter(page, "Before the backup.");
  await page.keyboard.type(" Typed anew.");
  await story.saved(page);
  assert.equal(await story.draft(page).getByText("After the backup.").count(), 0);
  assert.deepEqual(page.errors, []);
});
