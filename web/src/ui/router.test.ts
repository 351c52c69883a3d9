import { describe, expect, test } from "vitest";
import { match, path } from "./router";

describe("the router", () => {
  test.each([
    ["/", { page: "home" }],
    ["/login", { page: "login" }],
    ["/setup/", { page: "setup" }],
    ["/keys", { page: "keys" }],
    ["/dossiers/0a1b", { page: "dossier", id: "0a1b" }],
    ["/texts/t", { page: "text", id: "t" }],
    ["/rounds/r", { page: "round", id: "r" }],
    ["/publications/p", { page: "publication", id: "p" }],
    ["/texts/t/changes/1/3", { page: "changes", id: "t", from: 1, to: 3 }],
  ])("knows the page at %s", (address, route) => {
    expect(match(address)).toEqual(route);
  });

  test.each(["/texts", "/texts/A", "/texts/a/b", "/texts/a/changes/1", "/texts/a/changes/0/x", "/toString/a", "/nowhere", `/texts/${"a".repeat(33)}`])(
    "knows no page at %s",
    (address) => {
      expect(match(address)).toEqual({ page: "missing" });
    },
  );

  test("finds each page again at its path", () => {
    for (const page of ["dossier", "text", "round", "publication"] as const) {
      expect(match(path({ page, id: "x1" }))).toEqual({ page, id: "x1" });
    }
    const changes = { page: "changes", id: "x1", from: 2, to: 3 } as const;
    expect(match(path(changes))).toEqual(changes);
  });
});
