/** Reading: from the node, or what it said last. */
import type { Api, Page } from "@holdfast/shell/http.ts";
import { Refused, Unreachable } from "@holdfast/shell/http.ts";
import type { Known } from "../app/contract.ts";
import { type Catalogue, emptyCatalogue, withProducts } from "./catalogue.ts";
import { answersIn, nameOf } from "./places.ts";
import type { ProductView } from "./shapes.ts";
import type { KnownStore } from "./store.ts";

/** Where something is known, nobody waits longer than this for the newest. */
const PATIENCE_MS = 4_000;
/** Where it is kept when the whole catalogue was read. */
const CATALOGUE_READ = "catalogue";

export interface KnownWorld {
  api: Api;
  store: KnownStore;
  reachable: () => boolean;
  /** The answer with what is on its way. */
  overlay: (path: string, value: unknown) => unknown;
}

export class Readings {
  readonly #world: KnownWorld;
  #catalogue: Catalogue | null = null;

  constructor(world: KnownWorld) {
    this.#world = world;
  }

  /** @throws {Refused} @throws {Unreachable} where nothing is known */
  async read<T>(path: string): Promise<Known<T>> {
    const kept = await this.#world.store.get(nameOf(path)).catch(() => undefined);
    const lastKnown = () => ({ value: this.#world.overlay(path, kept?.value) as T, asOf: kept?.at ?? null });
    if (kept && !this.#world.reachable()) return lastKnown();
    try {
      const value = await this.#world.api.get<T>(path, kept ? { timeout: PATIENCE_MS } : {});
      await this.keep(path, value);
      return { value: this.#world.overlay(path, value) as T, asOf: null };
    } catch (error) {
      if (error instanceof Unreachable) {
        if (kept) return lastKnown();
        const found = await this.#foundHere<T>(path);
        if (found) return found;
      }
      if (error instanceof Refused && error.status === 404)
        await this.#world.store.drop(nameOf(path)).catch(() => undefined);
      throw error;
    }
  }

  async keep(path: string, value: unknown): Promise<void> {
    const at = new Date().toISOString();
    const kept = answersIn(path, value, at);
    // products are kept by their SKU, for recognising them: a second copy of each would only cost room
    const isCatalogue = path.startsWith("/v1/products");
    if (isCatalogue) await this.#keepProducts(value);
    await this.#world.store.keep(isCatalogue ? kept.slice(0, 1) : kept).catch(() => undefined);
  }

  /** All products that there are, read just now. */
  async keepCatalogue(products: readonly ProductView[]): Promise<void> {
    await this.#keepProducts({ items: products });
    const read = { path: CATALOGUE_READ, value: products.length, at: new Date().toISOString() };
    await this.#world.store.keep([read]).catch(() => undefined);
  }

  /** All products that are known here, by whatever is printed on them. */
  async catalogue(): Promise<Catalogue> {
    this.#catalogue ??= withProducts(emptyCatalogue(), await this.#world.store.products().catch(() => []));
    return this.#catalogue;
  }

  /** When all products were read last: RFC 3339, or never. */
  async catalogueRead(): Promise<string | null> {
    const kept = await this.#world.store.get(CATALOGUE_READ).catch(() => undefined);
    return kept?.at ?? null;
  }

  /** Everything on this device, gone: it is another warehouse's now. */
  async forget(): Promise<void> {
    this.#catalogue = null;
    await this.#world.store.clear().catch(() => undefined);
  }

  async #keepProducts(value: unknown): Promise<void> {
    const list = (value as Partial<Page<ProductView>> | null)?.items;
    const products = list ?? [value as ProductView];
    const proper = products.filter((product) => typeof product?.sku === "string" && typeof product.name === "string");
    const known = await this.catalogue();
    this.#catalogue = withProducts(known, proper);
    await this.#world.store.keepProducts(proper).catch(() => undefined);
  }

  /** Products can be looked up and searched without the node. */
  async #foundHere<T>(path: string): Promise<Known<T> | null> {
    const url = new URL(path, "http://here");
    const sku = /^\/v1\/products\/([^/]+)$/.exec(url.pathname)?.[1];
    const { products } = await this.catalogue();
    const asOf = (await this.catalogueRead()) ?? new Date().toISOString();
    if (sku !== undefined) {
      const product = products.get(decodeURIComponent(sku));
      return product ? { value: product as T, asOf } : null;
    }
    if (url.pathname !== "/v1/products" || products.size === 0) return null;
    const wanted = url.searchParams.get("q")?.toLowerCase() ?? "";
    const found = [...products.values()].filter((product) => bears(product, wanted)).slice(0, 50);
    return { value: { items: found, nextCursor: null } as T, asOf };
  }
}

function bears(product: ProductView, wanted: string): boolean {
  return product.sku.toLowerCase().includes(wanted) || product.name.toLowerCase().includes(wanted);
}
