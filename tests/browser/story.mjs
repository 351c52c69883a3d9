// Steps of the main job as people take them in the page, and as others take them with a token.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** The working draft's editor on a text's page. */
export const draft = (page) => page.getByRole("textbox", { name: /^Draft of/ });

/** Opens a text and waits for its words. */
export async function openText(page, server, text) {
  await page.goto(`${base(server)}/texts/${text}`);
  await draft(page).waitFor();
  await saved(page);
}

/** Waits until the lamp says that everything typed is on the server's disk. */
export async function saved(page) {
  await page.getByRole("status", { name: "Saved state" }).getByText("Saved", { exact: true }).waitFor();
}

/** Finds the words in the draft and puts the cursor right behind them, as a click there would. */
export async function placeCursorAfter(page, words) {
  await draft(page).evaluate((root, words) => {
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const at = node.data.indexOf(words);
      if (at < 0) continue;
      root.focus();
      const range = document.createRange();
      range.setStart(node, at + words.length);
      range.collapse(true);
      getSelection().removeAllRanges();
      getSelection().addRange(range);
      node.parentElement.scrollIntoView();
      return;
    }
    throw new Error(`not in the draft: ${words}`);
  }, words);
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
}

/** Where the pages are: cookies belong to `localhost`, whatever address the server listens on. */
export const base = (server) => `http://localhost:${server.address.split(":").pop()}`;

/** Presses a button, then the button of the dialog that asks whether one is sure. */
export async function confirm(page, action) {
  await page.getByRole("button", { name: action, exact: true }).click();
  await page.getByRole("button", { name: `Yes, ${action[0].toLowerCase()}${action.slice(1)}` }).click();
}

/** Signs in the page for one organisation, from reading to the receipt. */
export async function signInPage(page, verb = "Take a position for") {
  await page.getByRole("button", { name: new RegExp(`^${verb}`) }).first().click();
  const dialog = page.getByRole("dialog").filter({ hasText: "Position of" });
  await dialog.getByRole("radio", { name: "Sign", exact: true }).check();
  await dialog.getByRole("button", { name: "Go on to confirm" }).click();
  await dialog.getByRole("button", { name: /^Confirm for/ }).click();
  await dialog.getByText("is on record").waitFor();
  await dialog.getByRole("button", { name: "Done" }).click();
}

/** The API with somebody's token. */
export async function api(server, person, method, path, body) {
  const response = await fetch(`http://${server.address}/api/v1${path}`, {
    method,
    headers: { authorization: `Bearer ${person.token}`, "content-type": "application/json" },
    body: body && JSON.stringify(body),
  });
  const said = await response.text();
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${said}`);
  return said ? JSON.parse(said) : null;
}

/** Who coordinates the demonstration's dossier. */
export const coordinator = (server) => server.demo.people.find((p) => p.role === "coordinator");

/** Who may sign for an organisation, by its place in the demonstration. */
export function holders(server, number) {
  const { id } = server.demo.organisations[number];
  return server.demo.people.filter((p) => p.may_sign && p.organisation === id);
}

/** Opens a round on these texts, `{ text, version }` each: of everybody, for an hour, adopted by one; or as `more` says. */
export function openRound(server, texts, more = {}) {
  return api(server, coordinator(server), "POST", `/dossiers/${server.demo.dossier}/rounds`, {
    texts,
    asked: server.demo.organisations.map((o) => o.id),
    rule: { kind: "explicit", min: 1 },
    deadline: Date.now() + 3_600_000,
    zone: "Europe/Zurich",
    late_names: "taken",
    ...more,
  });
}

/** Signs with a token, as the demonstration's people can. */
export async function signWithToken(server, person, round) {
  const items = round.texts.map(({ text, version, digest }) => ({ text, version, digest, position: "signed" }));
  const act = { organisation: person.organisation, items, language: "en" };
  const { nonce } = await api(server, person, "POST", `/rounds/${round.id}/acts`, act);
  await api(server, person, "POST", `/rounds/${round.id}/positions`, { nonce });
}

/** Text of each page of a PDF, and its attachments by name. */
export function readPdf(file) {
  execFileSync("qpdf", ["--check", file]);
  const pages = execFileSync("pdftotext", ["-layout", file, "-"], { encoding: "utf8" }).split("\f").slice(0, -1);
  const folder = mkdtempSync(join(tmpdir(), "attachments-"));
  execFileSync("pdfdetach", ["-saveall", "-o", folder, file]);
  const attachments = Object.fromEntries(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), "utf8")]));
  return { pages, attachments };
}

/** Words without line breaks and doubled spaces. */
export const flat = (text) => text.replace(/[\u2066-\u2069]/g, "").replace(/\s+/g, " ");

/** Letters alone: what line breaks, hyphens, note numbers and list marks cannot change. */
const letters = (text) => text.normalize("NFC").replace(/[^\p{L}]/gu, "");

/** The whole words, digits included, for what is set without a hyphen. */
const unspaced = (text) => flat(text).replaceAll(" ", "");

const wordsOf = (blocks) => blocks.flatMap((block) => block.runs ?? []).map((run) => run.text ?? "").join("");

/** Checks that the pages have every block and note of the Statement in order, each note on the page of its mark. */
export function assertFaithful({ pages, attachments }) {
  const statement = JSON.parse(Object.values(attachments).find((text) => text.startsWith("{") && text.includes("undersigned/statement/1")));
  const pagesLetters = pages.map(letters);
  const all = pagesLetters.join("");
  const inOrder = (openings) => {
    let from = 0;
    for (const opening of openings.map((words) => letters(words).slice(0, 40)).filter(Boolean)) {
      const at = all.indexOf(opening, from);
      assert.ok(at >= 0, `not in the file, or out of order: ${opening}`);
      from = at + opening.length;
    }
  };
  inOrder(statement.blocks.map((block) => wordsOf([block])));
  inOrder(statement.notes.map(wordsOf));
  const pageOf = (words) => pagesLetters.findIndex((page) => page.includes(words));
  for (const block of statement.blocks) {
    let before = "";
    for (const run of block.runs ?? []) {
      if (!run.note) before += letters(run.text ?? "");
      else {
        const body = unspaced(wordsOf(statement.notes[run.note - 1]));
        const page = pages.findIndex((page) => unspaced(page).includes(body));
        assert.equal(page, pageOf(before.slice(-30)), `note ${run.note} stands whole on the page of its mark`);
      }
    }
  }
}

/** The names on the list of the publication's record, which is the extract's last. */
export function listOfRecord(attachments) {
  const extract = Object.values(attachments).find((text) => text.includes('"undersigned/record/1"'));
  const { parts } = JSON.parse(extract.trim().split("\n").at(-1));
  return parts.public.list.map((listed) => listed.name);
}
