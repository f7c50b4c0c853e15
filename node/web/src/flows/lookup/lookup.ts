/** Looking things up: what a code leads to, and a product for a code that nobody knows. Pure. */
import type { Recognised } from "../../app/contract.ts";
import { type Step, wrong } from "../step.ts";

/** Segments of the address, after the flow's own, that show what a code is. */
export function placeOf(code: Recognised): string[] {
  switch (code.kind) {
    case "product":
      return code.sku ? ["product", code.sku] : ["unknown", code.code];
    case "bin":
      return code.bin ? ["bin", code.bin] : ["unknown", code.code];
    case "task":
    case "order":
    case "sscc":
      return code.taskId ? ["task", code.taskId] : ["unknown", code.code];
    default:
      return ["unknown", code.code];
  }
}

/** Whether a code may become a barcode of a product: nothing else bears it, and it keeps its own rules. */
export function isBindable(code: Recognised): boolean {
  return code.kind === "unknown" && !code.broken && code.code.trim() !== "" && code.code.length <= 64;
}

export interface Binding {
  code: string;
  isBound: boolean;
}

export function bind(state: Binding, sku: string): Step<Binding> {
  if (state.isBound) return wrong("wrong-bound-already", { code: state.code });
  return {
    kind: "act",
    action: {
      label: { id: "action-bind", args: { code: state.code, sku } },
      method: "POST",
      path: `/v1/products/${encodeURIComponent(sku)}/barcodes`,
      body: { code: state.code },
      subject: `product/${sku}`,
    },
    after: () => ({ ...state, isBound: true }),
    say: () => ({ id: "lookup-bound", args: { code: state.code, sku } }),
  };
}
