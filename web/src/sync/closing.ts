/** What the server's close codes mean, and what a person is told. Codes are documented in docs/sync.md. */

import type { Ending, Interruption, SetAside } from "./types";

export type Closing =
  | { next: "again"; why: Interruption }
  | { next: "end"; why: Ending }
  /** The document is set aside, and the server's taken under a new client id. */
  | { next: "anew"; why: SetAside["why"] };

const CLOSINGS: Record<number, Closing> = {
  1011: { next: "again", why: "not-saving" },
  1012: { next: "again", why: "restarting" },
  1013: { next: "again", why: "busy" },
  4400: { next: "anew", why: "refused" },
  4401: { next: "end", why: "session-ended" },
  4403: { next: "end", why: "right-ended" },
  4404: { next: "end", why: "no-such-text" },
  4409: { next: "anew", why: "taken" },
  4410: { next: "anew", why: "epoch-over" },
  4411: { next: "anew", why: "out-of-step" },
  4430: { next: "end", why: "too-many-sockets" },
  4429: { next: "again", why: "too-fast" },
};

export const closing = (code: number): Closing => CLOSINGS[code] ?? { next: "again", why: "network" };

export const WAITING: Record<Interruption, string> = {
  network: "The connection is lost. Go on writing: your words stay in this window and are sent when it is back.",
  "not-saving":
    "The server cannot write to its disk and takes nothing more. Your words stay in this window: leave it open, and tell whoever runs the server.",
  restarting: "The server restarts. Go on writing: your words are sent when it is back.",
  busy: "The server is busy. Your words stay in this window and are sent in a moment.",
  "too-fast": "That was too much at once. Your words stay in this window and are sent in a moment.",
};

export const ENDED: Record<Ending, string> = {
  "session-ended": "Your session is over. Copy what is not saved, then log in again.",
  "right-ended": "You may no longer write in this text. Copy what is not saved, and ask the coordinator.",
  "no-such-text": "This text is not there, or you have no role in its dossier.",
  refused: "The server did not take what was written here. Load the page again.",
  taken: "Somebody else's window has the same number. Load the page again.",
  "epoch-over": "The text was set back to an earlier state. Load the page again.",
  "out-of-step": "This window's text differed from the server's. Load the page again.",
  "too-many-sockets": "You have this open in too many windows. Close some, then load this page again.",
  left: "This text is closed.",
};

export const ASIDE: Record<SetAside["why"], string> = {
  refused: "The server did not take a change from this window. The text was loaded again; these words are not in it.",
  taken: "This window had to start anew. The text was loaded again; these words may not be in it.",
  "epoch-over": "The text was set back to an earlier state, and loaded again. What you had here is kept below, to compare and to copy from.",
  "out-of-step":
    "The text in this window differed from the server's. It was loaded again: read once more what you wrote last.",
};
