/** What each of ProseMirror's steps means for the sequence: exact operations, no comparison of whole texts. Pure. */

import { Fragment, Slice, type Node } from "prosemirror-model";
import {
  AddMarkStep,
  AddNodeMarkStep,
  AttrStep,
  RemoveMarkStep,
  RemoveNodeMarkStep,
  ReplaceAroundStep,
  ReplaceStep,
  type Step,
} from "prosemirror-transform";
import { blocks, indexOf } from "./places";
import { keyOfMark, keysOfMarks } from "./reading";
import { attrsOf, type BlockAttrs } from "./schema";
import { NOTE_MARK, type Keys } from "./table";

/** A stretch of words without newlines, or one newline. */
export type Token = { words: string; keys: Keys } | { newline: BlockAttrs };

export type Operation =
  | { do: "replace"; index: number; remove: number; insert: Token[] }
  | { do: "format"; index: number; length: number; keys: Keys };

export const isNewline = (token: Token | undefined): token is { newline: BlockAttrs } =>
  token !== undefined && "newline" in token;

/** In the order in which they are to be done; `before` and `after` are the documents around the step. */
export function operationsOf(step: Step, before: Node, after: Node): Operation[] {
  if (step instanceof ReplaceStep) return replaced(step, before, after);
  if (step instanceof ReplaceAroundStep) return replacedAround(step, before, after);
  if (step instanceof AddMarkStep) return formatted(before, step.from, step.to, keysOfMarks([step.mark]));
  if (step instanceof RemoveMarkStep) return formatted(before, step.from, step.to, none(step));
  if (step instanceof AddNodeMarkStep) return formatted(before, step.pos, step.pos + 1, keysOfMarks([step.mark]));
  if (step instanceof RemoveNodeMarkStep) return formatted(before, step.pos, step.pos + 1, none(step));
  if (step instanceof AttrStep) return renamed(step, before);
  throw new Error(`no operation for the step ${step.constructor.name}`);
}

const none = (step: RemoveMarkStep | RemoveNodeMarkStep): Keys => ({ [keyOfMark(step.mark)[0]]: null });

function replaced(step: ReplaceStep, before: Node, after: Node): Operation[] {
  const first = before.resolve(step.from).index(0);
  const insert = tokensOf(step.slice, closesFrom(after, first));
  return continued(step, before, after, insert) ?? replace(before, step.from, step.to, insert);
}

/**
 * Enter at the end of a block whose kind does not continue: the new newline comes after the old one. Not before a note:
 * what another types there at that moment would come to stand in the new line.
 */
function continued(step: ReplaceStep, before: Node, after: Node, insert: Token[]): Operation[] | null {
  const at = before.resolve(step.from);
  const isSplit = step.from === step.to && insert.length === 1 && isNewline(insert[0]);
  if (!isSplit || at.depth === 0 || at.parentOffset < at.parent.content.size) return null;
  const [head, tail] = [after.child(at.index(0)), after.child(at.index(0) + 1)];
  const next = after.maybeChild(at.index(0) + 2);
  if (head.hasMarkup(tail.type, tail.attrs) || (next && attrsOf(next).note !== attrsOf(head).note)) return null;
  const index = indexOf(before, step.from) + 1;
  return [{ do: "replace", index, remove: 0, insert: [{ newline: attrsOf(tail) }] }];
}

/** The later part first, so that the earlier one's index still holds. */
function replacedAround(step: ReplaceAroundStep, before: Node, after: Node): Operation[] {
  const first = before.resolve(step.from).index(0);
  const tokens = tokensOf(step.slice, closesFrom(after, first), step.insert);
  const gapCloses = tokensOf(before.slice(step.gapFrom, step.gapTo), () => null).filter(isNewline).length;
  const leftCloses = tokens.left.filter(isNewline).length;
  const next = closesFrom(after, first + leftCloses + gapCloses);
  const right = tokens.right.map((token, i) =>
    isNewline(token) ? { newline: next(tokens.right.slice(0, i).filter(isNewline).length) ?? token.newline } : token,
  );
  return [
    ...replace(before, step.gapTo, step.to, right),
    ...replace(before, step.from, step.gapFrom, tokens.left),
  ];
}

type Closes = (nth: number) => BlockAttrs | null;

/** Formats of the newlines that a step inserts: those of the blocks that they end afterwards. */
const closesFrom =
  (after: Node, first: number): Closes =>
  (nth) => {
    const block = after.maybeChild(first + nth);
    return block ? attrsOf(block) : null;
  };

function tokensOf(slice: Slice, closes: Closes): Token[];
function tokensOf(slice: Slice, closes: Closes, cut: number): { left: Token[]; right: Token[] };
function tokensOf(slice: Slice, closes: Closes, cut?: number): Token[] | { left: Token[]; right: Token[] } {
  const [left, right]: [Token[], Token[]] = [[], []];
  let count = 0;
  let pos = 0;
  const put = (token: Token, end: number) => (cut !== undefined && end > cut ? right : left).push(token);
  slice.content.forEach((node, offset, at) => {
    pos = offset;
    if (node.isInline) return void put(wordsOf(node), pos + node.nodeSize);
    wordsIn(node.content).forEach((token) => put(token, pos + 1));
    const isOpen = at === slice.content.childCount - 1 && slice.openEnd > 0;
    if (isOpen) return;
    put({ newline: closes(count) ?? attrsOf(node) }, pos + node.nodeSize);
    count += 1;
  });
  return cut === undefined ? left : { left, right };
}

function wordsIn(content: Fragment): Token[] {
  const tokens: Token[] = [];
  content.forEach((node) => tokens.push(wordsOf(node)));
  return tokens;
}

function wordsOf(node: Node): Token {
  const keys = keysOfMarks(node.marks);
  if (node.isText) return { words: (node.text ?? "").replaceAll("\n", " "), keys };
  return { words: NOTE_MARK, keys: { ...keys, note: node.attrs["id"] } };
}

/** Newlines that stay at either end of what is replaced are kept: their formats are compared later. */
function replace(before: Node, from: number, to: number, insert: Token[]): Operation[] {
  const removed = tokensOf(before.slice(from, to), () => null);
  insert = [...insert];
  let index = indexOf(before, from);
  while (isNewline(removed.at(-1)) && isNewline(insert.at(-1))) {
    removed.pop();
    insert.pop();
  }
  while (isNewline(removed[0]) && isNewline(insert[0])) {
    removed.shift();
    insert.shift();
    index += 1;
  }
  const remove = removed.reduce((sum, token) => sum + (isNewline(token) ? 1 : token.words.length), 0);
  return remove === 0 && insert.length === 0 ? [] : [{ do: "replace", index, remove, insert }];
}

/** A format is for words: newlines in between are left out. */
function formatted(doc: Node, from: number, to: number, keys: Keys): Operation[] {
  const found: Operation[] = [];
  for (const { block, pos, index } of blocks(doc)) {
    const start = Math.max(0, from - pos - 1);
    const end = Math.min(block.content.size, to - pos - 1);
    if (start < end) found.push({ do: "format", index: index + start, length: end - start, keys });
  }
  return found;
}

/** Attributes of blocks are compared with their newlines' later; a mark's note is written at once. */
function renamed(step: AttrStep, before: Node): Operation[] {
  const node = before.nodeAt(step.pos);
  if (node?.type.name !== "note_mark" || step.attr !== "id") return [];
  return [{ do: "format", index: indexOf(before, step.pos), length: 1, keys: { note: step.value as string } }];
}
