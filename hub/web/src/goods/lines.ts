/** The lines of an order, purchase order or transfer as they are typed: products, units, and what they cost where that is asked. */
import { readAmount } from "../orders/amount.ts";
import { readUnits } from "../stock/doubt.ts";

export interface TypedLine {
  /** Tells lines apart while they are edited. */
  id: number;
  sku: string;
  quantity: string;
  unitPrice: string;
}

export function typedLine(id: number, sku = "", quantity = "", unitPrice = ""): TypedLine {
  return { id, sku, quantity, unitPrice };
}

export interface GoodsLine {
  sku: string;
  quantity: number;
  unitPrice?: string;
}

type Read = { lines: GoodsLine[] } | { troubles: Record<string, string> };

/** `at` is the body's list: `/lines` or `/items`. A price may be left out. */
export function readLines(typed: readonly TypedLine[], at: string): Read {
  const troubles: Record<string, string> = {};
  const lines: GoodsLine[] = [];
  const seen = new Set<string>();
  typed.forEach((line, index) => {
    const sku = line.sku.trim();
    const price = line.unitPrice.trim();
    const quantity = readUnits(line.quantity);
    if (sku === "") troubles[`${at}/${index}/sku`] = "Choose a product.";
    else if (seen.has(sku)) troubles[`${at}/${index}/sku`] = "It stands in another line already: add the units there.";
    seen.add(sku);
    if ("wrong" in quantity) troubles[`${at}/${index}/quantity`] = quantity.wrong;
    else if (quantity.units === 0) troubles[`${at}/${index}/quantity`] = "At least one unit.";
    else lines.push({ sku, quantity: quantity.units, ...(price && { unitPrice: price }) });
    if (price !== "" && readAmount(price) === null) troubles[`${at}/${index}/unitPrice`] = "A price such as 12.50.";
  });
  return Object.keys(troubles).length > 0 ? { troubles } : { lines };
}
