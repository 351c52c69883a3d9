/** Who is logged in. */

import * as api from "../api/calls";
import { Refused } from "../api/refused";
import type { Me } from "../api/types";
import { navigation } from "./navigation.svelte";

const UNAUTHENTICATED = 401;

class Session {
  /** `undefined` until the server has answered, `null` for nobody. */
  me = $state.raw<Me | null | undefined>(undefined);
  /** Whether the session ended while a page was open; a draft with unsaved words stays on the screen. */
  hasEnded = $state(false);

  /** The language that the person confirms in. */
  get language(): string {
    return this.me?.language ?? "en";
  }

  async load(): Promise<void> {
    try {
      this.me = await api.me();
      this.hasEnded = false;
    } catch (error) {
      if (!isOver(error)) throw error;
      this.me = null;
    }
  }

  async logout(): Promise<void> {
    await api.logout();
    this.me = null;
    navigation.go("/login");
  }

  /** Whether an error says that the session has ended; the page then asks for a login link. */
  ends(error: unknown): boolean {
    if (!isOver(error)) return false;
    if (this.me) this.hasEnded = true;
    else this.me = null;
    return true;
  }
}

const isOver = (error: unknown) => error instanceof Refused && error.status === UNAUTHENTICATED;

export const session = new Session();
