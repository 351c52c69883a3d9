/** The API's shapes as the pages use them, out of its own description. Times are milliseconds since 1970. */

import type { components } from "./generated/schema";

/** What the server does not know it leaves out; it never says null. */
export type WithoutNull<T> = T extends (infer Item)[]
  ? WithoutNull<Item>[]
  : T extends object
    ? { [Name in keyof T]: WithoutNull<Exclude<T[Name], null>> }
    : T;

type Schema<Name extends keyof components["schemas"]> = WithoutNull<components["schemas"][Name]>;

export type Id = string;
export type UnixMs = number;
export type Digest = string;

export type Kind = Schema<"KindName">;
export type Direction = Schema<"DirectionName">;
export type Role = Schema<"RoleName">;
export type Method = Schema<"MethodName">;
export type Currency = Schema<"CurrencyName">;
export type PositionName = Schema<"PositionName">;
export type RoundState = "open" | "adopted" | "not_adopted" | "cancelled" | "superseded";

export type Me = Schema<"Me">;
export type Waiting = Schema<"Waiting">;
export type DossierSummary = Schema<"DossierLine">;
export type TextSummary = Schema<"TextLine">;
export type OrganisationName = Schema<"OrganisationLine">;
export type Member = Schema<"MemberView">;
export type Mandate = Schema<"MandateView">;
export type Text = Schema<"TextView">;
export type Version = Schema<"VersionView">;
export type RoundText = Schema<"RoundTextView">;
export type Asked = Schema<"AskedView">;
export type Position = Schema<"PositionView">;
export type Publication = Schema<"PublicationView">;
export type Rule = Schema<"RuleView">;
export type Round = Omit<Schema<"RoundView">, "state"> & { state: RoundState };
export type Dossier = Omit<Schema<"DossierView">, "rounds"> & { rounds: Round[] };

export type PositionItem = Schema<"NewItem">;
export type PendingAct = Schema<"DrawnAct">;
export type Assertion = Schema<"NewAssertion">;
export type Receipt = Schema<"Recorded">;
export type Relayed = Schema<"NewRelayed">;
export type NewRound = Omit<Schema<"NewRound">, "late_names"> & { late_names: "taken" | "not-taken" };

export type Organisation = Schema<"OrganisationView">;
export type NewOrganisation = Schema<"NewOrganisation">;
export type Person = Schema<"PersonView">;
export type NewPerson = Schema<"NewPerson">;
export type Mailed = Schema<"MailedName">;
export type MailSettings = Schema<"MailSettings">;
export type NameStyle = Schema<"NameStyleName">;
export type NewPublication = Schema<"NewPublication">;
export type NewText = Schema<"NewText">;
export type Imported = Schema<"MadeText">;
export type Link = Schema<"LinkView">;

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
