/** Who is in a text, out of the awareness states that the server has stamped. Pure. */

export interface Present {
  name: string;
  organisation: string;
  colour: string;
}

const COLOUR = /^#[0-9a-f]{6}$/i;

/** Each person once, in the order of their names; the own client is left out. */
export function present(states: ReadonlyMap<number, unknown>, own: number): Present[] {
  const people = new Map<string, Present>();
  for (const [client, state] of states) {
    const person = client === own ? undefined : read(state);
    if (person) people.set(`${person.name}\n${person.organisation}`, person);
  }
  return [...people.values()].sort((a, b) => a.name.localeCompare(b.name));
}

function read(state: unknown): Present | undefined {
  const user = field(state, "user");
  const name = field(user, "name");
  if (typeof name !== "string" || name === "") return undefined;
  const organisation = field(user, "organisation");
  const colour = field(user, "color");
  return {
    name,
    organisation: typeof organisation === "string" ? organisation : "",
    colour: typeof colour === "string" && COLOUR.test(colour) ? colour : "#767676",
  };
}

function field(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}
