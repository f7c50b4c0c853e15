/** Put-away: a product that lies in no bin, the bins that suit it, the bin it went into. Pure. */
import type { NewAction, Recognised } from "../../app/contract.ts";
import { binOf, next, notAProduct, type Step, wrong } from "../step.ts";
import type { Bin, Suggestion } from "../views.ts";

export interface PutAwayState {
  product: { sku: string; name: string } | null;
  /** Units of it that are in no bin yet. */
  unplaced: number;
  bin: string | null;
  /** Units that the product's label said, to begin with. */
  labelled: number | null;
}

/** What is known of the warehouse's bins. */
export interface Shelves {
  bins: readonly Bin[];
  suggestions: readonly Suggestion[];
}

export const begin: PutAwayState = { product: null, unplaced: 0, bin: null, labelled: null };

export function heard(state: PutAwayState, code: Recognised, shelves: Shelves): Step<PutAwayState> {
  if (code.kind === "product" && code.sku) return chosen(code.sku, code.name ?? code.sku, code.quantity ?? null);
  if (!state.product) return notAProduct(code) ?? wrong("wrong-want-product", { code: code.code, kind: code.kind });
  const bin = binOf(code, { isAnyName: isAnyNameGood(shelves.bins), path: shelves.bins.map((one) => one.bin) });
  if (typeof bin !== "string") return bin;
  if (shelves.bins.some((one) => one.bin === bin && one.blocked)) return wrong("wrong-bin-blocked", { bin });
  const isSuggested = shelves.suggestions.length === 0 || shelves.suggestions.some((one) => one.bin === bin);
  const args = { bin };
  if (isSuggested) return next({ ...state, bin }, { id: "putaway-bin", args });
  return next({ ...state, bin }, { id: "putaway-other-bin", args }, "check");
}

export function chosen(sku: string, name: string, labelled: number | null): Step<PutAwayState> {
  return next({ ...begin, product: { sku, name }, labelled }, { id: "putaway-product", args: { sku } });
}

/** Units to begin with: what the label says, else what the bin takes, else all. */
export function proposed(state: PutAwayState, suggestions: readonly Suggestion[]): number {
  const fits = suggestions.find((one) => one.bin === state.bin)?.quantity;
  const wish = state.labelled ?? fits ?? state.unplaced;
  return Math.max(1, Math.min(wish, state.unplaced || wish));
}

export function stow(state: PutAwayState, quantity: number): Step<PutAwayState> {
  const { product, bin } = state;
  if (!product || bin === null) return wrong("wrong-want-bin", { code: "", kind: "unknown" });
  if (quantity < 1) return wrong("wrong-zero");
  const left = Math.max(0, state.unplaced - quantity);
  return {
    kind: "act",
    action: actionOf(product.sku, quantity, bin),
    after: () => (left > 0 ? { ...state, unplaced: left, bin: null, labelled: null } : begin),
    say: () => ({ id: "putaway-done", args: { sku: product.sku, quantity, bin } }),
  };
}

function actionOf(sku: string, quantity: number, bin: string): NewAction {
  return {
    label: { id: "action-putaway", args: { sku, quantity, bin } },
    method: "POST",
    path: "/v1/moves",
    body: { lines: [{ sku, quantity, to: bin }] },
    subject: `sku/${sku}`,
  };
}

/** Where a warehouse has described no bins, any name will do. */
export function isAnyNameGood(bins: readonly Bin[]): boolean {
  return !bins.some((bin) => bin.zone);
}
