/**
 * One insertion that Y.Text does not offer. It finds a place by counting characters and stops before the formats that
 * end there; a new format put in at that place nests inside the old one, which then is gone back to for no character at
 * all: whatever another inserts there at that moment takes the old format over, a note's name for example.
 */

import * as Y from "yjs";
import { same } from "./sequence";
import type { Keys } from "./table";

/** Whether what is typed before the words later belongs to them, and not to what another inserts at this place now. */
export type Footing = "own" | "shared";

/** Inserts words behind the formats that end at `index`; false where no item ends there. Within a transaction. */
export function insertBehindFormats(text: Y.Text, index: number, words: string, keys: Keys, footing: Footing): boolean {
  const { doc } = text;
  const place = placeAt(text, index);
  if (!doc || !place) return false;
  const { right } = place;
  let { left } = place;
  const put = (transaction: Y.Transaction, content: Y.ContentFormat | Y.ContentString) => {
    const id = Y.createID(doc.clientID, Y.getState(doc.store, doc.clientID));
    const item = new Y.Item(id, left, left.lastId, right, right && right.id, text, null, content);
    item.integrate(transaction, 0);
    left = item;
  };
  doc.transact((transaction) => {
    const changed = [...new Set([...Object.keys(keys), ...Object.keys(place.keys)])].filter(
      (key) => !same(keys[key] ?? null, place.keys[key] ?? null),
    );
    // A format that says nothing: whatever is inserted at the start finds its place behind it, cleaned up or not.
    if (footing === "own") put(transaction, new Y.ContentFormat("note", (place.keys["note"] ?? null) as object));
    for (const key of changed) put(transaction, new Y.ContentFormat(key, (keys[key] ?? null) as object));
    put(transaction, new Y.ContentString(words));
    for (const key of changed) put(transaction, new Y.ContentFormat(key, (place.keys[key] ?? null) as object));
  });
  return true;
}

interface Place {
  left: Y.Item;
  right: Y.Item | null;
  /** Formats at that place. */
  keys: Record<string, unknown>;
}

function placeAt(text: Y.Text, index: number): Place | null {
  const keys: Record<string, unknown> = {};
  let count = 0;
  let left: Y.Item | null = null;
  for (let item = text._start; item !== null; item = item.right) {
    const format = !item.deleted && item.content instanceof Y.ContentFormat ? item.content : null;
    if (left && !item.deleted && format?.value !== null) break;
    if (format) keys[format.key] = format.value;
    if (!item.deleted && item.countable) count += item.length;
    if (count > index) return null;
    if (count === index) left = item;
  }
  return left && { left, right: left.right, keys };
}
