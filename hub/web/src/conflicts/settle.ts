/** What settles a conflict. Plain functions. */

/** The merge patch that writes `value` at a JSON pointer (RFC 6901) of members; null removes what stands there. */
export function patchAt(pointer: string, value: unknown): Record<string, unknown> {
  const members = pointer.split("/").slice(1).map(unescaped);
  const patch = members.reduceRight<unknown>((inner, member) => ({ [member]: inner }), value ?? null);
  return patch as Record<string, unknown>;
}

/** `/zones/A` as people say it: `zones › A`; `/operatingHours`: `operating hours`. */
export function fieldName(pointer: string): string {
  const [field = "", ...members] = pointer.split("/").slice(1).map(unescaped);
  const words = field.replace(/([a-z])([A-Z])/g, "$1 $2").toLowerCase();
  return [words, ...members].join(" › ");
}

function unescaped(segment: string): string {
  return segment.replace(/~1/g, "/").replace(/~0/g, "~");
}

/** A value as it stands side by side with another. */
export function shownValue(value: unknown): string {
  if (value === null || value === undefined) return "(nothing)";
  if (typeof value === "string") return value;
  if (typeof value !== "object") return String(value);
  if (Array.isArray(value)) return value.map(shownValue).join(", ") || "(empty)";
  return Object.entries(value)
    .map(([name, part]) => `${name}: ${shownValue(part)}`)
    .join("\n");
}
