/** One open working draft: the editor, its connection, and who else is here. */

import type { Awareness } from "y-protocols/awareness";
import { createEditor, type Access, type EditorHandle, type EditorState } from "../../editor";
import { openText, type OpenText, type SetAside, type SyncState } from "../../sync";
import type { Text } from "../../api/types";
import { present, type Present } from "./presence";

export class Draft {
  editor = $state.raw<EditorHandle | null>(null);
  state = $state.raw<EditorState | null>(null);
  sync = $state.raw<SyncState | null>(null);
  aside = $state.raw<SetAside | null>(null);
  present = $state.raw<Present[]>([]);
  #opened: OpenText | null = null;
  #access: Access = "read";

  open(text: Text, mount: HTMLElement, access: Access): () => void {
    this.#access = access;
    const opened = openText({
      path: `/sync/${text.id}`,
      onDocument: ({ doc, awareness }) => {
        this.editor?.destroy();
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
    this.#opened?.close();
    this.editor?.destroy();
    this.editor = null;
  }
}
