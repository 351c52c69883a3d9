import { describe, expect, test } from "vitest";
import { instantIn, localIn, moment, relative } from "./time";

describe("times", () => {
  test("name their zone", () => {
    expect(moment(Date.UTC(2026, 10, 25, 16), "Europe/Zurich")).toBe("25 Nov 2026, 17:00 (Europe/Zurich)");
  });

  test.each([
    ["2026-11-25T17:00", "Europe/Zurich", Date.UTC(2026, 10, 25, 16)],
    ["2026-07-01T09:30", "Asia/Kolkata", Date.UTC(2026, 6, 1, 4)],
    ["2026-03-29T03:30", "Europe/Zurich", Date.UTC(2026, 2, 29, 1, 30)],
    ["2026-10-25T23:00", "America/New_York", Date.UTC(2026, 9, 26, 3)],
  ])("at %s in %s are that instant, and back", (local, zone, at) => {
    expect(instantIn(local, zone)).toBe(at);
    expect(localIn(at, zone)).toBe(local);
  });

  test("say how far off they are", () => {
    const now = Date.UTC(2026, 0, 10);
    expect(relative(now + 90_000, now)).toBe("in 2 minutes");
    expect(relative(now - 3 * 3_600_000, now)).toBe("3 hours ago");
    expect(relative(now + 5 * 86_400_000, now)).toBe("in 5 days");
  });
});
