/** One's own words that the server never called saved. */

import * as Y from "yjs";

/** How far this document's own client had got: the clock after its last struct. */
export const ownClock = (doc: Y.Doc): number => Y.getState(doc.store, doc.clientID);

/** Own insertions from that clock on that still stand, one string for each unbroken stretch. */
export function wordsSince(doc: Y.Doc, clock: number): string[] {
  const words: string[] = [];
  let last: Y.Item | null = null;
  for (const struct of doc.store.clients.get(doc.clientID) ?? []) {
    if (!(struct instanceof Y.Item) || struct.deleted || !(struct.content instanceof Y.ContentString)) continue;
    if (struct.id.clock + struct.length <= clock) continue;
    const text = struct.content.str.slice(Math.max(0, clock - struct.id.clock));
    if (last && last.next === struct) words.push((words.pop() ?? "") + text);
    else words.push(text);
    last = struct;
  }
  return words.map((text) => text.replaceAll("\ufffc", "")).filter((text) => text.trim() !== "");
}
