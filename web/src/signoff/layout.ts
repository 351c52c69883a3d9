/** How a Statement's blocks are set on a page: markers counted, classes named. Pure. */

import type { Block } from "../api/statement";

export interface Line {
  block: Block;
  /** What stands before the words: a number, a letter or a bullet; empty for none. */
  marker: string;
  classes: string;
}

const BULLETS = ["•", "–", "·"];

/** The blocks with their markers: numbered paragraphs count through, lists start anew after other blocks. */
export function lines(blocks: Block[]): Line[] {
  let paragraph = 0;
  let items: number[] = [];
  return blocks.map((block) => {
    if (block.type !== "item") items = [];
    if (block.type === "numbered") paragraph += 1;
    if (block.type === "item") items = next(items, block.level ?? 1, block.list === "ordered");
    return { block, marker: marker(block, paragraph, items), classes: classes(block) };
  });
}

/** Counters per depth; a bullet ends the count at its depth. */
function next(items: number[], depth: number, isOrdered: boolean): number[] {
  const kept = Array.from({ length: depth }, (_, i) => items[i] ?? 0);
  kept[depth - 1] = isOrdered ? (kept[depth - 1] ?? 0) + 1 : 0;
  return kept;
}

function marker(block: Block, paragraph: number, items: number[]): string {
  if (block.type === "numbered") return `${paragraph}.`;
  if (block.type !== "item") return "";
  const depth = block.level ?? 1;
  if (block.list !== "ordered") return BULLETS[(depth - 1) % BULLETS.length] ?? "•";
  return `${ordinal(items[depth - 1] ?? 1, depth)}.`;
}

function ordinal(n: number, depth: number): string {
  if (depth === 2) return letters(n);
  return depth === 3 ? roman(n) : String(n);
}

/** a to z, then aa, ab. */
function letters(n: number): string {
  const rest = Math.floor((n - 1) / 26);
  return (rest > 0 ? letters(rest) : "") + String.fromCharCode(97 + ((n - 1) % 26));
}

const ROMAN: [number, string][] = [
  [1000, "m"], [900, "cm"], [500, "d"], [400, "cd"], [100, "c"], [90, "xc"],
  [50, "l"], [40, "xl"], [10, "x"], [9, "ix"], [5, "v"], [4, "iv"], [1, "i"],
];

function roman(n: number): string {
  const step = ROMAN.find(([value]) => value <= n);
  return step ? step[1] + roman(n - step[0]) : "";
}

function classes(block: Block): string {
  const name = block.type;
  if (block.level === undefined) return name;
  if (name === "heading") return `${name} level-${block.level}`;
  return name === "item" && block.level === 1 ? name : `${name} indent-${block.level}`;
}

/** The element for a heading of that level inside a page that has its own first heading. */
export const headingTag = (level: number | undefined) => `h${Math.min((level ?? 1) + 2, 6)}`;
