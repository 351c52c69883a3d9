/** One-click repairs, named for people. */

import type { Repair } from "../api/types";

export function repairInWords(repair: Repair): string {
  switch (repair.kind) {
    case "delete":
      return "Delete it";
    case "replace":
      return repair.with === " " ? "Replace it with a space" : `Replace it with “${repair.with}”`;
    case "place-note":
      return "Place the note at the cursor";
    case "discard-note":
      return "Discard the note";
    case "set-heading":
      return `Make it a heading of level ${repair.level}`;
  }
}
