import { describe, expect, test } from "vitest";
import type { PositionName, RoundState } from "../api/types";
import { type Choice, emptyChoice, item, missing, offered, RESERVATION_MAX } from "./choice";

const choice = (some: Partial<Choice>): Choice => ({ ...emptyChoice(), ...some });

describe("what may be said", () => {
  const at = (state: RoundState, before?: PositionName, now = 0) => offered({ state, deadline: 5 }, before, now);

  test("in an open round is everything, and withdrawing once something was said", () => {
    expect(at("open")).toHaveLength(6);
    expect(at("open", "declines")).toContain("withdrawn");
    expect(at("open", "withdrawn")).not.toContain("withdrawn");
  });

  test("up to the deadline, that instant included", () => {
    expect(at("open", undefined, 5)).toHaveLength(6);
    expect(at("open", undefined, 6)).toEqual([]);
    expect(at("open", "signed", 6)).toEqual(["withdrawn"]);
  });

  test("after adoption is signing late, or taking one's name off", () => {
    expect(at("adopted")).toEqual(["signed", "signed_with_reservation"]);
    expect(at("adopted", "withdrawn")).toEqual(["signed", "signed_with_reservation"]);
    expect(at("adopted", "signed")).toEqual(["withdrawn", "objects"]);
  });

  test("after anything else is withdrawing", () => {
    for (const state of ["not_adopted", "cancelled", "superseded"] as const) {
      expect(at(state)).toEqual([]);
      expect(at(state, "signed_with_reservation")).toEqual(["withdrawn"]);
    }
  });
});

describe("a choice", () => {
  test("with a reservation has at most its limit of characters, counted as people count them", () => {
    const reserved = (length: number) =>
      missing(choice({ position: "signed_with_reservation", reservation: "𝒜".repeat(length) }));
    expect(reserved(0)).not.toBe("");
    expect(reserved(RESERVATION_MAX)).toBe("");
    expect(reserved(RESERVATION_MAX + 1)).not.toBe("");
  });

  test("to object names a passage and a reason", () => {
    expect(missing(choice({ position: "objects", reason: "why" }))).toMatch(/passage/);
    expect(missing(choice({ position: "objects", passages: "words" }))).toMatch(/why/i);
    expect(missing(choice({ position: "objects", passages: "words", reason: "why" }))).toBe("");
  });

  test("becomes an item that carries only what belongs to it", () => {
    const full = { reservation: " r ", reason: " why ", passages: " p \n\nq" };
    const of = (position: Choice["position"]) => item("t", 1, "d", choice({ ...full, position }));
    expect(of("none")).toBeUndefined();
    expect(of("signed")).toEqual({ text: "t", version: 1, digest: "d", position: "signed" });
    expect(of("signed_with_reservation")).toMatchObject({ reservation: "r" });
    expect(of("objects")).toEqual({
      text: "t",
      version: 1,
      digest: "d",
      position: "objects",
      reason: "why",
      passages: ["p", "q"],
    });
  });
});
