import type { EditorHandle, EditorOptions } from "./handle";

/** An editor of a text's working draft in `options.mount`. */
export declare function createEditor(options: EditorOptions): EditorHandle;
