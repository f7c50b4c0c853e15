/** Cycle counts: along a list or of what is at hand; nobody is told what is expected. Pure. */
import type { NewAction, Recognised, Say } from "../../app/contract.ts";
import { binOf, next, notAProduct, type Places, type Step, spoken, wrong } from "../step.ts";
import type { CountLine, CountList, CountRecord } from "../views.ts";

export interface CountState {
  /** `null`: counted without a list. */
  listId: string | null;
  lines: CountLine[];
  /** The bin that was scanned. */
  bin: string | null;
  /** What is to be counted now. */
  current: { sku: string; bin: string | null } | null;
  /** Units that were told apart so far by scanning them one by one. */
  counted: number;
}

export const beginFree: CountState = { listId: null, lines: [], bin: null, current: null, counted: 0 };

export function beginList(list: CountList): CountState {
  return { ...beginFree, listId: list.listId, lines: list.lines };
}

/** The line that comes next: in the bin at hand, else the first that nobody has counted. */
export function lineOf(state: CountState): CountLine | null {
  const open = state.lines.filter((line) => !line.countedAt);
  return open.find((line) => state.bin !== null && line.bin === state.bin) ?? open[0] ?? null;
}

export function heard(state: CountState, code: Recognised, places: Places): Step<CountState> {
  if (code.kind === "product" && state.current?.sku === code.sku) {
    const counted = state.counted + (code.quantity ?? 1);
    return next({ ...state, counted }, { id: "count-so-far", args: { sku: state.current?.sku ?? "", counted } });
  }
  if (state.current && state.counted > 0)
    return wrong("wrong-finish-count", { code: spoken(code), sku: state.current.sku });
  return state.listId === null ? heardFree(state, code, places) : heardOnList(state, code);
}

function heardFree(state: CountState, code: Recognised, places: Places): Step<CountState> {
  if (code.kind === "product" && code.sku) {
    return next(counting(state, code.sku, state.bin, code), { id: "count-product", args: { sku: code.sku } });
  }
  const bin = binOf(code, places);
  if (typeof bin !== "string") return state.bin === null && !state.current ? bin : (notAProduct(code) ?? bin);
  return next({ ...state, bin, current: null, counted: 0 }, { id: "count-bin", args: { bin } });
}

function heardOnList(state: CountState, code: Recognised): Step<CountState> {
  const line = lineOf(state);
  if (!line) return wrong("wrong-list-done", { code: spoken(code) });
  if (code.kind === "bin" && code.bin) {
    const isOnList = state.lines.some((one) => one.bin === code.bin && !one.countedAt);
    if (!isOnList) return wrong("wrong-bin", { scanned: code.bin, expected: line.bin ?? "–" });
    return next({ ...state, bin: code.bin, current: null }, { id: "count-bin", args: { bin: code.bin } });
  }
  const kind = notAProduct(code);
  if (kind) return kind;
  if (line.bin && state.bin !== line.bin) return wrong("wrong-bin-first", { code: spoken(code), bin: line.bin });
  const found = state.lines.find((one) => one.sku === code.sku && (one.bin ?? null) === (line.bin ?? null));
  if (!found) return wrong("wrong-not-on-list", { code: spoken(code), expected: line.sku });
  if (found.countedAt) return wrong("wrong-counted-already", { sku: found.sku });
  return next(counting(state, found.sku, found.bin ?? null, code), { id: "count-product", args: { sku: found.sku } });
}

function counting(state: CountState, sku: string, bin: string | null, code: Recognised): CountState {
  return { ...state, current: { sku, bin }, counted: code.quantity ?? 1 };
}

/** The line at hand is to be counted although nobody can scan anything of it: there may be none. */
export function noneToScan(state: CountState): CountState {
  const line = lineOf(state);
  return line ? { ...state, current: { sku: line.sku, bin: line.bin ?? null }, counted: 0 } : state;
}

export function finished(state: CountState, counted: number): Step<CountState> {
  const { current } = state;
  if (!current) return wrong("wrong-want-product", { code: "", kind: "unknown" });
  if (counted < 0) return wrong("wrong-zero");
  const isIt = (line: CountLine) => line.sku === current.sku && (line.bin ?? null) === current.bin;
  const lines = state.lines.map((line) => (isIt(line) ? { ...line, countedAt: "now" } : line));
  return {
    kind: "act",
    action: actionOf(state.listId, current, counted),
    after: () => ({ ...state, lines, current: null, counted: 0 }),
    say: (answer) => outcomeOf(answer, current.sku, counted),
  };
}

/** Stopped without a word: nothing was counted. */
export function dropped(state: CountState): CountState {
  return { ...state, current: null, counted: 0 };
}

function outcomeOf(answer: unknown, sku: string, counted: number): Say {
  const record = answer as CountRecord | null;
  if (record?.state === "awaiting_approval") return { id: "count-awaits", args: { sku, counted } };
  return { id: "count-done", args: { sku, counted } };
}

function actionOf(listId: string | null, current: { sku: string; bin: string | null }, counted: number): NewAction {
  const line = current.bin === null ? { sku: current.sku, counted } : { sku: current.sku, bin: current.bin, counted };
  const action: NewAction = {
    label: { id: "action-count", args: { sku: current.sku, counted } },
    method: "POST",
    path: "/v1/counts",
    body: listId === null ? { lines: [line] } : { listId, lines: [line] },
  };
  return { ...action, subject: `sku/${current.sku}` };
}

/** A supervisor's word on a count that waits. */
export function decided(countId: string, isApproved: boolean, reason: string): NewAction {
  const word = isApproved ? "approve" : "reject";
  return {
    label: { id: `action-${word}` },
    method: "POST",
    path: `/v1/counts/${countId}/${word}`,
    body: reason.trim() === "" ? {} : { reason: reason.trim() },
    subject: `count/${countId}`,
  };
}
