/** Peers without a page: an editor's state, the binding, a document each; and a wire between them that can be cut. */

import { EditorState, TextSelection, type Command as Run, type Transaction } from "prosemirror-state";
import * as Y from "yjs";
import { Binding } from "../src/editor/binding";
import { guarded } from "../src/editor/guard";
import { keysOfAttrs, read } from "../src/editor/reading";
import { PLAIN, type BlockAttrs } from "../src/editor/schema";
import { insideOf } from "../src/editor/places";

/** A client id of the server's range. */
const SERVER = 2 ** 52 + 7;

/** The update that the server makes a text with: its own newline, and the words before it. */
export function created(lines: readonly (readonly [string, Partial<BlockAttrs>])[]): Uint8Array {
  const doc = new Y.Doc();
  doc.clientID = SERVER;
  const text = doc.getText("content");
  text.insert(0, "\n");
  let index = 0;
  lines.forEach(([words, attrs], at) => {
    const keys = Object.fromEntries(
      Object.entries(keysOfAttrs({ ...PLAIN, ...attrs })).filter(([, value]) => value !== null),
    );
    text.insert(index, words, {});
    index += words.length;
    if (at < lines.length - 1) text.insert(index, "\n", keys);
    else text.format(index, 1, keys);
    index += 1;
  });
  return Y.encodeStateAsUpdate(doc);
}

export class Peer {
  readonly doc = new Y.Doc();
  readonly text = this.doc.getText("content");
  readonly binding: Binding;
  isComposing = false;
  state: EditorState;

  constructor(start: Uint8Array, client: number) {
    this.doc.clientID = client;
    Y.applyUpdate(this.doc, start);
    this.state = EditorState.create({ doc: read(this.text) });
    this.binding = new Binding(this.text, {
      state: () => this.state,
      update: (next) => (this.state = next),
      isComposing: () => this.isComposing,
    });
    // What is undone together is said by `stopCapturing` alone: a seed repeats its session, however slow it runs.
    this.binding.undo.captureTimeout = Number.MAX_SAFE_INTEGER;
  }

  readonly editing = { state: () => this.state, dispatch: (tr: Transaction) => this.dispatch(tr) };

  dispatch(tr: Transaction): void {
    const allowed = guarded(this.state, tr);
    if (allowed) this.binding.dispatch(allowed);
  }

  /** Selects by indexes of the sequence. */
  select(anchor: number, head = anchor): this {
    const at = (index: number) => insideOf(this.state.doc, index);
    this.dispatch(this.state.tr.setSelection(TextSelection.create(this.state.doc, at(anchor), at(head))));
    return this;
  }

  run(command: Run): this {
    command(this.state, (tr) => this.dispatch(tr));
    return this;
  }

  type(words: string): this {
    this.dispatch(this.state.tr.insertText(words));
    return this;
  }

  /** The sequence as a delta, keys that say nothing left out. */
  delta(): unknown {
    return this.text.toDelta() as unknown;
  }
}

/** Joins peers; each hears of the others at once while it is online, and of all when it comes back. */
export class Wire {
  readonly #offline = new Set<Peer>();

  constructor(readonly peers: readonly Peer[]) {
    for (const peer of peers) {
      peer.doc.on("update", (update: Uint8Array, origin: unknown) => {
        if (origin === this || this.#offline.has(peer)) return;
        for (const other of peers) {
          if (other !== peer && !this.#offline.has(other)) Y.applyUpdate(other.doc, update, this);
        }
      });
    }
  }

  cut(peer: Peer): void {
    this.#offline.add(peer);
  }

  mend(peer: Peer): void {
    if (!this.#offline.delete(peer)) return;
    for (const other of this.peers) {
      if (other === peer || this.#offline.has(other)) continue;
      Y.applyUpdate(other.doc, Y.encodeStateAsUpdate(peer.doc, Y.encodeStateVector(other.doc)), this);
      Y.applyUpdate(peer.doc, Y.encodeStateAsUpdate(other.doc, Y.encodeStateVector(peer.doc)), this);
    }
  }

  mendAll(): void {
    for (const peer of this.peers) this.mend(peer);
  }
}
