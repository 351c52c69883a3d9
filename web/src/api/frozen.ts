/** A version as it was frozen, with the digest of the very bytes that are shown. */

import { statementUrl } from "./calls";
import { refusal } from "./refused";
import type { Statement } from "./statement";
import type { Digest, Id } from "./types";

const FORMAT = "undersigned/statement/1";

export interface Frozen {
  statement: Statement;
  digest: Digest;
  /** Whether this page computed the digest itself; without a secure context it takes the server's word. */
  isComputed: boolean;
}

/** Loads a version; refuses bytes whose digest is not the one the server names. */
export async function frozen(text: Id, version: number): Promise<Frozen> {
  const response = await fetch(statementUrl(text, version), { headers: { accept: "application/json" } });
  if (!response.ok) throw await refusal(response);
  const json = await response.text();
  const named = (response.headers.get("etag") ?? "").replaceAll('"', "").replace(/^W\//, "");
  const computed = await digestOf(json);
  if (computed && computed !== named) {
    throw new Error("The words that arrived are not the words of this version; tell your coordinator.");
  }
  return { statement: JSON.parse(json) as Statement, digest: computed ?? named, isComputed: computed !== undefined };
}

/** SHA-256 over the format's name, a line feed and the canonical JSON. */
export async function digestOf(json: string): Promise<Digest | undefined> {
  if (!globalThis.crypto?.subtle) return undefined;
  const bytes = new TextEncoder().encode(`${FORMAT}\n${json}`);
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(hash, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
