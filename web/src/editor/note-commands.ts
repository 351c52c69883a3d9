/** Commands of notes: each newline of a note is inserted outside the undo stack, and removed by `discard` alone. */

import { TextSelection, type EditorState, type Transaction } from "prosemirror-state";
import { UNTRACKED } from "./binding";
import { DISCARDS_NOTE } from "./guard";
import { freshNoteId, notesOf } from "./notes";
import { attrsOf, PLAIN, schema } from "./schema";

/** Sends a transaction on; the state it leads to is read again for the next. */
export interface Editing {
  state(): EditorState;
  dispatch(tr: Transaction): void;
}

/** Whether a note's mark may stand at the cursor: in the words, not in a note. */
export function takesMark(state: EditorState): boolean {
  const attrs = attrsOf(state.selection.$from.parent);
  return attrs.note === null && !attrs.signatories;
}

/** A new, empty note: its body at the end of the text, its mark at the cursor, the cursor in the body. */
export function insertNote(editing: Editing): boolean {
  if (!takesMark(editing.state())) return false;
  const id = freshNoteId();
  addBody(editing, id, []);
  mark(editing, id);
  const body = notesOf(editing.state().doc).bodies.get(id)?.[0];
  if (!body) return false;
  const { tr } = editing.state();
  editing.dispatch(tr.setSelection(TextSelection.create(tr.doc, body.pos + 1)).scrollIntoView());
  return true;
}

export function addBody(editing: Editing, note: string, paragraphs: readonly string[]): void {
  const { tr } = editing.state();
  const lines = paragraphs.length === 0 ? [""] : paragraphs;
  const bodies = lines.map((line) => schema.node("block", { ...PLAIN, note }, line === "" ? [] : [schema.text(line)]));
  editing.dispatch(tr.insert(tr.doc.content.size, bodies).setMeta(UNTRACKED, true));
}

function mark(editing: Editing, id: string): void {
  const { tr, selection } = editing.state();
  const at = selection.to;
  const marks = selection.$to.marks();
  editing.dispatch(tr.insert(at, schema.node("note_mark", { id }, undefined, marks)));
}

/** Puts an orphan's mark at the cursor. */
export function placeNote(editing: Editing, id: string): boolean {
  const state = editing.state();
  const isOrphan = notesOf(state.doc).orphans.some((orphan) => orphan.id === id);
  if (!isOrphan || !takesMark(state)) return false;
  mark(editing, id);
  return true;
}

/** Removes a note's marks and its body, newlines included; this cannot be undone. */
export function discardNote(editing: Editing, id: string): boolean {
  const { tr, doc } = editing.state();
  const { marks, bodies } = notesOf(doc);
  const body = bodies.get(id) ?? [];
  const places = marks.filter((each) => each.id === id);
  if (body.length === 0 && places.length === 0) return false;
  const ranges = [
    ...places.map(({ pos }) => ({ from: pos, to: pos + 1 })),
    ...body.map(({ pos, block }) => ({ from: pos, to: pos + block.nodeSize })),
  ].sort((a, b) => b.from - a.from);
  for (const { from, to } of ranges) {
    if (to - from < tr.doc.content.size) tr.delete(from, to);
    else tr.replaceWith(from, to, schema.node("block"));
  }
  editing.dispatch(tr.setMeta(UNTRACKED, true).setMeta(DISCARDS_NOTE, true));
  return true;
}

/**
 * Makes a note's body the generated list: its words go, and its last newline alone stays, so that
 * words that others put in meanwhile stay in the note.
 */
export function noteSignatories(editing: Editing, id: string): boolean {
  const { tr, doc } = editing.state();
  const body = notesOf(doc).bodies.get(id);
  const [first, last] = [body?.[0], body?.at(-1)];
  if (!first || !last) return false;
  const end = last.pos + 1 + last.block.content.size;
  if (first.pos + 1 < end) tr.delete(first.pos + 1, end);
  const { direction } = attrsOf(first.block);
  tr.setNodeMarkup(first.pos, null, { ...PLAIN, direction, note: id, signatories: true });
  editing.dispatch(tr.setMeta(DISCARDS_NOTE, true));
  return true;
}
