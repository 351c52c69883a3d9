export { createEditor } from "./editor";
export type * from "./handle";
export { shortcutOf } from "./keymap";
