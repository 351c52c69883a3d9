/** Problems shown in the text: they follow the words they are about. */

import { Plugin, PluginKey, type EditorState, type Transaction } from "prosemirror-state";
import { Decoration, DecorationSet } from "prosemirror-view";
import type { Problem } from "./handle";
import { indexOf, insideOf } from "./places";

interface Shown {
  problem: Problem;
  from: number;
  to: number;
}

const key = new PluginKey<Shown[]>("problems");

export const shownProblems = (): Plugin =>
  new Plugin<Shown[]>({
    key,
    state: {
      init: () => [],
      apply(tr, old) {
        const fresh = tr.getMeta(key) as Shown[] | undefined;
        if (fresh) return fresh;
        return tr.docChanged ? old.map((shown) => followed(tr, shown)) : old;
      },
    },
    props: {
      decorations(state) {
        const all = (key.getState(state) ?? []).flatMap(decorationsOf);
        return DecorationSet.create(state.doc, all);
      },
    },
  });

const followed = (tr: Transaction, { problem, from, to }: Shown): Shown => {
  const start = tr.mapping.map(from, 1);
  return { problem, from: start, to: Math.max(start, tr.mapping.map(to, -1)) };
};

function decorationsOf({ problem, from, to }: Shown): Decoration[] {
  if (from >= to) return [];
  return [Decoration.inline(from, to, { class: "problem", title: problem.sentence })];
}

export function show(state: EditorState, problems: readonly Problem[]): Transaction {
  const shown = problems.flatMap((problem): Shown[] => {
    if (!problem.place) return [];
    const { index, length } = problem.place;
    const from = insideOf(state.doc, index);
    return [{ problem, from, to: Math.max(from, insideOf(state.doc, index + length)) }];
  });
  return state.tr.setMeta(key, shown).setMeta("addToHistory", false);
}

/** Where a problem's words are now, as positions; a place that was empty from the start stays one. */
export function rangeOf(state: EditorState, problem: Problem): { from: number; to: number } | null {
  const shown = (key.getState(state) ?? []).find((each) => each.problem === problem || same(each.problem, problem));
  if (!shown || (shown.from === shown.to && (problem.place?.length ?? 0) > 0)) return null;
  return { from: shown.from, to: shown.to };
}

const same = (a: Problem, b: Problem) =>
  a.code === b.code && a.place?.index === b.place?.index && a.place?.length === b.place?.length;

export function placeOf(state: EditorState, problem: Problem): { index: number; length: number } | null {
  const range = rangeOf(state, problem);
  if (!range) return null;
  const index = indexOf(state.doc, range.from);
  return { index, length: indexOf(state.doc, range.to) - index };
}
