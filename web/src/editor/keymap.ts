import type { ShortcutOf } from "./handle";

export declare const shortcutOf: ShortcutOf;
