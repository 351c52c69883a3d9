// The reference provider of Yjs, unmodified, against the running server.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { converged, House, until } from "./people.mjs";
import { Random } from "./random.mjs";

/** Longer than the 30 s of silence after which the provider gives a connection up. */
const IDLE_MS = 60_000;

let house;
before(async () => (house = await House.open()));
after(() => house?.close());

describe("y-websocket's provider", { concurrency: true }, () => {
  test("syncs with a bearer header and with a cookie", async () => {
    const text = await house.newText("Two ways in");
    const [first, second] = house.with("editor");
    const program = await house.join(text, house.bearer(first));
    const page = await house.join(text, await house.cookie(second));
    program.content.insert(0, "By a program. ");
    page.content.insert(0, "By a page. ");
    await converged([program.doc, page.doc]);
    assert.match(page.content.toString(), /By a program\. /);
    assert.match(page.content.toString(), /By a page\. /);
    for (const person of [program, page]) person.leave();
  });

  test("is told who else is here, in the server's words", async () => {
    const text = await house.newText("Who is here");
    const [first, second] = house.with("editor");
    const one = await house.join(text, house.bearer(first));
    const other = await house.join(text, house.bearer(second));
    one.provider.awareness.setLocalStateField("user", { name: "Somebody else entirely", color: "#000000" });
    const shown = () => other.provider.awareness.getStates().get(one.doc.clientID);
    await until([other.provider.awareness], "update", () => shown()?.user);
    assert.notEqual(shown().user.name, "Somebody else entirely");
    one.leave();
    await until([other.provider.awareness], "update", () => !shown());
    other.leave();
  });

  test("stays connected through 60 idle seconds", async () => {
    const text = await house.newText("A quiet text");
    const { provider, leave } = await house.join(text, house.bearer(house.with("editor")[2]));
    let breaks = 0;
    provider.on("connection-close", () => (breaks += 1));
    await new Promise((done) => setTimeout(done, IDLE_MS));
    assert.equal(breaks, 0);
    assert.ok(provider.wsconnected && provider.synced);
    leave();
  });

  test("of a reader shows what others write, and what the reader types stays with the reader", async () => {
    const text = await house.newText("Read only");
    const editor = await house.join(text, house.bearer(house.with("editor")[3]));
    const reader = await house.join(text, house.bearer(house.with("reader")[0]));
    reader.content.insert(0, "A reader's own. ");
    editor.content.insert(0, "An editor's. ");
    await until([reader.doc], "update", () => reader.content.toString().includes("An editor's. "));
    const joiner = await house.join(text, house.bearer(house.with("editor")[4]));
    assert.equal(joiner.content.toString(), "An editor's. \n");
    for (const person of [editor, reader, joiner]) person.leave();
  });

  test("of two tabs of one person that also speak to each other come to one text", async () => {
    const text = await house.newText("Two tabs");
    const person = house.with("editor")[5];
    const tabs = [];
    for (const _ of [1, 2]) tabs.push(await house.join(text, house.bearer(person), { disableBc: false }));
    for (let i = 0; i < 50; i++) tabs[i % 2].content.insert(0, `${i} `);
    const joiner = await house.join(text, house.bearer(house.with("editor")[6]));
    await converged([...tabs, joiner].map(({ doc }) => doc));
    assert.equal(joiner.content.length, 50 * 2 + 40 + 1, "each word once");
    for (const person of [...tabs, joiner]) person.leave();
  });

  test("in sixteen hands, online and off, comes to one text everywhere", async () => {
    const random = Random.seeded();
    const text = await house.newText("Sixteen");
    const people = await Promise.all(house.with("editor").slice(8, 24).map((p) => house.join(text, house.bearer(p))));
    for (let round = 0; round < 60; round++) {
      for (const person of people) {
        if (random.below(12) === 0) {
          if (person.provider.shouldConnect) person.provider.disconnect();
          else person.provider.connect();
        }
        edit(person.content, random);
      }
      await new Promise(setImmediate);
    }
    for (const { provider } of people) provider.connect();
    const joiner = await house.join(text, house.bearer(house.with("editor")[7]));
    await converged([...people, joiner].map(({ doc }) => doc));
    for (const person of [...people, joiner]) person.leave();
  });
});

/** What an honest editor does to plain text: the last character, which is the server's own, is left alone. */
function edit(content, random) {
  const last = content.length - 1;
  const at = random.below(last + 1);
  const length = Math.min(1 + random.below(5), last - at);
  switch (random.below(5)) {
    case 0:
      return length > 0 && content.delete(at, length);
    case 1:
      return length > 0 && content.format(at, length, { [random.of(["bold", "italic", "underline"])]: random.of([true, null]) });
    case 2:
      return content.insert(at, "\n", { header: 1 + random.below(4) });
    default:
      return content.insert(at, random.of(["word ", "é", "line\n", "العربية ", "x"]), random.of([{}, { bold: true }]));
  }
}
