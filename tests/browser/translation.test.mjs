// A translation: made in the page from a file, asked about with its original, printed as what it is, outdated by a new version.
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { login } from "./browser.mjs";
import { output, Server } from "./server.mjs";
import { browser, server, stage } from "./stage.mjs";
import * as story from "./story.mjs";

stage(() => Server.demo());

const FRENCH = "EXPLICATION DE VOTE\n\nNous demandons aux délégations de voter contre ce projet de résolution.\n";

test("an unofficial translation says so on every page, and is outdated once its original has a newer version", async () => {
  const vera = story.coordinator(server);
  const api = (method, path, body) => story.api(server, vera, method, path, body);
  const original = server.demo.texts.find((t) => t.kind === "explanation-of-vote");
  const file = join(server.folder, "francais.txt");
  writeFileSync(file, FRENCH);

  const page = await login(browser, vera.login_url);
  await page.goto(`${story.base(server)}/dossiers/${server.demo.dossier}`);
  await page.getByRole("button", { name: "New text" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Kind").selectOption("explanation-of-vote");
  await dialog.getByLabel("Title", { exact: true }).fill("Explication de vote");
  await dialog.getByLabel("Language", { exact: true }).fill("fr");
  await dialog.getByLabel("Translation of (optional)").selectOption({ label: original.title });
  await dialog.getByLabel("Import a plain text file (optional)").setInputFiles(file);
  await dialog.getByRole("button", { name: "Create the text" }).click();
  await dialog.getByRole("button", { name: "Open the text" }).click();
  await story.draft(page).waitFor();
  await story.saved(page);
  const text = page.url().split("/").pop();
  await assert.rejects(api("POST", `/texts/${text}/versions`), /no-original/);

  await api("POST", `/texts/${original.id}/versions`);
  const version = await api("POST", `/texts/${text}/versions`);
  assert.deepEqual([version.translates.text, version.translates.version], [original.id, 1]);
  const both = [original.id, text].map((id) => ({ text: id, version: 1 }));
  await assert.rejects(story.openRound(server, both, { authentic: [original.id] }), /no-translation/);

  await page.goto(`${story.base(server)}/dossiers/${server.demo.dossier}`);
  await page.getByText(`translation of ${original.title}`).waitFor();
  const round = await story.openRound(server, both);
  await story.signWithToken(server, story.holders(server, 0)[0], round);
  await api("POST", `/rounds/${round.id}/close`);
  const { id, files } = await api("POST", `/rounds/${round.id}/publications`, { text });
  const pdf = await fetch(`http://${server.address}${files[0].url}`, { headers: { authorization: `Bearer ${vera.token}` } });
  const printed = join(server.folder, "francais.pdf");
  writeFileSync(printed, Buffer.from(await pdf.arrayBuffer()));
  for (const words of story.readPdf(printed).pages) {
    assert.match(story.flat(words), /Traduction non officielle de la version 1/);
  }
  const said = await output(["verify", printed, "--key", server.demo.key]);
  assert.match(said, /Unofficial translation of version 1/);

  const stranger = await browser.newPage();
  await stranger.goto(`${story.base(server)}/p/${id}`);
  await stranger.getByText(/Unofficial translation of version 1/).first().waitFor();
  assert.equal(await stranger.getByText("has a newer version by now").count(), 0);

  await story.openText(page, server, original.id);
  await story.placeCursorAfter(page, "vote");
  await page.keyboard.type(" now");
  await story.saved(page);
  await api("POST", `/texts/${original.id}/versions`);
  await stranger.reload();
  await stranger.getByText("What it translates has a newer version by now").waitFor();
  await page.goto(`${story.base(server)}/texts/${text}`);
  await page.getByRole("list", { name: "Versions" }).getByText("outdated").waitFor();
  if (process.env.PICTURE) await page.screenshot({ path: process.env.PICTURE, fullPage: true });
  await page.goto(`${story.base(server)}/rounds/${round.id}`);
  await page.getByText("Unofficial translation of version 1").first().waitFor();
  assert.deepEqual(page.errors, []);
});
