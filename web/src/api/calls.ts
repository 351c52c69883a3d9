/** One function per thing a page asks of the server. */

import { get, post } from "./client";
import type { Statement } from "./statement";
import type {
  Digest,
  Dossier,
  DossierSummary,
  Id,
  Imported,
  Link,
  Me,
  NewOrganisation,
  NewRound,
  NewText,
  Organisation,
  PendingAct,
  Person,
  PositionItem,
  Problem,
  Publication,
  Receipt,
  Relayed,
  Role,
  Round,
  Text,
  UnixMs,
  Version,
  Waiting,
} from "./types";

export const login = (token: string) => post<void>("/login", { token });
export const logout = () => post<void>("/logout");
export const me = () => get<Me>("/me");
export const waiting = () => get<Waiting>("/waiting");

export const dossiers = () => get<DossierSummary[]>("/dossiers");
export const dossier = (id: Id) => get<Dossier>(`/dossiers/${id}`);
export const createDossier = (title: string) => post<{ id: Id }>("/dossiers", { title });
export const grantRole = (dossier: Id, person: Id, role: Role | "none") =>
  post<void>(`/dossiers/${dossier}/roles`, { person, role });
export const nameHolder = (dossier: Id, person: Id, organisation: Id) =>
  post<void>(`/dossiers/${dossier}/mandates`, { person, organisation });
export const endMandate = (mandate: Id, reason: "ended" | "suspended") =>
  post<void>(`/mandates/${mandate}/end`, { reason });

export const text = (id: Id) => get<Text>(`/texts/${id}`);
export const createText = (dossier: Id, text: NewText) => post<{ id: Id }>(`/dossiers/${dossier}/texts`, text);

/** A new text out of a plain text file; the answer says what was found in it. */
export function importText(dossier: Id, text: NewText, file: File): Promise<Imported> {
  const form = new FormData();
  for (const [name, value] of Object.entries(text)) if (value) form.set(name, value);
  form.set("file", file);
  return post<Imported>(`/dossiers/${dossier}/texts`, form);
}

export const freeze = (text: Id) => post<Version>(`/texts/${text}/versions`);
export const problems = (text: Id) => get<{ problems: Problem[] }>(`/texts/${text}/problems`);
export const statement = (text: Id, version: number) => get<Statement>(`/texts/${text}/versions/${version}`);

export const round = (id: Id) => get<Round>(`/rounds/${id}`);
export const openRound = (dossier: Id, round: NewRound) => post<Round>(`/dossiers/${dossier}/rounds`, round);
export const closeRound = (round: Id) => post<Round>(`/rounds/${round}/close`);
export const cancelRound = (round: Id) => post<Round>(`/rounds/${round}/cancel`);
export const extendRound = (round: Id, deadline: UnixMs) => post<Round>(`/rounds/${round}/extend`, { deadline });

/** Draws the act that a signatory then takes; the server keeps it ten minutes. */
export const drawAct = (round: Id, organisation: Id, items: PositionItem[], language: string) =>
  post<PendingAct>(`/rounds/${round}/acts`, { organisation, items, language });
export const takePosition = (round: Id, nonce: string) => post<Receipt>(`/rounds/${round}/positions`, { nonce });
export const relayPosition = (round: Id, relayed: Relayed) => post<void>(`/rounds/${round}/relayed`, relayed);

export const publish = (round: Id, text: Id, day: string) =>
  post<Publication>(`/rounds/${round}/publications`, { text, day });
export const publication = (id: Id) => get<Publication>(`/publications/${id}`);
export const retract = (publication: Id, reason: string) =>
  post<Publication>(`/publications/${publication}/retract`, { reason });

export const organisations = () => get<Organisation[]>("/organisations");
export const addOrganisation = (organisation: NewOrganisation) => post<Organisation>("/organisations", organisation);
export const addOrganisations = (lines: string) => post<Organisation[]>("/organisations", { lines });

export const leave = (organisation: Id) => post<void>(`/organisations/${organisation}/leave`);

export const people = () => get<Person[]>("/people");
export const addPerson = (person: Omit<Person, "id">) => post<Person>("/people", person);
export const handOutLink = (person: Id) => post<Link>(`/people/${person}/links`);

/** Where a version's canonical JSON can be downloaded. */
export const statementUrl = (text: Id, version: number) => `/api/v1/texts/${text}/versions/${version}`;

/** Where the ledger of a dossier can be downloaded, as far as one's rights go. */
export const ledgerUrl = (dossier: Id) => `/api/v1/dossiers/${dossier}/ledger`;

/** The part of a digest that is shown at signing and that `undersigned digest FILE` prints first. */
export const shortDigest = (digest: Digest) => digest.slice(0, 16);
