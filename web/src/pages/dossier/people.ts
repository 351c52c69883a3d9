/** Whom one can choose: everybody an administrator sees, else the people of the dossier. */

import * as api from "../../api/calls";
import { Refused } from "../../api/refused";
import type { Dossier, Person } from "../../api/types";

export type Choosable = Pick<Person, "id" | "name" | "email" | "organisation">;

export async function peopleOf(dossier: Dossier): Promise<Choosable[]> {
  try {
    return await api.people();
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return dossier.people.map((p) => ({
      id: p.person,
      name: p.name,
      email: p.email ?? "",
      organisation: p.organisation,
    }));
  }
}
