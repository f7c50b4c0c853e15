/** Who may give which role. A plain function. */
import type { RoleRecord } from "../app/contract.ts";

/** Nobody gives what they do not have. */
export function givable(roles: readonly RoleRecord[], own: readonly string[]): RoleRecord[] {
  return roles.filter((role) => role.scopes.every((scope) => own.includes(scope)));
}
