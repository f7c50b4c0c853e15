/** A transfer that comes in: what the other warehouse sent is counted and put away, what is missing is said. Pure. */
import type { Recognised, Say } from "../../app/contract.ts";
import type { TaskLine } from "../../known/shapes.ts";
import { binOf, next, notAProduct, type Places, type Step, spoken, wrong } from "../step.ts";
import type { Task } from "../views.ts";

export interface ArriveState {
  task: Task;
  current: { sku: string; quantity: number } | null;
}

export function begin(task: Task): ArriveState {
  return { task, current: null };
}

/** The task as the node has it now; not while something of ours waits to be sent. */
export function renewed(state: ArriveState, task: Task, isSettled: boolean): ArriveState {
  return isSettled && task.version >= state.task.version ? { ...state, task } : state;
}

export function leftOf(line: TaskLine): number {
  return Math.max(0, line.quantity - line.picked - line.short);
}

export function isDone(state: ArriveState): boolean {
  return state.task.state === "done" || state.task.lines.every((line) => leftOf(line) === 0);
}

export function heard(state: ArriveState, code: Recognised, places: Places): Step<ArriveState> {
  if (code.kind === "product" && code.sku) return heardProduct(state, code, code.sku);
  if (!state.current) return notAProduct(code) ?? wrong("wrong-want-product", { code: code.code, kind: code.kind });
  const bin = binOf(code, places);
  return typeof bin === "string" ? stow(state, bin) : bin;
}

function heardProduct(state: ArriveState, code: Recognised, sku: string): Step<ArriveState> {
  const line = state.task.lines.find((one) => one.sku === sku);
  if (!line) return wrong("wrong-not-in-task", { code: spoken(code) });
  if (state.current && state.current.sku !== sku) {
    return wrong("wrong-bin-for", { code: spoken(code), sku: state.current.sku });
  }
  const left = leftOf(line);
  if (left === 0) return wrong("wrong-arrived-already", { sku });
  return quantified({ ...state, current: { sku, quantity: 0 } }, (state.current?.quantity ?? 0) + (code.quantity ?? 1));
}

export function quantified(state: ArriveState, quantity: number): Step<ArriveState> {
  const sku = state.current?.sku ?? "";
  const line = state.task.lines.find((one) => one.sku === sku);
  const left = line ? leftOf(line) : 0;
  if (quantity < 1) return wrong("wrong-zero");
  if (quantity > left) return wrong("wrong-more-than-sent", { sku, units: quantity, wanted: left });
  return next({ ...state, current: { sku, quantity } }, { id: "arrive-counted", args: { sku, quantity } });
}

export function dropped(state: ArriveState): ArriveState {
  return { ...state, current: null };
}

/** What was counted is there; `bin` is where it was put, `null` where it is put away later. */
export function stow(state: ArriveState, bin: string | null): Step<ArriveState> {
  if (!state.current) return wrong("wrong-want-product", { code: "", kind: "unknown" });
  const { sku, quantity } = state.current;
  const line = bin === null ? { sku, quantity } : { sku, quantity, bin };
  return sent(state, line, { id: "arrive-done", args: { sku, quantity } });
}

/** The line's other units did not come. */
export function missing(state: ArriveState, sku: string, reason: string): Step<ArriveState> {
  const line = state.task.lines.find((one) => one.sku === sku);
  const short = line ? leftOf(line) : 0;
  if (short === 0) return wrong("wrong-arrived-already", { sku });
  return sent(state, { sku, quantity: 0, short, reason }, { id: "arrive-missing-done", args: { sku, missing: short } });
}

interface Sent {
  sku: string;
  quantity: number;
  short?: number;
  reason?: string;
  bin?: string;
}

function sent(state: ArriveState, line: Sent, said: Say): Step<ArriveState> {
  const { taskId } = state.task;
  const label = line.short
    ? { id: "action-arrive-missing", args: { sku: line.sku, missing: line.short } }
    : { id: "action-arrive", args: { sku: line.sku, quantity: line.quantity } };
  return {
    kind: "act",
    action: {
      label,
      method: "POST",
      path: `/v1/tasks/${taskId}/pick`,
      body: { lines: [line] },
      subject: `task/${taskId}`,
    },
    after: (answer) => ({ task: (answer as Task | null) ?? arrived(state.task, line), current: null }),
    say: () => said,
  };
}

function arrived(task: Task, line: Sent): Task {
  const lines = task.lines.map((one) =>
    one.sku === line.sku ? { ...one, picked: one.picked + line.quantity, short: one.short + (line.short ?? 0) } : one,
  );
  return { ...task, lines };
}
