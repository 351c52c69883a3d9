/** Notes: a mark in the words, a body in lines of its own, one id that joins them; numbers are computed. */

import type { Node } from "prosemirror-model";
import { Plugin, PluginKey } from "prosemirror-state";
import { Decoration, DecorationSet } from "prosemirror-view";
import type { NoteEntry, OrphanEntry } from "./handle";
import { blocks, type BlockPlace } from "./places";
import { attrsOf } from "./schema";

export interface Notes {
  notes: NoteEntry[];
  orphans: OrphanEntry[];
  /** By id. */
  bodies: Map<string, BlockPlace[]>;
  marks: { id: string; pos: number; index: number }[];
}

const known = new WeakMap<Node, Notes>();

export function notesOf(doc: Node): Notes {
  const found = known.get(doc) ?? find(doc);
  known.set(doc, found);
  return found;
}

function find(doc: Node): Notes {
  const bodies = new Map<string, BlockPlace[]>();
  const marks: Notes["marks"] = [];
  for (const place of blocks(doc)) {
    const { note } = attrsOf(place.block);
    if (note !== null) bodies.set(note, [...(bodies.get(note) ?? []), place]);
    place.block.forEach((node, offset) => {
      if (node.type.name !== "note_mark" || note !== null) return;
      marks.push({ id: node.attrs["id"] as string, pos: place.pos + 1 + offset, index: place.index + offset });
    });
  }
  const firsts = new Map(marks.map((mark) => [mark.id, mark] as const).reverse());
  const inOrder = marks.filter((mark) => firsts.get(mark.id) === mark);
  let count = 0;
  const notes = inOrder.map(({ id, index }): NoteEntry => {
    const body = bodies.get(id);
    return { id, number: body ? ++count : 0, text: wordsOf(body), index, body: sortOf(body) };
  });
  const orphans = [...bodies]
    .filter(([id]) => !firsts.has(id))
    .map(([id, body]) => ({ id, text: wordsOf(body), index: body[0]?.index ?? 0 }));
  return { notes, orphans, bodies, marks };
}

const wordsOf = (body: BlockPlace[] | undefined) => (body ?? []).map(({ block }) => block.textContent).join("\n");

function sortOf(body: BlockPlace[] | undefined): NoteEntry["body"] {
  if (!body) return "missing";
  return body.some(({ block }) => isSignatories(block)) ? "signatories" : "words";
}

/** The generated list stands on an empty line alone. */
export const isSignatories = (block: Node): boolean => attrsOf(block).signatories && block.content.size === 0;

function decorate(doc: Node): DecorationSet {
  const { notes, marks, bodies } = notesOf(doc);
  const numbers = new Map(notes.map(({ id, number }) => [id, number] as const));
  const all: Decoration[] = [];
  for (const { id, pos } of marks) all.push(Decoration.node(pos, pos + 1, markAttrs(numbers.get(id) ?? 0)));
  for (const [id, body] of bodies) {
    body.forEach(({ pos, block }, at) => {
      const attrs = at === 0 ? bodyAttrs(numbers.get(id)) : { class: "note-body" };
      all.push(Decoration.node(pos, pos + block.nodeSize, attrs));
    });
  }
  for (const { block, pos } of blocks(doc)) {
    if (isSignatories(block)) all.push(Decoration.node(pos, pos + block.nodeSize, { class: "signatories-place" }));
  }
  return DecorationSet.create(doc, all);
}

const markAttrs = (number: number) =>
  number > 0
    ? { class: "note-mark", "data-number": String(number), role: "img", "aria-label": `Note ${number}` }
    : { class: "note-mark is-broken", "data-number": "?", role: "img", "aria-label": "Note without a body" };

const bodyAttrs = (number: number | undefined) =>
  number
    ? { class: "note-body is-first", "data-number": String(number) }
    : { class: "note-body is-first is-orphan", "data-number": "–" };

const key = new PluginKey<DecorationSet>("notes");

export const noteNumbers = (): Plugin =>
  new Plugin<DecorationSet>({
    key,
    state: {
      init: (_, state) => decorate(state.doc),
      apply: (tr, old) => (tr.docChanged ? decorate(tr.doc) : old),
    },
    props: { decorations: (state) => key.getState(state) },
  });

/** An id that nobody else draws. */
export function freshNoteId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(10));
  return Array.from(bytes, (byte) => (byte % 36).toString(36)).join("");
}
