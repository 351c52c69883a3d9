/** The redline between two Statements, as `crates/statement/src/comparison.rs` describes it. */

import { answer, client } from "./client";
import type { Block, Run, Statement } from "./statement";
import type { Id } from "./types";

/** How far a change goes, in rising order; only over the first three a signature may be carried. */
export type ChangeClass = "identical" | "layout" | "editorial" | "substantive";

export type WordChange = "kept" | "added" | "removed" | "restyled";
export type BlockChange = "kept" | "changed" | "added" | "removed" | "moved" | "moved-away" | "split" | "joined";

/** A paragraph without its words; `at` is its place among the blocks. */
export type Head = Omit<Block, "runs"> & { at: number };

export type Piece = { change: WordChange; run: Run; was?: Run } | { border: WordChange };

export interface Compared {
  change: BlockChange;
  from: Head[];
  to: Head[];
  pieces: Piece[];
}

export interface ComparedNote {
  from?: number;
  to?: number;
  blocks: Compared[];
}

export interface Comparison {
  class: ChangeClass;
  blocks: Compared[];
  notes: ComparedNote[];
}

const API = "/api/v1";

/** What changed from one version of a text to another. */
export const comparison = (text: Id, from: number, to: number) =>
  answer(
    client.GET(`${API}/texts/{id}/versions/{n}/comparison`, {
      params: { path: { id: text, n: to }, query: { with: from } },
    }),
  ) as unknown as Promise<Comparison>;

/** What changed between two Statements that need not be versions. */
export const compareStatements = (from: Statement, to: Statement) =>
  answer(client.POST(`${API}/comparisons`, { body: { from, to } as never })) as unknown as Promise<Comparison>;
