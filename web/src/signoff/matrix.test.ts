import { describe, expect, test } from "vitest";
import type { Position, PositionName, Round } from "../api/types";
import { answeredBefore, concerns, matrix, openRoundOn, tally, tallyInWords } from "./matrix";

const said = (version: number, position: PositionName): Position => ({
  text: "annex",
  version,
  position,
  method: "session",
  currency: "current",
  at: 0,
  record: 1,
  withheld: false,
  counter_stands: false,
});

const round = (id: string, version: number, answers: Record<string, PositionName | null>): Round => ({
  id,
  dossier: "d",
  texts: [{ text: "annex", title: "Annex", kind: "annex", version, digest: "0".repeat(64), is_authentic: false }],
  asked: Object.entries(answers).map(([organisation, position]) => ({
    organisation,
    name: organisation,
    positions: position ? [said(version, position)] : [],
    leave: false,
    read: {},
  })),
  rule: { kind: "explicit", min: 1 },
  deadline: 0,
  zone: "UTC",
  state: "open",
  may_close: false,
  may_override: false,
  mine: [],
});

const kinds = (rounds: Round[]) =>
  matrix(rounds, "annex").rows.map((row) => [
    row.name,
    ...row.cells.map((c) => (c.kind === "answered" ? c.position.position : c.kind)),
  ]);

describe("the matrix", () => {
  test("has a row per organisation by name and the newest version first", () => {
    const rounds = [round("r1", 1, { Zeta: "signed", Alpha: null }), round("r2", 2, { Zeta: "objects" })];
    expect(matrix(rounds, "annex").versions).toEqual([2, 1]);
    expect(kinds(rounds)).toEqual([
      ["Alpha", "not-asked", "no-answer"],
      ["Zeta", "objects", "signed"],
    ]);
  });

  test("keeps an answer when a later round of the same version has none yet", () => {
    expect(kinds([round("r1", 1, { A: "signed" }), round("r2", 1, { A: null })])).toEqual([["A", "signed"]]);
    expect(kinds([round("r1", 1, { A: "signed" }), round("r2", 1, { A: "declines" })])).toEqual([
      ["A", "declines"],
    ]);
  });

  test("passes over rounds on other texts", () => {
    expect(matrix([round("r1", 1, { A: "signed" })], "letter")).toEqual({ versions: [], rows: [] });
  });
});

describe("a round", () => {
  const open = round("r", 1, { A: "signed", B: "signed_with_reservation", C: "objects", D: null });

  test("is told in numbers", () => {
    expect(tallyInWords(tally(open, "annex"))).toBe("2 of 4 signed, 1 objection, 1 without an answer");
  });

  test("knows which earlier version an organisation answered", () => {
    const [first, second] = [round("r1", 1, { A: "signed" }), round("r2", 2, { A: "objects", B: null })];
    const rounds = [first, second, round("r3", 3, { A: null })];
    expect(answeredBefore(rounds, "A", "annex", 3)).toBe(2);
    expect(answeredBefore(rounds, "A", "annex", 2)).toBe(1);
    expect(answeredBefore(rounds, "B", "annex", 3)).toBeUndefined();
  });

  test("takes a carried signature for one of the version that was signed", () => {
    const carried = round("r3", 3, {});
    carried.asked = [{ organisation: "A", name: "A", positions: [{ ...said(3, "signed"), carried_from: 1 }], leave: false, read: {} }];
    expect(answeredBefore([round("r1", 1, { A: "signed" }), carried], "A", "annex", 3)).toBe(1);
  });

  test("names objections and conditions, with their passages where one may read them", () => {
    const objected = round("r", 1, { A: "signed", B: "objects" });
    expect(concerns(objected, "annex")).toEqual([{ organisation: "B", position: "objects", passages: [], reason: "" }]);
  });

  test("is found while it is open", () => {
    expect(openRoundOn([{ ...open, state: "adopted" }, open], "annex")).toBe(open);
    expect(openRoundOn([open], "letter")).toBeUndefined();
  });
});
