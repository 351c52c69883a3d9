export { openText } from "./open-text";
export type * from "./types";
