/** The Statement: the canonical JSON that a version freezes, as `crates/model/src/statement.rs` describes it. */

import type { Direction, Kind } from "./types";

export interface Statement {
  format: "undersigned/statement/1";
  kind: Kind;
  language: string;
  direction: Direction;
  symbol?: string;
  blocks: Block[];
  notes: Block[][];
}

export type BlockType =
  | "title"
  | "subtitle"
  | "heading"
  | "paragraph"
  | "numbered"
  | "item"
  | "quote"
  | "signatories";

export interface Block {
  type: BlockType;
  level?: number;
  list?: "bullet" | "ordered";
  direction?: Direction;
  runs?: Run[];
}

export type Run = NoteMark | TextRun;

export interface NoteMark {
  note: number;
}

export interface TextRun {
  text: string;
  marks?: Mark[];
  link?: string;
  language?: string;
}

export type Mark = "bold" | "italic" | "sub" | "super" | "underline";
