/** Copies of a passage get notes of their own; a moved passage keeps them. Lines take the note they are put into. */

import { Fragment, Slice, type Node } from "prosemirror-model";
import { Selection, TextSelection, type EditorState } from "prosemirror-state";
import { addBody, takesMark, type Editing } from "./note-commands";
import { freshNoteId, notesOf } from "./notes";
import { attrsOf, PLAIN, schema } from "./schema";
import { NOTE_MARK } from "./table";

/** On copying, each mark takes its note's words along. */
export function withBodies(slice: Slice, state: EditorState): Slice {
  const { bodies } = notesOf(state.doc);
  return mapMarks(slice, (node) => {
    const body = bodies.get(node.attrs["id"] as string)?.map(({ block }) => block.textContent);
    return schema.node("note_mark", { ...node.attrs, body: body?.join("\n") ?? "" }, undefined, node.marks);
  });
}

/** Replaces the selection by what was pasted or dropped. */
export function insertSlice(editing: Editing, pasted: Slice): void {
  const fresh: { id: string; body: string }[] = [];
  const state = editing.state();
  const slice = fitted(cleaned(pasted), state, (node) => {
    const id = node.attrs["id"] as string;
    const { marks, bodies } = notesOf(state.doc);
    const isMoved = bodies.has(id) && !marks.some((mark) => mark.id === id) && !fresh.some((each) => each.id === id);
    const own = isMoved ? id : freshNoteId();
    if (!isMoved) fresh.push({ id: own, body: bodyOf(node, state) });
    return schema.node("note_mark", { id: own }, undefined, node.marks);
  });
  for (const { id, body } of fresh) addBody(editing, id, body.split("\n"));
  const { tr } = editing.state();
  editing.dispatch(tr.replaceSelection(slice).scrollIntoView().setMeta("paste", true));
}

function bodyOf(node: Node, state: EditorState): string {
  const here = notesOf(state.doc).bodies.get(node.attrs["id"] as string);
  return (node.attrs["body"] as string | null) ?? here?.map(({ block }) => block.textContent).join("\n") ?? "";
}

/** Moves what was dragged inside the text to `pos`. */
export function moveSlice(editing: Editing, slice: Slice, pos: number): void {
  const state = editing.state();
  if (pos >= state.selection.from && pos <= state.selection.to) return;
  const { tr } = state;
  tr.deleteSelection();
  const to = tr.mapping.map(pos);
  editing.dispatch(tr);
  const next = editing.state();
  const at = Math.min(to, next.doc.content.size);
  editing.dispatch(next.tr.setSelection(Selection.near(next.doc.resolve(at))));
  insertSlice(editing, slice);
}

/** Placeholders that other programs leave, and newlines inside words, are not taken over. */
function cleaned(slice: Slice): Slice {
  return new Slice(cleanedIn(slice.content), slice.openStart, slice.openEnd);
}

function cleanedIn(content: Fragment): Fragment {
  const nodes: Node[] = [];
  content.forEach((node) => {
    if (!node.isText) return void nodes.push(node.isLeaf ? node : node.copy(cleanedIn(node.content)));
    const words = (node.text ?? "").replaceAll(NOTE_MARK, "").replace(/[\r\n\u2028\u2029]+/g, " ");
    if (words !== "") nodes.push(schema.text(words, node.marks));
  });
  return Fragment.fromArray(nodes);
}

/** In a note: its lines, without marks. Elsewhere: lines of notes are left out, for each mark brings its own. */
function fitted(slice: Slice, state: EditorState, own: (mark: Node) => Node): Slice {
  const { note } = attrsOf(state.selection.$from.parent);
  const lines: Node[] = [];
  slice.content.forEach((node) => lines.push(node));
  if (lines.some((node) => node.isInline)) return takesMark(state) ? mapMarks(slice, own) : withoutMarks(slice);
  if (note !== null) {
    const inNote = lines.map((line) => line.type.create({ ...PLAIN, note }, line.content));
    return withoutMarks(new Slice(Fragment.fromArray(inNote), slice.openStart, slice.openEnd));
  }
  const ofWords = lines.filter((line) => attrsOf(line).note === null);
  const kept = ofWords.length > 0 ? ofWords : lines.map((line) => line.type.create(PLAIN, line.content));
  const first = kept[0] === lines[0] || ofWords.length === 0;
  const last = kept.at(-1) === lines.at(-1) || ofWords.length === 0;
  const fitting = new Slice(Fragment.fromArray(kept), first ? slice.openStart : 0, last ? slice.openEnd : 0);
  return mapMarks(fitting, own);
}

const withoutMarks = (slice: Slice): Slice => mapMarks(slice, () => null);

function mapMarks(slice: Slice, map: (mark: Node) => Node | null): Slice {
  const inside = (content: Fragment): Fragment => {
    const nodes: Node[] = [];
    content.forEach((node) => {
      const mapped = node.type.name === "note_mark" ? map(node) : node.isLeaf ? node : node.copy(inside(node.content));
      if (mapped) nodes.push(mapped);
    });
    return Fragment.fromArray(nodes);
  };
  return new Slice(inside(slice.content), slice.openStart, slice.openEnd);
}

/** Plain text: a line each, an empty one between paragraphs left out. */
export function sliceOfText(text: string): Slice {
  const paragraphs = text.split(/(?:\r\n?|\n)+/);
  const blocks = paragraphs.map((words) => schema.node("block", null, words === "" ? [] : [schema.text(words)]));
  return Slice.maxOpen(Fragment.fromArray(blocks));
}

/** Used by a drop from elsewhere. */
export function selectAt(editing: Editing, pos: number): void {
  const { tr } = editing.state();
  editing.dispatch(tr.setSelection(TextSelection.near(tr.doc.resolve(pos))));
}
