import type { OpenText, OpenTextOptions } from "./types";

/** Opens a text's working draft and keeps it in step with the server until `close`. */
export declare function openText(options: OpenTextOptions): OpenText;
