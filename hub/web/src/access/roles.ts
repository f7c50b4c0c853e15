/** What roles may do, and who may give which. Plain functions. */
import type { RoleRecord } from "../app/contract.ts";

/** Nobody gives what they do not have. */
export function givable(roles: readonly RoleRecord[], own: readonly string[]): RoleRecord[] {
  return roles.filter((role) => role.scopes.every((scope) => own.includes(scope)));
}

export interface Power {
  /** `stock`, of `stock:read`. */
  on: string;
  /** Role to what it may do with it: `["read", "write"]`. */
  may: Record<string, string[]>;
}

/** The scopes of all roles as rows, in the order in which the roles name them. */
export function powers(roles: readonly RoleRecord[]): Power[] {
  const rows = new Map<string, Power>();
  for (const { role, scopes } of roles) {
    for (const scope of scopes) {
      const [on = scope, deed = ""] = scope.split(":", 2);
      const row = rows.get(on) ?? { on, may: {} };
      row.may[role] = [...(row.may[role] ?? []), deed];
      rows.set(on, row);
    }
  }
  return [...rows.values()];
}
