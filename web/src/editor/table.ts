/**
 * The one table of formats: where each counts and which values it takes. Schema, reading and binding are made from it;
 * the server's gate has the same.
 */

export type Keys = Readonly<Record<string, unknown>>;

/** A note's mark stands in the words as this character. */
export const NOTE_MARK = "\ufffc";

type Test = (value: unknown) => boolean;

const isTrue: Test = (value) => value === true;
const upTo =
  (most: number): Test =>
  (value) =>
    Number.isInteger(value) && Number(value) >= 1 && Number(value) <= most;
const oneOf =
  (...known: string[]): Test =>
  (value) =>
    known.includes(value as string);
const matches =
  (pattern: RegExp): Test =>
  (value) =>
    typeof value === "string" && pattern.test(value);

export const isNoteId = matches(/^[a-z0-9]{1,32}$/);
export const isLink = matches(/^(https?:\/\/|mailto:)[^\u0000-\u001f\u007f]{1,2000}$/i);
export const isTag = matches(/^[a-z]{2,3}(-[a-z0-9]{1,8})*$/i);

/** Count on a newline. */
export const LINE_KEYS = {
  title: isTrue,
  subtitle: isTrue,
  header: upTo(4),
  list: oneOf("bullet", "ordered"),
  numbered: isTrue,
  indent: upTo(2),
  blockquote: isTrue,
  direction: oneOf("rtl"),
  note: isNoteId,
  signatories: isTrue,
} as const satisfies Record<string, Test>;

/** Count on other characters; so does `note`, on the mark of a note alone. */
export const INLINE_KEYS = {
  bold: isTrue,
  italic: isTrue,
  underline: isTrue,
  link: isLink,
  script: oneOf("sub", "super"),
  lang: isTag,
} as const satisfies Record<string, Test>;

export type LineKey = keyof typeof LINE_KEYS;
export type InlineKey = keyof typeof INLINE_KEYS;

export const isLineKey = (key: string): key is LineKey => Object.hasOwn(LINE_KEYS, key);
export const isInlineKey = (key: string): key is InlineKey => Object.hasOwn(INLINE_KEYS, key);

/** The value of a line's key, or none where it is absent or not one of the table. */
export function lineValue(keys: Keys, key: LineKey): unknown {
  return LINE_KEYS[key](keys[key]) ? keys[key] : undefined;
}

export function inlineValue(keys: Keys, key: InlineKey): unknown {
  return INLINE_KEYS[key](keys[key]) ? keys[key] : undefined;
}
