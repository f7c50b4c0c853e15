/** Picking, stop by stop: scan the bin, scan the products, go on. Pure. */
import type { NewAction, Recognised } from "../../app/contract.ts";
import { ANYWHERE, binOf, next, notAProduct, type Step, spoken, wrong } from "../step.ts";
import type { Task, Wave } from "../views.ts";
import {
  firstShares,
  keyOf,
  picked,
  type Share,
  type Stop,
  stopsOf,
  type Work,
  workOfTask,
  workOfWave,
} from "./stops.ts";

export interface PickState {
  work: Work;
  /** Bins in the order of the pick path. */
  path: string[];
  /** Stops that were put off, in that order. */
  later: string[];
  /** The bin that was scanned; it stays good for further products in it. */
  bin: string | null;
  /** Units of the stop that are in the hand. */
  counted: number;
  /** What was picked last and has to go into totes now. */
  sharing: Share[];
}

export function begin(work: Work, path: string[]): PickState {
  return { work, path, later: [], bin: null, counted: 0, sharing: [] };
}

export function stopOf(state: PickState): Stop | null {
  return stopsOf(state.work, state.path, state.later)[0] ?? null;
}

/** Whether the person stands at the right bin, as far as is known. */
export function isAtBin(state: PickState, stop: Stop, skipBins: boolean): boolean {
  return skipBins || stop.bin === null || state.bin === stop.bin;
}

export function heard(state: PickState, code: Recognised, skipBins: boolean): Step<PickState> {
  if (state.sharing.length > 0) return heardTote(state, code);
  const stop = stopOf(state);
  if (!stop) return wrong("wrong-nothing-to-pick", { code: spoken(code) });
  if (code.kind === "bin" || !isAtBin(state, stop, skipBins)) return heardBin(state, stop, code);
  const kind = notAProduct(code);
  if (kind) return kind;
  if (code.sku !== stop.sku) return wrong("wrong-product", { scanned: spoken(code), expected: stop.sku });
  return count(state, stop, state.counted + (code.quantity ?? 1));
}

function heardBin(state: PickState, stop: Stop, code: Recognised): Step<PickState> {
  if (code.kind === "product") return wrong("wrong-bin-first", { code: spoken(code), bin: stop.bin ?? "" });
  const bin = binOf(code, ANYWHERE);
  if (typeof bin !== "string") return bin;
  if (stop.bin === null) return wrong("wrong-no-bin-wanted", { code: bin, sku: stop.sku });
  if (bin !== stop.bin) return wrong("wrong-bin", { scanned: bin, expected: stop.bin });
  return next({ ...state, bin }, { id: "pick-bin-right", args: { bin } });
}

function heardTote(state: PickState, code: Recognised): Step<PickState> {
  const share = state.sharing.find((one) => one.taskId === code.taskId);
  if (!share)
    return wrong("wrong-tote", { code: spoken(code), totes: state.sharing.map((one) => one.tote).join(", ") });
  const sharing = state.sharing.filter((one) => one !== share);
  return next({ ...state, sharing }, { id: "pick-tote-right", args: { tote: share.tote, quantity: share.quantity } });
}

/** So many are in the hand: all of them ends the stop. */
export function count(state: PickState, stop: Stop, units: number): Step<PickState> {
  if (units > stop.quantity) return wrong("wrong-too-many", { sku: stop.sku, units, wanted: stop.quantity });
  if (units === stop.quantity) return send(state, stop, units, 0, null);
  const args = { units, wanted: stop.quantity, sku: stop.sku };
  return next({ ...state, counted: units }, { id: "pick-counted", args });
}

/** The stop's other units are not there. */
export function short(state: PickState, stop: Stop, reason: string): Step<PickState> {
  return send(state, stop, state.counted, stop.quantity - state.counted, reason);
}

/** What is in the hand is picked now, the rest of the stop stays; `null` where the hand is empty. */
export function leave(state: PickState): Step<PickState> | null {
  const stop = stopOf(state);
  return stop && state.counted > 0 ? send(state, stop, state.counted, 0, null) : null;
}

/** This stop later: the way is blocked, or somebody is in it. */
export function putOff(state: PickState, stop: Stop): Step<PickState> {
  const key = keyOf(stop);
  const later = [...state.later.filter((one) => one !== key), key];
  return next({ ...state, later, bin: null, counted: 0 }, { id: "pick-put-off", args: { sku: stop.sku } }, "quiet");
}

export function shared(state: PickState): Step<PickState> {
  return next({ ...state, sharing: [] }, undefined, "quiet");
}

/** The work as the node has it now; `isSettled`: nothing of ours waits to be sent. Older news is of no use. */
export function renewed(state: PickState, work: Work, isSettled: boolean): PickState {
  if (!isSettled || work.version < state.work.version) return state;
  const fresh = { ...state, work };
  const [was, is] = [stopOf(state), stopOf(fresh)];
  const isSame = was && is && keyOf(was) === keyOf(is);
  return isSame ? { ...fresh, counted: Math.min(state.counted, is.quantity - 1) } : { ...fresh, counted: 0 };
}

/** Where a person goes on after a reload: what was in the hand still is. */
export function resumed(kept: PickState | null, work: Work, path: string[], isSettled: boolean): PickState {
  if (kept?.work.id !== work.id) return begin(work, path);
  // with an empty hand nobody knows whether they still stand there
  return renewed({ ...kept, path, bin: kept.counted > 0 ? kept.bin : null }, work, isSettled);
}

function send(state: PickState, stop: Stop, found: number, missing: number, reason: string | null): Step<PickState> {
  const sharing = state.work.sorting === "now" ? firstShares(stop.shares, found) : [];
  const done = { ...state, counted: 0, sharing };
  return {
    kind: "act",
    action: actionOf(state.work, stop, found, missing, reason),
    after: (answer) => ({ ...done, work: workIn(answer) ?? picked(state.work, stop, found, missing) }),
    say: () =>
      missing > 0
        ? { id: "pick-short-done", args: { sku: stop.sku, missing } }
        : { id: "pick-done", args: { sku: stop.sku, units: found } },
  };
}

function actionOf(work: Work, stop: Stop, found: number, missing: number, reason: string | null): NewAction {
  const line: Record<string, unknown> = { sku: stop.sku, quantity: found };
  if (missing > 0) line.short = missing;
  if (reason) line.reason = reason;
  if (stop.bin !== null) line.bin = stop.bin;
  return {
    label:
      missing > 0
        ? { id: "action-short", args: { sku: stop.sku, units: found, missing } }
        : { id: "action-pick", args: { sku: stop.sku, units: found } },
    method: "POST",
    path: `/v1/${work.kind}s/${work.id}/pick`,
    body: { lines: [line] },
    subject: `${work.kind}/${work.id}`,
  };
}

function workIn(answer: unknown): Work | null {
  if (answer === null || typeof answer !== "object") return null;
  if ("waveId" in answer) return workOfWave(answer as Wave);
  return "taskId" in answer ? workOfTask(answer as Task) : null;
}

/** Making a wave of several tasks. */
export function together(taskIds: string[], isSortedAtOnce: boolean): NewAction {
  return {
    label: { id: "action-wave", args: { tasks: taskIds.length } },
    method: "POST",
    path: "/v1/waves",
    body: { taskIds, mode: isSortedAtOnce ? "wave" : "batch" },
  };
}
