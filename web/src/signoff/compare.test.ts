import { describe, expect, test } from "vitest";
import type { Block, Statement } from "../api/statement";
import { compare } from "./compare";

const statement = (blocks: Block[], notes: Block[][] = []): Statement => ({
  format: "undersigned/statement/1",
  kind: "annex",
  language: "en",
  direction: "ltr",
  blocks,
  notes,
});
const p = (text: string, marks?: ["bold"]): Block => ({
  type: "paragraph",
  runs: [marks ? { text, marks } : { text }],
});

/** Removed words in brackets, added ones in braces. */
const shown = (before: Statement, after: Statement) =>
  compare(before, after).map((line) =>
    line.kind === "same"
      ? `=${line.count}`
      : line.parts.map((x) => ({ same: x.text, added: `{${x.text}}`, removed: `[${x.text}]` })[x.kind]).join(""),
  );

describe("two versions side by side", () => {
  test("that are the same have no change", () => {
    expect(shown(statement([p("one"), p("two")]), statement([p("one"), p("two")]))).toEqual(["=2"]);
  });

  test("show the words of a block that was edited", () => {
    const before = statement([p("We are now ready to vote."), p("Last.")]);
    const after = statement([p("We are not ready to vote."), p("Last.")]);
    expect(shown(before, after)).toEqual(["We are [now]{not} ready to vote.", "=1"]);
  });

  test("show what is gone and what is new in its place in the order", () => {
    const before = statement([p("first words here"), p("kept"), p("gone entirely")]);
    const after = statement([p("kept"), p("something else appears")]);
    expect(shown(before, after)).toEqual(["[first words here]", "=1", "{something else appears}", "[gone entirely]"]);
  });

  test("say when only the format changed", () => {
    const [line] = compare(statement([p("words")]), statement([p("words", ["bold"])]));
    expect(line).toMatchObject({ kind: "changed", isFormatOnly: true });
  });

  test("name the note that changed", () => {
    const changed = compare(statement([], [[p("See 37/23.")]]), statement([], [[p("See 43/21.")]]));
    expect(changed).toMatchObject([{ kind: "changed", label: "Note 1" }]);
  });
});
