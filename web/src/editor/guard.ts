/**
 * The border of a note: no deletion joins a note's words to others or removes its last newline. What would is done
 * apart from that: words outside go, notes in between stay as they are.
 */

import { Fragment, Slice, type Node } from "prosemirror-model";
import { TextSelection, type EditorState, type Transaction } from "prosemirror-state";
import { ReplaceAroundStep, ReplaceStep } from "prosemirror-transform";
import { FROM_SEQUENCE } from "./binding";
import { blocks, type BlockPlace } from "./places";
import { attrsOf } from "./schema";

/** Set on transactions that may remove a note's newlines: "discard note". */
export const DISCARDS_NOTE = "discards-note";

/** The transaction itself, one that leaves notes whole in its place, or none. */
export function guarded(state: EditorState, tr: Transaction): Transaction | null {
  if (!tr.docChanged || tr.getMeta(FROM_SEQUENCE) || tr.getMeta(DISCARDS_NOTE)) return tr;
  for (const [i, step] of tr.steps.entries()) {
    const doc = tr.docs[i] ?? tr.doc;
    const isWrapping = step instanceof ReplaceAroundStep && !attrsAlone(step);
    if (isWrapping && crosses(doc, step.from, step.to)) return null;
    if (!(step instanceof ReplaceStep) || step.from === step.to || !crosses(doc, step.from, step.to)) continue;
    return i === 0 ? apart(state, step) : null;
  }
  return tr;
}

const attrsAlone = (step: ReplaceAroundStep) =>
  step.gapFrom - step.from === 1 && step.to - step.gapTo === 1 && step.slice.size === 2;

interface Region {
  note: string | null;
  blocks: BlockPlace[];
}

/** Neighbouring blocks of one note, or of none. */
function regions(doc: Node): Region[] {
  const all: Region[] = [];
  for (const place of blocks(doc)) {
    const { note } = attrsOf(place.block);
    const last = all.at(-1);
    if (last && last.note === note) last.blocks.push(place);
    else all.push({ note, blocks: [place] });
  }
  return all;
}

const startOf = (region: Region) => region.blocks[0]?.pos ?? 0;
const endOf = ({ blocks: [...all] }: Region) => {
  const last = all.at(-1);
  return last ? last.pos + last.block.nodeSize : 0;
};

function crosses(doc: Node, from: number, to: number): boolean {
  const inside = regions(doc).filter((region) => from < endOf(region) && to > startOf(region));
  if (inside.length > 1) return true;
  const only = inside[0];
  return only !== undefined && only.note !== null && to >= endOf(only);
}

/** Deletes outside notes, each region for itself, then puts in what was to come in. */
function apart(state: EditorState, step: ReplaceStep): Transaction | null {
  const { tr } = state;
  const start = state.doc.resolve(step.from);
  const ofWords = regions(state.doc).filter((region) => region.note === null);
  const isLineLeft = ofWords.some((region) => startOf(region) < step.from || endOf(region) > step.to);
  for (const region of ofWords.toReversed()) {
    const keepsLine = !isLineLeft && region === ofWords[0];
    deleteIn(tr, region, keepsLine ? startOf(region) + 1 : step.from, step.to);
  }
  if (step.slice.size > 0 && start.depth > 0) tr.replace(step.from, step.from, inline(step.slice));
  if (!tr.docChanged) return null;
  const pos = Math.min(step.from + (start.depth > 0 ? inline(step.slice).size : 1), tr.doc.content.size);
  return tr.setSelection(TextSelection.near(tr.doc.resolve(pos))).scrollIntoView();
}

function inline(slice: Slice): Slice {
  let words = Fragment.empty;
  slice.content.forEach((node) => {
    words = words.append(node.isInline ? Fragment.from(node) : node.content);
  });
  return new Slice(words, 0, 0);
}

/** The line in which the deletion begins keeps its newline; the line in which it ends keeps its own. */
function deleteIn(tr: Transaction, region: Region, from: number, to: number): void {
  const [start, end] = [startOf(region), endOf(region)];
  if (from >= end || to <= start) return;
  const isWhole = from <= start && to >= end;
  if (isWhole) {
    tr.delete(start, end);
    return;
  }
  if (from > start) {
    if (from < Math.min(to, end - 1)) tr.delete(from, Math.min(to, end - 1));
    return;
  }
  const last = region.blocks.find(({ pos, block }) => to <= pos + block.nodeSize);
  if (!last) return;
  const head = Math.min(to, last.pos + last.block.nodeSize - 1);
  if (head > last.pos + 1) tr.delete(last.pos + 1, head);
  if (last.pos > start) tr.delete(start, last.pos);
}
