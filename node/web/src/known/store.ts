/** What was read last, on the disk of the device: answers by their path, products by their SKU. */
import { type DBSchema, type IDBPDatabase, openDB } from "idb";
import type { ProductView } from "./shapes.ts";

export interface Kept {
  path: string;
  value: unknown;
  /** RFC 3339 of the moment it was read. */
  at: string;
}

interface Schema extends DBSchema {
  answers: { key: string; value: Kept };
  products: { key: string; value: ProductView };
}

export class KnownStore {
  readonly #open: Promise<IDBPDatabase<Schema>>;

  constructor(name = "holdfast-known") {
    this.#open = openDB<Schema>(name, 1, {
      upgrade(database) {
        database.createObjectStore("answers", { keyPath: "path" });
        database.createObjectStore("products", { keyPath: "sku" });
      },
    });
    this.#open.catch(() => undefined);
  }

  async get(path: string): Promise<Kept | undefined> {
    return (await this.#open).get("answers", path);
  }

  async keep(kept: readonly Kept[]): Promise<void> {
    const transaction = (await this.#open).transaction("answers", "readwrite", { durability: "relaxed" });
    for (const one of kept) void transaction.store.put(one);
    await transaction.done;
  }

  async drop(path: string): Promise<void> {
    await (await this.#open).delete("answers", path);
  }

  async products(): Promise<ProductView[]> {
    return (await this.#open).getAll("products");
  }

  async keepProducts(products: readonly ProductView[]): Promise<void> {
    const transaction = (await this.#open).transaction("products", "readwrite", { durability: "relaxed" });
    for (const product of products) void transaction.store.put(product);
    await transaction.done;
  }

  /** Answers whose path begins so: all kept tasks, bins, expected receipts. */
  async under(prefix: string): Promise<Kept[]> {
    const range = IDBKeyRange.bound(prefix, `${prefix}\uffff`);
    return (await this.#open).getAll("answers", range);
  }

  /** Another warehouse, or a device that was shut out: nothing of what was known is to stay. */
  async clear(): Promise<void> {
    const database = await this.#open;
    await database.clear("answers");
    await database.clear("products");
  }
}
