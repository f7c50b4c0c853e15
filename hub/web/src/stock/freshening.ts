/** Which rows of the stock list are stale, and what to ask for next. Plain functions; the list itself is in list.ts. */
import type { CellRecord, Everywhere, Quantities } from "./record.ts";
import { type StockRow, sums } from "./sift.ts";

/** `figures`: only its units changed; `row`: its reorder points or its product, too. */
export type Staleness = "figures" | "row";
export type Stale = ReadonlyMap<string, Staleness>;

/** More than this, and the whole list is asked for again: cheaper than one by one. */
const ONE_BY_ONE_MAX = 200;
const BATCH = 8;

const ROW_EVENTS: ReadonlySet<string> = new Set(["StockLow", "SlotUpdated", "ProductUpdated"]);

/** The events that the list heeds. */
export const STOCK_EVENTS = ["StockUpdated", ...ROW_EVENTS] as const;

/** `WAREHOUSE/SKU`, or the SKU alone. A warehouse's id has no slash; an SKU may. */
export function skuOf(subject: string | undefined, type: string): string | null {
  if (!subject) return null;
  if (type === "ProductUpdated") return subject;
  const slash = subject.indexOf("/");
  return slash < 0 ? subject : subject.slice(slash + 1);
}

export function marked(stale: Stale, sku: string, type: string): Stale {
  const next = new Map(stale);
  if (ROW_EVENTS.has(type)) next.set(sku, "row");
  else if (!next.has(sku)) next.set(sku, "figures");
  return next;
}

export type Due = { kind: "nothing" } | { kind: "all" } | { kind: "some"; batch: [string, Staleness][]; rest: Stale };

/** What to ask for next, and what is left to be asked for after it. */
export function due(stale: Stale): Due {
  if (stale.size === 0) return { kind: "nothing" };
  if (stale.size > ONE_BY_ONE_MAX) return { kind: "all" };
  const all = [...stale];
  return { kind: "some", batch: all.slice(0, BATCH), rest: new Map(all.slice(BATCH)) };
}

/** The cells of one SKU by warehouse, once they were asked for: from then on events alone keep its sum right. */
export type Cells = ReadonlyMap<string, CellRecord>;

export function cellsOf(found: Everywhere): Cells {
  return new Map(found.warehouses.map((cell) => [cell.warehouseId, cell]));
}

/** An event may come late: an older version of a cell changes nothing. */
export function withCell(cells: Cells, cell: CellRecord): Cells {
  const known = cells.get(cell.warehouseId);
  if (known && known.version >= cell.version) return cells;
  return new Map(cells).set(cell.warehouseId, cell);
}

export function withFigures(row: StockRow, cells: Cells): StockRow {
  const total: Quantities = sums([...cells.values()]);
  return { ...row, ...total, warehouses: cells.size };
}
