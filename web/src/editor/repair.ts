/** One-click repairs of problems that are about words or a line. */

import type { EditorState, Transaction } from "prosemirror-state";
import type { Problem, Repair } from "./handle";
import { rangeOf } from "./problems";
import { attrsOf, PLAIN, schema } from "./schema";

type OfWords = Exclude<Repair, { kind: "place-note" | "discard-note" }>;

/** The transaction that repairs it; none if its words are gone. */
export function repaired(state: EditorState, problem: Problem, repair: OfWords): Transaction | null {
  const range = rangeOf(state, problem);
  if (!range) return null;
  const { from, to } = range;
  const at = state.doc.resolve(from);
  switch (repair.kind) {
    case "delete":
      if (at.depth > 0 && attrsOf(at.parent).signatories && from === to) return plainLine(state, at.before());
      return state.tr.delete(from, to);
    case "replace": {
      if (repair.with === "") return state.tr.delete(from, to);
      const marks = at.marksAcross(state.doc.resolve(to)) ?? at.marks();
      return state.tr.replaceWith(from, to, schema.text(repair.with, marks));
    }
    case "set-heading": {
      if (at.depth === 0) return null;
      const { direction, note } = attrsOf(at.parent);
      const attrs = { ...PLAIN, direction, note, kind: "heading", level: repair.level };
      return state.tr.setNodeMarkup(at.before(), null, attrs);
    }
  }
}

const plainLine = (state: EditorState, pos: number): Transaction =>
  state.tr.setNodeMarkup(pos, null, { ...(state.doc.nodeAt(pos)?.attrs ?? PLAIN), signatories: false });
