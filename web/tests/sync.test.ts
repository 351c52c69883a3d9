// @vitest-environment jsdom
import { createHash } from "node:crypto";
import * as decoding from "lib0/decoding";
import * as encoding from "lib0/encoding";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import * as Y from "yjs";
import { openText, type OpenText, type SetAside, type SyncState } from "../src/sync";
import { outOfStep, read, step1, step2, update, type Frame } from "../src/sync/frames";
import { stateHash } from "../src/sync/state-hash";

/** A server that keeps a document, calls saved what it is told to, and can be restarted. */
class Server {
  doc = new Y.Doc();
  sockets: Socket[] = [];
  heard: Frame[] = [];
  outOfStep = 0;
  isSaving = true;

  get socket(): Socket {
    const last = this.sockets.at(-1);
    if (!last) throw new Error("nobody connected");
    return last;
  }

  /** Lets the newest socket in, as the room does: our first step, then the answer to theirs. */
  accept(): void {
    this.socket.open();
    this.socket.hear(step1(Y.encodeStateVector(this.doc)));
    this.socket.hear(step2(Y.encodeStateAsUpdate(this.doc)));
  }

  take(socket: Socket, bytes: Uint8Array): void {
    if (bytes[0] === outOfStep[0]) this.outOfStep += 1;
    const frame = read(bytes);
    this.heard.push(frame);
    if (frame.is !== "step2" && frame.is !== "update") return;
    Y.applyUpdate(this.doc, frame.update);
    socket.count += 1;
    if (this.isSaving) this.save(socket);
  }

  /** Says what its own draft says, after the frames that it had. */
  sayHash(): void {
    this.socket.hear(
      encoding.encode((encoder) => {
        encoding.writeVarUint(encoder, 11);
        encoding.writeVarUint(encoder, this.socket.count);
        encoding.writeUint8Array(encoder, stateHash(this.doc.getText("content")));
      }),
    );
  }

  save(socket: Socket): void {
    socket.hear(
      encoding.encode((encoder) => {
        encoding.writeVarUint(encoder, 10);
        encoding.writeVarUint(encoder, socket.count);
      }),
    );
  }
}

class Socket {
  static readonly OPEN = 1;
  static server: Server;
  readyState = 0;
  count = 0;
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: ArrayBuffer }) => void) | null = null;
  onclose: ((event: { code: number }) => void) | null = null;

  constructor(
    readonly url: URL,
    readonly protocols: string[],
  ) {
    Socket.server.sockets.push(this);
  }

  open(): void {
    this.readyState = 1;
    this.onopen?.();
  }

  hear(bytes: Uint8Array): void {
    this.onmessage?.({ data: new Uint8Array(bytes).buffer });
  }

  send(bytes: Uint8Array): void {
    Socket.server.take(this, bytes);
  }

  close(code = 1000): void {
    this.readyState = 3;
    this.onclose?.({ code });
  }
}

let server: Server;
let opened: OpenText;
let doc: Y.Doc;
let state: SyncState;
let asides: SetAside[];
const mine = { undo: "mine" };
const turn = () => vi.advanceTimersByTimeAsync(0);
const write = (at: number, words: string) => doc.transact(() => doc.getText("content").insert(at, words), mine);
const updates = () => server.heard.filter((frame) => frame.is === "update").length;

beforeEach(() => {
  vi.useFakeTimers();
  server = new Server();
  server.doc.getText("content").insert(0, "\n");
  Socket.server = server;
  vi.stubGlobal("WebSocket", Socket);
  asides = [];
  opened = openText({
    path: "/sync/t1",
    onDocument: (given) => (doc = given.doc),
    onState: (given) => (state = given),
    onSetAside: (aside) => asides.push(aside),
  });
});

afterEach(() => {
  opened.close();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test("it asks for the text's path with the subprotocol, and is saved once it has joined", async () => {
  expect(server.socket.url.pathname).toBe("/sync/t1");
  expect(server.socket.url.protocol).toBe("ws:");
  expect(server.socket.protocols).toEqual(["undersigned.v1"]);
  server.accept();
  await turn();
  expect([state.link.at, state.lamp, state.sentence]).toEqual(["online", "saved", null]);
  expect(doc.getText("content").toString()).toBe("\n");
});

test("the lamp says saved by the server's word alone, and counts every frame", async () => {
  server.accept();
  server.isSaving = false;
  write(0, "a");
  expect(state.lamp).toBe("saving");
  await turn();
  write(1, "b");
  await turn();
  expect(updates()).toBe(2);
  server.socket.count -= 1;
  server.save(server.socket);
  expect(state.lamp).toBe("saving");
  server.socket.count += 1;
  server.save(server.socket);
  expect(state.lamp).toBe("saved");
});

test("what one turn writes leaves in one frame", async () => {
  server.accept();
  for (const words of ["a", "b", "c"]) write(0, words);
  await turn();
  expect(updates()).toBe(1);
  expect(server.doc.getText("content").toString()).toBe("cba\n");
});

test("nothing is sent before the server's first step is answered, and then all of it", async () => {
  server.socket.open();
  write(0, "early");
  await turn();
  expect(updates()).toBe(0);
  server.socket.hear(step1(Y.encodeStateVector(server.doc)));
  expect(server.doc.getText("content").toString()).toContain("early");
});

test("a restart of the server loses nothing: what was written meanwhile goes with the next joining", async () => {
  server.accept();
  server.isSaving = false;
  write(0, "not yet saved ");
  server.doc = new Y.Doc();
  await turn();
  server.socket.close(1012);
  expect([state.link.at, state.lamp]).toEqual(["waiting", "offline-unsaved"]);
  server.doc = new Y.Doc();
  server.isSaving = true;
  write(0, "offline ");
  await vi.advanceTimersByTimeAsync(1_000);
  expect(server.sockets).toHaveLength(2);
  server.accept();
  await turn();
  expect(server.doc.getText("content").toString()).toBe("offline not yet saved \n");
  expect(state.lamp).toBe("saved");
});

test("a server that cannot save is said so, and gets the words once it can", async () => {
  server.accept();
  server.isSaving = false;
  write(0, "kept here ");
  await turn();
  server.doc = new Y.Doc();
  server.socket.close(1011);
  expect([state.link.at, state.lamp]).toEqual(["waiting", "offline-unsaved"]);
  expect(state.sentence).toContain("cannot write to its disk");
  server.isSaving = true;
  await vi.advanceTimersByTimeAsync(1_000);
  server.accept();
  await turn();
  expect(server.doc.getText("content").toString()).toContain("kept here ");
  expect([state.lamp, state.sentence]).toEqual(["saved", null]);
});

test("it waits longer after each failure, never for ever, and at once when it is asked to", async () => {
  for (let attempt = 0; attempt < 12; attempt++) {
    server.socket.close(1006);
    const wait = state.link.at === "waiting" ? state.link.retry_ms : 0;
    expect(wait).toBeGreaterThanOrEqual(Math.min(15_000, 250 * 2 ** attempt) / 2);
    expect(wait).toBeLessThanOrEqual(15_000);
    await vi.advanceTimersByTimeAsync(wait);
    expect(server.sockets).toHaveLength(attempt + 2);
  }
  server.socket.close(1006);
  opened.retry();
  expect(server.sockets).toHaveLength(14);
});

test.each([
  [4401, "session-ended"],
  [4403, "right-ended"],
  [4404, "no-such-text"],
  [4430, "too-many-sockets"],
])("close code %i is the end, with a sentence", async (code, why) => {
  server.accept();
  server.socket.close(code);
  expect(state.link).toEqual({ at: "ended", why });
  expect(state.sentence).not.toBeNull();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(server.sockets).toHaveLength(1);
});

test.each([4400, 4409, 4410, 4411])("after close code %i a new document comes, and unsaved words are kept", async (code) => {
  server.accept();
  write(0, "saved ");
  await turn();
  server.isSaving = false;
  server.take = () => {};
  write(6, "lost");
  await turn();
  const old = doc;
  server.socket.close(code);
  expect(doc).not.toBe(old);
  expect(doc.clientID).not.toBe(old.clientID);
  expect(asides.map(({ words }) => words)).toEqual([["lost"]]);
  expect(asides[0]?.text).toBe("saved lost\n");
  server.accept();
  expect(doc.getText("content").toString()).toBe("saved \n");
});

test("it says which epoch its document is of when it comes again, and nothing once it began anew", async () => {
  server.accept();
  server.socket.hear(new Uint8Array([13, 3]));
  expect(server.socket.url.searchParams.get("epoch")).toBeNull();
  server.socket.close(1006);
  opened.retry();
  expect(server.socket.url.searchParams.get("epoch")).toBe("3");
  server.socket.close(4410);
  expect(server.socket.url.searchParams.get("epoch")).toBeNull();
});

test("a number that was taken before anybody wrote is changed without a word", () => {
  server.socket.open();
  server.socket.close(4409);
  expect(asides).toEqual([]);
  expect(server.sockets).toHaveLength(2);
});

test("a hash of the same words is no news, and one of other words is answered", async () => {
  server.accept();
  write(0, "here ");
  await turn();
  server.sayHash();
  expect(server.outOfStep).toBe(0);
  server.doc.getText("content").insert(0, "and there ");
  server.sayHash();
  expect(server.outOfStep).toBe(1);
});

test("nothing is compared while own words are on their way", async () => {
  server.accept();
  server.isSaving = false;
  server.doc.getText("content").insert(0, "not shown yet ");
  write(0, "in this turn ");
  server.sayHash();
  await turn();
  server.sayHash();
  expect(server.outOfStep).toBe(0);
});

test("a hash is that of the text and its sorted formats, whatever pieces they were written in", () => {
  const [whole, pieces] = [new Y.Doc().getText("content"), new Y.Doc().getText("content")];
  whole.insert(0, "Café \u2028", { bold: {}, link: { href: "https://example.org" } });
  pieces.insert(0, " \u2028", { link: { href: "https://example.org" }, bold: {} });
  pieces.insert(0, "Café", { link: { href: "https://example.org" }, bold: {} });
  const hex = (content: Y.Text) => Buffer.from(stateHash(content)).toString("hex");
  expect(hex(pieces)).toBe(hex(whole));
  expect(hex(new Y.Doc().getText("content"))).toBe(
    createHash("sha256").update("undersigned/state/1\n[]").digest("hex"),
  );
  expect(hex(whole)).toBe(
    createHash("sha256")
      .update('undersigned/state/1\n[["Café \u2028",[["bold",{}],["link",{"href":"https://example.org"}]]]]')
      .digest("hex"),
  );
});

test("others' updates are shown and not sent back", async () => {
  server.accept();
  await turn();
  const before = server.heard.length;
  const other = new Y.Doc();
  Y.applyUpdate(other, Y.encodeStateAsUpdate(server.doc));
  other.getText("content").insert(0, "theirs");
  server.socket.hear(update(Y.encodeStateAsUpdate(other)));
  await turn();
  expect(doc.getText("content").toString()).toBe("theirs\n");
  expect(server.heard.slice(before).filter((frame) => frame.is === "update")).toEqual([]);
});

test("a connection that says nothing is dead", async () => {
  server.accept();
  await vi.advanceTimersByTimeAsync(50_000);
  expect(server.sockets.length).toBeGreaterThan(1);
});

test("frames read back as they were written", () => {
  const bytes = new Uint8Array([1, 2, 3]);
  expect(read(step1(bytes))).toEqual({ is: "step1", vector: bytes });
  expect(read(step2(bytes))).toEqual({ is: "step2", update: bytes });
  expect(read(update(bytes))).toEqual({ is: "update", update: bytes });
  expect(decoding.readVarUint(decoding.createDecoder(step1(bytes)))).toBe(0);
});
