/** Positions of the editor count two tokens for a block's border, indexes of the sequence one character. */

import type { Node } from "prosemirror-model";

/** The index of a position; between blocks it is the start of the next line. */
export function indexOf(doc: Node, pos: number): number {
  const at = doc.resolve(pos);
  return pos - at.index(0) - (at.depth > 0 ? 1 : 0);
}

/** The position of an index inside a block; one past the last newline is the document's end. */
export function posOf(doc: Node, index: number): number {
  let [before, left] = [0, index];
  for (let i = 0; i < doc.childCount; i++) {
    const block = doc.child(i);
    if (left <= block.content.size) return before + 1 + left;
    left -= block.content.size + 1;
    before += block.nodeSize;
  }
  return doc.content.size;
}

/** As `posOf`, never past the last block. */
export function insideOf(doc: Node, index: number): number {
  return Math.min(posOf(doc, Math.max(0, index)), Math.max(1, doc.content.size - 1));
}

export interface BlockPlace {
  block: Node;
  /** Position before the block. */
  pos: number;
  at: number;
  /** Index of the first character. */
  index: number;
}

export function* blocks(doc: Node): Generator<BlockPlace> {
  let [pos, index] = [0, 0];
  for (let at = 0; at < doc.childCount; at++) {
    const block = doc.child(at);
    yield { block, pos, at, index };
    pos += block.nodeSize;
    index += block.content.size + 1;
  }
}

/** Position before the nth block. */
export function beforeBlock(doc: Node, at: number): number {
  let pos = 0;
  for (let i = 0; i < at; i++) pos += doc.child(i).nodeSize;
  return pos;
}
