/** What a code is, by what this device knows: pure. In the order in which the node itself decides. */
import type { Recognised } from "../app/contract.ts";
import { type Catalogue, productByCode } from "./catalogue.ts";
import { checkDigitHolds, type Element, gtin14, plain, quantityIn, readSymbol } from "./gs1.ts";
import type { ProductView, TaskView } from "./shapes.ts";

export interface KnownHere {
  catalogue: Catalogue;
  bins: ReadonlySet<string>;
  tasks: readonly TaskView[];
}

/** Crockford's 32 letters; the first of 26 holds three bits. */
const ULID = /^[0-7][0-9A-HJKMNP-TV-Z]{25}$/i;

export function recogniseHere(code: string, known: KnownHere): Recognised {
  const bare = plain(code);
  const product = productByCode(known.catalogue, code) ?? productByCode(known.catalogue, bare);
  if (product) return ofProduct(code, product, bare);
  const symbol = readSymbol(bare);
  if (symbol.kind === "broken") return { code, kind: "unknown", broken: symbol.why, local: true };
  if (symbol.kind === "elements") return ofSymbol(code, symbol.elements, known);
  if (bare.startsWith("BIN:")) return ofBinLabel(code, bare.slice(4).trim());
  const gtin = gtin14(bare);
  if (gtin !== null) return checked(code, bare, { code, kind: "unknown", gtin, local: true });
  if (/^\d{18}$/.test(bare)) return checked(code, bare, { code, kind: "sscc", local: true });
  if (ULID.test(bare)) return ofWork(code, bare.toUpperCase(), known.tasks);
  if (known.bins.has(bare)) return { code, kind: "bin", bin: bare, local: true };
  return { code, kind: "unknown", local: true };
}

function ofProduct(code: string, product: ProductView, bare: string): Recognised {
  const gtin = gtin14(bare);
  const found: Recognised = { code, kind: "product", sku: product.sku, local: true };
  if (product.name !== "") found.name = product.name;
  if (gtin !== null && checkDigitHolds(bare)) found.gtin = gtin;
  return found;
}

function ofSymbol(code: string, elements: readonly Element[], known: KnownHere): Recognised {
  const value = (ais: readonly string[]) => elements.find(({ ai }) => ais.includes(ai))?.value;
  const gtin = value(["01", "02", "03"]);
  const product = gtin === undefined ? null : productByCode(known.catalogue, gtin);
  const base: Recognised = product
    ? ofProduct(code, product, gtin ?? "")
    : { code, kind: gtin === undefined && value(["00"]) !== undefined ? "sscc" : "unknown", local: true };
  if (gtin !== undefined) base.gtin = gtin;
  const quantity = quantityIn(elements);
  if (quantity !== undefined) base.quantity = quantity;
  return { ...base, gs1: [...elements] };
}

function ofBinLabel(code: string, bin: string): Recognised {
  return bin === "" ? { code, kind: "unknown", broken: "BIN:", local: true } : { code, kind: "bin", bin, local: true };
}

function checked(code: string, digits: string, found: Recognised): Recognised {
  return checkDigitHolds(digits) ? found : { code, kind: "unknown", broken: "check-digit", local: true };
}

function ofWork(code: string, id: string, tasks: readonly TaskView[]): Recognised {
  const task = tasks.find(({ taskId }) => taskId === id);
  const byOrder = task ?? tasks.find(({ orderId }) => orderId === id);
  if (!byOrder) return { code, kind: "unknown", local: true };
  const found: Recognised = { code, kind: task ? "task" : "order", taskId: byOrder.taskId, local: true };
  if (byOrder.orderId) found.orderId = byOrder.orderId;
  return found;
}
