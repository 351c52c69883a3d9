/** What a draft says, as 32 bytes: as `statement::Draft::state_hash` makes it on the server. */

import { digest } from "lib0/hash/sha256";
import type * as Y from "yjs";

type Stretch = [text: string, formats: [name: string, value: unknown][]];

const DOMAIN = "undersigned/state/1\n";

/** SHA-256 of the sequence as JSON in one way only: text and sorted formats, equal neighbours made one. */
export const stateHash = (content: Y.Text): Uint8Array =>
  digest(new TextEncoder().encode(DOMAIN + JSON.stringify(canonical(content))));

function canonical(content: Y.Text): Stretch[] {
  const stretches: Stretch[] = [];
  let before = "";
  for (const { insert, attributes = {} } of content.toDelta() as { insert: string; attributes?: object }[]) {
    const formats = Object.entries(attributes).sort(([a], [b]) => (a < b ? -1 : 1));
    const key = JSON.stringify(formats);
    const last = stretches.at(-1);
    if (last && key === before) last[0] += insert;
    else stretches.push([insert, formats]);
    before = key;
  }
  return stretches;
}
