/** What others did to the sequence as changes of the editor's document; what they touched is read again from there. */

import { type Node } from "prosemirror-model";
import type { Transaction } from "prosemirror-state";
import type * as Y from "yjs";
import { beforeBlock, insideOf, posOf } from "./places";
import { attrsOfKeys, blockOf, inline, read, sameAttrs } from "./reading";
import { attrsOf, schema } from "./schema";
import { lines } from "./sequence";
import type { Keys } from "./table";

export type Delta = Y.YTextEvent["delta"];

interface Touched {
  from: number;
  to: number;
}

/** Brings the document to the reading of the text, `delta` telling how it got there. */
export function follow(tr: Transaction, text: Y.Text, delta: Delta, wasClosed: boolean, reread: "now" | "later"): void {
  const touched = new Follower(tr, wasClosed).apply(delta);
  if (reread === "now") settle(tr, text, touched);
}

/** The delta's own insertions and deletions, so that cursors move as they should. */
class Follower {
  #index = 0;
  #touched: Touched[] = [];

  constructor(
    private readonly tr: Transaction,
    /** Whether the last block has a newline in the sequence. */
    private isClosed: boolean,
  ) {}

  apply(delta: Delta): Touched[] {
    for (const op of delta) {
      if (op.retain !== undefined) this.#retain(op.retain, op.attributes);
      else if (typeof op.insert === "string") this.#insert(op.insert, op.attributes ?? {});
      else if (op.delete !== undefined) this.#delete(op.delete);
    }
    const { doc } = this.tr;
    if (!this.isClosed && doc.childCount > 1 && doc.lastChild?.content.size === 0) {
      this.tr.delete(doc.content.size - doc.lastChild.nodeSize, doc.content.size);
    }
    return this.#touched;
  }

  #touch(length: number): void {
    this.#touched.push({ from: this.#index, to: this.#index + length });
    this.#index += length;
  }

  #retain(length: number, attributes: object | undefined): void {
    if (attributes) this.#touch(length);
    else this.#index += length;
  }

  #insert(words: string, keys: Keys): void {
    const parts = words.split("\n");
    parts.forEach((part, at) => {
      if (at > 0) this.#newline(keys);
      if (part !== "") this.#words(part, keys);
    });
  }

  #words(words: string, keys: Keys): void {
    if (posOf(this.tr.doc, this.#index) >= this.tr.doc.content.size) {
      this.tr.insert(this.tr.doc.content.size, schema.node("block"));
      this.isClosed = false;
    }
    this.tr.insert(insideOf(this.tr.doc, this.#index), inline(words, keys));
    this.#touch(words.length);
  }

  #newline(keys: Keys): void {
    const { doc } = this.tr;
    const pos = posOf(doc, this.#index);
    const attrs = attrsOfKeys(keys);
    if (pos >= doc.content.size) {
      this.tr.insert(doc.content.size, schema.node("block", attrs));
    } else if (!this.isClosed && pos === doc.content.size - 1) {
      this.tr.setNodeMarkup(beforeBlock(doc, doc.childCount - 1), null, attrs);
      this.isClosed = true;
    } else {
      const before = doc.resolve(pos).before();
      this.tr.split(pos);
      this.tr.setNodeMarkup(before, null, attrs);
    }
    this.#touch(1);
  }

  #delete(length: number): void {
    const { doc } = this.tr;
    const [from, to] = [insideOf(doc, this.#index), posOf(doc, this.#index + length)];
    if (to >= doc.content.size) this.isClosed = false;
    const end = Math.min(to, doc.content.size - 1);
    if (from < end) this.tr.delete(from, end);
    this.#touch(0);
  }
}

/** Reads the touched lines again, and everything where that does not fit. */
export function settle(tr: Transaction, text: Y.Text, touched: readonly Touched[]): void {
  let at = 0;
  for (const line of lines(text)) {
    if (touched.some(({ from, to }) => line.end >= from - 1 && line.start <= to + 1)) {
      const old = tr.doc.maybeChild(at);
      if (!old) return resync(tr, text);
      correct(tr, at, old, blockOf(line));
    }
    at += 1;
  }
  if (at !== tr.doc.childCount) resync(tr, text);
}

/** Makes one block what it should be; a mark's travelling body is left alone. */
export function correct(tr: Transaction, at: number, old: Node, wanted: Node): void {
  if (old.eq(wanted)) return;
  const before = beforeBlock(tr.doc, at);
  if (!sameAttrs(attrsOf(old), attrsOf(wanted))) tr.setNodeMarkup(before, null, wanted.attrs);
  const start = old.content.findDiffStart(wanted.content);
  const end = old.content.findDiffEnd(wanted.content);
  if (start === null || !end) return;
  const overlap = Math.max(0, start - Math.min(end.a, end.b));
  const inside = before + 1;
  tr.replace(inside + start, inside + end.a + overlap, wanted.slice(start, end.b + overlap));
}

/** Reads all lines again: for what no delta tells. */
export function resync(tr: Transaction, text: Y.Text): void {
  const wanted = read(text);
  const start = tr.doc.content.findDiffStart(wanted.content);
  if (start === null) return;
  const [first, last] = [sameFromStart(tr.doc, wanted), sameFromEnd(tr.doc, wanted)];
  const shared = Math.min(last, Math.min(tr.doc.childCount, wanted.childCount) - first);
  const nodes = wanted.content.content.slice(first, wanted.childCount - shared);
  const from = beforeBlock(tr.doc, first);
  const to = beforeBlock(tr.doc, tr.doc.childCount - shared);
  tr.replaceWith(from, to, nodes);
}

function sameFromStart(a: Node, b: Node): number {
  let count = 0;
  while (count < Math.min(a.childCount, b.childCount) && a.child(count).eq(b.child(count))) count += 1;
  return count;
}

function sameFromEnd(a: Node, b: Node): number {
  let count = 0;
  const most = Math.min(a.childCount, b.childCount);
  while (count < most && a.child(a.childCount - 1 - count).eq(b.child(b.childCount - 1 - count))) count += 1;
  return count;
}
