// From an empty folder to a published PDF through the pages alone.
import assert from "node:assert/strict";
import { test } from "node:test";
import { join } from "node:path";
import { login } from "./browser.mjs";
import { output, Server } from "./server.mjs";
import { browser, server, stage } from "./stage.mjs";
import * as story from "./story.mjs";

const ORGANISATIONS = "Riverbank Law Centre (RLC)\nCoastal Watch\nMountain Press Freedom Group";

stage(() => Server.empty("chair@coalition.example"));

test("a coordinator sets a coalition up, drafts, collects a signature and publishes, all in the page", async () => {
  const chair = await login(browser, server.loginLink);
  await chair.goto(`${story.base(server)}/setup`);
  await chair.getByRole("button", { name: "Paste a list" }).click();
  await chair.getByLabel("Organisations, one per line").fill(ORGANISATIONS);
  await chair.getByRole("button", { name: "Add the organisations" }).click();
  await chair.getByRole("list", { name: "Organisations" }).getByText("Coastal Watch").waitFor();

  await chair.getByRole("button", { name: "Add a person" }).click();
  const adding = chair.getByRole("dialog");
  await adding.getByLabel("Name", { exact: true }).fill("Ana Reyes");
  await adding.getByLabel("E-mail address").fill("ana@coastal.example");
  await adding.getByLabel("Organisation").selectOption({ label: "Coastal Watch" });
  await adding.getByRole("button", { name: "Add the person" }).click();
  await chair.getByRole("button", { name: "Login link for Ana Reyes" }).click();
  const link = await chair.getByRole("textbox", { name: "Login link" }).inputValue();
  await chair.getByRole("dialog").getByRole("button", { name: "Close" }).click();

  await chair.getByRole("button", { name: "New dossier" }).click();
  await chair.getByRole("dialog").getByLabel("Title of the dossier").fill("Draft resolution on rivers");
  await chair.getByRole("dialog").getByRole("button", { name: "Create the dossier" }).click();
  await chair.waitForURL(/\/dossiers\//);
  await chair.getByRole("button", { name: "Give a role" }).click();
  await chair.getByRole("dialog").getByLabel("Person").selectOption({ label: "Ana Reyes (ana@coastal.example)" });
  await chair.getByRole("dialog").getByRole("button", { name: "Give the role" }).click();
  await chair.getByRole("button", { name: "Name a holder" }).click();
  await chair.getByRole("dialog").getByLabel("Organisation").selectOption({ label: "Coastal Watch" });
  await chair.getByRole("dialog").getByLabel("Person").selectOption({ label: "Ana Reyes (ana@coastal.example)" });
  await chair.getByRole("dialog").getByRole("button", { name: "Name the holder" }).click();

  await chair.getByRole("button", { name: "New text" }).click();
  await chair.getByRole("dialog").getByLabel("Title", { exact: true }).fill("Joint letter");
  await chair.getByRole("dialog").getByRole("button", { name: "Create the text" }).click();
  await chair.waitForURL(/\/texts\//);
  await story.draft(chair).click();
  await chair.keyboard.type("Rivers belong to everybody");
  await chair.getByRole("combobox", { name: "Paragraph style" }).selectOption({ label: "Title" });
  await story.draft(chair).press("End");
  await chair.keyboard.press("Enter");
  await chair.keyboard.type("We ask all States to keep them clean.");
  await story.saved(chair);
  await chair.getByRole("button", { name: "Freeze the draft" }).click();
  await chair.getByText("Version 1 is frozen.").waitFor();
  await chair.getByRole("button", { name: "Open a round" }).click();
  await chair.getByLabel("At least").fill("1");
  await chair.getByRole("button", { name: "Open the round" }).click();
  await chair.getByText("The round is open.").waitFor();

  const ana = await login(browser, link);
  await ana.getByRole("link", { name: "Read and take a position" }).click();
  await story.signInPage(ana);

  await chair.reload();
  await story.confirm(chair, "Close the round");
  await chair.getByRole("button", { name: "Publish Joint letter" }).click();
  await chair.getByRole("dialog").getByRole("button", { name: "Publish", exact: true }).click();
  await chair.waitForURL(/\/publications\//);
  const download = chair.waitForEvent("download");
  await chair.getByRole("link", { name: /Download the PDF/ }).first().click();
  const file = join(server.folder, "letter.pdf");
  await (await download).saveAs(file);
  const { pages } = story.readPdf(file);
  assert.match(story.flat(pages.join(" ")), /Rivers belong to everybody.*Coastal Watch/);
  const key = await (await fetch(`${story.base(server)}/.well-known/undersigned-key`)).text();
  const said = await output(["verify", file, "--key", key.trim()]);
  assert.match(said, /link that was handed out/, "the method says that the coordinator handed the link out");
});
