/** What undo must leave standing: it knows its own items, not what others and the library's clean-up made of them. */

import * as Y from "yjs";
import { lines } from "./sequence";
import { NOTE_MARK } from "./table";

/** Whether undo may delete an item without words running into a note. */
export function mayBeUndone(text: Y.Text, item: Y.Item): boolean {
  return !(item.content instanceof Y.ContentString) || !standsBeforeNote(text, item, item.content.str);
}

/** The newline between words and a note. */
function standsBeforeNote(text: Y.Text, item: Y.Item, words: string): boolean {
  if (!words.includes("\n")) return false;
  let index = 0;
  for (let each = text._start; each !== null && each !== item; each = each.right) {
    if (!each.deleted && each.countable) index += each.length;
  }
  const all = [...lines(text)];
  return all.some((line, at) => {
    const isDeleted = line.end >= index && line.end < index + words.length;
    return isDeleted && (line.keys["note"] ?? null) !== (all[at + 1]?.keys["note"] ?? null);
  });
}

/**
 * Does an undo or a redo, and gives every character the note back that it had before: one's own format may meanwhile
 * have come to end another's. What comes back has none, the marks of notes excepted. Returns whether it did anything.
 */
export function withNotesKept(text: Y.Text, change: () => boolean): boolean {
  const { doc } = text;
  if (!doc) return false;
  const clock = Y.getState(doc.store, doc.clientID);
  const had = new Map<string, unknown>();
  for (const { id, note } of characters(text)) if (note !== null) had.set(id, note);
  const isDone = change();
  const wrong = [...characters(text)].flatMap(({ id, index, note, unit, item }) => {
    const isBack = item.id.client === doc.clientID && item.id.clock >= clock;
    const wanted = isBack ? (unit === NOTE_MARK ? note : null) : (had.get(id) ?? null);
    return wanted === note ? [] : [{ index, note: wanted }];
  });
  if (wrong.length > 0) {
    doc.transact(() => wrong.forEach(({ index, note }) => text.format(index, 1, { note })), "notes-kept");
  }
  return isDone;
}

interface Character {
  item: Y.Item;
  id: string;
  index: number;
  unit: string;
  note: unknown;
}

function* characters(text: Y.Text): Generator<Character> {
  let index = 0;
  let note: unknown = null;
  for (let item = text._start; item !== null; item = item.right) {
    const { content } = item;
    if (item.deleted) continue;
    if (content instanceof Y.ContentFormat && content.key === "note") note = content.value;
    if (!(content instanceof Y.ContentString)) continue;
    for (let at = 0; at < content.str.length; at++) {
      const id = `${item.id.client} ${item.id.clock + at}`;
      yield { item, id, index: index++, unit: content.str[at] ?? "", note };
    }
  }
}
