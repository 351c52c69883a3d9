/** Where others are in the text, and telling them where one is oneself. Names and colours are the server's stamp. */

import { Plugin, PluginKey } from "prosemirror-state";
import { Decoration, DecorationSet, type EditorView } from "prosemirror-view";
import type { Awareness } from "y-protocols/awareness";
import * as Y from "yjs";
import { nameOf } from "./authors";
import { indexOf, insideOf } from "./places";

interface Cursor {
  client: number;
  name: string;
  colour: string;
  anchor: number;
  head: number;
}

const key = new PluginKey<DecorationSet>("cursors");
const COLOUR = /^#[0-9a-f]{6}$/i;

export const cursors = (text: Y.Text, awareness: Awareness): Plugin =>
  new Plugin<DecorationSet>({
    key,
    state: {
      init: () => DecorationSet.empty,
      apply(tr, old) {
        const fresh = tr.getMeta(key) as Cursor[] | undefined;
        if (fresh) return DecorationSet.create(tr.doc, fresh.flatMap(shownIn(tr.doc)));
        return old.map(tr.mapping, tr.doc);
      },
    },
    props: { decorations: (state) => key.getState(state) },
    view: (view) => watch(view, text, awareness),
  });

/**
 * A click is read by the view a moment later; what is drawn or typed in between would put the cursor back. Answers
 * false: the event that brought us here goes on.
 */
export function readSelection(view: EditorView): false {
  const { domObserver } = view as unknown as { domObserver: { flush(): void } };
  if (!view.composing) domObserver.flush();
  return false;
}

function watch(view: EditorView, text: Y.Text, awareness: Awareness) {
  let isScheduled = false;
  let isGone = false;
  const show = () => {
    isScheduled = false;
    if (isGone || view.composing) return;
    readSelection(view);
    view.dispatch(view.state.tr.setMeta(key, readAll(text, awareness)));
  };
  // Several may move in one message; one redrawing does for all.
  const schedule = () => {
    if (!isScheduled) queueMicrotask(show);
    isScheduled = true;
  };
  let isTelling = false;
  // Once the sequence has what the editor has.
  const tellSoon = () => {
    if (!isTelling) {
      queueMicrotask(() => {
        isTelling = false;
        if (!isGone) tell(view, text, awareness);
      });
    }
    isTelling = true;
  };
  awareness.on("change", schedule);
  view.dom.addEventListener("focus", tellSoon);
  view.dom.addEventListener("blur", tellSoon);
  schedule();
  return {
    update: tellSoon,
    destroy() {
      isGone = true;
      awareness.off("change", schedule);
      view.dom.removeEventListener("focus", tellSoon);
      view.dom.removeEventListener("blur", tellSoon);
    },
  };
}

/** Tells one's own selection, if it is another than told. */
function tell(view: EditorView, text: Y.Text, awareness: Awareness): void {
  const state = awareness.getLocalState();
  if (state === null || view.composing) return;
  const cursor = view.hasFocus() ? own(view, text) : null;
  if (JSON.stringify(state["cursor"] ?? null) !== JSON.stringify(cursor)) {
    awareness.setLocalStateField("cursor", cursor);
  }
}

function own(view: EditorView, text: Y.Text): object {
  const { doc, selection } = view.state;
  const relative = (pos: number) => Y.createRelativePositionFromTypeIndex(text, indexOf(doc, pos));
  return JSON.parse(JSON.stringify({ anchor: relative(selection.anchor), head: relative(selection.head) })) as object;
}

function readAll(text: Y.Text, awareness: Awareness): Cursor[] {
  const found: Cursor[] = [];
  for (const [client, state] of awareness.getStates()) {
    const cursor = client === awareness.clientID ? null : readOne(text, client, state);
    if (cursor) found.push(cursor);
  }
  return found;
}

function readOne(text: Y.Text, client: number, state: Record<string, unknown>): Cursor | null {
  const cursor = state["cursor"] as { anchor?: unknown; head?: unknown } | null | undefined;
  const user = state["user"] as { name?: unknown; organisation?: unknown; color?: unknown } | null | undefined;
  const [anchor, head] = [indexIn(text, cursor?.anchor), indexIn(text, cursor?.head)];
  if (anchor === null || head === null || typeof user?.name !== "string") return null;
  const colour = typeof user.color === "string" && COLOUR.test(user.color) ? user.color : "#767676";
  const organisation = typeof user.organisation === "string" ? user.organisation : "";
  const name = nameOf({ name: user.name, organisation });
  return { client, name, colour, anchor, head };
}

function indexIn(text: Y.Text, json: unknown): number | null {
  if (typeof json !== "object" || json === null || !text.doc) return null;
  try {
    const relative = Y.createRelativePositionFromJSON(json);
    const place = Y.createAbsolutePositionFromRelativePosition(relative, text.doc);
    return place?.type === text ? place.index : null;
  } catch {
    return null;
  }
}

const shownIn =
  (doc: Parameters<typeof insideOf>[0]) =>
  (cursor: Cursor): Decoration[] => {
    const [anchor, head] = [insideOf(doc, cursor.anchor), insideOf(doc, cursor.head)];
    const spec = { key: `${cursor.client}`, side: -1, ignoreSelection: true };
    const caret = Decoration.widget(head, () => draw(cursor), spec);
    if (anchor === head) return [caret];
    const style = `--who: ${cursor.colour}`;
    const [from, to] = [Math.min(anchor, head), Math.max(anchor, head)];
    const range = Decoration.inline(from, to, { class: "their-selection", style });
    return [range, caret];
  };

function draw(cursor: Cursor): HTMLElement {
  const caret = document.createElement("span");
  caret.className = "their-cursor";
  caret.style.setProperty("--who", cursor.colour);
  caret.setAttribute("aria-hidden", "true");
  const label = document.createElement("span");
  label.className = "their-name";
  label.textContent = cursor.name;
  caret.append(label);
  return caret;
}
