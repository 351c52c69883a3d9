// Mail, read from a real SMTP server: who is told, with which link, and that no word of a draft is in it.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Mailbox } from "./mailbox.mjs";
import { Server } from "./server.mjs";
import * as story from "./story.mjs";

let server;
let mailbox;

before(async () => {
  mailbox = await Mailbox.open();
  server = await Server.demo({ mail: mailbox.url });
});

after(async () => {
  await server?.close();
  mailbox?.close();
});

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
    assert.match(words, /Head of the ledger: \d+:[0-9a-f]{64}/, "what to keep");
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
  assert.deepEqual(await api(quiet, "GET", "/me/mail"), { mailed: "least" });
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
