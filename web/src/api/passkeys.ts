/** Passkeys: what the server asks of the browser, and what the browser answers, in the server's words. */

import { answer, client } from "./client";
import type { PendingAct } from "./types";

const API = "/api/v1";

/** COSE numbers of ES256, EdDSA and RS256, in the order in which they are asked for. */
export const ALGORITHMS = [-7, -8, -257];

export const passkeys = () => answer(client.GET(`${API}/passkeys`));
export const removePasskey = (id: string) =>
  answer(client.POST(`${API}/passkeys/{id}/remove`, { params: { path: { id } } }));

/** Whether this browser can do it: only over a secure connection, and never on an IP address. */
export const canUsePasskeys = () => globalThis.PublicKeyCredential !== undefined;

/** Asks the browser for a new passkey, and puts it on record under this name. */
export async function enrolPasskey(name: string, algorithms = ALGORITHMS) {
  const asked = await answer(client.POST(`${API}/passkeys/enrolment`));
  const made = await byPerson(() =>
    navigator.credentials.create({
      publicKey: {
        challenge: bytes(asked.challenge),
        rp: { id: asked.party, name: asked.coalition },
        user: { id: bytes(asked.user), name: asked.name, displayName: asked.name },
        pubKeyCredParams: algorithms.map((alg) => ({ type: "public-key", alg })),
        authenticatorSelection: { userVerification: "required", residentKey: "preferred" },
        excludeCredentials: asked.known.map((id) => ({ type: "public-key", id: bytes(id) })),
        attestation: "none",
      },
    }),
  );
  const response = made.response as AuthenticatorAttestationResponse;
  const key = response.getPublicKey();
  if (!key) throw new Error("This kind of passkey is not supported; use one with ES256, EdDSA or RS256.");
  const body = {
    name,
    credential: hex(made.rawId),
    key: hex(key),
    authenticator_data: hex(response.getAuthenticatorData()),
    client_data: hex(response.clientDataJSON),
  };
  return answer(client.POST(`${API}/passkeys`, { body }));
}

/** Asks the browser to sign an act that was drawn. */
export async function signAct({ challenge, passkeys }: PendingAct) {
  const given = await byPerson(() =>
    navigator.credentials.get({
      publicKey: {
        challenge: bytes(challenge),
        allowCredentials: passkeys.map((id) => ({ type: "public-key", id: bytes(id) })),
        userVerification: "required",
      },
    }),
  );
  const response = given.response as AuthenticatorAssertionResponse;
  return {
    credential: hex(given.rawId),
    authenticator_data: hex(response.authenticatorData),
    client_data: hex(response.clientDataJSON),
    signature: hex(response.signature),
  };
}

/** The browser says no more than that it did not work; the person is told what may help. */
async function byPerson(ask: () => Promise<Credential | null>): Promise<PublicKeyCredential> {
  try {
    const credential = await ask();
    if (credential) return credential as PublicKeyCredential;
  } catch (error) {
    if (error instanceof DOMException && error.name === "InvalidStateError") {
      throw new Error("This device holds a passkey for this site already.");
    }
  }
  throw new Error("The passkey was not used. Try again, or choose another way.");
}

export const hex = (buffer: ArrayBuffer) =>
  Array.from(new Uint8Array(buffer), (byte) => byte.toString(16).padStart(2, "0")).join("");

export const bytes = (digits: string) =>
  Uint8Array.from(digits.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
