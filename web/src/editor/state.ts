/** What a toolbar and a notes panel show, read from the editor's state. */

import type { EditorState as PmState } from "prosemirror-state";
import { isOn, runAround } from "./commands";
import type { BlockKind, Direction, EditorState, Toggle } from "./handle";
import { isSignatories, notesOf } from "./notes";
import { indexOf } from "./places";
import { attrsOf, schema } from "./schema";

const TOGGLES: readonly Toggle[] = ["bold", "italic", "underline", "sub", "super"];

export function stateOf(state: PmState, base: Direction, can: { undo: boolean; redo: boolean }): EditorState {
  const { from, to, empty, $from } = state.selection;
  const block = $from.depth > 0 ? $from.parent : state.doc.child(0);
  const attrs = attrsOf(block);
  const index = indexOf(state.doc, from);
  const { notes, orphans } = notesOf(state.doc);
  return {
    block: {
      kind: isSignatories(block) ? "signatories" : (attrs.kind satisfies BlockKind),
      level: attrs.level,
      list: attrs.list,
      indent: attrs.indent,
      direction: attrs.direction ?? base,
    },
    toggles: new Set(TOGGLES.filter((toggle) => isOn(state, toggle))),
    link: valueAt(state, "link"),
    language: valueAt(state, "lang"),
    inNote: attrs.note,
    selection: { isEmpty: empty, index, length: indexOf(state.doc, to) - index },
    canUndo: can.undo,
    canRedo: can.redo,
    notes,
    orphans,
  };
}

function valueAt(state: PmState, name: "link" | "lang"): string | null {
  const type = schema.marks[name];
  const { $from, from, to, empty } = state.selection;
  if (!empty) {
    let value: string | null = null;
    state.doc.nodesBetween(from, to, (node) => {
      value ??= (type.isInSet(node.marks)?.attrs["value"] as string | undefined) ?? null;
    });
    return value;
  }
  const range = runAround(state, type);
  if (range.from === range.to) return null;
  const node = $from.nodeAfter && type.isInSet($from.nodeAfter.marks) ? $from.nodeAfter : $from.nodeBefore;
  return (node && (type.isInSet(node.marks)?.attrs["value"] as string | undefined)) ?? null;
}
