/** One open working draft: the editor, its connection, and who else is here. */

import * as api from "../../api/calls";
import type { Awareness } from "y-protocols/awareness";
import type { Doc } from "yjs";
import { createEditor, type Access, type EditorHandle, type EditorState } from "../../editor";
import { openText, type OpenText, type SetAside, type SyncState } from "../../sync";
import type { Text } from "../../api/types";
import { present, type Present } from "./presence";

/** How often it is looked whether somebody new has written, while it is shown who wrote what. */
const NAMES_EVERY_MS = 3_000;

export class Draft {
  editor = $state.raw<EditorHandle | null>(null);
  state = $state.raw<EditorState | null>(null);
  sync = $state.raw<SyncState | null>(null);
  aside = $state.raw<SetAside | null>(null);
  present = $state.raw<Present[]>([]);
  /** Whether the text shows who wrote what. */
  showsAuthors = $state(false);
  #naming: ReturnType<typeof setInterval> | undefined;
  #opened: OpenText | null = null;
  #doc: Doc | null = null;
  #access: Access = "read";

  open(text: Text, mount: HTMLElement, access: Access): () => void {
    this.#access = access;
    const opened = openText({
      path: `/sync/${text.id}`,
      onDocument: ({ doc, awareness }) => {
        this.editor?.destroy();
        this.#doc = doc;
        this.editor = createEditor({
          mount,
          doc,
          awareness,
          access: this.#access,
          language: text.language,
          direction: text.direction,
          label: `Draft of ${text.title}`,
          onState: (state) => (this.state = state),
        });
        this.state = this.editor.state();
        this.#watch(awareness);
      },
      onState: (sync) => (this.sync = sync),
      onSetAside: (aside) => (this.aside = aside),
    });
    this.#opened = opened;
    this.sync = opened.state();
    return () => this.#close();
  }

  setAccess(access: Access): void {
    this.#access = access;
    this.editor?.setAccess(access);
  }

  /** Shows who wrote what, or no longer; whoever begins to write meanwhile is named a moment later. */
  async showAuthors(text: Text, wanted: "shown" | "hidden"): Promise<void> {
    clearInterval(this.#naming);
    this.showsAuthors = wanted === "shown";
    if (wanted === "hidden") return this.editor?.showAuthors(null);
    this.#naming = setInterval(() => {
      // What fails now is asked again a moment later.
      if (this.sync?.link.at === "online" && this.editor?.lacksAuthors()) this.#name(text).catch(() => {});
    }, NAMES_EVERY_MS);
    await this.#name(text);
  }

  async #name(text: Text): Promise<void> {
    const authorship = await api.authorship(text.id);
    if (this.showsAuthors) this.editor?.showAuthors(authorship);
  }

  /** The words as they stand here at this moment, a line for each block. */
  words(): string {
    return this.#doc?.getText("content").toString().replaceAll("\ufffc", "") ?? "";
  }

  retry(): void {
    this.#opened?.retry();
  }

  #watch(awareness: Awareness): void {
    const look = () => {
      this.present = present(awareness.getStates(), awareness.clientID);
    };
    awareness.on("change", look);
    // A state that was never set has clock 0, which others take for one they know: whoever only reads is here too.
    awareness.setLocalState(awareness.getLocalState() ?? {});
    look();
  }

  #close(): void {
    clearInterval(this.#naming);
    this.#opened?.close();
    this.editor?.destroy();
    this.editor = null;
  }
}
