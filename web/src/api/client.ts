/** Requests to this server's API with the session's cookie; knows no page. */

import { refusal } from "./refused";

const BASE = "/api/v1";

export async function get<T>(path: string, signal?: AbortSignal): Promise<T> {
  const response = await fetch(BASE + path, { headers: { accept: "application/json" }, signal });
  return answer<T>(response);
}

/** Each call has a key of its own, so that a repetition on the way gets the first answer. */
export async function post<T>(path: string, body?: object | FormData): Promise<T> {
  const headers = new Headers({ accept: "application/json", "idempotency-key": freshKey() });
  const isForm = body instanceof FormData;
  if (body && !isForm) headers.set("content-type", "application/json");
  const response = await fetch(BASE + path, {
    method: "POST",
    headers,
    body: isForm ? body : body && JSON.stringify(body),
  });
  return answer<T>(response);
}

async function answer<T>(response: Response): Promise<T> {
  if (!response.ok) throw await refusal(response);
  const isEmpty = response.status === 204 || response.headers.get("content-length") === "0";
  return (isEmpty ? undefined : await response.json()) as T;
}

function freshKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
