/** Packing: picked units go into parcels, each parcel is weighed. Pure. */
import type { Recognised } from "../../app/contract.ts";
import { next, notAProduct, type Step, spoken, wrong } from "../step.ts";
import type { Parcel, SkuUnits, Task } from "../views.ts";

/** Grams. */
export const WEIGHT_MAX = 1_500_000;

export interface PackState {
  taskId: string;
  /** What was picked and has not left. */
  goods: SkuUnits[];
  /** Parcels that are closed and weighed. */
  parcels: { weightGrams: number; lines: SkuUnits[] }[];
  /** What is in the parcel that stands open. */
  open: SkuUnits[];
  /** As the node has numbered them. */
  packed: Parcel[] | null;
}

export function begin(task: Task): PackState {
  const goods = task.lines.map((line) => ({ sku: line.sku, quantity: line.picked - (line.shipped ?? 0) }));
  const packed = task.packages?.length ? task.packages : null;
  return { taskId: task.taskId, goods: goods.filter((line) => line.quantity > 0), parcels: [], open: [], packed };
}

/** Units that are in no parcel yet. */
export function rest(state: PackState): SkuUnits[] {
  const put = [...state.parcels.flatMap((parcel) => parcel.lines), ...state.open];
  const inParcels = (sku: string) => put.reduce((sum, line) => sum + (line.sku === sku ? line.quantity : 0), 0);
  return state.goods
    .map(({ sku, quantity }) => ({ sku, quantity: quantity - inParcels(sku) }))
    .filter((line) => line.quantity > 0);
}

export function heard(state: PackState, code: Recognised): Step<PackState> {
  const kind = notAProduct(code);
  if (kind) return kind;
  const sku = code.sku ?? "";
  return put(state, sku, code.quantity ?? 1, spoken(code));
}

export function put(state: PackState, sku: string, units: number, said: string = sku): Step<PackState> {
  if (!state.goods.some((line) => line.sku === sku)) return wrong("wrong-not-in-task", { code: said });
  const left = rest(state).find((line) => line.sku === sku)?.quantity ?? 0;
  if (left === 0) return wrong("wrong-packed-already", { sku });
  if (units > left) return wrong("wrong-too-many", { sku, units, wanted: left });
  return next({ ...state, open: added(state.open, sku, units) }, { id: "pack-put", args: { sku, units } });
}

/** All that is left goes into the open parcel. */
export function putRest(state: PackState): Step<PackState> {
  const open = rest(state).reduce((lines, line) => added(lines, line.sku, line.quantity), state.open);
  return next({ ...state, open });
}

export function emptied(state: PackState): PackState {
  return { ...state, open: [] };
}

/** The open parcel is closed at this weight. The last one sends all of them. */
export function weighed(state: PackState, weightGrams: number): Step<PackState> {
  if (state.open.length === 0) return wrong("wrong-empty-parcel");
  if (weightGrams < 1 || weightGrams > WEIGHT_MAX) return wrong("wrong-weight");
  const parcels = [...state.parcels, { weightGrams, lines: state.open }];
  const closed = { ...state, parcels, open: [] };
  if (rest(closed).length > 0) return next(closed, { id: "pack-closed", args: { parcel: parcels.length } });
  return {
    kind: "act",
    action: {
      label: { id: "action-pack", args: { parcels: parcels.length } },
      method: "POST",
      path: `/v1/tasks/${state.taskId}/pack`,
      body: { packages: parcels },
      subject: `task/${state.taskId}`,
    },
    after: (answer) => ({ ...closed, packed: (answer as Task | null)?.packages ?? numberless(parcels) }),
    say: () => ({ id: "pack-done", args: { parcels: parcels.length } }),
  };
}

/** Parcels whose numbers only the node can give. */
function numberless(parcels: PackState["parcels"]): Parcel[] {
  return parcels.map((parcel) => ({ ...parcel, packageId: "" }));
}

export function anew(state: PackState): PackState {
  return { ...state, parcels: [], open: [], packed: null };
}

function added(lines: readonly SkuUnits[], sku: string, units: number): SkuUnits[] {
  if (!lines.some((line) => line.sku === sku)) return [...lines, { sku, quantity: units }];
  return lines.map((line) => (line.sku === sku ? { sku, quantity: line.quantity + units } : line));
}
