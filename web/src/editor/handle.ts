/** What a page and an editor say to each other. Types only: no framework, no ProseMirror. */

import type { Awareness } from "y-protocols/awareness";
import type * as Y from "yjs";

export type Direction = "ltr" | "rtl";
export type BlockKind =
  | "paragraph"
  | "title"
  | "subtitle"
  | "heading"
  | "item"
  | "numbered"
  | "quote"
  | "signatories";
export type ListKind = "bullet" | "ordered";
export type Toggle = "bold" | "italic" | "underline" | "sub" | "super";

export interface EditorOptions {
  /** An empty element; the editor fills it and empties it again on `destroy`. */
  mount: HTMLElement;
  /** Holds the root text `content`. */
  doc: Y.Doc;
  awareness: Awareness;
  access: Access;
  /** BCP 47 tag of the text. */
  language: string;
  direction: Direction;
  /** What a screen reader calls the text box. */
  label: string;
  /** Called after every change of the text, the selection or the problems, at most once per change. */
  onState: (state: EditorState) => void;
}

export type Access = "edit" | "read";

/** Everything a toolbar and a notes panel show. */
export interface EditorState {
  /** Of the block at the cursor. */
  block: { kind: BlockKind; level: number | null; list: ListKind | null; indent: number; direction: Direction };
  /** Formats that the next typed character would have. */
  toggles: ReadonlySet<Toggle>;
  link: string | null;
  /** BCP 47 tag of the words at the cursor where it differs from the text's. */
  language: string | null;
  /** Id of the note whose body holds the cursor. */
  inNote: string | null;
  selection: { isEmpty: boolean; index: number; length: number };
  canUndo: boolean;
  canRedo: boolean;
  /** In the order of their marks; numbers from 1, and 0 for a mark whose body is missing. */
  notes: readonly NoteEntry[];
  /** Bodies that no mark points to: to be placed again or discarded. */
  orphans: readonly OrphanEntry[];
}

export interface NoteEntry {
  id: string;
  number: number;
  /** Plain text of the body, empty for one that is missing. */
  text: string;
  /** Place of the mark, in UTF-16 units from the start of the draft. */
  index: number;
  body: "words" | "signatories" | "missing";
}

export interface OrphanEntry {
  id: string;
  text: string;
  /** Place of the body's first line. */
  index: number;
}

/** Somebody who wrote, as the server names them. */
export interface Author {
  name: string;
  /** Acronym or name; a translator or counsel has none. */
  organisation?: string;
  /** `#rrggbb`. */
  colour: string;
  /** The Yjs client ids that are theirs. */
  clients: readonly number[];
}

/** Words that somebody wrote, that were deleted, and that another brought back: clocks of that other's client id. */
export interface Restored {
  client: number;
  clock: number;
  length: number;
  /** Place among the authors of whoever wrote them first. */
  first_author: number;
}

/** Who wrote what, as the server says. */
export interface Authorship {
  authors: readonly Author[];
  restored: readonly Restored[];
}

/** As the server's problem documents give them. */
export interface Problem {
  code: string;
  sentence: string;
  place?: { index: number; length: number };
  repair?: Repair;
}

export type Repair =
  | { kind: "delete" }
  | { kind: "replace"; with: string }
  | { kind: "place-note"; note: string }
  | { kind: "discard-note"; note: string }
  | { kind: "set-heading"; level: number };

/** Everything a toolbar button or a menu can ask for. */
export type Command =
  | { do: "toggle"; format: Toggle }
  /** `href` null removes the link; only http, https and mailto are taken. */
  | { do: "link"; href: string | null }
  | { do: "language"; tag: string | null }
  | { do: "clear-formats" }
  | { do: "block"; kind: Exclude<BlockKind, "heading" | "item" | "signatories"> }
  | { do: "heading"; level: 1 | 2 | 3 | 4 }
  | { do: "list"; list: ListKind }
  | { do: "indent" }
  | { do: "outdent" }
  | { do: "direction"; direction: Direction }
  /** Marks the cursor's place and moves the cursor into the new, empty body. */
  | { do: "insert-note" }
  | { do: "place-note"; note: string }
  | { do: "discard-note"; note: string }
  /** Places the generated list of signatories on an empty line of its own. */
  | { do: "insert-signatories" }
  /** Makes the body of a note the generated list of signatories; its words are deleted (and can be undone). */
  | { do: "note-signatories"; note: string }
  | { do: "undo" }
  | { do: "redo" };

export interface EditorHandle {
  state(): EditorState;
  /** Does it, and gives the text the focus; false where it does not apply. */
  run(command: Command): boolean;
  /** Whether `run` would do something: for disabled buttons. */
  can(command: Command): boolean;
  setAccess(access: Access): void;
  /** Marks problems in the text; they follow the words they are about until the next call. */
  showProblems(problems: readonly Problem[]): void;
  /** Where a problem that was shown is now; null if its words are gone. */
  placeOf(problem: Problem): { index: number; length: number } | null;
  /** Applies a problem's one-click repair; false if there is none or its words are gone. */
  repair(problem: Problem): boolean;
  /** Shows who wrote what; with null nothing of it. */
  showAuthors(authorship: Authorship | null): void;
  /** Whether words stand here of which it is not shown who wrote them. */
  lacksAuthors(): boolean;
  /** Puts the cursor at a place given in UTF-16 units and brings it into view. */
  scrollTo(index: number): void;
  /** Moves the cursor between a note's mark and its body. */
  goToNote(id: string, to: "mark" | "body"): void;
  focus(): void;
  destroy(): void;
}

/** Shortcut of a command as shown in a tooltip, such as `Ctrl+B`; null for none. */
export type ShortcutOf = (command: Command) => string | null;
