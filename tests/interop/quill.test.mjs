// Quill in Chromium, bound by y-quill, beside the project's own editor.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { launch, login } from "../browser/browser.mjs";
import * as story from "../browser/story.mjs";
import { House, until } from "./people.mjs";

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

/** What Quill gives each format that the README lists. */
const INLINE = { bold: true, italic: true, underline: true, strike: true, link: "https://www.example.org/",
  script: "super", color: "#ff0000", background: "#00ff00", font: "serif", size: "large", code: true };
const OF_LINES = { align: "right", header: 4, list: "ordered", indent: 2, blockquote: true, direction: "rtl" };
const EACH = { ...INLINE, ...OF_LINES };

test("each format that the README lists is taken from Quill, and taken away again", async () => {
  const readme = readFileSync(new URL("../../README.md", import.meta.url), "utf8");
  const listed = JSON.parse(readme.match(/formats: (\[[^\]]*\])/)[1]);
  assert.deepEqual(Object.keys(EACH).sort(), listed.sort());
  const text = await house.newText("Each of Quill's formats");
  const [, , , stranger, other] = house.with("editor");
  const quill = await openQuill(stranger, text);
  await quill.evaluate(([inline, ofLines]) => {
    const { quill } = window;
    const line = (name) => {
      const at = quill.getLength() - 1;
      quill.insertText(at, `${name}\n`, "user");
      return at;
    };
    for (const [name, value] of Object.entries(inline)) quill.formatText(line(name), name.length, name, value, "user");
    for (const [name, value] of Object.entries(ofLines)) quill.formatLine(line(name), 1, name, value, "user");
  }, [INLINE, OF_LINES]);
  const joiner = await house.join(text, house.bearer(other));
  const attributes = () => Object.assign({}, ...joiner.content.toDelta().map(({ attributes }) => attributes));
  await until([joiner.doc], "update", () => Object.keys(attributes()).length === listed.length);
  assert.deepEqual(attributes(), EACH);
  await quill.evaluate(() => window.quill.removeFormat(0, window.quill.getLength(), "user"));
  await until([joiner.doc], "update", () => Object.keys(attributes()).length === 0);
  assert.deepEqual(await quill.evaluate(() => window.closes), [], "nothing that Quill sent was refused");
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
