/**
 * What changed between two Statements, for people to read: blocks aligned first, then words within a block. It is a
 * reading aid and decides nothing. Pure.
 */

import type { Block, Run, Statement } from "../api/statement";

export interface Part {
  kind: "same" | "added" | "removed";
  text: string;
}

export type Line =
  | { kind: "same"; count: number }
  | { kind: "changed"; label: string; parts: Part[]; isFormatOnly: boolean };

interface Flat {
  label: string;
  words: string[];
  /** Everything about the block, to tell whether it changed at all. */
  whole: string;
}

/** Least share of common words at which two blocks are taken for one that was edited. */
const LIKENESS_MIN = 0.4;

/** The new Statement in order, with what the old one had and lost; stretches without a change are counted only. */
export function compare(before: Statement, after: Statement): Line[] {
  const [old, now] = [flat(before), flat(after)];
  const pairs = common(old.map((block) => block.whole), now.map((block) => block.whole));
  const lines: Line[] = [];
  let [i, j] = [0, 0];
  for (const [a, b] of [...pairs, [old.length, now.length] as const]) {
    lines.push(...between(old.slice(i, a), now.slice(j, b)));
    if (a < old.length) same(lines);
    [i, j] = [a + 1, b + 1];
  }
  return lines;
}

function same(lines: Line[]): void {
  const last = lines.at(-1);
  if (last?.kind === "same") last.count += 1;
  else lines.push({ kind: "same", count: 1 });
}

/** Blocks between two that did not change: edited ones found again in order, the rest gone or new. */
function between(old: Flat[], now: Flat[]): Line[] {
  const lines: Line[] = [];
  let next = 0;
  for (const block of now) {
    const at = old.findIndex((candidate, i) => i >= next && likeness(candidate, block) >= LIKENESS_MIN);
    if (at < 0) {
      lines.push(whole("added", block));
      continue;
    }
    lines.push(...old.slice(next, at).map((gone) => whole("removed", gone)), edited(old[at] as Flat, block));
    next = at + 1;
  }
  return [...lines, ...old.slice(next).map((gone) => whole("removed", gone))];
}

function whole(kind: "added" | "removed", { label, words }: Flat): Line {
  return { kind: "changed", label, parts: [{ kind, text: words.join("") }], isFormatOnly: false };
}

function edited(old: Flat, now: Flat): Line {
  const parts: Part[] = [];
  const add = (kind: Part["kind"], words: string[]) => {
    const last = parts.at(-1);
    if (words.length === 0) return;
    if (last?.kind === kind) last.text += words.join("");
    else parts.push({ kind, text: words.join("") });
  };
  let [i, j] = [0, 0];
  for (const [a, b] of [...common(old.words, now.words), [old.words.length, now.words.length] as const]) {
    add("removed", old.words.slice(i, a));
    add("added", now.words.slice(j, b));
    add("same", now.words.slice(b, b + 1));
    [i, j] = [a + 1, b + 1];
  }
  return { kind: "changed", label: now.label, parts, isFormatOnly: parts.every((part) => part.kind === "same") };
}

/** Share of words in common, from 0 to 1. */
function likeness(a: Flat, b: Flat): number {
  const longest = Math.max(a.words.length, b.words.length);
  return longest === 0 ? 1 : common(a.words, b.words).length / longest;
}

/** A longest common subsequence, as pairs of indices in order. */
function common(a: string[], b: string[]): (readonly [number, number])[] {
  const width = b.length + 1;
  const best = new Uint32Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      const [down, right] = [best[(i + 1) * width + j] ?? 0, best[i * width + j + 1] ?? 0];
      const diagonal = best[(i + 1) * width + j + 1] ?? 0;
      best[i * width + j] = a[i] === b[j] ? diagonal + 1 : Math.max(down, right);
    }
  }
  const pairs: (readonly [number, number])[] = [];
  for (let [i, j] = [0, 0]; i < a.length && j < b.length; ) {
    if (a[i] === b[j]) pairs.push([i++, j++]);
    else if ((best[(i + 1) * width + j] ?? 0) >= (best[i * width + j + 1] ?? 0)) i++;
    else j++;
  }
  return pairs;
}

/** The body's blocks, then those of each note. */
function flat({ blocks, notes }: Statement): Flat[] {
  const body = blocks.map((block) => one(block, ""));
  return [...body, ...notes.flatMap((note, n) => note.map((block) => one(block, `Note ${n + 1}`)))];
}

function one(block: Block, label: string): Flat {
  const text = (block.runs ?? []).map(read).join("");
  return { label, words: text.match(/\p{L}+|\p{N}+|\s+|./gsu) ?? [], whole: JSON.stringify([label !== "", block]) };
}

const read = (run: Run): string => ("note" in run ? `[${run.note}]` : run.text);
