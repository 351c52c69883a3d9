/** Requests to this server's API with the session's cookie, typed by its own description; knows no page. */

import createClient, { type Middleware } from "openapi-fetch";
import type { paths } from "./generated/schema";
import { Refused, type ProblemDocument } from "./refused";
import type { WithoutNull } from "./types";

/** Each POST has a key of its own, so that a repetition on the way gets the first answer. */
const once: Middleware = {
  onRequest({ request }) {
    if (request.method === "POST") request.headers.set("idempotency-key", freshKey());
    return request;
  },
};

export const client = createClient<paths>({ headers: { accept: "application/json" } });
client.use(once);

interface Answer<Data> {
  data?: Data;
  error?: unknown;
  response: Response;
}

/** What a request answered, or its refusal thrown. */
export async function answer<Data>(request: Promise<Answer<Data>>): Promise<WithoutNull<Data>> {
  const { data, error, response } = await request;
  if (response.ok) return data as WithoutNull<Data>;
  throw new Refused(response.status, isDocument(error) ? error : {});
}

const isDocument = (error: unknown): error is ProblemDocument => typeof error === "object" && error !== null;

function freshKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
