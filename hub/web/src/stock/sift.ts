/** Search, filters and order over all SKUs: plain functions, quick enough for 10,000 rows at each key stroke. */
import type { Quantities, SkuSum } from "./record.ts";

/** A row as it is searched: what is compared is folded once, when the row comes in. */
export interface StockRow extends SkuSum {
  /** SKU, name and category, folded. */
  find: string;
  nameKey: string;
  categoryKey: string;
}

export type Only = "below" | "none" | "damaged" | "incoming";

export const ONLY: readonly { only: Only; label: string }[] = [
  { only: "below", label: "Below reorder point" },
  { only: "none", label: "Nothing available" },
  { only: "damaged", label: "Damaged" },
  { only: "incoming", label: "Incoming" },
];

export type SortField = "sku" | "name" | "category" | "warehouses" | "belowReorderPoint" | keyof Quantities;

export interface StockOrder {
  by: SortField;
  down: boolean;
}

/** Without case and accents, so that "creme" finds "Crème". */
export function folded(text: string): string {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}

export function shelved(sum: SkuSum): StockRow {
  const [name, category] = [sum.name ?? "", sum.category ?? ""];
  return {
    ...sum,
    find: folded(`${sum.sku}\n${name}\n${category}`),
    nameKey: folded(name),
    categoryKey: folded(category),
  };
}

/** The words a search asks for: all of them must be found. */
export function words(text: string): string[] {
  return folded(text).split(/\s+/).filter(Boolean);
}

function fits(row: StockRow, only: Only): boolean {
  if (only === "below") return row.belowReorderPoint > 0;
  if (only === "none") return row.availableQuantity === 0;
  if (only === "damaged") return row.damagedQuantity > 0;
  return row.incomingQuantity > 0;
}

/** The rows that are asked for, in the order they came in. */
export function sifted(rows: readonly StockRow[], text: string, only: ReadonlySet<Only>): StockRow[] {
  const asked = words(text);
  const kinds = [...only];
  return rows.filter((row) => kinds.every((kind) => fits(row, kind)) && asked.every((word) => row.find.includes(word)));
}

function key(row: StockRow, field: SortField): string | number {
  if (field === "name") return row.nameKey;
  if (field === "category") return row.categoryKey;
  return row[field];
}

/** A copy in order; equals stand by SKU, whichever way the order goes. */
export function ordered(rows: readonly StockRow[], { by, down }: StockOrder): StockRow[] {
  const sign = down ? -1 : 1;
  return [...rows].sort((a, b) => {
    const [one, other] = [key(a, by), key(b, by)];
    if (one < other) return -sign;
    if (one > other) return sign;
    return a.sku < b.sku ? -1 : a.sku > b.sku ? 1 : 0;
  });
}

/** The next order when a column's head is pressed: figures begin with the most, texts with A. */
export function pressed(order: StockOrder, by: SortField): StockOrder {
  if (order.by === by) return { by, down: !order.down };
  return { by, down: !["sku", "name", "category"].includes(by) };
}

const FIGURES = [
  "quantity",
  "reservedQuantity",
  "availableQuantity",
  "promisableQuantity",
  "damagedQuantity",
  "incomingQuantity",
] as const satisfies readonly (keyof Quantities)[];

export function emptyQuantities(): Quantities {
  return {
    quantity: 0,
    reservedQuantity: 0,
    availableQuantity: 0,
    promisableQuantity: 0,
    damagedQuantity: 0,
    incomingQuantity: 0,
  };
}

export function sums(rows: readonly Quantities[]): Quantities {
  const total = emptyQuantities();
  for (const row of rows) for (const figure of FIGURES) total[figure] += row[figure];
  return total;
}
