import { describe, expect, test } from "vitest";
import type { Block } from "../api/statement";
import { lines } from "./layout";

const item = (list: "ordered" | "bullet", level = 1): Block => ({ type: "item", list, level });
const markers = (blocks: Block[]) => lines(blocks).map((line) => line.marker);

describe("the Statement on a page", () => {
  test("counts numbered paragraphs through, whatever stands between", () => {
    expect(markers([{ type: "numbered" }, { type: "heading", level: 1 }, { type: "numbered" }])).toEqual([
      "1.",
      "",
      "2.",
    ]);
  });

  test("starts a list anew after another block", () => {
    const one = item("ordered");
    expect(markers([one, one, { type: "paragraph" }, one])).toEqual(["1.", "2.", "", "1."]);
  });

  test("counts each depth by itself", () => {
    const blocks = [item("ordered"), item("ordered", 2), item("ordered", 2), item("ordered"), item("ordered", 2)];
    expect(markers(blocks)).toEqual(["1.", "a.", "b.", "2.", "a."]);
    expect(markers([item("bullet"), item("bullet", 2), item("ordered", 3)])).toEqual(["•", "–", "i."]);
  });

  test("names classes by type and level", () => {
    const blocks: Block[] = [
      { type: "heading", level: 2 },
      { type: "paragraph", level: 1 },
      item("bullet"),
      item("bullet", 2),
    ];
    expect(lines(blocks).map((line) => line.classes)).toEqual([
      "heading level-2",
      "paragraph indent-1",
      "item",
      "item indent-2",
    ]);
  });
});
