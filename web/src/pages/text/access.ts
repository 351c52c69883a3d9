/** What a role may do in the editor. */

import type { Role } from "../../api/types";
import type { Access } from "../../editor";

export const accessOf = (role: Role): Access => (role === "editor" || role === "coordinator" ? "edit" : "read");
