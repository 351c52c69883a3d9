// Mail, read from a real SMTP server: who is told, with which link, and that no word of a draft is in it.
import assert from "node:assert/strict";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { Mailbox } from "./mailbox.mjs";
import { Server } from "./server.mjs";
import * as story from "./story.mjs";

let server;
let mailbox;
let clock;

before(async () => {
  mailbox = await Mailbox.open();
  clock = join(mkdtempSync(join(tmpdir(), "undersigned-clock-")), "clock");
  writeFileSync(clock, "+0h\n");
  server = await Server.demo({ mail: mailbox.url, clock });
});

after(async () => {
  await server?.close();
  mailbox?.close();
});

/** The round that is open on a text. */
async function openRoundOf(text) {
  const { rounds } = await story.api(server, coordinator(), "GET", `/dossiers/${server.demo.dossier}`);
  return rounds.find((round) => round.state === "open" && round.texts.some((t) => t.text === text)).id;
}

const mailsLike = (subject, count) => mailbox.like(subject, count);

const coordinator = () => story.coordinator(server);
const holders = (number) => story.holders(server, number);
const api = (person, method, path, body) => story.api(server, person, method, path, body);

test("an opening, a relayed answer and a closing are mailed to those they concern", async () => {
  const calendar = async (id) =>
    (await fetch(`http://${server.address}/api/v1/rounds/${id}/calendar`, {
      headers: { authorization: `Bearer ${coordinator().token}` },
    })).text();
  const { id: text, title } = server.demo.texts.find((t) => t.kind === "annex");
  await api(coordinator(), "POST", `/texts/${text}/versions`);
  const round = await story.openRound(server, [{ text, version: 1 }], {
    asked: server.demo.organisations.slice(0, 3).map((o) => o.id),
  });
  const asked = [0, 1, 2].flatMap(holders);
  const opened = await mailsLike(/^Your organisation is asked/, asked.length);
  assert.deepEqual(opened.flatMap((mail) => mail.to).sort(), asked.map((p) => p.email).sort());
  const [first] = opened;
  assert.equal(first.from, "statements@coalition.example");
  for (const words of Object.values(first.parts)) {
    assert.match(words, new RegExp(`http://localhost:\\d+/rounds/${round.id}`), "the way there");
    assert.match(words, /Head of the ledger: (<code><bdi dir="ltr">)?\d+:[0-9a-f]{64}/, "what to keep");
    assert.ok(words.includes(server.demo.key), "the server's key");
    assert.ok(words.includes(server.demo.organisations[2].name), "who else was told");
  }
  assert.deepEqual(Object.keys(first.parts).sort(), ["text/html", "text/plain"]);

  const file = await calendar(round.id);
  const deadline = new Date(round.deadline).toISOString().replace(/\.\d+|[-:]/g, "");
  for (const line of ["BEGIN:VEVENT", `UID:${round.id}@`, `DTSTART:${deadline}`, "TRIGGER;RELATED=START:-PT10800S"]) {
    assert.ok(file.replace(/\r\n[ \t]/g, "").includes(line), `${line}\n${file}`);
  }

  const versions = { text, version: 1, digest: round.texts[0].digest };
  await api(coordinator(), "POST", `/rounds/${round.id}/relayed`, {
    organisation: server.demo.organisations[2].id,
    items: [{ ...versions, position: "objects", reason: "A secret reason", passages: ["mutually beneficial"] }],
    on_word_of: "Ada Example",
    how: "telephone",
    when: "this morning",
  });
  const relayed = await mailsLike(/^The coordinator entered a position/, holders(2).length);
  assert.match(relayed[0].parts["text/plain"], /undo it with one click/);

  await story.signWithToken(server, holders(0)[0], round);
  await api(holders(2)[0], "POST", `/rounds/${round.id}/acts`, {
    organisation: server.demo.organisations[2].id,
    items: [{ ...versions, position: "withdrawn" }],
    language: "en",
  }).then(({ nonce }) => api(holders(2)[0], "POST", `/rounds/${round.id}/positions`, { nonce }));
  await api(coordinator(), "POST", `/rounds/${round.id}/close`);
  const closed = await mailsLike(/^Adopted/, asked.length);
  assert.match(closed[0].parts["text/plain"], /Head of the ledger/);

  const all = JSON.stringify(mailbox.mails);
  for (const secret of ["A secret reason", "mutually beneficial", "SHOULD NOT BE ADOPTED", "Ada Example"]) {
    assert.ok(!all.includes(secret), `not in any mail: ${secret}`);
  }
  assert.ok(all.includes(title));
  // The last mail is here a moment before the server has put on disk that it is out.
  let outbox;
  do outbox = await api(coordinator(), "GET", "/outbox");
  while (outbox.waiting.length > 0);
  assert.equal(outbox.sends, true);
  const notices = await api(holders(1)[0], "GET", "/notices");
  assert.match(notices.at(-1).subject, /^(Your organisation is asked|Somebody may now sign)/);
});

test("each person chooses how much is mailed to them", async () => {
  const [quiet, other] = [holders(5)[0], holders(7)[0]];
  await api(quiet, "POST", "/me/mail", { mailed: "least" });
  assert.equal((await api(quiet, "GET", "/me/mail")).mailed, "least");
  const { id: text } = server.demo.texts.find((t) => t.kind === "annex");
  const round = await story.openRound(server, [{ text, version: 1 }], {
    asked: [quiet.organisation, other.organisation],
  });
  const { digest } = round.texts[0];
  for (const person of [quiet, other]) {
    await api(coordinator(), "POST", `/rounds/${round.id}/relayed`, {
      organisation: person.organisation,
      items: [{ text, version: 1, digest, position: "declines" }],
      on_word_of: "Ada Example",
      how: "telephone",
      when: "this morning",
    });
  }
  // Mails of one ledger go out in the order of its records: what comes last says that all before it is there.
  for (const person of [quiet, other]) {
    while (!mailbox.mails.some((m) => m.to.includes(person.email) && /entered a position/.test(m.subject))) {
      await mailsLike(/entered a position/, mailbox.mails.filter((m) => /entered a position/.test(m.subject)).length + 1);
    }
  }
  const asked = (person) => mailbox.mails.filter((m) => m.to.includes(person.email) && /^Your organisation is asked/.test(m.subject));
  assert.deepEqual([asked(quiet).length, asked(other).length], [0, 1]);
});

test("a login link is mailed to whoever is known, and tells nobody who is", async () => {
  const ask = (email) =>
    fetch(`http://${server.address}/api/v1/login/link`, {
      method: "POST",
      headers: { "content-type": "application/json", origin: story.base(server) },
      body: JSON.stringify({ email }),
    });
  assert.equal((await ask("nobody@else.example")).status, 202);
  const person = holders(4)[0];
  assert.equal((await ask(person.email.toUpperCase())).status, 202);
  const [mail] = await mailsLike(/^Your login link/, 1);
  assert.deepEqual(mail.to, [person.email]);
  assert.match(mail.parts["text/plain"], /http:\/\/localhost:\d+\/login#[0-9a-f]{64}/);
  assert.equal(mailbox.mails.filter((m) => m.to.includes("nobody@else.example")).length, 0);
});

test("a position is confirmed with a mailed code, which is tried a few times only", async () => {
  const { id: text } = server.demo.texts.find((t) => t.kind === "explanation-of-vote");
  await api(coordinator(), "POST", `/texts/${text}/versions`);
  const { id: organisation } = server.demo.organisations[3];
  const round = await story.openRound(server, [{ text, version: 1 }], {
    asked: [organisation],
  });
  const person = holders(3)[0];
  const items = [{ text, version: 1, digest: round.texts[0].digest, position: "signed" }];
  const drawn = await api(person, "POST", `/rounds/${round.id}/acts`, { organisation, items, language: "en" });
  assert.equal(drawn.mail, true);
  const take = (code) => api(person, "POST", `/rounds/${round.id}/positions`, { nonce: drawn.nonce, code });
  await assert.rejects(take("000000"), /code-expired/);
  await api(person, "POST", `/rounds/${round.id}/acts/code`, { nonce: drawn.nonce });
  const codes = await mailsLike(/is your code/, 1);
  const code = codes[0].subject.slice(0, 6);
  const wrong = code === "123456" ? "654321" : "123456";
  for (let tries = 0; tries < 5; tries += 1) await assert.rejects(take(wrong), /wrong-code/);
  await assert.rejects(take(code), /code-expired/);
  await api(person, "POST", `/rounds/${round.id}/acts/code`, { nonce: drawn.nonce });
  const again = (await mailsLike(/is your code/, 2)).at(-1);
  await take(again.subject.slice(0, 6));
  const { asked } = await api(coordinator(), "GET", `/rounds/${round.id}`);
  assert.equal(asked[0].positions[0].method, "mail-code");
});

test("each person is written to in their language, and at night nothing is mailed but what cannot wait", async () => {
  const [arab, sleeper] = [holders(8)[0], holders(9)[0]];
  const texts = ["annex", "explanation-of-vote"].map((kind) => server.demo.texts.find((t) => t.kind === kind).id);
  for (const text of texts) await api(coordinator(), "POST", `/rounds/${await openRoundOf(text)}/cancel`);
  await api(arab, "POST", "/me/mail", { language: "ar" });
  const hour = new Date().getUTCHours();
  const quiet = { from: hour, until: (hour + 3) % 24 };
  await assert.rejects(api(sleeper, "POST", "/me/mail", { quiet: { from: 24, until: 1 } }), /422/);
  await assert.rejects(api(sleeper, "POST", "/me/mail", { zone: "Mars/Olympus" }), /no-such-zone/);
  await api(sleeper, "POST", "/me/mail", { language: "fr", quiet, zone: "UTC" });
  const asked = [arab.organisation, sleeper.organisation];
  const open = (text, days) =>
    story.openRound(server, [{ text, version: 1 }], { asked, deadline: Date.now() + days * 86_400_000 });
  const round = await open(texts[0], 3);
  const [arabic] = await mailsLike(/^يُطلب موقف منظمتكم/, 1);
  assert.deepEqual(arabic.to, [arab.email]);
  assert.match(arabic.parts["text/html"], /<div lang="ar" dir="rtl">/);
  assert.match(arabic.parts["text/plain"], /رأس السجل:\s+\d+:[0-9a-f]{64}/);
  if (process.env.MAIL_PICTURE) writeFileSync(process.env.MAIL_PICTURE, arabic.parts["text/html"]);

  await open(texts[1], 0.5);
  const [pressing] = await mailsLike(/^Votre organisation est consultée/, 1);
  assert.deepEqual(pressing.to, [sleeper.email]);
  await api(coordinator(), "POST", `/rounds/${round.id}/extend`, { deadline: round.deadline + 86_400_000 });
  // Once nothing else waits, what waits is put aside for the morning.
  const held = async () => {
    const { waiting } = await api(coordinator(), "GET", "/outbox");
    return waiting.every((mail) => mail.email === sleeper.email) ? waiting.length : Infinity;
  };
  while ((await held()) !== 2);
  const ofSleeper = () => mailbox.mails.filter((mail) => mail.to.includes(sleeper.email) && /^(Votre|Délai)/.test(mail.subject));
  assert.equal(ofSleeper().length, 1, "the round of three days, and that it was put off, wait for the morning");

  writeFileSync(clock, "+4h\n");
  const [morning] = await mailsLike(/^2 avis de /, 1);
  assert.deepEqual(morning.to, [sleeper.email]);
  for (const subject of ["Votre organisation est consultée", "Délai de réponse prolongé"]) {
    assert.ok(morning.parts["text/plain"].includes(subject) && morning.parts["text/html"].includes(subject), subject);
  }
  while ((await held()) !== 0);
});
