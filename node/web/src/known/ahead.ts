/** Fetches what work is likely to need before it is needed, so that a corner without Wi-Fi does not stop a pick. */
import { type Api, type Page, Refused } from "@holdfast/shell/http.ts";
import type { Me } from "../app/contract.ts";
import type { Readings } from "./known.ts";
import type { ProductView, TaskView } from "./shapes.ts";

/** Lists that are kept whole, while they may be read. */
const LISTS: readonly { path: string; scope: string }[] = [
  { path: "/v1/tasks?state=open", scope: "floor:read" },
  { path: "/v1/tasks?state=picking", scope: "floor:read" },
  { path: "/v1/tasks?state=packed", scope: "floor:read" },
  { path: "/v1/bins", scope: "floor:read" },
  { path: "/v1/expected-receipts?state=open", scope: "floor:read" },
  { path: "/v1/count-lists", scope: "floor:read" },
  { path: "/v1/waves", scope: "floor:read" },
];

const TASKS = LISTS.filter(({ path }) => path.startsWith("/v1/tasks"));
/** SKUs of tasks whose stock is fetched one by one; more than a shift picks would only be a burden. */
const SKUS_MAX = 200;
/** The catalogue changes seldom, and its events come by themselves. */
const CATALOGUE_AGE_MS = 6 * 3_600_000;
const SETTLE_MS = 1_000;

export class Ahead {
  readonly #api: Api;
  readonly #readings: Readings;
  #turn = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(api: Api, readings: Readings) {
    this.#api = api;
    this.#readings = readings;
  }

  /** All of it, one request after the other: people at work go first. Whoever comes next ends it. */
  async everything(me: Me): Promise<void> {
    const turn = ++this.#turn;
    try {
      for (const step of this.#steps(me)) {
        if (turn !== this.#turn) return;
        await step();
      }
    } catch {
      // out of reach, or too busy for this: what is missing is fetched when it is asked for
    }
  }

  /** Nobody is there any more who may read. */
  stop(): void {
    this.#turn += 1;
    clearTimeout(this.#timer);
  }

  #steps(me: Me): (() => Promise<void>)[] {
    const steps = LISTS.filter(({ scope }) => me.scopes.includes(scope)).map(
      ({ path }) =>
        () =>
          this.#list(path),
    );
    if (me.scopes.includes("stock:read")) steps.push(() => this.#stockOfTasks(me.warehouseId));
    if (me.scopes.includes("catalogue:read")) steps.push(() => this.#catalogue());
    return steps;
  }

  /** Tasks changed: once the flurry is over, they are read anew. */
  tasksSoon(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#tasks(), SETTLE_MS);
  }

  async product(sku: string): Promise<void> {
    await this.#readings.read(`/v1/products/${encodeURIComponent(sku)}`).catch(() => undefined);
  }

  async #tasks(): Promise<void> {
    for (const { path } of TASKS) await this.#list(path).catch(() => undefined);
  }

  async #list(path: string): Promise<void> {
    try {
      const items = await this.#api.all<unknown>(path);
      await this.#readings.keep(path, { items, nextCursor: null });
    } catch (error) {
      // one list that is refused leaves the others
      if (!(error instanceof Refused && error.status < 429)) throw error;
    }
  }

  async #stockOfTasks(warehouseId: string): Promise<void> {
    const skus = new Set<string>();
    for (const { path } of TASKS.slice(0, 2)) {
      const known = await this.#readings.read<Page<TaskView>>(path);
      for (const task of known.value.items) for (const line of task.lines) skus.add(line.sku);
    }
    const turn = this.#turn;
    for (const sku of [...skus].slice(0, SKUS_MAX)) {
      if (turn !== this.#turn) return;
      const place = `/v1/warehouses/${encodeURIComponent(warehouseId)}/inventory/${encodeURIComponent(sku)}`;
      await this.#readings.read(place).catch(() => undefined);
      await this.#readings.read(`${place}/bins`).catch(() => undefined);
    }
  }

  async #catalogue(): Promise<void> {
    const read = await this.#readings.catalogueRead();
    if (read !== null && Date.now() - Date.parse(read) < CATALOGUE_AGE_MS) return;
    await this.#readings.keepCatalogue(await this.#api.all<ProductView>("/v1/products"));
  }
}
