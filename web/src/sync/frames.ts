/** y-protocols frames, and the messages that `undersigned.v1` adds. */

import * as decoding from "lib0/decoding";
import * as encoding from "lib0/encoding";

export type Frame =
  | { is: "step1"; vector: Uint8Array }
  | { is: "step2" | "update"; update: Uint8Array }
  | { is: "awareness"; update: Uint8Array }
  | { is: "query-awareness" }
  /** How many sync frames received on this socket are on the server's disk. */
  | { is: "saved"; count: number }
  /** What the server's draft says to whoever sent so many sync frames and no more. */
  | { is: "state-hash"; count: number; hash: Uint8Array }
  /** How often the text was set back to a backup. */
  | { is: "epoch"; epoch: number }
  | { is: "other" };

export function read(bytes: Uint8Array): Frame {
  const decoder = decoding.createDecoder(bytes);
  switch (decoding.readVarUint(decoder)) {
    case 0:
      return readSync(decoder);
    case 1:
      return { is: "awareness", update: decoding.readVarUint8Array(decoder) };
    case 3:
      return { is: "query-awareness" };
    case 10:
      return { is: "saved", count: decoding.readVarUint(decoder) };
    case 11:
      return {
        is: "state-hash",
        count: decoding.readVarUint(decoder),
        hash: decoding.readTailAsUint8Array(decoder),
      };
    case 13:
      return { is: "epoch", epoch: decoding.readVarUint(decoder) };
    default:
      return { is: "other" };
  }
}

function readSync(decoder: decoding.Decoder): Frame {
  const kind = decoding.readVarUint(decoder);
  const body = decoding.readVarUint8Array(decoder);
  if (kind === 0) return { is: "step1", vector: body };
  return { is: kind === 1 ? "step2" : "update", update: body };
}

const frame = (head: readonly number[], body: Uint8Array): Uint8Array =>
  encoding.encode((encoder) => {
    for (const number of head) encoding.writeVarUint(encoder, number);
    encoding.writeVarUint8Array(encoder, body);
  });

/** "Mine says something else." */
export const outOfStep = new Uint8Array([12]);

export const step1 = (vector: Uint8Array) => frame([0, 0], vector);
export const step2 = (update: Uint8Array) => frame([0, 1], update);
export const update = (bytes: Uint8Array) => frame([0, 2], bytes);
export const awareness = (bytes: Uint8Array) => frame([1], bytes);
