/** Keeps a working draft in step with the server: one socket at a time, reconnecting until it is told to end. */

import { Awareness, applyAwarenessUpdate, encodeAwarenessUpdate, removeAwarenessStates } from "y-protocols/awareness";
import * as Y from "yjs";
import { ASIDE, closing, ENDED, WAITING } from "./closing";
import * as frames from "./frames";
import type { Lamp, Link, OpenText, OpenTextOptions, SetAside, SyncState } from "./types";
import { ownClock, wordsSince } from "./unsaved";

const SUBPROTOCOL = "undersigned.v1";
const RETRY_FIRST_MS = 250;
const RETRY_MAX_MS = 15_000;

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
  #attempts = 0;
  /** Sync frames sent on this socket, and how many of them the server called saved. */
  #sent = 0;
  #saved = 0;
  /** Whether something was written that no socket has carried yet. */
  #hasUnsent = false;
  /** The own client's clock when all was saved last. */
  #savedClock = 0;

  constructor(options: OpenTextOptions) {
    this.#options = options;
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
    this.#forget();
  }

  #online = () => this.retry();
  #leave = () => removeAwarenessStates(this.#awareness, [this.#awareness.clientID], "left");

  #lamp(): Lamp {
    const unsaved = this.#hasUnsent || this.#sent > this.#saved;
    if (this.#link.at === "online") return unsaved ? "saving" : "saved";
    return unsaved ? "offline-unsaved" : "offline";
  }

  /** Hands the document to the page, then connects. */
  #begin(): void {
    this.#hasUnsent = false;
    [this.#sent, this.#saved, this.#savedClock] = [0, 0, 0];
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
    const socket = new WebSocket(url, [SUBPROTOCOL]);
    socket.binaryType = "arraybuffer";
    this.#socket = socket;
    const here = () => this.#socket === socket;
    socket.onopen = () => here() && this.#join();
    socket.onmessage = ({ data }) => here() && this.#hear(frames.read(new Uint8Array(data as ArrayBuffer)));
    socket.onclose = ({ code }) => here() && this.#broke(code);
    this.#set({ at: "connecting" });
  }

  #join(): void {
    // What an earlier socket sent and nobody called saved goes in the answer to the server's first step.
    this.#hasUnsent ||= this.#sent > this.#saved;
    [this.#sent, this.#saved] = [0, 0];
    this.#send(frames.step1(Y.encodeStateVector(this.#doc)));
    this.#set({ at: "joining" });
    if (this.#awareness.getLocalState() !== null) this.#show();
  }

  #hear(frame: frames.Frame): void {
    switch (frame.is) {
      case "step1":
        this.#send(frames.step2(Y.encodeStateAsUpdate(this.#doc, frame.vector)));
        [this.#sent, this.#hasUnsent] = [this.#sent + 1, false];
        return this.#changed();
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
        this.#saved = frame.count;
        if (!this.#hasUnsent && this.#saved >= this.#sent) this.#savedClock = ownClock(this.#doc);
        return this.#changed();
      case "other":
    }
  }

  #edited = (update: Uint8Array, origin: unknown) => {
    if (origin === this) return;
    if (this.#link.at === "online" || this.#link.at === "joining") {
      this.#send(frames.update(update));
      this.#sent += 1;
    } else {
      this.#hasUnsent = true;
    }
    this.#changed();
  };

  #moved = (_: unknown, origin: unknown) => {
    if (origin !== this) this.#show();
  };

  #show(): void {
    this.#send(frames.awareness(encodeAwarenessUpdate(this.#awareness, [this.#awareness.clientID])));
  }

  #send(bytes: Uint8Array): void {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(bytes as Uint8Array<ArrayBuffer>);
  }

  #broke(code: number): void {
    this.#socket = null;
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
    this.#options.onSetAside({ why, sentence: ASIDE[why], words, text });
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
