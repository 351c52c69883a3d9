import { expect, test } from "vitest";
import { joinBackward, joinForward, deleteSelection, selectAll, toggleMark } from "prosemirror-commands";
import * as Y from "yjs";
import { backspaceAtStart, commandOf, enter } from "../src/editor/commands";
import { firstNewline } from "../src/editor/sequence";
import { discardNote, insertNote, placeNote } from "../src/editor/note-commands";
import { insertSlice, withBodies } from "../src/editor/paste";
import { notesOf } from "../src/editor/notes";
import { read } from "../src/editor/reading";
import { schema } from "../src/editor/schema";
import { created, Peer, Wire } from "./peer";

const two = (...lines: Parameters<typeof created>[0]): [Peer, Peer, Wire] => {
  const start = created(lines);
  const peers: [Peer, Peer] = [new Peer(start, 1), new Peer(start, 2)];
  return [...peers, new Wire(peers)];
};

const one = (...lines: Parameters<typeof created>[0]): Peer => new Peer(created(lines), 1);

const agree = (...peers: Peer[]) => {
  for (const peer of peers) {
    expect(peer.state.doc.toJSON()).toEqual(read(peer.text).toJSON());
    expect(peer.delta()).toEqual(peers[0]?.delta());
  }
};

const bold = commandOf({ do: "toggle", format: "bold" })!;

test("typing, Enter and deleting are the same in the sequence", () => {
  const [a, b] = two(["Hello", {}]);
  a.select(5).type(" world").run(enter).type("second");
  agree(a, b);
  expect(b.text.toString()).toBe("Hello world\nsecond\n");
  a.select(3, 14).run(deleteSelection);
  expect(b.text.toString()).toBe("Helcond\n");
  agree(a, b);
});

test("words typed inside bold while another deletes it leave the rest of the text as it was", () => {
  const [a, b, wire] = two(["plain ", {}]);
  a.select(6).run(bold).type("bold words");
  a.select(16).run(bold).type(" rest of the text");
  wire.cut(b);
  b.select(10);
  b.dispatch(b.state.tr.insert(b.state.selection.from, schema.text("XX")));
  a.select(6, 16).run(deleteSelection);
  wire.mendAll();
  agree(a, b);
  expect(a.delta()).toEqual([{ insert: "plain XX rest of the text\n" }]);
});

test("a chosen format ends a run in its middle", () => {
  const a = one(["", {}]);
  a.run(bold).type("abcd").select(2).run(bold).type("x").type("y");
  expect(a.delta()).toEqual([
    { insert: "ab", attributes: { bold: true } },
    { insert: "xy" },
    { insert: "cd", attributes: { bold: true } },
    { insert: "\n" },
  ]);
  agree(a);
});

test("keys that the table does not have are taken over inside their run", () => {
  const a = one(["abcd", {}]);
  a.doc.transact(() => a.text.format(0, 4, { color: "#ff0000" }));
  a.select(2);
  a.dispatch(a.state.tr.insert(a.state.selection.from, schema.text("x")));
  expect(a.delta()).toEqual([{ insert: "abxcd", attributes: { color: "#ff0000" } }, { insert: "\n" }]);
  agree(a);
});

test("Enter at the end of a heading puts the new newline after the old one, elsewhere before it", () => {
  const [a, b] = two(["Head", { kind: "heading", level: 1 }], ["text", {}]);
  const old = (a.text as unknown as { _start: Y.Item })._start;
  a.select(4).run(enter);
  expect(a.delta()).toEqual([
    { insert: "Head" },
    { insert: "\n", attributes: { header: 1 } },
    { insert: "\ntext\n" },
  ]);
  expect(old).toBeDefined();
  agree(a, b);
  a.select(2).run(enter);
  agree(a, b);
  expect(a.text.toString()).toBe("He\nad\n\ntext\n");
});

test("Enter at the end of a heading while another types there keeps the words in the heading", () => {
  const [a, b, wire] = two(["Head", { kind: "heading", level: 1 }]);
  wire.cut(b);
  b.select(4).type(" line");
  a.select(4).run(enter).type("text");
  wire.mendAll();
  agree(a, b);
  expect(a.text.toString()).toBe("Head line\ntext\n");
});

test("the server's newline is never deleted", () => {
  const a = one(["T", { kind: "title" }]);
  const kept = () => a.text.toString()[firstNewline(a.text) ?? -1];
  a.select(1).run(enter).type("one").run(enter).type("two");
  expect(kept()).toBe("\n");
  a.select(2).run(backspaceAtStart).run(joinBackward);
  expect(a.text.toString()).toBe("Tone\ntwo\n");
  expect(kept()).toBe("\n");
  agree(a);
  a.run(selectAll);
  a.dispatch(a.state.tr.deleteSelection());
  expect(kept()).toBe("\n");
  agree(a);
  a.dispatch(a.state.tr.delete(0, a.state.doc.content.size));
  expect(a.text.toString()).toBe("\n");
  expect(kept()).toBe("\n");
  agree(a);
});

test("deleting a last block deletes the newline before it and formats the last one", () => {
  const a = one(["one", { kind: "quote" }], ["two", { kind: "heading", level: 2 }]);
  const last = a.state.doc.child(1);
  a.dispatch(a.state.tr.delete(a.state.doc.content.size - last.nodeSize, a.state.doc.content.size));
  expect(a.delta()).toEqual([{ insert: "one" }, { insert: "\n", attributes: { blockquote: true } }]);
  agree(a);
});

test("setting a kind writes every line key", () => {
  const a = one(["one", {}]);
  a.doc.transact(() => a.text.format(3, 1, { list: "bullet", numbered: true, header: 2 }));
  a.select(1).run(commandOf({ do: "block", kind: "quote" })!);
  expect(a.delta()).toEqual([{ insert: "one" }, { insert: "\n", attributes: { blockquote: true } }]);
  agree(a);
});

test("a surrogate pair is never split", () => {
  const a = one(["x😀y", {}]);
  a.dispatch(a.state.tr.insertText("\ude01", 3, 4));
  expect(a.text.toString()).toBe("x😁y\n");
  agree(a);
  a.dispatch(a.state.tr.insertText("z", 3, 3));
  expect(a.text.toString().isWellFormed()).toBe(true);
  agree(a);
  a.dispatch(a.state.tr.delete(3, 4));
  expect(a.text.toString().isWellFormed()).toBe(true);
  agree(a);
});

test("a note's newline stays when the note is undone; its mark alone goes", () => {
  const [a, b] = two(["some words", {}]);
  a.select(4);
  insertNote(a.editing);
  const id = notesOf(a.state.doc).notes[0]!.id;
  b.select(b.text.length - 1).type("typed by another");
  a.binding.again("undo");
  agree(a, b);
  expect(notesOf(a.state.doc).orphans).toEqual([{ id, text: "typed by another", index: 11 }]);
  a.select(2);
  expect(placeNote(a.editing, id)).toBe(true);
  expect(notesOf(b.state.doc).notes.map(({ number, text }) => [number, text])).toEqual([[1, "typed by another"]]);
  discardNote(a.editing, id);
  expect(b.text.toString()).toBe("some words\n");
  a.binding.again("undo");
  agree(a, b);
  expect(b.text.toString()).toBe("some words\n");
});

test("Backspace and Delete do nothing across a note's border", () => {
  const a = one(["words", {}], ["note", { note: "n" }], ["after", {}]);
  for (const [index, command] of [
    [6, joinBackward],
    [11, joinBackward],
    [5, joinForward],
    [10, joinForward],
  ] as const) {
    a.select(index).run(command);
    expect(a.text.toString()).toBe("words\nnote\nafter\n");
    agree(a);
  }
});

test("deleting across notes leaves them whole", () => {
  const [a, b] = two(["first", {}], ["gone", {}], ["note", { note: "n" }], ["third", {}]);
  a.select(2, 18).type("X");
  expect(a.text.toString()).toBe("fiX\nnote\nird\n");
  agree(a, b);
  a.run(selectAll).run(deleteSelection);
  expect(a.text.toString()).toBe("\nnote\n");
  agree(a, b);
});

test("a copy of a passage gets notes of its own, a moved one keeps them", () => {
  const a = one(["ab", {}]);
  a.select(1);
  insertNote(a.editing);
  a.type("body");
  const id = notesOf(a.state.doc).notes[0]!.id;
  const copied = withBodies(a.select(0, 3).state.selection.content(), a.state);
  a.select(3);
  insertSlice(a.editing, copied);
  const notes = notesOf(a.state.doc).notes;
  expect(notes.map(({ text }) => text)).toEqual(["body", "body"]);
  expect(new Set(notes.map((note) => note.id)).size).toBe(2);
  agree(a);
  a.select(0, 3).run(deleteSelection);
  expect(notesOf(a.state.doc).orphans.map((orphan) => orphan.id)).toEqual([id]);
  insertSlice(a.editing, copied);
  expect(notesOf(a.state.doc).notes[0]?.id).toBe(id);
  agree(a);
});

test("nothing of a composition is sent before it ends, and others' words stay beside it", () => {
  const [a, b] = two(["ab", {}]);
  a.select(1);
  a.isComposing = true;
  a.type("k");
  a.dispatch(a.state.tr.insertText("か", 2, 3));
  expect(b.text.toString()).toBe("ab\n");
  b.select(0).type("before ");
  b.select(9).type(" after");
  a.dispatch(a.state.tr.insertText("か語", 2, 3));
  a.isComposing = false;
  a.binding.endComposition();
  expect(b.text.toString()).toBe("before aか語b after\n");
  agree(a, b);
});

test("undo takes back one's own alone", () => {
  const [a, b] = two(["", {}]);
  a.type("mine ");
  b.select(5).type("yours");
  a.binding.again("undo");
  expect(a.text.toString()).toBe("yours\n");
  agree(a, b);
});

test("toggling a mark over lines leaves their newlines alone", () => {
  const a = one(["one", {}], ["two", {}]);
  a.select(1, 6).run(toggleMark(schema.marks.italic));
  expect(a.delta()).toEqual([
    { insert: "o" },
    { insert: "ne", attributes: { italic: true } },
    { insert: "\n" },
    { insert: "tw", attributes: { italic: true } },
    { insert: "o\n" },
  ]);
  agree(a);
});

test("deleting words right after bold ones, again and again, leaves the rest of the text as it was", () => {
  const a = one(["plain ", {}], ["more", {}]);
  a.select(6).run(bold).type("bold").run(bold).type("abcdefgh rest");
  for (let i = 0; i < 4; i++) a.select(10, 12).run(deleteSelection);
  expect(a.delta()).toEqual([
    { insert: "plain " },
    { insert: "bold", attributes: { bold: true } },
    { insert: " rest\nmore\n" },
  ]);
  agree(a);
});

test("a step that comes to the same document is written all the same", () => {
  const a = one(["Head", { kind: "heading", level: 1 }], ["", {}], ["text", {}]);
  a.select(4, 5).run(enter);
  agree(a);
  expect(a.state.doc.childCount).toBe(3);
});
