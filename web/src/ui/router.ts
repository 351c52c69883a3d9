/** Which page an address asks for. Pure; `navigation.svelte.ts` keeps the current one. */

export type Route =
  | { page: "home" }
  | { page: "login" }
  | { page: "setup" }
  | { page: "keys" }
  | { page: "house" }
  | { page: "dossier"; id: string }
  | { page: "text"; id: string }
  | { page: "round"; id: string }
  | { page: "publication"; id: string }
  | { page: "changes"; id: string; from: number; to: number }
  | { page: "missing" };

const BY_ID = {
  dossiers: "dossier",
  texts: "text",
  rounds: "round",
  publications: "publication",
} as const;

const PLAIN = ["login", "setup", "keys", "house"] as const;

const isPlain = (word: string): word is (typeof PLAIN)[number] => PLAIN.some((page) => page === word);

const ID = /^[a-z0-9]{1,32}$/;

/** The page at a path such as `/texts/0a1b`. */
export function match(path: string): Route {
  const [first, id, ...more] = path.split("/").filter((part) => part !== "");
  if (first === undefined) return { page: "home" };
  if (id === undefined) {
    return isPlain(first) ? { page: first } : { page: "missing" };
  }
  const changes = first === "texts" && ID.test(id) ? between(id, more) : undefined;
  if (changes) return changes;
  const page = Object.hasOwn(BY_ID, first) ? BY_ID[first as keyof typeof BY_ID] : undefined;
  if (page === undefined || more.length > 0 || !ID.test(id)) return { page: "missing" };
  return { page, id };
}

/** What changed between two versions of a text: `changes/1/2`. */
function between(id: string, [word, from, to, ...more]: string[]): Route | undefined {
  const [a, b] = [Number(from), Number(to)];
  const isOne = word === "changes" && more.length === 0 && a >= 1 && b >= 1 && Number.isInteger(a) && Number.isInteger(b);
  return isOne ? { page: "changes", id, from: a, to: b } : undefined;
}

/** The path of a page; the reverse of [`match`]. */
export function path(route: Route): string {
  switch (route.page) {
    case "home":
    case "missing":
      return "/";
    case "login":
    case "setup":
    case "keys":
    case "house":
      return `/${route.page}`;
    case "dossier":
    case "text":
    case "round":
    case "publication":
      return `/${route.page}s/${route.id}`;
    case "changes":
      return `/texts/${route.id}/changes/${route.from}/${route.to}`;
  }
}
