/** One function per thing a page asks of the server. */

import { answer, client } from "./client";
import type {
  Assertion,
  Digest,
  Dossier,
  Id,
  Imported,
  MailSettings,
  NewOrganisation,
  NewPerson,
  NewPublication,
  NewRound,
  NewText,
  Organisation,
  PositionItem,
  Problem,
  Relayed,
  Role,
  Round,
  UnixMs,
} from "./types";

const API = "/api/v1";
const at = (id: Id) => ({ params: { path: { id } } });

export const login = (token: string) => answer(client.POST(`${API}/login`, { body: { token } }));
export const loginWays = () => answer(client.GET(`${API}/login/ways`));
export const mailLoginLink = (email: string) => answer(client.POST(`${API}/login/link`, { body: { email } }));
export const logout = () => answer(client.POST(`${API}/logout`));
export const me = () => answer(client.GET(`${API}/me`));
export const notices = () => answer(client.GET(`${API}/notices`));
export const mailSettings = () => answer(client.GET(`${API}/me/mail`));
export const setMailSettings = (settings: MailSettings) =>
  answer(client.POST(`${API}/me/mail`, { body: settings }));
export const outbox = () => answer(client.GET(`${API}/outbox`));
export const setProofs = (proofs: "kept" | "published") =>
  answer(client.POST(`${API}/coalition/proofs`, { body: { proofs } }));
export const house = () => answer(client.GET(`${API}/house`));
export const compareHead = (head: string) => answer(client.POST(`${API}/house/heads`, { body: { head } }));
export const resumeHouse = () => answer(client.POST(`${API}/house/resume`));
export const waiting = () => answer(client.GET(`${API}/waiting`));

export const dossiers = () => answer(client.GET(`${API}/dossiers`));
export const dossier = (id: Id) => answer(client.GET(`${API}/dossiers/{id}`, at(id))) as Promise<Dossier>;
export const createDossier = (title: string) => answer(client.POST(`${API}/dossiers`, { body: { title } }));
export const grantRole = (dossier: Id, person: Id, role: Role | "none") =>
  answer(client.POST(`${API}/dossiers/{id}/roles`, { ...at(dossier), body: { person, role } }));
export const nameHolder = (dossier: Id, person: Id, organisation: Id) =>
  answer(client.POST(`${API}/dossiers/{id}/mandates`, { ...at(dossier), body: { person, organisation } }));
export const endMandate = (mandate: Id, reason: "ended" | "suspended") =>
  answer(client.POST(`${API}/mandates/{id}/end`, { ...at(mandate), body: { reason } }));
export const resumeMandate = (mandate: Id) => answer(client.POST(`${API}/mandates/{id}/resume`, at(mandate)));
export const setRelaying = (dossier: Id, relaying: Dossier["relaying"]) =>
  answer(client.POST(`${API}/dossiers/{id}/relaying`, { ...at(dossier), body: { relaying } }));

export const text = (id: Id) => answer(client.GET(`${API}/texts/{id}`, at(id)));
export const createText = (dossier: Id, text: NewText) =>
  answer(client.POST(`${API}/dossiers/{id}/texts`, { ...at(dossier), body: text }));

/** A new text out of a plain text file; the answer says what was found in it. */
export function importText(dossier: Id, text: NewText, file: File): Promise<Imported> {
  const bodySerializer = () => {
    const form = new FormData();
    for (const [name, value] of Object.entries(text)) if (value) form.set(name, value);
    form.set("file", file);
    return form;
  };
  return answer(client.POST(`${API}/dossiers/{id}/texts`, { ...at(dossier), body: text, bodySerializer }));
}

export const freeze = (text: Id) => answer(client.POST(`${API}/texts/{id}/versions`, at(text)));
export const problems = (text: Id) =>
  answer(client.GET(`${API}/texts/{id}/problems`, at(text))) as Promise<{ problems: Problem[] }>;

export const authorship = (text: Id) => answer(client.GET(`${API}/texts/{id}/authorship`, at(text)));

/** The round as the server words it, with its state as one of the words there are. */
const asRound = (round: Promise<Omit<Round, "state"> & { state: string }>) => round as Promise<Round>;

export const round = (id: Id) => asRound(answer(client.GET(`${API}/rounds/{id}`, at(id))));
export const openRound = (dossier: Id, round: NewRound) =>
  asRound(answer(client.POST(`${API}/dossiers/{id}/rounds`, { ...at(dossier), body: round })));
export const closeRound = (round: Id) => asRound(answer(client.POST(`${API}/rounds/{id}/close`, at(round))));
export const cancelRound = (round: Id) => asRound(answer(client.POST(`${API}/rounds/{id}/cancel`, at(round))));
export const extendRound = (round: Id, deadline: UnixMs) =>
  asRound(answer(client.POST(`${API}/rounds/{id}/extend`, { ...at(round), body: { deadline } })));

/** Draws the act that a signatory then takes; the server keeps it ten minutes. */
export const drawAct = (
  round: Id,
  organisation: Id,
  items: PositionItem[],
  keep_if_editorial: "yes" | "no",
  language: string,
) =>
  answer(
    client.POST(`${API}/rounds/{id}/acts`, {
      ...at(round),
      body: { organisation, items, keep_if_editorial, language },
    }),
  );
/** Draws leave to be named by silence, or takes it back; it is taken as a position is. */
export const drawLeave = (round: Id, organisation: Id, assent: "yes" | "no", language: string) =>
  answer(
    client.POST(`${API}/rounds/{id}/acts`, { ...at(round), body: { organisation, items: [], assent, language } }),
  );
export const mailCode = (round: Id, nonce: string) =>
  answer(client.POST(`${API}/rounds/{id}/acts/code`, { ...at(round), body: { nonce } }));
export const takePosition = (round: Id, nonce: string, proof: { assertion?: Assertion; code?: string } = {}) =>
  answer(client.POST(`${API}/rounds/{id}/positions`, { ...at(round), body: { nonce, ...proof } }));
export const relayPosition = (round: Id, relayed: Relayed) =>
  answer(client.POST(`${API}/rounds/{id}/relayed`, { ...at(round), body: relayed }));

export const publish = (round: Id, publication: NewPublication) =>
  answer(client.POST(`${API}/rounds/{id}/publications`, { ...at(round), body: publication }));
export const publication = (id: Id) => answer(client.GET(`${API}/publications/{id}`, at(id)));
export const retract = (publication: Id, reason: string) =>
  answer(client.POST(`${API}/publications/{id}/retract`, { ...at(publication), body: { reason } }));

export const organisations = () => answer(client.GET(`${API}/organisations`));
export const addOrganisation = (organisation: NewOrganisation) =>
  answer(client.POST(`${API}/organisations`, { body: organisation }));
export const changeOrganisation = (id: Id, organisation: NewOrganisation) =>
  answer(client.POST(`${API}/organisations/{id}`, { ...at(id), body: organisation }));
export const addOrganisations = (lines: string) =>
  answer(client.POST(`${API}/organisations`, { body: { lines } })) as Promise<Organisation[]>;
export const leave = (organisation: Id) => answer(client.POST(`${API}/organisations/{id}/leave`, at(organisation)));

export const people = () => answer(client.GET(`${API}/people`));
export const addPerson = (person: NewPerson) => answer(client.POST(`${API}/people`, { body: person }));
export const handOutLink = (person: Id) => answer(client.POST(`${API}/people/{id}/links`, at(person)));

/** Where a version's canonical JSON can be downloaded. */
export const statementUrl = (text: Id, version: number) => `${API}/texts/${text}/versions/${version}`;

/** Where the deadline of a round can be downloaded for a calendar. */
export const calendarUrl = (round: Id) => `${API}/rounds/${round}/calendar`;

/** Where the ledger of a dossier can be downloaded, as far as one's rights go. */
export const ledgerUrl = (dossier: Id) => `${API}/dossiers/${dossier}/ledger`;

/** The part of a digest that is shown at signing and that `undersigned digest FILE` prints first. */
export const shortDigest = (digest: Digest) => digest.slice(0, 16);
