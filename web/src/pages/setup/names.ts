/** What organisations are called on these pages, which are in English. */

import type { Organisation } from "../../api/types";

export const nameOf = ({ names, id }: Pick<Organisation, "names" | "id">): string =>
  names["en"] ?? Object.values(names)[0] ?? id;
