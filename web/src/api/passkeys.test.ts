import { expect, test } from "vitest";
import { bytes, hex } from "./passkeys";

test("bytes become digits and back", () => {
  const some = new Uint8Array([0, 15, 16, 255]);
  expect(hex(some.buffer)).toBe("000f10ff");
  expect(bytes("000f10ff")).toEqual(some);
  expect(bytes("")).toEqual(new Uint8Array());
});
