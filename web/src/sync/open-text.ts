/** Keeps a working draft in step with the server: one socket at a time, reconnecting until it is told to end. */

import { Awareness, applyAwarenessUpdate, encodeAwarenessUpdate, removeAwarenessStates } from "y-protocols/awareness";
import * as Y from "yjs";
import { ASIDE, closing, ENDED, WAITING } from "./closing";
import * as frames from "./frames";
import { LISTEN_EVERY_MS, RETRY_FIRST_MS, RETRY_MAX_MS, SILENCE_MAX_MS } from "./limits";
import type { Lamp, Link, OpenText, OpenTextOptions, SetAside, SyncState } from "./types";
import { stateHash } from "./state-hash";
import { ownClock, wordsSince } from "./unsaved";

const SUBPROTOCOL = "undersigned.v1";

/** The close code of a connection that broke off. */
const NO_STATUS = 1006;

/** Opens a text's working draft and keeps it in step with the server until `close`. */
export function openText(options: OpenTextOptions): OpenText {
  return new Opened(options);
}

class Opened implements OpenText {
  #options: OpenTextOptions;
  #doc = new Y.Doc();
  #awareness = new Awareness(this.#doc);
  #socket: WebSocket | null = null;
  #link: Link = { at: "connecting" };
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #listening: ReturnType<typeof setInterval>;
  #heardAt = 0;
  #attempts = 0;
  /** Whether this socket has had our answer to the server's first step: what comes later is sent at once. */
  #hasAnswered = false;
  /** Updates of this turn, which leave in one frame, and whether the cursor leaves after them. */
  #queue: Uint8Array[] = [];
  #hasMoved = false;
  /** The own client's clock as of each sync frame sent on this socket, and how many of them the server called saved. */
  #sent: number[] = [];
  #saved = 0;
  /** Whether somebody wrote something that the server has not called saved. */
  #isUnsaved = false;
  /** The own client's clock up to which all is saved. */
  #savedClock = 0;
  /** Of which epoch the document is, once the server said so. */
  #epoch: number | null = null;

  constructor(options: OpenTextOptions) {
    this.#options = options;
    this.#listening = setInterval(() => this.#listen(), LISTEN_EVERY_MS);
    addEventListener("online", this.#online);
    addEventListener("pagehide", this.#leave);
    this.#begin();
  }

  state(): SyncState {
    const link = this.#link;
    const sentence =
      link.at === "waiting" ? WAITING[link.why] : link.at === "ended" && link.why !== "left" ? ENDED[link.why] : null;
    return { link, lamp: this.#lamp(), sentence };
  }

  retry(): void {
    if (this.#link.at === "waiting") this.#connect();
  }

  close(): void {
    this.#end("left");
    removeEventListener("online", this.#online);
    removeEventListener("pagehide", this.#leave);
    clearInterval(this.#listening);
    this.#forget();
  }

  #online = () => this.retry();
  #leave = () => removeAwarenessStates(this.#awareness, [this.#awareness.clientID], "left");

  #lamp(): Lamp {
    if (this.#link.at === "online") return this.#isUnsaved ? "saving" : "saved";
    return this.#isUnsaved ? "offline-unsaved" : "offline";
  }

  /** Hands the document to the page, then connects. */
  #begin(): void {
    [this.#isUnsaved, this.#savedClock, this.#epoch] = [false, 0, null];
    this.#doc.on("update", this.#edited);
    this.#awareness.on("update", this.#moved);
    this.#options.onDocument({ doc: this.#doc, awareness: this.#awareness });
    this.#connect();
  }

  #forget(): void {
    this.#doc.off("update", this.#edited);
    this.#awareness.off("update", this.#moved);
    this.#awareness.destroy();
  }

  #connect(): void {
    clearTimeout(this.#timer);
    const url = new URL(this.#options.path, location.href);
    url.protocol = url.protocol.replace("http", "ws");
    if (this.#epoch !== null) url.searchParams.set("epoch", String(this.#epoch));
    const socket = new WebSocket(url, [SUBPROTOCOL]);
    socket.binaryType = "arraybuffer";
    this.#socket = socket;
    this.#heardAt = Date.now();
    [this.#hasAnswered, this.#sent, this.#saved, this.#queue] = [false, [], 0, []];
    const here = () => this.#socket === socket;
    socket.onopen = () => here() && this.#join();
    socket.onmessage = ({ data }) => here() && this.#hear(frames.read(new Uint8Array(data as ArrayBuffer)));
    socket.onclose = ({ code }) => here() && this.#broke(code);
    this.#set({ at: "connecting" });
  }

  #join(): void {
    this.#send(frames.step1(Y.encodeStateVector(this.#doc)));
    this.#set({ at: "joining" });
    if (this.#awareness.getLocalState() !== null) this.#show();
  }

  #hear(frame: frames.Frame): void {
    this.#heardAt = Date.now();
    switch (frame.is) {
      case "step1":
        return this.#answer(frame.vector);
      case "step2":
        this.#attempts = 0;
        Y.applyUpdate(this.#doc, frame.update, this);
        return this.#set({ at: "online" });
      case "update":
        return Y.applyUpdate(this.#doc, frame.update, this);
      case "awareness":
        return applyAwarenessUpdate(this.#awareness, frame.update, this);
      case "query-awareness":
        return this.#show();
      case "saved":
        return this.#save(frame.count);
      case "state-hash":
        return this.#compare(frame.count, frame.hash);
      case "epoch":
        this.#epoch = frame.epoch;
        return;
      case "other":
    }
  }

  /** All that the server has not: what an earlier socket sent and nobody called saved goes with it. */
  #answer(vector: Uint8Array): void {
    this.#hasAnswered = true;
    this.#queue = [];
    this.#carry(frames.step2(Y.encodeStateAsUpdate(this.#doc, vector)));
  }

  #carry(frame: Uint8Array): void {
    this.#sent.push(ownClock(this.#doc));
    this.#send(frame);
  }

  #save(count: number): void {
    this.#saved = count;
    this.#savedClock = this.#sent[count - 1] ?? this.#savedClock;
    if (this.#hasAnswered && this.#queue.length === 0 && this.#saved >= this.#sent.length) this.#isUnsaved = false;
    this.#changed();
  }

  /** With the same words on both sides, what is said must be the same; if not, the server lets us begin anew. */
  #compare(count: number, hash: Uint8Array): void {
    if (this.#isUnsaved || this.#queue.length > 0 || this.#sent.length !== count) return;
    const own = stateHash(this.#doc.getText("content"));
    if (!own.every((byte, at) => byte === hash[at])) this.#send(frames.outOfStep);
  }

  #edited = (update: Uint8Array, origin: unknown) => {
    if (origin === this) return;
    if (this.#hasAnswered) {
      this.#queue.push(update);
      this.#flushSoon();
    }
    // Without an origin the library cleaned formats up by itself: sent like the rest, but nobody waits for it.
    if (origin === null || this.#isUnsaved) return;
    this.#isUnsaved = true;
    this.#changed();
  };

  #moved = (_: unknown, origin: unknown) => {
    if (origin === this) return;
    this.#hasMoved = true;
    this.#flushSoon();
  };

  #flushSoon(): void {
    queueMicrotask(() => this.#flush());
  }

  /** One frame for all that this turn wrote; a cursor follows the words that it stands at. */
  #flush(): void {
    const queue = this.#queue;
    this.#queue = [];
    const [first] = queue;
    if (first) this.#carry(frames.update(queue.length === 1 ? first : Y.mergeUpdates(queue)));
    if (this.#hasMoved) this.#show();
    this.#hasMoved = false;
  }

  /** The server echoes our own presence: one that says nothing for longer is not there any more. */
  #listen(): void {
    const silence = Date.now() - this.#heardAt;
    if (this.#socket === null || silence < SILENCE_MAX_MS) return;
    this.#socket.close();
    this.#broke(NO_STATUS);
  }

  #show(): void {
    this.#send(frames.awareness(encodeAwarenessUpdate(this.#awareness, [this.#awareness.clientID])));
  }

  #send(bytes: Uint8Array): void {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(bytes as Uint8Array<ArrayBuffer>);
  }

  #broke(code: number): void {
    this.#socket = null;
    [this.#hasAnswered, this.#queue] = [false, []];
    const others = [...this.#awareness.getStates().keys()].filter((id) => id !== this.#awareness.clientID);
    removeAwarenessStates(this.#awareness, others, this);
    const meaning = closing(code);
    if (meaning.next === "end") return this.#end(meaning.why);
    if (meaning.next === "anew") return this.#anew(meaning.why);
    const ceiling = Math.min(RETRY_MAX_MS, RETRY_FIRST_MS * 2 ** this.#attempts);
    // Half of it is chance, so that a whole coalition does not come back in the same instant.
    const retry_ms = Math.round(ceiling / 2 + (Math.random() * ceiling) / 2);
    this.#attempts += 1;
    this.#timer = setTimeout(() => this.#connect(), retry_ms);
    this.#set({ at: "waiting", retry_ms, why: meaning.why });
  }

  /** The server takes nothing more from this document: a new one under a new client id, and the words are offered. */
  #anew(why: SetAside["why"]): void {
    const old = this.#doc;
    const words = wordsSince(old, this.#savedClock);
    const text = old.getText("content").toString().replaceAll("\ufffc", "");
    this.#forget();
    this.#doc = new Y.Doc();
    this.#awareness = new Awareness(this.#doc);
    // A number that was taken from the start costs nobody a word: nothing to say then.
    if (words.length > 0 || why !== "taken") this.#options.onSetAside({ why, sentence: ASIDE[why], words, text });
    this.#begin();
  }

  #end(why: Extract<Link, { at: "ended" }>["why"]): void {
    clearTimeout(this.#timer);
    const socket = this.#socket;
    this.#socket = null;
    socket?.close(1000);
    this.#set({ at: "ended", why });
  }

  #set(link: Link): void {
    this.#link = link;
    this.#changed();
  }

  #changed(): void {
    this.#options.onState(this.state());
  }
}
