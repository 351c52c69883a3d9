import { describe, expect, test } from "vitest";
import type { Compared, Comparison, Piece } from "../api/comparison";
import { remark, rows, side } from "./redline";

const head = (at: number) => ({ at, type: "paragraph" as const });
const words = (change: "kept" | "added" | "removed", text: string): Piece => ({ change, run: { text } });
const kept = (at: number): Compared => ({
  change: "kept",
  from: [head(at)],
  to: [head(at)],
  pieces: [words("kept", "same")],
});
const changed: Compared = {
  change: "changed",
  from: [head(1)],
  to: [head(1)],
  pieces: [words("kept", "We "), words("removed", "may"), words("added", "shall"), words("kept", " act.")],
};
const comparison: Comparison = {
  class: "substantive",
  blocks: [kept(0), changed, kept(2), kept(3)],
  notes: [{ from: 1, to: 2, blocks: [changed] }],
};

describe("a redline", () => {
  test("counts what did not change, and shows it when asked", () => {
    const brief = rows(comparison, "changes").map((row) => (row.kind === "same" ? row.count : row.note || "changed"));
    expect(brief).toEqual([1, "changed", 2, "Note 2, before 1"]);
    expect(rows(comparison, "everything")).toHaveLength(5);
  });

  test("has an old side and a new one", () => {
    const read = (pieces: Piece[]) => pieces.map((p) => ("run" in p && "text" in p.run ? p.run.text : "")).join("");
    expect(read(side(changed.pieces, "old"))).toBe("We may act.");
    expect(read(side(changed.pieces, "new"))).toBe("We shall act.");
  });

  test("says what words do not show", () => {
    expect(remark(changed)).toBe("");
    expect(remark({ ...changed, change: "split", to: [head(1), head(2)] })).toBe("one paragraph became 2");
    expect(remark({ ...changed, to: [{ at: 1, type: "quote" }] })).toBe("was a paragraph, is a quotation");
    expect(remark({ ...changed, change: "moved" })).toBe("moved here");
  });
});
