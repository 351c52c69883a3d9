/** Between lines of the sequence and blocks of the editor: the reading rules, and what setting a kind writes. */

import type { Mark, Node } from "prosemirror-model";
import type * as Y from "yjs";
import { PLAIN, schema, type BlockAttrs } from "./schema";
import { lines, type Line } from "./sequence";
import { INLINE_KEYS, inlineValue, isInlineKey, isLineKey, isNoteId, lineValue, NOTE_MARK } from "./table";
import type { InlineKey, Keys, LineKey } from "./table";
import type { ListKind } from "./handle";

/** Kinds in order of precedence, each with the key that says it. */
const KINDS: readonly (readonly [LineKey, BlockAttrs["kind"]])[] = [
  ["title", "title"],
  ["subtitle", "subtitle"],
  ["header", "heading"],
  ["list", "item"],
  ["numbered", "numbered"],
  ["blockquote", "quote"],
];

const INDENTED: readonly BlockAttrs["kind"][] = ["paragraph", "item", "numbered", "quote"];

export function attrsOfKeys(keys: Keys): BlockAttrs {
  const kind = KINDS.find(([key]) => lineValue(keys, key) !== undefined)?.[1] ?? "paragraph";
  return {
    ...PLAIN,
    kind,
    level: kind === "heading" ? Number(lineValue(keys, "header")) : null,
    list: kind === "item" ? (lineValue(keys, "list") as ListKind) : null,
    indent: INDENTED.includes(kind) ? Number(lineValue(keys, "indent") ?? 0) : 0,
    direction: lineValue(keys, "direction") === "rtl" ? "rtl" : null,
    note: (lineValue(keys, "note") as string | undefined) ?? null,
    signatories: lineValue(keys, "signatories") === true,
  };
}

/** Every line key: one value for the kind, the others none. */
export function keysOfAttrs(attrs: BlockAttrs): Record<LineKey, unknown> {
  const is = (kind: BlockAttrs["kind"]) => (attrs.kind === kind ? true : null);
  return {
    title: is("title"),
    subtitle: is("subtitle"),
    header: attrs.kind === "heading" ? (attrs.level ?? 1) : null,
    list: attrs.kind === "item" ? (attrs.list ?? "bullet") : null,
    numbered: is("numbered"),
    indent: INDENTED.includes(attrs.kind) && attrs.indent > 0 ? attrs.indent : null,
    blockquote: is("quote"),
    direction: attrs.direction,
    note: attrs.note,
    signatories: attrs.signatories ? true : null,
  };
}

export function sameAttrs(a: BlockAttrs, b: BlockAttrs): boolean {
  return (Object.keys(PLAIN) as (keyof BlockAttrs)[]).every((name) => a[name] === b[name]);
}

export function keyOfMark(mark: Mark): [key: string, value: unknown] {
  if (mark.type.name === "carried") return [mark.attrs["key"] as string, mark.attrs["value"]];
  return [mark.type.name, mark.attrs["value"] ?? true];
}

export function keysOfMarks(marks: readonly Mark[]): Record<string, unknown> {
  return Object.fromEntries(marks.map(keyOfMark));
}

function marksOfKeys(keys: Keys): readonly Mark[] {
  let marks: readonly Mark[] = [];
  for (const key of Object.keys(INLINE_KEYS) as InlineKey[]) {
    const value = inlineValue(keys, key);
    if (value === undefined) continue;
    marks = schema.mark(key, value === true ? null : { value }).addToSet(marks);
  }
  for (const key of Object.keys(keys).sort()) {
    if (isInlineKey(key) || isLineKey(key)) continue;
    marks = schema.mark("carried", { key, value: keys[key] }).addToSet(marks);
  }
  return marks;
}

/** Words without newlines as inline nodes. */
export function inline(text: string, keys: Keys): Node[] {
  const marks = marksOfKeys(keys);
  const id = keys["note"];
  if (!isNoteId(id)) return text === "" ? [] : [schema.text(text, marks)];
  const parts = text.split(NOTE_MARK);
  return parts.flatMap((part, at) => {
    const words = part === "" ? [] : [schema.text(part, marks)];
    return at === 0 ? words : [schema.node("note_mark", { id }, undefined, marks), ...words];
  });
}

export function blockOf(line: Line): Node {
  const content = line.pieces.flatMap((piece) => inline(piece.text, piece.keys));
  return schema.node("block", attrsOfKeys(line.keys), content);
}

/** What the editor must show for a sequence. */
export function read(text: Y.Text): Node {
  return schema.node("doc", null, [...lines(text)].map(blockOf));
}
