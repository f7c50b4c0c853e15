/** Taking goods in: each scan counts, a bin's scan says where they go, the list is booked as one receipt. Pure. */
import type { NewAction, Recognised } from "../../app/contract.ts";
import { binOf, next, type Places, type Step, spoken, wrong } from "../step.ts";
import type { Expected } from "../views.ts";

export type Condition = "available" | "damaged" | "quality_control";

export const CONDITIONS: readonly Condition[] = ["available", "damaged", "quality_control"];

export interface Line {
  sku: string;
  name: string;
  quantity: number;
  condition: Condition;
  bin: string | null;
}

export interface ReceiveState {
  kind: "purchase" | "free" | "return";
  /** Of the expected receipt or the return. */
  id: string | null;
  /** What is expected, and had come before. */
  expected: { sku: string; expected: number; received: number }[];
  /** Number of the delivery note. */
  reference: string;
  lines: Line[];
  /** What is being counted; not on the list yet. */
  current: Line | null;
  /** Set once everything was booked; `unplaced` went into no bin. */
  booked: { units: number; isComplete: boolean; unplaced: string[] } | null;
}

export function beginFree(): ReceiveState {
  return { kind: "free", id: null, expected: [], reference: "", lines: [], current: null, booked: null };
}

export function beginExpected(expected: Expected): ReceiveState {
  const isReturn = expected.kind === "return";
  const id = expected.expectedReceiptId;
  return { ...beginFree(), kind: isReturn ? "return" : "purchase", id, expected: expected.lines, reference: id };
}

/** A return that the node has not heard of: it is taken in all the same, once a person confirms. */
export function beginReturn(returnId: string): ReceiveState {
  return { ...beginFree(), kind: "return", id: returnId, reference: returnId };
}

export function named(state: ReceiveState, reference: string): Step<ReceiveState> {
  const text = reference.trim();
  if (text === "" || text.length > 128) return wrong("wrong-reference");
  return next({ ...state, reference: text });
}

export function heard(state: ReceiveState, code: Recognised, places: Places): Step<ReceiveState> {
  if (code.kind === "product" && code.sku) return heardProduct(state, code, code.sku);
  if (!state.current) {
    if (code.broken) return wrong("wrong-broken", { code: code.code });
    return wrong("wrong-want-product", { code: spoken(code), kind: code.kind });
  }
  const bin = binOf(code, places);
  if (typeof bin !== "string") return bin;
  return next({ ...state, current: { ...state.current, bin } }, { id: "receive-into", args: { bin } });
}

function heardProduct(state: ReceiveState, code: Recognised, sku: string): Step<ReceiveState> {
  const units = code.quantity ?? 1;
  const said = (quantity: number) => ({ id: "receive-counted", args: { sku, quantity } });
  if (state.current?.sku === sku) {
    const quantity = state.current.quantity + units;
    return next({ ...state, current: { ...state.current, quantity } }, said(quantity), mood(state, sku));
  }
  const listed = listCurrent(state);
  const condition: Condition = state.kind === "return" ? "quality_control" : "available";
  const current = { sku, name: code.name ?? sku, quantity: units, condition, bin: null };
  return next({ ...listed, current }, said(units), mood(state, sku));
}

/** What nobody expected is taken in, but told. */
function mood(state: ReceiveState, sku: string): "good" | "check" {
  const isExpected = state.expected.length === 0 || state.expected.some((line) => line.sku === sku);
  return isExpected ? "good" : "check";
}

export function quantified(state: ReceiveState, quantity: number): Step<ReceiveState> {
  if (!state.current) return next(state, undefined, "quiet");
  if (quantity < 1) return wrong("wrong-zero");
  return next({ ...state, current: { ...state.current, quantity } });
}

export function conditioned(state: ReceiveState, condition: Condition): Step<ReceiveState> {
  return next(state.current ? { ...state, current: { ...state.current, condition } } : state, undefined, "quiet");
}

/** What was counted goes onto the list; the same product in the same state and bin adds up. */
export function listCurrent(state: ReceiveState): ReceiveState {
  const line = state.current;
  if (!line) return state;
  const isSame = (one: Line) => one.sku === line.sku && one.condition === line.condition && one.bin === line.bin;
  const known = state.lines.find(isSame);
  const lines = known
    ? state.lines.map((one) => (one === known ? { ...one, quantity: one.quantity + line.quantity } : one))
    : [...state.lines, line];
  return { ...state, lines, current: null };
}

export function dropCurrent(state: ReceiveState): ReceiveState {
  return { ...state, current: null };
}

/** A line comes off the list to be counted anew. */
export function reopened(state: ReceiveState, index: number): ReceiveState {
  const listed = listCurrent(state);
  const line = listed.lines[index];
  return line ? { ...listed, lines: listed.lines.filter((one) => one !== line), current: line } : listed;
}

export interface Difference {
  sku: string;
  expected: number;
  /** With what came before. */
  received: number;
  kind: "over" | "under" | "unordered" | "exact";
}

/** How what has come by now, this list included, compares with what was expected. */
export function differences(state: ReceiveState): Difference[] {
  const listed = listCurrent(state);
  const now = new Map<string, number>();
  for (const line of listed.lines) now.set(line.sku, (now.get(line.sku) ?? 0) + line.quantity);
  const known = listed.expected.map(({ sku, expected, received }): Difference => {
    const total = received + (now.get(sku) ?? 0);
    now.delete(sku);
    const kind = total > expected ? (expected === 0 ? "unordered" : "over") : total < expected ? "under" : "exact";
    return { sku, expected, received: total, kind };
  });
  if (listed.id === null) return [];
  const others = [...now].map(([sku, received]): Difference => ({ sku, expected: 0, received, kind: "unordered" }));
  return [...known, ...others];
}

export function unitsOf(state: ReceiveState): number {
  return listCurrent(state).lines.reduce((sum, line) => sum + line.quantity, 0);
}

/** Books the list. `isComplete`: nothing else of this delivery will come. */
export function book(state: ReceiveState, isComplete: boolean): Step<ReceiveState> {
  const listed = listCurrent(state);
  const units = unitsOf(listed);
  if (listed.lines.length === 0) return wrong("wrong-nothing-listed");
  if (listed.reference.trim() === "") return wrong("wrong-reference");
  const unplaced = listed.lines.flatMap((line) => (line.bin === null ? [line.sku] : []));
  return {
    kind: "act",
    action: actionOf(listed, units, isComplete),
    after: () => ({ ...listed, expected: received(listed), lines: [], booked: { units, isComplete, unplaced } }),
    say: () => ({ id: "receive-booked", args: { units } }),
  };
}

function received(state: ReceiveState): ReceiveState["expected"] {
  return differences(state).map(({ sku, expected, received }) => ({ sku, expected, received }));
}

function actionOf(state: ReceiveState, units: number, isComplete: boolean): NewAction {
  const lines = state.lines.map(({ sku, quantity, condition, bin }) => {
    const line = { sku, quantity, condition };
    return bin === null ? line : { ...line, bin };
  });
  const label = { id: "action-receive", args: { units, reference: state.reference } };
  const body: Record<string, unknown> = { reference: state.reference, lines };
  if (state.kind === "return") {
    return { label, method: "POST", path: `/v1/returns/${state.id}/receipts`, body, subject: `return/${state.id}` };
  }
  const action: NewAction = { label, method: "POST", path: "/v1/receipts", body };
  if (state.id === null) return action;
  body.expectedReceiptId = state.id;
  if (isComplete) body.complete = true;
  return { ...action, subject: `receipt/${state.id}` };
}
