/** What a page and the sync client say to each other. Types only. */

import type { Awareness } from "y-protocols/awareness";
import type * as Y from "yjs";

/** Where the connection is. */
export type Link =
  | { at: "connecting" }
  /** The server's answer to our first step is still on its way. */
  | { at: "joining" }
  | { at: "online" }
  /** Another attempt follows by itself, `retry_ms` after the connection broke. */
  | { at: "waiting"; retry_ms: number; why: Interruption }
  /** Final: no further attempt. */
  | { at: "ended"; why: Ending };

/** Breaks that pass by themselves. */
export type Interruption = "network" | "not-saving" | "restarting" | "busy" | "too-fast";

/** Ends that a person must know of. */
export type Ending =
  | "session-ended"
  | "right-ended"
  | "no-such-text"
  | "refused"
  | "taken"
  | "epoch-over"
  | "out-of-step"
  | "too-many-sockets"
  | "left";

/** `saved` only by the server's word. */
export type Lamp = "saved" | "saving" | "offline-unsaved" | "offline";

export interface SyncState {
  link: Link;
  lamp: Lamp;
  /** One sentence for a person; null while all is well. */
  sentence: string | null;
}

/** A document that the server no longer takes, and the words of it that never arrived there. */
export interface SetAside {
  why: "refused" | "taken" | "epoch-over" | "out-of-step";
  sentence: string;
  /** Plain text of one's own insertions that were not saved, one string per place; may be empty. */
  words: readonly string[];
  /** The whole old text, for copying from. */
  text: string;
}

export interface OpenTextOptions {
  /** Such as `/sync/{text_id}`; resolved against the page's address. */
  path: string;
  /**
   * Called with each document to edit: at the start, and again after one was set aside. The page makes its editor
   * here and destroys the previous one.
   */
  onDocument: (opened: { doc: Y.Doc; awareness: Awareness }) => void;
  onState: (state: SyncState) => void;
  onSetAside: (aside: SetAside) => void;
}

export interface OpenText {
  state(): SyncState;
  /** Tries at once instead of waiting for the next attempt. */
  retry(): void;
  close(): void;
}
