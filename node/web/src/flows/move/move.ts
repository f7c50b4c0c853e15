/** Moving goods from bin to bin. Pure. */
import type { Recognised } from "../../app/contract.ts";
import { binOf, next, notAProduct, type Places, type Step, spoken, wrong } from "../step.ts";
import type { SkuUnits } from "../views.ts";

export interface MoveState {
  from: string | null;
  product: { sku: string; name: string; inBin: number | null } | null;
  quantity: number | null;
}

export const begin: MoveState = { from: null, product: null, quantity: null };

/** `contents`: what lies in the first bin, or `null` where that is not known. */
export function heard(
  state: MoveState,
  code: Recognised,
  contents: readonly SkuUnits[] | null,
  places: Places,
): Step<MoveState> {
  if (state.from === null) return heardFrom(code, places);
  if (!state.product) return heardProduct(state, state.from, code, contents);
  if (state.quantity === null) {
    if (code.kind !== "product") return wrong("wrong-quantity-first", { code: spoken(code) });
    return code.sku === state.product.sku
      ? next(state, undefined, "quiet")
      : wrong("wrong-product", { scanned: spoken(code), expected: state.product.sku });
  }
  return heardTo(state, state.from, state.product.sku, state.quantity, code, places);
}

function heardFrom(code: Recognised, places: Places): Step<MoveState> {
  const from = binOf(code, places);
  return typeof from === "string" ? next({ ...begin, from }, { id: "move-from", args: { bin: from } }) : from;
}

function heardProduct(
  state: MoveState,
  from: string,
  code: Recognised,
  contents: readonly SkuUnits[] | null,
): Step<MoveState> {
  const kind = notAProduct(code);
  if (kind) return kind;
  const sku = code.sku ?? "";
  const held = contents?.find((one) => one.sku === sku)?.quantity;
  if (contents && !held) return wrong("wrong-not-in-bin", { sku, bin: from });
  const chosen = { ...state, product: { sku, name: code.name ?? sku, inBin: held ?? null } };
  return next(chosen, { id: "move-product", args: { sku } });
}

export function quantified(state: MoveState, quantity: number): Step<MoveState> {
  if (quantity < 1) return wrong("wrong-zero");
  const held = state.product?.inBin ?? null;
  if (held !== null && quantity > held) {
    return wrong("wrong-more-than-in-bin", { sku: state.product?.sku ?? "", bin: state.from ?? "", quantity, held });
  }
  return next({ ...state, quantity });
}

function heardTo(
  state: MoveState,
  from: string,
  sku: string,
  quantity: number,
  code: Recognised,
  places: Places,
): Step<MoveState> {
  const to = binOf(code, places);
  if (typeof to !== "string") return to;
  if (to === from) return wrong("wrong-same-bin", { bin: to });
  return {
    kind: "act",
    action: {
      label: { id: "action-move", args: { sku, quantity, from, to } },
      method: "POST",
      path: "/v1/moves",
      body: { lines: [{ sku, quantity, from, to }] },
      subject: `sku/${sku}`,
    },
    // the next product most likely comes out of the same bin
    after: () => ({ ...state, product: null, quantity: null }),
    say: () => ({ id: "move-done", args: { sku, quantity, from, to } }),
  };
}
