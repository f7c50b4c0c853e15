/** All SKUs in memory: loaded page by page in the background, then kept fresh by events for as long as somebody looks. */
import type { CloudEvent } from "@holdfast/shell/events.ts";
import type { Api, Page } from "@holdfast/shell/http.ts";
import { signal } from "@preact/signals";
import {
  type Cells,
  cellsOf,
  due,
  marked,
  type Stale,
  type Staleness,
  skuOf,
  withCell,
  withFigures,
} from "./freshening.ts";
import type { CellRecord, Everywhere, SkuSum } from "./record.ts";
import { emptyQuantities, type StockRow, shelved } from "./sift.ts";

export interface Listing {
  rows: ReadonlyMap<string, StockRow>;
  /** Changes with whole loads and new rows: the order of the rows is decided anew with each. */
  generation: number;
  /** Rows so far, while the first load goes on; `null` when all are there. */
  progress: number | null;
  error: unknown;
}

/** Cells of so many SKUs are remembered; beyond it they are asked for again. */
const REMEMBERED_MAX = 2_000;
/** A list that was left for longer has missed events. */
const MISSED_MS = 10_000;

export class StockList {
  readonly shown = signal<Listing>({ rows: new Map(), generation: 0, progress: 0, error: null });
  readonly #api: Api;
  readonly #warehouse: string | null;
  #loading: Promise<void> | null = null;
  #stale: Stale = new Map();
  #cells = new Map<string, Cells>();
  #changed = new Map<string, StockRow>();
  #asking = false;
  #left = 0;

  /** Of all warehouses together, or of one. */
  constructor(api: Api, warehouse: string | null) {
    this.#api = api;
    this.#warehouse = warehouse;
  }

  /** Somebody looks from now on. `now` in milliseconds. */
  look(now: number): void {
    const fresh = this.shown.value.progress === null && this.#left > 0 && now - this.#left < MISSED_MS;
    if (!fresh) void this.load();
  }

  leave(now: number): void {
    this.#left = now;
  }

  /** All pages. What is there stays on show until the newer list is whole. */
  load(): Promise<void> {
    this.#loading ??= this.#loadAll().finally(() => {
      this.#loading = null;
    });
    return this.#loading;
  }

  async #loadAll(): Promise<void> {
    const first = this.shown.value.progress !== null;
    this.#stale = new Map();
    this.#cells.clear();
    try {
      const below = await this.#below();
      const rows = new Map<string, StockRow>();
      const seen = (items: (SkuSum | CellRecord)[]) => {
        for (const item of items.slice(rows.size)) rows.set(item.sku, shelved(this.#sumOf(item, below)));
        if (first) this.#show({ rows: new Map(rows), progress: rows.size, error: null, generation: items.length });
      };
      await this.#api.all<SkuSum | CellRecord>(this.#path(), seen);
      this.#show({ rows, progress: null, error: null, generation: this.shown.value.generation + 1 });
    } catch (error) {
      this.#show({ ...this.shown.value, error });
    }
  }

  #path(): string {
    return this.#warehouse === null
      ? "/v1/inventory"
      : `/v1/warehouses/${encodeURIComponent(this.#warehouse)}/inventory`;
  }

  /** SKUs below their reorder point in this one warehouse: its list does not say. */
  async #below(): Promise<ReadonlySet<string>> {
    if (this.#warehouse === null) return new Set();
    const cells = await this.#api.all<CellRecord>(`${this.#path()}?belowReorderPoint=true`);
    return new Set(cells.map(({ sku }) => sku));
  }

  #sumOf(item: SkuSum | CellRecord, below: ReadonlySet<string>): SkuSum {
    if (!("warehouseId" in item)) return item;
    const { warehouseId: _, version: __, asOf: ___, ...quantities } = item;
    return { ...quantities, name: null, category: null, warehouses: 1, belowReorderPoint: below.has(item.sku) ? 1 : 0 };
  }

  #show(listing: Listing): void {
    this.shown.value = listing;
  }

  /** An event of the hub's: applied where it says enough, else what it concerns is asked for soon. */
  hear(event: CloudEvent): void {
    const sku = skuOf(event.subject, event.type);
    if (sku === null) return;
    const cell = event.type === "StockUpdated" ? (event.data as unknown as CellRecord) : null;
    if (this.#warehouse !== null) {
      if (cell?.warehouseId === this.#warehouse) this.#applyCell(cell);
      return;
    }
    const cells = this.#cells.get(sku);
    const row = this.#row(sku);
    if (cell && cells && row) {
      const next = withCell(cells, cell);
      this.#cells.set(sku, next);
      this.#changed.set(sku, withFigures(row, next));
    } else {
      this.#stale = marked(this.#stale, sku, event.type);
    }
  }

  #applyCell(cell: CellRecord): void {
    const known = this.#row(cell.sku);
    const sum = this.#sumOf(cell, new Set());
    this.#changed.set(
      cell.sku,
      known ? { ...known, ...sum, belowReorderPoint: known.belowReorderPoint } : shelved(sum),
    );
  }

  #row(sku: string): StockRow | undefined {
    return this.#changed.get(sku) ?? this.shown.value.rows.get(sku);
  }

  /** Twice a second while somebody looks: shows what changed, and asks for what is stale. */
  async tick(): Promise<void> {
    this.#publish();
    if (this.#asking || this.#loading || this.shown.value.progress !== null) return;
    const next = due(this.#stale);
    if (next.kind === "nothing") return;
    if (next.kind === "all") return this.load();
    this.#asking = true;
    this.#stale = next.rest;
    try {
      await Promise.all(next.batch.map(([sku, what]) => this.#ask(sku, what)));
      this.#publish();
    } catch {
      // the list stays as it is; the next event or load mends it
    } finally {
      this.#asking = false;
    }
  }

  #publish(): void {
    if (this.#changed.size === 0) return;
    const rows = new Map(this.shown.value.rows);
    for (const [sku, row] of this.#changed) rows.set(sku, row);
    this.#changed.clear();
    const grown = rows.size > this.shown.value.rows.size ? 1 : 0;
    this.#show({ ...this.shown.value, rows, generation: this.shown.value.generation + grown });
  }

  async #ask(sku: string, what: Staleness): Promise<void> {
    if (what === "row" || !this.#row(sku)) await this.#askRow(sku);
    const found = await this.#api.get<Everywhere>(`/v1/inventory/${encodeURIComponent(sku)}`);
    if (this.#cells.size >= REMEMBERED_MAX) this.#cells.clear();
    this.#cells.set(sku, cellsOf(found));
    const row = this.#row(sku) ?? shelved(nameless(sku));
    this.#changed.set(sku, withFigures(row, cellsOf(found)));
  }

  /** The search finds parts, too: whatever it answers is newer than what is shown. */
  async #askRow(sku: string): Promise<void> {
    const page = await this.#api.get<Page<SkuSum>>(`/v1/inventory?limit=50&q=${encodeURIComponent(sku)}`);
    for (const sum of page.items) this.#changed.set(sum.sku, shelved(sum));
  }
}

function nameless(sku: string): SkuSum {
  return { sku, name: null, category: null, warehouses: 0, belowReorderPoint: 0, ...emptyQuantities() };
}
