/** What several flows read. */
import type { Page } from "@holdfast/shell/http.ts";
import { useEffect, useState } from "preact/hooks";
import { type KnownState, useKnown, useTerminal } from "../../app/context.tsx";
import { isAnyNameGood } from "../putaway/putaway.ts";
import type { Bin, Product } from "../views.ts";

const STOCK_EVENTS = ["StockUpdated", "WarehouseUpdated"];

/** A list with all its pages. */
export function useAll<T>(path: string | null, events: readonly string[] = []): KnownState<T[]> {
  const terminal = useTerminal();
  const first = useKnown<Page<T>>(path, { events });
  const [rest, setRest] = useState<{ of: Page<T>; items: T[] } | null>(null);
  useEffect(() => {
    let isLeft = false;
    const page = first.data;
    if (!page?.nextCursor || path === null) return undefined;
    const follow = async () => {
      const items: T[] = [];
      for (let cursor: string | null = page.nextCursor; cursor !== null; ) {
        const glue = path.includes("?") ? "&" : "?";
        const { value } = await terminal.read<Page<T>>(`${path}${glue}cursor=${encodeURIComponent(cursor)}`);
        items.push(...value.items);
        cursor = value.nextCursor ?? null;
      }
      if (!isLeft) setRest({ of: page, items });
    };
    // without its later pages a list is still better than none
    follow().catch(() => undefined);
    return () => {
      isLeft = true;
    };
  }, [first.data]);
  const data = first.data && [...first.data.items, ...(rest?.of === first.data ? rest.items : [])];
  return { ...first, data };
}

export interface KnownBins {
  bins: Bin[];
  /** Their names along the pick path. */
  path: string[];
  /** Whether any name is a bin's: the warehouse has described none. */
  isAnyName: boolean;
  isKnown: boolean;
}

export function useBins(): KnownBins {
  const { data } = useAll<Bin>("/v1/bins?limit=500", STOCK_EVENTS);
  const bins = data ?? [];
  return { bins, path: bins.map((bin) => bin.bin), isAnyName: isAnyNameGood(bins), isKnown: data !== undefined };
}

export function useProduct(sku: string | null): Product | undefined {
  const path = sku === null ? null : `/v1/products/${encodeURIComponent(sku)}`;
  return useKnown<Product>(path, { events: ["ProductUpdated"] }).data;
}

/** Where this warehouse's stock is read and set. */
export function useStockPath(): string {
  return `/v1/warehouses/${encodeURIComponent(useTerminal().me.value?.warehouseId ?? "")}/inventory`;
}
