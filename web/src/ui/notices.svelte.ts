/** Sentences about what was just done or refused, read aloud by screen readers. */

import { sentence } from "../api/refused";
import { session } from "./session.svelte";

export interface Notice {
  id: number;
  kind: "done" | "refused";
  text: string;
}

const SHOWN_MS = 6_000;

class Notices {
  list = $state.raw<Notice[]>([]);
  #next = 1;

  done(text: string): void {
    const id = this.#add("done", text);
    setTimeout(() => this.dismiss(id), SHOWN_MS);
  }

  refused(error: unknown): void {
    session.ends(error);
    this.#add("refused", sentence(error));
  }

  dismiss(id: number): void {
    this.list = this.list.filter((notice) => notice.id !== id);
  }

  #add(kind: Notice["kind"], text: string): number {
    const id = this.#next++;
    this.list = [...this.list.filter((notice) => notice.text !== text), { id, kind, text }];
    return id;
  }
}

export const notices = new Notices();
