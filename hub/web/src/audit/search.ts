/** What is asked of the ledger, as it is typed and as it is sent. Plain functions. */

export interface AuditSearch {
  warehouseId: string;
  sku: string;
  reference: string;
  actor: string;
  /** As `datetime-local` gives it: local, to the minute. */
  from: string;
  to: string;
}

export const NO_SEARCH: AuditSearch = { warehouseId: "", sku: "", reference: "", actor: "", from: "", to: "" };

export function searchOf(query: URLSearchParams): AuditSearch {
  const field = (name: keyof AuditSearch) => query.get(name) ?? "";
  return {
    warehouseId: field("warehouseId"),
    sku: field("sku"),
    reference: field("reference"),
    actor: field("actor"),
    from: field("from"),
    to: field("to"),
  };
}

/** The list's path with its filters; `extra` as `{ limit: "200" }`. */
export function auditPath(search: AuditSearch, extra: Record<string, string> = {}): string {
  const asked = new URLSearchParams();
  for (const field of ["warehouseId", "sku", "reference", "actor"] as const) {
    const value = search[field].trim();
    if (value) asked.set(field, value);
  }
  for (const field of ["from", "to"] as const) {
    const at = instant(search[field]);
    if (at) asked.set(field, at);
  }
  for (const [name, value] of Object.entries(extra)) asked.set(name, value);
  const text = asked.toString();
  return text ? `/v1/audit?${text}` : "/v1/audit";
}

/** RFC 3339 in UTC of a local time as typed; null where it is none. */
function instant(local: string): string | null {
  const at = local === "" ? Number.NaN : new Date(local).getTime();
  return Number.isNaN(at) ? null : new Date(at).toISOString();
}
