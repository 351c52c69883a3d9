import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { digestOf } from "./frozen";

const VECTORS = fileURLToPath(new URL("../../../crates/model/tests/vectors/statements.txt", import.meta.url));

const vectors = readFileSync(VECTORS, "utf8")
  .split("\n")
  .filter((line) => line !== "")
  .map((line) => [line.slice(0, 64), line.slice(65)] as const);

test("the page computes the digests that the server's vectors have", async () => {
  expect(vectors.length).toBeGreaterThanOrEqual(10);
  for (const [digest, json] of vectors) expect(await digestOf(json)).toBe(digest);
});
