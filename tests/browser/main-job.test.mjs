// The main job in real browsers: draft, freeze, sign, publish, and a stranger who checks the file.
import assert from "node:assert/strict";
import { test } from "node:test";
import { join } from "node:path";
import { login } from "./browser.mjs";
import { output, Server } from "./server.mjs";
import { browser, server, stage } from "./stage.mjs";
import * as story from "./story.mjs";

stage(() => Server.demo());

const person = (role, number = 0) => server.demo.people.filter((p) => p.role === role)[number];
const signatories = () =>
  server.demo.organisations.map((o) => server.demo.people.find((p) => p.may_sign && p.organisation === o.id));

test("two people type at once, one through a kill of the server; then the text is frozen, signed, published, checked", async () => {
  const annex = server.demo.texts.find((t) => t.kind === "annex");
  const coordinator = await login(browser, person("coordinator").login_url);
  const editors = server.demo.people.filter((p) => p.role === "editor");
  const other = editors.find((p) => p.organisation !== person("coordinator").organisation);
  const editor = await login(browser, other.login_url);
  await story.openText(coordinator, server, annex.id);
  await story.openText(editor, server, annex.id);

  await story.placeCursorAfter(coordinator, "beneficial to whom?");
  await story.placeCursorAfter(editor, "One ambiguous text can undo it.");
  await Promise.all([
    coordinator.keyboard.type(" One of us adds this.", { delay: 5 }),
    editor.keyboard.type(" Another adds that.", { delay: 5 }),
  ]);
  for (const page of [coordinator, editor]) {
    await story.draft(page).getByText("One of us adds this.").waitFor();
    await story.draft(page).getByText("Another adds that.").waitFor();
    await story.saved(page);
  }

  const { acronym, name } = server.demo.organisations.find((o) => o.id === other.organisation);
  const names = coordinator.getByRole("button", { name: "Who wrote this" });
  await names.click();
  await coordinator.getByTitle(`, ${acronym ?? name}`).getByText("Another adds that.").waitFor();
  assert.equal(await coordinator.locator(".written", { hasText: "Another adds that." }).count(), 1);
  await names.click();
  assert.equal(await coordinator.locator(".written, .written-by").count(), 0);

  await server.kill();
  await editor.keyboard.type(" Typed while the server was down.", { delay: 5 });
  await server.start();
  await story.saved(editor);
  await story.draft(coordinator).getByText("Typed while the server was down.").waitFor();

  // Whoever takes a deletion back is not taken for the author of the words.
  await names.click();
  await story.placeCursorAfter(coordinator, "Another adds that.");
  for (const _ of "Another adds that.") await coordinator.keyboard.press("Shift+ArrowLeft");
  await coordinator.keyboard.press("Delete");
  await coordinator.keyboard.press("Control+z");
  await story.saved(coordinator);
  const whose = coordinator.getByTitle(`, ${acronym ?? name}; restored by `);
  await whose.getByText("Another adds that.").waitFor();
  await names.click();

  await story.placeCursorAfter(coordinator, "One of us adds this.");
  await coordinator.keyboard.insertText("\u200b");
  await story.saved(coordinator);
  await coordinator.getByRole("button", { name: "Freeze the draft" }).click();
  const problems = coordinator.getByRole("region", { name: "Problems that stop a freeze" });
  await problems.waitFor();
  await problems.getByRole("listitem").first().getByRole("button").last().click();
  await story.saved(coordinator);
  await coordinator.getByRole("button", { name: "Freeze the draft" }).click();
  await coordinator.getByText("Version 1 is frozen.").waitFor();

  await coordinator.getByRole("button", { name: "Open a round" }).click();
  await coordinator.getByRole("button", { name: "Open the round" }).click();
  await coordinator.getByText("The round is open.").waitFor();
  const dossier = await story.api(server, person("coordinator"), "GET", `/dossiers/${server.demo.dossier}`);
  const round = dossier.rounds[0];

  const [first, second, ...others] = signatories();
  for (const signatory of [first, second]) {
    const page = await login(browser, signatory.login_url);
    await page.goto(`${story.base(server)}/rounds/${round.id}`);
    await story.signInPage(page);
    assert.deepEqual(page.foreign, []);
    await page.context().close();
  }
  const late = others.pop();
  for (const signatory of others) await story.signWithToken(server, signatory, round);

  await coordinator.goto(`${story.base(server)}/rounds/${round.id}`);
  await story.confirm(coordinator, "Close the round");
  await coordinator.getByText("The round is closed: adopted.").waitFor();
  const edition1 = await publish(coordinator, annex, 1);
  assertPages(edition1, 15);
  await verify(edition1.file);

  await story.signWithToken(server, late, round);
  await coordinator.goto(`${story.base(server)}/rounds/${round.id}`);
  const edition2 = await publish(coordinator, annex, 2);
  assertPages(edition2, 16);
  await verify(edition2.file);
  assert.equal(edition2.digest, edition1.digest, "a late name changes no digest");
  for (const page of [coordinator, editor]) {
    assert.deepEqual(page.foreign, [], "no request to any other host");
    assert.deepEqual(page.errors, [], "no error in the page");
  }
  assert.equal(await server.metric("state_hash_mismatches_total"), 0);
});

async function publish(page, text, edition) {
  const action = edition === 1 ? `Publish ${text.title}` : `Publish a new edition of ${text.title}`;
  await page.getByRole("button", { name: action }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Publish", exact: true }).click();
  await page.waitForURL(/\/publications\//);
  const download = page.waitForEvent("download");
  await page.getByRole("link", { name: /Download the PDF/ }).first().click();
  const file = join(server.folder, `edition-${edition}.pdf`);
  await (await download).saveAs(file);
  const id = new URL(page.url()).pathname.split("/").pop();
  const { digest } = await story.api(server, person("coordinator"), "GET", `/publications/${id}`);
  return { file, digest };
}

function assertPages({ file }, signatories) {
  const { pages, attachments } = story.readPdf(file);
  story.assertFaithful({ pages, attachments });
  const text = story.flat(pages.join(" "));
  for (const words of ["One of us adds this.", "Typed while the server was down.", "A COUNCIL THAT MAY NO LONGER ASK"]) {
    assert.equal(text.split(words).length, 2, `once in the file: ${words}`);
  }
  const list = story.listOfRecord(attachments);
  assert.equal(list.length, signatories);
  let place = text.lastIndexOf("Signatories ");
  for (const name of list) {
    place = text.indexOf(story.flat(name), place + 1);
    assert.ok(place > 0, `on the list, in the record's order: ${name}`);
  }
}

async function verify(file) {
  const said = await output(["verify", file, "--key", server.demo.key]);
  assert.match(said, /a newer edition or a withdrawal would not show here/);
  await output(["verify", file], { status: 3 });
}
