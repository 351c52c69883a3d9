/** Keeps an editor's document and a Y.Text the same: local steps become operations there, remote deltas steps here. */

import type { Node } from "prosemirror-model";
import type { EditorState, Transaction } from "prosemirror-state";
import { ReplaceStep, type Step } from "prosemirror-transform";
import * as Y from "yjs";
import { net, rangeOf, type Taken } from "./composition";
import { blocks } from "./places";
import { attrsOfKeys, keysOfAttrs, read, sameAttrs } from "./reading";
import { follow, resync, settle, type Delta } from "./remote";
import { attrsOf, type BlockAttrs } from "./schema";
import { lines, spans, type Line } from "./sequence";
import { operationsOf } from "./steps";
import { mayBeUndone, withNotesKept } from "./undo";
import type { Keys } from "./table";
import { Writer, type Chosen, type Origins } from "./write";

/** Whose state the binding moves on: a view, or a test. */
export interface Host {
  state(): EditorState;
  update(state: EditorState): void;
  isComposing(): boolean;
}

/** Set on transactions that come from the sequence. */
export const FROM_SEQUENCE = "from-sequence";
/** Set on transactions that are not to be undone. */
export const UNTRACKED = "untracked";

const UNDO_CAPTURE_MS = 500;

export class Binding {
  readonly undo: Y.UndoManager;
  readonly #origins: Origins = { tracked: { undo: "mine" }, untracked: { undo: "never" } };
  readonly #writer: Writer;
  #pending: Taken[] = [];
  #held: { delta: Delta; wasClosed: boolean }[] = [];
  #isClosed: boolean;

  constructor(
    readonly text: Y.Text,
    private readonly host: Host,
  ) {
    this.#writer = new Writer(text, this.#origins);
    this.#isClosed = isClosed(text);
    this.undo = new Y.UndoManager(text, {
      trackedOrigins: new Set([this.#origins.tracked]),
      captureTimeout: UNDO_CAPTURE_MS,
      deleteFilter: (item) => mayBeUndone(text, item),
    });
    // From a remembered place the library counts on without knowing which formats hold there: a deletion then takes
    // the end of a format for superfluous, and the rest of the text is under it. Without, it reads from the start.
    text._searchMarker = null;
    text.observe(this.#onChange);
  }

  destroy(): void {
    this.endComposition();
    this.text.unobserve(this.#onChange);
    this.undo.destroy();
  }

  read(): Node {
    return read(this.text);
  }

  /** Nothing can be written before the server's first newline is here. */
  get isReady(): boolean {
    return this.#isClosed;
  }

  /** Takes one's own last change back, or brings it in again; false where there is none. */
  again(which: "undo" | "redo"): boolean {
    this.endComposition();
    return withNotesKept(this.text, () => this.undo[which]() !== null);
  }

  /** Takes a local transaction: into the editor at once, into the sequence unless a composition may take it back. */
  dispatch(tr: Transaction): void {
    const before = this.host.state();
    const { state, transactions } = before.applyTransaction(tr);
    const taken = transactions.flatMap(takenOf);
    this.host.update(state);
    if (taken.length === 0) return;
    if (this.host.isComposing() || this.#pending.length > 0) {
      this.#pending.push(...taken);
      if (!this.host.isComposing()) this.endComposition();
      return;
    }
    this.#write(taken, chosenBy(before, taken), tr.getMeta(UNTRACKED) === true);
  }

  /** Writes what a composition came to, on top of what others did meanwhile. */
  endComposition(): void {
    const [pending, held] = [this.#pending, this.#held];
    [this.#pending, this.#held] = [[], []];
    const first = pending[0];
    const change = first && net(pending);
    if (held.length === 0) {
      if (change) this.#write(change, "as-around", false);
      return;
    }
    const tr = this.host.state().tr.setMeta(FROM_SEQUENCE, true);
    for (const { step, before } of [...pending].reverse()) tr.step(step.invert(before));
    const undone = tr.steps.length;
    for (const { delta, wasClosed } of held) follow(tr, this.text, delta, wasClosed, "later");
    settle(tr, this.text, [{ from: 0, to: this.text.length }]);
    this.host.update(this.host.state().apply(tr));
    const map = tr.mapping.slice(undone);
    for (const { step } of change ?? []) {
      const mapped = step.map(map);
      if (mapped) this.dispatch(this.host.state().tr.step(mapped));
    }
  }

  #write(taken: readonly Taken[], chosen: Chosen, isUntracked: boolean): void {
    const origin = isUntracked ? this.#origins.untracked : this.#origins.tracked;
    const all = () => {
      for (const { step, before, after } of taken) {
        for (const operation of operationsOf(step, before, after)) this.#writer.write(operation, chosen, origin);
      }
      const last = taken.at(-1);
      if (last) this.#compare(taken, last.after, origin);
    };
    if (isUntracked) this.#writer.untracked(all);
    else all();
    this.#isClosed = isClosed(this.text);
  }

  /** Writes attributes where newlines say otherwise; where words do, the sequence is right. */
  #compare(taken: readonly Taken[], after: Node, origin: object): void {
    const range = changed(taken, after);
    if (!range) return;
    let at = 0;
    for (const line of [...lines(this.text)]) {
      const block = at >= range.from && at <= range.to ? after.maybeChild(at) : null;
      if (block && !sameAttrs(attrsOfKeys(line.keys), attrsOf(block))) {
        this.#writer.setLine(line.end, written(line.keys, attrsOf(block)), origin);
      }
      this.#unmark(line);
      at += 1;
    }
    const tr = this.host.state().tr.setMeta(FROM_SEQUENCE, true);
    settle(tr, this.text, [{ from: range.start, to: range.end }]);
    if (tr.docChanged) this.host.update(this.host.state().apply(tr));
  }

  /**
   * Words that took over a note's name are not its mark: they were typed where another deleted a neighbouring note at
   * that moment, and the library cleaned up the end of its format. Whoever writes next puts it right.
   */
  #unmark({ pieces }: Line): void {
    for (const { index, text, keys } of pieces) {
      if (keys["note"] === undefined) continue;
      for (const { 0: words, index: at } of text.matchAll(/[^\ufffc]+/g)) {
        const operation = { do: "format", index: index + at, length: words.length, keys: { note: null } } as const;
        this.#writer.write(operation, "as-around", this.#origins.untracked);
      }
    }
  }

  #onChange = (event: Y.YTextEvent, { origin }: Y.Transaction): void => {
    if (origin === this.#origins.tracked || origin === this.#origins.untracked) return;
    const { delta } = event;
    const wasClosed = this.#isClosed;
    this.#isClosed = isClosed(this.text);
    if (this.host.isComposing() || this.#pending.length > 0) {
      this.#held.push({ delta, wasClosed });
      return;
    }
    const tr = this.host.state().tr.setMeta(FROM_SEQUENCE, true);
    try {
      follow(tr, this.text, delta, wasClosed, "now");
    } catch {
      this.resync();
      return;
    }
    if (tr.docChanged) this.host.update(this.host.state().apply(tr));
  };

  /** Shows the sequence as it is, whatever was shown. */
  resync(): void {
    const tr = this.host.state().tr.setMeta(FROM_SEQUENCE, true);
    resync(tr, this.text);
    if (tr.docChanged) this.host.update(this.host.state().apply(tr));
  }
}

function takenOf(tr: Transaction): Taken[] {
  if (tr.getMeta(FROM_SEQUENCE)) return [];
  return tr.steps.map((step, i) => ({
    step,
    before: tr.docs[i] ?? tr.doc,
    after: tr.docs[i + 1] ?? tr.doc,
  }));
}

/** Formats chosen for what is typed next, as a toolbar does, are an explicit command. */
function chosenBy(before: EditorState, taken: readonly Taken[]): Chosen {
  const step: Step | undefined = taken[0]?.step;
  const isTyped = taken.length === 1 && step instanceof ReplaceStep && step.slice.openStart === 0;
  return before.storedMarks && isTyped ? "chosen-formats" : "as-around";
}

/** All line keys; a note's name stays as it is written where it is the same. */
function written(keys: Keys, attrs: BlockAttrs): Keys {
  const { note, ...others } = keysOfAttrs(attrs);
  return (keys["note"] ?? null) === note ? others : { ...others, note };
}

/** The blocks that were touched, and one to either side: numbers and indexes. */
function changed(taken: readonly Taken[], after: Node) {
  const touched = rangeOf(taken.map(({ step }) => step));
  if (!touched) return null;
  const range = { from: 0, to: 0, start: 0, end: 0 };
  for (const { block, pos, at, index } of blocks(after)) {
    if (pos + block.nodeSize < touched.from) {
      range.from = at;
      range.start = index;
    }
    if (pos <= touched.to) {
      range.to = at + 1;
      range.end = index + block.content.size + 1;
    }
  }
  return range;
}

function isClosed(text: Y.Text): boolean {
  let last = "";
  for (const span of spans(text)) last = span.text;
  return last.endsWith("\n");
}
