/** Shipping: who carries it, under which number, all of it or a part. Pure. */
import type { Recognised } from "../../app/contract.ts";
import { next, type Step, spoken, wrong } from "../step.ts";
import type { SkuUnits, Task } from "../views.ts";

export interface ShipState {
  taskId: string;
  isPacked: boolean;
  /** Transfers leave whole. */
  mayLeaveInParts: boolean;
  /** What is picked and has not left. */
  goods: SkuUnits[];
  carrier: string;
  tracking: string;
  /** Units that leave now, where not all do. */
  part: SkuUnits[] | null;
  isShipped: boolean;
}

const NAME_MAX = 100;
const CARRIERS_KEPT = 5;

export function begin(task: Task): ShipState {
  const goods = task.lines.map((line) => ({ sku: line.sku, quantity: line.picked - (line.shipped ?? 0) }));
  return {
    taskId: task.taskId,
    isPacked: task.state === "packed",
    mayLeaveInParts: task.kind === "order",
    goods: goods.filter((line) => line.quantity > 0),
    carrier: "",
    tracking: "",
    part: null,
    isShipped: task.state === "done",
  };
}

/** A tracking number may look like anything but a thing of this house. */
export function heard(state: ShipState, code: Recognised): Step<ShipState> {
  if (code.kind === "sscc" && code.taskId === state.taskId) return next(state, { id: "ship-right-parcel" });
  if (code.kind === "sscc" && code.taskId) return wrong("wrong-parcel", { code: spoken(code) });
  if (code.kind !== "unknown" && code.kind !== "sscc") {
    return wrong("wrong-want-tracking", { code: spoken(code), kind: code.kind });
  }
  return tracked(state, code.code);
}

export function tracked(state: ShipState, tracking: string): Step<ShipState> {
  const text = tracking.trim();
  if (text === "" || text.length > NAME_MAX) return wrong("wrong-tracking");
  return next({ ...state, tracking: text }, { id: "ship-tracked", args: { tracking: text } });
}

export function carried(state: ShipState, carrier: string): ShipState {
  return { ...state, carrier: carrier.slice(0, NAME_MAX) };
}

export function parted(state: ShipState, sku: string, quantity: number): Step<ShipState> {
  const held = state.goods.find((line) => line.sku === sku)?.quantity ?? 0;
  if (quantity > held) return wrong("wrong-too-many", { sku, units: quantity, wanted: held });
  const part = (state.part ?? state.goods).map((line) => (line.sku === sku ? { sku, quantity } : line));
  const isAll = part.every((line) => line.quantity === state.goods.find((one) => one.sku === line.sku)?.quantity);
  return next({ ...state, part: isAll && state.isPacked ? null : part }, undefined, "quiet");
}

export function send(state: ShipState): Step<ShipState> {
  const lines = (state.part ?? (state.isPacked ? [] : state.goods)).filter((line) => line.quantity > 0);
  const isPart = lines.length > 0;
  if (!state.isPacked && !isPart) return wrong("wrong-nothing-to-ship");
  if (state.part && !isPart) return wrong("wrong-nothing-to-ship");
  const body: Record<string, unknown> = {};
  if (state.carrier.trim() !== "") body.carrier = state.carrier.trim();
  if (state.tracking !== "") body.trackingNumber = state.tracking;
  if (isPart) body.lines = lines;
  const carrier = state.carrier.trim() || "–";
  return {
    kind: "act",
    action: {
      label: { id: "action-ship", args: { carrier, task: state.taskId.slice(-6) } },
      method: "POST",
      path: `/v1/tasks/${state.taskId}/ship`,
      body,
      subject: `task/${state.taskId}`,
    },
    after: (answer) => afterwards(state, answer as Task | null, lines),
    say: () => ({ id: isPart ? "ship-part-done" : "ship-done" }),
  };
}

function afterwards(state: ShipState, task: Task | null, lines: readonly SkuUnits[]): ShipState {
  const kept = { carrier: state.carrier };
  if (task) return { ...begin(task), ...kept };
  const left = (sku: string) => lines.find((line) => line.sku === sku)?.quantity ?? 0;
  const goods = state.goods
    .map(({ sku, quantity }) => ({ sku, quantity: lines.length === 0 ? 0 : quantity - left(sku) }))
    .filter((line) => line.quantity > 0);
  return { ...state, goods, tracking: "", part: null, isShipped: goods.length === 0 };
}

/** The last used first, each once. */
export function remembered(carriers: readonly string[], carrier: string): string[] {
  const name = carrier.trim();
  if (name === "") return [...carriers];
  return [name, ...carriers.filter((one) => one !== name)].slice(0, CARRIERS_KEPT);
}
