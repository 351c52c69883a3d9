import { expect, test } from "vitest";
import { present } from "./presence";

const user = (name: unknown, color = "#112233", organisation?: unknown) => ({ user: { name, color, organisation } });

test("everybody else is named once, whatever else their clients say", () => {
  const states = new Map<number, unknown>([
    [1, user("Me")],
    [2, user("Zoe")],
    [3, user("Ada", "red; }", "Amnesty International")],
    [4, user("Zoe")],
    [5, { cursor: {} }],
    [6, null],
    [7, user(7)],
  ]);
  expect(present(states, 1)).toEqual([
    { name: "Ada", organisation: "Amnesty International", colour: "#767676" },
    { name: "Zoe", organisation: "", colour: "#112233" },
  ]);
});
