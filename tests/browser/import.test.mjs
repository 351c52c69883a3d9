// A text that came out of a PDF: imported, mended, frozen, signed and published in the page.
import assert from "node:assert/strict";
import { test } from "node:test";
import { join } from "node:path";
import { login } from "./browser.mjs";
import { Server } from "./server.mjs";
import { browser, server, stage } from "./stage.mjs";
import * as story from "./story.mjs";

const TWIN = new URL("../fixtures/annex-twin.txt", import.meta.url).pathname;

/** Orphans of the twin: what their note says, and the words their mark belongs after. */
const ORPHANS = [
  ["Reply of the draft's sponsor", "from which all sides are sure to gain,\""],
  ["GA resolution 60/251, as cited", "recommend what should be done about them.\""],
  ["fourth operative paragraph", "every human right be better promoted and protected\""],
  ["The words proposed and set aside", "set aside without a word of explanation."],
];

stage(() => Server.demo());

test("an imported annex gets its marks back, its list, and prints notes 1 to 7", async () => {
  const coordinator = server.demo.people.find((p) => p.role === "coordinator");
  const page = await login(browser, coordinator.login_url);
  await page.goto(`${story.base(server)}/dossiers/${server.demo.dossier}`);
  await page.getByRole("button", { name: "New text" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Title", { exact: true }).fill("Annex from a PDF");
  await dialog.getByLabel("Import a plain text file (optional)").setInputFiles(TWIN);
  await dialog.getByRole("button", { name: "Create the text" }).click();
  await dialog.getByRole("list", { name: "Findings" }).waitFor();
  assert.equal(await dialog.getByRole("list", { name: "Findings" }).getByRole("listitem").count(), 12);
  await dialog.getByRole("button", { name: "Open the text" }).click();
  await story.draft(page).waitFor();
  await story.saved(page);

  const orphans = page.getByRole("region", { name: "Notes without a mark" });
  for (const [note, after] of ORPHANS) {
    await story.placeCursorAfter(page, after);
    const orphan = orphans.getByRole("listitem").filter({ hasText: note });
    await orphan.getByRole("button", { name: "Place at the cursor" }).click();
    await orphan.waitFor({ state: "detached" });
  }
  await page.getByText(/^Notes \(7\)/).click();
  await page.getByRole("button", { name: "Make it the list of signatories" }).first().click();
  await story.saved(page);

  await page.getByRole("button", { name: "Freeze the draft" }).click();
  await page.getByText("Version 1 is frozen.").waitFor();
  await page.getByRole("button", { name: "Open a round" }).click();
  await page.getByRole("button", { name: "Open the round" }).click();
  await page.getByText("The round is open.").waitFor();
  const dossier = await story.api(server, coordinator, "GET", `/dossiers/${server.demo.dossier}`);
  const round = dossier.rounds[0];
  for (const organisation of server.demo.organisations) {
    const signatory = server.demo.people.find((p) => p.may_sign && p.organisation === organisation.id);
    await story.signWithToken(server, signatory, round);
  }
  await page.goto(`${story.base(server)}/rounds/${round.id}`);
  await story.confirm(page, "Close the round");
  await page.getByRole("button", { name: "Publish Annex from a PDF" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Publish", exact: true }).click();
  await page.waitForURL(/\/publications\//);
  const download = page.waitForEvent("download");
  await page.getByRole("link", { name: /Download the PDF/ }).first().click();
  const file = join(server.folder, "imported.pdf");
  await (await download).saveAs(file);
  assertNotes(file);
});

/** Each note's words once, on the page that has its mark; the list names sixteen. */
function assertNotes(file) {
  const { pages, attachments } = story.readPdf(file);
  const statement = JSON.parse(Object.entries(attachments).find(([name]) => name.endsWith(".json"))[1]);
  assert.equal(statement.notes.length, 7);
  const marks = statement.blocks.flatMap((b) => b.runs ?? []).filter((run) => run.note).map((run) => run.note);
  assert.deepEqual(marks, [1, 2, 3, 4, 5, 6, 7]);
  const text = story.flat(pages.join(" "));
  for (const [note] of ORPHANS) assert.equal(text.split(note).length, 2, `once in the file: ${note}`);
  for (const organisation of server.demo.organisations) {
    assert.ok(text.includes(story.flat(organisation.name)), organisation.name);
  }
}
