/** The closed vocabularies of sign-off, in words for people. */

import type { Currency, Kind, Method, PositionName, Role, RoundState, Rule } from "../api/types";

export const KINDS: Record<Kind, string> = {
  annex: "Annex",
  "explanation-of-vote": "Explanation of vote",
  "joint-statement": "Joint statement",
  letter: "Letter",
  "oral-statement": "Oral statement",
};

export const ROLES: Record<Role, string> = {
  reader: "Reader",
  commenter: "Commenter",
  suggester: "Suggester",
  editor: "Editor",
  coordinator: "Coordinator",
};

/** What an organisation has said, as the matrix prints it. */
export const POSITIONS: Record<PositionName, string> = {
  signed: "signed",
  signed_with_reservation: "signed with a reservation",
  conditional: "on a condition",
  objects: "objects",
  declines: "declines",
  recused: "recused",
  withdrawn: "withdrawn",
  assented: "did not object",
};

/** What an organisation can say, as the form offers it. */
export const CHOICES: Record<PositionName, string> = {
  signed: "Sign",
  signed_with_reservation: "Sign with a reservation",
  conditional: "Sign only on a condition",
  objects: "Object",
  declines: "Decline",
  recused: "Take no part",
  withdrawn: "Withdraw",
  assented: "Stay silent",
};

/** A sign beside the words, so that colour is never alone. */
export const SIGNS: Record<PositionName, string> = {
  signed: "✓",
  signed_with_reservation: "✓*",
  conditional: "?",
  objects: "✕",
  declines: "–",
  recused: "○",
  withdrawn: "↩",
  assented: "≈",
};

export const METHODS: Record<Method, string> = {
  passkey: "with a passkey",
  "mail-code": "with a mailed code",
  session: "by a logged-in person",
  "session-handed": "by a person whose login link the coordinator handed out",
  token: "by a token (demonstration)",
  relayed: "entered by the coordinator",
  silence: "by silence, with its leave to be named",
};

export const CURRENCIES: Record<Currency, string> = {
  current: "this version",
  carried: "carried over from the version signed",
  outdated: "an earlier version",
  superseded: "answered again since",
};

export const STATES: Record<RoundState, string> = {
  open: "Open",
  adopted: "Adopted",
  not_adopted: "Not adopted",
  cancelled: "Cancelled",
  superseded: "Superseded by a newer version",
};

const SIGNING = "Our name is on the list of signatories and counts.";

/** What a position does, in one sentence, under the round's rule. */
export function effect(position: PositionName, rule: Rule["kind"]): string {
  const missing = rule === "unanimous" ? " Where every signature is needed, ours is missing." : "";
  const breaks = rule === "silence" ? " It breaks the silence: the text is not adopted." : "";
  switch (position) {
    case "signed":
      return SIGNING;
    case "signed_with_reservation":
      return `${SIGNING} The reservation is printed with it, after all who signed were told.`;
    case "conditional":
      return `Our name is not on the list; we say what would have to change.${missing}${breaks}`;
    case "objects":
      return `Our name is not on the list, and the text cannot be adopted while the objection stands.${breaks}`;
    case "declines":
      return `Our name is not on the list; we do not stand in the way.${missing}`;
    case "recused":
      return "Our name is not on the list; the others are counted as if we had not been asked.";
    case "withdrawn":
      return `What we said before no longer counts; our name comes off the list.${missing}`;
    case "assented":
      return "Our name is on the list, for we gave leave to be named and did not object.";
  }
}

/** Positions whose words say which passages they are about. */
export const isAboutPassages = (position: PositionName) => position === "objects" || position === "conditional";

/** Whether the name is on the list. */
export const isSigned = (position: PositionName) =>
  position === "signed" || position === "signed_with_reservation" || position === "assented";

/** How far a rule is from being met, such as `7 of at least 12 signatures`. */
export function ruleInWords(rule: Rule): string {
  if (rule.kind === "explicit") {
    return `Adopted with at least ${rule.min} ${rule.min === 1 ? "signature" : "signatures"} and no objection.`;
  }
  if (rule.kind === "quorum") {
    return `Adopted when ${rule.percent} of 100 of those who do not recuse themselves sign, and none objects.`;
  }
  if (rule.kind === "silence") return "Adopted by silence: unless somebody objects or sets a condition in time.";
  return `Adopted when all ${rule.set.length} named organisations have signed.`;
}
