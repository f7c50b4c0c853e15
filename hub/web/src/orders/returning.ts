/** What of an order may come back, and the lines of a return as they were typed. */
import { readUnits } from "../stock/doubt.ts";
import type { Order } from "./record.ts";

export interface ShippedSku {
  sku: string;
  quantity: number;
}

/** The hub spreads a return's line over the order's lines of that SKU, so one field a SKU is enough. */
export function shippedBySku(order: Order): ShippedSku[] {
  const shipped = new Map<string, number>();
  for (const line of order.items) {
    if (line.shippedQuantity > 0) shipped.set(line.sku, (shipped.get(line.sku) ?? 0) + line.shippedQuantity);
  }
  return [...shipped].map(([sku, quantity]) => ({ sku, quantity }));
}

export interface ReturnLine {
  sku: string;
  quantity: number;
  reason?: string;
}

type Found = { lines: ReturnLine[] } | { troubles: Record<string, string>; said: string };

/** `counts` by SKU as typed; pointers are `/sku/0` for the first shipped SKU. */
export function returnLines(shipped: readonly ShippedSku[], counts: Record<string, string>, reason: string): Found {
  const troubles: Record<string, string> = {};
  const lines: ReturnLine[] = [];
  shipped.forEach(({ sku, quantity }, at) => {
    const typed = counts[sku] ?? "";
    if (typed.trim() === "") return;
    const read = readUnits(typed);
    if ("wrong" in read) troubles[`/sku/${at}`] = read.wrong;
    else if (read.units > quantity) troubles[`/sku/${at}`] = `Only ${quantity} were shipped.`;
    else if (read.units > 0) lines.push({ sku, quantity: read.units, ...(reason.trim() && { reason: reason.trim() }) });
  });
  if (Object.keys(troubles).length > 0) return { troubles, said: "Some figures need another look." };
  if (lines.length === 0) return { troubles: {}, said: "Say how many units of which product come back." };
  return { lines };
}
