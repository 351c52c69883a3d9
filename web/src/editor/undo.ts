/** What undo must leave standing: it knows its own items, not what others and the library's clean-up made of them. */

import * as Y from "yjs";
import { lines } from "./sequence";

/** Whether undo may delete an item without words running into a note, or a note's name running out over words. */
export function mayBeUndone(text: Y.Text, item: Y.Item): boolean {
  if (item.content instanceof Y.ContentString) return !standsBeforeNote(text, item, item.content.str);
  if (item.content instanceof Y.ContentFormat && item.content.key === "note") return isIdle(item, item.content);
  return true;
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

/** Whether no character has its note from this format. The end of another's may have been cleaned up in favour of it. */
function isIdle(item: Y.Item, format: Y.ContentFormat): boolean {
  for (let right = item.right; right !== null; right = right.right) {
    if (right.deleted) continue;
    if (right.content instanceof Y.ContentFormat && right.content.key === "note") return true;
    if (right.countable) break;
  }
  for (let left = item.left; left !== null; left = left.left) {
    if (left.deleted || !(left.content instanceof Y.ContentFormat) || left.content.key !== "note") continue;
    return left.content.value === format.value;
  }
  return format.value === null;
}
