/** Who wrote what: a tint under the words, the name on hover, and short names in the margin of each block. */

import { Plugin, PluginKey, type EditorState } from "prosemirror-state";
import { Decoration, DecorationSet, type EditorView } from "prosemirror-view";
import type { Node } from "prosemirror-model";
import * as Y from "yjs";
import type { Author, Authorship, Restored } from "./handle";
import { blocks, insideOf } from "./places";
import { visible } from "./sequence";

/** Neighbouring characters of one author; null of somebody whom the server has not named yet. */
export interface Stretch {
  index: number;
  length: number;
  author: Author | null;
  /** Who wrote them before they were deleted, and the author brought them back. */
  first: Author | null;
}

interface Shown {
  authorship: Authorship;
  /** How much seemed to be brought back when this was asked for. */
  back: number;
  set: DecorationSet;
}

const key = new PluginKey<Shown | null>("authors");

/** How long typing goes on before the words are looked at anew. */
const PAUSE_MS = 300;

/** How many names a block's margin has room for. */
const NAMES_MAX = 3;

export const authorship = (text: Y.Text): Plugin =>
  new Plugin<Shown | null>({
    key,
    state: {
      init: () => null,
      apply(tr, old) {
        const fresh = tr.getMeta(key) as { authorship: Authorship | null } | undefined;
        if (fresh) {
          const { authorship } = fresh;
          const asked = authorship === old?.authorship ? old?.back : undefined;
          return authorship && { authorship, back: asked ?? back(text), set: decorations(tr.doc, text, authorship) };
        }
        return old && { ...old, set: old.set.map(tr.mapping, tr.doc) };
      },
    },
    props: { decorations: (state) => key.getState(state)?.set },
    view: () => {
      let timer: ReturnType<typeof setTimeout> | undefined;
      return {
        update(view, before) {
          if (!key.getState(view.state) || view.state.doc === before.doc) return;
          clearTimeout(timer);
          timer = setTimeout(() => showAuthors(view, key.getState(view.state)?.authorship ?? null), PAUSE_MS);
        },
        destroy: () => clearTimeout(timer),
      };
    },
  });

/** Shows who wrote what, or with null nothing of it. */
export function showAuthors(view: EditorView, authorship: Authorship | null): void {
  if (!view.isDestroyed && !view.composing) {
    view.dispatch(view.state.tr.setMeta(key, { authorship }).setMeta("addToHistory", false));
  }
}

/** Whether words stand here whose author is not shown: of somebody new, brought back by somebody, or all of them. */
export function lacksAuthors(state: EditorState, text: Y.Text): boolean {
  const shown = key.getState(state);
  return !shown || back(text) !== shown.back || stretches(text, shown.authorship).some(({ author }) => author === null);
}

/** How many structs stand right before deleted ones as if they were these brought back; the server knows. */
function back(text: Y.Text): number {
  let count = 0;
  for (const { item } of visible(text)) {
    if (item.right?.deleted && Y.compareIDs(item.rightOrigin, item.right.id)) count += 1;
  }
  return count;
}

/** All visible characters in order; neighbours are of different authors. */
export function stretches(text: Y.Text, { authors, restored }: Authorship): Stretch[] {
  const by = new Map(authors.flatMap((author) => author.clients.map((client) => [client, author] as const)));
  const bringers = new Set(restored.map(({ client }) => client));
  const all: Stretch[] = [];
  for (const { item, index } of visible(text)) {
    const { client, clock } = item.id;
    const isHere = (one: Restored) =>
      one.client === client && one.clock <= clock && clock < one.clock + one.length;
    const was = bringers.has(client) ? restored.find(isHere) : undefined;
    const [author, first] = [by.get(client) ?? null, (was && authors[was.first_author]) ?? null];
    const last = all.at(-1);
    if (last?.author === author && last.first === first) last.length += item.length;
    else all.push({ index, length: item.length, author, first });
  }
  return all;
}

/** As somebody is called beside their words or cursor. */
export const nameOf = ({ name, organisation }: Pick<Author, "name" | "organisation">) =>
  organisation ? `${name}, ${organisation}` : name;

const shortNameOf = ({ name, organisation }: Author) => organisation ?? name;

function decorations(doc: Node, text: Y.Text, authorship: Authorship): DecorationSet {
  const all = stretches(text, authorship);
  const words = all.flatMap(({ index, length, author, first }) => {
    const [from, to] = [insideOf(doc, index), insideOf(doc, index + length)];
    if (!author || from >= to) return [];
    const title = first ? `${nameOf(first)}; restored by ${nameOf(author)}` : nameOf(author);
    return [Decoration.inline(from, to, { class: "written", style: `--who: ${(first ?? author).colour}`, title })];
  });
  return DecorationSet.create(doc, [...words, ...margins(doc, all)]);
}

function margins(doc: Node, all: readonly Stretch[]): Decoration[] {
  let first = 0;
  return [...blocks(doc)].flatMap(({ block, pos, index }) => {
    const end = index + block.content.size;
    const here = new Set<Author>();
    while (first < all.length && (all[first]?.index ?? 0) + (all[first]?.length ?? 0) <= index) first += 1;
    for (let at = first; at < all.length && (all[at]?.index ?? end) < end; at++) {
      for (const author of [all[at]?.first, all[at]?.author]) if (author) here.add(author);
    }
    if (here.size === 0 || !block.isTextblock) return [];
    const names = [...here].map(shortNameOf);
    const spec = { key: `by ${names.join()}`, side: -1, ignoreSelection: true };
    return [Decoration.widget(pos + 1, () => margin([...here]), spec)];
  });
}

function margin(here: readonly Author[]): HTMLElement {
  const box = document.createElement("span");
  box.className = "written-by";
  box.setAttribute("aria-hidden", "true");
  box.title = here.map(nameOf).join("\n");
  for (const author of here.slice(0, NAMES_MAX)) {
    const name = document.createElement("bdi");
    name.style.setProperty("--who", author.colour);
    name.textContent = shortNameOf(author);
    box.append(name);
  }
  if (here.length > NAMES_MAX) box.append(`+${here.length - NAMES_MAX}`);
  return box;
}
