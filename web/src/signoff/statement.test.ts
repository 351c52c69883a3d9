import { render } from "svelte/server";
import { describe, expect, test } from "vitest";
import type { Statement } from "../api/statement";
import StatementView from "./StatementView.svelte";

const statement: Statement = {
  format: "undersigned/statement/1",
  kind: "annex",
  language: "ar",
  direction: "rtl",
  blocks: [
    { type: "title", runs: [{ text: "<b>Title</b>" }] },
    {
      type: "paragraph",
      direction: "ltr",
      runs: [
        { text: "words", marks: ["bold", "italic"], language: "fr" },
        { note: 1 },
        { text: " on", link: "https://example.org/?a=1&b=2" },
      ],
    },
    { type: "signatories" },
  ],
  notes: [[{ type: "paragraph", runs: [{ text: "A note." }] }]],
};

const html = render(StatementView, { props: { statement, label: "Annex, version 1" } }).body.replace(/<!--.*?-->/g, "");

describe("the Statement as a page", () => {
  test("carries its language and direction", () => {
    expect(html).toMatch(/<article[^>]*lang="ar"[^>]*dir="rtl"/);
    expect(html).toMatch(/<p[^>]*dir="ltr"/);
  });

  test("shows words as words, whatever they look like", () => {
    expect(html).toContain("&lt;b>Title&lt;/b>");
  });

  test("nests marks and names the language of words", () => {
    expect(html).toMatch(/<span lang="fr"><strong><em>words<\/em><\/strong><\/span>/);
  });

  test("leads from a mark to its note and back", () => {
    const [, anchor] = html.match(/href="#(\S+?)-note-1"/) ?? [];
    expect(html).toContain(`id="${anchor}-note-1"`);
    expect(html).toContain(`href="#${anchor}-mark-1"`);
    expect(html).toContain(`id="${anchor}-mark-1"`);
  });

  test("opens links elsewhere and tells them nothing", () => {
    expect(html).toMatch(/href="https:\/\/example.org\/\?a=1&amp;b=2"[^>]*rel="noopener noreferrer"/);
  });

  test("says where the list of signatories will stand", () => {
    expect(html).toContain("It is generated from the positions taken.");
  });
});
