/** Documents that wait for somebody to choose: what they are called and where they are. Plain functions. */
import type { Query } from "../list/asked.ts";
import { fieldName } from "./settle.ts";

export type DocumentKind = "product" | "slot" | "warehouse";

/** One entry of `GET /v1/conflicts`. */
export interface Waiting {
  kind: DocumentKind;
  sku?: string | null;
  warehouseId?: string | null;
  /** JSON pointers. */
  fields: string[];
  /** Not there of what changed last before the hub kept the list. */
  updatedAt?: string | null;
}

export interface Named {
  kind: DocumentKind;
  sku: string;
  warehouseId: string;
}

export const KINDS: readonly { value: DocumentKind; one: string; many: string }[] = [
  { value: "product", one: "Product", many: "Products" },
  { value: "slot", one: "Slot", many: "Slots" },
  { value: "warehouse", one: "Warehouse", many: "Warehouses" },
];

export function kindName(kind: DocumentKind): string {
  return KINDS.find(({ value }) => value === kind)?.one ?? kind;
}

/** Null where the address asks for all of some kind, or names none that there is. */
export function kindAsked(query: URLSearchParams): DocumentKind | null {
  return KINDS.find(({ value }) => value === query.get("kind"))?.value ?? null;
}

export function named({ kind, sku, warehouseId }: Waiting): Named {
  return { kind, sku: sku ?? "", warehouseId: warehouseId ?? "" };
}

/** The query of the page that settles it. */
export function queryOf({ sku, warehouseId }: Named): Query {
  return { sku: sku || undefined, warehouse: warehouseId || undefined };
}

/** The documents that an address is about: the slot before the product it is for; none where all are to be listed. */
export function documentsOf(query: URLSearchParams): Named[] {
  const sku = query.get("sku") ?? "";
  const warehouseId = query.get("warehouse") ?? "";
  const product: Named = { kind: "product", sku, warehouseId: "" };
  if (sku && warehouseId) return [{ kind: "slot", sku, warehouseId }, product];
  if (sku) return [product];
  return warehouseId ? [{ kind: "warehouse", sku: "", warehouseId }] : [];
}

/** Where the document is; its conflicts are at `PATH/conflicts`. */
export function apiPath({ kind, sku, warehouseId }: Named): string {
  const product = encodeURIComponent(sku);
  const place = `/v1/warehouses/${encodeURIComponent(warehouseId)}`;
  if (kind === "product") return `/v1/products/${product}`;
  return kind === "slot" ? `${place}/slots/${product}` : place;
}

/** `placeName` is what people call the warehouse. */
export function documentName({ kind, sku }: Named, placeName: string): string {
  if (kind === "product") return sku;
  return kind === "slot" ? `${sku} in ${placeName}` : placeName;
}

/** The page of the thing itself. */
export function pageOf({ sku, warehouseId }: Named): string[] {
  return sku ? ["stock", sku] : ["warehouses", warehouseId];
}

/** Named one by one up to this many. */
const FIELDS_NAMED = 3;

export function fieldNames(fields: readonly string[]): string {
  const names = fields.slice(0, FIELDS_NAMED).map(fieldName).join(", ");
  const rest = fields.length - FIELDS_NAMED;
  return rest > 0 ? `${names} and ${rest} more` : names;
}
