// The whole story: three versions, passkeys, a mailed code, a relayed position, an objection that is resolved, silence
// that is broken and silence that holds, publications, a late name, a withdrawal, and two verifiers that agree.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { enrol, pageWithKey } from "./authenticator.mjs";
import { launch, login } from "./browser.mjs";
import { Mailbox } from "./mailbox.mjs";
import { output, Server } from "./server.mjs";
import * as story from "./story.mjs";

const HOUR_MS = 3_600_000;
const SECOND_VERIFIER = new URL("../verifier/verify.py", import.meta.url).pathname;

let server;
let browser;
let mailbox;
let folder;
let ahead = 0;

/** Sets the server's clock forward, without a restart: nobody was away. */
function forward(hours) {
  ahead += hours;
  writeFileSync(join(folder, "clock"), `+${ahead}h\n`);
}

before(async () => {
  folder = mkdtempSync(join(tmpdir(), "story-"));
  forward(0);
  [mailbox, browser] = await Promise.all([Mailbox.open(), launch()]);
  server = await Server.demo({ mail: mailbox.url, clock: join(folder, "clock") });
});

after(async () => {
  await browser?.close();
  await server?.close();
  mailbox?.close();
  rmSync(folder, { recursive: true, force: true });
});

const api = (person, method, path, body) => story.api(server, person, method, path, body);
const coordinator = () => story.coordinator(server);
const organisation = (number) => server.demo.organisations[number];
const holder = (number) => story.holders(server, number)[0];
const text = (kind) => server.demo.texts.find((t) => t.kind === kind).id;
const freeze = (id) => api(coordinator(), "POST", `/texts/${id}/versions`);

function openRound(texts, rule, hours = 24) {
  return story.openRound(server, texts, { rule, deadline: Date.now() + (ahead + hours) * HOUR_MS + 60_000 });
}

/** What an organisation's holder says of every text of a round, by the text's id or of all alike. */
async function say(number, round, position, { keep = "no", code = false, ...said } = {}) {
  const person = holder(number);
  const item = ({ text, version, digest }) => ({ text, version, digest, position: position[text] ?? position, ...said });
  const act = {
    organisation: person.organisation,
    items: round.texts.map(item).map((item) => (item.position === "signed" ? { ...item, passages: [] } : item)),
    keep_if_editorial: keep,
    language: "en",
  };
  const { nonce } = await api(person, "POST", `/rounds/${round.id}/acts`, act);
  if (!code) return api(person, "POST", `/rounds/${round.id}/positions`, { nonce });
  await api(person, "POST", `/rounds/${round.id}/acts/code`, { nonce });
  const [mail] = await mailbox.like(/is your code/, 1);
  return api(person, "POST", `/rounds/${round.id}/positions`, { nonce, code: mail.subject.slice(0, 6) });
}

/** Signs every text of a round in the page, with a passkey: one touch for all. */
async function signInPage(page, round, { keep = false } = {}) {
  await page.goto(`${story.base(server)}/rounds/${round.id}`);
  await page.getByRole("button", { name: /^(Take a|Change the) position/ }).click();
  const dialog = page.getByRole("dialog");
  const choices = dialog.getByRole("radio", { name: "Sign", exact: true });
  await choices.first().waitFor();
  for (const choice of await choices.all()) await choice.check();
  if (keep) await dialog.getByRole("checkbox", { name: /^Keep our signature/ }).check();
  await dialog.getByRole("button", { name: "Go on to confirm" }).click();
  await dialog.getByRole("button", { name: /^Sign with your passkey for/ }).click();
  await dialog.getByText("is on record").waitFor();
}

async function edit(page, after, words) {
  await story.placeCursorAfter(page, after);
  await page.keyboard.type(words);
  await story.saved(page);
}

const answers = async (round, text) => {
  const { asked } = await api(coordinator(), "GET", `/rounds/${round.id}`);
  return Object.fromEntries(asked.map((a) => [a.organisation, a.positions.find((p) => p.text === text)]));
};

/** Waits until a round whose deadline has passed is closed, which nobody has to ask for. */
async function closedBySelf(round) {
  for (;;) {
    const { state } = await api(coordinator(), "GET", `/rounds/${round.id}`);
    if (state !== "open") return state;
  }
}

async function publish(round, text, edition) {
  const made = await api(coordinator(), "POST", `/rounds/${round.id}/publications`, { text });
  assert.equal(made.edition, edition);
  const answer = await fetch(`${story.base(server)}/p/${made.id}/${edition}/pdf`);
  const file = join(folder, `${text}-${edition}.pdf`);
  writeFileSync(file, Buffer.from(await answer.arrayBuffer()));
  const said = await output(["verify", file, "--key", server.demo.key]);
  const second = spawnSync("/usr/bin/python3", [SECOND_VERIFIER, "--key", server.demo.key, file], { encoding: "utf8" });
  assert.match(second.stdout, /agrees with itself/, second.stdout + second.stderr);
  assert.equal(second.status, 3);
  return { ...made, said };
}

test("the whole story", async () => {
  const [annex, vote] = [text("annex"), text("explanation-of-vote")];
  await freeze(annex);
  await freeze(vote);
  const first = await openRound([{ text: annex, version: 1 }, { text: vote, version: 1 }], { kind: "explicit", min: 8 });

  // Five sign with passkeys, three of whom want it kept; one by a mailed code, one relayed, one reserves, one objects.
  const pages = [];
  for (const number of [0, 1, 2, 3, 4]) {
    const { page } = await pageWithKey(browser, holder(number));
    await enrol(server, page, "My key");
    await signInPage(page, first, { keep: number < 3 });
    pages.push(page);
  }
  await say(5, first, "signed", { code: true });
  const relayed = first.texts.map(({ text, version, digest }) => ({ text, version, digest, position: "signed" }));
  await api(coordinator(), "POST", `/rounds/${first.id}/relayed`, {
    organisation: organisation(6).id,
    items: relayed,
    on_word_of: "Ada Example",
    how: "telephone",
    when: "this morning",
  });
  await say(7, first, "signed_with_reservation", { reservation: "except its last paragraph" });
  const passages = ["One ambiguous text can undo it."];
  await say(8, first, { [annex]: "objects", [vote]: "signed" }, { reason: "Too weak", passages });
  const methods = Object.values(await answers(first, annex)).map((p) => p?.method);
  assert.equal(methods.filter((m) => m === "passkey").length, 5);
  assert.equal(methods.filter((m) => m === "mail-code").length, 1);
  assert.equal(methods.filter((m) => m === "relayed").length, 1);

  // Version 2 changes spacing: three are carried; one that was not sees what changed, and signs again.
  const editor = await login(browser, coordinator().login_url);
  await story.openText(editor, server, annex);
  await edit(editor, "One ambiguous", " ");
  assert.equal((await freeze(annex)).no, 2);
  const second = await openRound([{ text: annex, version: 2 }], { kind: "explicit", min: 3 });
  const carried = Object.entries(await answers(second, annex)).filter(([, p]) => p?.carried_from === 1);
  assert.deepEqual(carried.map(([id]) => id).sort(), [0, 1, 2].map((n) => organisation(n).id).sort());
  assert.equal((await answers(first, annex))[organisation(3).id].currency, "outdated");
  await pages[3].goto(`${story.base(server)}/rounds/${second.id}`);
  await signInPage(pages[3], second);
  assert.equal((await answers(second, annex))[organisation(3).id].currency, "current");

  // Version 3 gives the objector what it asked for; nothing is carried over it.
  await edit(editor, "One ambiguous  text", " and careless phrase");
  assert.equal((await freeze(annex)).no, 3);
  const third = await openRound([{ text: annex, version: 3 }], { kind: "explicit", min: 3 });
  assert.deepEqual(Object.values(await answers(third, annex)).filter(Boolean), []);
  await say(8, third, "signed");
  for (const number of [0, 1]) await signInPage(pages[number], third);
  await say(9, third, "signed");
  await api(coordinator(), "POST", `/rounds/${third.id}/close`);

  // Edition 1, a late name, a withdrawal: three editions of one text, from edition 2 on with what passkeys signed.
  const one = await publish(third, annex, 1);
  assert.equal(one.signatories.length, 4);
  assert.equal(one.said.match(/signed with a passkey/g).length, 2);
  assert.doesNotMatch(one.said, /signed exactly this/);
  await api(coordinator(), "POST", "/coalition/proofs", { proofs: "published" });
  await say(12, third, "signed");
  const two = await publish(third, annex, 2);
  assert.equal(two.said.match(/passkey [0-9a-f]{16} signed exactly this, as the file shows/g).length, 2);
  await say(9, third, "withdrawn");
  const three = await publish(third, annex, 3);
  assert.deepEqual([two.signatories.length, three.signatories.length], [5, 4]);
  assert.equal(three.digest, one.digest, "names change no digest");

  // Silence on the explanation of vote: broken once, then kept.
  const silence = { kind: "silence", hours: 72 };
  const broken = await openRound([{ text: vote, version: 1 }], silence, 72);
  await say(11, broken, "objects", { reason: "We were not heard", passages: ["Madam President"] });
  forward(73);
  assert.equal(await closedBySelf(broken), "not_adopted");
  await say(11, broken, "withdrawn");
  const kept = await openRound([{ text: vote, version: 1 }], silence, 72);
  const leave = { organisation: organisation(10).id, items: [], assent: "yes", language: "en" };
  const { nonce } = await api(holder(10), "POST", `/rounds/${kept.id}/acts`, leave);
  await api(holder(10), "POST", `/rounds/${kept.id}/positions`, { nonce });
  for (const number of [10, 11]) await api(holder(number), "GET", `/texts/${vote}/versions/1`);
  await say(0, kept, "signed");
  forward(73);
  assert.equal(await closedBySelf(kept), "adopted");
  const explained = await publish(kept, vote, 1);
  // One signed anew, two are carried from the same words in the first round, one gave leave and did not object.
  assert.deepEqual(explained.signatories.sort(), [0, 1, 2, 10].map((n) => organisation(n).name).sort());
  assert.equal(explained.said.match(/carried from version 1/g).length, 2);
  assert.match(explained.said, /did not object; named by its own leave/);

  // What anybody reads, without a login or a script; and the ledger, with a head that was mailed at the first opening.
  const anybody = await browser.newContext({ javaScriptEnabled: false });
  const open = await anybody.newPage();
  await open.goto(`${story.base(server)}/p/${three.id}`);
  for (const words of ["edition 3", "Earlier editions", "holds: text, pages, list and records agree"]) {
    assert.ok((await open.locator("body").innerText()).includes(words), words);
  }
  const [mail] = await mailbox.like(/^Your organisation is asked/, 1);
  const head = mail.parts["text/plain"].match(/Head of the ledger: (\d+:[0-9a-f]{64})/)[1];
  const ledger = join(folder, "ledger.jsonl");
  const answer = await fetch(`http://${server.address}/api/v1/dossiers/${server.demo.dossier}/ledger`, {
    headers: { authorization: `Bearer ${coordinator().token}` },
  });
  writeFileSync(ledger, await answer.text());
  const said = await output(["verify", ledger, "--key", server.demo.key, "--head", head]);
  assert.match(said, /passkey [0-9a-f]{16} signed the act/);
  const forged = head.replace(/:./, (start) => (start === ":0" ? ":1" : ":0"));
  await output(["verify", ledger, "--key", server.demo.key, "--head", forged], { status: 1 });
  for (const page of [...pages, editor]) assert.deepEqual([page.errors, page.foreign], [[], []]);
});
