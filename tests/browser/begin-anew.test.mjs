// What a page does when the server takes nothing of it, or has another text: it goes on, and the words are still there.
import assert from "node:assert/strict";
import { test } from "node:test";
import { login } from "./browser.mjs";
import { Server } from "./server.mjs";
import { browser, server, stage } from "./stage.mjs";
import * as story from "./story.mjs";

stage(() => Server.demo());

const UPDATE = Buffer.from([0, 2]);
const STATE_HASH = 11;

/** An editor's page, between which and the server frames are changed while `changes` holds a function for them. */
async function editorBehind(changes, number) {
  const editor = server.demo.people.filter((person) => person.role === "editor")[number];
  const page = await login(browser, editor.login_url);
  await page.routeWebSocket(/\/sync\//, (socket) => {
    const beyond = socket.connectToServer();
    socket.onMessage((frame) => beyond.send(changes.sent?.(frame) ?? frame));
    beyond.onClose((code, reason) => socket.close({ code, reason }));
    beyond.onMessage((frame) => socket.send(changes.received?.(frame) ?? frame));
  });
  await story.openText(page, server, server.demo.texts.find((text) => text.kind === "annex").id);
  return page;
}

/** Somebody types, and it is saved and seen. */
async function goesOn(page, words) {
  await page.keyboard.press("Escape");
  await page.locator("[role=textbox][aria-readonly=false]").waitFor();
  await story.placeCursorAfter(page, "beneficial to whom?");
  await page.keyboard.type(words);
  await story.saved(page);
  assert.deepEqual(page.errors, []);
}

test("words that the server refuses are kept beside the text, and the page goes on under a new id", async () => {
  const changes = {};
  const page = await editorBehind(changes, 0);
  await story.placeCursorAfter(page, "beneficial to whom?");
  changes.sent = (frame) => (frame.subarray(0, 2).equals(UPDATE) ? Buffer.from([...UPDATE, 1, 99]) : frame);
  await page.keyboard.insertText(" Refused words.");
  const dialog = page.getByRole("dialog");
  await dialog.getByText("The server did not take a change from this window.").waitFor();
  assert.equal(await dialog.getByLabel("Your words that did not go in").inputValue(), " Refused words.");
  if (process.env.PICTURE) await page.screenshot({ path: process.env.PICTURE });
  delete changes.sent;
  assert.equal(await story.draft(page).getByText("Refused words.").count(), 0);
  await goesOn(page, " Taken words.");
});

test("a page that has another text than the server takes the server's, and the server counts it", async () => {
  const before = await server.metric("state_hash_mismatches_total");
  let isChanged = false;
  const received = (frame) => {
    if (frame[0] !== STATE_HASH || isChanged) return frame;
    isChanged = true;
    return Buffer.from([...frame.subarray(0, -1), frame.at(-1) ^ 1]);
  };
  const page = await editorBehind({ received }, 1);
  await page.getByRole("dialog").getByText("The text in this window differed from the server's.").waitFor();
  assert.equal(await server.metric("state_hash_mismatches_total"), before + 1);
  await goesOn(page, " In step again.");
});
