/** Writes operations into a Y.Text under the rules that keep concurrent edits from spoiling each other. */

import * as Y from "yjs";
import { insertBehindFormats, type Footing } from "./insert";
import { keysOfAttrs } from "./reading";
import type { BlockAttrs } from "./schema";
import { around, firstNewline, same, slice, type Between, type Character } from "./sequence";
import { isNewline, type Operation, type Token } from "./steps";
import { isInlineKey, isLineKey, NOTE_MARK, type Keys } from "./table";

/** What is undone, and what is not: the newlines of notes. */
export interface Origins {
  tracked: object;
  untracked: object;
}

/** Whether the formats of what is inserted were chosen, so that they end the run they stand in. */
export type Chosen = "as-around" | "chosen-formats";

type Replace = Extract<Operation, { do: "replace" }>;

export class Writer {
  constructor(
    private readonly text: Y.Text,
    private readonly origins: Origins,
  ) {}

  /** Does all at once, for others too, where none of it is to be undone. */
  untracked(change: () => void): void {
    this.#transact(this.origins.untracked, change);
  }

  write(operation: Operation, chosen: Chosen, origin: object = this.origins.tracked): void {
    if (operation.do === "replace") this.#replace(whole(this.text, operation), chosen, origin);
    else this.#format(operation.index, operation.length, operation.keys, origin);
  }

  /** Writes all line keys of a newline. */
  setLine(index: number, keys: Keys, origin: object = this.origins.tracked): void {
    this.#transact(origin, () => this.text.format(index, 1, keys));
  }

  #format(index: number, length: number, keys: Keys, origin: object): void {
    let end = index + length;
    if (splitsPair(this.text, index)) index -= 1;
    if (splitsPair(this.text, end)) end += 1;
    this.#transact(origin, () => this.text.format(index, end - index, keys));
  }

  #replace(operation: Replace, chosen: Chosen, origin: object): void {
    const { index, remove, insert } = keepLastNewline(this.text, operation);
    const kept = this.#keptIn(index, remove);
    if (kept === null) {
      this.#delete(index, remove, origin);
      this.#insert(index, insert, chosen, origin);
      return;
    }
    const end = index + remove;
    const at = insert.findIndex(isNewline);
    if (at !== -1) {
      // It stands for the first newline that comes in; its format is compared later.
      this.#delete(kept + 1, end - kept - 1, origin);
      this.#insert(kept + 1, insert.slice(at + 1), chosen, origin);
      this.#delete(index, kept - index, origin);
      this.#insert(index, insert.slice(0, at), chosen, origin);
      return;
    }
    this.#join(index, kept, end, origin);
    this.#insert(index, insert, chosen, origin);
  }

  /**
   * Deletes from `index` to `end` except the newline at `kept`, which takes the place of a neighbour: of the one
   * before where the range begins with a line, of the one after where it ends with one. Between two lines with words
   * the words that follow are written again before it: the one case where words are not the same ones afterwards.
   */
  #join(index: number, kept: number, end: number, origin: object): void {
    if (index > 0 && unitAt(this.text, index - 1) === "\n") {
      this.#delete(kept + 1, end - kept - 1, origin);
      this.#delete(index - 1, kept - index + 1, origin);
      return;
    }
    const rest = restOfLine(this.text, end);
    const length = rest.reduce((sum, span) => sum + span.text.length, 0);
    this.#delete(kept + 1, end + length - kept, origin);
    this.#transact(origin, () => {
      let at = kept;
      for (const span of rest) {
        this.text.insert(at, span.text, { ...span.keys });
        at += span.text.length;
      }
    });
    this.#delete(index, kept - index, origin);
  }

  #keptIn(index: number, remove: number): number | null {
    if (remove === 0) return null;
    const kept = firstNewline(this.text);
    return kept !== null && kept >= index && kept < index + remove ? kept : null;
  }

  /** Newlines of notes go outside the undo stack. */
  #delete(index: number, length: number, origin: object): void {
    if (length <= 0) return;
    let end = index + length;
    for (const span of slice(this.text, index, end).reverse()) {
      if (typeof span.keys["note"] !== "string") continue;
      for (let at = span.text.lastIndexOf("\n"); at !== -1; at = at > 0 ? span.text.lastIndexOf("\n", at - 1) : -1) {
        const newline = span.index + at;
        this.#transact(origin, () => this.text.delete(newline + 1, end - newline - 1));
        this.#transact(this.origins.untracked, () => this.text.delete(newline, 1));
        end = newline;
      }
    }
    this.#transact(origin, () => this.text.delete(index, end - index));
  }

  #insert(index: number, tokens: readonly Token[], chosen: Chosen, origin: object): void {
    if (tokens.length === 0) return;
    const between = around(this.text, index);
    const common = commonKeys(between, chosen);
    let at = index;
    const footing = beginsNote(between.left, tokens) ? "own" : "shared";
    const put = (token: Token) => {
      const words = isNewline(token) ? "\n" : token.words.toWellFormed();
      const keys = isNewline(token)
        ? { ...common.anyway, ...keysOfAttrs(token.newline) }
        : { ...token.keys, ...common.ofWords(token) };
      if (at === index) this.#insertFirst(at, words, keys, between.left, footing);
      else this.text.insert(at, words, keys);
      at += words.length;
    };
    if (!tokens.some(isOfNote)) this.#transact(origin, () => tokens.forEach(put));
    else {
      const originOf = (token: Token) => (isOfNote(token) ? this.origins.untracked : origin);
      for (const token of tokens) this.#transact(originOf(token), () => put(token));
    }
    this.#reopen(at, between);
  }

  /** A new note, a newline after one that has another value of a key, a mark right after another's: behind its end. */
  #insertFirst(index: number, words: string, keys: Keys, left: Character | null, footing: Footing): void {
    const clashing = clashes(left?.keys ?? {}, keys);
    const isLine = left?.unit === "\n" && words === "\n" && Object.keys(clashing).length > 0;
    const isApart = footing === "own" || isLine || clashing["note"] !== undefined;
    if (!isApart || !insertBehindFormats(this.text, index, words, keys, footing)) this.text.insert(index, words, keys);
  }

  /** Words between the newlines of two notes: the library would go back to the first note for no character at all. */
  #reopen(index: number, { left, right }: Between): void {
    if (left?.unit !== "\n" || right?.unit !== "\n") return;
    const { note } = clashes(left.keys, right.keys);
    if (note === undefined) return;
    this.#transact(this.origins.untracked, () => this.text.format(index, 1, { note }));
  }

  #transact(origin: object, change: () => void): void {
    const doc = this.text.doc;
    if (doc) doc.transact(change, origin);
    else change();
  }
}

/** Whether a body comes in at the start of a line. */
const beginsNote = (left: Character | null, tokens: readonly Token[]) =>
  left?.unit === "\n" && tokens.some((token) => isOfNote(token) && token.newline.note !== left.keys["note"]);

const isOfNote = (token: Token): token is { newline: BlockAttrs } => isNewline(token) && token.newline.note !== null;

/** The last newline stays: what ends with it takes the newline before instead, and this one is formatted later. */
function keepLastNewline(text: Y.Text, { index, remove, insert }: Replace): Omit<Replace, "do"> {
  const isLast = remove > 0 && index + remove === text.length && unitAt(text, text.length - 1) === "\n";
  if (!isLast) return { index, remove, insert };
  return index > 0 ? { index: index - 1, remove, insert } : { index, remove: remove - 1, insert };
}

interface Common {
  anyway: Keys;
  ofWords: (token: { words: string }) => Keys;
}

/**
 * What an insertion strictly inside a run takes over: every key that both neighbours carry with the same value. Words
 * between two lines of one note do not become the mark of that note.
 */
function commonKeys({ left, right }: Between, chosen: Chosen): Common {
  if (!left || !right) return { anyway: {}, ofWords: () => ({}) };
  const shared = Object.entries(left.keys).filter(([key, value]) => same(value, right.keys[key]));
  const anyway = Object.fromEntries(
    shared.filter(([key]) => chosen === "as-around" || !isInlineKey(key)).filter(([key]) => key !== "note"),
  );
  const note = isWords(left) && isWords(right) && same(left.keys["note"], right.keys["note"]);
  const ofWords = ({ words }: { words: string }) =>
    note && left.keys["note"] !== undefined && words !== NOTE_MARK ? { ...anyway, note: left.keys["note"] } : anyway;
  return { anyway: Object.fromEntries(Object.entries(anyway).filter(([key]) => !isLineKey(key))), ofWords };
}

/** Keys that both have, with other values; those of `right`. */
function clashes(left: Keys, right: Keys): Keys {
  const found = Object.entries(right).filter(([key, value]) => {
    const other = left[key] ?? null;
    return other !== null && value !== null && !same(other, value);
  });
  return Object.fromEntries(found);
}

const isWords = (character: Character) => character.unit !== "\n" && character.unit !== NOTE_MARK;

const isHigh = (unit: string) => unit >= "\ud800" && unit <= "\udbff";
const isLow = (unit: string) => unit >= "\udc00" && unit <= "\udfff";

const unitAt = (text: Y.Text, index: number) => around(text, index).right?.unit ?? "";

function splitsPair(text: Y.Text, index: number): boolean {
  const { left, right } = around(text, index);
  return left !== null && right !== null && isHigh(left.unit) && isLow(right.unit);
}

/** Moves edges out of surrogate pairs: a half that stays is written again with another half, or goes with its own. */
function whole(text: Y.Text, operation: Replace): Replace {
  let { index, remove } = operation;
  const insert = [...operation.insert];
  if (remove === 0) return splitsPair(text, index) ? { ...operation, index: index + 1 } : operation;
  const [before, after] = [around(text, index), around(text, index + remove)];
  if (splitsPair(text, index) && before.left) {
    insert.unshift({ words: before.left.unit, keys: before.left.keys });
    [index, remove] = [index - 1, remove + 1];
  }
  if (splitsPair(text, index + remove) && after.right) {
    insert.push({ words: after.right.unit, keys: after.right.keys });
    remove += 1;
  }
  return { ...operation, index, remove, insert: merged(insert) };
}

/** Halves that belong together come into one stretch, under the formats of the first. */
function merged(tokens: readonly Token[]): Token[] {
  const out: Token[] = [];
  for (const token of tokens) {
    const last = out.at(-1);
    if (last && !isNewline(last) && !isNewline(token) && isHigh(last.words.slice(-1)) && isLow(token.words[0] ?? "")) {
      out[out.length - 1] = { words: last.words + token.words, keys: last.keys };
    } else {
      out.push(token);
    }
  }
  return out.filter((token) => isNewline(token) || !(token.words.length === 1 && !token.words.isWellFormed()));
}

function restOfLine(text: Y.Text, from: number) {
  const found = [];
  for (const span of slice(text, from, text.length)) {
    const end = span.text.indexOf("\n");
    if (end !== 0) found.push(end === -1 ? span : { ...span, text: span.text.slice(0, end) });
    if (end !== -1) break;
  }
  return found;
}
