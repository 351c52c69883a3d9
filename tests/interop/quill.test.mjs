// Quill in Chromium, bound by y-quill, beside the project's own editor.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { launch, login } from "../browser/browser.mjs";
import * as story from "../browser/story.mjs";
import { House } from "./people.mjs";

let house;
let browser;
let script;

before(async () => {
  house = await House.open();
  browser = await launch();
  const entryPoints = [fileURLToPath(new URL("quill-page.mjs", import.meta.url))];
  script = (await build({ entryPoints, bundle: true, format: "iife", write: false })).outputFiles[0].text;
});

after(async () => {
  await browser?.close();
  await house?.close();
});

test("what is typed and formatted in Quill stands in the editor and in a version, and the other way round", async () => {
  const text = await house.newText("Beside Quill");
  const [stranger, editor] = house.with("editor");
  const quill = await openQuill(stranger, text);
  const page = await login(browser, editor.login_url);
  await story.openText(page, house.server, text);

  await quill.locator(".ql-editor").click();
  await quill.keyboard.type("Concerns\nWe ask States to vote against.\nFirst\nSecond");
  await quill.evaluate(() => {
    const { quill } = window;
    quill.formatLine(0, 1, { header: 1 }, "user");
    quill.formatText(12, 3, { bold: true, color: "#ff0000", font: "serif" }, "user");
    quill.formatText(16, 6, { link: "https://www.example.org/" }, "user");
    quill.formatLine(41, 12, { list: "bullet" }, "user");
    quill.formatLine(48, 1, { indent: 1, align: "right" }, "user");
  });
  const draft = story.draft(page);
  await draft.getByRole("heading", { name: "Concerns" }).waitFor();
  await draft.getByText("Second").waitFor();
  await draft.getByText("ask", { exact: true }).waitFor();

  await story.placeCursorAfter(page, "vote against.");
  await page.keyboard.type(" And to say why.");
  await story.saved(page);
  await quill.getByText("And to say why.").waitFor();
  await quill.keyboard.press("Control+z");
  await story.saved(page);
  assert.deepEqual(await quill.evaluate(() => window.closes), [], "nothing that Quill sent was refused");
  assert.deepEqual(quill.errors, []);
  const delta = merged(await quill.evaluate(() => window.content.toDelta()));
  const shown = merged(await quill.evaluate(() => window.quill.getContents().ops));
  assert.deepEqual(shown, delta, "Quill shows what the document holds");
  const joiner = await house.join(text, house.bearer(house.with("editor")[2]));
  assert.deepEqual(merged(joiner.content.toDelta()), delta);
  joiner.leave();
});

/** A delta whose neighbours of equal formats are one: Yjs cuts where a format once ended, Quill does not. */
function merged(delta) {
  const formats = ({ attributes = {} }) => JSON.stringify(Object.entries(attributes).sort());
  return delta.reduce((all, { insert, attributes = {} }) => {
    const last = all.at(-1);
    if (last && formats(last) === formats({ attributes })) last.insert += insert;
    else all.push({ insert, attributes });
    return all;
  }, []);
}

/** Logs in and makes a stock page with Quill of some page of the server's own origin, where its cookie goes. */
async function openQuill(person, text) {
  const page = await login(browser, person.login_url);
  await page.goto(`${story.base(house.server)}/api/v1/openapi.json`);
  await page.evaluate((id) => {
    document.body.innerHTML = '<div id="editor"></div>';
    window.text = id;
  }, text);
  await page.evaluate(script);
  await page.locator("body.synced").waitFor();
  return page;
}
