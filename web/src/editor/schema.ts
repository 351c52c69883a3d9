/** The editor's flat schema: every block one node type with attributes, made from the table of formats. */

import { Schema, type Attrs, type DOMOutputSpec, type MarkSpec, type Node, type TagParseRule } from "prosemirror-model";
import type { ListKind } from "./handle";
import { isLink, isNoteId, isTag } from "./table";

/** `signatories` stands beside the kind: it counts only while the line is empty. */
export interface BlockAttrs {
  kind: "paragraph" | "title" | "subtitle" | "heading" | "item" | "numbered" | "quote";
  level: number | null;
  list: ListKind | null;
  indent: number;
  direction: "rtl" | null;
  note: string | null;
  signatories: boolean;
}

export const PLAIN: BlockAttrs = {
  kind: "paragraph",
  level: null,
  list: null,
  indent: 0,
  direction: null,
  note: null,
  signatories: false,
};

export const attrsOf = (block: Node): BlockAttrs => block.attrs as BlockAttrs;

const tagOf = (attrs: BlockAttrs): string => {
  if (attrs.kind === "title") return "h1";
  if (attrs.kind === "heading") return `h${Math.min(6, (attrs.level ?? 1) + 1)}`;
  return attrs.kind === "quote" ? "blockquote" : "p";
};

function blockToDOM(node: Node): DOMOutputSpec {
  const attrs = attrsOf(node);
  const dom: Record<string, string> = { "data-kind": attrs.kind };
  if (attrs.level) dom["data-level"] = String(attrs.level);
  if (attrs.list) dom["data-list"] = attrs.list;
  if (attrs.indent) dom["data-indent"] = String(attrs.indent);
  if (attrs.direction) dom["dir"] = attrs.direction;
  if (attrs.note) dom["data-note-body"] = attrs.note;
  if (attrs.signatories) dom["data-signatories"] = "";
  return [tagOf(attrs), dom, 0];
}

const number = (dom: HTMLElement, name: string) => Number(dom.getAttribute(name)) || 0;

/** From what this editor copied; the rules below it take what other programs copy. */
const own: TagParseRule = {
  tag: "[data-kind]",
  priority: 60,
  getAttrs: (dom) => ({
    kind: dom.dataset["kind"],
    level: number(dom, "data-level") || null,
    list: dom.dataset["list"] ?? null,
    indent: Math.min(2, number(dom, "data-indent")),
    direction: dom.dir === "rtl" ? "rtl" : null,
    note: dom.dataset["noteBody"] ?? null,
    signatories: dom.hasAttribute("data-signatories"),
  }),
};

const as = (tag: string, attrs: Partial<BlockAttrs>): TagParseRule => ({ tag, attrs: { ...PLAIN, ...attrs } });

const foreign: TagParseRule[] = [
  as("h1", { kind: "heading", level: 1 }),
  as("h2", { kind: "heading", level: 2 }),
  as("h3", { kind: "heading", level: 3 }),
  as("h4", { kind: "heading", level: 4 }),
  as("ol > li", { kind: "item", list: "ordered" }),
  as("li", { kind: "item", list: "bullet" }),
  as("blockquote", { kind: "quote" }),
  as("p", {}),
  as("div", {}),
];

const flag = (tag: string, ...rules: MarkSpec["parseDOM"] & object): MarkSpec => ({
  toDOM: () => [tag, 0],
  parseDOM: [{ tag }, ...rules],
});

const attribute = (tag: string, name: string, is: (value: unknown) => boolean): TagParseRule => ({
  tag: `${tag}[${name}]`,
  getAttrs: (dom) => (is(dom.getAttribute(name)) ? { value: dom.getAttribute(name) } : false),
});

export const schema = new Schema({
  nodes: {
    doc: { content: "block+" },
    block: {
      content: "inline*",
      group: "block",
      attrs: Object.fromEntries(Object.entries(PLAIN).map(([name, value]) => [name, { default: value }])),
      toDOM: blockToDOM,
      parseDOM: [own, ...foreign],
    },
    text: { group: "inline" },
    note_mark: {
      group: "inline",
      inline: true,
      atom: true,
      selectable: false,
      // `body` travels in a copy alone: the words of a note that gets a name of its own where it is pasted.
      attrs: { id: {}, body: { default: null } },
      toDOM: noteToDOM,
      parseDOM: [{ tag: "sup[data-note]", priority: 60, getAttrs: noteFromDOM }],
      leafText: () => "\ufffc",
    },
  },
  marks: {
    link: {
      attrs: { value: {} },
      inclusive: false,
      toDOM: (mark) => ["a", { href: mark.attrs["value"] as string, rel: "noopener noreferrer" }, 0],
      parseDOM: [attribute("a", "href", isLink)],
    },
    bold: flag("strong", { tag: "b" }),
    italic: flag("em", { tag: "i" }),
    underline: flag("u"),
    script: {
      attrs: { value: {} },
      toDOM: (mark) => [mark.attrs["value"] === "sub" ? "sub" : "sup", 0],
      parseDOM: [
        { tag: "sub", attrs: { value: "sub" } },
        { tag: "sup", attrs: { value: "super" } },
      ],
    },
    lang: {
      attrs: { value: {} },
      toDOM: (mark) => ["span", { lang: mark.attrs["value"] as string }, 0],
      parseDOM: [attribute("span", "lang", isTag)],
    },
    // Keys that the table does not have, or does not say: carried through as they are.
    carried: { attrs: { key: {}, value: {} }, excludes: "", toDOM: () => ["span", 0] },
  },
});

function noteToDOM(node: Node): DOMOutputSpec {
  const attrs: Record<string, string> = { "data-note": node.attrs["id"] as string, contenteditable: "false" };
  if (node.attrs["body"] !== null) attrs["data-body"] = node.attrs["body"] as string;
  return ["sup", attrs];
}

function noteFromDOM(dom: HTMLElement): Attrs | false {
  const id = dom.dataset["note"];
  return isNoteId(id) ? { id, body: dom.dataset["body"] ?? null } : false;
}
