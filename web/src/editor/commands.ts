/** What a toolbar and shortcuts can ask for, as ProseMirror commands. */

import { toggleMark } from "prosemirror-commands";
import type { Attrs, MarkType } from "prosemirror-model";
import { TextSelection, type Command as Run, type EditorState, type Transaction } from "prosemirror-state";
import type { Command, Toggle } from "./handle";
import { blocks } from "./places";
import { attrsOf, PLAIN, schema, type BlockAttrs } from "./schema";
import { isLink, isTag } from "./table";

const { marks } = schema;

const toggles: Record<Toggle, readonly [MarkType, Attrs | null]> = {
  bold: [marks.bold, null],
  italic: [marks.italic, null],
  underline: [marks.underline, null],
  sub: [marks.script, { value: "sub" }],
  super: [marks.script, { value: "super" }],
};

export function isOn(state: EditorState, toggle: Toggle): boolean {
  const [type, attrs] = toggles[toggle];
  const is = (found: readonly { type: MarkType; attrs: Attrs }[]) =>
    found.some((mark) => mark.type === type && (!attrs || mark.attrs["value"] === attrs["value"]));
  const { from, to, empty, $from } = state.selection;
  if (empty) return is(state.storedMarks ?? $from.marks());
  let [all, some] = [true, false];
  state.doc.nodesBetween(from, to, (node) => {
    if (!node.isText) return;
    some = true;
    all &&= is(node.marks);
  });
  return some && all;
}

function toggle(format: Toggle): Run {
  const [type, attrs] = toggles[format];
  return (state, dispatch, view) => {
    if (!attrs || isOn(state, format)) return toggleMark(type, attrs)(state, dispatch, view);
    const { from, to, empty } = state.selection;
    const mark = type.create(attrs);
    dispatch?.(empty ? state.tr.addStoredMark(mark) : state.tr.addMark(from, to, mark));
    return true;
  };
}

/** Of the words selected, or of the whole run of that format at the cursor. */
function setValue(type: MarkType, value: string | null): Run {
  return (state, dispatch) => {
    let { from, to } = state.selection;
    if (from === to) ({ from, to } = runAround(state, type));
    if (from === to) return false;
    const { tr } = state;
    dispatch?.(value === null ? tr.removeMark(from, to, type) : tr.addMark(from, to, type.create({ value })));
    return true;
  };
}

export function runAround(state: EditorState, type: MarkType): { from: number; to: number } {
  const { $from } = state.selection;
  const mark = $from.nodeAfter && type.isInSet($from.nodeAfter.marks);
  const found = mark ?? ($from.nodeBefore && type.isInSet($from.nodeBefore.marks));
  let [from, to] = [$from.pos, $from.pos];
  if (!found) return { from, to };
  $from.parent.forEach((node, offset) => {
    const start = $from.start() + offset;
    if (!found.isInSet(node.marks) || start > to || start + node.nodeSize < from) return;
    [from, to] = [Math.min(from, start), Math.max(to, start + node.nodeSize)];
  });
  return { from, to };
}

const clearFormats: Run = (state, dispatch) => {
  const { from, to, empty } = state.selection;
  if (empty) return false;
  dispatch?.(state.tr.removeMark(from, to));
  return true;
};

/** Changes the lines of the selection; `change` gives none for a line it does not apply to. */
export function setLines(change: (attrs: BlockAttrs) => Partial<BlockAttrs> | null): Run {
  return (state, dispatch) => {
    const { tr } = state;
    for (const { block, pos } of blocks(state.doc)) {
      const isIn = pos + block.nodeSize > state.selection.from && pos < state.selection.to;
      const isAt = state.selection.empty && pos < state.selection.from && pos + block.nodeSize > state.selection.from;
      const next = isIn || isAt ? change(attrsOf(block)) : null;
      if (next && !block.hasMarkup(block.type, { ...block.attrs, ...next })) {
        tr.setNodeMarkup(pos, null, { ...block.attrs, ...next });
      }
    }
    if (!tr.docChanged) return false;
    dispatch?.(tr);
    return true;
  };
}

const OUTSIDE_NOTES: readonly BlockAttrs["kind"][] = ["title", "subtitle", "heading", "numbered"];

function become(kind: BlockAttrs["kind"], values: Partial<BlockAttrs> = {}): Run {
  return setLines((attrs) => {
    if (attrs.note !== null && OUTSIDE_NOTES.includes(kind)) return null;
    const indent = kind === "item" || kind === "paragraph" ? attrs.indent : 0;
    return { ...PLAIN, indent, direction: attrs.direction, note: attrs.note, kind, ...values };
  });
}

const isListOn = (state: EditorState, list: string) => attrsOf(state.selection.$from.parent).list === list;

const INDENTED: readonly BlockAttrs["kind"][] = ["paragraph", "item", "numbered", "quote"];

const indentBy = (by: 1 | -1): Run =>
  setLines((attrs) =>
    INDENTED.includes(attrs.kind) ? { indent: Math.min(2, Math.max(0, attrs.indent + by)) } : null,
  );

/** Makes the cursor's empty line the place of the generated list, or puts one after the cursor's block. */
const insertSignatories: Run = (state, dispatch) => {
  const { $from, empty } = state.selection;
  const attrs = attrsOf($from.parent);
  let isThere = false;
  state.doc.forEach((block) => (isThere ||= attrsOf(block).signatories));
  if (isThere || !empty || attrs.note !== null) return false;
  const { tr } = state;
  if ($from.parent.content.size === 0) tr.setNodeMarkup($from.before(), null, { ...PLAIN, signatories: true });
  else tr.insert($from.after(), schema.node("block", { ...PLAIN, signatories: true }));
  dispatch?.(tr.scrollIntoView());
  return true;
};

/** The commands that need no more than a state; those of notes and undo are beside. */
export function commandOf(command: Command): Run | null {
  switch (command.do) {
    case "toggle":
      return toggle(command.format);
    case "link":
      return command.href === null || isLink(command.href) ? setValue(marks.link, command.href) : () => false;
    case "language":
      return command.tag === null || isTag(command.tag) ? setValue(marks.lang, command.tag) : () => false;
    case "clear-formats":
      return clearFormats;
    case "block":
      return become(command.kind);
    case "heading":
      return become("heading", { level: command.level });
    case "list":
      return (state, dispatch, view) =>
        isListOn(state, command.list)
          ? become("paragraph", { indent: 0 })(state, dispatch, view)
          : become("item", { list: command.list })(state, dispatch, view);
    case "indent":
      return indentBy(1);
    case "outdent":
      return indentBy(-1);
    case "direction":
      return setLines(() => ({ direction: command.direction === "rtl" ? "rtl" : null }));
    case "insert-signatories":
      return insertSignatories;
    default:
      return null;
  }
}

const CONTINUES: readonly BlockAttrs["kind"][] = ["paragraph", "item", "numbered", "quote"];

/** Enter: one step, so that no newline is inserted under one format and given another after. */
export const enter: Run = (state, dispatch) => {
  const { $from, empty } = state.selection;
  const attrs = attrsOf($from.parent);
  const after = { ...PLAIN, direction: attrs.direction, note: attrs.note };
  if (empty && attrs.signatories) return insertAfter(state, after, dispatch);
  if (empty && $from.parent.content.size === 0 && attrs.kind !== "paragraph") {
    return setLines(({ indent }) => (indent > 0 ? { indent: indent - 1 } : after))(
      state,
      dispatch,
    );
  }
  if (!dispatch) return true;
  const tr: Transaction = empty ? state.tr : state.tr.deleteSelection();
  const at = tr.selection.$from;
  const isContinued = CONTINUES.includes(attrsOf(at.parent).kind);
  if (at.parentOffset === 0 && at.parent.content.size > 0) {
    tr.insert(at.before(), schema.node("block", isContinued ? at.parent.attrs : after));
  } else if (!isContinued && at.parentOffset === at.parent.content.size) {
    tr.split(at.pos, 1, [{ type: schema.nodes.block, attrs: after }]);
  } else {
    tr.split(at.pos);
  }
  dispatch(tr.scrollIntoView());
  return true;
};

function insertAfter(state: EditorState, attrs: BlockAttrs, dispatch?: (tr: Transaction) => void): boolean {
  const pos = state.selection.$from.after();
  const tr = state.tr.insert(pos, schema.node("block", attrs));
  dispatch?.(tr.setSelection(TextSelection.create(tr.doc, pos + 1)).scrollIntoView());
  return true;
}

/** Backspace at the start of a line that is something else makes it a paragraph first. */
export const backspaceAtStart: Run = (state, dispatch, view) => {
  const { $from, empty } = state.selection;
  const attrs = attrsOf($from.parent);
  if (!empty || $from.parentOffset > 0) return false;
  if (attrs.signatories) return become("paragraph")(state, dispatch, view);
  if (attrs.indent > 0) return setLines(({ indent }) => ({ indent: indent - 1 }))(state, dispatch, view);
  if (attrs.kind === "paragraph") return false;
  return become("paragraph")(state, dispatch, view);
};
