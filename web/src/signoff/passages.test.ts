// @vitest-environment jsdom
import { describe, expect, test } from "vitest";
import { rangesOf } from "./passages";

function page(html: string): HTMLElement {
  const root = document.createElement("div");
  root.innerHTML = html;
  return root;
}

const found = (html: string, passage: string) => rangesOf(page(html), passage).map((range) => range.toString());

describe("a passage on a page", () => {
  test("is found across emphasis, line breaks and doubled spaces", () => {
    expect(found("<p>One <b>ambiguous</b>\n  text.</p>", "ambiguous text")).toEqual(["ambiguous\n  text"]);
  });

  test("is found as often as it stands there", () => {
    expect(found("<p>may act, may act</p>", "may act")).toHaveLength(2);
  });

  test("is found past the mark of a note, and not where there is none", () => {
    expect(found('<p>words<a class="note-mark">1</a> and more</p>', "words and more")).toHaveLength(1);
    expect(found("<p>words</p>", "other")).toEqual([]);
    expect(found("<p>words</p>", " ")).toEqual([]);
  });
});
