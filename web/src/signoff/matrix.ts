/** Organisations by versions: what each said of each version of one text. Pure. */

import type { Id, Position, PositionName, Round, RoundState, UnixMs } from "../api/types";
import { isAboutPassages, isSigned } from "./words";

export interface Matrix {
  /** Version numbers that were put to a round, newest first. */
  versions: number[];
  rows: Row[];
}

export interface Row {
  organisation: Id;
  name: string;
  /** One per version, in the versions' order. */
  cells: Cell[];
}

export type Cell =
  | { kind: "not-asked" }
  | { kind: "no-answer"; state: RoundState; read?: UnixMs }
  | { kind: "answered"; position: Position };

/** The matrix of one text over the rounds of its dossier; a later round of the same version speaks last. */
export function matrix(rounds: Round[], text: Id): Matrix {
  const versions = new Set<number>();
  const rows = new Map<Id, { name: string; cells: Map<number, Cell> }>();
  for (const round of rounds) {
    const version = round.texts.find((t) => t.text === text)?.version;
    if (version === undefined) continue;
    versions.add(version);
    for (const asked of round.asked) {
      const row = rows.get(asked.organisation) ?? { name: asked.name, cells: new Map<number, Cell>() };
      rows.set(asked.organisation, row);
      const position = asked.positions.find((p) => p.text === text && p.version === version);
      if (position) row.cells.set(version, { kind: "answered", position });
      else if (!row.cells.has(version)) row.cells.set(version, unanswered(round.state, asked.read[text]));
    }
  }
  const order = [...versions].sort((a, b) => b - a);
  const named = [...rows].sort(([, a], [, b]) => a.name.localeCompare(b.name, "en"));
  return {
    versions: order,
    rows: named.map(([organisation, { name, cells }]) => ({
      organisation,
      name,
      cells: order.map((version) => cells.get(version) ?? { kind: "not-asked" }),
    })),
  };
}

const unanswered = (state: RoundState, read: UnixMs | undefined): Cell =>
  read === undefined ? { kind: "no-answer", state } : { kind: "no-answer", state, read };

/** How a round stands for one of its texts, in numbers of organisations. */
export interface Tally {
  asked: number;
  signed: number;
  objections: number;
  unanswered: number;
}

export function tally(round: Round, text: Id): Tally {
  const said = round.asked.map((a) => a.positions.find((p) => p.text === text)?.position);
  return {
    asked: round.asked.length,
    signed: said.filter((p) => p !== undefined && isSigned(p)).length,
    objections: said.filter((p) => p === "objects").length,
    unanswered: said.filter((p) => p === undefined).length,
  };
}

/** `12 of 16 signed, 1 objection, 3 without an answer`. */
export function tallyInWords({ asked, signed, objections, unanswered }: Tally): string {
  const parts = [`${signed} of ${asked} signed`];
  if (objections > 0) parts.push(`${objections} ${objections === 1 ? "objection" : "objections"}`);
  if (unanswered > 0) parts.push(`${unanswered} without an answer`);
  return parts.join(", ");
}

/** The newest earlier version of a text that an organisation answered itself; what was carried was signed before. */
export function answeredBefore(rounds: Round[], organisation: Id, text: Id, version: number): number | undefined {
  const answers = rounds
    .flatMap((round) => round.asked)
    .filter((asked) => asked.organisation === organisation)
    .flatMap((asked) => asked.positions)
    .filter((position) => position.text === text)
    .map((position) => position.carried_from ?? position.version)
    .filter((answered) => answered < version);
  return answers.length === 0 ? undefined : Math.max(...answers);
}

/** An objection or a condition, with the passages it is about where the viewer may read them. */
export interface Concern {
  organisation: string;
  position: PositionName;
  passages: string[];
  reason: string;
}

export function concerns(round: Round, text: Id): Concern[] {
  const said = round.asked.map(({ name, positions }) => ({ name, said: positions.find((p) => p.text === text) }));
  return said.flatMap(({ name, said }) =>
    said && isAboutPassages(said.position)
      ? [{ organisation: name, position: said.position, passages: said.passages ?? [], reason: said.reason ?? "" }]
      : [],
  );
}

/** The open round on a text, of which there is at most one. */
export const openRoundOn = (rounds: Round[], text: Id) =>
  rounds.find((round) => round.state === "open" && round.texts.some((t) => t.text === text));
