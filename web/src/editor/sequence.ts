/** Reads the sequence of a Y.Text without copying it: spans of equal formats, lines, what stands around a place. */

import * as Y from "yjs";
import type { Keys } from "./table";

export interface Span {
  /** In UTF-16 units from the start. */
  index: number;
  text: string;
  keys: Keys;
}

export interface Line {
  start: number;
  /** Where its newline is, or would be. */
  end: number;
  /** The newline's. */
  keys: Keys;
  pieces: Span[];
}

const NONE: Keys = Object.freeze({});

/** The structs with visible characters, in order, each with the index of its first. */
export function* visible(text: Y.Text): Generator<{ item: Y.Item; index: number }> {
  let index = 0;
  for (let item = text._start; item !== null; item = item.right) {
    if (item.deleted || !item.countable) continue;
    yield { item, index };
    index += item.length;
  }
}

/** What is visible, in order; neighbours may have equal formats. */
export function* spans(text: Y.Text): Generator<Span> {
  let [index, keys] = [0, NONE];
  for (let item = text._start; item !== null; item = item.right) {
    if (item.deleted) continue;
    if (item.content instanceof Y.ContentFormat) {
      keys = withKey(keys, item.content.key, item.content.value);
    } else if (item.content instanceof Y.ContentString) {
      yield { index, text: item.content.str, keys };
      index += item.length;
    }
  }
}

function withKey(keys: Keys, key: string, value: unknown): Keys {
  const { [key]: _, ...rest } = keys;
  return value === null || value === false ? rest : { ...rest, [key]: value };
}

/** Lines in order. A last line without a newline is supplied with one, and so is a text without lines. */
export function* lines(text: Y.Text): Generator<Line> {
  let line: Line = { start: 0, end: 0, keys: NONE, pieces: [] };
  let count = 0;
  for (const span of spans(text)) {
    let from = 0;
    for (let at = span.text.indexOf("\n"); at !== -1; at = span.text.indexOf("\n", from)) {
      push(line, span, from, at);
      yield { ...line, end: span.index + at, keys: span.keys };
      count += 1;
      from = at + 1;
      line = { start: span.index + from, end: span.index + from, keys: NONE, pieces: [] };
    }
    push(line, span, from, span.text.length);
    line.end = span.index + span.text.length;
  }
  if (count === 0 || line.pieces.length > 0) yield line;
}

function push(line: Line, span: Span, from: number, to: number): void {
  if (from === to) return;
  const text = span.text.slice(from, to);
  const last = line.pieces.at(-1);
  if (last && sameKeys(last.keys, span.keys)) last.text += text;
  else line.pieces.push({ index: span.index + from, text, keys: span.keys });
}

export function sameKeys(a: Keys, b: Keys): boolean {
  if (a === b) return true;
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((name) => name in b && same(a[name], b[name]));
}

export const same = (a: unknown, b: unknown): boolean =>
  a === b || (typeof a === "object" && typeof b === "object" && JSON.stringify(a) === JSON.stringify(b));

export interface Character {
  unit: string;
  keys: Keys;
}

/** The characters before and after a place; none at the ends. */
export interface Between {
  left: Character | null;
  right: Character | null;
}

export function around(text: Y.Text, index: number): Between {
  let left: Character | null = null;
  for (const span of spans(text)) {
    const offset = index - span.index;
    if (offset > 0 && offset <= span.text.length) left = { unit: span.text[offset - 1] ?? "", keys: span.keys };
    const unit = offset >= 0 ? span.text[offset] : undefined;
    if (unit !== undefined) return { left, right: { unit, keys: span.keys } };
  }
  return { left, right: null };
}

/** The text between two places. */
export function slice(text: Y.Text, from: number, to: number): Span[] {
  const found: Span[] = [];
  for (const span of spans(text)) {
    if (span.index >= to) break;
    const part = span.text.slice(Math.max(0, from - span.index), Math.max(0, to - span.index));
    if (part !== "") found.push({ index: Math.max(from, span.index), text: part, keys: span.keys });
  }
  return found;
}

/** The server draws its client ids from here up. */
const SERVER_CLIENT_FROM = 2 ** 52;

/** Where the newline stands that the server made the text with: the gate refuses to delete it. */
export function firstNewline(text: Y.Text): number | null {
  for (const { item, index } of visible(text)) {
    const alone = item.origin === null && item.rightOrigin === null && item.id.clock === 0;
    if (alone && item.id.client >= SERVER_CLIENT_FROM) return index;
  }
  return null;
}
