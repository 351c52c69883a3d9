/** Shortcuts. Each is the platform's own where there is one. */

import type { Command, ShortcutOf } from "./handle";

const TABLE: readonly (readonly [keys: string, command: Command])[] = [
  ["Mod-b", { do: "toggle", format: "bold" }],
  ["Mod-i", { do: "toggle", format: "italic" }],
  ["Mod-u", { do: "toggle", format: "underline" }],
  ["Mod-,", { do: "toggle", format: "sub" }],
  ["Mod-.", { do: "toggle", format: "super" }],
  ["Mod-\\", { do: "clear-formats" }],
  ["Mod-Alt-0", { do: "block", kind: "paragraph" }],
  ["Mod-Alt-1", { do: "heading", level: 1 }],
  ["Mod-Alt-2", { do: "heading", level: 2 }],
  ["Mod-Alt-3", { do: "heading", level: 3 }],
  ["Mod-Alt-4", { do: "heading", level: 4 }],
  ["Mod-Alt-t", { do: "block", kind: "title" }],
  ["Mod-Alt-s", { do: "block", kind: "subtitle" }],
  ["Mod-Alt-q", { do: "block", kind: "quote" }],
  ["Mod-Alt-p", { do: "block", kind: "numbered" }],
  ["Mod-Shift-8", { do: "list", list: "bullet" }],
  ["Mod-Shift-7", { do: "list", list: "ordered" }],
  ["Mod-]", { do: "indent" }],
  ["Mod-[", { do: "outdent" }],
  ["Mod-Alt-l", { do: "direction", direction: "ltr" }],
  ["Mod-Alt-r", { do: "direction", direction: "rtl" }],
  ["Mod-Alt-f", { do: "insert-note" }],
  ["Mod-Alt-g", { do: "insert-signatories" }],
  ["Mod-z", { do: "undo" }],
  ["Mod-y", { do: "redo" }],
  ["Mod-Shift-z", { do: "redo" }],
];

export const SHORTCUTS: readonly (readonly [string, Command])[] = TABLE;

const isMac = typeof navigator !== "undefined" && /Mac|iP(hone|ad)/.test(navigator.platform);

/** As shown in a tooltip, such as `Ctrl+B`; null where there is none. */
export const shortcutOf: ShortcutOf = (command) => {
  const wanted = JSON.stringify(command);
  const keys = TABLE.find(([, each]) => JSON.stringify(each) === wanted)?.[0];
  if (!keys) return null;
  const parts = keys.split("-").map((part) => {
    if (part === "Mod") return isMac ? "⌘" : "Ctrl";
    if (part === "Alt" && isMac) return "⌥";
    if (part === "Shift" && isMac) return "⇧";
    return part.length === 1 ? part.toUpperCase() : part;
  });
  return parts.join(isMac ? "" : "+");
};
