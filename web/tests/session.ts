/** A random session of several peers, and what is known of every character that anybody wrote in it. */

import { deleteSelection, joinBackward, joinForward, chainCommands } from "prosemirror-commands";
import { Fragment, Slice, type Node } from "prosemirror-model";
import * as Y from "yjs";
import { backspaceAtStart, commandOf, enter } from "../src/editor/commands";
import type { Command } from "../src/editor/handle";
import { discardNote, insertNote, noteSignatories, placeNote } from "../src/editor/note-commands";
import { notesOf } from "../src/editor/notes";
import { insertSlice } from "../src/editor/paste";
import { lines } from "../src/editor/sequence";
import { NOTE_MARK } from "../src/editor/table";
import { created, Peer, Wire } from "./peer";
import type { Random } from "./random";

const START = created([
  ["TILE", { kind: "title" }],
  ["abcdefghijkl", {}],
  ["mnopqr", { kind: "heading", level: 1 }],
  ["stuvwxyz", { kind: "item", list: "bullet" }],
  ["0123456789", {}],
]);

const COMMANDS: readonly Command[] = [
  { do: "toggle", format: "bold" },
  { do: "toggle", format: "italic" },
  { do: "toggle", format: "super" },
  { do: "link", href: "https://example.org/" },
  { do: "link", href: null },
  { do: "language", tag: "fr" },
  { do: "clear-formats" },
  { do: "block", kind: "paragraph" },
  { do: "block", kind: "quote" },
  { do: "block", kind: "numbered" },
  { do: "heading", level: 2 },
  { do: "list", list: "bullet" },
  { do: "list", list: "ordered" },
  { do: "indent" },
  { do: "outdent" },
  { do: "direction", direction: "rtl" },
];

const backspace = chainCommands(deleteSelection, backspaceAtStart, joinBackward);
const forward = chainCommands(deleteSelection, joinForward);

export class Session {
  readonly peers: readonly Peer[];
  readonly wire: Wire;
  /** Keys that were ever given to a character, by its writer or by a command over it. */
  readonly given = new Map<string, Set<string>>();
  /** The note in which a character was written; null outside notes. */
  readonly homes = new Map<string, string | null>();
  readonly deleted = new Set<string>();
  readonly discarded = new Set<string>();
  readonly start: ReadonlySet<string>;
  #count = 0;

  constructor(
    private readonly random: Random,
    count: number,
  ) {
    this.peers = Array.from({ length: count }, (_, i) => new Peer(START, 100 + i));
    this.wire = new Wire(this.peers);
    const first = this.peers[0];
    this.start = new Set(first ? characters(first.text).map(({ char }) => char) : []);
    for (const char of this.start) this.#born(char, null, []);
    for (const peer of this.peers) this.#watch(peer);
  }

  /** Notes what a peer itself deletes and writes; what comes over the wire was noted where it was done. */
  #watch(peer: Peer): void {
    let before = characters(peer.text);
    peer.doc.on("afterTransaction", (transaction: Y.Transaction) => {
      const now = characters(peer.text);
      if (transaction.origin !== this.wire && transaction.changed.size > 0) this.#compare(before, now);
      before = now;
    });
  }

  #compare(before: readonly Character[], now: readonly Character[]): void {
    const [old, left] = [new Map(before.map((c) => [c.char, c])), new Set(now.map(({ char }) => char))];
    for (const { char } of before) if (!left.has(char)) this.deleted.add(char);
    for (const { char, keys, note } of now) {
      const was = old.get(char);
      if (!this.homes.has(char)) this.#born(char, note, keys);
      else if (was) for (const key of keys) if (!was.keys.includes(key)) this.given.get(char)?.add(key);
    }
  }

  #born(char: string, home: string | null, keys: readonly string[]): void {
    this.homes.set(char, home);
    this.given.set(char, new Set(keys));
  }

  step(): void {
    const { random } = this;
    const peer = random.pick(this.peers);
    const at = random.below(peer.text.length);
    peer.select(at, random.chance(40) ? Math.min(peer.text.length - 1, at + random.below(8)) : at);
    const kind = random.below(100);
    if (kind < 34) peer.type(this.fresh(1 + random.below(3)));
    else if (kind < 44) peer.run(enter);
    else if (kind < 54) peer.run(backspace);
    else if (kind < 58) peer.run(forward);
    else if (kind < 74) peer.run(commandOf(random.pick(COMMANDS)) ?? enter);
    else if (kind < 84) this.#note(peer);
    else if (kind < 87) this.#composed(peer);
    else if (kind < 90) insertSlice(peer.editing, this.#freshSlice(peer));
    else if (kind < 95) peer.binding.again("undo");
    else if (kind < 96) peer.binding.again("redo");
    else if (kind < 98) this.wire.cut(peer);
    else this.wire.mend(peer);
    if (random.chance(30)) peer.binding.undo.stopCapturing();
  }

  #note(peer: Peer): void {
    const { random } = this;
    const { orphans, bodies } = notesOf(peer.state.doc);
    const orphan = orphans[0];
    const note = [...bodies.keys()][0];
    const kind = random.below(10);
    if (kind < 4) {
      if (insertNote(peer.editing)) peer.type(this.fresh(2));
    } else if (kind < 7 && orphan) {
      placeNote(peer.editing, orphan.id);
    } else if (kind < 8 && note && bodies.size > 3) {
      this.discarded.add(note);
      discardNote(peer.editing, note);
    } else if (note && kind === 8 && random.chance(30)) {
      noteSignatories(peer.editing, note);
    } else {
      for (const place of bodies.values()) {
        const first = place[0];
        if (first && random.chance(50)) peer.select(first.index + first.block.content.size).type(this.fresh(2));
      }
    }
  }

  /** A composition that takes back what it put in, while others go on. */
  #composed(peer: Peer): void {
    const [draft, last] = [this.fresh(2), this.fresh(2)];
    peer.isComposing = true;
    const from = peer.state.selection.from;
    peer.type(draft);
    for (const other of this.peers) {
      if (other !== peer) other.select(this.random.below(other.text.length)).type(this.fresh(1));
    }
    const to = Math.min(from + draft.length, peer.state.doc.content.size - 1);
    if (peer.state.doc.textBetween(from, to) === draft) peer.dispatch(peer.state.tr.insertText(last, from, to));
    peer.isComposing = false;
    peer.binding.endComposition();
  }

  /** The selected passage with words that nobody wrote yet, in its notes too. */
  #freshSlice(peer: Peer): Slice {
    const { doc, selection } = peer.state;
    const passage = doc.slice(selection.from, selection.to);
    const renewed = (node: Node): Node => {
      if (node.isText) return node.type.schema.text(this.fresh(1), node.marks);
      if (node.isLeaf) return node.type.create({ ...node.attrs, body: this.fresh(1) }, null, node.marks);
      return node.copy(Fragment.fromArray(node.content.content.map(renewed)));
    };
    return new Slice(Fragment.fromArray(passage.content.content.map(renewed)), passage.openStart, passage.openEnd);
  }

  /** Characters that occur nowhere else; some are pairs. */
  fresh(count: number): string {
    return Array.from({ length: count }, () => {
      this.#count += 1;
      return String.fromCodePoint((this.random.chance(15) ? 0x20000 : 0x4e00) + this.#count);
    }).join("");
  }
}

export interface Character {
  char: string;
  keys: string[];
  note: string | null;
}

const INLINE = ["bold", "italic", "underline", "link", "script", "lang"];

/** Every character of the words, with its inline keys and the note of its line. */
export function characters(text: Y.Text): Character[] {
  const found: Character[] = [];
  for (const line of lines(text)) {
    const note = (line.keys["note"] as string | undefined) ?? null;
    for (const piece of line.pieces) {
      const keys = INLINE.filter((key) => key in piece.keys);
      for (const char of piece.text) if (char !== NOTE_MARK) found.push({ char, keys, note });
    }
  }
  return found;
}

/** Words that carry a note's name without being its mark. */
export function noteOnWords(text: Y.Text): string {
  const found = [...lines(text)].flatMap(({ pieces }) => pieces.filter(({ keys }) => keys["note"] !== undefined));
  return found.map((piece) => piece.text.replaceAll(NOTE_MARK, "")).join("");
}
