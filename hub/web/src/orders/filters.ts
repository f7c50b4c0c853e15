/** What the list of orders is asked for, as typed. */

export const FIELDS = ["status", "warehouseId", "sku", "from", "to", "sort"] as const;

export type Filters = Record<(typeof FIELDS)[number], string>;

export const NO_FILTERS = Object.fromEntries(FIELDS.map((field) => [field, ""])) as Filters;

export function asQuery(filters: Filters): Record<string, string> {
  return { ...filters, sku: filters.sku.trim() };
}

/** A day as people mean it: from its first moment, in the time of the person who asks. */
export function dayStart(day: string): string | undefined {
  const at = new Date(`${day}T00:00:00`);
  return Number.isNaN(at.getTime()) ? undefined : at.toISOString();
}

/** To the end of that day: before the next one begins. */
export function dayEnd(day: string): string | undefined {
  const at = new Date(`${day}T00:00:00`);
  if (Number.isNaN(at.getTime())) return undefined;
  at.setDate(at.getDate() + 1);
  return at.toISOString();
}

export function sortText(by: string, down: boolean): string {
  return down ? `-${by}` : by;
}
