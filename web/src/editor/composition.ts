/** What the steps of a composition come to: an input method takes back most of what it puts in on its way. Pure. */

import type { Node } from "prosemirror-model";
import { Mapping, ReplaceStep, StepMap, type Step } from "prosemirror-transform";

/** A step that the editor took, and the documents around it. */
export interface Taken {
  step: Step;
  before: Node;
  after: Node;
}

/** One replacement for all the steps; the steps themselves where that is not the same; none if all was taken back. */
export function net(steps: readonly Taken[]): Taken[] | null {
  const [first, last] = [steps[0], steps.at(-1)];
  if (!first || !last) return null;
  const range = rangeOf(steps.map(({ step }) => step));
  if (!range || !steps.every(({ step }) => step instanceof ReplaceStep)) return [...steps];
  const back = new Mapping(steps.map(({ step }) => step.getMap())).invert();
  const from = back.map(range.from, -1);
  const to = back.map(range.to, 1);
  const change = narrowed(first.before, from, to, last.after, range.from, range.to);
  if (!change) return null;
  const result = change.apply(first.before);
  if (!result.doc?.eq(last.after)) return [...steps];
  return [{ step: change, before: first.before, after: result.doc }];
}

/** What the steps touched, as positions after the last. */
export function rangeOf(steps: readonly Step[]): { from: number; to: number } | null {
  let range: { from: number; to: number } | null = null;
  const add = (from: number, to: number) => {
    range = range ? { from: Math.min(range.from, from), to: Math.max(range.to, to) } : { from, to };
  };
  for (const step of steps) {
    const map = step.getMap();
    if (range) range = { from: map.map(range.from, -1), to: map.map(range.to, 1) };
    map.forEach((_from, _to, from, to) => add(from, to));
    // Formats move nothing, but touch something.
    const { from, to, pos } = step as { from?: number; to?: number; pos?: number };
    if (map === StepMap.empty) add(from ?? pos ?? 0, to ?? (pos ?? 0) + 1);
  }
  return range;
}

/** Leaves out words at either end that are the same as before. */
function narrowed(old: Node, from: number, to: number, now: Node, start: number, end: number): ReplaceStep | null {
  const [was, is] = [old.slice(from, to), now.slice(start, end)];
  if (was.openStart > 0 || is.openStart > 0) return new ReplaceStep(from, to, is);
  const same = was.content.findDiffStart(is.content);
  if (same === null) return null;
  const tail = was.content.findDiffEnd(is.content) ?? { a: was.size, b: is.size };
  const overlap = Math.max(0, same - Math.min(tail.a, tail.b));
  const inserted = now.slice(start + same, start + tail.b + overlap);
  return new ReplaceStep(from + same, from + tail.a + overlap, inserted);
}
