import { describe, expect, test } from "vitest";
import type { PositionName } from "../api/types";
import { CHOICES, CURRENCIES, effect, isSigned, METHODS, POSITIONS, ruleInWords, SIGNS } from "./words";

const positions = Object.keys(POSITIONS) as PositionName[];

describe("the words of sign-off", () => {
  test("say of each position what it does, and mark it by more than a colour", () => {
    expect(positions).toHaveLength(8);
    for (const position of positions) {
      expect(CHOICES[position]).not.toBe("");
      expect(SIGNS[position]).not.toBe("");
      const says = effect(position, "explicit");
      expect(says.startsWith("Our name is on the list")).toBe(isSigned(position));
    }
  });

  test("warn where a unanimous rule would miss the name", () => {
    const missing = positions.filter((p) => effect(p, "unanimous") !== effect(p, "explicit"));
    expect(missing).toEqual(["conditional", "declines", "withdrawn"]);
  });

  test("warn what breaks a silence", () => {
    const breaks = positions.filter((p) => effect(p, "silence").includes("breaks the silence"));
    expect(breaks).toEqual(["conditional", "objects"]);
  });

  test("tell currencies and methods apart", () => {
    for (const words of [CURRENCIES, METHODS]) {
      expect(new Set(Object.values(words)).size).toBe(Object.keys(words).length);
    }
    expect(METHODS.relayed).toBe("entered by the coordinator");
  });

  test("say a rule in one sentence", () => {
    expect(ruleInWords({ kind: "explicit", min: 1 })).toBe("Adopted with at least 1 signature and no objection.");
    expect(ruleInWords({ kind: "unanimous", set: ["a", "b"] })).toMatch(/all 2/);
    expect(ruleInWords({ kind: "quorum", percent: 60 })).toMatch(/60 of 100/);
    expect(ruleInWords({ kind: "silence", hours: 72 })).toMatch(/silence/);
  });
});
