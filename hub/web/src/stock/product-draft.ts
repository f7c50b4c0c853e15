/** A product as it is typed, and what of it is sent. */
import type { Price, Product } from "./record.ts";

export interface Typed {
  name: string;
  category: string;
  description: string;
  handlingNotes: string;
  amount: string;
  currency: string;
  /** One a line. */
  barcodes: string;
}

export function typedOf(product: Product | null): Typed {
  return {
    name: product?.name ?? "",
    category: product?.category ?? "",
    description: product?.description ?? "",
    handlingNotes: product?.handlingNotes ?? "",
    amount: product?.price?.amount ?? "",
    currency: product?.price?.currency ?? "GBP",
    barcodes: (product?.barcodes ?? []).join("\n"),
  };
}

function codes(text: string): string[] {
  return [...new Set(text.split(/[\s,;]+/).filter(Boolean))];
}

function price(typed: Typed): Price | null {
  const amount = typed.amount.trim();
  return amount === "" ? null : { amount, currency: typed.currency.trim().toUpperCase() };
}

const TEXTS = ["category", "description", "handlingNotes"] as const;

/** What `POST /v1/products` takes; empty fields are left out. */
export function productBody(sku: string, typed: Typed): { sku: string } & Record<string, unknown> {
  const body: { sku: string } & Record<string, unknown> = { sku: sku.trim(), name: typed.name.trim() };
  for (const field of TEXTS) if (typed[field].trim()) body[field] = typed[field].trim();
  const found = price(typed);
  if (found) body.price = found;
  const barcodes = codes(typed.barcodes);
  if (barcodes.length > 0) body.barcodes = barcodes;
  return body;
}

/** A merge patch of what was changed, and of nothing else: what both sides write at once becomes a conflict. */
export function productPatch(product: Product, typed: Typed): Record<string, unknown> {
  const patch: Record<string, unknown> = {};
  if (typed.name.trim() !== product.name) patch.name = typed.name.trim();
  for (const field of TEXTS) {
    const text = typed[field].trim();
    if (text !== (product[field] ?? "")) patch[field] = text || null;
  }
  const found = price(typed);
  const [amount, currency] = [product.price?.amount ?? null, product.price?.currency ?? null];
  if ((found?.amount ?? null) !== amount || (found !== null && found.currency !== currency)) patch.price = found;
  const barcodes = codes(typed.barcodes);
  if (barcodes.join() !== (product.barcodes ?? []).join()) patch.barcodes = barcodes;
  return patch;
}
