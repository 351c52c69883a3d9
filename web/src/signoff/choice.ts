/** What an organisation may say, and the items of an act. Pure. */

import type { Digest, Id, PositionItem, PositionName, Round, UnixMs } from "../api/types";
import { isAboutPassages, isSigned } from "./words";

/** Longest reservation, in characters. */
export const RESERVATION_MAX = 400;

export interface Choice {
  position: PositionName | "none";
  reservation: string;
  reason: string;
  /** Words of the text, one passage per line. */
  passages: string;
  /** Whether the name is counted and not printed. */
  isWithheld: boolean;
}

export const emptyChoice = (): Choice => ({
  position: "none",
  reservation: "",
  reason: "",
  passages: "",
  isWithheld: false,
});

const ANSWERS: PositionName[] = [
  "signed",
  "signed_with_reservation",
  "conditional",
  "objects",
  "declines",
  "recused",
];

/** Positions to offer, by where the round stands and what the organisation said before. */
export function offered(round: Standing, before: PositionName | undefined, now: UnixMs): PositionName[] {
  const stands = before !== undefined && before !== "withdrawn";
  const withdraw: PositionName[] = stands ? ["withdrawn"] : [];
  if (round.state === "open" && now <= round.deadline) return [...ANSWERS, ...withdraw];
  if (round.state !== "adopted") return withdraw;
  if (stands && isSigned(before)) return [...withdraw, "objects"];
  return ["signed", "signed_with_reservation", ...withdraw];
}

/** What decides which positions can be taken. */
export type Standing = Pick<Round, "state" | "deadline">;

/** What is still missing before a choice can be sent, as one sentence; empty when nothing is. */
export function missing(choice: Choice): string {
  if (choice.position === "signed_with_reservation" && choice.reservation.trim() === "") {
    return "Write the reservation that is printed with your signature.";
  }
  if (lengthOf(choice.reservation) > RESERVATION_MAX) {
    return `Shorten the reservation to ${RESERVATION_MAX} characters.`;
  }
  if (isAboutPassages(choice.position as PositionName)) {
    if (passagesIn(choice.passages).length === 0) return "Name at least one passage that this is about.";
    if (choice.reason.trim() === "") {
      return choice.position === "objects" ? "Say why your organisation objects." : "Say what would have to change.";
    }
  }
  return "";
}

/** The item of an act, or none where nothing was chosen. */
export function item(text: Id, version: number, digest: Digest, choice: Choice): PositionItem | undefined {
  const { position } = choice;
  if (position === "none") return undefined;
  const base: PositionItem = { text, version, digest, position };
  if (position === "signed" && choice.isWithheld) return { ...base, withheld: "safety" };
  if (position === "signed_with_reservation") return { ...base, reservation: choice.reservation.trim() };
  const reason = choice.reason.trim();
  if (isAboutPassages(position)) return { ...base, reason, passages: passagesIn(choice.passages) };
  if (position === "withdrawn" && reason !== "") return { ...base, reason };
  return base;
}

/** The passages that were named, empty lines left out. */
export const passagesIn = (lines: string) =>
  lines
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");

/** Characters as people count them, not UTF-16 units. */
export const lengthOf = (text: string) => [...text].length;
