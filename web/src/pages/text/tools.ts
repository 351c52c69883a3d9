/** The toolbar's buttons: every format of the editor, named for people. Pure. */

import type { Command, EditorState, Toggle } from "../../editor";
import type { IconName } from "../../ui/icons";

export interface Tool {
  name: string;
  /** What the button shows; the name is for screen readers and titles. */
  face: string | { icon: IconName };
  command: Command;
  /** Whether the format holds at the cursor; absent for what is done rather than set. */
  isOn?: (state: EditorState) => boolean;
}

export interface Style {
  value: string;
  name: string;
  command: Command;
}

export const STYLES: Style[] = [
  { value: "paragraph", name: "Paragraph", command: { do: "block", kind: "paragraph" } },
  { value: "title", name: "Title", command: { do: "block", kind: "title" } },
  { value: "subtitle", name: "Subtitle", command: { do: "block", kind: "subtitle" } },
  ...([1, 2, 3, 4] as const).map((level) => ({
    value: `heading-${level}`,
    name: `Heading ${level}`,
    command: { do: "heading", level } as const,
  })),
  { value: "numbered", name: "Numbered paragraph", command: { do: "block", kind: "numbered" } },
  { value: "quote", name: "Quotation", command: { do: "block", kind: "quote" } },
];

/** The style at the cursor, or empty where the list buttons say it. */
export function styleAt({ block }: EditorState): string {
  if (block.kind === "heading") return `heading-${block.level ?? 1}`;
  return STYLES.some((style) => style.value === block.kind) ? block.kind : "";
}

const isRtl = (state: EditorState) => state.block.direction === "rtl";

export const directionTool = (state: EditorState): Tool => ({
  name: isRtl(state) ? "Left to right" : "Right to left",
  face: { icon: isRtl(state) ? "ltr" : "rtl" },
  command: { do: "direction", direction: isRtl(state) ? "ltr" : "rtl" },
});

export const TOOLS: Tool[][] = [
  [
    { name: "Undo", face: { icon: "undo" }, command: { do: "undo" } },
    { name: "Redo", face: { icon: "redo" }, command: { do: "redo" } },
  ],
  [
    toggle("Bold", "B", "bold"),
    toggle("Italic", "I", "italic"),
    toggle("Underline", "U", "underline"),
    toggle("Subscript", { icon: "sub" }, "sub"),
    toggle("Superscript", { icon: "super" }, "super"),
    { name: "Clear formats", face: { icon: "clear" }, command: { do: "clear-formats" } },
  ],
  [
    list("Bulleted list", "bullets", "bullet"),
    list("Ordered list", "ordered", "ordered"),
    { name: "Indent", face: { icon: "indent" }, command: { do: "indent" } },
    { name: "Outdent", face: { icon: "outdent" }, command: { do: "outdent" } },
  ],
  [
    { name: "Insert a note", face: "Note", command: { do: "insert-note" } },
    { name: "List of signatories", face: "Signatories", command: { do: "insert-signatories" } },
  ],
];

function toggle(name: string, face: Tool["face"], format: Toggle): Tool {
  return { name, face, command: { do: "toggle", format }, isOn: (state) => state.toggles.has(format) };
}

function list(name: string, icon: IconName, kind: "bullet" | "ordered"): Tool {
  return { name, face: { icon }, command: { do: "list", list: kind }, isOn: (state) => state.block.list === kind };
}
