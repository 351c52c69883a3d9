// People of a demonstration, each with an unmodified provider of y-websocket.
import { WebsocketProvider } from "y-websocket";
import WebSocket from "ws";
import * as Y from "yjs";
import { Server } from "../browser/server.mjs";

/** How long a test waits for what must come before it fails instead of hanging. */
const PATIENCE_MS = 60_000;

/** A socket that sends these headers, as a browser sends its cookie. */
const withHeaders = (headers) =>
  class extends WebSocket {
    constructor(url, protocols) {
      super(url, protocols, { headers });
    }
  };

/** A demonstration's server with what these tests ask of it. */
export class House {
  static async open() {
    const house = new House();
    house.server = await Server.demo();
    house.demo = house.server.demo;
    return house;
  }

  with(role) {
    return this.demo.people.filter((person) => person.role === role);
  }

  /** A new text of the demonstration's dossier. */
  async newText(title) {
    const coordinator = this.with("coordinator")[0];
    const body = { kind: "letter", title, language: "en", direction: "ltr" };
    const response = await fetch(`http://${this.server.address}/api/v1/dossiers/${this.demo.dossier}/texts`, {
      method: "POST",
      headers: { authorization: `Bearer ${coordinator.token}`, "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    return (await response.json()).id;
  }

  /** Headers of a program with a token. */
  bearer(person) {
    return { authorization: `Bearer ${person.token}` };
  }

  /** Headers of a browser that logged in by the person's one-time link. */
  async cookie(person) {
    const origin = new URL(this.demo.base_url).origin;
    const token = new URL(person.login_url).hash.slice(1);
    const response = await fetch(`${origin}/api/v1/login`, {
      method: "POST",
      headers: { origin, "content-type": "application/json" },
      body: JSON.stringify({ token }),
    });
    return { origin, cookie: response.headers.getSetCookie()[0].split(";")[0] };
  }

  /** A provider that is in step with the server. */
  async join(text, headers, options = {}) {
    const doc = new Y.Doc();
    const provider = new WebsocketProvider(`ws://localhost:${this.server.address.split(":").pop()}/sync`, text, doc, {
      WebSocketPolyfill: withHeaders(headers),
      disableBc: true,
      ...options,
    });
    await until([provider], "sync", () => provider.synced);
    const leave = () => {
      provider.destroy();
      doc.destroy();
    };
    return { doc, provider, content: doc.getText("content"), leave };
  }

  async close() {
    await this.server.close();
  }
}

/** Waits until this holds; looked at each time that one of these says that this event happened. */
export async function until(emitters, event, holds) {
  let check;
  let timer;
  const came = new Promise((done, fail) => {
    check = () => holds() && done();
    timer = setTimeout(() => fail(new Error(`never came: ${holds}`)), PATIENCE_MS);
  });
  for (const emitter of emitters) emitter.on(event, check);
  check();
  await came.finally(() => {
    clearTimeout(timer);
    for (const emitter of emitters) emitter.off(event, check);
  });
}

/** Waits until all documents are one, down to each format. */
export async function converged(docs) {
  const state = (doc) =>
    JSON.stringify([[...Y.decodeStateVector(Y.encodeStateVector(doc))].sort(), doc.getText("content").toDelta()]);
  await until(docs, "update", () => new Set(docs.map(state)).size === 1);
}
