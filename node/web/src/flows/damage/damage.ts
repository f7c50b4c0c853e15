/** Damage that is found, and goods that were set apart and are judged. Pure. */
import type { NewAction, Recognised } from "../../app/contract.ts";
import { next, notAProduct, type Step, wrong } from "../step.ts";
import { inQualityControl, type Stock } from "../views.ts";

export type Apart = "quality_control" | "damaged";
export type Verdict = "available" | "damaged" | "loss";

export interface DamageState {
  product: { sku: string; name: string } | null;
  quantity: number | null;
}

export const begin: DamageState = { product: null, quantity: null };

export function heard(state: DamageState, code: Recognised): Step<DamageState> {
  const kind = notAProduct(code);
  if (kind) return kind;
  const sku = code.sku ?? "";
  if (state.product?.sku === sku) {
    const quantity = (state.quantity ?? 0) + (code.quantity ?? 1);
    return next({ ...state, quantity }, { id: "damage-counted", args: { sku, quantity } });
  }
  const product = { sku, name: code.name ?? sku };
  return next({ product, quantity: code.quantity ?? 1 }, { id: "damage-product", args: { sku } });
}

export function quantified(state: DamageState, quantity: number): Step<DamageState> {
  return quantity < 1 ? wrong("wrong-zero") : next({ ...state, quantity });
}

/** Available units become damaged ones. */
export function broken(state: DamageState, warehouse: string, reason: string): Step<DamageState> {
  const { product, quantity } = state;
  if (!product || quantity === null) return wrong("wrong-want-product", { code: "", kind: "unknown" });
  const sku = product.sku;
  return {
    kind: "act",
    action: {
      label: { id: "action-damage", args: { sku, quantity } },
      method: "PATCH",
      path: `/v1/warehouses/${encodeURIComponent(warehouse)}/inventory/${encodeURIComponent(sku)}`,
      body: { damaged: quantity, reason },
      subject: `sku/${sku}`,
    },
    after: () => begin,
    say: () => ({ id: "damage-done", args: { sku, quantity } }),
  };
}

/** Units that wait for a verdict. */
export function apart(stock: Stock, from: Apart): number {
  return from === "damaged" ? stock.damagedQuantity : inQualityControl(stock);
}

/** Verdicts that change something. */
export function verdicts(from: Apart): Verdict[] {
  return from === "damaged" ? ["available", "loss"] : ["available", "damaged", "loss"];
}

export function judged(sku: string, from: Apart, to: Verdict, quantity: number, held: number): Step<null> {
  if (quantity < 1) return wrong("wrong-zero");
  if (quantity > held) return wrong("wrong-too-many", { sku, units: quantity, wanted: held });
  const action: NewAction = {
    label: { id: "action-inspect", args: { sku, quantity, verdict: to } },
    method: "POST",
    path: "/v1/inspections",
    body: { lines: [{ sku, quantity, from, to }] },
    subject: `sku/${sku}`,
  };
  return { kind: "act", action, after: () => null, say: () => ({ id: "inspect-done", args: { sku, quantity } }) };
}
