/** Something the server knows, kept fresh while the page is looked at. */

import { sentence } from "../api/refused";
import { session } from "./session.svelte";

/** Between two looks at what colleagues may have changed. */
const REFRESH_MS = 8_000;

export class Resource<T> {
  value = $state.raw<T | undefined>(undefined);
  refusal = $state("");
  #load: () => Promise<T>;

  constructor(load: () => Promise<T>) {
    this.#load = load;
  }

  /** Loads again; what is shown stays when that fails. */
  async refresh(): Promise<void> {
    try {
      const value = await this.#load();
      if (JSON.stringify(value) !== JSON.stringify(this.value)) this.value = value;
      this.refusal = "";
    } catch (error) {
      session.ends(error);
      this.refusal = sentence(error);
    }
  }

  /** Loads now and, while the page is visible, again and again; returns how to stop. */
  watch(): () => void {
    void this.refresh();
    const look = () => void (document.visibilityState === "visible" && this.refresh());
    const timer = setInterval(look, REFRESH_MS);
    document.addEventListener("visibilitychange", look);
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", look);
    };
  }
}
