/** The API's shapes, as the pages use them. Identities are opaque, times are milliseconds since 1970. */

export type Id = string;
export type UnixMs = number;
export type Digest = string;

export type Kind = "annex" | "explanation-of-vote" | "joint-statement" | "letter" | "oral-statement";
export type Direction = "ltr" | "rtl";
export type Role = "reader" | "commenter" | "suggester" | "editor" | "coordinator";
export type Method = "passkey" | "mail-code" | "session" | "session-handed" | "token" | "relayed";
export type Currency = "current" | "carried" | "outdated" | "superseded";
export type PositionName =
  | "signed"
  | "signed_with_reservation"
  | "conditional"
  | "objects"
  | "declines"
  | "recused"
  | "withdrawn";
export type RoundState = "open" | "adopted" | "not_adopted" | "cancelled" | "superseded";

export interface Me {
  person: { id: Id; name: string; email: string; organisation?: Id };
  administrator: boolean;
  coalition: { id: Id; name: string; key: string; demonstration: boolean };
  method: Method;
}

export interface Waiting {
  rounds: WaitingRound[];
}

export interface WaitingRound {
  dossier: Id;
  dossier_title: string;
  round: Id;
  deadline: UnixMs;
  texts: { text: Id; title: string; version: number }[];
}

export interface DossierSummary {
  id: Id;
  title: string;
  role: Role;
  open_rounds: number;
}

export interface TextSummary {
  id: Id;
  kind: Kind;
  title: string;
  language: string;
  direction: Direction;
  symbol?: string;
  latest_version?: number;
}

export interface OrganisationName {
  id: Id;
  name: string;
  acronym?: string;
}

export interface Member {
  person: Id;
  name: string;
  email?: string;
  organisation?: Id;
  role: Role;
}

export interface Mandate {
  id: Id;
  person: Id;
  name: string;
  organisation: Id;
  from: UnixMs;
  to?: UnixMs;
  state: string;
}

export interface Dossier {
  id: Id;
  title: string;
  role: Role;
  texts: TextSummary[];
  organisations: OrganisationName[];
  rounds: Round[];
  people: Member[];
  mandates: Mandate[];
  publications: Publication[];
}

export interface Text {
  id: Id;
  dossier: Id;
  kind: Kind;
  title: string;
  language: string;
  direction: Direction;
  symbol?: string;
  role: Role;
  epoch: number;
  versions: Version[];
}

export interface Version {
  no: number;
  digest: Digest;
  at: UnixMs;
  statement_url: string;
}

export type Rule = { kind: "explicit"; min: number } | { kind: "unanimous"; set: Id[] };

export interface Round {
  id: Id;
  dossier: Id;
  texts: RoundText[];
  asked: Asked[];
  rule: Rule;
  deadline: UnixMs;
  zone: string;
  state: RoundState;
  may_close: boolean;
  mine: { organisation: Id; replaces?: Digest }[];
}

export interface RoundText {
  text: Id;
  title: string;
  kind: Kind;
  version: number;
  digest: Digest;
}

export interface Asked {
  organisation: Id;
  name: string;
  positions: Position[];
}

export interface Position {
  text: Id;
  version: number;
  position: PositionName;
  method: Method;
  currency: Currency;
  at: UnixMs;
  reservation?: string;
  record: number;
}

export interface Publication {
  id: Id;
  text: Id;
  version: number;
  digest: Digest;
  edition: number;
  state: string;
  /** Why it was retracted. */
  reason?: string;
  day: string;
  files: { kind: string; url: string; sha256: Digest }[];
  signatories: string[];
}

/** A range of the working draft, in UTF-16 units from its start. */
export interface Place {
  index: number;
  length: number;
}

export type Repair =
  | { kind: "delete" }
  | { kind: "replace"; with: string }
  | { kind: "place-note"; note: string }
  | { kind: "discard-note"; note: string }
  | { kind: "set-heading"; level: number };

/** What stops a freeze. */
export interface Problem {
  code: string;
  place?: Place;
  sentence: string;
  repair?: Repair;
}

export interface PositionItem {
  text: Id;
  version: number;
  digest: Digest;
  position: PositionName;
  reservation?: string;
  reason?: string;
  passages?: string[];
}

export interface PendingAct {
  act: unknown;
  nonce: string;
  sentence: string;
  short_digests: string[];
}

export interface Receipt {
  receipt: string;
  record: number;
  hash: Digest;
}

export interface NewRound {
  texts: { text: Id; version: number }[];
  asked: Id[];
  rule: Rule;
  deadline: UnixMs;
  zone: string;
  late_names: "taken" | "not-taken";
}

export interface Relayed {
  organisation: Id;
  items: PositionItem[];
  on_word_of: string;
  how: string;
  /** In the words of who relays it. */
  when: string;
  evidence?: string;
}

export interface Organisation {
  id: Id;
  names: Record<string, string>;
  acronym?: string;
  country?: string;
  ecosoc?: string;
  kind: "member" | "endorser";
  left: boolean;
}

export interface NewOrganisation {
  names: Record<string, string>;
  acronym?: string;
  country?: string;
  ecosoc?: string;
  kind?: "member" | "endorser";
}

export interface Person {
  id: Id;
  name: string;
  email: string;
  organisation?: Id;
  administrator: boolean;
}

export interface NewText {
  kind: Kind;
  title: string;
  language: string;
  direction: Direction;
  symbol?: string;
}

export interface Imported {
  id: Id;
  findings?: Finding[];
  organisations?: string[];
}

export interface Finding {
  code?: string;
  sentence: string;
}

export interface Link {
  url: string;
  expires: UnixMs;
}
