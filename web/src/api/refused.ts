/** What the server refuses, as one sentence for a person and a stable code for the page. */

import type { Problem } from "./types";

/** An RFC 9457 problem document. */
export interface ProblemDocument {
  title?: string;
  status?: number;
  detail?: string;
  code?: string;
  problems?: Problem[];
}

/** A request that did not succeed; `message` is the sentence to show. */
export class Refused extends Error {
  readonly status: number;
  readonly code: string;
  readonly problems: Problem[];

  constructor(status: number, document: ProblemDocument) {
    super(document.detail ?? document.title ?? "The server could not do this; try again in a moment.");
    this.name = "Refused";
    this.status = status;
    this.code = document.code ?? "unknown";
    this.problems = document.problems ?? [];
  }
}

/** The sentence to show for anything that was thrown. */
export function sentence(error: unknown): string {
  if (error instanceof Refused) return error.message;
  if (error instanceof TypeError) return "The server cannot be reached; try again in a moment.";
  return error instanceof Error ? error.message : "Something went wrong; load the page again.";
}

/** The refusal a response carries. */
export async function refusal(response: Response): Promise<Refused> {
  const type = response.headers.get("content-type") ?? "";
  const isDocument = type.includes("json");
  const document = isDocument ? ((await response.json()) as ProblemDocument) : {};
  return new Refused(response.status, document);
}
