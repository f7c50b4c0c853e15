/** Codes, tasks and steps as the tests of the flows write them. */
import assert from "node:assert/strict";
import type { NewAction, Recognised, Say } from "../src/app/contract.ts";
import type { Places, Step } from "../src/flows/step.ts";
import type { Bin, Task } from "../src/flows/views.ts";
import type { TaskLine } from "../src/known/shapes.ts";

/** A warehouse that has described its bins. */
export const HERE: Places = { isAnyName: false, path: ["A-01", "A-02", "A-03", "B-01", "B-09"] };

export function product(sku: string, quantity?: number): Recognised {
  const code: Recognised = { code: `code of ${sku}`, kind: "product", sku, name: `${sku} name`, local: false };
  return quantity === undefined ? code : { ...code, quantity };
}

export function bin(name: string): Recognised {
  return { code: `BIN:${name}`, kind: "bin", bin: name, local: false };
}

export function unknown(code: string): Recognised {
  return { code, kind: "unknown", local: false };
}

export function taskCode(taskId: string): Recognised {
  return { code: taskId, kind: "task", taskId, local: false };
}

export function task(lines: Partial<TaskLine>[], more: Partial<Task> = {}): Task {
  const whole = lines.map((line) => ({ sku: "CUP", quantity: 1, picked: 0, short: 0, ...line }));
  const head = { taskId: "T1", kind: "order", state: "open", priority: 0, releasedAt: "2026-11-28T03:00:00Z" };
  return { ...head, lines: whole, version: 1, ...more };
}

export function shelf(name: string, more: Partial<Bin> = {}): Bin {
  return { bin: name, zone: "A", blocked: false, quantity: 0, contents: [], ...more };
}

/** The state a step leads on to. */
export function on<S>(step: Step<S>): S {
  assert.equal(step.kind, "next", JSON.stringify(step));
  return (step as Extract<Step<S>, { kind: "next" }>).state;
}

/** What was wrong. */
export function why<S>(step: Step<S>): Say {
  assert.equal(step.kind, "wrong", JSON.stringify(step));
  return (step as Extract<Step<S>, { kind: "wrong" }>).say;
}

/** The change that is asked for, and where the flow is once it is answered (`null`: it waits). */
export function asks<S>(step: Step<S>, answer: unknown = null): { action: NewAction; state: S; say: Say } {
  assert.equal(step.kind, "act", JSON.stringify(step));
  const act = step as Extract<Step<S>, { kind: "act" }>;
  return { action: act.action, state: act.after(answer), say: act.say(answer) };
}
